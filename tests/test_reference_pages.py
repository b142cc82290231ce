"""The pages of the reference: one a public name, in one table, under its public path alone."""

import inspect
import re
from collections import Counter
from functools import cache
from operator import attrgetter
from pathlib import Path

import pytest
from glossary_terms import place_of_word, words_of
from jobs_in_sidebar import first_names, with_jobs
from name_links import name_in, place_of
from reference_pages import as_tables, pages

import practicelearn as prac

DOCS = Path(__file__).parents[1] / "docs"
SPACES = {"errors", "exchange", "plot", "reliability", "topics"}


@cache
def made() -> dict[str, str]:
    return pages()


@cache
def reference() -> str:
    return as_tables((DOCS / "reference.md").read_text(encoding="utf-8"))


@cache
def public_names() -> list[str]:
    """As the page lists them, methods left out; ``test_public`` holds it against the library."""
    names = re.findall(r"`prac\.([\w.]+)`", (DOCS / "reference.md").read_text(encoding="utf-8"))
    of = {name: attrgetter(name.rpartition(".")[0])(prac) for name in names if "." in name}
    return [name for name in names if not inspect.isclass(of.get(name))]


def classes() -> list[str]:
    found = [n for n in public_names() if inspect.isclass(attrgetter(n)(prac))]
    return [n for n in found if not issubclass(attrgetter(n)(prac), Exception)]


def test_every_public_name_has_one_page_and_one_place_in_the_tables():
    names = public_names()
    assert len(names) > 140
    assert set(made()) == {f"practicelearn.{n}.rst" for n in names} | {"columns.rst"}
    rows = Counter(re.findall(r"^\| `prac\.([\w.]+)` \| \S", reference(), re.MULTILINE))
    assert {name: rows[name] for name in names if rows[name] != 1} == {}
    leaves = Counter(re.findall(r"^reference/practicelearn\.([\w.]+)$", reference(), re.MULTILINE))
    assert leaves == Counter(names)


def test_the_lists_of_the_reference_are_tables_and_its_sentences_stay():
    assert not re.search(r"^- ", reference(), re.MULTILINE)
    assert "Each takes a table and returns" in reference()
    assert "(formulae.md)" in reference()
    said = re.findall(r"^\| `prac\.[\w.]+` \| (.*) \|$", reference(), re.MULTILINE)
    assert [line for line in said if "``" in line or ":`" in line or len(line) < 15] == []


def test_no_page_names_a_file_of_the_package():
    known = {f"practicelearn.{name}" for name in public_names()}
    known |= {f"practicelearn.{c}.{m}" for c in classes() for m in dir(attrgetter(c)(prac))}
    known |= {f"practicelearn.{space}" for space in SPACES}
    found = {
        page: sorted(set(re.findall(r"practicelearn(?:\.\w+)+", text)) - known)
        for page, text in made().items()
    }
    assert {page: paths for page, paths in found.items() if paths} == {}


@pytest.mark.parametrize("name", classes())
def test_a_class_lists_all_its_public_methods(name):
    page = made()[f"practicelearn.{name}.rst"]
    cls = attrgetter(name)(prac)
    fields = {*getattr(cls, "__dataclass_fields__", {}), *getattr(cls, "_fields", {})}
    of_tuples = {"count", "index"} if issubclass(cls, tuple) else set()
    there = {n for n in dir(cls) if n[0] != "_"} - fields - of_tuples
    listed = re.findall(r"- :py:obj:`(\w+) <", page)
    told = re.findall(rf"^\.\. py:(?:method|property):: {cls.__name__}\.(\w+)", page, re.MULTILINE)
    elsewhere = re.findall(r"``(\w+)``", " ".join(re.findall(r"^From .*", page, re.MULTILINE)))
    assert listed == told == sorted(set(told))
    assert set(told) | set(elsewhere) == there


def test_what_a_method_is_asked_of_is_none_of_its_parameters():
    page = made()["practicelearn.Study.rst"].split(".. py:method:: Study.edit_frame")[1]
    assert page.startswith("(by, edit, code=None, *, into=None")
    own = page.split(".. py:")[0]
    assert "**by** : str" in own
    assert "**study**" not in own
    only = made()["practicelearn.Corpus.rst"]  # a method of its own keeps all
    assert "py:method:: Corpus.with_turns(turns" in only


def test_a_signature_has_no_types_and_no_addresses():
    heads = [
        line
        for page in made().values()
        for line in page.splitlines()
        if re.match(r"\.\. py:(function|class|exception|method)::", line)
    ]
    assert len(heads) > 250
    assert [h for h in heads if "<" in h or "->" in h or re.search(r"\w: ", h[4:])] == []


def test_what_a_table_holds_is_one_step_away():
    assert ":ref:`comparison <columns-comparison>`" in made()["practicelearn.compare_years.rst"]
    columns = made()["columns.rst"]
    assert ".. _columns-comparison:" in columns
    linked = {a for page in made().values() for a in re.findall(r"<(columns-[\w-]+)>", page)}
    assert {a for a in linked if f".. _{a}:" not in columns} == set()
    assert "   * - ``verdict``\n     - text\n" in columns


def test_a_name_in_code_is_a_link_and_nothing_else_is():
    assert name_in("prac.find_themes") == "find_themes"
    assert name_in("prac.topics.stability(model, corpus)") == "topics.stability"
    assert name_in("prac.Study.edit_frame") == "Study.edit_frame"
    nothing = ("find_themes", "prac.nothing", "import practicelearn as prac")
    assert [name_in(written) for written in nothing] == [None, None, None]
    assert name_in("merge_codings", bare=True) == "merge_codings"
    assert name_in("code", bare=True) is None
    page, place = place_of("~practicelearn.CodingFrame.merge")
    assert (page, place) == (
        "reference/practicelearn.CodingFrame",
        "practicelearn.CodingFrame.merge",
    )
    refi = "practicelearn.exchange.read_refi"
    assert place_of("read_refi") == (f"reference/{refi}", refi)
    assert place_of("save") is None  # of a report, or of a picture


def test_every_word_of_the_glossary_has_a_place_of_its_own():
    rows = re.findall(r"^\| ([^|]+) \|(?:[^|]*\|){3}$", (DOCS / "glossary.md").read_text(), re.M)
    places = [place_of_word(w) for row in rows if row not in {"word", "---"} for w in words_of(row)]
    assert len(places) > 60
    assert {p for p in places if places.count(p) > 1} == set()
    pages_ = [*DOCS.glob("*.md")]
    linked = {
        place
        for page in pages_
        for place in re.findall(r"\(glossary\.md#([\w-]+)\)", page.read_text(encoding="utf-8"))
    }
    headings = {"the-talk", "the-coding", "what-comes-of-it", "words-that-are-not-used-here"}
    assert linked - set(places) - headings == set()


def test_beside_the_names_stand_the_jobs_they_are_for():
    page = (DOCS / "reference.md").read_text(encoding="utf-8")
    first = first_names(page)
    assert list(first.values()) == re.findall(r"^## (.*)$", page, re.MULTILINE)
    assert set(first) <= set(public_names())
    list_of_pages = (
        '<ul><li class="toctree-l2"><a href="a.html">align_turns</a></li>'
        '<li class="toctree-l2 current active"><a href="#">starter_frame</a></li></ul>'
    )
    headed = with_jobs(f"<details><summary></summary>{list_of_pages}</details>", first)
    assert "<summary aria-label=" in headed
    assert headed.count('<li class="job">') == 1
    assert '<li class="job">Frame and coding</li><li class="toctree-l2 current active">' in headed
