"""Slides of the page for directors: its words, one idea a slide, in a council's own look."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pptx
import pytest
from PIL import ImageFont
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.util import Inches

from practicelearn.errors import PracticelearnError
from practicelearn.output import plots
from practicelearn.output.disclosure.finished import pieces_of
from practicelearn.output.report import Report
from practicelearn.output.report.as_slides import to_slides
from practicelearn.output.report.blocks import (
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Quote,
    Table,
)
from practicelearn.output.report.slide_parts import Told, pictures_of, slides_of
from practicelearn.themes.themes import Themes

SUBTITLE = (
    "For directors and members, 2024-25. 3 February 2025. More or less talk is neither better nor "
    "worse by itself. Method and limits are in the report."
)
STATED = "Supervision goes first when duty is short."
PROMISES = [f"Promise {chr(97 + n)} that somebody made: under way." for n in range(12)]
PAGE = Document(
    "Health check",
    SUBTITLE,
    [
        Heading("Three worries", anchor="worries"),
        Paragraph(STATED, "statement"),
        Paragraph("Supervision: in all 5 groups.", "note"),
        Quote("It has been moved four times now.", "Q2", inline=True),
        Paragraph("Work is lost to slow laptops.", "statement"),
        Quote("half of it was gone", "Q3", verbatim=False),
        Heading("What last year’s promises did", anchor="promises"),
        Bullets(PROMISES),
        Heading("What is new", anchor="new"),
        Table("What is heard", ["Theme", "Groups"], [["Tools", "5 of 5"], ["Pay", "some"]] * 9),
    ],
    notices=["DRAFT. Not read yet."],
    one_page=True,
)


def made(
    document: Document, folder: Path, template: Path | None = None,
    notes: dict[str, Told] | None = None,
) -> Any:  # fmt: skip
    path = folder / "slides.pptx"
    to_slides(document, path, template=template, notes=notes)
    return pptx.Presentation(str(path))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def words_of(slide: Any) -> list[str]:
    title = slide.shapes.title.shape_id
    boxes = [s for s in slide.shapes if s.has_text_frame and s.shape_id != title]
    return [p.text for box in boxes for p in box.text_frame.paragraphs]


@cache
def font(size: float) -> Any:
    """A font wider than those of offices, which is there wherever pictures are drawn."""
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return ImageFont.truetype(str(path), size)


def drawn_height(words: str, width: float, size: float) -> float:
    """How high words really stand in that font, a word broken where it is wider than the line."""
    lines, line = 1, ""
    for word in words.split(" "):
        longer = f"{line} {word}".strip()
        if font(size).getlength(longer) <= width:
            line = longer
            continue
        lines += bool(line)
        lines += int(font(size).getlength(word) // width)
        line = word
    return lines * size * 1.17


def overflowing(deck: Any) -> list[str]:
    """Boxes whose words, measured anew, take more than their own height."""
    found = []
    for slide in deck.slides:
        for shape in slide.shapes:
            if not shape.has_text_frame or shape.name == "Draft":
                continue
            needed = sum(
                drawn_height(p.text, shape.width / 12700 - 14.4, size_of(p))
                + (p.space_before.pt if p.space_before else 0)
                for p in shape.text_frame.paragraphs
            )
            if needed > shape.height / 12700 - 7.2:  # its inner margins
                found.append(f"{shape.text_frame.text[:40]}: {needed} of {shape.height / 12700}")
    return found


def size_of(paragraph: Any) -> float:
    assert paragraph.font.size is not None, paragraph.text
    return float(paragraph.font.size.pt)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Any:
    told = {STATED: Told("Supervision", ("In 2024-25: 5 of 5 groups, 20 of 25 people.",))}
    return made(PAGE, tmp_path_factory.mktemp("deck"), notes=told)


def test_each_idea_has_a_slide_and_each_slide_a_title_of_its_own(deck: Any) -> None:
    found = titles(deck)
    assert found[:3] == ["Health check", "Three worries: Supervision", "Three worries"]
    assert found[-1] == "How sure is this?"
    assert found.count("What last year’s promises did") == 1
    assert "What last year’s promises did, continued" in found
    worry = words_of(deck.slides[1])
    assert [w for w in worry if w != "DRAFT"] == [
        STATED, "Supervision: in all 5 groups.", "“It has been moved four times now.”", "Q2",
    ]  # fmt: skip
    assert "half of it was gone (a note, not the words used)" in words_of(deck.slides[2])


def test_no_word_of_the_page_is_lost_or_made_up(deck: Any) -> None:
    on_slides = " ".join(p.text for p in pieces_of_deck(deck))
    for bullet in PROMISES:
        assert on_slides.count(bullet) == 1
    assert words_of(deck.slides[0])[:2] == [
        "DRAFT. Not read yet.", "For directors and members, 2024-25. 3 February 2025",
    ]  # fmt: skip
    sure = words_of(deck.slides[len(deck.slides) - 1])
    assert "Method and limits are in the report." in sure


def pieces_of_deck(deck: Any) -> list[Any]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.pptx"
        deck.save(str(path))
        return pieces_of(path)


def test_the_notes_hold_what_the_report_prints_and_only_there(deck: Any) -> None:
    notes = [s.notes_slide.notes_text_frame.text for s in deck.slides if s.has_notes_slide]
    assert notes == ["Supervision\nIn 2024-25: 5 of 5 groups, 20 of 25 people."]


def test_a_draft_says_so_on_every_slide(deck: Any) -> None:
    assert all("DRAFT" in " ".join(words_of(slide)) for slide in deck.slides)


def test_nothing_projected_is_small_and_nothing_overflows(deck: Any) -> None:
    sizes = [
        size_of(p) for slide in deck.slides for s in slide.shapes if s.has_text_frame
        for p in s.text_frame.paragraphs
    ]  # fmt: skip
    assert min(sizes) >= 14, "28 px at 1920 x 1080"
    assert overflowing(deck) == []


@pytest.mark.parametrize("words", ["word " * 900, "Weiterbildungsmaßnahmenkoordination" * 20])
@pytest.mark.parametrize("kind", ["statement", "quote", "bullet"])
def test_what_is_too_long_for_a_slide_goes_on_on_the_next(
    tmp_path: Path, words: str, kind: str
) -> None:
    words = words.strip()
    block = {"statement": Paragraph(words, "statement"), "quote": Quote(words, "Q1"),
             "bullet": Bullets([words])}[kind]  # fmt: skip
    document = Document("Long", SUBTITLE, [Heading("What worries"), block])
    deck = made(document, tmp_path)
    assert overflowing(deck) == []
    told = "".join(w for s in deck.slides for w in words_of(s))
    assert words.replace(" ", "") in re.sub(r"[\s…“”]", "", told)


def test_a_long_table_goes_on_below_its_header_and_every_row_stands_once(deck: Any) -> None:
    tables = [s.table for slide in deck.slides for s in slide.shapes if s.has_table]
    assert len(tables) > 1
    assert all(t.cell(0, 0).text_frame.text == "Theme" for t in tables)
    assert sum(len(t.rows) - 1 for t in tables) == 18
    cells = [p for p in pieces_of_deck(deck) if p.kind == "cell"]
    assert {c.caption for c in cells} == {"What is heard"}


def drawn_rounds() -> Picture:
    def draw() -> plots.Picture:
        figure, ax = plt.subplots()
        ax.plot([0, 1])
        return plots.Picture(figure, "alt")

    table = Table("Rounds", ["Round", "Groups"], [["2024-25", "5 of 5"]])
    return Picture("The rounds", "In 2024-25 all of 5 groups raised it.", draw, table)


def test_the_reports_picture_of_all_themes_follows_what_was_said() -> None:
    rounds = drawn_rounds()
    told = [Heading("What people told us"), Paragraph("All."), rounds]
    one = [Heading("Supervision", 3), replace(rounds, title="One")]
    report = Document("R", SUBTITLE, [*told, *one])
    assert pictures_of(report) == [rounds], "one of a single theme stays in the report"
    found = [slide.title for slide in slides_of(PAGE, pictures=[rounds])]
    assert found.index("The rounds") == found.index("What last year’s promises did") - 1


def test_the_teams_own_paragraphs_are_shown_too() -> None:
    """Whatever holds paragraphs: a slide leaves nothing of the page out."""
    own = SimpleNamespace(paragraphs=[SimpleNamespace(text="Thank you all.", style="body")])
    page = Document("P", SUBTITLE, [Heading("What we ask"), own])
    assert [line.words for slide in slides_of(page) for line in slide.lines][1] == "Thank you all."


def test_a_picture_has_its_text_alternative(tmp_path: Path) -> None:
    picture = drawn_rounds()
    deck = made(Document("P", SUBTITLE, [Heading("What is new"), picture]), tmp_path)
    drawn = [s for slide in deck.slides for s in slide.shapes if s.shape_type == 13]
    (shape,) = drawn
    assert shape._element.nvPicPr.cNvPr.get("descr") == picture.alt
    assert shape.left >= 0
    assert shape.left + shape.width <= deck.slide_width
    assert shape.top + shape.height <= deck.slide_height
    assert [p.text for p in pieces_of_deck(deck) if p.kind == "alt"] == [picture.alt]


def test_a_paraphrase_a_quote_and_a_note_are_told_apart_by_whoever_reads_the_file(
    deck: Any,
) -> None:
    pieces = pieces_of_deck(deck)
    assert [p.text for p in pieces if p.kind == "quote"] == [
        "half of it was gone (a note, not the words used)"
    ]
    (note,) = [p for p in pieces if p.text.startswith("In 2024-25")]
    assert note.part == "Supervision"
    assert note.section == "Three worries: Supervision"


# --- a council's own template ----------------------------------------------------------------


def council(folder: Path, change: Callable[[Any], None] = lambda _: None) -> Path:
    """A template with slides of its own, 4 to 3, its layouts in another order, another font."""
    deck = pptx.Presentation()
    for layout in (6, 1):
        slide = deck.slides.add_slide(deck.slide_layouts[layout])
        slide.shapes.add_textbox(0, 0, Inches(3), Inches(1)).text_frame.text = "OLD WORDS"
        slide.notes_slide.notes_text_frame.text = "OLD NOTES"
    layouts = deck.slide_layouts._sldLayoutIdLst
    for one in list(layouts)[::-1]:
        layouts.append(one)
    change(deck)
    path = folder / "council.pptx"
    deck.save(str(path))
    return path


def test_a_councils_layouts_are_found_by_what_they_are_for(tmp_path: Path) -> None:
    deck = made(PAGE, tmp_path, council(tmp_path))
    assert (deck.slide_width, deck.slide_height) == (Inches(10), Inches(7.5))
    used = [slide.slide_layout.name for slide in deck.slides]
    assert used[0] == "Title Slide"
    assert set(used[1:]) == {"Title and Content"}
    assert overflowing(deck) == []
    text = " ".join(p.text for p in pieces_of_deck(deck))
    assert "OLD WORDS" not in text
    assert "OLD NOTES" not in text
    for slide in deck.slides:
        assert all(s.text_frame.text for s in slide.placeholders if s.has_text_frame)


def test_no_part_of_a_templates_own_slides_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "slides.pptx"
    to_slides(PAGE, path, template=council(tmp_path))
    with zipfile.ZipFile(path) as parts:
        everything = b"".join(parts.read(n) for n in parts.namelist())
    assert b"OLD WORDS" not in everything
    assert b"OLD NOTES" not in everything


def test_without_the_layouts_the_librarys_own_look_is_used_and_it_is_said(tmp_path: Path) -> None:
    def strip(deck: Any) -> None:
        for slide in list(deck.slides._sldIdLst):
            deck.part.drop_rel(slide.rId)
            deck.slides._sldIdLst.remove(slide)
        for layout in list(deck.slide_layouts):
            kinds = {p.placeholder_format.type for p in layout.placeholders}
            if KIND.SUBTITLE in kinds:
                deck.slide_layouts.remove(layout)

    own = council(tmp_path, strip)
    with pytest.warns(UserWarning, match="no layout with a title with a subtitle"):
        deck = made(PAGE, tmp_path, own)
    assert deck.slide_width == Inches(13.333)


def test_what_is_no_presentation_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "old.pptx").write_bytes(b"\xd0\xcf\x11\xe0 not a zip")
    with pytest.raises(PracticelearnError, match="Save it in PowerPoint as"):
        made(PAGE, tmp_path, tmp_path / "old.pptx")
    with pytest.raises(PracticelearnError, match="no such template"):
        made(PAGE, tmp_path, tmp_path / "none.pptx")


# --- along the product's path ----------------------------------------------------------------


def test_the_summary_of_a_study_is_saved_as_slides_with_the_reports_figures(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame, tmp_path: Path
) -> None:
    said_so = {"kind": "statement", "who": "sam", "at": "2026-01-20T09:00:00+00:00",
               "theme_id": "supervision", "statement": STATED, "side": "worry"}  # fmt: skip
    sided = pd.concat([decisions, pd.DataFrame([said_so])], ignore_index=True)
    report = Report(themes=themes, change=change, kind="summary", decisions=sided)
    saved = report.save(tmp_path / "summary.pptx")
    deck = pptx.Presentation(str(saved))
    page = report.document
    full = report._made("report", report.material)
    headings = {b.text for b in page.blocks if isinstance(b, Heading)}
    headings |= {picture.title for picture in pictures_of(full)}
    found = {t.split(": ")[0].removesuffix(", continued") for t in titles(deck)[1:-1]}
    assert found == headings
    said = "\n".join(p.text for p in pieces_of(saved))
    for slide in slides_of(page):
        for line in slide.lines:
            assert line.words.split(" …")[0] in said
    printed = {getattr(b, "text", "") for b in full.blocks}
    notes = [p for p in pieces_of(saved) if p.part]
    for note in notes:
        assert note.text in printed, "the report's own sentence"
    assert notes
    said = deck.core_properties
    assert (said.author, said.last_modified_by, said.language) == ("", "", "en-GB")
    with zipfile.ZipFile(saved) as whole:
        parts = whole.namelist()
        program = whole.read("docProps/app.xml")
    assert not [p for p in parts if "thumbnail" in p or "printerSettings" in p], "of the template"
    assert b"Macintosh" not in program
    with pytest.raises(PracticelearnError, match=r'Report\(kind="summary"\)'):
        replace(report, kind="report").save(tmp_path / "report.pptx")
