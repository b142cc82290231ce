"""Rewriting frozen turns, the one exception to append-only, everywhere their words are repeated.

A withdrawn turn or a redacted passage stands in the frozen session, in the quotes of every coder's
log, perhaps in memos, statements and sheets. What is to be done is written down first, without the
words that go (``.rewriting.json``); every file is replaced whole; each step may be done twice. A
rewriting that was stopped half-way is finished when the study is opened next.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from practicelearn.coding.log.events import Event, read_events
from practicelearn.coding.log.moves import Move, moves_in, moves_of
from practicelearn.corpus import make_turn_id
from practicelearn.errors import StudyError
from practicelearn.language.words import words
from practicelearn.study.files import read_frozen, rows_hash, write_frozen, write_whole
from practicelearn.study.forgetting import Forgotten, forget
from practicelearn.transcripts.marks import find_marks

__all__ = ["Replacement", "Rewriting", "finish_rewriting", "moved", "rewrite"]

JOURNAL = ".rewriting.json"
_SHINGLE = 4


class Replacement(NamedTuple):
    """Code points of a turn's text, end exclusive, and what stands there instead."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Rewriting:
    """What is to be done: turn id to its replacements, in order; turn id to a new label.

    ``note`` is put in place of memos and other texts that repeat the words; ``forgotten`` is who
    goes from the sheets with them.
    """

    turns: Mapping[str, Sequence[Replacement]]
    note: str
    labels: Mapping[str, str] = field(default_factory=dict)
    forgotten: Forgotten | None = None

    @property
    def sessions(self) -> list[str]:
        """Ids of the sessions concerned, sorted."""
        return sorted({turn_id.rsplit(":", 1)[0] for turn_id in self.turns})


def moved(start: int, end: int, replacements: Sequence[Replacement]) -> tuple[int, int]:
    """Return where a span stands after replacements; one that touches a replacement takes it in.

    Examples
    --------
    >>> moved(10, 14, [Replacement(0, 4, "[name]")])
    (12, 16)
    >>> moved(2, 7, [Replacement(0, 4, "[name]")])
    (0, 9)
    """
    shift = 0
    for old_start, old_end, new in replacements:
        grown = len(new) - (old_end - old_start)
        if old_end <= start - shift:
            start, end, shift = start + grown, end + grown, shift + grown
        elif old_start < end - shift:
            start = min(start, old_start + shift)
            end = max(end, old_end + shift) + grown
            shift += grown
    return start, end


def rewrite(folder: Path, work: Rewriting) -> list[str]:
    """Do the work in a study folder.

    Returns
    -------
    list of str
        Files that still hold some of the words and could not be rewritten: other people may have
        repeated them. A person looks at these.
    """
    gone = _words_that_go(folder, work)
    write_whole(folder / JOURNAL, json.dumps(_as_json(work)).encode())
    return _carry_out(folder, work, gone)


def finish_rewriting(folder: Path) -> bool:
    """Finish what was stopped half-way; return whether there was anything."""
    file = folder / JOURNAL
    if not file.exists():
        return False
    raw = json.loads(file.read_text(encoding="utf-8"))
    turns = {t: [Replacement(*r) for r in own] for t, own in raw["turns"].items()}
    who = raw.get("forgotten")
    work = Rewriting(turns, raw["note"], raw["labels"], Forgotten(*who) if who else None)
    _carry_out(folder, work, _words_that_go(folder, work))
    return True


def _as_json(work: Rewriting) -> dict[str, Any]:
    return {
        "turns": work.turns,
        "note": work.note,
        "labels": work.labels,
        "forgotten": work.forgotten,
    }


def _carry_out(folder: Path, work: Rewriting, gone: _Gone) -> list[str]:
    for name in (".cache", "outputs"):
        shutil.rmtree(folder / name, ignore_errors=True)
    texts = _new_texts(folder, work)
    corrections = _corrections(folder)
    for log in [*folder.glob("coding/**/*.jsonl*"), *folder.glob("decisions/*.jsonl*")]:
        _rewrite_log(log, work, texts, gone, corrections)
    for sheet in folder.glob("*.xlsx"):
        _rewrite_sheet(sheet, gone, work.note)
    for session in work.sessions:
        _rewrite_issues(folder, session, work, gone)
        _rewrite_session(folder, session, work)
    if work.forgotten is not None:
        forget(folder, work.forgotten)
    (folder / JOURNAL).unlink(missing_ok=True)
    return _left(folder, gone)


