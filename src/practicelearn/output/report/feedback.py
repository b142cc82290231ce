"""One page back to those who took part: what we heard, what happens next, how to answer."""

from __future__ import annotations

from typing import NamedTuple

from practicelearn._called import COMMAND
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
from practicelearn.study.asked_back import Asked
from practicelearn.themes.cycle.drafts import is_draft
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.summary import status_said
from practicelearn.themes.tallies import Tally

__all__ = ["DRAFTS", "asked_on_page", "feedback_document", "left_off_page"]

MOST_THEMES, MOST_PROMISES = 9, 6
_ROOM = 10  # rows that leave room on the page to write more
_BOX = "☐"
_HOW = (
    (
        "Yes: this is what we said, or this would help. Not quite: it is near, and something is "
        "wrong. Tick one box a line."
    ),
    (
        "Leave out your name and everybody else’s. Your answer is kept beside the sentence; the "
        "report says how many answered yes or not quite, never who."
    ),
    "Nothing has to be answered. Saying nothing does not count as yes.",
)
NOTHING_YET = (
    "Nothing has been agreed yet. What you answer goes into the report; what is promised after it, "
    "or refused and why, comes back to you."
)
DRAFTS = "Would this help? Drafts, not promises"
_THINK = (
    "We think of promising this. None of it is decided, and what you answer can still change it."
)


def feedback_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the page for participants of ``material.year``, by default the newest round.

    No quotes: people know each other's words. Words of the action sheet are held to the rules of
    the report. What the sheet has no status for is a draft, and asked about; the rest is promised.

    Raises
    ------
    PracticelearnError
        Names have not been replaced, or nothing raised in that round has been stated by a person.
    """
    refuse_named(material)
    year = material.year or material.latest
    told = _told(material, year)
    rows = []
    for theme in told:
        groups = reach_said(material, theme, year)
        groups += material.as_reported(theme, year)
        rows.append([f"{material.table.loc[theme, 'statement']} ({groups})", _BOX, _BOX])
    if not rows:
        raise PracticelearnError(
            f"there is nothing to give back yet: no theme raised in {year or 'this round'} has "
            "been stated. Read the evidence and write in one sentence what people are saying "
            f"({COMMAND} code STUDY, Read)."
        )
    more = Tally.of(rows[MOST_THEMES:], "themes")
    answers = _answers_of(material, cycle, year)
    blocks: list[Block] = [
        Heading(material.heading("What we heard"), anchor="heard"),
        Table("Is this what you said?", ["What we heard", "Yes", "Not quite"], rows[:MOST_THEMES]),
        *_heard_since(material, told[:MOST_THEMES], year),
        *(
            [Paragraph(f"{tally_said(more, 'more theme')}: see the report.", "note")]
            if more.n
            else []
        ),
        Heading("What happens next", anchor="next"),
        *_next(answers),
        Heading("How to answer", anchor="answer"),
        Bullets(_HOW),
        *_lines("What is not quite right: ", room=len(rows) + len(answers) <= _ROOM),
        *_lines("What is missing from this page: ", room=len(rows) + len(answers) <= _ROOM),
        Paragraph("Please give this page to: ______________________________ by: ______________"),
    ]
    when = f" in {year}" if year else ""
    made = any(not own.draft for own in answers)
    return Document(
        title=material.title,
        subtitle=f"For everybody who took part{when}. {long_date(material.made)}. This is what we "
        "think you said. Please tell us where it is wrong."
        f"{'' if made else ' Nothing is promised yet.'}",
        blocks=blocks,
        one_page=True,
    )


def asked_on_page(material: Material, cycle: CycleTables | None = None) -> list[Asked]:
    """Return what the page asks, in its order: each sentence, and each draft of a promise."""
    year = material.year or material.latest
    table = material.table
    told = [Asked(t, "", str(table.loc[t, "statement"])) for t in _told(material, year)]
    drafts = [own for own in _answers_of(material, cycle, year)[:MOST_PROMISES] if own.draft]
    return [*told[:MOST_THEMES], *(Asked("", own.action, own.promise) for own in drafts)]


def left_off_page(material: Material, cycle: CycleTables) -> int:
    """Return how many promises and drafts of the round the page may not print."""
    year = material.year or material.latest
    said, actions = cycle.cycle.recommendations, cycle.cycle.actions
    of_round = actions["recommendation_id"].isin(said.index[said["year"] == year])
    shown = {own.action for own in _answers_of(material, cycle, year)}
    return int((of_round & ~actions.index.isin(shown)).sum())


def _lines(words: str, *, room: bool) -> list[Block]:
    whole = 92
    first = Paragraph(f"{words}{'_' * (whole - len(words))}")
    return [first, *(Paragraph("_" * whole) for _ in range(2 if room else 0))]


def _told(material: Material, year: str) -> list[str]:
    return [str(t) for t in material.stated().index if material.raised(str(t), year)]


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


class _Answer(NamedTuple):
    """What became of something that was said: an action, or that there will be none."""

    said: str
    promise: str
    owner: str
    how_far: str
    draft: bool
    action: str


def _next(answers: list[_Answer]) -> list[Block]:
    if not answers:
        return [Paragraph(NOTHING_YET)]
    shown, more = answers[:MOST_PROMISES], Tally.of(answers[MOST_PROMISES:], "promises")
    made = [_made(own) for own in shown if not own.draft]
    drafts = [
        [f"{own.promise} ({own.owner}). You said: {own.said}.", _BOX, _BOX]
        for own in shown
        if own.draft
    ]
    blocks: list[Block] = [Bullets(made)] if made else []
    if drafts:
        blocks.append(Paragraph(_THINK))
        blocks.append(Table(DRAFTS, ["What we think of promising", "Yes", "Not quite"], drafts))
    if more.n:
        blocks.append(Paragraph(f"{tally_said(more, 'more answer')}: see the report.", "note"))
    return blocks


def _made(own: _Answer) -> str:
    if not own.action:
        return f"{own.said}. This will not be done: {own.promise}."
    return f"{own.said}. Promised: {own.promise} ({own.owner}; {own.how_far})."


def _answers_of(material: Material, cycle: CycleTables | None, year: str) -> list[_Answer]:
    """What the action sheet answers to what was said in a round: what is promised comes first."""
    if cycle is None:
        return []
    words = SheetWords(GiveAways.of(material.themes.corpus))
    said, actions = cycle.cycle.recommendations, cycle.cycle.actions
    found = []
    for row in said[said["year"] == year].itertuples():
        what = words(row.text).rstrip(".")
        if what == NOT_PRINTED:
            continue
        if row.response == "reject":
            why = words(row.reason or "no reason was written").rstrip(".")
            found.append(_Answer(what, why, "", "", draft=False, action=""))
        for action in actions[actions["recommendation_id"] == row.Index].itertuples():
            promise = words(action.text, counts=False).rstrip(".")
            if promise == NOT_PRINTED:
                continue
            who = "" if is_missing(action.owner) else words(action.owner, is_role=True)
            due = "" if is_missing(action.due) else f"by {long_date(action.due)}"
            parts = [p for p in (who, due) if p and p != NOT_PRINTED]
            owner = ", ".join(parts) or "no owner and no date yet"
            how_far = status_said(text(cycle.cycle.status.get(action.Index), "not started"))
            draft = is_draft(cycle.cycle, str(action.Index))
            found.append(_Answer(what, promise, owner, how_far, draft, str(action.Index)))
    return sorted(found, key=lambda own: own.draft)
