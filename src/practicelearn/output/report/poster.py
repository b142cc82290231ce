"""One sheet for the wall: you said, we did, did it help, what we could not do, what comes next.

For the people who were asked, and for everybody who passes: few words in large type, no figure of
people or groups and no quote's place. All of it stands in the report; what finds no room here is
counted and left to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from practicelearn.output.gate.sizes import tally_said
from practicelearn.output.gate.wording import FEWER, capital, is_missing, joined, long_date
from practicelearn.output.report.blocks import Block, Document, Heading, Paragraph, Table
from practicelearn.output.report.cycle import NOT_PRINTED, CycleTables, SheetWords, without_small
from practicelearn.output.report.fitting import shortened
from practicelearn.output.report.material import Material
from practicelearn.output.report.poster_size import poster_height
from practicelearn.output.report.refusing import refuse_named
from practicelearn.themes.cycle.in_short import outcome_in_short
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.summary import status_said, you_said
from practicelearn.themes.tallies import Tally
from practicelearn.themes.verdicts import WOBBLE

__all__ = ["poster_document"]

A4 = (510.0, 740.0)
"""Width and height of what is printed on an A4 sheet, in points; less what a header may take."""

MOST = {"said": 5, "did": 5, "could_not": 3, "next": 4}
_LONGEST = {"said": 150, "cell": 110}  # letters: more is no poster
_LEAST = 12.0  # points of the type, on A4: smaller is left to a council's own narrow page
_NOTHING_SAID = "What was said is still being read and put into sentences. They will stand here."
_GIVEN_UP = {"stalled", "dropped"}  # they stand under what we could not do
_FIRST_YEAR = "This was the first round, so nothing had been promised before."
_NOTHING_BEFORE = "Nothing had been promised before this round."
_NO_ANSWER = "Nothing has been agreed yet. What is promised, or refused and why, comes back to you."
_APART = "What is heard now need not come of what was done."


@dataclass(frozen=True)
class _Shown:
    """What stands on the sheet; of each part what finds no room is left to the report."""

    said: list[str]
    did: list[list[str]]
    could_not: list[list[str]]
    next: list[list[str]]
    left: Mapping[str, int]

    def without_one_of(self, part: str) -> _Shown:
        kept = getattr(self, part)[:-1]
        return replace(self, **{part: kept, "left": {**self.left, part: self.left[part] + 1}})


def poster_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the sheet for the wall as a document that fits one page.

    Raises
    ------
    PracticelearnError
        Names have not been replaced in the corpus.
    """
    refuse_named(material)
    shown = _capped(material, cycle)
    while True:
        document = _laid_out(material, shown)
        longest = _longest(shown)
        if not longest or poster_height(document, A4[0], _LEAST) <= A4[1]:
            return document
        shown = shown.without_one_of(longest)


def _capped(material: Material, cycle: CycleTables | None) -> _Shown:
    sheet = None if cycle is None else _Answers.of(material, cycle)
    every = {
        "said": _said(material),
        "did": _did(sheet) if sheet else [],
        "could_not": _could_not(sheet) if sheet else [],
        "next": _next(sheet) if sheet else [],
    }
    short = {
        name: [row for row in rows if not any(NOT_PRINTED in c or FEWER in c.lower() for c in row)]
        for name, rows in every.items()
    }
    kept = {name: rows[: MOST[name]] for name, rows in short.items()}
    left = {name: len(rows) - len(kept[name]) for name, rows in every.items()}
    return _Shown(
        [row[0] for row in kept["said"]], kept["did"], kept["could_not"], kept["next"], left
    )


def _longest(shown: _Shown) -> str:
    """The part that can best do without its last row: the longest, and what was said last.

    Empty where each holds one at most: then it fits.
    """
    sizes = {name: len(getattr(shown, name)) for name in ("could_not", "did", "next", "said")}
    sizes["said"] -= 1
    more = [name for name in sizes if len(getattr(shown, name)) > 1]
    return max(more, key=lambda name: sizes[name], default="")


# --- what stands in it ---------------------------------------------------------------------


def _said(material: Material) -> list[list[str]]:
    """Sentences on what keeps coming up now; the headline themes first.

    In the report's order, so that what most people speak of is what a wall has room for.
    """
    stated = [str(t) for t in material.stated().index if material.recurs(str(t), material.latest)]
    declared = [t for t in stated if t in material.themes.declared]
    order = [*declared, *(t for t in stated if t not in declared)]
    said = material.table["statement"]
    return [[shortened(str(said[theme]), _LONGEST["said"])] for theme in order]


