"""ConvoKit's ``utterances.jsonl``: a line an utterance, each conversation a session of its own.

A speaker's id is the same in the whole corpus; here, as everywhere, it is a label of its session,
and joins a person through the attendance list only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.readers.checks import ReadError, check_units, duration
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.json_text import JsonFile, parse
from practicelearn.transcripts.tiles import Part, Piece, Problem, Reading, Tile, Unit

__all__ = ["read", "read_parts", "sniff"]

_LINE = re.compile(r'\s*\{[^\n]*"(?:conversation_id|root)"\s*:')
_CLOCK_S = 10_000_000
_NOT_TIME = 1e11  # such a number counts milliseconds


@dataclass
class _Talk:
    lines: list[str] = field(default_factory=list)
    length: int = 0
    units: list[Unit] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are the utterances of a ConvoKit corpus."""
    text = decode(head).text.lstrip("\ufeff")
    return 0.97 if _LINE.match(text) and ('"text"' in text or name == "utterances.jsonl") else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the only conversation of a file."""
    parts = read_parts(raw, hints)
    if len(parts) > 1:
        raise ReadError(f"it holds {len(parts)} conversations; read it with read_transcripts")
    return parts[0].reading


def read_parts(raw: bytes, hints: Hints) -> list[Part]:  # noqa: ARG001  every reader takes hints
    """Return the conversations of a corpus, each in the order of its lines."""
    text = decode(raw).text.lstrip("\ufeff")
    talks: dict[str, _Talk] = {}
    damaged: list[Problem] = []
    for number, (start, stop) in enumerate(line_starts(text), 1):
        line = text[start:stop]
        if not line.strip("\x00 \t\ufeff"):
            continue
        try:
            file = parse(line)
        except ReadError as error:
            damaged.append(Problem("warning", number, f"this line is not read: {error}", line))
            continue
        name = _conversation(file.root)
        if name is None:
            message = "this line names no conversation and is not read"
            damaged.append(Problem("warning", number, message, line))
            continue
        _take(talks.setdefault(name, _Talk()), file, number)
    parts = [Part(name, _reading(talk)) for name, talk in talks.items() if talk.units]
    if not parts:
        raise ReadError("it holds no utterance with words; expected ConvoKit's utterances.jsonl")
    parts[0].reading.problems += damaged
    return parts


def _conversation(root: Any) -> str | None:
    if not isinstance(root, dict):
        return None
    name = root.get("conversation_id") or root.get("root")
    return str(name) if name else None


def _take(talk: _Talk, file: JsonFile, number: int) -> None:
    root, base = file.root, talk.length
    speaker = root.get("speaker", root.get("user"))
    if isinstance(speaker, dict):
        speaker = speaker.get("id")
    file.own(speaker, "label")
    stamp = root.get("timestamp")
    file.own(stamp, "time")
    unit = Unit(str(speaker) if speaker else None, [], source_loc=f"line {number}")
    unit.start_s = _seconds(stamp, number, talk.problems)
    pieces = file.speech(root.get("text"))
    unit.pieces = [Piece(p.text, p.start + base, p.end + base, p.before) for p in pieces]
    if "text" not in root:
        message = "this utterance has no text of its own; the whole line is kept here"
        talk.problems.append(Problem("warning", number, message, file.text))
    quiet = {key for key, _ in file.values}
    talk.fields |= quiet
    tiles, problems = file.tiles((), quiet)
    talk.tiles += [Tile(t.start + base, t.end + base, t.kind) for t in tiles]
    talk.problems += [Problem(p.severity, number, p.message, p.text) for p in problems]
    at = base + len(file.text)
    talk.tiles.append(Tile(at, at + 1, "syntax"))
    talk.lines.append(file.text + "\n")
    talk.length = at + 1
    if unit.pieces:
        talk.units.append(unit)
    elif "text" in root:
        talk.problems.append(Problem("note", number, "this utterance has no words"))


def _seconds(stamp: Any, number: int, problems: list[Problem]) -> float | None:
    if stamp is None:
        return None
    try:
        value = float(stamp)
    except (TypeError, ValueError):
        message = "this time cannot be read; the words are kept without it"
        problems.append(Problem("warning", number, message, str(stamp)))
        return None
    return value / 1000 if value > _NOT_TIME else value


def _reading(talk: _Talk) -> Reading:
    first = next((u.start_s for u in talk.units if u.start_s is not None), None)
    if first is not None and first > _CLOCK_S:  # seconds since 1970: count from the first
        for unit in talk.units:
            if unit.start_s is not None:
                unit.start_s = round(unit.start_s - first, 3)
    known = {"id", "conversation_id", "root", "text", "speaker", "user", "timestamp", "reply-to",
             "reply_to"}  # fmt: skip
    other = sorted(talk.fields - known)
    if other:
        message = f"the fields {', '.join(other)} of the utterances are not read"
        talk.problems.append(Problem("note", None, message))
    problems = [*check_units(talk.units, "utterances"), *talk.problems]
    text = "".join(talk.lines)
    return Reading("convokit", text, talk.tiles, talk.units, problems, meta=duration(talk.units))
