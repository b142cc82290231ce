"""The real files give the counts that were taken from them by hand. They are quoted nowhere."""

import pytest

from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.readers import Hints, best_reader
from practicelearn.transcripts.tiles import check_tiles

COUNTS = {
    "zoom-meeting.vtt": (14, 99),
    "interview-label-own-line.txt": (2, 100),
    "otter-export.md": (4, 92),
    "otter-multi-paragraph.txt": (2, 58),
    "classroom-one-row-per-sentence.xlsx": (3, 23),
    # 71 turns when its one paragraph without a label is left out and its neighbours merge over it;
    # here that paragraph is a turn of nobody and parts them
    "interview-bold-labels.docx": (2, 73),
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
    assert not [t for t in reading.tiles if t.kind == "issue"]
    spoken = sum(t.end - t.start for t in reading.tiles if t.kind == "speech")
    assert spoken == sum(p.end - p.start for u in reading.units for p in u.pieces)


def test_the_zoom_recording_ends_when_its_last_cue_does(test_data):
    corpus = read_transcript(test_data / "transcripts" / "zoom-meeting.vtt")
    assert corpus.sessions["duration_s"].iloc[0] == 34 * 60 + 51.289


@pytest.mark.parametrize(("name", "n"), [("design-teams", 40), ("committees", 24)])
def test_meetings_have_the_rows_their_sheet_says(test_data, name, n):
    corpus = read_transcripts(test_data / "meetings" / name)
    assert len(corpus.sessions) == n
    assert (corpus.issues["severity"] == "error").sum() == 0
