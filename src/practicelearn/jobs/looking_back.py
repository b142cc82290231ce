"""What was promised before a round: done, open or overdue, by whom, and how it is to be known.

Words and counts are those that a report may print: whoever plans a round sits with others. What is
heard now of a promise is no part of it: that stands where rounds are compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn.output.gate.wording import is_missing, joined, long_date
from practicelearn.output.report.cycle import SheetWords
from practicelearn.study.folder import open_study
from practicelearn.themes.cycle.checks import check_actions
from practicelearn.themes.cycle.drafts import drafts_said, is_draft
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.cycle.summary import CLOSED, open_actions, status_said

__all__ = ["LookedBack", "Promise", "look_back"]

Stands = Literal["overdue", "open", "draft", "done", "dropped"]


@dataclass(frozen=True)
class Promise:
    """One row of the action sheet, in words that may be printed.

    Parameters
    ----------
    year, you_said, we_will, who : str
    due : str
        ``30 June 2025``, or "".
    stands : {"overdue", "open", "draft", "done", "dropped"}
    status : str
        As it is written for people.
    history : tuple of str
        Every status it had with its date, the earliest first.
    known_by : str
        "How we will know", as it was written.
    figure : str
        What an outside figure was, is to be and is, where the sheet says so.
    note : str
    days_over : int
    lacks : str
        ``no owner, no measure``, or "".
    """

    year: str
    you_said: str
    we_will: str
    who: str
    due: str
    stands: Stands
    status: str
    history: tuple[str, ...]
    known_by: str
    figure: str
    note: str
    days_over: int
    lacks: str


@dataclass(frozen=True)
class LookedBack:
    """All promises of the rounds so far.

    Parameters
    ----------
    on : str
        ISO date.
    promises : tuple of Promise
        In the order of the sheet.
    refused : tuple of (str, str, str)
        Round, what was said, and why nothing was promised.
    rounds : tuple of str
        Rounds with a promise or a refusal, the newest first; "" for rows that name none.
    to_look_at : tuple of str
        What is wrong with the sheet, in sentences.
    """

    on: str
    promises: tuple[Promise, ...]
    refused: tuple[tuple[str, str, str], ...]
    rounds: tuple[str, ...]
    to_look_at: tuple[str, ...]


def look_back(folder: str | Path, *, on: str | None = None) -> LookedBack | None:
    """Return what was promised, as of a day; None where no action sheet has been begun.

    Parameters
    ----------
    folder : str or Path
        A study.
    on : str, optional
        ISO date; by default today.

    Raises
    ------
    PracticelearnError
        The sheet cannot be read.
    """
    study = open_study(folder)
    if not study.has_actions:
        return None
    day = on or dt.date.today().isoformat()
    cycle, corpus = study.actions(), study.corpus()
    words = SheetWords(GiveAways.of(corpus))
    promises = tuple(_promises(cycle, words, day))
    refused = tuple(_refused(cycle, words))
    order = list(study.settings.rounds)
    order += [y for y in corpus.year_labels if y not in order]
    named = {p.year for p in promises} | {year for year, _, _ in refused}
    rounds = sorted(named, key=lambda y: order.index(y) if y in order else -1, reverse=True)
    issues = check_actions(cycle, on=day)
    told = [f"{row.source_loc}: {row.message}." for row in issues.itertuples()
            if row.severity != "note"]  # fmt: skip
    drafts = drafts_said(cycle)
    return LookedBack(day, promises, refused, tuple(rounds), (*([drafts] if drafts else []), *told))


def _promises(cycle: LearningCycle, words: SheetWords, day: str) -> Iterator[Promise]:
    status = cycle.status
    still = open_actions(cycle, on=day)
    for action in cycle.actions.itertuples():
        key = str(action.Index)
        now = status[key]
        stands: Stands = "done" if now == "done" else "dropped"
        over, lacks = 0, ""
        if now not in CLOSED:
            over, lacks = int(still.loc[key, "days_over"]), str(still.loc[key, "lacks"])
            stands = "draft" if is_draft(cycle, key) else "overdue" if over else "open"
        yield Promise(
            year=_cell(action.year),
            you_said=_said(words, cycle.recommendations.loc[action.recommendation_id, "text"]),
            we_will=_said(words, action.text, counts=False),
            who=_said(words, action.owner, is_role=True),
            due="" if is_missing(action.due) else long_date(str(action.due)),
            stands=stands,
            status=status_said(_cell(now)) or "nothing written since",
            history=tuple(_history(cycle, key)),
            known_by=_said(words, action.known_by),
            figure=_figure(action),
            note=_said(words, action.note),
            days_over=over,
            lacks=lacks,
        )


def _refused(cycle: LearningCycle, words: SheetWords) -> Iterator[tuple[str, str, str]]:
    for said in cycle.recommendations.itertuples():
        if said.response == "reject":
            why = _said(words, said.reason) or "No reason was written."
            yield _cell(said.year), _said(words, said.text), why


def _history(cycle: LearningCycle, action: str) -> Iterator[str]:
    own = cycle.statuses[cycle.statuses["action_id"] == action]
    for row in own.itertuples():
        when = "" if is_missing(row.date) else f", {long_date(str(row.date))}"
        yield f"{status_said(str(row.status))}{when}"


def _figure(action: Any) -> str:
    """``Average caseload: 23 then, 18 aimed at, 21 now``; outside figures only, never of voices."""
    if action.kind not in {"figure", "survey"}:
        return ""
    unit = "" if is_missing(action.unit) else str(action.unit)
    unit = unit if unit in {"", "%"} else f" {unit}"
    known = {"then": action.baseline, "aimed at": action.target, "now": action.result}
    told = [f"{v:g}{unit} {when}" for when, v in known.items() if not pd.isna(v)]
    return f"{action.measure}: {joined(told)}" if told else ""


def _said(words: SheetWords, cell: Any, **how: Any) -> str:
    return "" if is_missing(cell) or not cell else words(cell, **how)


def _cell(value: Any) -> str:
    return "" if is_missing(value) else str(value)
