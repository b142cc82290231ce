"""The frozen sessions of a study, to disk and back; and a file written whole."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._journal import write_synced
from practicelearn._shared_out import each
from practicelearn._tables import ISSUES, SOURCE_MAP, conform, empty_table
from practicelearn._tables.parts import rows_by
from practicelearn.corpus import Corpus, hash_of_texts, text_hash
from practicelearn.errors import StudyError
from practicelearn.study.thawed import (
    FROZEN,
    FrozenTurns,
    JoinedTurns,
    frozen_turns,
)

__all__ = [
    "cell_text",
    "freeze",
    "frozen_rows",
    "issues_of_reading",
    "read_frozen",
    "rows_hash",
    "session_files",
    "thaw",
    "write_whole",
]

FORMAT = 1

_META = ("source_kind", "duration_s", "file", "format")
_ISSUE = ("severity", "source_loc", "message", "text")
_IN_FILE = re.compile(r"[a-z]+ \d+")


def freeze(corpus: Corpus) -> dict[str, bytes]:
    """Return the files of frozen sessions, by their place in a study.

    Each session is a table of strings (``.csv``) and what belongs to it (``.json``).

    Person and role are not frozen: they come from the attendance sheet each time, so that a
    corrected sheet needs no new transcript.
    """
    out: dict[str, bytes] = {}
    maps = dict(
        list(corpus.source_map.groupby(corpus.source_map["turn_id"].str.rsplit(":", n=1).str[0]))
    )
    turns_of = rows_by(corpus.turns, "session_id")
    issues_of = rows_by(corpus.issues, "session_id")
    for sid in corpus.sessions.index:
        meta = corpus.sessions.loc[sid, list(_META)]
        own = maps.get(sid, empty_table(SOURCE_MAP))
        whole = {
            "format_version": FORMAT,
            "session_id": sid,
            "text_hash": "",
            **{k: None if pd.isna(v) else v for k, v in meta.items()},
            "source_map": own.to_numpy().tolist(),
            "issues": _of_reading(issues_of(sid), meta["file"]),
        }
        out |= session_files(str(sid), frozen_rows(turns_of(sid)), whole)
    return out


def issues_of_reading(corpus: Corpus, session_id: str) -> list[list[str | None]]:
    """Return what could not be understood of a transcript: severity, source_loc, message, text.

    What the sheets leave open is left out: it is found anew each time, in the sheets of that day.
    """
    own = corpus.issues[corpus.issues["session_id"] == session_id]
    return _of_reading(own, corpus.sessions.loc[session_id, "file"])


def _of_reading(own: pd.DataFrame, file: str | None) -> list[list[str | None]]:
    places = own["source_loc"].astype(object)
    of_file = [isinstance(p, str) and (p == file or bool(_IN_FILE.fullmatch(p))) for p in places]
    rows = own.loc[of_file, list(_ISSUE)].to_numpy(dtype=object).tolist()
    return [[None if pd.isna(cell) else str(cell) for cell in row] for row in rows]


def frozen_rows(turns: pd.DataFrame) -> list[dict[str, str]]:
    """Return turns as rows of strings, as they are written to disk."""
    return [
        {"turn_id": str(turn_id), **{name: cell_text(row[name]) for name in FROZEN[1:]}}
        for turn_id, row in zip(turns.index, turns.to_dict("records"), strict=True)
    ]


def read_frozen(folder: Path, session_id: str) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Return a frozen session as it is on disk: rows of strings, and what belongs to it."""
    places = (folder / f"{session_id}.json", folder / f"{session_id}.csv")
    meta, rows = _meta(places[0], _content(places[0])), _rows(places[1], _content(places[1]))
    return [dict(zip(FROZEN, row, strict=True)) for row in rows[1:]], meta


def rows_hash(rows: Sequence[Mapping[str, str]]) -> str:
    """Return the hash of a session's text from its rows on disk."""
    return text_hash(pd.DataFrame(rows, columns=list(FROZEN), dtype=object).set_index("turn_id"))


