"""What people told us, for readers: each theme with how far it reaches, quotes and dissent."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from practicelearn._once import once_for_each
from practicelearn.output.disclosure.rules import CHANGED
from practicelearn.output.gate.raised import (
    balance_said,
    five_cells,
    five_cells_said,
    taken_up_said,
    unasked_said,
)
from practicelearn.output.gate.since import UNPLANNED, since_said, unplanned
from practicelearn.output.gate.wording import HIDDEN
from practicelearn.output.report.beside import side_by_side
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Quote, Table
from practicelearn.output.report.by_round import (
    for_and_against,
    split_not_shown,
    who_raised_what,
)
from practicelearn.output.report.changes import newest_change
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.material import Material
from practicelearn.output.report.promised import promised_for
from practicelearn.output.report.replies import replies_in_short, who_answered
from practicelearn.themes.claims import Groups, People, TakenUp, Unasked
from practicelearn.themes.positions import against_most
from practicelearn.themes.quotes import choose_of_sides, choose_quotes
from practicelearn.themes.sources import Row
from practicelearn.themes.verdicts import NOT_TESTED, WOBBLE

__all__ = [
    "heard_from_few",
    "other_subjects",
    "printed_quotes",
    "quote_source",
    "reach_in",
    "reach_said",
    "theme_anchor",
    "what_people_told_us",
]

QUOTES, ROUNDS = 3, 2
_SAME_RULES = (
    "A person marked each quote below as quotable and its speaker agreed. They show what is "
    "said, not how often: a few stand here whether five people said it or fifty."
)
_HEARD = (
    "“Heard more” and “heard less” say what was raised by more or fewer people. Less talk may be "
    "fatigue or fear. “Cannot tell” does not mean that nothing changed: with this many groups, "
    "chance could explain the difference, so read both rounds’ words. More or less talk about "
    "something is neither better nor worse by itself."
)
_UNSTATED = "Not yet put into a sentence by a person, so its words are in the evidence file only."


def what_people_told_us(material: Material, cycle: CycleTables | None = None) -> list[Block]:
    """Every theme a person has stated: its words, what became of it, and what comes of it."""
    stated = material.stated()
    blocks: list[Block] = [Heading(material.heading("What people told us"), anchor="told")]
    if stated.empty:
        blocks.append(
            Paragraph(
                "No theme has been stated yet: a person has still to read the evidence and write "
                "in one sentence what people are saying."
            )
        )
    blocks += who_answered(material)
    printed = printed_quotes(material)
    blocks += _how_to_read(material)
    if len(printed):
        blocks.append(Paragraph(_SAME_RULES, "note"))
    blocks += who_raised_what(material, told_of(material))
    blocks += split_not_shown(material, [str(t) for t in stated.index])
    for theme in stated.index:
        row = stated.loc[theme]
        blocks += [
            Heading(row["name"], 3, anchor=theme_anchor(material, theme)),
            Paragraph(row["statement"], "statement"),
            Paragraph(_reach(material, theme)),
            *_since(material, theme),
            *_marked(material, theme),
            *_came_up(material, theme),
            *for_and_against(material, theme),
            *replies_in_short(material, theme),
            *_cleared_quotes(material, printed, theme),
            *promised_for(material, cycle, theme),
        ]
    for theme in told_of(material)[len(stated) :]:
        blocks += [
            Heading(material.table.loc[theme, "name"], 3),
            Paragraph(_UNSTATED, "note"),
            Paragraph(_reach(material, theme)),
            *_since(material, theme),
        ]
    return blocks


def _how_to_read(material: Material) -> list[Block]:
    """What the verdicts below mean; where nothing was planned there are none, and that is said."""
    change = newest_change(material)
    if change is None:
        return []
    tested = change[change["verdict"] != NOT_TESTED]
    if len(tested) and tested["why"].map(unplanned).all():
        return [Paragraph(f"{UNPLANNED} {WOBBLE}")]
    return [Paragraph(f"{_HEARD} {WOBBLE}")]


def told_of(material: Material) -> list[str]:
    """Return the themes told of one by one: the stated, then headlines without a sentence."""
    stated = [str(theme) for theme in material.stated().index]
    left = [str(t) for t in material.coded.index.intersection(material.themes.declared)]
    by_name = sorted((t for t in left if t not in stated), key=material.label)
    return [*stated, *by_name]


def theme_anchor(material: Material, theme: str) -> str:
    """Return where a stated theme stands in the report."""
    return f"told-{list(material.stated().index).index(theme)}"


def _since(material: Material, theme: str) -> list[Block]:
    """What became of a headline since the round before: the verdict in words, and both shares."""
    change = newest_change(material)
    if change is None:
        return []
    own = change[(change["theme_id"] == theme) & (change["verdict"] != NOT_TESTED)]
    said = [sentence for row in own.itertuples() if (sentence := since_said(row))]
    balances = material.balances_of(material.beside, material.latest)
    told = balances[balances["theme_id"] == theme]
    said += [balance_said(row, figures=False) for row in told.itertuples()]
    return [Paragraph(" ".join(said))] if said else []


def _marked(material: Material, theme: str) -> list[Block]:
    if theme not in set(material.matters["theme_id"]):
        return []
    return [
        Paragraph(
            "A person who read the transcripts marked that this matters, whoever said it and "
            "however few did.",
            "note",
        )
    ]


def reach_said(material: Material, theme: str, year: str) -> str:
    """Return in how many groups a theme was raised, for readers; empty when it was not read."""
    return material.groups_said(theme, year)


def _reach(material: Material, theme: str) -> str:
    if material.table.loc[theme, "origin"] == "topic":
        return "Found by the words people share; nobody has counted who raised it."
    # the table of all rounds has the others
    parts = [reach_in(material, theme, year) for year in reversed(material.years[-ROUNDS:])]
    return " ".join(filter(None, parts)) or "Not read for this theme."


def reach_in(material: Material, theme: str, year: str) -> str:
    """Return how far a theme reached in one round, a sentence for readers; empty if not read."""
    now = material.reach(theme, year)
    when = f"In {year}" if year else "Raised"
    if (theme, year) in material.at_least and (now is None or not now.n_groups_raised):
        return f"{when}: raised; how far is not known, since nothing says that all was read."
    if now is None:
        return ""
    if not material.raised(theme, year):
        return "" if year in material.changed else f"{when}: {material.missed[theme, year]}."
    groups, people = reach_said(material, theme, year), material.people_said(theme, year)
    if _why(material, theme, year) == CHANGED and material.reprinted(theme, year) is None:
        groups = "raised"  # neither a count nor a denominator
    said = f"{when}: {groups}, {people} people" if people else f"{when}: {groups}"
    return f"{said}{material.as_reported(theme, year)}."


def _why(material: Material, theme: str, year: str) -> str:
    return material.hidden.get((theme, year), "few")


def _came_up(material: Material, theme: str) -> list[Block]:
    """How it came up and who agreed, in the newest round; nothing that points at few people."""
    year = material.latest
    row = material.came_up(theme, year)
    if _why(material, theme, year) or row is None:
        return []
    taken_up = TakenUp(n=row.number("n_taken_up"), passages=row.number("n_passages"), source=row)
    said = f"{_unasked(material, row)}{taken_up_said(taken_up)}"
    return [Paragraph(f"{said} {_for_and_against(material, theme, year)}".strip())]


def _unasked(material: Material, row: Row) -> str:
    """In how many groups it came up unasked; nothing where nobody knows what was asked."""
    known = row.number("n_groups_known")
    theme, year = (value for _, value in row.where)
    if not material.has_guide or not known or not material.groups_shown(theme, year):
        return ""
    raised = Groups.told_by(material.extent, theme, year)
    if row.number("n_groups") > raised.n:  # heard in groups that were not read to the end too
        return ""
    unasked = row.number("n_groups_spontaneous")
    claim = Unasked(n=unasked, known=known, raised=raised, source=row)
    return f"{unasked_said(claim)} "


def _for_and_against(material: Material, theme: str, year: str) -> str:
    """The five cells of the round's people; silence is no side."""
    parts = material.draws(theme, year)
    if parts is None:
        return ""
    raised = People.told_by(material.extent, theme, year)
    return five_cells_said(five_cells(parts, raised), material.label(theme))


