from dataclasses import replace

import pandas as pd
import pytest

from practicelearn._tables import CUE_ACCURACY, SPANS, check_table, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.offers.keywords import code_keywords, cue_accuracy
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, PracticelearnError

FRAME = CodingFrame(
    "ours",
    "2024-1",
    (
        Code("desk", "Desks", cues=("hot-desk", "desk")),
        Code("load", "Workload", cues=("case load",)),
        Code("quiet", "Nobody says it", cues=("zeppelin",)),
        Code("bare", "No cues"),
    ),
)


@pytest.fixture(scope="module")
def hits(talk):
    return code_keywords(talk, FRAME)


def test_spans_are_the_exact_words(talk, hits):
    text = talk.turns["text"]
    spans = hits.spans
    assert spans["quote"].tolist() == [
        text[t][s:e] for t, s, e in zip(spans["turn_id"], spans["start"], spans["end"], strict=True)
    ]
    assert spans[["turn_id", "code", "quote"]].to_numpy().tolist() == [
        ["n:00001", "desk", "hot desks"],
        ["n:00002", "desk", "Hot-desking"],
        ["n:00002", "desk", "desk"],
        ["n:00002", "desk", "desk"],
        ["s:00001", "load", "Caseloads"],
        ["s:00002", "load", "caseload"],
    ]
    assert spans.loc[1, "start"] == 2  # an emoji is one code point


def test_each_hit_is_a_coding_of_its_own_by_no_person(hits):
    assert len(hits) == len(hits.spans) == hits.spans["coding_id"].nunique()
    assert (hits.spans["part"] == 1).all()
    assert hits.origins == ["keyword"]
    assert hits.coders == []
    assert repr(hits) == "Codings: 6 codings of 2 codes by keyword; 6 turns read"


def test_every_turn_counts_as_read_whoever_spoke_and_also_an_empty_one(talk, hits):
    assert hits.read["turn_id"].tolist() == talk.turns.index.tolist()
    assert hits.read["coder"].unique().tolist() == ["keyword"]
    assert hits.read["frame_version"].unique().tolist() == ["2024-1"]


def test_hits_know_their_frame_and_the_text_they_belong_to(talk, hits):
    assert hits.frame == FRAME
    assert hits.text_hash == talk.sessions["text_hash"].to_dict()


def test_word_counts_are_no_reading(hits):
    assert merge_codings(hits).read.empty


def test_the_same_talk_gives_the_same_hits_kept_or_not(talk, hits, tmp_path):
    for _ in range(2):
        again = code_keywords(talk, FRAME, cache=tmp_path)
        pd.testing.assert_frame_equal(again.spans, hits.spans)
    assert len(list(tmp_path.rglob("*.npz"))) == 2


def test_nothing_found_is_an_empty_table_and_everything_is_read(talk):
    found = code_keywords(talk, CodingFrame("f", "1", (Code("a", "A", cues=("zeppelin",)),)))
    assert len(found) == 0
    assert found.spans.columns.tolist()[:3] == ["coding_id", "part", "turn_id"]
    assert len(found.read) == 6


def test_no_turns_have_no_hits(talk):
    silent = Corpus(turns=talk.turns.iloc[:0], sessions=talk.sessions)
    found = code_keywords(silent, FRAME)
    assert len(found) == 0
    assert found.read.empty


def test_a_frame_without_cues_is_refused(talk):
    with pytest.raises(CodingError, match=r'frame "f": no code has cues\. Add "cues"'):
        code_keywords(talk, CodingFrame("f", "1", (Code("a", "A"),)))


def test_a_cue_without_letters_is_refused_with_its_code(talk):
    with pytest.raises(PracticelearnError, match='phrase "-" of "a" holds no letters'):
        code_keywords(talk, CodingFrame("f", "1", (Code("a", "A", cues=("-",)),)))


# -- cues held against hand coding


def by_hand(talk, *coded, unread=()):
    """Kim's coding with "desk" of these turns; all turns but some were read."""
    text = talk.turns["text"]
    spans = [
        {"coding_id": t, "part": 1, "turn_id": t, "start": 0, "end": len(text[t]),
         "quote": text[t], "code": "desk", "coder": "kim", "origin": "human"}
        for t in coded
    ]  # fmt: skip
    turns = [t for t in talk.turns.index if t not in unread]
    read = pd.DataFrame({"coder": "kim", "turn_id": turns, "frame_version": "2024-1"})
    held = {"2024-1": frozenset(FRAME)}
    table = pd.DataFrame(spans) if spans else empty_table(SPANS)
    return Codings(spans=table, read=read, frame=FRAME, held=held)


def accuracy(talk, hand, code="desk"):
    return cue_accuracy(code_keywords(talk, FRAME), hand, talk).set_index("code").loc[code]


def test_turns_are_counted_with_their_denominators(talk, hits):
    table = check_table(cue_accuracy(hits, by_hand(talk, "n:00002", "n:00003"), talk), CUE_ACCURACY)
    assert table["code"].tolist() == ["desk", "load", "quiet", "bare"]
    row = table.iloc[0]
    # five turns of participants; the facilitator's cue in n:00001 counts nowhere
    assert row[["n_turns", "n_coded", "n_cued", "n_both"]].tolist() == [5, 2, 1, 1]
    assert row[["sensitivity", "specificity", "precision"]].tolist() == [0.5, 1, 1]
    assert pd.isna(row["why"])


def test_unread_turns_are_missing_in_every_count(talk):
    row = accuracy(talk, by_hand(talk, "n:00003", unread=("n:00002", "s:00001")))
    assert row[["n_turns", "n_coded", "n_cued", "n_both"]].tolist() == [3, 1, 0, 0]
    assert row["sensitivity"] == 0
    assert pd.isna(row["precision"])
    assert row["why"] == "no turn that was read has a cue of it"


def test_what_was_read_before_the_code_existed_is_missing(talk):
    hand = replace(by_hand(talk), held={"2024-1": frozenset({"load"})})
    row = accuracy(talk, hand)
    assert row["n_turns"] == 0
    assert pd.isna(row["specificity"])
    assert row["why"] == "no turn was read by hand for this code"
    assert accuracy(talk, hand, "load")["n_turns"] == 5


def test_each_round_is_counted_by_itself(talk):
    dated = Corpus(turns=talk.turns, sessions=talk.sessions.assign(year=["2023", "2024", "2024"]))
    table = cue_accuracy(code_keywords(dated, FRAME), by_hand(dated, "n:00002"), dated)
    own = table[table["code"] == "load"].set_index("year")
    assert own["n_turns"].to_dict() == {"2023": 3, "2024": 2}
    assert own.loc["2024", "specificity"] == 0  # both turns of s name a caseload
    assert own.loc["2024", "why"] == "no turn was coded with it by hand"


def test_hand_coding_in_the_place_of_keywords_is_refused(talk, hits):
    hand = by_hand(talk, "n:00002")
    with pytest.raises(CodingError, match=r"first argument must be keyword hits.*found codings by"):
        cue_accuracy(hand, hits, talk)
