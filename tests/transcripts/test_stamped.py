import pytest

from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers import Hints
from practicelearn.transcripts.readers.stamped import read_end_stamps

from .mutants import survive, talk


def rows(path, *columns):
    corpus = read_transcript(path)
    return [tuple(row) for row in corpus.turns[list(columns)].itertuples(index=False)], corpus


def test_f4_stamps_end_what_was_said(files):
    turns, corpus = rows(files / "f4.txt", "speaker", "text", "start_s", "end_s")
    assert turns == [
        ("F", "How is the rota?", 0, 4.5),
        ("P1", "It changes every week. And nobody says so.", 4.5, 70),
        ("P2", "No.", 70, 72),
        ("F", "Thank you.", 72, 3600),
    ]
    assert corpus.sessions["format"].tolist() == ["f4"]
    assert corpus.sessions["duration_s"].tolist() == [3600]
    assert "Focus group, 3 May" in set(corpus.issues["text"])


def test_older_stamps_in_square_brackets(files):
    turns, _ = rows(files / "f4-old.txt", "speaker", "text", "start_s", "end_s")
    assert turns == [
        ("F", "How is the rota?", 0, 4),
        ("P1", "It changes every week, # 3 most of all.", 4, 62),
        ("P2", "No.", 62, 72),
        ("P1", "Well.", 72, 120),
    ]


def test_stamps_are_times_in_the_tiles(files):
    reading = read_end_stamps((files / "f4.txt").read_bytes(), Hints())
    times = [reading.text[t.start : t.end] for t in reading.tiles if t.kind == "time"]
    assert times[:2] == ["#00:00:04-5#", "#00:01:02-3#"]


def test_a_stamp_that_cannot_be_read_stays_and_is_said(write):
    text = "F: One. #00:00:04-5#\nP1: Two. #00:0x:05-0#\nF: Three. #00:00:07-0#\n"
    turns, corpus = rows(write("a.txt", text), "speaker", "text", "end_s")
    assert turns[1][:2] == ("P1", "Two. #00:0x:05-0#")
    assert corpus.issues.query("severity == 'warning'")["source_loc"].tolist() == ["line 2"]


def test_a_name_with_its_time_behind_is_no_end_stamp(write):
    text = "Kay [0:00:05]\nOne.\n\nSam [0:00:09]\nTwo.\n\nKay [0:00:12]\nThree.\n"
    turns, corpus = rows(write("a.txt", text), "speaker", "text", "start_s")
    assert turns == [("Kay", "One.", 5), ("Sam", "Two.", 9), ("Kay", "Three.", 12)]
    assert corpus.sessions["format"].tolist() == ["text"]


def test_captions_by_the_recording_keep_their_times(write):
    text = "[Kay] 00:00:05\nOne.\n\n[Sam] 00:00:09\nTwo.\n"
    turns, _ = rows(write("a.txt", text), "speaker", "start_s")
    assert turns == [("Kay", 5), ("Sam", 9)]


def test_zoom_captions_count_from_the_first(files):
    turns, corpus = rows(files / "zoom-captions.txt", "speaker", "text", "start_s")
    assert turns == [
        ("Sam Other", "Right, shall we start? We have an hour.", 0),
        ("Kay", "Go on then.", 5),
        ("Sam Other", "The rota, first.", 53),
    ]
    assert corpus.issues["message"].str.contains("14:05:07").any()


def test_webex_text_and_captions(files):
    said = ["Right, shall we start?", "Go on then.", "The rota, first."]
    turns, _ = rows(files / "webex.txt", "speaker", "text")
    assert turns == list(zip(["Sam Other", "Kay May", "Sam Other"], said, strict=True))
    turns, corpus = rows(files / "webex.vtt", "speaker", "text", "start_s")
    assert turns == list(
        zip(["Sam Other", 'Kay "K" May', "Sam Other"], said, [1, 3.5, 5], strict=True)
    )
    assert corpus.sessions["format"].tolist() == ["vtt"]


def clock(n):
    return f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}"


SHAPES = {
    "f4": lambda n, name, words: f"{name.title()}: {words} #{clock(3 * n + 1)}-0#",
    "captions": lambda n, name, words: f"[{name.title()}] {clock(50_000 + n)}\n{words}\n",
    "webex": lambda n, name, words: (
        f'{n} "{name.title()}" (471{n})\n{clock(n)}.000 --> {clock(n + 1)}.000\n{words}\n'
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_damaged_files_lose_nothing_silently(tmp_path, shape):
    blocks = [SHAPES[shape](n, *turn) for n, turn in enumerate(talk(12))]
    head = "WEBVTT\n\n" if shape == "webex" else ""
    path = tmp_path / ("a.vtt" if head else "a.txt")
    assert survive(path, lambda parts: head + "\n".join(parts), blocks, 20).total() == 20
