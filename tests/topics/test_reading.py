"""Expected terms are worked out by hand from tables of a few words."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from practicelearn.language.vocabulary import PASSING_WORDS
from practicelearn.topics.marking import marking, voices
from practicelearn.topics.reading import exemplar_turns, top_terms
from practicelearn.topics.talk import Talk
from practicelearn.topics.words import Phrases

TOPICS = pd.Index(["t1", "t2"], name="topic")


def talk_of(texts, sessions, speakers, phrases=(), verbs=()):
    """Turns whose words are all terms, each turn a window; phrases as pairs of terms."""
    names = list(dict.fromkeys(word for text in texts for word in text.split()))
    counts = np.array([[text.split().count(w) for w in names] for text in texts], dtype=float)
    joined = np.array([[text.count(p) for p in phrases] for text in texts], dtype=float)
    parts = np.array([[names.index(w) for w in p.split()] for p in phrases], dtype=np.int64)
    joined, parts = joined.reshape(len(texts), -1), parts.reshape(-1, 2)
    turns = pd.DataFrame(
        {"session_id": sessions, "speaker": speakers, "text": texts},
        index=[f"u{k}" for k in range(len(texts))],
    )
    talk = Talk(
        n_words=np.array([len(text.split()) for text in texts]),
        session=pd.factorize(np.array(sessions))[0],
        window=np.arange(len(texts)),
        windows=pd.DataFrame(),
        counts=sparse.csr_array(counts),
        terms=names,
        nouns=np.array([word not in verbs for word in names], dtype=float),
        passing=np.array([word in PASSING_WORDS for word in names], dtype=bool),
        phrase_counts=sparse.csr_array(joined),
        phrases=Phrases(
            sparse.csr_array(joined), list(phrases), np.ones(len(phrases)),
            np.zeros(len(phrases), dtype=bool), parts,
            joined.sum(axis=0)[:, None] / counts.sum(axis=0)[parts],
        ),
        columns={},
    )  # fmt: skip
    return talk, turns


def everybody(first, second, **kwargs):
    """Two people in each of three sessions say each of two texts, a topic each."""
    people = [(s, p) for s in "abc" for p in ("P1", "P2")]
    texts = [text for _ in people for text in (first, second)]
    talk, turns = talk_of(
        texts, [s for s, _ in people for _ in "12"], [p for _, p in people for _ in "12"], **kwargs
    )
    return np.tile(np.eye(2), (len(people), 1)), talk, turns


def listed(of_turn, talk, turns):
    found = top_terms(marking(of_turn, talk, voices(turns)), talk, TOPICS)
    return found.groupby("topic")["term"].agg(list).to_dict()


def test_a_word_said_as_often_on_both_topics_is_in_neither_list():
    found = listed(*everybody("team laptop", "team judge"))
    assert found == {"t1": ["laptop"], "t2": ["judge"]}


def test_no_term_stands_in_two_topics_it_stands_where_it_marks_most():
    words = ["laptop laptop form form", "form judge judge charger", "oath oath oath oath"]
    texts = [text for _ in range(6) for text in words]
    talk, turns = talk_of(texts, list("aaaaaabbbbbbcccccc"), list("112233") * 3)
    of_turn = np.tile(np.eye(3), (6, 1))
    found = top_terms(marking(of_turn, talk, voices(turns)), talk, pd.Index(["t1", "t2", "t3"]))
    assert not found["term"].duplicated().any()
    assert found[found["term"] == "form"]["topic"].tolist() == ["t1"]


def test_what_one_person_tells_at_length_does_not_name_the_topic():
    of_turn, talk, turns = everybody("laptop screen", "judge hearing")
    story = talk_of(["hedgehog " * 20], ["a"], ["P1"])[0]
    talk, turns = talk_of(
        ["laptop screen", "judge hearing"] * 6 + ["hedgehog " * 20],
        [*turns["session_id"], "a"],
        [*turns["speaker"], "P1"],
    )
    found = listed(np.vstack([of_turn, [1, 0]]), talk, turns)
    assert story.n_words.item() == 20
    assert found["t1"] == ["laptop", "screen", "hedgehog"]


def test_a_noun_comes_before_a_verb_said_as_often():
    found = listed(*everybody("phoned laptop", "judge oath", verbs=["phoned"]))
    assert found["t1"] == ["laptop", "phoned"]


@pytest.mark.parametrize("word", ["person", "tuesday", "week", "old"])
def test_words_of_all_talk_name_no_topic_unless_they_are_said_there_alone(word):
    shared = f"{word} laptop screen"
    of_turn, talk, turns = everybody(shared, f"judge {word} oath")
    of_turn[1::4] = [0.6, 0.4]  # a little more on the first topic
    found = listed(of_turn, talk, turns)
    assert word not in found["t1"] + found["t2"]
    assert word in listed(*everybody(shared, "judge oath"))["t1"]


def test_one_word_of_a_family_is_listed_a_noun_before_what_is_said_more():
    texts = "supervised supervised supervision manager", "judge oath"
    assert listed(*everybody(*texts, verbs=["supervised"]))["t1"] == ["supervision", "manager"]


def test_a_phrase_stands_in_place_of_the_words_that_are_mostly_said_in_it():
    found = listed(*everybody("duty desk duty desk rota", "judge oath", phrases=["duty desk"]))
    assert found["t1"] == ["duty desk", "rota"]


def test_a_word_mostly_said_without_the_phrase_stands_alone():
    texts = "laptop laptop laptop laptop laptop bag bag bag bag bag", "judge oath"
    assert listed(*everybody(*texts, phrases=["laptop bag"]))["t1"] == ["laptop", "bag"]


def test_what_is_said_together_comes_before_what_is_said_apart():
    texts = ["laptop screen", "laptop screen", "rucksack", "judge oath"] * 6
    talk, turns = talk_of(texts, list("a" * 8 + "b" * 8 + "c" * 8), list("1122") * 6)
    of_turn = np.tile([[1.0, 0], [1, 0], [1, 0], [0, 1]], (6, 1))
    assert listed(of_turn, talk, turns)["t1"] == ["laptop", "screen", "rucksack"]


def test_twelve_terms_at_most_and_the_first_weighs_1():
    words = " ".join(f"{a}{b}" for a in "bcdfgh" for b in ("ala", "ono", "unu"))
    of_turn, talk, turns = everybody(words, "judge")
    found = top_terms(marking(of_turn, talk, voices(turns)), talk, TOPICS)
    own = found[found["topic"] == "t1"]
    assert own["rank"].tolist() == list(range(1, 13))
    assert own["weight"].iloc[0] == 1


def test_one_topic_is_named_by_what_is_said_most():
    _, talk, turns = everybody("laptop laptop screen", "laptop judge")
    found = top_terms(marking(np.ones((12, 1)), talk, voices(turns)), talk, TOPICS[:1])
    assert found["term"].tolist()[0] == "laptop"
    assert set(found["term"]) == {"laptop", "screen", "judge"}


def test_a_topic_that_nothing_marks_still_has_a_word_to_be_called_by():
    of_turn, talk, turns = everybody("team laptop", "team laptop")
    assert listed(of_turn, talk, turns)["t1"][0] in ("team", "laptop")


def exemplars(texts, sessions, speakers, of_turn=None):
    talk, turns = talk_of(texts, sessions, speakers)
    words = [[w in text for w in ("laptop", "judge")] for text in texts]
    of_turn = np.array(words, dtype=float) if of_turn is None else np.array(of_turn)
    marks = marking(of_turn, talk, voices(turns))
    found = exemplar_turns(marks, of_turn, talk, turns, TOPICS)
    return found[found["topic"] == "t1"]["turn_id"].tolist()


LONG = "the laptop froze again at the visit and nobody could find the charger"
OTHER = "the judge read the bundle in the hearing and nobody could find the oath"


def test_a_turn_is_typical_of_its_likeliest_topic_only():
    of_turn = [[0.4, 0.6], [0.9, 0.1], [0.7, 0.3], [0, 1]]
    assert exemplars([LONG] * 3 + [OTHER], list("abcd"), ["1"] * 4, of_turn) == ["u1", "u2"]


def test_turns_of_a_line_and_of_a_page_are_passed_over_unless_there_are_no_others():
    short, page = "the laptop froze again", f"{LONG} " * 5
    assert exemplars([short, LONG, page, OTHER], list("abcd"), ["1"] * 4) == ["u1"]
    found = exemplars([short, page, OTHER[:20]], list("abc"), ["1"] * 3)
    assert sorted(found) == ["u0", "u1"]


def test_a_person_gives_one_turn_and_a_session_two():
    texts = [LONG] * 5 + [OTHER]
    assert exemplars(texts, list("aaaaab"), ["1", "1", "2", "3", "4", "1"]) == ["u0", "u2"]


def test_a_turn_that_leans_on_the_one_before_is_passed_over_where_others_stand_alone():
    texts = [f"yeah {LONG}", LONG, LONG, f"it was {LONG}", LONG, OTHER]
    assert exemplars(texts, list("abcdef"), ["1"] * 6) == ["u1", "u2", "u4"]
    assert exemplars([*texts[:2], OTHER], list("abc"), ["1"] * 3) == ["u0", "u1"]
