"""Releasing a report: a person has read every quote of exactly this report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

from practicelearn.output.report.blocks import Document

__all__ = ["is_released", "model_hash", "printed_counts", "released_counts"]

_DRAWN = {"draw", "anchor"}  # a picture is told by its table; an anchor is no word


def model_hash(document: Document) -> str:
    """Return sha256 over everything a document prints, the day it was made left out."""
    digest = hashlib.sha256()
    for words in _told((document.title, list(document.blocks))):
        digest.update(f"{words}\x1e".encode())
    return digest.hexdigest()


def is_released(digest: str, decisions: pd.DataFrame) -> bool:
    """Return whether a person has released the report with this hash: none that read otherwise."""
    own = decisions[decisions["kind"] == "release"]
    return "hash" in own and bool((own["hash"] == digest).any())


def printed_counts(
    extent: pd.DataFrame, hidden: Mapping[tuple[str, str], str], themes: set[str]
) -> list[list[Any]]:
    """Return the figures a report prints: theme, round, people who raised it, people, groups."""
    return [
        [str(r.theme_id), str(r.year), int(r.n_people_raised), int(r.n_people),
         int(r.n_groups_raised)]
        for r in extent.itertuples()
        if r.theme_id in themes and not hidden.get((str(r.theme_id), str(r.year)), "few")
    ]  # fmt: skip


def released_counts(decisions: pd.DataFrame) -> dict[tuple[str, str], list[tuple[int, int, int]]]:
    """Return what released reports printed of each theme and round."""
    found: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    own = decisions[decisions["kind"] == "release"]
    for counts in own.get("counts", []):
        for theme, year, *figures in counts if isinstance(counts, list) else []:
            found.setdefault((theme, year), []).append((figures[0], figures[1], figures[2]))
    return found


def _told(value: Any) -> Iterator[str]:
    if isinstance(value, str | bool | int | float) or value is None:
        yield str(value)
    elif isinstance(value, list | tuple):
        yield f"[{len(value)}"
        for item in value:
            yield from _told(item)
    elif is_dataclass(value):
        yield type(value).__name__
        for part in fields(value):
            if part.name not in _DRAWN:
                yield from _told(getattr(value, part.name))
