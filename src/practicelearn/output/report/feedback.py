"""One page back to those who took part: what we heard, what happens next, how to answer."""

from __future__ import annotations

from practicelearn.errors import PracticelearnError
from practicelearn.output.gate.sizes import tally_said
from practicelearn.output.gate.wording import is_missing, long_date, text
from practicelearn.output.report.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Table,
)
from practicelearn.output.report.cycle import NOT_PRINTED, CycleTables, SheetWords
from practicelearn.output.report.material import Material
from practicelearn.output.report.refusing import refuse_named
from practicelearn.output.report.told import reach_said
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.summary import status_said
from practicelearn.themes.tallies import Tally

__all__ = ["feedback_document"]

MOST_THEMES, MOST_PROMISES = 9, 6
_BOX = "☐"
_LINE = "_" * 60
_HOW = (
    (
        "Yes: this is what we said. Not quite: it is near, and something is wrong. Missing: "
        "something that matters is not in it. Tick one box a line."
    ),
    (
        "Leave out your name and everybody else’s. Your answer is kept beside the theme; the "
        "report says how many answered yes, not quite or missing, never who."
    ),
    "Nothing has to be answered. Saying nothing does not count as yes.",
)


def feedback_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the page for participants of ``material.year``, by default the newest round.

    No quotes: people know each other's words. Words of the action sheet are held to the rules of
    the report.

    Raises
    ------
    PracticelearnError
        Names have not been replaced, or nothing raised in that round has been stated by a person.
    """
    refuse_named(material)
    year = material.year or material.latest
    rows = []
    for theme in material.stated().index:
        if material.raised(str(theme), year):
            groups = reach_said(material, str(theme), year)
            groups += material.as_reported(str(theme), year)
            rows.append([f"{material.table.loc[theme, 'statement']} ({groups})", *[_BOX] * 3])
    if not rows:
        raise PracticelearnError(
            f"there is nothing to give back yet: no theme raised in {year or 'this round'} has "
            "been stated. Read the evidence and write in one sentence what people are saying "
            "(python -m practicelearn code STUDY, Read)."
        )
    more = Tally.of(rows[MOST_THEMES:], "themes")
    header = ["What we heard", "Yes", "Not quite", "Missing"]
    told = [str(t) for t in material.stated().index if material.raised(str(t), year)]
    blocks: list[Block] = [
        Heading(material.heading("What we heard"), anchor="heard"),
        Table("Is this what you said?", header, rows[:MOST_THEMES]),
        *_heard_since(material, told[:MOST_THEMES], year),
        *(
            [Paragraph(f"{tally_said(more, 'more theme')}: see the report.", "note")]
            if more.n
            else []
        ),
        Heading("What happens next", anchor="next"),
        *_next(material, cycle, year),
        Heading("How to answer", anchor="answer"),
        Bullets(_HOW),
        Paragraph(f"What is not quite right, or missing: {_LINE}"),
        Paragraph(_LINE + "_" * 36),
        Paragraph("Please give this page to: ______________________________ by: ______________"),
    ]
    when = f" in {year}" if year else ""
    return Document(
        title=material.title,
        subtitle=f"For everybody who took part{when}. {long_date(material.made)}. This is what we "
        "think you said. Please tell us where it is wrong.",
        blocks=blocks,
        one_page=True,
    )


def _heard_since(material: Material, themes: list[str], year: str) -> list[Block]:
    """Say of an earlier round's page that its sentences may rest on what was said since."""
    sessions = material.themes.corpus.sessions
    later = material.years[material.years.index(year) + 1 :] if year in material.years else []
    dates = sessions.loc[sessions["year"].isin(later), "date"].dropna().astype(str)
    if not later or (len(dates) and all("" < material.stated_at(t) < dates.min() for t in themes)):
        return []
    words = (
        f"These sentences were written when the groups of {later[-1]} had been heard too. Where "
        f"one is not what was said in {year}, please tell us."
    )
    return [Paragraph(words, "note")]


def _next(material: Material, cycle: CycleTables | None, year: str) -> list[Block]:
    lines = [] if cycle is None else _promised(material, cycle, year)
    if not lines:
        return [
            Paragraph(
                "Nothing has been agreed yet. What you answer goes into the report; what is "
                "promised after it, or refused and why, comes back to you."
            )
        ]
    more = Tally.of(lines[MOST_PROMISES:], "promises")
    if more.n:
        lines = [
            *lines[:MOST_PROMISES],
            f"{tally_said(more, 'more answer')}: see the report.",
        ]
    return [Bullets(lines)]


def _promised(material: Material, cycle: CycleTables, year: str) -> list[str]:
    words = SheetWords(GiveAways.of(material.themes.corpus))
    said, actions = cycle.cycle.recommendations, cycle.cycle.actions
    lines = []
    for row in said[said["year"] == year].itertuples():
        what = words(row.text).rstrip(".")
        if what == NOT_PRINTED:
            continue
        own = actions[actions["recommendation_id"] == row.Index]
        if row.response == "reject":
            why = words(row.reason or "no reason was written")
            lines.append(f"{what}. This will not be done: {why.rstrip('.')}.")
        for action in own.itertuples():
            promise = words(action.text, counts=False).rstrip(".")
            if promise == NOT_PRINTED:
                continue
            who = "" if is_missing(action.owner) else words(action.owner, is_role=True)
            due = "" if is_missing(action.due) else f"by {long_date(action.due)}"
            parts = [p for p in (who, due) if p and p != NOT_PRINTED]
            owner = ", ".join(parts) or "no owner and no date yet"
            how_far = status_said(text(cycle.cycle.status.get(action.Index), "not started"))
            lines.append(f"{what}. Promised: {promise} ({owner}; {how_far}).")
    return lines
