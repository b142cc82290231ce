"""Read a Taguette project (.sqlite3): its pages as a browser reads them, bytes as characters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.exchange.conventions import fields_of, slug
from practicelearn.exchange.databases import Collected, bare, iso, opened_base
from practicelearn.exchange.project import CodedProject, ExchangeError, said_plainly
from practicelearn.exchange.said_of import SaidOf

__all__ = ["read_taguette", "tags_as_codes"]

_BLOCKS = {
    "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "blockquote",
    "pre", "br", "hr", "section", "dt", "dd",
}  # fmt: skip
_CELLS = {"td", "th"}
_SPACE = " \t\r\n\f"
_WITHIN = re.compile(r"(?<=\S)[ \t]*\n[ \t]*(?=\S)")


@said_plainly
def read_taguette(
    path: str | Path,
    *,
    project: str | None = None,
    speakers: bool = True,
    sheet: str | Path | None = None,
) -> CodedProject:
    """Return a Taguette project: documents, tags and highlights.

    Parameters
    ----------
    path : str or Path
        The ``.sqlite3`` file.
    project : str, optional
        Which project, by name, where the file holds several.
    speakers : bool, default True
        Read speakers' labels.
    sheet : str or Path, optional
        As for ``read_refi``.

    Returns
    -------
    CodedProject
        The coder is who made the highlight, by the log of commands; "unknown" where it is silent.

    Raises
    ------
    ExchangeError
        It is no Taguette file, or holds several projects and none was named.

    Notes
    -----
    Taguette counts bytes of UTF-8 in the text of a page as a browser reads it. Every highlight is
    held against the words Taguette kept beside it; one whose words stand in one other place only is
    taken from there and listed, any other that differs is listed and left out.

    Examples
    --------
    >>> import tempfile
    >>> import practicelearn as prac
    >>> corpus = prac.read_transcript(prac.sample_path() / "originals" / "2025-north.docx")
    >>> place = tempfile.mkdtemp() + "/ours.sqlite3"
    >>> path = prac.exchange.write_taguette(None, corpus, place)
    >>> len(prac.exchange.read_taguette(path).corpus.turns) == len(corpus.turns)
    True
    """
    check_arguments(read_taguette, locals())
    path = Path(path)
    with opened_base(path, "Taguette", "highlights") as base:
        number, name = _one_project(path, base, project)
        wanted = (number,)
        documents = base("SELECT * FROM documents WHERE project_id = ? ORDER BY id", wanted)
        tags = base("SELECT * FROM tags WHERE project_id = ? ORDER BY id", wanted)
        highlights = base(
            "SELECT h.* FROM highlights h JOIN documents d ON h.document_id = d.id "
            "WHERE d.project_id = ? ORDER BY h.document_id, h.start_offset, h.id",
            wanted,
        )
        given = base(
            "SELECT g.* FROM highlight_tags g JOIN highlights h ON g.highlight_id = h.id "
            "JOIN documents d ON h.document_id = d.id WHERE d.project_id = ? "
            "ORDER BY g.highlight_id, g.tag_id",
            wanted,
        )
        commands = base("SELECT * FROM commands WHERE project_id = ? ORDER BY id", wanted)
    frame, code_of = tags_as_codes(
        name, [(t["id"], str(t["path"]), str(t["description"] or "")) for t in tags]
    )
    of_highlight: dict[int, list[str]] = {}
    n_unknown = 0
    for pair in given:
        if pair["tag_id"] in code_of:
            of_highlight.setdefault(pair["highlight_id"], []).append(code_of[pair["tag_id"]])
        else:
            n_unknown += 1
    of_document: dict[int, list[dict[str, Any]]] = {}
    for highlight in highlights:
        of_document.setdefault(highlight["document_id"], []).append(highlight)
    who = _who(commands)
    into = Collected(path, speakers, SaidOf.in_sheet(sheet))
    into.there |= {
        "documents": len(documents),
        "codings": len(given),
        "codes": len(tags),
        "memos": sum(bool(str(d["description"] or "").strip()) for d in documents),
    }
    for document in documents:
        own = of_document.get(document["id"], [])
        words = [_Page(str(h["snippet"] or "")).text for h in own]
        page = _read_page(str(document["contents"] or ""), own)
        spans = [page.range(int(h["start_offset"]), int(h["end_offset"])) for h in own]
        found = into.settled(str(document["name"]), page.text, [spans], words)
        ranges = [r for r in found if r is not None]
        source = into.source(str(document["name"]), page.text, ranges, paragraphs=True)
        for highlight, span, snippet in zip(own, found, words, strict=True):
            coder, at = who.get(highlight["id"], ("unknown", None))
            codes = of_highlight.get(highlight["id"], [])
            into.coding(source, span, snippet, codes, coder=coder, at=at, memo=None)
        if document["description"]:
            into.note(str(document["name"]), str(document["description"]), source.session_id)
    if n_unknown:
        message = "taggings with a tag that the project does not list"
        into.lose("error", "coding", message, "", ("codings", n_unknown))
    return into.project(frame, name, "Taguette")


def tags_as_codes(
    name: str, tags: Sequence[tuple[Any, str, str]]
) -> tuple[CodingFrame | None, dict[Any, str]]:
    """Return tags as a frame, and tag to code id: one named ``a.b`` stands below a tag ``a``.

    A description that we wrote holds the parts of a code, under headings.

    Parameters
    ----------
    name : str
        What to call the frame.
    tags : sequence of (key, path, description)
    """
    code_of: dict[Any, str] = {}
    by_path: dict[str, str] = {}
    taken: set[str] = set()
    said = [fields_of(description) for _, _, description in tags]
    for (key, path, _), fields in zip(tags, said, strict=True):
        own = fields.pop("id", None)
        code_of[key] = by_path[path] = own if own and own not in taken else slug(path, taken)
        taken.add(code_of[key])
    codes = []
    for (key, path, _), fields in zip(tags, said, strict=True):
        above, _, last = path.rpartition(".")
        parent = by_path.get(above)
        label = last if parent else path
        codes.append(Code(code_of[key], label or code_of[key], parent, **fields))
    return (CodingFrame(name, "imported", tuple(codes)) if codes else None), code_of


class _Page(HTMLParser):
    """The words of a page: as Taguette counts them, and with a line for each paragraph.

    Parameters
    ----------
    html : str
    whole : bool, default False
        White space before the first element counts too, as no browser would have it.
    """

    def __init__(self, html: str, *, whole: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self._raw: list[str] = []
        self._length = 0
        self._breaks: set[int] = set()  # places in the counted text before which a line ends
        self._cells: set[int] = set()  # and before which a further cell of a row begins
        self._begun = whole
        self._pre = False
        self._in_pre = 0
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
        self.close()
        counted = "".join(self._raw)
        width = [len(c.encode("utf-8", "surrogatepass")) for c in counted]
        self._bytes = np.concatenate([[0], np.cumsum(np.array(width, dtype=np.int64))])
        text: list[str] = []
        places: list[int] = []
        at = 0
        for n, char in enumerate(counted):
            if n and n in self._breaks and text and text[-1] != "\n":
                text.append("\n")
                at += 1
            elif n and n in self._cells and text and not text[-1].isspace():
                text.append("\t")
                at += 1
            places.append(at)
            text.append(char)
            at += 1
        self.text = "".join(text)
        self._places = [*places, at]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- the parent's signature
        self._ends(tag)
        self._begun = True
        self._pre = tag == "pre"
        self._in_pre += self._pre

    def handle_endtag(self, tag: str) -> None:
        self._in_pre -= tag == "pre" and self._in_pre > 0
        self._ends(tag)

    def _ends(self, tag: str) -> None:
        self._pre = False
        if tag in _BLOCKS:
            self._breaks.add(self._length)
        elif tag in _CELLS:
            self._cells.add(self._length)

    def handle_data(self, data: str) -> None:
        if not self._begun:
            data = data.lstrip(_SPACE)  # a browser drops what stands before the body
            self._begun = bool(data)
        if self._pre and data.startswith("\n"):
            data = data[1:]  # and a line end that opens a <pre>
        self._pre = False
        if not self._in_pre:  # elsewhere a line end within words is a blank
            data = _WITHIN.sub(lambda m: m[0].replace("\n", " "), data)
        self._raw.append(data)
        self._length += len(data)

    def n_held(self, highlights: Sequence[Mapping[str, Any]]) -> int:
        """Return how many highlights hold the words kept beside them."""
        n = 0
        for row in highlights:
            span = self.range(int(row["start_offset"]), int(row["end_offset"]))
            words = bare(_Page(str(row["snippet"] or "")).text)
            n += span is not None and bare(self.text[slice(*span)]) == words
        return n

    def range(self, start: int, end: int) -> tuple[int, int] | None:
        """Return a stretch given in bytes as code points of ``text``; None if it is not there.

        A place within a character counts as the one behind it, as Taguette cuts.
        """
        a, b = np.searchsorted(self._bytes, [start, end])
        if start < 0 or b >= len(self._bytes) or b <= a:
            return None
        return self._places[a], self._places[b - 1] + 1


def _read_page(html: str, highlights: Sequence[Mapping[str, Any]]) -> _Page:
    """The page as a browser counts it, or with its leading white space where highlights say so."""
    page = _Page(html)
    if html[:1] not in {*_SPACE} or not highlights:
        return page
    whole = _Page(html, whole=True)
    return max((page, whole), key=lambda p: p.n_held(highlights))


def _one_project(path: Path, base: Any, wanted: str | None) -> tuple[int, str]:
    projects = {str(p["name"]): int(p["id"]) for p in base("SELECT * FROM projects ORDER BY id")}
    if wanted is None and len(projects) == 1:
        wanted = next(iter(projects))
    if wanted not in projects:
        hint = near_match(wanted or "", projects)
        raise ExchangeError(path, None, f"name one project of {', '.join(projects)}.{hint}")
    return projects[wanted], wanted


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
            number = said.get("highlight_id") or said.get("id") or -1  # until 2019 it was only "id"
            found.setdefault(int(number), (login, iso(command["date"])))
    return found
