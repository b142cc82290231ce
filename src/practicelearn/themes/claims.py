"""Figures that are about to be told, each bound to the row of the table that bears it.

A sentence for readers is not put together from loose numbers: it is a claim, and a claim that its
own row does not bear cannot be made. What readers may be told of it, and in which words, is the
gate's part (``practicelearn.output.gate.raised``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

import pandas as pd

from practicelearn.themes.sources import ClaimError, Row, Rows

__all__ = [
    "Absent",
    "FiveCells",
    "Groups",
    "People",
    "ReadTwice",
    "Shares",
    "Shift",
    "Sides",
    "TakenUp",
    "Unasked",
    "goes_with",
    "sides_said",
]


@dataclass(frozen=True, kw_only=True)
class _Raised:
    """So many of those there were raised a theme in a round."""

    counted: ClassVar[str]
    theme: str
    round: str
    n: int
    of: int
    source: Row

    def __post_init__(self) -> None:
        """Refuse what the row does not bear, and more than there were."""
        self.source.bears(**{f"n_{self.counted}_raised": self.n, f"n_{self.counted}": self.of})
        _within(self, self.n, self.of, self.counted)

    @classmethod
    def told_by(cls, extent: pd.DataFrame, theme: str, year: str) -> Self:
        """Return the claim that ``Themes.extent`` bears.

        Raises
        ------
        ClaimError
            The theme was not read in that round, or the figures contradict each other.
        """
        return cls.of_row(Row.of("extent", extent, theme_id=theme, year=year))

    @classmethod
    def of_row(cls, row: Row) -> Self:
        """Return the claim that a row with these columns bears, told apart by theme and round.

        Raises
        ------
        ClaimError
            The figures contradict each other.
        """
        where = dict(row.where)
        n, of = row.number(f"n_{cls.counted}_raised"), row.number(f"n_{cls.counted}")
        return cls(theme=where["theme_id"], round=where["year"], n=n, of=of, source=row)


class People(_Raised):
    """So many of those people raised a theme in a round."""

    counted = "people"


class Groups(_Raised):
    """In so many of those groups somebody raised a theme."""

    counted = "groups"


@dataclass(frozen=True, kw_only=True)
class Unasked:
    """In so many of the groups of which it is known, a theme came up before anybody asked."""

    n: int
    known: int
    raised: Groups
    source: Row

    def __post_init__(self) -> None:
        """Refuse what the row does not bear, and more groups than raised the theme."""
        self.source.bears(n_groups_spontaneous=self.n, n_groups_known=self.known)
        _within(self, self.n, self.known, "groups")
        _within(self, self.known, self.raised.n, "groups")

    @property
    def whole(self) -> bool:
        """Whether it is known of every group that raised the theme."""
        return self.known == self.raised.n


@dataclass(frozen=True, kw_only=True)
class TakenUp:
    """After so many of a theme's passages somebody else in the group went on with it."""

    n: int
    passages: int
    source: Row

    def __post_init__(self) -> None:
        """Refuse what the row does not bear, and a share of no passages."""
        self.source.bears(n_taken_up=self.n, n_passages=self.passages)
        _within(self, self.n, self.passages, "passages")
        if not self.passages:
            raise ClaimError(f"{self.source}: nothing was said, so nothing was taken up.")


