"""What earlier releases printed, as the study keeps it: words, populations and hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from practicelearn.output.disclosure.counted import Counted
from practicelearn.output.disclosure.rules import as_it_was

__all__ = ["Released", "Said", "released_of", "releases_of"]


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
    """

    said: Mapping[tuple[str, str], Said]
    people: Mapping[str, str]
    digests: Mapping[str, Mapping[str, str]]
    figures: Mapping[tuple[str, str], tuple[int, int, int]]

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
    for row in releases.to_dict("records"):
        at = str(row.get("at") or "")
        printed = row.get("printed")
        if isinstance(printed, Mapping):
            _take(printed, at, said, people, digests)
        else:
            _take_counts(row.get("counts"), at, said, figures)
    return Released(said, people, digests, figures)


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
