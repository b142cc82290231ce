"""How far paragraphs of a Word file begin in bold: names without a colon are often written so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from practicelearn.transcripts.readers.paragraphs import Paragraph

__all__ = ["look_for_bold"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _R, _T = f"{_W}p", f"{_W}r", f"{_W}t"


def look_for_bold(body: Any, paragraphs: Sequence[Paragraph]) -> bool:
    """Note how far each paragraph begins in bold; return whether any does, but not to its end.

    Only where nothing else says who speaks: looking costs time, and most files have labels.
    """
    elements = list(body.iter(_P)) if body is not None else []
    if len(elements) != len(paragraphs):
        return False
    for element, paragraph in zip(elements, paragraphs, strict=True):
        words = ""
        for run in element.iter(_R):
            said = "".join(t.text or "" for t in run.iter(_T))
            if said.strip() and not _is_bold(run):
                break
            words += said
        if paragraph.text.startswith(words):
            paragraph.bold = len(words)
    return any(0 < p.bold < len(p.text) for p in paragraphs)


def _is_bold(run: Any) -> bool:
    properties = run.find(f"{_W}rPr")
    bold = properties.find(f"{_W}b") if properties is not None else None
    return bold is not None and bold.get(f"{_W}val") not in {"0", "false", "off", "none"}
