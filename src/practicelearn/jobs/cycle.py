"""What ``practicelearn cycle`` says: open, overdue, lacking; then said, done, and heard now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from practicelearn.errors import PracticelearnError
from practicelearn.jobs.comparing import compare_rounds
from practicelearn.jobs.sheets import refuse_open
from practicelearn.output.gate.wording import count, is_missing, long_date, text
from practicelearn.study import open_study
from practicelearn.study.actions import Begun, go_on_with_actions
from practicelearn.study.recorder import shown_by
from practicelearn.study.shared import shared_corpus
from practicelearn.themes.cycle.checks import check_actions
from practicelearn.themes.cycle.drafts import drafts_said
from practicelearn.themes.cycle.rechecks import recheck
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.cycle.summary import (
    delivered_by_moved,
    open_actions,
    status_said,
    you_said,
)
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes
from practicelearn.transcripts.dates import iso_date

__all__ = ["CycleFindings", "begin_sheet", "cycle_lines", "cycle_tables", "read_cycle"]


@dataclass(frozen=True)
class CycleFindings:
    """A study's learning cycle, as of one day.

    Parameters
    ----------
    title : str
    on : str
        ISO date.
    cycle : LearningCycle
    issues : DataFrame
        As ``check_actions`` returns it.
    rechecks : DataFrame
        As ``recheck`` returns it.
    rounds : list of str
        The study's rounds, the earliest first.
    """

    title: str
    on: str
    cycle: LearningCycle
    issues: pd.DataFrame
    rechecks: pd.DataFrame
    rounds: list[str]


def begin_sheet(folder: str | Path, *, also: str = "") -> Begun:
    """Begin the action sheet or add the rows it lacks, and return what was done, in sentences.

    ``also`` is a theme that gets a row though people speak well of it.

    Raises
    ------
    StudyError
        As :func:`practicelearn.begin_actions`, or the sheet is open in another program.
    """
    refuse_open(Path(folder), "actions")
    return go_on_with_actions(open_study(folder), also=also)


def read_cycle(folder: str | Path, *, on: str | None = None) -> CycleFindings:
    """Return the learning cycle of a study folder; topics play no part in it.

    Parameters
    ----------
    folder : str or Path
    on : str, optional
        As of this day, such as ``2026-03-01`` or ``1/3/2026``; by default today.

    Raises
    ------
    PracticelearnError
        ``on`` is no date that exists.
    StudyError
        The folder is no study, or has no action sheet.
    PracticelearnError
        Nothing in it has been coded by a person yet.
    """
    day = _day(on)
    study = open_study(folder)
    cycle = study.actions()
    settings = study.settings
    found = find_themes(study.codings(), shown_by(shared_corpus(study), "cycle"))
    themes = apply_decisions(
        found, study.decisions(), settings.headline, settings.balance, plan=study.plan()
    )
    change = compare_rounds(themes, settings)
    today = day or dt.date.today().isoformat()
    return CycleFindings(
        settings.title,
        today,
        cycle,
        check_actions(cycle, themes, on=today),
        recheck(cycle, themes, change, guide=study.guide(), survey=study.survey()),
        themes.corpus.year_labels,
    )


def cycle_lines(found: CycleFindings) -> Iterator[tuple[str, str]]:
    """Return what to print: (kind, words), kind being title, line, warning, error or note."""
    still = open_actions(found.cycle, on=found.on)
    late, lacking = still[still["days_over"] > 0], still[still["lacks"] != ""]
    yield "title", f"{found.title}, {long_date(found.on)}"
    yield (
        "line",
        (
            f"{count(len(still), 'action')} open of {len(found.cycle.actions)}; "
            f"{len(late)} overdue; "
            f"{len(lacking)} without owner, due date or measure"
        ),
    )
    drafts = drafts_said(found.cycle)
    if drafts:
        yield "warning", drafts
    if len(still):
        yield "title", "Open"
    for row in still.itertuples():
        due = "no due date" if is_missing(row.due) else f"due {long_date(row.due)}"
        said = f"{row.we_will} ({text(row.owner, 'no owner')}, {due}, {status_said(row.status)})"
        over = f"overdue by {count(row.days_over, 'day')}: " if row.days_over else ""
        yield ("warning" if row.days_over or row.lacks else "line"), over + said
    if len(found.issues):
        yield "title", "To look at"
    for issue in found.issues.itertuples():
        yield issue.severity, f"{issue.source_loc}: {issue.message}"
    yield from _said(found)


def cycle_tables(found: CycleFindings) -> dict[str, pd.DataFrame]:
    """Return what ``cycle_lines`` says as tables, by name."""
    still = open_actions(found.cycle, on=found.on)
    counts = delivered_by_moved(found.rechecks)
    return {
        "open_actions": still[["we_will", "owner", "due", "status", "days_over", "lacks"]],
        "issues": found.issues[["severity", "source_loc", "message"]],
        "you_said": you_said(found.cycle, found.rechecks, rounds=found.rounds)[_YOU_SAID],
        "delivered": counts[counts.sum(axis=1) > 0].reset_index(),
    }


_YOU_SAID = ["year", "you_said", "we_did", "status", "did_it_help", "not_done_and_why"]


def _said(found: CycleFindings) -> Iterator[tuple[str, str]]:
    table = you_said(found.cycle, found.rechecks, rounds=found.rounds)
    yield "title", "You said, we did, did it help, what we could not do and why"
    for row in table.itertuples():
        yield "line", f"{text(row.year, 'no round')}  You said: {row.you_said}"
        if row.we_did:
            yield "line", f"    We will: {row.we_did} ({status_said(row.status)})"
            yield "line", f"    Did it help? {row.did_it_help}"
        if row.not_done_and_why:
            yield "line", f"    Not done, and why: {row.not_done_and_why}"
    counts = delivered_by_moved(found.rechecks)
    yield "title", "Delivered or not, and what is heard now (actions; neither causes the other)"
    for name, row in counts[counts.sum(axis=1) > 0].iterrows():
        parts = [f"{n} {what}" for what, n in row.items() if n]
        yield "line", f"delivered, {name}: {'; '.join(parts)}"


def _day(on: str | None) -> str | None:
    try:
        return iso_date(on)
    except ValueError:
        raise PracticelearnError(
            f'--on "{on}" is no date that exists; write it as 2026-03-01 or 1/3/2026.'
        ) from None
