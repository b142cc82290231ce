"""Read a REFI-QDA project (.qdpx, .qde): every selection with the right words, every loss named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._tables import READ, empty_table, near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.errors import PracticelearnError
from practicelearn.exchange import carried
from practicelearn.exchange.assemble import NOT_SAID
from practicelearn.exchange.beside import Beside, read_beside
from practicelearn.exchange.codebook import codes_of
from practicelearn.exchange.conventions import slug
from practicelearn.exchange.offsets import (
    Counted,
    Counting,
    Decision,
    decide,
    positions,
    reason_for,
)
from practicelearn.exchange.packed import Package, open_package, parse_xml
from practicelearn.exchange.project import (
    ExchangeError,
    Project,
    said_plainly,
    table_of,
    with_values,
    with_year,
    year_choices,
)
from practicelearn.exchange.refi_spans import Coder, Found, Selections, SourceText
from practicelearn.exchange.refi_xml import (
    SelectionRow,
    TextRow,
    children,
    read_codes,
    read_texts,
)
from practicelearn.exchange.sources import (
    corpus_of,
    decode_source,
    lay_out,
    read_source,
)
from practicelearn.transcripts.merge import merge_units
from practicelearn.transcripts.readers import READERS, Hints

__all__ = ["read_refi"]

_SUFFIX = re.compile(r"\.(?:docx?|txt|rtf|pdf|vtt|srt|md|odt|html?|mp[34]|m4a|wav)$", re.IGNORECASE)


@said_plainly
def read_refi(
    path: str | Path,
    *,
    coder: Coder = "coding",
    speakers: bool = True,
    year: str | None = None,
    missing: Literal["raise", "list"] = "raise",
    frame_version: str = "imported",
) -> Project:
    """Return a REFI-QDA project as corpus, frame and codings.

    Parameters
    ----------
    path : str or Path
        A ``.qdpx``, or a ``.qde`` with its sources in a folder beside it.
    coder : {"coding", "selection", "modifier"}
        Which user counts as coder. By default the user of the Coding (falling back on that of the
        selection); ``selection`` takes who made the selection, ``modifier`` who changed it last.
        Programs differ in which of these they keep, so agreement depends on this choice.
    speakers : bool, default True
        Read speakers' labels; False keeps each paragraph, label and all, as one turn.
    year : str, optional
        Where the round comes from: a ``choice`` of :func:`year_choices`.
    missing : {"raise", "list"}
        A source whose text is not in the package raises, or is listed with the codings it had.
    frame_version : str
        What to call the frame as it was imported.

    Returns
    -------
    Project
        ``losses`` lists what is left out or needs a look, ``evidence`` how positions were counted,
        ``selections`` every selection with its words.

    Raises
    ------
    ExchangeError
        The file is damaged, hostile, or lacks a source.
    """
    if coder not in ("coding", "selection", "modifier"):
        known = ["coding", "selection", "modifier"]
        raise PracticelearnError(
            f'coder "{coder}" is not one of {", ".join(known)}.{near_match(coder, known)}'
        )
    package = open_package(path)
    root = parse_xml(package.project, package.file, "Project")
    reader = _Reader(package, root, coder, speakers, missing)
    project = reader.project(frame_version)
    return with_year(project, year) if year is not None else reader.with_advice(project)


class _Reader:
    """Goes through one project; every loss is put down where it happens."""

    def __init__(
        self, package: Package, root: Any, coder: Coder, speakers: bool, missing: str
    ) -> None:
        self.package = package
        self.root = root
        self.coder = coder
        self.speakers = speakers
        self.missing = missing
        self.origin = root.get("origin") or ""
        self.losses: list[dict[str, Any]] = []
        self.evidence: list[dict[str, Any]] = []
        self.beside: Beside = read_beside(root, self._bytes)
        self.note = self.beside.ours or {}

    def lose(
        self, severity: str, what: str, message: str, text: str = "", file: str | None = None
    ) -> None:
        """Put down one loss."""
        row = {"file": file or self.package.file.name, "severity": severity, "what": what}
        self.losses.append(row | {"message": message, "text": text or None})

    def _say(self, losses: Sequence[tuple[str, str, str, str]]) -> None:
        for severity, what, message, words in losses:
            self.lose(severity, what, message, words)

    def project(self, frame_version: str) -> Project:
        """Read everything."""
        self._say(self.beside.losses)
        rows = read_codes(next(children(self.root, "CodeBook"), None))
        codes, self.codes, losses = codes_of(rows, origin=self.origin, known=self.note.get("codes"))
        for severity, message, words in losses:
            self.lose(severity, "code", message, words)
        name = self.root.get("name") or self.package.file.stem
        frame = CodingFrame(name, frame_version, codes) if codes else None
        if self.note and (frame or self.note.get("frame")):
            empty = CodingFrame(name, frame_version, ())
            frame = carried.restore_frame(self.note, frame or empty)
        texts = self._texts()
        self._count(texts)
        for text in texts:
            self._lay_out(text)
        selections = Selections(self.beside, self.codes, self.coder, self.lose)
        for text in texts:
            selections.add(text)
        found = selections.found
        sources = [t.source for t in texts if t.source is not None]
        corpus = corpus_of(sources)
        by_note = [t.session_id for t in texts if t.source and t.source.format == "refi-qda"]
        if by_note:
            corpus = carried.restore_corpus(self.note, corpus, by_note)
        spans = found.table()
        read = self._read(found, corpus.turns)
        held = {frame.version: frozenset(frame.ids)} if frame else {}
        if self.note:
            held = {v: frozenset(ids) for v, ids in self.note["held"].items()}
        codings = Codings(
            spans=spans,
            read=read,
            text_hash=corpus.sessions["text_hash"].dropna().to_dict() if len(spans) else {},
            frame=frame,
            held=held,
        )
        self._left_over()
        sessions = {t.row.guid: t.session_id for t in texts}
        sessions |= {t.row.owner: t.session_id for t in texts if t.row.owner}
        tables = self.beside.tables(
            codes=self.codes,
            sessions=sessions,
            selections=found.guids,
            codings=found.ids,
            text_rows=[t.row for t in texts],
            code_rows=rows,
        )
        self._say(tables.losses)
        if not by_note:
            corpus = replace(corpus, sessions=with_values(corpus.sessions, tables.values))
        guids = {f"code:{c}": g for g, c in self.codes.items()}
        guids |= {f"session:{t.session_id}": t.row.guid for t in texts}
        guids |= {f"coder:{name}": g for g, name in self.beside.coders.items()}
        guids |= {f"coding:{i}": g for g, i in found.first_guid.items()}
        return Project(
            corpus=corpus,
            frame=frame,
            codings=codings,
            name=name,
            origin=self.origin,
            users=tables.users,
            codes=tables.codes,
            cases=tables.cases,
            variables=tables.variables,
            values=tables.values,
            sets=tables.sets,
            notes=tables.notes,
            links=tables.links,
            selections=table_of("selections", found.selections),
            evidence=table_of("evidence", self.evidence),
            losses=table_of("losses", self.losses),
            guids=guids,
            path=self.package.file,
        )

    def with_advice(self, project: Project) -> Project:
        """Say which rounds could be read, where nobody has chosen."""
        if project.corpus.sessions["year"].notna().any():
            return project
        choices = year_choices(project)
        likely = choices[choices["looks_like_year"] > 0]
        if likely.empty:
            return project
        named = "; ".join(f'year="{c}"' for c in likely["choice"][:4])
        message = f"no round was set; it could come from {named} (see year_choices)"
        row = {"file": self.package.file.name, "severity": "note", "what": "year"}
        more = table_of("losses", [row | {"message": message}])
        return replace(project, losses=pd.concat([project.losses, more], ignore_index=True))

    def _bytes(self, path: str) -> bytes | None:
        return self.package.source(path)

    def _texts(self) -> list[SourceText]:
        entries = {e["guid"]: e for e in self.note.get("sessions", ())}
        taken = {str(e["session_id"]) for e in entries.values()}
        texts: list[SourceText] = []
        absent: list[str] = []
        for row in read_texts(next(children(self.root, "Sources"), None)):
            entry = entries.get(row.guid)
            session_id = (
                str(entry["session_id"])
                if entry
                else slug(_SUFFIX.sub("", row.name), taken, empty="session")
            )
            text = self._text(row, session_id, absent)
            if text is not None:
                taken.add(session_id)
                texts.append(text)
        if absent and self.missing == "raise":
            more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
            raise ExchangeError(
                self.package.file,
                None,
                f"the text of {len(absent)} sources is missing: {', '.join(absent[:5])}{more}; "
                "export the project again with its sources, or read it without them "
                "(--without-missing)",
            )
        return texts

    def _text(self, row: TextRow, session_id: str, absent: list[str]) -> SourceText | None:
        for kind, name, line, codes in row.lost:
            coded = ", ".join(self.codes.get(c, c) for c in codes) or "no code"
            message = f"a {kind} marks no text ({coded}; line {line} of the project)"
            self.lose("warning", kind, message, name, row.name)
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
                    "error", "selection", f"its source is missing ({coded})", s.name or "", row.name
                )
        self.lose("warning", row.kind, "this source has no text and is no session", "", row.name)
        return None

    def _rich(self, row: TextRow, raw: bytes, session_id: str) -> SourceText | None:
        try:
            reading = READERS["docx"].read(raw, Hints())
        except PracticelearnError as error:
            self.lose("error", row.kind, f"its plain text is missing and {error}", "", row.name)
            return None
        text = SourceText(row, reading.text, False, session_id, countable=False)
        text.source = lay_out(session_id, reading, merge_units(reading), file=row.name)
        message = "only formatted text is there; positions count in plain text and cannot be placed"
        self.lose("error" if row.selections else "warning", row.kind, message, "", row.name)
        return text

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
        last = int(positions(text.decoded, decision.counting)[-1])
        for s in own:
            if id(s) in place and int(s.end or 0) > last:
                message = "a selection ended behind the text and was cut there"
                words = text.decoded[slice(*place[id(s)])]
                self.lose("note", "selection", message, words, text.row.name)
        text.ranges = [place.get(id(s)) for s in text.row.selections]
        if own:
            head = {"file": text.row.name, "session_id": text.session_id}
            self.evidence += [head | row for row in decision.rows]
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
            text.source = read_source(
                text.decoded,
                text.session_id,
                ranges=[r for r in text.ranges if r is not None],
                speakers=self.speakers,
                file=text.row.name,
            )

    def _read(self, found: Found, turns: pd.DataFrame) -> pd.DataFrame:
        if self.note:
            read = carried.restore_read(self.note)
            return read[read["turn_id"].isin(turns.index)].reset_index(drop=True)
        if found.spans:
            self.lose("note", "reading", NOT_SAID)
        return empty_table(READ)

    def _left_over(self) -> None:
        left = self.package.left_over()
        if left:
            message = f"{len(left)} files of the package were not used: {', '.join(left[:5])}"
            self.lose("note", "file", message)
        n = sum(1 for g in children(self.root, "Graphs") for _ in children(g, "Graph"))
        if n:
            self.lose("warning", "graph", f"{n} graphs (maps) are not read")