@dataclass(frozen=True, kw_only=True)
class ReadTwice:
    """So many sessions were read by several people, and so far they agree, code by code.

    Parameters
    ----------
    reading : Rows
        ``Themes.reading``: sessions that more than one person read or coded, whole or in part.
    sessions : Rows
        All sessions.
    agreed : tuple of float
        Alpha, one a code; NaN where there is no figure.
    """

    reading: Rows
    sessions: Rows
    agreed: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse more sessions than there are, and agreement on what nobody read twice."""
        if self.n > self.of or (self.alphas and not self.n):
            raise ClaimError(
                f"reading used: {self.n} of {self.of} sessions read by several people cannot be, "
                f"with agreement on {len(self.alphas)} codes. Make the themes anew from one study."
            )

    @classmethod
    def told_by(
        cls, reading: pd.DataFrame, agreed: pd.DataFrame, sessions: pd.DataFrame
    ) -> ReadTwice:
        """Return the claim that ``Themes.reading`` and ``Themes.agreed`` bear."""
        alphas = agreed["alpha"] if len(agreed) else pd.Series(dtype=float)
        return cls(
            reading=Rows.where("reading", reading["people"].map(len) > 1),
            sessions=Rows.of("sessions", sessions), agreed=tuple(map(float, alphas)),
        )  # fmt: skip

    @property
    def n(self) -> int:
        """Sessions that more than one person read."""
        return self.reading.number("n")

    @property
    def of(self) -> int:
        """All sessions."""
        return self.sessions.number("n")

    @property
    def alphas(self) -> tuple[float, ...]:
        """One a code of which there is a figure."""
        return tuple(alpha for alpha in self.agreed if not math.isnan(alpha))

    @property
    def n_codes(self) -> int:
        """Codes in all."""
        return len(self.agreed)


@dataclass(frozen=True, kw_only=True)
class Absent:
    """Nobody raised a theme in so many groups, and up to such a share of groups still could."""

    theme: str
    round: str
    n_groups: int
    could: float
    source: Row

    def __post_init__(self) -> None:
        """Refuse what the row does not bear."""
        self.source.bears(n_groups=self.n_groups, could_have_missed=self.could)
        _within(self, 0, self.n_groups, "groups")

    @classmethod
    def told_by(cls, absent: pd.DataFrame, extent: pd.DataFrame, theme: str, year: str) -> Absent:
        """Return the claim that ``absences`` bears.

        Raises
        ------
        ClaimError
            Somebody raised it, or it stands in no row.
        """
        row = Row.of("absences", absent, theme_id=theme, year=year)
        heard = extent[(extent["theme_id"] == theme) & (extent["year"] == year)]
        if heard["n_groups_raised"].fillna(0).gt(0).any():
            raise ClaimError(f"{row}: it was to be told that nobody raised it, and somebody did.")
        return cls(
            theme=theme, round=year, n_groups=row.number("n_groups"),
            could=row.cells["could_have_missed"], source=row,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Of a round's people, so many spoke well of a subject, critically, or both."""

    theme: str
    round: str
    n_people: int
    n_for: int
    n_against: int
    n_mixed: int
    source: Row

    def __post_init__(self) -> None:
        """Refuse what the row does not bear, and more voices than people."""
        own = {c: getattr(self, c) for c in ("n_people", "n_for", "n_against", "n_mixed")}
        self.source.bears(**own)
        _within(self, self.n_for + self.n_against + self.n_mixed, self.n_people, "people")


@dataclass(frozen=True, kw_only=True)
class FiveCells(Sides):
    """The five cells of a round's people: they add up to all of them, and to who raised it."""

    n_no_stance: int
    n_not_raised: int
    raised: People

    def __post_init__(self) -> None:
        """Refuse cells that do not add up to the people of the same theme and round."""
        super().__post_init__()
        self.source.bears(n_no_stance=self.n_no_stance, n_not_raised=self.n_not_raised)
        spoke = self.n_for + self.n_against + self.n_mixed + self.n_no_stance
        if spoke != self.raised.n or spoke + self.n_not_raised != self.raised.of:
            raise ClaimError(
                f"{self.source}: the cells add up to {spoke} people who raised it and "
                f"{spoke + self.n_not_raised} in all; {self.raised.source} has {self.raised.n} of "
                f"{self.raised.of}."
            )