@once_for_each
def printed_quotes(material: Material) -> pd.DataFrame:
    """Return the quotes readers see, of stated themes in order.

    Returns
    -------
    DataFrame
        EVIDENCE, ``reference`` (Q1 ...), ``otherwise`` (against what most people said) and
        ``earlier``. At most three a theme, and one of somebody who said otherwise, where it has
        been cleared. ``earlier`` ones come last: as many again of each headline theme, from the
        round before, which stand beside the newest under what changed and nowhere else.
    """
    cleared = material.may_be_quoted
    other, divided = _otherwise(material)
    now, before = [], []
    for theme in material.stated().index:
        own = cleared[cleared["theme_id"] == theme]
        newest = own[own["year"] == material.latest] if material.latest else own
        chosen = _chosen(newest if len(newest) else own, other, divided)
        now.append(chosen.assign(earlier=False))
        if material.beside and theme in material.themes.declared:
            left = own[own["year"] == material.beside]
            if not chosen["year"].eq(material.beside).any():  # else they stand there already
                before.append(_chosen(left, other, divided).assign(earlier=True))
    full = [c for c in [*now, *before] if len(c)]
    none = cleared.iloc[:0].assign(otherwise=False, earlier=False)
    table = pd.concat(full, ignore_index=True) if full else none
    table = table.assign(quote=table["quote"].map(without_numbers))
    return table.assign(reference=[f"Q{n}" for n in range(1, len(table) + 1)])


