"""The pages a user reads: they name what is public, show what is printed, and lead somewhere."""

from __future__ import annotations

import ast
import doctest
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from printed import printed_as

import practicelearn as prac

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def blocks(text: str) -> str:
    """Return every block of Python of a page, those that are not shown among them."""
    shown = re.findall(r"^```python\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    unseen = re.findall(r"^<!--- invisible-code-block: python\n(.*?)^--->", text, re.DOTALL | re.M)
    return "".join([*shown, *unseen])


def examples(source: str) -> str:
    """Return the examples of every docstring of a file."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    parser = doctest.DocTestParser()
    said = [ast.get_docstring(n) for n in ast.walk(ast.parse(source)) if isinstance(n, kinds)]
    return "".join(e.source for text in said if text for e in parser.get_examples(text))


def cells(notebook: str) -> str:
    """Return the code of a notebook, without what only its page understands."""
    code = [c["source"] for c in json.loads(notebook)["cells"] if c["cell_type"] == "code"]
    lines = "\n".join("".join(source) for source in code).splitlines()
    return "\n".join(line for line in lines if not line.startswith(("%", "!")))


def from_inside(code: str) -> list[str]:
    """Return what code imports of the package, but for ``import practicelearn as prac``."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += [
                a.name for a in node.names
                if a.name.split(".")[0] == "practicelearn"
                and (a.name, a.asname) != ("practicelearn", "prac")
            ]  # fmt: skip
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("practicelearn"):
            found += [f"{node.module}.{a.name}" for a in node.names]
    return found


def read_by_users() -> Iterator[tuple[Path, str]]:
    for kind, files in ((blocks, PAGES), (cells, NOTEBOOKS), (examples, SOURCES)):
        for path in files:
            yield path, kind(path.read_text(encoding="utf-8"))


def test_no_page_notebook_or_example_takes_a_name_from_inside_the_package():
    n_read, inside = 0, []
    for path, code in read_by_users():
        n_read += "prac" in code
        inside += [f"{path.relative_to(ROOT)}: {name}" for name in from_inside(code)]
    assert n_read > 150
    assert inside == [], "take what is public, or make it public where a user would look for it"


@pytest.mark.parametrize(
    "line",
    ["from practicelearn.edits import Edit", "from practicelearn import plot",
     "import practicelearn.corpus", "import practicelearn"],
)  # fmt: skip
def test_a_name_from_inside_is_seen_wherever_it_is_written(line):
    assert len(from_inside(blocks(f"```python\n{line}\n```\n"))) == 1
    assert len(from_inside(blocks(f"<!--- invisible-code-block: python\n{line}\n--->\n"))) == 1
    assert len(from_inside(examples(f'def f():\n    """Do.\n\n    >>> {line}\n    """\n'))) == 1
    cell = {"cell_type": "code", "source": ["%matplotlib inline\n", line]}
    assert len(from_inside(cells(json.dumps({"cells": [cell]})))) == 1


def test_a_page_shows_what_is_printed_to_the_letter_but_for_lines_it_leaves_out_by_a_sign():
    printed = "one\ntwo\nthree\nfour\n"
    assert printed_as(printed, printed)
    assert printed_as(printed, "one\n…\nfour\n")
    assert printed_as(printed, "…\nthree\nfour\n")
    assert printed_as(printed, "one\ntwo\n…\n")
    for other in ("one\nfour\n", "one\ntwo\n", "one\n…\nfive\n", "one\ntwo\n…\nthree\nfour\n", ""):
        assert not printed_as(printed, other), other


def heading_ids(page: Path) -> set[str]:
    """Return what leads to the headings of a page, as MyST and code hosts name them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    titles = re.findall(r"^#{1,6} +(.+?) *$", text, re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).lower() for title in titles]
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, heading = target.partition("#")
        to = (page.parent / file).resolve() if file else page
        assert to.exists(), target
        if heading and to.suffix == ".md":
            assert heading in heading_ids(to), target


def unknown_names(text: str) -> list[str]:
    """Return what a page calls ``prac.something`` and is not there."""
    missing = []
    for name in re.findall(r"\bprac((?:\.[A-Za-z_]\w*)+)", text):
        thing: object = prac
        for part in name.split(".")[1:]:
            if thing is not prac and not isinstance(thing, (ModuleType, type)):
                break  # what a call gives is asked for
            if not hasattr(thing, part):
                missing.append(f"prac{name}")
                break
            thing = getattr(thing, part)
    return missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page):
    assert unknown_names(page.read_text(encoding="utf-8")) == []


def test_a_name_that_is_gone_is_seen():
    assert unknown_names("`prac.plot_change(change)`, prac.plot.chnage") == [
        "prac.plot_change", "prac.plot.chnage",
    ]  # fmt: skip
    assert unknown_names("prac.plot.change, prac.Codings.of_kind, `prac.plot...` prac.plot.") == []
