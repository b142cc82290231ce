"""What stands beside turns and codings in a REFI-QDA project: users, cases, variables, notes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from practicelearn.exchange import carried
from practicelearn.exchange.conventions import guid_of, normal_guid
from practicelearn.exchange.people import Heard, said_of_sessions, tell_people
from practicelearn.exchange.project import table_of
from practicelearn.exchange.refi_xml import (
    CodeRow,
    CodingRow,
    SelectionRow,
    TextRow,
    children,
    read_values,
    targets,
    text_in,
    text_row,
)
from practicelearn.exchange.sources import decode_source

__all__ = ["Beside", "Loss", "Tables", "read_beside"]

Loss = tuple[str, str, str, str] | tuple[str, str, str, str, tuple[str, int]]


@dataclass
class Tables:
    """The project's tables, and what could not be understood in them."""

    users: pd.DataFrame
    codes: pd.DataFrame
    cases: pd.DataFrame
    variables: pd.DataFrame
    values: pd.DataFrame
    sets: pd.DataFrame
    notes: pd.DataFrame
    links: pd.DataFrame
    losses: list[Loss]
    n_ours: dict[str, int]


@dataclass
class Beside:
    """Users and notes, read before anything else because everything names them."""

    root: Any
    users: list[dict[str, Any]]
    coders: dict[str, str]
    notes: dict[str, dict[str, Any]]
    ours: dict[str, Any] | None
    losses: list[Loss] = field(default_factory=list)
    linked: dict[str, list[str]] = field(default_factory=dict)  # thing to notes linked with it
    listed: frozenset[str] = frozenset()  # users that the file lists

    def memo(
        self, coding: CodingRow, selection: SelectionRow, kept: Mapping[str, Any]
    ) -> str | None:
        """Return what was written about a coding: its notes, its selection's, the description."""
        if "memo" in kept:
            found = kept["memo"]
            return None if found is None else str(found)
        if "memo_note" in kept and kept["memo_note"] in coding.notes:
            return str(self.notes[kept["memo_note"]]["text"])
        own = [*coding.notes, *self.linked.get(coding.guid, ())]
        return self._said([*own, *self._of_selection(selection)], selection.description) or None

    def comment(self, selection: SelectionRow) -> str:
        """Return what was written about a selection: its notes and its description."""
        return self._said(self._of_selection(selection), selection.description)

    def _of_selection(self, selection: SelectionRow) -> list[str]:
        return [*selection.notes, *self.linked.get(selection.guid, ())]

    def _said(self, notes: Sequence[str], description: str) -> str:
        known = [self.notes[g] for g in dict.fromkeys(notes) if g in self.notes]
        parts = [str(note["text"] or note["name"] or "") for note in known]
        return "\n\n".join(p for p in [*parts, description] if p and p.strip())

    def tables(
        self,
        *,
        codes: Mapping[str, str],
        sessions: Mapping[str, str],
        selections: Mapping[str, str],
        codings: Mapping[str, str],
        text_rows: Sequence[TextRow],
        code_rows: Sequence[CodeRow],
        heard: Heard,
    ) -> Tables:
        """Return every table, with our names for what they point at."""
        names = _Names(codes, sessions, selections, codings, {g: g for g in self.notes})
        ours = set(self.ours["ours"]) if self.ours else set()
        losses: list[Loss] = []
        variables, of_variable = _variables(self.root)
        cases, values = _cases(self.root, names, of_variable, ours)
        cases = tell_people(cases, heard)
        case_guids = {c["guid"] for c in cases}
        for row in code_rows:
            if row.guid in case_guids:
                message = "this code is also a case (a person or place); it is kept as both"
                losses.append(("note", "code", message, row.name))
        for text in text_rows:
            for variable, value in text.values:
                about = f"session:{sessions[text.guid]}"
                values.append(
                    {
                        "about": about,
                        "variable": of_variable.get(variable, variable),
                        "value": value,
                    }
                )
        every, values = values, _once(values)
        if len(every) > len(values):
            message = "values that are said twice"
            n = sum(v["value"] is not None for v in every) - sum(
                v["value"] is not None for v in values
            )
            losses.append(("note", "value", message, "", ("values", n)))
        of_sessions, twice = said_of_sessions(cases, values)
        for session, variable, said in twice:
            message = f"{variable} of {session} is said to be {' and '.join(said)}: none was taken"
            losses.append(("warning", "value", message, "; ".join(said)))
        self._describe(text_rows, sessions)
        self._about(names, text_rows, code_rows)
        notes = [n for g, n in self.notes.items() if g not in ours]
        known = {c.guid: c for c in code_rows}
        return Tables(
            users=table_of("users", self.users),
            codes=table_of(
                "codes",
                [
                    {"code": i, "guid": g, "codable": known[g].codable}
                    for g, i in codes.items()
                    if g in known
                ],
            ),
            cases=table_of("cases", cases),
            variables=table_of(
                "variables", [v for v in variables if f"variable|{v['name']}" not in ours]
            ),
            values=table_of("values", _once([*values, *of_sessions])),
            sets=table_of("sets", _sets(self.root, names, ours)),
            notes=table_of("notes", notes),
            links=table_of("links", _links(self.root, names, losses)),
            losses=losses,
            n_ours=_n_ours(self.root, ours),
        )

    def _describe(self, text_rows: Sequence[TextRow], sessions: Mapping[str, str]) -> None:
        """Keep the descriptions of the project and of sources as notes about them."""
        described = [("project:", "project", text_in(self.root, "Description"))]
        described += [
            (f"session:{sessions[t.guid]}", t.name or t.guid, t.description) for t in text_rows
        ]
        for about, name, text in described:
            if text.strip():
                guid = guid_of("note", f"description of {about}")
                note = {"guid": guid, "name": f"description of {name}", "text": text}
                self.notes.setdefault(guid, note | {"coder": None, "at": None, "about": [about]})

    def _about(
        self, names: _Names, text_rows: Sequence[TextRow], code_rows: Sequence[CodeRow]
    ) -> None:
        """Write into every note what points at it."""

        def mark(guids: Sequence[str], about: str) -> None:
            for guid in guids:
                if guid in self.notes and about not in self.notes[guid]["about"]:
                    self.notes[guid]["about"].append(about)

        mark(targets(self.root, "NoteRef"), "project:")
        for code in code_rows:
            mark(code.notes, f"code:{names.codes.get(code.guid, code.guid)}")
        for text in text_rows:
            mark(text.notes, f"session:{names.sessions[text.guid]}")
            for selection in text.selections:
                mark(selection.notes, f"selection:{selection.guid}")
                for coding in selection.codings:
                    coding_id = names.codings.get(coding.guid)
                    if coding_id is not None:
                        mark(coding.notes, f"coding:{coding_id}")
        for link in _all(self.root, "Links", "Link"):
            mark(targets(link, "NoteRef"), f"link:{normal_guid(link.get('guid'))}")
        for thing, notes in self.linked.items():
            about = names.of(thing)
            if about is not None:
                mark(notes, about)


