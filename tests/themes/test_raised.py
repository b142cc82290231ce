"""Who counts, who raised what, and what is missing rather than zero."""

from dataclasses import replace

import pandas as pd
import pytest

from practicelearn.themes.finding import find_themes
from practicelearn.themes.raised import coded_evidence, coded_scores, group_units, speaking_turns
from work_counted import calls_and_rows

YEAR = "2024-25"


def scores_of(corpus, codings, codes_of=None):
    codes_of = codes_of or {"desks": ["desks"]}
    evidence = coded_evidence(corpus, codings, codes_of)
    return coded_scores(corpus, codings, codes_of, evidence).set_index("group")


def test_the_score_is_the_share_of_people_present_facilitators_left_out(study_of):
    corpus, codings = study_of({"desks": {YEAR: [1, 4, 0]}}, present={YEAR: [5, 8, 6]})
    scores = scores_of(corpus, codings)
    assert list(scores["n_people"]) == [5, 8, 6]
    assert list(scores["n_raised"]) == [1, 4, 0]
    assert list(scores["score"]) == pytest.approx([0.2, 0.5, 0.0])
    assert set(scores["measure"]) == {"share of attendees"}


def test_somebody_silent_is_in_the_denominator(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2, 2]}}, present=4)
    silent = {"session_id": f"{YEAR}-g0", "person_id": "quiet", "role": "participant"}
    corpus = replace(
        corpus, attendance=pd.concat([corpus.attendance, pd.DataFrame([silent])], ignore_index=True)
    )
    assert list(scores_of(corpus, codings)["score"]) == pytest.approx([2 / 5, 2 / 4])


def test_what_the_facilitator_says_is_not_raised(study_of):
    corpus, codings = study_of({"desks": {YEAR: [1, 1]}})
    asked = corpus.turns.index[corpus.turns["speaker"] == "F"][0]
    words = corpus.turns.loc[asked, "text"]
    extra = {
        "coding_id": "f", "part": 1, "turn_id": asked, "start": 0, "end": len(words),
        "quote": words, "code": "desks", "coder": "kim", "origin": "human",
    }  # fmt: skip
    more = replace(
        codings, spans=pd.concat([codings.spans, pd.DataFrame([extra])], ignore_index=True)
    )
    assert list(scores_of(corpus, more)["n_raised"]) == [1, 1]


def test_one_person_who_says_it_twice_is_one_person_and_two_passages(study_of):
    corpus, codings = study_of({"desks": {YEAR: [1]}})
    turn = corpus.turns.index[1]
    words = corpus.turns.loc[turn, "text"]
    again = codings.spans.iloc[0].to_dict() | {
        "coding_id": "again", "turn_id": turn, "start": 0, "end": len(words), "quote": words,
    }  # fmt: skip
    more = replace(codings, spans=pd.concat([codings.spans, pd.DataFrame([again])]))
    assert scores_of(corpus, more)["n_raised"].tolist() == [1]
    assert len(coded_evidence(corpus, more, {"desks": ["desks"]})) == 2


def test_somebody_who_raised_both_parts_of_a_theme_is_one_person(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2]}, "chairs": {YEAR: [3]}})
    both = scores_of(corpus, codings, {"places": ["desks", "chairs"]})
    assert both["n_raised"].tolist() == [3]


def test_where_speech_has_no_speaker_nobody_is_said_to_have_kept_silent(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2, 2, 0]}}, present=4)
    unnamed = corpus.turns["session_id"].isin([f"{YEAR}-g0", f"{YEAR}-g2"])
    corpus = replace(
        corpus,
        turns=corpus.turns.assign(
            speaker=corpus.turns["speaker"].mask(unnamed),
            person_id=corpus.turns["person_id"].mask(unnamed),
            role=corpus.turns["role"].mask(unnamed, "unknown"),
        ),
    )
    scores = scores_of(corpus, codings)
    assert scores["score"].isna().tolist() == [True, False, True]
    assert scores["raised"].tolist() == [True, True, False]
    assert "100% of the words have no speaker" in scores["why"].iloc[0]


def test_notes_count_for_the_group_and_give_no_count_of_people(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2, 0, 2]}})
    notes = corpus.turns["session_id"].isin([f"{YEAR}-g0", f"{YEAR}-g1"])
    corpus = replace(corpus, turns=corpus.turns.assign(verbatim=~notes))
    evidence = coded_evidence(corpus, codings, {"desks": ["desks"]})
    assert len(evidence) == 4
    scores = scores_of(corpus, codings)
    assert scores["raised"].tolist() == [True, False, True]
    assert scores["n_raised"].isna().tolist() == [True, True, False]
    assert scores["score"].isna().tolist() == [True, True, False]
    assert scores["why"].iloc[0].startswith("notes only")
    extent = find_themes(codings, corpus).extent.iloc[0]
    assert (extent["n_groups"], extent["n_groups_raised"]) == (3, 2)
    assert (extent["n_people"], extent["n_people_raised"]) == (5, 2)


