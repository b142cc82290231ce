"""Both rounds' words side by side, for readers: what a figure cannot tell, the words may."""

from __future__ import annotations

import pandas as pd

from practicelearn.output.report.blocks import Block, Cell, Paragraph, Quote, Table
from practicelearn.output.report.material import Material
from practicelearn.output.report.told import printed_quotes

__all__ = ["side_by_side"]

_SAME_RULES = (
    "A person marked each quote below as quotable and its speaker agreed. They show what is "
    "said, not how often: a few stand here whether five people said it or fifty."
)
_NOTHING = (
    "Words of {} and {} cannot stand side by side here: no quote on a headline theme has been "
    "cleared for this report."
)
_UNSTATED = "Not yet put into a sentence by a person, so its words are in the evidence file only."


def side_by_side(material: Material, themes: list[str]) -> list[Block]:
    """Return a table of the headline themes: the earlier round's words beside the newest's.

    Parameters
    ----------
    material : Material
    themes : list of str
        The themes told of, in their order; those not declared as a headline are left out. Where
        none is left there is no table.
    """
    before, after = material.beside, material.latest
    printed = printed_quotes(material)
    rows: list[list[Cell]] = [
        [material.label(theme), *(_words(material, printed, theme, y) for y in (before, after))]
        for theme in themes
        if theme in material.themes.declared
    ]
    if not rows:
        return []
    if not any(isinstance(cell, tuple) for row in rows for cell in row):
        return [Paragraph(_NOTHING.format(before, after), "note")]
    caption = f"What was said on the headline themes, {before} and {after} side by side"
    header = ["Theme", f"Words of {before}", f"Words of {after}"]
    return [Paragraph(_SAME_RULES, "note"), Table(caption, header, rows)]


def _words(material: Material, printed: pd.DataFrame, theme: str, year: str) -> Cell:
    if material.table.loc[theme, "status"] != "theme":
        return _UNSTATED
    own = printed[(printed["theme_id"] == theme) & (printed["year"] == year)]
    if len(own):
        return tuple(
            Quote(
                r.quote,
                f"{r.reference}, said otherwise"
                if r.otherwise and not material.hidden.get((theme, year))
                else str(r.reference),
            )
            for r in own.itertuples()
        )
    now = material.reach(theme, year)
    if (theme, year) in material.at_least:
        return f"No quote of {year} has been cleared for this report."
    if now is None:
        return f"Not read for this theme in {year}."
    if not now.n_groups_raised:
        return f"Nobody raised it in {year}."
    return f"No quote of {year} has been cleared for this report."
