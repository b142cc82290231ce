"""One lock, one mechanism: races, full disks, other people's folders, and Windows' ways."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import practicelearn as prac
from practicelearn import _journal, _lock
from practicelearn.coding.log.events import Event, EventLog, read_events
from practicelearn.errors import StudyError
from practicelearn.pseudonyms.key_file import KeyRow, draft_of, drop_drafts, write_key
from practicelearn.study.change import Change
from practicelearn.study.folder import open_study
from practicelearn.study.transaction import generation, transaction


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that counts as a study."""
    place = tmp_path / "study"
    (place / "decisions").mkdir(parents=True)
    (place / "study.toml").write_text('format = 1\ntitle = "Invented"\n', encoding="utf-8")
    return place


def everything(place: Path) -> dict[str, bytes]:
    quiet = {".lock", ".generation"}
    return {
        p.relative_to(place).as_posix(): p.read_bytes()
        for p in sorted(place.rglob("*"))
        if p.is_file() and p.name not in quiet
    }


def test_a_change_numbers_its_events_after_those_of_a_later_version_too(folder: Path) -> None:
    log = EventLog(folder / "decisions" / "kim.jsonl")
    log.append(Event("memo", "kim"))
    later = {"v": 9, "id": "l", "seq": 40, "who": "kim", "kind": "workshop", "payload": {}}
    with log.path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(later) + "\n")
    beside = {**later, "id": "m", "seq": 60}
    log.path.with_name("kim (1).jsonl").write_text(json.dumps(beside) + "\n", encoding="utf-8")
    with transaction(folder) as change:
        [written] = change.append("decisions/kim.jsonl", Event("memo", "kim"))
    assert written.seq == 61
    [appended] = EventLog(log.path).append(Event("memo", "kim"))
    assert appended.seq == 62


def test_a_change_is_carried_out_whole_and_raises_the_generation(folder: Path) -> None:
    (folder / "old.txt").write_text("old")
    (folder / ".cache" / "deep").mkdir(parents=True)
    before = generation(folder)
    with transaction(folder) as change:
        change.write("new/one.txt", b"1")
        change.remove("old.txt")
        change.forget_outputs()
        both = (Event("memo", "kim"), Event("memo", "kim"))
        [first, second] = change.append("decisions/kim.jsonl", *both)
        assert not (folder / "new").exists(), "nothing happens before the end"
    assert everything(folder).keys() == {"study.toml", "new/one.txt", "decisions/kim.jsonl"}
    assert [e.id for e in read_events([folder / "decisions" / "kim.jsonl"])[0]] == [
        first.id, second.id,
    ]  # fmt: skip
    assert second.parent == first.id
    assert generation(folder) not in ("", before)


def test_an_error_inside_leaves_everything_as_it_was(folder: Path) -> None:
    was = everything(folder)
    with pytest.raises(ZeroDivisionError), transaction(folder) as change:
        change.write("study.toml", b"")
        1 / 0  # noqa: B018 - it is to fail
    assert everything(folder) == was


@pytest.mark.parametrize("place", ["../x", "/etc/x", "a/../../x", "", "c:x", "..\\x", "link/x"])
def test_no_change_and_no_journal_leads_out_of_the_study(folder: Path, place: str) -> None:
    outside = folder.parent / "outside"
    outside.mkdir()
    (folder / "link").symlink_to(outside)
    with pytest.raises(ValueError, match="leads out"):
        Change(folder).write(place, b"x")
    stage = folder / ".changing"
    stage.mkdir()
    (stage / "0.new").write_bytes(b"x")
    steps = [{"do": "replace", "place": place, "with": "0.new"}]
    (stage / "journal.json").write_text(json.dumps({"format": 1, "steps": steps}))
    with pytest.raises(StudyError, match="Nothing was touched"):
        open_study(folder)
    assert list(outside.iterdir()) == []
    assert not (folder.parent / "x").exists()


