"""Both rounds' words side by side, for readers: what a figure cannot tell, the words may."""

from __future__ import annotations

import pandas as pd

from practicelearn.output.report.blocks import Block, Paragraph, Quote, Sides
from practicelearn.output.report.material import Material

__all__ = ["instead_of_words", "side_by_side", "words_of"]


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
    quotes = tuple(words_of(material, printed, theme, year) for year in (before, after))
    if not any(quotes):
        return []
    return [
        Paragraph("In people’s words:", "note"),  # in Word it keeps two tables apart too
        Sides(
            (f"Words of {before}", f"Words of {after}"),
            (quotes[0], quotes[1]),
            (
                instead_of_words(material, theme, before),
                instead_of_words(material, theme, after),
            ),
        ),
    ]


def words_of(material: Material, printed: pd.DataFrame, theme: str, year: str) -> list[Quote]:
    """Return the printed quotes of a theme in a round, each under its reference."""
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


def instead_of_words(material: Material, theme: str, year: str) -> str:
    """Return why no quote of a theme in a round stands there."""
    now = material.reach(theme, year)
    if (theme, year) in material.at_least:
        return f"No quote of {year} has been cleared for this report."
    if now is None:
        return f"Not read for this theme in {year}."
    if not now.n_groups_raised:
        return f"Nobody raised it in {year}."
    return f"No quote of {year} has been cleared for this report."
