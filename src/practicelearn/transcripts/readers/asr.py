"""JSON of speech recognisers: Whisper, WhisperX, AssemblyAI, Deepgram, Google, AWS, meetings.

Which it is, is told by the shape of the file. Where words carry a speaker of their own, a segment
can be split where the speaker changes (``Hints.split_words``); otherwise it is only noted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.readers import aws, meetings
from practicelearn.transcripts.readers.checks import (
    ReadError,
    check_units,
    close_tiles,
    declared,
    duration,
    in_seconds,
)
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.json_text import JsonFile, parse
from practicelearn.transcripts.tiles import Problem, Reading, Tiler, Unit

__all__ = ["read", "read_tsv", "sniff", "sniff_tsv"]

_OPENS = re.compile(r"\s*[\[{]\s*[\"\[{\]}]")
_OBJECT = re.compile(r'\s*(?:\[\s*)?\{\s*["}]')
_REPEATS = {"text", "transcript", "word", "punctuated_word", "words", "display_text", *aws.REPEATS}
_QUIET = {
    "start", "end", "start_time", "end_time", "startTime", "endTime", "startOffset", "endOffset",
    "resultEndTime", "confidence", "speaker", "speaker_label", "channel_label", "channel", "type",
    "id", "ParticipantId", "tokens",
}  # fmt: skip
_SHAPES = (
    "Whisper, WhisperX, AWS Transcribe, AssemblyAI, Deepgram, Google Speech-to-Text, a meeting "
    "program"
)
_TSV = re.compile(r"start\tend\ttext\s*\n")
_TSV_ROW = re.compile(r"\s*(\d+)\t(\d+)\t")
_GOOGLE_TIME = re.compile(r"(\d+(?:\.\d+)?)s?")


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are JSON."""
    text = decode(head).text.lstrip("\ufeff")
    if not _OPENS.match(text):
        return 0.0
    return 0.9 if name.endswith(".json") or _OBJECT.match(text) else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a speech recogniser's JSON."""
    file = parse(decode(raw).text)
    shape = next((r for r in _READERS if r[1](file.root)), None)
    if shape is None:
        if file.cut_at is not None:
            raise ReadError("the file breaks off before any speech; export it again")
        raise ReadError(
            f"this looks like JSON, but like none that is known: {_SHAPES}, "
            'or a list of {"speaker": …, "text": …}'
        )
    format, _, units_of, noun = shape
    maker = _Maker(file, hints.split_words)
    units = units_of(maker)
    units = [u for u in units if u.pieces]
    told_times = in_seconds(units) if format in {"json", "meeting"} else []
    tiles, left = file.tiles(
        _REPEATS | meetings.REPEATS, _QUIET | (meetings.QUIET if format == "meeting" else set())
    )
    roles, told = declared(aws.declared_roles(file.root), units)
    problems = [*maker.problems, *check_units(units, noun), *told, *told_times, *left]
    meta = {**duration(units), "roles": roles}
    return Reading(format, file.text, tiles, units, problems, place="segment", meta=meta)


