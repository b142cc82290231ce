"""One sheet for the wall: few words, no figures of people, and it always fits one page."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pandas as pd
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Document, Heading, Paragraph, Table
from practicelearn.output.report.fitting import lines_of, shortened
from practicelearn.output.report.poster import A4, MOST
from practicelearn.output.report.poster_size import poster_height, poster_size
from practicelearn.output.report.word_template import write_template
from practicelearn.themes.cycle.rechecks import recheck
from practicelearn.themes.cycle.sheet import LearningCycle, read_actions
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes

HEADER = "You said,We will,Who,By when,How we will know,Status,Note,Theme,Round,Response,Reason\n"
BEFORE = (
    "Supervision is lost when duty is short,Protect it,Head of service,1/9/2024,"
    "supervision heard less,done 1/8/2024,,supervision,2023-24,accept,\n"
    "Laptops are slow,New laptops,Head of digital,1/9/2024,tools heard less,doing,,tools,"
    "2023-24,accept,\n"
    "A cap on allocation,Set a cap,Director,1/9/2024,workload heard less,stalled,"
    "The vacancies come first,workload,2023-24,accept,\n"
    "Keep the old system,,,,,,,tools,2023-24,reject,The contract has ended\n"
)
NOW = (
    "Supervision still goes first,Book it in the duty rota,Head of service,1/3/2025,"
    "supervision heard less,not started,,supervision,2024-25,accept,\n"
)


def sheet(folder: Path, rows: str) -> LearningCycle:
    path = folder / "actions.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return read_actions(path)


def poster(
    themes: Themes, change: pd.DataFrame | None = None, cycle: LearningCycle | None = None
) -> Report:
    return Report(
        themes=themes, change=change, kind="poster", title="Health check, an invented council",
        cycle=cycle, rechecks=None if cycle is None else recheck(cycle, themes, change),
        made="2025-02-03", waive="All of it is invented.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def of_the_year(
    themes: Themes, change: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> Report:
    return poster(themes, change, sheet(tmp_path_factory.mktemp("poster"), BEFORE + NOW))


def section(document: Document, anchor: str) -> list[object]:
    own, on = [], False
    for block in document.blocks:
        if isinstance(block, Heading):
            on = block.anchor == anchor
        elif on:
            own.append(block)
    return own


def rows(document: Document, anchor: str) -> list[list[str]]:
    tables = [b for b in section(document, anchor) if isinstance(b, Table)]
    return [[str(cell) for cell in row] for table in tables for row in table.rows]


def words_of(document: Document) -> str:
    said: list[str] = [document.title, document.subtitle]
    for block in document.blocks:
        if isinstance(block, Table):
            said += [str(c) for row in [block.header, *block.rows] for c in row]
        else:
            said.append(str(getattr(block, "text", "")))
    return "\n".join(said)


def test_it_says_what_was_said_done_not_done_and_what_comes_next(of_the_year: Report) -> None:
    document = of_the_year.document
    assert document.title == "You said, we did"
    said = [b.text for b in section(document, "said") if isinstance(b, Paragraph)]
    assert said == ["Supervision goes first when duty is short."], "tools does not recur now"
    done = rows(document, "did")
    assert [r[1] for r in done] == ["Done: Protect it", "Under way: New laptops"]
    assert "Heard more, by an amount that matters" in done[0][2]
    assert [r[0] for r in rows(document, "could-not")] == [
        "A cap on allocation", "Keep the old system",
    ]  # fmt: skip
    assert "The vacancies come first" in rows(document, "could-not")[0][1]
    assert rows(document, "next") == [
        ["Book it in the duty rota", "Head of service, by 1 March 2025"]
    ]


def test_it_holds_no_count_no_interval_no_id_and_no_small_number(of_the_year: Report) -> None:
    words = words_of(of_the_year.document)
    assert not re.search(r"\bQ\d|\d+ of \d+|%|fewer than 5|points|interval", words)
    assert not re.search(r"\b\d+ (?:people|groups?)\b", words)
    assert "whether they last, a third round shows" in words, "it sets two rounds side by side"


def test_a_first_year_says_that_nothing_had_been_promised(themes: Themes, tmp_path: Path) -> None:
    corpus = themes.corpus
    newest = corpus.where(year=corpus.years[-1])
    assert themes.codings is not None
    first = find_themes(themes.codings, newest)
    first = first.state("supervision", "Supervision goes first when duty is short.")
    document = poster(first).document
    assert document.title == "You said"
    words = words_of(document)
    assert "This was the first round, so nothing had been promised before." in words
    assert "Nothing has been agreed yet." in words
    assert "third round" not in words
    promised = poster(first, None, sheet(tmp_path, NOW)).document
    assert rows(promised, "next")[0][0] == "Book it in the duty rota"


def test_without_a_sentence_it_says_so_and_holds_no_subject(themes: Themes) -> None:
    assert themes.codings is not None
    document = poster(find_themes(themes.codings, themes.corpus)).document
    assert "still being read and put into sentences" in words_of(document)


def many(n: int, length: int = 1) -> str:
    words = "a long sentence of the sheet that says what was asked for and by whom it is done "
    out = []
    for k in range(n):
        said = (words * length).strip()
        for year, status in (("2023-24", "done"), ("2023-24", "stalled"), ("2024-25", "doing")):
            out.append(
                f"{k} {status} {year} {said},{said} {k},Head of service,1/9/2024,"
                f"supervision heard less,{status},because {said},supervision,{year},accept,\n"
            )
    return "".join(out)  # fmt: skip


@pytest.mark.parametrize(("n", "length"), [(1, 1), (3, 1), (12, 1), (12, 5)])
def test_it_fits_one_page_however_much_there_is_and_says_how_many_more_there_are(
    themes: Themes, change: pd.DataFrame, tmp_path: Path, n: int, length: int
) -> None:
    document = poster(themes, change, sheet(tmp_path, many(n, length))).document
    assert poster_size(document, *A4) >= 12
    assert poster_height(document, A4[0], poster_size(document, *A4)) <= A4[1]
    shown = {part: len(rows(document, part)) for part in ("did", "could-not", "next")}
    assert all(k >= 1 for k in shown.values())
    left = 3 * n - sum(shown.values())
    more = re.search(r"(\d+) more answers? (?:is|are) in the report", words_of(document))
    assert (int(more[1]) if more else 0) == left
    if n == 12:
        assert left > 12
        assert shown["next"] <= MOST["next"]


def test_what_names_a_person_or_counts_few_is_left_to_the_report(
    themes: Themes, change: pd.DataFrame, tmp_path: Path
) -> None:
    person = str(themes.corpus.attendance["person_id"].iloc[0])
    given = (
        f"{person} asked for it,New chairs,Head of service,1/9/2024,tools heard less,done,,tools,"
        "2023-24,accept,\n"
        "Three people said so,New desks,Head of service,1/9/2024,tools heard less,done,,tools,"
        "2023-24,accept,\n"
    )
    document = poster(themes, change, sheet(tmp_path, given + BEFORE)).document
    words = words_of(document)
    assert person not in words
    assert "New chairs" not in words
    assert "New desks" not in words
    assert "2 more answers are in the report" in words


def test_the_page_is_one_file_and_says_draft_until_it_is_released(of_the_year: Report) -> None:
    page = of_the_year.html()
    assert "DRAFT" in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#|data:)', page)
    levels = [int(n) for n in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert set(levels) == {1, 2}
    for table in re.findall(r"<table>.*?</table>", page, re.DOTALL):
        assert "<caption" in table
        assert 'scope="col"' in table


def test_the_word_file_has_headings_header_rows_and_no_page_number(
    of_the_year: Report, tmp_path: Path
) -> None:
    word = docx.Document(str(of_the_year.save(tmp_path / "poster.docx")))
    own = word.core_properties
    assert (own.author, own.last_modified_by, own.language) == ("", "", "en-GB")
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"] == ["You said, we did"]
    assert word.paragraphs[0].text.startswith("DRAFT")
    assert all("tblHeader" in t.rows[0]._tr.xml for t in word.tables)
    assert not any(p.text for p in word.sections[0].footer.paragraphs)
    assert "fldSimple" not in word.sections[0].footer._element.xml
    assert max(s.font.size.pt for s in word.styles if s.name == "Heading 1") > 30


def test_slides_are_not_made_of_a_poster(of_the_year: Report, tmp_path: Path) -> None:
    with pytest.raises(PracticelearnError, match=r'Report\(kind="summary"\)'):
        of_the_year.save(tmp_path / "poster.pptx")


def test_words_are_measured_with_their_breaks() -> None:
    assert lines_of("a word", 200, 10) == 1
    assert lines_of("one\ntwo", 200, 10) == 2
    assert lines_of("Weiterbildungsmaßnahmenkoordination" * 3, 100, 10) >= 6
    assert lines_of("mmmm mmmm", 60, 10) == 2
    assert shortened("Short.", 20) == "Short."
    assert len(shortened("word " * 60, 80)) <= 80


def pages_of(path: Path, folder: Path) -> int:
    from pypdf import PdfReader

    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    return len(PdfReader(path.with_suffix(".pdf")).pages)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows_", "council"), [(BEFORE + NOW, False), (many(12, 5), False), (many(12, 5), True)]
)
def test_it_prints_on_one_page(
    themes: Themes, change: pd.DataFrame, tmp_path: Path, rows_: str, council: bool
) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice, which lays the page out, is not installed")
    own = poster(themes, change, sheet(tmp_path, rows_))
    if council:
        own = replace(own, template=write_template(tmp_path / "council.docx"))
    assert pages_of(own.save(tmp_path / "poster.docx"), tmp_path) == 1


@pytest.mark.slow
@pytest.mark.browser
def test_the_page_prints_on_one_sheet_shrinks_to_a_phone_and_axe_finds_nothing(
    themes: Themes, change: pd.DataFrame, of_the_year: Report, tmp_path: Path
) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium is installed on this machine")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright
    from pypdf import PdfReader

    full = poster(themes, change, sheet(tmp_path, many(12, 5)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for page in (of_the_year.html(), full.html()):
            file = tmp_path / "page.html"
            # the policy that forbids scripts would forbid axe too
            file.write_text(re.sub(r"<meta http-equiv.*?>", "", page), encoding="utf-8")
            tab = browser.new_page()
            tab.goto(file.as_uri())
            found = Axe().run(tab, options={"resultTypes": ["violations"]})
            assert found.violations_count == 0, found.generate_report()
            tab.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
            assert len(PdfReader(tmp_path / "page.pdf").pages) == 1
            tab.set_viewport_size({"width": 320, "height": 640})
            assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        browser.close()
