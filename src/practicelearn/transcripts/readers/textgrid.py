"""Praat TextGrid, long and short: a tier a speaker, an empty interval a silence.

Read by Praat's own rule: whatever stands free and is a number, a string in quotation marks or a
flag in angle brackets is content, all else is ornament: ``item[1]:`` and ``item [1]:`` are alike.
Tiers of words or sounds repeat the speech; they are compared with it and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.checks import (
    ReadError,
    check_units,
    close_tiles,
    duration,
    plain_words,
)
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.speech import Pen
from practicelearn.transcripts.tiles import Kind, Problem, Reading, Tiler, Unit

__all__ = ["read", "sniff"]

_TOKEN = re.compile(
    r'"(?P<string>[^"]*(?:""[^"]*)*)(?P<close>"?)'
    r"|(?<!\S)(?P<number>[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)%?(?!\S)"
    r"|(?P<flag><\w+>)|(?P<comment>(?<!\S)![^\n]*)"
)
_ORNAMENT = re.compile(
    r"[\s\ufeff=:?\[\]\d]*(?:(?:File type|Object class|xmin|xmax|tiers|size|item|class|name|"
    r"intervals|points|text|mark|time|number)[\s=:?\[\]\d]*)*$"
)
_HEADER = re.compile(r"ooTextFile\b.*|TextGrid|\s*")
_NUMBERED = re.compile(r"\[\d+\]")
_CLASSES = {"IntervalTier", "TextTier"}
_SILENCE = {"#", "_", "sil", "sp", "<sil>", "<p:>", "<p>", "silence", "silent", "sounding"}
_FINER = re.compile(
    r"(?i)(?:^|[\s_.:\-–(])(words?|mots?|tokens?|phones?|phonemes?|phons?|segments?|syll\w*|"
    r"pos|lemmas?|sampa|maus|mau|kan|ort)\)?$"
)
_WORDS = {"word", "words", "mot", "mots", "token", "tokens", "ort"}
_BESIDE = re.compile(r"(?i)\b(comments?|notes?|gloss\w*|translations?|topics?|gestures?|tones?)\b")


@dataclass
class _Entry:
    line: int
    start_s: float | None
    end_s: float | None
    span: tuple[int, int]


@dataclass
class _Tier:
    kind: str
    name: str
    line: int
    numbers: list[float] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are a TextGrid."""
    text = decode(head[:2048]).text.lstrip("\ufeff \r\n")
    if re.match(r'(?:File type\s*=\s*)?"ooTextFile', text):
        return 1.0
    return 0.6 if name.endswith(".textgrid") and '"IntervalTier"' in text else 0.0