@dataclass
class _Names:
    codes: Mapping[str, str]
    sessions: Mapping[str, str]
    selections: Mapping[str, str]
    codings: Mapping[str, str]
    notes: Mapping[str, str]

    def of(self, guid: str) -> str | None:
        """What an identifier stands for, as kind:id."""
        for kind in ("codes", "sessions", "selections", "codings", "notes"):
            known = getattr(self, kind)
            if guid in known:
                return f"{kind[:-1]}:{known[guid]}"
        return None


def read_beside(root: Any, source: Callable[[str], bytes | None]) -> Beside:
    """Return users and notes of a project; ``source`` gives the bytes of a note kept in a file."""
    users: list[dict[str, Any]] = []
    coders: dict[str, str] = {}
    losses: list[Loss] = []
    for user in _all(root, "Users", "User"):
        guid = normal_guid(user.get("guid"))
        name = (user.get("name") or user.get("id") or "").strip() or f"user {len(users) + 1}"
        users.append({"guid": guid, "name": user.get("name"), "id": user.get("id")})
        if name in coders.values() and guid not in coders:
            numbered = f"{name} ({sum(c.startswith(name) for c in coders.values()) + 1})"
            losses.append(
                ("note", "user", f'two users have one name; the second is "{numbered}"', name)
            )
            name = numbered
        coders.setdefault(guid, name)
    notes: dict[str, dict[str, Any]] = {}
    ours = None
    for element in _all(root, "Notes", "Note"):
        row = text_row(element, "Note")
        text = _note_text(row, source)
        if text is None:
            losses.append(("error", "note", "the text of a note is missing", row.name))
            text = ""
        if row.name == carried.NOTE_NAME:
            ours = carried.read_note(text)
            if ours is not None:
                continue
            message = "the note that carries speakers and readings is damaged; it is read as a note"
            losses.append(("warning", "note", message, ""))
        if row.selections or row.whole:
            n = len(row.whole) + sum(len(s.codings) for s in row.selections)
            message = "codings within a note, which is no text of a session"
            losses.append(("warning", "note", message, row.name, ("codings", n)))
        notes[row.guid] = {
            "guid": row.guid,
            "name": row.name or None,
            "text": "\n\n".join(filter(str.strip, [text, row.description])),
            "coder": coders.get(row.user),
            "at": row.at,
            "about": [],
        }
    if ours is not None:
        maker = ours.get("stamps", {}).get("maker")
        coders.pop(maker, None)
        coders |= {g: str(name) for g, name in ours["coders"].items()}
        if any(u["guid"] == maker for u in users):
            message = "the user as whom programs have what nobody signed"
            losses.append(("note", "user", message, "", ("coders", 1)))
        users = [u for u in users if u["guid"] not in {*ours["coders"], maker}]
        for guid, note in notes.items():
            note["coder"], note["at"] = carried.own_stamps(ours, guid, note["coder"], note["at"])
    linked, listed = _linked(root, notes), frozenset(_guids(root, "Users", "User"))
    return Beside(root, users, coders, notes, ours, losses, linked, listed)


