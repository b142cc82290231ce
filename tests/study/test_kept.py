"""A study that nobody changed is read once; one that anybody changed is read again."""

import os
import shutil
import time
from types import SimpleNamespace

import pytest

from practicelearn.coding.log import events
from practicelearn.jobs.checking import check_study
from practicelearn.study import coded, kept, whole
from practicelearn.study.folder import open_study
from practicelearn.study.shared import shared_corpus


@pytest.fixture
def study(tmp_path, files):
    shutil.copytree(files / "study-0.1.0", tmp_path / "study")
    return open_study(tmp_path / "study")


@pytest.fixture
def reads(monkeypatch):
    """How often the frozen sessions were read from disk: the list grows by each time."""
    seen, thaw = [], whole.thaw
    monkeypatch.setattr(whole, "thaw", lambda *given: seen.append(given) or thaw(*given))
    return seen


def test_corpus_and_codings_of_an_unchanged_study_are_read_once(study, reads):
    first = study.corpus()
    study.codings(), study.corpus(), study.names_left(), study.codings()
    assert len(reads) == 1
    assert study.corpus().turns.equals(first.turns)
    assert study.codings(at="2020-01-01").spans.empty, "another moment is another question"
    assert not study.codings("kim").spans.empty


def test_a_study_opened_twice_is_read_once(study, reads, monkeypatch):
    study.corpus()
    again = open_study(study.path)
    again.corpus()
    assert len(reads) == 1
    monkeypatch.chdir(study.path.parent)
    open_study(study.path.name).corpus()
    assert len(reads) == 1, "it is the same folder, however it was named"


def test_a_study_opened_before_its_settings_changed_lends_its_reads_to_nobody(study, reads):
    settings = study.path / "study.toml"
    text = settings.read_text(encoding="utf-8")
    rounds = open_study(study.path).settings.rounds
    assert rounds, "its order of rounds is a setting"
    settings.write_text(text.replace(f'"{rounds[0]}"', f'"{rounds[0]}", "2031-32"', 1), "utf-8")
    study.corpus()
    assert "2031-32" in open_study(study.path).corpus().rounds


def test_looking_through_a_study_reads_its_sessions_once(study, reads):
    check_study(study.path)
    assert len(reads) == 1


def test_what_a_person_writes_into_a_table_is_in_no_other(study):
    turns, sessions, spans = study.corpus().turns, study.corpus().sessions, study.codings().spans
    turns["mine"] = spans["mine"] = 1
    sessions.loc[sessions.index[0], "group"] = "changed"
    assert "mine" not in study.corpus().turns.columns
    assert "changed" not in set(study.corpus().sessions["group"])
    assert "mine" not in study.codings().spans.columns


def changed(path):
    """Write a file anew: it has the size and the date it had, and is another state of it."""
    before, held = path.stat(), path.read_bytes()
    path.write_bytes(held)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size


@pytest.mark.parametrize(("place", "reader"), [
    ("study.toml", "whole.asked_in"), ("guide.csv", "whole.asked_in"),
    ("attendance.xlsx", "whole.thaw"), ("sessions/2024-north.json", "whole.thaw"),
    ("decisions/sam.jsonl", "events.events_in"),
    ("coding/kim/2024-north.jsonl", "events.events_in"),
    ("frame/2024-1.yaml", "coded.read_logs"),
])  # fmt: skip
def test_a_file_of_the_same_size_and_date_that_is_another_is_read_again(
    study, monkeypatch, place, reader
):
    study.codings()
    calls = counted(monkeypatch, reader)
    study.codings()
    assert not calls, "nothing had changed"
    changed(study.path / place)
    study.codings()
    assert len(calls) == 1


def counted(monkeypatch, reader):
    """What a reader was called with: the list grows by each time."""
    room, name = reader.split(".")
    room = {"whole": whole, "coded": coded, "events": events}[room]
    calls, read = [], getattr(room, name)

    def again(*given, **named):
        calls.append((given, named))
        return read(*given, **named)

    monkeypatch.setattr(room, name, again)
    return calls


def test_a_coding_makes_one_log_to_be_read_and_nothing_else(study, monkeypatch):
    before = study.codings()
    thawed, sheets, logs = (
        counted(monkeypatch, r) for r in ("whole.thaw", "whole.read_sheets", "events.events_in")
    )
    study.record("kim", "read", session_id="2024-north", payload={"from": 1, "to": 1})
    logs.clear()  # what was written follows what stands there
    now = study.codings()
    assert len(now.read) >= len(before.read)
    assert now.read["at"].max() > before.read["at"].max()
    assert not (thawed or sheets)
    assert [named["path"].name for _, named in logs] == ["2024-north.jsonl"]


