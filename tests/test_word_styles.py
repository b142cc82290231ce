"""Names of Word's styles are those that python-docx finds, without looking for each anew."""

from __future__ import annotations

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE

from practicelearn._word_styles import StyleNames


@pytest.fixture(scope="module")
def word():
    """Lines and runs with a style, without one, with an unknown one and one of another kind."""
    made = docx.Document()
    made.styles.add_style("Figure", WD_STYLE_TYPE.CHARACTER)
    made.add_heading("Heading", level=2)
    made.add_paragraph("A caption", style="Caption")
    plain = made.add_paragraph("Plain, ")
    plain.add_run("12", style="Figure")
    plain.add_run(" people").bold = True
    for odd in ("Nowhere", "Figure", "Heading1"):
        line = made.add_paragraph("Odd")
        line._p.style = odd
        line.runs[0]._r.style = odd
    return made


def test_every_paragraph_has_the_name_that_python_docx_gives_it(word):
    names = StyleNames(word)
    found = [names.of_paragraph(line) for line in word.paragraphs]
    assert found == [line.style.name for line in word.paragraphs]
    assert set(found) >= {"Heading 2", "Caption", "Normal"}


def test_every_run_has_the_name_that_python_docx_gives_it(word):
    names = StyleNames(word)
    runs = [run for line in word.paragraphs for run in line.runs]
    assert [names.of_run(run) for run in runs] == [run.style.name for run in runs]
    assert "Figure" in {names.of_run(run) for run in runs}
