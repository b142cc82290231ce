"""One page for directors and members: what goes well, three worries, promises, what to decide.

Words first: the only figures are groups, dates and what the council itself measures. It is held to
the rules of the report, and its quotes are out of it, under the same references.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from practicelearn.output.gate.sizes import tally_said
from practicelearn.output.gate.wording import long_date
from practicelearn.output.report.blocks import Block, Bullets, Document, Heading, Paragraph
from practicelearn.output.report.coverage import who_answered_in_short
from practicelearn.output.report.cycle import SAID_ONCE, CycleTables, SheetWords, without_small
from practicelearn.output.report.first_page import (
    few_told,
    going_well_and_worries,
    questions,
    sheet_said,
    sides_of,
    what_is_new,
)
from practicelearn.output.report.material import Material
from practicelearn.output.report.refusing import refuse_named
from practicelearn.output.report.told import printed_quotes
from practicelearn.themes.cycle.in_short import plainly
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.summary import outcome, status_said, you_said
from practicelearn.themes.tallies import Tally
from practicelearn.themes.verdicts import NOT_TESTED, WOBBLE

__all__ = ["directors_document"]

PROMISES = 7
_IN_THE_REPORT = re.compile(
    rf"{SAID_ONCE.pattern}| \(a question about it [^)]*\)"
    r"|(?<=whether that is better was not tested): [^.]*"
    r"|(?<=: nearer) to the target(?=\.)"
)
"""What the page leaves to the report; what is ruled out, or was not planned, stands
once, under what is new."""


def directors_document(material: Material, cycle: CycleTables | None = None) -> Document:
    """Return the one page for directors and members as a document.

    Raises
    ------
    PracticelearnError
        Names have not been replaced in the corpus.
    """
    refuse_named(material)
    printed = printed_quotes(material)
    printed = printed[~printed["earlier"].astype(bool)]
    sides = sides_of(material)
    words = SheetWords(GiveAways.of(material.themes.corpus))
    blocks: list[Block] = [
        *going_well_and_worries(material, sides, level=2, printed=printed),
        *few_told(material, sides),
        Heading("What is new", anchor="new"),
        Bullets(what_is_new(material)),
        *_promises(material, cycle, words),
        Heading("What we ask you to decide", anchor="decide"),
        Bullets(questions(material, cycle, sides, words)),
    ]
    when = f", {material.latest}" if material.latest else ""
    return Document(
        title=material.title,
        subtitle=f"For directors and members{when}. {long_date(material.made)}."
        f"{who_answered_in_short(material)} More or less "
        f"talk is neither better nor worse by itself.{_wobble(material)} Method and limits are in "
        "the report.",
        blocks=blocks,
        one_page=True,
    )


def _promises(material: Material, cycle: CycleTables | None, words: SheetWords) -> list[Block]:
    blocks: list[Block] = [Heading("What last year’s promises did", anchor="promises")]
    if cycle is None or cycle.cycle.recommendations.empty:
        return [*blocks, Paragraph("No action sheet has been kept, so nothing can be said.")]
    rechecks = without_small(cycle.rechecks, material)
    # the page holds no count of people: for and against stands in the report
    rechecks = rechecks.assign(n_people_before=None)
    said = you_said(cycle.cycle, rechecks, rounds=material.years)
    earlier = said[said["year"].notna() & (said["year"] != material.latest)]
    if earlier.empty:
        return [*blocks, Paragraph("Nothing was promised before this round.")]
    own = earlier[earlier["year"] == earlier["year"].iloc[0]]  # the newest comes first
    lines = [_promise(row, rechecks, words) for row in own.itertuples()]
    if len(lines) > PROMISES:
        lines = [
            *lines[:PROMISES],
            f"{tally_said(Tally.of(lines[PROMISES:], 'promises'), 'more answer')}, in the report.",
        ]
    return [*blocks, Bullets(lines)]


def _promise(row: Any, rechecks: pd.DataFrame, words: SheetWords) -> str:
    if row.action_id is None:
        what, why = sheet_said(words, row.you_said), sheet_said(words, row.not_done_and_why)
        return f"Asked for: {what.rstrip('.')}. {why}"
    what = sheet_said(words, row.we_did, counts=False).rstrip(".")
    newest = rechecks[rechecks["action_id"] == row.action_id].tail(1)
    heard = " ".join(outcome(r) for r in newest.itertuples()) or "To be looked at next round."
    heard = plainly(_IN_THE_REPORT.sub("", heard))
    return f"{what}: {status_said(row.status)}. {words(heard, counts=False)}"


def _wobble(material: Material) -> str:
    """What two rounds cannot tell, wherever the page holds one round beside another."""
    change = material.change
    return "" if change is None or change["verdict"].eq(NOT_TESTED).all() else f" {WOBBLE}"
