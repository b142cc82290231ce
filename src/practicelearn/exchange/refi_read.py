"""Read a REFI-QDA project (.qdpx, .qde): every selection with the right words, every loss named."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from practicelearn._tables import READ, empty_table, near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.exchange import carried
from practicelearn.exchange.assemble import NOT_SAID
from practicelearn.exchange.beside import Beside, Loss, Tables, read_beside
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
from practicelearn.exchange.people import Heard
from practicelearn.exchange.project import (
    CodedProject,
    ExchangeError,
    said_plainly,
    table_of,
    with_values,
    with_year,
    year_choices,
)
from practicelearn.exchange.refi_spans import Coder, Found, Selections, SourceText
from practicelearn.exchange.refi_there import descriptions_in, things_in
from practicelearn.exchange.refi_xml import (
    CodeRow,
    SelectionRow,
    TextRow,
    children,
    read_codes,
    read_texts,
)
from practicelearn.exchange.said_of import SaidOf
from practicelearn.exchange.sources import (
    corpus_of,
    decode_source,
    lay_out,
    left_out,
    read_source,
)
from practicelearn.exchange.words import n_words
from practicelearn.transcripts.one_file import settle_reading
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
    sheet: str | Path | None = None,
) -> CodedProject:
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
    sheet : str or Path, optional
        A sessions sheet that says how documents are to be read, as for files: ``file``,
        ``fix_labels``, ``unlabelled``, ``labels_look_like``.

    Returns
    -------
    CodedProject
        ``losses`` lists what is left out or needs a look, ``evidence`` how positions were counted,
        ``selections`` every selection with its words.

    Raises
    ------
    ExchangeError
        The file is damaged, hostile, or lacks a source.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus(["2025-north"])
    >>> folder = Path(tempfile.mkdtemp())
    >>> path = prac.exchange.write_refi(None, corpus, folder / "ours.qdpx")
    >>> len(prac.exchange.read_refi(path).corpus.sessions)
    1
    """
    if coder not in ("coding", "selection", "modifier"):
        known = ["coding", "selection", "modifier"]
        raise PracticelearnError(
            f'coder "{coder}" is not one of {", ".join(known)}.{near_match(coder, known)}'
        )
    package = open_package(path)
    root = parse_xml(package.project, package.file, "Project")
    reader = _Reader(package, root, coder, speakers, missing, SaidOf.in_sheet(sheet))
    project = reader.project(frame_version)
    return with_year(project, year) if year is not None else reader.with_advice(project)


