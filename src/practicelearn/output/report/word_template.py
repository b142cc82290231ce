"""The styles of a Word file: our own template, made here, or one a council puts in its place.

``templates/report.docx`` is what ``write_template`` writes; a test holds the two together.
"""

from __future__ import annotations

import warnings
from importlib import resources
from pathlib import Path
from typing import Any

from practicelearn._called import COMMAND
from practicelearn._word import settle
from practicelearn.errors import PracticelearnError
from practicelearn.output.report.word_styles import empty, lend

__all__ = ["STYLES", "begin", "text_height_cm", "text_width_cm", "write_template"]

INK, SOFT, WARN = "1D2B36", "51606B", "8A1F11"
EMU = 360_000  # Word's own unit, to the cm
_BODY, _DISPLAY = "Calibri", "Cambria"

STYLES = {
    **{f"Heading {n}": "a heading of level " + str(n) for n in range(1, 6)},
    "Subtitle": "the line below the title",
    "Caption": "the line above a table or picture",
    "Quote": "what somebody said",
    "Source": "the reference below a quote",
    "Statement": "what people are saying, in one sentence",
    "Note": "a remark in small print",
    "Notice": "what must not be overlooked, such as DRAFT",
    "List Bullet": "one item of a list",
    "Table Text": "the words in a table’s cell",
    "Figure": "within a line: a number that gives the size of things",
    "Figure Text": "within a line: what that number counts",
    "Notice Text": "within a line: DRAFT at the head of every page",
}
"""Name of each style that a report uses, beside Normal, and what it is for."""


def begin(template: str | Path | None) -> Any:
    """Return an empty Word document with every style of ``STYLES``.

    Parameters
    ----------
    template : str or Path, optional
        A council's own ``.docx``: its styles, page, header and footer are taken, its words are not.
        By default the library's.

    Raises
    ------
    PracticelearnError
        It is not there, or no Word document.

    Warns
    -----
    UserWarning
        It lacks styles: they are named, and the library's own are used for them.
    """
    own = _open(Path(str(resources.files("practicelearn.output.report"))) / "templates/report.docx")
    word = own if template is None else _open(Path(template))
    there = {style.name for style in word.styles}
    missing = [name for name in STYLES if name not in there]
    if missing:
        lend(own, word, missing)
        listed = ", ".join(f'"{name}" ({STYLES[name]})' for name in missing)
        warnings.warn(
            f"{template}: this Word template has no style {listed}. The library’s own was used "
            "instead, in the template’s fonts and colours; to choose its look, add a style of this "
            "name to the template in Word.",
            UserWarning,
            stacklevel=2,
        )
    empty(word)
    return word


def _open(path: Path) -> Any:
    import docx
    from docx.enum.style import WD_STYLE_TYPE

    if not path.is_file():
        raise PracticelearnError(
            f"{path}: there is no such Word template. Begin one with: {COMMAND} init "
            "FOLDER, which writes report-template.docx to change in Word."
        )
    try:
        word = docx.Document(str(path))
    except Exception as error:  # a damaged file fails in any way
        raise PracticelearnError(
            f"{path}: this is no Word document that can be a template. Save it in Word as .docx "
            "(not .doc or .dotx)."
        ) from error
    if word.styles.default(WD_STYLE_TYPE.PARAGRAPH) is None:
        raise PracticelearnError(
            f"{path}: this Word template has no styles at all, not even the usual one for "
            "paragraphs. Open it in Word and save it as .docx again."
        )
    return word


def text_width_cm(word: Any) -> float:
    """Return how wide text can be on a page of the document, in cm."""
    section = word.sections[0]
    return float(section.page_width - section.left_margin - section.right_margin) / EMU


def text_height_cm(word: Any) -> float:
    """Return how high text can be on a page of the document, in cm."""
    section = word.sections[0]
    return float(section.page_height - abs(section.top_margin) - abs(section.bottom_margin)) / EMU


