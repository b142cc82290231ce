"""The rules that keep readers from learning of few people, one function each.

Whoever reads a report is taken to know these rules too: what is hidden for one reason must look
like what is hidden for another.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from practicelearn.output.disclosure.words import (
    FEWER,
    HIDDEN,
    LEAST_GROUPS,
    LEAST_PEOPLE,
    NEARLY_ALL,
    SMALL,
)

__all__ = [
    "BESIDE",
    "CHANGED",
    "FEW",
    "NEARLY",
    "QUIET",
    "SILENT",
    "SMALL_ROUND",
    "SUBSET",
    "Round",
    "answered_said",
    "as_it_was",
    "beside_groups",
    "counts_about",
    "drawn_for_and_against",
    "few_or_nearly_all",
    "figures_hidden",
    "groups_said",
    "hidden_before_the_test",
    "one_population",
    "outward",
    "people_said",
    "reply_said",
    "rounded",
    "rounded_share",
    "still_near",
    "too_small_a_round",
]

Round = tuple[str, str]
"""A theme's id and a round."""

FEW, NEARLY, SUBSET, SMALL_ROUND, BESIDE, QUIET, SILENT, CHANGED = (
    "few", "nearly all", "subset", "small round", "beside", "quiet", "silent", "changed",
)  # fmt: skip
"""Why the people of a theme and round are not printed. Never printed itself.

``quiet``: until the solver finds nothing; ``silent``: not even that it recurs.
"""

_MORE_THAN_GROUPS = 3


def one_population(counted: Collection[str], population: Collection[str]) -> str:
    """Rule 1: a round has one counted population; of a part of it no people are counted."""
    return "" if set(counted) == set(population) else SUBSET


def too_small_a_round(sizes: Collection[int]) -> str:
    """Rule 2: nobody is counted in a round of few people or groups, or where one group is most.

    Examples
    --------
    >>> too_small_a_round([6, 6, 6]), too_small_a_round([6, 6]), too_small_a_round([12, 4, 4])
    ('', 'small round', 'small round')
    """
    people = sum(sizes)
    if not people:
        return SMALL_ROUND
    small = people < LEAST_PEOPLE or len(sizes) < LEAST_GROUPS or 2 * max(sizes) > people
    return SMALL_ROUND if small else ""


def few_or_nearly_all(n: float, of: float) -> str:
    """Rule 3: 1 to 4 people, and all but 1 to 4, are words.

    Examples
    --------
    >>> few_or_nearly_all(4, 40), few_or_nearly_all(38, 40), few_or_nearly_all(0, 40)
    ('few', 'nearly all', '')
    """
    if 0 < n < SMALL:
        return FEW
    return NEARLY if 0 < of - n < SMALL else ""


def reply_said(n: int) -> str:
    """Rule 3 for replies, teams and roles: nobody is hidden too.

    Examples
    --------
    >>> reply_said(0), reply_said(4), reply_said(12)
    ('fewer than 5', 'fewer than 5', '12')
    """
    return FEWER if n < SMALL else f"{n:,}"


def answered_said(n: int, of: int, shown: Collection[Collection[int]]) -> str:
    """Return how many answered in all, for readers; "" where it would tell what is hidden.

    Parameters
    ----------
    n, of : int
        Who answered, of how many who took part.
    shown : collection of collection of int
        Of each sentence, how many gave each answer.

    Notes
    -----
    "Fewer than 5" must stay anything from 0 to 4 beside the number: it is told only where it leaves
    room for 4 of every hidden answer. Nobody and everybody are hidden too.

    Examples
    --------
    >>> answered_said(21, 50, [[14, 3]]), answered_said(16, 50, [[14, 2]])
    ('21 of 50', '')
    >>> answered_said(3, 50, []), answered_said(48, 50, [])
    ('fewer than 5 of 50', 'nearly all of 50')
    """
    for counts in shown:
        told = sum(k for k in counts if k >= SMALL)
        hidden = sum(k < SMALL for k in counts)
        if hidden and n - told < hidden * (SMALL - 1):
            return ""
    if n < SMALL:
        return f"{FEWER} of {of:,}"
    return f"{NEARLY_ALL} of {of:,}" if of - n < SMALL else f"{n:,} of {of:,}"


def beside_groups(n: int, groups: int) -> str:
    """Rule 5: people stand beside an exact number of groups only with 3 more of them.

    8 people in 8 of 8 groups are one in each.

    Examples
    --------
    >>> beside_groups(11, 8), beside_groups(10, 8), beside_groups(0, 0)
    ('', 'beside', '')
    """
    return BESIDE if 0 < n < groups + _MORE_THAN_GROUPS else ""


def hidden_before_the_test(
    n: int, groups: int, counted: Mapping[str, int], population: Mapping[str, int]
) -> str:
    """Return why a theme's people in a round are hidden, "" where they are not.

    Parameters
    ----------
    n, groups : int
        People and groups that raised it.
    counted, population : mapping
        Group to people: those counted for the theme, and those of the round.
    """
    if not n and not groups:
        return ""
    return (
        one_population(counted, population)
        or too_small_a_round(list(population.values()))
        or few_or_nearly_all(n, sum(population.values()))
        or beside_groups(n, groups)
    )


