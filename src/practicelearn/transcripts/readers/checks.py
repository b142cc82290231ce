"""What every reader of units should say of them, and the error that knows its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.roles import declared_role
from practicelearn.transcripts.tiles import Problem, Tiler, Tiles, Unit

__all__ = [
    "ReadError",
    "check_units",
    "close_tiles",
    "declared",
    "duration",
    "in_seconds",
    "near_label",
    "plain_words",
]

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")
_LONGEST_MS = 1_000
_SLOWEST = 0.1


class ReadError(PracticelearnError):
    """A file cannot be read from a line on; the loader adds the file's name."""

    def __init__(self, what: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(what)


def close_tiles(tiler: Tiler) -> tuple[Tiles, list[Problem]]:
    """Return all tiles of a text, and a problem for each stretch of words that nobody claimed."""
    tiles, unclaimed = tiler.close()
    left = [tiler.text[tile.start : tile.end] for tile in unclaimed]
    return tiles, [Problem("warning", None, "these words have no owner", words) for words in left]


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
        verb = "names" if nobody == 1 else "name"
        message = f"{nobody} of {len(units)} {noun} {verb} no speaker: turns of an unknown speaker"
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


def in_seconds(units: Sequence[Unit]) -> list[Problem]:
    """Take times for milliseconds where nobody speaks so slowly; return what to say of it.

    Parameters
    ----------
    units : sequence of Unit
        Their times may be changed in place.

    Notes
    -----
    People say two or three words a second. A file whose times, read as seconds, leave less than
    one word in ten seconds, and read as thousandths more than one in a hundred, counts these.
    """
    times = [t for u in units for t in (u.start_s, u.end_s) if t is not None]
    if len(times) < 2 or any(t != int(t) for t in times):
        return []
    span = max(times) - min(times)
    words = sum(len(p.text.split()) for u in units for p in u.pieces)
    if span < _LONGEST_MS or not _SLOWEST * span > words >= _SLOWEST * span / 10_000:
        return []
    for unit in units:
        unit.start_s = unit.start_s / 1000 if unit.start_s is not None else None
        unit.end_s = unit.end_s / 1000 if unit.end_s is not None else None
    message = "the times are taken for thousandths of a second: as seconds nobody would speak so"
    return [Problem("note", None, message)]


def declared(
    roles: Mapping[str, str], units: Iterable[Unit]
) -> tuple[dict[str, str], list[Problem]]:
    """Return the roles the file declares for those who speak in it, and what to say of them.

    Parameters
    ----------
    roles : mapping of str to str
        Label -> role as the file has it.
    units : iterable of Unit

    Returns
    -------
    dict of str to str
        Label -> role as the file has it, of labels that speak.
    list of Problem
        One note, with every declared role as it stands and what it was taken for.
    """
    own = {u.speaker: roles[u.speaker] for u in units if u.speaker and u.speaker in roles}
    if not own:
        return {}, []
    said = ", ".join(
        f"{label}: {role}" + (f", taken as {taken}" if (taken := declared_role(role)) else "")
        for label, role in own.items()
    )
    message = (
        f"the file says who its speakers are ({said}); the attendance list goes before it, and a "
        "role that was not taken for any needs a row there"
    )
    return own, [Problem("note", None, message)]


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
