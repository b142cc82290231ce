from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from practicelearn.corpus import Corpus, text_hash
from practicelearn.edits import Edit, apply_edits
from practicelearn.errors import PracticelearnError
from practicelearn.pseudonyms import forget_round, names_left, pseudonymise
from practicelearn.pseudonyms.key_file import read_key
from practicelearn.transcripts.loader import read_transcripts
from practicelearn.transcripts.sheets.drafts import draft_sheets

ROSTER = pd.DataFrame(
    {"name": ["Kelly Marsh", "Tomasz Zielinski"], "person_id": ["p-kelly", "p-tomasz"]}
)
NAMES = ("kelly", "marsh", "tomasz", "zielinski", "okafor", "brackenfield", "whitmore", "900123")
TABLES = ("turns", "sessions", "people", "attendance", "issues", "source_map")


def everything(corpus: Corpus) -> str:
    tables = [getattr(corpus, name).reset_index() for name in (*TABLES, "edits")]
    return "\n".join(t.to_csv() for t in tables).lower()


@pytest.fixture
def safe(corpus: Corpus, tmp_path: Path) -> Corpus:
    return pseudonymise(corpus, roster=ROSTER, key_file=tmp_path / "key.csv")


def test_no_name_is_left_in_any_table(corpus: Corpus, safe: Corpus) -> None:
    assert all(name in everything(corpus) for name in NAMES)
    assert [name for name in NAMES if name in everything(safe)] == []
    assert "943 476 5919" not in everything(safe)
    assert safe.pseudonymised
    assert not corpus.pseudonymised


def test_what_is_no_name_stays(safe: Corpus) -> None:
    text = safe.turns["text"]
    assert text.iloc[-1] == "I think supervision is the first thing to go."
    assert "[name removed]" in text.iloc[3]
    assert text.iloc[2].startswith("so [Person ")
    assert text.iloc[2].endswith(" on the monday")
    assert safe.turns["speaker"].tolist()[0] == "Facilitator"
    assert safe.sessions["team"].tolist() == ["Duty", "Harbour Team"]


def test_one_person_has_one_replacement_in_every_form_and_place(safe: Corpus) -> None:
    label = safe.turns["speaker"].iloc[1]
    assert label.startswith("[Person ")
    first, second, third = safe.turns["text"].iloc[:3]
    assert first.startswith(f"Thanks, {label}.")
    assert f"{label}'s phone" in second
    assert f"and {label} went" in third
    assert safe.attendance["speaker"].iloc[0] == label
    assert safe.sessions["remarks"].iloc[0] == f"{label} brought cake"


def test_a_mark_keeps_its_kind_and_loses_its_name(safe: Corpus) -> None:
    text, marks = safe.turns["text"].iloc[1], safe.turns["marks"].iloc[1]
    gesture = next(m for m in marks if m.kind == "gesture")
    assert text[gesture.start : gesture.end].startswith("[Person ")
    assert text[gesture.start : gesture.end].endswith(" nods]")
    redactions = [text[m.start : m.end] for m in marks if m.kind == "redaction"]
    assert redactions[0].startswith("[Phone ")


def test_replacements_are_no_words_that_anybody_said(corpus: Corpus, safe: Corpus) -> None:
    assert safe.n_words.iloc[2] == corpus.n_words.iloc[2] - 4


def test_rounds_are_not_linked_unless_asked(corpus: Corpus, safe: Corpus, tmp_path: Path) -> None:
    label = safe.turns["speaker"].iloc[1]
    assert label not in safe.turns["text"].iloc[4]
    linked = pseudonymise(corpus, roster=ROSTER, key_file=tmp_path / "linked.csv", link_rounds=True)
    assert linked.turns["text"].iloc[4].startswith(f"{linked.turns['speaker'].iloc[1]} left")


def test_a_title_and_surname_join_the_full_name_without_a_roster(
    corpus: Corpus, tmp_path: Path
) -> None:
    text = pseudonymise(corpus, key_file=tmp_path / "key.csv").turns["text"].iloc[4]
    first, last = text.split(" left")[0], text.split("from ")[1].split(" since")[0]
    assert first == last


def test_edits_lead_from_the_old_text_to_the_new(corpus: Corpus, safe: Corpus) -> None:
    places = dict(zip(safe.turns.index, corpus.turns["text"], strict=True))
    for turn_id, text in places.items():
        own = safe.edits[safe.edits["turn_id"] == turn_id]
        edits = [Edit(*row) for row in own[["start", "end", "replacement"]].to_numpy().tolist()]
        assert apply_edits(text, edits) == safe.turns.loc[turn_id, "text"]
    assert set(safe.edits["kind"]) == {"pseudonym"}