@dataclass(frozen=True, kw_only=True)
class Shift:
    """What a comparison of two rounds says of a theme: its verdict, and the shares it rests on.

    ``difference`` is missing where readers get no figure of it; the claim was then held before.
    """

    theme: str
    before: str
    after: str
    verdict: str
    mean_before: float
    mean_after: float
    source: Row
    difference: float = math.nan

    def __post_init__(self) -> None:
        """Refuse what the row does not bear, and a verdict that its difference contradicts."""
        self.source.bears(
            verdict=self.verdict, mean_before=self.mean_before, mean_after=self.mean_after
        )
        if not self._goes_with(self.difference):
            raise ClaimError(
                f"{self.source}: “{self.verdict}” was to be told of a share that goes from "
                f"{self.mean_before:.2f} to {self.mean_after:.2f}."
            )

    @property
    def shares_fit(self) -> bool:
        """Whether the two means go the way of the verdict.

        Within strata or pairs, or with a coder's shift taken off, the difference is another than
        that of the means: then the verdict is told without them.
        """
        return self._goes_with(self.mean_after - self.mean_before)

    def _goes_with(self, moved: float) -> bool:
        return goes_with(self.verdict, moved)

    @classmethod
    def told_by(cls, row: Any, *, for_readers: bool = False) -> Shift:
        """Return the claim that a row of COMPARISON bears.

        Parameters
        ----------
        row : row of COMPARISON
        for_readers : bool, default False
            Its difference is that of two rounded shares, and no longer what was tested.

        Raises
        ------
        ClaimError
            Its verdict and its difference contradict each other.
        """
        cells = row._asdict() if hasattr(row, "_asdict") else dict(row)
        where = tuple((c, str(cells[c])) for c in ("theme_id", "year_before", "year_after"))
        return cls(
            theme=where[0][1], before=where[1][1], after=where[2][1], verdict=str(cells["verdict"]),
            mean_before=cells["mean_before"], mean_after=cells["mean_after"],
            difference=math.nan if for_readers else cells["difference"],
            source=Row("comparison", where, cells),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Two rounds' shares of a theme and their difference, as a table prints them side by side."""

    before: float
    after: float
    difference: float
    source: Row

    def __post_init__(self) -> None:
        """Refuse a difference that is not that of the two shares: it would tell more than both."""
        if abs(self.after - self.before - self.difference) > 1e-6:
            raise ClaimError(
                f"{self.source}: {self.difference:+.3f} was to be told beside shares of "
                f"{self.before:.3f} and {self.after:.3f}, whose difference is another."
            )


class _Sourced(Protocol):
    @property
    def source(self) -> Row: ...


_UP = ("heard more", "balance moved towards for")
_DOWN = ("heard less", "balance moved towards against")


def goes_with(verdict: str, moved: float) -> bool:
    """Whether a verdict may be told beside a share that moved so far; a missing one tells nothing.

    Examples
    --------
    >>> goes_with("heard more", 0.1), goes_with("heard more", -0.1), goes_with("cannot tell", -0.1)
    (True, False, True)
    """
    up, down = verdict.startswith(_UP), verdict.startswith(_DOWN)
    return not ((up and moved < 0) or (down and moved > 0))


def sides_said(name: str, now: Sides, then: Sides) -> str:
    """Return who spoke well of a subject and who critically, in two rounds side by side.

    Examples
    --------
    >>> cells = {"n_people": 56, "n_for": 18, "n_against": 9, "n_mixed": 5}
    >>> now = Sides(theme="tools", round="2025-26", source=Row("rechecks", (), cells), **cells)
    >>> sides_said("Tools", now, now)[:72]
    'Tools: of 56 people in 2025-26, 18 spoke well of it, 9 critically and 5 '
    """
    first = f"{now.n_people:,} people in {now.round}, {_many(now.n_for)} spoke well of it"
    return (
        f"{name}: of {first}, {_many(now.n_against)} critically and {_many(now.n_mixed)} both; of "
        f"{then.n_people:,} in {then.round}, {_many(then.n_for)}, {_many(then.n_against)} and "
        f"{_many(then.n_mixed)}. Counted, not tested."
    )


def _many(n: int) -> str:
    return f"{n:,}" if n else "nobody"


def _within(claim: _Sourced, n: int, of: int, what: str) -> None:
    if not 0 <= n <= of:
        raise ClaimError(
            f"{claim.source}: {n} of {of} {what} cannot be. Look at who is listed, and at the "
            "speakers of that round."
        )
