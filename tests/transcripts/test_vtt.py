import pytest

from practicelearn import errors
from practicelearn.transcripts.loader import read_transcript

from .read_back import said

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Sam (North): Right, shall we start?

2
00:00:03.500 --> 00:00:05.000
pk910: Go on then.

3
00:00:05.000 --> 00:00:06.000
Mm.

4
00:00:06.000 --> 00:00:09.000
pk910: The thing is: it never stops.

5
00:00:09.000 --> 00:00:10.000
Sam (North): No.
"""
TEAMS = """WEBVTT

aa/12-0
00:00:01.000 --> 00:00:04.000
<v Other, Sam>I think the rota &amp; the
duty desk</v>

aa/13-0
00:00:03.000 --> 00:00:05.000
<v Kay>Yes.</v>

aa/12-1
00:00:04.000 --> 00:00:06.000
<v Other, Sam>are one problem.</v>
"""


def test_zoom_names_are_labels_and_a_nameless_cue_belongs_to_nobody(write):
    turns, _ = said(write("a.vtt", ZOOM.replace("\n", "\r\n")))
    assert turns == [
        ("Sam (North)", "Right, shall we start?"),
        ("pk910", "Go on then."),
        (None, "Mm."),
        ("pk910", "The thing is: it never stops."),
        ("Sam (North)", "No."),
    ]


def test_teams_fragments_of_one_utterance_are_put_together(write):
    turns, corpus = said(write("a.vtt", TEAMS))
    assert turns == [
        ("Other, Sam", "I think the rota & the duty desk are one problem."),
        ("Kay", "Yes."),
    ]
    assert list(corpus.turns["overlap"].fillna(False)) == [False, True]


def test_two_voices_in_one_cue_are_two_turns(write):
    cue = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Did you?</v> <v B>No.</v>\n"
    assert said(write("a.vtt", cue))[0] == [("A", "Did you?"), ("B", "No.")]


@pytest.mark.parametrize(
    ("what", "broken"),
    [
        ("comma", ZOOM.replace("05.000", "05,000")),
        ("bad time", ZOOM.replace("00:00:03.500 -->", "00:0x:03.500 -->")),
        ("no blank line between cues", ZOOM.replace("then.\n\n", "then.\n")),
        ("truncated", ZOOM[: ZOOM.index("No.") + 2]),
    ],
)
def test_a_damaged_file_keeps_its_words(write, what, broken):
    turns, corpus = said(write("a.vtt", broken))
    assert ("pk910", "Go on then.") in turns
    assert ("pk910", "The thing is: it never stops.") in turns
    if what == "bad time":
        assert (corpus.issues["severity"] == "warning").any()


def test_words_after_a_blank_line_inside_a_cue_are_kept(write):
    broken = ZOOM.replace("Go on then.", "Go on\n\nthen, please.")
    turns, corpus = said(write("a.vtt", broken))
    assert ("pk910", "Go on then, please.") in turns
    assert corpus.issues["message"].str.contains("blank line").any()


def test_strict_raises_at_the_line_of_the_first_problem(write):
    broken = ZOOM.replace("00:00:03.500 -->", "00:0x:03.500 -->")
    with pytest.raises(errors.TranscriptError) as raised:
        read_transcript(write("a.vtt", broken), strict=True)
    assert raised.value.line == 8


def test_notes_and_styles_are_no_turns(write):
    turns, _ = said(
        write("a.vtt", ZOOM.replace("WEBVTT\n", "WEBVTT\n\nNOTE duration: 1\nlanguage en\n"))
    )
    assert len(turns) == 5
