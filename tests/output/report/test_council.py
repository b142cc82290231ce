"""A council's own Word file, unlike ours in everything: the report is in its hand throughout."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

from practicelearn.output.report import blocks
from practicelearn.output.report.as_word import to_word

BODY, HEAD, PURPLE, WARN = "DejaVu Sans Mono", "DejaVu Sans Condensed", "7A0F6B", "8A1F11"
KEPT = {"Normal", "heading 1", "heading 2", "Default Paragraph Font", "Normal Table", "No List",
        "header", "footer"}  # fmt: skip


def drawn() -> bytes:
    raw = io.BytesIO()
    Figure(figsize=(3, 2)).savefig(raw, format="png")
    return raw.getvalue()


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Letter paper, a cover with a picture, its header gone on with; three fonts of its own.

    Body text is justified, indented and on a fixed line height; no style of ours is there, and it
    says who made it, and where.
    """
    word = docx.Document()
    for style in list(word.styles.element.findall(qn("w:style"))):
        if style.find(qn("w:name")).get(qn("w:val")) not in KEPT:
            word.styles.element.remove(style)
    for name, font, size, colour in (
        ("Normal", BODY, 12, "222222"), ("Heading 1", HEAD, 22, PURPLE),
        ("Heading 2", HEAD, 16, PURPLE),
    ):  # fmt: skip
        style = word.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour)
    form = word.styles["Normal"].paragraph_format
    form.line_spacing, form.first_line_indent, form.alignment = Pt(15), Cm(0.8), 3
    section = word.sections[0]
    section.left_margin = section.right_margin = Cm(3.2)
    section.header.paragraphs[0].text = "Borough of Aldermere (invented)"
    word.add_paragraph("Cover")
    word.add_picture(io.BytesIO(drawn()), width=Cm(4))
    word.add_section(WD_SECTION.NEW_PAGE)
    word.add_paragraph("Body")
    said = word.core_properties
    said.author = said.last_modified_by = "Jane Invented"
    settings = word.settings.element
    attached = OxmlElement("w:attachedTemplate")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    place = "file:///C:/Users/jane.invented/council.dotx"
    rel = word.part._settings_part.relate_to(place, kind, is_external=True)
    attached.set(qn("r:id"), rel)
    settings.insert(0, attached)
    path = tmp_path_factory.mktemp("council") / "council.docx"
    word.save(str(path))
    return path


