"""The gate for who answered: the only place that puts invited, came and held into words."""

from __future__ import annotations

from practicelearn.output.disclosure.facts import Came
from practicelearn.output.gate.wording import capital, count, number
from practicelearn.themes.sources import ClaimError, Row
from practicelearn.themes.tallies import Part, Tally

__all__ = [
    "account_said",
    "answered_cells",
    "answered_said",
    "groups_planned_said",
]


def answered_said(row: Row, came: Came | None, *, named: bool = True) -> str:
    """Return who came to a round, for readers; ``came`` as it may be printed, None for no people.

    ``named``: with the round, where it does not stand beside it.

    Raises
    ------
    ClaimError
        The row does not bear it, and no earlier release printed it.

    Examples
    --------
    >>> cells = {"year": "2025-26", "n_came": 28, "n_invited": 210, "n_groups_held": 8,
    ...          "n_groups_planned": 9}
    >>> row = Row("coverage", (("year", "2025-26"),), cells)
    >>> came = Came(theme="", round="2025-26", by="all", words="28", low=28, high=28, invited=210)
    >>> answered_said(row, came)
    'In 2025-26, 28 of 210 staff came, in 8 of 9 groups planned'
    >>> answered_said(row, None)
    'In 2025-26, 8 of 9 groups planned were held'
    """
    year = str(row.cells["year"])
    when = f"In {year}, " if year and named else ""
    groups = groups_planned_said(row)
    if came is None:
        held = f"{groups} were held" if "planned" in groups else f"{groups} met"
        return capital(f"{when}{held}")
    of = f"{came.words} people" if came.invited is None else (
        f"{came.words} of {number(came.invited)} staff"
    )  # fmt: skip
    return capital(f"{when}{of} came, in {groups}")


def answered_cells(came: Came) -> tuple[str, str]:
    """Return invited and came of one kind of people, for readers; the first empty if not known."""
    return "" if came.invited is None else number(came.invited), came.words


def groups_planned_said(row: Row) -> str:
    """Return how many groups were held, of how many that were planned where somebody says so."""
    held = Tally(row, "n_groups_held").n
    if row.lacks("n_groups_planned") or row.number("n_groups_planned") < held:
        return count(held, "group") if held != 1 else "the one group"
    claim = Part(row, ("n_groups_held", "n_groups_planned"))
    return f"{number(claim.n)} of {count(claim.of, 'group')} planned"


def account_said(row: Row) -> str:
    """Return where everybody who was invited is, in one sum. For the team.

    Raises
    ------
    ClaimError
        The sum is not that of its parts.

    Examples
    --------
    >>> cells = {"n_invited": 16, "n_came": 5, "n_away": 2, "n_not_known": 9}
    >>> account_said(Row("coverage", (), cells))
    '16 invited = 5 came + 2 stayed away with a reason + 9 of whom nobody knows why'
    """
    if row.lacks("n_invited", "n_not_known"):
        return f"{number(Tally(row, 'n_came').n)} came; how many were invited is not on record"
    parts = [Tally(row, c).n for c in ("n_came", "n_away", "n_not_known")]
    invited = Tally(row, "n_invited").n
    if sum(parts) != invited:
        raise ClaimError(f"{row}: {parts} do not add up to the {invited} who were invited.")
    came, away, rest = map(number, parts)
    return (
        f"{number(invited)} invited = {came} came + {away} stayed away with a reason + {rest} of "
        "whom nobody knows why"
    )
