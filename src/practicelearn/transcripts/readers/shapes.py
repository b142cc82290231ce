"""How a text marks who speaks, line by line: what its lines amount to when seen together.

A line alone does not say whether ``00:03:00`` opens a speech or dates the ones after it, nor
whether ``Kay`` is a name. The file does: Google Meet puts a time every few minutes before labelled
paragraphs, older Teams exports a time, a name and the speech on three lines, f4 the time at the
end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from practicelearn.transcripts.label_example import openings_like
from practicelearn.transcripts.labels import (
    Opening,
    accepted_labels,
    find_opening,
    names_of_all,
    seconds,
)
from practicelearn.transcripts.marks import find_marks
from practicelearn.transcripts.readers.bounds import NO_END, after_summary, end_of_talk, end_stamps
from practicelearn.transcripts.readers.front import find_front
from practicelearn.transcripts.readers.machine import is_machine_label
from practicelearn.transcripts.readers.panes import pane_lines
from practicelearn.transcripts.roles import role_of_label
from practicelearn.transcripts.tiles import Kind

__all__ = ["Shapes", "find_shapes"]

_LONGEST = 20_000
_BY_MACHINE = re.compile(r"(?:SPEAKER|Speaker|S)[ _]?\d{1,3}")
_IN_BRACKETS = re.compile(r"\s*[\[<(](?P<label>[^\]\[<>():\n]{1,40})[\]>)]\s*:?(?P<text>\s.*|)$")
_STEADY = 0.8
_SPAN = re.compile(
    r"\s*(?P<start>(?:\d+:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)\s*-+>\s*"
    r"(?P<end>(?:\d+:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)\s*$"
)
_DASHED = re.compile(r"\s*(?P<label>[A-Z0-9][\w.'’() ]{0,30}?)\s+[-–—]\s+(?P<text>\S.*)$")
_MARKUP = re.compile(r"^#{1,6} +|^(?:\*\*|__)|(?:\*\*|__)$| +#+$")
_BOLD_NAME = re.compile(r"\s*(?:\*\*|__)(?P<label>[^*_]{1,50}?)(?:\*\*|__)\s*")
_FINISHED = re.compile(r"[.?!…:\"”’)\]]\s*$")
_SENTENCE = re.compile(r"[.?!,;…]\s*$")
_TERSE = re.compile(r"[A-Z]{1,4}\d{0,3}$|[A-Za-z]{1,12} ?\d{1,3}$")
_MOST_WORDS_OF_NAME = 6
_MOST_WORDS_ALONE = 4
_MOST_NAMES = 15
_MOSTLY = 0.6
_ALONE = 0.3
_BOLD_SHARE = 0.4
_WIDEST = 50


@dataclass
class Shapes:
    """What the lines of a file are. Lines are counted from 0.

    ``openings`` holds what each line may open, ``labels`` which labels count. ``blocks`` are lines
    with nothing but a time that dates what follows, ``ends`` where in a line a time stands that
    ends it, ``first`` the first line of the transcript, ``bare`` lines that begin with a known
    label without its colon, ``stamps`` lines that belong to the name above or below them and hold
    no speech, ``last`` the first line that stands behind the talk, ``people`` whom the block above
    the transcript gives a role, ``machine`` lines that a machine put between speeches.
    """

    openings: list[Opening | None]
    labels: set[str]
    any_label: bool
    blocks: dict[int, tuple[float, float | None]] = field(default_factory=dict)
    ends: dict[int, tuple[int, float]] = field(default_factory=dict)
    first: int = 0
    bare: dict[int, Opening] = field(default_factory=dict)
    stamps: dict[int, Kind] = field(default_factory=dict)
    last: int = NO_END
    machine: set[int] = field(default_factory=set)
    people: list[tuple[str, str]] = field(default_factory=list)


def find_shapes(
    text: str,
    lines: Sequence[tuple[int, int]],
    known: Collection[str] = (),
    bold: Mapping[int, int] | None = None,
    like: str = "",
) -> Shapes:
    """Return what the lines of a text amount to.

    Parameters
    ----------
    text : str
    lines : sequence of (start, end)
    known : collection of str
        Labels the attendance sheet names.
    bold : mapping of int to int, optional
        Line -> how many characters at its beginning are in bold, where the file has bold words.
    like : str
        One label as it stands in the file, where a person showed what they look like.
    """
    if like:
        return _as_shown(text, lines, like)
    openings = [find_opening(text[a:b]) if 0 < b - a < _LONGEST else None for a, b in lines]
    below = _names_below(text, lines, openings)
    shouted = {o.label for o in openings if o is not None and o.label}
    shouted = {label for label in shouted if is_machine_label(label)}
    machine: set[int] = set()
    if shouted:
        machine = {n for n, o in enumerate(openings) if o is not None and o.label in shouted}
        openings = [None if n in machine else o for n, o in enumerate(openings)]
    _drop_wrapped(text, lines, openings)
    stamps: dict[int, Kind] = _in_a_pane(text, lines, openings)
    stamps |= dict.fromkeys(_names_above(text, lines, openings), "time")
    if not any(o is not None and o.label for o in openings):
        _names_alone(text, lines, openings)
        _names_dashed(text, lines, openings)
        _names_bracketed(text, lines, openings)
        _names_bold(text, lines, openings, bold or {})
    front = find_front(text, lines, openings)
    told = openings[front.first :]
    labels = accepted_labels([o for o in told if o is not None], known)
    if not labels:
        spoken = zip(told, lines[front.first :], strict=True)
        labels = names_of_all([o for o, line in spoken if text[slice(*line)].strip()])
    blocks = _dated_blocks(text, lines, openings, labels) | below
    untold = [n for n, o in enumerate(openings) if o is not None and o.label is None]
    lone = sum(n not in blocks for n in untold)
    shapes = Shapes(
        openings, labels, bool(labels) or lone > 1, blocks, stamps=stamps, machine=machine
    )
    shapes.first = max(front.first, after_summary(text, lines, shapes.blocks))
    shapes.last = end_of_talk(text, lines, openings, labels)
    shapes.people = front.people
    shapes.ends = end_stamps(text, lines)
    shapes.bare = _without_colon(text, lines, shapes)
    return shapes


def _as_shown(text: str, lines: Sequence[tuple[int, int]], like: str) -> Shapes:
    """Every line built like the label that was shown opens a speech, and no other."""
    find = openings_like(like)
    openings = [find(text[a:b]) if 0 < b - a < _LONGEST else None for a, b in lines]
    labels = {o.label for o in openings if o is not None and o.label}
    shapes = Shapes(openings, labels, bool(labels))
    shapes.first = next((n for n, o in enumerate(openings) if o is not None), 0)
    return shapes


def _next_words(text: str, lines: Sequence[tuple[int, int]], n: int) -> int | None:
    """The next line that holds words."""
    return next((m for m in range(n + 1, len(lines)) if text[slice(*lines[m])].strip()), None)


def _names_below(
    text: str, lines: Sequence[tuple[int, int]], openings: list[Opening | None]
) -> dict[int, tuple[float, float | None]]:
    """Older Teams exports: ``start --> end``, the name below, the speech below that."""
    if "->" not in text:
        return {}
    spans = {n: m for n, (a, b) in enumerate(lines) if (m := _SPAN.match(text[a:b]))}
    names: dict[int, int] = {}
    for n in spans:
        name = _next_words(text, lines, n)
        if name is None or name in spans:
            continue
        words = text[slice(*lines[name])].strip()
        speech = _next_words(text, lines, name)
        if (
            len(words.split()) <= _MOST_WORDS_OF_NAME
            and not _SENTENCE.search(words)
            and speech is not None
            and speech not in spans
        ):
            names[n] = name
    said = Counter(text[slice(*lines[m])].strip() for m in names.values())
    if len(spans) < 2 or len(names) < _STEADY * len(spans) or len(said) > _STEADY * len(names) + 1:
        return {}
    for name in names.values():
        openings[name] = _named(text, lines[name])
    return {n: (seconds(m["start"]), seconds(m["end"])) for n, m in spans.items() if n in names}


def _named(text: str, line: tuple[int, int], time_s: float | None = None) -> Opening:
    """An opening of a line that is nothing but a name."""
    words = text[slice(*line)]
    label = _bare_name(words)
    at = words.find(label)
    end = at + len(label)
    return Opening(label, (at, end), time_s, (end, end), len(words), True, True)


def _bare_name(words: str) -> str:
    """A line without what makes it a heading or bold in Markdown."""
    return _MARKUP.sub("", words.strip()).strip()


def _may_be_name(words: str, most: int) -> bool:
    return 0 < len(words.split()) <= most and not _SENTENCE.search(words) and len(words) <= _WIDEST


def _names_above(
    text: str, lines: Sequence[tuple[int, int]], openings: list[Opening | None]
) -> set[int]:
    """A name, below it its time alone, below that the speech; the lines with the times."""
    above: dict[int, int] = {}
    for n, opening in enumerate(openings):
        if opening is None or opening.label is not None or n == 0:
            continue
        words = text[slice(*lines[n - 1])].strip()
        if openings[n - 1] is None and _may_be_name(words, _MOST_WORDS_OF_NAME):
            above[n] = n - 1
    lone = sum(o is not None and o.label is None for o in openings)
    said = Counter(text[slice(*lines[m])].strip() for m in above.values())
    recurring = sum(n for n in said.values() if n > 1)
    # speech without full stops stands above the next time too, but does not come again and again
    if lone < 2 or len(above) < _STEADY * lone or recurring < _MOSTLY * len(above):
        return set()
    for n, m in above.items():
        time = openings[n]
        openings[m] = _named(text, lines[m], time.time_s if time is not None else None)
        openings[n] = None
    return set(above)


def _names_alone(
    text: str, lines: Sequence[tuple[int, int]], openings: list[Opening | None]
) -> None:
    """Names alone on their lines, without colon or time, each followed by speech."""
    full = [n for n, (a, b) in enumerate(lines) if text[a:b].strip()]
    maybe = {n: _bare_name(text[slice(*lines[n])]) for n in full}
    maybe = {n: w for n, w in maybe.items() if w and w[0].isalnum() and not w[0].islower()
             and _may_be_name(w, _MOST_WORDS_ALONE)}  # fmt: skip
    count = Counter(maybe.values())
    names = {n for n, words in maybe.items() if count[words] > 1 or _BY_MACHINE.fullmatch(words)}
    labels = {maybe[n] for n in names}
    followed = sum(m not in names for n, m in pairwise(full) if n in names)
    if (
        len(labels) > 1
        and len(labels) <= _MOST_NAMES
        and len(names) >= _ALONE * len(full)
        and followed >= _STEADY * len(names)
    ):
        for n in names:
            openings[n] = _named(text, lines[n])


def _names_dashed(
    text: str, lines: Sequence[tuple[int, int]], openings: list[Opening | None]
) -> None:
    """``Kay - So it was.`` where nearly every line is built so, by few names that recur."""
    full = [n for n, (a, b) in enumerate(lines) if text[a:b].strip()]
    found = {n: m for n in full if (m := _DASHED.match(text[slice(*lines[n])]))}
    count = Counter(m["label"] for m in found.values())
    recurring = sum(n for n in count.values() if n > 1)
    if len(count) > 1 and len(found) >= _STEADY * len(full) and recurring >= _STEADY * len(found):
        for n, m in found.items():
            end = m.end("label")
            openings[n] = Opening(
                m["label"], m.span("label"), None, (end, end), m.start("text"), False, False
            )


def _names_bracketed(
    text: str, lines: Sequence[tuple[int, int]], openings: list[Opening | None]
) -> None:
    """``[Kay] So it was.`` or ``<Kay> So it was.``, by few names that recur; marks are none."""
    if any(o is not None and o.label for o in openings):
        return
    full = [n for n, (a, b) in enumerate(lines) if text[a:b].strip()]
    found = {n: m for n in full if (m := _IN_BRACKETS.match(text[slice(*lines[n])]))}
    found = {n: m for n, m in found.items() if not find_marks(m[0][: m.start("text")])}
    count = Counter(m["label"] for m in found.values())
    recurring = sum(n for n in count.values() if n > 1)
    if len(count) > 1 and len(found) >= _MOSTLY * len(full) and recurring >= _STEADY * len(found):
        for n, m in found.items():
            end = m.end("label")
            openings[n] = Opening(
                m["label"].strip(), m.span("label"), None, (end, end), m.start("text"),
                not m["text"].strip(), False,
            )  # fmt: skip


def _drop_wrapped(
    text: str, lines: Sequence[tuple[int, int]], openings: list[Opening | None]
) -> None:
    """Take out what only looks like a label because a sentence was wrapped before it.

    It begins with a small letter, the line right above is unfinished, and the file has labels that
    begin otherwise.
    """
    count = Counter(o.label for o in openings if o is not None and o.label)
    if sum(n > 1 and not label[:1].islower() for label, n in count.items() if label) < 2:
        return
    small = {label for label in count if label and label[:1].islower()}
    for n, opening in enumerate(openings if small else ()):
        if n == 0 or opening is None or opening.label not in small:
            continue
        above = text[slice(*lines[n - 1])].strip()
        if above and not _FINISHED.search(above) and role_of_label(opening.label) is None:
            openings[n] = None


def _in_a_pane(
    text: str, lines: Sequence[tuple[int, int]], openings: list[Opening | None]
) -> dict[int, Kind]:
    """Names and times of a copied pane of Teams; the lines that hold no speech."""
    out: dict[int, Kind] = {}
    for head in pane_lines(text, lines):
        words = text[slice(*lines[head.name])]
        at = words.find(head.label)
        end = at + len(head.label)
        time_span = (end, end)
        rest = words[end:].strip()
        if rest:  # "0 minutes 3 seconds" behind the name
            start = end + words[end:].index(rest)
            time_span = (start, start + len(rest))
        openings[head.name] = Opening(
            head.label, (at, end), head.start_s, time_span, len(words), True, True
        )
        for n in (*head.times, *head.again):
            openings[n] = None
        out |= dict.fromkeys(head.times, "time")
        out |= dict.fromkeys(head.again, "label")
    return out


def _names_bold(
    text: str,
    lines: Sequence[tuple[int, int]],
    openings: list[Opening | None],
    bold: Mapping[int, int],
) -> None:
    """``**Kay** So it was.``: bold names before the words, by few names that recur."""
    if any(o is not None and o.label for o in openings):
        return
    full = [n for n, (a, b) in enumerate(lines) if text[a:b].strip()]
    found: dict[int, Opening] = {}
    for n in full:
        words = text[slice(*lines[n])]
        marked = _BOLD_NAME.match(words)
        end = marked.end() if marked is not None else bold.get(n, 0)
        span = marked.span("label") if marked is not None else (0, end)
        label = words[slice(*span)].strip()
        if not label or not label[0].isalnum() or not _may_be_name(label, _MOST_WORDS_ALONE):
            continue
        at = span[0] + words[slice(*span)].index(label)
        stop = at + len(label)
        own_line = not words[end:].strip()
        found[n] = Opening(label, (at, stop), None, (stop, stop), end, own_line, True)
    count = Counter(o.label for o in found.values())
    recurring = sum(n for n in count.values() if n > 1)
    if (
        1 < len(count) <= _MOST_NAMES
        and len(found) >= _BOLD_SHARE * len(full)
        and recurring >= _STEADY * len(found)
        and sum(not o.own_line for o in found.values()) > 1
    ):
        for n, opening in found.items():
            openings[n] = opening


def _dated_blocks(
    text: str, lines: Sequence[tuple[int, int]], openings: list[Opening | None], labels: set[str]
) -> dict[int, tuple[float, float | None]]:
    """Times alone on their lines that date the labelled paragraphs after them."""
    lone = {
        n: o.time_s
        for n, o in enumerate(openings)
        if o is not None and o.label is None and o.time_s is not None
        and not text[slice(*lines[n])].lstrip().startswith("(")
    }  # fmt: skip
    followed = 0
    for n in lone:
        after = _next_words(text, lines, n)
        opening = openings[after] if after is not None else None
        followed += opening is not None and opening.label in labels and opening.time_s is None
    if not lone or followed < _STEADY * len(lone):
        return {}
    return {n: (time, None) for n, time in lone.items()}


def _without_colon(
    text: str, lines: Sequence[tuple[int, int]], shapes: Shapes
) -> dict[int, Opening]:
    """Lines that begin with a label that elsewhere has its colon: ``RA`` beside ``RA:``.

    Only a label on its own line counts, or one that is no name: a person's name begins sentences.
    """
    if not shapes.labels:
        return {}
    by_length = sorted(shapes.labels, key=len, reverse=True)
    pattern = re.compile(
        r"\s*(?P<label>" + "|".join(map(re.escape, by_length)) + r")(?=\s|$)\s*(?P<text>.*)$"
    )
    out = {}
    for n, (a, b) in enumerate(lines):
        opening = shapes.openings[n]
        if n in shapes.stamps:
            continue
        if not 0 < b - a < _LONGEST or (opening is not None and opening.label in shapes.labels):
            continue
        match = pattern.match(text[a:b])
        if match is None:
            continue
        label, words = match["label"], match["text"]
        terse = bool(_TERSE.match(label)) or role_of_label(label) is not None
        if not words or (terse and label != "I"):
            out[n] = Opening(
                label, match.span("label"), None, (match.end("label"), match.end("label")),
                match.start("text"), not words, False,
            )  # fmt: skip
    return out
