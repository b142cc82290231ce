"""From codings to verdicts, everybody is counted or named as left out, and it adds up."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn.coding.codings import Codings
from practicelearn.errors import PracticelearnError
from practicelearn.themes.account import COUNTED
from practicelearn.themes.finding import find_themes

YEAR = "2024-25"


def without(corpus, session, *labels):
    """The corpus, where the list of a session lacks some of its speakers."""
    there = corpus.attendance
    gone = (there["session_id"] == session) & there["speaker"].isin(labels)
    turns = corpus.turns
    lost = (turns["session_id"] == session) & turns["speaker"].isin(labels)
    return replace(
        corpus,
        attendance=there[~gone].reset_index(drop=True),
        turns=turns.assign(person_id=turns["person_id"].mask(lost)),
    )


def row(account, what, reason, theme="desks"):
    own = account[(account["theme_id"] == theme) & (account["what"] == what)]
    own = own[own["reason"] == reason]
    return own.iloc[0] if len(own) else None


def test_people_who_raised_it_are_never_more_than_people_who_were_there(study_of):
    corpus, codings = study_of({"desks": {YEAR: [6, 7, 5]}}, present=7)
    short = without(corpus, f"{YEAR}-g1", "P5", "P6")
    themes = find_themes(codings, short)
    scores = themes.scores.set_index("group")
    assert pd.isna(scores.loc[f"g1-{YEAR}", "score"])
    assert pd.isna(scores.loc[f"g1-{YEAR}", "n_raised"])
    assert bool(scores.loc[f"g1-{YEAR}", "raised"])
    assert scores.loc[f"g1-{YEAR}", "why"].startswith("2 people who spoke are not on the attendan")
    extent = themes.extent.iloc[0]
    assert (extent["n_people_raised"], extent["n_people"]) == (11, 14)
    assert (extent["n_groups_raised"], extent["n_groups"]) == (3, 3)
    said = " ".join(themes.notes)
    assert "1 of 3 groups of 2024-25 gives no share of people: somebody who spoke is not" in said
    assert f"(g1-{YEAR})" in said


def test_a_completed_list_gives_the_share_back(study_of):
    corpus, codings = study_of({"desks": {YEAR: [6, 7, 5]}}, present=7)
    themes = find_themes(codings, corpus)
    assert themes.scores["score"].notna().all()
    assert themes.notes == ()


def test_somebody_in_two_groups_of_a_round_is_one_person(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2, 2]}}, present=3)
    same = {f"{YEAR}-g1-P0": f"{YEAR}-g0-P0"}
    corpus = replace(
        corpus,
        attendance=corpus.attendance.assign(person_id=corpus.attendance["person_id"].replace(same)),
        turns=corpus.turns.assign(person_id=corpus.turns["person_id"].replace(same)),
    )
    themes = find_themes(codings, corpus)
    extent = themes.extent.iloc[0]
    assert (extent["n_people_raised"], extent["n_people"]) == (3, 5)
    assert themes.table.loc["desks", "n_people"] == 3
    assert row(themes.account, "people", COUNTED)["n"] == 5


def test_people_of_two_rounds_are_not_added_up(study_of):
    corpus, codings = study_of({"desks": {"2024-25": [3, 3], "2025-26": [1, 2]}})
    table = find_themes(codings, corpus).table.loc["desks"]
    assert (table["n_groups"], table["n_people"], table["n_passages"]) == (2, 3, 3)


def test_a_written_source_and_a_stage_direction_unseat_nobody(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2, 2]}}, present=4)
    flip = {"session_id": f"{YEAR}-g0-flip", "year": YEAR, "group": f"g0-{YEAR}",
            "source_kind": "flip chart"}  # fmt: skip
    rows = [
        {"turn_id": f"{YEAR}-g0-flip:0000{n}", "session_id": f"{YEAR}-g0-flip", "n": n,
         "speaker": None, "role": "unknown", "marks": [], "verbatim": False,
         "text": "Too few desks, and nowhere to sit down and write up visits. " * 20}
        for n in (1, 2)
    ]  # fmt: skip
    stage = {"turn_id": f"{YEAR}-g1:00090", "session_id": f"{YEAR}-g1", "n": 90, "speaker": None,
             "role": "unknown", "marks": [], "verbatim": True,
             "text": "(" + "A trolley goes by in the corridor, and everybody waits for it. " * 20
             + ")"}  # fmt: skip
    turns = pd.concat([corpus.turns.reset_index(), pd.DataFrame([*rows, stage])])
    sessions = pd.concat([corpus.sessions.reset_index(), pd.DataFrame([flip])])
    corpus = replace(
        corpus, turns=turns.set_index("turn_id"), sessions=sessions.set_index("session_id")
    )
    read = pd.DataFrame(
        {"coder": "kim", "turn_id": [r["turn_id"] for r in [*rows, stage]], "frame_version": "1"}
    )
    codings = replace(codings, read=pd.concat([codings.read, read], ignore_index=True))
    scores = find_themes(codings, corpus).scores
    assert scores["score"].tolist() == pytest.approx([0.5, 0.5])


def test_speech_without_a_speaker_is_the_groups_and_nobodys(study_of):
    corpus, codings = study_of({"desks": {YEAR: [1, 0]}}, present=12)
    coded = codings.spans["turn_id"].iloc[0]
    here = corpus.turns.index == coded
    corpus = replace(
        corpus,
        turns=corpus.turns.assign(
            speaker=corpus.turns["speaker"].mask(here),
            person_id=corpus.turns["person_id"].mask(here),
            role=corpus.turns["role"].mask(here, "unknown"),
        ),
    )
    themes = find_themes(codings, corpus)
    assert themes.scores["raised"].tolist() == [True, False]
    assert row(themes.account, "passages", "no speaker named")["n"] == 1


def test_a_filter_that_leaves_nobody_says_so(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2, 2]}})
    nobody = corpus.where(role="observer")
    with pytest.raises(PracticelearnError, match="no turn of anybody who counts"):
        find_themes(codings, nobody)


def test_codings_in_sessions_not_looked_at_are_named(study_of):
    corpus, codings = study_of({"desks": {"2024-25": [3, 3], "2025-26": [1, 2]}})
    themes = find_themes(codings, corpus.where(year="2025-26"))
    assert "6 of 9 codings are not counted: in sessions that are not looked at" in themes.notes[0]


def test_another_coders_reading_is_named(study_of):
    corpus, codings = study_of({"desks": {YEAR: [3, 3]}})
    lee = codings.spans.iloc[:2].assign(coder="lee", coding_id=["l1", "l2"])
    both = replace(
        codings,
        spans=pd.concat([codings.spans, lee], ignore_index=True),
        read=pd.concat([codings.read, codings.read.iloc[:3].assign(coder="lee")]),
    )
    themes = find_themes(both, corpus)
    assert "2 of 8 codings are left out by that" in " ".join(themes.notes)
    (said,) = themes.provenance
    assert said.startswith("Coded by 2 people in practicelearn; where several read a session, one")
    left = row(themes.account, "passages", "of another coder's reading", "")
    assert (left["n"], left["of"], left["where"]) == (2, 8, ["lee"])


@settings(
    max_examples=settings().max_examples // 4,  # 25 in the long run, 10 in the quick one
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    raised=st.lists(st.integers(0, 5), min_size=2, max_size=4),
    unread=st.sets(st.integers(0, 3)),
    unlisted=st.sets(st.integers(0, 3)),
    notes=st.sets(st.integers(0, 3)),
    unnamed=st.sets(st.integers(0, 40)),
)
def test_it_adds_up_whatever_is_missing(study_of, raised, unread, unlisted, notes, unnamed):
    groups = range(len(raised))
    corpus, codings = study_of(
        {"desks": {YEAR: raised}, "chairs": {YEAR: [1] * len(raised)}},
        unread=[f"{YEAR}-g{g}" for g in unread if g in groups],
    )
    for g in unlisted & set(groups):
        corpus = without(corpus, f"{YEAR}-g{g}", "P4")
    turns = corpus.turns
    note = turns["session_id"].isin([f"{YEAR}-g{g}" for g in notes])
    lost = pd.Series(range(len(turns)), index=turns.index).isin(unnamed)
    turns = turns.assign(
        verbatim=~note, speaker=turns["speaker"].mask(lost), person_id=turns["person_id"].mask(lost)
    )
    corpus = replace(corpus, turns=turns)
    if codings.read.empty:
        return
    themes = find_themes(codings, corpus)
    account = themes.account
    of_all = account[account["theme_id"] == ""]
    assert of_all["n"].sum() == codings.spans["coding_id"].nunique()
    for theme in ("desks", "chairs"):
        own = account[account["theme_id"] == theme]
        total = own.groupby("what")["n"].sum()
        assert total["groups"] == len(raised)
        counts = turns[turns["role"] != "facilitator"]
        assert total["turns"] == len(counts)
        assert total.get("passages", 0) == (themes.evidence["theme_id"] == theme).sum()
        extent = themes.extent.set_index("theme_id")
        if theme in extent.index:
            assert extent.loc[theme, "n_people_raised"] <= extent.loc[theme, "n_people"]
            counted = row(account, "people", COUNTED, theme)
            assert extent.loc[theme, "n_people"] == (0 if counted is None else counted["n"])
    assert (themes.scores["score"].dropna() <= 1).all()


def test_no_codings_at_all_is_said_not_counted(study_of):
    corpus, _ = study_of({"desks": {YEAR: [1, 1]}})
    with pytest.raises(PracticelearnError, match="needs codings"):
        find_themes(Codings(), corpus)


def test_a_comma_in_a_groups_name_makes_no_second_group(study_of):
    corpus, codings = study_of({"desks": {YEAR: [1, 1]}}, unread=[f"{YEAR}-g1"])
    named = corpus.sessions["group"].replace({f"g1-{YEAR}": "North, late"})
    corpus = replace(corpus, sessions=corpus.sessions.assign(group=named))
    said = " ".join(find_themes(codings, corpus).notes)
    assert "1 of 2 groups of 2024-25 gives no share of people" in said
