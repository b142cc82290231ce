"""What only an argument could put right, a person says on a sheet or a command line."""

import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.label_example import openings_like
from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.read_as import ReadAs


@pytest.mark.parametrize(
    ("example", "line", "label", "words"),
    [
        ("[T001] Moderator:", "[T014] Participant 2: No.", "Participant 2", "No."),
        ("P1", "Kay", "Kay", ""),
        ("<Fac>", "<Kim> Well, yes.", "Kim", "Well, yes."),
        ("1. Fac:", "12. P3: Well.", "P3", "Well."),
        ("00:03 - Kay", "1:00:09 - Sam", "Sam", ""),
        ("Kay (0:03):", "Sam (12:09): Yes.", "Sam", "Yes."),
        ("Fac<TAB>", "P1\tWell: no.", "P1", "Well: no."),
        ("Q1) Kay |", "Q2) Sam | Yes.", "Sam", "Yes."),
    ],
)
def test_a_label_is_shown_by_one_of_them(example, line, label, words):
    found = openings_like(example)(line)
    assert found is not None
    assert (found.label, line[found.text_at :].strip()) == (label, words)


def test_a_label_without_a_name_is_refused_in_words():
    with pytest.raises(PracticelearnError, match="holds no name"):
        openings_like("--:")


TALK = "~Kay~ I said so.\nAnd more.\n\nIt went on.\n\n~Sam~ I did not.\n\n~Kay~ Well: no.\n"


def test_the_sheet_says_what_the_labels_of_one_file_look_like(tmp_path):
    (tmp_path / "a.txt").write_text(TALK)
    (tmp_path / "b.txt").write_text("P1: One.\n\nP2: Two.\n\nP1: Three.\n")
    (tmp_path / "sessions.csv").write_text("file,labels_look_like\na.txt,~Kay~\nb.txt,\n")
    corpus = read_transcripts(tmp_path)
    assert corpus.turns["speaker"].tolist() == ["Kay", "Sam", "Kay", "P1", "P2", "P1"]
    assert corpus.turns["text"].iloc[0] == "I said so. And more.\nIt went on."
    assert corpus.sessions["labels_look_like"].dropna().tolist() == ["~Kay~"]


def test_the_sheet_says_it_for_a_whole_folder_and_one_file_otherwise(tmp_path):
    (tmp_path / "a.txt").write_text(TALK)
    (tmp_path / "b.txt").write_text(TALK.replace("~Kay~", "{Kay}").replace("~Sam~", "{Sam}"))
    sheet = "file,labels_look_like\n*.txt,~Kay~\nb.txt,{Kay}\na.txt,\n"
    (tmp_path / "sessions.csv").write_text(sheet)
    corpus = read_transcripts(tmp_path)
    assert corpus.turns.groupby("session_id")["speaker"].nunique().tolist() == [2, 2]
    assert not corpus.issues["message"].str.contains("was not among the transcripts").any()


def test_the_columns_of_a_table_and_the_rest_are_said_in_words(write):
    path = write("a.csv", "was,wer\nOne thing.,Kay\n,\nTwo of them.,Sam\n")
    said = ReadAs(speech_column="was", speaker_column="wer", rows="keep")
    assert read_transcript(path, said=said).turns["speaker"].tolist() == ["Kay", "Sam"]
    text = write("b.txt", "Particpant: One.\n\n" + "Participant: Two.\n\nFac: So?\n\n" * 4)
    said = ReadAs(fix_labels="Particpant = Participant", unlabelled="goes on")
    assert set(read_transcript(text, said=said).turns["speaker"]) == {"Participant", "Fac"}


@pytest.mark.parametrize("said", [ReadAs(unlabelled="perhaps"), ReadAs(fix_labels="a and b")])
def test_what_cannot_be_understood_says_what_can(write, said):
    with pytest.raises(PracticelearnError, match="is neither"):
        read_transcript(write("a.txt", "P1: One.\nP2: Two.\n"), said=said)


def test_how_a_file_was_read_is_kept_in_its_session(write):
    corpus = read_transcript(write("a.txt", TALK), labels_look_like="~Kay~")
    assert corpus.sessions["labels_look_like"].tolist() == ["~Kay~"]
