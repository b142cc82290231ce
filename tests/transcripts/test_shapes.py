"""Every way of marking who speaks that people were seen to use; all of it invented."""

from pathlib import Path

import pytest

from practicelearn.transcripts.loader import read_transcript

NB = "\u00a0"
SHAPES = {
    "webex": (
        "Kay Lane  10:02\nHello.\n\nSam Hill  10:03\nHi.\nMore.\n\nKay Lane  10:04\nBye.\n",
        3,
    ),
    "trint": ("[00:00:01] Kay: Hello.\n\n[00:00:05] Sam: Hi.\n\n[00:00:12] Kay: Bye.\n", 3),
    "descript": ("Kay: [00:00:01.12] Hello.\n\nSam: Hi [00:00:09.03] again.\n\nKay: Bye.\n", 3),
    "sonix": ("Kay [00:00:01]\nHello.\n\nSam [00:00:05]\nHi.\n\nKay [00:00:09]\nBye.\n", 3),
    "happy scribe": (
        (
            f"Speaker 1 [00:00:01.080]\nHello.\n\nSpeaker 2{NB}[00:00:05.240]\nHi.\n\n"
            "Speaker 1 [00:00:09.000]\nBye.\n"
        ),
        3,
    ),
    "non-breaking": (f"Kay{NB}[00:00:01]{NB}Hello.\n\nSam{NB}[00:00:05]{NB}Hi.\n", 2),
    "frames": ("[00:00:01:12] Kay: Hello.\n[00:00:05:03] Sam: Hi.\n[00:00:09:00] Kay: Bye.\n", 3),
    "rev": (
        (
            "---\ntitle: x\n---\n\nKay (00:00:01):\nHello.\n\n(00:00:05):\nMore [inaudible].\n\n"
            "Sam (00:00:09):\nHi.\n"
        ),
        2,
    ),
    "time after the colon": (
        "Kay: (00:01)\nHello.\n\nSam: (00:09)\nHi.\n\nKay: (00:12)\nBye.\n",
        3,
    ),
    "time in front": (
        "14:02:11 Kay Lane: Hello.\n14:02:15 pk910: Hi.\n14:02:20 Kay Lane: Bye.\n",
        3,
    ),
    "time, dash, name": (
        "00:01 - Kay Lane\nHello.\n\n00:05 - Sam\nHi.\n\n00:09 - Kay Lane\nBye.\n",
        3,
    ),
    "name, time below": (
        (
            "Speaker 1\n0:01\nHello all\n\nSpeaker 2\n0:05\nHi\n\nSpeaker 1\n0:09\nBye\n\n"
            "Speaker 2\n0:11\nSee you\n"
        ),
        4,
    ),
    "name and time": ("Kay 0:01\nHello.\n\nSam 0:05\nHi.\n\nKay 0:09\nBye.\n", 3),
    "name, comma, time": ("Kay, 0:01\nHello.\n\nSam, 0:05\nHi.\n\nKay, 0:09\nBye.\n", 3),
    "name and span": (
        "Kay 0:01 - 0:04\nHello.\n\nSam 0:05 - 0:08\nHi.\n\nKay 0:09 - 0:12\nBye.\n",
        3,
    ),
    "span and name": (
        "0:01 - 0:04 Kay\nHello.\n\nSam 0:05 - 0:08\nHi.\n\n0:09 - 0:12 Kay\nBye.\n",
        3,
    ),
    "bold name and time": ("**Kay** 0:01\nHello.\n\n**Sam** 0:05\nHi.\n\n**Kay** 0:09\nSo.\n", 3),
    "names alone": ("KAY LANE\n\nHello.\n\nSAM\n\nHi.\n\nKAY LANE\n\nBye.\n\nSAM\n\nYes.\n", 4),
    "dashes": ("Kay - Hello all.\nSam - Hi.\nKay - Bye.\nSam - Well - yes.\n", 4),
    "arrows": (">> Kay: Hello.\n>> Sam: Hi.\n>> Kay: Bye.\n>> Sam: Yes.\n", 4),
    "square brackets": ("[P3]: Yes.\n[P4]: No.\n[P3]: So.\n[P4]: Well.\n", 4),
    "round brackets": ("Kay (SL): Hello.\n(Mark): Hi.\nKay (SL): Bye.\n(Mark): Yes.\n", 4),
    "space before the colon": ("Kay : Hello.\nSam : Hi.\nKay : Bye.\nSam : Yes.\n", 4),
    "tabs": ("Kay\tHello.\nSam\tHi.\nKay\tBye.\nSam\tYes.\n", 4),
    "line numbers": (
        (
            "1   Kay:    So (0.4) what’s it [like\n2   Sam:         [it’s\n3         alright=\n"
            "4   Kay:    =yeah\n5   Sam:    °mm°\n6   Kay:    .hh okay\n"
        ),
        5,
    ),
    "numbered lines of a printout": (
        "01\tKay: Hello.\n02\tSam: Hi and\n03\tmore of it.\n04\tKay: Bye.\n05\tSam: Yes.\n",
        4,
    ),
    "header line first": (
        (
            "12-May-2023 - 10:36 - 1h09m31s – Ana\n\nInterviewer: Hello.\n\nAna: Hi.\n\n"
            "Interviewer: Bye.\n"
        ),
        3,
    ),
    "continuation lines": ("P1: I said this\nand went on.\nP2: Yes\nand so on.\nP1: Bye.\n", 3),
}