@pytest.mark.parametrize("name", ["../0.new", "/etc/passwd", 7, ""])
def test_a_journal_takes_only_what_was_laid_down_for_it(folder: Path, name: object) -> None:
    stage = folder / ".changing"
    stage.mkdir()
    steps = [{"do": "replace", "place": "study.toml", "with": name}]
    (stage / "journal.json").write_text(json.dumps({"format": 1, "steps": steps}))
    was = everything(folder)
    with pytest.raises(StudyError, match="cannot be understood"):
        open_study(folder)
    assert everything(folder) == was


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 99, "steps": []}'])
def test_a_journal_that_is_damaged_is_said_and_left_alone(folder: Path, text: str) -> None:
    stage = folder / ".changing"
    stage.mkdir()
    (stage / "journal.json").write_text(text)
    with pytest.raises(StudyError, match=r"\.changing|newer"):
        open_study(folder)
    assert (stage / "journal.json").read_text() == text


def test_links_in_the_place_of_our_own_folders_are_not_followed(folder: Path) -> None:
    outside = folder.parent / "outside"
    (outside / "kept").mkdir(parents=True)
    (folder / ".cache").symlink_to(outside)
    with transaction(folder) as change:
        change.forget_outputs()
    assert (outside / "kept").is_dir()
    assert not (folder / ".cache").is_symlink()
    (folder / ".changing").symlink_to(outside)
    with pytest.raises(StudyError, match="no folder of this study's own"):
        open_study(folder)


FULL = [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENAMETOOLONG, errno.EIO]


@pytest.mark.parametrize("number", FULL)
@pytest.mark.parametrize("step", ["write_synced", "sync_folder"])
def test_a_full_or_locked_disk_costs_a_sentence_and_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, step: str
) -> None:
    was = everything(folder)

    def fails(path: Path, *_: object) -> None:
        raise OSError(number, os.strerror(number), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(_journal, step, fails)
        with pytest.raises(StudyError, match=os.strerror(number)) as said, transaction(folder) as c:
            c.write("a.txt", b"a")
            c.write("study.toml", b"b")
    assert "Nothing was changed" in str(said.value)
    assert everything(folder) == was
    open_study(folder)


def hold_from(n: int, patch: pytest.MonkeyPatch) -> None:
    """From the n-th time on another program has actions.xlsx open, as Windows has it."""
    real, asked = Path.replace, iter(range(1, 100))

    def held(self: Path, target: Path) -> Path:
        if target.name == "actions.xlsx" and next(asked) >= n:
            raise PermissionError(errno.EACCES, "used by another process", str(target))
        return real(self, target)

    patch.setattr(Path, "replace", held)


def test_a_file_that_excel_holds_open_stops_a_change_before_it_begins(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "actions.xlsx").write_bytes(b"old")
    was = everything(folder)
    with monkeypatch.context() as patch:
        hold_from(1, patch)
        with (
            pytest.raises(StudyError, match=r"Nothing was changed.*close Excel and Word"),
            transaction(folder) as change,
        ):
            change.write("a.txt", b"a")
            change.write("actions.xlsx", b"new")
    assert everything(folder) == was
    open_study(folder)


def test_a_file_that_is_opened_meanwhile_is_replaced_when_the_study_is_opened_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "actions.xlsx").write_bytes(b"old")
    with monkeypatch.context() as patch:
        hold_from(2, patch)
        with (
            pytest.raises(StudyError, match="finished when the study is opened next"),
            transaction(folder) as change,
        ):
            change.write("a.txt", b"a")
            change.write("actions.xlsx", b"new")
    open_study(folder)
    assert (folder / "actions.xlsx").read_bytes() == b"new"
    assert (folder / "a.txt").read_bytes() == b"a"
    assert not (folder / ".changing").exists()


class WindowsLocks:
    """Stands in for ``msvcrt``: one byte of a file, held by one door at a time."""

    LK_NBLCK, LK_UNLCK = 2, 0

    def __init__(self) -> None:
        self.by: dict[int, int] = {}

    def locking(self, door: int, how: int, _: int) -> None:
        file = os.fstat(door).st_ino
        if how == self.LK_UNLCK:
            assert self.by.pop(file) == door
        elif self.by.get(file, door) != door:
            raise OSError(errno.EACCES, "locked")
        else:
            self.by[file] = door


