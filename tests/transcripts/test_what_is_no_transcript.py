"""What a person may hand over by mistake: each is told in one sentence, with the next step."""

import pytest
from typer.testing import CliRunner

from practicelearn.cli import app
from practicelearn.errors import TranscriptError
from practicelearn.transcripts.loader import read_transcript, read_transcripts

BYTES = bytes(range(256)) * 12
PICTURES = {
    "a.png": b"\x89PNG\r\n\x1a\n" + BYTES,
    "a.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF" + BYTES,
    "a.gif": b"GIF89a" + BYTES,
    "a.tif": b"II*\x00" + BYTES,
    "a.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 " + BYTES,
    "a.heic": b"\x00\x00\x00\x18ftypheic" + BYTES,
}
RECORDINGS = {
    "a.mp3": b"ID3\x03\x00" + BYTES,
    "b.mp3": b"\xff\xfb\x90\x00" + BYTES,
    "a.wav": b"RIFF\x10\x00\x00\x00WAVEfmt " + BYTES,
    "a.m4a": b"\x00\x00\x00\x18ftypM4A " + BYTES,
    "a.mp4": b"\x00\x00\x00\x18ftypmp42" + BYTES,
    "a.ogg": b"OggS\x00\x02" + BYTES,
    "a.webm": b"\x1aE\xdf\xa3" + BYTES,
}


def why(path):
    with pytest.raises(TranscriptError) as caught:
        read_transcript(path)
    return caught.value.what


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_told_for_one(write, name):
    assert "a picture" in why(write(name, PICTURES[name]))
    assert "type what it shows" in why(write(name, PICTURES[name]))


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recording_is_to_be_transcribed_first(write, name):
    assert "a recording" in why(write(name, RECORDINGS[name]))
    assert "transcribed first" in why(write(name, RECORDINGS[name]))


@pytest.mark.parametrize("words", ["ID3: Well.\nP1: No.\n", "BM: Well.\nP1: No.\nBM: Yes.\n"])
def test_a_talk_that_begins_like_one_is_read(write, words):
    assert read_transcript(write("a.txt", words)).turns["speaker"].notna().all()


def test_an_empty_file_is_to_be_copied_again(write):
    for name in ("a.txt", "a.docx", "a.xlsx"):
        assert why(write(name, b"")) == (
            "the file is empty. Copy it again, or export it again from the program it comes from"
        )


def test_an_empty_folder_says_what_to_put_there(tmp_path):
    with pytest.raises(TranscriptError, match="Put the transcripts into it") as caught:
        read_transcripts(tmp_path)
    assert len(caught.value.what.split()) < 30


def test_a_folder_of_pictures_leads_to_transcripts_and_no_sheets(tmp_path):
    for n in "ab":
        (tmp_path / f"{n}.png").write_bytes(PICTURES["a.png"])
    checked = " ".join(CliRunner().invoke(app, ["check", str(tmp_path)]).output.split())
    assert checked.count("a picture") == 2
    assert "next: nothing here can be read yet" in checked
    assert "practicelearn sheet" not in checked
    with pytest.raises(TranscriptError, match=r"none of the 2 files can be read; a\.png: "):
        read_transcripts(tmp_path)


def test_a_text_in_an_encoding_nobody_can_tell_is_a_warning(write):
    talk = "Kay: Hello there.\nSam: No.\nKay: Yes well.\n".encode("cp500")
    issues = read_transcript(write("a.txt", talk)).issues
    told = issues[issues["message"].str.contains("names no encoding")]
    assert told["severity"].tolist() == ["warning"]
    assert "save it as UTF-8" in told["message"].iloc[0]


def test_a_text_of_windows_is_a_note_only(write):
    issues = read_transcript(write("a.txt", "Kay: “Café.”\nSam: No.\nKay: Oui.\n".encode("cp1252")))
    told = issues.issues[issues.issues["message"].str.contains("names no encoding")]
    assert told["severity"].tolist() == ["note"]
