"""Folders as they really are: what a synced drive, Excel, macOS and Windows leave in a study."""

import shutil
import unicodedata

import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn import errors
from practicelearn.cli import app
from practicelearn.jobs.checking import check_study
from practicelearn.study.copies import copied_from
from practicelearn.study.folder import open_study
from practicelearn.study.history import history, memos
from practicelearn.study.listing import coder_folders, strangers

DOUBLE = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X\xff\xfe"

JUNK = [
    ("~$attendance.xlsx", b"\x05Kim", "save and close it there"),
    (".~lock.attendance.xlsx#", b"kim", "save and close it there"),
    ("._attendance.xlsx", DOUBLE, "macOS left it"),
    ("sessions/._2024-north.csv", DOUBLE, "macOS left it"),
    ("sessions/._2024-north.json", DOUBLE, "macOS left it"),
    ("coding/kim/._2024-north.jsonl", DOUBLE, "macOS left it"),
    ("decisions/._sam.jsonl", DOUBLE, "macOS left it"),
    ("frame/._2024-1.yaml", DOUBLE, "macOS left it"),
    (".DS_Store", DOUBLE, "macOS left it"),
    ("coding/.DS_Store", DOUBLE, "macOS left it"),
    ("sessions/Thumbs.db", b"\xd0\xcf\x11\xe0", "Windows left it"),
    ("coding/kim/desktop.ini", b"[.ShellClassInfo]", "Windows left it"),
    (".rewriting.json", b"", "verify STUDY --mend"),
    (".correcting.json", b"", "verify STUDY --mend"),
]
COPIES = [
    ("attendance.xlsx", "attendance (1).xlsx", "bring together by hand"),
    ("sessions.xlsx", "sessions-DESKTOP-8K2.xlsx", "bring together by hand"),
    ("people.xlsx", "people (Kim's conflicted copy 2026-01-06).xlsx", "bring together by hand"),
    ("guide.csv", "guide - Copy.csv", "bring together by hand"),
    ("study.toml", "study (1).toml", "bring together by hand"),
    ("study.toml", "study (conflicted copy 2026-01-06 101010).toml", "bring together by hand"),
    ("sessions/2024-north.csv", "sessions/2024-north (1).csv", "delete the copy"),
    ("sessions/2024-north.csv", "sessions/2024-north-LAPTOP.csv", "delete the copy"),
    ("sessions/2024-north.csv", "sessions/2024-north-office.csv", "delete the copy"),
    ("sessions/2024-north.json", "sessions/2024-north (1).json", "delete the copy"),
    ("frame/2024-1.yaml", "frame/2024-1 (1).yaml", "delete the copy"),
    ("coding/kim/2024-north.jsonl", "coding/kim/2024-north-LAPTOP.jsonl", "brings them together"),
    ("coding/kim/2024-north.jsonl", "coding/kim/2024-north (1).jsonl", "brings them together"),
    ("decisions/sam.jsonl", "decisions/sam (conflicted copy).jsonl", "brings them together"),
    ("decisions/sam.jsonl", "decisions/sam.sync-conflict-20260106.jsonl", "brings them together"),
]
EMPTY = [
    ("attendance.xlsx", True),
    ("sessions.xlsx", True),
    ("guide.csv", False),
    ("actions.xlsx", False),
    ("sessions/2025-south.csv", True),
    ("sessions/2025-south.json", True),
    ("frame/2024-1.yaml", True),
    ("coding/lee/2025-south.jsonl", False),
]


@pytest.fixture
def study(tmp_path, files):
    shutil.copytree(files / "study-0.1.0", tmp_path / "study")
    (tmp_path / "study" / "README.md").unlink()
    return open_study(tmp_path / "study")


def used(study) -> prac.Study:
    """Everything a person asks of a study, done once."""
    again = open_study(study.path)
    again.corpus(), again.codings(), again.decisions(), again.names_left(), again.guide()
    history(again), memos(again), again.made_codes(), again.frames()
    check_study(study.path)
    again.record("kim", "read", session_id="2024-north", payload={"from": 1, "to": 2})
    return again


@pytest.fixture(scope="module")
def spans(files):
    """What the study's codings are while nothing strange lies in it."""
    return open_study(files / "study-0.1.0").codings().spans


def same_codings(study, spans) -> None:
    pd.testing.assert_frame_equal(study.codings().spans, spans)


def named(study, places: list[str]) -> dict[str, str]:
    """What is said of each place, which is named once; ``check`` puts many into few lines."""
    told = {}
    printed = CliRunner().invoke(app, ["check", str(study.path)])
    assert printed.exit_code == 0, printed.output
    found = strangers(study.path)
    for place in places:
        (own,) = [s for s in found if s.place == place]
        if len(places) == 1:
            assert printed.output.count(f"{place}: {own.what}") == 1
        told[place] = f"{own.what}; {own.remedy}"
    return told


def test_a_study_as_it_should_be_has_no_strangers(study, sample):
    assert (
        strangers(study.path)[0].place == "coding/lee/2024-north (conflicted copy 2026-01-06).jsonl"
    )
    assert len(strangers(study.path)) == 1
    assert strangers(sample) == []


def all_and_each(rows):
    """One, and all at once, which stops at whatever stops; in the long run each by itself."""
    return [rows, rows[:1], *(pytest.param([row], marks=pytest.mark.slow) for row in rows[1:])]


