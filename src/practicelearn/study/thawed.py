"""Frozen sessions, read one at a time and put together once: memory holds each text one time.

A table a session, put together at the end, would hold every column twice, and each of its cells as
a text of its own: "P1" a million times.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._tables import SOURCE_MAP, TURNS, Mark, conform, empty_table

__all__ = ["FROZEN", "FrozenTurns", "JoinedTurns", "frozen_turns"]

FROZEN = (
    "turn_id", "n", "speaker", "start_s", "end_s", "text", "marks", "question_id", "verbatim",
    "overlap", "source_loc",
)  # fmt: skip
"""The columns of a frozen session, as they stand in its file."""

_OFTEN = ("speaker", "question_id", "source_loc")
_SECONDS = ("start_s", "end_s")
_YES_OR_NO = ("verbatim", "overlap")
_NUMBER_OF = {"yes": 1, "no": 0}
_MISSING = pd.Series(["a text", None]).iloc[1]
"""What stands for a missing text in a column of texts: NaN, or None before pandas 3."""


@dataclass(frozen=True, eq=False)
class FrozenTurns:
    """The turns of one session as columns, and what their texts come from.

    Parameters
    ----------
    session_id : str
    cells : dict
        Column to its values, one a turn.
    places : ndarray of int, shape (n_rows, 4)
        start, end, source_start, source_end of each row of the source map.
    of_turn : list of str
        The turn of each row of the source map.
    """

    session_id: str
    cells: dict[str, Any]
    places: npt.NDArray[np.int64]
    of_turn: list[str]


def frozen_turns(
    session_id: str,
    rows: Iterable[Sequence[str]],
    source_map: Sequence[Sequence[Any]],
) -> FrozenTurns:
    """Return a session's turns from the rows of its file, the heading left out.

    Raises
    ------
    ValueError, TypeError
        The file is damaged.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(FROZEN)
    said: dict[str, Any] = dict(zip(FROZEN, columns, strict=True))
    ids = said["turn_id"]
    own = dict(zip(ids, ids, strict=True))
    places = np.array([row[1:] for row in source_map]) if source_map else np.zeros((0, 4), np.int64)
    if places.dtype.kind != "i" or places.shape[1:] != (4,):
        raise TypeError("the source map holds something other than places")
    none: list[Mark] = []  # most turns hold no mark, and a list for each weighs as much as a word
    cells = {
        "turn_id": ids,
        "n": np.array([int(cell) for cell in said["n"]], dtype=np.int64),
        "text": said["text"],
        "marks": [[Mark(*m) for m in json.loads(c)] if c else none for c in said["marks"]],
        **{name: _seconds(said[name]) for name in _SECONDS},
        **{name: _yes_no(said[name]) for name in _YES_OR_NO},
        **{name: said[name] for name in _OFTEN},
    }
    return FrozenTurns(session_id, cells, places, [own.get(row[0], row[0]) for row in source_map])


class JoinedTurns:
    """Sessions put end to end as they come, so that a session's own columns are let go at once.

    Held until all are there, and joined then, they would leave as many holes in the memory as there
    are sessions, each too small for what comes after.
    """

    def __init__(self) -> None:
        self._alike: dict[str, str] = {}  # what is said often is held once
        self._none: list[Mark] = []
        self._cells: dict[str, list[Any]] = {
            name: [] for name in ("turn_id", "session_id", "text", "marks", *_OFTEN)
        }
        self._numbers: dict[str, array[Any]] = {
            "n": array("q"), **{name: array("d") for name in _SECONDS},
            **{name: array("b") for name in _YES_OR_NO},
        }  # fmt: skip
        self._said_in_each = dict.fromkeys(_OFTEN, True)
        self._of_turn: list[str] = []
        self._places = array("q")

    def add(self, turns: FrozenTurns) -> None:
        """Add a session."""
        cells = turns.cells
        self._cells["turn_id"] += cells["turn_id"]
        self._cells["session_id"] += [turns.session_id] * len(cells["turn_id"])
        self._cells["text"] += cells["text"]
        self._cells["marks"] += [own or self._none for own in cells["marks"]]
        for name in _OFTEN:
            said = any(cells[name])
            # a column is of texts where each session has one: then what is missing is NaN
            missing = _MISSING if said else None
            self._said_in_each[name] &= said
            alike = self._alike
            self._cells[name] += [
                alike.setdefault(cell, cell) if cell else missing for cell in cells[name]
            ]
        for name, numbers in self._numbers.items():
            numbers.frombytes(cells[name].tobytes())
        self._of_turn += turns.of_turn
        self._places.frombytes(turns.places.tobytes())

    def turns(self) -> pd.DataFrame:
        """Return the turns of all sessions as one table TURNS; what was gathered is let go."""
        cells, numbers = self._cells, self._numbers
        if not cells["turn_id"]:
            return empty_table(TURNS)
        often = {name: self._often(name) for name in _OFTEN}
        whole = {
            "turn_id": _objects(cells.pop("turn_id")),
            "session_id": pd.Series(cells.pop("session_id")),
            "n": np.array(numbers.pop("n")),
            "speaker": often["speaker"],
            "text": pd.Series(_objects(cells.pop("text")), dtype=object),
            "marks": pd.Series(_objects(cells.pop("marks")), dtype=object),
            **{name: np.array(numbers.pop(name)) for name in _SECONDS},
            **{name: _flags(np.array(numbers.pop(name))) for name in _YES_OR_NO},
            "question_id": often["question_id"],
            "source_loc": often["source_loc"],
        }
        return conform(pd.DataFrame(whole, copy=False), TURNS)

    def source_map(self) -> pd.DataFrame:
        """Return the source map of all; its turns are the very texts of the turns' index."""
        ids, self._of_turn = self._of_turn, []
        if not ids:
            return empty_table(SOURCE_MAP)
        places = np.array(self._places).reshape(-1, 4)
        self._places = array("q")
        return pd.DataFrame(
            {"turn_id": ids, **dict(zip(SOURCE_MAP.names[1:], places.T.copy(), strict=True))}
        )

    def _often(self, name: str) -> pd.Series:
        said = self._cells.pop(name)
        return pd.Series(said) if self._said_in_each[name] else pd.Series(said, dtype=object)


def _yes_no(cells: Sequence[str]) -> npt.NDArray[np.int8]:
    """1 yes, 0 no, -1 not known."""
    return np.array([_NUMBER_OF.get(cell, -1) for cell in cells], dtype=np.int8)


def _flags(numbers: npt.NDArray[np.int8]) -> pd.arrays.BooleanArray:
    return pd.arrays.BooleanArray(numbers == 1, numbers == -1)


def _seconds(cells: Sequence[str]) -> npt.NDArray[np.float64]:
    if not any(cells):
        return np.full(len(cells), np.nan)
    said = pd.Series(cells, dtype=object)
    seconds: npt.NDArray[np.float64] = (
        pd.to_numeric(said.where(said != "", None)).astype("float64").to_numpy()
    )
    return seconds


def _objects(cells: Sequence[Any]) -> npt.NDArray[np.object_]:
    return np.fromiter(cells, dtype=object, count=len(cells))