def write_template(path: str | Path) -> Path:
    """Write the library's own template, with each style told in itself, and return its path.

    Parameters
    ----------
    path : str or Path
        Ends in ``.docx``. Change its styles, header, footer and page in Word, and name it in
        ``study.toml`` (``template = "council.docx"``) or as ``Report(template=...)``.
    """
    word = _made()
    word.add_heading("A template for reports", level=1)
    word.add_paragraph(
        "Change the styles below, the page, its header and footer. Words on these pages are left "
        "out of a report. A style that is taken away is replaced by the library’s own.",
        style="Subtitle",
    )
    for name, what in STYLES.items():
        style = word.styles[name]
        if style.type == 2:
            word.add_paragraph().add_run(f"{name}: {what}", style=name)
        elif name != "Heading 1":
            word.add_paragraph(f"{name}: {what}", style=name)
    word.save(str(path))
    return Path(path)


def _made() -> Any:
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    styles = word.styles
    _font(styles["Normal"], _BODY, 11, space=(0, 7))
    styles["Normal"].paragraph_format.line_spacing = 1.2
    for level, size, before in ((1, 26, 0), (2, 17, 22), (3, 13.5, 14), (4, 11.5, 10), (5, 11, 8)):
        _font(styles[f"Heading {level}"], _DISPLAY, size, space=(before, 4))
    _font(styles["Subtitle"], _BODY, 12, colour=SOFT, space=(0, 14))
    styles["Subtitle"].font.italic = False
    for spacing in styles["Subtitle"].element.rPr.findall(qn("w:spacing")):
        styles["Subtitle"].element.rPr.remove(spacing)  # Word's own subtitle is letter-spaced
    _font(styles["Caption"], _BODY, 10, space=(8, 4))
    styles["Caption"].font.bold = True
    _font(styles["Quote"], _DISPLAY, 11.5, space=(2, 0))
    styles["Quote"].font.italic = False
    for name, base, size, colour in (
        ("Source", _BODY, 9, SOFT), ("Statement", _DISPLAY, 14, INK), ("Note", _BODY, 10, SOFT),
        ("Notice", _BODY, 11, WARN), ("Table Text", _BODY, 9.5, INK),
    ):  # fmt: skip
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, base, size, colour=colour, space=(0, 7))
    styles["Notice"].font.bold = True
    styles["Table Text"].paragraph_format.space_after = Pt(3)
    styles["Table Text"].paragraph_format.line_spacing = 1.05
    _flush_left(styles["Table Text"])
    _flush_left(styles["Caption"])
    for name, base, size, colour, bold in (
        ("Figure", _DISPLAY, 18, INK, True), ("Figure Text", _BODY, 11, SOFT, False),
        ("Notice Text", _BODY, 11, WARN, True),
    ):  # fmt: skip
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        _font(style, base, size, colour=colour)
        style.font.bold = bold
    for name in ("Quote", "Source"):
        styles[name].paragraph_format.left_indent = Cm(0.8)
    quote = styles["Quote"]
    quote.paragraph_format.keep_with_next = True
    quote.element.get_or_add_pPr().insert_element_before(_bar(), "w:spacing", "w:ind", "w:jc")
    _page_number(word)
    settle(word, "A template for reports")
    return word


def _flush_left(style: Any) -> None:
    """No indents, not justified, whatever the body text of a council is."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    form = style.paragraph_format
    form.alignment, form.left_indent, form.first_line_indent = WD_ALIGN_PARAGRAPH.LEFT, Cm(0), Cm(0)


def _font(
    style: Any,
    name: str,
    size: float,
    *,
    colour: str = INK,
    space: tuple[float, float] | None = None,
) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = name, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    if space is not None:
        style.paragraph_format.space_before, style.paragraph_format.space_after = map(Pt, space)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)  # a theme font would win over the name


def _bar() -> Any:
    """The line at the left of a quote."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    line = '<w:left w:val="single" w:sz="12" w:space="8" w:color="0B4F86"/>'
    return parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")


def _page_number(word: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no call for fields
