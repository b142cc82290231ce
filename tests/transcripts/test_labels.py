import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.transcripts.labels import accepted_labels, find_opening, seconds


@pytest.mark.parametrize(
    ("line", "label", "time_s", "words"),
    [
        ("P1: the rota", "P1", None, "the rota"),
        ("pk910: hello", "pk910", None, "hello"),
        ("(SL): hello", "(SL)", None, "hello"),
        ("**P1:** the rota", "P1", None, "the rota"),
        ("**P1**: the rota", "P1", None, "the rota"),
        ("[00:00:10] P1: the rota", "P1", 10.0, "the rota"),
        ("P1 (00:12:33): the rota", "P1", 753.0, "the rota"),
        ("Unknown Speaker  0:05", "Unknown Speaker", 5.0, ""),
        ("[Sam Other] 10:01:02", "Sam Other", 36062.0, ""),
        ("P1\tthe rota", "P1", None, "the rota"),
        ("Facilitator : the rota", "Facilitator", None, "the rota"),
    ],
)
def test_each_shape_of_label_is_taken_apart(line, label, time_s, words):
    opening = find_opening(line)
    assert opening is not None
    assert (opening.label, opening.time_s) == (label, time_s)
    assert line[opening.text_at :].strip() == words
    assert line[slice(*opening.label_span)] == label


def test_what_is_said_of_somebody_beside_their_number_may_be_another_thing():
    """Notes typed up: two social workers recur, an assistant and a student spoke once each."""
    said = ("P1 (SW): a", "P2 (SW): b", "P3 (AP): c", "P5 (Student): d", "P1 (SW): e", "Hm (no): f")
    openings = [found for line in said if (found := find_opening(line))]
    assert accepted_labels(openings) == {"P1 (SW)", "P2 (SW)", "P3 (AP)", "P5 (Student)"}


def test_plain_speech_opens_nothing():
    assert find_opening("and then we went back to the office") is None


def test_a_label_must_recur_or_be_known():
    openings = [find_opening(x) for x in ("P1: a", "Honestly: b", "P1: c", "P2: d", "Kay: e")]
    assert accepted_labels(openings) == {"P1", "P2"}  # P2 is built like P1
    assert accepted_labels(openings, known=["kay"]) == {"P1", "P2", "Kay"}


def test_hours_minutes_and_fractions_become_seconds():
    assert [seconds(x) for x in ("0:05", "12:44", "1:00:00.5", "1:00:00,5")] == [
        5,
        764,
        3600.5,
        3600.5,
    ]


@given(st.text(max_size=120))
def test_any_line_is_taken_apart_within_itself(line: str):
    opening = find_opening(line)
    if opening is not None:
        assert 0 <= opening.label_span[0] <= opening.label_span[1] <= len(line)
        assert 0 <= opening.text_at <= len(line)
