"""How a theme came up, on one invented conversation at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import PracticelearnError
from practicelearn.themes.absence import absences, missed_of
from practicelearn.themes.finding import find_themes
from practicelearn.themes.mentions import mentions, mentions_by_year
from practicelearn.themes.positions import group_agreement, heard_once, who_said_otherwise
from practicelearn.themes.themes import Themes
from practicelearn.transcripts.marks import find_marks

GUIDE = pd.DataFrame(
    {"question_id": ["q1", "q2"], "wording": ["And desks?", "What else?"], "version": ["1", "1"],
     "codes": ["desks chairs", None]}
)  # fmt: skip
SIX = ["F", "P1", "P2", "P3", "P4", "P5"]


def talk(
    *lines: tuple, attendees=SIX, further: dict | None = None, cues: tuple[str, ...] = ()
) -> Themes:
    """Themes of one session; a line is speaker, words, code, and optionally stance, question."""
    turns, spans = [], []
    for n, line in enumerate(lines, start=1):
        speaker, words, code, stance, question = (*line, None, None, None)[:5]
        turn_id = make_turn_id("north", n)
        turns.append(
            {"turn_id": turn_id, "session_id": "north", "n": n, "speaker": speaker,
             "person_id": f"p-{speaker}" if speaker else None, "text": words,
             "marks": find_marks(words), "question_id": question, "verbatim": True,
             "role": {"F": "facilitator", "N": "note-taker"}.get(speaker, "participant")}
        )  # fmt: skip
        if code:
            spans.append(
                {"coding_id": f"c{n}", "part": 1, "turn_id": turn_id, "start": 0,
                 "end": len(words), "quote": words, "code": code, "coder": "kim",
                 "origin": "human", "stance": stance}
            )  # fmt: skip
    corpus = Corpus(
        turns=pd.DataFrame(turns).set_index("turn_id"),
        sessions=pd.DataFrame({"year": ["2024-25"]}, index=pd.Index(["north"], name="session_id")),
        attendance=pd.DataFrame(
            [{"session_id": "north", "person_id": f"p-{who}", "speaker": who,
              "role": "facilitator" if who == "F" else "participant"} for who in attendees]
        ),
    )  # fmt: skip
    frame = CodingFrame("Invented", "1", (Code("desks", "Desks", cues=cues), Code("cars", "Cars")))
    read = pd.DataFrame({"coder": "kim", "turn_id": corpus.turns.index, "frame_version": "1"})
    table = pd.DataFrame(spans)
    for column, values in (further or {}).items():
        table[column] = values
    return find_themes(
        Codings(spans=table, read=read, frame=frame, held={"1": frozenset(frame)}), corpus
    )


def test_before_anybody_named_it_a_theme_is_spontaneous(study_of):
    themes = talk(
        ("P1", "There is no desk for me.", "desks"),
        ("F", "So, the desks.", "desks"),
        ("P2", "I sit in my car.", "desks"),
    )
    found = mentions(themes)
    assert found["how"].tolist() == ["spontaneous", "introduced"]
    assert found["introduced_by"].iloc[1] == "facilitator in north:00002"
    assert found["position"].tolist() == [0.0, 1.0]
    assert found["first_in_group"].tolist() == [True, False]


def test_a_question_that_names_the_code_introduces_the_theme_and_no_other():
    themes = talk(
        ("P1", "Desks are a trouble.", "desks", None, "q1"),
        ("P2", "Desks again, as I said.", "desks", None, "q2"),
        ("P3", "My car is old.", "cars", None, "q1"),
    )
    how = mentions(themes, GUIDE).set_index(["theme_id", "turn_id"])["introduced_by"]
    assert how[("desks", "north:00001")] == "question q1"
    assert pd.isna(how[("desks", "north:00002")])
    assert pd.isna(how[("cars", "north:00003")])
    assert mentions(themes)["how"].unique().tolist() == ["spontaneous"]


def test_a_cue_in_the_facilitators_words_introduces_the_theme():
    themes = talk(
        ("F", "How are the desks these days?", None),
        ("P1", "I bring my own table.", "desks"),
        cues=("desk",),
    )
    assert mentions(themes)["introduced_by"].tolist() == ["facilitator in north:00001"]


def test_uptake_is_by_another_person_within_so_many_turns():
    themes = talk(
        ("P1", "No desks for us.", "desks"),
        ("P1", "No desks at all.", "desks"),
        ("P2", "The weather was fine.", None),
        ("P3", "True, no desks.", "desks"),
    )
    assert mentions(themes, within=2)["taken_up"].tolist() == [False, True, False]
    assert mentions(themes, within=3)["taken_up_in"].tolist()[:2] == ["north:00004"] * 2
    with pytest.raises(PracticelearnError, match="within=0"):
        mentions(themes, within=0)


def test_depth_sums_up_a_round_and_means_only_what_was_coded():
    themes = talk(
        ("P1", "No desks for us.", "desks", "for"),
        ("P2", "True, no desks.", "desks", "against"),
        ("P2", "None on a Monday.", "desks"),
        further={
            "strength": pd.array([3, 1, pd.NA], dtype="Int64"),
            "specificity": [2, None, None],
        },
    )
    row = mentions_by_year(themes).set_index("theme_id").loc["desks"]
    assert (row["n_passages"], row["n_people"], row["n_groups_spontaneous"]) == (3, 2, 1)
    assert (row["mean_strength"], row["n_strength"]) == (2.0, 2)
    assert (row["mean_specificity"], row["n_specificity"]) == (2.0, 1)
    assert (row["n_for"], row["n_against"], row["n_mixed"]) == (1, 1, 0)
    assert row["share_taken_up"] == pytest.approx(1 / 3)


def test_themes_that_nobody_raised_give_empty_tables_with_their_columns(study_of):
    themes = find_themes(*reversed(study_of({"desks": {"a": [0, 0]}, "chairs": {"a": [1, 0]}})))
    themes = replace(themes, evidence=themes.evidence[themes.evidence["theme_id"] == "desks"])
    assert {"how", "taken_up"} <= set(mentions(themes))
    assert {"n_passages", "mean_strength"} <= set(mentions_by_year(themes))
    assert {"n_aloud", "consensus"} <= set(group_agreement(themes))
    assert {"quote", "majority"} <= set(who_said_otherwise(themes))
    for table in (mentions(themes), mentions_by_year(themes), group_agreement(themes)):
        assert table.empty


def test_a_guide_without_codes_is_refused():
    with pytest.raises(PracticelearnError, match='no column "codes"'):
        mentions(talk(("P1", "No desks.", "desks")), GUIDE.drop(columns="codes"))


def test_four_counts_add_up_to_the_people_who_were_there():
    themes = talk(
        ("P1", "Desks should be shared out.", "desks", "for"),
        ("P2", "[nods]", None),
        ("P3", "I would rather keep mine.", "desks", "mixed"),
        ("P4", "Desks, well.", "desks"),
    )
    row = group_agreement(themes).iloc[0]
    counts = row[["n_aloud", "n_gesture", "n_disagreed", "n_no_position"]].tolist()
    assert counts == [1, 1, 1, 2]
    assert sum(counts) == row["n_people"] == 5
    assert not row["consensus"]


def test_people_who_are_all_against_agree_with_each_other():
    themes = talk(
        ("P1", "Desks are a disgrace.", "desks", "against"),
        ("P2", "A disgrace, desks.", "desks", "against"),
        ("P3", "Mine is fine.", "desks", "for"),
        ("P4", "[shakes head]", None),
    )
    row = group_agreement(themes).iloc[0]
    assert row["stance"] == "against"
    # shaking one's head at the lone voice is agreeing with the others
    counts = row[["n_aloud", "n_gesture", "n_disagreed", "n_no_position"]].tolist()
    assert counts == [2, 1, 1, 1]


def test_a_number_in_a_mark_counts_so_many_people_and_never_more_than_are_left():
    some = talk(("P1", "We need desks.", "desks", "for"), ("N", "[3 of 5 nodded]", None))
    assert group_agreement(some)[["n_gesture", "n_no_position"]].iloc[0].tolist() == [3, 1]
    everybody = talk(("P1", "We need desks.", "desks", "for"), ("N", "[all nodding]", None))
    row = group_agreement(everybody).iloc[0]
    assert (row["n_aloud"], row["n_gesture"], row["consensus"]) == (1, 4, True)
    several = talk(("P1", "We need desks.", "desks", "for"), ("N", "[several nod]", None))
    assert group_agreement(several)[["n_gesture", "n_unnumbered"]].iloc[0].tolist() == [0, 1]


def test_shaking_heads_is_disagreement_and_a_late_gesture_is_about_something_else():
    shaken = talk(("P1", "We need desks.", "desks", "for"), ("N", "[two people shake heads]", None))
    assert group_agreement(shaken)["n_disagreed"].iloc[0] == 2
    late = talk(
        ("P1", "We need desks.", "desks", "for"), *[("P2", "The weather.", None)] * 3,
        ("N", "[all nodding]", None),
    )  # fmt: skip
    assert group_agreement(late)["n_gesture"].iloc[0] == 0


def test_who_said_otherwise_goes_against_most_people_not_most_passages():
    themes = talk(
        ("P1", "Desks for everybody should be the rule in this place.", "desks", "for"),
        ("P2", "Desks are what I have wanted for years and years now.", "desks", "for"),
        *[("P3", f"I never sit at one anyway, not on day {k} of the week.", "desks", "against")
          for k in range(4)],
    )  # fmt: skip
    found = who_said_otherwise(themes, "desks")
    assert set(found["who"]) == {"p-P3"}
    assert found[["majority", "n_for", "n_against"]].iloc[0].tolist() == ["for", 2, 1]
    with pytest.raises(PracticelearnError, match='Did you mean "desks"'):
        who_said_otherwise(themes, "desk")


def test_one_for_and_one_against_is_divided_and_both_are_heard():
    themes = talk(
        ("P1", "Desks for everybody should be the rule in this place.", "desks", "for"),
        ("P2", "I never sit at one anyway and would not miss it.", "desks", "against"),
    )
    found = who_said_otherwise(themes)
    assert set(found["majority"]) == {"divided"}
    assert set(found["stance"]) == {"for", "against"}


def test_what_a_person_marked_as_mattering_is_kept_however_rare():
    themes = talk(
        ("P1", "I was told to go back.", "cars"),
        ("P2", "No desks.", "desks"),
        further={"matters": [True, False]},
    )
    found = heard_once(themes)
    assert found["quote"].tolist() == ["I was told to go back."]
    assert found[["n_groups", "n_people"]].iloc[0].tolist() == [1, 1]
    assert heard_once(talk(("P2", "No desks.", "desks"))).empty


def test_an_absence_says_what_could_have_been_missed(study_of):
    made = study_of({"desks": {"a": [0] * 8, "b": [1] * 8}})
    table = absences(find_themes(*reversed(made)))
    assert table[["theme_id", "year", "n_groups"]].iloc[0].tolist() == ["desks", "a", 8]
    assert len(table) == 1
    assert table["could_have_missed"].iloc[0] == pytest.approx(1 - 0.05 ** (1 / 8))
    assert "up to 31% of such groups" in table["says"].iloc[0]


def test_a_round_that_nobody_read_is_no_absence(study_of):
    made = study_of({"desks": {"a": [1, 1], "b": [1, 1]}}, unread=["a-g0", "a-g1"])
    table = absences(find_themes(*reversed(made)))
    assert table[["year", "n_groups"]].iloc[0].tolist() == ["a", 0]
    assert np.isnan(table["could_have_missed"].iloc[0])
    assert "nothing can be said" in table["says"].iloc[0]


def test_all_groups_asked_leave_nothing_to_miss():
    assert missed_of(10, 10) == 0
    assert missed_of(5, 10) < missed_of(5)
    with pytest.raises(PracticelearnError, match="8 groups met"):
        missed_of(8, 6)


def test_a_mark_in_a_reading_that_was_not_used_is_kept_and_flagged(study_of):
    corpus, codings = study_of({"cars": {"a": [1, 0, 0]}, "desks": {"a": [2, 2, 2]}})
    lone = codings.spans[codings.spans["code"] == "cars"]
    other = lone.assign(coding_id="other", coder="lee", matters=True)
    spans = pd.concat([codings.spans, other], ignore_index=True)
    read = pd.concat([codings.read, codings.read.head(2).assign(coder="lee")], ignore_index=True)
    themes = find_themes(replace(codings, spans=spans, read=read), corpus)
    assert "other" not in set(themes.evidence["coding_id"])
    assert heard_once(themes)["coding_id"].tolist() == ["other"]
    assert "heard once, matters: marked by lee" in themes.table.loc["cars", "flags"]
    assert not any("matters" in flag for flag in themes.table.loc["desks", "flags"])


def test_what_a_facilitator_said_is_kept_where_it_was_marked(study_of):
    corpus, codings = study_of({"desks": {"a": [2, 2, 2]}})
    turn = corpus.turns.index[corpus.turns["role"] == "facilitator"][0]
    said = codings.spans.head(1).assign(
        coding_id="led", turn_id=turn, quote=corpus.turns.loc[turn, "text"], matters=True
    )
    spans = pd.concat([codings.spans, said], ignore_index=True)
    found = heard_once(find_themes(replace(codings, spans=spans), corpus))
    assert found[["coding_id", "role"]].iloc[0].tolist() == ["led", "facilitator"]
