"""The real files give the counts that were taken from them by hand. They are quoted nowhere."""

import json

import pytest

from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.readers import Hints, best_reader
from practicelearn.transcripts.tiles import check_tiles

COUNTS = {
    "zoom-meeting.vtt": (14, 99),
    "interview-label-own-line.txt": (2, 100),
    "otter-export.md": (4, 92),
    "otter-multi-paragraph.txt": (2, 58),
    "aws-transcribe.json": (3, 7),
    "whisperx-meeting.json": (4, 6),
    "conversation.cha": (4, 51),
    "classroom-one-row-per-sentence.xlsx": (3, 23),
    # its one paragraph without a label goes on with the speaker above, who is named below it too
    "interview-bold-labels.docx": (2, 71),
}


@pytest.mark.parametrize("name", COUNTS)
def test_speakers_and_turns(test_data, name):
    turns = read_transcript(test_data / "transcripts" / name).turns
    assert (turns["speaker"].nunique(), len(turns)) == COUNTS[name]


@pytest.mark.parametrize("name", COUNTS)
def test_every_character_has_an_owner(test_data, name):
    raw = (test_data / "transcripts" / name).read_bytes()
    reading = best_reader(raw[:65536], name).read(raw, Hints())
    check_tiles(reading.text, reading.tiles)
    # one time of the conversation is no time: it is listed, and its words are kept
    assert sum(t.kind == "issue" for t in reading.tiles) == (name == "conversation.cha")
    spoken = sum(t.end - t.start for t in reading.tiles if t.kind == "speech")
    assert spoken == sum(p.end - p.start for u in reading.units for p in u.pieces)


@pytest.mark.parametrize(
    ("name", "n_units"),
    [("aws-transcribe.json", 24), ("whisperx-meeting.json", 97), ("conversation.cha", 82)],
)
def test_units_before_merging(test_data, name, n_units):
    raw = (test_data / "transcripts" / name).read_bytes()
    assert len(best_reader(raw[:65536], name).read(raw, Hints()).units) == n_units


def test_aws_words_and_punctuation_are_all_there(test_data):
    raw = (test_data / "transcripts" / "aws-transcribe.json").read_bytes()
    reading = best_reader(raw[:65536], "a.json").read(raw, Hints())
    pieces = [p for u in reading.units for p in u.pieces]
    assert len(pieces) == 354 + 38
    said = "".join(p.before + p.text for p in pieces).split()
    assert said == json.loads(raw)["results"]["transcripts"][0]["transcript"].split()


def test_whisperx_segments_of_two_speakers_can_be_parted(test_data):
    path = test_data / "transcripts" / "whisperx-meeting.json"
    whole, parted = read_transcript(path), read_transcript(path, split_words=True)
    assert whole.issues["message"].str.contains("split_words").sum() == 2
    lengths = [[len(t.split()) for t in c.turns["text"]] for c in (whole, parted)]
    assert lengths[0] == [145, 786, 7, 273, 3, 691]
    assert lengths[1] == [146, 785, 7, 274, 2, 691]  # one word each goes to who said it
    words = [w for c in (whole, parted) for w in [" ".join(c.turns["text"]).split()]]
    assert words[0] == words[1]
    segments = json.loads(path.read_bytes())["segments"]
    inside = [w for s in segments for w in s["words"]]
    assert (len(inside), sum("start" not in w for w in inside)) == (1905, 3)
    assert len(words[0]) == 1905


def test_the_conversation_keeps_its_one_time_that_is_none(test_data):
    corpus = read_transcript(test_data / "transcripts" / "conversation.cha")
    bad = corpus.issues[corpus.issues["severity"] == "warning"]
    assert bad["source_loc"].tolist() == ["line 289"]
    undeclared = corpus.issues["message"].str.contains("is not in @Participants")
    assert undeclared.sum() == 3


def test_the_zoom_recording_ends_when_its_last_cue_does(test_data):
    corpus = read_transcript(test_data / "transcripts" / "zoom-meeting.vtt")
    assert corpus.sessions["duration_s"].iloc[0] == 34 * 60 + 51.289


@pytest.mark.parametrize(("name", "n"), [("design-teams", 40), ("committees", 24)])
def test_meetings_have_the_rows_their_sheet_says(test_data, name, n):
    corpus = read_transcripts(test_data / "meetings" / name)
    assert len(corpus.sessions) == n
    assert (corpus.issues["severity"] == "error").sum() == 0
