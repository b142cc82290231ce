"""JSON of meeting programs, told by its keys: a list of entries with words, a speaker and times.

Fireflies, Read.ai, Fathom, tl;dv, Grain, Teams and Stream, whisper.cpp name the same things
differently. The list that holds most words is the talk; what else the file says is kept beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from practicelearn.transcripts.labels import seconds
from practicelearn.transcripts.readers.json_text import JsonFile, Number, Text
from practicelearn.transcripts.tiles import Unit

__all__ = ["QUIET", "REPEATS", "entries", "is_meeting", "read_entries"]

_TEXT = (
    "text", "sentence", "content", "transcript", "utterance", "words", "speech", "caption",
    "message", "body", "raw_text",
)  # fmt: skip
_SPEAKER = (
    "speaker_name", "speakerName", "speakerDisplayName", "speaker", "displayName", "display_name",
    "participant", "participantName", "author", "name", "user", "speaker_id", "speakerId",
)  # fmt: skip
_START = (
    "start", "start_time", "startTime", "startOffset", "start_ms", "startMs", "begin", "from",
    "timestamp", "offset", "startTimestamp", "start_timestamp",
)  # fmt: skip
_END = (
    "end", "end_time", "endTime", "endOffset", "end_ms", "endMs", "stop", "to", "endTimestamp",
    "end_timestamp",
)  # fmt: skip
_NESTED = ("timestamps", "offsets", "time", "interval")
REPEATS = frozenset({"raw_text", "rawText"})
"""Keys whose words say again what was claimed as speech."""
QUIET = frozenset({
    "id", "index", "speaker_id", "speakerId", "language", "lang", "spokenLanguageTag", "from", "to",
    "roomId", "confidence", "type", "model", "url", "link", "transcript_url", "audio_url",
})  # fmt: skip
"""Keys whose strings are the format's own."""
_ISO = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$")
_CLOCK = re.compile(r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d+)?$")
_DEEPEST = 8


def is_meeting(root: Any) -> bool:
    """Whether a file holds a list of entries with words and a speaker or times."""
    return bool(entries(root))


def entries(root: Any) -> list[dict[str, Any]]:
    """Return the list of entries that holds most words; none where there is none."""
    best: list[dict[str, Any]] = []
    most = 0
    for found in _lists(root, 0):
        rows = [row for row in found if isinstance(row, dict) and _first(row, _TEXT)]
        if not rows or 2 * len(rows) < len(found):
            continue
        marked = sum(_speaker(row) is not None or _time(row, _START) is not None for row in rows)
        words = sum(len(str(_first(row, _TEXT)).split()) for row in rows)
        if 2 * marked >= len(rows) and words > most:
            best, most = rows, words
    return best


def _lists(value: Any, depth: int) -> Iterator[list[Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        yield value
    inside = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    for part in inside:
        if isinstance(part, list | dict):
            yield from _lists(part, depth + 1)


def read_entries(file: JsonFile) -> list[Unit]:
    """Return a unit for each entry of the talk."""
    units = []
    for n, row in enumerate(entries(file.root), 1):
        speaker = _speaker(row)
        file.own(speaker, "label")
        label = None
        if isinstance(speaker, Text):
            label = str(speaker).strip() or None
        elif speaker is not None:
            label = f"Speaker {speaker:g}"
        times = []
        for names in (_START, _END):
            value = _time(row, names)
            file.own(value, "time")
            times.append(_seconds(value))
        pieces = file.speech(_first(row, _TEXT))
        units.append(Unit(label, pieces, times[0], times[1], f"segment {n}"))
    return units


def _first(row: dict[str, Any], names: tuple[str, ...]) -> Text | None:
    return next((v for name in names if isinstance(v := row.get(name), Text) and v.strip()), None)


def _speaker(row: dict[str, Any]) -> Text | Number | None:
    for name in _SPEAKER:
        value = row.get(name)
        if isinstance(value, dict):
            value = next((value[k] for k in _SPEAKER if isinstance(value.get(k), Text)), None)
        if isinstance(value, Number) or (isinstance(value, Text) and value.strip()):
            return value
    return None


def _time(row: dict[str, Any], names: tuple[str, ...]) -> Text | Number | None:
    places = [row, *(row[k] for k in _NESTED if isinstance(row.get(k), dict))]
    for place in places:
        for name in names:
            value = place.get(name)
            if isinstance(value, Number | Text) and _seconds(value) is not None:
                return value
    return None


def _seconds(value: Any) -> float | None:
    if isinstance(value, Number):
        return float(value)
    words = str(value or "").strip().rstrip("s")
    iso = _ISO.match(str(value or "").strip())
    if iso and any(iso.groups()):
        hours, minutes, rest = (float(part or 0) for part in iso.groups())
        return 3600 * hours + 60 * minutes + rest
    if _CLOCK.match(words):
        return seconds(words)
    try:
        return float(words)
    except ValueError:
        return None
