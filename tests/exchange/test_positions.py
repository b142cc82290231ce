"""Positions of programs nobody knows: invented projects in seven ways of counting."""

import positions as invented
from practicelearn.exchange.offsets import Counted, Counting, decide
from practicelearn.exchange.offsets import positions as places
from practicelearn.exchange.refi_read import read_refi

N_EACH = 6  # one of each size; the benchmark of the same name takes eight times as many


def outcomes(*, at_words):
    made = list(invented.projects(N_EACH, at_words=at_words))
    return [(p.way, *invented.outcome(p)) for p in made]


def test_what_is_wrong_is_asked_about():
    for at_words in (True, False):
        assert [way for way, wrong, warned in outcomes(at_words=at_words) if wrong > warned] == []


def test_selections_at_words_are_read_right_but_for_the_fewest():
    found = outcomes(at_words=True)
    assert sum(wrong for _, wrong, _ in found) <= 2
    large = [row for k, row in enumerate(found) if k % N_EACH >= 2]  # eight selections and more
    assert not any(wrong or warned for _, wrong, warned in large)


def test_the_standards_own_way_is_not_given_up_for_a_thin_lead():
    """Selections anywhere in words are no evidence; half of these went another way."""
    standard = [wrong for way, wrong, _ in outcomes(at_words=False) if way == Counting()]
    assert len(standard) == N_EACH
    assert sum(standard) <= 1


def test_a_tie_is_never_said_to_stand_in_the_file(tmp_path, maker):
    text = "P1: We wait \U0001f642 and wait.\nP2: So we do, we do."
    made = maker("Some program").text("n", text).code("n", "ai", "desks", nth=1)
    lost = read_refi(made.write(tmp_path / "a.qdpx")).losses
    said = list(lost.loc[lost["what"] == "positions", "message"])
    assert len(said) == 1
    assert "as the standard says" in said[0]
    assert '(the file is of "Some program")' in said[0]
    assert "as the file says" not in said[0]


def test_a_known_program_keeps_its_way_without_a_question():
    text = "P1: We wait \U0001f642 and wait for a desk.\r\nP2: So we do, we do.\r\n" * 6
    way = Counting("UTF-16", 2)
    at = places(text, way)
    words = [n for n, c in enumerate(text) if c == "w"]
    source = Counted(text, False, [int(at[n]) for n in words], [int(at[n + 2]) for n in words],
                     [None] * len(words))  # fmt: skip
    (decision,) = decide([source], "NVivo 14")
    assert decision.counting == way
    assert [tuple(r) for r in decision.ranges] == [(n, n + 2) for n in words]
