"""Who spoke against a theme and who spoke for it, in each group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from practicelearn.themes.raised import coded_scores
from practicelearn.themes.themes import Themes

__all__ = ["STANCES", "Direction", "voiced"]

Direction = Literal["less", "more"]

STANCES: dict[Direction, frozenset[str]] = {
    "less": frozenset({"against", "mixed"}),
    "more": frozenset({"for", "mixed"}),
}
"""Whose voices count: fewer should speak against it, or more should speak for it."""


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
