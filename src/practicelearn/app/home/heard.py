"""What was heard, per file and speaker, and the sheets in which it is corrected.

The tables are the sheets that lie beside the files: the same that open in Excel. A consent that is
left blank means no.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.app.home.cells import HEADS, cell, numbered, typed, typed_again
from practicelearn.app.home.files import brought, choose, hear_anew, throw_away
from practicelearn.app.home.pieces import button, choice, form, link, table, words
from practicelearn.app.home.progress import address_of_job
from practicelearn.app.home.shell import page
from practicelearn.app.home.visit import Form, Goto, NoPageError, Visit
from practicelearn.jobs.checking import Heard
from practicelearn.jobs.planning import newest_planned
from practicelearn.jobs.sheets import SHEETS, add_person, change_sheets, read_sheets
from practicelearn.output.gate.wording import count
from practicelearn.study.kept import state_of

__all__ = ["ADDRESS", "about", "fetched", "show", "take"]

ADDRESS = "/study/{key}/hear/heard"
Tables = Mapping[str, pd.DataFrame]
Rows = list[tuple[int, dict[str, str]]]

_OF_A_PERSON = ("role", "is_peer", "line_manages_someone_present", "consent_quote", "person_id")
_OF_A_SESSION = ("date", "year", "group", "group_type", "team", "site", "source_kind")
_HOW_READ = {
    "labels_look_like": "One label as it stands in the file, such as [T001] Moderator:",
    "fix_labels": "Labels to correct, such as Particpant = Participant; all corrects every slip",
    "speech_column": "Of a table: the column of what was said",
    "speaker_column": "Of a table: the column of who said it",
}
_UNLABELLED = [
    ("", "nobody's, but for a stray paragraph"),
    ("goes on", "go on with the speaker above"),
    ("nobody", "always nobody's"),
]

_ON_THIS_PAGE = {
    r"; give the role in the attendance list, or label them Facilitator": (
        ". Choose facilitator as their role, in the table below"
    ),
    r"; if it is a transcript, say so in the column source_kind of the sheet": (
        ". If it is a transcript, choose that in the table at the top, under What it is"
    ),
    r'say "goes on" for unlabelled': (
        "choose that in Heard wrongly, below, for words without a label"
    ),
    r"the file names no encoding; it was read as \S+\. Check its accents and quotes": (
        "the file does not say how its letters are written. Look whether accents, £ and quotation "
        "marks came out right"
    ),
    r"(the (?:hidden )?sheet .+) holds no column of speech beside its speakers, and is not read: "
    r"(.+), kept here": (
        r"\1 is not read (\2): no column in it is known for what people said. If people speak in "
        "it, write what its two columns are called into Heard wrongly, below, and hear again"
    ),
}
"""What the loader says of a sheet, or of a sign for other programs, and how it is done here."""


def about(visit: Visit) -> str:
    """Return the state of what was brought."""
    return state_of(visit.house.uploads.folder(visit.study.key))


def show(visit: Visit) -> str | Goto:
    """Return what was heard; while it is being heard, how far that is."""
    if not brought(visit):
        return Goto(visit.study.at("hear", "files"))
    job = visit.house.work.last("hear", visit.study.key)
    if job is None:
        return hear_anew(visit)
    if not job.over.is_set():
        return address_of_job(visit, job)
    state, folder = about(visit), visit.house.uploads.folder(visit.study.key)
    heard: list[Heard] = job.result or []
    files = [h for h in heard if h.beside is None]
    tables = read_sheets(folder)
    taken = "".join(
        f"<p><b>{words(h.path.name)}</b>: {words(h.beside)}</p>" for h in heard if h.beside
    )
    main = f"{_of_sessions(visit, tables)}{''.join(_of_file(visit, h, tables) for h in files)}"
    ends = (
        f'<div class="ends">{button("Save, go on to names", main=True, name="do", value="names")}'
        f"{button('Save, hear again', name='do', value='save')}</div>"
    )
    again = typed_again(visit.form, tables) if visit.problem else ""
    body = (
        f"<p>{_told(files)} Look at every file: who speaks, in which role, and who agreed to be "
        "quoted. Left blank, that is a no.</p>"
        f"{taken}{again}{form(_here(visit), main, ends, about=state) if tables else ''}"
        f"<h2>What was asked</h2><p>{_questions(visit)}</p>"
        f"<h2>More files</h2>{choose(visit)}"
        "<h2>The same in Excel</h2><p>These tables are the sheets sessions.xlsx, people.xlsx and "
        f"attendance.xlsx in <b>{words(folder)}</b>. Fill them in there if you like, save and "
        "close them, and load this page again. They go when the program ends: to go on another "
        f"day, take them away and bring them with the files. {_to_take(visit, tables)}</p>"
        f'<div class="ends">{throw_away(visit)}</div>'
    )
    return page("What was heard", body, stage="hear", study=visit.study, wide=True,
                problem=visit.problem or job.problem)  # fmt: skip


def take(visit: Visit, form: Form) -> Goto | str:
    """Write what was corrected into the sheets; then hear again, or go on to names."""
    folder = visit.house.uploads.folder(visit.study.key)
    cells = typed(form)
    changed = change_sheets(folder, _with_checked_roles(cells, folder))
    if form["add"]:
        add_person(folder, form["add"])
        changed += 1
    if form["do"] == "names" and not changed:
        return Goto(visit.study.at("hear", "names"))
    return hear_anew(visit, "names" if form["do"] == "names" else "heard")


def fetched(visit: Visit) -> Path:
    """Return a sheet to take away, as it was corrected so far."""
    sheet = visit.house.uploads.folder(visit.study.key) / visit.args["name"]
    if sheet.stem not in SHEETS or sheet.suffix != ".xlsx" or not sheet.is_file():
        raise NoPageError(visit.args["name"])
    return sheet


def _to_take(visit: Visit, tables: Tables) -> str:
    return " ".join(
        link(f"Take {name}.xlsx", visit.study.at("hear", "heard", f"{name}.xlsx"))
        for name in tables
    )


def _with_checked_roles(
    cells: dict[str, dict[str, dict[int, str]]], folder: Path
) -> dict[str, dict[str, dict[int, str]]]:
    """A role that a person chose is no guess any more."""
    tables = read_sheets(folder)
    known = dict(numbered(tables["attendance"])) if "attendance" in tables else {}
    chosen = {
        row: ""
        for row, role in cells.get("attendance", {}).get("role", {}).items()
        if role and role != known.get(row, {}).get("role") and "role_source" in known.get(row, {})
    }
    if chosen:
        cells["attendance"]["role_source"] = chosen
    return cells


def _here(visit: Visit) -> str:
    return visit.study.at("hear", "heard")


def _questions(visit: Visit) -> str:
    """The ways to the guide, and to what was found of it."""
    guide = link("The questions of the guide", visit.study.at("hear", "guide"))
    found = link("Which question is answered where", visit.study.at("hear", "questions", "brought"))
    return f"{guide} · {found}"


def _told(files: list[Heard]) -> str:
    unread = sum(h.error is not None for h in files)
    told = f"{count(len(files), 'file')} brought."
    if unread:
        told += f" {count(unread, 'file')} could not be read."
    return told


def _of_sessions(visit: Visit, tables: Tables) -> str:
    if "sessions" not in tables:
        return ""
    rows, offered = [], _round_offered(visit, tables["sessions"])
    for n, row in numbered(tables["sessions"]):
        named = row.get("session_id") or row.get("file") or f"row {n}"
        row["year"] = row.get("year") or offered
        cells = [cell("sessions", n, c, row.get(c, ""), named, visit.form) for c in _OF_A_SESSION]
        guessed = row.get("guessed", "")
        note = f"<small>{words(_taken(guessed))}</small>" if guessed else ""
        rows.append([f"{words(named)}{note}", *cells])
    heads = ["Session", *(HEADS[c] for c in _OF_A_SESSION)]
    told = (
        f"<p>Where a session has no round yet, {words(offered)} stands there. Change it where it "
        "is another: it is saved with the rest.</p>"
        if offered and not all(tables["sessions"].reindex(columns=["year"])["year"].notna())
        else ""
    )
    return f"<h2>When, and which group</h2>{told}" + table("Sessions", heads, rows)


def _round_offered(visit: Visit, sessions: pd.DataFrame) -> str:
    """The round of the others; where none has one, the newest that is planned."""
    given = sessions.reindex(columns=["year"])["year"].dropna().unique()
    if len(given):
        return str(given[0]) if len(given) == 1 else ""
    folder = visit.study.folder
    return visit.house.once(visit.study, "round planned", lambda: newest_planned(folder))


def _taken(guessed: str) -> str:
    """What was taken from a file's name or heading, called as it is above its column."""
    columns = [column.strip() for column in guessed.split(",")]
    called = ", ".join(HEADS.get(c, c).lower() for c in columns)
    return f"taken from its name or heading: {called}"


