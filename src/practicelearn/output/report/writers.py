"""A document as a file, by its suffix: HTML, Word, or slides of the page for directors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.errors import PracticelearnError
from practicelearn.output.report.as_html import html_in_pieces, to_html
from practicelearn.output.report.as_poster import to_poster_html, to_poster_word
from practicelearn.output.report.as_word import to_word
from practicelearn.output.report.blocks import Block, Document, Heading, Paragraph
from practicelearn.output.report.names import refuse_names
from practicelearn.output.report.slide_parts import Told, notes_of, pictures_of

__all__ = ["Look", "html_of", "in_frame", "refuse_suffix", "suffixes_of", "write_document"]


@dataclass(frozen=True)
class Look:
    """Whose look files have: a council's Word file and its presentation, or ours."""

    word: str | Path | None = None
    slides: str | Path | None = None


def suffixes_of(kind: str) -> list[str]:
    """Return how files of a kind of document may end."""
    return [".html", ".docx", *([".pptx"] if kind == "summary" else [])]


def refuse_suffix(path: Path, kind: str) -> None:
    """Raise where a kind of document is no such file."""
    suffix, known = path.suffix.lower(), suffixes_of(kind)
    if suffix in known:
        return
    if suffix == ".pptx":
        raise PracticelearnError(
            f'{path}: slides are made of the page for directors: Report(kind="summary").save('
            f'"summary.pptx"). A document of kind "{kind}" is saved as .html or .docx.'
        )
    raise PracticelearnError(
        f'{path}: a report is saved as {", ".join(known[:-1])} or {known[-1]}, not as "{suffix}".'
        f"{near_match(suffix, known)}"
    )


def html_of(document: Document) -> str:
    """Return a document as one self-contained page."""
    return to_poster_html(document) if document.poster else to_html(document)


def in_frame(title: str, page: str) -> str:
    """Return a page as a notebook's cell shows it: apart from the notebook, and without scripts."""
    return (
        f'<iframe title="{escape(title)}" sandbox srcdoc="{escape(page, quote=True)}" '
        'style="width:100%;height:36rem;border:1px solid #c9d1d6;background:#fff"></iframe>'
    )


def write_document(
    document: Document,
    path: Path,
    look: Look,
    *,
    report: Callable[[], Document],
    decisions: pd.DataFrame,
    cache: Path | None = None,
) -> None:
    """Write a document as its path's suffix asks for.

    Parameters
    ----------
    document : Document
    path : Path
    look : Look
    report : callable
        Makes the report for readers, whose figures stand on the notes pages of slides.
    decisions : DataFrame
        With what has been waived: notes pages too are refused where they hold names.
    cache : Path, optional
        As in ``refuse_names``.
    """
    suffix = path.suffix.lower()
    if suffix == ".html":
        pieces = [html_of(document)] if document.poster else html_in_pieces(document)
        with path.open("wb") as file:
            file.writelines(piece.encode() for piece in pieces)
    elif suffix == ".pptx":
        from practicelearn.output.report.as_slides import to_slides

        whole = report()
        notes = notes_of(whole)
        refuse_names(_as_document(notes.values()), decisions, cache=cache)
        pictures = pictures_of(whole)
        to_slides(document, path, template=look.slides, notes=notes, pictures=pictures)
    else:
        write = to_poster_word if document.poster else to_word
        write(document, path, template=look.word)


def _as_document(notes: Iterable[Told]) -> Document:
    blocks: list[Block] = []
    for told in notes:
        blocks += [Heading(told.name, 3), *(Paragraph(line) for line in told.lines)]
    return Document("Notes", "", blocks)
