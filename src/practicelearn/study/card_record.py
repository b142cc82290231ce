"""Which quote cards went out, as the study keeps it: numbers and ids of codings, nobody's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

__all__ = ["card_numbers", "cards_out", "recorded_cards"]


def card_numbers(decisions: pd.DataFrame) -> dict[str, int]:
    """Return coding id to the number that its card has, whenever it was printed."""
    return {coding: n for row in _printed(decisions) for n, coding in _of(row)}


def cards_out(decisions: pd.DataFrame, year: str) -> dict[int, str]:
    """Return number to coding id of the cards of a round that went out."""
    return {n: c for row in _printed(decisions) if row.get("year") == year for n, c in _of(row)}


def recorded_cards(decisions: pd.DataFrame) -> set[str]:
    """Return the hashes of the cards that are on record."""
    return {str(row["hash"]) for row in _printed(decisions)}


def _printed(decisions: pd.DataFrame) -> Iterator[dict[str, Any]]:
    yield from decisions[decisions["kind"] == "cards"].to_dict("records")


def _of(row: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for n, coding in row["cards"].items():
        yield int(n), str(coding)
