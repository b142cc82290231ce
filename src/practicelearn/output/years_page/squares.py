"""One square a group, drawn from the words that are printed of groups, and from nothing else."""

from __future__ import annotations

import re

from practicelearn.output.report.material import Material
from practicelearn.output.years_page.model import Square
from practicelearn.themes.raised import round_of
from practicelearn.themes.tallies import Part

__all__ = ["squares_of", "unread_of"]

_EXACT = re.compile(r"(\d+) of (\d+) groups?")
_SOME = re.compile(r"some of (\d+) groups?")


def squares_of(groups: str, unread: int) -> tuple[Square, ...]:
    """Return the squares of a round, sorted: those that raised it first, those not read last.

    Parameters
    ----------
    groups : str
        As it is printed: "6 of 8 groups", "some of 8 groups".
    unread : int
        Groups that nobody has read for the theme.

    Examples
    --------
    >>> squares_of("1 of 2 groups", 1)
    ('raised', 'not raised', 'not read')
    >>> squares_of("some of 2 groups", 0), squares_of("some groups", 0)
    (('not told', 'not told'), ())
    """
    exact, some = _EXACT.fullmatch(groups), _SOME.fullmatch(groups)
    counts: list[tuple[Square, int]] = []
    if exact:
        n, of = int(exact[1]), int(exact[2])
        counts = [("raised", n), ("not raised", of - n)]
    elif some:
        counts = [("not told", int(some[1]))]
    counts.append(("not read", unread))
    return tuple(square for square, k in counts for _ in range(k))


def unread_of(material: Material, theme: str, year: str, *, for_readers: bool) -> Part | None:
    """Return how many of a round's groups were not read for a theme; None where it is not told.

    Of a round that was released and is counted otherwise now readers get no new number of groups.
    """
    if for_readers and (year in material.changed or material.reprinted(theme, year) is not None):
        return None
    scores = material.themes.scores
    own = scores[(scores["theme_id"] == theme) & (round_of(scores["year"]) == year)]
    return Part.where(own["raised"].isna(), "scores") if len(own) else None
