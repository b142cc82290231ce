"""noScribe: words over another's, and what its editor puts into cues of their own.

``S01: Cancelled twice. //S02: Mm-hm.//`` holds words of S02, in each of its forms. In captions its
editor writes the name that a person gave a voice, and the time, into cues of the same time as the
words: ``<v S01>Kim Reed:``, ``<v S01>[00:00:09]``, ``<v S01>Cancelled twice.``
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from practicelearn.transcripts.readers.cues import Cue
from practicelearn.transcripts.tiles import Tiler, Unit

__all__ = ["Apart", "cues_apart", "named_voices", "stretches", "voices_in", "voices_within"]

_VOICES = re.compile(r"<v ([^<>\n]+)>")
_APART = re.compile(
    r"<v (?P<voice>S\d\d)>\s*"
    r"(?:(?P<name>[^<>\[\]\n:]{1,60}?)\s*:|(?P<time>\[(?:\d+:)?\d\d:\d\d\]))\s*"
)

OneCue = tuple[str, float | None, float | None]
"""A voice and the times of its cue."""


class Apart(NamedTuple):
    """Cues that hold no words: their places, and the name that one gives to the cue of its time."""

    cues: frozenset[int] = frozenset()
    names: Mapping[OneCue, str] = MappingProxyType({})


def cues_apart(text: str, cues: Sequence[Cue], tiler: Tiler) -> Apart:
    """Return the cues that hold a name or a time only, and claim them.

    A name is one where a cue of the same voice and time follows: "So:" said alone is speech.
    """
    if "noScribe" not in text[:2_000]:
        return Apart()
    found: set[int] = set()
    names: dict[OneCue, str] = {}
    followed: OneCue | None = None
    for n in range(len(cues) - 1, -1, -1):
        cue = cues[n]
        match = _APART.fullmatch(text, *cue.lines[0]) if len(cue.lines) == 1 else None
        voice = _VOICES.match(text, *cue.lines[0]) if cue.lines else None
        key = (voice[1] if voice else "", cue.start_s, cue.end_s)
        if match is not None and key == followed:
            found.add(n)
            part = "name" if match["name"] else "time"
            if match["name"]:
                names[key] = match["name"]
            start, end = cue.lines[0]
            tiler.add(start, match.start("voice"), "syntax")
            tiler.add(*match.span("voice"), "label")
            tiler.add(match.end("voice"), match.start(part), "syntax")
            tiler.add(*match.span(part), "label" if match["name"] else "time")
            tiler.add(match.end(part), end, "syntax")
        followed = key
    return Apart(frozenset(found), names)


def named_voices(units: Sequence[Unit], names: Mapping[OneCue, str]) -> None:
    """Give each unit the name of its voice: of its own cue, else the one name its voice has."""
    if not names:
        return
    by_voice: dict[str, set[str]] = {}
    for (voice, _, _), name in names.items():
        by_voice.setdefault(voice, set()).add(name)
    for unit in units:
        voice = unit.speaker or ""
        given = by_voice.get(voice, set())
        only = next(iter(given)) if len(given) == 1 else unit.speaker
        unit.speaker = names.get((voice, unit.start_s, unit.end_s), only or "") or None


def voices_in(text: str) -> set[str]:
    """Return the voices that WebVTT's tags name."""
    return set(_VOICES.findall(text))


def voices_within(text: str, voices: Collection[str]) -> re.Pattern[str] | None:
    """Return what words over another's look like in this file; None where there are none.

    Only voices that speak in the file are known: an address holds slashes and a colon too.
    """
    if not voices or "//" not in text:
        return None
    known = "|".join(map(re.escape, sorted(voices, key=len, reverse=True)))
    over = re.compile(rf"//\s?(?P<voice>{known}):\s?(?P<words>(?:(?!//)[^\n])*)//")
    return over if over.search(text) else None


def stretches(
    over: re.Pattern[str] | None, tiler: Tiler, line: tuple[int, int]
) -> Iterator[tuple[str | None, int, int]]:
    """Yield whose words each stretch of a line is, None for its own speaker; claim the labels."""
    at, stop = line
    for match in over.finditer(tiler.text, *line) if over is not None else ():
        yield None, at, match.start()
        tiler.add(match.start(), match.start("voice"), "syntax")
        tiler.add(*match.span("voice"), "label")
        tiler.add(match.end("voice"), match.start("words"), "syntax")
        tiler.add(match.end("words"), match.end(), "syntax")
        yield match["voice"], *match.span("words")
        at = match.end()
    yield None, at, stop
