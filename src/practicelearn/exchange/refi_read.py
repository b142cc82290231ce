"""Read a REFI-QDA project (.qdpx, .qde): every selection with the right words, every loss named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import READ, empty_table, near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.exchange import carried
from practicelearn.exchange.assemble import NOT_SAID
from practicelearn.exchange.beside import Beside, Loss, read_beside
from practicelearn.exchange.codebook import codes_of
from practicelearn.exchange.packed import Package, open_package, parse_xml
from practicelearn.exchange.people import Heard
from practicelearn.exchange.project import (
    CodedProject,
    said_plainly,
    table_of,
    with_values,
    with_year,
    year_choices,
)
from practicelearn.exchange.refi_account import Explains
from practicelearn.exchange.refi_spans import Coder, Found, Selections, SourceText
from practicelearn.exchange.refi_texts import Texts, name_of_session
from practicelearn.exchange.refi_there import things_in
from practicelearn.exchange.refi_xml import (
    children,
    read_codes,
)
from practicelearn.exchange.said_of import SaidOf
from practicelearn.exchange.sources import (
    corpus_of,
)
from practicelearn.exchange.words import n_words

__all__ = ["read_refi"]


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
    check_arguments(read_refi, locals())
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
        laid = Texts(
            self.root, self.package, self.note, self.codes, self.said,
            speakers=self.speakers, missing=self.missing, lose=self.lose,
        )  # fmt: skip
        texts = laid.read()
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
        explains = Explains(self.root, self.package, self.beside, self.codes, self.lose)
        explains.left_over()
        explains.words(texts)
        explains.code_book(rows, frame)
        explains.coders(codings)
        explains.codings(found)
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
        explains.memos(tables, found)
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
            times=table_of("times", laid.times),
            evidence=table_of("evidence", laid.evidence),
            losses=table_of("losses", self.losses),
            guids=guids,
            there=things_in(self.root) | {"words": sum(n_words(t.decoded) for t in texts)},
            path=self.package.file,
        )

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

    def _read(self, found: Found, turns: pd.DataFrame) -> pd.DataFrame:
        if self.note:
            read = carried.restore_read(self.note)
            return read[read["turn_id"].isin(turns.index)].reset_index(drop=True)
        if found.spans:
            self.lose("note", "reading", NOT_SAID)
        return empty_table(READ)


def _heard(texts: Sequence[SourceText], found: Found, corpus: Corpus) -> Heard:
    """Who speaks in each session, and in the stretches that were selected."""
    speaker = corpus.turns["speaker"].where(corpus.turns["speaker"].notna(), None).to_dict()
    pairs = corpus.turns[["session_id", "speaker"]].dropna().drop_duplicates()
    return Heard(
        labels={str(s): list(part) for s, part in pairs.groupby("session_id")["speaker"]},
        names={t.session_id: name_of_session(t.row.name) for t in texts},
        stretches={
            s["guid"]: [(s["session_id"], speaker.get(turn)) for turn, *_ in s["parts"]]
            for s in found.selections
        },
    )
