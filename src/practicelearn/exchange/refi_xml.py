"""A REFI-QDA project's XML as plain rows; nothing is interpreted yet.

Tolerant where programs are known to differ: any namespace, any order of children, missing origin,
empty containers, identifiers in any case and with braces. What is not understood is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from practicelearn.exchange.conventions import normal_guid
from practicelearn.transcripts.readers.xml_text import local

__all__ = [
    "CodeRow",
    "CodingRow",
    "SelectionRow",
    "TextRow",
    "children",
    "read_codes",
    "read_texts",
    "text_in",
]

_MOST = 2**53


@dataclass
class CodeRow:
    """One code of the book, in document order, with its parent's identifier."""

    guid: str
    name: str
    parent: str | None
    description: str
    codable: bool
    colour: str | None
    notes: list[str]
    line: int


@dataclass
class CodingRow:
    """One code given to one selection."""

    guid: str
    code: str
    user: str
    at: str | None
    notes: list[str]


@dataclass
class SelectionRow:
    """A stretch of a source, positions as written."""

    guid: str
    start: int | None
    end: int | None
    name: str | None
    description: str
    user: str
    modifier: str
    at: str | None
    codings: list[CodingRow]
    notes: list[str]
    line: int


@dataclass
class TextRow:
    """A source with text: a TextSource, or the text of a PDF, picture or recording."""

    guid: str
    name: str
    kind: str
    plain_path: str | None
    rich_path: str | None
    content: str | None
    description: str
    user: str
    at: str | None
    selections: list[SelectionRow] = field(default_factory=list)
    whole: list[CodingRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: list[tuple[str, str | None]] = field(default_factory=list)
    lost: list[tuple[str, str, int, list[str], int]] = field(default_factory=list)
    times: list[tuple[int, float]] = field(default_factory=list)  # position, seconds
    again: int = 0  # codings of a selection on the page that stand on its words too
    owner: str = ""


def children(element: Any, *names: str) -> Iterator[Any]:
    """Yield the children of these names."""
    if element is not None:
        for child in element:
            if local(child) in names:
                yield child


def text_in(element: Any, name: str) -> str:
    """Return the text of the first child of a name, empty if there is none."""
    return next((c.text or "" for c in children(element, name)), "")


def targets(element: Any, *names: str) -> list[str]:
    """Return the identifiers that children such as NoteRef point at."""
    return [normal_guid(c.get("targetGUID") or c.get("guid")) for c in children(element, *names)]


def read_codes(book: Any) -> list[CodeRow]:
    """Return the codes below an element, parents before children."""
    rows: list[CodeRow] = []
    stack: list[tuple[Any, str | None]] = []
    tops = [c for codes in children(book, "Codes") for c in children(codes, "Code")]
    tops += list(children(book, "Code"))
    stack = [(c, None) for c in reversed(tops)]
    while stack:
        element, parent = stack.pop()
        guid = normal_guid(element.get("guid"))
        rows.append(
            CodeRow(
                guid,
                element.get("name") or "",
                parent,
                text_in(element, "Description"),
                (element.get("isCodable") or "true").strip().lower() not in {"false", "0"},
                element.get("color"),
                targets(element, "NoteRef"),
                element.sourceline or 0,
            )
        )
        stack += [(c, guid) for c in reversed(list(children(element, "Code")))]
    return rows


def read_texts(sources: Any) -> list[TextRow]:
    """Return every source; those without text have neither path nor content, only what is lost."""
    rows: list[TextRow] = []
    for element in sources if sources is not None else []:
        kind = local(element)
        if kind == "TextSource":
            rows.append(text_row(element, kind))
        elif kind in _OF_TEXT:
            rows += _other(element, kind)
    return rows


_OF_TEXT = {
    "PDFSource": ("Representation", "PDFSelection"),
    "PictureSource": ("TextDescription", "PictureSelection"),
    "AudioSource": ("Transcript", "AudioSelection"),
    "VideoSource": ("Transcript", "VideoSelection"),
}


def text_row(element: Any, kind: str) -> TextRow:
    """Return a TextSource (or what is built like one: a note, a representation, a transcript)."""
    content = next((c.text or "" for c in children(element, "PlainTextContent")), None)
    points = list(children(element, "SyncPoint"))
    sync = {normal_guid(p.get("guid")): _number(p.get("position")) for p in points}
    stamps = [(_number(p.get("position")), _number(p.get("timeStamp"))) for p in points]
    return TextRow(
        guid=normal_guid(element.get("guid")),
        name=element.get("name") or "",
        kind=kind,
        plain_path=element.get("plainTextPath"),
        rich_path=element.get("richTextPath"),
        content=content,
        description=text_in(element, "Description"),
        user=normal_guid(element.get("creatingUser")),
        at=element.get("creationDateTime"),
        selections=[
            *map(_selection, children(element, "PlainTextSelection")),
            *(_of_transcript(s, sync) for s in children(element, "TranscriptSelection")),
        ],
        whole=[_coding(c) for c in children(element, "Coding")],
        notes=targets(element, "NoteRef"),
        values=read_values(element),
        times=[(at, ms / 1000) for at, ms in stamps if at is not None and ms is not None],
    )


def _other(element: Any, kind: str) -> list[TextRow]:
    of_text, of_media = _OF_TEXT[kind]
    rows = [text_row(child, kind) for child in children(element, of_text)]
    whole = text_row(element, kind)
    if not rows:
        rows = [whole]
    else:
        rows[0].whole += whole.whole
        rows[0].notes += whole.notes
        rows[0].values += whole.values
        rows[0].description = rows[0].description or whole.description
    for row in rows:
        row.name = whole.name or row.name
        row.owner = whole.guid
    placed = {s.guid for row in rows for s in row.selections}
    for media in children(element, of_media):
        guid = normal_guid(media.get("guid"))
        inner = list(children(media, "Representation"))
        marked = [c for c in media.iter() if local(c) == "Coding"]
        if guid in placed:
            rows[0].again += len(marked)
        else:
            codes = list(dict.fromkeys(_coding(c).code for c in marked))
            said = [text_in(part, "PlainTextContent") for part in inner]
            name = " ".join(filter(None, said)) or media.get("name") or ""
            name = name or text_in(media, "Description")
            rows[0].lost.append((of_media, name, media.sourceline or 0, codes, len(marked)))
    return rows


def read_values(element: Any) -> list[tuple[str, str | None]]:
    """Return (variable's identifier, value as text) of an element."""
    found = []
    for value in children(element, "VariableValue"):
        reference = next(iter(targets(value, "VariableRef")), "")
        cell = next((c.text or "" for c in value if local(c).endswith("Value")), None)
        found.append((reference, cell))
    return found


def _selection(element: Any) -> SelectionRow:
    return SelectionRow(
        guid=normal_guid(element.get("guid")),
        start=_number(element.get("startPosition")),
        end=_number(element.get("endPosition")),
        name=element.get("name"),
        description=text_in(element, "Description"),
        user=normal_guid(element.get("creatingUser")),
        modifier=normal_guid(element.get("modifyingUser")),
        at=element.get("creationDateTime"),
        codings=[_coding(c) for c in children(element, "Coding")],
        notes=targets(element, "NoteRef"),
        line=element.sourceline or 0,
    )


def _of_transcript(element: Any, sync: dict[str, int | None]) -> SelectionRow:
    row = _selection(element)
    row.start = sync.get(normal_guid(element.get("fromSyncPoint")))
    row.end = sync.get(normal_guid(element.get("toSyncPoint")))
    return row


def _coding(element: Any) -> CodingRow:
    return CodingRow(
        guid=normal_guid(element.get("guid")),
        code=next(iter(targets(element, "CodeRef")), ""),
        user=normal_guid(element.get("creatingUser")),
        at=element.get("creationDateTime"),
        notes=targets(element, "NoteRef"),
    )


def _number(text: str | None) -> int | None:
    try:
        value = int((text or "").strip())
    except ValueError:
        return None
    return value if abs(value) < _MOST else None
