"""How far everybody is: sessions × coders, and what is left to settle.

Of others there is only whether they have begun or finished, until both have finished a session.
"""

from __future__ import annotations

from typing import Any

from practicelearn.app.logs import CoderLog
from practicelearn.app.seen import Reading, Seen
from practicelearn.app.settling import settling
from practicelearn.app.shelf import Shelf
from practicelearn.output.gate.wording import count
from practicelearn.study.folder import Study

__all__ = ["Progress"]


class Progress:
    """Sessions × coders as one person may see them.

    Parameters
    ----------
    study : Study
    shelf : Shelf
    seen : Seen
    """

    def __init__(self, study: Study, shelf: Shelf, seen: Seen) -> None:
        self.study, self.shelf, self.seen = study, shelf, seen
        self._left: dict[str, tuple[list[Any], str]] = {}

    def answer(self) -> dict[str, Any]:
        """Return a row a session.

        Returns
        -------
        dict
            coders (oneself first); rows: id, title, year, cells (state: none, some, all; said),
            left, settle (whether there is anything to go to); said: the sum of it.
        """
        rows = self.shelf.sessions()
        others = list(self.seen.how_far(rows[0]["id"])) if rows else []
        out = [self._row(row, others) for row in rows]
        n = sum(row["cells"][0]["state"] == "all" for row in out)
        n_read = sum(len(self.seen.mine(row["id"]).read) for row in rows)
        turns = count(sum(row["n_turns"] for row in rows), "turn")
        return {
            "coders": [self.seen.who, *others],
            "rows": out,
            "said": f"{n} of {count(len(rows), 'session')} read whole; {n_read:,} of {turns}.",
        }

    def _row(self, row: dict[str, Any], others: list[str]) -> dict[str, Any]:
        sid = row["id"]
        mine, far = self.seen.mine(sid), self.seen.how_far(sid)
        opened = {r.coder: r for r in self.seen.others(sid)}
        theirs = [_cell(opened[n]) if n in opened else _only(far[n]) for n in others]
        left = self._to_settle(sid, [mine, *opened.values()]) if opened else ""
        return {
            "id": sid,
            "title": row["title"],
            "year": row.get("year", ""),
            "cells": [_cell(mine), *theirs],
            "left": left,
            "settle": bool(opened),
        }

    def _to_settle(self, session_id: str, readings: list[Reading]) -> str:
        log = CoderLog(self.study, self.seen.who, session_id, settled=True)
        state = [*readings, log.events()]
        kept = self._left.get(session_id)
        if kept is None or not _same(kept[0], state):
            found = settling(self.study, self.shelf.session(session_id), session_id, log)
            kept = (state, _left(found))
            self._left[session_id] = kept
        return kept[1]


def _left(found: dict[str, Any]) -> str:
    if found.get("locked"):
        return ""
    n = sum(item["kind"] != "same" and not item["choice"] for item in found["items"])
    if n:
        return f"{count(n, 'difference')} open"
    return "settled" if found["done"] else "all decided, not finished"


def _cell(reading: Reading) -> dict[str, str]:
    n = count(len(reading.codings), "coding")
    if reading.finished:
        return {"state": "all", "said": f"read, {n}"}
    if not reading.begun:
        return {"state": "none", "said": "not begun"}
    return {
        "state": "some",
        "said": f"{len(reading.read):,} of {count(reading.n_turns, 'turn')}, {n}",
    }


def _only(state: str) -> dict[str, str]:
    states = {"finished": "all", "started": "some", "not begun": "none"}
    return {"state": states[state], "said": state}


def _same(before: list[Any], now: list[Any]) -> bool:
    return len(before) == len(now) and all(
        a is b or (isinstance(a, list) and a == b) for a, b in zip(before, now, strict=True)
    )
