"""Whose are paragraphs without a label, among paragraphs with one.

Where such paragraphs are the exception, people write so when a speech goes on after a pressed
Enter: it goes on with the speaker above, and every one is named for a person to check. Where they
are many, labels may be missing altogether, and nobody's words stay nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from practicelearn.transcripts.tiles import Problem, Unit

__all__ = ["continue_speech"]

_EXCEPTION = 0.1
_ENDED = re.compile(r"[.?!…:;\"”’')\]\-–—]\s*$")
_MOSTLY = 0.8
_FEWEST_WORDS = 3


def continue_speech(units: Sequence[Unit], untagged: Collection[int]) -> list[Problem]:
    """Give paragraphs that surely or mostly go on with the speech above to its speaker.

    Parameters
    ----------
    units : sequence of Unit
        Those of a document in which a label stands before the words. Changed in place.
    untagged : collection of int
        ``id`` of the units that are a paragraph without label or time.

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
    labels = {u.speaker for u in units if u.speaker is not None}
    if len(labels) < 2:
        return []
    few = len(untagged) < _EXCEPTION * len(units)
    tagged = [u for u in units if u.speaker is not None and u.pieces]
    pointed = sum(bool(_ENDED.search(_words(u))) for u in tagged) >= _MOSTLY * len(tagged)
    after = _labels_after(units)
    problems: list[Problem] = []
    for n, unit in enumerate(units):
        speaker = units[n - 1].speaker if n else None
        if id(unit) not in untagged or speaker is None:
            continue
        words = _words(unit)
        unfinished = pointed and words[:1].islower() and not _ENDED.search(_words(units[n - 1]))
        if not unfinished and not (few and after[n] is not None and _is_speech(words)):
            continue
        unit.speaker = speaker
        problems.append(_given(unit, speaker, unfinished=unfinished))
    return problems


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
    if words.startswith(("#", "*", "[", "(")) and words.endswith(("*", "]", ")")):
        return False
    return len(words.split()) >= _FEWEST_WORDS and bool(_ENDED.search(words))


def _given(unit: Unit, speaker: str, *, unfinished: bool) -> Problem:
    words = _words(unit)[:80]
    line = int(unit.source_loc.rsplit(" ", 1)[-1])
    if unfinished:
        message = f'no speaker is named here; the sentence above goes on, so it is "{speaker}"\'s'
        return Problem("note", line, message, words)
    message = (
        f'no speaker is named here; it is taken to go on with "{speaker}" above. If somebody else '
        'speaks, write their label before it, or read with unlabelled="unknown"'
    )
    return Problem("warning", line, message, words)