def session_files(
    session_id: str, rows: Sequence[Mapping[str, str]], meta: Mapping[str, Any]
) -> dict[str, bytes]:
    """Return the two files of a frozen session, with the hash of its text, by their place."""
    whole = {**meta, "text_hash": rows_hash(rows)}
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(FROZEN)
    writer.writerows([row[name] for name in FROZEN] for row in rows)
    return {
        f"sessions/{session_id}.csv": table.getvalue().encode(),
        f"sessions/{session_id}.json": json.dumps(whole, ensure_ascii=False).encode(),
    }


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file whole: after a power cut it is the old one or the new one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        write_synced(draft, content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def thaw(folder: Path, session_ids: Sequence[str]) -> Corpus:
    """Return frozen sessions as a corpus without sheets.

    Raises
    ------
    StudyError
        A file is missing or damaged, of a newer format, or its text no longer fits its hash.
    """
    joined = JoinedTurns()
    sessions, issues = [], []
    tasks = (
        (folder, sid, _content(folder / f"{sid}.csv"), _content(folder / f"{sid}.json"))
        for sid in session_ids
    )
    for turns, about, own_issues in each(_thawed, tasks, n=len(session_ids)):
        joined.add(turns)
        del turns
        sessions.append(about)
        issues += own_issues
    return Corpus(
        turns=joined.turns(),
        # of one session without a length the column would else be one of texts
        sessions=pd.DataFrame(sessions, columns=["session_id", "text_hash", *_META])
        .set_index("session_id")
        .astype({"duration_s": "float64"}),
        source_map=joined.source_map(),
        issues=conform(pd.DataFrame(issues, columns=["session_id", *_ISSUE]), ISSUES),
    )


def _content(path: Path) -> bytes | OSError:
    try:
        return path.read_bytes()
    except OSError as error:
        return error


def _thawed(
    folder: Path, session_id: str, table: bytes | OSError, about: bytes | OSError
) -> tuple[FrozenTurns, dict[str, Any], list[Any]]:
    """Return a frozen session of the content of its two files: turns, its row, issues.

    A task of its own: the files need not lie where it is done.
    """
    meta = _meta(folder / f"{session_id}.json", about)
    try:
        rows = _rows(folder / f"{session_id}.csv", table)
        turns = frozen_turns(session_id, rows[1:], meta.get("source_map", []))
        issues = [[session_id, *row] for row in meta.get("issues", [])]
        recorded = meta["text_hash"]
        if meta["session_id"] != session_id:
            raise ValueError("another session's")
    except (ValueError, TypeError, KeyError, csv.Error) as error:
        raise StudyError(
            f"{folder / session_id}.csv or .json is damaged ({type(error).__name__}). Bring it "
            "back from the synced folder's history or a backup."
        ) from error
    if hash_of_texts(turns.cells["turn_id"], turns.cells["text"]) != recorded:
        raise StudyError(
            f"{folder / f'{session_id}.csv'}: the text has been changed since it was frozen. "
            "Codings point into the frozen text; put the file back as it was."
        )
    return turns, {k: meta.get(k) for k in ("session_id", "text_hash", *_META)}, issues


def cell_text(value: Any) -> str:
    """Return a value as it stands on disk and in a sheet: texts only."""
    if isinstance(value, list | tuple):
        return json.dumps([list(mark) for mark in value], ensure_ascii=False) if value else ""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _meta(path: Path, content: bytes | OSError) -> dict[str, Any]:
    try:
        meta: dict[str, Any] = json.loads(_there(content).decode())
    except FileNotFoundError:
        raise StudyError(
            f"{path} is missing: every frozen session has a .csv and a .json."
        ) from None
    except ValueError as error:
        raise StudyError(f"{path} is damaged: {error}.") from error
    if not isinstance(meta, dict):
        raise StudyError(f"{path} is damaged: it describes no session.")
    if meta.get("format_version", FORMAT) > FORMAT:
        raise StudyError(
            f"{path}: format {meta['format_version']} is newer than this version of practicelearn."
        )
    return meta


def _there(content: bytes | OSError) -> bytes:
    if isinstance(content, OSError):
        raise content
    return content


def _rows(path: Path, content: bytes | OSError) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(_there(content).decode(), newline="")))
    if not rows or tuple(rows[0]) != FROZEN:
        raise StudyError(f"{path} is damaged: the first row must be {', '.join(FROZEN)}.")
    return rows
