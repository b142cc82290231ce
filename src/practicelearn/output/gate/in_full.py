"""The gate for the team: what a theme's own rows say of it, in words, with every figure.

Nothing is hidden here, and nothing is told that the row does not bear: these sentences stand in
the evidence file and on the pages of those who analyse, never in a report.
"""

from __future__ import annotations

from practicelearn.output.gate.cells import part_cell, share_cell
from practicelearn.output.gate.raised import unasked_said
from practicelearn.output.gate.wording import count, number, share
from practicelearn.themes.claims import Groups, People, TakenUp, Unasked
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Part, Share, Tally

__all__ = [
    "asked_for",
    "at_least_said",
    "came_up_said",
    "extent_said",
    "groups_cell",
    "people_cell",
    "people_said",
    "recurs_up_to",
    "sides_in_full",
    "talk_said",
    "unasked_cell",
]

NOT_COUNTED = "its people could not be counted"
"""Of a theme that was heard in notes only, or where nobody knows who spoke."""


def extent_said(row: Row, *, read: bool = False, passages: bool = True) -> str:
    """Return in how many groups a theme was raised in a round, by how many people, how often.

    Parameters
    ----------
    row : Row
        Of ``Themes.extent``.
    read : bool, default False
        As the page writes it, where not every group may have been read yet.
    passages : bool, default True

    Examples
    --------
    >>> cells = {"n_groups_raised": 6, "n_groups": 8, "n_people_raised": 12, "n_people": 50,
    ...          "n_passages": 14}
    >>> row = Row("extent", (("theme_id", "pay"), ("year", "2025-26")), cells)
    >>> extent_said(row)
    '6 of 8 groups, 12 of 50 people, 14 passages'
    >>> extent_said(Row("extent", row.where, cells | {"n_people_raised": 0, "n_people": 0}))
    '6 of 8 groups, 14 passages; its people could not be counted'
    """
    groups, people = Groups.of_row(row), People.of_row(row)
    said = [groups_cell(groups)]
    if read:
        said = [f"{count(groups.n, 'group')} of {number(groups.of)} read"]
    if people.of:
        said.append(count(people.n, "person", "people") if read else f"{people_cell(row)} people")
    if passages:
        said.append(count(Tally(row, "n_passages").n, "passage"))
    return ", ".join(said) + ("" if people.of else f"; {NOT_COUNTED}")


def people_cell(row: Row) -> str:
    """Return how many people raised a theme, of all whose people could be counted."""
    claim = People.of_row(row)
    return f"{number(claim.n)} of {number(claim.of)}" if claim.of else "not counted"


def groups_cell(claim: Groups) -> str:
    """Return in how many groups a theme was raised, of all that were read for it."""
    return f"{number(claim.n)} of {count(claim.of, 'group')}"


def people_said(row: Row, *, coded: bool = True) -> str:
    """Return how many people raised a theme, or spoke on a topic, beside its bar."""
    if not People.of_row(row).of:
        return "people not counted"
    return f"{people_cell(row)} people{'' if coded else ' spoke on it'}"


def at_least_said(row: Row) -> str:
    """Return how many people of one group raised a theme as far as it was read."""
    return f"at least {number(Tally(row, 'n_at_least').n)}"


def talk_said(row: Row) -> str:
    """Return how far a topic reaches in a round: words first, for nobody has coded it."""
    groups = part_cell(row, "n_groups_raised", "n_groups", "group")
    return (
        f"{share_cell(row, 'share_people')} of words; {people_said(row, coded=False)}, in {groups}"
    )


def came_up_said(row: Row, *, guide: bool) -> str:
    """Return how a theme came up in a round: whether unasked, when, and who went on with it.

    Parameters
    ----------
    row : Row
        Of ``depth``.
    guide : bool
        Whether there is a topic guide: else only what a facilitator named is known.

    Examples
    --------
    >>> cells = {"n_groups": 4, "n_groups_known": 4, "n_groups_spontaneous": 0, "n_taken_up": 33,
    ...          "n_passages": 41, "first_position": 0.17}
    >>> row = Row("depth", (("theme_id", "pay"), ("year", "2025-26")), cells)
    >>> came_up_said(row, guide=True)[:72]
    'Nobody raised it before being asked. It was first heard 17% of the way t'
    >>> came_up_said(row, guide=False)[:70]
    'A facilitator named it first in all 4 groups; there is no topic guide.'
    """
    groups = Tally(row, "n_groups").n
    taken = TakenUp(n=row.number("n_taken_up"), passages=row.number("n_passages"), source=row)
    first = share(Share(row, "first_position").value)
    over = "" if groups == 1 else " (the median over groups)"
    asked = _unasked(row) if guide else _unnamed(row)
    return (
        f"{asked} It was first heard {first} of the way through the talk{over}. Somebody else went "
        f"on with it after {number(taken.n)} of {count(taken.passages, 'passage')}."
    )


def _unasked(row: Row) -> str:
    """Of the groups that have a passage: those not read to the end are among them."""
    known, groups = Tally(row, "n_groups_known").n, row.cells["n_groups"]
    if not known:
        return "What was asked is not known, so neither is whether it came up by itself."
    own = Row(row.table, row.where, {"n_groups_raised": groups, "n_groups": groups})
    unasked = Tally(row, "n_groups_spontaneous").n
    return unasked_said(Unasked(n=unasked, known=known, raised=Groups.of_row(own), source=row))


def _unnamed(row: Row) -> str:
    claim = Part(row, ("n_groups_spontaneous", "n_groups"))
    named, groups = claim.of - claim.n, count(claim.of, "group")
    where = "none of its groups" if not named else f"{number(named)} of {groups}"
    if named == claim.of:
        where = f"all {groups}" if named > 1 else "its one group"
    return f"A facilitator named it first in {where}; there is no topic guide."


def unasked_cell(row: Row) -> str:
    """Return in how many of the groups of which it is known a theme came up unasked."""
    claim = Part(row, ("n_groups_spontaneous", "n_groups_known"))
    return f"{number(claim.n)} of {number(claim.of)}" if claim.of else "not known"


def sides_in_full(row: Row) -> str:
    """Return how many people spoke for a theme and how many against, in one round."""
    sides = (Tally(row, "n_for").n, Tally(row, "n_against").n)
    return f"for: {count(sides[0], 'person', 'people')}; against: {number(sides[1])}"


def asked_for(row: Row) -> str:
    """Return what recurring asks for.

    Examples
    --------
    >>> asked_for(Row("themes", (), {"min_groups": 3, "min_people": 4}))
    'at least 3 groups and 4 people'
    """
    groups, people = Tally(row, "min_groups").n, Tally(row, "min_people").n
    return f"at least {count(groups, 'group')} and {count(people, 'person', 'people')}"


def recurs_up_to(row: Row) -> str:
    """Return up to how many people a theme recurs that does: all who raised it.

    Examples
    --------
    >>> recurs_up_to(Row("sensitivity", (), {"n_people": 35}))
    'up to 35 people'
    """
    return f"up to {count(Tally(row, 'n_people').n, 'person', 'people')}"
