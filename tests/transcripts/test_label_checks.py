"""Labels that look like a slip: reported with a correction, changed only when asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn import errors
from practicelearn.transcripts.label_checks import suggested_labels
from practicelearn.transcripts.loader import read_transcript, read_transcripts

TALK = "Facilitator: How?\n" + "Participant: One.\nFacilitator: And?\n" * 6
SLIP = TALK + "Particpant: Two.\nFacilitator: Oh.\nParticpant: Three.\n"
VTT = "WEBVTT\n\n" + "".join(
    f"00:00:{n:02d}.000 --> 00:00:{n:02d}.500\n<v {who}>words {n}</v>\n\n"
    for n, who in enumerate(["Ana", "Mateo"] * 5 + ["#Mateo", "Zed"])
)


def test_a_misspelt_label_is_reported_and_left_alone(write):
    corpus = read_transcript(write("a.txt", SLIP))
    assert set(corpus.turns["speaker"]) == {"Facilitator", "Participant", "Particpant"}
    issue = corpus.issues[corpus.issues["message"].str.contains("looks like")].iloc[0]
    assert 'say "Particpant = Participant" for fix_labels' in issue["message"]
    assert issue["severity"] == "warning"
    assert issue["source_loc"] == "line 14"


@pytest.mark.parametrize("fix", [True, {"Particpant": "Participant"}])
def test_it_is_corrected_when_asked_and_said(write, fix):
    corpus = read_transcript(write("a.txt", SLIP), fix_labels=fix)
    assert corpus.turns["speaker"].tolist() == ["Facilitator", "Participant"] * 7 + [
        "Facilitator",
        "Participant",
    ]
    said = corpus.issues["message"].str.contains('"Particpant" was read as "Participant", 2 times')
    assert said.any()
    assert not corpus.issues["message"].str.contains("looks like").any()


def test_corrected_neighbours_become_one_turn_in_a_folder_too(write):
    path = write("talk/a.vtt", VTT)
    corpus = read_transcripts(path.parent, fix_labels={"#Mateo": "Mateo"})
    assert corpus.turns["speaker"].tolist() == ["Ana", "Mateo"] * 5 + ["Zed"]
    assert corpus.turns["text"].iloc[9] == "words 9 words 10"


def test_a_label_that_occurs_once_is_named_once(write):
    corpus = read_transcript(write("a.vtt", VTT))
    named = corpus.issues["message"].str.contains('the label "Zed" occurs once')
    assert named.sum() == 1


def test_a_label_without_its_colon_is_reported_and_read_when_asked(write):
    text = "RA: How?\nP1: Well.\nRA And then?\nP1: So.\nRA\nRight.\nP1: Oh.\nRA: Bye.\n"
    plain = read_transcript(write("a.txt", text))
    assert plain.turns["speaker"].tolist()[:2] == ["RA", "P1"]
    assert plain.issues["message"].str.contains('"RA" but has no colon').sum() == 2
    fixed = read_transcript(write("a.txt", text), fix_labels=True)
    pairs = list(zip(fixed.turns["speaker"], fixed.turns["text"], strict=True))
    assert pairs == [("RA", "How?"), ("P1", "Well."), ("RA", "And then?"), ("P1", "So."),
                     ("RA", "Right."), ("P1", "Oh."), ("RA", "Bye.")]  # fmt: skip


def test_people_with_like_names_or_numbers_are_left_alone():
    assert suggested_labels(["P1"] * 9 + ["P2"]) == {}
    assert suggested_labels(["Participant 1"] * 9 + ["Participant 11"]) == {}
    assert suggested_labels(["Sam"] * 20 + ["Pam"]) == {}
    assert suggested_labels(["Christina"] * 20 + ["Christine"] * 15) == {}
    assert suggested_labels(["RA"] * 3 + ["RA:"] + ["ra"]) == {"RA:": "RA", "ra": "RA"}


def test_something_else_than_a_mapping_is_refused(write):
    with pytest.raises(errors.PracticelearnError, match="fix_labels"):
        read_transcript(write("a.txt", SLIP), fix_labels="Participant")


@given(st.lists(st.text(alphabet="ABab 12#:", min_size=1, max_size=8), max_size=30))
def test_a_correction_never_leads_to_another_label_that_is_corrected(labels):
    fixes = suggested_labels(labels)
    assert set(fixes) <= set(labels)
    assert set(fixes.values()) <= set(labels)
    assert all(a != b for a, b in fixes.items())
