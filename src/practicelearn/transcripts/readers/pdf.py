"""PDF transcripts, through pypdf (extra ``pdf``): wrapped lines, paragraph numbers, page furniture.

A PDF knows where letters stand, not what a paragraph is. Headers, footers and page numbers are told
by recurring at the edge of pages; paragraph numbers by counting up. Words broken at a line's end
are put together when the same word stands whole elsewhere in the file.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from itertools import pairwise
from typing import Any

from practicelearn._tables import optional_import
from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.notes import is_notes, read_notes
from practicelearn.transcripts.readers.text import read_lines
from practicelearn.transcripts.tiles import Kind, Problem, Reading, Unit

__all__ = ["MOST_PAGES", "read", "read_pages", "sniff"]

MOST_PAGES = 3_000
"""A PDF of more pages is refused."""

_PAGE_OF = re.compile(
    r"\s*(?:(?P<glued>\d{1,5})\s+)?(?:page\s*)?\d{1,4}\s*(?:/|of)\s*\d{1,4}\s*$", re.IGNORECASE
)
_PAGE = re.compile(r"\s*(?:-\s*)?(?:page\s*)?(?P<n>\d{1,4})(?:\s*-)?\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(?P<n>\d{1,5})\s*$")
_NUMBERED = re.compile(r"\s*(?P<n>\d{1,5})[.)]?\s+(?=[^\s\d:])")
_EDGE = 2
_FEWEST_NUMBERS = 3
_STEADY = 0.8
_SHORT = 0.75

Span = tuple[int, int]


def sniff(head: bytes, _name: str) -> float:
    """Return how surely the bytes are a PDF."""
    return 1.0 if b"%PDF-" in head[:1024] else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the units of a PDF.

    Raises
    ------
    PracticelearnError
        pypdf is not installed; the file is damaged, locked, too long, or holds pictures only.
    """
    pypdf = optional_import("pypdf", extra="pdf", purpose="reading a PDF")
    # its warnings are of tables inside the file, not of words; some cannot even be written
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        document: Any = pypdf.PdfReader(io.BytesIO(raw))
        if document.is_encrypted and not document.decrypt(""):
            raise PracticelearnError("it is locked with a password; save it without one")
        n = len(document.pages)
        if n > MOST_PAGES:
            raise PracticelearnError(f"it has {n} pages; at most {MOST_PAGES} are read")
        pages = [page.extract_text() or "" for page in document.pages]
    except PracticelearnError:
        raise
    except Exception as error:  # pypdf lets whatever a damaged file causes through
        raise PracticelearnError(f"it is damaged or no PDF ({error}); print it again") from error
    return read_pages(pages, hints)


def read_pages(pages: list[str], hints: Hints) -> Reading:
    """Return the units of the text of a PDF's pages.

    Parameters
    ----------
    pages : list of str
        The words of each page, a line a line.

    Notes
    -----
    The place of a unit is its paragraph number where the file prints them, else its page. What was
    taken for furniture is an issue, with the words.
    """
    if not any(page.strip() for page in pages):
        raise PracticelearnError(
            "it holds pictures of pages and no words; make its text readable first (OCR), or ask "
            "for the file it was printed from"
        )
    if sum(page.count("\t") for page in pages) > sum(page.count(" ") for page in pages):
        pages = [page.replace("\t", " ") for page in pages]  # some programs part words so
    text, lines, page_of = _laid_out(pages)
    aside = _furniture(text, lines, page_of)
    numbers = _paragraph_numbers(text, lines, aside)
    kept: list[Span] = []
    breaks: set[int] = set()
    places: list[int] = []
    own_line = {n for n, (_, span) in numbers.items() if _NUMBER.fullmatch(text[slice(*lines[n])])}
    current = None
    for n, line in enumerate(lines):
        if n in numbers:
            current = numbers[n][0]
            breaks.add(len(kept))
        if n in aside or n in own_line:
            continue
        kept.append((numbers[n][1][1], line[1]) if n in numbers else line)
        places.append((current or 0) if numbers else page_of[n])
    if not numbers:
        breaks |= _short_ends(text, kept)
    tiles: list[tuple[int, int, Kind]] = [
        (numbers[n][1][1] if n in numbers else lines[n][0], lines[n][1], "preamble") for n in aside
    ]
    tiles += [(*span, "syntax") for _, span in numbers.values()]
    place = "paragraph" if numbers else "page"
    if is_notes(hints):
        reading = read_notes(text, hints, format="pdf", place=place, numbers=places, lines=kept,
                             aside=tiles)  # fmt: skip
    else:
        reading = read_lines(text, hints, format="pdf", place=place, numbers=places, lines=kept,
                             aside=tiles, breaks=breaks)  # fmt: skip
    _mend_hyphens(text, reading.units)
    if aside:
        message = "this recurs at the edge of pages and is no turn"
        words = "\n".join(dict.fromkeys(text[slice(*lines[n])].strip() for n in sorted(aside)))
        reading.problems.insert(0, Problem("note", None, message, words))
    return reading


