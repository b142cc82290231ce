"""Import and export of 60 sessions with 6,000 codings: CPU seconds of each step.

Run: ``python benchmarks/exchange_big.py``. Aims: import 4 s, export 8 s, on one core.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

import practicelearn as prac
from measured import bench_row, seconds
from practicelearn.exchange.account import refuse_unexplained
from practicelearn.jobs.exchange import export_study, keep_import, read_import

SESSIONS, CODINGS, TURNS = 60, 6_000, 120
WORDS = [
    "desk", "rota", "supervision", "caseload", "team", "manager", "visit", "car", "laptop",
    "form", "report", "child", "family", "court", "week", "morning", "noon", "time",
    "phone", "plan", "review", "duty", "night", "office", "home", "we", "they", "held",
    "moved", "again", "never", "always", "often", "because", "when", "after", "before",
    "without", "every", "some", "more", "less", "than", "last", "next",
]  # fmt: skip


def made(path: Path, sessions: int = SESSIONS, codings: int = CODINGS) -> Path:
    """An invented project of another program, without our own note."""
    rng = random.Random(7)
    rows = []
    for s in range(sessions):
        for n in range(1, TURNS + 1):
            text = " ".join(rng.choices(WORDS, k=rng.randint(5, 60))).capitalize() + "."
            who = "F1" if n % 4 == 1 else f"P{rng.randint(1, 6)}"
            rows.append(
                {"turn_id": f"s{s:02d}:{n:05d}", "session_id": f"s{s:02d}", "n": n,
                 "speaker": who, "text": text, "verbatim": True, "marks": []}
            )  # fmt: skip
    turns = pd.DataFrame(rows).set_index("turn_id")
    index = pd.Index([f"s{s:02d}" for s in range(sessions)], name="session_id")
    corpus = prac.Corpus(turns=turns, sessions=pd.DataFrame(index=index))
    spans = []
    for k in range(codings):
        turn = rows[rng.randrange(len(rows))]
        stops = [0, *(m.start() + 1 for m in re.finditer(" ", turn["text"]))]
        start = rng.choice(stops[:-2])
        end = rng.choice([m.end() for m in re.finditer(r"\w+", turn["text"]) if m.end() > start])
        spans.append(
            {"coding_id": f"c{k}", "part": 1, "turn_id": turn["turn_id"], "start": start,
             "end": end, "quote": turn["text"][start:end], "code": f"code-{k % 40}",
             "coder": "kim" if k % 3 else "sam", "origin": "human"}
        )  # fmt: skip
    whole = prac.exchange.write_refi(
        prac.Codings(pd.DataFrame(spans)), corpus, path, profile="nvivo"
    )
    with zipfile.ZipFile(whole) as packed:
        parts = {n: packed.read(n) for n in packed.namelist()}
    xml = re.sub(rb"<Notes>.*</Notes>", b"", parts["project.qde"], flags=re.DOTALL)
    parts["project.qde"] = re.sub(rb'origin="[^"]*"', b'origin="NVivo 14"', xml)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, raw in parts.items():
            packed.writestr(name, raw)
    return path


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return what import and export cost: 6 sessions with 600 codings, and 60 with 6,000.

    Everything that is written is read again and accounted for. No other program does this in
    Python: the figures stand alone.
    """
    out = []
    for scale in (1,) if quick else (1, 10):
        with tempfile.TemporaryDirectory() as place:
            base = Path(place)
            file = made(base / "big.qdpx", 6 * scale, 600 * scale)

            def bring_in(file: Path = file, base: Path = base) -> None:
                study = base / "study"
                refuse_unexplained(
                    keep_import(read_import(file, study), study, no_names=True).account
                )

            def take_out(base: Path = base) -> None:
                to = base / "out.qdpx"
                done = export_study(base / "study", to, waive="All invented.", by="kim")
                refuse_unexplained(done.account)

            steps = (("brought in", bring_in, 4), ("taken out", take_out, 8))
            for name, job, goal in steps:
                what, asked = f"REFI-QDA {name} (6 sessions, 600 codings)", scale == 10
                took = seconds(job)
                out.append(bench_row(what, scale, took, goal=goal if asked else None, cost=True))
    return out


def main() -> None:
    """Print the CPU seconds of each step."""
    base = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    file = made(base / "big.qdpx")
    at = time.process_time()

    def took(what: str) -> None:
        nonlocal at
        now = time.process_time()
        print(f"{what}: {now - at:.1f} CPU s")
        at = now

    source = read_import(file, base / "study")
    took("read")
    done = keep_import(source, base / "study", no_names=True)
    refuse_unexplained(done.account)
    took("written, read again and accounted for")
    again = keep_import(source, base / "study", no_names=True)
    refuse_unexplained(again.account)
    took("imported again")
    out = export_study(base / "study", base / "out.qdpx", waive="All invented.", by="kim")
    refuse_unexplained(out.account)
    took("export")


if __name__ == "__main__":
    main()
