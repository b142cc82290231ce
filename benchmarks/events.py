"""How fast a study's logs open and grow. Run: ``python benchmarks/events.py``.

Goals: 100,000 events open in under 1 s; the cost of an append does not grow with the log.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median

from practicelearn.coding.log.events import Event, EventLog, read_events
from practicelearn.coding.replayed import replay


def coding(n: int) -> Event:
    part = {"turn_id": f"s:{n % 800 + 1:05d}", "start": 3, "end": 43, "quote": "q" * 40}
    payload = {"code": f"code{n % 30}", "parts": [part], "stance": "for"}
    return Event("code", "kim", "s", coding_id=f"c{n}", frame_version="1", payload=payload)


def append_ms(log: EventLog, times: int = 200) -> float:
    spent = []
    for n in range(times):
        start = time.perf_counter()
        log.append(coding(n))
        spent.append(time.perf_counter() - start)
    return 1000 * median(spent)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "kim" / "s.jsonl"
        log = EventLog(path)
        empty = append_ms(log)
        log.append(*(coding(n) for n in range(100_000)))
        full = append_ms(log)
        start = time.process_time()
        events, _ = read_events([path])
        opened = time.process_time() - start
        spans, _ = replay(events, coder="kim")
        replayed = time.process_time() - start
        print(f"append: {empty:.2f} ms to an empty log, {full:.2f} ms to one of 100,000 events")
        print(f"open {len(events):,} events: {opened:.2f} CPU s (goal 1)")
        print(f"with {len(spans):,} spans as a table: {replayed:.2f} CPU s")


if __name__ == "__main__":
    main()
