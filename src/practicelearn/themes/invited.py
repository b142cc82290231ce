"""How many people were invited, in all and of each kind, as a plan lists them.

A plan may tell people apart by team and role together, or give one list by team and another by
role, or a total beside its parts. Lists of which one tells more apart than the other are one list
in pieces; others are the same people counted twice, and must add up to the same. Whoever says how
many were invited asks here: a plain sum would count some people twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["INVITED_ONCE", "Invited", "invited_of"]

INVITED_ONCE = (
    "Each person once. A list by team and another by role are the same people, and must add up to "
    "the same. A row without team, role and length of service is everybody."
)
"""The rule, as the sheet of a plan tells it."""

_BY = ("team", "job_role", "length_of_service")


@dataclass(frozen=True)
class Invited:
    """How many people of one kind were invited, or work there.

    Parameters
    ----------
    n : int
    team, job_role, length_of_service : str
        "" where it was not told apart.
    """

    n: int
    team: str = ""
    job_role: str = ""
    length_of_service: str = ""


def invited_of(invited: Sequence[Invited]) -> tuple[dict[tuple[str, str], int], list[str]]:
    """Return (by, value) to people invited, ("all", "") for everybody; and what does not add up.

    Examples
    --------
    >>> north, rest = Invited(7, team="North"), Invited(9, team="South")
    >>> invited_of((north, rest))[0]
    {('all', ''): 16, ('team', 'North'): 7, ('team', 'South'): 9}
    >>> invited_of((north, rest, Invited(16, job_role="social worker")))[0]["all", ""]
    16
    """
    if not invited:
        return {}, []
    totals = [i.n for i in invited if not _told_by(i)]
    lists = _lists([i for i in invited if _told_by(i)])
    sums = {_name(own): sum(i.n for i in own) for own in lists}
    doubts = [
        f"{a} the invited add up to {sums[a]}, {b} to {sums[b]}"
        for a, b in pairwise(sums) if sums[a] != sums[b]
    ]  # fmt: skip
    everybody = sum(totals) if totals else next(iter(sums.values()))
    if totals:
        doubts += [
            f"{name} the invited add up to {n}, and {everybody} were invited in all"
            for name, n in sums.items() if n > everybody
        ]  # fmt: skip
    found = {("all", ""): everybody}
    for by in _BY:
        own = next((one for one in lists if any(getattr(i, by) for i in one)), [])
        for i in own:
            value = getattr(i, by)
            if value:
                found[by, value] = found.get((by, value), 0) + i.n
    return found, doubts


def _lists(invited: list[Invited]) -> list[list[Invited]]:
    """The invitations by list: those that tell the most apart first."""
    found: list[tuple[frozenset[str], list[Invited]]] = []
    for i in sorted(invited, key=lambda i: -len(_told_by(i))):
        own = next((rows for told, rows in found if _told_by(i) <= told), None)
        if own is None:
            found.append((_told_by(i), [i]))
        else:
            own.append(i)
    return [rows for _, rows in found]


def _told_by(one: Invited) -> frozenset[str]:
    return frozenset(by for by in _BY if getattr(one, by))


def _name(rows: list[Invited]) -> str:
    told = {by for one in rows for by in _told_by(one)}
    return f"by {' and '.join(by for by in _BY if by in told)}"
