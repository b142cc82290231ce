import pytest

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript

from .mutants import survive, talk
from .read_back import said


def test_the_twin_gives_speakers_turns_and_times(files):
    turns, corpus = said(files / "names.srt")
    assert turns == [
        ("KAY", "Right, shall we start?"),
        ("Sam (North)", 'Go on then. It is "late".'),
        (None, "[laughter]"),
        ("pk910", "The thing is: it never stops."),
        ("Sam (North)", "No."),
        ("pk910", "Never <inaudible>."),
        ("KAY", "So we wait."),
    ]
    assert corpus.turns["start_s"].tolist() == [1, 3.5, 5, 6, 9, 9, 10.5]
    assert corpus.turns["end_s"].tolist() == [3, 5, 6, 9, 10, 10, 12]
    assert corpus.sessions["format"].tolist() == ["srt"]
    assert corpus.sessions["duration_s"].tolist() == [12]
    assert corpus.turns["source_loc"].tolist()[:2] == ["line 2", "line 6"]


def test_times_of_the_clock_are_counted_from_the_first(files):
    turns, corpus = said(files / "clock.srt")
    assert turns == [(None, "We talked about the rota."), (None, "And then about the cars.")]
    assert corpus.turns["start_s"].tolist() == [0, 2.5]
    assert corpus.sessions["duration_s"].tolist() == [8]
    assert corpus.issues["message"].str.contains("18:16:56").any()


CUES = (
    "1\n00:00:01,000 --> 00:00:02,000\nKay: One.\n\n2\n00:00:02,000 --> 00:00:03,000\nSam: Two.\n\n"
)
CUES += "3\n00:00:03,000 --> 00:00:04,000\nKay: Three.\n"


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (CUES.replace("02,000 --> 00:00:03", "0x,000 --> 00:00:03"), "time cannot be read"),
        (CUES + "\n4\n00:00:05,0", "ends inside a cue"),
        (CUES.replace("Two.", "Two.\n\nAnd more."), "blank line"),
        (CUES.replace("00:00:03,000 --> ", "00:00:00,500 --> "), "starts before"),
    ],
)
def test_what_is_damaged_is_kept_and_said(write, broken, says):
    turns, corpus = said(write("a.srt", broken))
    assert [s for s, _ in turns] == ["Kay", "Sam", "Kay"]
    assert turns[1][1].startswith("Two.")
    assert corpus.issues["message"].str.contains(says).any()


@pytest.mark.parametrize("arrow", ["->", "—>", "→", "--\x00\x00>"])
def test_a_bent_arrow_is_still_one(write, arrow):
    turns, _ = said(write("a.srt", CUES.replace("-->", arrow, 2).replace(arrow, "-->", 1)))
    assert turns == [("Kay", "One."), ("Sam", "Two."), ("Kay", "Three.")]


def test_what_stands_before_the_first_cue_is_listed(write):
    _, corpus = said(write("a.srt", "Focus group, 3 May\n\n" + CUES))
    assert "Focus group, 3 May" in set(corpus.issues["text"])


def test_no_blank_line_between_cues_is_no_loss(write):
    assert said(write("a.srt", CUES.replace("\n\n", "\n")))[0] == said(write("b.srt", CUES))[0]


def test_a_file_without_words_is_refused(write):
    with pytest.raises(errors.TranscriptError, match="no speech"):
        read_transcript(write("a.srt", "1\n00:00:01,000 --> 00:00:02,000\n\n"))


def clock(n):
    return f"00:{n // 60:02}:{n % 60:02},000"


def blocks():
    return [
        f"{clock(3 * n)} --> {clock(3 * n + 2)}\n{name.title()}: {words}\n"
        for n, (name, words) in enumerate(talk(12))
    ]


def build(parts):
    return "\n".join(f"{n}\n{part}" for n, part in enumerate(parts, 1))


def test_damaged_files_lose_nothing_silently(tmp_path):
    assert survive(tmp_path / "a.srt", build, blocks()).total() == 50
