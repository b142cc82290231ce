"""Speakers' labels that look like a slip of the keyboard, and what to put instead.

``Particpant`` beside ``Participant``, ``#Mateo`` beside ``Mateo``, ``RA:`` beside ``RA``, a label
that occurs once. Each is an issue with a suggested correction; nothing is changed unless the caller
asks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from practicelearn.errors import PracticelearnError
from practicelearn.language.forms import name_form
from practicelearn.transcripts.tiles import Problem, Reading, Unit

__all__ = ["FixLabels", "check_labels", "suggested_labels"]

FixLabels = bool | Mapping[str, str]
"""False: report only. True: apply what is suggested. A mapping: apply exactly this."""

_RARE_SHARE = 0.2
_RARE = 2
_SHORTEST_MISSPELT = 5
_ALIKE = 0.84
_DIGITS = re.compile(r"\d+")
_SIGNS = re.compile(r"[^\w\s]|_")


def suggested_labels(labels: Sequence[str]) -> dict[str, str]:
    """Return for each label that looks like a slip the label that was probably meant.

    Parameters
    ----------
    labels : sequence of str
        The label of each unit, in any order, repeated as often as it occurs.

    Notes
    -----
    Two labels that differ only in case, spaces or signs are one, and the more frequent spelling is
    kept. A misspelling has the same digits (``P1`` is not ``P2``), at least five letters, occurs
    rarely, and differs by about a letter. Two frequent labels are two people, however alike.

    Examples
    --------
    >>> suggested_labels(["Participant"] * 9 + ["Particpant", "#Mateo"] + ["Mateo"] * 4)
    {'Particpant': 'Participant', '#Mateo': 'Mateo'}
    """
    count = Counter(labels)
    out: dict[str, str] = {}
    best: dict[str, str] = {}
    for label in sorted(count, key=lambda name: (-count[name], len(name))):
        bare = _bare(label)
        if bare in best:
            out[label] = best[bare]
        elif bare:
            best[bare] = label
    kept = {label: n for label, n in count.items() if label not in out}
    for label, n in kept.items():
        others = [
            o for o in kept
            if o != label and kept[o] > n and n <= max(_RARE, _RARE_SHARE * kept[o])
            and (n <= _RARE or kept[o] > 10 * n)
        ]  # fmt: skip
        near = max(others, key=lambda o: _alike(label, o), default=None)
        if near is not None and _alike(label, near) >= _ALIKE:
            out[label] = near
    return {label: out[label] for label in count if label in out}


def check_labels(reading: Reading, fix: FixLabels = False) -> list[Problem]:
    """Return the issues of a file's labels; correct the labels of its units where asked.

    Raises
    ------
    PracticelearnError
        ``fix`` is neither a truth value nor a mapping of labels.
    """
    if not isinstance(fix, bool | Mapping):
        raise PracticelearnError(
            "fix_labels: expected True, False or a mapping such as "
            f'{{"Particpant": "Participant"}}, found {type(fix).__name__}.'
        )
    labels = [u.speaker for u in reading.units if u.speaker is not None]
    suggested = suggested_labels(labels)
    chosen = dict(fix) if isinstance(fix, Mapping) else (suggested if fix else {})
    count = Counter(labels)
    problems: list[Problem] = []
    for label, meant in chosen.items():
        if label in count:
            problems.append(_fixed(reading.units, label, meant))
    for label, meant in suggested.items():
        if label not in chosen:
            n = count[label]
            times = "once" if n == 1 else f"{n} times"
            message = (
                f'the label "{label}" occurs {times} and looks like "{meant}", which occurs '
                f"{count[meant]} times; "
                f'if they are one person, say "{label} = {meant}" for fix_labels'
            )
            problems.append(Problem("warning", _first(reading.units, label), message))
    if len(count) > 1:
        told = {p.message.split('"')[1] for p in reading.problems if p.message.count('"') > 1}
        for label, n in count.items():
            if n == 1 and label not in suggested and label not in chosen and label not in told:
                message = f'the label "{label}" occurs once; is it a person, or a misspelling?'
                problems.append(Problem("note", _first(reading.units, label), message))
    return problems


def _fixed(units: list[Unit], label: str, meant: str) -> Problem:
    line = _first(units, label)
    n = 0
    for unit in units:
        if unit.speaker == label:
            unit.speaker = meant
            n += 1
    times = "once" if n == 1 else f"{n} times"
    return Problem("note", line, f'the label "{label}" was read as "{meant}", {times}, as asked')


def _first(units: list[Unit], label: str) -> int | None:
    for unit in units:
        if unit.speaker == label:
            return unit.number
    return None


def _bare(label: str) -> str:
    return name_form(_SIGNS.sub(" ", label))


def _alike(a: str, b: str) -> float:
    """How alike two labels are, 0 to 1; 0 when their numbers differ or they are too short."""
    if _DIGITS.findall(a) != _DIGITS.findall(b):
        return 0.0
    letters = [_DIGITS.sub("", _bare(label)).strip() for label in (a, b)]
    if min(map(len, letters)) < _SHORTEST_MISSPELT:
        return 0.0
    return SequenceMatcher(None, letters[0], letters[1], autojunk=False).ratio()