def test_the_source_map_still_points_at_the_same_characters(corpus: Corpus, safe: Corpus) -> None:
    old = dict(zip(safe.turns.index, corpus.turns["text"], strict=True))
    rows = safe.source_map.to_dict("records")
    assert len(rows) > len(corpus.source_map)
    for row in rows:
        new = safe.turns.loc[row["turn_id"], "text"][row["start"] : row["end"]]
        assert new == old[row["turn_id"]][row["source_start"] - 10 : row["source_end"] - 10]


def test_hashes_fit_the_new_texts(safe: Corpus) -> None:
    for sid, part in safe.turns.groupby("session_id"):
        assert safe.sessions.loc[sid, "text_hash"] == text_hash(part)


def test_ids_are_renamed_everywhere(safe: Corpus) -> None:
    sid = safe.sessions.index[0]
    assert sid.startswith("2024-person-")
    assert safe.turns.index[0] == f"{sid}:00001"
    assert safe.sessions["file"].iloc[0] == f"{sid}.docx"
    assert safe.sessions["group"].iloc[0] == sid
    assert safe.issues["source_loc"].iloc[0] == f"{sid}.docx, line 3"
    assert safe.people.index[0] == safe.attendance["person_id"].iloc[0] != "p-kelly"


def test_a_second_run_changes_nothing_even_with_another_key(safe: Corpus, tmp_path: Path) -> None:
    again = pseudonymise(safe, roster=ROSTER, key_file=tmp_path / "other.csv")
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(safe, name), getattr(again, name))
    assert len(again.edits) == 0


def test_a_key_is_continued(corpus: Corpus, safe: Corpus, tmp_path: Path) -> None:
    again = pseudonymise(corpus, roster=ROSTER, key_file=tmp_path / "key.csv")
    assert again.turns["text"].tolist() == safe.turns["text"].tolist()


def test_the_key_undoes_every_replacement(corpus: Corpus, safe: Corpus, tmp_path: Path) -> None:
    with (tmp_path / "key.csv").open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["start"]]
    assert len(rows) == len(safe.edits)
    for row in rows:
        text = corpus.turns.loc[row["place"], "text"]
        assert text[int(row["start"]) : int(row["end"])] == row["original"].removeprefix("'")


def test_a_closed_round_is_forgotten_and_its_numbers_stay_taken(
    corpus: Corpus, safe: Corpus, tmp_path: Path
) -> None:
    key = tmp_path / "key.csv"
    assert forget_round(key, "2024") > 5
    kept = {row.round for row in read_key(key) if row.original}
    assert kept == {"2025", "people"}  # the sheet of people belongs to every round
    again = pseudonymise(corpus.where(year="2024"), roster=ROSTER, key_file=key)
    assert not set(again.edits["replacement"]) & set(safe.edits["replacement"])


def test_pseudonyms_of_the_roster_are_used_in_one_round_only_unless_linked(
    corpus: Corpus, tmp_path: Path
) -> None:
    named = ROSTER.assign(pseudonym=["Asha", "Ben"])
    one = pseudonymise(corpus.where(year="2024"), roster=named, key_file=tmp_path / "a.csv")
    assert one.turns["text"].iloc[0].startswith("Thanks, [Asha].")
    both = pseudonymise(corpus, roster=named, key_file=tmp_path / "b.csv")
    assert "Asha" not in " ".join(both.turns["text"])


def test_two_people_of_one_first_name_are_told_apart_by_who_was_there(
    corpus: Corpus, tmp_path: Path
) -> None:
    two = pd.DataFrame({"name": ["Kelly Marsh", "Kelly Tembo"], "person_id": ["p-kelly", "p-t"]})
    safe = pseudonymise(corpus, roster=two, key_file=tmp_path / "key.csv")
    assert " or " not in safe.turns["text"].iloc[0]
    unknown = corpus.turns.assign(text="Has anyone seen Kelly today?").iloc[-1:]
    alone = pseudonymise(
        Corpus(unknown, corpus.sessions), roster=two, key_file=tmp_path / "key2.csv"
    )
    assert alone.turns["text"].iloc[0] == "Has anyone seen [Person 1 or Person 2] today?"


