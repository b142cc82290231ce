"""What Taguette's and QualCoder's projects share: SQLite opened to read only, passages checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote as url_quote

import numpy as np

from practicelearn.coding.frame import CodingFrame
from practicelearn.exchange.assemble import assemble
from practicelearn.exchange.conventions import guid_of, slug
from practicelearn.exchange.offsets import Counting, positions
from practicelearn.exchange.packed import file_bytes
from practicelearn.exchange.project import CodedProject, ExchangeError, table_of
from practicelearn.exchange.said_of import SaidOf
from practicelearn.exchange.sources import Source, corpus_of, left_out, read_source
from practicelearn.exchange.words import n_words
from practicelearn.transcripts.folder import session_slug

__all__ = ["Collected", "Words", "bare", "iso", "opened_base", "spans_of"]


class Collected:
    """Sources and codings on their way to a project.

    Parameters
    ----------
    path : Path
        The program's file.
    speakers : bool
        Read speakers' labels.
    said : SaidOf, optional
        How a person says documents are to be read.
    """

    def __init__(self, path: Path, speakers: bool, said: SaidOf | None = None) -> None:
        self.path = path
        self.said = said or SaidOf()
        self.speakers = speakers
        self.sources: list[Source] = []
        self.rows: list[dict[str, Any]] = []
        self.losses: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.coders: set[str] = set()  # everybody the program names
        self.there: dict[str, int] = {"words": 0}
        self._taken: set[str] = set()

    def lose(
        self,
        severity: str,
        what: str,
        message: str,
        text: str,
        of: tuple[str, int] | None = None,
        file: str | None = None,
    ) -> None:
        """Put down one loss; ``of`` says which line of the account it explains by how many."""
        line, n = of or (None, None)
        row: dict[str, Any] = {"file": file or self.path.name, "severity": severity, "what": what}
        row |= {"message": message, "text": text or None, "account": line, "n": n}
        self.losses.append(row)

    def note(
        self,
        name: str,
        text: str,
        session_id: str | None,
        coder: str | None = None,
        at: str | None = None,
    ) -> None:
        """Keep a note about a session, or about the project."""
        about = f"session:{session_id}" if session_id is not None else "project:"
        guid = guid_of("note", f"{about} {name}")
        row = {"guid": guid, "name": name, "text": text, "coder": coder, "at": at}
        self.notes.append(row | {"about": [about]})

    def source(
        self, name: str, text: str, ranges: Sequence[tuple[int, int]], *, paragraphs: bool = False
    ) -> Source:
        """Read one text; ``paragraphs`` says that each line is one, as on a page."""
        session_id = slug(session_slug(name), self._taken, empty="session")
        self._taken.add(session_id)
        hints, fix = self.said.hints(name, session_id)
        made = read_source(
            text, session_id, ranges=ranges, speakers=self.speakers, file=name, hints=hints,
            fix_labels=fix, paragraphs=paragraphs,
        )  # fmt: skip
        self.sources.append(made)
        self.there["words"] += n_words(text)
        for left in left_out(made):
            of = ("words", left.n) if left.what == "words" else None
            self.lose(left.severity, left.what, left.message, left.text, of, name)
        return made

    def settled(
        self,
        name: str,
        text: str,
        ways: Sequence[Sequence[tuple[int, int] | None]],
        words: Sequence[str],
    ) -> list[tuple[int, int] | None]:
        """Return where passages stand, by the way of counting under which most hold their words.

        Parameters
        ----------
        name, text : str
            The source.
        ways : sequence of sequences of (start, end) or None
            Every way of counting, the likeliest first.
        words : sequence of str
            What the program kept beside each passage. One whose words stand in one other place
            only is taken from there, and listed.
        """
        held = Words(text)
        score = [sum(map(held.hold, spans, words)) for spans in ways]
        found = list(ways[score.index(max(score))])
        for k, (span, own) in enumerate(zip(found, words, strict=True)):
            moved = None if held.hold(span, own) else held.only(own)
            if moved is not None:
                found[k] = moved
                message = f"{name}: a passage was found by its words, elsewhere than its position"
                self.lose("warning", "coding", message, own)
        return found

    def coding(
        self,
        source: Source,
        span: tuple[int, int] | None,
        words: str,
        codes: Sequence[str],
        *,
        coder: str,
        at: str | None,
        memo: str | None,
        matters: bool = False,
    ) -> None:
        """Take one passage, if its words are those the program kept."""
        of = ("codings", len(codes)) if codes else None
        named = "; ".join(codes) or "no code"
        if not Words(source.text).hold(span, words) or span is None:
            message = f"{source.file}: a passage ({named}) does not hold the words kept beside it"
            self.lose("error", "coding", message, words, of)
            return
        parts = source.place(*span).parts
        if not parts:
            message = f"{source.file}: a passage ({named}) holds no words of any turn"
            self.lose("warning", "coding", message, words, of)
            return
        if not codes:
            self.lose("note", "coding", f"{source.file}: a passage without a code", words)
        for code in codes:
            row = {"code": code, "coder": coder, "at": at, "memo": memo, "matters": matters}
            self.rows.append({"parts": [(p.turn_id, p.start, p.end) for p in parts], **row})

    def project(
        self,
        frame: CodingFrame | None,
        name: str,
        origin: str,
    ) -> CodedProject:
        """Return everything as a project."""
        idle = set(self.coders) - {row["coder"] for row in self.rows}
        if idle:
            message = "people who coded nothing: no coders"
            self.lose("note", "coder", message, ", ".join(sorted(idle)), ("coders", len(idle)))
        made = assemble(
            corpus_of(self.sources), frame, self.rows, self.losses, path=self.path, name=name,
            origin=origin,
        )  # fmt: skip
        there = self.there | {"coders": len({*self.coders, *(r["coder"] for r in self.rows)})}
        return replace(made, notes=table_of("notes", self.notes), there=there)


class Words:
    """A text to hold passages against, without regard to white space."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bare: str | None = None
        self._back: list[int] = []

    def hold(self, span: tuple[int, int] | None, words: str) -> bool:
        """Whether the words stand where the span says."""
        return span is not None and bare(self._text[slice(*span)]) == bare(words)

    def only(self, words: str) -> tuple[int, int] | None:
        """Return where words stand that stand once; None if they stand nowhere or twice."""
        if self._bare is None:
            self._bare = bare(self._text)
            self._back = [n for n, c in enumerate(self._text) if not c.isspace()]
        wanted = bare(words)
        at = self._bare.find(wanted) if wanted else -1
        if at < 0 or self._bare.find(wanted, at + 1) >= 0:
            return None
        return self._back[at], self._back[at + len(wanted) - 1] + 1


