"""Parts of a Word file that python-docx has no call for: a list of contents, the team's words."""

from __future__ import annotations

from typing import Any

from practicelearn._word_styles import StyleNames
from practicelearn.output.report.blocks import Contents, Document, Heading, OwnWords

__all__ = ["mark_headings", "write_contents", "write_own_words"]

_MOST = 14  # entries of a list of contents that has the parts of each section too
_NAME = "_Toc{:06d}"


def write_contents(word: Any, document: Document) -> None:
    """Write a field with the document's headings, filled in, on a page that begins with it.

    The entries lead to the headings. Page numbers come when somebody updates the field: nobody
    but the program that lays the pages out knows them.
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    _onto_one_page(word)
    every = _headings(document)
    below = _headings(document, after=True)
    headings = below or every
    levels = 3 if len(headings) <= _MOST else 2
    first = len(every) - len(headings)
    shown = [(n, h) for n, h in enumerate(headings, first) if h.level <= levels]
    title = word.add_paragraph("Contents", style=_style(word, "TOC Heading", like="Heading 2"))
    title.paragraph_format.page_break_before = True
    title.runs[0].font.size = word.styles["Heading 2"].font.size
    for k, (n, heading) in enumerate(shown):
        line = word.add_paragraph(style=_style(word, f"toc {heading.level}", like="Normal"))
        if k == 0:
            _field(line, "begin", f'TOC \\o "2-{levels}" \\h \\z')
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _NAME.format(n))
        link.set(qn("w:history"), "1")
        link.append(line.add_run(heading.text)._r)  # noqa: SLF001 - python-docx has no call for this
        line._p.append(link)  # noqa: SLF001 - see above
        if k == len(shown) - 1:
            _field(line, "end")


def _onto_one_page(word: Any) -> None:
    """Set what stands above the list of contents closer: it is to be read as one page."""
    from docx.shared import Pt

    names = StyleNames(word)
    for line in word.paragraphs:
        style = names.of_paragraph(line)
        if style == "Heading 3":
            line.paragraph_format.space_before = Pt(6)
        elif style in ("List Bullet", "Note"):
            line.paragraph_format.space_after = Pt(1)
            line.paragraph_format.line_spacing = 1.05
            for run in line.runs:
                run.font.size = Pt(10)


def mark_headings(word: Any, document: Document) -> None:
    """Put a bookmark on each heading, which the list of contents leads to."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if not any(isinstance(b, Contents) for b in document.blocks):
        return
    names = StyleNames(word)
    found = [p for p in word.paragraphs if names.of_paragraph(p) in ("Heading 2", "Heading 3")]
    for n, (line, _) in enumerate(zip(found, _headings(document), strict=True)):
        for tag, first in (("w:bookmarkStart", True), ("w:bookmarkEnd", False)):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), str(n + 1))
            if first:
                mark.set(qn("w:name"), _NAME.format(n))
                line._p.insert(1 if line._p.pPr is not None else 0, mark)  # noqa: SLF001 - no call
            else:
                line._p.append(mark)  # noqa: SLF001 - no call


def write_own_words(word: Any, block: OwnWords) -> None:
    """Write the team's paragraphs in the document's own styles, with their bold and italic."""
    known = {style.name for style in word.styles}
    number = "List Number" if "List Number" in known else "List Bullet"
    styles = {"body": None, "bullet": "List Bullet", "number": number}
    for own in block.paragraphs:
        line = word.add_paragraph(style=styles[own.style])
        for words, bold, italic in own.runs:
            run = line.add_run(words)
            run.bold, run.italic = bold or None, italic or None


def _headings(document: Document, *, after: bool = False) -> list[Heading]:
    """The headings of levels 2 and 3; ``after``: those below the list of contents."""
    kinds = [type(b) for b in document.blocks]
    start = kinds.index(Contents) if after and Contents in kinds else 0
    return [b for b in document.blocks[start:] if isinstance(b, Heading) and b.level in (2, 3)]


def _style(word: Any, name: str, *, like: str) -> Any:
    """A style of Word's own for lists of contents, made where the template has none."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    for style in word.styles:
        if style.name == name:
            return style
    made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
    made.base_style = word.styles["Normal"]
    if like != "Normal":  # it looks like a heading, and is none: it does not list itself
        made.font.size, made.font.bold = word.styles[like].font.size, word.styles[like].font.bold
        made.font.name = word.styles[like].font.name
        made.paragraph_format.space_after = Pt(6)
        return made
    made.paragraph_format.space_after = Pt(2)
    made.paragraph_format.left_indent = Cm(0.6) if name.endswith("3") else None
    return made


def _field(line: Any, kind: str, instruction: str = "") -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for part in ("begin", "separate") if kind == "begin" else ("end",):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), part)
        line.add_run()._r.append(mark)  # noqa: SLF001 - python-docx has no call for this
        if part == "begin":
            words = OxmlElement("w:instrText")
            words.set(qn("xml:space"), "preserve")
            words.text = f" {instruction} "
            line.add_run()._r.append(words)  # noqa: SLF001 - see above
