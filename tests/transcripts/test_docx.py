import io
import zipfile

import pytest

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript

from .conftest import paragraph, table, word_file
from .read_back import said


def test_label_paragraphs(write):
    body = paragraph("3 May") + paragraph("F: ", "Well?") + paragraph("P1: ", "No.")
    body += paragraph("No label here.") + paragraph("F: ", "Right.") + paragraph("P1: ", "So.")
    turns, corpus = said(write("a.docx", word_file(body)))
    assert turns == [
        ("F", "Well?"),
        ("P1", "No."),
        (None, "No label here."),
        ("F", "Right."),
        ("P1", "So."),
    ]
    assert corpus.turns["source_loc"].tolist()[2] == "paragraph 4"


def test_a_table_of_speaker_time_and_text(write):
    rows = [["Timespan", "Content", "Speaker"], ["0:00.0 - 0:05.2", "Hello there", "Kay"]]
    rows += [["0:05.2 - 0:09.0", "and you", "Kay"], ["0:09.0 - 0:10.0", "Hi", "Sam"]]
    turns, corpus = said(write("a.docx", word_file(paragraph("Session 1") + table(rows))))
    assert turns == [("Kay", "Hello there and you"), ("Sam", "Hi")]
    assert corpus.turns["start_s"].tolist()[1] == 9.0
    assert "Session 1" in set(corpus.issues["text"])


def test_insertions_and_content_controls_are_kept_deletions_are_not(write):
    body = (
        paragraph("P1: ", "one")
        + "<w:p><w:r><w:t>P2: </w:t></w:r><w:ins><w:r><w:t>two</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>secret name</w:delText></w:r></w:del></w:p>"
        + f"<w:sdt><w:sdtContent>{paragraph('P1: ', 'three')}</w:sdtContent></w:sdt>"
        + paragraph("P2: four")
    )
    turns, corpus = said(write("a.docx", word_file(body)))
    assert [words for _, words in turns] == ["one", "two", "three", "four"]
    assert not corpus.turns["text"].str.contains("secret").any()
    assert not corpus.issues["text"].astype(str).str.contains("secret").any()
    assert corpus.issues["message"].str.contains("11 characters deleted").any()


def test_a_name_with_its_time_and_the_speech_below_it_in_one_paragraph(write):
    turn = "<w:p><w:r><w:t>{}   {}</w:t><w:br/><w:t>{}</w:t></w:r></w:p>"
    body = turn.format("Kay", "0:03", "One.") + turn.format("Sam", "0:07", "Two.")
    turns, corpus = said(write("a.docx", word_file(body)))
    assert turns == [("Kay", "One."), ("Sam", "Two.")]
    assert corpus.turns["start_s"].tolist() == [3.0, 7.0]


def test_a_damaged_file_says_so(write):
    with pytest.raises(errors.TranscriptError, match="save it again from Word"):
        read_transcript(write("a.docx", word_file(paragraph("P1: one"))[:200]))


def test_xml_entities_are_refused(write):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(errors.TranscriptError, match="entities"):
        read_transcript(write("a.docx", packed.getvalue()))