def _otherwise(material: Material) -> tuple[set[str], set[str]]:
    """Passages against what most said of a theme in a round; and those of divided opinion."""
    found = against_most(material.themes)
    return found["for"] | found["against"], found["divided"]


def without_numbers(quote: str) -> str:
    """Return a quote whose replaced names bear no number: it would link two quotes.

    Examples
    --------
    >>> without_numbers("It went to [Address 8], then to [Address 8] again. [laughter]")
    'It went to [address], then to [address] again. [laughter]'
    >>> without_numbers("[Person 1 or Person 2] said so. [Person 3 nods]")
    '[person] said so. [person nods]'
    """
    return _BRACKET.sub(lambda b: _NUMBERED.sub(lambda m: (m[1] or m[2]).lower(), b[0]), quote)


_BRACKET = re.compile(r"\[[^\[\]\n]{1,200}\]")
_NUMBERED = re.compile(
    r"(?<=\[)([A-Z][A-Za-z ]*?) \d+(?: or [A-Z][A-Za-z ]*? \d+)*(?=\])"
    r"|\b(Person|Place|School|Address|Team|Building) \d+\b"
)


def _chosen(own: pd.DataFrame, other: set[str], divided: set[str]) -> pd.DataFrame:
    if own["coding_id"].isin(divided).any():  # neither side is the other one: both are heard
        return choose_of_sides(own, ("for", "against"), QUOTES).assign(otherwise=False)
    apart = own["coding_id"].isin(other)
    most = choose_quotes(own[~apart], QUOTES).assign(otherwise=False)
    # against most of its own group, and against what is printed above it: groups may differ
    against = apart & ~own["stance"].isin(most["stance"].dropna())
    one = choose_quotes(own[against], 1).assign(otherwise=True)
    full = [c for c in (most, one) if len(c)]
    return pd.concat(full, ignore_index=True) if full else most


def quote_source(row: Any, latest: str) -> str:
    """Return what stands behind a quote: its reference, and its round where that is not the newest.

    Examples
    --------
    >>> row = pd.Series({"reference": "Q3", "year": "2024-25"})
    >>> quote_source(row, "2024-25"), quote_source(row, "2025-26")
    ('Q3', 'Q3, 2024-25')
    """
    older = isinstance(row.year, str) and row.year != latest
    return f"{row.reference}, {row.year}" if older else str(row.reference)


