"""The sheets beside the transcripts: sessions, people, attendance.

What a sheet says is joined to what was read. A row that fits nothing, a file without a row, a date
that does not exist: each is an issue of the corpus, with the row's number, and nothing stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._tables import (
    ATTENDANCE,
    AWAY,
    ISSUES,
    NOT_HELD,
    PEOPLE,
    conform,
    empty_table,
    near_match,
)
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.dates import iso_date
from practicelearn.transcripts.kinds import as_paraphrase, kind_of_source
from practicelearn.transcripts.roles import role_of_label
from practicelearn.transcripts.sheets.files import file_key, read_sheet, yes_or_no
from practicelearn.transcripts.sheets.planned import (
    HELD,
    as_away,
    as_not_held,
    never_met,
    stayed_away,
)
from practicelearn.transcripts.speakers import with_people

__all__ = ["NOT_AMONG", "NO_SESSION", "file_key", "read_sheets", "with_issues"]

NOT_AMONG = "was not among the transcripts read"
NO_SESSION = "a session that was not read"
"""What is said of a row of a file that was not read: nothing to say where one is read alone."""

_ROLES = {
    "participant": "participant", "facilitator": "facilitator", "peer facilitator": "facilitator",
    "co-facilitator": "facilitator", "moderator": "facilitator", "note-taker": "note-taker",
    "note taker": "note-taker", "notetaker": "note-taker", "scribe": "note-taker",
    "observer": "observer", "withdrawn": "withdrawn", "unknown": "unknown",
    "not known": "unknown",
}  # fmt: skip
_NOT_FROM_SHEET = frozenset({"session_id", "file", HELD})
_IN_NO_GROUP = (
    "the row says that somebody was in a group that was not held; it is left out. Write no in the "
    "column came, or look at the column held of the sessions"
)
_YES_NO = ("is_peer", "line_manages_someone_present", "consent_quote")


def read_sheets(
    corpus: Corpus,
    *,
    sessions: str | Path | None = None,
    people: str | Path | None = None,
    attendance: str | Path | None = None,
) -> Corpus:
    """Return the corpus with what the sheets say; persons and roles are joined to the turns.

    Parameters
    ----------
    corpus : Corpus
        As read from transcripts, or thawed from a study.
    sessions : str or Path, optional
        One row a session, found by ``session_id`` or ``file`` (with or without its suffix, in any
        case), else by ``group``. ``date`` is read day first and kept as ISO. Further columns are
        kept as text. A row with ``held`` no (and its ``reason``) is a group that was planned and
        not held: it is no session, and stands in ``not_held``.
    people : str or Path, optional
        One row a person, column ``person_id``.
    attendance : str or Path, optional
        One row a person present, spoken or not: ``person_id`` and ``session_id`` or ``file``. A
        row with ``came`` no (and its ``reason``) is of somebody who was invited and did not come:
        they attended nothing, and stand in ``away``.

    Raises
    ------
    TableError
        A sheet lacks a column it needs.
    """
    issues: list[dict[str, Any]] = []
    if sessions is not None:
        held, not_held = _sessions(corpus, Path(sessions), issues)
        corpus = replace(corpus, sessions=held, not_held=not_held)
    if people is not None:
        corpus = replace(corpus, people=_people(Path(people), issues))
    if attendance is not None:
        came, away = _attendance(corpus, Path(attendance), issues)
        corpus = replace(corpus, attendance=came, away=away)
    turns = as_paraphrase(corpus.turns, corpus.sessions)
    turns, misfits = with_people(turns, corpus.attendance)
    return replace(corpus, turns=turns, issues=_with_rows(corpus.issues, issues + misfits))


def with_issues(corpus: Corpus, issues: list[dict[str, Any]]) -> Corpus:
    """Return the corpus with further issues."""
    return replace(corpus, issues=_with_rows(corpus.issues, issues)) if issues else corpus


def _with_rows(table: pd.DataFrame, issues: list[dict[str, Any]]) -> pd.DataFrame:
    if not issues:
        return table
    cells = [[row.get(name) for name in ISSUES.names] for row in issues]
    cells = [[None if pd.isna(cell) else cell for cell in row] for row in cells]
    rows = pd.DataFrame(cells, columns=ISSUES.names, dtype=object)
    return pd.concat([table, rows], ignore_index=True) if len(table) else rows


def _sessions(
    corpus: Corpus, path: Path, issues: list[dict[str, Any]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the sessions as the sheet has them, and the groups that were planned and not held."""
    sheet = read_sheet(path, needs=("session_id|file|group",))
    found = _find_sessions(corpus.sessions, sheet)
    out = corpus.sessions.copy()
    for name in sheet.columns:
        if name not in out.columns and name not in {"session_id", HELD}:
            out[name] = pd.Series(None, out.index, dtype=object)
    seen: set[str] = set()
    cells: dict[str, dict[str, str | float | None]] = {}
    missed, not_held = _not_held(sheet, found, path, issues)
    for n, (sid, row) in enumerate(zip(found, sheet.to_dict("records"), strict=True)):
        place = f"{path.name}, row {sheet.attrs['rows'][n]}"
        if sid is None and "*" in str(row.get("file") or ""):
            continue  # how several files are read; no session
        if n in missed:
            continue
        if sid is None:
            issues.append(_issue(None, "warning", place, _not_read(row, corpus.sessions)))
            continue
        if sid in seen:
            issues.append(
                _issue(sid, "warning", place, f'"{sid}" has a row already; this one is left out')
            )
            continue
        seen.add(sid)
        for name, cell in row.items():
            if name not in _NOT_FROM_SHEET and cell is not None:
                said = _cell(sid, str(name), cell, place, issues)
                cells.setdefault(str(name), {})[sid] = said
    _write(out, cells)
    for sid in corpus.sessions.index.difference(list(seen), sort=False):
        file = corpus.sessions.loc[sid, "file"]
        message = f"there is no row for {file}: it has no round, group or team"
        issues.append(_issue(sid, "warning", path.name, message))
    if missed and _is_empty(out, "reason"):
        out = out.drop(columns="reason")  # it was of the others alone
    return out, not_held


