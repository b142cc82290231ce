"""What stands above a transcript, names without a colon, names that come once. All invented."""

import docx
import pytest

from practicelearn.errors import TranscriptError
from practicelearn.transcripts.loader import read_transcript

TALK = (
    "Kay: What is it like?\nP1: It is busy.\nP2: Very busy.\nP1: We manage.\nKay: How?\nP2: So.\n"
)
ROLES = (
    "Interviewer: What is it like?\n\nInterviewee: Busy.\n\nInterviewer: How?\n\nInterviewee: So.\n"
)


def read(tmp_path, text, name="north.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_transcript(path)


def front(corpus):
    found = corpus.issues[corpus.issues["message"].str.startswith("this stands before")]
    return [] if found.empty else found["text"].iloc[0].split("\n")


@pytest.mark.parametrize(
    ("block", "talk"),
    [
        ("Date: 3 June 2025\nParticipants: 3\nFacilitator: Kay Lane\nDuration: 48 minutes", TALK),
        ("Health check\nDuty team\nParticipants: 3 social workers", TALK),
        ("Participants: P1, P2\nModerator: Kay", TALK),
        ("Title: Health check\nPresent: Kay Lane and two others\nTranscribed by: M. Jones", TALK),
        ("Cohort: B\nDate: 3 June 2025\nWave: two", TALK),
        ("Interview length: 45:10\nRecording: dm-0012.wav", TALK),
        ("Interviewer: Kay Lane\nInterviewee: Jo Brown", ROLES),
        ("Interviewer: Kay Lane", ROLES),
        ("Interviewer: Kay\nRespondent: Jo", "I: What is it like?\nR: Busy.\nI: How?\nR: So.\n"),
        ("Facilitator: Kay", TALK),
        ("Participants: P1, P2, P3 and P4.\nDate: 3 June", TALK),
        ("Interviewer: Kay Lane (KL)\nInterviewee: Participant 4\nDate: 03/06/2025", ROLES),
        ("Interviewer: Kay Lane\nInterviewee: P04", ROLES),
        ("Interviewer: I\nRespondent: R", "I: What is it like?\nR: Busy.\nI: How?\nR: So.\n"),
    ],
)
def test_fields_above_a_transcript_are_kept_and_are_no_turns(tmp_path, block, talk):
    bare, corpus = read(tmp_path, talk), read(tmp_path, f"{block}\n\n{talk}")
    assert corpus.turns["text"].tolist() == bare.turns["text"].tolist()
    assert corpus.turns["speaker"].tolist() == bare.turns["speaker"].tolist()
    assert front(corpus) == block.split("\n"), "nothing is lost"


@pytest.mark.parametrize(
    "talk",
    [
        "Interviewer: Hello\n\nInterviewee: Hi\n\nInterviewer: How is it\n\nInterviewee: Fine\n",
        "Facilitator: Kay?\nKay: Yes.\nFacilitator: Jo\nJo: Same.\nKay: Quite.\nJo: Mm.\n",
        "Facilitator: Kay\nKay: Yes.\nFacilitator: Jo\nJo: Same.\nKay: Quite.\nJo: Mm.\n",
        "Facilitator: Shall we begin\nParticipants: Yes\nP1: Busy.\nFacilitator: Go on\nP1: So\n",
        "Facilitator: P1\nP1: Yes.\nFacilitator: P2\nP2: Same.\nP1: Quite.\nP2: Mm.\n",
        "Facilitator: Participant 1\nParticipant 1: Yes.\nFacilitator: Sure\nParticipant 1: So.\n",
        "Interviewer: Q1\nInterviewee: Busy.\nInterviewer: Q2\nInterviewee: So.\n",
        "P1: Anna\nP2: Ben\nP3: Cara\nP1: So I do duty\nP2: Me too\nP3: Same\n",
        "F: Three\nP: 3\nF: Sure\nP: Sure\n",
        "Researcher: Manchester\nP1: No, Leeds\nResearcher: Leeds\nP1: Yes\n",
    ],
)
def test_short_turns_at_the_beginning_are_no_fields(tmp_path, talk):
    corpus = read(tmp_path, talk)
    assert len(corpus.turns) == talk.replace("\n\n", "\n").count("\n")
    assert front(corpus) == []


def test_the_block_gives_date_length_and_roles_to_who_is_called_so(tmp_path):
    block = "Date: 3 June 2025\nDuration: 48 minutes\nFacilitator: Kay Lane\nNote taker: Jo Brown\n"
    corpus = read(tmp_path, f"{block}\n{TALK}")
    session = corpus.sessions.iloc[0]
    assert (session["date"], session["duration_s"]) == ("2025-06-03", 2880)
    present = corpus.attendance.set_index("speaker")[["role", "role_source"]]
    assert present.loc["Kay"].tolist() == ["facilitator", "file"]
    assert present.loc["P1"].tolist() == ["participant", "label"]
    assert "Jo" not in present.index, "who says nothing may have been elsewhere"


def test_a_label_that_two_names_of_the_block_may_stand_for_gets_no_role(tmp_path):
    block = "Facilitator: Kay Lane\nParticipants: Kay Brown, Jo Reed\n"
    corpus = read(tmp_path, f"{block}\n{TALK}")
    assert corpus.attendance.empty


def test_a_file_that_ends_after_its_fields_loses_nothing(tmp_path):
    try:
        corpus = read(tmp_path, "Date: 3 June 2025\nInterviewer: Kay Lane\n")
    except TranscriptError as error:
        assert "no speech" in str(error)
    else:
        assert "Kay Lane" in " ".join([*corpus.turns["text"], *front(corpus)])


@pytest.mark.parametrize(
    "shape",
    ["### {0}\n\n{1}", "**{0}**\n\n{1}", "## {0} (00:01:02)\n\n{1}", "#### {0}: {1}",
     "### {0}:\n\n{1}", "### {0} ###\n\n{1}"],
)  # fmt: skip
def test_headings_of_markdown_may_be_names(tmp_path, shape):
    shape += "\n\n"
    said = [("Kay", "What is it like?"), ("Jo", "Busy."), ("Kay", "How?"), ("Jo", "Well.")]
    corpus = read(tmp_path, "# Duty team\n\n" + "".join(shape.format(*s) for s in said), "x.md")
    turns = corpus.turns
    assert list(zip(turns["speaker"], turns["text"], strict=True)) == said
    assert front(corpus) == ["# Duty team"]


def test_a_heading_between_turns_is_kept_and_is_no_turn(tmp_path):
    text = "Kay: It works.\n\nJo: Yes.\n\n## What does not\n\nKay: The laptop.\n\nJo: Yes.\n"
    corpus = read(tmp_path, text, "x.md")
    assert corpus.turns["speaker"].tolist() == ["Kay", "Jo", "Kay", "Jo"]
    kept = corpus.issues[corpus.issues["message"].str.contains("a heading")]
    assert (kept["text"].tolist(), kept["source_loc"].tolist()) == (
        ["## What does not"],
        ["line 5"],
    )


def cues(*rows):
    return "WEBVTT\n\n" + "".join(
        f"00:00:{n:02d}.000 --> 00:00:{n:02d}.900\n{row}\n\n" for n, row in enumerate(rows)
    )


@pytest.mark.parametrize(
    ("rows", "speakers"),
    [
        (["Sam Reed: Hi.", "Jo Lane: Yes.", "Ngozi Adeyemi: Hello."],
         ["Sam Reed", "Jo Lane", "Ngozi Adeyemi"]),
        (["P1: Hi.", "P2: Yes.", "Ngozi: Hello.", "P1: Go.", "P2: So."],
         ["P1", "P2", "Ngozi", "P1", "P2"]),
        (["P1: Hi.", "P2: Yes.", "pk910: Hello.", "P1: Go.", "P2: So.", "P1: Mm."],
         ["P1", "P2", "pk910", "P1", "P2", "P1"]),
        (["P1: Hi.", "P2: Yes.", "Remember: it is late.", "P1: Go.", "P2: So.", "P1: Mm."],
         ["P1", "P2", None, "P1", "P2", "P1"]),
        (["P1: Hi.", "P2: Yes.", "...: and then.", "P1: Go.", "P2: So.", "P1: Mm."],
         ["P1", "P2", None, "P1", "P2", "P1"]),
        (["I said this.", "Remember: it is late.", "And so on."], [None] * 3),
        (["Remember: it is late.", "Honestly: it is."], [None] * 2),
    ],
)  # fmt: skip
def test_names_of_captions_that_come_once(tmp_path, rows, speakers):
    corpus = read(tmp_path, cues(*rows), "x.vtt")
    assert [None if s != s else s for s in corpus.turns["speaker"]] == speakers


def test_everybody_speaks_once_in_a_text_too(tmp_path):
    corpus = read(tmp_path, "Sam Reed: Hi all.\n\nJo Lane: Yes.\n")
    assert corpus.turns["speaker"].tolist() == ["Sam Reed", "Jo Lane"]


BOLD = [
    ("Rachel D", "What is it like?"), ("Owen G", "Thanks for asking."), ("Rachel D", "Go on."),
    (None, "And take your time."), ("Owen G", "It is busy."), ("Siân", "Quite."),
    ("Rachel D", "How?"), ("Owen G", "So."),
]  # fmt: skip


@pytest.mark.parametrize("name", ["x.docx", "x.md"])
def test_bold_names_without_a_colon_are_labels(tmp_path, name):
    corpus = read_transcript(bold(tmp_path / name, BOLD))
    said = list(zip(corpus.turns["speaker"], corpus.turns["text"], strict=True))
    assert said[2] == ("Rachel D", "Go on.\nAnd take your time.")
    assert [who for who, _ in said] == [who for who, _ in BOLD if who]


@pytest.mark.parametrize("name", ["x.docx", "x.md"])
def test_bold_words_that_lead_no_talk_stay_speech(tmp_path, name):
    rows = [
        (None, "It was long."),
        ("Really", "long, I say."),
        (None, "We left."),
        ("Never", "so."),
    ]
    corpus = read_transcript(bold(tmp_path / name, rows))
    assert corpus.turns["speaker"].isna().all()
    assert "Really" in corpus.turns["text"].iloc[1]


def bold(path, rows):
    if path.suffix == ".md":
        said = (f"**{who}** {text}" if who else text for who, text in rows)
        path.write_text("\n\n".join(said), encoding="utf-8")
        return path
    document = docx.Document()
    for who, text in rows:
        paragraph = document.add_paragraph()
        if who:
            paragraph.add_run(who).bold = True
        paragraph.add_run(f"  {text}" if who else text)
    document.save(path)
    return path
