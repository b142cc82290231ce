"""A council's own Word file gives the look; what it lacks is said and made good."""

from __future__ import annotations

import zipfile
from importlib import resources
from pathlib import Path

import docx
import pandas as pd
import pytest
from docx.shared import Cm

from practicelearn.errors import PracticelearnError
from practicelearn.output.report import Report
from practicelearn.output.report.word_template import STYLES, write_template
from practicelearn.study import create_study, open_study
from practicelearn.study.verifying import verify_study
from practicelearn.themes.themes import Themes


def without_style(path: Path, *names: str) -> Path:
    word = docx.Document(str(path))
    for name in names:
        element = word.styles[name].element
        element.getparent().remove(element)
    for paragraph in list(word.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    word.save(str(path))
    return path


@pytest.fixture
def council(tmp_path: Path) -> Path:
    path = write_template(tmp_path / "council.docx")
    word = docx.Document(str(path))
    word.styles["Statement"].font.name = "Comic Neue"
    section = word.sections[0]
    section.left_margin = section.right_margin = Cm(5)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "Aldermere Council (invented)"
    word.save(str(path))
    return path


@pytest.mark.filterwarnings("error")
def test_styles_page_and_header_are_the_councils_and_its_words_are_not(
    council: Path, themes: Themes, change: pd.DataFrame, tmp_path: Path
) -> None:
    out = Report(themes=themes, change=change, template=council).save(tmp_path / "report.docx")
    word = docx.Document(str(out))
    said = "\n".join(p.text for p in word.paragraphs)
    assert "A template for reports" not in said
    assert "Supervision goes first when duty is short." in said
    assert word.styles["Statement"].font.name == "Comic Neue"
    section = word.sections[0]
    heads = [p.text for p in section.header.paragraphs]
    assert heads == ["DRAFT", "Aldermere Council (invented)"]
    assert section.first_page_header.paragraphs[0].text == "DRAFT"
    width = section.page_width - section.left_margin - section.right_margin
    assert all(shape.width <= width for shape in word.inline_shapes)
    for table in word.tables:
        assert sum(cell.width for cell in table.rows[0].cells) <= width + Cm(0.1)


def test_a_style_that_is_missing_is_named_and_replaced_by_our_own(
    council: Path, themes: Themes, tmp_path: Path
) -> None:
    without_style(council, "Statement", "Figure", "List Bullet")
    with pytest.warns(
        UserWarning, match=r'no style "Statement" .what people.*"List Bullet"'
    ) as seen:
        out = Report(themes=themes, template=council).save(tmp_path / "report.docx")
    assert '"Figure" (within a line' in str(seen[0].message)
    word = docx.Document(str(out))
    stated = [p for p in word.paragraphs if p.style.name == "Statement"]
    assert stated
    bullets = [p.text for p in word.paragraphs if p.style.name == "List Bullet"]
    assert bullets
    assert all(b.startswith("• ") for b in bullets), "its numbering is not there to make the dots"


def test_what_is_no_template_is_refused_with_what_to_do(themes: Themes, tmp_path: Path) -> None:
    (tmp_path / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0 not a zip")
    (tmp_path / "sheet.docx").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "zip.docx", "w") as whole:
        whole.writestr("a.txt", "nothing")
    for name in ("old.docx", "sheet.docx", "zip.docx"):
        with pytest.raises(PracticelearnError, match="Save it in Word as"):
            Report(themes=themes, template=tmp_path / name).save(tmp_path / "r.docx")
    with pytest.raises(PracticelearnError, match="to change in Word"):
        Report(themes=themes, template=tmp_path / "none.docx").save(tmp_path / "r.docx")


def test_the_template_that_is_shipped_is_the_one_that_is_made(tmp_path: Path) -> None:
    shipped = resources.files("practicelearn.output.report") / "templates" / "report.docx"
    made = write_template(tmp_path / "made.docx")
    for part in ("word/styles.xml", "word/document.xml", "word/footer1.xml"):
        with zipfile.ZipFile(str(shipped)) as a, zipfile.ZipFile(made) as b:
            assert a.read(part) == b.read(part), f"{part}: write the template anew"
    word = docx.Document(str(shipped))
    assert set(STYLES) <= {s.name for s in word.styles}


def test_a_study_names_its_template(themes: Themes, tmp_path: Path) -> None:
    study = create_study(tmp_path / "study", themes.corpus, title="Invented")
    assert study.template is None
    with (study.path / "study.toml").open("a", encoding="utf-8") as file:
        file.write('template = "council.docx"\ntemplate_slides = "council.pptx"\n')
    named = open_study(study.path)
    assert named.template == study.path / "council.docx"
    assert named.template_slides == study.path / "council.pptx"
    said = " ".join(verify_study(named)["what"])
    assert 'the template "council.docx" is not there' in said
    assert 'the template "council.pptx" is not there' in said
