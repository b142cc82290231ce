"""What may be said of an invented study: counted by hand from what happened, not by the program.

A group has a share of a theme when somebody who says so read all of it with that code, and
everybody who spoke is on its list; without any list the share is one of those who spoke. Whatever
else was heard is at least so much, and no share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from validity_files import codings_of, codings_of_second, lines_of
from validity_invented import Invented, Meeting, Person

__all__ = ["Reach", "Said", "at_least", "codings_in_all", "people_known", "reach", "shares"]


@dataclass(frozen=True)
class Reach:
    """How far a theme reached in a round, as the program must count it."""

    n_groups: int
    n_groups_raised: int
    n_people: int
    n_people_raised: int


@dataclass(frozen=True)
class Said:
    """A group's share of people: who raised it, of whom."""

    n_raised: int
    n_people: int

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.n_raised / self.n_people


def known_people(meeting: Meeting) -> list[Person]:
    """Return whom the program can know of: those listed, or without a list those who spoke."""
    return [p for p in meeting.people if (p.listed if meeting.has_list else p.label)]


def was_read(invented: Invented, meeting: Meeting, theme: str) -> bool:
    """Whether somebody says that all of a meeting was read with the theme's code."""
    new = theme == invented.themes[-1] and meeting.round in invented.read_without
    return meeting.read and meeting.coded != "undeclared" and not new


def has_share(invented: Invented, meeting: Meeting, theme: str) -> bool:
    """Whether a meeting has a share of people who raised a theme."""
    whole = not meeting.has_list or all(p.listed for p in meeting.people)
    return was_read(invented, meeting, theme) and whole


def shares(invented: Invented, theme: str, round_name: str) -> list[Said]:
    """Return the groups of a round that have a share of a theme."""
    return [
        Said(sum(theme in p.raised for p in known_people(m)), len(known_people(m)))
        for m in invented.of_round(round_name)
        if has_share(invented, m, theme)
    ]


def reach(invented: Invented, theme: str, round_name: str) -> Reach | None:
    """Return how far a theme reached; None where no group of the round was read for it."""
    read = [m for m in invented.of_round(round_name) if was_read(invented, m, theme)]
    if not read:
        return None
    counted = shares(invented, theme, round_name)
    return Reach(
        len(read),
        sum(any(theme in p.raised for p in m.people) for m in read),
        sum(s.n_people for s in counted),
        sum(s.n_raised for s in counted),
    )


def at_least(invented: Invented, theme: str, round_name: str) -> int:
    """Return how many people of a round were heard to raise a theme where not all was read."""
    return sum(
        sum(theme in p.raised for p in m.people)
        for m in invented.of_round(round_name)
        if m.read and m.coded == "undeclared"
    )


def people_known(invented: Invented, round_name: str) -> int:
    """Return how many people of a round the program can know of."""
    return sum(len(known_people(m)) for m in invented.of_round(round_name))


def turns_of_people(invented: Invented, round_name: str) -> int:
    """Return how many turns the people of a round spoke, the leaders' apart."""
    return sum(
        line.speaker != "F" for m in invented.of_round(round_name) for line, _ in lines_of(m)
    )


def codings_in_all(invented: Invented) -> int:
    """Return how many codings the one reading that counts made, leaders' words among them."""
    return sum(len(codings_of(invented, m)) for m in invented.meetings)


def codings_beside(invented: Invented) -> int:
    """Return how many codings a second coder made, who read less and so does not count."""
    return sum(len(codings_of_second(invented, m)) for m in invented.meetings)


def alpha(invented: Invented, theme: str) -> float:
    """Return Krippendorff's alpha of the two coders on a theme, turn by turn; NaN if undefined.

    1 - (n - 1) d / (n0 n1), of n values n1 of which say "coded", with d turns on which they differ.
    """
    ones = differing = n = 0
    for meeting in (m for m in invented.meetings if m.read_twice):
        first, second = (
            {turn for turn, _, code in rows if code == theme}
            for rows in (codings_of(invented, meeting), codings_of_second(invented, meeting))
        )
        n += 2 * sum(1 for _ in lines_of(meeting))
        ones += len(first) + len(second)
        differing += len(first ^ second)
    return 1 - (n - 1) * differing / (ones * (n - ones)) if 0 < ones < n else math.nan


def codings_of_leaders(invented: Invented) -> int:
    """Return how many codings stand on what a leader introduced."""
    whole = sum(len(m.introduced) for m in invented.meetings if m.read)
    new = invented.themes[-1]
    without = sum(
        new in m.introduced
        for m in invented.meetings
        if m.read and m.round in invented.read_without
    )
    return whole - without


def comparable(invented: Invented, theme: str, before: str, after: str) -> bool:
    """Whether anything may be said to have changed between two rounds, or not to have.

    Not where nobody planned it before the coding; nor where a round was not read for it, was coded
    elsewhere than the other, or where one group has no list while another has one.
    """
    meetings = [*invented.of_round(before), *invented.of_round(after)]
    counted = [m for m in meetings if has_share(invented, m, theme)]
    both = {m.round for m in counted} == {before, after}
    one_kind = len({m.coded for m in meetings}) == 1 and len({m.has_list for m in counted}) == 1
    return both and one_kind and planned_before(invented)


def planned_before(invented: Invented) -> bool:
    """Whether the headlines were planned before anybody coded: nothing else bears a verdict."""
    return invented.design.planned in ("before", "removed")