def _laid_out(pages: list[str]) -> tuple[str, list[Span], list[int]]:
    """The decoded text, its lines, and the page of each line, from 1."""
    parts: list[str] = []
    lines: list[Span] = []
    page_of: list[int] = []
    at = 0
    for number, page in enumerate(pages, start=1):
        for line in re.split(r"\r\n|\n|\r", page):
            lines.append((at, at + len(line)))
            page_of.append(number)
            parts.append(line + "\n")
            at += len(line) + 1
    return "".join(parts), lines, page_of


def _furniture(text: str, lines: list[Span], page_of: list[int]) -> set[int]:
    """Lines at the top or foot of pages that recur, whatever their digits, and page numbers."""
    by_page: dict[int, list[int]] = {}
    for n, page in enumerate(page_of):
        if text[slice(*lines[n])].strip():
            by_page.setdefault(page, []).append(n)
    edges: dict[int, int] = {}
    for page, own in by_page.items():
        edges |= dict.fromkeys([*own[:_EDGE], *own[-_EDGE:]], page)
    shape = {n: re.sub(r"\d+", "#", text[slice(*lines[n])].strip()) for n in edges}
    pages_with = Counter(s for s, _ in {(shape[n], page) for n, page in edges.items()})
    enough = max(2, (len(by_page) + 1) // 2)
    out = _page_numbers(text, lines, by_page)
    for n in edges:
        words = text[slice(*lines[n])]
        recurs = len(by_page) > 1 and pages_with[shape[n]] >= enough and shape[n] != "#"
        if _PAGE_OF.match(words) or (recurs and not re.match(r"[^:]{1,40}:\s", words)):
            out.add(n)
    return out


def _page_numbers(text: str, lines: list[Span], by_page: dict[int, list[int]]) -> set[int]:
    """Lines that hold the number of their page and stand first or last on it, page after page."""
    found = set()
    for page, own in by_page.items():
        for n in (own[0], own[-1]):
            match = _PAGE.match(text[slice(*lines[n])])
            if match and int(match["n"]) == page:
                found.add(n)
    numbered = sum(bool(_NUMBER.match(text[a:b])) for a, b in lines)
    enough = len(found) >= _STEADY * len(by_page)
    return found if enough and (len(by_page) > 1 or numbered <= 1) else set()


def _paragraph_numbers(
    text: str, lines: list[Span], aside: set[int]
) -> dict[int, tuple[int, Span]]:
    """Lines that open a numbered paragraph: the number, and where it stands.

    Numbers are a paragraph's when they count up by one, by themselves on a line or at its start.
    """
    for pattern in (_NUMBER, _NUMBERED):
        hits = []
        for n, (a, b) in enumerate(lines):
            match = pattern.match(text, a, b)
            glued = _PAGE_OF.match(text, a, b) if n in aside else None
            if match and n not in aside:
                hits.append((n, int(match["n"]), match.span("n")))
            elif glued and glued["glued"]:  # "67 4/7": the number of the paragraph overleaf
                hits.append((n, int(glued["glued"]), glued.span("glued")))
        run = _counting_up(hits)
        if len(run) >= _FEWEST_NUMBERS and len(run) >= _STEADY * len(hits):
            alone = sum(second[0] == first[0] + 1 for first, second in pairwise(run))
            if pattern is _NUMBER and alone > len(run) // 2:
                continue  # the numbers of a margin, read in one go: they open nothing
            return {n: (value, span) for n, value, span in run}
    return {}


def _counting_up(hits: list[tuple[int, int, Span]]) -> list[tuple[int, int, Span]]:
    """The longest run of numbers that count up by one, in the order of the lines."""
    best: dict[int, list[tuple[int, int, Span]]] = {}
    for hit in hits:
        before = best.get(hit[1] - 1, [])
        if len(before) + 1 > len(best.get(hit[1], [])):
            best[hit[1]] = [*before, hit]
    return max(best.values(), key=len, default=[])


def _short_ends(text: str, lines: list[Span]) -> set[int]:
    """Lines after one that ends a sentence well before the margin: a new paragraph."""
    widths = sorted(b - a for a, b in lines if b > a)
    if not widths:
        return set()
    full = widths[int(0.9 * (len(widths) - 1))]
    return {
        n + 1
        for n, (a, b) in enumerate(lines)
        if b - a < _SHORT * full and text[a:b].rstrip().endswith((".", "?", "!", "”", '"'))
    }


def _mend_hyphens(text: str, units: list[Unit]) -> None:
    """Put words broken at a line's end together; ``well-known`` keeps its hyphen."""
    whole = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    for unit in units:
        for n in range(len(unit.pieces) - 1):
            first, second = unit.pieces[n], unit.pieces[n + 1]
            head = re.search(r"([^\W\d_]+)-$", first.text)
            tail = re.match(r"[a-z][^\W\d_]*", second.text)
            if not head or not tail:
                continue
            unit.pieces[n + 1] = second._replace(before="")
            if whole[(head[1] + tail[0]).lower()]:
                unit.pieces[n] = first._replace(text=first.text[:-1])
