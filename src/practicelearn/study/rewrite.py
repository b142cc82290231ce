"""Rewriting frozen turns, the one exception to append-only, everywhere their words are repeated.

A withdrawn turn or a redacted passage stands in the frozen session, in the quotes of every coder's
log, perhaps in memos, statements, sheets and the frame. Quotes are known by their place. In what
people wrote themselves the words are sought whole, in free text only, and nothing but the words is
replaced; each such place is shown beforehand, and a person may leave it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import frame_text, read_yaml_frame
from practicelearn.coding.log.events import Event, read_events
from practicelearn.coding.log.moves import Move, moves_in, moves_of
from practicelearn.coding.log.texts import ID_ENTRIES
from practicelearn.corpus import make_turn_id
from practicelearn.errors import FrameError, StudyError
from practicelearn.study.change import Change
from practicelearn.study.files import read_frozen, session_files
from practicelearn.study.going import Going
from practicelearn.study.own_words import OWN_WORDS, without_words
from practicelearn.study.sheets import filled, saved
from practicelearn.transcripts.marks import find_marks

__all__ = ["Hit", "Replacement", "Rewriting", "Rewritten", "hits_table", "moved", "rewrite"]

_OF_CODE = ("name", "definition", "include", "exclude", "source")
_ID_COLUMNS = frozenset({
    "session_id", "person_id", "speaker", "year", "round", "date", "file", "role", "is_peer",
    "line_manages_someone_present", "consent_quote", "came", "held", "source_kind",
    "guide_version", "question_id", "version", "codes", "theme", "status", "due", "by when",
})  # fmt: skip
"""Columns of sheets that hold ids, choices and dates; every other one is people's text."""


class Replacement(NamedTuple):
    """Code points of a turn's text, end exclusive, and what stands there instead."""

    start: int
    end: int
    new: str


class Hit(NamedTuple):
    """A text that people wrote themselves and that repeats some of the words that go."""

    place: str
    text: str
    after: str


@dataclass(frozen=True)
class Rewriting:
    """What is to be done: turn id to its replacements, in order; turn id to a new label.

    ``note`` is put in the place of the words where other texts repeat them; ``whole_turns`` says
    that they are all that somebody said, not a passage chosen for what it says.
    """

    turns: Mapping[str, Sequence[Replacement]]
    note: str
    labels: Mapping[str, str] = field(default_factory=dict)
    whole_turns: bool = False

    @property
    def sessions(self) -> list[str]:
        """Ids of the sessions concerned, sorted."""
        return sorted({turn_id.rsplit(":", 1)[0] for turn_id in self.turns})


class Rewritten(NamedTuple):
    """What was put into a change.

    ``going`` are the words, to look for where they may still stand; ``hits`` every text of people's
    own that repeats some of them, left or not; ``loose`` texts that share too few words with them
    to be sure, and stay.
    """

    going: Going
    hits: list[Hit]
    loose: list[Hit]


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


def hits_table(hits: Sequence[Hit]) -> pd.DataFrame:
    """Return hits as a table: place (what ``leave`` is told), text, after."""
    return pd.DataFrame(hits, columns=list(Hit._fields))


def rewrite(change: Change, work: Rewriting, *, leave: Collection[str] = ()) -> Rewritten:
    """Put the work into a change of the study, and return what it found.

    Parameters
    ----------
    change : Change
    work : Rewriting
    leave : collection of str
        Places of texts that people wrote and that are to stay as they are.

    Raises
    ------
    StudyError
        ``leave`` names a place that is none.
    """
    texts: dict[str, tuple[str, str]] = {}
    for session in work.sessions:
        rows, meta = read_frozen(change.folder / "sessions", session)
        texts |= _rewrite_turns(rows, work)
        meta["source_map"] = [r for r in meta.get("source_map", []) if r[0] not in work.turns]
        for place, content in session_files(session, rows, meta).items():
            change.write(place, content)
    gone = (
        texts[turn][0][start:end]
        for turn, own in work.turns.items() if turn in texts for start, end, _ in own
    )  # fmt: skip
    going = Going.of(gone, whole_turns=work.whole_turns)
    scrub = _Scrubber(going, work.note, frozenset(leave))
    for session in work.sessions:
        _rewrite_issues(change, session, scrub)
    corrections = _corrections(change.folder)
    for log in _logs(change.folder):
        _rewrite_log(change, log, work, texts, scrub, corrections)
    for sheet in sorted(change.folder.glob("*.xlsx")):
        if not sheet.name.startswith(("~$", ".")):
            _rewrite_sheet(change, sheet.name, scrub)
    own_words = change.read(OWN_WORDS)
    after = without_words(own_words, scrub.text) if own_words else None
    if after is not None:
        change.write(OWN_WORDS, after)
    for file in sorted((change.folder / "frame").glob("*.yaml")):
        _rewrite_frame(change, file, scrub)
    change.forget_outputs()
    unknown = sorted(set(leave) - {hit.place for hit in scrub.hits})
    if unknown:
        raise StudyError(
            f'"{unknown[0]}" is no place at which the words are repeated. Nothing was changed: '
            "look again at what would be."
        )
    return Rewritten(going, scrub.hits, scrub.loose)


