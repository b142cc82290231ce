"""Documents inside projects are read as files are: captions, tables, paragraphs, labels."""

import sqlite3

import pytest

from practicelearn.exchange.databases import Collected
from practicelearn.exchange.flat_captions import read_flat_captions
from practicelearn.exchange.said_of import SaidOf
from practicelearn.exchange.sources import left_out, read_source
from practicelearn.exchange.taguette import read_taguette
from practicelearn.exchange.words import fate_of_words, n_words
from practicelearn.transcripts.tiles import check_tiles


def said(source):
    return [(t["speaker"], t["text"]) for t in source.turns]


def balanced(source):
    """Words of the document: in turns, or said to be something else."""
    texts = [str(t["text"]) for t in source.turns]
    lost = fate_of_words(source.text, source.tiles, source.rows, texts)
    return n_words(source.text) == sum(map(n_words, texts)) + sum(lost.values()), lost


CAPTIONS = (
    "00:00:00.000 <v F1>How is it going?</v>\n00:00:01.000 <v P1>Supervision is held.</v>\n"
    "00:00:02.000 P2: I have no desk.\n00:00:03.000 P2: Nor a chair.\nand no lamp\n"
)


def test_captions_made_into_lines_have_speakers_and_times():
    source = read_source(CAPTIONS, "s")
    assert said(source) == [
        ("F1", "How is it going?"), ("P1", "Supervision is held."),
        ("P2", "I have no desk. Nor a chair. and no lamp"),
    ]  # fmt: skip
    assert [t["start_s"] for t in source.turns] == [0.0, 1.0, 2.0]
    even, lost = balanced(source)
    assert even
    assert "speech" not in lost
    reading = read_flat_captions(CAPTIONS)
    check_tiles(reading.text, reading.tiles)


@pytest.mark.parametrize(
    "text", ["", "P1: At 00:01 we began.\nP2: Yes.", "00:00 to 00:03 was lost"]
)
def test_what_is_no_caption_is_left_alone(text):
    assert read_flat_captions(text) is None


def test_paragraphs_without_labels_are_turns_of_their_own():
    source = read_source("I say what I think.\nAnd I go on for long.\nThen we stop.\n", "s")
    assert [s for s, _ in said(source)] == [None] * 3
    assert balanced(source)[0]


def test_lines_that_end_where_the_page_did_stay_one_paragraph():
    line = "we had to wait for desks in the morning and for the cars at noon"
    source = read_source("\n".join([line] * 6), "s")
    assert len(source.turns) == 1


SRT = (
    "1\n00:00:01,000 --> 00:00:02,000\nP1: No desk.\n\n"
    "2\n00:00:03,000 --> 00:00:04,000\nP2: None.\n"
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<v P1>No desk.\n", [("P1", "No desk.")]),
        (SRT, [("P1", "No desk."), ("P2", "None.")]),
        ("P1\nNo desk.\n\nP2\nNone at all.\n\nP1\nYes.\n\nP2\nSo.\n",
         [("P1", "No desk."), ("P2", "None at all."), ("P1", "Yes."), ("P2", "So.")]),
    ],
)  # fmt: skip
def test_the_readers_of_files_read_documents_too(text, wanted):
    source = read_source(text, "s")
    assert said(source) == wanted
    even, lost = balanced(source)
    assert even
    assert "speech" not in lost


def test_what_stands_before_the_first_label_is_listed_with_its_words():
    source = read_source("Notes of the day\n\nF1: How?\nP1: So.\nF1: And?\nP1: Yes.", "s")
    front = [left for left in left_out(source) if left.severity == "warning"]
    assert [(f.what, f.n, f.text) for f in front] == [("words", 4, "Notes of the day")]


def test_cells_of_a_tables_row_are_parted(tmp_path):
    path = tmp_path / "t.sqlite3"
    base = sqlite3.connect(path)
    base.executescript(
        "CREATE TABLE projects(id, name); INSERT INTO projects VALUES (1, 'P');"
        "CREATE TABLE documents(id, name, description, contents, project_id);"
        "CREATE TABLE tags(id, project_id, path, description);"
        "CREATE TABLE highlights(id, document_id, start_offset, end_offset, snippet);"
        "CREATE TABLE highlight_tags(highlight_id, tag_id);"
        "CREATE TABLE commands(id, project_id, user_login, date, payload);"
    )
    table = "<table><tbody><tr><td>F1</td><td>How is it?</td></tr><tr><td>P1</td><td>No desk."
    table += "</td></tr><tr><td>F1</td><td>And?</td></tr><tr><td>P1</td><td>No.</td></tr></table>"
    base.execute("INSERT INTO documents VALUES (1, 'n.docx', '', ?, 1)", (table,))
    base.commit()
    base.close()
    turns = read_taguette(path).corpus.turns
    assert list(turns["speaker"]) == ["F1", "P1", "F1", "P1"]
    assert list(turns["text"]) == ["How is it?", "No desk.", "And?", "No."]


EAST = "MODERATOR: So?\nI say what I think.\nMODERATOR: Next.\n(reads) MODERATOR: Again.\nYes."


def test_paragraphs_of_a_page_without_a_label_are_nobodys():
    source = read_source(EAST, "s", paragraphs=True)
    assert (None, "I say what I think.") in said(source)
    assert balanced(source)[0]


def test_the_sheet_of_corrections_is_that_of_files(tmp_path):
    sheet = tmp_path / "sessions.csv"
    sheet.write_text(
        "file,fix_labels,unlabelled\neast.html,(reads) MODERATOR = MODERATOR,goes on\n"
    )
    into = Collected(tmp_path / "x.db", speakers=True, said=SaidOf.in_sheet(sheet))
    source = into.source("east.html", EAST, (), paragraphs=True)
    assert {speaker for speaker, _ in said(source)} == {"MODERATOR"}
    assert balanced(source)[0]


def test_a_database_lists_what_its_documents_leave_out(tmp_path):
    into = Collected(tmp_path / "x.db", speakers=True)
    into.source("n.docx", "Title\n\nF1: How?\nP1: So.\nF1: And?\nP1: Yes.", ())
    listed = {row["account"]: row["text"] for row in into.losses if row["severity"] == "warning"}
    assert listed == {"words": "Title"}
    assert into.there["words"] == 9