@dataclass(frozen=True)
class _Gone:
    """The words that go: whole passages, and every run of four words in them."""

    passages: frozenset[str]
    runs: frozenset[tuple[str, ...]]

    def within(self, text: str) -> bool:
        """Whether a text repeats any of them."""
        folded = text.casefold()
        if any(passage in folded for passage in self.passages):
            return True
        said = [w.casefold() for w in words(text)]
        return any(
            run in self.runs for run in zip(*(said[k:] for k in range(_SHINGLE)), strict=False)
        )


def _words_that_go(folder: Path, work: Rewriting) -> _Gone:
    passages, runs = set(), set()
    for session in work.sessions:
        rows, _, done = _frozen(folder, session, work)
        for row in rows:
            own = work.turns.get(row["turn_id"], ())
            for start, end, _ in () if _key(row["turn_id"], own) in done else own:
                passage = row["text"][start:end].strip()
                if not passage:
                    continue
                said = [w.casefold() for w in words(passage)]
                if len(said) < _SHINGLE:
                    passages.add(passage.casefold())
                runs |= set(zip(*(said[k:] for k in range(_SHINGLE)), strict=False))
    return _Gone(frozenset(passages), frozenset(runs))


def _new_texts(folder: Path, work: Rewriting) -> dict[str, tuple[str, str]]:
    """Turn id to its text before and after; the same twice where it is done already."""
    out = {}
    for session in work.sessions:
        rows, _, done = _frozen(folder, session, work)
        for row in rows:
            turn_id, text = row["turn_id"], row["text"]
            if turn_id in work.turns:
                own = work.turns[turn_id]
                fresh = _key(turn_id, own) not in done
                out[turn_id] = (text, _replaced(text, own) if fresh else text)
    return out


def _frozen(
    folder: Path, session: str, work: Rewriting
) -> tuple[list[dict[str, str]], dict[str, Any], list[str]]:
    """A session's rows, what belongs to it, and the rewritings it has behind it.

    The turns are replaced before their hash: where they no longer fit it, a stop came in between,
    and the turns of this work are done.
    """
    rows, meta = read_frozen(folder / "sessions", session)
    done = list(meta.get("rewritten", []))
    if rows_hash(rows) != meta["text_hash"]:
        own = {r["turn_id"] for r in rows} & set(work.turns)
        done += [k for t in sorted(own) if (k := _key(t, work.turns[t])) not in done]
    return rows, meta, done


def _key(turn_id: str, replacements: Sequence[Replacement]) -> str:
    return json.dumps([turn_id, replacements])


def _replaced(text: str, replacements: Sequence[Replacement]) -> str:
    for start, end, new in reversed(replacements):
        text = text[:start] + new + text[end:]
    return text


def _rewrite_issues(folder: Path, session: str, work: Rewriting, gone: _Gone) -> None:
    """Take the words out of what could not be understood of a transcript.

    Before the turns: once these are rewritten, nobody knows the words any more.
    """
    _, meta = read_frozen(folder / "sessions", session)
    now = [
        [*row[:2], *(work.note if cell and gone.within(cell) else cell for cell in row[2:])]
        for row in meta.get("issues", [])
    ]
    if now != meta.get("issues", []):
        whole = json.dumps({**meta, "issues": now}, ensure_ascii=False)
        write_whole(folder / "sessions" / f"{session}.json", whole.encode())


def _rewrite_session(folder: Path, session: str, work: Rewriting) -> None:
    rows, meta, done = _frozen(folder, session, work)
    for row in rows:
        turn_id = row["turn_id"]
        own = work.turns.get(turn_id)
        if own is None:
            continue
        if _key(turn_id, own) not in done:
            row["text"] = _replaced(row["text"], own)
            marks = [list(mark) for mark in find_marks(row["text"])]
            row["marks"] = json.dumps(marks) if marks else ""
            done.append(_key(turn_id, own))
        row["speaker"] = work.labels.get(turn_id, row["speaker"])
    meta["source_map"] = [r for r in meta.get("source_map", []) if r[0] not in work.turns]
    write_frozen(folder / "sessions", session, rows, {**meta, "rewritten": done})


def _rewrite_log(
    path: Path,
    work: Rewriting,
    texts: Mapping[str, tuple[str, str]],
    gone: _Gone,
    corrections: Mapping[str, list[Move]],
) -> None:
    out, changed = [], False
    for line in path.read_bytes().split(b"\n"):
        new = _rewritten_line(line, work, texts, gone, corrections) if line.strip() else line
        changed |= new != line
        out.append(new)
    if changed:
        write_whole(path, b"\n".join(out))


