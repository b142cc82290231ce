"""The public face: how many names, in which rooms, taking what in which order; and its page."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

import practicelearn as prac

SRC = Path(prac.__file__).parent
ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "names.md").read_text(encoding="utf-8")
ROOMS = ("exchange", "plot", "reliability", "topics")
OBJECTS = {
    "study": "Study",
    "themes": "Themes",
    "cycle": "LearningCycle",
    "codings": "Codings",
    "frame": "CodingFrame",
}
JOBS = {"open_coder", "quotes_to_read", "release_report"}
"""What takes a study or its folder."""

METHODS = {
    "coding.methods": ("CodingsMethods", "FrameMethods"),
    "study.methods": ("StudyMethods",),
    "themes.cycle.methods": ("CycleMethods",),
    "themes.methods": ("ThemesMethods",),
}


def functions() -> dict[str, Callable[..., Any]]:
    """Every public function by its name: those of the list, and those of the rooms."""
    named = {n: getattr(prac, n) for n in prac.__all__}
    for room in ROOMS:
        named |= {f"{room}.{n}": getattr(getattr(prac, room), n) for n in dir(getattr(prac, room))}
    return {n: thing for n, thing in named.items() if inspect.isfunction(thing)}


def listed() -> list[tuple[list[str], list[str]]]:
    """What the page says: old names, and what they are now."""
    rows = re.findall(r"^\| (`[^|]+) \| (`[^|]+) \| [^`|]", PAGE, flags=re.MULTILINE)
    return [(re.findall(r"`(\w+)`", old), re.findall(r"`([\w.]+)`", new)) for old, new in rows]


def test_the_list_can_be_read_in_one_go():
    assert len(prac.__all__) <= 90, "one obvious way for each job: a method, or a room?"


def test_every_old_name_of_the_page_is_gone_and_every_new_one_is_there():
    rows = listed()
    assert sum(len(old) for old, _ in rows) > 70
    for old, new in rows:
        assert len(old) == len(new), old
        for was, now in zip(old, new, strict=True):
            assert was not in prac.__all__, was
            head, _, rest = now.partition(".")
            assert attrgetter(f"{OBJECTS[head]}.{rest}" if head in OBJECTS else rest)(prac), now


def test_the_page_says_what_each_takes_now():
    rows = re.findall(r"^\| (`prac[^|]+) \| `([a-z_, ]+)` \|$", PAGE, flags=re.MULTILINE)
    assert len(rows) == 5
    for names, arguments in rows:
        for name in re.findall(r"`prac\.([\w.]+)`", names):
            takes = list(inspect.signature(attrgetter(name)(prac)).parameters)
            assert takes[: arguments.count(",") + 1] == arguments.split(", "), name


def test_codings_come_first_then_the_corpus():
    both = 0
    for name, function in functions().items():
        takes = list(inspect.signature(function).parameters)
        if "codings" in takes and "corpus" in takes:
            both += 1
            assert takes[:2] == ["codings", "corpus"], name
    assert both > 12


def test_what_reads_takes_the_path_first_and_what_writes_after_what_is_written():
    found = {"read": 0, "write": 0}
    for name, function in functions().items():
        takes = list(inspect.signature(function).parameters)
        verb = name.split(".")[-1].split("_")[0]
        if verb in found and "path" in takes:
            found[verb] += 1
            before = takes[: takes.index("path")]
            assert not before if verb == "read" else before[0] in {"codings", "frame", "table"}, (
                name
            )
    assert min(found.values()) > 4


def test_what_takes_a_study_is_a_method_or_a_job():
    first = {
        n
        for n, f in functions().items()
        if next(iter(inspect.signature(f).parameters), "") == "study"
    }
    assert first - {"sample_path"} == JOBS


@pytest.mark.parametrize("room", ROOMS)
def test_the_stub_of_a_room_says_where_its_names_live(room):
    module = importlib.import_module(f"practicelearn.{room}")
    stub = Path(str(module.__file__)).with_suffix(".pyi")
    places = {
        alias.asname: f"{node.module}.{alias.name}".removeprefix("practicelearn.")
        for node in ast.parse(stub.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert places == module._PLACES
    assert dir(module) == sorted(places)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(module, "nothing")  # noqa: B009 - as a line it would be an error of types


@pytest.mark.parametrize("module", METHODS)
def test_a_type_checker_sees_the_methods_that_are_there(module):
    stub = SRC.joinpath(*module.split(".")).with_suffix(".pyi")
    body = ast.parse(stub.read_text(encoding="utf-8")).body
    alias = {
        a.asname: f"{n.module}.{a.name}"
        for n in body
        if isinstance(n, ast.ImportFrom)
        for a in n.names
    }
    for name in METHODS[module]:
        cls = getattr(importlib.import_module(f"practicelearn.{module}"), name)
        own = {k: v.place for k, v in vars(cls).items() if not k.startswith("_")}
        node = next(n for n in body if isinstance(n, ast.ClassDef) and n.name == name)
        typed = {n.targets[0].id: f"{alias[n.value.value.id]}.{n.value.attr}" for n in node.body}
        assert {k: v.removeprefix("practicelearn.") for k, v in typed.items()} == own
        for method in own:
            assert getattr(cls, method).__doc__, method


def test_a_method_is_its_function_with_the_object_in_it():
    study = prac.open_study(prac.sample_path())
    assert study.memos.__self__ is study
    assert "study" not in inspect.signature(study.memos).parameters
    assert study.memos().equals(prac.Study.memos(study))
    assert {"withdraw", "redact", "themes", "history"} <= set(dir(study))


def test_rooms_and_a_study_cost_nothing_before_they_are_asked():
    code = (
        "import sys, practicelearn as prac\n"
        "prac.plot, prac.reliability, prac.exchange, prac.topics, prac.errors\n"
        "dir(prac.plot), dir(prac.exchange)\n"
        "prac.Study, prac.open_study(prac.sample_path())\n"
        "heavy = {'spacy', 'sklearn', 'gensim', 'matplotlib', 'docx', 'jinja2'}\n"
        "late = {'practicelearn.study.rights', 'practicelearn.study.draft'}\n"
        "print(sorted((heavy | late) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_gwets_coefficient_is_ac1_until_weights_are_given():
    """Krippendorff's table of four observers (2011); figures of irrCAC 1.0 in R."""
    rows = ("123321412***", "1233224125*3", "*3332342251*", "12332441251*")
    ratings = [[None if v == "*" else int(v) for v in unit] for unit in zip(*rows, strict=True)]
    values = [1, 2, 3, 4, 5]
    ours = prac.reliability.gwet_ac(ratings, values=values)
    assert (ours.name, round(ours.value, 5)) == ("Gwet's AC1", 0.77544)
    weighted = prac.reliability.gwet_ac(ratings, values=values, weights="quadratic")
    assert (weighted.name, round(weighted.value, 3)) == ("Gwet's AC2", 0.914)


def test_guides_and_notebooks_use_public_names_only():
    docs, notebooks = (ROOT / "docs").glob("*.md"), (ROOT / "notebooks").glob("*.ipynb")
    inside = re.compile(r'^[ "]*(?:from practicelearn|import practicelearn\.)\S*.*$', re.MULTILINE)
    found = {p.name: inside.findall(p.read_text(encoding="utf-8")) for p in (*docs, *notebooks)}
    assert {name: lines for name, lines in found.items() if lines} == {}
