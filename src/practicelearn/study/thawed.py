"""Frozen sessions, read one at a time and put together once: memory holds each text one time.

A table a session, put together at the end, would hold every column twice, and each of its cells as
a text of its own: "P1" a million times.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._tables import SOURCE_MAP, TURNS, Mark, conform, empty_table

__all__ = [
    "FROZEN", "FrozenTurns", "frozen_turns", "held_once", "joined_map", "joined_turns",
]  # fmt: skip

FROZEN = (
    "turn_id", "n", "speaker", "start_s", "end_s", "text", "marks", "question_id", "verbatim",
    "overlap", "source_loc",
)  # fmt: skip
"""The columns of a frozen session, as they stand in its file."""

_OFTEN = ("speaker", "question_id", "source_loc")
_SECONDS = ("start_s", "end_s")
_YES_OR_NO = ("verbatim", "overlap")
_NUMBER_OF = {"yes": 1, "no": 0}


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


def held_once(turns: FrozenTurns, alike: dict[str, str]) -> FrozenTurns:
    """Return turns whose often said cells are those that ``alike`` holds; it learns new ones."""
    for name in _OFTEN:
        turns.cells[name] = [alike.setdefault(cell, cell) for cell in turns.cells[name]]
    return turns


def joined_turns(parts: Sequence[FrozenTurns]) -> pd.DataFrame:
    """Return the turns of all sessions as one table TURNS."""
    if not parts:
        return empty_table(TURNS)
    alike: dict[str, str] = {}  # what is said often is held once
    none: list[Mark] = []
    often = pd.concat([_often(part, alike) for part in parts], ignore_index=True)
    whole = {
        "turn_id": _end_to_end(parts, "turn_id"),
        "session_id": often["session_id"],
        "n": np.concatenate([part.cells["n"] for part in parts]),
        "speaker": often["speaker"],
        "text": pd.Series(_end_to_end(parts, "text"), dtype=object),
        "marks": pd.Series([own or none for own in _end_to_end(parts, "marks")], dtype=object),
        **{name: np.concatenate([part.cells[name] for part in parts]) for name in _SECONDS},
        **{name: _flags(np.concatenate([p.cells[name] for p in parts])) for name in _YES_OR_NO},
        "question_id": often["question_id"],
        "source_loc": often["source_loc"],
    }
    return conform(pd.DataFrame(whole, copy=False), TURNS)


def joined_map(parts: Sequence[FrozenTurns]) -> pd.DataFrame:
    """Return the source map of all sessions; its turns are the very texts of the turns' index."""
    ids = [turn_id for part in parts for turn_id in part.of_turn]
    if not ids:
        return empty_table(SOURCE_MAP)
    places = np.concatenate([part.places for part in parts])
    return pd.DataFrame(
        {"turn_id": ids, **dict(zip(SOURCE_MAP.names[1:], places.T.copy(), strict=True))}
    )


def _often(part: FrozenTurns, alike: dict[str, str]) -> pd.DataFrame:
    """Columns whose cells recur, each text held once; what kind they are is each session's own."""
    cells = {
        name: [alike.setdefault(cell, cell) if cell else None for cell in part.cells[name]]
        for name in _OFTEN
    }
    return pd.DataFrame(cells).assign(session_id=part.session_id)


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


def _end_to_end(parts: Sequence[FrozenTurns], name: str) -> npt.NDArray[np.object_]:
    """The cells of all sessions, as objects."""
    n = sum(len(part.cells[name]) for part in parts)
    cells = chain.from_iterable(part.cells[name] for part in parts)
    return np.fromiter(cells, dtype=object, count=n)
