"""What earlier releases printed, as the study keeps it: words, populations and hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from practicelearn.output.disclosure.counted import Counted
from practicelearn.output.disclosure.rules import as_it_was, still_near

__all__ = [
    "FEEDBACK",
    "Released",
    "Said",
    "document_of",
    "of_reports",
    "released_of",
    "releases_of",
]

FEEDBACK = "feedback"
"""The page for participants, as a release names it; a report's release names no document."""


@dataclass(frozen=True)
class Said:
    """What a release printed of a theme in a round.

    Parameters
    ----------
    people, groups : str
        In words; empty where nothing was printed.
    recurs : bool
        Whether it said that the theme recurs.
    at : str
        ISO date of the release.
    release : str
        Its time to the second, by which facts name it.
    """

    people: str
    groups: str
    recurs: bool
    at: str
    release: str = ""


@dataclass(frozen=True)
class Released:
    """All that earlier releases printed; the newest word on each round stands.

    Parameters
    ----------
    said : mapping
        (theme, round) to what was printed.
    people : mapping
        Round to the people printed for it, in words.
    digests : mapping
        Round to theme to the hash of what was counted.
    figures : mapping
        (theme, round) to people, of, groups, of releases that kept no hashes.
    given_back : mapping
        (theme, round) to what a page for participants printed: groups, and no people.
    """

    said: Mapping[tuple[str, str], Said]
    people: Mapping[str, str]
    digests: Mapping[str, Mapping[str, str]]
    figures: Mapping[tuple[str, str], tuple[int, int, int]]
    given_back: Mapping[tuple[str, str], Said] = field(default_factory=dict)

    def changed(self, year: str, now: Counted) -> bool:
        """Rule 7: whether a released round is counted otherwise now, for any theme."""
        then = self.digests.get(year)
        if then is not None:
            return not as_it_was({t: now.digest(t) for t in then}, then)
        for (theme, released), figures in self.figures.items():
            own = now.raised.get(theme, {})
            n = sum(k for k in own.values() if k is not None)
            groups = sum(bool(k) for k in own.values()) + len(now.noted.get(theme, ()))
            is_now = (n, sum(now.counted(theme).values()), groups)
            if released == year and is_now != figures:
                return True
        return False

    def near(self, year: str, now: Counted) -> bool:
        """Rule 8: whether all rounded counts a round was released with are within 4 of it now.

        A theme whose people were not printed, and one that was not released, hold nothing up.
        """
        own = {t: s.people for (t, y), s in self.said.items() if y == year and s.people}
        return bool(own) and all(
            still_near(people, sum(k or 0 for k in now.raised.get(theme, {}).values()),
                       sum(now.population.values()))
            for theme, people in own.items()
        )  # fmt: skip


def releases_of(decisions: pd.DataFrame, origin: str, *, first: int | None = None) -> pd.DataFrame:
    """Return the releases of one kind of coding, oldest first.

    Parameters
    ----------
    decisions : DataFrame
        As ``Study.decisions`` returns it.
    origin : str
        Word counts and people's coding count other things: neither freezes the other.
    first : int, optional
        Only so many, the oldest.
    """
    own = decisions[decisions["kind"] == "release"]
    rules = own["rules"] if "rules" in own else pd.Series(index=own.index, dtype=object)
    same = [r.get("origin", origin) == origin if isinstance(r, Mapping) else True for r in rules]
    return own[pd.Series(same, index=own.index, dtype=bool)].iloc[:first]


def document_of(rules: Any) -> str:
    """Return which document a release is of, by its rules: ``FEEDBACK``, or "" for the report."""
    return str(rules.get("document", "")) if isinstance(rules, Mapping) else ""


def of_reports(releases: pd.DataFrame) -> pd.Series:
    """Return which of these releases are of a report, and not of a page for participants."""
    rules = releases["rules"] if "rules" in releases else [None] * len(releases)
    return pd.Series([not document_of(r) for r in rules], index=releases.index, dtype=bool)


def released_of(releases: pd.DataFrame) -> Released:
    """Return what released reports printed.

    Parameters
    ----------
    releases : DataFrame
        As :func:`releases_of` returns them.
    """
    said: dict[tuple[str, str], Said] = {}
    people: dict[str, str] = {}
    digests: dict[str, dict[str, str]] = {}
    figures: dict[tuple[str, str], tuple[int, int, int]] = {}
    given_back: dict[tuple[str, str], Said] = {}
    for row in releases.to_dict("records"):
        at = str(row.get("at") or "")
        printed = row.get("printed")
        if document_of(row.get("rules")) == FEEDBACK and isinstance(printed, Mapping):
            # it told of no people, so how many the round has is left to the report
            _take(printed, at, given_back, {}, digests)
        elif isinstance(printed, Mapping):
            _take(printed, at, said, people, digests)
        else:
            _take_counts(row.get("counts"), at, said, figures)
    return Released(said, people, digests, figures, given_back)


def _take(
    printed: Mapping[str, Any],
    at: str,
    said: dict[tuple[str, str], Said],
    people: dict[str, str],
    digests: dict[str, dict[str, str]],
) -> None:
    for year, own in printed.items():
        # what an earlier release froze stays as that release said it
        if year not in people:
            people[year] = str(own.get("people", ""))
        for theme, words in own.get("themes", {}).items():
            said.setdefault(
                (theme, year),
                Said(words["people"], words["groups"], bool(words.get("recurs")), at[:10], at),
            )
        digests.setdefault(year, {})
        for theme, digest in own.get("digests", {}).items():
            digests[year].setdefault(theme, str(digest))


def _take_counts(
    counts: Any,
    at: str,
    said: dict[tuple[str, str], Said],
    figures: dict[tuple[str, str], tuple[int, int, int]],
) -> None:
    """Releases of the first version kept figures only."""
    for theme, year, n, of, groups in counts if isinstance(counts, list) else []:
        said.setdefault(
            (theme, year), Said(f"{n:,} of {of:,}", f"{groups} groups", True, at[:10], at)
        )
        figures.setdefault((theme, year), (n, of, groups))
