"""The gate: the only place that puts a claim into words for readers.

Report, page for directors, page for participants and pictures' words ask here. What may be told is
decided by the rules of disclosure; that the figures are those of their table, by the claim itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

import pandas as pd

from practicelearn.output.disclosure import rules
from practicelearn.output.gate.cells import points_cell, share_cell
from practicelearn.output.gate.sizes import bounds_said
from practicelearn.output.gate.wording import (
    HIDDEN,
    MISSING,
    capital,
    change_sentence,
    count,
    interval,
    is_missing,
    joined,
    level_said,
    number,
    points,
    text,
)
from practicelearn.themes.claims import (
    Absent,
    FiveCells,
    Groups,
    People,
    ReadTwice,
    Shares,
    Shift,
    TakenUp,
    Unasked,
)
from practicelearn.themes.provenance import without_sessions
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Bounds
from practicelearn.themes.verdicts import NO_VERDICT

__all__ = [
    "absent_said",
    "balance_said",
    "change_said",
    "five_cells",
    "five_cells_said",
    "groups_said",
    "moved_said",
    "parts_cells",
    "people_said",
    "points_said",
    "read_twice_said",
    "share_cells",
    "taken_up_said",
    "unasked_said",
    "verdict_cell",
    "verdicts_said",
]


def people_said(claim: People, why: str, *, rounding: int = 0) -> str:
    """Return so many of those people, for readers; ``why`` they are hidden, "" shows them."""
    return rules.people_said(claim.n, claim.of, why, rounding=rounding)


def groups_said(claim: Groups, why: str) -> str:
    """Return in how many of those groups, for readers; ``why`` people are hidden, "" shows all."""
    return rules.groups_said(claim.n, claim.of, why)


def unasked_said(claim: Unasked) -> str:
    """Return in how many groups a theme came up before anybody asked."""
    which = "in which it was raised"
    if not claim.whole:
        which += " and the questions asked are known"
    every = "the one group" if claim.known == 1 else f"all {claim.known} groups"
    if not claim.n:
        of_these = "" if claim.whole else f" in {every.replace('all', 'the')} {which}"
        return f"Nobody raised it before being asked{of_these}."
    groups = every if claim.n == claim.known else f"{claim.n} of the {claim.known} groups"
    return f"It came up before anybody asked in {groups} {which}."


def taken_up_said(claim: TakenUp) -> str:
    """Return how much of what was said on a theme others in the group went on with."""
    share = claim.n / claim.passages
    for least, much in ((0.6, "Most"), (0.4, "About half"), (0.1, "Some")):
        if share >= least:
            return f"{much} of what was said on it was taken up by others in the group."
    return "Hardly anything that was said on it was taken up by others in the group."


def read_twice_said(claim: ReadTwice) -> str:
    """Return how many sessions several people read, and how far they agree."""
    if not claim.n:
        return "No session was read by a second person."
    were = "was" if claim.n == 1 else "were"
    said = f"{claim.n} of {count(claim.of, 'session')} {were} read, whole or in part, by more than "
    said += "one person"
    if not claim.alphas:
        return f"{said}; there is no figure of how far they agree."
    least, middle, most = (
        f"{value:.2f}".replace("-", "−")
        for value in (min(claim.alphas), median(claim.alphas), max(claim.alphas))
    )
    lies = f"is {least}" if len(claim.alphas) == 1 else f"lies between {least} and {most}, the "
    lies += "" if len(claim.alphas) == 1 else f"middle one {middle}"
    left = claim.n_codes - len(claim.alphas)
    without = f"; for {left} of {count(claim.n_codes, 'code')} there is no figure" if left else ""
    return (
        f"{said}. Code by code their agreement beyond chance (alpha: 1 is full agreement, 0 what "
        f"chance alone gives) {lies}{without}."
    )


def absent_said(claim: Absent) -> str:
    """Return that nobody raised a theme, and what that is worth."""
    if not claim.n_groups:
        return "no group was read for it: nothing can be said"
    groups = "the one group" if claim.n_groups == 1 else f"any of {claim.n_groups} groups"
    return f"not raised in {groups}; up to {claim.could:.0%} of such groups could still raise it"


def verdicts_said(rows: pd.DataFrame) -> list[str]:
    """Return one sentence a verdict, naming its themes, in the order of what they say.

    Raises
    ------
    ClaimError
        A verdict and its shares contradict each other.
    """
    by_verdict: dict[str, list[str]] = {}
    for row in rows.itertuples():
        claim = Shift.told_by(row, for_readers=True)
        by_verdict.setdefault(claim.verdict, []).append(str(row.name))
    ordered = sorted(by_verdict.items(), key=lambda item: (_ORDER.index(item[0][:10]), item[0]))
    return [f"{capital(verdict)}: {joined(names)}." for verdict, names in ordered]


_ORDER = ["heard more", "heard in m", "heard less", "heard in f", "no worthwh", "cannot tel",
          "no verdict"]  # by ten letters  # fmt: skip


def five_cells(parts: Sequence[int], raised: People) -> FiveCells:
    """Return the claim that a round's five cells make.

    Raises
    ------
    ClaimError
        They do not add up to the people of the theme and round.
    """
    cells = dict(
        zip(("n_for", "n_against", "n_mixed", "n_no_stance", "n_not_raised"), parts, strict=True)
    )
    cells["n_people"] = sum(parts)
    where = (("theme_id", raised.theme), ("year", raised.round))
    return FiveCells(
        theme=raised.theme, round=raised.round, raised=raised,
        source=Row("for and against", where, cells), **cells,
    )  # fmt: skip


def five_cells_said(claim: FiveCells, name: str) -> str:
    """Return a round's people for and against a subject; silence is no side."""
    well, critical, both, no_side, rest = (
        number(n) if n else "nobody"
        for n in (claim.n_for, claim.n_against, claim.n_mixed, claim.n_no_stance,
                  claim.n_not_raised)
    )  # fmt: skip
    return (
        f"{name}: of the {number(claim.n_people)} people, {well} spoke well of it, {critical} "
        f"critically, {both} both; {no_side} raised it without taking a side, {rest} did not "
        "raise it."
    )


