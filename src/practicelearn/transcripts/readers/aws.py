"""AWS Transcribe and its Call Analytics.

The text of AWS Transcribe is not in its segments: it is put together from single words, and
punctuation is glued to the word before it. Who speaks stands in segments that are joined by time,
in channels, or (newer files) on each word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from practicelearn.errors import counted
from practicelearn.transcripts.readers.json_text import JsonFile
from practicelearn.transcripts.tiles import Piece, Problem, Unit

__all__ = [
    "REPEATS",
    "declared_roles",
    "is_analytics",
    "is_transcribe",
    "read_analytics",
    "read_transcribe",
]

REPEATS = {"transcript", "content", "Content"}


def is_transcribe(root: Any) -> bool:
    """Whether this is a result of AWS Transcribe."""
    results = root.get("results") if isinstance(root, dict) else None
    return isinstance(results, dict) and (
        isinstance(results.get("items"), list) or isinstance(results.get("channel_labels"), dict)
    )


def is_analytics(root: Any) -> bool:
    """Whether this is a result of Call Analytics."""
    turns = root.get("Transcript") if isinstance(root, dict) else None
    return isinstance(turns, list) and any(isinstance(t, dict) and "Content" in t for t in turns)


def read_analytics(file: JsonFile, problems: list[Problem]) -> list[Unit]:
    """Return the units of Call Analytics: times are milliseconds, the role is the label."""
    units: list[Unit] = []
    for n, turn in enumerate(file.root["Transcript"], 1):
        if not isinstance(turn, dict):
            continue
        file.own(turn.get("ParticipantRole"), "label")
        times = [
            _seconds(file, turn.get(key), problems, n, scale=1000)
            for key in ("BeginOffsetMillis", "EndOffsetMillis")
        ]
        role = turn.get("ParticipantRole") or turn.get("ParticipantId")
        unit = Unit(str(role) if role else None, [], times[0], times[1], f"segment {n}")
        unit.pieces = file.speech(turn.get("Content"))
        units.append(unit)
    return units


def declared_roles(root: Any) -> dict[str, str]:
    """Return label -> role of Call Analytics, where the label is the role; else nothing."""
    if not is_analytics(root):
        return {}
    turns = [t for t in root["Transcript"] if isinstance(t, dict) and t.get("ParticipantRole")]
    return {str(t["ParticipantRole"]): str(t["ParticipantRole"]) for t in turns}


def read_transcribe(file: JsonFile, problems: list[Problem]) -> list[Unit]:
    """Return the units of AWS Transcribe: one a segment, or a run of words of one speaker."""
    results = file.root["results"]
    channels = _channels(results)
    if channels is not None:
        for item in results.get("items") or []:  # the channels' words once more
            _less_likely(file, item)
        words = sorted(
            (w for channel in channels for w in _words(file, channel, problems)),
            key=lambda w: (w.start_s is None, w.start_s or 0.0),
        )
        return _runs(words)
    words = list(_words(file, results.get("items") or [], problems))
    labels = results.get("speaker_labels")
    segments = labels.get("segments") if isinstance(labels, dict) else None
    _join(file, words, segments if isinstance(segments, list) else [])
    if segments:
        lost = [w for w in words if w.speaker is None]
        if lost:
            message = f"{counted(len(lost), 'word', 'belong')} to no speaker's segment"
            problems.append(Problem("warning", None, message, " ".join(w.text for w in lost)))
    return _runs(words)


class _Word:
    """A word with the punctuation after it."""

    def __init__(self, pieces: list[Piece], start_s: float | None, end_s: float | None) -> None:
        self.pieces = pieces
        self.start_s = start_s
        self.end_s = end_s
        self.speaker: str | None = None
        self.segment: int | None = None
        self.key: str | None = None

    @property
    def text(self) -> str:
        return "".join(p.text for p in self.pieces)


def _channels(results: Any) -> list[Any] | None:
    labels = results.get("channel_labels")
    channels = labels.get("channels") if isinstance(labels, dict) else None
    if not isinstance(channels, list):
        return None
    out = []
    for channel in channels:
        items = channel.get("items") if isinstance(channel, dict) else None
        name = channel.get("channel_label") if isinstance(channel, dict) else None
        for item in items or []:
            if isinstance(item, dict) and name is not None:
                item.setdefault("channel_label", name)
        out.append(items or [])
    return out


def _words(file: JsonFile, items: list[Any], problems: list[Problem]) -> Iterator[_Word]:
    word: _Word | None = None
    for n, item in enumerate(items, 1):
        if not isinstance(item, dict):
            continue
        choices = item.get("alternatives")
        first = choices[0] if isinstance(choices, list) and choices else None
        content = first.get("content") if isinstance(first, dict) else item.get("content")
        _less_likely(file, item)
        glued = item.get("type") == "punctuation"
        pieces = file.speech(content, before="" if glued and word else " ")
        if glued and word is not None:
            word.pieces += pieces
            continue
        if word is not None:
            yield word
        times = [_seconds(file, item.get(key), problems, n) for key in ("start_time", "end_time")]
        word = _Word(pieces, times[0], times[1])
        word.key = str(item.get("start_time"))
        label = item.get("speaker_label") or item.get("channel_label")
        file.own(label, "label")
        word.speaker = str(label) if label else None
    if word is not None:
        yield word


def _less_likely(file: JsonFile, item: Any) -> None:
    """Claim what the machine thought of a word but did not choose."""
    choices = item.get("alternatives") if isinstance(item, dict) else None
    for other in choices[1:] if isinstance(choices, list) else []:
        if isinstance(other, dict):
            file.own(other.get("content"), "syntax")


def _join(file: JsonFile, words: list[_Word], segments: list[Any]) -> None:
    """Give each word its segment: by the start time the segment lists, else by its span."""
    by_key: dict[str, tuple[int, str | None]] = {}
    spans: list[tuple[float, float, int, str | None]] = []
    for n, segment in enumerate(segments):
        if not isinstance(segment, dict):
            continue
        file.own(segment.get("speaker_label"), "label")
        label = str(segment["speaker_label"]) if segment.get("speaker_label") else None
        for item in segment.get("items") or []:
            if isinstance(item, dict) and item.get("start_time") is not None:
                own = item.get("speaker_label")
                by_key.setdefault(str(item["start_time"]), (n, str(own) if own else label))
        try:
            spans.append((float(segment["start_time"]), float(segment["end_time"]), n, label))
        except (KeyError, TypeError, ValueError):
            continue
    for word in words:
        found = by_key.get(word.key or "")
        if found is None and word.start_s is not None:
            at = word.start_s
            found = next(((n, label) for a, b, n, label in spans if a <= at < b), None)
        if found is not None:
            word.segment = found[0]
            word.speaker = word.speaker or found[1]


def _runs(words: list[_Word]) -> list[Unit]:
    units: list[Unit] = []
    last: tuple[str | None, int | None] | None = None
    for word in words:
        if not word.pieces:
            continue
        here = (word.speaker, word.segment)
        if here != last:
            units.append(
                Unit(word.speaker, [], word.start_s, None, source_loc=f"segment {len(units) + 1}")
            )
        units[-1].pieces += word.pieces
        units[-1].end_s = word.end_s if word.end_s is not None else units[-1].end_s
        last = here
    return units


def _seconds(
    file: JsonFile, value: Any, problems: list[Problem], n: int, scale: float = 1
) -> float | None:
    file.own(value, "time")
    if value is None:
        return None
    try:
        return float(value) / scale
    except (TypeError, ValueError):
        message = "this time cannot be read; the words are kept without one"
        problems.append(Problem("warning", n, message, str(value)))
        return None