def people_said(n: float, of: float, why: str, *, rounding: int = 0) -> str:
    """Return a count of people for readers, given why it is hidden.

    Examples
    --------
    >>> people_said(20, 40, ""), people_said(3, 40, "few"), people_said(20, 40, "changed")
    ('20 of 40', 'fewer than 5 of 40', 'not shown')
    >>> people_said(38, 40, "nearly all"), people_said(18, 41, "", rounding=5)
    ('nearly all of 40', 'about 20 of about 40')
    """
    if pd.isna(n) or pd.isna(of):
        return "–"
    if why not in ("", FEW, NEARLY):
        return HIDDEN
    whole = f"about {rounded(of, rounding):,.0f}" if rounding else f"{of:,.0f}"
    if why:
        few = FEWER if why == FEW else NEARLY_ALL
        return few if of < SMALL else f"{few} of {whole}"
    if rounding and n:
        return f"about {rounded(n, rounding):,.0f} of {whole}"
    return f"{n:,.0f} of {whole}"


def groups_said(n: int, of: int, why: str) -> str:
    """Rule 5: return a count of groups for readers; where people are hidden it is "some".

    With 1 to 4 people, "4 of 8 groups" would be exactly four of them.

    Examples
    --------
    >>> groups_said(6, 8, ""), groups_said(4, 8, "few"), groups_said(6, 8, "changed")
    ('6 of 8 groups', 'some of 8 groups', 'some groups')
    """
    groups = f"{of:,} group{'s' if of != 1 else ''}"
    if why in ("", SUBSET) or not n:
        return f"{n} of {groups}"
    return "some groups" if why == CHANGED else f"some of {groups}"


def figures_hidden(*why: str) -> bool:
    """Rule 6: without people in either round a row has no share, interval, p, reason or bar."""
    return any(why)


def outward(low: float, high: float, *, step: float = 0.05) -> tuple[float, float]:
    """Rule 6: an interval for readers, its ends moved outward to whole steps.

    Examples
    --------
    >>> [round(end, 2) for end in outward(-0.132, 0.429)]
    [-0.15, 0.45]
    """
    if pd.isna(low) or pd.isna(high):
        return low, high
    # a step that is only missed by the arithmetic is met
    down, up = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return max(-1.0, down * step), min(1.0, up * step)


def as_it_was(now: Mapping[str, str], then: Mapping[str, str]) -> bool:
    """Rule 7: whether everything a release counted in a round is what is counted now.

    Parameters
    ----------
    now, then : mapping
        Theme to a hash of its people, group by group.
    """
    return all(now.get(theme) == digest for theme, digest in then.items())


def drawn_for_and_against(parts: Sequence[int]) -> bool:
    """Whether for and against may be printed: every part is nobody, or at least 5.

    Examples
    --------
    >>> drawn_for_and_against([18, 7, 0, 5, 20]), drawn_for_and_against([18, 3, 0, 5, 24])
    (True, False)
    """
    return all(n == 0 or n >= SMALL for n in parts)


def counts_about(said: str) -> tuple[int, int] | None:
    """Rule 8: the two rounded counts that a release printed, None where it printed others.

    Examples
    --------
    >>> counts_about("about 20 of about 1,025"), counts_about("20 of 25"), counts_about("")
    ((20, 1025), None, None)
    """
    hit = _ABOUT.fullmatch(said)
    return None if hit is None else (_whole(hit[1]), _whole(hit[2]))


def still_near(said: str, n: float, of: float) -> bool:
    """Rule 8: whether rounded counts that were released stand while what is counted has moved.

    Each is kept while the new one is within 4 of it; nobody is nobody.

    Examples
    --------
    >>> still_near("about 20 of about 25", 16, 24), still_near("about 20 of about 25", 15, 24)
    (True, False)
    >>> still_near("0 of about 25", 0, 22), still_near("0 of about 25", 1, 22)
    (True, False)
    >>> still_near("fewer than 5 of about 25", 5, 25), still_near("20 of 25", 20, 25)
    (False, False)
    """
    about = counts_about(said)
    if about is None:
        hit = _OF_ABOUT.fullmatch(said)
        held = hit is not None and _hidden_like(hit[1], n, of)
        return hit is not None and held and abs(of - _whole(hit[2])) <= _WITHIN
    if not about[0] or not n:
        return about[0] == n and abs(of - about[1]) <= _WITHIN
    return abs(n - about[0]) <= _WITHIN and abs(of - about[1]) <= _WITHIN


_WITHIN = 4
_ABOUT = re.compile(r"(?:about )?([\d,]+) of about ([\d,]+)")
_OF_ABOUT = re.compile(rf"({FEWER}|{NEARLY_ALL}) of about ([\d,]+)")


def _whole(words: str) -> int:
    return int(words.replace(",", ""))


def _hidden_like(words: str, n: float, of: float) -> bool:
    return few_or_nearly_all(n, of) == (FEW if words == FEWER else NEARLY)


def rounded(n: float, to: int) -> int:
    """Rule 8: a number rounded to fives; it does not replace rule 7.

    Examples
    --------
    >>> rounded(18, 5), rounded(22, 5), rounded(23, 5)
    (20, 20, 25)
    """
    return int(to * math.floor(n / to + 0.5))


def rounded_share(n: float, of: float, to: int) -> float:
    """Rule 8: a share of people from the rounded counts alone, so that it tells no more than they.

    Examples
    --------
    >>> round(rounded_share(18, 41, 5), 2)
    0.5
    """
    return min(1.0, rounded(n, to) / max(rounded(of, to), to))