@pytest.mark.parametrize("rows", all_and_each(JUNK))
def test_what_programs_leave_stops_nothing_and_is_named_once(study, spans, rows):
    for place, content, _ in rows:
        (study.path / place).write_bytes(content)
    again = used(study)
    same_codings(again, spans)
    said = named(study, [place for place, _, _ in rows])
    assert all(says in said[place] for place, _, says in rows)
    assert again.codings().uncounted == ()


@pytest.mark.parametrize("rows", all_and_each(COPIES))
def test_a_copy_counts_nothing_twice_and_is_named_once(study, spans, rows):
    for place, copy, _ in rows:
        shutil.copyfile(study.path / place, study.path / copy)
    again = used(study)
    same_codings(again, spans)
    assert len(again.corpus()) == 13
    said = named(study, [copy for _, copy, _ in rows])
    assert all(says in said[copy] for _, copy, says in rows)


@pytest.mark.parametrize(("place", "counted"), EMPTY)
def test_an_empty_placeholder_is_named_and_stops_only_what_it_would_make_wrong(
    study, place, counted
):
    (study.path / place).write_bytes(b"")
    again = used(study)
    assert "0 bytes" in named(study, [place])[place]
    codings = again.codings()
    if not counted:
        assert codings.uncounted == ()
        return
    with pytest.raises(errors.StudyError, match=rf"(?s)nothing was counted.*{place}.*wait until"):
        prac.find_themes(codings, again.corpus())


@pytest.mark.parametrize("gone", [("csv",), ("json",), ("csv", "json")])
def test_a_session_that_is_missing_is_named_and_not_said_to_have_changed(study, gone):
    for suffix in gone:
        (study.path / "sessions" / f"2025-south.{suffix}").unlink()
    looked = check_study(study.path)
    said = " ".join(looked.issues["source_loc"].dropna() + " " + looked.issues["message"])
    assert f"sessions/2025-south.{gone[0]}" in said
    assert "backup" in said
    assert "has changed since" not in said
    assert "5 passages of kim" in said or "3 passages of kim" in said
    assert looked.corpus.sessions.index.tolist() == ["2024-north"]
    with pytest.raises(errors.StudyError, match=r"sessions/2025-south"):
        prac.agreement(looked.study.codings(), looked.corpus)
    if len(gone) == 1:
        with pytest.raises(errors.StudyError, match=rf"2025-south.{gone[0]}: the file is missing"):
            looked.study.corpus(["2025-south"])


def test_an_empty_study_toml_says_what_to_do(study):
    (study.path / "study.toml").write_bytes(b"")
    with pytest.raises(errors.StudyError, match=r"it is empty. Wait until the synced folder"):
        open_study(study.path)


def test_a_copy_of_a_coders_folder_is_no_second_coder(study, spans):
    shutil.copytree(study.path / "coding" / "kim", study.path / "coding" / "kim (1)")
    again = used(study)
    assert again.codings().coders == ["kim", "lee"]
    same_codings(again, spans)
    (said,) = named(study, ["coding/kim (1)"]).values()
    assert "folder of kim" in said


def test_a_name_as_macos_spells_it_is_the_same_person(study):
    zoe = "zoé"
    part = {"turn_id": "2024-north:00002", "start": 0, "end": 13, "quote": "The duty list"}
    payload = {"code": "duty", "parts": [part]}
    study.record(zoe, "code", session_id="2024-north", coding_id="z1", payload=payload)
    place = study.path / "coding"
    (place / zoe).rename(place / unicodedata.normalize("NFD", zoe))
    assert open_study(study.path).codings(zoe).spans["coding_id"].tolist() == ["z1"]
    study.record(zoe, "code", session_id="2024-north", coding_id="z2", payload=payload)
    assert len(list(place.iterdir())) == 5, "a disk that tells the two spellings apart"
    assert list(coder_folders(study.path)) == ["_agreed", "kim", "lee", zoe]
    assert set(open_study(study.path).codings(zoe).spans["coding_id"]) == {"z1", "z2"}


def test_names_that_differ_by_capitals_are_named(study):
    (study.path / "coding" / "Kim").mkdir()
    shutil.copyfile(
        study.path / "coding/kim/2025-south.jsonl", study.path / "coding/Kim/2025-south.jsonl"
    )
    for suffix in (".csv", ".json"):
        shutil.copyfile(
            study.path / f"sessions/2024-north{suffix}", study.path / f"sessions/2024-North{suffix}"
        )
    again = used(study)
    assert again.session_ids == ["2024-north", "2025-south"]
    said = {p: named(study, [p])[p] for p in ("coding/kim", "sessions/2024-North.csv")}
    assert "rename one of them" in said["coding/kim"]
    assert "only by capitals" in said["sessions/2024-North.csv"]


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("north (2)", "north"), ("north-DESKTOP-8K2", "north"), ("north - Copy (2)", "north"),
        ("Copy of north", "north"), ("north (Case Conflict)", "north"), ("north-east", None),
        ("north-2", None), ("north", None), ("northern", None), ("south (1)", None),
        ("2025-north-LAPTOP", "2025-north"),
    ],
)  # fmt: skip
def test_a_copy_is_known_by_its_name(name, of):
    assert copied_from(name, {"north", "2025-north", name}) == of