class _Scrubber:
    """Takes words out of people's own texts, but for those that are to be left."""

    def __init__(self, going: Going, note: str, leave: frozenset[str]) -> None:
        self.going, self.note, self.leave = going, note, leave
        self.hits: list[Hit] = []
        self.loose: list[Hit] = []

    def text(self, text: str, place: str) -> str:
        """The text as it is to stand."""
        after = self.going.without(text, self.note)
        if self.going.loose_places(after):
            self.loose.append(Hit(place, text, after))
        if after == text:
            return text
        self.hits.append(Hit(place, text, after))
        return text if place in self.leave else after

    def entries(self, value: Any, place: str, key: str = "", *, all_of_it: bool = False) -> Any:
        """A payload or what is in it, with free texts (or every text) as they are to stand."""
        if isinstance(value, dict):
            return {
                k: v
                if k in ID_ENTRIES and not all_of_it
                else self.entries(v, place, k, all_of_it=all_of_it)
                for k, v in value.items()
            }
        if isinstance(value, list):
            return [
                self.entries(item, place, f"{key} {n}", all_of_it=all_of_it)
                for n, item in enumerate(value, 1)
            ]
        return self.text(value, f"{place} {key}".strip()) if isinstance(value, str) else value


def _rewrite_turns(rows: list[dict[str, str]], work: Rewriting) -> dict[str, tuple[str, str]]:
    """Change a session's rows; return turn id to its text before and after."""
    out = {}
    for row in rows:
        own = work.turns.get(row["turn_id"])
        if own is None:
            continue
        before = row["text"]
        for start, end, new in reversed(own):
            row["text"] = row["text"][:start] + new + row["text"][end:]
        marks = [list(mark) for mark in find_marks(row["text"])]
        row["marks"] = json.dumps(marks) if marks else ""
        row["speaker"] = work.labels.get(row["turn_id"], row["speaker"])
        out[row["turn_id"]] = (before, row["text"])
    return out


def _rewrite_issues(change: Change, session: str, scrub: _Scrubber) -> None:
    """Take the words out of what could not be understood of a transcript."""
    place = f"sessions/{session}.json"
    meta = json.loads((change.read(place) or b"{}").decode())
    issues = meta.get("issues", [])
    now = [
        [*row[:2], *(scrub.going.without(c, scrub.note) if c else c for c in row[2:])]
        for row in issues
    ]
    if now != issues:
        change.write(place, json.dumps({**meta, "issues": now}, ensure_ascii=False).encode())


def _logs(folder: Path) -> list[Path]:
    return sorted([*folder.glob("coding/**/*.jsonl*"), *folder.glob("decisions/*.jsonl*")])


def _rewrite_log(
    change: Change,
    path: Path,
    work: Rewriting,
    texts: Mapping[str, tuple[str, str]],
    scrub: _Scrubber,
    corrections: Mapping[str, list[Move]],
) -> None:
    place = path.relative_to(change.folder).as_posix()
    before = path.read_bytes()
    lines = [
        _rewritten_line(line, place, work, texts, scrub, corrections) if line.strip() else line
        for line in before.split(b"\n")
    ]
    if b"\n".join(lines) != before:
        change.write(place, b"\n".join(lines))