class _Row(dict[str, Any]):
    """A row; a column that an older version of the program lacks is None."""

    def __missing__(self, key: str) -> None:
        return None


@contextmanager
def opened_base(path: Path, program: str, table: str) -> Iterator[Any]:
    """A function that runs a query and returns rows as dicts; the file is never changed.

    Raises
    ------
    ExchangeError
        It is no SQLite file, holds no such table, or is damaged.
    """
    if not file_bytes(path).startswith(b"SQLite format 3\x00"):
        raise ExchangeError(path, None, f"it is no SQLite file; expected a project of {program}")
    where = f"file:{url_quote(str(path.resolve()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(where, uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA trusted_schema = OFF")
            tables = {
                r[0]
                for r in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            }
            if table not in tables:
                raise ExchangeError(path, None, f"it is no project of {program}: no {table} in it")

            def base(query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
                return [_Row(row) for row in connection.execute(query, values)]

            yield base
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise ExchangeError(path, None, f"it is damaged or of another version ({error})") from error


def spans_of(
    text: str, places: Sequence[tuple[Any, Any]], counting: Counting
) -> list[tuple[int, int] | None]:
    """Return passages as code points, by one way of counting; None where there is none.

    Parameters
    ----------
    text : str
    places : sequence of (start, end)
        As the program keeps them; the end is not part of it.
    counting : Counting
    """
    at = positions(text, counting)
    found: list[tuple[int, int] | None] = []
    for start, end in places:
        whole = all(
            isinstance(n, int) or (isinstance(n, float) and n.is_integer()) for n in (start, end)
        )
        if not (whole and 0 <= start < end <= at[-1]):
            found.append(None)
            continue
        a, b = (int(n) for n in np.searchsorted(at, [start, end]))
        found.append((a, b))
    return found


def bare(text: str) -> str:
    """Return text without white space, for comparing."""
    return "".join(text.split())


def iso(date: Any) -> str | None:
    """Return a date of SQLite as a date of ours."""
    return str(date).replace(" ", "T") if date else None
