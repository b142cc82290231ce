"""`make bench` writes its table and picture; no time is asserted. See ``benchmarks/bench.py``."""

import csv
import sys
from pathlib import Path

import pytest

import bench
from bench_table import markdown
from measured import bench_row, race

TINY = """
from measured import bench_row, race

def rows(*, quick=False):
    assert quick
    made = race({"ours": lambda: sum(range(1000)), "rival": lambda: sorted(range(1000))}, 2)
    other = bench_row("summed", 10, 3.0, why="left out: not installed here", rival_name="other")
    return [bench_row("summed", 1, made["ours"] + 1, made["rival"] + 3, "a list", goal=2), other]
"""
PAGE = """# How fast

<!-- what make bench printed -->
old
<!-- end of what make bench printed -->

end
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    (tmp_path / "tiny.py").write_text(TINY, "utf-8")
    (tmp_path / "page.md").write_text(PAGE, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path) + ":" + ":".join(filter(None, sys.path)))
    parts = {"tiny": "tiny", "elsewhere": "no_such_benchmark"}

    def run(*options):
        places = ["--out", tmp_path / "out", "--page", tmp_path / "page.md"]
        places += ["--picture", tmp_path / "picture.png"]
        bench.main(["--quick", *map(str, places), *options], parts)
        with (tmp_path / "out" / "bench.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream)), (tmp_path / "page.md").read_text("utf-8")

    return run


def test_one_part_alone_writes_the_table_and_the_picture(run, tmp_path):
    rows, page = run("--only", "tiny")
    assert [(r["measure"], r["scale"], r["rival_name"]) for r in rows] == [
        ("summed", "1", "a list"), ("summed", "10", "other"),
    ]  # fmt: skip
    assert float(rows[0]["ratio"]) == pytest.approx(3, abs=0.1)
    assert page.startswith("# How fast\n\n<!--") and page.endswith("-->\n\nend\n")
    assert "old" not in page and "| summed | a list |" in page and "| ≥ 2 |" in page
    assert "- other (tiny): left out: not installed here" in page
    assert f"Python {sys.version.split()[0]}" in page and "few rounds" in page.lower()
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture
def no_picture(monkeypatch):
    monkeypatch.setattr("bench_picture.draw", lambda rows, file: None)


@pytest.mark.usefixtures("no_picture")
def test_what_is_not_there_is_named_and_what_was_measured_before_is_kept(run):
    run("--only", "tiny")
    rows, page = run("--only", "elsewhere")
    assert [r["part"] for r in rows] == ["tiny", "tiny", "elsewhere"]
    assert "- elsewhere: left out: benchmarks/no_such_benchmark.py is not there" in page


@pytest.mark.usefixtures("no_picture")
def test_a_part_that_fails_is_named_with_its_last_word(run, tmp_path):
    (tmp_path / "tiny.py").write_text("def rows():\n    raise ValueError('no desk')\n", "utf-8")
    _, page = run("--only", "tiny")
    assert "- tiny: left out: it failed (ValueError: no desk)" in page


def test_a_goal_that_is_missed_says_so_whichever_way_the_ratio_reads():
    stamp = {"part": "p", "quick": False, "date": "2025-11-29"}
    rows = [
        {**bench_row("slow", 1, 2.0, 2.0, "x", goal=1.5), **stamp},
        {**bench_row("dear", 1, 2.0, 1.0, "x", goal=1.3, cost=True), **stamp},
        {**bench_row("cheap", 1, 1.0, 1.0, "x", goal=1.3, cost=True), **stamp},
        {**bench_row("alone", 1, 0.7, goal=0.5, cost=True), **stamp},
    ]
    lines = {line.split(" | ")[0][2:]: line for line in markdown(rows, "here").splitlines()}
    assert lines["slow"].endswith("≥ 1.50: **missed** |")
    assert lines["dear"].endswith("≤ 1.30: **missed** |")
    assert lines["cheap"].endswith("| ≤ 1.30 |")
    assert lines["alone"].endswith("≤ 0.50: **missed** |")


def test_a_race_takes_turns_and_the_first_round_is_free():
    order = []
    least = race({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 2)
    assert order == ["a", "b"] * 3
    assert set(least) == {"a", "b"}


def test_every_part_has_its_file_or_is_made_elsewhere():
    here = {p.stem for p in Path(bench.__file__).parent.glob("*.py")}
    made_elsewhere = {"whole_job", "growth", "memory", "cluster"}
    assert set(bench.PARTS.values()) - here <= made_elsewhere