def parts_cells(claim: FiveCells | None) -> list[str]:
    """Return a round's people and its five cells as the cells of a table; of nothing, nothing."""
    if claim is None:
        return []
    cells = (claim.n_for, claim.n_against, claim.n_mixed, claim.n_no_stance, claim.n_not_raised)
    return [number(claim.n_people), *(number(n) if n else "nobody" for n in cells)]


def change_said(row: Any, *, figures: bool) -> str:
    """Return one comparison as a sentence; ``row`` as ``for_readers`` leaves it.

    Raises
    ------
    ClaimError
        Its verdict and its shares contradict each other.
    """
    if not Shift.told_by(row, for_readers=not figures).shares_fit:
        return f"{capital(row.verdict)}, once groups or coders are set against their like."
    return change_sentence(row, figures=figures)


def balance_said(row: Any, *, figures: bool) -> str:
    """Return what became of a theme's balance of for and against; ``figures`` for the team.

    Readers get the verdict alone: with a share beside it a balance to the point tells of cells that
    are hidden.

    Raises
    ------
    ClaimError
        Its verdict and its means contradict each other.
    """
    claim = Shift.told_by(row)
    verdict = _BALANCE.get(claim.verdict, claim.verdict)
    said = f"{row.name}, for and against: {verdict}"
    if claim.verdict == NO_VERDICT:
        why = without_sessions(text(row.why, "")).removeprefix(f"{NO_VERDICT}: ")
        tells = bool(why) and (figures or not any(c.isdigit() for c in why))
        return f"{said}: {why}." if tells else f"{said}."
    if not figures:
        return f"{said}."
    if is_missing(row.difference):
        return f"{said}; {row.why}."
    spread = f"{level_said(row.level)} interval {interval(row.low, row.high)}"
    return f"{said} ({points(row.difference)} points, {spread}); {row.why}."


_BALANCE = {
    "balance moved towards for": "set against each other, more spoke well of it than before",
    "balance moved towards against": "set against each other, more spoke critically of it than "
    "before",
}


def share_cells(row: Row, columns: tuple[str, str, str], *, missing: str = MISSING) -> list[str]:
    """Return two shares and their difference as the cells of a readers' table.

    Parameters
    ----------
    row : Row
        Of COMPARISON or RECHECKS, as readers get it; without a figure the cells say so.
    columns : tuple of str
        Of the earlier share, the later one, and the difference.
    missing : str
        What stands where there is no difference.

    Raises
    ------
    ClaimError
        The difference is not that of the two shares.
    """
    if not row.lacks(*columns):
        before, after, difference = map(row.figure, columns)
        Shares(before=before, after=after, difference=difference, source=row)
    told = [share_cell(row, column, missing=HIDDEN) for column in columns[:2]]
    return [*told, points_cell(row, columns[2], missing=missing)]


def verdict_cell(row: Row) -> str:
    """Return the verdict of one comparison, as a cell beside its shares.

    Raises
    ------
    ClaimError
        Its verdict and its difference contradict each other.
    """
    return Shift.told_by(row.cells).verdict


def points_said(row: Row) -> str:
    """Return one comparison in a picture's words: theme, verdict, and points where they are told.

    Raises
    ------
    ClaimError
        Its verdict and its difference contradict each other.
    """
    moved = "" if row.lacks("difference") else f", {_points(row)}"
    return f"{row.cells['name']}: {verdict_cell(row)}{moved}."


def moved_said(row: Row) -> str:
    """Return how far a theme moved between two rounds, with its interval where it has one.

    Examples
    --------
    >>> cells = {"name": "Pay", "difference": 0.01, "low": -0.13, "high": 0.43}
    >>> moved_said(Row("comparison", (), cells))
    'Pay +1 point (−13 to +43)'
    """
    spread = bounds_said(Bounds(row))
    return f"{row.cells['name']} {_points(row)}{'' if spread == MISSING else f' ({spread})'}"


def _points(row: Row) -> str:
    moved = points_cell(row, "difference")
    return f"{moved} point{'' if moved[1:] == '1' else 's'}"
