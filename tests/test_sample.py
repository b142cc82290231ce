"""The sample holds the truths its README claims, and the library finds them."""

import re
from collections import defaultdict

import pytest

import practicelearn as prac

MEANS = {
    "tools": (0.12, 0.14, 0.76),
    "desks": (0.68, 0.69, 0.10),
    "workload": (0.48, 0.50, 0.49),
    "supervision": (0.46, 0.40, 0.43),
    "peers": (0.34, 0.36, 0.34),
}


@pytest.fixture(scope="module")
def study(sample):
    return prac.open_study(sample)


@pytest.fixture(scope="module")
def corpus(study):
    return study.corpus()


@pytest.fixture(scope="module")
def themes(study, corpus):
    found = prac.find_themes(corpus, prac.merge_codings(study.codings()))
    return found.declare(headline=study.settings.headline)


def test_three_rounds_of_eight_groups_with_enough_talk(corpus):
    assert corpus.sessions.groupby("year").size().tolist() == [8, 8, 8]
    words = corpus.n_words.groupby(corpus.turns["session_id"]).sum()
    assert words.min() >= 1600
    people = (
        corpus.attendance[corpus.attendance["role"] == "participant"].groupby("session_id").size()
    )
    assert (people.min(), people.max()) == (5, 8)
    assert len(corpus.issues) == 0


def test_somebody_is_silent_in_every_third_group(corpus):
    silent = corpus.attendance[corpus.attendance["speaker"].isna()]
    assert silent["session_id"].nunique() == 8


def test_the_originals_are_what_was_frozen(sample, corpus):
    again = prac.read_transcripts(sample / "originals")
    assert again.turns["text"].tolist() == corpus.turns["text"].tolist()
    assert again.turns["speaker"].tolist() == corpus.turns["speaker"].tolist()
    assert set(again.sessions["format"]) == {"vtt", "docx", "text", "csv"}


def test_every_session_is_coded_once_and_a_third_of_them_twice(study, corpus):
    codings = study.codings()
    assert len(codings.issues) == 0
    session = codings.read["turn_id"].str.split(":").str[0]
    assert session.groupby(codings.read["coder"]).nunique().to_dict() == {"kim": 24, "lee": 8}
    read = codings.read[codings.read["coder"] == "kim"]
    assert set(read["turn_id"]) == set(corpus.turns.index)


def test_the_planted_shares_are_there(themes):
    share = themes.extent.pivot(index="theme_id", columns="year", values="share_people")
    for theme, means in MEANS.items():
        assert share.loc[theme].tolist() == pytest.approx(means, abs=0.006)
    assert (
        themes.extent.set_index(["theme_id", "year"]).loc[
            ("lone-working", "2025-26"), "n_groups_raised"
        ]
        == 1
    )


def test_what_rose_and_fell_is_found_and_what_did_not_change_is_not(themes):
    change = prac.compare_years(themes).set_index(["theme_id", "year_after"])["verdict"]
    last = change.xs("2025-26", level="year_after")
    assert last["tools"] == "heard more by a worthwhile amount"
    assert last["desks"] == "heard less by a worthwhile amount"
    assert set(last[["workload", "supervision", "peers"]]) == {"cannot tell"}
    first = change.xs("2024-25", level="year_after")
    assert set(first[list(MEANS)]) == {"cannot tell"}


def test_recurring_means_more_than_one_group(themes):
    assert themes.table.loc[list(MEANS), "recurring"].all()
    assert not themes.table.loc["lone-working", "recurring"]


def test_no_two_groups_share_a_sentence_of_six_words(corpus):
    said = defaultdict(set)
    for sid, text in zip(corpus.turns["session_id"], corpus.turns["text"], strict=True):
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            words = re.findall(r"[a-z']+", sentence.lower())
            if len(words) >= 6:
                said[" ".join(words)].add(sid)
    assert [s for s, where in said.items() if len(where) > 1] == []


def test_the_subject_without_a_code_comes_up_as_a_topic(study, corpus):
    topics = prac.TopicModel(random_state=0).fit(corpus)
    found = prac.find_themes(corpus, prac.merge_codings(study.codings()), topics)
    emergent = found.table[found.table["origin"] == "topic"]
    assert emergent["terms"].str.contains("interpreter").any()
