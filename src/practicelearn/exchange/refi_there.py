"""What a REFI-QDA project holds, counted in its XML and knowing nothing of how it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from practicelearn.exchange import carried
from practicelearn.transcripts.readers.xml_text import local

__all__ = ["descriptions_in", "texts_in", "things_in"]

_LINE_OF = {
    "Coding": "codings", "User": "coders", "Case": "people", "Variable": "variables",
    "Set": "sets", "Note": "memos", "Link": "links", "SyncPoint": "times",
}  # fmt: skip
_SOURCES = {"TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource"}
_OF_WORDS = {"TextSource", "Transcript", "Representation", "TextDescription"}
_DEFINED = {"Code"}  # whose description is its definition, and no memo
_OF_DRAWINGS = {"Graph", "GraphEdge", "GraphVertex"}


def things_in(root: Any) -> dict[str, int]:
    """Return how many things of each line of the account stand in a project.

    Words are counted by who decodes the sources. A description counts as a memo, but for that of a
    code, which defines it. The note in which files of ours carry their sheets is no memo.
    """
    found = dict.fromkeys(
        ("documents", "codings", "coders", "codes", "people", "variables", "values", "sets",
         "memos", "links", "times"), 0,
    )  # fmt: skip
    for element in root.iter():
        name = local(element)
        line = _LINE_OF.get(name)
        if name in _SOURCES:
            found["documents"] += 1
        elif name == "Code":
            found["codes"] += 1
        elif name == "VariableValue":
            found["values"] += any((c.text or "").strip() for c in element)
        elif name == "Note" and element.get("name") == carried.NOTE_NAME:
            continue
        elif name == "SyncPoint":
            found["times"] += element.get("timeStamp") is not None
        elif line is not None:
            found[line] += 1
    found["memos"] += len(descriptions_in(root))
    return found


def descriptions_in(root: Any) -> list[tuple[str, str]]:
    """Return every description that counts as a memo: what it describes, and its words."""
    found = []
    for element in root.iter():
        if local(element) == "Description" and element.getparent() is not None:
            place, text = local(element.getparent()), (element.text or "").strip()
            if text and place not in _DEFINED | _OF_DRAWINGS:
                found.append((place, text))
    return found


def texts_in(root: Any, source: Callable[[str], bytes | None]) -> list[str]:
    """Return the plain texts of a project's sources; ``source`` gives the bytes of a path.

    A text that two sources have is one.
    """
    found, seen = [], set()
    for element in root.iter():
        path = element.get("plainTextPath") if local(element) in _OF_WORDS else None
        raw = source(path) if path and path not in seen else None
        seen.add(path)
        if raw is not None:
            found.append(raw.decode("utf-8-sig"))
    return found