def test_a_paraphrase_in_a_transcript_is_shown_but_nobody_raised_it(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2]}})
    coded = codings.spans["turn_id"]
    corpus = replace(corpus, turns=corpus.turns.assign(verbatim=~corpus.turns.index.isin(coded)))
    evidence = coded_evidence(corpus, codings, {"desks": ["desks"]})
    assert len(evidence) == 2
    assert not evidence["verbatim"].any()
    assert scores_of(corpus, codings)["n_raised"].tolist() == [0]
    assert scores_of(corpus, codings)["raised"].tolist() == [False]


def test_a_group_that_was_not_read_has_no_score(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2, 2]}}, unread=[f"{YEAR}-g1"])
    scores = scores_of(corpus, codings)
    assert scores["score"].iloc[0] == pytest.approx(0.4)
    assert pd.isna(scores["score"].iloc[1])
    assert pd.isna(scores["n_raised"].iloc[1])
    assert scores["why"].iloc[1] == "7 turns were not read with this code"


def test_a_group_read_before_the_code_existed_has_no_score(study_of):
    corpus, codings = study_of(
        {"desks": {YEAR: [2, 2]}},
        held={"0": frozenset({"other"}), "1": frozenset({"desks"})},
        version_of={f"{YEAR}-g0": "0"},
    )
    scores = scores_of(corpus, codings)
    assert scores["score"].isna().tolist() == [True, False]


def test_without_a_list_the_speakers_are_the_denominator_and_it_says_so(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2]}}, attendance=())
    scores = scores_of(corpus, codings)
    assert scores["measure"].tolist() == ["share of speakers"]
    assert scores["score"].tolist() == pytest.approx([0.4])


def test_a_label_means_somebody_else_in_each_session(study_of):
    corpus, _ = study_of({"desks": {YEAR: [1, 1]}}, attendance=())
    who = speaking_turns(corpus)["who"]
    assert who.nunique() == 10


def test_minutes_are_recorded_ones_and_are_missing_where_a_session_has_no_length(study_of):
    corpus, _ = study_of({"desks": {YEAR: [1]}}, minutes={YEAR: 42.0})
    assert group_units(corpus)["minutes"].tolist() == [42.0]
    unknown = replace(corpus, sessions=corpus.sessions.assign(duration_s=float("nan")))
    assert group_units(unknown)["minutes"].isna().all()


def test_what_is_referred_on_counts_and_its_words_are_nowhere(study_of):
    corpus, codings = study_of({"desks": {YEAR: [2, 1]}})
    spans = codings.spans.assign(refer_on=codings.spans.index == 0)
    secret = spans["quote"].iloc[0]
    codings = replace(codings, spans=spans)
    themes = find_themes(codings, corpus)
    assert secret not in set(themes.evidence["quote"])
    assert secret not in set(themes.quotes("desks", 9)["quote"])
    assert "[referred on]" not in set(themes.quotes("desks", 9)["quote"])
    assert scores_of(corpus, codings)["n_raised"].tolist() == [2, 1]


def test_what_another_coder_marked_to_be_referred_on_is_not_quoted_either(study_of):
    """One reading of a session counts; the other coder's warning about a passage of it holds."""
    corpus, codings = study_of({"desks": {YEAR: [2, 1, 1]}})
    mine = codings.spans.iloc[[0]]
    theirs = mine.assign(coding_id="zoe-1", coder="zoe", code="harm", refer_on=True, quote="abc",
                         end=mine["start"] + 3)  # fmt: skip
    both = replace(codings, spans=pd.concat([codings.spans, theirs], ignore_index=True))
    evidence = find_themes(both, corpus).evidence
    said = evidence.set_index("coding_id")["quote"]
    assert said[mine["coding_id"].iloc[0]] == "[referred on]"
    assert (said.drop(mine["coding_id"]) != "[referred on]").all()


def test_ten_times_the_themes_are_not_ten_times_the_work(study_of):
    corpus, codings = study_of({"desks": {YEAR: [1, 4, 0]}}, present={YEAR: [5, 8, 6]})
    scores_of(corpus, codings)  # what is derived once of a corpus is no work of the themes

    def calls(n: int) -> int:
        codes_of = {f"t{k}": ["desks"] for k in range(n)}
        evidence = coded_evidence(corpus, codings, codes_of)
        return calls_and_rows(lambda: coded_scores(corpus, codings, codes_of, evidence))[0]

    assert calls(40) < 3 * calls(4)
