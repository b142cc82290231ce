"""What the site is made from: each page in one section, blocks of Python as cells, links."""

import json
import re
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from executed import ROOT, as_notebook, cells_of, without_places
from myst_nb.core.read import read_myst_markdown_notebook
from repository_links import SHOWN_ON, on_the_site
from site_sections import DOCS, SECTIONS, listed, text_of


def cells(page: str) -> list[tuple[str, str, list[str]]]:
    """What the reader of notebooks makes of a page: kind, text and tags of each cell."""
    read = read_myst_markdown_notebook(as_notebook(page))
    return [(c.cell_type, c.source, c.metadata.get("tags", [])) for c in read.cells]


def test_every_page_stands_in_exactly_one_section():
    assert listed("index") == SECTIONS
    places = Counter(page for section in SECTIONS for page in listed(section))
    pages = {path.stem for path in DOCS.glob("*.md")} - {"index", *SECTIONS}
    assert {page: n for page, n in places.items() if n > 1} == {}
    assert pages - set(places) == set(), "put it into one of the five sections"
    assert {page for page in places if not page.startswith("gallery")} - pages == set()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_says_of_each_of_its_pages_what_is_there(section):
    told = re.findall(r"^\| \[\]\(([\w-]+)\.md\) \| (.+) \|$", text_of(section), re.MULTILINE)
    assert [page for page, _ in told] == listed(section)  # in the order of the navigation
    intro = text_of(section).split("\n\n")[1]
    assert intro.startswith("For ")  # for whom


def test_every_notebook_has_a_page():
    shown = re.findall(r"notebook: \.\./(\S+)", "".join(map(text_of, listed("research"))))
    assert shown == [
        f"notebooks/{path.name}" for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    ]


def test_a_block_of_python_becomes_a_cell_and_the_text_stays():
    page = '# One\n\nText.\n\n```python\nprint("a\\nb", r"\\1")\n```\n\n```bash\nls\n```\n'
    assert cells(page) == [
        ("markdown", "# One\n\nText.", []),
        ("code", 'print("a\\nb", r"\\1")', []),
        ("markdown", "```bash\nls\n```", []),
    ]


def test_a_page_without_blocks_of_python_is_left_alone():
    page = "# One\n\n```text\nprint(1)\n```\n\nA list:\n\n- two\n"
    assert as_notebook(page) == page


def test_what_a_page_says_of_itself_stays_at_its_head():
    made = as_notebook("---\nhtml_theme.x: true\n---\n# One\n\n```python\n1\n```\n")
    assert made.startswith("---\nfile_format: mystnb\n")
    assert made.split("---\n")[1].endswith("html_theme.x: true\n")
    assert made.count("---\n") == 2


def test_what_is_not_shown_is_run_and_a_script_is_shown_and_not_run():
    page = (
        "<!--- invisible-code-block: python\nx = 1\n--->\n\n"
        '```python\nif __name__ == "__main__":\n    go()\n```\n\n```python\nx\n```\n'
    )
    (hidden, code, tags), (kind, shown, _), (_, last, none) = cells(page)
    assert (hidden, code, tags) == ("code", "x = 1", ["remove-cell"])
    assert kind == "markdown" and shown.startswith("```python\nif __name__")
    assert (last, none) == ("x", [])


def test_the_sample_that_a_command_copies_out_is_there_for_the_next_block(tmp_path, monkeypatch):
    page = "```bash\npracticelearn sample tried\n```\n\n```python\n1\n```\n"
    (_, command, _), (_, code, tags), (_, last, _) = cells(page)
    assert "practicelearn sample tried" in command and last == "1"
    assert tags == ["remove-cell"]
    monkeypatch.chdir(tmp_path)
    exec(code, {})
    assert (tmp_path / "tried" / "study.toml").is_file()


def test_a_notebook_is_a_page_with_its_text_and_code_in_order():
    both = [
        {"cell_type": "markdown", "source": ["# One\n", "\n", "[two](02-two.ipynb)"]},
        {"cell_type": "code", "source": ["x = 1\n", "x"], "outputs": [{"text": "old"}]},
    ]
    page = cells_of(json.dumps({"cells": both}))
    assert cells(page) == [
        ("markdown", "# One\n\n[two](02-two.ipynb)", []),
        ("code", "x = 1\nx", []),
    ]


def test_outputs_do_not_say_where_they_were_made():
    made = Path(tempfile.gettempdir(), "tmpab_12", "study")
    assert without_places(f"24 sessions, {made}.") == "24 sessions, study."
    assert without_places(f"open {ROOT}/data/sample, please") == "open data/sample, please"
    assert without_places("shares/tmp of 3") == "shares/tmp of 3"


@pytest.mark.parametrize("file", SHOWN_ON)
def test_a_file_beside_the_docs_is_linked_as_the_page_that_shows_it(file):
    page = SHOWN_ON[file]
    assert (ROOT / file).is_file()
    assert f"{{include}} ../{file}" in text_of(Path(page).stem)
    assert on_the_site(f"[a](../{file}#b) [c](years.md#d)") == f"[a]({page}) [c](years.md#d)"
