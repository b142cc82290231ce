"""How soon a search of all sessions answers. Run: ``python benchmarks/searching.py``.

An invented study of 60 sessions of 6,000 words, 6,000 codings by one coder and 3,000 by another.
Goal: below 0.5 s of a processor after the first question. What is timed is the whole answer of the
desk, as the page gets it; the first questions of words also analyse the sessions, 5 seconds each.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd

import practicelearn as prac
from measured import bench_row, race
from practicelearn.app.desk import Desk
from practicelearn.coding.log.events import Event
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.study.folder import Study, create_study

SESSIONS, WORDS = 60, 6_000
PER_SESSION = {"kim": 100, "lee": 50}


def invented(folder: Path, n_sessions: int = SESSIONS) -> Study:
    """A large study out of the sample's turns, in any order."""
    rng = random.Random(1)
    sample = prac.open_study(prac.sample_path())
    frame = sample.frame()
    texts = [t for t in sample.corpus().turns["text"] if len(t) > 40]
    rows, sessions = [], []
    for k in range(n_sessions):
        year, group = str(2023 + k // 20), f"group{k:02d}"
        sid, n, words = f"{year}-{group}", 0, 0
        sessions.append({"session_id": sid, "year": year, "group": group, "group_type": "x"})
        while words < WORDS:
            n, text = n + 1, rng.choice(texts)
            words += len(text.split())
            role = "participant" if n % 7 else "facilitator"
            rows.append({"turn_id": make_turn_id(sid, n), "session_id": sid, "n": n,
                         "speaker": f"P{n % 7}", "role": role, "text": text})  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id").assign(marks=[[] for _ in rows])
    table = pd.DataFrame(sessions).set_index("session_id")
    corpus = replace(Corpus(turns=turns, sessions=table).with_turns(turns), pseudonymised=True)
    study = create_study(folder, corpus, frame, title="Large, invented")
    codes = [code.id for code in frame.codes]
    for who, wanted in PER_SESSION.items():
        for sid, own in turns.groupby("session_id"):
            events = []
            for n in range(wanted):
                turn = rng.choice(list(own.index))
                text = own.loc[turn, "text"]
                start = rng.randrange(0, len(text) - 20)
                quote = text[start : start + 60]
                part = {"turn_id": turn, "start": start, "end": start + len(quote), "quote": quote}
                payload = {"code": rng.choice(codes), "parts": [part]}
                events.append(
                    Event("code", who, str(sid), coding_id=f"{who}{sid}{n}", payload=payload)
                )
            events.append(Event("read", who, str(sid), payload={"from": 1, "to": len(own)}))
            study.log(who, str(sid)).append(*events)
    return study


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        measure(Desk(invented(Path(place) / "study"), "kim"))


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return what an answer of the page costs in a study of 6 sessions, and of 60."""
    asked: dict[str, dict[str, Any]] = {
        "words as they are written": {"text": "the", "exact": True},
        "a code beside another": {"code": "workload", "beside": "supervision"},
    }
    out = []
    for scale in (1,) if quick else (1, 10):
        with tempfile.TemporaryDirectory() as place:
            desk = Desk(invented(Path(place) / "study", 6 * scale), "kim")
            for name, question in asked.items():
                desk.ask("search", question)
                jobs = {"ours": lambda desk=desk, q=question: desk.ask("search", q)}
                least = race(jobs, 5)["ours"]
                out.append(
                    bench_row(f"searched: {name} (6 sessions)", scale, least, goal=0.5, cost=True)
                )
    return out


def measure(desk: Desk) -> None:
    start, n = time.perf_counter(), 1
    while desk.ask("search", {"text": "supervision"})["columns"][0]["further"]:
        n += 1
    print(f"the first time: {n} questions of words, {time.perf_counter() - start:.0f} s")
    wholly: list[tuple[str, dict[str, Any]]] = [
        ("search", {"text": "supervision"}), ("search", {"text": "hot desk"}),
        ("search", {"text": "the"}), ("search", {"text": "the", "exact": True}),
        ("search", {"code": "workload"}), ("search", {"code": "workload", "coder": "lee"}),
        ("search", {"code": "workload", "beside": "supervision"}),
        ("search", {"code": "*", "text": "day", "role": "participant"}),
        ("search", {"speaker": "P3"}), ("progress", {}),
    ]  # fmt: skip
    for op, asked in wholly:
        spent, real = [], []
        desk.ask(op, asked)
        for _ in range(7):
            cpu, wall = time.process_time(), time.perf_counter()
            answer = desk.ask(op, asked)
            spent.append(time.process_time() - cpu)
            real.append(time.perf_counter() - wall)
        said = "; ".join(c["said"] for c in answer.get("columns", [])) or answer["said"]
        size = len(json.dumps(answer)) // 1000
        figures = f"{1000 * median(spent):4.0f} ms of a processor, {1000 * median(real):4.0f} ms"
        print(f"{figures}, {size:4} kB  {op} {asked}: {said}")


if __name__ == "__main__":
    main()