def test_own_patterns_are_replaced_and_bad_ones_refused(corpus: Corpus, tmp_path: Path) -> None:
    turns = corpus.turns.assign(text="The order was ZZ/9 and then some.").iloc[-1:]
    small = Corpus(turns, corpus.sessions)
    key = tmp_path / "key.csv"
    safe = pseudonymise(small, key_file=key, patterns={"court order": r"ZZ/\d"})
    assert safe.turns["text"].iloc[0] == "The order was [Court order 1] and then some."
    with pytest.raises(PracticelearnError, match="no regular expression"):
        pseudonymise(small, key_file=key, patterns={"case": "("})
    with pytest.raises(PracticelearnError, match="matches nothing at all"):
        pseudonymise(small, key_file=key, patterns={"case": r"\d*"})


def test_names_left_looks_everywhere(corpus: Corpus, safe: Corpus) -> None:
    before = names_left(corpus, roster=ROSTER, memos={"coding 1": "Kelly again"})
    places = set(before.loc[before["likely"], "place"])
    assert places >= {
        "turns.text", "turns.speaker", "attendance.speaker", "sessions.session_id",
        "sessions.file", "sessions.remarks", "people.note", "people.person_id",
        "issues.message", "issues.text", "issues.source_loc", "memos",
    }  # fmt: skip
    after = names_left(safe, roster=ROSTER)
    assert set(after.loc[after["likely"], "place"]) <= {"sessions.team"}
    assert not after["text"].str.lower().str.contains("kelly|tomasz|okafor").any()


def test_names_left_lists_weaker_signs_last(corpus: Corpus) -> None:
    turns = corpus.turns.assign(text="We moved to the Fiesta and [Kelly] was there.").iloc[-1:]
    left = names_left(Corpus(turns, corpus.sessions.iloc[1:]))
    own = left[left["place"] == "turns.text"]
    assert own["text"].tolist().count("Fiesta") == 1
    assert "Kelly" in own["text"].tolist()
    assert not own["likely"].any()


def test_labels_with_brackets_are_replaced_once(corpus: Corpus, tmp_path: Path) -> None:
    labels = ["(SL)", "Sam (moderator)", "Kelly (Tomasz)", "pk910", "Sam's iPad", "P4"]
    turns = corpus.turns.assign(speaker=labels)
    once = pseudonymise(
        Corpus(turns, corpus.sessions), key_file=tmp_path / "a.csv", use_model=False
    )
    twice = pseudonymise(once, key_file=tmp_path / "b.csv", use_model=False)
    speakers = once.turns["speaker"].tolist()
    assert twice.turns["speaker"].tolist() == speakers
    assert twice.turns["text"].tolist() == once.turns["text"].tolist()
    assert speakers[1].endswith("] (moderator)")
    assert speakers[5] == "P4"
    assert not any(word in str(speakers) for word in ("SL", "Sam", "Kelly", "Tomasz", "pk910"))


def test_an_id_made_of_a_label_keeps_no_part_of_the_name(tmp_path):
    talk = tmp_path / "talk"
    talk.mkdir()
    said = ("Maggie O'Hara", "Facilitator", "Owen Mc-Gee", "Siân Al-Sayed")
    (talk / "north.txt").write_text("".join(f"{who}: So it was.\n\n" for who in said * 2), "utf-8")
    draft_sheets(read_transcripts(talk), talk)
    corpus = read_transcripts(talk)
    assert "north.maggie-o-hara" in corpus.people.index
    roster = pd.DataFrame({"name": ["Maggie O'Hara", "Siân Al-Sayed"]})
    for n, known in enumerate((None, roster)):
        safe = pseudonymise(corpus, roster=known, key_file=tmp_path / f"{n}.key.csv")
        ids = " ".join([*safe.people.index, *safe.attendance["person_id"]])
        assert not re.search("hara|gee|sayed|maggie|owen|sian", ids), ids
        assert "north.facilitator" in safe.people.index
        assert set(safe.turns["person_id"]) == set(safe.people.index)


def test_a_surname_of_two_parts_is_seen_in_an_id(corpus):
    people = pd.DataFrame(index=pd.Index(["north.p19-o-hara"], name="person_id"))
    left = names_left(replace(corpus, people=people), roster=pd.DataFrame({"name": ["M O'Hara"]}))
    assert "o-hara" in left.loc[left["place"] == "people.person_id", "text"].tolist()