@dataclass(frozen=True)
class _Answers:
    """What the action sheet holds, as readers may have it: answers to this round, and before."""

    actions: pd.DataFrame
    rechecks: pd.DataFrame
    words: SheetWords
    now: list[Any]
    before: list[Any]

    @classmethod
    def of(cls, material: Material, cycle: CycleTables) -> _Answers:
        rechecks = without_small(cycle.rechecks, material)
        every = you_said(cycle.cycle, rechecks, rounds=material.years)
        earlier = every[every["year"].notna() & (every["year"] != material.latest)]
        if len(earlier):
            earlier = earlier[earlier["year"] == earlier["year"].iloc[0]]  # the newest comes first
        return cls(
            cycle.cycle.actions, rechecks, SheetWords(GiveAways.of(material.themes.corpus)),
            list(every[every["year"] == material.latest].itertuples()), list(earlier.itertuples()),
        )  # fmt: skip

    def row(self, *cells: str, counts: bool = True) -> list[str]:
        """Cells for print; ``counts``: of the cells behind the first too 1 to 4 become few."""
        return [
            shortened(self.words(cell, counts=counts or not k), _LONGEST["cell"])
            for k, cell in enumerate(cells)
        ]


def _did(sheet: _Answers) -> list[list[str]]:
    """What was said and promised a round ago and is not given up, and what is heard now."""
    rows = []
    for row in sheet.before:
        if row.action_id is None or row.status in _GIVEN_UP:
            continue
        newest = sheet.rechecks[sheet.rechecks["action_id"] == row.action_id].tail(1)
        helped = " ".join(outcome_in_short(r) for r in newest.itertuples())
        did = f"{capital(status_said(row.status))}: {row.we_did}"
        later = "To be looked at in the next round."
        rows.append(sheet.row(row.you_said, did, helped or later, counts=False))
    return rows


def _could_not(sheet: _Answers) -> list[list[str]]:
    """What was asked for and is not done, with the reason: of the newest answers first."""
    answers = [r for r in (*sheet.now, *sheet.before) if r.not_done_and_why]
    return [sheet.row(r.you_said, r.not_done_and_why) for r in answers]


def _next(sheet: _Answers) -> list[list[str]]:
    """What is promised now, by whom and by when."""
    rows = []
    for row in sheet.now:
        if row.action_id is None or row.status in _GIVEN_UP:
            continue
        action = sheet.actions.loc[row.action_id]
        owner = "" if is_missing(action["owner"]) else sheet.words(action["owner"], is_role=True)
        due = "" if is_missing(action["due"]) else f"by {long_date(action['due'])}"
        parts = [p for p in ("" if owner == NOT_PRINTED else owner, due) if p]
        promised = shortened(sheet.words(row.we_did, counts=False), _LONGEST["cell"])
        rows.append([promised, ", ".join(parts) or "Nobody and no date yet"])
    return rows


# --- how it is laid out --------------------------------------------------------------------


def _laid_out(material: Material, shown: _Shown) -> Document:
    when = f" in {material.latest}" if material.latest else ""
    blocks: list[Block] = [Heading(f"What you said{when}", anchor="said")]
    blocks += [Paragraph(words, "statement") for words in shown.said or [_NOTHING_SAID]]
    blocks += _kept(material, shown)
    blocks.append(Heading("What happens next", anchor="next"))
    if shown.next:
        blocks.append(Table("What is promised now", ["We will", "Who, by when"], shown.next))
    else:
        blocks.append(Paragraph(_NO_ANSWER))
    told = " ".join(_in_the_report(shown))
    blocks += [Heading("More in the report", anchor="more"), Paragraph(told, "note")]
    kept = bool(shown.did or shown.could_not)
    return Document(
        title="You said, we did" if kept else "You said",
        subtitle=f"{material.title}. {long_date(material.made)}",
        blocks=blocks,
        one_page=True,
        poster=True,
    )


def _kept(material: Material, shown: _Shown) -> list[Block]:
    blocks: list[Block] = []
    if shown.did:
        header = ["You said", "We did", "Did it help?"]
        blocks += [
            Heading("What you said before, and what came of it", anchor="did"),
            Table("What was said before, what was done, what is heard now", header, shown.did),
        ]
    if shown.could_not:
        blocks += [
            Heading("What we could not do, and why", anchor="could-not"),
            Table("What is not done, or not in full", ["You said", "Why not"], shown.could_not),
        ]
    if not blocks and not shown.left["did"]:
        first = len(material.years) < 2
        blocks = [Paragraph(_FIRST_YEAR if first else _NOTHING_BEFORE, "note")]
    return blocks


def _in_the_report(shown: _Shown) -> list[str]:
    """What is left out, and what a wall does not say."""
    themes = Tally.of([None] * shown.left["said"], "themes")
    answers = Tally.of(
        [None] * sum(n for name, n in shown.left.items() if name != "said"), "answers"
    )
    left = [
        tally_said(tally, noun) for tally, noun in
        ((themes, "more theme"), (answers, "more answer")) if tally.n
    ]  # fmt: skip
    told = ["The report says how many said what, in whose words, and how sure that is."]
    if left:
        are = "is" if themes.n + answers.n == 1 else "are"
        told.insert(0, f"{capital(joined(left))} {are} in the report.")
    if any(words in cell for row in shown.did for cell in row for words in _COMPARED):
        told += [_APART, WOBBLE]
    elif shown.did:
        told.append(_APART)
    return told


_COMPARED = ("eard more", "eard less", "eard in", "annot tell", "o worthwhile change")
