"""The sources of a REFI-QDA project on their way to turns: found, decoded, counted, laid out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from practicelearn.errors import PracticelearnError
from practicelearn.exchange import carried
from practicelearn.exchange.conventions import slug
from practicelearn.exchange.formatted import places_in
from practicelearn.exchange.offsets import (
    Counted,
    Counting,
    Decision,
    decide,
    positions,
    reason_for,
)
from practicelearn.exchange.packed import Package
from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.refi_spans import Lose, SourceText
from practicelearn.exchange.refi_times import with_points
from practicelearn.exchange.refi_xml import SelectionRow, TextRow, children, read_texts
from practicelearn.exchange.said_of import SaidOf
from practicelearn.exchange.sources import Source, decode_source, lay_out, read_source
from practicelearn.transcripts.one_file import settle_reading
from practicelearn.transcripts.readers import READERS, Hints

__all__ = ["Texts", "name_of_session"]

_SUFFIX = re.compile(r"\.(?:docx?|txt|rtf|pdf|vtt|srt|md|odt|html?|mp[34]|m4a|wav)$", re.IGNORECASE)


class Texts:
    """Goes through the sources of a project; what is lost is told to ``lose``.

    ``evidence`` then says how positions were decided, ``times`` which turns got a time.

    Parameters
    ----------
    root : lxml element
    package : Package
    note : mapping
        What a file of ours says of its sessions; empty for another's.
    codes : mapping
        Identifier to code id.
    said : SaidOf
        How a person says that documents are to be read.
    speakers : bool
        Whether labels part the texts into turns.
    missing : str
        ``raise`` or ``list`` what has no text.
    lose : callable
    """

    def __init__(
        self,
        root: Any,
        package: Package,
        note: Mapping[str, Any],
        codes: Mapping[str, str],
        said: SaidOf,
        *,
        speakers: bool,
        missing: str,
        lose: Lose,
    ) -> None:
        self.root, self.package, self.note, self.codes = root, package, note, codes
        self.said, self.speakers, self.missing, self.lose = said, speakers, missing, lose
        self.origin = root.get("origin") or ""
        self.evidence: list[dict[str, Any]] = []
        self.times: list[dict[str, Any]] = []

    def read(self) -> list[SourceText]:
        """Return every source that has text, laid out in turns."""
        texts = self._texts()
        self._count(texts)
        for text in texts:
            self._lay_out(text)
        return texts

    def _texts(self) -> list[SourceText]:
        entries = {e["guid"]: e for e in self.note.get("sessions", ())}
        taken = {str(e["session_id"]) for e in entries.values()}
        texts: list[SourceText] = []
        absent: list[str] = []
        found = read_texts(next(children(self.root, "Sources"), None))
        rows, n = with_points(found, frozenset(self.note.get("ours", ())))
        if n:
            message = "recordings in name only, which say the times of sessions"
            self.lose("note", "source", message, of=("documents", n))
        more = len(rows) - len({row.owner or row.guid for row in rows})
        if more:
            message = "further texts of one source, each a session of its own"
            self.lose("note", "source", message, of=("documents", -more))
        for row in rows:
            entry = entries.get(row.guid)
            session_id = (
                str(entry["session_id"])
                if entry
                else slug(name_of_session(row.name), taken, empty="session")
            )
            text = self._text(row, session_id, absent)
            if text is not None:
                taken.add(session_id)
                texts.append(text)
        if absent and self.missing == "raise":
            others = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
            raise ExchangeError(
                self.package.file,
                None,
                f"the text of {len(absent)} sources is missing: {', '.join(absent[:5])}{others}; "
                "export the project again with its sources, or read it without them "
                "(--without-missing)",
            )
        return texts

    def _text(self, row: TextRow, session_id: str, absent: list[str]) -> SourceText | None:
        for kind, name, line, codes, n in row.lost:
            coded = ", ".join(self.codes.get(c, c) for c in codes) or "no code"
            message = f"a {kind} marks no text ({coded}; line {line} of the project)"
            self.lose("warning", kind, message, name, row.name, ("codings", n) if n else None)
        if row.content is not None:
            return SourceText(row, row.content, False, session_id)
        for path in (row.plain_path, row.rich_path):
            raw = self.package.source(path) if path else None
            if raw is None:
                continue
            if path == row.plain_path:
                if row.rich_path:
                    self.package.source(row.rich_path)  # known, and not needed beside the text
                return SourceText(row, *decode_source(raw), session_id)
            return self._rich(row, raw, session_id)
        if row.plain_path or row.rich_path or row.selections:
            absent.append(row.name or row.guid)
            for s in row.selections:
                coded = ", ".join(self.codes.get(c.code, c.code) for c in s.codings) or "no code"
                self.lose(
                    "error", "selection", f"its source is missing ({coded})", s.name or "",
                    row.name, ("codings", len(s.codings)),
                )  # fmt: skip
        message = "this source has no text and is no session"
        self.lose("warning", row.kind, message, "", row.name, ("documents", 1))
        for what, lost in (("codings", len(row.whole) + row.again), ("times", len(row.times))):
            if lost:
                of = (what, lost)
                lost_with = f"{what} of a source that has no text and is no session"
                self.lose("warning", row.kind, lost_with, "", row.name, of)
        return None

    def _rich(self, row: TextRow, raw: bytes, session_id: str) -> SourceText | None:
        try:
            reading = READERS["docx"].read(raw, Hints())
        except PracticelearnError as error:
            message = f"its plain text is missing and {error}"
            self.lose("error", row.kind, message, "", row.name, ("documents", 1))
            n = len(row.whole) + row.again + sum(len(s.codings) for s in row.selections)
            if n:
                message = "codings on it: its text cannot be read"
                self.lose("error", row.kind, message, "", row.name, ("codings", n))
            return None
        text = SourceText(row, reading.text, False, session_id, countable=False)
        hints, fix = self.said.hints(row.name, session_id)
        turns = settle_reading(reading, hints, fix_labels=fix)
        text.source = lay_out(session_id, reading, turns, file=row.name)
        self._place_formatted(text)
        return text

    def _place_formatted(self, text: SourceText) -> None:
        """Place the selections of a formatted text where that is sure."""
        row = text.row
        sane = [s for s in row.selections if s.start is not None and s.end is not None]
        found = places_in(
            text.decoded,
            [int(s.start or 0) for s in sane],
            [int(s.end or 0) for s in sane],
            [s.name for s in sane],
        )
        place = {id(s): span for s, span in zip(sane, found, strict=True) if span is not None}
        text.ranges = [place.get(id(s)) for s in row.selections]
        message = "only formatted text is there, and positions count in plain text"
        if row.selections:
            message += (
                f": {len(place)} of {len(row.selections)} selections were placed, by their words "
                "or by where words begin and end; look at a few. The others are listed"
            )
        severity = "error" if len(place) < len(row.selections) else "warning"
        self.lose(severity, row.kind, message, "", row.name)

    def _count(self, texts: Sequence[SourceText]) -> None:
        """Decide how positions count, from all sources together."""
        asked = [t for t in texts if t.countable]
        sane = [
            [s for s in t.row.selections if s.start is not None and s.end is not None]
            for t in asked
        ]
        counted = [
            Counted(
                t.decoded,
                t.has_bom,
                [int(s.start or 0) for s in own],
                [int(s.end or 0) for s in own],
                [s.name for s in own],
            )
            for t, own in zip(asked, sane, strict=True)
        ]
        own_file = self.note and self.origin.startswith(carried.ORIGIN)
        stated = Counting(**self.note["counting"]) if own_file else None
        decisions = decide(counted, self.origin, stated=stated)
        for text, own, decision in zip(asked, sane, decisions, strict=True):
            self._decided(text, own, decision)

    def _decided(self, text: SourceText, own: Sequence[SelectionRow], decision: Decision) -> None:
        place = {
            id(s): (int(a), int(b))
            for s, (a, b) in zip(own, decision.ranges, strict=True)
            if a >= 0
        }
        at = positions(text.decoded, decision.counting)
        last = int(at[-1])
        for s in own:
            if id(s) in place and int(s.end or 0) > last:
                message = "a selection ended behind the text and was cut there"
                words = text.decoded[slice(*place[id(s)])]
                self.lose("note", "selection", message, words, text.row.name)
        text.ranges = [place.get(id(s)) for s in text.row.selections]
        if own:
            head = {"file": text.row.name, "session_id": text.session_id}
            self.evidence += [head | row for row in decision.rows]
        text.times = [(int(np.searchsorted(at, place)), s) for place, s in text.row.times]
        if decision.tied:
            program = f'"{self.origin}"' if self.origin else "an unnamed program"
            message = (
                f"positions could be counted in several ways, and what was selected does not tell; "
                f"{decision.counting} was taken, {reason_for(decision.counting, self.origin)} "
                f"(the file is of {program}). Look at a few quotes: are they what was selected?"
            )
            self.lose("warning", "positions", message, "", text.row.name)
        if decision.own_way:
            message = f"this source counts its own way ({decision.counting}), unlike the others"
            self.lose("warning", "positions", message, "", text.row.name)

    def _lay_out(self, text: SourceText) -> None:
        if text.source is not None:
            return
        entry = next((e for e in self.note.get("sessions", ()) if e["guid"] == text.row.guid), None)
        if entry is not None:
            plain = text.decoded.replace("\r\n", "\n")
            text.source = carried.source_of(entry, plain, text.decoded, file=text.row.name)
            if text.source is None:
                message = "its text was changed elsewhere; speakers were read from its labels again"
                self.lose("warning", "turns", message, "", text.row.name)
        if text.source is None:
            hints, fix = self.said.hints(text.row.name, text.session_id)
            text.source = read_source(
                text.decoded,
                text.session_id,
                hints=hints,
                fix_labels=fix,
                ranges=[r for r in text.ranges if r is not None],
                speakers=self.speakers,
                file=text.row.name,
            )
        self._timed(text)

    def _timed(self, text: SourceText) -> None:
        """Give turns the times of the recording at which they begin, where the file says so."""
        if text.source is None or not text.times:
            return
        source, rest = text.source, 0
        for place, start_s in sorted(text.times):
            turns = turns_beginning_at(source, place)
            known = [turn["start_s"] for turn in turns]
            if any(s is not None and round(s, 3) == start_s for s in known):
                pass  # it has it already, and finer: a file says thousandths
            elif turns and known[-1] is None:
                turns[-1]["start_s"] = start_s
            else:
                rest += 1
                continue
            self.times.append({"session_id": text.session_id, "start_s": start_s})
        if rest:
            message = "times within a turn, or behind the last: a turn has the one it begins with"
            self.lose("note", "time", message, "", text.row.name, ("times", rest))


def turns_beginning_at(source: Source, place: int) -> list[dict[str, Any]]:
    """Return the turn whose words begin next behind a place, and those without words before it.

    None within a turn. Behind the last words they are those without words that follow.
    """
    rows = source.rows
    k = bisect_left(rows, place, key=lambda row: row[3])
    if (k and rows[k - 1][4] > place) or (k < len(rows) and rows[k][1] != 0):
        return []
    first = rows[k - 1][0] + 1 if k else 0
    return source.turns[first : rows[k][0] + 1 if k < len(rows) else None]


def name_of_session(name: str) -> str:
    """Return a document's name without what says its kind."""
    return _SUFFIX.sub("", name)
