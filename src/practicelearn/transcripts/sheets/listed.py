"""What the sheets list of a file before it is read: its session, its labels, its kind."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.kinds import kind_of_source
from practicelearn.transcripts.read_as import ReadAs
from practicelearn.transcripts.sheets.files import file_key, read_sheet

__all__ = ["listed_kinds", "listed_labels", "listed_ways", "named_sessions", "way_of"]


def named_sessions(sheet: Path | None) -> tuple[dict[str, str], dict[str, int]]:
    """Return what a sessions sheet calls each file's session, and the order of its rows."""
    if sheet is None:
        return {}, {}
    table = read_sheet(sheet, needs=("session_id|file",))
    names = table["file"] if "file" in table else table["session_id"]
    ids = list(table["session_id"]) if "session_id" in table else [None] * len(table)
    keys = [file_key(name) if name else "" for name in names]
    return (
        {key: sid for key, sid in zip(keys, ids, strict=True) if key and sid},
        {key: n for n, key in enumerate(keys) if key},
    )


def listed_labels(sheet: Path | None) -> dict[str, set[str]]:
    """Return the speakers' labels an attendance sheet names, by session or file."""
    if sheet is None:
        return {}
    table = read_sheet(sheet, needs=("session_id|file", "person_id"))
    out: dict[str, set[str]] = {}
    if "speaker" not in table:
        return out
    for name in ("session_id", "file"):
        if name not in table:
            continue
        for key, label in zip(table[name], table["speaker"], strict=True):
            if key and label:
                out.setdefault(file_key(key) if name == "file" else key, set()).add(label)
    return out


def listed_kinds(sheet: Path | None) -> Mapping[str, str]:
    """Return the kind a sessions sheet gives each session and file; unknown words are left out."""
    if sheet is None:
        return {}
    table = read_sheet(sheet, needs=("session_id|file",))
    out: dict[str, str] = {}
    if "source_kind" not in table:
        return out
    for row in table.to_dict("records"):
        try:
            kind = kind_of_source(row["source_kind"] or "")
        except PracticelearnError:
            continue  # an issue says so when the sheet is joined
        for name in ("session_id", "file"):
            if row.get(name):
                out[file_key(row[name]) if name == "file" else row[name]] = kind
    return out


def listed_ways(sheet: Path | None) -> list[tuple[str, ReadAs]]:
    """Return how a sessions sheet says files are to be read: (file or pattern, way), in order."""
    if sheet is None:
        return []
    table = read_sheet(sheet, needs=("session_id|file",))
    out = []
    for row in table.to_dict("records"):
        way = ReadAs.of(row)
        name = row.get("file") or row.get("session_id")
        if name and way.cells():
            out.append((str(name), way))
    return out


def way_of(file: str, session_id: str, ways: list[tuple[str, ReadAs]]) -> ReadAs:
    """Return how one file is to be read: what its own row says goes before what a pattern says."""
    own, general = ReadAs(), ReadAs()
    for name, way in ways:
        if "*" in name:
            if fnmatch(file.casefold(), name.casefold()):
                general = way.over(general)
        elif file_key(name) == file_key(file) or name == session_id:
            own = way.over(own)
    return own.over(general)
