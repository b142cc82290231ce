"""What a reader may learn of few people: nothing, not even by reckoning.

A hidden count is given away by a total beside it, by the number of groups (each holds at least one
of those people), by a rule it met ("at least four people"), by the order of a list, and by an
earlier report that printed the same round before somebody withdrew. Each of these is closed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import pandas as pd

from practicelearn.output.report.wording import (
    FEWER,
    HIDDEN,
    NEARLY_ALL,
    SMALL,
    count,
    hides_a_person,
    is_missing,
    of_people,
)

__all__ = ["Hidden", "Released", "four_counts", "groups_said", "hidden_rounds", "people_said"]

Round = tuple[str, str]
"""A theme's id and a round."""
Released = Mapping[Round, Sequence[tuple[int, int, int]]]
"""What was printed before, by theme and round: people who raised it, people, groups."""
Hidden = Mapping[Round, str]
"""Why figures of a theme and round stay hidden: few, nearly all, or changed; "" shows them."""


def hidden_rounds(extent: pd.DataFrame, released: Released | None = None) -> dict[Round, str]:
    """Return for each theme and round why its figures are not printed, "" where they are.

    Parameters
    ----------
    extent : DataFrame
        As ``Themes.extent`` gives it.
    released : mapping, optional
        Figures that a released report printed. Where one of the same round differs by 1 to 4, the
        two reports together would tell what somebody said whose words were taken out since.
    """
    found = {}
    for row in extent.itertuples():
        key = (str(row.theme_id), str(row.year))
        n, of = int(row.n_people_raised), int(row.n_people)
        before = (released or {}).get(key, ())
        if 0 < n < SMALL:
            why = "few"
        elif hides_a_person(n, of):
            why = "nearly all"
        elif any(
            0 < abs(n - old) < SMALL or 0 < abs((of - n) - (old_of - old)) < SMALL
            for old, old_of, _ in before
        ):
            why = "changed"
        else:
            why = ""
        found[key] = why
    return found


def people_said(n: float, of: float, why: str) -> str:
    """Return a count of people for readers, given why it is hidden.

    Examples
    --------
    >>> people_said(20, 40, ""), people_said(3, 40, "few"), people_said(20, 40, "changed")
    ('20 of 40', 'fewer than 5 of 40', 'not shown')
    """
    if is_missing(n) or is_missing(of):
        return of_people(n, of, hide=True)
    if why == "changed":
        return HIDDEN
    if why == "nearly all" and of >= SMALL:
        return f"{NEARLY_ALL} of {of:,.0f}"
    return of_people(n, of, hide=True)


def groups_said(n: int, of: int, why: str) -> str:
    """Return a count of groups for readers: four groups hold four people or more.

    Examples
    --------
    >>> groups_said(6, 8, ""), groups_said(4, 8, "few"), groups_said(6, 8, "changed")
    ('6 of 8 groups', 'fewer than 5 of 8 groups', 'some of 8 groups')
    """
    groups = count(of, "group")
    if not why or why == "nearly all" or not n:
        return f"{n} of {groups}"
    return f"{FEWER} of {groups}" if why == "few" and of >= SMALL else f"some of {groups}"


def four_counts(
    aloud: int, gesture: int, disagreed: int, no_position: int
) -> tuple[str, str, str, str]:
    """Return the four counts of agreement for readers; none can be reckoned from the others.

    Counts of 1 to 4 are "fewer than 5". Those who said the same and those who disagreed are
    together those who raised the theme, which is printed too, so the two are hidden together. As
    long as what is printed leaves a hidden count fewer than three values, the smallest count that
    is left is hidden too; where that does not help, nothing is shown.

    Examples
    --------
    >>> four_counts(20, 6, 9, 12)
    ('20', '6', '9', '12')
    >>> four_counts(20, 6, 2, 12)
    ('not shown', '6', 'fewer than 5', '12')
    """
    counts = (aloud, gesture, disagreed, no_position)
    few = {k for k, n in enumerate(counts) if 0 < n < SMALL}
    hidden = {0, 2} if few & {0, 2} else set()
    while few and _narrow(counts, few, hidden | few):
        left = [k for k in range(4) if k not in hidden | few]
        if not left:
            return HIDDEN, HIDDEN, HIDDEN, HIDDEN
        hidden.add(min(left, key=lambda k: (counts[k] == 0, counts[k])))
    said = [FEWER if k in few else HIDDEN if k in hidden else str(n) for k, n in enumerate(counts)]
    return said[0], said[1], said[2], said[3]


def _narrow(counts: Sequence[int], few: set[int], hidden: set[int]) -> bool:
    """Whether the totals leave one of the few counts less than three values it could have."""
    rest = sorted(hidden - few)
    raised = counts[0] + counts[2]
    possible: dict[int, set[int]] = {k: set() for k in few}
    for guess in product(range(1, SMALL), repeat=len(few)):
        known = dict(enumerate(counts)) | dict(zip(sorted(few), guess, strict=True))
        for k in rest:
            known.pop(k)
        if _fits(known, rest, sum(counts), raised):
            for k, n in zip(sorted(few), guess, strict=True):
                possible[k].add(n)
    return any(len(values) < 3 for values in possible.values())


def _fits(known: Mapping[int, int], rest: Sequence[int], total: int, raised: int) -> bool:
    """Whether numbers of people can be found for the rest, given total and those who raised it."""
    left = total - sum(known.values())
    if not rest:
        return left == 0 and known[0] + known[2] == raised
    if left < 0:
        return False
    pair = [k for k in (0, 2) if k in rest]
    spare = raised - sum(known[k] for k in (0, 2) if k in known)
    if not pair:
        return spare == 0
    others = [k for k in rest if k not in pair]
    return 0 <= spare <= left and (bool(others) or spare == left)
