"""What a notebook's cell may end with shows itself: short, escaped, and without anybody's words.

But for the framework matrix: it is evidence, says so, and its cells open to their quotes
(``tests/coding/test_matrix_opened.py``).
"""

from __future__ import annotations

import contextlib
import inspect
import re
import typing
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn._tables import in_cell
from practicelearn.coding.log.events import Event
from practicelearn.coding.scope import Scope

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
CLASSES = [
    name for name in prac.__all__
    if inspect.isclass(getattr(prac, name)) and not issubclass(getattr(prac, name), Exception)
]  # fmt: skip
INPUTS = {"Attending", "Spoken"}  # tuples that a person types
WIDGET = "practicelearn.app.widget"  # shows itself as a page


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    """By class: one object of each kind that the sample gives."""
    study = prac.open_study(prac.sample_path())
    corpus = study.corpus()
    codings = prac.merge_codings(study.codings(), prefer="_agreed")
    themes = prac.find_themes(codings, corpus, min_groups=1, min_people=1)
    objects = [
        study, corpus, codings, study.frame(), study.frame().codes[0], themes,
        prac.framework_matrix(codings, corpus), study.actions(), prac.Report(themes=themes),
        prac.TopicModel(), prac.CodeSuggester(), study.draft_frame(),
        study.person_record(corpus.people.index[0]),
        prac.reliability.krippendorff_alpha([[1, 2], [1, 1]]),
        prac.align_turns(corpus.turns.head(4), corpus.turns.head(4)),
        prac.plot.matrix(pd.DataFrame({"north": [3, 1]}, index=["workload", "desks"])),
        Event(kind="note", who="kim", payload={"words": EVIL}),
        Scope("kim", ("2025-north",)),
    ]  # fmt: skip
    return {type(each).__name__: each for each in objects}


def html_of(thing: Any) -> str:
    """What a notebook shows: the bundle's HTML where there is a bundle, else the HTML."""
    bundle = getattr(thing, "_repr_mimebundle_", None)
    kinds = bundle() if bundle is not None else None
    if isinstance(kinds, tuple):
        kinds = kinds[0]
    return str(kinds["text/html"] if kinds else thing._repr_html_())


def ours(kind: object) -> list[type]:
    if isinstance(kind, type):
        return [kind] if kind.__module__.startswith("practicelearn") else []
    return [each for part in typing.get_args(kind) for each in ours(part)]


def returned() -> set[type]:
    """Classes of ours that a public function or method returns."""
    found: set[type] = set()
    for name in prac.__all__:
        value = getattr(prac, name)
        members = vars(value).values() if inspect.isclass(value) else [value]
        for member in members:
            function = getattr(member, "fget", None) or getattr(member, "__func__", member)
            if not inspect.isfunction(function) or function.__name__.startswith("_"):
                continue
            # what is imported for types only is no class here
            with contextlib.suppress(NameError, TypeError):
                found.update(ours(typing.get_type_hints(function).get("return")))
    return found


def test_whatever_a_public_function_returns_shows_itself() -> None:
    kinds = {getattr(prac, name) for name in CLASSES if name not in INPUTS} | returned()
    mute = {k.__name__ for k in kinds if k.__module__ != WIDGET and not hasattr(k, "_repr_html_")}
    assert mute - INPUTS == {"Fact"}, "one line of a list, for whoever mends a document"


@pytest.mark.parametrize(
    "kind",
    ["Study", "Corpus", "Codings", "CodingFrame", "Code", "Themes", "LearningCycle", "TopicModel",
     "CodeSuggester", "Draft", "PersonRecord", "Coefficient", "TurnAlignment",
     "Event", "Scope"],
)  # fmt: skip
def test_it_is_short_has_no_colour_of_its_own_and_runs_nothing(
    shown: dict[str, Any], kind: str
) -> None:
    page = html_of(shown[kind])
    assert page.startswith("<p>")
    assert page.count("<tr") <= 14
    assert len(page) < 12_000
    assert not re.search(r"<script|<style|\bon\w+=|color|background|href", page)


def test_no_words_of_the_transcripts_are_shown(shown: dict[str, Any]) -> None:
    corpus = shown["Corpus"]
    said = [text for text in corpus.turns["text"] if len(text) > 40]
    for kind, thing in shown.items():
        page = "" if kind in {"Report", "FrameworkMatrix"} else html_of(thing)
        assert not [text for text in said if text[:40] in page], kind
    assert EVIL not in html_of(shown["Event"])


def test_a_report_is_framed_so_that_nothing_in_it_runs(shown: dict[str, Any]) -> None:
    page = html_of(shown["Report"])
    assert re.match(r'<iframe title="[^"]+" sandbox srcdoc="', page)
    assert "background:#fff" in page


def test_what_a_transcript_or_a_frame_holds_is_escaped(shown: dict[str, Any]) -> None:
    corpus, frame = shown["Corpus"], shown["CodingFrame"]
    sessions = corpus.sessions.assign(group=EVIL, source_kind="notes", year=EVIL)
    evil = [
        replace(corpus, sessions=sessions, rounds=(EVIL,)),
        replace(frame.codes[0], name=EVIL, definition=EVIL),
        replace(frame, name=EVIL),
        replace(shown["Themes"], table=shown["Themes"].table.assign(name=EVIL)),
        Scope(EVIL, (EVIL,)),
        Event(kind=EVIL, who=EVIL),
        replace(
            shown["FrameworkMatrix"], quotes=shown["FrameworkMatrix"].quotes.assign(quote=EVIL)
        ),
    ]
    for thing in evil:
        page = html_of(thing)
        assert "<script" not in page
        assert "<img" not in page
        assert "&lt;script" in page


def test_a_long_table_is_cut_and_says_so() -> None:
    table = pd.DataFrame({"n": range(30)})
    page = in_cell("words", table)
    assert page.count("<tr") == 13
    assert "and 18 more" in page
    assert in_cell("words", table.head(0)) == "<p>words</p>"


def test_a_fitted_model_shows_its_words_and_no_script(shown: dict[str, Any]) -> None:
    page = html_of(
        prac.TopicModel(n_topics=2).fit(
            shown["Corpus"].where(session_id=["2025-north", "2025-duty"])
        )
    )
    assert "share of words" in page
    assert not re.search(r"<script|<style", page)
    assert "not fitted yet" in html_of(shown["TopicModel"])
