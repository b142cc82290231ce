"""One grammar for every "label text" shape, learned from the file.

A word before a colon is a speaker's label when it recurs, stands in the attendance sheet, carries
a time stamp, states a role (``F``, ``Moderator``), is built like a label that recurs (``P7``
beside ``P1`` and ``P2``), or is a person's name in a file whose other labels recur. So ``pk910``
and ``(SL)`` come out right, and ``Honestly:`` stays speech.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, cast

import numpy as np

from practicelearn.language.forms import folded, without_unseen
from practicelearn.language.vocabulary import STOP_WORDS
from practicelearn.transcripts.roles import role_of_label

__all__ = [
    "Opening",
    "accepted_labels",
    "find_opening",
    "is_sentence_opening",
    "many_seconds",
    "names_of_all",
    "seconds",
]

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,:]\d{1,3})?"
_STAMP = rf"[\[(]?(?P<time>{_TIME})(?:\s*-+>?\s*{_TIME})?[\])]?"
_DONE = r"(?:\[(?:reads?|reading|laughs?|laughing)[^\[\]:\n]{0,20}\]\s?)?"  # before a label
_NAME = rf"(?P<label>{_DONE}[^\s:*_>\[\]\t](?:[^:\t\n*]{{0,58}}[^\s:*\t])?)"
_SHORT_NAME = r"(?P<label>[\w(][\w.'’()-]*(?: [A-Z0-9(][\w.'’()-]*){0,3})"
_BOLD = r"(?:\*\*|__)?"
_FRONT = r"\s*(?:#{1,6} +)?"
_NAMED = rf"{_BOLD}{_NAME}{_BOLD}"
_SPEECH = r"(?P<text>\s.*|)$"
_SHAPES = (
    # [00:00:10] Name: text
    (
        "inline",
        rf"{_FRONT}{_BOLD}[\[(](?P<time>{_TIME})[\])]{_BOLD}\s*{_NAMED}\s*:{_BOLD}{_SPEECH}",
    ),
    # 00:00:10 Name: text
    (
        "inline",
        (
            rf"{_FRONT}{_BOLD}(?P<time>{_TIME}){_BOLD}\s+(?:[-–—|]\s+)?{_BOLD}(?=[^\s:]+\s*:|[A-Z])"
            rf"{_SHORT_NAME}{_BOLD}\s*:{_BOLD}{_SPEECH}"
        ),
    ),
    # Name: (00:12:33) with the text beside or below
    ("stamped", rf"{_FRONT}{_NAMED}\s*:{_BOLD}\s*[\[(](?P<time>{_TIME})[\])]{_SPEECH}"),
    # 00:12:33 - Name with the text below
    ("stamped", rf"{_FRONT}[\[(]?(?P<time>{_TIME})[\])]?\s+[-–—|]\s+{_SHORT_NAME}:?(?P<text>)\s*$"),
    # **Name** [(00:12)](https://...), as Grain links its times
    (
        "stamped",
        (
            rf"{_FRONT}{_BOLD}{_SHORT_NAME}{_BOLD}:?\s+\[\(?(?P<time>{_TIME})\)?\]"
            rf"\(https?:[^)\s]*\):?{_SPEECH}"
        ),
    ),
    # Name (00:12:33): text, Name [00:12:33] text, Name  0:00 with the text below
    (
        "stamped",
        (
            rf"{_FRONT}{_NAMED}(?:\s+[\[(](?P<time>{_TIME})[\])]|\s{{2,}}(?P<bare>{_TIME})(?=\s*$))"
            rf":?{_BOLD}:?{_SPEECH}"
        ),
    ),
    # Name 00:12:33, Name, 0:05 and Name 0:05 - 0:09 with the text below; 0:05 - 0:09 Name
    (
        "alone",
        (
            rf"{_FRONT}{_BOLD}{_SHORT_NAME}{_BOLD},?\s+(?:[-–—|]\s+)?{_BOLD}[\[(]?(?P<time>{_TIME})[\])]?"
            rf"(?:\s*[-–—]+>?\s*{_TIME})?{_BOLD}(?P<text>)\s*$"
        ),
    ),
    (
        "alone",
        rf"{_FRONT}(?P<time>{_TIME})\s*[-–—]+>?\s*{_TIME}\s+{_BOLD}{_SHORT_NAME}:?{_BOLD}(?P<text>)\s*$",
    ),
    # [Name] 00:12:33
    ("stamped", rf"{_FRONT}\[(?P<label>[^\]\d:][^\]:]{{0,58}})\]\s+(?P<time>{_TIME}){_SPEECH}"),
    # Name: text, **Name:** text, **Name**: text, >> Name: text
    ("inline", rf"{_FRONT}(?:>{{1,3}}\s*)?{_NAMED}\s*:{_BOLD}{_SPEECH}"),
    # [Name]: text
    ("inline", rf"{_FRONT}\[(?P<label>[^\]\d:][^\]:]{{0,58}})\]\s*:{_SPEECH}"),
    # Name<TAB>text
    ("inline", r"(?P<label>[^\s:\t][^:\t\n]{0,40})\t+(?P<text>\S.*)$"),
)
_OPENINGS = tuple((shape, re.compile(pattern)) for shape, pattern in _SHAPES)
# most lines hold no time, and need not be tried for the shapes that do
_WITHOUT_TIME = tuple(o for o in _OPENINGS if "(?P<time>" not in o[1].pattern)
_CLOCK = re.compile(r"\d:\d\d")
# "P1: text", as nearly every labelled line begins
_NAMED_PLAINLY = re.compile(r"([^\W_]+(?: [^\W_]+){0,6}):(?=\s|$)")
_LONE_TIME = re.compile(rf"\s*{_STAMP}:?\s*$")
_DIGITS = re.compile(r"\d+")
_LONGEST_LABEL_WORDS = 7
_LONGEST_LABEL = 60
_STEADY = 0.8
_HALF = 0.5
_MOST_NAMES = 4
_PAIRS = (("(", ")"), ("[", "]"))
# the colon of Chinese and Japanese is as wide as a letter, and no space follows it
_WIDE_COLON = re.compile(
    r"\s*(?P<label>[^\s:\uff1a][^:\uff1a\t\n]{0,40}?)\s*\uff1a\s*(?P<text>.*)$"
)
_CODE = re.compile(r"[A-Za-z]{1,4}[ _-]?\d{1,4}[A-Za-z]?$")
_BESIDE = re.compile(r"\s*[(|].*$")
_OPENERS = {
    "remember", "note", "question", "answer", "example", "problem", "point", "fact", "reminder",
    "warning", "update", "summary", "conclusion", "result", "issue", "reason", "idea", "rule",
    "tip", "advice", "listen", "imagine", "consider", "finally",
}  # fmt: skip
_ADVERB = re.compile(r"[a-z]{3,}(?:ally|ously|ately|ently|antly|ingly|edly|ively|ually|fully)$")
_CAPITALS = re.compile(r"[A-Z0-9][\w'’.-]*$")


class Opening(NamedTuple):
    """A line that may open a unit.

    Offsets are within the line; ``text_at`` is where speech begins.
    """

    label: str | None
    label_span: tuple[int, int]
    time_s: float | None
    time_span: tuple[int, int]
    text_at: int
    own_line: bool
    stamped: bool


def seconds(stamp: str) -> float:
    """Return seconds of ``m:ss``, ``h:mm:ss`` or ``h:mm:ss.fff`` (comma allowed).

    The frames of ``h:mm:ss:ff`` are left out: how many make a second is not in the file.

    Examples
    --------
    >>> seconds("1:02:03,5"), seconds("12:44")
    (3723.5, 764.0)
    """
    total = 0.0
    for part in stamp.replace(",", ".").split(":")[:3]:
        total = 60 * total + float(part)
    return total


def many_seconds(stamps: Sequence[str]) -> list[float]:
    """Return seconds of each stamp; fast where all are written ``hh:mm:ss.fff``."""
    joined = "".join(stamps)
    if not joined.isascii() or len(joined) != 12 * len(stamps):
        return [seconds(stamp) for stamp in stamps]
    signs = np.frombuffer(joined.encode(), np.uint8).reshape(-1, 12)
    digits = signs[:, [0, 1, 3, 4, 6, 7, 9, 10, 11]] - np.uint8(48)
    if (signs[:, [2, 5]] != ord(":")).any() or (digits > 9).any():
        return [seconds(stamp) for stamp in stamps]
    thousandths = digits @ np.array([36e6, 36e5, 6e5, 6e4, 1e4, 1e3, 100, 10, 1])
    return cast("list[float]", (thousandths / 1000).tolist())


def find_opening(line: str) -> Opening | None:
    """Return the label, the time and the start of speech a line may hold; None for plain text."""
    if line.isascii():
        return _opening(line)
    if "\uff1a" in line:
        wide = _WIDE_COLON.match(line)
        if wide is not None and _may_be_label(wide["label"]):
            end = wide.end("label")
            at = wide.start("text")
            return Opening(wide["label"], wide.span("label"), None, (end, end), at,
                           not wide["text"].strip(), False)  # fmt: skip
    if without_unseen(line) == line:
        return _opening(line)
    bare = folded(line, case=False)
    found = _opening(bare.text)
    if found is None:
        return None
    start, end = bare.back(*found.label_span)
    return found._replace(
        label=None if found.label is None else without_unseen(line[start:end]).strip(),
        label_span=(start, end),
        time_span=bare.back(*found.time_span),
        text_at=bare.places[found.text_at],
    )


def _opening(line: str) -> Opening | None:
    named = _NAMED_PLAINLY.match(line)
    if named is not None:
        end = named.end() - 1
        if end < _LONGEST_LABEL and line.find(":", end + 1) < 0:
            # the second sign behind the colon is a word's in nearly every line
            alone = not (line[end + 2 : end + 3].strip() or line[end + 1 :].strip())
            return Opening(named[1], (0, end), None, (end, end), end + 1, alone, False)
    if _CLOCK.search(line):
        lone = _LONE_TIME.match(line)
        if lone:
            span = lone.span("time")
            at = (span[0], span[0])
            return Opening(None, at, seconds(lone["time"]), span, len(line), True, True)
        shapes = _OPENINGS
    elif ":" in line:
        shapes = _WITHOUT_TIME
    elif "\t" in line:
        shapes = _WITHOUT_TIME[-1:]
    else:
        return None
    for shape, pattern in shapes:
        match = pattern.match(line)
        if not match or len(match["label"].split()) > _LONGEST_LABEL_WORDS:
            continue
        if not _may_be_label(match["label"]):
            continue
        groups = match.groupdict()
        name = next((g for g in ("time", "bare") if groups.get(g)), None)
        time_span = match.span(name) if name else (match.end("label"), match.end("label"))
        return Opening(
            label=match["label"].strip(),
            label_span=match.span("label"),
            time_s=seconds(match[name]) if name else None,
            time_span=time_span,
            text_at=match.start("text"),
            own_line=not match["text"].strip(),
            # a word and a time alone may be speech: such a label must recur
            stamped=shape == "stamped" or (name is not None and shape != "alone"),
        )
    return None


def _may_be_label(label: str) -> bool:
    """Whether a label has a letter or digit and no half bracket, as ``(Inaudible`` has."""
    whole = all(label.count(a) == label.count(b) for a, b in _PAIRS)
    return whole and any(c.isalnum() for c in label)


def accepted_labels(openings: Iterable[Opening], known: Collection[str] = ()) -> set[str]:
    """Return the labels a file's openings amount to.

    Parameters
    ----------
    openings : iterable of Opening
    known : collection of str
        Labels from the attendance sheet; accepted even when they occur once.
    """
    openings = list(openings)
    count = Counter([o.label for o in openings if o.label])
    stamped = {o.label for o in openings if o.stamped and o.label}
    recurring = {label for label, n in count.items() if n > 1}
    shapes = {_built(label) for label in recurring if _DIGITS.search(label)}
    rest = [label for label in count if label not in recurring and label not in stamped]
    steady = sum(count[label] for label in recurring | stamped) / max(1, sum(count.values()))
    named = {label for label in rest if _is_name(label, steady)}
    named |= _on_own_lines(openings, rest)
    sheet = {str(label).strip().casefold() for label in known}
    return {
        label
        for label in count
        if label in recurring
        or label in stamped
        or label in named
        or label.casefold() in sheet
        or role_of_label(label) is not None
        or _built(label) in shapes
    }


def _built(label: str) -> str:
    """How a label is built: its number, and what is said of the person beside it, may be others."""
    return _DIGITS.sub("#", _BESIDE.sub("", label) or label)


def _on_own_lines(openings: Sequence[Opening], rest: Sequence[str]) -> set[str]:
    """Codes that stand alone on a line once, in a file whose labels all stand so: ``ES1:``."""
    alone = [o for o in openings if o.label and o.own_line]
    if not rest or len(alone) < _STEADY * sum(o.label is not None for o in openings):
        return set()
    return {label for label in rest if _CODE.match(label)} & {o.label for o in alone if o.label}


def names_of_all(openings: Sequence[Opening | None]) -> set[str]:
    """Return the labels where every line or cue opens with one, and each is somebody's name.

    So in a short talk in which everybody speaks once. Empty where one line or label is not so, or
    all have the same.
    """
    labels = {o.label for o in openings if o is not None and o.label}
    full = labels and all(o is not None and o.label for o in openings)
    if not full or len(labels) < 2 or not all(_is_name(label, 1.0) for label in labels):
        return set()
    return labels


def is_sentence_opening(label: str) -> bool:
    """Whether the words before a colon are a sentence's rather than somebody's name.

    For files in which every line ought to have a name, and names may look like anything.

    Examples
    --------
    >>> [is_sentence_opening(x) for x in ("Remember", "So the point is", "Honestly", "In short")]
    [True, True, True, True]
    >>> [is_sentence_opening(x) for x in ("pk910", "Kay's iPad", "Xanthippe", "Will", "A Smith")]
    [False, False, False, False, False]
    """
    from practicelearn.language.names import FUNCTION, first_names

    words = [w.strip(".,'’\"“”()").lower() for w in label.split()]
    if words[0] in first_names():
        return False
    if not words[0]:  # "...:" is nobody's name
        return True
    if len(words) > 1:
        opens = words[0] in FUNCTION and any(w[0].islower() for w in label.split()[1:])
        return opens or all(w in STOP_WORDS or w in _OPENERS for w in words)
    return words[0] in STOP_WORDS or words[0] in _OPENERS or _ADVERB.match(words[0]) is not None


def _is_name(label: str, steady: float) -> bool:
    """Whether a label that occurs once is a person's name: a first name, or capitalised words.

    ``steady`` is the share of what may be labels that recurs: one name of two words and more needs
    nearly all, a first name half. *Honestly:* is no name anywhere.
    """
    from practicelearn.language.names import FUNCTION, first_names

    parts = _BESIDE.sub("", label).split()
    if not 0 < len(parts) <= _MOST_NAMES or not all(_CAPITALS.match(p) for p in parts):
        return False
    plain = [p.lower().strip(".") for p in parts]
    if any(p in FUNCTION for p in plain):
        return False
    if plain[0] in first_names():
        return steady >= _HALF
    return len(parts) > 1 and steady >= _STEADY
