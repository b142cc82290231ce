"""Talk share and succession: worked figures, zeros for the silent, a test against chance."""

import math
from itertools import pairwise, permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn import errors
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.talk.interaction import (
    facilitator_part,
    gini,
    speaking_entropy,
    talk_balance,
    talk_share,
)
from practicelearn.talk.succession import _chain, _drawn, turn_transitions
from practicelearn.transcripts.loader import read_transcript, read_transcripts


def talk(*turns, session="s", attendance=(), kind="transcript") -> Corpus:
    """A corpus of (speaker, words, start, end)."""
    rows = []
    for n, (speaker, words, *times) in enumerate(turns, start=1):
        role = "facilitator" if speaker == "F" else "participant"
        rows.append(
            {
                "turn_id": make_turn_id(session, n), "session_id": session, "n": n,
                "speaker": speaker, "person_id": speaker, "role": role if speaker else "unknown",
                "start_s": times[0] if times else math.nan,
                "end_s": times[1] if times else math.nan,
                "text": " ".join(["word"] * words) if isinstance(words, int) else words,
            }
        )  # fmt: skip
    there = [
        {"session_id": session, "person_id": p, "speaker": None, "role": r, "role_source": "sheet"}
        for p, r in attendance
    ]
    sessions = pd.DataFrame({"session_id": [session], "source_kind": [kind]})
    options = {"attendance": pd.DataFrame(there)} if there else {}
    return Corpus(pd.DataFrame(rows), sessions=sessions.set_index("session_id"), **options)


WORKED = [("F", 30), ("a", 40), ("b", 25), ("c", 20), ("d", 10), ("e", 5)]


def test_the_worked_figures():
    row = talk_balance(talk(*WORKED)).loc["s"]
    assert row["gini"] == pytest.approx(0.34, abs=1e-12)
    assert row["gini_corrected"] == pytest.approx(0.425, abs=1e-12)
    assert row["entropy"] == pytest.approx(1.41502, abs=5e-6)
    assert row["evenness"] == pytest.approx(0.87920, abs=5e-6)
    assert row["effective_speakers"] == pytest.approx(4.11658, abs=5e-6)
    assert row["hhi"] == pytest.approx(0.275, abs=1e-12)
    assert row["top_share"] == pytest.approx(0.4)
    assert row["n_people"] == 5


def test_who_said_nothing_counts_as_a_zero():
    there = [(p, "participant") for p in "abcdeg"] + [("F", "facilitator"), ("o", "observer")]
    corpus = talk(*WORKED, attendance=there)
    shares = talk_share(corpus)
    silent = shares[shares["silent"]]
    assert silent["who"].tolist() == ["g"]
    assert silent[["n_words", "n_turns", "share_words"]].to_numpy().tolist() == [[0, 0, 0]]
    row = talk_balance(corpus).loc["s"]
    assert (row["n_people"], row["n_silent"]) == (6, 1)
    assert row["gini"] == pytest.approx(gini([40, 25, 20, 10, 5, 0]))
    assert row["gini"] > 0.34
    without = talk_balance(talk(*WORKED)).loc["s"]
    assert pd.isna(without["n_silent"])
    assert not without["from_attendance"]


def test_silence_is_not_reported_when_many_words_have_no_speaker():
    there = [(p, "participant") for p in "abcdeg"]
    row = talk_balance(talk(*WORKED, (None, 40), attendance=there)).loc["s"]
    assert pd.isna(row["n_silent"])
    assert row["share_unlabelled"] == pytest.approx(40 / 170)


def test_words_turns_and_seconds():
    corpus = talk(("a", 2, 0.0, 10.0), ("b", 6, 10.0, 20.0), ("a", 2, 20.0, 40.0))
    table = talk_share(corpus).set_index("who")
    assert table.loc["a", ["n_words", "n_turns", "seconds"]].tolist() == [4, 2, 30.0]
    assert table["share_words"].tolist() == [0.4, 0.6]
    assert table["share_turns"].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert table["share_seconds"].tolist() == [0.75, 0.25]


def test_what_cannot_be_known_has_a_reason():
    assert talk_balance(talk(*WORKED), by="seconds").loc["s", "why"] == "the file has no times"
    assert "notes" in talk_balance(talk(*WORKED, kind="notes")).loc["s", "why"]
    assert talk_share(talk(*WORKED, kind="flip chart")).empty
    assert talk_balance(talk((None, 5))).loc["s", "why"] == "no speaker is named"
    assert "nobody" in facilitator_part(talk(("a", 2), ("b", 2))).loc["s", "why"]
    with pytest.raises(errors.PracticelearnError, match='Did you mean "words"'):
        talk_balance(talk(*WORKED), by="word")


