"""What an action sheet's words must not give away: people, a team with a role, somebody's speech.

The sheet is written by hand and printed for the managers being talked about, so its cells are held
to the same rules as quotes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.language.words import words
from practicelearn.themes.raised import speaking_turns

__all__ = ["GiveAways", "small_counts"]

_RUN = 6
_AT_ONCE = 10_000_000
"""Words after which what was said twice is let go."""
_ROLES = ("manager", "practitioner", "social worker", "supervisor", "student", "team leader",
          "newly qualified", "head of", "administrator", "apprentice")  # fmt: skip
_FEW = re.compile(
    r"\b(one|two|three|four|[1-4])(?P<of> of (?:the |our )?| )(?P<who>(?:\w+ )?(?:person|people|"
    r"workers?|practitioners?|colleagues?|managers?|us|staff|participants?|attendees?|"
    r"facilitators?|voices?))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, eq=False)
class GiveAways:
    """What could point at a person of one corpus. Made by :meth:`of`.

    ``runs`` are numbers that stand for six words said in a row, in order: the words themselves, of
    every six of a hundred million, would take more memory than the study.
    """

    people: frozenset[str]
    teams: frozenset[str]
    roles: frozenset[str]
    runs: npt.NDArray[np.int64]

    @classmethod
    def of(cls, corpus: Corpus) -> GiveAways:
        """Return what the corpus knows of people, teams, roles and participants' speech.

        Every document asks, and what is in a corpus does not change: it is looked through once.
        """
        if corpus not in _KNOWN:
            _KNOWN[corpus] = cls._of(corpus)
        return _KNOWN[corpus]

    @classmethod
    def _of(cls, corpus: Corpus) -> GiveAways:
        present = corpus.attendance
        people = [*present["person_id"], *corpus.people.index, *corpus.people["pseudonym"]]
        teams = [*corpus.sessions["team"], *corpus.sessions["site"], *present["team"]]
        return cls(
            frozenset(_folded(people)),
            frozenset(_folded(teams)),
            frozenset([*_folded(present["job_role"]), *_ROLES]),
            _said(speaking_turns(corpus)["text"]),
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
        own = np.fromiter(_runs(cell), dtype=np.int64)
        if (np.searchsorted(self.runs, own, "right") > np.searchsorted(self.runs, own)).any():
            return f"it repeats {_RUN} words of a transcript: say it in your own words"
        return ""


_KNOWN: WeakKeyDictionary[Corpus, GiveAways] = WeakKeyDictionary()


def _runs(text: str) -> Iterator[int]:
    """A number for every six words in a row."""
    said = [w.casefold() for w in words(text)]
    return map(hash, zip(*(said[k:] for k in range(_RUN)), strict=False))


def _said(texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """The numbers of every six words in a row that stand in these texts, each once."""
    found: list[npt.NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
    own = array("q")
    for text in texts:
        own.extend(_runs(text))
        if len(own) >= _AT_ONCE:
            found.append(np.unique(np.array(own)))
            own = array("q")
    return np.unique(np.concatenate([*found, np.array(own, dtype=np.int64)]))


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