def test_the_lock_of_windows_is_waited_for_and_given_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double = WindowsLocks()
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", double)
    log, done = EventLog(folder / "decisions" / "kim.jsonl"), threading.Event()

    def other() -> None:
        log.append(Event("memo", "kim"))
        done.set()

    with _lock.locked(folder):
        hand = threading.Thread(target=other)
        hand.start()
        assert not done.wait(0.1), "an appender waits for who changes the study"
        with _lock.locked(folder):  # the same hand goes on
            pass
    hand.join(10)
    assert done.is_set()
    assert double.by == {}
    assert len(read_events([log.path])[0]) == 1


def test_a_lock_that_nobody_gives_back_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    double = WindowsLocks()
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", double)
    monkeypatch.setattr(_lock, "PATIENCE_S", 0.05)
    (folder / ".lock").touch()
    double.by[(folder / ".lock").stat().st_ino] = -1
    with pytest.raises(StudyError, match="nothing was written"):
        EventLog(folder / "decisions" / "kim.jsonl").append(Event("memo", "kim"))


def test_a_reader_never_sees_half_a_change(folder: Path) -> None:
    from practicelearn.study.transaction import consistent

    def put(n: int) -> None:
        with transaction(folder) as change:
            for name in "abc":
                change.write(f"{name}.txt", str(n).encode())

    put(0)
    stop, seen = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            seen.append(
                consistent(folder, lambda: {(folder / f"{n}.txt").read_text() for n in "abc"})
            )

    hand = threading.Thread(target=read)
    hand.start()
    for n in range(1, 60):
        put(n)
    stop.set()
    hand.join(10)
    assert len(seen) > 5
    assert all(len(values) == 1 for values in seen)


WRITER = """
import sys
from pathlib import Path
from practicelearn.coding.log.events import Event
from practicelearn.study.folder import open_study
log = open_study(Path(sys.argv[1])).log(sys.argv[2], "2025-north")
print("ready", flush=True)
for n in range(int(sys.argv[3])):
    print(log.append(Event("memo", sys.argv[2], "2025-north", payload={"memo": str(n)}))[0].id)
"""


@pytest.mark.slow
def test_redacting_beside_two_coders_loses_none_of_their_acts(tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(prac.sample_path(), study, ignore=shutil.ignore_patterns("originals", ".cache"))
    for path in [*study.glob("sessions/*"), *study.glob("coding/**/*.jsonl")]:
        if path.stem != "2025-north":
            path.unlink()
    hands = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(study), who, "150"],
            stdout=subprocess.PIPE,
            text=True,
        )
        for who in ("ada", "bo")
    ]
    for hand in hands:
        assert hand.stdout is not None
        assert hand.stdout.readline() == "ready\n"
    turns = open_study(study).corpus().turns
    for turn in turns.index[turns["text"].str.len() > 20][:6]:
        open_study(study).redact(turn, 0, 8, kind="account", reason="asked", by="sam")
    for who, hand in zip(("ada", "bo"), hands, strict=True):
        told = hand.communicate()[0].split()
        assert hand.returncode == 0
        assert len(told) == 150
        events, faults = read_events([study / "coding" / who / "2025-north.jsonl"])
        assert [e.id for e in events] == told
        assert faults == []


def test_an_append_that_failed_is_named_by_no_later_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = EventLog(folder / "decisions" / "kim.jsonl")
    [first] = log.append(Event("memo", "kim"))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StudyError, match="No space"):
            log.append(Event("memo", "kim"))
    [second] = log.append(Event("memo", "kim"))
    there = {e.id for e in read_events([log.path])[0]}
    assert second.parent in there
    assert first.id in there


def test_a_draft_of_the_key_that_a_killed_program_left_goes_with_the_next_write(
    tmp_path: Path,
) -> None:
    key = tmp_path / "key.csv"
    for name in (draft_of(key), tmp_path / ".key-abc.tmp"):
        name.write_text("Invented Name")
    write_key(key, [KeyRow("r", "", "", "", "person", "x", "Invented Name", "P1", "", "")])
    assert [p.name for p in tmp_path.iterdir()] == ["key.csv"]
    draft_of(key).write_text("Invented Name")
    assert drop_drafts(key) == [draft_of(key)]
    assert [p.name for p in tmp_path.iterdir()] == ["key.csv"]
