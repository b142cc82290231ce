import pandas as pd
import pytest

from practicelearn import errors
from practicelearn.pseudonyms import names_left
from practicelearn.transcripts.dates import iso_date
from practicelearn.transcripts.loader import read_transcripts
from practicelearn.transcripts.sheets.files import read_sheet, yes_or_no

TALK = "F: How is it?\nP1: Fine.\nP2: No.\nP1: Well.\n"


@pytest.fixture
def folder(write):
    write("talk/North.txt", TALK)
    return write("talk/south.txt", TALK).parent


def messages(corpus) -> str:
    return "\n".join(corpus.issues["message"])


def test_rows_find_their_files_whatever_the_case_and_suffix(write, folder):
    rows = ["file,session_id,date,round,team,Colour", "north,25-N,3/11/2025,2025-26,A,red"]
    rows += ["SOUTH.TXT,25-S,2025-11-04,2025-26,B,"]
    sheet = write("sheet.csv", "\n".join(rows))
    corpus = read_transcripts(folder, sessions=sheet)
    assert list(corpus.sessions.index) == ["25-N", "25-S"]
    assert corpus.sessions["date"].tolist() == ["2025-11-03", "2025-11-04"]
    assert corpus.sessions["year"].tolist() == ["2025-26", "2025-26"]
    assert corpus.sessions.loc["25-N", "colour"] == "red"
    assert corpus.turns.index[0] == "25-N:00001"


def test_what_does_not_fit_is_an_issue_with_its_row(write, folder):
    sheet = write("s.csv", "file,date\nnorth,31/02/2025\nwest,1/2/2025\nnorth,1/2/2025\n")
    corpus = read_transcripts(folder, sessions=sheet)
    said = messages(corpus)
    assert '"31/02/2025" is no date that exists; write it as day/month/year' in said
    ours = {"2025-11-03", "3/11/2025"}  # no date of a message's own is offered as a name
    assert not ours & set(names_left(corpus)["text"])
    assert '"west" was not among the transcripts read' in said
    assert "has a row already" in said
    assert "no row for south.txt" in said
    assert "s.csv, row 2" in set(corpus.issues["source_loc"])


def test_people_join_through_the_attendance_list_only(write, folder):
    rows = ["file,person_id,speaker,role,consent quote,is peer"]
    rows += ["north,p-7,p1,Participant,yes,", "north,p-8,P2,note taker,no,yes"]
    rows += ["north,p-9,,participant,maybe,", "north,p-1,F,Peer facilitator,,"]
    write("talk/attendance.csv", "\n".join(rows))
    corpus = read_transcripts(folder)
    north = corpus.turns[corpus.turns["session_id"] == "north"]
    assert north["person_id"].tolist() == ["p-1", "p-7", "p-8", "p-7"]
    assert north["role"].tolist() == ["facilitator", "participant", "note-taker", "participant"]
    south = corpus.turns[corpus.turns["session_id"] == "south"]
    assert south["person_id"].isna().all()
    assert south["role"].tolist()[0] == "facilitator"  # from the label
    people = corpus.attendance.set_index("person_id")
    assert bool(people.loc["p-1", "is_peer"])
    assert not bool(people.loc["p-8", "consent_quote"])
    assert people.loc["p-9", "role_source"] == "sheet"
    assert '"maybe" is neither yes nor no' in messages(corpus)


def test_a_label_that_is_not_on_the_list_is_named(write, folder):
    write("talk/attendance.csv", "session_id,person_id,speaker\nnorth,a,P1\nnorth,b,P3\n")
    said = messages(read_transcripts(folder))
    assert 'the label "P2" is not in the attendance list' in said
    assert 'names the label "P3", which the transcript does not have' in said


def test_a_missing_column_is_an_error_with_the_near_match(write, folder):
    with pytest.raises(errors.TableError, match=r'column "person_id" is missing.*person_ids'):
        read_transcripts(folder, attendance=write("a.csv", "session_id,person_ids\nnorth,a\n"))


def test_an_empty_sheet_says_so(write, folder):
    with pytest.raises(errors.TableError, match="the sheet is empty"):
        read_transcripts(folder, sessions=write("s.csv", ""))


def test_dates_are_read_day_first():
    given = ("03/11/2025", "3.11.2025", "3 November 2025", "03-Nov-2025", "2025-11-03T10:00:00", "")
    assert [iso_date(x) for x in given] == ["2025-11-03"] * 5 + [None]
    by_hand = ("3.11.25", "3-11-25", "03/11/25", "3rd November 2025", "3 Nov 25", "3RD NOV 2025")
    assert {iso_date(x) for x in by_hand} == {"2025-11-03"}
    for bad in ("2025-02-30", "31/4/2025", "last week"):
        with pytest.raises(ValueError, match=bad[:4]):
            iso_date(bad)


def test_yes_and_no():
    assert [yes_or_no(x) for x in ("Yes", "y", "NO", "0", None)] == [True, True, False, False, None]


def test_a_sheet_of_names_is_answered_with_its_own_heads_and_what_to_call_them(tmp_path):
    (tmp_path / "one.txt").write_text("Kay: It was late.\n\nSam: Not here.\n\nKay: No?\n")
    (tmp_path / "who.csv").write_text("Transcript,Name,Years in post\none.txt,Kay,3\n")
    with pytest.raises(errors.TableError) as said:
        read_transcripts(tmp_path / "one.txt", attendance=tmp_path / "who.csv")
    for word in ("found Transcript, Name, Years in post", '"person_id"', '"speaker"'):
        assert word in str(said.value)


def test_a_workbook_read_again_is_as_it_is_now_and_no_readers_changes_are_in_it(tmp_path):
    path = tmp_path / "people.xlsx"
    pd.DataFrame({"person_id": ["p1", "p2"], "team": ["Duty", None]}).to_excel(path, index=False)
    first = read_sheet(path)
    first.loc[0, "team"] = "mine"
    first.attrs["rows"].append(99)
    again = read_sheet(path)
    assert again.values.tolist() == [["p1", "Duty"], ["p2", None]]
    assert again.attrs["rows"] == [2, 3]
    pd.DataFrame({"person_id": ["p1"], "team": ["Adults"]}).to_excel(path, index=False)
    assert read_sheet(path).values.tolist() == [["p1", "Adults"]]
