"""Notes, flip charts and post-its: what was written down is no quote and counts nobody."""

import io

import openpyxl
import pytest

from practicelearn import errors
from practicelearn.transcripts.kinds import guessed_kind, kind_of_source
from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.marks import find_marks

from .conftest import paragraph, word_file

NOTES = """Notes of the north group

## What helps
- Duty team is kind to new people
- Supervision happens, mostly
  on Fridays
- "We never see the manager"

## What gets in the way
- P3: the car park (5 of 7 nodded)
- 5 of 7 nodded at the forms
"""


def rows(*values: list[str]) -> bytes:
    book = openpyxl.Workbook()
    for row in values:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_bullet_is_a_turn_of_its_own_and_a_paraphrase(write):
    corpus = read_transcript(write("north notes.txt", NOTES))
    turns = corpus.turns
    assert turns["text"].tolist() == [
        "Notes of the north group",
        "Duty team is kind to new people",
        "Supervision happens, mostly on Fridays",
        '"We never see the manager"',
        "the car park (5 of 7 nodded)",
        "5 of 7 nodded at the forms",
    ]
    assert turns["verbatim"].tolist() == [False, False, False, True, False, False]
    assert turns["speaker"].isna().tolist() == [True, True, True, True, False, True]
    assert turns["speaker"].iloc[4] == "P3"
    assert turns["source_loc"].iloc[5] == "line 11 (under: What gets in the way)"
    assert corpus.sessions["source_kind"].iloc[0] == "notes"
    assert "What helps\nWhat gets in the way" in set(corpus.issues["text"])


def test_gestures_in_notes_are_marks(write):
    turns = read_transcript(write("north notes.txt", NOTES)).turns
    shown = [[t[m.start : m.end] for m in marks if m.kind == "gesture"]
             for t, marks in zip(turns["text"], turns["marks"], strict=True)]  # fmt: skip
    assert shown == [[], [], [], [], ["(5 of 7 nodded)"], ["5 of 7 nodded"]]


def test_in_speech_only_brackets_make_a_gesture():
    assert find_marks("and five of them nodded") == []
    assert [m.kind for m in find_marks("Yes [5 of 7 nodded] so (all nod)")] == ["gesture"] * 2


def test_a_person_says_it_is_notes_and_a_person_says_it_is_not(write):
    talk = "F: How?\nP1: Well.\nF: Oh.\nP1: Yes.\n"
    as_notes = read_transcript(write("a.txt", talk), source_kind="notes").turns
    assert as_notes["verbatim"].tolist() == [False] * 4
    named = read_transcript(write("b notes.txt", talk), source_kind="transcript")
    assert named.turns["verbatim"].all()
    assert not named.issues["message"].str.contains("its name says").any()


def test_the_kind_is_guessed_from_an_unmistakable_name_only_and_said_to_be(write):
    corpus = read_transcript(write("flip-chart south.docx", word_file(paragraph("More cars"))))
    assert corpus.sessions["source_kind"].iloc[0] == "flip chart"
    assert corpus.issues["message"].str.contains("its name says flip chart").any()
    assert guessed_kind("note-taker transcript.docx") is None
    assert guessed_kind("keynotes.txt") is None


def test_the_sheet_decides_what_a_file_is(write):
    write("talk/north.txt", "- one thing\n- another thing\n")
    write("talk/south.txt", "F: How?\nP1: Well.\nF: Oh.\nP1: Yes.\n")
    write("talk/sessions.csv", "file,source_kind\nnorth,Flipchart\nsouth,scribbles\n")
    corpus = read_transcripts(write("talk/x.csv", "").parent / "north.txt",
                              sessions=write("talk/sessions.csv",
                                             "file,source_kind\nnorth,Flipchart\n"))  # fmt: skip
    assert corpus.turns["text"].tolist() == ["one thing", "another thing"]
    assert not corpus.turns["verbatim"].any()
    assert corpus.sessions["source_kind"].tolist() == ["flip chart"]


def test_an_unknown_kind_in_the_sheet_is_an_issue(write):
    write("talk/south.txt", "F: How?\nP1: Well.\nF: Oh.\nP1: Yes.\n")
    write("talk/sessions.csv", "file,source_kind\nsouth,scribbles\n")
    corpus = read_transcripts(write("talk/south.txt", "F: How?\nP1: Well.\nF: Oh.\n").parent)
    assert corpus.issues["message"].str.contains('"scribbles" is none of').any()
    with pytest.raises(errors.PracticelearnError, match="none of transcript"):
        kind_of_source("scribbles")


def test_a_list_in_word_is_a_note_a_paragraph(write):
    body = '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Cars</w:t></w:r></w:p>'
    body += paragraph("Too few") + paragraph("Too far away")
    corpus = read_transcript(write("post-its.docx", word_file(body)))
    assert corpus.turns["text"].tolist() == ["Too few", "Too far away"]
    assert corpus.turns["source_loc"].tolist() == [
        "paragraph 2 (under: Cars)",
        "paragraph 3 (under: Cars)",
    ]


def test_a_sheet_of_post_its_by_row_and_by_column(write):
    listed = rows(
        ["Question", "Post-it", "Who"], ["q1", "More cars", ""], ["q1", "Kind team", "P2"]
    )
    turns = read_transcript(write("post-its.xlsx", listed)).turns
    assert turns["text"].tolist() == ["More cars", "Kind team"]
    assert turns["speaker"].tolist()[1] == "P2"
    wall = rows(["What helps", "What hinders"], ["Kind team", "Cars"], ["Fridays", ""])
    turns = read_transcript(write("post-its 2.xlsx", wall)).turns
    assert turns["text"].tolist() == ["Kind team", "Fridays", "Cars"]
    assert turns["source_loc"].iloc[2] == "row 2 (under: What hinders)"
    assert not turns["verbatim"].any()
