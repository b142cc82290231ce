"""What so many groups could have missed, and how many groups it takes to hear of something."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, PART, SHARE, ListOf, check_arguments
from practicelearn.errors import PracticelearnError

__all__ = ["could_have_missed", "groups_needed"]

_MOST = 100_000


def could_have_missed(
    n_groups: int,
    *,
    shares: Sequence[float] = (0.1, 0.2, 0.3, 0.5),
    n_teams: int | None = None,
    chance: float = 0.05,
) -> pd.DataFrame:
    """Return how likely so many groups were to miss what some share of such groups would raise.

    Parameters
    ----------
    n_groups : int
        Groups held, and read.
    shares : sequence of float, default (0.1, 0.2, 0.3, 0.5)
        Share of such groups that would raise it, 0 to 1.
    n_teams : int, optional
        The groups were drawn at random from so many teams. Without it they are taken as drawn from
        very many.
    chance : float, default 0.05
        For the bound: the greatest share that still goes unheard with at least this chance.

    Returns
    -------
    DataFrame
        share, n_teams_raising (missing without ``n_teams``; a share that is no whole number of
        teams is rounded up), p_missed (chance that none of the groups raised it), is_bound (the
        first row: what is raised in a greater share was missed with a smaller chance).

    Raises
    ------
    PracticelearnError
        No group, more groups than teams, or a share outside 0 to 1.

    Notes
    -----
    (1 - p)^G; the bound is 1 - chance^(1/G). Drawn from N teams of which K would raise it:
    C(N - K, G) / C(N, G). Both take the groups as a random draw. Volunteers are none: people who
    would have said it may be those who did not come.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.could_have_missed(8)[["share", "p_missed"]]
          share  p_missed
    0  0.312344  0.050000
    1  0.100000  0.430467
    2  0.200000  0.167772
    3  0.300000  0.057648
    4  0.500000  0.003906
    """
    check_arguments(
        could_have_missed,
        locals(),
        n_groups=AT_LEAST_1,
        shares=ListOf(SHARE, filled=True),
        n_teams=AT_LEAST_1,
        chance=PART,
    )
    if n_teams is not None and n_teams < n_groups:
        raise PracticelearnError(
            f"could_have_missed: {n_groups} groups of {n_teams} teams; there are no more groups "
            "than teams."
        )
    rows: list[tuple[float, int | None, float, bool]]
    if n_teams is None:
        bound = 1 - chance ** (1 / n_groups)
        rows = [(p, None, (1 - p) ** n_groups, p is bound) for p in (bound, *shares)]
    else:
        unheard = [k for k in range(n_teams + 1) if _none_of(k, n_teams, n_groups) >= chance]
        raising = [max(unheard), *(math.ceil(p * n_teams - 1e-9) for p in shares)]
        rows = [
            (k / n_teams, k, _none_of(k, n_teams, n_groups), place == 0)
            for place, k in enumerate(raising)
        ]
    out = pd.DataFrame(rows, columns=["share", "n_teams_raising", "p_missed", "is_bound"])
    return out.astype({"n_teams_raising": "Int64"})


def groups_needed(share: float, *, times: int = 1, power: float = 0.8) -> int:
    """Return the fewest groups (or people) that hear of something often enough.

    Parameters
    ----------
    share : float
        Share of such groups that would raise it, above 0.
    times : int, default 1
        Groups that must raise it.
    power : float, default 0.8
        Chance with which that shall happen.

    Notes
    -----
    The smallest n with P(Bin(n, share) >= times) >= power. The share is a guess: say so.

    References
    ----------
    Fugard, A. J. B. & Potts, H. W. W. (2015). International Journal of Social Research Methodology
    18(6), 669-684.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.groups_needed(0.10, times=2), prac.groups_needed(0.30, power=0.9)
    (29, 7)
    """
    check_arguments(groups_needed, locals(), share=PART, times=AT_LEAST_1, power=PART)
    if not 0 < share <= 1 or not 0 < power < 1 or times < 1:
        raise PracticelearnError(
            f"groups_needed: share {share}, times {times}, power {power}; expected a share above 0 "
            "and at most 1, at least 1 time, and a power between 0 and 1."
        )
    for n in range(times, _MOST):
        fewer = sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(times))
        if 1 - fewer >= power:
            return n
    raise PracticelearnError(f"groups_needed: more than {_MOST:,} groups; the share is too small.")


def _none_of(raising: int, n_teams: int, n_groups: int) -> float:
    return math.comb(n_teams - raising, n_groups) / math.comb(n_teams, n_groups)
