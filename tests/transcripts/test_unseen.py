"""Characters that nobody sees are not in the turns; every character of the file has its owner."""

import pytest

from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.one_file import sessions_of
from practicelearn.transcripts.readers import READERS, Hints
from practicelearn.transcripts.tiles import check_tiles

UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202e\u2066\u2069"

TALK = "Facilitator: What is it like?\nSiobhan: I asked Kay twice.\nKay: She did.\n" * 2
WITHIN = ("Siobhan", "asked", "Facilitator", "Kay")


def with_unseen(char, text=TALK, *, at_ends=True):
    for word in WITHIN:
        text = text.replace(word, word[:2] + char + word[2:])
    return text.replace("\n", f"{char}\n") if at_ends else text


@pytest.mark.parametrize("char", UNSEEN)
@pytest.mark.parametrize("name", ["north.txt", "north.md"])
def test_the_turns_are_those_of_a_file_without_them(write, char, name):
    plain = read_transcript(write("plain/" + name, TALK))
    corpus = read_transcript(write(name, with_unseen(char)))
    assert corpus.turns[["speaker", "text"]].values.tolist() == (
        plain.turns[["speaker", "text"]].values.tolist()
    )


@pytest.mark.parametrize("char", UNSEEN)
def test_the_map_to_the_source_finds_each_word_with_what_nobody_sees_in_it(write, char):
    source = with_unseen(char)
    corpus = read_transcript(write("north.txt", source))
    found = []
    for row in corpus.source_map.to_dict("records"):
        words = corpus.turns["text"][row["turn_id"]][row["start"] : row["end"]]
        origin = source[row["source_start"] : row["source_end"]]
        assert origin.replace(char, "") == words
        found.append(origin)
    assert f"as{char}ked" in " ".join(found)


CUES = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Siobhan>I asked Kay twice.</v>\n"
TABLE = "Speaker,Text\nSiobhan,I asked Kay twice.\nKay,She did.\n"
SRT = """1
00:00:01,000 --> 00:00:04,000
Siobhan: I asked Kay twice.

2
00:00:05,000 --> 00:00:06,000
Kay: Yes.

3
00:00:07,000 --> 00:00:08,000
Siobhan: So there.
"""


@pytest.mark.parametrize("char", UNSEEN)
@pytest.mark.parametrize(("name", "text"), [("a.vtt", CUES), ("a.csv", TABLE), ("a.srt", SRT)])
def test_in_captions_and_tables_too(write, char, name, text):
    path = write(name, with_unseen(char, text, at_ends=name.endswith("csv")))
    corpus = read_transcripts([path])
    assert "Siobhan" in corpus.turns["speaker"].tolist()
    assert "I asked Kay twice." in corpus.turns["text"].tolist()
    reader = READERS[name.split(".")[-1]]
    reading = reader.read(path.read_bytes(), Hints())
    check_tiles(reading.text, reading.tiles)
    assert char in reading.text, "it is in the decoded text, and has an owner there"
    assert sessions_of(path, path.read_bytes(), reader, Hints())


def test_what_is_nothing_but_unseen_is_no_turn(write):
    corpus = read_transcript(write("north.txt", "Kay: Well.\nSam: \u200b\u00ad\nKay: Yes.\n" * 2))
    assert not any(char in text for text in corpus.turns["text"] for char in UNSEEN)
    assert corpus.turns.loc[corpus.turns["speaker"] == "Sam", "text"].isin([""]).all()


@pytest.mark.parametrize("said", ["👩🏽\u200d⚕️ came", "می\u200cخواهم", "क\u094d\u200dष"])
def test_emoji_and_scripts_that_join_stay_whole(write, said):
    corpus = read_transcript(write("north.txt", f"Kay: {said}\nSam: Yes.\n" * 2))
    assert corpus.turns["text"].iloc[0] == said


def test_a_sheet_names_the_person_who_speaks_whatever_is_hidden_in_either(write):
    write("t/north.txt", with_unseen("\u200b"))
    rows = "north.txt,Sio\u00adbhan,P01\nnorth.txt,Kay,P02\n"
    write("t/attendance.csv", f"file,speaker,person_id\n{rows}")
    corpus = read_transcripts(write("t/sessions.csv", "file,year\nnorth.txt,2025-26\n").parent)
    who = dict(corpus.turns[["speaker", "person_id"]].dropna().values.tolist())
    assert who == {"Siobhan": "P01", "Kay": "P02"}
