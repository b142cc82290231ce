"""The note in which a project of ours carries what REFI-QDA has no place for.

One note, its text JSON: turns (speaker, role, times) over a source's text, sheets of people and
attendance, the frame's version, what was read, stance and strength. It is believed only where what
it speaks of is unchanged: turns only if the source's text is the same, a coding only if it is
there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import pandas as pd

from practicelearn._tables import (
    ATTENDANCE,
    PEOPLE,
    READ,
    SESSIONS,
    TURNS,
    Mark,
    Table,
    conform,
    empty_table,
)
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, text_hash
from practicelearn.exchange.sources import Source

__all__ = [
    "NOTE_NAME",
    "ORIGIN",
    "carry",
    "own_stamps",
    "read_note",
    "restore_corpus",
    "restore_frame",
    "source_of",
]

ORIGIN = "practicelearn"
"""How the origin of a file of ours begins."""
NOTE_NAME = "practicelearn: speakers, turns and readings (kept by the program, please leave it)"
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_DTYPES = {"int": "Int64", "float": "float64", "bool": "boolean"}


def carry(
    corpus: Corpus,
    frame: CodingFrame | None,
    *,
    texts: Mapping[str, tuple[str, str, Sequence[tuple[int, int]]]],
    codings: Mapping[str, Mapping[str, Any]],
    codes: Mapping[str, str],
    coders: Mapping[str, str],
    read: pd.DataFrame,
    held: Mapping[str, frozenset[str]],
    ours: Sequence[str],
    counting: Mapping[str, Any],
    stamps: Mapping[str, Any],
    shown_names: Mapping[str, str],
) -> str:
    """Return the note's text.

    Parameters
    ----------
    corpus, frame
    texts : mapping
        Session to the source's identifier, its text with line feeds, and each turn's place in it.
    codings : mapping
        Coding's identifier in the file to the fields REFI-QDA cannot hold.
    codes, coders : mapping
        Identifier in the file to code id, to coder.
    read, held
        As in Codings.
    ours : sequence of str
        Identifiers of cases, sets and values that say again what the note says.
    counting : mapping
        How the file counts positions: unit, crlf, bom.
    stamps : mapping
        ``maker``, the user that is nobody; ``undated`` and ``unsigned``, what has neither date nor
        maker of its own.
    shown_names : mapping
        Code id to the name it has in the file, where that is another.
    """
    sessions = []
    by_session = dict(list(corpus.turns.groupby("session_id", sort=False)))
    for session_id, (guid, text, spans) in texts.items():
        own = by_session.get(session_id, corpus.turns.iloc[:0])
        sessions.append(
            {
                "guid": guid,
                "session_id": session_id,
                "hash": _digest(text),
                "row": _record(corpus.sessions.loc[session_id]),
                "turns": [
                    {"at": list(span), "id": turn_id, "n": int(row["n"]), "marks": row["marks"]}
                    | {k: _plain(v) for k, v in row.items() if k not in _HANDLED}
                    for span, turn_id, row in zip(spans, own.index, _rows(own), strict=True)
                ],
            }
        )
    whole = {
        "practicelearn": 1,
        "sessions": sessions,
        "people": [{"person_id": i} | _record(row) for i, row in corpus.people.iterrows()],
        "attendance": [_record(row) for _, row in corpus.attendance.iterrows()],
        "pseudonymised": corpus.pseudonymised,
        "frame": _frame(frame),
        "codes": dict(codes),
        "coders": dict(coders),
        "codings": dict(codings),
        "read": _readings(read),
        "held": {version: sorted(ids) for version, ids in held.items()},
        "ours": list(ours),
        "counting": dict(counting),
        "stamps": dict(stamps),
        "shown_names": dict(shown_names),
    }
    return json.dumps(whole, ensure_ascii=True, separators=(",", ":"), default=str)


_HANDLED = {"session_id", "n", "text", "marks"}


def read_note(text: str) -> dict[str, Any] | None:
    """Return what a note says, None where it is none of ours or was cut off."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("practicelearn") != 1:
        return None
    for name in ("undated", "unsigned"):  # thousands are looked up in them
        stamps = found.setdefault("stamps", {})
        stamps[name] = frozenset(stamps.get(name, ()))
    return found


def source_of(entry: Mapping[str, Any], text: str, decoded: str, *, file: str) -> Source | None:
    """Return a source with the turns a note gives it, None if its text is no longer the same.

    Parameters
    ----------
    entry : mapping
        One of the note's sessions.
    text : str
        The source with line feeds only: what the note's places count in.
    decoded : str
        The source as decoded, which the selections' places count in.
    file : str
        The source's name.
    """
    if entry.get("hash") != _digest(text):
        return None
    back = _to_decoded(decoded)
    turns, rows = [], []
    for n, turn in enumerate(entry["turns"]):
        a, b = turn["at"]
        own = {k: v for k, v in turn.items() if k not in {"at", "id", "marks"}}
        words = text[a:b]
        marks = [Mark(*m) for m in turn["marks"]]
        turns.append(
            {"turn_id": turn["id"], "session_id": entry["session_id"], "text": words}
            | own
            | {"marks": marks}
        )
        at = 0
        for line in _LINES.findall(words):
            bare = len(line.rstrip("\n"))
            for start, end in ((at, at + bare), (at + bare, at + len(line))):
                if end > start:  # a line end may be two characters in the file
                    rows.append((n, start, end, back[a + start], back[a + end]))
            at += len(line)
    return Source(str(entry["session_id"]), decoded, turns, rows, "refi-qda", file)


