"""What people decided on names holds, whatever the rules say: replaced, kept, the same person."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.errors import TableError
from practicelearn.pseudonyms.decided import form_of
from practicelearn.pseudonyms.key_file import read_key

TALK = """Facilitator: What helps?
Sam O: Kestrel rang us, and Kestrel knows Sam Okafor from Leeds.
P2: Battle every day. Grace said so, and Jennifer did too.
P3: We use Kestrel Signs. Kelly and Sam Okafor use it.
"""


@pytest.fixture
def corpus(tmp_path: Path) -> prac.Corpus:
    (tmp_path / "north.txt").write_text(TALK, encoding="utf-8")
    return prac.read_transcript(tmp_path / "north.txt")


def decided(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["name", "decision", "same_as", "kind"][: len(rows[0])])


def safe(corpus: prac.Corpus, folder: Path, *rows: tuple[str, ...]) -> tuple[str, pd.DataFrame]:
    key = folder / "key.csv"
    made = prac.pseudonymise(corpus, key_file=key, decided=decided(*rows), use_model=False)
    table = pd.DataFrame(read_key(key))
    return " ".join([*made.turns["speaker"].dropna(), *made.turns["text"]]), table


def test_what_no_rule_finds_is_replaced_wherever_it_is_so_written(corpus, tmp_path):
    said, _ = safe(corpus, tmp_path, ("Battle", "keep"))
    assert said.count("Kestrel") == 3
    (tmp_path / "key.csv").unlink()
    said, key = safe(corpus, tmp_path, ("Kestrel", "replace", "", "place"))
    assert "Kestrel" not in said
    rows = key[(key["rule"] == "decided") & key["place"].str.startswith("north:")]
    assert (rows["original"].tolist(), set(rows["kind"])) == (["Kestrel"] * 3, {"place"})


def test_what_is_kept_stays_in_turns_labels_and_ids_and_is_not_in_the_key(corpus, tmp_path):
    said, key = safe(corpus, tmp_path, ("Jennifer", "keep"), ("sam o", "keep"))
    assert "Jennifer did too" in said
    assert "Sam O" in said.split("Facilitator")[1]
    assert not key["original"].map(form_of).isin(["jennifer", "sam o"]).any()
    assert "Kelly" not in said


def test_two_names_of_one_person_are_one_replacement(corpus, tmp_path):
    said, key = safe(corpus, tmp_path, ("Sam O", "same", "Sam Okafor"), ("Kelly", "same", "Sam O"))
    of = key.groupby(key["original"].map(form_of))["replacement"].agg(set)
    assert of["sam o"] == of["sam okafor"] == of["kelly"]
    assert len(of["sam o"]) == 1
    assert "Sam" not in said


def test_a_later_batch_with_the_same_key_finds_the_same_person(corpus, tmp_path):
    _, before = safe(corpus, tmp_path, ("Kelly", "same", "Sam Okafor"))
    later = tmp_path / "later.txt"
    later.write_text("P1: Kelly rang.\nP2: Sam Okafor did.\n", encoding="utf-8")
    made = prac.pseudonymise(
        prac.read_transcript(later), key_file=tmp_path / "key.csv", use_model=False
    )
    (one,) = set(before[before["original"] == "Kelly"]["replacement"])
    assert made.turns["text"].tolist() == [f"{one} rang.", f"{one} did."]


def test_capitals_count_where_the_name_is_written_with_one(tmp_path):
    (tmp_path / "a.txt").write_text(
        "P1: The Battle of it. It was a battle.\nP2: he moved to battle last year\n", "utf-8"
    )
    corpus = prac.read_transcript(tmp_path / "a.txt")
    said, _ = safe(corpus, tmp_path, ("Battle", "replace", "", "place"))
    assert "It was a battle." in said  # a word, in speech that has capitals
    assert "moved to [Place 1]" in said  # in speech without capitals they say nothing
    (tmp_path / "key.csv").unlink()
    assert "battle" not in safe(corpus, tmp_path, ("battle", "replace"))[0].lower()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("Kelly", "keeps", "")], ["row 1", "no decision", "keep"]),
        ([("Kelly", "keep", ""), ("kelly", "replace", "")], ["row 2", "row above"]),
        ([("Kelly", "same", "")], ["same_as"]),
        ([("Kelly", "keep", "Sam")], ["nobody's"]),
        ([("Kelly", "same", "Sam"), ("Sam", "keep", "")], ["kelly", "kept"]),
        ([("Kelly", "same", "Sam"), ("Sam", "same", "Kelly")], ["of itself"]),
        ([("...", "keep", "")], ["no name"]),
    ],
)
def test_decisions_that_do_not_go_together_are_told(corpus, tmp_path, rows, words):
    with pytest.raises(TableError) as told:
        safe(corpus, tmp_path, *rows)
    assert [w for w in words if w not in str(told.value)] == []
    assert not (tmp_path / "key.csv").exists()


def test_a_table_without_the_column_is_told(corpus, tmp_path):
    with pytest.raises(TableError, match="decision"):
        prac.pseudonymise(
            corpus, key_file=tmp_path / "key.csv", decided=pd.DataFrame({"name": ["x"]})
        )
