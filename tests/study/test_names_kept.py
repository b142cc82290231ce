"""Where the model saw names is kept in a study's cache, without a word; the model rests then."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.corpus import make_turn_id
from practicelearn.language import entities as module
from practicelearn.language import model as spoken
from practicelearn.pseudonyms import clean, left
from practicelearn.study.change import Change
from practicelearn.study.folder import Study, create_study

BEGUN = b'{"begun": "2026-03-01T09:00:00.000+00:00"'
SAID = "So Sarah Hargreaves went to Leeds with the Wharfedale lot."


def made(path: Path, *, pseudonymised: bool) -> Study:
    turns = pd.DataFrame(
        [{"session_id": "north", "n": 1, "speaker": "P1", "role": "participant", "text": SAID,
          "marks": []}],
        index=pd.Index([make_turn_id("north", 1)], name="turn_id"),
    )  # fmt: skip
    sessions = pd.DataFrame([{"session_id": "north", "year": "2025-26"}]).set_index("session_id")
    corpus = prac.Corpus(turns, sessions).with_turns(turns)
    return create_study(path, replace(corpus, pseudonymised=pseudonymised), title="Invented")


@pytest.fixture
def asleep(monkeypatch: pytest.MonkeyPatch) -> Any:
    """As a new run of the program: nothing in memory; the model cannot be loaded once it says."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} was loaded though everything is known")

    def forget(*, model: bool) -> None:
        module._kept.clear()
        module._english.clear()
        module._words_of.cache_clear()
        if not model:
            monkeypatch.setattr(module, "loaded", refuse)
            monkeypatch.setattr(spoken, "loaded", refuse)

    return forget


def test_a_second_run_says_the_same_without_the_model(tmp_path: Path, asleep: Any) -> None:
    study = made(tmp_path / "study", pseudonymised=True)
    asleep(model=True)
    first = study.names_left()
    assert "Leeds" in set(first["text"])
    asleep(model=False)
    pd.testing.assert_frame_equal(study.names_left(), first)
    assert len(study.names_left(only_likely=True)) == first["likely"].sum()


def test_a_study_opened_after_another_keeps_the_words_of_the_model_too(
    tmp_path: Path, asleep: Any
) -> None:
    asleep(model=True)
    kept = []
    for name in ("first", "second"):
        study = made(tmp_path / name, pseudonymised=True)
        study.names_left()
        kept.append((study.cache / "language" / "english.json").read_bytes()[len(BEGUN) :])
    assert kept[0] == kept[1]
    assert b'"supervise"' in kept[0]


def test_what_is_kept_of_a_text_holds_no_word_of_it(tmp_path: Path, asleep: Any) -> None:
    study = made(tmp_path / "study", pseudonymised=True)
    asleep(model=True)
    study.names_left()
    kept = (study.cache / "language" / "entities.json").read_text()
    assert not re.search("sarah|hargreaves|leeds|wharfedale|went", kept, re.IGNORECASE)
    finds = [find for own in json.loads(kept)["kept"].values() for find in own]
    at = SAID.index("Leeds")
    assert [at, at + 5, "GPE"] in finds
    change = Change(study.path)
    change.forget_outputs()  # as withdraw, redact and purge do
    change.commit()
    assert not study.cache.exists()


@pytest.mark.parametrize("content", [b"{", b'{"made_by": 1, "kept": {"a": [[1]]}}'])
def test_a_broken_file_is_made_anew(tmp_path: Path, asleep: Any, content: bytes) -> None:
    study = made(tmp_path / "study", pseudonymised=True)
    asleep(model=True)
    first = study.names_left()
    for name in ("entities.json", "english.json"):
        file = study.cache / "language" / name
        whole = file.read_bytes()
        file.write_bytes(content)
        asleep(model=True)
        pd.testing.assert_frame_equal(study.names_left(), first)
        assert file.read_bytes()[len(BEGUN) :] == whole[len(BEGUN) :]


def test_places_that_another_model_found_are_not_used(tmp_path: Path, asleep: Any) -> None:
    study = made(tmp_path / "study", pseudonymised=True)
    asleep(model=True)
    first = study.names_left()
    file = study.cache / "language" / "entities.json"
    other = json.loads(file.read_text())
    other["made_by"][-1] = "0.0.1"
    other["kept"] = {key: [] for key in other["kept"]}
    file.write_text(json.dumps(other))
    asleep(model=True)
    pd.testing.assert_frame_equal(study.names_left(), first)


def test_clean_texts_are_looked_at_once_while_the_rules_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = made(tmp_path / "study", pseudonymised=True)
    looked: list[list[str]] = []

    class Counting(left.Finder):
        def look(self, function: Any, texts: Any, *further: Any, **more: Any) -> Any:
            looked.append([*texts])
            return super().look(function, texts, *further, **more)

    monkeypatch.setattr(left, "Finder", Counting)
    first = study.names_left(only_likely=True)
    again = prac.open_study(study.path).names_left(only_likely=True)
    pd.testing.assert_frame_equal(again, first)
    assert SAID in looked[0]
    assert "Invented" in looked[0]  # the title
    assert SAID in looked[1]
    assert "Invented" not in looked[1]
    kept = json.loads((study.cache / "language" / "entities-none.json").read_text())
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in kept["kept"])
    monkeypatch.setattr(clean, "_rules", lambda: "another")
    study.names_left(only_likely=True)
    assert looked[2] == looked[0]
    roster = pd.DataFrame({"person_id": ["p1"], "name": ["Caseload Invented"]})
    study.names_left(only_likely=True, roster=roster)
    assert looked[3] == looked[0]


def test_of_text_that_may_hold_names_nothing_is_kept(tmp_path: Path) -> None:
    study = made(tmp_path / "study", pseudonymised=False)
    study.names_left()
    prac.names_left(study.corpus())
    assert not study.cache.exists()
