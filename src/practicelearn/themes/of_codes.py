"""The codes of each theme, and how a theme's codes are parted or put together."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from practicelearn._arguments import listed
from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError

__all__ = ["check_theme", "codes_by_theme", "codes_joined", "codes_parted"]


def check_theme(table: pd.DataFrame, theme: str) -> None:
    """Refuse a theme that is not there, with the near match."""
    if theme not in table.index:
        hint = near_match(theme, table.index)
        raise PracticelearnError(
            f'there is no theme "{theme}"; there are {listed(table.index)}.{hint}'
        )


def codes_by_theme(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the codes of each theme that comes from codes."""
    rows = table[table["origin"] == "codes"]
    return {str(t): list(codes) for t, codes in rows["codes"].items()}


def codes_joined(table: pd.DataFrame, themes: Sequence[str], into: str) -> dict[str, list[str]]:
    """Return the codes of each theme where several count as one.

    Raises
    ------
    PracticelearnError
        One of them is not there, or comes from a topic.
    """
    for theme in [*themes, into]:
        _check_from_codes(table, theme, "merge")
    parts = set(themes) | {into}
    codes_of = codes_by_theme(table)
    codes_of[into] = [c for p in codes_of if p in parts for c in codes_of[p]]
    return {t: c for t, c in codes_of.items() if t == into or t not in parts}


def codes_parted(
    table: pd.DataFrame, theme: str, codes: Sequence[str], into: str
) -> dict[str, list[str]]:
    """Return the codes of each theme where some of one count as a theme of their own.

    Raises
    ------
    PracticelearnError
        The theme holds one code only, or not these codes, or all of them would leave it, or the
        new id is taken.
    """
    _check_from_codes(table, theme, "split")
    own, leaving = list(table.loc[theme, "codes"]), list(dict.fromkeys(codes))
    if len(own) < 2:
        raise PracticelearnError(
            f'theme "{theme}" is a single code, which cannot be split after coding: give the '
            "frame a new version with two codes, and read the passages again with it."
        )
    for code in leaving:
        if code not in own:
            raise PracticelearnError(
                f'theme "{theme}" does not hold the code "{code}"; it holds '
                f"{', '.join(own)}.{near_match(code, own)}"
            )
    if not leaving or len(leaving) == len(own):
        raise PracticelearnError(
            f'theme "{theme}": name some of its codes ({", ".join(own)}), not '
            f"{'all' if leaving else 'none'} of them."
        )
    if into in table.index:
        raise PracticelearnError(f'there is a theme "{into}" already: choose another id.')
    staying = [c for c in own if c not in leaving]
    return codes_by_theme(table) | {theme: staying} | {into: leaving}


def _check_from_codes(table: pd.DataFrame, theme: str, verb: str) -> None:
    check_theme(table, theme)
    if table.loc[theme, "origin"] != "codes":
        raise PracticelearnError(f'theme "{theme}" comes from a topic: only codes {verb}.')
