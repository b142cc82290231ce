"""What ten times the sessions cost: CPU seconds of every public function at 1, 10 and 100 times.

Run: ``python benchmarks/growth.py [NAME ...]``, for all or for those whose name begins so. The
sample's 24 sessions, each so many times with people and codings of its own. Goal: ten times the
sessions cost at most eleven times as much; ``tests/test_growth.py`` holds it by counting.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

from growth_work import WORK, Given

__all__ = ["rows"]

GOAL = 11
LONGEST = 20.0
"""CPU seconds at one scale, from which on the next is not measured."""
SHOWN = ("open_study, corpus", "open_study, codings", "merge_codings", "disagreements", "agreement",
         "coding_progress", "code_accumulation", "code_counts", "find_themes", "Themes.mentions",
         "Themes.group_agreement", "compare_years", "Report, evidence", "Report", "write_refi",
         "read_refi", "verify", "desk: study", "desk: search")  # fmt: skip
"""What stands in the table of ``make bench``; each of the others can be asked for by name."""


def rows(
    *, quick: bool = False, names: tuple[str, ...] = SHOWN, scales: tuple[int, ...] = (1, 10, 100)
) -> list[dict[str, Any]]:
    """Return one row a function and scale: measure, scale, ours, rival, rival_name, ratio, goal.

    The rival is the same function on a tenth of the sessions; the ratio is what ten times as many
    cost. ``quick``: without the hundredfold.
    """
    out: list[dict[str, Any]] = []
    before: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for scale in scales[:2] if quick else scales:
            asked = [
                n
                for n in names
                # what took too long before is not in it, and never comes back
                if scale == scales[0] or before.get(n, LONGEST) < LONGEST / GOAL
            ]
            if not asked:
                break
            given = Given(Path(folder) / str(scale), scale)
            costs = {name: _cost(name, given) for name in asked}
            out += [_row(name, scale, costs[name], before.get(name)) for name in asked]
            before = costs
    return out


def _row(name: str, scale: int, ours: float, rival: float | None) -> dict[str, Any]:
    return {
        "measure": name, "scale": scale, "ours": ours, "rival": rival,
        "rival_name": "a tenth of the sessions", "ratio": ours / rival if rival else None,
        "goal": GOAL if rival else None, "unit": "CPU s", "sense": "cost",
    }  # fmt: skip


def _cost(name: str, given: Given) -> float:
    """CPU seconds, the least of two; the first finds what is loaded or made once."""
    least = float("inf")
    for _ in range(2):
        gc.collect()
        start = time.process_time()
        WORK[name](given)
        least = min(least, time.process_time() - start)
    return least


def main() -> None:
    """Print the table."""
    asked = tuple(n for n in WORK if n.startswith(tuple(sys.argv[1:]) or ""))
    for row in rows(names=asked, scales=(1, 10)):
        ratio = f"x {row['ratio']:.1f}" if row["ratio"] else ""
        print(f"{row['measure']:28} {row['scale']:4} {row['ours']:9.3f} s {ratio}")


if __name__ == "__main__":
    main()
