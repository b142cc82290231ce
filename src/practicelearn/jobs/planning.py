"""The sheet of a plan, corrected cell by cell: the same file that Excel opens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from practicelearn._disk import in_file_name
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.jobs.plan import plan_of
from practicelearn.jobs.sheets import open_elsewhere, write_sheets
from practicelearn.jobs.year_known import Known
from practicelearn.study.folder import open_study
from practicelearn.study.plan_rows import (
    HEADLINES,
    INVITED,
    SETTLED,
    PlanRow,
    plan_of_rows,
    plan_path,
    plan_rows,
)
from practicelearn.study.plan_sheet import next_round
from practicelearn.study.sheets import cells_written
from practicelearn.transcripts.sheets.files import column_name

__all__ = [
    "COLUMNS",
    "PlanSheet",
    "change_plan_sheet",
    "newest_planned",
    "read_plan_sheet",
    "round_to_plan",
    "rounds_known",
]

COLUMNS: dict[str, tuple[str, ...]] = {
    "headlines": HEADLINES, "plan": SETTLED, "invited": INVITED,
}  # fmt: skip
"""The sheets of the workbook and their columns."""

Cells = Mapping[str, Mapping[str, Mapping[int, str]]]


@dataclass(frozen=True)
class PlanSheet:
    """What the sheet of a round says now.

    Parameters
    ----------
    year : str
    file : str
        Its name.
    rows : tuple of PlanRow
        Each with what is wrong with it.
    problem : str
        What is wrong with the rows together.
    open_elsewhere : str
        That it is open in another program, and what to do.
    themes : tuple of str
        Names that may be chosen.
    first : bool
        Whether it is a first round, which declares no headlines.
    """

    year: str
    file: str
    rows: tuple[PlanRow, ...]
    problem: str
    open_elsewhere: str
    themes: tuple[str, ...]
    first: bool

    def of(self, sheet: str) -> list[PlanRow]:
        """Return the rows of one sheet."""
        return [row for row in self.rows if row.sheet == sheet]

    @property
    def n_problems(self) -> int:
        """How many things are to be put right before it can go on record."""
        return sum(bool(row.problem) for row in self.rows) + bool(self.problem)


def round_to_plan(folder: str | Path) -> str:
    """Return the round that is planned next, or "" where nothing says what it is called.

    A first round is called as the sheet is that was begun for it.
    """
    study = open_study(folder)
    try:
        return next_round(study)
    except StudyError:
        begun = sorted(study.path.glob("plan-*.xlsx"))
        return begun[-1].stem.removeprefix("plan-") if begun else ""


def rounds_known(folder: str | Path) -> tuple[tuple[str, ...], str]:
    """Return the rounds that have groups or a plan, the earliest first, and the one under way."""
    known = Known(open_study(folder), None, dt.date.today())
    return known.rounds, known.round


def newest_planned(folder: str | Path) -> str:
    """Return the newest round whose plan is on record, or ""."""
    rounds = rounds_known(folder)[0]
    return next((y for y in reversed(rounds) if plan_of(folder, y) is not None), "")


def read_plan_sheet(folder: str | Path, year: str) -> PlanSheet | None:
    """Return what the sheet of a round says, row by row; None where it has not been begun.

    Raises
    ------
    TableError
        It is no workbook, or lacks a sheet or a column.
    """
    study = open_study(folder)
    path = plan_path(study, year)
    if not path.exists():
        return None
    rows = tuple(plan_rows(study, year))
    problem = ""
    if not any(row.problem for row in rows):
        try:
            plan_of_rows(rows, year)
        except PracticelearnError as error:
            problem = str(error)
    held = study.corpus().year_labels if study.session_ids else []
    names = tuple(c.name for c in study.frame().codes) if study.has_frame else ()
    return PlanSheet(
        year, path.name, rows, problem, open_elsewhere(study.path, path.stem), names,
        first=not [r for r in held if r != year],
    )  # fmt: skip


def change_plan_sheet(folder: str | Path, year: str, cells: Cells) -> int:
    """Write cells of the sheet of a round, and return how many were others than stood there.

    Parameters
    ----------
    folder : str or Path
    year : str
    cells : mapping
        Sheet of the workbook to column to number of the row to what it says. Everything else in
        the workbook stays.

    Raises
    ------
    StudyError
        It is not there, or open in another program. Nothing was written.
    """
    now = read_plan_sheet(folder, year)
    if now is None:
        raise StudyError(
            f"plan-{in_file_name(year)}.xlsx is not there any more. Nothing was written."
        )
    stands = {(row.sheet, row.row): row.said for row in now.rows}
    path = Path(folder) / now.file
    content, n = path.read_bytes(), 0
    for sheet, columns in cells.items():
        known = set(columns) & set(COLUMNS.get(sheet, ()))
        other = {
            column: {
                row: text.strip()
                for row, text in columns[column].items()
                if text.strip() != stands.get((sheet, row), {}).get(column, "")
            }
            for column in known
        }
        other = {column: own for column, own in other.items() if own}
        if other:
            n += sum(map(len, other.values()))
            named = {column_name(column): own for column, own in other.items()}
            content = cells_written(content, named, title=sheet)
    if n:
        write_sheets(Path(folder), {path.stem: content})
    return n
