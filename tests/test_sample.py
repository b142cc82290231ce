"""The sample holds the truths its README claims, and the library finds them."""

import re
from collections import defaultdict

import pytest

import practicelearn as prac
from planned_before import planned

MEANS = {
    "tools": (0.15, 0.15, 0.71),
    "desks": (0.64, 0.64, 0.10),
    "workload": (0.48, 0.51, 0.49),
    "supervision": (0.46, 0.46, 0.51),
    "peers": (0.41, 0.39, 0.43),
}
# Said by one group alone: it has no spread over groups to speak of.
ONE_GROUP = ["lone-working"]
# Words in the names of teams that any of them would say.
ANYBODYS = {"team", "care", "children", "family"}


@pytest.fixture(scope="module")
def study(sample):
    return prac.open_study(sample)


@pytest.fixture(scope="module")
def corpus(study):
    return study.corpus()


@pytest.fixture(scope="module")
def themes(study, corpus):
    found = prac.find_themes(prac.merge_codings(study.codings()), corpus)
    return planned(found, study.settings.headline)


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
    assert (share.loc["tools", "2025-26"] - share.loc["tools", "2024-25"]) > 0.45
    assert (share.loc["desks", "2024-25"] - share.loc["desks", "2025-26"]) > 0.45
    assert (
        themes.extent.set_index(["theme_id", "year"]).loc[
            ("lone-working", "2025-26"), "n_groups_raised"
        ]
        == 1
    )


def test_groups_differ_more_than_chance_as_groups_do(themes):
    # People in one group take up each other's words. Variance over groups of the share who raised
    # a theme, over what a coin for each person would give: 1 is chance, real groups lie above it.
    scores = themes.scores[~themes.scores["theme_id"].isin(ONE_GROUP)]
    spread = scores.groupby(["theme_id", "year"]).apply(beyond_chance)
    assert len(spread) == 24
    assert 1.1 < spread.mean() < 2.5
    for by in ("theme_id", "year"):
        assert spread.groupby(by).mean().min() >= 1


def beyond_chance(groups):
    n, said = groups["n_people"], groups["n_raised"]
    p = said.sum() / n.sum()
    return float(((said / n - p) ** 2 * n / (p * (1 - p))).sum() / (len(groups) - 1))


def test_every_coding_stands_on_a_participants_own_words(corpus, study):
    spans = study.codings().spans
    role = corpus.turns["role"].reindex(spans["turn_id"])
    assert set(role) == {"participant"}
    words = [
        corpus.turns.loc[turn, "text"][a:b]
        for turn, a, b in zip(spans["turn_id"], spans["start"], spans["end"], strict=True)
    ]
    assert words == spans["quote"].tolist()


def test_nobody_answers_their_own_turn(corpus):
    speaker = corpus.turns.groupby("session_id")["speaker"]
    assert not (corpus.turns["speaker"] == speaker.shift()).any()


def test_no_quote_that_may_be_printed_names_its_own_team(study, corpus):
    spans = study.codings().spans
    made = study.decisions()
    may = made.loc[made["kind"] == "quotable", "coding_id"]
    quotable = spans[spans["coding_id"].isin(may)]
    assert len(quotable) > 40
    for turn, quote in zip(quotable["turn_id"], quotable["quote"], strict=True):
        session = corpus.sessions.loc[turn.split(":")[0]]
        own = re.findall(r"[a-z]{4,}", f"{session['group']} {session['team']}".lower())
        assert not (set(own) - ANYBODYS) & set(re.findall(r"[a-z]+", quote.lower())), turn


def test_no_owner_of_an_action_is_named_by_their_service(study, corpus):
    # A report names no service: the owner is a role that any council has.
    who = study.actions().actions["owner"].dropna().str.lower()
    teams = corpus.attendance["team"].dropna().unique()
    services = {w for team in teams for w in re.findall(r"[a-z]{4,}", team.lower())}
    named = {w for text in who for w in re.findall(r"[a-z]{4,}", text)}
    assert not named & services


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
    found = prac.find_themes(prac.merge_codings(study.codings()), corpus, topics)
    emergent = found.table[found.table["origin"] == "topic"]
    assert emergent["terms"].str.contains("interpreter").any()
