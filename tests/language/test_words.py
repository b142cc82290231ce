"""Words as a reader counts them, and long texts in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from practicelearn._tables import Mark
from practicelearn.language.words import pieces, without_marks, words


def test_marks_are_no_words_and_offsets_stay():
    text = "well [laughs] I don't [pause] hot-desk"
    marks = [Mark(22, 29, "pause"), Mark(5, 13, "laughs")]
    assert words(text, marks) == ["well", "I", "don't", "hot-desk"]
    assert len(without_marks(text, marks)) == len(text)


@given(st.text(), st.data())
def test_without_marks_changes_nothing_outside_them(text, data):
    place = st.integers(0, len(text))
    marks = data.draw(st.lists(st.tuples(place, place).map(sorted).map(lambda p: Mark(*p, "m"))))
    out = without_marks(text, marks)
    inside = {k for mark in marks for k in range(mark[0], mark[1])}
    assert out == "".join(" " if k in inside else c for k, c in enumerate(text))


@given(st.text(alphabet="ab \n"), st.integers(1, 9))
def test_pieces_are_the_text_in_order_and_short_enough(text, longest):
    found = pieces(text, longest)
    assert "".join(piece for _, piece in found) == text
    assert all(text[start : start + len(piece)] == piece for start, piece in found)
    assert all(len(piece) <= longest for _, piece in found)
    for _, piece in found[:-1]:
        assert piece[-1].isspace() or not any(c in " \n" for c in piece)


def test_pieces_end_with_a_sentence_where_one_ends_in_their_second_half():
    text = "We wait. Nobody comes! “So it goes.” And then some more of it without a stop"
    assert [piece for _, piece in pieces(text, 24)] == [
        "We wait. Nobody comes! ", "“So it goes.” ", "And then some more of ", "it without a stop"
    ]  # fmt: skip
