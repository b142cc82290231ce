"""Notes, pages and coloured paragraphs: every letter has an owner, whatever the words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.merge import merge_units
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.readers.colours import read_colours
from practicelearn.transcripts.readers.notes import read_note_rows, read_notes
from practicelearn.transcripts.readers.pdf import read_pages
from practicelearn.transcripts.readers.text import read_lines
from practicelearn.transcripts.tiles import check_tiles

_SIGNS = 'PFab12: \t-*#•?.()/[]"\n-->00:'
text = st.lists(st.text(st.sampled_from(_SIGNS), max_size=16), max_size=14).map("\n".join)


def owned(reading) -> None:
    """No gap, no letter taken for syntax (a list's number is), and speech is what units hold."""
    check_tiles(reading.text, reading.tiles)
    for tile in reading.tiles:
        words = reading.text[tile.start : tile.end]
        if tile.kind == "syntax":
            assert len([c for c in words if c.isalpha()]) <= 1, words  # "a)" is a bullet
    spoken = sorted((t.start, t.end) for t in reading.tiles if t.kind == "speech")
    held = sorted((p.start, p.end) for u in reading.units for p in u.pieces)
    assert spoken == held
    for turn in merge_units(reading):
        for start, end, source_start, source_end in turn.origins:
            assert 0 <= start <= end <= len(turn.text)
            assert 0 <= source_start <= source_end <= len(reading.text)


@settings(deadline=None)
@given(text)
def test_lines(words):
    owned(read_lines(words, Hints(), format="text"))
    owned(read_lines(words, Hints(fix_labels=True), format="text"))


@settings(deadline=None)
@given(text)
def test_notes(words):
    owned(read_notes(words, Hints(source_kind="notes"), format="text"))


@settings(deadline=None)
@given(st.lists(st.lists(st.text(st.sampled_from(_SIGNS), max_size=9), max_size=4), max_size=5))
def test_walls_of_post_its(rows):
    reading = read_note_rows(rows, Hints(source_kind="flip chart"), format="xlsx")
    if reading is not None:
        owned(reading)


@settings(deadline=None)
@given(st.lists(text, min_size=1, max_size=4))
def test_pages(pages):
    try:
        owned(read_pages(pages, Hints()))
    except PracticelearnError as error:
        assert "pictures" in str(error)


@settings(deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.text("ab .", max_size=6), st.sampled_from(["auto", "FF0000", "0000FF"]))
        ),
        min_size=3,
        max_size=9,
    )
)
def test_coloured_paragraphs(paragraphs):
    parts, spans, at = [], [], 0
    for runs in paragraphs:
        own = []
        for words, colour in runs:
            if words:
                own.append((at, at + len(words), colour))
            parts.append(words)
            at += len(words)
        spans.append(own)
        parts.append("\n\n")
        at += 2
    reading = read_colours("".join(parts), spans, Hints(), format="docx")
    if reading is not None:
        owned(reading)
        told = sum("no speaker's colour" in p.message for p in reading.problems)
        assert told == sum(u.speaker is None for u in reading.units)
