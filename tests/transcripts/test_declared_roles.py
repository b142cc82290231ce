"""Roles a file declares in its own header become attendance, after the sheet and for all to see."""

import json

import pandas as pd
import pytest

from practicelearn.transcripts.loader import read_transcript, read_transcripts
from practicelearn.transcripts.sheets.drafts import draft_sheets

CHAT = (
    "@UTF8\n@Begin\n@Participants:\tINV Kay Investigator, P01 Participant, MOT Mother\n"
    "@ID:\teng|north|INV||female|||Investigator|||\n"
    "*INV:\thow is it ?\n*P01:\tit changes .\n*MOT:\tit does .\n@End\n"
)
TEI = (
    '<TEI><teiHeader><listPerson><person xml:id="P1" role="moderator"/><person xml:id="P2"/>'
    "</listPerson></teiHeader><text>"
    '<u who="#P1">How is it?</u><u who="#P2">It changes.</u></text></TEI>'
)
PARLAMINT = (
    "<TEI><text>"
    '<u who="#One" ana="#chair">Order.</u><u who="#Two" ana="#regular">It changes.</u>'
    '<u who="#Three" ana="#guest">It does.</u>'
    '<u who="#Four" ana="#chair">Next.</u><u who="#Four" ana="#regular">I say no.</u></text></TEI>'
)
EXMARALDA = (
    "<basic-transcription><head><speakertable>"
    '<speaker id="S0"><abbreviation>Kay</abbreviation><ud-speaker-information>'
    '<ud-information attribute-name="role">Interviewer</ud-information></ud-speaker-information>'
    '</speaker><speaker id="S1"><abbreviation>Sam</abbreviation></speaker>'
    '</speakertable></head><basic-body><common-timeline><tli id="T0"/><tli id="T1"/>'
    '<tli id="T2"/></common-timeline><tier id="A" speaker="S0" type="t">'
    '<event start="T0" end="T1">How is it?</event></tier><tier id="B" speaker="S1" type="t">'
    '<event start="T1" end="T2">It changes.</event></tier></basic-body></basic-transcription>'
)


def read(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_transcript(tmp_path / name)


def roles(corpus):
    """Label -> (role, source) as attendance has them."""
    rows = corpus.attendance[["speaker", "role", "role_source"]].to_dict("records")
    return {row["speaker"]: (row["role"], row["role_source"]) for row in rows}


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        (
            "a.cha",
            CHAT,
            {
                "INV": ("facilitator", "file"),
                "P01": ("participant", "file"),
                "MOT": ("unknown", "unknown"),
            },
        ),
        ("a.xml", TEI, {"P1": ("facilitator", "file"), "P2": ("participant", "label")}),
        (
            "b.xml",
            PARLAMINT,
            {
                "One": ("facilitator", "file"),
                "Two": ("participant", "file"),
                "Three": ("unknown", "unknown"),
                "Four": ("unknown", "unknown"),  # at times the chair: no one role is certain
            },
        ),
        ("a.exb", EXMARALDA, {"Kay": ("facilitator", "file"), "Sam": ("unknown", "unknown")}),
    ],
)
def test_a_role_the_file_declares_is_attendance_of_those_who_spoke(tmp_path, name, text, wanted):
    corpus = read(tmp_path, name, text)
    assert roles(corpus) == wanted
    assert dict(zip(corpus.turns["speaker"], corpus.turns["role"], strict=True)) == {
        label: role for label, (role, _) in wanted.items()
    }
    assert corpus.turns["person_id"].notna().all()


def test_the_declared_word_stays_to_be_seen(tmp_path):
    corpus = read(tmp_path, "b.xml", PARLAMINT)
    told = corpus.issues["message"].str.cat(sep=" ")
    assert "One: chair, taken as facilitator" in told
    assert "Three: guest" in told
    assert "Four: chair and regular" in told


def test_an_agent_of_a_call_is_no_facilitator_for_certain(tmp_path):
    turns = [{"ParticipantRole": r, "Content": "Hello there."} for r in ("AGENT", "CUSTOMER")]
    corpus = read(tmp_path, "call.json", json.dumps({"Transcript": turns}))
    assert corpus.attendance.empty
    assert corpus.issues["message"].str.contains("AGENT: AGENT, CUSTOMER: CUSTOMER").any()


def test_the_sheet_goes_before_the_file(tmp_path):
    (tmp_path / "a.cha").write_text(CHAT, encoding="utf-8")
    (tmp_path / "b.xml").write_text(TEI, encoding="utf-8")
    sheet = pd.DataFrame(
        {"file": ["a.cha", "a.cha"], "person_id": ["p1", "p2"], "speaker": ["INV", "P01"],
         "role": ["observer", "participant"]}
    )  # fmt: skip
    sheet.to_csv(tmp_path / "attendance.csv", index=False)
    corpus = read_transcripts(tmp_path)
    assert roles(corpus)["INV"] == ("observer", "sheet")
    assert roles(corpus)["P1"] == ("facilitator", "file")  # the sheet says nothing of this session
    assert set(corpus.attendance.loc[corpus.attendance["session_id"] == "a", "person_id"]) == {
        "p1",
        "p2",
    }


def test_a_drafted_sheet_keeps_whose_word_it_is_until_a_person_changes_it(tmp_path):
    corpus = read(tmp_path, "a.cha", CHAT)
    (tmp_path / "sheets").mkdir()
    paths = draft_sheets(corpus, tmp_path / "sheets")
    again = read_transcripts([tmp_path / "a.cha"], attendance=paths[2])
    assert roles(again)["INV"] == ("facilitator", "file")
    assert roles(again)["MOT"] == ("unknown", "unknown")


def test_two_files_with_the_same_codes_are_not_the_same_people(tmp_path):
    (tmp_path / "a.cha").write_text(CHAT, encoding="utf-8")
    (tmp_path / "b.cha").write_text(CHAT, encoding="utf-8")
    corpus = read_transcripts(tmp_path)
    assert corpus.attendance["person_id"].nunique() == 6
