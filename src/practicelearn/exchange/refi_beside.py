"""Write what stands beside turns and codings: users, variables, cases, notes, links and sets.

Sessions' columns go out as variables of one case a session, and each round as a set, so that other
programs can use them. Their identifiers are "ours": our own reader takes the sheets from the note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.exchange.carried import ORIGIN
from practicelearn.exchange.conventions import guid_of, legal, slug
from practicelearn.exchange.project import CodedProject
from practicelearn.exchange.stamps import MAKER, Stamps

__all__ = ["LONGEST_INLINE", "BesideWriter", "Note", "add"]

LONGEST_INLINE = 2_000_000
"""A longer note stands in a file of its own: XML readers refuse texts of ten million characters."""

_NAMESPACE = "urn:QDA-XML:project:1.0"
_NOT_SAID = {"file", "format", "text_hash", "encoding", "duration_s", "sets"}
_TYPES = {
    "Boolean": re.compile(r"true|false|0|1"),
    "Integer": re.compile(r"[+-]?\d+"),
    "Float": re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)"),
    "Date": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"),
    "DateTime": re.compile(
        r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T[01]\d:[0-5]\d:[0-5]\d(?:\.\d+)?Z?"
    ),
}
_DIRECTIONS = {"Associative", "OneWay", "Bidirectional"}


class Note(NamedTuple):
    """A note: identifier, name, text, and whose and of when it is."""

    guid: str
    name: str
    text: str
    coder: str | None = None
    at: str | None = None


def add(parent: Any, tag: str, /, **attributes: str) -> Any:
    """Add an element of the project's namespace and return it."""
    from lxml import etree

    element = etree.SubElement(parent, f"{{{_NAMESPACE}}}{tag}")
    for key, value in attributes.items():
        element.set(key, legal(value))
    return element


