"""What the sheet of a plan says, row by row: what each row means, or what is wrong with it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practicelearn._called import COMMAND
from practicelearn._cells import unescape_cell
from practicelearn._disk import in_file_name, sentence
from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError, StudyError, TableError
from practicelearn.study.folder import Study
from practicelearn.themes.invited import Invited
from practicelearn.themes.plan import DIRECTIONS, Plan, PlannedHeadline

__all__ = [
    "HEADLINES", "INVITED", "SETTLED", "UNITS", "PlanRow", "plan_of_rows", "plan_path",
    "plan_rows", "read_plan", "themes_known",
]  # fmt: skip

HEADLINES = ("Theme", "Good news", "For and against too", "Why")
INVITED = ("Team", "Role", "Length of service", "Invited")
SETTLED = ("What", "Planned")
_SETTLED = {
    "smallest worthwhile change": "smallest_worthwhile",
    "sampling unit": "unit",
    "strata": "strata",
    "kinds of group compared": "kinds",
    "groups": "groups",
    "coders": "coders",
    "double coding": "double_coding",
    "stop rule": "stop_rule",
}
UNITS = ("group", "team", "facilitator")
_YES, _NO = ("yes", "y", "x", "true"), ("", "no", "n", "false")


@dataclass(frozen=True)
class PlanRow:
    """One row of the sheet.

    Parameters
    ----------
    sheet : {"headlines", "plan", "invited"}
    row : int
        Its number in the file.
    said : dict of str to str
        Column to what stands there.
    means : object
        A PlannedHeadline, an Invited or (name, value); None where it says nothing that is planned.
    problem : str
        Why it cannot be read, with file, sheet and row; "" where it can.
    """

    sheet: str
    row: int
    said: dict[str, str] = field(default_factory=dict)
    means: Any = None
    problem: str = ""


def plan_path(study: Study, year: str) -> Path:
    """Return where the sheet of a round lies."""
    return study.path / f"plan-{in_file_name(year)}.xlsx"


def plan_rows(study: Study, year: str) -> list[PlanRow]:
    """Return the rows of the sheet of a round, those that cannot be read with what is wrong.

    Raises
    ------
    StudyError
        There is no sheet.
    TableError
        It is no workbook, or lacks a sheet or a column.
    """
    path = plan_path(study, year)
    if not path.exists():
        raise StudyError(
            f"{path}: there is no such sheet. Begin it with: {COMMAND} plan STUDY {year}"
        )
    book = _opened(path)
    themes = themes_known(study)

    def settled(row: Mapping[str, str], where: str) -> Any:
        name = _what(row, year, where)
        return (name, _settled(name, row["Planned"], where)) if name else None

    readers: dict[str, tuple[Sequence[str], Callable[[Mapping[str, str], str], Any]]] = {
        "headlines": (HEADLINES, lambda row, where: _headline(row, themes, where)),
        "plan": (SETTLED, settled),
        "invited": (INVITED, _invited),
    }
    out = []
    for sheet, (columns, read) in readers.items():
        for n, row in _rows(book, sheet, columns, path):
            try:
                made = PlanRow(sheet, n, row, read(row, f"{path.name}, sheet {sheet}, row {n}"))
            except TableError as error:
                made = PlanRow(sheet, n, row, problem=str(error))
            out.append(made)
    return out


def plan_of_rows(rows: Sequence[PlanRow], year: str) -> Plan:
    """Return the plan that rows say.

    Raises
    ------
    TableError
        The first of the rows that cannot be read; or together they are no plan.
    """
    for row in rows:
        if row.problem:
            raise TableError(row.problem)
    own = {
        sheet: [r.means for r in rows if r.sheet == sheet and r.means is not None]
        for sheet in ("headlines", "plan", "invited")
    }
    known = {name: value for name, value in own["plan"] if value is not None}
    return Plan(round=year, headlines=tuple(own["headlines"]), invited=tuple(own["invited"]),
                **known)  # fmt: skip


def read_plan(study: Study, year: str) -> Plan:
    """Return what the sheet of a round says.

    Raises
    ------
    StudyError
        There is no sheet.
    TableError
        A cell does not say what it must; file, sheet and row are named.
    """
    rows = plan_rows(study, year)
    try:
        return plan_of_rows(rows, year)
    except TableError:
        raise
    except PracticelearnError as error:
        raise TableError(f"{plan_path(study, year).name}: {error}") from error


def themes_known(study: Study) -> dict[str, str]:
    """Names and ids of the codes, folded, to the id."""
    codes = study.frame().codes if study.has_frame else ()
    ids = {c.name.casefold(): c.id for c in codes} | {c.id.casefold(): c.id for c in codes}
    decided = study.decisions()
    for kind, column in (("split", "into"), ("merge", "into")):
        if column in decided:
            own = decided.loc[decided["kind"] == kind, column].dropna()
            ids |= {str(t).casefold(): str(t) for t in own}
    return ids


def _opened(path: Path) -> Any:
    """The workbook; what cannot be read as one is told as a sentence."""
    from openpyxl import load_workbook

    try:
        return load_workbook(io.BytesIO(path.read_bytes()))
    except OSError as error:
        raise StudyError(sentence(error, path)) from error
    except Exception as error:
        raise TableError(
            f"{path}: it cannot be read as an Excel workbook. Save it as .xlsx again, or take it "
            "away and begin it anew."
        ) from error


def _what(row: Mapping[str, str], year: str, where: str) -> str:
    """Return what a row settles; "" for the row that says which round it is."""
    said = row["What"].casefold()
    if said == "round":
        if row["Planned"] not in ("", year):
            raise TableError(
                f'{where}: it is the sheet of the round "{row["Planned"]}", and {year} is to be '
                "planned. Write the round there, or plan the other one."
            )
        return ""
    if said not in _SETTLED:
        raise TableError(
            f'{where}: "{row["What"]}" is nothing that a plan settles; expected '
            f"{', '.join(_SETTLED)}.{near_match(said, _SETTLED)}"
        )
    return _SETTLED[said]


def _invited(row: Mapping[str, str], where: str) -> Invited | None:
    if not row["Invited"]:
        return None
    n = _count(row["Invited"], where)
    return Invited(n, row["Team"], row["Role"], row["Length of service"])


def _headline(row: Mapping[str, str], themes: Mapping[str, str], where: str) -> PlannedHeadline:
    if not row["Theme"]:
        raise TableError(
            f"{where}: it names no theme. Choose one in the column Theme, or empty the row."
        )
    theme = themes.get(row["Theme"].casefold())
    if theme is None:
        raise TableError(
            f'{where}: there is no theme "{row["Theme"]}".'
            f"{near_match(row['Theme'].casefold(), themes)}"
        )
    way = row["Good news"].casefold()
    if way not in ("", *DIRECTIONS):
        raise TableError(
            f'{where}: good news is "{row["Good news"]}"; expected one of '
            f"{', '.join(DIRECTIONS)}, or nothing."
        )
    both = row["For and against too"].casefold()
    if both not in (*_YES, *_NO):
        raise TableError(
            f'{where}: for and against too is "{row["For and against too"]}"; expected yes, or '
            "nothing."
        )
    return PlannedHeadline(theme, (), way, both in _YES, row["Why"])


def _settled(name: str, said: str, where: str) -> Any:
    if not said:
        return None
    if name == "groups":
        return _count(said, where)
    if name == "coders":
        return tuple(who.strip() for who in re.split(r"[,;]", said) if who.strip())
    if name == "smallest_worthwhile":
        number = said.removesuffix("%").replace(",", ".").strip()
        if not re.fullmatch(r"\d*\.?\d+", number):
            raise TableError(
                f'{where}: the smallest worthwhile change is "{said}"; expected a share of people '
                "such as 15%."
            )
        return float(number) / (100 if said.endswith("%") or float(number) > 1 else 1)
    if name == "unit" and said not in UNITS:
        raise TableError(f'{where}: the sampling unit is "{said}"; expected {", ".join(UNITS)}.')
    return said


def _count(said: str, where: str) -> int:
    if not re.fullmatch(r"\d{1,6}(?:\.0)?", said):
        raise TableError(f'{where}: "{said}" is no number of people or groups.')
    return int(float(said))


def _rows(
    book: Any, name: str, columns: Sequence[str], path: Path
) -> list[tuple[int, dict[str, str]]]:
    if name not in book.sheetnames:
        raise TableError(f'{path.name}: the sheet "{name}" is gone. Begin it anew.')
    rows = list(book[name].iter_rows(values_only=True))
    heads = [str(cell or "").strip() for cell in rows[0]] if rows else []
    for column in columns:
        if column not in heads:
            raise TableError(
                f'{path.name}, sheet {name}: there is no column "{column}".'
                f"{near_match(column, heads)}"
            )
    out = []
    for n, cells in enumerate(rows[1:], start=2):
        said = dict(zip(heads, map(_text, cells), strict=False))
        row = {column: said.get(column, "") for column in columns}
        if any(row.values()):
            out.append((n, row))
    return out


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(unescape_cell(str(cell))).strip()
