import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from practicelearn.transcripts.merge import merge_units
from practicelearn.transcripts.tiles import Piece, Reading, Tiler, Unit, check_tiles


def reading(*units: tuple[str | None, str], joiner: str = " ") -> Reading:
    text, made = "", []
    for speaker, words in units:
        piece = Piece(words, len(text), len(text) + len(words))
        made.append(Unit(speaker, [piece] if words else []))
        text += words
    return Reading("text", text, [], made, joiner=joiner)


def test_neighbours_with_one_label_are_one_turn():
    turns = merge_units(reading(("P1", "one"), ("P1", "two"), ("P2", "three")))
    assert [(t.speaker, t.text) for t in turns] == [("P1", "one two"), ("P2", "three")]


def test_an_unlabelled_unit_never_merges_and_never_inherits():
    turns = merge_units(reading(("P1", "one"), (None, "two"), (None, "three"), ("P1", "four")))
    assert [t.speaker for t in turns] == ["P1", None, None, "P1"]


def test_a_label_without_words_parts_its_neighbours():
    turns = merge_units(reading(("F", "one"), ("P1", ""), ("F", "two")))
    assert [(t.speaker, t.text) for t in turns] == [("F", "one"), ("P1", ""), ("F", "two")]


def test_a_turn_that_starts_before_the_last_has_ended_overlaps():
    units = [Unit("A", [Piece("a", 0, 1)], 0.0, 5.0), Unit("B", [Piece("b", 1, 2)], 4.0, 6.0)]
    units.append(Unit("A", [Piece("c", 2, 3)], 6.0, 7.0))
    turns = merge_units(Reading("vtt", "abc", [], units))
    assert [t.overlap for t in turns] == [None, True, False]


words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"])
    | st.sampled_from("e\u0301\r\n\u2028 a"),
    min_size=1,
    max_size=30,
)
labels = st.none() | st.sampled_from(["P1", "P2"])


@given(st.lists(st.tuples(labels, words), max_size=8))
def test_no_letter_is_lost_and_every_place_can_be_traced(units):
    source = reading(*units)
    turns = merge_units(source)
    kept = "".join(t.text for t in turns)
    assert letters(kept) == letters("".join(w for _, w in units))
    for turn in turns:
        assert turn.text == unicodedata.normalize("NFC", turn.text)
        assert "\r" not in turn.text
        for start, end, source_start, source_end in turn.origins:
            assert letters(turn.text[start:end]) == letters(source.text[source_start:source_end])


def letters(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    return "".join(c for c in normal if c.isalnum())


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=5))
def test_the_tiler_closes_every_gap(text: str, stretches):
    tiler, taken = Tiler(text), 0
    for start, length in sorted(stretches):
        if taken <= start and start + length <= len(text):
            tiler.add(start, start + length, "speech")
            taken = start + length
    tiles, unclaimed = tiler.close()
    check_tiles(text, tiles)
    assert all(tile.kind == "issue" for tile in unclaimed)
