"""XML made safe, and its text nodes as one text in which each has its place.

Nothing is loaded from anywhere, entities are refused, and so are absurd sizes. The decoded text of
an XML file is its text nodes in their order, a line feed after each; names and attributes are not
part of it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from typing import Any

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.checks import ReadError, close_tiles
from practicelearn.transcripts.tiles import Kind, Problem, Tiler, Tiles

__all__ = ["LARGEST", "Nodes", "local", "parse_xml", "xml_head"]

LARGEST = 64 * 2**20
"""XML longer than this is refused (characters)."""

_DECLARATION = re.compile(r"\s*<\?xml[^>]*?(?:encoding\s*=\s*[\"']([\w.:-]+)[\"'][^>]*?)?\?>")
_SINGLE_BYTE = re.compile(r"(?:iso-?8859-\d+|latin-?1|windows-125\d|cp125\d|mac-?roman)", re.I)
_ENTITY = re.compile(r"<!ENTITY\b|<!DOCTYPE[^>\[]*\[")


def xml_head(head: bytes) -> str | None:
    """Return the name of the first element of what may be XML, without its prefix; None if none.

    Examples
    --------
    >>> xml_head(b'<?xml version="1.0"?><!-- x --><tei:TEI xmlns:tei="a">')
    'TEI'
    """
    text = decode(head).text.lstrip("\ufeff \r\n\t")
    if not text.startswith("<"):
        return None
    text = re.sub(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", "", text, flags=re.S)
    match = re.match(r"\s*<(?:[\w.-]+:)?([\w.-]+)", text)
    return match[1] if match else None


def parse_xml(raw: bytes) -> Any:
    """Return the root element.

    Raises
    ------
    ReadError
        The XML is damaged, declares entities, or is longer than 64 million characters.
    """
    from lxml import etree

    text = _decoded(raw)
    if len(text) > LARGEST:
        message = f"it holds {len(text) >> 20} million characters of XML; at most {LARGEST >> 20}"
        raise ReadError(f"{message} are read")
    if _ENTITY.search(text):
        raise ReadError("the file declares XML entities, which no transcript needs; refused")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    declared = _DECLARATION.match(text)
    if declared:  # it speaks of bytes, and these are characters by now; line numbers stay
        text = "\n" * declared[0].count("\n") + text[declared.end() :]
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        message = f"its XML is damaged or cut off ({error.msg}); export the file again"
        raise ReadError(message, error.lineno) from error
    except ValueError as error:  # a NUL or another character that XML has no place for
        raise ReadError(f"its XML is damaged ({error}); export the file again") from error
    unknown = next(root.iter(etree.Entity), None)
    if unknown is not None:
        raise ReadError(f"it uses the XML entity {unknown.text}, which the file does not define")
    return root


def local(element: Any) -> str:
    """Return an element's name without its namespace; "" for comments and instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


class Nodes:
    """The text nodes of a tree, and who owns them."""

    def __init__(self, root: Any) -> None:
        parts: list[str] = []
        self._spans: dict[tuple[Any, bool], tuple[int, int]] = {}
        at = 0
        for element, tail, text in _text_nodes(root):
            end = at + len(text)
            self._spans[element, tail] = (at, end)
            parts.append(text)
            at = end + 1
        parts.append("")  # a line feed after each
        self.tiler = Tiler("\n".join(parts))

    def span(self, element: Any, *, tail: bool = False) -> tuple[int, int]:
        """Where the text at the start of an element stands, or that after it; empty if none."""
        return self._spans.get((element, tail), (0, 0))

    def close(self, kind_of: Callable[[Any], Kind], front: str) -> tuple[Tiles, list[Problem]]:
        """Claim what is left by the element it stands in; return the tiles and what to say of it.

        Parameters
        ----------
        kind_of : callable
            For the element that holds a text nobody claimed: syntax, preamble, or issue.
        front : str
            What to say of text that is preamble.
        """
        kept: list[str] = []
        lost: list[str] = []
        for element, tail, start, end in self._unclaimed():
            kind = kind_of(element.getparent() if tail else element)
            self.tiler.add(start, end, kind)
            if kind in {"preamble", "issue"}:
                (kept if kind == "preamble" else lost).append(self.tiler.text[start:end])
        out: list[Problem] = []
        if lost:
            message = "these words stand outside of what is read as speech and are no turn"
            out.append(Problem("warning", None, message, "\n".join(lost)))
        if kept:
            out.append(Problem("note", None, front, "\n".join(kept)))
        tiles, unclaimed = close_tiles(self.tiler)
        out += unclaimed
        return tiles, out

    def _unclaimed(self) -> list[tuple[Any, bool, int, int]]:
        """What of each text node nobody claimed; the nodes and the gaps are both in order."""
        gaps = [(t.start, t.end) for t in self.tiler.close()[1]]
        out: list[tuple[Any, bool, int, int]] = []
        if not gaps:
            return out
        n = 0
        for (element, tail), (a, b) in self._spans.items():
            while n < len(gaps) and gaps[n][1] <= a:
                n += 1
            k = n
            while k < len(gaps) and gaps[k][0] < b:
                start, end = self.tiler.trimmed(max(a, gaps[k][0]), min(b, gaps[k][1]))
                if end > start:
                    out.append((element, tail, start, end))
                k += 1
        return out


def _text_nodes(root: Any) -> Iterator[tuple[Any, bool, str]]:
    """Every text in document order: an element's own, or (True) that after it."""
    for words in root.xpath(".//text()"):
        yield words.getparent(), words.is_tail, words


def _decoded(raw: bytes) -> str:
    """The text, by its mark or zero bytes, else by what the declaration says, else by a guess."""
    declared = _DECLARATION.match(raw[:200].decode("latin-1"))
    name = declared[1] if declared else None
    if name and _SINGLE_BYTE.fullmatch(name):
        try:
            return raw.decode(codecs.lookup(name).name)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(raw).text.lstrip("\ufeff")
