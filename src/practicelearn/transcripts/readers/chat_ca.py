"""CHAT (.cha) of TalkBank, with its older shapes: no ``@UTF8``, bullets as ``•``, leading spaces.

An utterance is ``*ABC:`` and its text, continued by lines that start with white space; ``%xyz:``
lines describe it and are kept apart. Codes of the transcriber are left out of the turns, sounds and
pauses stay as ``[laughs]`` and ``[pause]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from practicelearn.transcripts.decode import decode, line_starts
from practicelearn.transcripts.readers.checks import (
    check_units,
    close_tiles,
    declared,
    duration,
    near_label,
)
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.speech import Pen
from practicelearn.transcripts.tiles import Problem, Reading, Tiler, Unit

__all__ = ["read", "sniff"]

_HEAD = re.compile(r"\s*(?:@UTF8|@Begin|@Font|@PID|@Languages)\b")
_LINE = re.compile(r"(?P<sign>[*%@])(?P<name>[^\s:]+)(?P<colon>:?)[ \t]*")
_BULLET = re.compile(r"[\x15•](?:%\w+:\"[^\"]*\"_)?(?:(\d+)_(\d+)|[^\x15•\n]{0,80})[\x15•]")
_HALF_BULLET = re.compile(r"[\x15•][\w%:\"]*\s*\Z")
_ANALYSIS = {"mor", "gra", "wor", "pho", "mod", "umor", "ugra", "trn", "grt", "xmor", "tim"}
_CODES = re.compile(
    # what a code can begin with: nearly every place of a text is passed over here
    r"(?=[\x15•&\[(+)@<>⌈⌉⌊⌋]|[xyw]{3}|[ \t]+[.?!])(?:"
    r"(?P<bullet>[\x15•](?:[^\x15•\n]{0,80}[\x15•]))"
    r"|(?P<sound>&=[^\s]+)"
    r"|(?P<speech>&[-+~](?=\w))"
    r"|\[=!\s*(?P<how>[^\]\n]+)\]"
    r"|(?P<gloss>\[(?:::?|=\??|%|#)\s[^\]\n]*\])"
    r"|(?P<code>\[(?:[<>]\d*|/{1,3}|/-|/\?|\*[^\]\n]*|!{1,2}|\?|[+-]\s[^\]\n]*|x\s?\d+|\^c?)\])"
    r"|\(\((?P<heard>[^()\n]{1,80})\)\)"
    r"|(?P<pause>\(\.{1,3}\))|\((?P<seconds>\d+(?:\.\d+)?)\)"
    r"|(?P<unheard>(?<![\w])(?:xxx|yyy|www)(?!\w))"
    r"|(?P<trail>\+\.\.[.?])|(?P<broken>\+/{1,2}\.)|(?P<asked>\+/{1,2}\?|\+!\?)"
    r"|(?P<linker>(?<!\S)\+(?:\"/?\.?|[\^<+,](?!\w)))"
    r"|(?P<part>(?<=\w)\((?=\w+\))|(?<!\S)\((?=\w+\)\w))|(?P<parted>(?<=\w)\)(?=\w)|(?<=\(\w)\)(?!\S))"
    r"|(?P<form>(?<=\w)@[a-z][a-z:$]*)"
    r"|(?P<scope><(?=[^<>\n]*>\s*\[)|(?<=\S)>(?=\s*\[)|[⌈⌉⌊⌋]\d?)"
    r"|(?P<stop>[ \t]+(?=[.?!](?:\s|$|\x15|•))))"
)
_NO_ROLE = re.compile(r"(?i)unspecified|unidentified|unknown")
_INSTEAD = {"unheard": "[inaudible]", "pause": "[pause]", "broken": "–", "asked": "?"}


@dataclass
class _Block:
    """A main, dependent or header line with the lines that continue it."""

    number: int
    sign: str
    name: str
    label: tuple[int, int]
    spans: list[tuple[int, int]] = field(default_factory=list)


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are CHAT."""
    text = decode(head).text.lstrip("\ufeff")
    if _HEAD.match(text):
        return 0.95
    return 0.7 if name.endswith(".cha") and re.search(r"^\*\w+:", text, re.MULTILINE) else 0.0


