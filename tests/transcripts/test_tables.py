import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.readers.sheet import read_csv
from practicelearn.transcripts.tiles import check_tiles

from .read_back import said


def test_one_row_a_sentence(write):
    turns, _ = said(write("a.csv", "speaker,text\nKay,One.\nKay,Two.\nSam,Three.\n"))
    assert turns == [("Kay", "One. Two."), ("Sam", "Three.")]


def test_quotes_line_ends_entities_and_semicolons(write):
    turns, _ = said(
        write("a.csv", 'Speaker;Words\nKay;"She said ""no""; then left"\nSam;"a\nb &#8212; c"\n')
    )
    assert turns == [("Kay", 'She said "no"; then left'), ("Sam", "a\nb — c")]


def test_an_empty_speaker_is_nobody(write):
    turns, corpus = said(write("a.csv", "speaker,text\nKay,One.\n,Two.\nKay,Three.\n"))
    assert [speaker for speaker, _ in turns] == ["Kay", None, "Kay"]
    assert corpus.issues["message"].str.contains("1 of 3 rows names no speaker").any()


def test_columns_nobody_reads_are_one_note_with_all_their_cells(write):
    table = "seat,speaker,text,tags\n4,Kay,One.,warm\n,Sam,Two.,\n7,Kay,Three.,"
    turns, corpus = said(write("a.csv", table + '"cold, ""so"""\n'))
    assert turns == [("Kay", "One."), ("Sam", "Two."), ("Kay", "Three.")]
    kept = corpus.issues[corpus.issues["message"].str.contains("no columns of speech")]
    assert kept["severity"].tolist() == ["note"]
    assert kept["message"].iloc[0].startswith('"seat", "tags" are')
    assert kept["text"].iloc[0].split("\n") == [
        "seat, row 2: 4",
        "seat, row 4: 7",
        "tags, row 2: warm",
        'tags, row 4: cold, ""so""',
    ]


def test_a_table_without_further_columns_has_no_such_note(write):
    _, corpus = said(write("a.csv", "speaker,text,tags\nKay,One.,\nSam,Two.,\n"))
    assert not corpus.issues["message"].str.contains("of speech, speaker").any()


def test_columns_can_be_named(write):
    path = write("a.csv", "wer,was,x\nKay,One.,1\nSam,Two.,2\n")
    assert said(path, columns={"speaker": "wer", "text": "was"})[0] == [
        ("Kay", "One."),
        ("Sam", "Two."),
    ]


def test_a_wrong_column_names_the_near_match(write):
    path = write("a.csv", "speaker,text\nKay,One.\n")
    with pytest.raises(errors.TranscriptError, match='Did you mean "speaker"'):
        read_transcript(path, columns={"speaker": "speeker"})


def test_excel(write):
    book = openpyxl.Workbook()
    book.active.title = "notes"
    book.active.append(["nothing here"])
    sheet = book.create_sheet("talk")
    for row in (["Time", "Speaker", "Sentence"], ["0:05", "Kay", "One."], ["0:09", "Sam", "Two."]):
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    turns, corpus = said(write("a.xlsx", packed.getvalue()))
    assert turns == [("Kay", "One."), ("Sam", "Two.")]
    assert corpus.turns["start_s"].tolist() == [5.0, 9.0]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=12)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=6))
def test_every_character_of_a_table_has_an_owner(rows):
    import csv

    out = io.StringIO()
    csv.writer(out).writerows([("speaker", "text"), *rows])
    reading = read_csv(out.getvalue().encode(), Hints())
    check_tiles(reading.text, reading.tiles)
    spoken = [text.strip() for _, text in rows if text.strip()]
    assert [len(u.pieces) > 0 for u in reading.units] == [True] * len(spoken)
