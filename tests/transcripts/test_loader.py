import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn import errors
from practicelearn.transcripts import many_files
from practicelearn.transcripts.folder import session_slug
from practicelearn.transcripts.loader import read_transcript, read_transcripts

TALK = "F: How is it?\nP1: Fine.\nP2: No.\nP1: Well.\n"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b"\xef\xbb\xbf  \n\n", "the file is empty"),
        ("a.vtt", b"WEBVTT\n\n", "no speech was found"),
        ("a.txt", random.Random(1).randbytes(3000), "its bytes are no text"),
        ("a.json", b'{"results": []}', "looks like JSON"),
        ("a.txt", b'[{"speaker": "A"}]', "looks like JSON"),
        ("a.pdf", b"%PDF-1.7 x", "pypdf|damaged or no PDF"),
        ("a.rtf", b"{\\rtf1 }", "no speech was found"),
        ("a.docx", b"PK\x03\x04 broken", "damaged"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_what_is_no_transcript_is_refused_with_a_reason(write, name, content, says):
    with pytest.raises(errors.TranscriptError, match=says):
        read_transcript(write(name, content))


def test_a_missing_file_names_the_near_match(write):
    path = write("north.txt", TALK)
    with pytest.raises(errors.TranscriptError, match=r'no such file.*"north.txt"'):
        read_transcript(path.with_name("nort.txt"))


def test_an_unknown_format_names_those_there_are(write):
    with pytest.raises(errors.PracticelearnError, match='Did you mean "text"'):
        read_transcript(write("a.txt", TALK), format="texts")


def test_content_comes_before_the_suffix(write):
    assert read_transcript(
        write("a.txt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Hm.</v>\n")
    ).sessions["format"].tolist() == ["vtt"]


def test_text_that_starts_with_brackets_is_no_json(write):
    path = write("a.txt", "[[music]] and so on\n" + TALK)
    assert read_transcript(path).sessions["format"].tolist() == ["text"]


def test_a_folder_is_read_without_its_sheets_notes_and_inner_folders(write):
    folder = write("talk/b.txt", TALK).parent
    write("talk/a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Hm.</v>\n")
    write("talk/sessions.csv", "file,round\na,2024\nb,2025\n")
    write("talk/README.md", "# About\n")
    write("talk/.hidden.txt", TALK)
    write("talk/gold/c.txt", TALK)
    corpus = read_transcripts(folder)
    assert list(corpus.sessions.index) == ["a", "b"]
    assert corpus.years == ["2024", "2025"]


def test_one_bad_file_does_not_stop_the_others(write):
    folder = write("talk/b.txt", TALK).parent
    write("talk/bad.txt", b"")
    corpus = read_transcripts(folder)
    row = corpus.issues[corpus.issues["severity"] == "error"].iloc[0]
    assert row["source_loc"] == "bad.txt"
    with pytest.raises(errors.TranscriptError, match="empty"):
        read_transcripts(folder, strict=True)


def test_an_empty_folder_says_what_was_expected(tmp_path):
    with pytest.raises(errors.TranscriptError, match="Put the transcripts into it"):
        read_transcripts(tmp_path)
    (tmp_path / "2025").mkdir()
    (tmp_path / "2025" / "a.txt").write_text(TALK)
    with pytest.raises(errors.TranscriptError, match="It holds folders: 2025"):
        read_transcripts(tmp_path)


def test_two_files_of_one_name_are_two_sessions(write):
    folder = write("talk/a.txt", TALK).parent
    write("talk/a.md", TALK)
    corpus = read_transcripts(folder)
    assert list(corpus.sessions.index) == ["a", "a-2"]
    assert corpus.issues["message"].str.contains("two files").any()


def test_progress_is_told(write):
    folder = write("talk/a.txt", TALK).parent
    seen = []
    read_transcripts(folder, progress=lambda *step: seen.append(step))
    assert seen == [(0, 1, "a.txt"), (1, 1, "")]


def test_a_very_long_line_is_one_turn(write):
    corpus = read_transcript(write("a.txt", b"word " * 2_000_000))
    assert len(corpus.turns) == 1
    assert corpus.issues["message"].str.contains("no speaker labels").any()


def test_a_group_without_a_facilitator_is_noted(write):
    corpus = read_transcript(write("a.txt", TALK.replace("F:", "P3:")))
    assert corpus.issues["message"].str.contains("nobody is known to have led").any()


def test_slugs_are_plain():
    names = ["Focus Group 1.docx", "Café (Süd).vtt", "....", "2025.north.txt"]
    assert [session_slug(n) for n in names] == [
        "focus-group-1",
        "cafe-sud",
        "session",
        "2025-north",
    ]


line = st.text(
    st.sampled_from('PF12: \t[]()-<>v/,".\n;é0:\r*') | st.characters(codec="utf-8"), max_size=40
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(lines=st.lists(line, max_size=12), suffix=st.sampled_from([".txt", ".vtt", ".csv", ".md"]))
def test_whatever_a_file_holds_no_letter_is_lost(write, lines, suffix):
    """Letters of a file are in its turns, labels, times, front matter or issues: nowhere else."""
    text = "\n".join(lines)
    path = write("any" + suffix, text)
    try:
        corpus = read_transcript(path)
    except errors.TranscriptError as error:
        assert error.what  # refused with a reason, never with a library's traceback
        return
    assert corpus.turns["n"].tolist() == list(range(1, len(corpus.turns) + 1))


def test_one_endless_line_is_kept_and_said(tmp_path):
    file = tmp_path / "endless.txt"
    file.write_text("and then " * 120_000, encoding="utf-8")
    corpus = read_transcript(file)
    assert len(corpus.turns) == 1
    assert len(corpus.turns["text"].iloc[0]) > 1_000_000
    assert corpus.issues["message"].str.contains("nobody speaks for days").any()


SEVERAL = (
    "P1: First.\n\nStill the same.\n\nP2: Another.\n\nGoes on.\n\nAnd on.\n\nP1: End.\n\nP2: Yes.\n"
)


def test_what_has_no_label_is_nobodys_and_the_other_reading_is_offered(tmp_path):
    file = tmp_path / "talk.txt"
    file.write_text(SEVERAL, encoding="utf-8")
    corpus = read_transcript(file)
    assert corpus.turns["speaker"].isna().sum() == 3
    assert corpus.issues["message"].str.contains('say "goes on" for unlabelled').any()


def test_paragraphs_go_on_with_the_speaker_before_where_that_is_asked_for(tmp_path):
    file = tmp_path / "talk.txt"
    file.write_text(SEVERAL, encoding="utf-8")
    corpus = read_transcript(file, unlabelled="continue")
    assert corpus.turns["speaker"].tolist() == ["P1", "P2", "P1", "P2"]
    assert corpus.turns["text"].iloc[1] == "Another.\nGoes on.\nAnd on."
    assert corpus.issues["message"].str.contains("3 stretches without a label go on").any()


@pytest.mark.parametrize("before", range(3))
def test_a_long_file_of_utf_8_is_said_to_be_that_wherever_its_head_is_cut(write, before):
    talk = "P1: " + "x" * before + "…" * 30_000 + " yes.\nP2: No.\nP1: Well.\nP2: No.\n"
    corpus = read_transcript(write("a.txt", talk))
    assert corpus.sessions["encoding"].tolist() == ["utf-8"]
    assert not corpus.issues["message"].str.contains("names no encoding").any()


def test_a_windows_character_late_in_a_long_file_is_said(write):
    talk = b"P1: Yes.\nP2: No.\n" * 5000 + b"P1: It\x92s late.\n"
    corpus = read_transcript(write("a.txt", talk))
    assert corpus.sessions["encoding"].tolist() == ["cp1252"]
    assert corpus.turns["text"].iloc[-1] == "It’s late."
    assert corpus.issues["message"].str.contains("read as cp1252").any()


def test_a_file_that_cannot_be_read_takes_no_id_from_the_one_after_it(tmp_path, monkeypatch):
    (tmp_path / "A group.md").write_bytes(b"")
    (tmp_path / "A group.txt").write_text("P1: We wrote it on the flip chart.\n\nP2: All of it.\n")
    (tmp_path / "sessions.csv").write_text("session_id,source_kind\na-group,flip chart\n")
    read, told = many_files.read_or_why, []

    def reads(path, raw, hints, *more):
        told.append((path.name, hints.source_kind))
        return read(path, raw, hints, *more)

    monkeypatch.setattr(many_files, "read_or_why", reads)
    corpus = read_transcripts(tmp_path)
    assert corpus.sessions.index.tolist() == ["a-group"]
    assert told[-1] == ("A group.txt", "flip chart")