def read(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of a CHAT file: one an utterance."""
    text = decode(raw).text
    tiler = Tiler(text)
    problems: list[Problem] = []
    units: list[Unit] = []
    glosses: list[str] = []
    beside: list[str] = []
    blocks = _blocks(text, tiler, problems)
    end = len(text.rstrip())
    for block in blocks:
        if block.sign == "*":
            units.append(_utterance(text, tiler, block, end, problems, glosses))
            continue
        quiet = block.sign == "@" or block.name.lower() in _ANALYSIS
        for span in block.spans:
            a, b = tiler.trimmed(*span)
            tiler.add(a, b, "syntax" if quiet and block.sign == "%" else "preamble")
            if not quiet:
                beside.append(f"%{block.name}: {text[a:b]}")
    for kept, message in (
        (glosses, "the transcriber's glosses are no part of the turns"),
        (beside, "these lines describe what was said and are no turns"),
    ):
        if kept:
            problems.append(Problem("note", None, message, "\n".join(kept)))
    roles, told = _people(text, blocks, units)
    problems += told
    if not any(b.sign == "@" and b.name == "End" for b in blocks):
        problems.append(Problem("warning", None, "there is no @End; is the rest of it missing?"))
    problems += check_units(units, "utterances")
    tiles, unclaimed = close_tiles(tiler)
    problems += unclaimed
    meta = {**duration(units), "roles": roles}
    return Reading("chat", text, tiles, units, problems, meta=meta)


def _blocks(text: str, tiler: Tiler, problems: list[Problem]) -> list[_Block]:
    blocks: list[_Block] = []
    for number, (start, stop) in enumerate(line_starts(text), 1):
        match = _LINE.match(text, start, stop)
        if match is not None:
            if not match["colon"] and match["sign"] != "@":
                message = "there is no colon after this code; what follows is read as its words"
                problems.append(Problem("warning", number, message, text[start : match.end()]))
            label = match.span("name")
            tiler.add(start, label[0], "syntax")
            tiler.add(*label, "label" if match["sign"] == "*" else "syntax")
            tiler.add(label[1], match.end("colon"), "syntax")
            blocks.append(
                _Block(number, match["sign"], match["name"], label, [(match.end(), stop)])
            )
            continue
        words = text[start:stop].strip("\ufeff \t\x00")
        if not words:
            continue
        if not blocks:
            message = "this stands before the first header and is no turn"
            problems.append(Problem("warning", number, message, words))
            tiler.add(*tiler.trimmed(start, stop), "preamble")
            continue
        if text[start] not in " \t":
            message = "this line has no code before it; it is kept with the one above"
            problems.append(Problem("warning", number, message, words))
        blocks[-1].spans.append((start, stop))
    return blocks


def _utterance(
    text: str, tiler: Tiler, block: _Block, end: int, problems: list[Problem], glosses: list[str]
) -> Unit:
    unit = Unit(block.name, [], source_loc=f"line {block.number}")
    pen = Pen(tiler, unit)
    for start, stop in block.spans:
        pen.spaced = True
        at = start
        half = _HALF_BULLET.search(text, start, stop) if stop == end else None
        if half is not None and not _BULLET.search(text, max(start, half.start() - 90), stop):
            message = "the file ends inside a time; is the rest of it missing?"
            problems.append(Problem("warning", block.number, message, half[0]))
            pen.plain(start, start)
            tiler.add(half.start(), stop, "issue")
            stop = half.start()
        for match in _CODES.finditer(text, start, stop):
            pen.plain(at, match.start())
            _code(pen, match, block.number, problems, glosses)
            at = match.end()
        pen.plain(at, stop)
    return unit


def _code(
    pen: Pen, match: re.Match[str], number: int, problems: list[Problem], glosses: list[str]
) -> None:
    start, end = match.span()
    kind = match.lastgroup or ""
    if kind == "bullet":
        pen.spaced = True
        _bullet(pen, match, number, problems)
    elif kind in {"how", "heard"}:
        pen.instead(start, end, f"[{match[kind].strip()}]")
    elif kind == "sound":
        pen.instead(start, end, f"[{match[0][2:].replace(':', ' ').replace('_', ' ')}]")
    elif kind == "seconds":
        pen.instead(start, end, f"[{match[kind]}s]")
    elif kind == "trail":
        pen.instead(start, end, match[0][1:])
    elif kind in _INSTEAD:
        pen.instead(start, end, _INSTEAD[kind])
    else:
        if kind == "gloss":
            glosses.append(match[0])
        if kind == "stop":
            pen.spaced = False
        pen.leave(start, end)


def _bullet(pen: Pen, match: re.Match[str], number: int, problems: list[Problem]) -> None:
    times = _BULLET.fullmatch(match[0])
    if times is not None and times[1]:
        unit = pen.unit
        pen.leave(*match.span(), "time")
        unit.start_s = int(times[1]) / 1000 if unit.start_s is None else unit.start_s
        unit.end_s = max(int(times[2]) / 1000, unit.end_s or 0.0)
        return
    message = "this time cannot be read; the words are kept without it"
    problems.append(Problem("warning", number, message, match[0]))
    pen.leave(*match.span(), "issue")


def _people(
    text: str, blocks: list[_Block], units: list[Unit]
) -> tuple[dict[str, str], list[Problem]]:
    """Who the header says there was in which role, and who spoke without being named there."""
    heads = {
        name: [" ".join(text[a:b].strip() for a, b in k.spans) for k in blocks
               if k.sign == "@" and k.name == name]
        for name in ("Participants", "ID")
    }  # fmt: skip
    listed = [p.split() for line in heads["Participants"] for p in line.split(",") if p.split()]
    named = {p[0] for p in listed}
    fields = [line.split("|") for line in heads["ID"]]
    roles = {p[0]: p[-1] for p in listed if len(p) > 1}
    roles |= {f[2].strip(): f[7].strip() for f in fields if len(f) > 7 and f[7].strip()}
    out: list[Problem] = []
    spoke = list(dict.fromkeys(u.speaker for u in units if u.speaker))
    if named:
        for label in spoke:
            if label not in named:
                message = f'"{label}" speaks but is not in @Participants.{near_label(label, named)}'
                out.append(Problem("note", None, message, label))
    roles = {k: role for k, role in roles.items() if not _NO_ROLE.search(role)}
    own, told = declared(roles, units)
    return own, out + told
