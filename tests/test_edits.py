from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from practicelearn._tables import Mark
from practicelearn.edits import (
    Edit,
    apply_edits,
    merge_edits,
    move_marks,
    move_origins,
    move_span,
    place_before,
)


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(alphabet="abcdé \n", min_size=1, max_size=40))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    names = st.sampled_from(["[Person 1]", "[P 2]", "[Q]"])
    return text, [Edit(start, end, draw(names)) for start, end in pairs]


@given(texts_with_edits())
def test_every_unchanged_character_maps_to_itself(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    new = apply_edits(text, edits)
    kept = [k for k in range(len(text)) if not any(e.start <= k < e.end for e in edits)]
    moved = [move_span(k, k + 1, edits) for k in kept]
    assert [new[a:b] for a, b in moved] == [text[k] for k in kept]
    assert all(
        place_before(a, b, edits) == (k, k + 1) for k, (a, b) in zip(kept, moved, strict=True)
    )
    assert sorted(moved) == moved
    replaced = "".join(e.replacement for e in edits)
    assert len(new) == len(kept) + len(replaced)


@given(texts_with_edits(), st.data())
def test_a_span_never_ends_inside_a_replacement(
    case: tuple[str, list[Edit]], data: st.DataObject
) -> None:
    text, edits = case
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    a, b = move_span(start, end, edits)
    places = [move_span(e.start, e.end, edits) for e in edits]
    for s, e in places:
        assert (s >= a and e <= b) or e <= a or s >= b
    kept = [k for k in range(start, end) if not any(e.start <= k < e.end for e in edits)]
    new = apply_edits(text, edits)
    for k in kept:
        s, e = move_span(k, k + 1, edits)
        assert a <= s < e <= b
        assert new[s] == text[k]


@given(texts_with_edits(), st.data())
def test_two_rounds_of_edits_merge_into_one(
    case: tuple[str, list[Edit]], data: st.DataObject
) -> None:
    text, first = case
    new = apply_edits(text, first)
    free = [
        k
        for k in range(len(text))
        if not any(e.start <= k < e.end for e in first) and data.draw(st.booleans())
    ]
    then = [Edit(*move_span(k, k + 1, first), "[X]") for k in free]
    assert apply_edits(text, merge_edits(first, then)) == apply_edits(new, then)


@given(texts_with_edits())
def test_the_source_map_keeps_every_character_that_stayed(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    new = apply_edits(text, edits)
    rows = move_origins(0, len(text), 100, 100 + len(text), edits)
    kept = [k for k in range(len(text)) if not any(e.start <= k < e.end for e in edits)]
    assert [k for *_, a, b in rows for k in range(a - 100, b - 100)] == kept
    for start, end, a, b in rows:
        assert new[start:end] == text[a - 100 : b - 100]


def test_a_row_of_unequal_lengths_keeps_its_whole_stretch() -> None:
    assert move_origins(0, 5, 10, 17, [Edit(1, 3, "[P 1]")]) == [(0, 8, 10, 17)]


def test_marks_move_and_each_replacement_becomes_one() -> None:
    edits = [Edit(0, 3, "[Person 1]"), Edit(14, 17, "Person 2")]
    marks = [Mark(4, 11, "laughter"), Mark(13, 23, "gesture")]
    moved = move_marks(marks, edits)
    assert moved == [
        Mark(0, 10, "redaction"),
        Mark(11, 18, "laughter"),
        Mark(20, 35, "gesture"),
    ]
