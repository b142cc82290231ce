"""Groups that were planned and not held, people who did not come: in the sheets, in no figure."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

from practicelearn._tables import ATTENDANCE, called_here
from practicelearn.transcripts.loader import read_transcripts
from practicelearn.transcripts.sheets.planned import CAME

TALK = "F: How is it?\nP1: Fine.\nP2: No.\nP1: Well.\nF: Why?\nP2: It is late.\n"


@pytest.fixture
def folder(write):
    return write("talk/north.txt", TALK).parent


def messages(corpus) -> str:
    return "\n".join(corpus.issues["message"])


def read(write, folder, sessions: list[str], attendance: list[str]):
    write("talk/sessions.csv", "\n".join(sessions))
    write("talk/attendance.csv", "\n".join(attendance))
    return read_transcripts(folder)


HEADS = [
    "session_id,file,year,group,group_type,held,reason",
    "n,north,2025-26,north,practitioners,yes,",
]
PRESENT = [
    "session_id,person_id,speaker,role,came,reason,team,length of service",
    "n,p1,P1,participant,yes,,A,0-2",
    "n,p2,P2,,,,A,3-5",
    "n,f,F,facilitator,,,,",
]


def test_a_group_that_was_not_held_is_no_session_and_no_issue(write, folder):
    rows = [*HEADS, "night,,2025-26,night,managers,no,no facilitator could be found"]
    corpus = read(write, folder, rows, PRESENT)
    assert list(corpus.sessions.index) == ["n"]
    assert "held" not in corpus.sessions and "reason" not in corpus.sessions
    [row] = corpus.not_held.to_dict("records")
    assert (row["session_id"], row["year"], row["group"], row["group_type"]) == (
        "night", "2025-26", "night", "managers",
    )  # fmt: skip
    assert row["reason"] == "no facilitator could be found"
    assert messages(corpus) == ""


@pytest.mark.parametrize("say", ["no,off sick", ",off sick"])
def test_whoever_did_not_come_is_no_attendee(write, folder, say):
    came, reason = say.split(",")
    role = "participant" if came else "did not come"
    rows = [*PRESENT, f"n,p3,,{role},{came},{reason},B,6-10"]
    corpus = read(write, folder, HEADS, rows)
    assert corpus.attendance["person_id"].tolist() == ["p1", "p2", "f"]
    assert "came" not in corpus.attendance and "reason" not in corpus.attendance
    [row] = corpus.away.to_dict("records")
    assert (row["person_id"], row["session_id"], row["year"], row["team"]) == (
        "p3", "n", "2025-26", "B",
    )  # fmt: skip
    assert (row["reason"], row["length_of_service"]) == ("off sick", "6-10")
    assert messages(corpus) == ""


def test_people_were_invited_to_groups_not_held_and_to_none_by_name(write, folder):
    sessions = [*HEADS, "night,,2025-26,night,managers,no,"]
    rows = ["session_id,person_id,speaker,role,came,reason,year", "n,p1,P1,,,,",
            "n,f,F,facilitator,,,", "NIGHT,p4,,,no,duty,",
            ",p5,,,no,did not wish,2025-26"]  # fmt: skip
    away = read(write, folder, sessions, rows).away.set_index("person_id")
    assert away["year"].tolist() == ["2025-26", "2025-26"]
    assert away.loc["p4", "session_id"] == "night"
    assert away.loc["p5", "session_id"] is None


@pytest.mark.parametrize(
    ("sessions", "attendance", "said", "place"),
    [
        ("x,,2025-26,x,,,", "", 'has "no" in the column held', "sessions.csv, row 3"),
        ("x,,2025-26,x,,perhaps,", "", '"perhaps" is neither yes nor no', "sessions.csv, row 3"),
        ("x,,,x,,no,", "", "in no round: fill in year", "sessions.csv, row 3"),
        ("", "n,p3,P1,,no,,,", 'has the label "P1"', "attendance.csv, row 5"),
        ("", "n,p3,,,maybe,,,", '"maybe" is neither yes nor no', "attendance.csv, row 5"),
        ("", "south,p3,,,no,,,", '"south" is no session that was read', "attendance.csv, row 5"),
        ("", ",p3,,,no,,,", "neither a session nor a round", "attendance.csv, row 5"),
        ("x,,2025-26,x,,no,", "x,p3,,participant,,,,", "a group that was not held; it is left out",
         "attendance.csv, row 5"),
    ],
)  # fmt: skip
def test_what_does_not_fit_names_file_and_row(write, folder, sessions, attendance, said, place):
    corpus = read(write, folder, [*HEADS, sessions], [*PRESENT, attendance])
    own = corpus.issues[corpus.issues["message"].str.contains(said, regex=False)]
    assert own["source_loc"].tolist() == [place]


def test_a_transcript_says_that_a_group_met_whatever_the_sheet_says(write, folder):
    rows = [HEADS[0], "n,north,2025-26,north,practitioners,no,"]
    corpus = read(write, folder, rows, PRESENT)
    assert list(corpus.sessions.index) == ["n"] and corpus.not_held.empty
    assert "it counts as held" in messages(corpus)


def test_a_part_of_the_corpus_keeps_its_own_of_both(write, folder):
    sessions = [*HEADS, "night,,2025-26,night,managers,no,", "old,,2024-25,old,managers,no,"]
    rows = [*PRESENT, "night,p4,,,no,duty,B,", "old,p5,,,no,duty,A,"]
    corpus = read(write, folder, sessions, rows)
    now = corpus.where(year="2025-26")
    assert now.not_held["session_id"].tolist() == ["night"]
    assert now.away["person_id"].tolist() == ["p4"]
    assert corpus.where(session_id=["n"]).not_held.empty
    assert corpus.where(team="A").away["person_id"].tolist() == ["p5"]


def test_the_printed_attendance_sheet_asks_for_what_attendance_xlsx_holds():
    text = resources.files("practicelearn.output").joinpath("planning.yaml").read_text("utf-8")
    parts = yaml.safe_load(text)["attendance"]["parts"]
    [heads] = [part["table"]["header"] for part in parts if "table" in part]
    columns = [called_here(head) for head in heads]
    assert {"person_id", "came", "reason", "line_manages_someone_present"} <= set(columns)
    assert set(columns) <= {*ATTENDANCE.names, CAME, "reason"}
