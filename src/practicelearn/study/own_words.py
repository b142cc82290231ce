"""The team's own words for the report: a Word file in the study that people write in.

Nothing here prints it; this is what a withdrawal or a redaction does to it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

__all__ = ["OWN_WORDS", "paragraphs_of", "without_words"]

OWN_WORDS = "report-words.docx"


def paragraphs_of(content: bytes) -> list[str]:
    """Return the text of each paragraph that has one; of what is no Word file, nothing."""
    from docx.oxml.ns import qn

    word = _opened(content)
    if word is None:
        return []
    body = word.element.body
    found = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
    return [text for text in found if text]


def without_words(content: bytes, scrubbed: Callable[[str, str], str]) -> bytes | None:
    """Return the file with each paragraph as it is to stand; None where nothing changes.

    Parameters
    ----------
    content : bytes
        The file. What is no Word file is left: ``where_left`` names it.
    scrubbed : callable
        Given a paragraph's text and its place, returns the text as it is to stand.

    Notes
    -----
    A paragraph that changes keeps the look of its first words. Comments, footnotes and headers are
    not looked at here: ``where_left`` looks into every part of the file.
    """
    from docx.oxml.ns import qn

    word = _opened(content)
    if word is None:
        return None
    changed = False
    for n, paragraph in enumerate(word.element.body.iter(qn("w:p")), 1):
        parts = [part for part in paragraph.iter(qn("w:t")) if part.text]
        text = "".join(part.text for part in parts)
        after = scrubbed(text, f"{OWN_WORDS} paragraph {n}") if text else text
        if after == text:
            continue
        changed = True
        for part in parts:
            part.text = after if part is parts[0] else ""
    if not changed:
        return None
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _opened(content: bytes) -> Any:
    """The document; None where it is damaged, which must keep nobody from taking words back."""
    import docx

    if not zipfile.is_zipfile(io.BytesIO(content)):
        return None
    try:
        return docx.Document(io.BytesIO(content))
    except Exception:  # noqa: BLE001 -- damaged in any way: where_left names it
        return None
