"""Logs played one session after the other: what is kept is columns, and no event.

An event weighs ten times what it leaves in the tables. A coder's logs of a decade, held at once,
would take more memory than everything that was said in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, groupby, islice
from typing import Any

import pandas as pd

from practicelearn._collector import no_collector
from practicelearn._tables import READ, SPANS, conform, empty_table
from practicelearn.coding.codings import FLAGS
from practicelearn.coding.log.events import Event

__all__ = ["Order", "PlayedLogs", "Since", "since"]

Order = tuple[int, str, str]
"""What events stand in order by: number, time, id."""
Since = dict[str, Order]
"""Since which event a coding, or a turn that was read, has its place among the others."""

_PART = ("turn_id", "start", "end", "quote")
_SHARED = ("code", "origin", "accepted_by", "stance", "strength", "memo", "at")
_OFTEN = frozenset({"code", "origin", "accepted_by", "stance"})


def since(event: Event, known: dict[str, Any], before: int, found: Since) -> None:
    """Note what an event brought to the end of ``known``, which held so many entries before it."""
    new = len(known) - before
    if new > 0:
        place = (event.seq, event.at, event.id)
        found.update(dict.fromkeys(islice(reversed(known), new), place))


class PlayedLogs:
    """What a coder's logs amount to, gathered log by log.

    Parameters
    ----------
    coder : str
        Whose reading it is: the folder's name.
    """

    def __init__(self, coder: str) -> None:
        self._coder = coder
        self._columns: dict[str, list[Any]] = {
            name: [] for name in ("coding_id", "part", *_PART, *_SHARED, *FLAGS)
        }
        self._order: list[Order] = []
        self._read: list[tuple[Order, int, int]] = []
        # end to end: lists of each session would leave as many holes in the memory as there are
        self._read_cells: tuple[list[str], list[str | None], list[str]] = ([], [], [])
        self._alike: dict[Any, Any] = {}

    def add(
        self,
        codings: tuple[Mapping[str, Mapping[str, Any]], Since],
        read: tuple[Mapping[str, Event], Since],
        version_of: Mapping[int, str | None],
        *,
        ids: Mapping[str, str] | None = None,
    ) -> None:
        """Add the codings and the reading that stand after the events of one log, or of several.

        Parameters
        ----------
        codings, read : pair of mappings
            Coding id to what it holds, or turn id to the event that read it; each with
            :data:`Since`.
        version_of : mapping
            Identity of such an event to the version of the frame, and the codes, it read for.
        ids : mapping, optional
            Turn ids that are held elsewhere already.
        """
        held: Mapping[str, str] = ids if ids is not None else {}
        with no_collector():
            for coding_id, kept in codings[0].items():
                for n, part in enumerate(kept["parts"], start=1):
                    self._add_part(coding_id, n, part, kept, held)
                    self._order.append(codings[1][coding_id])
            turns, began = read
            for order, own in groupby(turns, key=began.__getitem__):
                names = list(own)
                events = [turns[turn] for turn in names]
                ids_read, versions, at = self._read_cells
                self._read.append((order, len(at), len(at) + len(names)))
                ids_read += [held.get(t, t) for t in names]
                versions += [version_of[id(e)] for e in events]
                at += [e.at for e in events]

    def _add_part(
        self, coding_id: str, n: int, part: Mapping[str, Any], kept: Mapping[str, Any],
        held: Mapping[str, str],
    ) -> None:  # fmt: skip
        columns, alike = self._columns, self._alike
        columns["coding_id"].append(coding_id)
        columns["part"].append(n)
        columns["turn_id"].append(held.get(part["turn_id"], part["turn_id"]))
        for name in ("start", "end", "quote"):
            columns[name].append(part[name])
        for name in _SHARED:
            cell = kept.get(name)
            columns[name].append(alike.setdefault(cell, cell) if name in _OFTEN else cell)
        for name in FLAGS:
            columns[name].append(bool(kept.get(name)))

    def tables(self, *, sort: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return spans and reading; the memory they were gathered in is given back.

        ``sort``: in the order of their events, as if all logs had been read as one.
        """
        return self._spans(sort=sort), self._reading(sort=sort)

    def _spans(self, *, sort: bool) -> pd.DataFrame:
        order, self._order = self._order, []
        columns, self._columns = self._columns, {}
        if not order:
            return empty_table(SPANS)
        if sort:
            places = sorted(range(len(order)), key=order.__getitem__)
            for name, cells in columns.items():
                columns[name] = [cells[k] for k in places]
        del order
        return conform(pd.DataFrame({**columns, "coder": self._coder}), SPANS)

    def _reading(self, *, sort: bool) -> pd.DataFrame:
        read, self._read = self._read, []
        gathered, self._read_cells = self._read_cells, ([], [], [])
        if not read:
            return empty_table(READ)
        if sort:
            read.sort(key=lambda own: own[0])

        def cells(k: int) -> list[Any]:
            return list(chain.from_iterable(gathered[k][first:last] for _, first, last in read))

        columns: dict[str, Sequence[Any] | str] = {
            "coder": self._coder, "turn_id": cells(0), "frame_version": cells(1), "at": cells(2),
        }  # fmt: skip
        return conform(pd.DataFrame(columns), READ)
