"""How far a theme reaches, for the page: counted where ``theme`` and the report count it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from practicelearn.app.sight import Look
from practicelearn.errors import PracticelearnError
from practicelearn.output.report.wording import count
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes

__all__ = ["Reached", "reached"]

_OF_SESSIONS = ("year", "group_type")
"""Filters that leave whole groups; others leave passages, of which no group can be counted."""


@dataclass(frozen=True)
class Reached:
    """Groups and people by theme and round; nothing where they cannot be counted.

    Parameters
    ----------
    rounds : list of str
        In order.
    rows : mapping
        (theme, round) to the row of ``Themes.extent``.
    at_least : mapping
        (theme, round) to what was heard where not all was read, in words.
    """

    rounds: list[str]
    rows: Mapping[tuple[str, str], Any]
    at_least: Mapping[tuple[str, str], str]

    def n(self, theme: str, column: str) -> int:
        """A figure of the newest round, 0 where there is none: for the order of a list only."""
        row = self.rows.get((theme, self.rounds[-1] if self.rounds else ""))
        return 0 if row is None else int(getattr(row, column))

    def said(self, theme: str, year: str, *, passages: bool = True) -> str:
        """How far a theme reaches in a round, in words; people of two rounds are never added up."""
        row, heard = self.rows.get((theme, year)), self.at_least.get((theme, year))
        if heard is not None:
            return f"{heard}; not all was read"
        if row is None:
            return "not read for it"
        groups = f"{count(int(row.n_groups_raised), 'group')} of {int(row.n_groups)} read"
        people = count(int(row.n_people_raised), "person", "people")
        said = [groups, people, count(int(row.n_passages), "passage")]
        return ", ".join(said if passages else said[:2])

    def newest(self, theme: str) -> str:
        """How far it reaches in the newest round, with the round where there are several."""
        if not self.rounds:
            return ""
        year = self.rounds[-1]
        when = f"{year}: " if len(self.rounds) > 1 else ""
        return when + self.said(theme, year, passages=False)


def reached(look: Look, asked: Mapping[str, str], decisions: pd.DataFrame) -> Reached:
    """Return how far the themes reach in what a person sees, under the filters they chose.

    Parameters
    ----------
    look : Look
    asked : mapping
        Filter to its value, "" where none is chosen.
    decisions : DataFrame
        As ``Study.decisions`` returns it: what people made of the codes.
    """
    none = Reached([], {}, {})
    if look.codings.uncounted or any(v for k, v in asked.items() if k not in _OF_SESSIONS):
        return none
    try:
        corpus = look.corpus.where(**{k: asked[k] for k in _OF_SESSIONS if asked.get(k)})
        themes = apply_decisions(find_themes(look.codings, corpus), decisions)
    except PracticelearnError:  # nothing is read, or nothing is left by the filters
        return none
    return _of(themes, corpus.year_labels or [""])


def _of(themes: Themes, rounds: list[str]) -> Reached:
    rows = {(r.theme_id, r.year): r for r in themes.extent.itertuples()}
    heard = {(r.theme_id, r.year): str(r.says) for r in themes.at_least.itertuples()}
    return Reached(rounds, rows, heard)
