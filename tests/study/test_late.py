"""What comes back late, from a laptop that was off: of a purged round, and in copies of sheets."""

import json

import openpyxl
import pytest

from practicelearn.app.desk import Desk
from practicelearn.errors import StudyError
from practicelearn.jobs.verifying import mend, verify
from practicelearn.study.folder import open_study
from practicelearn.study.frames import made_codes, release_frame
from practicelearn.study.history import history
from practicelearn.study.purged import late_texts, purged
from practicelearn.study.purging import purge_year
from practicelearn.study.rights import redact, withdraw
from practicelearn.study.rounds import add_year

SAID = b"Supervision moved again"
OLD = ["sessions/2024-north.csv", "sessions/2024-north.json", "coding/kim/2024-north.jsonl",
       "coding/lee/2024-north.jsonl", "coding/_agreed/kim/2024-north.jsonl"]  # fmt: skip


@pytest.fixture
def study(tidy_study):
    return tidy_study


def as_it_was(study, *places: str) -> dict[str, bytes]:
    return {place: (study.path / place).read_bytes() for place in places}


def bring_back(study, kept: dict[str, bytes]) -> None:
    for place, content in kept.items():
        (study.path / place).parent.mkdir(parents=True, exist_ok=True)
        (study.path / place).write_bytes(content)


def holding(study, words: bytes) -> list[str]:
    return sorted(
        p.relative_to(study.path).as_posix() for p in study.path.rglob("*")
        if p.is_file() and words in p.read_bytes()
    )  # fmt: skip


def change(study) -> None:
    release_frame(open_study(study.path), "2031-1", by="sam", date="2031-01-01")


