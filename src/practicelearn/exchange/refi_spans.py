"""Selections and codings of a REFI-QDA project as spans of turns; equal codings are merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from practicelearn._tables import SPANS, conform, empty_table
from practicelearn.exchange import carried
from practicelearn.exchange.beside import Beside
from practicelearn.exchange.conventions import guid_of
from practicelearn.exchange.refi_xml import CodingRow, SelectionRow, TextRow
from practicelearn.exchange.sources import Source

__all__ = ["Coder", "Lose", "Selections", "SourceText"]

Coder = Literal["coding", "selection", "modifier"]
Lose = Callable[..., None]
"""Puts down a loss: severity, what, message, text, file, and of which line of the account how many.
"""
_NOBODY = "unknown"


@dataclass
class SourceText:
    """A source on its way to turns; ``ranges`` are code points of ``decoded``, one a selection."""

    row: TextRow
    decoded: str
    has_bom: bool
    session_id: str
    countable: bool = True
    source: Source | None = None
    ranges: list[tuple[int, int] | None] = field(default_factory=list)
    times: list[tuple[int, float]] = field(default_factory=list)  # code point, seconds

    @cached_property
    def words(self) -> dict[str, str]:
        """Turn to its text, once it is laid out."""
        turns = self.source.turns if self.source is not None else ()
        return {str(turn["turn_id"]): str(turn["text"]) for turn in turns}


class Selections:
    """Goes through the selections of sources; what is lost is told to ``lose``.

    Parameters
    ----------
    beside : Beside
        Users and notes.
    codes : mapping
        Identifier to code id.
    coder : {"coding", "selection", "modifier"}
    lose : callable
        Takes severity, what, message, text and file.
    """

    def __init__(
        self,
        beside: Beside,
        codes: Mapping[str, str],
        coder: Coder,
        lose: Lose,
    ) -> None:
        self.beside = beside
        self.note = beside.ours or {}
        self.codes = codes
        self.coder = coder
        self.lose = lose
        self.found = Found()

    def add(self, text: SourceText) -> None:
        """Place every selection of a source, and give its codings to its words."""
        for coding in text.row.whole:
            name = self.codes.get(coding.code, coding.code)
            message = f'code "{name}" stands on the whole source, not on words; it is no coding'
            self.lose("warning", "coding", message, "", text.row.name, ("codings", 1))
        if text.row.again:
            message = "codings of a part of a page that stand on its words too"
            self.lose("note", "coding", message, "", text.row.name, ("codings", text.row.again))
        ranges = text.ranges or [None] * len(text.row.selections)
        for selection, span in zip(text.row.selections, ranges, strict=True):
            row = self._placed(text, selection, span)
            self.found.selections.append(row)
            self.found.guids.setdefault(selection.guid, selection.guid)
            if row["status"] == "placed":
                for coding in selection.codings:
                    self._coding(text, selection, coding, row)

    def _placed(
        self, text: SourceText, selection: SelectionRow, span: tuple[int, int] | None
    ) -> dict[str, Any]:
        coder, at = carried.own_stamps(
            self.note, selection.guid, self.beside.coders.get(selection.user), selection.at
        )
        row: dict[str, Any] = {
            "guid": selection.guid,
            "session_id": text.session_id,
            "name": selection.name,
            "description": selection.description or None,
            "coder": coder,
            "at": _utc(at),
            "parts": [],
            "codings": [],
        }
        coded = ", ".join(self.codes.get(c.code, c.code) for c in selection.codings) or "no code"
        of = ("codings", len(selection.codings)) if selection.codings else None
        if span is None or text.source is None:
            row["status"] = "its position is not in the text"
            if text.countable:
                place = f"{selection.start} to {selection.end}"
                message = f"a selection ({coded}) names positions its text lacks: {place}"
                message += f" (line {selection.line} of the project)"
                self.lose("error", "selection", message, selection.name or "", text.row.name, of)
            else:
                message = f"a selection ({coded}) cannot be placed without plain text"
                self.lose("error", "selection", message, selection.name or "", text.row.name, of)
            return row
        words = text.decoded[slice(*span)]
        spot = text.source.place(*span)
        row |= {"start": span[0], "end": span[1], "words": words}
        row["parts"] = [tuple(p) for p in spot.parts]
        row["status"] = "placed"
        if not spot.parts:
            row["status"] = "no words" if not words.strip() else "no speech"
            message = f"a selection ({coded}) holds no words" + (
                "" if not words.strip() else " of any turn: a speaker's label, or a time"
            )
            self.lose("warning", "selection", message, words.strip(), text.row.name, of)
        elif not selection.codings:
            row["status"] = "comment"
            message = "this selection has no code; it is kept in selections, with its comment"
            comment = self.beside.comment(selection)
            self.lose("note", "selection", message, comment, text.row.name)
        return row

    def _coding(
        self,
        text: SourceText,
        selection: SelectionRow,
        coding: CodingRow,
        row: dict[str, Any],
    ) -> None:
        code = self.codes.get(coding.code)
        if code is None:
            message = f"a coding names a code that is not in the book ({coding.code or 'none'})"
            self.lose("error", "coding", message, row["words"], text.row.name, ("codings", 1))
            return
        kept = self.note.get("codings", {}).get(coding.guid, {})
        user = {
            "coding": (coding.user, selection.user, text.row.user),
            "selection": (selection.user, coding.user, text.row.user),
            "modifier": (selection.modifier, selection.user, coding.user),
        }[self.coder]
        _, at = carried.own_stamps(self.note, coding.guid, None, coding.at or selection.at)
        named = next((self.beside.coders[u] for u in user if u in self.beside.coders), _NOBODY)
        self.found.add(
            coding,
            selection,
            row,
            text.words,
            fields={
                "code": code,
                "coder": self._coder_of(kept, coding, named),
                "at": _same_instant(kept.get("at"), _utc(at)),
                "memo": self.beside.memo(coding, selection, kept),
                "origin": kept.get("origin", "imported"),
                "accepted_by": kept.get("accepted_by"),
                "stance": kept.get("stance"),
                "strength": kept.get("strength"),
                "matters": kept.get("matters"),
            },
            coding_id=kept.get("coding_id"),
            part=kept.get("part"),
        )

    def _coder_of(self, kept: Mapping[str, Any], coding: CodingRow, named: str) -> str:
        if kept and self.coder == "coding" and coding.user in self.note.get("coders", {}):
            return str(self.note["coders"][coding.user])
        return named


@dataclass
class Found:
    """Codings as they are found; equal ones are merged."""

    spans: list[dict[str, Any]] = field(default_factory=list)
    selections: list[dict[str, Any]] = field(default_factory=list)
    guids: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    first_guid: dict[str, str] = field(default_factory=dict)
    n_again: int = 0  # codings that say what another says
    n_parts: int = 0  # further parts of a coding of ours, each a coding in the file
    _seen: dict[tuple[Any, ...], str] = field(default_factory=dict)
    _parts: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=dict)

    def add(
        self,
        coding: CodingRow,
        selection: SelectionRow,
        row: dict[str, Any],
        texts: Mapping[str, str],
        *,
        fields: dict[str, Any],
        coding_id: str | None,
        part: int | None,
    ) -> None:
        """Add one coding, or its further part."""
        parts = tuple(row["parts"])
        key = (parts, fields["code"], fields["coder"])
        if coding_id is None and key in self._seen:
            coding_id = self._seen[key]
            self.n_again += 1
            self.ids.setdefault(coding.guid, coding_id)
            if coding_id not in row["codings"]:
                row["codings"].append(coding_id)
            for _, span in self._parts[coding_id]:  # what it says beside is kept
                if fields["memo"] and fields["memo"] not in (span["memo"] or ""):
                    span["memo"] = "\n\n".join(filter(None, [span["memo"], fields["memo"]]))
            return
        if coding_id is None:
            coding_id = coding.guid or guid_of("coding", f"{selection.guid}{key}")
            if coding_id in self._parts:
                coding_id = guid_of("coding", f"{coding_id}{selection.guid}{key}")
            self._seen[key] = coding_id
        self.ids.setdefault(coding.guid, coding_id)
        self.first_guid.setdefault(coding.guid, coding_id)
        row["codings"].append(coding_id)
        self.n_parts += coding_id in self._parts
        own = self._parts.setdefault(coding_id, [])
        for n, (turn_id, a, b) in enumerate(parts):
            span = {"turn_id": turn_id, "start": a, "end": b, "quote": texts[turn_id][a:b]}
            order = (part or 1) + n
            own.append((order, {"coding_id": coding_id, "part": order, **span, **fields}))
            self.spans.append(own[-1][1])

    def table(self) -> pd.DataFrame:
        """Return the spans."""
        if not self.spans:
            return empty_table(SPANS)
        rows = [span for parts in self._parts.values() for _, span in sorted(parts, key=_first)]
        frame = pd.DataFrame(rows, dtype=object)
        for name, kind in (("part", "int64"), ("start", "int64"), ("end", "int64")):
            frame[name] = frame[name].astype(kind)
        frame["strength"] = frame["strength"].astype("Int64")
        frame["matters"] = frame["matters"].astype("boolean").fillna(False)
        return conform(frame, SPANS)


def _first(pair: tuple[int, dict[str, Any]]) -> int:
    return pair[0]


def _utc(text: str | None) -> str | None:
    """A time as the file has it, in UTC where it says its zone."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if at.tzinfo is None or at.utcoffset() is None:
        return text.strip()
    whole = at.astimezone(UTC)
    return whole.isoformat(timespec="milliseconds" if whole.microsecond else "seconds")


def _same_instant(kept: str | None, read: str | None) -> str | None:
    """The time as we wrote it, if the file still says the same."""
    return kept if kept is not None and (read is None or _utc(kept) == _utc(read)) else read
