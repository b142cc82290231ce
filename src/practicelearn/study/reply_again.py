"""A sheet of replies that was read before under another name: it must not count twice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from practicelearn.errors import StudyError

__all__ = ["refuse_the_same", "sheet_mark"]

_SAID = ("theme_id", "action", "sentence", "answer", "words", "n")
_FEW = 2
"""One row that says the same may be chance."""


def sheet_mark(name: str) -> str:
    """Return by what a sheet is known again, without its name: that may name a person."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def refuse_the_same(
    file: str, rows: Sequence[Mapping[str, Any]], kept: Iterable[Mapping[str, Any]]
) -> None:
    """Refuse a sheet that holds what a sheet of another name held.

    Parameters
    ----------
    file : str
        Name of the sheet that is read now.
    rows : sequence of mapping
        What it answers, as payloads of replies.
    kept : iterable of mapping
        Replies to the same round that are on record.

    Raises
    ------
    StudyError
        One holds all that the other holds; or at least two, and half, of the numbers and words of
        the smaller one stand in the other too.
    """
    now, sheets = Counter(map(_said, filter(_counts, rows))), dict[str, Counter[Any]]()
    own = {row["row"] for row in rows}
    for reply in kept:
        if reply["row"] in own or reply.get("sheet") == sheet_mark(file):
            return  # it was read under this name before, and goes on
        if _counts(reply):
            sheets.setdefault(_text(reply.get("sheet")), Counter())[_said(reply)] += 1
    for before in sheets.values():
        if _is_again(now, before):
            raise StudyError(
                f"{file}: replies as in this sheet were kept before, from a sheet of another name, "
                "and would count twice. If it is the same sheet, give it the name that it had. If "
                "other people answered the same, put their numbers and replies into the sheet that "
                "was read first, below or added, and keep that one. Nothing was kept."
            )


def _is_again(now: Counter[Any], before: Counter[Any]) -> bool:
    if not now or not before:
        return False
    if now == before:
        return True
    if min(now.total(), before.total()) >= _FEW and (now <= before or before <= now):
        return True
    telling = [Counter({k: n for k, n in c.items() if k[-2] or k[-1]}) for c in (now, before)]
    both = (telling[0] & telling[1]).total()
    return both >= _FEW and 2 * both >= min(c.total() for c in telling)


def _counts(reply: Mapping[str, Any]) -> bool:
    """How many answered in all changes with each export of a form; a nought says little."""
    return reply["answer"] != "answered" and reply.get("n") != 0


def _said(reply: Mapping[str, Any]) -> tuple[str, ...]:
    n = _text(reply.get("n"))
    return (*(_text(reply.get(name)) for name in _SAID[:-1]), n.removesuffix(".0"))


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)
