"""Speakers told apart by nothing but the colour of their words.

Word transcripts of interviews often have the questions in black and the answers in red. A colour
stands for a speaker when it has at least two paragraphs of its own and the colours take turns; the
label is the colour's name. A colour that never fills a paragraph is emphasis.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from practicelearn.errors import counted
from practicelearn.transcripts.labels import accepted_labels, find_opening
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.tiles import Problem, Reading, Tiler, Unit

__all__ = ["colour_name", "read_colours"]

Span = tuple[int, int, str]

_NAMED = {
    "red": (220, 20, 20), "green": (0, 150, 60), "blue": (20, 60, 220), "purple": (120, 40, 160),
    "orange": (240, 140, 20), "yellow": (240, 220, 40), "grey": (128, 128, 128),
    "brown": (130, 80, 40), "pink": (240, 120, 190), "light blue": (0, 176, 240),
}  # fmt: skip
_NO_LETTER = re.compile(r"[\W_]+")
_WHOLE = 0.95
_SHARE_OWN = 0.8
_SHARE_LABELLED = 0.3
_FEWEST_CHANGES = 3


def read_colours(
    text: str,
    paragraphs: Sequence[Sequence[Span]],
    hints: Hints,
    *,
    format: str,
    by: str = "colour",
) -> Reading | None:
    """Return the units of text whose speakers differ in colour; None when they do not.

    Parameters
    ----------
    text : str
        The decoded text.
    paragraphs : sequence of sequences of (start, end, colour)
        For each paragraph its stretches in ``text``; colour as six hexadecimal digits or ``auto``.
    by : str
        What the speakers differ in; any look but a colour is its own name.
    """
    whole = [_whole(text, spans) for spans in paragraphs]
    own = Counter(colour for colour in whole if colour)
    speakers = {colour for colour, n in own.items() if n > 1}
    filled = sum(bool(_length(text, spans)) for spans in paragraphs)
    order = [colour for colour in whole if colour in speakers]
    theirs = [span for spans in paragraphs for span in spans if span[2] in speakers]
    changes = sum(a != b for a, b in pairwise(order))
    if (
        len(speakers) < 2
        or changes < _FEWEST_CHANGES
        or _length(text, theirs) < _SHARE_OWN * _length(text, [s for p in paragraphs for s in p])
        or _labelled(text, paragraphs, hints) >= _SHARE_LABELLED * filled
    ):
        return None
    names = _names(speakers) if by == "colour" else {look: look for look in speakers}
    tiler = Tiler(text)
    units: list[Unit] = []
    problems: list[Problem] = []
    for number, spans in enumerate(paragraphs, start=1):
        stretches = _stretches(text, spans, speakers)
        if len({colour for _, _, colour in stretches}) > 1:
            message = f"the {by} changes inside this paragraph; each stretch is its speaker's"
            problems.append(Problem("note", number, message))
        for start, end, colour in stretches:
            unit = Unit(names.get(colour), [], None, None, f"paragraph {number}")
            unit.pieces = tiler.speech(start, end)
            if unit.pieces:
                units.append(unit)
                if unit.speaker is None:
                    message = f"this has no speaker's {by}; it is a turn of an unknown speaker"
                    problems.append(Problem("warning", number, message, unit.pieces[0].text[:80]))
    listed = ", ".join(
        f'"{names[c]}" ({counted(own[c], "paragraph")})'
        for c in sorted(speakers, key=lambda c: (own[c], c))
    )
    message = (
        f"no labels were found; speakers were told apart by the {by} of their words: {listed}. "
        f"Say in the attendance list who each {by} is"
    )
    problems.insert(0, Problem("warning", None, message))
    tiles, unclaimed = tiler.close()
    for tile in unclaimed:
        message = f"this has no {by} of a speaker and is no turn"
        problems.append(Problem("note", None, message, text[tile.start : tile.end].strip()))
    return Reading(format, text, tiles, units, problems, joiner="\n", place="paragraph")


def colour_name(colour: str) -> str:
    """Return what a person would call a colour of six hexadecimal digits.

    Examples
    --------
    >>> colour_name("FF0000"), colour_name("auto"), colour_name("1F3864")
    ('red text', 'black text', 'blue text')
    """
    rgb = _rgb(colour)
    if rgb is None or max(rgb) < 60:
        return "black text"
    nearest = min(
        _NAMED, key=lambda n: sum((a - b) ** 2 for a, b in zip(rgb, _NAMED[n], strict=True))
    )
    if max(rgb) == rgb[2] and rgb[2] > 1.4 * max(rgb[0], rgb[1]):
        nearest = "blue"
    return f"{nearest} text"


def _rgb(colour: str) -> tuple[int, int, int] | None:
    try:
        value = int(colour, 16)
    except ValueError:
        return None
    return value >> 16 & 255, value >> 8 & 255, value & 255


def _names(colours: set[str]) -> dict[str, str]:
    """A name for each colour; those that share one keep their digits."""
    names = {colour: colour_name(colour) for colour in colours}
    count = Counter(names.values())
    return {c: name if count[name] == 1 else f"{name} {c}" for c, name in names.items()}


def _length(text: str, spans: Sequence[Span]) -> int:
    return sum(_letters(text[a:b]) for a, b, _ in spans)


def _letters(words: str) -> int:
    """How many letters and digits."""
    return len(_NO_LETTER.sub("", words))


def _whole(text: str, spans: Sequence[Span]) -> str | None:
    """The colour that fills a paragraph, or None."""
    letters: Counter[str] = Counter()
    for a, b, colour in spans:
        letters[colour] += _letters(text[a:b])
    if not letters.total():
        return None
    colour, n = letters.most_common(1)[0]
    return colour if n >= _WHOLE * letters.total() else None


def _labelled(text: str, paragraphs: Sequence[Sequence[Span]], hints: Hints) -> int:
    """How many paragraphs begin with a label."""
    openings = []
    for spans in paragraphs:
        if spans:
            opening = find_opening(text[spans[0][0] : spans[-1][1]].split("\n", 1)[0])
            if opening is not None and opening.label:
                openings.append(opening)
    accepted = accepted_labels(openings, hints.labels)
    return sum(o.label in accepted for o in openings)


def _stretches(text: str, spans: Sequence[Span], speakers: set[str]) -> list[Span]:
    """Stretches of one speaker's colour; what is of no speaker's colour goes with its neighbour."""
    out: list[Span] = []
    for start, end, colour in spans:
        plain = colour not in speakers or not _letters(text[start:end])
        if out and (plain or out[-1][2] == colour):
            out[-1] = (out[-1][0], end, out[-1][2])
        elif out and out[-1][2] not in speakers:
            out[-1] = (out[-1][0], end, colour)
        else:
            out.append((start, end, colour))
    return out