def test_a_statement_makes_no_session_to_be_read(study, monkeypatch):
    study.codings()
    calls = counted(monkeypatch, "whole.thaw"), counted(monkeypatch, "whole.asked_in")
    study.record("sam", "statement", payload={"theme_id": "workload", "statement": "Too much."})
    study.corpus(), study.codings()
    assert calls == ([], [])


def test_a_question_that_was_set_is_in_the_corpus_at_once(study):
    turn = study.corpus().turns.index[0]
    session, n = turn.rsplit(":", 1)
    asked = study.guide()["question_id"].iloc[-1]
    said = {"turn": int(n), "question": asked}
    log = events.EventLog(study.path / "decisions" / "sam.jsonl")
    log.append(events.Event("question", "sam", session, payload=said))
    assert study.corpus().turns.loc[turn, "question_id"] == asked


def test_a_log_that_came_is_told_and_the_sessions_are_not_read_for_it(study, reads):
    before = study.corpus()
    (study.path / "coding" / "kim" / "2024-north (conflicted copy).jsonl").write_bytes(
        (study.path / "coding" / "kim" / "2024-north.jsonl").read_bytes()
    )
    assert len(study.corpus().issues) > len(before.issues)
    assert len(reads) == 1


def test_the_shared_corpus_is_the_same_until_it_is_another(study):
    first = shared_corpus(study)
    study.record("kim", "read", session_id="2024-north", payload={"from": 1, "to": 1})
    assert shared_corpus(study) is first
    assert study.corpus() is not first
    changed(study.path / "attendance.xlsx")
    assert shared_corpus(study) is not first


def test_a_version_of_the_frame_of_the_same_size_and_date_is_read_again(study):
    path = study.path / "frame" / "2024-1.yaml"
    before, held = path.stat(), path.read_text(encoding="utf-8")
    name = study.frame("2024-1").codes[0].name
    path.write_text(held.replace(name, name[::-1]), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert study.frame("2024-1").codes[0].name == name[::-1] != name


def test_what_is_new_gone_or_renamed_is_seen(study):
    before = study.codings()
    for change in (
        lambda: study.record("kim", "read", session_id="2024-north", payload={"from": 1, "to": 2}),
        lambda: (study.path / "coding" / "kim" / "2024-north.jsonl").unlink(),
        lambda: (study.path / "coding" / "kim").rename(study.path / "coding" / "zoe"),
    ):
        change()
        now = study.codings()
        fresh = open_study(study.path).codings()
        assert now.spans.equals(fresh.spans)
        assert now.read.equals(fresh.read)
        assert not (now.spans.equals(before.spans) and now.read.equals(before.read))
        before = now


def test_a_change_while_it_is_read_is_not_kept(study, monkeypatch):
    thaw = whole.thaw

    def slow(*given):
        found = thaw(*given)
        (study.path / "guide.csv").touch()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(whole, "thaw", slow)
        study.corpus()
    seen = []
    monkeypatch.setattr(whole, "thaw", lambda *given: seen.append(given) or thaw(*given))
    study.corpus()
    assert len(seen) == 1


def stats(*, age_s=0.0, size=10, part_ns=0):
    at = (time.time_ns() // 10**9 - int(age_s)) * 10**9 + part_ns
    return SimpleNamespace(st_size=size, st_mtime_ns=at, st_ctime_ns=at, st_ino=1)


@pytest.mark.parametrize(("of_file", "known"), [
    ({}, False), ({"part_ns": 123_456_789}, True), ({"age_s": 60}, True),
    ({"age_s": 60, "size": 2**40}, False),
])  # fmt: skip
def test_a_clock_of_whole_seconds_proves_nothing_of_what_is_new_nor_is_all_kept(
    study, monkeypatch, reads, of_file, known
):
    """Such as that of a memory stick; and of a very large study that nobody holds any more."""
    one = stats(**of_file)
    monkeypatch.setattr(kept, "_files", lambda _: iter([("a", one)]))
    study.corpus()
    study.corpus()
    assert len(reads) == (1 if known else 2)
