"""Measure everything beside its rivals, and write the table and the picture of the docs.

Run: ``make bench``, or ``python benchmarks/bench.py [--quick] [--only PART …]`` in an environment
that holds the rivals too. Each part is a benchmark of this folder with a function ``rows`` (see
``measured.py``) and runs in a process of its own, one thread. Rows are kept in
``build/bench/bench.csv``: ``--only`` measures one part anew and leaves the others, as long as they
come from the same machine and versions. Then the table between the markers of
``docs/benchmarks.md`` and ``docs/images/benchmarks.png`` are written.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import importlib
import importlib.util
import inspect
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench_machine import machine
from bench_table import between_markers, markdown

ROOT = Path(__file__).parents[1]
PARTS = {
    "loading": "loading",
    "names": "pseudonyms",
    "whole job": "whole_job",
    "init": "beginning",
    "growth": "growth",
    "memory": "memory",
    "topics": "topics",
    "agreement": "agreement",
    "searching": "searching",
    "exchange": "exchange_big",
    "coding page": "coding_page",
    "cluster": "cluster",
}
"""Part -> the module in this folder that has its rows, in the order of the table."""

FIELDS = ("part", "measure", "scale", "ours", "rival", "rival_name", "ratio", "goal", "unit",
          "sense", "why", "quick", "date", "machine")  # fmt: skip
# CPU seconds are those of one thread, ours and the rival's
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}


def main(arguments: Sequence[str] | None = None, parts: Mapping[str, str] = PARTS) -> None:
    """Measure the parts asked for; see the module's docstring."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="minutes: small scales, few rounds")
    parser.add_argument("--only", action="append", choices=list(parts), metavar="PART",
                        help=f"one part: {', '.join(parts)}")  # fmt: skip
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md")
    parser.add_argument("--picture", type=Path, default=ROOT / "docs" / "images" / "benchmarks.png")
    parser.add_argument("--rows", metavar="MODULE", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.rows:  # the process of one part
        asked.out.write_text(json.dumps(_rows_of(asked.rows, quick=asked.quick)), encoding="utf-8")
        return
    asked.out.mkdir(parents=True, exist_ok=True)
    file, here = asked.out / "bench.csv", machine()
    rows = _kept(file, here, parts)
    for part in asked.only or parts:
        new = _measured(part, parts[part], quick=asked.quick)
        stamp = {"part": part, "quick": asked.quick, "machine": here,
                 "date": dt.date.today().isoformat()}  # fmt: skip
        rows = [r for r in rows if r["part"] != part] + [{**r, **stamp} for r in new]
        _keep(file, rows)  # what was measured is kept, whatever becomes of the next
    order = list(parts)
    rows.sort(key=lambda r: order.index(r["part"]))
    _keep(file, rows)
    between_markers(asked.page, markdown(rows, here))
    from bench_picture import draw  # the process of a part holds nothing but that part

    draw(rows, asked.picture)
    print(f"{file}\n{asked.page}\n{asked.picture}")


def _measured(part: str, module: str, *, quick: bool) -> list[dict[str, Any]]:
    """The rows of a part, out of a process of its own; one that says so where there are none."""
    print(f"== {part}", flush=True)
    if importlib.util.find_spec(module) is None:
        return [_nothing(part, f"left out: benchmarks/{module}.py is not there")]
    with tempfile.TemporaryDirectory() as place:
        told = Path(place) / "rows.json"
        command = [sys.executable, str(Path(__file__)), "--rows", module, "--out", str(told)]
        done = subprocess.run(
            [*command, *(["--quick"] if quick else [])],
            env={**os.environ, **ONE_THREAD},
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode or not told.is_file():
            sys.stderr.write(done.stderr)
            last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
            return [_nothing(part, f"left out: it failed ({last[:160]})")]
        return [_whole(r) for r in json.loads(told.read_text("utf-8"))]


def _rows_of(module: str, *, quick: bool) -> list[dict[str, Any]]:
    own = importlib.import_module(module).rows
    takes = "quick" in inspect.signature(own).parameters
    return list(own(quick=quick) if takes else own())


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with every field; whether its ratio is a cost is seen from the figures."""
    out = {name: row.get(name) for name in FIELDS}
    if not out["sense"]:
        ratio, ours, rival = out["ratio"], out["ours"], out["rival"]
        near = ratio and ours and rival and abs(ratio - ours / rival) < abs(ratio - rival / ours)
        out["sense"] = "cost" if near or not rival else "fast"
    out["unit"] = out["unit"] or "CPU s"
    out["why"] = out["why"] or ""
    return out


def _nothing(part: str, why: str) -> dict[str, Any]:
    print(why, file=sys.stderr)
    return {**dict.fromkeys(FIELDS), "measure": part, "why": why}


def _kept(file: Path, here: str, parts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows of an earlier run with the same machine, Python and packages; figures are numbers."""
    if not file.is_file():
        return []
    rows: list[dict[str, Any]] = []
    with file.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            own: dict[str, Any] = {name: line.get(name) or None for name in FIELDS}
            for name in ("scale", "ours", "rival", "ratio", "goal"):
                own[name] = _number(own[name])
            if own["machine"] == here and own["part"] in parts:
                rows.append({**own, "why": own["why"] or "", "quick": own["quick"] == "True"})
    return rows


def _keep(file: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def _number(cell: str | None) -> float | str | None:
    try:
        return None if cell is None else float(cell)
    except ValueError:
        return cell


if __name__ == "__main__":
    main()
