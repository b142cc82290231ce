"""The team's own words: written in Word once, printed in every report, held to its rules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from practicelearn.errors import PracticelearnError
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Heading, OwnWords
from practicelearn.output.report.own_words import PLACES, begin_own_words, read_own_words
from practicelearn.themes.themes import Themes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return begin_own_words(tmp_path / "report-words.docx")


def written(file: Path, place: str, write: Callable[[Any], None]) -> Path:
    """Write under a heading of the file, as a person does in Word."""
    word = docx.Document(str(file))
    below = next(p for p in word.paragraphs if p.text == PLACES[place])
    n = len(word.paragraphs)
    write(word)
    for paragraph in reversed(word.paragraphs[n:]):
        below._p.addnext(paragraph._p)
    word.save(str(file))
    return file


def foreword(word: Any) -> None:
    first = word.add_paragraph("This is our ")
    first.add_run("third").bold = True
    first.add_run(" year. We met in ")
    first.add_run("2024").italic = True
    first.add_run(".")
    word.add_paragraph("Read it whole.", style="List Bullet")
    word.add_paragraph("Ask us.", style="List Bullet")


def text_of(path: Path) -> list[str]:
    return [p.text for p in docx.Document(str(path)).paragraphs]


def test_a_new_file_has_its_headings_and_prints_nothing(file: Path) -> None:
    assert [t for t in text_of(file) if t in PLACES.values()] == list(PLACES.values())
    assert read_own_words(file) == {}


def test_paragraphs_lists_bold_and_italic_stand_in_their_place_in_html_and_word(
    file: Path, themes: Themes, tmp_path: Path
) -> None:
    written(file, "foreword", foreword)
    written(file, "ask", lambda word: word.add_paragraph("Please answer by June."))
    report = Report(themes=themes, words=file)
    page = report.html()
    assert "<p>This is our <strong>third</strong> year. We met in <em>2024</em>.</p>" in page
    lists = page.replace("\n", "")
    assert "<ul><li>Read it whole.</li><li>Ask us.</li></ul>" in lists
    asked = page.split('id="decide"')[1].split("<nav")[0]
    assert "Please answer by June." in asked
    assert page.index("<nav") < page.index('id="foreword"') < page.index('id="told"')
    word = docx.Document(str(report.save(tmp_path / "report.docx")))
    own = next(p for p in word.paragraphs if p.text.startswith("This is our"))
    assert [r.text for r in own.runs if r.bold] == ["third"]
    assert [r.text for r in own.runs if r.italic] == ["2024"]
    bullet = next(p for p in word.paragraphs if p.text == "Ask us.")
    assert bullet.style is not None
    assert bullet.style.name == "List Bullet"


def test_a_release_is_of_these_words_too(file: Path, themes: Themes) -> None:
    without = Report(themes=themes).hash
    assert Report(themes=themes, words=file).hash == without, "nothing is printed yet"
    written(file, "thanks", lambda word: word.add_paragraph("Thank you."))
    once = Report(themes=themes, words=file).hash
    assert once != without
    written(file, "thanks", lambda word: word.add_paragraph("Thank you all."))
    assert Report(themes=themes, words=file).hash != once


def test_a_figure_of_people_in_them_stops_the_release_and_says_where(
    file: Path, themes: Themes, decisions: pd.DataFrame
) -> None:
    written(file, "foreword", lambda word: word.add_paragraph("Only 3 of the 8 came in 2024."))
    _, found = Report(themes=themes, decisions=decisions, words=file).disclosed()
    assert [f for f in found if "your own words" in f and "Only 3 of the 8 came" in f]


def test_a_name_and_words_of_a_transcript_make_no_report(file: Path, themes: Themes) -> None:
    said = "the laptop takes ten minutes to wake up and by then"
    written(file, "told", lambda word: word.add_paragraph(f"As we heard, {said}."))
    with pytest.raises(PracticelearnError, match="paragraph 1: it repeats 6 words"):
        Report(themes=themes, words=file)
    begin_own_words(file)
    written(file, "thanks", lambda word: word.add_paragraph("Thank you, Margaret Thornbury."))
    with pytest.raises(PracticelearnError, match="look like names"):
        Report(themes=themes, words=file)


def test_what_would_not_be_printed_is_refused_not_lost(file: Path) -> None:
    written(file, "thanks", lambda word: word.add_paragraph("Thank you."))
    word = docx.Document(str(file))
    word.add_table(rows=1, cols=1)
    word.save(str(file))
    with pytest.raises(PracticelearnError, match="holds a table, which would not be printed"):
        read_own_words(file)


def test_a_heading_that_is_no_place_is_refused_with_the_places(file: Path) -> None:
    word = docx.Document(str(file))
    word.add_heading("Forword", level=1)
    word.save(str(file))
    with pytest.raises(PracticelearnError, match=r"“Forword” is no place.*Foreword"):
        read_own_words(file)


def test_a_heading_below_a_place_is_a_heading_of_the_report(file: Path) -> None:
    written(file, "foreword", lambda word: word.add_heading("Why we ask", level=2))
    (own,) = read_own_words(file)["foreword"]
    assert own == Heading("Why we ask", 3)


def test_tracked_changes_are_read_as_if_accepted_and_links_with_their_words(file: Path) -> None:
    def track(word: Any) -> None:
        own = word.add_paragraph("We ")._p
        for piece in (
            '<w:del {ns} w:id="1" w:author="x"><w:r><w:delText>never </w:delText></w:r></w:del>',
            '<w:ins {ns} w:id="2" w:author="x"><w:r><w:t>always </w:t></w:r></w:ins>',
            "<w:hyperlink {ns}><w:r><w:t>ask</w:t></w:r></w:hyperlink>",
        ):
            own.append(parse_xml(piece.format(ns=nsdecls("w"))))

    (own,) = read_own_words(written(file, "foreword", track))["foreword"]
    assert isinstance(own, OwnWords)
    assert [p.text for p in own.paragraphs] == ["We always ask"]