def test_the_facilitators_part():
    turns = [("F", "How is it? And why?"), ("a", 5), ("b", 5), ("F", "Oh."), (None, 3), ("a", 4)]
    row = facilitator_part(talk(*turns)).loc["s"]
    assert row["n_questions"] == 2
    assert row["share_words"] == pytest.approx(6 / 20)
    assert row["share_turns"] == pytest.approx(2 / 5)
    assert row["share_after"] == pytest.approx(1 / 2)  # the last turn follows nobody known
    assert row["share_between"] == pytest.approx(1 / 3)


def test_a_pair_that_always_answers_each_other_stands_out():
    rng = np.random.default_rng(1)
    order: list[str] = []
    for _ in range(25):
        order += ["a", "b"]
        third = [x for x in rng.permutation(["c", "d", "e"]) if x != (order[-1:] or [""])[0]]
        order += third[:2]
    table = turn_transitions(talk(*[(who, 1) for who in order])).set_index(["from_who", "to_who"])
    assert table.loc[("a", "b"), "n"] == 25
    assert table.loc[("a", "b"), "p_more"] == pytest.approx(0.001)
    assert table.loc[("a", "b"), "expected"] < 15
    assert table.loc[("b", "a"), "p_less"] < 0.01
    assert int(table["n"].sum()) == len(order) - 1


def test_orders_are_drawn_evenly_from_all_that_are_possible():
    observed = np.array([0, 1, 0, 2, 1], dtype=np.int32)
    possible = {p for p in permutations(observed.tolist())
                if all(a != b for a, b in pairwise(p))}  # fmt: skip
    joined = np.ones(4, dtype=bool)
    drawn = _drawn(observed, joined, 12_000, np.random.default_rng(0))
    found, counts = np.unique(drawn, axis=0, return_counts=True)
    assert {tuple(row) for row in found.tolist()} == possible
    expected = 12_000 / len(possible)
    assert ((counts - expected) ** 2 / expected).sum() < 2.2 * len(possible)


def test_a_turn_without_a_label_breaks_the_chain():
    order, joined = _chain(["a", None, "a", "a", "b"])
    assert (order, joined.tolist()) == (["a", "a", "b"], [False, True])
    table = turn_transitions(talk(("a", 1), (None, 1), ("b", 1), ("a", 1)))
    assert int(table["n"].sum()) == 1
    assert table["why"].notna().all()


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=12))
def test_gini_and_entropy_keep_their_bounds(amounts):
    value, entropy = gini(amounts), speaking_entropy(amounts)
    if sum(amounts) == 0:
        assert math.isnan(value)
        assert math.isnan(entropy)
        return
    n = len(amounts)
    assert -1e-12 <= value <= (n - 1) / n + 1e-12
    assert -1e-12 <= entropy <= math.log(n) + 1e-12
    assert gini([3 * x for x in reversed(amounts)]) == pytest.approx(value)
    mean_difference = np.abs(np.subtract.outer(amounts, amounts)).sum()
    assert value == pytest.approx(mean_difference / (2 * n * sum(amounts)))


def test_on_a_real_recording_shares_sum_to_one(test_data):
    corpus = read_transcript(test_data / "transcripts" / "zoom-meeting.vtt")
    table = talk_share(corpus, roles=None)
    assert table["share_words"].sum() == pytest.approx(1)
    assert len(table) == 14
    assert 1 < talk_balance(corpus, roles=None)["effective_speakers"].iloc[0] < 14


def test_a_listed_person_goes_by_their_id_and_an_unlisted_one_by_their_label(write):
    write(
        "talk/a.txt", "F: How?\nP1: One two.\nF: Oh?\nPat: Three.\nF: So.\nP1: Four.\nPat: Five.\n"
    )
    write("talk/attendance.csv", "file,person_id,speaker,role\na,x,P1,\na,f,F,facilitator\na,y,,\n")
    corpus = read_transcripts(write("talk/people.csv", "person_id\nx\n").parent)
    table = talk_share(corpus).set_index("who")
    assert table.loc["x", "n_words"] == 3
    assert table.loc["Pat", "n_words"] == 2
    assert bool(table.loc["y", "silent"])