def _rewritten_line(
    line: bytes,
    work: Rewriting,
    texts: Mapping[str, tuple[str, str]],
    gone: _Gone,
    corrections: Mapping[str, list[Move]],
) -> bytes:
    text = line.decode("utf-8", "replace")
    try:
        raw = json.loads(text)
        event = Event.from_line(text)
    except (ValueError, TypeError, StudyError):
        # a torn line is no event; it may hold the words all the same
        return b"" if gone.within(text) else line
    payload = raw.get("payload", {})
    before = json.dumps(raw, ensure_ascii=False)
    moves = corrections.get(str(event.session_id), [])
    parts = list(payload.get("parts", ()))
    if event.kind == "move":
        parts = [part for row in payload["moved"] for part in row["is"]]
        # where words stand in turns that change from here on is no longer told letter by letter
        payload["same"] = [s for s in payload["same"] if _turn(event, s[2]) not in work.turns]
        event = replace(event, text_hash=payload["to"])
    later = [move for _, move in moves_in(event, moves)]
    others: list[tuple[dict[str, Any], str]] = []
    for part in parts:
        if later and _may_be_of_those(part, work, later):
            part["quote"] = work.note
        elif not later and part.get("turn_id") in work.turns:
            _move_part(part, work, texts)
        elif "quote" in part:
            others.append((part, part["quote"]))  # what somebody else said stays, were it the same
            part["quote"] = ""
    raw["payload"] = _scrubbed(payload, gone, work.note)
    for part, quote in others:
        part["quote"] = quote
    if not raw["payload"]:
        raw.pop("payload")
    after = json.dumps(raw, ensure_ascii=False)
    return after.encode() if after != before else line


def _turn(event: Event, n: int) -> str:
    return make_turn_id(str(event.session_id), n)


def _may_be_of_those(part: dict[str, Any], work: Rewriting, later: Sequence[Move]) -> bool:
    """Whether a part of an older text may hold some of the words that go.

    A transcript that was corrected since says them in other words, so they cannot be told by those.
    What found no place in the corrected text goes too: nobody knows any more whose words it was.
    """
    places = [part]
    for move in later:
        places = [now for place in places for now in move.parts(place) or ()]
    return not places or any(place["turn_id"] in work.turns for place in places)


def _corrections(folder: Path) -> dict[str, list[Move]]:
    """Session id to its corrections, as all logs have them."""
    logs = [*folder.glob("coding/**/*.jsonl*"), *folder.glob("decisions/*.jsonl*")]
    events: list[Event] = []
    for log in logs:
        events += [e for e in read_events([log])[0] if e.kind == "move"]
    return moves_of(events)


def _move_part(part: dict[str, Any], work: Rewriting, texts: Mapping[str, tuple[str, str]]) -> None:
    old, new = texts[part["turn_id"]]
    if old == new or part.get("quote") != old[part["start"] : part["end"]]:
        return  # moved already, or never fitted: the scrubbing sees to its words
    part["start"], part["end"] = moved(part["start"], part["end"], work.turns[part["turn_id"]])
    part["quote"] = new[part["start"] : part["end"]]


def _scrubbed(value: Any, gone: _Gone, note: str) -> Any:
    """The value, changed in place, without the words that go."""
    if isinstance(value, str):
        return note if gone.within(value) else value
    if isinstance(value, list):
        value[:] = [_scrubbed(item, gone, note) for item in value]
    elif isinstance(value, dict):
        value.update({k: _scrubbed(v, gone, note) for k, v in value.items()})
    return value


def _rewrite_sheet(path: Path, gone: _Gone, note: str) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path)
    changed = False
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and gone.within(cell.value):
                    cell.value, changed = note, True
                if cell.comment is not None and gone.within(cell.comment.text):
                    cell.comment, changed = None, True
    if changed:
        buffer = io.BytesIO()
        book.save(buffer)
        write_whole(path, buffer.getvalue())


def _left(folder: Path, gone: _Gone) -> list[str]:
    """Files that still repeat some of the words."""
    out = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".csv", ".json", ".jsonl", ".yaml", ".toml", ".md", ".txt"}:
            text = path.read_text(encoding="utf-8", errors="replace")
            pieces: Iterable[str] = text.splitlines()
            if path.suffix == ".csv":
                pieces = (cell for row in csv.reader(io.StringIO(text)) for cell in row)
            if any(gone.within(piece) for piece in pieces):
                out.append(path.relative_to(folder).as_posix())
    return out
