import pandas as pd
import pytest

from practicelearn.coding.codings import merge_codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.keywords import code_keywords
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
