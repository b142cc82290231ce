"""The sheets of a study, corrected here or in Excel: they are the same files."""

from __future__ import annotations

from practicelearn.app.home.cells import HEADS, cell, numbered, typed, typed_again
from practicelearn.app.home.pieces import button, form, table, words
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, Visit
from practicelearn.jobs.sheets import add_person, change_sheets, read_sheets
from practicelearn.study.kept import state_of

__all__ = ["about", "show", "take"]

_COLUMNS = {
    "sessions": ("date", "year", "group", "group_type", "team", "site", "source_kind"),
    "attendance": ("speaker", "role", "is_peer", "team", "job_role",
                   "line_manages_someone_present", "consent_quote", "came", "reason"),
    "people": ("pseudonym",),
}  # fmt: skip
_NAMED = {"sessions": "When, and which group", "attendance": "Who was there",
          "people": "What does not change with the day"}  # fmt: skip
_KEY = {"sessions": "session_id", "attendance": "person_id", "people": "person_id"}


def about(visit: Visit) -> str:
    """Return the state of the sheets."""
    return state_of(visit.study.folder, "sessions.xlsx", "people.xlsx", "attendance.xlsx")


def show(visit: Visit) -> str:
    """Return the sheets: all sessions, and who was there in one of them."""
    state, tables = about(visit), read_sheets(visit.study.folder)
    sessions = [row["session_id"] for _, row in numbered(tables["sessions"])]
    here = visit.args.get("session", "") or visit.form["session"]
    if here not in sessions:
        here = next(iter(sessions), "")
    places = " · ".join(
        f"<b>{words(sid)}</b>" if sid == here
        else f'<a href="?session={words(sid)}">{words(sid)}</a>'
        for sid in sessions
    )  # fmt: skip
    there = [(n, r) for n, r in numbered(tables["attendance"]) if r["session_id"] == here]
    own = {row["person_id"] for _, row in there}
    people = numbered(tables["people"]) if "people" in tables else []
    shown = {
        "attendance": there,
        "people": [(n, r) for n, r in people if r["person_id"] in own],
        "sessions": numbered(tables["sessions"]),
    }
    parts = [_table(visit, name, rows) for name, rows in shown.items() if rows]
    ends = (
        f'<div class="ends">{button("Save", main=True, name="do", value="save")}'
        f"{button('Add somebody who was there and said nothing', name='add', value=here)}</div>"
    )
    again = typed_again(visit.form, tables) if visit.problem else ""
    body = (
        "<p>These tables are sessions.xlsx, attendance.xlsx and people.xlsx in the study's folder. "
        "Correct them here or in Excel. Whether somebody may be quoted is a no where it is left "
        "blank.</p>"
        f"<p>Session: {places}</p>{again}"
        + form(visit.study.at("hear", "sheets"), f'<input type="hidden" name="session" value="'
               f'{words(here)}">', *parts, ends, about=state)
        if sessions
        else "<p>No session is in the study yet.</p>"
    )  # fmt: skip
    return page("The sheets", body, stage="hear", study=visit.study, wide=True,
                problem=visit.problem)  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Write what was corrected."""
    change_sheets(visit.study.folder, typed(form))
    if form["add"]:
        add_person(visit.study.folder, form["add"])
    return Goto(f"{visit.study.at('hear', 'sheets')}?session={form['session']}")


def _table(visit: Visit, name: str, rows: list[tuple[int, dict[str, str]]]) -> str:
    columns = [*_COLUMNS[name]]
    if name == "people":  # with whatever else a team keeps there
        columns += [c for c in rows[0][1] if c not in {"person_id", *columns}]
    body = []
    for n, row in rows:
        named = row.get(_KEY[name]) or f"row {n}"
        cells = []
        for column in columns:
            value = row.get(column, "")
            fixed = column == "speaker"
            cells.append(words(value) if fixed else cell(name, n, column, value, named, visit.form))
        body.append([words(named), *cells])
    heads = [HEADS[_KEY[name]], *(HEADS.get(c, "Label" if c == "speaker" else c) for c in columns)]
    return f"<h2>{_NAMED[name]}</h2>" + table(_NAMED[name], heads, body)