def document(high: float = 2) -> blocks.Document:
    quote = blocks.Quote("It goes first when duty is short.", "Q1")
    table = blocks.Table(
        "Figures, of a kind",
        ["Theme", "2024-25", "2025-26", "Change", "Interval", "Fair interval", "Verdict"],
        [["Supervision", "45 of 50", "46 of 50", "+2", "−45 to +40", "−40 to +35", "cannot tell"],
         ["Misunderstandings", "not shown", "3 of 50", "–", "–", "–", "unquestionably-heard-more"]],
    )  # fmt: skip

    def draw() -> Any:
        return SimpleNamespace(figure=Figure(figsize=(3, high)))

    return blocks.Document(
        "An invented report", "Rounds 2024-25 and 2025-26",
        [
            blocks.Heading("What people told us"),
            blocks.KeyFigures([("8", "groups"), ("50", "people")]),
            blocks.Heading("Supervision", 3),
            blocks.Paragraph("Supervision goes first.", "statement"),
            blocks.Paragraph("In all groups.", "note"),
            quote,
            blocks.Bullets(["One.", "Two."]),
            blocks.Notice("A notice."),
            table,
blocks.Picture("A picture", "What it says in words, of a length.", draw, table),
            blocks.Heading("Deeper", 4),
            blocks.Sides(("Words of 2024-25", "Words of 2025-26"), ([quote], [quote])),
        ],
        notices=(blocks.DRAFT,),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(council: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "report.docx"
    with pytest.warns(UserWarning, match='no style "Heading 3"'):
        to_word(document(), path, template=council)
    return path


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as whole:
        return whole.read(name).decode()


def test_no_run_cell_or_style_keeps_a_font_of_ours(made: Path) -> None:
    for name in ("word/document.xml", "word/styles.xml"):
        named = re.findall(r'w:(?:ascii|hAnsi)="([^"]+)"', part(made, name))
        assert set(named) <= {BODY, HEAD}, name
    assert "rFonts" not in part(made, "word/document.xml")
    word = docx.Document(str(made))
    for name in ("Quote", "Source", "Statement", "Table Text", "Caption", "Figure", "Notice Text"):
        assert word.styles[name].font.name is None, "it takes the body text's"
    assert word.styles["Heading 3"].font.name == HEAD, "as the council's own headings"
    normal = word.styles["Normal"]
    assert word.styles["Quote"].base_style.style_id == normal.style_id


def test_colours_are_the_councils_and_a_warning_stays_red(made: Path) -> None:
    styles = part(made, "word/styles.xml")
    assert set(re.findall(r'w:color w:val="([^"]+)"', styles)) == {"222222", PURPLE, WARN}
    assert f'w:color="{PURPLE}"' in styles, "the line beside a quote"


def test_sizes_go_with_the_councils_body_text(made: Path) -> None:
    word = docx.Document(str(made))
    assert word.styles["Normal"].font.size == Pt(12)
    assert word.styles["Table Text"].font.size == Pt(10.5)  # 9.5 of our 11, to a half point
    assert word.styles["Statement"].paragraph_format.line_spacing != Pt(15)


def test_nobodys_name_place_or_old_date_is_left(made: Path, council: Path) -> None:
    assert "Jane" in part(council, "docProps/core.xml")
    with zipfile.ZipFile(made) as whole:
        everything = b"".join(whole.read(name) for name in whole.namelist()).lower()
        pictures = [n for n in whole.namelist() if n.startswith("word/media/")]
    assert b"jane" not in everything
    assert b"2013-12-23" not in everything
    assert len(pictures) == 1, "the cover's is not carried along"
    said = docx.Document(str(made)).core_properties
    assert (said.title, said.author, said.last_modified_by) == ("An invented report", "", "")
    assert said.language == "en-GB"
    now = dt.datetime.now(dt.UTC).replace(tzinfo=said.created.tzinfo)
    assert said.created == said.modified
    assert abs((now - said.created).total_seconds()) < 600


def test_the_language_is_marked_where_the_council_marked_none(made: Path) -> None:
    assert set(re.findall(r'w:lang [^>]*w:val="([^"]+)"', part(made, "word/styles.xml"))) == {
        "en-GB"
    }


def test_its_page_stays_and_the_header_of_its_cover(made: Path) -> None:
    section = docx.Document(str(made)).sections[0]
    assert section.page_width == docx.Document().sections[0].page_width, "Letter"
    assert [p.text for p in section.header.paragraphs] == [
        "DRAFT", "Borough of Aldermere (invented)"
    ]  # fmt: skip


def test_no_word_is_broken_in_a_table_and_none_is_wider_than_the_page(made: Path) -> None:
    word = docx.Document(str(made))
    section = word.sections[0]
    page = section.page_width - section.left_margin - section.right_margin
    for table in word.tables[:1]:
        for column in table.columns:
            for cell in column.cells:
                size = cell.paragraphs[0].runs[0].font.size or word.styles["Table Text"].font.size
                longest = max(map(len, re.split(r"\s|(?<=-)", cell.text)))
                needed = Cm(0.38) + 0.602 * size * longest  # of this font each letter is so wide
                assert column.width >= needed, cell.text
        assert sum(c.width for c in table.columns) <= page + Cm(0.02)  # each is whole twips
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Figures, of a kind"
        order = [child.tag.split("}")[1] for child in table._tbl.tblPr]
        assert order.index("tblBorders") < order.index("tblLayout") < order.index("tblCaption")


def test_a_picture_is_whole_whatever_the_body_text_is(made: Path) -> None:
    word = docx.Document(str(made))
    held = [p for p in word.paragraphs if p._p.find(".//" + qn("w:drawing")) is not None]
    assert [p.paragraph_format.line_spacing for p in held] == [1.0]
    assert held[0].paragraph_format.first_line_indent == 0


def test_a_high_picture_fits_the_page(tmp_path: Path) -> None:
    to_word(document(high=9), tmp_path / "high.docx")
    word = docx.Document(str(tmp_path / "high.docx"))
    section = word.sections[0]
    text = section.page_height - section.top_margin - section.bottom_margin
    shape = word.inline_shapes[0]
    assert shape.height <= 0.71 * text
    assert shape.height / shape.width == pytest.approx(3, rel=0.02)


def test_a_heading_and_a_statement_stand_with_what_follows(made: Path) -> None:
    for line in docx.Document(str(made)).paragraphs:
        if line.style.name.startswith("Heading") or line.style.name == "Statement":
            assert line.paragraph_format.keep_with_next, line.text


def test_a_row_of_half_a_page_may_go_on_on_the_next_and_others_may_not(tmp_path: Path) -> None:
    rows = [["Short", "word"], ["Long", "because " * 400]]
    table = blocks.Table("Wordy", ["What", "Why"], rows)
    to_word(blocks.Document("Tables", "Invented", [table]), tmp_path / "t.docx")
    whole = [
        row._tr.trPr.find(qn("w:cantSplit")) is not None
        for row in docx.Document(str(tmp_path / "t.docx")).tables[0].rows
    ]
    assert whole == [True, True, False]


@pytest.mark.parametrize(("margin_cm", "unbroken"), [(2.5, 10), (4, 7)])
def test_of_many_columns_the_long_ids_give_way_and_no_word_does(
    tmp_path: Path, margin_cm: float, unbroken: int
) -> None:
    """Dates stay whole on a usual page; on 13 cm they may end a line at a hyphen, as ids do."""
    head = ["Session", "Round", "Group", "Date", "File", "Format", "Turns", "Words"]
    row = ["2023-care-leavers", "2023-24", "care-leavers", "2023-10-09", "2023-care-leavers.vtt",
           "vtt", "103", "1,674"]  # fmt: skip
    council = docx.Document()
    section = council.sections[0]
    section.page_width, section.left_margin, section.right_margin = Cm(21), *[Cm(margin_cm)] * 2
    council.save(str(tmp_path / "narrow.docx"))
    path = tmp_path / "sessions.docx"
    with pytest.warns(UserWarning, match="no style"):
        to_word(
            blocks.Document("Sessions", "", [blocks.Table("Read", head, [row] * 3)]), path,
            template=tmp_path / "narrow.docx",
        )  # fmt: skip
    word = docx.Document(str(path))
    usual = word.styles["Table Text"].font.size.pt
    table = word.tables[0]
    for column, name in zip(table.columns, head, strict=True):
        cell = column.cells[0]
        size = (cell.paragraphs[0].runs[0].font.size or Pt(usual)).pt
        longest = max(len(w) for w in (name, *re.split(r"(?<=-)", column.cells[1].text)))
        longest = max(longest, unbroken if name == "Date" else 0)
        assert column.width.cm >= 0.38 + 0.55 * size / 28.35 * longest, name
    assert sum(c.width.cm for c in table.columns) <= 21 - 2 * margin_cm + 0.05


def width_cm(words: str, family: str, weight: str, size: float) -> float:
    """How wide words are in a font, by its own measures."""
    font = FT2Font(findfont(FontProperties(family=family, weight=weight)))
    font.set_size(size, 72)
    font.set_text(words, 0)
    return float(font.get_width_height()[0]) / 64 / 72 * 2.54


@pytest.mark.parametrize("family", ["DejaVu Serif", "DejaVu Sans"])
def test_no_head_is_broken_in_the_widest_of_usual_fonts(tmp_path: Path, family: str) -> None:
    """It read "Chang e" where a council's letters were wider than ours."""
    path = tmp_path / "report.docx"
    to_word(document(), path)
    word = docx.Document(str(path))
    usual = word.styles["Table Text"].font.size.pt
    for column in word.tables[0].columns:
        for cell, weight in zip(column.cells, ["bold", "normal", "normal"], strict=True):
            run = cell.paragraphs[0].runs[0]
            size = run.font.size.pt if run.font.size else usual
            for piece in re.split(r"\s|(?<=-)", cell.text):
                needed = 0.38 + width_cm(piece, family, weight, size)
                assert column.width.cm >= needed, piece


@pytest.mark.slow
def test_printed_only_the_councils_fonts_are_used(
    made: Path, converted: Callable[[Path, str], Path]
) -> None:
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(str(converted(made, "pdf"))).pages
    fonts = set()
    for page in pages:
        for font in page["/Resources"]["/Font"].values():
            fonts.add(str(font.get_object()["/BaseFont"]).split("+")[-1].split("-")[0])
    assert fonts <= {"DejaVuSansMono", "DejaVuSansCondensed"}