def _of_file(visit: Visit, heard: Heard, tables: Tables) -> str:
    name = heard.path.name
    out = button("Leave this file out", name="leave-out", value=name,
                 formaction=visit.study.at("hear", "files"), formnovalidate=True)  # fmt: skip
    if heard.error is not None:
        return (
            f'<section><h2>{words(name)}</h2><p class="needs">It could not be read: '
            f'{words(heard.error.what)}</p><div class="ends">{out}</div></section>'
        )
    speakers = heard.speakers
    assert speakers is not None
    attendance = numbered(tables["attendance"]) if "attendance" in tables else []
    own = sorted(set(speakers["session_id"]))
    who = count(speakers["speaker"].nunique(), "speaker")
    turns = count(int(speakers["n_turns"].sum()), "turn")
    said = count(int(speakers["n_words"].sum()), "word")
    parts = [f"<h2>{words(name)}</h2><p>{who}, {turns}, {said}.</p>", _issues(heard)]
    for sid in own:
        here = speakers[speakers["session_id"] == sid]
        rows = [_of_speaker(visit, one, sid, attendance) for one in here.to_dict("records")]
        spoken = set(here["speaker"].dropna())
        silent = [
            (n, row) for n, row in attendance
            if row.get("session_id") == sid and row.get("speaker", "") not in spoken
        ]  # fmt: skip
        rows += [_of_silent(visit, n, row) for n, row in silent]
        heads = ["Speaker", "Begins", "Turns", "Words", *(HEADS[c] for c in _OF_A_PERSON)]
        parts.append(table(f"Who was there: {sid}", heads, rows))
        parts.append(
            f"<p>{button('Add somebody who was there and said nothing', name='add', value=sid)}</p>"
        )
    return f"<section>{''.join(parts)}{_how_read(visit, own, heard, tables)}<p>{out}</p></section>"


