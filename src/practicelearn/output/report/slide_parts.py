"""A document of one page as slides: one idea a slide, in the document's own words and order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from practicelearn.output.report.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    KeyFigures,
    Notice,
    Paragraph,
    Passages,
    Picture,
    Quote,
    Sides,
    Table,
)

__all__ = ["Line", "Slide", "Told", "notes_of", "pictures_of", "slides_of"]

SURE = "How sure is this?"
_DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")


@dataclass(frozen=True)
class Line:
    """A paragraph of a slide.

    ``kind``: statement, quote, source, note, body or bullet.
    """

    words: str
    kind: str = "body"


@dataclass(frozen=True)
class Told:
    """What the report prints of a theme, for the notes page: its name and its own figures."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Slide:
    """One slide: its title, its words or one table or picture, and what stands on its notes page.

    ``size``: of the type, in points.
    """

    title: str
    lines: tuple[Line, ...] = ()
    shown: Table | Picture | None = None
    notes: Told | None = None
    first: bool = False
    size: float = 24.0


def slides_of(
    document: Document, notes: Mapping[str, Told] | None = None, pictures: Sequence[Picture] = ()
) -> list[Slide]:
    """Return a document's slides: its title, then each idea, last how sure it is.

    Parameters
    ----------
    document : Document
        Sentences of its subtitle behind the date say how sure all of it is.
    notes : mapping, optional
        Statement to what the report prints of it, as :func:`notes_of` returns it.
    pictures : sequence of Picture
        They follow what was said, before what is new and what was promised.
    """
    about, sure = _subtitle(document.subtitle)
    slides = [Slide(document.title, (Line(about, "note"),), first=True)]
    shown = [Slide(picture.title, (), picture) for picture in pictures]
    for heading, blocks in _sections(document.blocks):
        if heading is not None and heading.anchor in _AFTER_WHAT_WAS_SAID:
            slides += shown
            shown = []
        title = document.title if heading is None else heading.text
        slides += _of_section(title, blocks, notes or {})
    slides += shown
    if sure:
        slides.append(Slide(SURE, tuple(Line(words, "bullet") for words in sure)))
    return slides


_AFTER_WHAT_WAS_SAID = {"new", "promises", "decide"}


def pictures_of(report: Document) -> list[Picture]:
    """Return the pictures that a report prints at the head of a section: of all themes together."""
    found, head = [], False
    for block in report.blocks:
        if isinstance(block, Heading):
            head = block.level == 2
        elif isinstance(block, Picture) and head:
            found.append(block)
    return found


def notes_of(report: Document) -> dict[str, Told]:
    """Return what a report for readers prints of each statement: the line on how far it reaches.

    It is the report's own sentence, taken from the finished blocks, so no figure is made anew.
    """
    found: dict[str, Told] = {}
    name, statement = "", ""
    for block in report.blocks:
        if isinstance(block, Heading):
            name, statement = (block.text, "") if block.level == 3 else ("", "")
        elif isinstance(block, Paragraph) and block.style == "statement":
            statement = block.text
        elif (
            statement and name and isinstance(block, Paragraph) and block.style == "body"
            and re.match(r"(?:In \S+|Raised): ", block.text)
        ):  # fmt: skip
            found.setdefault(statement, Told(name, (block.text,)))
    return found


def _subtitle(words: str) -> tuple[str, list[str]]:
    """What stands below the title, up to the date; and every sentence behind it."""
    date = _DATE.search(words)
    if date is None:
        return words, []
    rest = words[date.end() :].lstrip(". ")
    sentences = [s for s in re.split(r"(?<=[.!?]) (?=[A-Z“])", rest) if s]
    return words[: date.end()], sentences


def _sections(blocks: Iterable[Block]) -> Iterator[tuple[Heading | None, list[Block]]]:
    heading: Heading | None = None
    own: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 2:
            if heading or own:
                yield heading, own
            heading, own = block, []
        else:
            own.append(block)
    if heading or own:
        yield heading, own


def _of_section(
    heading: str, blocks: Sequence[Block], notes: Mapping[str, Told]
) -> Iterator[Slide]:
    """A statement with its words is one idea; so is a table, a picture, and all else together."""
    lines: list[Line] = []
    told: Told | None = None
    title = heading
    for block in blocks:
        stated = isinstance(block, Paragraph) and block.style == "statement"
        shown = block if isinstance(block, Table | Picture) else None
        if lines and (stated or shown is not None or isinstance(block, Heading)):
            yield Slide(title, tuple(lines), notes=told)
            lines, told, title = [], None, heading
        if shown is not None:
            yield Slide(heading, (), shown)
            continue
        if isinstance(block, Heading):
            title = f"{heading}: {block.text}"
            continue
        if stated and isinstance(block, Paragraph):
            told = notes.get(block.text)
            title = f"{heading}: {told.name}" if told else heading
        lines += _lines(block)
    if lines:
        yield Slide(title, tuple(lines), notes=told)


def _lines(block: Block) -> list[Line]:
    if isinstance(block, Paragraph):
        kind = {"statement": "statement", "note": "note", "lead": "statement"}
        words = " ".join(w for w in (block.text, block.link.text if block.link else "") if w)
        return [Line(words, kind.get(block.style, "body"))]
    if isinstance(block, Bullets):
        return [Line(item, "bullet") for item in block.items]
    if isinstance(block, Quote):
        return _quote(block)
    if isinstance(block, Passages):
        return [line for quote in block.quotes for line in _quote(quote)]
    if isinstance(block, Sides):
        return [
            line
            for title, quotes in zip(block.titles, block.quotes, strict=True)
            for line in (Line(title, "note"), *(own for q in quotes for own in _quote(q)))
        ]
    if isinstance(block, Notice):
        return [Line(block.text, "body")]
    if isinstance(block, KeyFigures):
        return [Line(f"{figure} {what}", "bullet") for figure, what in block.items]
    # paragraphs of the team's own; what has no words of its own, such as a list of contents, none
    return [
        Line(own.text, "body" if own.style == "body" else "bullet")
        for own in getattr(block, "paragraphs", ())
    ]


def _quote(quote: Quote) -> list[Line]:
    words = f"“{quote.words}”" if quote.verbatim else f"{quote.words} (a note, not the words used)"
    return [Line(words, "quote"), Line(quote.source, "source")]
