"""The quarterly sheet: what was promised, by whom, by when and how far it is, on paper for a board.

It goes to the managers being talked about. So the words of the action sheet are held to the rules
of the report, and nothing in it is heard from the groups: figures stand in the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from practicelearn._word import head_row, is_a4, plain_document
from practicelearn.corpus import Corpus
from practicelearn.output.gate.wording import capital, count, long_date, text
from practicelearn.output.report.cycle import NOT_PRINTED, SheetWords
from practicelearn.themes.cycle.drafts import is_draft
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.cycle.summary import CLOSED, open_actions, status_said

__all__ = ["quarterly_sheet"]

HEADS = ("You said", "We will", "Who", "By when", "How we will know", "Status", "Note")
_WIDTHS_CM = (4.6, 4.8, 2.8, 2.4, 3.4, 3.4, 4.3)
_TEN_POINT = 9


def quarterly_sheet(cycle: LearningCycle, corpus: Corpus, *, title: str, on: str) -> Any:
    """Return a Word document on A4 across: what is overdue, what is open, what is done or dropped.

    Parameters
    ----------
    cycle : LearningCycle
    corpus : Corpus
        Whose people, teams and words may not be printed.
    title : str
        Of the study.
    on : str
        ISO date.

    Notes
    -----
    A draft is no promise yet and stands in no table; how many there are is said.
    """
    word = plain_document(f"{title}: what was promised")
    is_a4(word, across=True)
    word.add_heading(f"{title}: what was promised, {long_date(on)}", 1)
    made = cycle.actions[[not is_draft(cycle, str(a)) for a in cycle.actions.index]]
    words = SheetWords(GiveAways.of(corpus))
    for said in _in_short(cycle, made, on):
        word.add_paragraph(said)
    printed = [_table(word, name, own, cycle, words) for name, own in _parts(cycle, made, on)]
    if any(printed):
        word.add_paragraph(
            f"{NOT_PRINTED}: words that could point at somebody, or repeat a transcript."
        )
    return word


def _in_short(cycle: LearningCycle, made: pd.DataFrame, on: str) -> Iterator[str]:
    still = open_actions(cycle, on=on)
    still = still[still.index.isin(made.index)]
    late, lacking = int((still["days_over"] > 0).sum()), int((still["lacks"] != "").sum())
    yield (
        f"{len(still)} of {count(len(made), 'promise')} still open; {late} overdue; {lacking} "
        "without an owner, a date or a measure."
    )
    n = len(cycle.actions) - len(made)
    if n:
        yield f"{count(n, 'draft')} not promised yet, and not printed here."


def _parts(cycle: LearningCycle, made: pd.DataFrame, on: str) -> Iterator[tuple[str, pd.DataFrame]]:
    still = open_actions(cycle, on=on)
    late = list(still.index[still["days_over"] > 0])
    yield "Overdue", made.loc[[a for a in late if a in made.index]]
    open_ = made[~made.index.isin(late) & made.index.isin(still.index)]
    yield "Open", open_
    yield "Done or dropped", made[cycle.status.reindex(made.index).isin(CLOSED)]


def _table(
    word: Any, name: str, own: pd.DataFrame, cycle: LearningCycle, words: SheetWords
) -> bool:
    """Write a table of promises; return whether any of its words were left out."""
    from docx.shared import Cm, Pt

    if own.empty:
        return False
    word.add_heading(name, 2)
    rows = [_row(action, cycle, words) for action in own.itertuples()]
    table = word.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    table.autofit = False
    for cell, said in zip(table.rows[0].cells, HEADS, strict=True):
        cell.paragraphs[0].add_run(said).bold = True
    for row in rows:
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS_CM, strict=True):
            cell.width = Cm(width)
            for run in (run for line in cell.paragraphs for run in line.runs):
                run.font.size = Pt(_TEN_POINT)
    head_row(table, name)
    return any(NOT_PRINTED in row for row in rows)


def _row(action: Any, cycle: LearningCycle, words: SheetWords) -> list[str]:
    said = cycle.recommendations.loc[action.recommendation_id, "text"]
    own = cycle.statuses[cycle.statuses["action_id"] == action.Index]
    history = [
        f"{capital(status_said(status))}{f', {long_date(day)}' if isinstance(day, str) else ''}"
        for day, status in zip(own["date"], own["status"], strict=True)
    ]
    return [
        words(said),
        words(action.text, counts=False),
        text(action.owner and words(action.owner, is_role=True), "nobody yet"),
        long_date(action.due) if action.due else "no date yet",
        words(action.known_by, counts=False),
        "\n".join(history),
        words(action.note),
    ]
