"""Decisions on names outlive the files they were made on, and give no name away."""

import hashlib
import hmac
import json

import pytest

from practicelearn.jobs.names_kept import (
    forget_decisions,
    keep_decisions,
    kept_decisions,
    taken_up,
)
from practicelearn.jobs.naming import decide, decide_again, decisions, find_names

SAID = """Ruth Adeyemi: What gets in the way?
Sam Okafor: Jennifer is down on Fridays. Supervision goes first, said Priya Nair.
Ruth Adeyemi: And Priya?
Sam Okafor: She writes it down. Mrs Kelly never does.
"""


@pytest.fixture
def decided(tmp_path):
    """A folder in which names were decided on, and the file in which that is kept."""
    folder, file = tmp_path / "first", tmp_path / "decided" / "study.json"
    folder.mkdir()
    (folder / "north.txt").write_text(SAID)
    found = {s.form for s in find_names(folder).suggestions}
    assert {"ruth adeyemi", "sam okafor", "jennifer", "priya", "priya nair"} <= found
    decide(folder, "jennifer", "keep")
    decide(folder, "sam okafor", "replace")
    decide(folder, "priya nair", "replace")
    decide(folder, "priya", "same", same_as="priya nair")
    keep_decisions(folder, file)
    return folder, file


def again(tmp_path, text):
    """The same files brought anew, and names looked for in them."""
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "north.txt").write_text(text)
    find_names(folder)
    return folder


def test_brought_again_what_was_decided_holds(decided, tmp_path):
    before = decisions(decided[0])
    folder = again(tmp_path, SAID)
    assert taken_up(folder, decided[1]) == 4
    assert decisions(folder) == before
    assert kept_decisions(decided[1])[0] == 4
    assert taken_up(folder, decided[1]) == 0


def test_a_name_in_another_sentence_is_asked_about_again(decided, tmp_path):
    folder = again(tmp_path, SAID.replace("is down on Fridays", "is down on duty, and in court"))
    assert taken_up(folder, decided[1]) == 2  # the others stand in a turn that reads otherwise too
    assert "jennifer" not in decisions(folder)


def test_what_is_kept_holds_no_name_and_cannot_be_tried_with_names(decided):
    text = decided[1].read_text()
    names = ("ruth", "adeyemi", "sam ", "okafor", "jennifer", "priya", "nair", "north")
    assert not [name for name in names if name in text.lower()]
    told = json.loads(text)
    keys = [told["secret"], *told["decided"]]  # everything that is in the file
    for form in ("jennifer", "priya", "priya nair", "sam okafor"):
        tried = {hmac.new(k.encode(), form.encode(), hashlib.sha256).hexdigest() for k in keys}
        assert not [mark for mark in tried if mark in text]


def test_a_decision_taken_back_is_kept_no_longer(decided, tmp_path):
    decide_again(decided[0], "jennifer")
    keep_decisions(*decided)
    folder = again(tmp_path, SAID)
    taken_up(folder, decided[1])
    assert "jennifer" not in decisions(folder)
    forget_decisions(decided[1])
    assert kept_decisions(decided[1]) == (0, "")
    assert not decided[1].exists()


def test_what_comes_piece_by_piece_is_taken_up_piece_by_piece(tmp_path, decided):
    more = "Lee Grant: Mr Osei came late.\nAna Silva: He always does.\n"
    (decided[0] / "south.txt").write_text(more)
    find_names(decided[0])
    decide(decided[0], "mr osei", "replace")
    keep_decisions(*decided)
    folder = again(tmp_path, SAID)
    assert taken_up(folder, decided[1]) == 4
    keep_decisions(folder, decided[1])
    assert kept_decisions(decided[1])[0] == 5  # the other file may still come
    (folder / "south.txt").write_text(more)
    find_names(folder)
    assert taken_up(folder, decided[1]) == 1
    assert decisions(folder)["mr osei"].what == "replace"
