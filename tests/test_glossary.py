"""The glossary against the program and the pages: names that are there, words that are not used."""

import re
from operator import attrgetter
from pathlib import Path

import practicelearn as prac
from practicelearn import _tables

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

# of other programs, formats and papers, or of the simulations whose columns are called so
ELSEWHERE = (
    "agreement", "coming-", "exchange", "formulae", "front-end", "glossary", "in-r-", "preparing-",
    "reading-", "validity",
)  # fmt: skip


def columns() -> set[str]:
    tables = {"turns", "sessions", "people", "attendance", "issues", "read", "evidence"}
    known = [table for table in vars(_tables).values() if isinstance(table, _tables.Table)]
    return tables.union(*(table.names for table in known))


def rows(part: str) -> list[list[str]]:
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[1:]]


def test_every_name_in_the_glossary_is_a_column_or_a_public_name():
    named = [n for row in rows(PAGE) if len(row) == 4 for n in re.findall(r"`([\w.]+)`", row[2])]
    assert len(named) > 60
    public = [n.removeprefix("prac.") for n in named if n.startswith("prac.")]
    assert all(attrgetter(name)(prac).__doc__ for name in public)
    assert sorted({n for n in named if not n.startswith("prac.")} - columns()) == []


def test_no_word_has_two_meanings():
    words = [w for row in rows(PAGE) if len(row) == 4 for w in row[0].split(", ")]
    assert sorted({w for w in words if words.count(w) > 1} - {"word"}) == []


def test_the_pages_keep_to_these_words():
    unused = [w for row in rows(PAGE.split("## Words that are not")[1]) for w in row[0].split(", ")]
    unused = [w for w in unused if w != "instead of"]
    assert len(unused) > 8
    pattern = re.compile(rf"\b(?:{'|'.join(unused)})s?\b", re.IGNORECASE)
    found = {}
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        prose = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        if not page.name.startswith(ELSEWHERE):
            found[page.name] = pattern.findall(prose)
    assert {page: words for page, words in found.items() if words} == {}
