"""Both rounds' words side by side, for readers: what a figure cannot tell, the words may."""

from __future__ import annotations

import pandas as pd

from practicelearn.output.report.blocks import Block, Paragraph, Quote, Sides
from practicelearn.output.report.material import Material

__all__ = ["side_by_side"]


def side_by_side(material: Material, printed: pd.DataFrame, theme: str) -> list[Block]:
    """Return a headline theme's quotes: those of the round before beside the newest round's.

    Parameters
    ----------
    material : Material
    printed : DataFrame
        The quotes that readers see, as ``printed_quotes`` gives them.
    theme : str

    Returns
    -------
    list of Block
        Nothing where the theme is no headline, no round is set beside the newest, or no quote of
        either has been cleared.
    """
    before, after = material.beside, material.latest
    if not before or theme not in material.themes.declared:
        return []
    quotes = tuple(_words(material, printed, theme, year) for year in (before, after))
    if not any(quotes):
        return []
    return [
        Paragraph("In people’s words:", "note"),  # in Word it keeps two tables apart too
        Sides(
            (f"Words of {before}", f"Words of {after}"),
            (quotes[0], quotes[1]),
            (_instead(material, theme, before), _instead(material, theme, after)),
        ),
    ]


def _words(material: Material, printed: pd.DataFrame, theme: str, year: str) -> list[Quote]:
    own = printed[(printed["theme_id"] == theme) & (printed["year"] == year)]
    return [
        Quote(
            r.quote,
            f"{r.reference}, said otherwise"
            if r.otherwise and not material.hidden.get((theme, year))
            else str(r.reference),
        )
        for r in own.itertuples()
    ]


def _instead(material: Material, theme: str, year: str) -> str:
    now = material.reach(theme, year)
    if (theme, year) in material.at_least:
        return f"No quote of {year} has been cleared for this report."
    if now is None:
        return f"Not read for this theme in {year}."
    if not now.n_groups_raised:
        return f"Nobody raised it in {year}."
    return f"No quote of {year} has been cleared for this report."