def _write(out: pd.DataFrame, cells: Mapping[str, Mapping[str, str | float | None]]) -> None:
    """Write what a sheet says of sessions, a column at once: each cell alone is a pass over all."""
    for name, own in cells.items():
        kind = float if out[name].dtype == float else object
        out.loc[list(own), name] = np.array(list(own.values()), dtype=kind)


def _not_read(row: Mapping[Any, Any], sessions: pd.DataFrame) -> str:
    name = row.get("file") or row.get("session_id") or row.get("group")
    near = near_match(str(name), [*sessions["file"].dropna(), *sessions.index])
    return (
        f'"{name}" {NOT_AMONG}.{near} A group that was planned and not held '
        f'has "no" in the column {HELD}'
    )


def _not_held(
    sheet: pd.DataFrame, found: list[str | None], path: Path, issues: list[dict[str, Any]]
) -> tuple[set[int], pd.DataFrame]:
    """Return which rows of the sheet are of groups that were planned and not held, and these."""
    missed: dict[int, dict[str, Any]] = {}
    for n, (sid, row) in enumerate(zip(found, sheet.to_dict("records"), strict=True)):
        is_missed, doubt = never_met(row, transcript=sid is not None)
        if doubt:
            place = f"{path.name}, row {sheet.attrs['rows'][n]}"
            issues.append(_issue(sid, "warning", place, doubt))
        if is_missed and sid is None:
            missed[n] = as_not_held(row)
    rows = pd.DataFrame(list(missed.values()), dtype=object) if missed else empty_table(NOT_HELD)
    return set(missed), conform(rows, NOT_HELD)


