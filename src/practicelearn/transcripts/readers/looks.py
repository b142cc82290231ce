"""Speakers of a Word file told apart by the look of whole paragraphs: style, bold or italic type.

Only where nothing else says who speaks. As with colours, a look stands for a speaker when it has
paragraphs of its own and the looks take turns; a style's name is the label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from practicelearn.transcripts.readers.colours import read_colours
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.paragraphs import SEPARATOR, Paragraph, joined
from practicelearn.transcripts.tiles import Reading

__all__ = ["read_looks"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = {"0", "false", "off", "none"}


def read_looks(
    body: Any,
    paragraphs: Sequence[Paragraph],
    style_names: Mapping[str, str],
    hints: Hints,
    *,
    format: str,
) -> Reading | None:
    """Return the units of a document whose speakers differ in look; None when they do not.

    Parameters
    ----------
    body : element
        The body of the document.
    paragraphs : sequence of Paragraph
        Those of the body, in order.
    style_names : mapping of str to str
        A style's id -> what a person calls it.
    """
    elements = list(body.iter(f"{_W}p")) if body is not None else []
    if len(elements) != len(paragraphs) or not elements:
        return None
    looks: tuple[tuple[str, Callable[[Any], str]], ...] = (
        ("style", lambda p: style_names.get(_style(p), _style(p)) or "plain text"),
        ("bold type", lambda p: "bold text" if _all(p, "b") else "plain text"),
        ("italics", lambda p: "italic text" if _all(p, "i") else "plain text"),
    )
    text, _ = joined(paragraphs)
    for by, look in looks:
        spans, at = [], 0
        for element, p in zip(elements, paragraphs, strict=True):
            spans.append(
                [(at, at + len(p.text), look(element))] if p.text and not p.heading else []
            )
            at += len(p.text) + len(SEPARATOR)
        if len({s[2] for own in spans for s in own}) < 2:
            continue
        reading = read_colours(text, spans, hints, format=format, by=by)
        if reading is not None:
            return reading
    return None


def _style(paragraph: Any) -> str:
    element = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return str(element.get(f"{_W}val") or "") if element is not None else ""


def _all(paragraph: Any, name: str) -> bool:
    """Whether all the words of a paragraph are of a type: ``b`` or ``i``."""
    runs = [r for r in paragraph.iter(f"{_W}r") if "".join(r.itertext()).strip()]
    return bool(runs) and all(_is(run, name) for run in runs)


def _is(run: Any, name: str) -> bool:
    element = run.find(f"{_W}rPr/{_W}{name}")
    return element is not None and element.get(f"{_W}val") not in _OFF
