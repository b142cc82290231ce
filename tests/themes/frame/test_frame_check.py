"""What to look at in a frame: four things in a messy study, nothing in its clean twin."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import pandas as pd
import pytest
from frame_studies import SAID, subject_of

import practicelearn as prac
from practicelearn.coding.frame import Code
from practicelearn.errors import CodingError, PracticelearnError
from practicelearn.themes.frame.check import frame_check
from practicelearn.topics.model import TopicModel


def kinds(check):
    return check.table.groupby("kind")["codes"].agg(list).to_dict()


def again(looked, codings, **more):
    """The check of other codings of the same talk."""
    given = {"found_again": looked.again, **more}
    return frame_check(codings, looked.study.corpus, looked.topics, **given)


def test_the_four_things_are_found_and_nothing_else(messy):
    assert kinds(messy.check) == {
        "may be one": [["supervision", "support"]],
        "holds two subjects": [["resources"]],
        "never used": [["interpreters"]],
        "no code covers it": [[]],
    }


def test_on_the_clean_twin_there_is_nothing_to_look_at(clean):
    assert clean.check.table.empty
    assert repr(clean.check) == (
        "FrameCheck of Invented, version 1: nothing to look at. For a person to decide"
    )


def test_the_uncovered_topic_is_the_one_nobody_coded(messy):
    [topics] = messy.check.table.loc[messy.check.table["kind"] == "no code covers it", "topics"]
    on = messy.topics.turn_topics_[messy.study.subject == "building"].idxmax(axis=1)
    assert topics == [on.mode()[0]]


def test_each_proposal_has_its_figures_and_says_what_a_person_could_do(messy):
    """The counts are made again here, from the codings and the talk themselves."""
    table = messy.check.table.set_index("kind")
    spans = messy.study.codings.spans
    role = messy.study.corpus.turns["role"]
    own = {c: set(spans.loc[spans["code"] == c, "turn_id"]) for c in ("supervision", "support")}
    both, either = own["supervision"] & own["support"], own["supervision"] | own["support"]
    one = table.loc["may be one"]
    assert one["n_turns"] == len(either) and one["share"] == pytest.approx(len(both) / len(either))
    assert f"{len(both)} of the {len(either)} turns that carry either carry both" in one["says"]
    assert one["n_groups"] == 8 and 0.8 < one["likeness"] < 1.2 and one["p_adjusted"] < 0.05
    two = table.loc["holds two subjects"]
    assert two["n_passages"] == (spans["code"] == "resources").sum()
    assert 0.25 <= two["share"] <= 0.5 and two["likeness"] < 0.5
    never = table.loc["never used"]
    assert never["n_turns"] == (role != "facilitator").sum()
    assert "Up to 31% of such groups could still raise it" in never["says"]  # 1 - .05 ** (1 / 8)
    uncovered = table.loc["no code covers it"]
    assert uncovered["share"] < 0.1 < 0.5 < uncovered["by_chance"]
    assert table["could"].str.len().min() > 60 and table["could"].nunique() == 4


def test_quotes_are_participants_words_with_their_places(messy):
    corpus = messy.study.corpus
    seen = {}
    for proposal, row in messy.check.table.iterrows():
        quotes = messy.check.quotes(proposal)
        seen[row["kind"]] = quotes["side"].nunique()
        assert len(quotes) <= 3 * max(seen[row["kind"]], 1)
        for quote in quotes.itertuples():
            text = corpus.turns.loc[quote.turn_id, "text"]
            assert text[int(quote.start) : int(quote.end)] == quote.quote
            assert corpus.turns.loc[quote.turn_id, "role"] != "facilitator"
            assert quote.session_id == quote.turn_id.partition(":")[0]
    assert seen == {
        "may be one": 2, "holds two subjects": 2, "never used": 0, "no code covers it": 1
    }  # fmt: skip


def test_the_two_parts_of_a_code_are_the_two_subjects_it_holds(messy):
    [proposal] = messy.check.table.index[messy.check.table["kind"] == "holds two subjects"]
    own = messy.check.passages[messy.check.passages["proposal"] == proposal]
    on = own["quote"].map(subject_of).groupby(own["side"]).agg(lambda s: s.mode()[0])
    assert sorted(on) == ["tools", "travel"]


def test_nothing_is_applied(messy):
    frame, spans = messy.study.codings.frame, messy.study.codings.spans.copy()
    again(messy, messy.study.codings)
    assert messy.study.codings.frame == frame and "interpreters" in frame
    pd.testing.assert_frame_equal(messy.study.codings.spans, spans)


def test_unread_is_missing_and_never_zero(messy):
    """Two groups read: whether a code is never used cannot be told; nor is a topic uncovered."""
    hand = messy.study.codings
    few = ("2030-north", "2030-south")
    read = hand.read[hand.read["turn_id"].str.startswith(few)]
    check = again(messy, replace(hand, read=read))
    assert "never used" not in set(check.table["kind"])
    assert "no code covers it" not in set(check.table["kind"])
    why = check.not_known.set_index("what")["why"]
    assert why["whether “Interpreters” is never used"] == (
        "too little read: 2 groups of 8 read to the end with this code in the frame"
    )
    assert why.index.str.startswith("whether a code covers").sum() == 6


def test_of_a_topic_of_which_little_is_read_nothing_is_said(messy):
    """Three groups of eight read: enough groups, and less than half of the words."""
    hand = messy.study.codings
    few = ("2030-north", "2030-south", "2030-east")
    check = again(messy, replace(hand, read=hand.read[hand.read["turn_id"].str.startswith(few)]))
    assert "no code covers it" not in set(check.table["kind"])
    assert "never used" in set(check.table["kind"])
    said = check.not_known["why"][check.not_known["what"].str.contains("covers")]
    assert said.str.fullmatch(r"too little read: [\d,]+ of [\d,]+ words, in 3 groups").all()


def test_one_subject_that_lies_on_two_topics_is_still_one(messy):
    """Court talk put on two topics, half of each stretch on one: the words are the same."""
    corpus, topic = messy.study.corpus, messy.topics.turn_topics_.idxmax(axis=1)
    court = topic == topic[messy.study.subject == "court"].mode()[0]
    place = court.groupby(corpus.turns["session_id"]).cumsum()
    half = place > court.groupby(corpus.turns["session_id"]).transform("sum") / 2
    weights = pd.get_dummies(topic).astype(float).assign(t7=(court & half).astype(float))
    weights.loc[court & half, weights.columns[:-1]] = 0
    topics = copy(messy.topics)
    topics.turn_topics_ = weights
    topics.names_ = pd.concat([messy.topics.names_, pd.Series({"t7": "judge, bundle, Leeds"})])
    every = pd.Series(True, index=topics.names_.index)
    check = frame_check(messy.study.codings, corpus, topics, found_again=every)
    assert kinds(check)["holds two subjects"] == [["resources"]]


def test_two_codes_that_share_a_part_of_their_talk_are_not_one(messy):
    """Court talk is given both codes, and each holds a subject of its own beside it."""
    hand = messy.study.codings
    court = hand.spans[hand.spans["code"] == "court"]
    also = court.assign(code="caseload", coding_id=court["coding_id"] + "b")
    spans = hand.spans.assign(code=hand.spans["code"].replace("court", "supervision"))
    check = again(messy, replace(hand, spans=pd.concat([spans, also], ignore_index=True)))
    assert ["caseload", "supervision"] not in kinds(check).get("may be one", [])


def test_reading_under_a_version_without_the_code_says_nothing_of_it(messy):
    hand = messy.study.codings
    there = frozenset(hand.frame.ids) - {"interpreters"}
    check = again(messy, replace(hand, held={"1": there}))
    assert "never used" not in set(check.table["kind"])
    assert "0 groups of 8" in check.not_known["why"].str.cat()


def test_a_code_that_anybody_gave_is_used_whoever_is_counted(messy):
    """lee read one group and gave it once; kim's reading counts, and never has it."""
    hand = messy.study.codings
    turn = hand.spans.iloc[0]
    given = turn.to_frame().T.assign(coding_id="l1", code="interpreters", coder="lee")
    both = replace(hand, spans=pd.concat([hand.spans, given], ignore_index=True))
    assert "never used" not in set(again(messy, both).table["kind"])


