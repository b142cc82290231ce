"""The key and the study agree: what was stopped between the two leaves no row that is not so."""

import shutil

import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.jobs.beginning import add_transcripts
from practicelearn.jobs.opening import new_study
from practicelearn.pseudonyms.key_file import read_key
from practicelearn.study.folder import open_study

SAID = "Ruth Adeyemi: Why?\nSam Okafor: Jennifer is down on Fridays.\nPriya Nair: No.\n"


@pytest.fixture
def study(tmp_path):
    return new_study(tmp_path, "Health check").path


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "north.txt"
    path.write_text(SAID)
    return path


def freeze(study, file, key):
    return add_transcripts(study, "2026-27", [file], by="kim", key=key)


def told(key):
    return sorted(row._replace(at="") for row in read_key(key))


def test_frozen_again_after_a_kill_between_key_and_study_the_key_holds_no_row_twice(
    study, file, tmp_path
):
    key, before = tmp_path / "key.csv", tmp_path / "before"
    shutil.copytree(study, before)
    freeze(study, file, key)
    first = told(key)
    assert len(first) > 3
    # the key is written first: killed then, it lies there and the study is as it was
    freeze(before, file, key)
    assert told(key) == first
    assert open_study(before).session_ids == ["north"]
    # a further session goes on with it
    other = tmp_path / "south.txt"
    other.write_text("Ana Silva: Tom Baker never asked.\nTom Baker: I did.\n")
    freeze(before, other, key)
    assert [row for row in first if row not in told(key)] == []
    assert len(told(key)) > len(first)


def test_what_a_study_refuses_leaves_no_row_in_the_key(study, file, tmp_path):
    key = tmp_path / "key.csv"
    freeze(study, file, key)
    before = key.read_bytes()
    file.write_text(SAID + "Ana Silva: Tom Baker never asked.\n")
    with pytest.raises(PracticelearnError, match="is in the study already"):
        freeze(study, file, key)
    assert key.read_bytes() == before
    other = tmp_path / "other.csv"
    with pytest.raises(PracticelearnError, match="is in the study already"):
        freeze(study, file, other)
    assert not other.exists()