def read(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of a TextGrid: one an interval with words, in the order of time."""
    text = decode(raw).text
    tiler = Tiler(text)
    problems: list[Problem] = []
    tiers = _tiers(text, tiler, problems)
    if not tiers:
        raise ReadError("it is a TextGrid without tiers; expected one tier a speaker")
    speech, words, other = _sorted_out(tiers)
    found: list[tuple[float, int, Unit]] = []
    for tier in speech:
        speaker = _FINER.sub("", tier.name).strip(" _.:-–(") if tier in words else tier.name
        at = 0.0
        for entry in tier.entries:
            at = entry.start_s if entry.start_s is not None else at
            unit = _unit(tiler, entry, speaker.strip() or None)
            if unit is not None:
                found.append((at, len(found), unit))
    spoken = {w for _, _, u in found for p in u.pieces for w in plain_words(p.text)}
    for tier in [t for t in tiers if t not in speech]:
        problems += _left_out(text, tiler, tier, spoken if tier in words else None, tier in other)
    problems += [p for tier in tiers for p in _doubts(tier)]
    _claim_rest(text, tiler)
    units = [unit for _, _, unit in sorted(found, key=lambda f: f[:2])]
    problems += check_units(units, "intervals")
    tiles, unclaimed = close_tiles(tiler)
    problems += unclaimed
    return Reading("textgrid", text, tiles, units, problems, meta=duration(units))


def _tiers(text: str, tiler: Tiler, problems: list[Problem]) -> list[_Tier]:
    tiers: list[_Tier] = []
    numbers: list[float] = []
    naming = False
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", counted, token.start())
        counted = token.start()
        kind = token.lastgroup
        if kind == "number":
            tiler.add(token.start(), token.end(), "time" if tiers else "syntax")
            if tiers and not naming and len(tiers[-1].numbers) < 3:
                tiers[-1].numbers.append(float(token["number"]))
            else:
                numbers.append(float(token["number"]))
            continue
        if kind in {"flag", "comment"}:
            tiler.add(*token.span(), "syntax" if kind == "flag" else "preamble")
            continue
        span = token.span("string")
        tiler.add(token.start(), span[0], "syntax")
        tiler.add(span[1], token.end(), "syntax")
        if not token["close"]:
            message = "the file ends inside a text; the rest of it is missing"
            problems.append(Problem("warning", line, message))
        value = token["string"]
        if naming:
            tiers[-1].name = value.replace('""', '"').strip()
            tiler.add(*span, "label")
            naming = False
        elif value in _CLASSES and text[token.end() : token.end() + 80].lstrip(
            " \t\r\n\x00"
        ).startswith(('"', "name")):
            tiler.add(*span, "syntax")
            tiers.append(_Tier(value, "", line))
            naming = True
        elif not tiers:
            if _HEADER.fullmatch(value):  # anything else here is words of a tier that was damaged
                tiler.add(*span, "syntax")
            continue
        else:
            tiers[-1].entries.append(_entry(tiers[-1], line, numbers, span, value, problems))
        numbers = []
    return tiers


def _entry(
    tier: _Tier,
    line: int,
    numbers: list[float],
    span: tuple[int, int],
    value: str,
    problems: list[Problem],
) -> _Entry:
    wanted = 2 if tier.kind == "IntervalTier" else 1
    if len(numbers) == wanted:
        return _Entry(line, numbers[0], numbers[-1], span)
    if value.strip():
        message = f"{wanted} times were expected before this, {len(numbers)} can be read"
        problems.append(Problem("warning", line, message, value))
    return _Entry(line, None, None, span)


def _sorted_out(tiers: list[_Tier]) -> tuple[list[_Tier], list[_Tier], list[_Tier]]:
    """Tiers that are speech, those of words, and those that describe."""
    finer = [t for t in tiers if _FINER.search(t.name)]
    words = [t for t in finer if _FINER.findall(t.name)[-1].lower() in _WORDS]
    other = [
        t for t in tiers if t.kind != "IntervalTier" or (_BESIDE.search(t.name) and t not in finer)
    ]
    speech = [t for t in tiers if t not in finer and t not in other]
    if not any(e.span[1] > e.span[0] for t in speech for e in t.entries):
        speech = words or finer or other  # nothing but words: they are the speech
    return speech, words, other


def _unit(tiler: Tiler, entry: _Entry, speaker: str | None) -> Unit | None:
    a, b = tiler.trimmed(*entry.span)
    if tiler.text[a:b].lower() in _SILENCE:
        tiler.add(a, b, "mark")
        return None
    unit = Unit(speaker, [], entry.start_s, entry.end_s, f"line {entry.line}")
    pen = Pen(tiler, unit)
    for start, end, doubled in _quotes(tiler.text, a, b):
        if doubled:
            pen.instead(start, end, '"')
        else:
            pen.plain(start, end)
    return unit if unit.pieces else None


def _quotes(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    at = start
    for match in re.compile('""').finditer(text, start, end):
        if match.start() > at:
            yield at, match.start(), False
        yield match.start(), match.end(), True
        at = match.end()
    if end > at:
        yield at, end, False


def _left_out(
    text: str, tiler: Tiler, tier: _Tier, spoken: set[str] | None, telling: bool
) -> list[Problem]:
    """Claim a tier that is no speech; say what it holds that nothing else does."""
    kind: Kind = "preamble" if telling else "syntax"
    kept: list[str] = []
    for entry in tier.entries:
        a, b = tiler.trimmed(*entry.span)
        tiler.add(a, b, kind)
        if b > a:
            kept.append(text[a:b])
    if telling and kept:
        message = f'the tier "{tier.name}" describes what was said and is no turn'
        return [Problem("note", tier.line, message, "\n".join(kept))]
    if spoken is not None:
        missing = [
            w for k in kept if k.lower() not in _SILENCE for w in plain_words(k) if w not in spoken
        ]
        if missing:
            message = f'words of the tier "{tier.name}" stand in no speaker\'s tier'
            return [Problem("warning", tier.line, message, " ".join(missing))]
    message = f'the tier "{tier.name}" divides the speech more finely and is left out'
    return [Problem("note", tier.line, message)] if kept else []


def _doubts(tier: _Tier) -> list[Problem]:
    out: list[Problem] = []
    if len(tier.numbers) == 3 and tier.numbers[2] != len(tier.entries):
        message = (
            f'the tier "{tier.name}" says it has {tier.numbers[2]:g} entries, '
            f"{len(tier.entries)} can be read; is part of the file missing?"
        )
        out.append(Problem("warning", tier.line, message))
    last: float | None = None
    for entry in tier.entries:
        if entry.start_s is not None and last is not None and entry.start_s < last:
            message = "this interval starts before the one above it; it was put in order of time"
            out.append(Problem("note", entry.line, message))
        last = entry.start_s if entry.start_s is not None else last
    return out


def _claim_rest(text: str, tiler: Tiler) -> None:
    """Claim what stands between content, such as ``xmin =``; only what Praat writes is ornament."""
    left = tiler.close()[1]
    words = [text[a:b] for a, b in zip(left.starts.tolist(), left.ends.tolist(), strict=True)]
    # "intervals [12]:" is ornament whatever its number, so each wording is looked at once
    bare = [_NUMBERED.sub("[]", part) for part in words]
    known = {part: _ORNAMENT.match(part) is not None for part in set(bare)}
    ours = np.array([known[part] for part in bare], bool)
    tiler.add_many(left.starts[ours], left.ends[ours], "syntax")
