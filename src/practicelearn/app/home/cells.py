"""Cells of the sheets, as a form shows and sends them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from practicelearn.app.home.pieces import attributes, choice, words
from practicelearn.app.home.visit import Form
from practicelearn.jobs.sheets import CHOICES, MEANINGS

__all__ = ["HEADS", "HOW_KNOWN", "cell", "numbered", "typed", "typed_again"]

HEADS = {
    "session_id": "Session",
    "date": "Date",
    "year": "Round",
    "group": "Group",
    "group_type": "Kind of group",
    "team": "Team",
    "site": "Site",
    "source_kind": "What it is",
    "role": "Role",
    "is_peer": "A peer",
    "job_role": "Job",
    "line_manages_someone_present": "Manages somebody there",
    "consent_quote": "May be quoted",
    "person_id": "Person",
    "pseudonym": "Name in quotes",
    "came": "Came",
    "reason": "Why not",
}
"""Column to what stands above it on a page."""

HOW_KNOWN = (
    "How we will know is looked at again next year where it is a measure: “heard less”, “Average "
    "caseload from 21 to 17” or “Survey: Supervision”. Any other sentence is none."
)
"""What a promise is to be known by, as the re-check reads it."""
_BLANK = {
    "consent_quote": "no (not said)",
    "is_peer": "not said",
    "line_manages_someone_present": "not said",
    "came": "yes (not said)",
    "role": "unknown (not said)",
}


def numbered(table: pd.DataFrame) -> list[tuple[int, dict[str, str]]]:
    """Return each row with its number in the file; an empty cell is an empty text."""
    rows = table.astype(object).where(table.notna(), "").to_dict("records")
    told = [{str(k): str(v) for k, v in row.items()} for row in rows]
    return list(zip(table.attrs["rows"], told, strict=True))


def cell(sheet: str, row: int, column: str, value: str, of: str, form: Form) -> str:
    """Return what a cell is typed into, or chosen in.

    Parameters
    ----------
    sheet, column : str
    row : int
        Its number in the file.
    value : str
        What stands there.
    of : str
        Whose it is, for somebody who hears the page.
    form : Form
        What was typed into a form that was not carried out: it stays.
    """
    name = f"c:{sheet}:{row}:{column}"
    value = form[name] if name in form.values else value
    label = f"{HEADS.get(column, column)}: {of}"
    offered = CHOICES.get(column)
    if offered is None:
        given = {"type": "text", "name": name, "value": value, "aria-label": label,
                 "title": MEANINGS.get(column)}  # fmt: skip
        return f"<input{attributes(given)}>"
    options = [("", _BLANK.get(column, "")), *((word, word) for word in offered.words)]
    if value and value not in offered.words:
        options.append((value, value))
    return choice(name, options, value, aria_label=label)


def typed(form: Form) -> dict[str, dict[str, dict[int, str]]]:
    """Return the cells that a form sent: sheet to column to row to words."""
    out: dict[str, dict[str, dict[int, str]]] = {}
    for name, value in form.under("c:").items():
        sheet, row, column = name.split(":", 2)
        if row.isdigit():
            out.setdefault(sheet, {}).setdefault(column, {})[int(row)] = value
    return out


def typed_again(form: Form, tables: Mapping[str, pd.DataFrame]) -> str:
    """Return a list of what was typed into a form that was told it is older, and not written."""
    said = []
    for sheet, columns in typed(form).items():
        known = dict(numbered(tables[sheet])) if sheet in tables else {}
        for column, cells in columns.items():
            for row, value in cells.items():
                now = known.get(row, {}).get(column, "")
                if value.strip() != now:
                    head = f"{HEADS.get(column, column)}, row {row} of {sheet}"
                    said.append(f"<li>{words(head)}: you had “{words(value)}”, "
                                f"there stands “{words(now)}”</li>")  # fmt: skip
    told = "<summary>What you had typed</summary>"
    return f'<details open>{told}<ul class="points">{"".join(said)}</ul></details>'
