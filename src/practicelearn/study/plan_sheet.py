"""A sheet in which a team plans a round in Excel: filled in as far as the study knows, and read."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from practicelearn._cells import escape_cell, unescape_cell
from practicelearn._disk import in_file_name, sentence
from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError, StudyError, TableError
from practicelearn.study.files import saved, write_whole
from practicelearn.study.folder import Study
from practicelearn.study.plans import study_plan
from practicelearn.themes.invited import INVITED_ONCE
from practicelearn.themes.plan import DIRECTIONS, MOST_HEADLINES, Invited, Plan, PlannedHeadline

__all__ = ["begin_plan", "next_round", "plan_path", "read_plan"]

_HEADLINES = ("Theme", "Good news", "For and against too", "Why")
_INVITED = ("Team", "Role", "Length of service", "Invited")
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
_UNITS = ("group", "team", "facilitator")
_YES, _NO = ("yes", "y", "x", "true"), ("", "no", "n", "false")
_GREY = "FFF1F3F4"


def plan_path(study: Study, year: str) -> Path:
    """Return where the sheet of a round lies."""
    return study.path / f"plan-{in_file_name(year)}.xlsx"


def next_round(study: Study) -> str:
    """Return the round that is planned next: the first without groups, else the label after it.

    Raises
    ------
    StudyError
        Nothing says what it is called.
    """
    held = study.corpus().year_labels if study.session_ids else []
    for year in study.settings.rounds:
        if year not in held:
            return year
    last = held[-1] if held else ""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?", last)
    if found is None:
        raise StudyError(
            f"{study.path}: nothing says what the next round is called. Name it: "
            "python -m practicelearn plan STUDY 2026-27"
        )
    first = int(found[1]) + 1
    return str(first) if found[2] is None else f"{first}-{(first + 1) % 100:02d}"


def begin_plan(study: Study, year: str) -> Path:
    """Write the sheet for a round and return its path; one that is there stays as it is.

    Headlines are offered from last round's "how we will know"; the rest from its plan.
    """
    path = plan_path(study, year)
    if path.exists():
        return path
    held = study.corpus().year_labels if study.session_ids else []
    first = not [r for r in held if r != year]
    last = study_plan(study)
    offered = [] if first else _offered(study, held[-1])
    write_whole(path, _workbook(study, year, last, offered, first=first))
    return path


def read_plan(study: Study, year: str) -> Plan:
    """Return what the sheet of a round says.

    Raises
    ------
    StudyError
        There is no sheet.
    TableError
        A cell does not say what it must; file, sheet and row are named.
    """
    path = plan_path(study, year)
    if not path.exists():
        raise StudyError(
            f"{path}: there is no such sheet. Begin it with: python -m practicelearn plan STUDY "
            f"{year}"
        )
    book = _opened(path)
    themes = _themes(study)
    headlines = [
        _headline(row, themes, f"{path.name}, sheet headlines, row {n}")
        for n, row in _rows(book, "headlines", _HEADLINES, path)
    ]
    settled: dict[str, Any] = {}
    for n, row in _rows(book, "plan", ("What", "Planned"), path):
        where = f"{path.name}, sheet plan, row {n}"
        name = _what(row, year, where)
        if name:
            settled[name] = _settled(name, row["Planned"], where)
    invited = [
        Invited(
            _count(row["Invited"], f"{path.name}, sheet invited, row {n}"), row["Team"],
            row["Role"], row["Length of service"],
        )
        for n, row in _rows(book, "invited", _INVITED, path)
        if row["Invited"]
    ]  # fmt: skip
    known = {k: v for k, v in settled.items() if v is not None}
    try:
        return Plan(round=year, headlines=tuple(headlines), invited=tuple(invited), **known)
    except PracticelearnError as error:
        raise TableError(f"{path.name}: {error}") from error


def _offered(study: Study, year: str) -> list[PlannedHeadline]:
    """Themes by which the promises of a round are to be known, with where they come from."""
    if not study.has_actions:
        return []
    actions = study.actions().actions
    own = actions[(actions["year"] == year) & (actions["kind"] == "theme")]
    if own.empty:
        own = actions[actions["kind"] == "theme"]
    known = set(_themes(study).values())
    found: dict[str, PlannedHeadline] = {}
    for row in own.itertuples():
        theme = str(row.measure)
        if theme in known and len(found) < MOST_HEADLINES:
            way = row.direction if row.direction in DIRECTIONS else ""
            said = f"How we will know, {row.year}: {row.known_by}"
            found.setdefault(theme, PlannedHeadline(theme, direction=str(way), why=said))
    return list(found.values())


def _themes(study: Study) -> dict[str, str]:
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
    if name == "unit" and said not in _UNITS:
        raise TableError(f'{where}: the sampling unit is "{said}"; expected {", ".join(_UNITS)}.')
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


def _workbook(
    study: Study, year: str, last: Plan | None, offered: Sequence[PlannedHeadline], *, first: bool
) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "headlines"
    names = {c.id: c.name for c in study.frame().codes} if study.has_frame else {}
    rows = [[names.get(h.theme_id, h.theme_id), h.direction, "", h.why] for h in offered]
    _fill(sheet, _HEADLINES, rows, [30, 12, 20, 60])
    if first:
        sheet["F1"] = "A first year declares no headline themes: leave this sheet empty."
    else:
        sheet["F1"] = f"At most {MOST_HEADLINES}; each one more makes a change harder to find."
    listed = book.create_sheet("themes")
    _fill(listed, ("Theme",), [[name] for name in names.values()], [40])
    listed.sheet_state = "hidden"
    if names:
        _choices(sheet, "A", f"themes!$A$2:$A${len(names) + 1}")
    _choices(sheet, "B", f'"{",".join(DIRECTIONS)}"')
    _choices(sheet, "C", '"yes"')
    settled = book.create_sheet("plan")
    base = replace(last, groups=_n_groups(study, last)) if last is not None else None
    worthwhile = study.settings.smallest_worthwhile if base is None else base.smallest_worthwhile
    _fill(
        settled, ("What", "Planned"),
        [
            ["Round", year],
            ["Smallest worthwhile change", f"{worthwhile:.0%}"],
            ["Sampling unit", base.unit if base is not None and base.unit else "group"],
            ["Strata", base.strata if base is not None else ""],
            ["Kinds of group compared", base.kinds if base is not None else ""],
            ["Groups", str(_n_groups(study, last) or "")],
            ["Coders", ", ".join(base.coders) if base is not None else ""],
            ["Double coding", base.double_coding if base is not None else ""],
            ["Stop rule", base.stop_rule if base is not None else ""],
        ],
        [30, 60],
    )  # fmt: skip
    _choices(settled, "B", f'"{",".join(_UNITS)}"', rows=(4, 4))
    invited = book.create_sheet("invited")
    _fill(invited, _INVITED, _invited(study, last), [36, 36, 22, 12])
    invited["F1"] = INVITED_ONCE
    return saved(book)


def _n_groups(study: Study, last: Plan | None) -> int | None:
    if last is not None and last.groups is not None:
        return last.groups
    if not study.session_ids:
        return None
    sessions = study.corpus().sessions
    newest = study.corpus().year_labels[-1]
    return int(sessions.loc[sessions["year"] == newest, "group"].nunique())


def _invited(study: Study, last: Plan | None) -> list[list[str]]:
    """Last round's teams and roles; how many are invited now is for a person to say."""
    if last is not None and last.invited:
        return [[i.team, i.job_role, i.length_of_service, ""] for i in last.invited]
    if not study.session_ids:
        return []
    present = study.corpus().attendance
    own = present[present["role"] == "participant"][["team", "job_role"]].dropna(how="all")
    rows = own.fillna("").drop_duplicates().sort_values(["team", "job_role"])
    return [[str(r.team), str(r.job_role), "", ""] for r in rows.itertuples()]


def _fill(
    sheet: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for n, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = sheet.cell(1, n, head)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", start_color=_GREY)
        sheet.column_dimensions[get_column_letter(n)].width = width
    for n, row in enumerate(rows, start=2):
        for k, said in enumerate(row, start=1):
            cell = sheet.cell(n, k, escape_cell(said) or None)
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _choices(sheet: Any, column: str, formula: str, rows: tuple[int, int] = (2, 30)) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    allowed = DataValidation(type="list", formula1=formula, allow_blank=True)
    sheet.add_data_validation(allowed)
    allowed.add(f"{column}{rows[0]}:{column}{rows[1]}")