def read(folder: Path, text: str):
    (folder / "talk.txt").write_text(text, encoding="utf-8")
    return read_transcript(folder / "talk.txt").turns


@pytest.mark.parametrize("shape", SHAPES)
def test_two_speakers_and_every_turn_are_told_apart(tmp_path, shape):
    text, n_turns = SHAPES[shape]
    turns = read(tmp_path, text)
    assert (turns["speaker"].nunique(), len(turns)) == (2, n_turns)
    assert turns["speaker"].notna().all()
    assert turns["text"].str.strip().ne("").all()


def test_a_time_below_a_name_is_that_turns_own(tmp_path):
    turns = read(tmp_path, SHAPES["name, time below"][0])
    assert turns["start_s"].tolist() == [1.0, 5.0, 9.0, 11.0]


def test_captions_without_full_stops_are_not_taken_for_names(tmp_path):
    turns = read(tmp_path, "0:01\nhello all\n0:05\nhi there\n0:09\nand bye\n0:12\nso\n")
    assert turns["speaker"].isna().all()
    assert turns["start_s"].tolist() == [1.0, 5.0, 9.0, 12.0]


def test_short_answers_that_come_again_are_no_names(tmp_path):
    said = ["How was it for you?", "Yeah", "And before that, did you know them?", "Okay"]
    said += ["That is what I was told.", "Yeah", "It went on for a year.", "And so it ends."]
    turns = read(tmp_path, "\n\n".join(said) + "\n")
    assert turns["speaker"].isna().all()


def test_a_person_who_speaks_once_is_a_person_and_an_opening_word_is_not(tmp_path):
    usual = "".join(f"P1: Word {k}.\nP2: Other {k}.\n" for k in range(4))
    turns = read(tmp_path, usual + "Kay Lane: I came late.\nP1: Honestly: it is.\nSam: Me too.\n")
    assert set(turns["speaker"]) == {"P1", "P2", "Kay Lane", "Sam"}


def test_speakers_who_are_numbers_are_not_line_numbers(tmp_path):
    turns = read(tmp_path, "1: Hello.\n2: Hi.\n1: Bye.\n3: So.\n2: Well.\n3: Yes.\n")
    assert turns["speaker"].tolist() == ["1", "2", "1", "3", "2", "3"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_the_windows_encodings_are_read(tmp_path, encoding):
    text = "Kay: It’s fine… so.\r\nSam: “Yes”.\r\nKay: Bye.\r\nSam: Off.\r\n"
    (tmp_path / "talk.txt").write_bytes(text.encode(encoding))
    turns = read_transcript(tmp_path / "talk.txt").turns
    assert turns["text"].tolist() == ["It’s fine… so.", "“Yes”.", "Bye.", "Off."]
