"""How much of the work a cluster takes: the share of processor time that stays with the caller.

Run: ``python benchmarks/cluster.py`` in the environment of ``make test``, which has Dask.
The invented sample is replicated with one word in twenty exchanged and a name said now and then,
so that hardly a text stands in it twice. Scheduler and workers are processes of their own on this
machine, listening on 127.0.0.1. Processor time is that of the caller against that of everybody:
caller, scheduler and workers.
"""

from __future__ import annotations

import argparse
import logging
import random
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import psutil
from joblib import parallel_config

import practicelearn as prac
from practicelearn.jobs.beginning import begin_study
from practicelearn.language.names import first_names
from practicelearn.language.pipeline import tokenise
from practicelearn.transcripts.sheets.files import read_sheet

SESSIONS, WORKERS, GOAL = 240, 2, 0.2
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(
        n_workers=int(sys.argv[1]), threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address="127.0.0.1:0", worker_dashboard_address="127.0.0.1:0",
    ) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def many(folder: Path, n_sessions: int, seed: int = 1) -> Path:
    """Write transcripts and sheets like those of the sample, as many as asked for."""
    folder.mkdir(parents=True)
    rng = random.Random(seed)
    names = sorted(first_names())
    source = prac.sample_path()
    corpus = prac.open_study(source).corpus()
    known = [
        w for text in corpus.turns["text"] for w in text.split() if w.isalpha() and w.islower()
    ]
    sheets = {name: read_sheet(source / f"{name}.xlsx") for name in ("sessions", "attendance")}
    rows: dict[str, list[pd.DataFrame]] = {name: [] for name in sheets}
    own_turns = dict(iter(corpus.turns.groupby("session_id", sort=False)))
    for n in range(n_sessions):
        session = list(own_turns)[n % len(own_turns)]
        new = f"{session}-{n // len(own_turns)}"
        turns = [
            f"{speaker or 'Participant'}: {_said_anew(text, known, names, rng)}"
            for speaker, text in zip(
                own_turns[session]["speaker"], own_turns[session]["text"], strict=True
            )
        ]
        (folder / f"{new}.txt").write_text("\n\n".join(turns) + "\n", encoding="utf-8")
        for name, table in sheets.items():
            own = table[table["session_id"] == session].copy().assign(session_id=new)
            if "person_id" in own:
                own["person_id"] = own["person_id"] + f"-{n // len(own_turns)}"
            if "file" in own:
                own["file"] = f"{new}.txt"
            rows[name].append(own)
    for name, own in rows.items():
        pd.concat(own).to_csv(folder / f"{name}.csv", index=False)
    return folder


def _said_anew(text: str, known: list[str], names: list[str], rng: random.Random) -> str:
    words = [rng.choice(known) if rng.random() < 0.05 else word for word in text.split()]
    if rng.random() < 0.05:
        words += ["And", rng.choice(names).capitalize(), "said", "so."]
    return " ".join(words)


def job(transcripts: Path, folder: Path) -> Iterator[tuple[str, Any]]:
    """Do the whole job, step by step: the name of each step and what came of it."""
    begun = begin_study(folder / "study", transcripts, frame=str(_frame()), key=folder / "key.csv")
    yield "read, names, freeze", begun.n_names
    study = prac.open_study(folder / "study")
    corpus = study.corpus()
    yield "thaw", corpus
    yield "tokens", tokenise(corpus.turns, cache=study.cache)
    yield "keywords", prac.code_keywords(corpus, study.frame(), cache=study.cache)
    yield "topics", prac.TopicModel(n_topics=8, random_state=0).fit(corpus, cache=study.cache)


def _frame() -> Path:
    return next(iter(sorted((prac.sample_path() / "frame").glob("*.yaml"))))


@contextmanager
def cluster(n_workers: int) -> Iterator[tuple[str, psutil.Process]]:
    """Start scheduler and workers as processes of their own: address, and the process of all."""
    # a file, because workers that are started anew read the main module
    with tempfile.TemporaryDirectory() as place:
        script = Path(place) / "cluster.py"
        script.write_text(CLUSTER, encoding="utf-8")
        command = [sys.executable, str(script), str(n_workers)]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=place
        ) as own:
            assert own.stdin is not None
            assert own.stdout is not None
            try:
                yield own.stdout.readline().strip(), psutil.Process(own.pid)
            finally:
                own.stdin.close()
                own.wait(30)


def _spent(process: psutil.Process) -> float:
    every = [process, *process.children(recursive=True)]
    return sum(sum(p.cpu_times()[:2]) for p in every)


def shares(n_sessions: int, n_workers: int = WORKERS) -> pd.DataFrame:
    """Return processor seconds of each step: of the caller, and of scheduler and workers."""
    from distributed import Client

    rows = []
    with tempfile.TemporaryDirectory() as place, cluster(n_workers) as (address, others):
        transcripts = many(Path(place) / "transcripts", n_sessions)
        with Client(address), parallel_config(backend="dask"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            here, there, at = time.process_time(), _spent(others), time.perf_counter()
            for step, _ in job(transcripts, Path(place)):
                now, then, end = time.process_time(), _spent(others), time.perf_counter()
                rows.append((step, now - here, then - there, end - at))
                here, there, at = now, then, end
    table = pd.DataFrame(rows, columns=["step", "caller", "cluster", "elapsed"]).set_index("step")
    table.loc["whole job"] = table.sum()
    table["share"] = table["caller"] / (table["caller"] + table["cluster"])
    return table


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return what ``make bench`` prints: the caller's share of the whole job, and of each step."""
    n_sessions = 24 if quick else SESSIONS
    table = shares(n_sessions)
    return [
        {
            "measure": f"cluster of two workers: what the caller keeps of {step}",
            "scale": n_sessions,
            "ours": round(float(own["caller"]), 2),
            "rival": round(float(own["caller"] + own["cluster"]), 2),
            "rival_name": "caller, scheduler and workers",
            "ratio": round(float(own["share"]), 2),
            "goal": GOAL if step == "whole job" else None,
        }
        for step, own in table.iterrows()
    ]


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--workers", type=int, default=WORKERS)
    asked = parser.parse_args()
    print(shares(asked.sessions, asked.workers).round(2).to_string())
