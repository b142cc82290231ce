"""A name is found however it is hidden or joined: rosters, cues and searches compare alike."""

import pandas as pd
import pytest

from practicelearn.app.finding import find
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.language.phrases import find_phrases
from practicelearn.language.pipeline import tokenise
from practicelearn.pseudonyms import pseudonymise
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.roster import Named, Roster
from practicelearn.pseudonyms.speech import Speech

PEOPLE = [
    Named("person:p1", ("Siobh\u00e1n",), "Okafor"),
    Named("person:p2", ("Niamh",), "O\u2019Neill"),
    Named("person:p3", ("Jo-Ann",), "Al-Sayed"),
]
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202e\u2066\u2069"


def corpus_of(*texts):
    rows = [
        {"turn_id": make_turn_id("north", n), "session_id": "north", "n": n, "speaker": "P1",
         "role": "participant", "text": text, "marks": []}
        for n, text in enumerate(texts, start=1)
    ]  # fmt: skip
    sessions = pd.DataFrame({"year": ["2025-26"]}, index=pd.Index(["north"], name="session_id"))
    corpus = Corpus(turns=pd.DataFrame(rows).set_index("turn_id"), sessions=sessions)
    return corpus.with_turns(corpus.turns)


@pytest.fixture(scope="module")
def finder():
    return Finder(PEOPLE, use_model=False)


def found(finder, text):
    return [(text[h.start : h.end], h.who) for h in finder.find([text])[0] if h.who]


@pytest.mark.parametrize("char", UNSEEN)
def test_an_unseen_character_inside_a_name_hides_nobody(finder, char):
    name = f"Sio{char}bh\u00e1n Oka{char}for"
    assert found(finder, f"I told {name} twice.") == [(name, "person:p1")]


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("siobh\u00e1n_okafor", "person:p1"),
        ("okafor_siobh\u00e1n", "person:p1"),
        ("Siobh\u00e1n.Okafor", "person:p1"),
        ("SIOBHA\u0301N OKAFOR", "person:p1"),
        ("Niamh O'Neill", "person:p2"),
        ("Niamh O\u02bcNeill", "person:p2"),
        ("niamh_o\u2019neill", "person:p2"),
        ("Jo\u2011Ann Al\u2010Sayed", "person:p3"),
    ],
)
def test_one_name_is_one_name_however_it_is_written(finder, written, who):
    assert found(finder, f"It was in {written} again.") == [(written, who)]


def test_a_name_within_a_longer_word_is_no_name():
    roster = Roster([Named("person:p1", ("Ann",), "Lee")])
    words = Finder(use_model=False).words
    for text in ("Annual leave", "Leeds", "a sleepy clannish lot"):
        assert not list(roster.find(Speech(text, words)))


def test_a_frozen_text_with_hidden_names_is_pseudonymised_whole(tmp_path):
    corpus = corpus_of(
        "I told Sio\u200bbhan Oka\u00adfor, and siobhan_okafor again.", "So she said."
    )
    roster = pd.DataFrame({"name": ["Siobhan Okafor"]})
    made = pseudonymise(corpus, key_file=tmp_path / "key.csv", roster=roster)
    assert made.turns["text"].tolist() == [
        "I told [Person 1], and [Person 1] again.",
        "So she said.",
    ]


def test_a_file_named_by_underscores_loses_the_name(tmp_path):
    corpus = corpus_of("So she said.")
    corpus = corpus.with_turns(corpus.turns)
    named = pd.DataFrame({"name": ["Siobhan Okafor"]})
    files = corpus.sessions.assign(file="siobhan_okafor.txt")
    made = pseudonymise(
        Corpus(turns=corpus.turns, sessions=files), key_file=tmp_path / "key.csv", roster=named
    )
    assert made.sessions["file"].tolist() == ["person-1.txt"]


@pytest.mark.parametrize(
    "wanted", ["Siobh\u00e1n", "siobha\u0301n", "Sio\u200bbh\u00e1n", "O'NEILL", "o\u2019neill"]
)
@pytest.mark.parametrize("exact", [True, False])
def test_a_search_finds_a_word_however_it_is_written(wanted, exact):
    corpus = corpus_of("Then Sio\u00adbh\u00e1n came.", "And O\u2019Neill, \U0001f642 O'Neill.")
    hits = find(corpus, wanted, exact=exact).hits
    assert len(hits) == (1 if "s" in wanted.lower() else 2)
    for hit in hits:
        text = corpus.turns["text"][hit["turn_id"]]
        assert text[hit["start"] : hit["end"]] == hit["quote"]
        assert "".join(c for c in hit["quote"] if c not in UNSEEN).strip("s ") != ""


def test_a_cue_matches_words_with_something_unseen_in_them():
    corpus = corpus_of("The case\u00adload is high.", "Caf\u00e9 talk.")
    cues = {"work": ["caseload"], "cafe": ["cafe\u0301"]}
    assert find_phrases(tokenise(corpus.turns), cues)["key"].tolist() == ["work", "cafe"]