class _Reader:
    """Goes through one project; every loss is put down where it happens."""

    def __init__(
        self,
        package: Package,
        root: Any,
        coder: Coder,
        speakers: bool,
        missing: str,
        said: SaidOf,
    ) -> None:
        self.said = said
        self.package = package
        self.root = root
        self.coder = coder
        self.speakers = speakers
        self.missing = missing
        self.origin = root.get("origin") or ""
        self.losses: list[dict[str, Any]] = []
        self.evidence: list[dict[str, Any]] = []
        self.times: list[dict[str, Any]] = []
        self.beside: Beside = read_beside(root, self._bytes)
        self.note = self.beside.ours or {}

    def lose(
        self,
        severity: str,
        what: str,
        message: str,
        text: str = "",
        file: str | None = None,
        of: tuple[str, int] | None = None,
    ) -> None:
        """Put down one loss; ``of`` says which line of the account it explains by how many."""
        line, n = of or (None, None)
        row: dict[str, Any] = {
            "file": file or self.package.file.name,
            "severity": severity,
            "what": what,
        }
        row |= {"message": message, "text": text or None, "account": line, "n": n}
        self.losses.append(row)

    def _say(self, losses: Sequence[Loss]) -> None:
        for severity, what, message, words, *of in losses:
            self.lose(severity, what, message, words, of=of[0] if of else None)

    def project(self, frame_version: str) -> CodedProject:
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
        self._of_words(texts)
        self._of_codes(rows, frame)
        self._of_coders(codings)
        self._of_codings(found)
        sessions = {t.row.guid: t.session_id for t in texts}
        sessions |= {t.row.owner: t.session_id for t in texts if t.row.owner}
        tables = self.beside.tables(
            codes=self.codes,
            sessions=sessions,
            selections=found.guids,
            codings=found.ids,
            text_rows=[t.row for t in texts],
            code_rows=rows,
            heard=_heard(texts, found, corpus),
        )
        self._say(tables.losses)
        self._of_memos(tables, found)
        for line, n in (tables.n_ours if self.note else {}).items():
            message = "say again for other programs what the sheets of the study say"
            self.lose("note", line, message, of=(line, n))
        if not by_note:
            corpus = replace(corpus, sessions=with_values(corpus.sessions, tables.values))
        guids = {f"code:{c}": g for g, c in self.codes.items()}
        guids |= {f"session:{t.session_id}": t.row.guid for t in texts}
        guids |= {f"coder:{name}": g for g, name in self.beside.coders.items()}
        guids |= {f"coding:{i}": g for g, i in found.first_guid.items()}
        return CodedProject(
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
            times=table_of("times", self.times),
            evidence=table_of("evidence", self.evidence),
            losses=table_of("losses", self.losses),
            guids=guids,
            there=things_in(self.root) | {"words": sum(n_words(t.decoded) for t in texts)},
            path=self.package.file,
        )

    def _of_words(self, texts: Sequence[SourceText]) -> None:
        """Say of every word of a source that is in no turn what it is, and what readers met."""
        for text in texts:
            for left in left_out(text.source) if text.source is not None else ():
                of = ("words", left.n) if left.what == "words" else None
                self.lose(left.severity, left.what, left.message, left.text, text.row.name, of)

    def _of_memos(self, tables: Tables, found: Found) -> None:
        """Say of every description that none of our tables holds that it is left out."""
        kept = Counter(
            str(text).strip()
            for table in (tables.cases, tables.variables, tables.sets)
            for text in table["description"].dropna()
        )
        described = tables.notes["name"].astype(str).str.startswith("description of ")
        kept.update(str(text).strip() for text in tables.notes.loc[described, "text"])
        kept.update(
            str(s["description"]).strip()
            for s in found.selections
            if s["description"] and (s["codings"] or s["status"] == "comment")
        )
        for place, text in descriptions_in(self.root):
            if place == "Note":
                message = "descriptions of notes, which stand in the note"
                self.lose("note", "memo", message, "", of=("memos", 1))
            elif kept[text]:
                kept[text] -= 1
            else:
                message = "descriptions of what did not come in, or has none in a study"
                self.lose("warning", "memo", message, text, of=("memos", 1))
        empty = tables.notes["text"].isin([None, ""]) & tables.notes["name"].isna()
        if empty.any():
            message = "notes without words"
            self.lose("note", "memo", message, of=("memos", int(empty.sum())))

    def _of_codes(self, rows: Sequence[CodeRow], frame: CodingFrame | None) -> None:
        ids = set(self.codes.values())
        if len(rows) > len(ids):
            message = "codes of one identifier or name, which are one"
            self.lose("note", "code", message, of=("codes", len(rows) - len(ids)))
        if len(frame or ()) != len(ids):
            message = "codes above others, made of their names"
            self.lose("note", "code", message, of=("codes", len(ids) - len(frame or ())))

    def _of_coders(self, codings: Codings) -> None:
        known = [c for g, c in self.beside.coders.items() if g in self.beside.listed]
        idle = [name for name in known if name not in codings.coders]
        if idle:
            message = "users who coded nothing: no coders"
            self.lose("note", "user", message, ", ".join(idle), of=("coders", len(idle)))
        more = [name for name in codings.coders if name not in known]
        if more:
            message = "coders that the list of users does not name"
            self.lose("warning", "user", message, ", ".join(more), of=("coders", -len(more)))

    def _of_codings(self, found: Found) -> None:
        for n, message in (
            (found.n_again, "codings that say what another says: one person, code and passage"),
            (found.n_parts, "further parts of a coding that goes over a gap"),
        ):
            if n:
                self.lose("note", "coding", message, of=("codings", n))

    def with_advice(self, project: CodedProject) -> CodedProject:
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
        rows = read_texts(next(children(self.root, "Sources"), None))
        more = len(rows) - len({row.owner or row.guid for row in rows})
        if more:
            message = "further texts of one source, each a session of its own"
            self.lose("note", "source", message, of=("documents", -more))
        for row in rows:
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
                self.lose("warning", row.kind, f"its {what}: {message}", "", row.name, of)
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
        rows = text.source.rows
        starts = [start for *_, start, _ in rows]
        rest = 0
        for place, start_s in sorted(text.times):
            k = bisect_left(starts, place)
            opens = k < len(rows) and rows[k][1] == 0 and (k == 0 or rows[k - 1][4] <= place)
            turn = text.source.turns[rows[k][0]] if opens else None
            if turn is None or not (turn["start_s"] is None or turn["start_s"] == start_s):
                rest += 1
                continue
            turn["start_s"] = start_s
            self.times.append({"session_id": text.session_id, "start_s": start_s})
        if rest:
            message = "times within a turn, or behind the last: a turn has the one it begins with"
            self.lose("note", "time", message, "", text.row.name, ("times", rest))

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


def _heard(texts: Sequence[SourceText], found: Found, corpus: Corpus) -> Heard:
    """Who speaks in each session, and in the stretches that were selected."""
    speaker = corpus.turns["speaker"].where(corpus.turns["speaker"].notna(), None).to_dict()
    pairs = corpus.turns[["session_id", "speaker"]].dropna().drop_duplicates()
    return Heard(
        labels={str(s): list(part) for s, part in pairs.groupby("session_id")["speaker"]},
        names={t.session_id: _SUFFIX.sub("", t.row.name) for t in texts},
        stretches={
            s["guid"]: [(s["session_id"], speaker.get(turn)) for turn, *_ in s["parts"]]
            for s in found.selections
        },
    )
