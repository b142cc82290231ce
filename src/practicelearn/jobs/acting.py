"""What was promised, row by row of the action sheet: looked at, changed, gone on with, printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from practicelearn._disk import save_whole
from practicelearn.errors import StudyError
from practicelearn.jobs.cycle import read_cycle
from practicelearn.jobs.sheets import change_sheets, read_sheets
from practicelearn.output.quarterly import quarterly_sheet
from practicelearn.study.folder import ACTION_SHEET, open_study
from practicelearn.themes.cycle.cells import STATUSES, due_date, response_of, statuses_of
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.cycle.summary import CLOSED, DRAFT, open_actions, you_said
from practicelearn.transcripts.dates import iso_date, long_date

__all__ = ["STATUSES", "Promise", "change_promises", "heard_now", "promises", "quarter_sheet"]

SHEET = "actions"


@dataclass(frozen=True)
class Promise:
    """One row of the action sheet.

    Parameters
    ----------
    row : int
        Its number in the file.
    action_id : str
        Empty where nothing was promised, or the row could not be read.
    cells : mapping of str to str
        What stands in it, columns as ``read_sheet`` names them.
    you_said : str
        What it answers: its own words or, where it has none, those of the row above.
    history : tuple of (str or None, str)
        ISO date and status, in the order in which they were written.
    days_over : int
        Days since it was due, of one that is promised and neither done nor dropped.
    lacks : str
        What it lacks of promise, owner, date and measure, in words.
    is_closed : bool
        Whether it is done or dropped, or answers with a no.
    """

    row: int
    action_id: str
    cells: Mapping[str, str]
    you_said: str
    history: tuple[tuple[str | None, str], ...]
    days_over: int
    lacks: str
    is_closed: bool

    @property
    def status(self) -> str:
        """The newest status; empty of a draft."""
        return self.history[-1][1] if self.history else ""


def promises(folder: str | Path, *, on: str | None = None) -> list[Promise]:
    """Return every row of the action sheet; the most overdue first, what is over last.

    Parameters
    ----------
    folder : str or Path
    on : str, optional
        ISO date of today; by default today.

    Raises
    ------
    StudyError
        The study has no action sheet, or it is damaged.
    """
    folder = Path(folder)
    cycle = open_study(folder).actions()
    sheet = read_sheets(folder, [SHEET])[SHEET]
    own = _rows_of(cycle)
    still = open_actions(cycle, on=on)
    drafts = set(still.index[still["status"] == DRAFT])
    out, above = [], ""
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        cells = {str(k): v if isinstance(v, str) else "" for k, v in row.items()}
        above = cells.get("you_said", "") or above
        action = own.get(n, "")
        log = cycle.statuses[cycle.statuses["action_id"] == action]
        history = tuple((d if isinstance(d, str) else None, s)
                        for d, s in zip(log["date"], log["status"], strict=True))  # fmt: skip
        late, lacks = (still.loc[action, ["days_over", "lacks"]] if action in still.index
                       else (0, ""))  # fmt: skip
        late = 0 if action in drafts else late  # nobody has promised it yet
        over = bool(history) and history[-1][1] in CLOSED
        if not action:
            over = _is_refused(cells.get("response", ""))
            lacks = "" if over else "no promise yet"
        out.append(Promise(n, action, cells, above, history, int(late), str(lacks), over))
    return sorted(out, key=lambda p: (p.is_closed, -p.days_over))


def change_promises(
    folder: str | Path,
    cells: Mapping[str, Mapping[int, str]],
    statuses: Mapping[int, str],
    *,
    day: str,
    on: str | None = None,
) -> int:
    """Write cells of the action sheet where they stand, and add a status to the history of rows.

    Parameters
    ----------
    folder : str or Path
    cells : mapping
        Column to number of a row to what it says; not the column Status.
    statuses : mapping
        Number of a row to its new status, one of ``STATUSES``. It stands below those before it,
        which stay.
    day : str
        Since when that is so, such as ``3/11/2025``.
    on : str, optional
        ISO date of today; by default today.

    Returns
    -------
    int
        How many cells are others than before.

    Raises
    ------
    StudyError
        A date cannot be read, is before the status that stands there, or is still to come; a status
        is none; the sheet is open in another program. Nothing was written.
    """
    folder = Path(folder)
    for row, text in cells.get("by_when", {}).items():
        _check_due(row, text)
    written = {column: dict(rows) for column, rows in cells.items() if column != "status"}
    if statuses:
        sheet = read_sheets(folder, [SHEET]).get(SHEET)
        if sheet is None:
            raise StudyError(f"{folder / ACTION_SHEET} is not there any more. Nothing was written.")
        there = sheet["status"] if "status" in sheet else [None] * len(sheet)
        before = dict(zip(sheet.attrs["rows"], there, strict=True))
        since = _day(day, on or dt.date.today().isoformat())
        written["status"] = {
            row: _gone_on(row, before.get(row), status, since) for row, status in statuses.items()
        }
    return change_sheets(folder, {SHEET: written})


def heard_now(folder: str | Path) -> dict[str, str]:
    """Return each action's id to what is heard now; that it was shown goes on record.

    Raises
    ------
    PracticelearnError
        As :func:`practicelearn.jobs.cycle.read_cycle`.
    """
    found = read_cycle(folder)
    table = you_said(found.cycle, found.rechecks, rounds=found.rounds)
    told = table.dropna(subset=["action_id"])
    return dict(zip(told["action_id"].astype(str), told["did_it_help"].astype(str), strict=True))


def quarter_sheet(folder: str | Path, *, on: str | None = None) -> Path:
    """Write what was promised and how far it is, for a board to read on paper; return the file.

    Parameters
    ----------
    folder : str or Path
    on : str, optional
        ISO date of today; by default today.

    Raises
    ------
    StudyError
        The study has no action sheet, or the file cannot be written.
    """
    study, today = open_study(folder), on or dt.date.today().isoformat()
    document = quarterly_sheet(
        study.actions(), study.corpus(), title=study.settings.title, on=today
    )
    path = study.path / "outputs" / f"promises-{today}.docx"
    return save_whole(path, lambda draft: document.save(str(draft)))


def _rows_of(cycle: LearningCycle) -> dict[int, str]:
    """Number of a row in the file to the action that was read from it."""
    places = cycle.actions["source_loc"].str.rpartition(", row ")[2].astype(int)
    return {int(n): str(action) for action, n in places.items()}


def _is_refused(cell: str) -> bool:
    try:
        return response_of(cell) == "reject"
    except ValueError:
        return False


def _check_due(row: int, text: str) -> None:
    try:
        due_date(text)
    except ValueError:
        raise StudyError(
            f'Row {row}, By when: "{text}" is no date. Write it as 30/6/2026, or June 2026. '
            "Nothing was written."
        ) from None


def _day(text: str, today: str) -> str:
    try:
        day = iso_date(text)
    except ValueError:
        day = None
    if day is None:
        raise StudyError(
            f'"{text}" is no date. Write since when the new status holds, as 3/11/2025. Nothing '
            "was written."
        )
    if day > today:
        raise StudyError(
            f"{long_date(day)} is still to come: write a status once it holds. Nothing was written."
        )
    return day


def _gone_on(row: int, before: object, status: str, day: str) -> str:
    """A status cell with one more line."""
    if status not in STATUSES:
        raise StudyError(f'"{status}" is no status; choose one of {", ".join(STATUSES)}.')
    cell = before.strip().rstrip(";") if isinstance(before, str) else ""
    try:
        known = statuses_of(cell)
    except ValueError as error:
        raise StudyError(
            f"Row {row}, Status: {error}. Put it right in {ACTION_SHEET}, then go on. Nothing was "
            "written."
        ) from None
    last = max((d for d, _ in known if d), default="")
    if day < last:
        raise StudyError(
            f"Row {row}: a status of {long_date(last)} stands there already, and {long_date(day)} "
            "is before it. Nothing was written."
        )
    line = f"{status} {long_date(day)}"
    between = "\n" if "\n" in cell else "; "
    return between.join([cell, line]) if cell else line