def _find_sessions(sessions: pd.DataFrame, sheet: pd.DataFrame) -> list[str | None]:
    """Which session each row of a sheet speaks of."""
    by_id = {str(sid).casefold(): str(sid) for sid in sessions.index}
    by_file = {file_key(f): str(sid) for sid, f in sessions["file"].dropna().items()}
    if not {"session_id", "file"} & set(sheet):  # a sheet of groups, one meeting each
        once = sessions["group"].astype(str).str.casefold().drop_duplicates(keep=False)
        of_group = {name: str(sid) for sid, name in once.items()}
        return [of_group.get(str(name).casefold()) for name in sheet["group"]]
    found = []
    for row in sheet.to_dict("records"):
        sid, name = row.get("session_id"), row.get("file")
        by_name = by_file.get(file_key(name)) if name else None
        found.append(by_id.get(str(sid).casefold(), by_name) if sid else by_name)
    return found


def _cell(
    sid: str, name: str, cell: str, place: str, issues: list[dict[str, Any]]
) -> str | float | None:
    if name == "date":
        try:
            return iso_date(cell)
        except ValueError:
            message = f'"{cell}" is no date that exists; write it as day/month/year'
            issues.append(_issue(sid, "warning", place, message))
            return None
    if name == "source_kind":
        try:
            return kind_of_source(cell)
        except PracticelearnError as error:
            issues.append(_issue(sid, "warning", place, f"{error} It is taken as a transcript"))
            return "transcript"
    if name == "duration_s":
        try:
            return float(cell)
        except ValueError:
            issues.append(
                _issue(sid, "warning", place, f'duration_s: "{cell}" is not a number of seconds')
            )
            return None
    return cell


def _people(path: Path, issues: list[dict[str, Any]]) -> pd.DataFrame:
    sheet = read_sheet(path, needs=("person_id",), id_is="person_id")
    rows = pd.Series(sheet.attrs["rows"], sheet.index)
    twice = sheet["person_id"].duplicated() & sheet["person_id"].notna()
    message = "this person has a row already; left out"
    issues.extend(_issue(None, "warning", f"{path.name}, row {n}", message) for n in rows[twice])
    return conform(sheet[sheet["person_id"].notna() & ~twice].set_index("person_id"), PEOPLE)