def restore_corpus(note: Mapping[str, Any], corpus: Corpus, sessions: Sequence[str]) -> Corpus:
    """Return the corpus with the note's sheets; ``sessions`` are those whose turns it gave."""
    known = {s["session_id"]: s["row"] for s in note["sessions"] if s["session_id"] in sessions}
    rows = [
        {"session_id": sid} | (known[sid] if sid in known else _record(corpus.sessions.loc[sid]))
        for sid in corpus.sessions.index
    ]
    turns = _typed(corpus.turns, TURNS)
    table = _typed(pd.DataFrame(rows).set_index("session_id"), SESSIONS)
    empty = text_hash(turns.iloc[:0])
    hashes = {str(sid): text_hash(part) for sid, part in turns.groupby("session_id", sort=False)}
    fresh: list[str | None] = [hashes.get(str(sid), empty) for sid in table.index]
    if "text_hash" in table:
        had = table["text_hash"].notna()
        fresh = [h if kept else None for h, kept in zip(fresh, had, strict=True)]
    return replace(
        corpus,
        turns=turns,
        sessions=table.assign(text_hash=pd.Series(fresh, table.index, dtype=object)),
        people=_table(note["people"], PEOPLE),
        attendance=_table(note["attendance"], ATTENDANCE),
        pseudonymised=bool(note["pseudonymised"]),
    )


def restore_frame(note: Mapping[str, Any], read: CodingFrame) -> CodingFrame:
    """Return the frame with name, version, date and source as the note has them.

    Codes are those of the file; one that is unchanged gets the fields a description cannot carry.
    """
    head = note.get("frame")
    if head is None:
        return read
    kept = {c["id"]: c for c in head["codes"]}
    codes = []
    for code in read.codes:
        entry = kept.get(code.id)
        if entry is not None:
            values: dict[str, Any] = {
                k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()
            }
            own = Code(**values)
            from practicelearn.exchange.conventions import describe, legal

            name = note.get("shown_names", {}).get(code.id, own.name)
            there = replace(own, name=name)
            same = (legal(name), own.parent, legal(describe(there))) == (
                code.name,
                code.parent,
                describe(code),
            )
            code = own if same else code
        codes.append(code)
    order = {i: n for n, i in enumerate(kept)}
    if {c.id for c in codes} == set(kept):
        codes.sort(key=lambda c: order[c.id])
    return CodingFrame(
        name=head["name"],
        version=head["version"],
        codes=tuple(codes),
        date=head["date"],
        source=head["source"],
    )


def restore_read(note: Mapping[str, Any]) -> pd.DataFrame:
    """Return who has read what, as the note has it."""
    rows = [
        {"coder": coder, "turn_id": turn_id, "frame_version": version, "at": at}
        for coder, version, at, turns in note["read"]
        for turn_id in turns
    ]
    return conform(pd.DataFrame(rows, dtype=object), READ) if rows else empty_table(READ)


def own_stamps(
    note: Mapping[str, Any], guid: str, coder: str | None, at: str | None
) -> tuple[str | None, str | None]:
    """Return who made an object and when, without what was put there for other programs."""
    stamps = note.get("stamps", {})
    unsigned, undated = stamps.get("unsigned", ()), stamps.get("undated", ())
    return None if guid in unsigned else coder, None if guid in undated else at


def _frame(frame: CodingFrame | None) -> dict[str, Any] | None:
    if frame is None:
        return None
    head = {k: getattr(frame, k) for k in ("name", "version", "date", "source")}
    return {**head, "codes": [asdict(code) for code in frame.codes]}


def _readings(read: pd.DataFrame) -> list[list[Any]]:
    """Who read what under which version and when: one entry for the turns that share these."""
    found: dict[tuple[Any, Any, Any], list[str]] = {}
    columns = ("coder", "frame_version", "at", "turn_id")
    for coder, version, at, turn_id in zip(*(read[c] for c in columns), strict=True):
        found.setdefault((coder, _plain(version), _plain(at)), []).append(turn_id)
    return [[*key, turns] for key, turns in found.items()]


def _rows(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table, cell by cell as it holds them; much quicker than pandas' own."""
    names = list(map(str, table.columns))
    for cells in zip(*(table[name].tolist() for name in table.columns), strict=True):
        yield dict(zip(names, cells, strict=True))


def _record(row: pd.Series) -> dict[str, Any]:
    return {str(k): _plain(v) for k, v in row.items()}


def _plain(value: Any) -> Any:
    """A cell as JSON holds it."""
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _table(rows: Sequence[Mapping[str, Any]], table: Table) -> pd.DataFrame:
    if not rows:
        return empty_table(table)
    frame = pd.DataFrame(rows, dtype=object)
    return _typed(frame.set_index(table.index) if table.index else frame, table)


def _typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    frame = frame.copy()
    for column in table.columns:
        if column.name in frame and column.kind in _DTYPES:
            frame[column.name] = frame[column.name].astype(_DTYPES[column.kind])
        elif column.name in frame and column.kind == "text":
            cells = frame[column.name].astype(object)
            frame[column.name] = cells.where(cells.notna(), None)
    return conform(frame, table)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _to_decoded(decoded: str) -> list[int]:
    """For each place in the text with line feeds, the place in the text as decoded."""
    back = [i for i, c in enumerate(decoded) if not (c == "\n" and decoded[i - 1 : i] == "\r")]
    return [*back, len(decoded)]
