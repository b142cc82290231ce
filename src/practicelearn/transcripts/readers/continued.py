"""Whose are paragraphs without a label, among paragraphs with one.

Where such paragraphs are the exception, people write so when a speech goes on after a pressed
Enter: it goes on with the speaker above, and every one is named for a person to check. Where they
are many, the file is asked for evidence that a label holds until the next one: paragraphs that are
indented where labels are not, or labels that change over every such paragraph. Without it labels
may be missing altogether, and nobody's words stay nobody's. Which rule was used is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from practicelearn.errors import counted
from practicelearn.transcripts.tiles import Problem, Unit

__all__ = ["continue_speech"]

_EXCEPTION = 0.1
_ENDED = re.compile(r"[.?!…:;\"”’')\]\-–—]\s*$")
_MOSTLY = 0.8
_FEWEST_WORDS = 3
_FEWEST = 3
_MOST = 0.5
_LISTED = re.compile(r"(?:[-–—•·*▪◦‣]|\(?(?:\d{1,2}|[a-z])[.)])[ \t]+\S")
_INDENTED = "they are indented and labels are not"
_CHANGES = "the next label is another's after every one of them, and no label follows itself"


def continue_speech(units: Sequence[Unit], untagged: Collection[int], text: str) -> list[Problem]:
    """Give paragraphs that surely or mostly go on with the speech above to its speaker.

    Parameters
    ----------
    units : sequence of Unit
        Those of a document in which a label stands before the words. Changed in place.
    untagged : collection of int
        ``id`` of the units that are a paragraph without label or time.
    text : str
        The decoded text, in which indents stand.

    Returns
    -------
    list of Problem
        One for each paragraph that was given to somebody.

    Notes
    -----
    A sentence that the label's paragraph leaves unfinished and this one goes on with, in lower
    case, continues it. Else fewer than one in ten paragraphs may be without a label, there must be
    two speakers or more, and a speaker must come after it: a heading, a stage direction in brackets
    and what stands at the end are not speech that goes on.
    """
    if not untagged or len({u.speaker for u in units if u.speaker is not None}) < 2:
        return []
    rule = _rule(units, untagged, text)
    if rule is not None:
        return _by_rule(units, untagged, rule)
    few = len(untagged) < _EXCEPTION * len(units)
    tagged = [u for u in units if u.speaker is not None and u.pieces]
    pointed = sum(bool(_ENDED.search(_words(u))) for u in tagged) >= _MOSTLY * len(tagged)
    after = _labels_after(units)
    problems: list[Problem] = []
    for n, unit in enumerate(units):
        speaker = units[n - 1].speaker if n else None
        if speaker is not None and id(unit) in untagged and _LISTED.match(_words(unit)):
            unit.speaker = speaker
            message = f'this item of a list goes on with "{speaker}" above'
            problems.append(Problem("note", unit.number, message, _words(unit)[:80]))
            continue
        if id(unit) not in untagged or speaker is None:
            continue
        words = _words(unit)
        unfinished = pointed and words[:1].islower() and not _ENDED.search(_words(units[n - 1]))
        if not unfinished and not (few and after[n] is not None and _is_speech(words)):
            continue
        unit.speaker = speaker
        problems.append(_given(unit, speaker, unfinished=unfinished))
    return problems


def _rule(units: Sequence[Unit], untagged: Collection[int], text: str) -> str | None:
    """The evidence that a label holds until the next one, in words; None where there is none."""
    own = [u for u in units if id(u) in untagged]
    if len(own) < max(_FEWEST, _EXCEPTION * len(units)):
        return None
    tagged = [u for u in units if u.speaker is not None and u.pieces]
    indented = sum(_is_indented(u, text) for u in own)
    if indented >= _MOSTLY * len(own) and not any(_is_indented(u, text) for u in tagged):
        return _INDENTED
    over = changed = 0
    before: str | None = None
    between = False
    for unit in units:
        if id(unit) in untagged:
            between = before is not None
        elif unit.speaker is not None:
            over += between
            changed += between and unit.speaker != before
            before, between = unit.speaker, False
    repeats = sum(
        a.speaker is not None and a.speaker == b.speaker for a, b in pairwise(units)
    )  # who labels each paragraph anew leaves none without on purpose
    few = len(own) <= _MOST * len(units)
    if few and over >= _FEWEST and changed == over and not repeats:
        return _CHANGES
    return None


def _by_rule(units: Sequence[Unit], untagged: Collection[int], rule: str) -> list[Problem]:
    """Give every paragraph without a label to the label above it, but for what is no speech."""
    after = _labels_after(units)
    given: list[str] = []
    first = None
    for n, unit in enumerate(units):
        speaker = units[n - 1].speaker if n else None
        if id(unit) not in untagged or speaker is None:
            continue
        words = _words(unit)
        if _is_aside(words) or (rule is not _INDENTED and after[n] is None):
            continue
        unit.speaker = speaker
        first = first if first is not None else unit.number
        given.append(f"{unit.source_loc}, {speaker}: {words[:80]}")
    if not given:
        return []
    message = (
        f"{counted(len(given), 'paragraph')} without a label "
        f"{'goes' if len(given) == 1 else 'go'} on with the speaker above, because {rule}. If "
        "somebody else speaks in one, write their label before it"
    )
    return [Problem("note" if rule is _INDENTED else "warning", first, message, "\n".join(given))]


def _is_indented(unit: Unit, text: str) -> bool:
    """Whether white space stands before a paragraph's first word in its line."""
    at = unit.pieces[0].start if unit.pieces else 0
    begin = text.rfind("\n", 0, at) + 1
    return at > begin and not text[begin:at].strip()


def _is_aside(words: str) -> bool:
    """Whether a paragraph is a stage direction: all of it stands in brackets."""
    return words.startswith(("#", "*", "[", "(")) and words.endswith(("*", "]", ")"))


def _labels_after(units: Sequence[Unit]) -> list[str | None]:
    """The next label after each unit; None where there is none."""
    out: list[str | None] = []
    label: str | None = None
    for unit in reversed(units):
        out.append(label)
        label = unit.speaker or label
    return out[::-1]


def _words(unit: Unit) -> str:
    return "".join(p.before + p.text for p in unit.pieces).strip()


def _is_speech(words: str) -> bool:
    """Whether a paragraph is built like speech, not like a heading or a stage direction."""
    if _is_aside(words):
        return False
    return len(words.split()) >= _FEWEST_WORDS and bool(_ENDED.search(words))


def _given(unit: Unit, speaker: str, *, unfinished: bool) -> Problem:
    words = _words(unit)[:80]
    line = unit.number
    if unfinished:
        message = f'no speaker is named here; the sentence above goes on, so it is "{speaker}"\'s'
        return Problem("note", line, message, words)
    message = (
        f'no speaker is named here; it is taken to go on with "{speaker}" above. If somebody else '
        'speaks, write their label before it, or say "nobody" for unlabelled'
    )
    return Problem("warning", line, message, words)
