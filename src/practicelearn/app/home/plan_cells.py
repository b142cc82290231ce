"""The sheet of a plan as a form shows it: what each row says, and what is wrong with it."""

from __future__ import annotations

import pandas as pd

from practicelearn.app.home.pieces import attributes, choice, table, words
from practicelearn.app.home.visit import Visit
from practicelearn.jobs.planning import COLUMNS, PlanSheet
from practicelearn.study.plan_rows import UNITS, PlanRow
from practicelearn.themes.plan import DIRECTIONS, MOST_HEADLINES

__all__ = ["WAYS", "frame_of", "headings", "table_of"]

WAYS = {"": "not said", "more": "heard more", "less": "heard less", "either": "either"}
_HEADS = {
    "Good news": "Good news is",
    "Why": "Why, or where it comes from",
}
_MEANS = {
    "smallest worthwhile change": (
        "Smallest worthwhile change", "As a share of people, such as 15%: what would matter.",
    ),
    "sampling unit": (
        "Counted as one",
        "A group, a team, or all groups of one facilitator. In Excel: Sampling unit.",
    ),
    "strata": (
        "Compared only within",
        "A column of the sessions sheet, such as site; mostly empty. In Excel: Strata.",
    ),
    "kinds of group compared": (
        "Kinds of group compared", "A column of the sessions sheet, such as group_type; or empty.",
    ),
    "groups": ("Groups", "How many are to be held."),
    "coders": ("Coders", "Their names, with commas."),
    "double coding": ("Double coding", "Which sessions, or how many, two people code."),
    "stop rule": ("When no further group is held", "In Excel: Stop rule."),
}  # fmt: skip
"""What the sheet calls it to what stands beside it here."""

_NEW_ROWS = {"headlines": 2, "invited": 2, "plan": 0}


def table_of(visit: Visit, sheet: PlanSheet, name: str) -> str:
    """Return the rows of one sheet, and a few empty ones below them."""
    rows = list(sheet.of(name))
    last = max((row.row for row in rows), default=1)
    n_new = _NEW_ROWS[name]
    if name == "headlines":
        n_new = max(0, min(n_new, MOST_HEADLINES - len(rows)))
    rows += [PlanRow(name, last + k) for k in range(1, n_new + 1)]
    body = [_cells(visit, sheet, row) for row in rows if row.said.get("What") != "Round"]
    caption = {"headlines": "Headline themes", "plan": "How it is done", "invited": "Invited"}
    return table(caption[name], headings(name), body)


def _cells(visit: Visit, sheet: PlanSheet, row: PlanRow) -> list[str]:
    place = f"{sheet.file}, sheet {row.sheet}, row {row.row}: "  # it stands there
    told = row.problem.removeprefix(place)
    wrong = f'<small class="needs">{words(told)}</small>' if told else ""
    if row.sheet == "plan":
        what = row.said.get("What", "")
        name, means = _MEANS.get(what.casefold(), (what, ""))
        hint = f"<small>{words(means)}</small>" if means else ""
        return [f"{words(name)}{hint}", _cell(visit, sheet, row, "Planned", name) + wrong]
    first, *rest = COLUMNS[row.sheet]
    named = row.said.get(first, "") or f"row {row.row}"
    return [
        _cell(visit, sheet, row, first, named) + wrong,
        *(_cell(visit, sheet, row, column, named) for column in rest),
    ]


def _cell(visit: Visit, sheet: PlanSheet, row: PlanRow, column: str, of: str) -> str:
    name = f"c:{row.sheet}:{row.row}:{column}"
    value = row.said.get(column, "")
    value = visit.form[name] if name in visit.form.values else value
    label = f"{column}: {of}"
    offered = _offered(sheet, row, column)
    if offered:
        options = offered if value in dict(offered) else [*offered, (value, value)]
        return choice(name, options, value, aria_label=label)
    wide = {"size": "60"} if column in {"Why", "Planned"} else {}
    given = {"type": "text", "name": name, "value": value, "aria-label": label, **wide}
    return f"<input{attributes(given)}>"


def _offered(sheet: PlanSheet, row: PlanRow, column: str) -> list[tuple[str, str]]:
    """What may be chosen in a cell; nothing where it is typed."""
    if column == "Theme" and sheet.themes:
        return [("", ""), *((name, name) for name in sheet.themes)]
    if column == "Good news":
        return [(way, WAYS[way]) for way in ("", *DIRECTIONS)]
    if column == "For and against too":
        return [("", "no"), ("yes", "yes")]
    if column == "Planned" and row.said["What"].casefold() == "sampling unit":
        return [("", ""), *((unit, unit) for unit in UNITS)]
    return []


def headings(name: str) -> list[str]:
    """Return what stands above the columns of a sheet."""
    return [_HEADS.get(column, column) for column in COLUMNS[name]]


def frame_of(sheet: PlanSheet, name: str) -> pd.DataFrame:
    """Return a sheet as ``typed_again`` takes it."""
    own = sheet.of(name)
    made = pd.DataFrame([row.said for row in own], columns=list(COLUMNS[name]), dtype=object)
    made.attrs["rows"] = [row.row for row in own]
    return made