def sniff_tsv(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are Whisper's table, whose times are milliseconds."""
    return 0.95 if _TSV.match(decode(head).text.lstrip("\ufeff")) else 0.0


def read_tsv(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of Whisper's ``start<TAB>end<TAB>text``; what has no times is kept."""
    text = decode(raw).text
    tiler = Tiler(text)
    units: list[Unit] = []
    problems: list[Problem] = []
    for number, (start, stop) in enumerate(line_starts(text), 1):
        row = _TSV_ROW.match(text, start, stop)
        if not text[start:stop].strip("\ufeff \t\x00"):
            continue
        if number == 1:
            tiler.add(*tiler.trimmed(start + text.startswith("\ufeff"), stop), "syntax")
            continue
        unit = Unit(None, [], source_loc=f"line {number}")
        if row is None:
            message = "two times were expected at the start of this line; it is kept without"
            problems.append(Problem("warning", number, message, text[start:stop]))
        else:
            unit.start_s, unit.end_s = int(row[1]) / 1000, int(row[2]) / 1000
            tiler.add(*row.span(1), "time")
            tiler.add(*row.span(2), "time")
        unit.pieces = tiler.speech(row.end() if row else start, stop)
        units.append(unit)
    units = [u for u in units if u.pieces]
    problems += check_units(units, "segments")
    tiles, unclaimed = close_tiles(tiler)
    problems += unclaimed
    return Reading("whisper-tsv", text, tiles, units, problems, meta=duration(units))


class _Word(NamedTuple):
    text: Any
    speaker: str | None
    start_s: float | None
    end_s: float | None


class _Maker:
    """Makes units and keeps what was odd about them."""

    def __init__(self, file: JsonFile, split: bool) -> None:
        self.file = file
        self.root = file.root
        self.split = split
        self.problems: list[Problem] = []
        self.units: list[Unit] = []

    def time(self, value: Any, scale: float = 1) -> float | None:
        """Seconds of a number, or of Google's "1.200s"; what cannot be read is a problem."""
        if isinstance(value, dict):  # {"seconds": "1", "nanos": 200000000}
            parts = [self.time(value.get(k, 0)) or 0.0 for k in ("seconds", "nanos")]
            return parts[0] + parts[1] / 1e9
        self.file.own(value, "time")
        if value is None or isinstance(value, bool):
            return None
        match = _GOOGLE_TIME.fullmatch(str(value).strip())
        if match:
            return round(float(match[1]) / scale, 6)
        message = "this time cannot be read; the words are kept without one"
        self.problems.append(Problem("warning", len(self.units) + 1, message, str(value)))
        return None

    def label(self, value: Any, prefix: str = "") -> str | None:
        """A speaker's label; a bare number is "Speaker 1"."""
        self.file.own(value, "label")
        if value is None or isinstance(value, bool | dict | list):
            return None
        if isinstance(value, float):
            value = f"{prefix}{value:g}"
        return str(value).strip() or None

    def add(self, speaker: str | None, start: float | None, end: float | None, text: Any) -> None:
        """One unit of one string."""
        unit = Unit(speaker, [], start, end, f"segment {len(self.units) + 1}")
        unit.pieces = self.file.speech(text)
        self.units.append(unit)

    def runs(self, words: Iterable[_Word]) -> None:
        """Units of neighbouring words of one speaker; a word without one goes with those before."""
        last: str | None = None
        first = True
        for word in words:
            speaker = word.speaker if word.speaker is not None else last
            if first or speaker != last:
                self.add(speaker, word.start_s, word.end_s, word.text)
            else:
                unit = self.units[-1]
                unit.pieces += self.file.speech(word.text)
                unit.end_s = word.end_s if word.end_s is not None else unit.end_s
            last, first = speaker, False

    def segment(
        self, speaker: str | None, start: float | None, end: float | None, text: Any,
        words: list[_Word],
    ) -> None:  # fmt: skip
        """One segment: whole, or where its words have several speakers and this is asked, split."""
        voices = {w.speaker for w in words if w.speaker is not None}
        if len(voices) > 1:
            if self.split:
                self.runs(
                    [
                        w if w.speaker or n else w._replace(speaker=speaker)
                        for n, w in enumerate(words)
                    ]
                )
                return
            message = (
                f"the words of this segment belong to {len(voices)} speakers; to part it where "
                'they change, say "yes" for split_words'
            )
            self.problems.append(Problem("note", len(self.units) + 1, message))
        self.add(speaker, start, end, text)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _is_whisper(root: Any) -> bool:
    return isinstance(root, dict) and any("text" in s for s in _dicts(root.get("segments")))


def _whisper(make: _Maker) -> list[Unit]:
    for segment in _dicts(make.root["segments"]):
        words = [
            _Word(w.get("word"), make.label(w.get("speaker"), "Speaker "),
                  make.time(w.get("start")), make.time(w.get("end")))
            for w in _dicts(segment.get("words"))
        ]  # fmt: skip
        label = make.label(segment.get("speaker"), "Speaker ")
        start, end = make.time(segment.get("start")), make.time(segment.get("end"))
        make.segment(label, start, end, segment.get("text"), words)
    before = None
    for n, unit in enumerate(make.units, 1):
        said = unit.pieces[0].text if len(unit.pieces) == 1 else None
        if said is not None and said == before and len(said.split()) > 2:
            message = "this segment repeats the one before word for word; was it really said twice?"
            make.problems.append(Problem("note", n, message, said))
        before = said
    return make.units


def _is_assembly(root: Any) -> bool:
    return isinstance(root, dict) and (
        bool(_dicts(root.get("utterances")))
        or ("words" in root and "text" in root and bool(_dicts(root["words"])))
    )


def _assembly(make: _Maker) -> list[Unit]:
    """Times are milliseconds; without diarisation there are words only."""
    utterances = _dicts(make.root.get("utterances"))
    for u in utterances:
        words = _milliseconds(make, u.get("words"))
        start, end = make.time(u.get("start"), 1000), make.time(u.get("end"), 1000)
        make.segment(make.label(u.get("speaker"), "Speaker "), start, end, u.get("text"), words)
    if not utterances:
        words = _milliseconds(make, make.root["words"])
        if any(w.speaker for w in words):
            make.runs(words)
        else:
            span = (words[0].start_s, words[-1].end_s)
            make.add(None, *span, make.root["text"])
    return make.units


def _milliseconds(make: _Maker, words: Any) -> list[_Word]:
    return [
        _Word(w.get("text"), make.label(w.get("speaker"), "Speaker "),
              make.time(w.get("start"), 1000), make.time(w.get("end"), 1000))
        for w in _dicts(words)
    ]  # fmt: skip


def _is_deepgram(root: Any) -> bool:
    results = root.get("results") if isinstance(root, dict) else None
    return isinstance(results, dict) and (
        bool(_dicts(results.get("utterances"))) or bool(_dicts(results.get("channels")))
    )


def _deepgram(make: _Maker) -> list[Unit]:
    results = make.root["results"]
    utterances = _dicts(results.get("utterances"))
    for u in utterances:
        start, end = make.time(u.get("start")), make.time(u.get("end"))
        label = make.label(u.get("speaker"), "Speaker ")
        if label is None and len(_dicts(results.get("channels"))) > 1:
            label = make.label(u.get("channel"), "Channel ")
        make.segment(label, start, end, u.get("transcript"), _deepgram_words(make, u.get("words")))
    channels = [] if utterances else _dicts(results["channels"])
    for n, channel in enumerate(channels):
        named = f"Channel {n}" if len(channels) > 1 else None
        for alternative in _dicts(channel.get("alternatives"))[:1]:
            _alternative(make, alternative, named)
    if len(channels) > 1:
        make.units.sort(key=lambda u: (u.start_s is None, u.start_s or 0.0))
    return make.units


def _alternative(make: _Maker, alternative: dict[str, Any], channel: str | None) -> None:
    words = _deepgram_words(make, alternative.get("words"))
    nested = alternative.get("paragraphs")
    paragraphs = _dicts(nested.get("paragraphs")) if isinstance(nested, dict) else []
    if isinstance(nested, dict):  # a copy with "Speaker 0:" in it; the plain copy is compared
        make.file.own(nested.get("transcript"), "syntax")
    for p in paragraphs:
        label = make.label(p.get("speaker"), "Speaker ")
        label = f"{channel} {label.lower()}" if channel and label else label or channel
        start, end = make.time(p.get("start")), make.time(p.get("end"))
        inside = [w for w in words if _within(w, start, end)]
        before = len(make.units)
        make.segment(label, start, end, None, inside)
        if len(make.units) == before + 1 and not make.units[-1].pieces:
            for sentence in _dicts(p.get("sentences")):
                make.units[-1].pieces += make.file.speech(sentence.get("text"))
    if not paragraphs and any(w.speaker for w in words):
        make.runs(words)
    elif not paragraphs:
        start, end = (words[0].start_s, words[-1].end_s) if words else (None, None)
        make.add(channel, start, end, alternative.get("transcript"))


def _deepgram_words(make: _Maker, words: Any) -> list[_Word]:
    return [
        _Word(w.get("punctuated_word") or w.get("word"), make.label(w.get("speaker"), "Speaker "),
              make.time(w.get("start")), make.time(w.get("end")))
        for w in _dicts(words)
    ]  # fmt: skip


def _within(word: _Word, start: float | None, end: float | None) -> bool:
    if word.start_s is None or start is None or end is None:
        return False
    return start <= word.start_s < end


def _is_google(root: Any) -> bool:
    return isinstance(root, dict) and any("alternatives" in r for r in _dicts(root.get("results")))


def _google(make: _Maker) -> list[Unit]:
    """With diarisation the last result says all the words again, and who spoke them."""
    results = [
        (r, (_dicts(r.get("alternatives")) or [{}])[0]) for r in _dicts(make.root["results"])
    ]
    counts = [len(_dicts(first.get("words"))) for _, first in results]
    tagged = [any(_tag(w) for w in _dicts(first.get("words"))) for _, first in results]
    if tagged and tagged[-1] and counts[-1] >= sum(counts[:-1]):
        results, tagged = results[-1:], tagged[-1:]
    for (result, first), has_tags in zip(results, tagged, strict=True):
        words = [
            _Word(w.get("word"), make.label(_tag(w), "Speaker "),
                  make.time(w.get("startTime", w.get("start_time", w.get("startOffset")))),
                  make.time(w.get("endTime", w.get("end_time", w.get("endOffset")))))
            for w in _dicts(first.get("words"))
        ]  # fmt: skip
        if has_tags:
            make.runs(words)
            continue
        start, end = (words[0].start_s, words[-1].end_s) if words else (None, None)
        end = end if end is not None else make.time(result.get("resultEndTime"))
        channel = make.label(result.get("channelTag"), "Channel ")
        make.add(channel, start, end, first.get("transcript"))
    return make.units


def _tag(word: dict[str, Any]) -> Any:
    tag = word.get("speakerLabel", word.get("speakerTag", word.get("speaker_tag")))
    return tag or None


def _is_list(root: Any) -> bool:
    return any("text" in r and "speaker" in r for r in _dicts(root))


def _list(make: _Maker) -> list[Unit]:
    for row in _dicts(make.root):
        start, end = make.time(row.get("start")), make.time(row.get("end"))
        make.add(make.label(row.get("speaker"), "Speaker "), start, end, row.get("text"))
    return make.units


def _meeting(make: _Maker) -> list[Unit]:
    make.units = meetings.read_entries(make.file)
    return make.units


def _aws(make: _Maker) -> list[Unit]:
    return aws.read_transcribe(make.file, make.problems)


def _analytics(make: _Maker) -> list[Unit]:
    return aws.read_analytics(make.file, make.problems)


_READERS: tuple[tuple[str, Callable[[Any], bool], Callable[[_Maker], list[Unit]], str], ...] = (
    ("aws-transcribe", aws.is_transcribe, _aws, "segments"),
    ("aws-analytics", aws.is_analytics, _analytics, "turns"),
    ("deepgram", _is_deepgram, _deepgram, "utterances"),
    ("google", _is_google, _google, "results"),
    ("assemblyai", _is_assembly, _assembly, "utterances"),
    ("whisper", _is_whisper, _whisper, "segments"),
    ("json", _is_list, _list, "rows"),
    ("meeting", meetings.is_meeting, _meeting, "entries"),
)  # fmt: skip
