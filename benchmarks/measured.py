"""What `make bench` is made of: a row of figures, and the race that fills it.

A row is a dict: measure (what is done), scale (1, 10, 100 times), ours and rival (in ``unit``, CPU
seconds unless it says otherwise), rival_name, ratio, goal, and why (what is left out, and why).
With ``cost`` the ratio is our cost in theirs (at most ``goal``), else how many times as fast we are
(at least ``goal``). A row without a rival has a goal in its own unit.
"""

from __future__ import annotations

import gc
import importlib
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["bench_row", "found", "race", "seconds", "why_not"]

Job = Callable[[], object]


def bench_row(
    measure: str,
    scale: float,
    ours: float,
    rival: float | None = None,
    rival_name: str = "",
    *,
    goal: float | None = None,
    unit: str = "CPU s",
    cost: bool = False,
    why: str = "",
) -> dict[str, Any]:
    """Return one row."""
    ratio = None
    if rival is not None:
        ratio = ours / rival if cost else rival / ours
    return {
        "measure": measure, "scale": scale, "ours": ours, "rival": rival, "rival_name": rival_name,
        "ratio": ratio, "goal": goal, "unit": unit, "sense": "cost" if cost else "fast", "why": why,
    }  # fmt: skip


def race(jobs: Mapping[str, Job], rounds: int) -> dict[str, float]:
    """Return the least CPU seconds of each job; rounds are interleaved, one before them is free.

    The machine may grow busy half-way: what runs in turns suffers alike.
    """
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for n in range(rounds + (rounds > 1)):
        for name, job in jobs.items():
            took = seconds(job)
            if n or rounds == 1:
                spent[name].append(took)
    return {name: min(own) for name, own in spent.items()}


def seconds(job: Job) -> float:
    """Return the CPU seconds of a job; garbage of the one before is nobody's cost."""
    gc.collect()
    start = time.process_time()
    job()
    return time.process_time() - start


def found(module: str) -> ModuleType | None:
    """Return a rival's module, or None where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def why_not(distribution: str) -> str:
    """Return why a rival is left out: what its installation said, where that was tried."""
    told = Path(sys.prefix) / "rivals-left-out.txt"
    for line in told.read_text("utf-8").splitlines() if told.is_file() else ():
        name, _, reason = line.partition("\t")
        if name.partition("==")[0] == distribution:
            return f"left out: {reason}"
    return "left out: not installed here"