def _rewritten_line(
    line: bytes,
    place: str,
    work: Rewriting,
    texts: Mapping[str, tuple[str, str]],
    scrub: _Scrubber,
    corrections: Mapping[str, list[Move]],
) -> bytes:
    text = line.decode("utf-8", "replace")
    try:
        event = Event.from_line(text)
        raw = json.loads(text)
    except (ValueError, TypeError, StudyError):
        # a torn line is no event; it may hold the words all the same
        return b"" if scrub.going.within(text) else line
    payload = raw.get("payload", {})
    before = json.dumps(raw, ensure_ascii=False)
    if event.later:  # of a shape that is not known: every text in it may be people's own
        raw["payload"] = scrub.entries(payload, f"{place} {event.id}", all_of_it=True)
        after = json.dumps(raw, ensure_ascii=False)
        return after.encode() if after != before else line
    moves = corrections.get(str(event.session_id), [])
    parts = list(payload.get("parts", ()))
    if event.kind == "move":
        parts = [part for row in payload["moved"] for part in row["is"]]
        # where words stand in turns that change from here on is no longer told letter by letter
        payload["same"] = [s for s in payload["same"] if _turn(event, s[2]) not in work.turns]
        event = replace(event, text_hash=payload["to"])
    later = [move for _, move in moves_in(event, moves)]
    for part in parts:
        if later and _may_be_of_those(part, work, later):
            part["quote"] = work.note
        elif not later and part.get("turn_id") in work.turns:
            _move_part(part, work, texts)
        # what somebody else said stays, were it the same words
    raw["payload"] = scrub.entries(payload, f"{place} {event.id}")
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
    events: list[Event] = []
    for log in _logs(folder):
        events += [e for e in read_events([log])[0] if e.kind == "move"]
    return moves_of(events)


def _move_part(part: dict[str, Any], work: Rewriting, texts: Mapping[str, tuple[str, str]]) -> None:
    old, new = texts[part["turn_id"]]
    start, end = part["start"], part["end"]
    if part.get("quote") != old[start:end]:  # never fitted: nobody knows what it holds
        part["quote"] = work.note
        return
    part["start"], part["end"] = moved(start, end, work.turns[part["turn_id"]])
    part["quote"] = new[part["start"] : part["end"]]


def _rewrite_sheet(change: Change, place: str, scrub: _Scrubber) -> None:
    from openpyxl import load_workbook

    content = change.read(place)
    if not content:
        return
    try:
        book = load_workbook(io.BytesIO(content))
    except Exception:  # noqa: BLE001 -- damaged in any way: where_left names it
        return
    changed = False
    for sheet in book:
        cells = filled(sheet)
        heads = {c.column: str(c.value or "").strip().lower() for c in cells if c.row == 1}
        for cell in cells:
            where = f"{place} {sheet.title}!{cell.coordinate}"
            free = heads.get(cell.column, "") not in _ID_COLUMNS
            if isinstance(cell.value, str) and free:
                after = scrub.text(cell.value, where)
                changed |= after != cell.value
                cell.value = after
            if cell.comment is not None and scrub.going.within(cell.comment.text):
                cell.comment, changed = None, True
    if changed:
        change.write(place, saved(book))


def _rewrite_frame(change: Change, file: Path, scrub: _Scrubber) -> None:
    """Examples and definitions may hold words out of transcripts; ids never change."""
    try:
        frame = read_yaml_frame(file)
    except FrameError:
        return
    place = file.relative_to(change.folder).as_posix()
    codes = tuple(_scrubbed_code(code, f"{place} {code.id}", scrub) for code in frame.codes)
    now: CodingFrame = replace(frame, codes=codes)
    if now != frame:
        change.write(place, frame_text(now).encode())


def _scrubbed_code(code: Code, place: str, scrub: _Scrubber) -> Code:
    values: dict[str, Any] = {
        name: scrub.text(getattr(code, name), f"{place} {name}") for name in _OF_CODE
    }
    for name in ("examples", "cues"):
        texts = enumerate(getattr(code, name), 1)
        values[name] = tuple(scrub.text(text, f"{place} {name} {n}") for n, text in texts)
    return replace(code, **values)
