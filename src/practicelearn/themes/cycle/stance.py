"""Who spoke against a theme and who spoke for it, in each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import pandas as pd

from practicelearn.themes.raised import coded_scores
from practicelearn.themes.themes import Themes

__all__ = ["STANCES", "Direction", "stance_missing", "voiced"]

Direction = Literal["less", "more"]

STANCES: dict[Direction, frozenset[str]] = {
    "less": frozenset({"against", "mixed"}),
    "more": frozenset({"for", "mixed"}),
}
"""Whose voices count: fewer should speak against it, or more should speak for it."""

_ENOUGH = 0.9


def voiced(themes: Themes, direction: Direction) -> Themes:
    """Return themes whose score is the share of people who spoke against (less) or for it (more).

    Only themes from codes; scores that are missing stay missing.
    """
    table = themes.table[themes.table["origin"] == "codes"]
    codes_of: Mapping[str, list[str]] = {str(t): list(c) for t, c in table["codes"].items()}
    evidence = themes.evidence[themes.evidence["theme_id"].isin(table.index)]
    own = evidence[evidence["stance"].isin(STANCES[direction])]
    if themes.codings is None or not codes_of:
        return replace(themes, table=table, scores=themes.scores.iloc[:0], evidence=own)
    scores = coded_scores(themes.corpus, themes.codings, codes_of, own)
    return replace(themes, table=table, evidence=own, scores=scores)


def stance_missing(themes: Themes, theme: str, years: tuple[str, str]) -> str:
    """Return why a theme's stance cannot be read in both rounds, or an empty string.

    At least nine in ten of its passages in each round must carry a stance ("none" is one).
    """
    evidence = themes.evidence
    for year in years:
        own: pd.Series = evidence.loc[
            (evidence["theme_id"] == theme) & (evidence["year"] == year), "stance"
        ]
        coded = int(own.notna().sum())
        if coded < _ENOUGH * len(own):
            return f"stance is coded for {coded} of {len(own)} passages in {year}"
    return ""