def _attendance(
    corpus: Corpus, path: Path, issues: list[dict[str, Any]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return who was there, and who was invited and did not come."""
    sheet = read_sheet(path, needs=("session_id|file", "person_id"))
    found = _find_sessions(corpus.sessions, sheet)
    rows: list[dict[str, Any]] = []
    present: set[tuple[str, str]] = set()
    missed, away = _away(sheet, found, corpus, path, issues)
    in_file = {
        (a["session_id"], a["speaker"]): (a["role"], a["role_source"])
        for a in corpus.attendance.to_dict("records")
    }
    labels: set[tuple[str, str]] = set()
    for n, (sid, row) in enumerate(zip(found, sheet.to_dict("records"), strict=True)):
        place = f"{path.name}, row {sheet.attrs['rows'][n]}"
        person = row["person_id"]
        if n in missed:
            continue
        if sid is None and _is_not_held(row, corpus.not_held):
            issues.append(_issue(None, "warning", place, _IN_NO_GROUP))
            continue
        if sid is None or person is None:
            what = "no person_id" if person is None else NO_SESSION
            issues.append(_issue(sid, "warning", place, f"the row names {what}; it is left out"))
            continue
        if (sid, person) in present:
            message = f'"{person}" is listed twice for this session; the first row counts'
            issues.append(_issue(sid, "warning", place, message))
            continue
        present.add((sid, person))
        rows.append(_attendee(sid, row, place, issues))
        if row.get("role_source") == "file" and in_file.get((sid, row.get("speaker"))) == (
            rows[-1]["role"],
            "file",
        ):
            rows[-1]["role_source"] = "file"  # drafted from the file, and unchanged since
        label = row.get("speaker")
        if label and (sid, label.casefold()) in labels:
            message = (
                f'the label "{label}" stands for two people; its words go to the first of them'
            )
            issues.append(_issue(sid, "warning", place, message))
            rows[-1]["speaker"] = None
        elif label:
            labels.add((sid, label.casefold()))
    in_sheet = {row["session_id"] for row in rows}
    # what a file says of its own session stands where the sheet has no row for it
    of_files = corpus.attendance[~corpus.attendance["session_id"].isin(in_sheet)]
    rows += of_files.to_dict("records")
    table = pd.DataFrame(rows, columns=None if rows else ["session_id", "person_id"], dtype=object)
    for name in _YES_NO:
        if name in table:
            table[name] = table[name].astype("boolean")
    left = ["file", "came", "year", *(["reason"] if missed and _is_empty(table, "reason") else [])]
    return conform(table.drop(columns=left, errors="ignore"), ATTENDANCE), away


def _away(
    sheet: pd.DataFrame,
    found: list[str | None],
    corpus: Corpus,
    path: Path,
    issues: list[dict[str, Any]],
) -> tuple[set[int], pd.DataFrame]:
    """Return which rows of the sheet are of people who did not come, and these, each once."""
    missed: set[int] = set()
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for n, (sid, row) in enumerate(zip(found, sheet.to_dict("records"), strict=True)):
        is_missed, doubt = stayed_away(row)
        doubts = [doubt] if doubt else []
        if is_missed and row["person_id"] is not None:
            missed.add(n)
            one, more = as_away(row, sid, corpus)
            doubts += more
            if one is not None:
                rows.setdefault((one["session_id"], one["year"], one["person_id"]), one)
        place = f"{path.name}, row {sheet.attrs['rows'][n]}"
        issues.extend(_issue(sid, "warning", place, said) for said in doubts)
    table = pd.DataFrame(list(rows.values()), dtype=object) if rows else empty_table(AWAY)
    return missed, conform(table, AWAY)


def _is_empty(table: pd.DataFrame, column: str) -> bool:
    return column in table and bool(table[column].isna().all())


def _is_not_held(row: Mapping[Any, Any], not_held: pd.DataFrame) -> bool:
    name = row.get("session_id") or row.get("group")
    known = {*not_held["session_id"].dropna(), *not_held["group"].dropna()}
    return name is not None and str(name).casefold() in {str(k).casefold() for k in known}


def _attendee(
    sid: str, row: dict[Any, Any], place: str, issues: list[dict[str, Any]]
) -> dict[str, Any]:
    out: dict[str, Any] = {**row, "session_id": sid}
    for name in _YES_NO:
        if name not in out:
            continue
        try:
            out[name] = yes_or_no(out[name])
        except ValueError:
            message = f'{name}: "{out[name]}" is neither yes nor no; taken as not known'
            issues.append(_issue(sid, "warning", place, message))
            out[name] = None
    said = out.get("role")
    role = _ROLES.get(" ".join(said.lower().split())) if said else "participant"
    if role is None:
        message = (
            f'role: "{said}" is none of participant, facilitator, note-taker, observer.'
            f"{near_match(str(said), _ROLES)}"
        )
        issues.append(_issue(sid, "warning", place, message))
    if said and said.lower().startswith("peer"):
        out["is_peer"] = True
    source = "sheet" if role and role != "unknown" else "unknown"
    drafted = out.get("role_source")
    if drafted == "guess" or (drafted == "label" and role == role_of_label(row.get("speaker"))):
        source = str(drafted)  # drafted from the label, and nobody has changed it since
    return {**out, "role": role or "unknown", "role_source": source}


def _issue(session_id: str | None, severity: str, source_loc: Any, message: str) -> dict[str, Any]:
    return {
        "session_id": session_id,
        "severity": severity,
        "source_loc": source_loc,
        "message": message,
    }
