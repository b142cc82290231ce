"""Projects of Taguette (.sqlite3) and QualCoder (data.qda): SQLite files, opened to read only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote as url_quote

import numpy as np

from practicelearn._tables import near_match
from practicelearn.coding.exchange.assemble import assemble
from practicelearn.coding.exchange.conventions import slug
from practicelearn.coding.exchange.packed import file_bytes
from practicelearn.coding.exchange.project import ExchangeError, Project
from practicelearn.coding.exchange.sources import Source, corpus_of, read_source
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.transcripts.folder import session_slug

__all__ = ["read_qualcoder", "read_taguette"]

_NOT_READ = {
    "code_image": "codings of pictures",
    "code_av": "codings of recordings",
    "case_text": "links of cases to texts",
    "attribute": "attributes",
    "annotation": "annotations",
    "journal": "entries of the journal",
}
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote",
    "pre", "br", "hr", "section", "dt", "dd",
}  # fmt: skip


def read_taguette(
    path: str | Path,
    *,
    project: str | None = None,
    speakers: bool = True,
    assume_read: bool = True,
) -> Project:
    """Return a Taguette project: documents, tags and highlights.

    Parameters
    ----------
    path : str or Path
        The ``.sqlite3`` file.
    project : str, optional
        Which project, by name, where the file holds several.
    speakers : bool, default True
        Read speakers' labels.
    assume_read : bool, default True
        Each coder counts as having read the documents in which they highlighted something.

    Returns
    -------
    Project
        The coder is who made the highlight, by the log of commands; "unknown" where it is silent.

    Raises
    ------
    ExchangeError
        It is no Taguette file, or holds several projects and none was named.

    Notes
    -----
    Taguette counts bytes of UTF-8 in the text of a page. Every highlight is held against the words
    Taguette kept beside it; one that differs is listed and left out.
    """
    path = Path(path)
    with _opened(path, "Taguette", "highlights") as base:
        number, name = _one_project(path, base, project)
        wanted = (number,)
        documents = base("SELECT * FROM documents WHERE project_id = ? ORDER BY id", wanted)
        tags = base("SELECT * FROM tags WHERE project_id = ? ORDER BY id", wanted)
        highlights = base(
            "SELECT h.* FROM highlights h JOIN documents d ON h.document_id = d.id "
            "WHERE d.project_id = ? ORDER BY h.document_id, h.start_offset, h.id",
            wanted,
        )
        given = base("SELECT * FROM highlight_tags")
        commands = base("SELECT * FROM commands WHERE project_id = ? ORDER BY id", wanted)
    frame, code_of = _tags(name, tags)
    of_highlight: dict[int, list[str]] = {}
    for pair in given:
        if pair["tag_id"] in code_of:
            of_highlight.setdefault(pair["highlight_id"], []).append(code_of[pair["tag_id"]])
    who = _who(commands)
    into = _Collected(path, speakers)
    for document in documents:
        page = _Page(str(document["contents"] or ""))
        own = [h for h in highlights if h["document_id"] == document["id"]]
        found = [page.range(int(h["start_offset"]), int(h["end_offset"])) for h in own]
        source = into.source(str(document["name"]), page.text, [r for r in found if r is not None])
        for highlight, span in zip(own, found, strict=True):
            coder, at = who.get(highlight["id"], ("unknown", None))
            snippet = _Page(str(highlight["snippet"] or "")).text
            codes = of_highlight.get(highlight["id"], [])
            into.coding(source, span, snippet, codes, coder=coder, at=at, memo=None)
    return into.project(frame, name, "Taguette", assume_read)


def read_qualcoder(path: str | Path, *, speakers: bool = True, assume_read: bool = True) -> Project:
    """Return a QualCoder project: texts, codes with their categories, codings with memos.

    Parameters
    ----------
    path : str or Path
        ``data.qda``, or the project's folder (``NAME.qda``).
    speakers : bool, default True
        Read speakers' labels.
    assume_read : bool, default True
        Each coder counts as having read the texts in which they coded.

    Raises
    ------
    ExchangeError
        It is no QualCoder project.

    Notes
    -----
    QualCoder counts characters. Every coding is held against the words QualCoder kept beside it;
    one that differs is listed and left out. Codings of pictures and recordings are listed.
    """
    path = Path(path)
    path = path / "data.qda" if path.is_dir() else path
    with _opened(path, "QualCoder", "code_text") as base:
        sources = base("SELECT * FROM source ORDER BY id")
        names = base("SELECT * FROM code_name ORDER BY cid")
        categories = base("SELECT * FROM code_cat ORDER BY catid")
        codings = base("SELECT * FROM code_text ORDER BY fid, pos0, rowid")
        others = {table: len(_maybe(base, table)) for table in _NOT_READ}
    title = path.parent.stem if path.name == "data.qda" else path.stem
    frame, code_of = _qualcoder_codes(title, names, categories)
    into = _Collected(path, speakers)
    for row in sources:
        text = row["fulltext"]
        if not isinstance(text, str) or not text:
            into.lose("warning", "source", "this source has no text", str(row["name"]))
            continue
        own = [c for c in codings if c["fid"] == row["id"]]
        spans = [_within(text, c["pos0"], c["pos1"]) for c in own]
        source = into.source(str(row["name"]), text, [s for s in spans if s is not None])
        for coding, span in zip(own, spans, strict=True):
            code = code_of.get(coding["cid"])
            into.coding(
                source, span, str(coding["seltext"] or ""), [code] if code else [],
                coder=str(coding["owner"] or "unknown"), at=_iso(coding["date"]),
                memo=coding["memo"] or None,
            )  # fmt: skip
    for table, n in others.items():
        if n:
            into.lose("warning", table, f"{n} {_NOT_READ[table]} are not read", "")
    return into.project(frame, title, "QualCoder", assume_read)


class _Collected:
    """Sources and codings on their way to a project."""

    def __init__(self, path: Path, speakers: bool) -> None:
        self.path = path
        self.speakers = speakers
        self.sources: list[Source] = []
        self.rows: list[dict[str, Any]] = []
        self.losses: list[dict[str, Any]] = []
        self._taken: set[str] = set()

    def lose(self, severity: str, what: str, message: str, text: str) -> None:
        """Put down one loss."""
        row = {"file": self.path.name, "severity": severity, "what": what}
        self.losses.append(row | {"message": message, "text": text or None})

    def source(self, name: str, text: str, ranges: Sequence[tuple[int, int]]) -> Source:
        """Read one text."""
        session_id = slug(session_slug(name), self._taken, empty="session")
        self._taken.add(session_id)
        made = read_source(text, session_id, ranges=ranges, speakers=self.speakers, file=name)
        self.sources.append(made)
        return made

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
    ) -> None:
        """Take one passage, if its words are those the program kept."""
        named = "; ".join(codes) or "no code"
        if span is None or _bare(source.text[slice(*span)]) != _bare(words):
            message = f"{source.file}: a passage ({named}) does not hold the words kept beside it"
            self.lose("error", "coding", message, words)
            return
        parts = source.place(*span).parts
        if not parts:
            message = f"{source.file}: a passage ({named}) holds no words of any turn"
            self.lose("warning", "coding", message, words)
            return
        if not codes:
            self.lose("note", "coding", f"{source.file}: a passage without a code", words)
        for code in codes:
            row = {"code": code, "coder": coder, "at": at, "memo": memo}
            self.rows.append({"parts": [(p.turn_id, p.start, p.end) for p in parts], **row})

    def project(
        self, frame: CodingFrame | None, name: str, origin: str, assume_read: bool
    ) -> Project:
        """Return everything as a project."""
        return assemble(
            corpus_of(self.sources), frame, self.rows, self.losses, path=self.path, name=name,
            origin=origin, assume_read=assume_read,
        )  # fmt: skip


class _Page(HTMLParser):
    """The words of a page: as counted by Taguette, and with a line for each paragraph."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._raw: list[str] = []
        self._length = 0
        self._breaks: list[int] = []  # places in the counted text before which a line ends
        self.feed(html)
        self.close()
        counted = "".join(self._raw).lstrip(" \t\r\n\f")  # before the body nothing counts
        left = len("".join(self._raw)) - len(counted)
        width = [len(c.encode("utf-8", "surrogatepass")) for c in counted]
        self._bytes = np.concatenate([[0], np.cumsum(np.array(width, dtype=np.int64))])
        text: list[str] = []
        places: list[int] = []
        at = 0
        breaks = {max(0, b - left) for b in self._breaks}
        for n, char in enumerate(counted):
            if n in breaks and n and text and text[-1] != "\n":
                text.append("\n")
                at += 1
            places.append(at)
            text.append(char)
            at += 1
        self.text = "".join(text)
        self._places = [*places, at]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- the parent's signature
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._breaks.append(self._length)

    def handle_data(self, data: str) -> None:
        self._raw.append(data)
        self._length += len(data)

    def range(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a stretch given in bytes as code points of ``text``; None if it is not there."""
        a, b = np.searchsorted(self._bytes, [start, end])
        if b >= len(self._bytes) or self._bytes[a] != start or self._bytes[b] != end or b <= a:
            return None
        return self._places[a], self._places[b - 1] + 1


@contextmanager
def _opened(path: Path, program: str, table: str) -> Iterator[Any]:
    """A function that runs a query and returns rows as dicts; the file is never changed."""
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
                return [dict(row) for row in connection.execute(query, values)]

            yield base
    except sqlite3.Error as error:
        raise ExchangeError(path, None, f"it is damaged or of another version ({error})") from error


def _maybe(base: Any, table: str) -> list[dict[str, Any]]:
    known = base("SELECT name FROM sqlite_master WHERE type='table' AND name = ?", (table,))
    return list(base(f'SELECT * FROM "{table}"')) if known else []


def _one_project(path: Path, base: Any, wanted: str | None) -> tuple[int, str]:
    projects = {str(p["name"]): int(p["id"]) for p in base("SELECT * FROM projects ORDER BY id")}
    if wanted is None and len(projects) == 1:
        wanted = next(iter(projects))
    if wanted not in projects:
        hint = near_match(wanted or "", projects)
        raise ExchangeError(path, None, f"name one project of {', '.join(projects)}.{hint}")
    return projects[wanted], wanted


def _tags(
    name: str, tags: Sequence[Mapping[str, Any]]
) -> tuple[CodingFrame | None, dict[int, str]]:
    """Tags as codes: one named ``a.b`` stands below a tag ``a``."""
    code_of: dict[int, str] = {}
    by_path: dict[str, str] = {}
    for tag in tags:
        code_of[tag["id"]] = by_path[tag["path"]] = slug(tag["path"], set(by_path.values()))
    codes = []
    for tag in tags:
        above, _, last = str(tag["path"]).rpartition(".")
        parent = by_path.get(above)
        label = last if parent else str(tag["path"])
        definition = str(tag["description"] or "")
        codes.append(Code(code_of[tag["id"]], label or code_of[tag["id"]], parent, definition))
    return (CodingFrame(name, "imported", tuple(codes)) if codes else None), code_of


def _who(commands: Sequence[Mapping[str, Any]]) -> dict[int, tuple[str, str | None]]:
    """Who made each highlight, and when."""
    found: dict[int, tuple[str, str | None]] = {}
    for command in commands:
        payload = command["payload"]
        try:
            said = json.loads(payload) if isinstance(payload, str | bytes) else {}
        except ValueError:
            continue
        if isinstance(said, dict) and said.get("type") == "highlight_add":
            login = str(command["user_login"] or "unknown")
            found.setdefault(said.get("highlight_id", -1), (login, _iso(command["date"])))
    return found


def _qualcoder_codes(
    title: str, names: Sequence[Mapping[str, Any]], categories: Sequence[Mapping[str, Any]]
) -> tuple[CodingFrame | None, dict[int, str]]:
    taken: set[str] = set()
    ids: dict[tuple[str, int], str] = {}
    for kind, rows, key in (("cat", categories, "catid"), ("code", names, "cid")):
        for row in rows:
            ids[kind, row[key]] = slug(str(row["name"]), taken)
            taken.add(ids[kind, row[key]])
    codes = [
        Code(ids["cat", row["catid"]], str(row["name"]), ids.get(("cat", row["supercatid"])),
             str(row["memo"] or ""))
        for row in categories
    ]  # fmt: skip
    codes += [
        Code(ids["code", row["cid"]], str(row["name"]),
             ids.get(("code", row.get("supercid") or -1)) or ids.get(("cat", row["catid"])),
             str(row["memo"] or ""), colour=row["color"] or None)
        for row in names
    ]  # fmt: skip
    of_code = {n: i for (kind, n), i in ids.items() if kind == "code"}
    return (CodingFrame(title, "imported", tuple(codes)) if codes else None), of_code


def _within(text: str, start: Any, end: Any) -> tuple[int, int] | None:
    good = isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)
    return (start, end) if good else None


def _bare(text: str) -> str:
    return "".join(text.split())


def _iso(date: Any) -> str | None:
    return str(date).replace(" ", "T") if date else None
