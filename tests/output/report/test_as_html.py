"""The page: one file, no script, nothing from the net, and readable for everybody."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from practicelearn.output.report import Report
from practicelearn.output.report.as_html import to_html
from practicelearn.output.report.blocks import (
    Document,
    Heading,
    Link,
    Paragraph,
    Passages,
    Quote,
    Sides,
    Table,
)
from practicelearn.themes.themes import Themes


@pytest.fixture(scope="module")
def pages(themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame) -> list[str]:
    return [
        Report(themes=themes, change=change, kind=kind, decisions=decisions).html()
        for kind in ("report", "evidence")
    ]


def test_there_is_no_script_and_nothing_is_loaded(pages: list[str]) -> None:
    for page in pages:
        assert "<script" not in page
        assert not re.search(r'(?:src|href)="(?!#|data:image/svg)', page)
        assert "url(" not in page
        assert "@import" not in page
        assert "default-src 'none'" in page


def test_headings_never_skip_a_level(pages: list[str]) -> None:
    for page in pages:
        levels = [int(n) for n in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))


def test_tables_have_captions_and_scoped_header_cells(pages: list[str]) -> None:
    for page in pages:
        tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
        assert tables
        for table in tables:
            assert "<caption" in table
            assert 'scope="col"' in table
            assert len(re.findall('<th scope="row"', table)) == table.count("<tr>") - 1


def test_each_picture_has_a_text_alternative_and_its_table(pages: list[str]) -> None:
    for page in pages:
        figures = re.findall(r"<figure>.*?</figure>\s*<details>", page, re.DOTALL)
        assert len(figures) == page.count("<img") > 0
        assert all(re.search(r'alt="[^"]{40,}"', figure) for figure in figures)


def test_words_are_escaped() -> None:
    nasty = "<script>alert('x')</script> & “so on”"
    document = Document(
        nasty, nasty,
        [Heading(nasty, anchor="a"), Paragraph(nasty), Quote(nasty, nasty),
         Passages([Quote(nasty, nasty)]), Sides((nasty, nasty), ([Quote(nasty, nasty)], [])),
         Table(nasty, [nasty], [[Link(nasty, "a")]])],
    )  # fmt: skip
    page = to_html(document)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 10


def test_a_paraphrase_stands_without_quotation_marks() -> None:
    page = to_html(Document("T", "s", [Quote("They nodded", "note", verbatim=False)]))
    assert "“They nodded”" not in page
    assert "a note, not the words used" in page


def test_figures_stand_flush_right_and_words_do_not() -> None:
    table = Table("c", ["a", "b", "c"], [["x", "1 of 5", "one"], ["y", "not read", "two"]])
    assert table.numeric == [False, True, False]


def test_a_row_that_does_not_fit_its_header_is_refused() -> None:
    with pytest.raises(ValueError, match="a row has 1 cells, its header 2"):
        Table("c", ["a", "b"], [["x"]])


def test_the_same_input_gives_the_same_page(themes: Themes, change: pd.DataFrame) -> None:
    twice = {Report(themes=themes, change=change, made="2025-03-01").html() for _ in range(2)}
    assert len(twice) == 1


def test_colours_keep_the_contrast_of_wcag_aa() -> None:
    css = Path(__file__).parents[3] / "src/practicelearn/output/report/templates/document.css"
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css.read_text(encoding="utf-8")))
    for name in ("ink", "soft", "accent", "warn"):
        assert _contrast(colours[name], "#ffffff") >= 4.5, name
    assert _contrast("#5c150b", "#fdf3f1") >= 4.5
    assert _contrast(colours["accent"], "#fff6da") >= 4.5


def _contrast(one: str, two: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.browser
def test_axe_finds_nothing(pages: list[str], tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium is installed on this machine")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for page in pages:
            file = tmp_path / "page.html"
            # the policy that forbids scripts would forbid axe too
            file.write_text(re.sub(r"<meta http-equiv.*?>", "", page), encoding="utf-8")
            tab = browser.new_page()
            tab.goto(file.as_uri())
            found = Axe().run(tab, options={"resultTypes": ["violations"]})
            assert found.violations_count == 0, found.generate_report()
        browser.close()
