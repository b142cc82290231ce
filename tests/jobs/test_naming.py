"""Names before freezing: found in their sentences, decided one by one, frozen exactly so."""

from __future__ import annotations

from pathlib import Path

import pytest

import practicelearn as prac
from practicelearn.errors import StudyError
from practicelearn.jobs.bringing import bring_in, hear
from practicelearn.jobs.naming import (
    account,
    decide,
    decide_again,
    decisions,
    find_names,
    found_names,
)
from practicelearn.jobs.opening import new_study
from practicelearn.jobs.sheets import change_sheets
from practicelearn.pseudonyms.decided import form_of
from practicelearn.pseudonyms.key_file import read_key

TALK = """Ruth Adeyemi: What has got in the way?
Sam O: Supervision goes first, and Jennifer said so. Ruth knows that.
Sam O: At the Kestrel we never had that, and Leeds was better.
Priya Nair: Sam Okafor was told twice, by Jennifer.
"""


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("brought")
    (folder / "north.txt").write_text(TALK, encoding="utf-8")
    hear(folder)
    find_names(folder)
    return folder


@pytest.fixture
def folder(heard: Path) -> Path:
    yield heard
    for form in decisions(heard):
        decide_again(heard, form)


def test_each_suggestion_stands_in_its_sentence_with_speaker_file_and_turns_around(folder):
    found = found_names(folder)
    kestrel = found["kestrel"]
    (place,) = kestrel.places
    assert (kestrel.likely, place.text[place.start : place.end]) == (False, "Kestrel")
    assert (place.file, place.speaker) == ("north.txt", "Sam O")
    assert place.before == "Ruth Adeyemi: What has got in the way?"
    assert place.after.startswith("Priya Nair: Sam Okafor")
    jennifer = found["jennifer"]
    assert (jennifer.likely, jennifer.n_places) == (True, 2)
    assert jennifer.becomes[0].startswith("[Person ")
    assert {p.where for p in found["ruth adeyemi"].places} >= {"turns.speaker"}
    forms = [s.likely for s in found.suggestions]
    assert forms == sorted(forms, reverse=True)  # likely first


def test_nothing_is_decided_twice_and_decisions_go_together(folder):
    decide(folder, "jennifer", "keep")
    with pytest.raises(StudyError, match="decided on already"):
        decide(folder, "jennifer", "replace")
    with pytest.raises(StudyError, match="names nobody"):
        decide(folder, "sam o", "same", same_as="jennifer")
    decide(folder, "sam o", "same", same_as="sam okafor")
    with pytest.raises(StudyError, match="Change that first"):
        decide(folder, "sam okafor", "keep")
    with pytest.raises(StudyError, match="another name of itself"):
        decide(folder, "sam okafor", "same", same_as="sam o")
    with pytest.raises(StudyError, match="Choose whose"):
        decide(folder, "ruth", "same")
    with pytest.raises(StudyError, match="not among"):
        decide(folder, "nobody", "keep")
    told = account(folder)
    assert (told.kept, told.same, told.replaced) == (1, 1, 0)
    assert told.n == told.kept + told.same + told.likely_left + told.weak_left


def test_decisions_outlive_files_that_change_and_names_are_looked_for_again(folder):
    decide(folder, "jennifer", "keep")
    change_sheets(folder, {"sessions": {"site": {2: "Two"}}})
    assert found_names(folder) is None
    with pytest.raises(StudyError, match="Look again"):
        account(folder)
    find_names(folder)
    assert account(folder).kept == 1


def test_frozen_exactly_as_decided(folder, tmp_path):
    study = new_study(tmp_path, "Health check").path
    key = tmp_path / "keys" / "key.csv"
    more = {"by": "kim", "key": key, "as_decided": True}
    with pytest.raises(StudyError, match="names are not decided on"):
        bring_in(study, "2026-27", folder, **more)
    decide(folder, "jennifer", "keep")
    decide(folder, "sam o", "same", same_as="sam okafor")
    for s in found_names(folder).suggestions:
        if s.form not in decisions(folder):
            decide(folder, s.form, "replace")
    told = account(folder)
    assert (told.likely_left, told.weak_left) == (0, 0)
    assert told.n == told.replaced + told.kept + told.same
    frozen = bring_in(study, "2026-27", folder, **more)
    assert (frozen.account, frozen.n_names, frozen.further) == (told, 0, ())
    corpus = prac.open_study(study).corpus()
    said = " ".join([*corpus.turns["text"], *corpus.turns["speaker"]])
    gone = ("Ruth", "Adeyemi", "Sam", "Okafor", "Kestrel", "Leeds", "Priya", "Nair")
    assert [w for w in gone if w in said] == []
    assert said.count("Jennifer") == 2
    rows = [r for r in read_key(key) if r.kind != "id"]
    of_key = {form_of(r.original) for r in rows}
    assert of_key == {s.form for s in found_names(folder).suggestions} - {"jennifer"}
    same = {r.replacement for r in rows if form_of(r.original) in {"sam o", "sam okafor"}}
    assert len({r.strip("[]") for r in same}) == 1
    (words,) = [e.payload["words"] for e in prac.open_study(study).standing()
                if e.kind == "not-name"]  # fmt: skip
    assert words == ["Jennifer"]
    for path in study.rglob("*"):  # nothing of what was decided lies in the study
        assert not path.is_file() or b"Adeyemi" not in path.read_bytes(), path