class BesideWriter:
    """Writes tables of a project, in the order the schema wants.

    Parameters
    ----------
    corpus : Corpus
    project : CodedProject or None
        Where the corpus came from.
    guid, shown : callable
        Identifier of a thing by kind and name; an identifier as the program wants it.
    stamps : Stamps
        Says who made what, and when.
    of_files : bool
        A session's columns stand in a case without a name: two programs take such for variables of
        the file.
    """

    def __init__(
        self,
        corpus: Corpus,
        project: CodedProject | None,
        guid: Callable[[str, str], str],
        shown: Callable[[str], str],
        stamps: Stamps,
        *,
        of_files: bool = False,
    ) -> None:
        self.corpus = corpus
        self.project = project
        self._stamps = stamps
        self._of_files = of_files
        self.guid = guid
        self.shown = shown
        self._years = corpus.sessions["year"].dropna()
        self.ours = [guid_of("set", f"year {year}") for year in self._years.unique()]
        if project is not None and project.origin.startswith(ORIGIN):
            # a study's own people and sets, which its sheets say: our reader takes them from there
            self.ours += [*project.cases["guid"], *project.sets["guid"]]
            self.ours += [f"variable|{name}" for name in project.variables["name"]]
        self._columns: list[str] = []
        self.codable: dict[str, bool] = {}
        self._variables: dict[str, str] = {}  # name to identifier
        self._types: dict[str, str] = {}
        self._kept: dict[str, list[dict[str, Any]]] = {}
        self._grouped: dict[str, dict[Any, list[dict[str, Any]]]] = {}
        self._notes: dict[str, dict[str, list[str]]] = {}
        self._selected: dict[Any, str] = {}
        for row in self._rows("selections"):
            if row["parts"]:
                key = (row["session_id"], tuple(map(tuple, row["parts"])))
                self._selected.setdefault(key, row["guid"])
        self._cases_of: dict[str, list[str]] = {}
        for case in self._rows("cases"):
            for session_id in case["sessions"] or ():
                self._cases_of.setdefault(session_id, []).append(case["guid"])
        self.written: set[str] = set()  # identifiers of selections
        if project is not None:
            codes = project.codes
            self.codable = dict(zip(codes["code"], codes["codable"].astype(bool), strict=True))

    def selection_guid(self, session_id: str, parts: Sequence[tuple[str, int, int]]) -> str | None:
        """The identifier that a stretch of words had in the project it came from."""
        return self._selected.get((session_id, tuple(parts)))

    def _by(self, table: str, column: str) -> dict[Any, list[dict[str, Any]]]:
        """A table's rows by a column."""
        key = f"{table} by {column}"
        if key not in self._grouped:
            found = self._grouped.setdefault(key, {})
            for row in self._rows(table):
                found.setdefault(row[column], []).append(row)
        return self._grouped[key]

    def _rows(self, table: str) -> list[dict[str, Any]]:
        if self.project is None:
            return []
        if table not in self._kept:
            rows = getattr(self.project, table).to_dict("records")
            self._kept[table] = [{str(k): v for k, v in row.items()} for row in rows]
        return self._kept[table]

    def notes_of(self, kind: str) -> dict[str, list[str]]:
        """Return thing to the identifiers of the notes about it."""
        if not self._notes:
            for note in self._rows("notes"):
                for about in note["about"] or []:
                    what, _, thing = about.partition(":")
                    self._notes.setdefault(what, {}).setdefault(thing, []).append(note["guid"])
        return self._notes.get(kind, {})

    def users(self, root: Any, coders: Sequence[str]) -> None:
        """Write the coders, users who coded nothing, and the program for what nobody made."""
        known = {self.guid("coder", c): c for c in coders}
        others = [u for u in self._rows("users") if u["guid"] not in known]
        others.append({"guid": self._stamps.maker, "name": MAKER, "id": None})
        users = add(root, "Users")
        for guid, name in known.items():
            add(users, "User", guid=self.shown(guid), name=name)
        for user in others:
            add(users, "User", guid=self.shown(user["guid"]), **_some(user, "name", "id"))

    def variables(self, root: Any) -> None:
        """Write the project's variables, and one for each column of sessions with values."""
        rows = self._rows("variables")
        named = {slug(str(r["name"]), empty="variable").replace("-", "_") for r in rows}
        for row in rows:
            self._variables[row["name"]] = row["guid"]
            self._types[row["name"]] = row["type"] if row["type"] in {*_TYPES, "Text"} else "Text"
        self._columns = [
            str(c)
            for c in self.corpus.sessions.columns
            if c not in _NOT_SAID and c not in named and self.corpus.sessions[c].notna().any()
        ]
        if not rows and not self._columns:
            return
        element = add(root, "Variables")
        for row in rows:
            made = add(
                element, "Variable", guid=self.shown(row["guid"]), name=row["name"],
                typeOfVariable=self._types[row["name"]],
            )  # fmt: skip
            _text(made, "Description", row["description"])
        for column in self._columns:
            self._variables[column] = guid_of("variable", column)
            self.ours.append(f"variable|{column}")
            add(
                element, "Variable", guid=self.shown(self._variables[column]), name=column,
                typeOfVariable="Text",
            )  # fmt: skip

    def cases(self, root: Any) -> None:
        """Write the project's cases, and one a session that carries its columns."""
        rows = self._rows("cases")
        sessions = self.corpus.sessions if self._columns else self.corpus.sessions.iloc[:0]
        if not rows and sessions.empty:
            return
        element = add(root, "Cases")
        for row in rows:
            case = add(element, "Case", guid=self.shown(row["guid"]), **_some(row, "name"))
            _text(case, "Description", row["description"])
            for code in row["codes"]:
                add(case, "CodeRef", targetGUID=self.shown(self.guid("code", code)))
            self._values(case, f"case:{row['guid']}")
            self._sources(case, "SourceRef", row["sessions"])
            for guid in row["selections"] or ():
                if guid in self.written:
                    add(case, "SelectionRef", targetGUID=self.shown(guid))
        for session_id, row in sessions.iterrows():
            guid = guid_of("case", str(session_id))
            self.ours.append(guid)
            named = {} if self._of_files else {"name": str(session_id)}
            case = add(element, "Case", guid=self.shown(guid), **named)
            for column in self._columns:
                if not isinstance(row[column], list) and pd.notna(row[column]):
                    self._value(case, column, str(row[column]))
            self._sources(case, "SourceRef", [str(session_id)])

    def values_of_source(self, source: Any, session_id: str) -> None:
        """Write the values that stand in a source itself, not in a case of it."""
        of_cases = {
            (value["variable"], value["value"])
            for guid in self._cases_of.get(session_id, ())
            for value in self._by("values", "about").get(f"case:{guid}", ())
        }
        self._values(source, f"session:{session_id}", but=of_cases)

    def comments(
        self,
        source: Any,
        session_id: str,
        spans: Sequence[tuple[int, int]],
        at: Any,
        place_of: Mapping[str, int],
    ) -> None:
        """Write selections without a code, with their comments."""
        for row in self._by("selections", "session_id").get(session_id, ()):
            if row["status"] != "comment":
                continue
            parts = [(spans[place_of[t]][0], a, b) for t, a, b in row["parts"] if t in place_of]
            if not parts:
                continue
            start, end = parts[0][0] + parts[0][1], parts[-1][0] + parts[-1][2]
            selection = add(
                source, "PlainTextSelection", guid=self.shown(row["guid"]),
                startPosition=str(at[start]), endPosition=str(at[end]), **_some(row, "name"),
            )  # fmt: skip
            self._stamps.stamp(selection, row["guid"], row["coder"], row["at"])
            _text(selection, "Description", row["description"])
            self.written.add(row["guid"])
            for guid in self.notes_of("selection").get(row["guid"], ()):
                add(selection, "NoteRef", targetGUID=self.shown(guid))

    def notes(self, root: Any, memos: Sequence[Note]) -> Any:
        """Write the project's notes and memos, and return their element."""
        element = add(root, "Notes")
        for row in self._rows("notes"):
            note = add(element, "Note", guid=self.shown(row["guid"]), **_some(row, "name"))
            self._stamps.stamp(note, row["guid"], row["coder"], row["at"])
            add(note, "PlainTextContent").text = legal(row["text"] or "")
        for made in memos:
            self.note(element, made)
        return element

    def note(self, element: Any, made: Note) -> None:
        """Write one note of ours."""
        note = add(element, "Note", guid=self.shown(made.guid), name=made.name)
        self._stamps.stamp(note, made.guid, made.coder, made.at)
        if len(made.text) < LONGEST_INLINE:
            add(note, "PlainTextContent").text = legal(made.text)
        else:
            note.set("plainTextPath", f"internal://{self.shown(made.guid)}.txt")

    def links(self, root: Any) -> None:
        """Write links between things that are written."""
        rows = self._rows("links")
        if not rows:
            return
        element = add(root, "Links")
        for row in rows:
            link = add(element, "Link", guid=self.shown(row["guid"]), **_some(row, "name"))
            if row["direction"] in _DIRECTIONS:
                link.set("direction", row["direction"])
            for end in ("origin", "target"):
                kind, _, thing = (row[end] or "").partition(":")
                own = kind in {"guid", "selection", "note"}
                guid = thing if own else self.guid(kind, thing)
                if thing:
                    link.set(f"{end}GUID", self.shown(guid))

    def sets(self, root: Any) -> None:
        """Write the project's sets, one a round, and the notes about the project."""
        rows = self._rows("sets")
        if rows or len(self._years):
            element = add(root, "Sets")
            for row in rows:
                made = add(element, "Set", guid=self.shown(row["guid"]), name=row["name"])
                _text(made, "Description", row["description"])
                for code in row["codes"]:
                    add(made, "MemberCode", targetGUID=self.shown(self.guid("code", code)))
                self._sources(made, "MemberSource", row["sessions"])
                for note in row["notes"]:
                    add(made, "MemberNote", targetGUID=self.shown(note))
            for year, part in self._years.groupby(self._years):
                guid = guid_of("set", f"year {year}")
                if guid not in {r["guid"] for r in rows}:
                    made = add(element, "Set", guid=self.shown(guid), name=str(year))
                    self._sources(made, "MemberSource", [str(s) for s in part.index])
        for guid in self.notes_of("project").get("", ()):
            add(root, "NoteRef", targetGUID=self.shown(guid))

    def _sources(self, parent: Any, tag: str, sessions: Sequence[str]) -> None:
        for session_id in sessions:
            if session_id in self.corpus.sessions.index:
                add(parent, tag, targetGUID=self.shown(self.guid("session", session_id)))

    def _values(self, parent: Any, about: str, *, but: Collection[tuple[str, str]] = ()) -> None:
        for row in self._by("values", "about").get(about, ()):
            known = (row["variable"], row["value"]) in but
            if row["value"] is not None and not known:
                self._value(parent, row["variable"], str(row["value"]))

    def _value(self, parent: Any, variable: str, value: str) -> None:
        guid = self._variables.get(variable)
        if guid is None:
            return
        element = add(parent, "VariableValue")
        add(element, "VariableRef", targetGUID=self.shown(guid))
        kind = self._types.get(variable, "Text")
        fits = kind in _TYPES and _TYPES[kind].fullmatch(value)
        add(element, f"{kind if fits else 'Text'}Value").text = legal(value)


def _some(row: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {n: str(row[n]) for n in names if row[n] is not None}


def _text(parent: Any, tag: str, text: str | None) -> None:
    if text:
        add(parent, tag).text = legal(text)