WAYS = {
    "the next change": change,
    "the page": lambda s: Desk(open_study(s.path), "kim"),
    "verify --mend": lambda s: mend(s.path, by="sam"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_purged_rounds_session_that_comes_back_is_left_out_named_once_and_goes_again(study, way):
    kept = as_it_was(study, *OLD, "sessions.xlsx", "attendance.xlsx", "decisions/kim.jsonl")
    summaries = open_study(study.path).decisions().query("kind == 'summary'")
    assert set(summaries["year"]) == {"2024-25"}
    purge_year(study, "2024-25", by="sam")
    own = {place: kept.pop(place) for place in ("sessions.xlsx", "decisions/kim.jsonl")}
    bring_back(study, kept | {"decisions/kim (1).jsonl": own["decisions/kim.jsonl"],
                              "sessions (1).xlsx": own["sessions.xlsx"]})  # fmt: skip
    assert holding(study, SAID)

    back = open_study(study.path)
    assert back.session_ids == ["2025-south"]
    corpus, codings = back.corpus(), back.codings()
    assert set(corpus.turns["session_id"]) == {"2025-south"}
    assert set(codings.spans["turn_id"].str[:-6]) == {"2025-south"}
    assert set(codings.read["turn_id"].str[:-6]) == {"2025-south"}
    assert codings.uncounted == (), "it is no session that was lost"
    assert set(codings.text_hash) == {"2025-south"}
    assert not back.decisions()["kind"].eq("summary").any()
    assert "2024-north" not in history(back)["session_id"].tolist()
    assert "2024-north" not in made_codes(back)["session_id"].tolist()
    late = corpus.issues[corpus.issues["message"].str.contains("arrived late")]
    assert late["source_loc"].tolist() == [OLD[0]]
    answer = Desk(back, "kim").ask("study", {}) if way == "the page" else None
    assert answer is None or [s["id"] for s in answer["sessions"]] == ["2025-south"]

    found = verify(study.path)
    [named] = found[found["what"].str.contains("2024-north")].to_dict("records") or [{}]
    if way != "the page":  # which has taken it out by now
        assert (named["severity"], named["place"]) == ("error", OLD[0])
        assert "of a round that was purged" in named["what"]
        assert "verify STUDY --mend" in named["remedy"]
    WAYS[way](study)
    assert holding(study, SAID) == []
    left = [p.name for p in study.path.rglob("2024-north*")]
    assert left == []
    again = open_study(study.path)
    assert again.session_ids == ["2025-south"]
    assert "mend" in again.decisions()["kind"].tolist()
    assert not verify(study.path)["what"].str.contains("arrived late|was purged").any()
    for name in ("sessions (1).xlsx", "attendance.xlsx"):
        sheet = openpyxl.load_workbook(study.path / name).active
        said = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert "2024-north" not in said and "2025-south" in said
    n = len(again.decisions().query("kind == 'mend'"))
    Desk(open_study(study.path), "kim")
    assert len(open_study(study.path).decisions().query("kind == 'mend'")) == n, "once"


def test_a_purged_session_is_known_by_what_its_files_hold_not_by_their_names(study):
    kept = as_it_was(study, *OLD[:3])
    purge_year(study, "2024-25", by="sam")
    table, meta, log = kept.values()
    neighbour = {
        place.replace("2024-north", "2024-north-conflict"):
        content.replace(b"2024-north", b"2024-north-conflict")
        for place, content in kept.items()
    }  # fmt: skip
    bring_back(study, neighbour)
    bring_back(study, {
        "sessions/2024-north (1).csv": table, "sessions/2024-north (1).json": meta,
        "coding/kim/2024-north-BUREAU.jsonl": log, "sessions/of the office.csv": table,
        "sessions/2024-north (2).csv": b"",
    })  # fmt: skip
    came = late_texts(study.path, purged(study.path))
    assert {path.name for path in came} == {
        "2024-north (1).csv", "2024-north (1).json", "of the office.csv", "2024-north (2).csv"
    }  # fmt: skip
    change(study)
    assert holding(study, SAID) == sorted(p for p in neighbour if not p.endswith(".json"))


def test_events_of_a_purged_session_among_others_go_line_by_line(study):
    gone = (study.path / OLD[2]).read_bytes()
    purge_year(study, "2024-25", by="sam")
    log = study.path / "coding/kim/2025-south.jsonl"
    own = log.read_bytes()
    log.write_bytes(own + gone)
    assert set(open_study(study.path).codings("kim").spans["turn_id"].str[:-6]) == {"2025-south"}
    change(study)
    assert log.read_bytes() == own


def test_rows_of_a_purged_round_go_from_sheets_that_came_back_alone(study):
    kept = as_it_was(study, "sessions.xlsx", "attendance.xlsx")
    purge_year(study, "2024-25", by="sam")
    bring_back(study, kept)
    change(study)
    assert column(study, "sessions.xlsx", "session_id") == ["2025-south"]
    assert set(column(study, "attendance.xlsx", "session_id")) == {"2025-south"}
    again = open_study(study.path)
    assert again.decisions().query("kind == 'mend'")["what"].tolist() == [
        ["attendance.xlsx", "sessions.xlsx"]
    ]


def test_a_record_of_an_earlier_version_keeps_no_ids_and_is_read_all_the_same(study):
    kept = as_it_was(study, *OLD)
    purge_year(study, "2024-25", by="sam")
    log = study.path / "decisions/sam.jsonl"
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    lines[-1]["payload"].pop("sessions")
    log.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    bring_back(study, kept)
    again = open_study(study.path)
    assert again.decisions().iloc[-1]["year"] == "2024-25"
    assert again.session_ids == ["2024-north", "2025-south"]
    assert again.corpus().issues["message"].str.contains("there is no row for").any()


def test_a_new_session_cannot_bear_the_id_of_a_purged_one(study):
    corpus = study.corpus(["2024-north"])
    purge_year(study, "2024-25", by="sam")
    with pytest.raises(StudyError, match=r'"2024-north" was purged .* another name'):
        add_year(open_study(study.path), corpus, "2024-25", by="sam")
    assert not (study.path / OLD[0]).exists()


def written(study, name: str, rows: list[list[str]], *, to: str) -> None:
    """A copy of a sheet in which somebody has written further rows."""
    book = openpyxl.load_workbook(study.path / name)
    for row in rows:
        book.active.append(row)
    book.save(study.path / to)


def column(study, name: str, head: str) -> list[str]:
    sheet = openpyxl.load_workbook(study.path / name).active
    at = [cell.value for cell in sheet[1]].index(head)
    return [row[at].value for row in sheet.iter_rows(min_row=2)]


def test_who_withdrew_goes_from_a_late_copy_of_the_sheets_and_what_is_new_in_it_stays(study):
    written(study, "people.xlsx", [["n2", "Bea"], ["n3", "Cas"]], to="people.xlsx")
    kept = as_it_was(study, "attendance.xlsx", "people.xlsx")
    withdraw(study, "n2", by="sam")
    bring_back(study, {p.replace(".", " (1)."): content for p, content in kept.items()})
    written(study, "people (1).xlsx", [["s4", "Dee"]], to="people (1).xlsx")
    found = verify(study.path)
    late = found[found["what"].str.contains("whom no sheet holds any more")]
    assert late["remedy"].str.contains("--mend").tolist() == [True, True]
    change(study)
    assert column(study, "attendance (1).xlsx", "person_id") == [
        "n1", "n3", "nf", "n9", "s4", "s5", "sf"
    ]  # fmt: skip
    assert column(study, "people (1).xlsx", "person_id") == ["n3", "s4"]
    assert "attendance (1).xlsx" in open_study(study.path).decisions()["what"].dropna().iloc[-1]
    assert not verify(study.path)["what"].str.contains("whom no sheet holds any more").any()


def test_where_a_late_row_may_be_somebody_new_it_is_named_with_the_step_and_stays(study):
    kept = as_it_was(study, "attendance.xlsx")
    withdraw(study, "n2", by="sam")
    bring_back(study, {"attendance (1).xlsx": kept["attendance.xlsx"]})
    heads = [c.value for c in openpyxl.load_workbook(study.path / "attendance.xlsx").active[1]]
    new = [{"session_id": "2024-north", "person_id": "n10"}.get(head, "") for head in heads]
    written(study, "attendance (1).xlsx", [new], to="attendance (1).xlsx")
    written(study, "people.xlsx", [["n11", "Eve"]], to="people (1).xlsx")
    found = verify(study.path)
    late = found[found["what"].str.contains("whom no sheet holds any more")]
    assert late["place"].tolist() == [
        "attendance (1).xlsx, attendance!B10", "attendance (1).xlsx, attendance!B3",
        "people (1).xlsx, people!A2",
    ]  # fmt: skip
    assert late["remedy"].str.startswith("look: where it is new, bring it into the sheet").all()
    change(study)
    assert {"n2", "n10"} < set(column(study, "attendance (1).xlsx", "person_id"))
    assert column(study, "people (1).xlsx", "person_id") == ["n11"]


def test_an_older_attendance_sheet_in_place_of_the_own_is_said_and_withdrawing_again_mends_it(
    study,
):
    kept = as_it_was(study, "attendance.xlsx")
    withdraw(study, "n2", by="sam")
    bring_back(study, kept)
    found = verify(study.path)
    [late] = found[found["what"].str.contains("whoever withdrew counts again")].to_dict("records")
    assert (late["severity"], late["place"]) == ("error", "attendance.xlsx")
    assert "2024-north stands for Withdrawn 1" in late["what"].replace("no row of ", "")
    withdraw(open_study(study.path), "n2", by="sam")
    assert not verify(study.path)["what"].str.contains("whoever withdrew").any()
    assert "n2" not in column(study, "attendance.xlsx", "person_id")


@pytest.mark.parametrize("more", ["", " We shall ask again."])
def test_words_go_from_a_late_copy_of_a_cell_where_nothing_else_was_written_in_it(study, more):
    book = openpyxl.load_workbook(study.path / "sessions.xlsx")
    book.active.cell(1, 20, "notes")
    book.active.cell(2, 20, f"They said: {SAID.decode()}.")
    book.save(study.path / "sessions.xlsx")
    kept = as_it_was(study, "sessions.xlsx")
    redact(study, "2024-north:00003", 0, 23, kind="account", reason="known by it", by="sam")
    bring_back(study, {"sessions (1).xlsx": kept["sessions.xlsx"]})
    book = openpyxl.load_workbook(study.path / "sessions (1).xlsx")
    book.active.insert_rows(2)  # a row is known by its session, wherever it stands
    book.active.cell(3, 20).value += more
    book.save(study.path / "sessions (1).xlsx")
    found = verify(study.path)
    [late] = found[found["what"].str.contains("taken out of this cell")].to_dict("records")
    assert late["place"] == "sessions (1).xlsx, sessions!T3"
    assert late["remedy"].startswith("look") == bool(more)
    change(study)
    cell = openpyxl.load_workbook(study.path / "sessions (1).xlsx").active["T3"].value
    assert (SAID.decode() in cell) == bool(more)
    assert more or cell == "They said: [redacted: account]."