def _of_speaker(visit: Visit, one: Mapping[Any, Any], sid: str, attendance: Rows) -> list[str]:
    label = one["speaker"] if isinstance(one["speaker"], str) else ""
    begins = f'<span class="speech">{words(one["first_words"])}</span>'
    counts = [words(one["n_turns"]), f"{one['n_words']:,}"]
    row = next(((n, r) for n, r in attendance
                if label and (r.get("session_id"), r.get("speaker")) == (sid, label)),
               None)  # fmt: skip
    if row is None:
        told = label or "words without a speaker"
        nothing = ["<small>no row in the attendance sheet</small>" if label else ""]
        return [words(told), begins, *counts, *nothing, *[""] * (len(_OF_A_PERSON) - 1)]
    n, known = row
    note = "<small>a guess: check it</small>" if known.get("role_source") == "guess" else ""
    cells = [cell("attendance", n, c, known.get(c, ""), f"{label} in {sid}", visit.form)
             for c in _OF_A_PERSON]  # fmt: skip
    return [words(label), begins, *counts, cells[0] + note, *cells[1:]]


def _of_silent(visit: Visit, n: int, row: dict[str, str]) -> list[str]:
    named = row.get("person_id") or f"row {n}"
    told = row.get("speaker") or "said nothing"
    cells = [cell("attendance", n, c, row.get(c, ""), named, visit.form) for c in _OF_A_PERSON]
    return [words(told), "", "0", "0", *cells]


def _issues(heard: Heard) -> str:
    if heard.issues is None or heard.issues.empty:
        return ""
    items = []
    for row in heard.issues.to_dict("records"):
        times = f" (and {row['n'] - 1} more like it)" if row["n"] > 1 else ""
        where = row["source_loc"]
        place = f" <small>{words(where)}</small>" if isinstance(where, str) else ""
        look = ' class="needs"' if row["severity"] == "error" else ""
        items.append(f"<li{look}>{words(_here_said(row['message']))}{times}{place}</li>")
    told = f"<summary>To look at: {len(items)}</summary>"
    return f'<details open>{told}<ul class="points">{"".join(items)}</ul></details>'


def _here_said(message: str) -> str:
    """Return what the loader says, with what to do on this page in place of a sheet's column."""
    for said, here in _ON_THIS_PAGE.items():
        message = re.sub(said, here, message)
    return message


def _how_read(visit: Visit, own: list[str], heard: Heard, tables: Tables) -> str:
    """How the file is read, where a person has to say so."""
    if "sessions" not in tables:
        return ""
    rows = [(n, r) for n, r in numbered(tables["sessions"]) if r.get("session_id") in own][:1]
    asks = any("answer:" in a for a in heard.answers)
    parts = []
    for n, row in rows:
        for column, told in _HOW_READ.items():
            typed_in = cell("sessions", n, column, row.get(column, ""), own[0], visit.form)
            parts.append(f'<p class="field"><b>{words(told)}</b>{typed_in}</p>')
        now = row.get("unlabelled", "")
        lists = choice(f"c:sessions:{n}:unlabelled", _UNLABELLED, now,
                       aria_label=f"Words without a label in {own[0]}")  # fmt: skip
        parts.append(f'<p class="field"><b>Words without a label are</b>{lists}</p>')
    opened = " open" if asks else ""
    asked = "<summary>Heard wrongly? Say how it is to be read</summary>"
    return f"<details{opened}>{asked}{''.join(parts)}</details>"