def test_a_machines_coding_is_nobodys(messy):
    """Cue words find much: of them no code is used, and no topic is covered."""
    frame = messy.study.codings.frame.change("interpreters", cues=("heating",))
    hand, found = messy.study.codings, prac.code_keywords(messy.study.corpus, frame)
    assert "interpreters" in set(found.spans["code"])
    nobody = frame_check(found, messy.study.corpus, messy.topics, found_again=messy.again)
    assert nobody.table.empty
    assert "a machine's coding is nobody's" in nobody.not_known["why"].iloc[0]
    beside = replace(
        hand, spans=pd.concat([hand.spans, found.spans]), read=pd.concat([hand.read, found.read])
    )
    assert kinds(again(messy, beside)) == kinds(messy.check)


def test_retired_codes_and_those_above_used_ones_are_no_matter(messy):
    frame = messy.study.codings.frame
    above = frame.with_code(Code("all", "All")).change("court", parent="all")
    check = again(messy, messy.study.codings, frame=above)
    assert kinds(check)["never used"] == [["interpreters"]]
    gone = frame.change("interpreters", retired=True)
    assert "never used" not in set(again(messy, messy.study.codings, frame=gone).table["kind"])


def test_a_code_and_one_below_it_are_no_pair(messy):
    below = messy.study.codings.frame.change("support", parent="supervision")
    check = again(messy, messy.study.codings, frame=below)
    assert "may be one" not in set(check.table["kind"])


