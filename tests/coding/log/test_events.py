import json
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn import errors
from practicelearn.coding.log import events as events_module
from practicelearn.coding.log.events import FORMAT, Event, EventLog, live, read_events


def event(kind="memo", **fields) -> Event:
    return Event(kind=kind, who="kim", session_id="a", **fields)


def test_what_is_written_is_read_back_in_order(tmp_path):
    log = EventLog(tmp_path / "kim" / "a.jsonl")
    written = log.append(event(payload={"code": "é"}), event("read", payload={"from": 1, "to": 2}))
    events, faults = read_events([log.path])
    assert (events, faults) == (written, [])
    assert [e.seq for e in events] == [1, 2]
    assert events[1].parent == events[0].id


def test_a_copy_of_a_file_adds_nothing_and_loses_nothing(tmp_path):
    log = EventLog(tmp_path / "a.jsonl")
    log.append(event("memo"))
    copy = tmp_path / "a (conflicted copy).jsonl"
    copy.write_bytes(log.path.read_bytes())
    log.append(event("unread", payload={"from": 1, "to": 2}))
    EventLog(copy).append(event("read", payload={"from": 1, "to": 2}))
    events, _ = read_events([log.path, copy])
    assert sorted(e.kind for e in events) == ["memo", "read", "unread"]


def test_a_torn_last_line_is_kept_and_the_log_goes_on(tmp_path):
    log = EventLog(tmp_path / "a.jsonl")
    log.append(event("undo", payload={"target": "x"}), event())
    whole = log.path.read_bytes()
    log.path.write_bytes(whole[:-20])  # stopped while writing
    log.append(event("remove", coding_id="c1"))
    events, faults = read_events([log.path])
    assert [e.kind for e in events] == ["undo", "remove"]
    assert [f.torn for f in faults] == [False]
    assert faults[0].text in whole.decode()


def test_two_writers_of_one_file_lose_nothing(tmp_path):
    script = (
        "import sys; from pathlib import Path\n"
        "from practicelearn.coding.log.events import Event, EventLog\n"
        "log = EventLog(Path(sys.argv[1]))\n"
        "for _ in range(30): log.append(Event(kind='memo', who='kim', session_id='a'))\n"
    )
    path = tmp_path / "a.jsonl"
    both = [subprocess.Popen([sys.executable, "-c", script, str(path)]) for _ in range(2)]
    assert [p.wait() for p in both] == [0, 0]
    events, faults = read_events([path])
    assert (len(events), faults) == (60, [])
    assert sorted(e.seq for e in events) == list(range(1, 61))


def test_an_event_of_a_newer_format_is_kept_and_set_aside_with_its_place(tmp_path):
    path = tmp_path / "a.jsonl"
    EventLog(path).append(event())
    newer = json.loads(path.read_text()) | {"v": FORMAT + 1, "id": "new", "payload": {"x": [1]}}
    with path.open("a") as file:
        file.write(json.dumps(newer) + "\n")
    events, [fault] = read_events([path])
    assert len(events) == 1
    assert (fault.line, fault.torn, fault.later.id, fault.later.v) == (2, False, "new", FORMAT + 1)


def test_of_an_event_in_two_versions_the_one_counts_that_words_were_taken_out_of(tmp_path):
    path, copy = tmp_path / "a.jsonl", tmp_path / "a (conflicted copy).jsonl"
    said = EventLog(path).append(event(payload={"memo": "Ann said so"}))[0]
    gone = said.to_line().replace("Ann said so", "[withdrawn]") + "\n"
    for first, second in ((path, copy), (copy, path)):
        first.write_text(gone)
        second.write_text(said.to_line() + "\n")
        events, _ = read_events([path, copy])
        assert [e.payload["memo"] for e in events] == ["[withdrawn]"]


def test_undo_takes_back_and_undoing_it_brings_back():
    first = event(id="1")
    undo = event("undo", id="2", payload={"target": "1"})
    redo = event("undo", id="3", payload={"target": "2"})
    assert live([first, undo]) == []
    assert live([first, undo, redo]) == [first]


def test_a_folder_that_cannot_be_written_to_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.StudyError, match="nothing was written"):
        EventLog(tmp_path / "file" / "a.jsonl").append(event())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.binary(max_size=30), max_size=5))
def test_damage_anywhere_never_hides_whole_events(tmp_path, noise):
    path = tmp_path / "a.jsonl"
    path.unlink(missing_ok=True)
    log = EventLog(path)
    for junk in noise:
        log.append(event())
        with path.open("ab") as file:
            file.write(junk.replace(b"\n", b" "))
    log.append(event())
    events, _ = read_events([path])
    assert len(events) == len(noise) + 1


def test_what_a_line_leaves_out_has_its_default():
    event = Event.from_line('{"v": 1, "id": "a", "seq": 1, "kind": "memo", "who": "kim"}')
    assert (event.at, event.device, event.payload, event.session_id) == ("", "", {}, None)
    assert Event("memo", "kim").at > "2026", "a new event has the time it was made"


def test_a_log_is_read_once_however_often_something_is_added(tmp_path, monkeypatch):
    log = EventLog(tmp_path / "north.jsonl")
    read = []
    monkeypatch.setattr(events_module, "read_events", lambda f: read.append(f) or read_events(f))
    for _ in range(50):
        log.append(Event("memo", "kim", "s"))
    assert len(read) == 1
    EventLog(log.path).append(Event("memo", "kim", "s"))
    log.append(Event("memo", "kim", "s"))
    assert len(read) == 3, "and again when somebody else has written"


def test_what_is_added_comes_after_a_conflicted_copy(tmp_path):
    copy = EventLog(tmp_path / "north-OFFICE-PC.jsonl")
    copy.append(*(Event("memo", "kim", "north") for _ in range(5)))
    log = EventLog(tmp_path / "north.jsonl")
    added = log.append(Event("memo", "kim", "north", payload={"memo": "last"}))[0]
    events, _ = read_events(tmp_path.glob("*.jsonl"))
    assert events[-1].id == added.id
