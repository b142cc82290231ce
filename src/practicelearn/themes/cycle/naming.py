"""What an action sheet's words must not give away: people, a team with a role, somebody's speech.

The sheet is written by hand and printed for the managers being talked about, so its cells are held
to the same rules as quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.language.words import words
from practicelearn.themes.raised import speaking_turns

__all__ = ["GiveAways", "small_counts"]

_RUN = 6
_ROLES = ("manager", "practitioner", "social worker", "supervisor", "student", "team leader",
          "newly qualified", "head of", "administrator", "apprentice")  # fmt: skip
_FEW = re.compile(
    r"\b(one|two|three|four|[1-4])(?P<of> of (?:the |our )?| )(?P<who>(?:\w+ )?(?:person|people|"
    r"workers?|practitioners?|colleagues?|managers?|us|staff|participants?|attendees?|"
    r"facilitators?|voices?))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class GiveAways:
    """What could point at a person of one corpus. Made by :meth:`of`."""

    people: frozenset[str]
    teams: frozenset[str]
    roles: frozenset[str]
    runs: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, corpus: Corpus) -> GiveAways:
        """Return what the corpus knows of people, teams, roles and participants' speech."""
        present = corpus.attendance
        people = [*present["person_id"], *corpus.people.index, *corpus.people["pseudonym"]]
        teams = [*corpus.sessions["team"], *corpus.sessions["site"], *present["team"]]
        runs: set[tuple[str, ...]] = set()
        for text in speaking_turns(corpus)["text"]:
            said = [w.casefold() for w in words(text)]
            runs |= set(zip(*(said[k:] for k in range(_RUN)), strict=False))
        return cls(
            frozenset(_folded(people)),
            frozenset(_folded(teams)),
            frozenset([*_folded(present["job_role"]), *_ROLES]),
            frozenset(runs),
        )

    def why(self, cell: str | None, *, is_role: bool = False) -> str:
        """Return why a cell may not be printed for readers, or an empty string.

        Parameters
        ----------
        cell : str or None
        is_role : bool, default False
            The cell itself names a role (the column Who), so that a team beside it is too much.
        """
        if not isinstance(cell, str) or not cell:
            return ""
        text = cell.casefold()
        if any(_holds(text, name) for name in self.people):
            return "it names a person of this study"
        if any(_holds(text, team) for team in self.teams) and (
            is_role or any(role in text for role in self.roles)
        ):
            return "it names a team together with a role"
        said = [w.casefold() for w in words(cell)]
        if any(run in self.runs for run in zip(*(said[k:] for k in range(_RUN)), strict=False)):
            return f"it repeats {_RUN} words of a transcript: say it in your own words"
        return ""


def small_counts(text: str) -> str:
    """Return a text in which a count of 1 to 4 people is "fewer than 5".

    Examples
    --------
    >>> small_counts("Three people, and two of us, asked for one phone each.")
    'Fewer than 5 people, and fewer than 5 of us, asked for one phone each.'
    """

    def few(hit: re.Match[str]) -> str:
        start = "Fewer" if hit[1][0].isupper() else "fewer"
        return f"{start} than 5{hit['of']}{'people' if hit['who'] == 'person' else hit['who']}"

    return _FEW.sub(few, text)


def _holds(text: str, name: str) -> bool:
    # first whether it is there at all: a pattern for each of a thousand names is slow to make
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _folded(values: Iterable[object]) -> list[str]:
    """Names of two letters and more; a bare letter or number would be found everywhere."""
    kept = {str(v).casefold().strip() for v in values if not pd.isna(v)}
    return sorted(k for k in kept if len(k) > 1 and not k.isdigit())
