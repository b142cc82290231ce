"""What every reader of units should say of them, and the error that knows its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.tiles import Problem, Unit

__all__ = ["ReadError", "check_units", "duration", "near_label", "plain_words"]

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")


class ReadError(PracticelearnError):
    """A file cannot be read from a line on; the loader adds the file's name."""

    def __init__(self, what: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(what)


def check_units(units: list[Unit], noun: str) -> list[Problem]:
    """Return what a person should know of units: nobody named, or times that run backwards.

    Parameters
    ----------
    units : list of Unit
        In the order of the file.
    noun : str
        What the format calls a unit, in the plural.
    """
    out: list[Problem] = []
    nobody = sum(u.speaker is None for u in units)
    if units and nobody == len(units):
        message = f"no speaker is named; all {nobody} {noun} are turns of an unknown speaker"
        out.append(Problem("warning", None, message))
    elif nobody:
        message = f"{nobody} of {len(units)} {noun} name no speaker: turns of an unknown speaker"
        out.append(Problem("note", None, message))
    last: float | None = None
    for unit in units:
        if unit.start_s is None:
            continue
        if last is not None and unit.start_s < last:
            message = "this starts before what stands above it; is the file in its order?"
            out.append(Problem("note", _number(unit), message))
        if unit.end_s is not None and unit.end_s < unit.start_s:
            out.append(Problem("note", _number(unit), "this ends before it starts"))
        last = unit.start_s
    return out


def duration(units: Iterable[Unit]) -> dict[str, float]:
    """Return ``{"duration_s": the last end}``, or nothing where there are no times."""
    times = [t for u in units for t in (u.start_s, u.end_s) if t is not None]
    return {"duration_s": max(times)} if times else {}


def near_label(label: str, known: Iterable[str]) -> str:
    """Return ``' Did you mean "P01"?'`` for a label's nearest other, in whatever case."""
    by_case = {k.casefold(): k for k in known}
    hit = difflib.get_close_matches(label.casefold(), by_case, n=1, cutoff=0.6)
    return f' Did you mean "{by_case[hit[0]]}"?' if hit else ""


def plain_words(text: str) -> list[str]:
    """Return the words of a text without case and punctuation, to compare two copies of it."""
    return _WORD.findall(text.casefold())


def _number(unit: Unit) -> int | None:
    match = _NUMBER.search(unit.source_loc)
    return int(match[0]) if match else None
