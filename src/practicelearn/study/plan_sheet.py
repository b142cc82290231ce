"""A sheet in which a team plans a round in Excel, filled in as far as the study knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from practicelearn._called import COMMAND
from practicelearn._cells import escape_cell
from practicelearn.errors import StudyError
from practicelearn.study.files import write_whole
from practicelearn.study.folder import Study
from practicelearn.study.plan_rows import HEADLINES, INVITED, UNITS, plan_path, themes_known
from practicelearn.study.plans import study_plan
from practicelearn.study.sheets import saved
from practicelearn.themes.invited import INVITED_ONCE
from practicelearn.themes.plan import DIRECTIONS, MOST_HEADLINES, Plan, PlannedHeadline

__all__ = ["begin_plan", "next_round"]

_GREY = "FFF1F3F4"


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
    if not held:  # a first round is called as it was planned
        planned = study_plan(study)
        if planned is not None:
            return planned.round
    last = held[-1] if held else ""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?", last)
    if found is None:
        raise StudyError(
            f"{study.path}: nothing says what the next round is called. Name it: "
            f"{COMMAND} plan STUDY 2026-27"
        )
    first = int(found[1]) + 1
    return str(first) if found[2] is None else f"{first}-{(first + 1) % 100:02d}"


def begin_plan(study: Study, year: str) -> Path:
    """Write the sheet for a round and return its path; one that is there stays as it is.

    Headlines are offered from last round's "how we will know"; the rest from its plan. Where a plan
    of this very round is on record, the sheet says what that says: it is to be amended.
    """
    path = plan_path(study, year)
    if path.exists():
        return path
    held = study.corpus().year_labels if study.session_ids else []
    first = not [r for r in held if r != year]
    last = study_plan(study, year) or study_plan(study)
    if last is not None and last.round == year:
        last = last.amendments[-1] if last.amendments else last
        offered = list(last.headlines)
    else:
        offered = [] if first else _offered(study, held[-1])
    write_whole(path, _workbook(study, year, last, offered, first=first))
    return path


def _offered(study: Study, year: str) -> list[PlannedHeadline]:
    """Themes by which the promises of a round are to be known, with where they come from."""
    if not study.has_actions:
        return []
    actions = study.actions().actions
    own = actions[(actions["year"] == year) & (actions["kind"] == "theme")]
    if own.empty:
        own = actions[actions["kind"] == "theme"]
    known = set(themes_known(study).values())
    found: dict[str, PlannedHeadline] = {}
    for row in own.itertuples():
        theme = str(row.measure)
        if theme in known and len(found) < MOST_HEADLINES:
            way = row.direction if row.direction in DIRECTIONS else ""
            said = f"How we will know, {row.year}: {row.known_by}"
            found.setdefault(theme, PlannedHeadline(theme, direction=str(way), why=said))
    return list(found.values())


def _workbook(
    study: Study, year: str, last: Plan | None, offered: Sequence[PlannedHeadline], *, first: bool
) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "headlines"
    names = {c.id: c.name for c in study.frame().codes} if study.has_frame else {}
    rows = [
        [names.get(h.theme_id, h.theme_id), h.direction, "yes" if h.balance else "", h.why]
        for h in offered
    ]
    _fill(sheet, HEADLINES, rows, [30, 12, 20, 60])
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
    _choices(settled, "B", f'"{",".join(UNITS)}"', rows=(4, 4))
    invited = book.create_sheet("invited")
    _fill(invited, INVITED, _invited(study, last, year), [36, 36, 22, 12])
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


def _invited(study: Study, last: Plan | None, year: str) -> list[list[str]]:
    """Last round's teams and roles; how many are invited now is for a person to say."""
    if last is not None and last.invited:
        own = last.round == year
        return [
            [i.team, i.job_role, i.length_of_service, str(i.n) if own else ""] for i in last.invited
        ]
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
