"""What the years page shows, as plain data: one screen a headline theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from practicelearn.output.plots.rounds import Place
from practicelearn.output.report.blocks import Quote
from practicelearn.themes.claims import FiveCells

__all__ = ["Beside", "HowSure", "Join", "Mark", "RoundShown", "Screen", "Square", "Verdict", "View",
           "YearsPage"]  # fmt: skip

View: TypeAlias = Literal["meeting", "team"]

Square: TypeAlias = Literal["raised", "not raised", "not told", "not read"]
"""One group. ``not told``: read, and whether it raised the theme is kept back."""

Mark: TypeAlias = Literal["up", "down", "same", ""]


@dataclass(frozen=True, kw_only=True)
class RoundShown:
    """One round of a theme.

    Parameters
    ----------
    year : str
    label : str
        Beside the dot: "38 of 50 people", "fewer than 5", "not shown", "not read".
    place : Place or None
        Of everybody present: a dot, a hatched band, or nothing.
    cell : str
        The same words as in a table.
    said : str
        In a sentence; empty where there is none.
    squares : tuple of Square
        One a group, sorted, so that none can be told from its like.
    groups : str
        The squares in words.
    sides : FiveCells or None
        Who spoke against, on both sides, for, and without a side.
    instead : str
        Why there are no sides.
    quotes : tuple of Quote
        Cleared, under the references of the report.
    no_quotes : str
        Why there are none.
    """

    year: str
    label: str
    place: Place | None
    cell: str
    said: str
    squares: tuple[Square, ...]
    groups: str
    sides: FiveCells | None
    instead: str
    quotes: tuple[Quote, ...]
    no_quotes: str

    @property
    def is_dot(self) -> bool:
        """Whether its people are told exactly."""
        return self.place is not None and self.place.is_exact


@dataclass(frozen=True)
class Join:
    """Two rounds side by side: a line between their dots, or a gap and why."""

    before: str
    after: str
    why: str = ""
    line: bool = True


@dataclass(frozen=True)
class Verdict:
    """What became of a theme since the round before, in words.

    ``grey``: nobody can tell, or nothing is compared. ``why``: where no verdict is given.
    """

    words: str
    arrow: Mark = ""
    grey: bool = False
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class HowSure:
    """What a verdict rests on: each a sentence, empty where it is not told."""

    interval: str
    threshold: str
    groups: str
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """The two rounds whose words stand side by side behind the verdict."""

    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One headline theme.

    Parameters
    ----------
    theme, name : str
    statement : str
        The sentence that people agreed on, or that there is none yet.
    rounds : tuple of RoundShown
        The oldest first.
    joins : tuple of Join
        One fewer than rounds.
    verdict : Verdict or None
        None in a first round.
    how_sure : HowSure or None
    beneath : str
        The one sentence underneath; empty where none is needed.
    beside : Beside or None
    """

    theme: str
    name: str
    statement: str
    rounds: tuple[RoundShown, ...]
    joins: tuple[Join, ...]
    verdict: Verdict | None
    how_sure: HowSure | None
    beneath: str
    beside: Beside | None

    def of(self, year: str) -> RoundShown | None:
        """Return a round by its label."""
        return next((r for r in self.rounds if r.year == year), None)


@dataclass(frozen=True, kw_only=True)
class YearsPage:
    """All screens, in the plan's order.

    Parameters
    ----------
    title : str
        Of the study.
    view : {"meeting", "team"}
    screens : tuple of Screen
    notices : tuple of str
        What stands above every screen, such as that the report is a draft.
    """

    title: str
    view: View
    screens: tuple[Screen, ...]
    notices: tuple[str, ...]

    def at(self, theme: str) -> int:
        """Return which screen is a theme's; the first where there is no such theme."""
        themes = [s.theme for s in self.screens]
        return themes.index(theme) if theme in themes else 0
