"""A stage direction in a label: who reads aloud is the same person, in files and in projects."""

import pytest

import practicelearn as prac
from practicelearn.exchange.sources import read_source

SAID = (
    "MODERATOR: So?\nP1: What I think.\n{}: The third question.\nP1: Yes.\nMODERATOR: And?\nP1: No."
)


def read(tmp_path, text, **options):
    path = tmp_path / "north.txt"
    path.write_text(text, encoding="utf-8")
    return prac.read_transcript(path, **options)


@pytest.mark.parametrize(
    "label",
    ["(reads) MODERATOR", "MODERATOR (reads)", "MODERATOR [reading aloud]", "[reads] MODERATOR",
     "(reads the guide) MODERATOR", "MODERATOR (laughing)"],
)  # fmt: skip
def test_who_reads_aloud_is_the_same_person(tmp_path, label):
    corpus = read(tmp_path, SAID.format(label))
    turns = corpus.turns
    assert list(turns["speaker"]) == ["MODERATOR", "P1"] * 3
    assert turns["text"].iloc[2] == "The third question."
    assert list(turns["role"])[::2] == ["facilitator"] * 3
    said = corpus.issues[corpus.issues["message"].str.contains("how it is said")]
    assert list(said["severity"]) == ["note"]
    assert label in said["message"].iloc[0]
    source = read_source(SAID.format(label), "s")
    assert [turn["speaker"] for turn in source.turns] == ["MODERATOR", "P1"] * 3


@pytest.mark.parametrize("label", ["MODERATOR (Reading)", "Sam (Reading)", "MODERATOR (Kim)"])
def test_a_name_in_brackets_is_a_name(tmp_path, label):
    text = f"{label}: So?\nP1: What?\n{label}: And?\nP1: Yes.\n{label}: Go on.\nP1: No."
    speakers = set(read(tmp_path, text).turns["speaker"])
    # Reading may be a town; beside a role it is what the moderator does
    assert (label in speakers) is (label != "MODERATOR (Reading)")


def test_what_a_person_says_of_a_label_goes_before(tmp_path):
    fix = {"(reads) MODERATOR": "Kim"}
    turns = read(tmp_path, SAID.format("(reads) MODERATOR"), fix_labels=fix).turns
    assert turns["speaker"].iloc[2] == "Kim"
