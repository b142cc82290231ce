"""What the study knows of the words a document uses: names, rounds, and who is counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from practicelearn.output.disclosure.facts import Came

__all__ = ["Kept", "Known"]


class Kept(NamedTuple):
    """What an earlier release printed of a theme in a round."""

    people: str
    groups: str
    recurs: bool
    release: str


@dataclass(frozen=True)
class Known:
    """What the study knows of the words a document uses.

    Parameters
    ----------
    names : mapping
        A theme's name to its id.
    statements : mapping
        A theme's sentence to its id.
    rounds : list of str
        In order.
    recurring : (people, groups)
        What "recurs" means.
    of_people, of_groups : mapping
        (theme, round) to the groups whose people are counted, and that were read; None for all.
    sizes : mapping
        Round to group to people.
    free : frozenset of str
        What people wrote by hand: titles, sentences, the action sheet, names of the frame.
    own_words : frozenset of str
        Paragraphs the team wrote for the report: no figure of people or groups may stand in them.
    reprinted : mapping
        (theme, round) to the people and groups an earlier release printed, whether it said that
        the theme recurs, and that release: the same words tell nothing new.
    rounded : mapping
        (theme, round) to the share of rounded counts, where these are printed: it tells no more.
    kinds : frozenset of str
        Teams, roles and lengths of service by which it is told who answered.
    came : mapping
        (round, attribute, value) to what an earlier release printed of who answered.
    """

    names: Mapping[str, str]
    statements: Mapping[str, str]
    rounds: list[str]
    recurring: tuple[int, int]
    of_people: Mapping[tuple[str, str], frozenset[str] | None]
    of_groups: Mapping[tuple[str, str], frozenset[str] | None]
    sizes: Mapping[str, Mapping[str, int]]
    free: frozenset[str] = frozenset()
    own_words: frozenset[str] = frozenset()
    reprinted: Mapping[tuple[str, str], Kept] = field(default_factory=dict)
    rounded: Mapping[tuple[str, str], float] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    came: Mapping[tuple[str, str, str], Came] = field(default_factory=dict)

    @property
    def latest(self) -> str:
        """The newest round."""
        return self.rounds[-1] if self.rounds else ""