def test_where_its_words_are_said_an_unused_code_shows_them(messy):
    frame = messy.study.codings.frame.change("interpreters", cues=("heating", "kettle"))
    check = again(messy, messy.study.codings, frame=frame)
    [proposal] = check.table.index[check.table["kind"] == "never used"]
    assert "coded otherwise, or not at all" in check.table.loc[proposal, "says"]
    quotes = check.quotes(proposal)
    assert len(quotes) == 3
    assert quotes["quote"].str.contains("heating|kettle").all()


@pytest.mark.filterwarnings("ignore:TopicModel. short talk")
def test_what_is_passed_on_or_taken_out_is_quoted_nowhere(messy):
    hand, corpus = messy.study.codings, messy.study.corpus
    uncoded = corpus.turns.index[messy.study.subject == "building"]
    text = corpus.turns["text"].where(
        ~corpus.turns.index.isin(uncoded[4:]), "[redacted: place] " + corpus.turns["text"]
    )
    spans = hand.spans.assign(refer_on=hand.spans["code"].eq("supervision"))
    taken = replace(corpus, turns=corpus.turns.assign(text=text))
    topics = TopicModel(n_topics=6).fit(taken)
    every = pd.Series(True, index=topics.names_.index)
    check = frame_check(replace(hand, spans=spans), taken, topics, found_again=every)
    passed_on = set(spans.loc[spans["refer_on"], "turn_id"])
    for proposal in check.table.index:
        shown = check.quotes(proposal, n=50)["turn_id"]
        assert not set(shown) & passed_on
        assert not set(shown) & set(uncoded[4:])
    [proposal] = check.table.index[check.table["kind"] == "no code covers it"]
    assert set(check.quotes(proposal, n=50)["turn_id"]) & set(uncoded[:4])


def test_topics_that_are_not_found_again_are_left_alone_and_named(messy):
    none = messy.again & False
    check = again(messy, messy.study.codings, found_again=none)
    assert set(check.table["kind"]) == {"may be one", "never used"}
    assert "6 topics of 6 not found again in the other half" in check.not_known["why"].iloc[-1]


def test_without_topics_codes_are_held_against_codes(messy):
    check = frame_check(messy.study.codings, messy.study.corpus)
    assert set(check.table["kind"]) == {"may be one", "never used"}
    assert check.not_known["why"].tolist() == ["no topics were given: TopicModel().fit(corpus)"]


@pytest.mark.filterwarnings("ignore:TopicModel. short talk")
def test_three_sessions_are_too_few_for_topics(messy):
    corpus = messy.study.corpus.where(session_id=["2030-north", "2030-south", "2030-east"])
    topics = TopicModel(n_topics=3).fit(corpus)
    check = frame_check(messy.study.codings, corpus, topics)
    assert "too few sessions" in check.not_known["why"].str.cat()
    assert set(check.table["kind"]) <= {"may be one", "never used"}


def test_codes_given_too_seldom_are_said_to_be_so(messy):
    hand = messy.study.codings
    few = hand.spans.groupby("code").head(4)
    check = again(messy, replace(hand, spans=few))
    said = check.not_known["what"].iloc[0]
    assert "“Supervision”" in said and "“Court”" in said
    assert not {"may be one", "holds two subjects"} & set(check.table["kind"])


def test_topics_of_other_talk_and_codings_without_a_frame_are_refused(messy):
    small = messy.study.corpus.where(session_id=["2030-north"])
    with pytest.raises(PracticelearnError, match="not the corpus that the model was fitted on"):
        frame_check(messy.study.codings, small, messy.topics)
    with pytest.raises(CodingError, match="no frame"):
        frame_check(replace(messy.study.codings, frame=None), messy.study.corpus)
    with pytest.raises(PracticelearnError, match="p9"):
        messy.check.quotes("p9")


def test_a_notebook_shows_figures_and_nobodys_words(messy):
    shown = messy.check._repr_html_()
    assert "may be one: 1; holds two subjects: 1; never used: 1; no code covers it: 1" in shown
    assert "Supervision · Support" in shown
    assert not any(opening in shown for openings, _ in SAID.values() for opening in openings)