def _cleared_quotes(material: Material, printed: pd.DataFrame, theme: str) -> list[Block]:
    own = printed[(printed["theme_id"] == theme) & ~printed["earlier"].astype(bool)]
    apart = own["otherwise"].astype(bool)
    latest = material.latest
    year = material.latest
    blocks = side_by_side(material, printed, theme)
    both_rounds = bool(blocks)
    if not both_rounds:
        blocks += [Quote(r.quote, quote_source(r, latest)) for r in own[~apart].itertuples()]
    if not blocks:
        blocks = [Paragraph("No quote has been cleared for this report.", "note")]
    said = [Quote(r.quote, quote_source(r, latest)) for r in own[apart].itertuples()]
    if both_rounds and said:  # they stand there, marked
        return blocks
    if _why(material, theme, year):
        # that one of few people disagreed would point at them
        return [*([] if said and not own[~apart].size else blocks), *said]
    if said:
        return [*blocks, Paragraph("Somebody saw it otherwise:", "note"), *said]
    dissent = material.otherwise
    held = dissent[(dissent["theme_id"] == theme) & (dissent["year"].fillna("") == year)]
    both = {"for", "against"} <= set(own["stance"])  # where opinion was divided: they stand there
    if len(held) and not both:
        words = (
            "Some spoke on both sides, or the other way; no quote of theirs has been cleared for "
            "this report."
        )
        blocks.append(Paragraph(words, "note"))
    return blocks


def heard_from_few(material: Material) -> list[Block]:
    """What few people said and a person marked as mattering: it is never lost in the counts."""
    marked = set(material.matters["theme_id"])
    if not marked:
        return []
    stated = material.stated()
    rare = [
        theme
        for theme in stated.index
        if theme in marked and not _recurs(material, str(theme))
    ]  # fmt: skip
    unsaid = marked - set(stated.index)
    said = [f"{stated.loc[theme, 'statement']}" for theme in rare]
    if unsaid:
        said.append(
            "There is more that a person marked as mattering and nobody has put into a sentence "
            "yet. It stands in the evidence file, and the team has to answer it."
        )
    if not said:
        return []
    return [
        Heading("Heard from few, and it matters", anchor="matters"),
        Paragraph("Not a question of numbers: a person marked each of these while reading."),
        Bullets(said),
    ]


def _recurs(material: Material, theme: str) -> bool:
    return material.recurs(theme, material.latest)


def _with_date(material: Material, theme: str) -> str:
    said = material.people_said(theme, material.latest)
    return f"{said}{material.as_reported(theme, material.latest)}" if said else HIDDEN


def other_subjects(material: Material) -> list[Block]:
    """Recurring subjects without a sentence; a lone one is printed only once a person states it.

    One of few people is left out: that it recurs, with the least number of people asked for, would
    tell how many they are. Those whose people are hidden come last, by name.
    """
    own = material.coded[material.coded["status"] == "candidate"]
    kept = [str(theme) for theme in own.index if _recurs(material, str(theme))]
    hidden = [theme for theme in kept if _why(material, theme, material.latest)]
    hidden.sort(key=lambda theme: str(own.loc[theme, "name"]))
    rows = [
        [str(own.loc[theme, "name"]),
         material.groups_said(theme, material.latest).removesuffix(" groups"),
         _with_date(material, theme)]
        for theme in [*(t for t in kept if t not in hidden), *hidden]
    ]  # fmt: skip
    if not rows:
        return []
    when = f" in {material.latest}" if material.latest else ""
    return [
        Heading("Other subjects that keep coming up", anchor="others"),
        Paragraph("Not yet read by a person: these are subjects, not findings."),
        Table(f"Subjects that recur{when}", ["Subject", "Groups", "People"], rows),
    ]