def _linked(root: Any, notes: Mapping[str, Any]) -> dict[str, list[str]]:
    """Thing to the notes that a link ties to it: how one program writes its annotations."""
    found: dict[str, list[str]] = {}
    for link in _all(root, "Links", "Link"):
        ends = [normal_guid(link.get(f"{end}GUID")) for end in ("origin", "target")]
        for thing, note in (ends, ends[::-1]):
            if note in notes and thing not in notes:
                found.setdefault(thing, []).append(note)
    return found


def _note_text(row: TextRow, source: Callable[[str], bytes | None]) -> str | None:
    if row.content is not None:
        return row.content
    for path in (row.plain_path, row.rich_path):
        raw = source(path) if path else None
        if raw is None:
            continue
        if path == row.plain_path:
            return decode_source(raw)[0].replace("\r\n", "\n")
        from practicelearn.errors import PracticelearnError
        from practicelearn.transcripts.readers import READERS, Hints

        try:
            return READERS["docx"].read(raw, Hints()).text
        except PracticelearnError:
            continue
    return None if row.plain_path or row.rich_path else ""


def _all(root: Any, container: str, name: str) -> list[Any]:
    return [item for group in children(root, container) for item in children(group, name)]


def _variables(root: Any) -> tuple[list[dict[str, Any]], dict[str, str]]:
    rows, of = [], {}
    for element in _all(root, "Variables", "Variable"):
        guid = normal_guid(element.get("guid"))
        name = (element.get("name") or guid).strip()
        of[guid] = name
        description = text_in(element, "Description") or None
        kind = element.get("typeOfVariable") or "Text"
        rows.append({"guid": guid, "name": name, "type": kind, "description": description})
    return rows, of


def _cases(
    root: Any, names: _Names, of_variable: Mapping[str, str], ours: set[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows, values = [], []
    for element in _all(root, "Cases", "Case"):
        guid = normal_guid(element.get("guid"))
        if guid in ours:
            continue
        sessions = _known(targets(element, "SourceRef"), names.sessions)
        row = {
            "guid": guid,
            "name": element.get("name") or None,
            "description": text_in(element, "Description") or None,
            "codes": _known(targets(element, "CodeRef"), names.codes),
            "sessions": sessions,
            "selections": targets(element, "SelectionRef"),
        }
        rows.append(row)
        for variable, value in read_values(element):
            name = of_variable.get(variable, variable)
            values.append({"about": f"case:{guid}", "variable": name, "value": value or None})
    return rows, values


def _n_ours(root: Any, ours: set[str]) -> dict[str, int]:
    """How many things of each line of the account say again what our own note says."""
    cases = [c for c in _all(root, "Cases", "Case") if normal_guid(c.get("guid")) in ours]
    variables = _variables(root)[0]
    sets = _guids(root, "Sets", "Set")
    return {
        "people": len(cases),
        "values": sum(bool((v or "").strip()) for c in cases for _, v in read_values(c)),
        "variables": sum(f"variable|{v['name']}" in ours for v in variables),
        "sets": sum(guid in ours for guid in sets),
        "memos": sum(guid in ours for guid in _guids(root, "Notes", "Note")),
    }


def _guids(root: Any, container: str, name: str) -> list[str]:
    return [normal_guid(item.get("guid")) for item in _all(root, container, name)]


def _sets(root: Any, names: _Names, ours: set[str]) -> list[dict[str, Any]]:
    books = list(children(root, "CodeBook"))
    found = [s for place in [root, *books] for s in _all(place, "Sets", "Set")]
    return [
        {
            "guid": normal_guid(s.get("guid")),
            "name": s.get("name") or "",
            "description": text_in(s, "Description") or None,
            "codes": _known(targets(s, "MemberCode"), names.codes),
            "sessions": _known(targets(s, "MemberSource"), names.sessions),
            "notes": targets(s, "MemberNote"),
        }
        for s in found
        if normal_guid(s.get("guid")) not in ours
    ]


def _links(root: Any, names: _Names, losses: list[Loss]) -> list[dict[str, Any]]:
    rows = []
    for element in _all(root, "Links", "Link"):
        ends = {k: normal_guid(element.get(f"{k}GUID")) for k in ("origin", "target")}
        rows.append(
            {
                "guid": normal_guid(element.get("guid")),
                "name": element.get("name"),
                "direction": element.get("direction"),
                "origin": names.of(ends["origin"]) or f"guid:{ends['origin']}",
                "target": names.of(ends["target"]) or f"guid:{ends['target']}",
            }
        )
        if element.get("color"):
            losses.append(
                ("note", "link", "the colour of a link is left out", element.get("name") or "")
            )
    return rows


def _known(guids: Sequence[str], names: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(names[g] for g in guids if g in names))


def _once(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    seen = {(r["about"], r["variable"], r["value"]): r for r in rows}
    return list(seen.values())
