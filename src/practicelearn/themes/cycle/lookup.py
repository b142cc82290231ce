"""Finding the theme that a sheet names: by id or by name, and what to say when it is gone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.themes.cycle.sheet import LearningCycle

__all__ = ["find_theme", "gone", "with_measures"]


def find_theme(word: str, themes: pd.DataFrame) -> str | None:
    """Return the id of the theme with this id or name, in any case; None when there is none.

    Parameters
    ----------
    word : str
    themes : DataFrame
        ``Themes.table``.
    """
    key = word.casefold().strip()
    for theme, name in zip(themes.index, themes["name"], strict=True):
        if key in {str(theme).casefold(), str(name).casefold()}:
            return str(theme)
    return None


def gone(word: str, themes: pd.DataFrame) -> str:
    """Return why a theme of an action sheet is not among the themes; the near match is named."""
    parts = [str(t) for t, codes in themes["codes"].items() if word in codes]
    if parts:
        return f'theme "{word}" is part of "{parts[0]}" now'
    known = [*map(str, themes.index), *map(str, themes["name"])]
    return f'there is no theme "{word}" among the themes.{near_match(word, known)}'


def with_measures(cycle: LearningCycle, themes: pd.DataFrame) -> LearningCycle:
    """Return the cycle with every measure that names a theme known by that theme's id.

    A measure that names a theme is one, even where its cell did not say "theme".
    """
    actions = cycle.actions.copy()
    for action, row in actions.iterrows():
        word = row["measure"]
        found = find_theme(word, themes) if isinstance(word, str) else None
        if found is not None and row["kind"] != "survey":
            actions.loc[action, ["kind", "measure"]] = ["theme", found]
    return replace(cycle, actions=actions)
