"""What is probably wrong is a warning, and ``strict`` stops at it."""

import pytest

from practicelearn.errors import TranscriptError
from practicelearn.transcripts.loader import read_transcript


def two(a, b, n=6):
    return "\n\n".join(f"{(a, b)[k % 2]}: I said it {k} times over." for k in range(n))


LONG = " ".join(["and so it went on"] * 40)
DOUBTED = {
    "number": (two("1", "2"), "is a number"),
    "code": (two("a8f3c2d19b", "P1"), "looks like a code"),
    "sentence": (
        "\n".join(["We all said it back then: yes.", "P1: No."] * 3),
        "reads like a sentence",
    ),
    "one label": (two("P1", "P1", 20), 'everything is said by "P1"'),
    "giant": (f"F: Well?\n\nP1: {LONG * 4}\n\nF: Thanks.\n\nP1: Bye.", "one turn holds"),
    "garbled": (
        two("F", "P1") + "\n\nF: Itâ€™s so.\n\nP1: Itâ€™s not.",
        "letters are garbled",
    ),
    "leaders": (two("Facilitator", "Moderator"), "every label is taken for a facilitator"),
    "summary": (
        "Quick recap\n\nThey met.\n\nNext steps\n\nKay: Send it.\n\nAI-generated content may err.",
        "a summary that a machine wrote",
    ),
}


@pytest.mark.parametrize("kind", DOUBTED)
def test_what_is_probably_wrong_is_a_warning(write, kind):
    text, what = DOUBTED[kind]
    path = write("talk.txt", text)
    issues = read_transcript(path).issues
    told = issues[issues["message"].str.contains(what, regex=False)]
    assert told["severity"].tolist() == ["warning"]
    with pytest.raises(TranscriptError):
        read_transcript(path, strict=True)


def test_an_ordinary_talk_is_not_doubted(write):
    corpus = read_transcript(write("talk.txt", two("Facilitator", "P1", 20)), strict=True)
    assert corpus.issues.empty


def test_a_length_no_meeting_has(write):
    rows = "\n".join(f"{n * 3600}.5,{who},It went on and on." for n, who in enumerate("ABAB" * 4))
    issues = read_transcript(write("a.csv", "start,speaker,text\n" + rows)).issues
    assert issues["message"].str.contains("which no meeting does").any()


def test_captions_that_roll(write):
    words = ["so", "how", "was", "it", "for", "you", "this", "year", "then"]
    cues = [
        f"00:00:{n:02}.000 --> 00:00:{n + 1:02}.000\n{' '.join(words[: n + 2])}"
        for n in range(len(words) - 1)
    ]
    issues = read_transcript(write("a.vtt", "WEBVTT\n\n" + "\n\n".join(cues))).issues
    assert issues["message"].str.contains("rolling captions").any()


def test_no_word_of_a_summary_is_a_quote(write):
    corpus = read_transcript(write("talk.txt", DOUBTED["summary"][0]))
    assert corpus.turns["speaker"].isna().all()
    assert not corpus.turns["verbatim"].any()


def test_action_items_between_speeches_are_nobodys(write):
    text = "0:03 - Kay\n  We need cars.\n  ACTION ITEM: Ask for cars\n\n0:09 - Sam\n  Yes.\n"
    corpus = read_transcript(write("talk.txt", text))
    assert corpus.turns["text"].tolist() == ["We need cars.", "Yes."]
    kept = corpus.issues[corpus.issues["severity"] == "warning"]
    assert kept["text"].tolist() == ["ACTION ITEM: Ask for cars"]
