"""A program killed at any moment loses no action that was acknowledged."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from practicelearn.coding.log.events import Event, EventLog, read_events

WRITER = """
import sys
from pathlib import Path
from practicelearn.coding.log.events import Event, EventLog
log = EventLog(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    event = Event("memo", sys.argv[2], "s", payload={"memo": f"{n} " + "x" * (n % 300)})
    log.append(event)
    print(event.id, flush=True)
"""


def start(log, who="kim", events=1000):
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(log), who, str(events)],
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_once(log, seed):
    rng = random.Random(seed)
    with start(log) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline().strip() for _ in range(rng.randint(1, 60))]
        time.sleep(rng.random() / 50)
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split()
    # the last line may itself be cut off
    acknowledged = [line for line in [*said, *rest] if len(line) == 16]
    events, faults = read_events([log])
    assert set(acknowledged) <= {e.id for e in events}
    assert len(faults) <= 1
    again = EventLog(log).append(Event("memo", "kim", "s", payload={"memo": "after"}))[0]
    events, faults = read_events([log])
    assert events[-1].id == again.id
    assert all(not fault.torn for fault in faults), "a torn line stays a line of its own"
    return len(acknowledged)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_killed_three_times(tmp_path):
    assert sum(killed_once(tmp_path / f"{k}.jsonl", k) for k in range(3)) > 3


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_killed_fifty_times(tmp_path):
    assert sum(killed_once(tmp_path / f"{k}.jsonl", k) for k in range(50)) > 50


@pytest.mark.parametrize("keep", [1, 5, 40, 130])
def test_a_log_cut_at_any_byte_opens_and_goes_on(tmp_path, keep):
    log = tmp_path / "kim.jsonl"
    written = EventLog(log).append(
        *(Event("memo", "kim", "s", payload={"memo": "ä"}) for _ in "ab")
    )
    whole = log.read_bytes()
    first = whole.index(b"\n") + 1
    log.write_bytes(whole[: first + keep])
    events, faults = read_events([log])
    assert [e.id for e in events] == [written[0].id]
    assert [fault.torn for fault in faults] == [True]
    EventLog(log).append(Event("memo", "kim", "s"))
    assert len(read_events([log])[0]) == 2


def test_two_programs_write_one_log_and_nothing_is_lost_or_doubled(tmp_path):
    log = tmp_path / "kim.jsonl"
    writers = [start(log, who, 100) for who in ("kim", "kim-at-home")]
    said = [line for w in writers for line in w.communicate()[0].split()]
    events, faults = read_events([log])
    assert sorted(e.id for e in events) == sorted(said)
    assert len(said) == 200
    assert not faults
    assert len({e.seq for e in events}) == 200


def test_a_conflicted_copy_adds_what_it_has_and_doubles_nothing(tmp_path):
    log = tmp_path / "north.jsonl"
    EventLog(log).append(Event("memo", "kim", "s", payload={"memo": "both"}))
    copy = tmp_path / "north (kim's conflicted copy).jsonl"
    copy.write_bytes(log.read_bytes())
    EventLog(log).append(Event("memo", "kim", "s", payload={"memo": "desk"}))
    EventLog(copy).append(Event("memo", "kim", "s", payload={"memo": "laptop"}))
    events, _ = read_events([log, copy])
    assert sorted(e.payload["memo"] for e in events) == ["both", "desk", "laptop"]
