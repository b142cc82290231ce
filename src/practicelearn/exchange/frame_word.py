"""A coding frame as a Word document, to print and to write on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from practicelearn._cells import legal_xml
from practicelearn._disk import save_whole
from practicelearn._word import plain_document
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.errors import counted

__all__ = ["frame_to_word", "in_tree_order", "said_of_counts"]

_DEEPEST = 9
"""Word has nine levels of headings."""
_PARTS = (
    ("definition", ""), ("include", "Include: "), ("exclude", "Exclude: "),
    ("examples", "Example (invented): "), ("cues", "Often said: "), ("source", "Source: "),
    ("was", "Made from: "), ("scope", "Against the version before: "),
)  # fmt: skip


def frame_to_word(
    frame: CodingFrame, path: Path, *, counts: Mapping[str, tuple[int, int]] | None = None
) -> Path:
    """Write a frame as Word and return the path: a heading a code, in the order of the tree.

    ``counts`` has for each code its own codings and those of the codes below it. It is for reading
    on paper: Word is not read back.
    """
    document = plain_document(legal_xml(frame.name))
    document.add_heading(legal_xml(frame.name), level=1)
    dated = f" of {frame.date}" if frame.date else ""
    document.add_paragraph(legal_xml(f"Version {frame.version}{dated}; {len(frame)} codes."))
    if frame.source:
        document.add_paragraph(legal_xml(frame.source))
    depth: dict[str | None, int] = {None: 1}
    for code in in_tree_order(frame):
        depth[code.id] = depth[code.parent] + 1
        document.add_heading(legal_xml(f"{code.name} ({code.id})"), min(depth[code.id], _DEEPEST))
        if counts is not None:
            document.add_paragraph(said_of_counts(*counts[code.id]))
        if code.retired:
            document.add_paragraph("Retired: it keeps its codings and is given to nothing more.")
        _describe(document, code)
    return save_whole(path, lambda draft: document.save(str(draft)))


def said_of_counts(own: int, below: int) -> str:
    """Return how often a code was used, and the codes below it, in words."""
    return counted(own, "coding") + (f", and {below:,} under the codes below it" if below else "")


def in_tree_order(frame: CodingFrame) -> list[Code]:
    """Return the codes with each one's children right below it."""
    below: dict[str | None, list[Code]] = {}
    for code in frame.codes:
        below.setdefault(code.parent, []).append(code)
    stack, out = list(reversed(below.get(None, []))), []
    while stack:
        out.append(stack.pop())
        stack += reversed(below.get(out[-1].id, []))
    return out


def _describe(document: Any, code: Code) -> None:
    said = False
    for name, label in _PARTS:
        value = getattr(code, name)
        texts = ["; ".join(value)] if name in {"cues", "was"} and value else value
        for text in [texts] if isinstance(texts, str) else texts or ():
            if text:
                paragraph = document.add_paragraph()
                if label:
                    paragraph.add_run(label).bold = True
                paragraph.add_run(legal_xml(text))
                said = True
    if not said:
        document.add_paragraph("No definition yet: two people will not code it alike.")
