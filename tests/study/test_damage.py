"""A study in whose logs lines are damaged: whatever was done to one, everything else goes on."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from practicelearn.cli import app
from practicelearn.coding.agreement import agreement
from practicelearn.coding.log.events import read_events
from practicelearn.coding.log.kinds import KINDS
from practicelearn.coding.log.schema import unfit
from practicelearn.jobs.checking import check_study
from practicelearn.study.folder import open_study
from practicelearn.study.history import history, memos
from practicelearn.study.summaries import summaries
from practicelearn.themes.finding import find_themes

DEEP: object = json.loads("[" * 90 + "]" * 90)
ODD = (
    None, True, False, 17, -1, 10**30, 1.5, float("inf"), "", "x", "\ud800", "[withdrawn]",
    [], [1], [None], [[]], {}, {"a": 1}, DEEP, [{"turn_id": "x"}], [{"was": [], "is": []}],
)  # fmt: skip


@pytest.fixture
def study(tmp_path, files):
    shutil.copytree(files / "study-0.1.0", tmp_path / "study")
    return open_study(tmp_path / "study")


def logs(study) -> list[Path]:
    return sorted(study.path.rglob("*.jsonl"))


def places(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from places(item, (*path, n))


def mutated(event: dict, path: tuple, odd: object, number: int) -> dict | list | None:
    """The event with one field changed; its id is a new one where that is not the field."""
    out = json.loads(json.dumps({**event, "id": f"mutant{number}"}))
    inner = out
    for step in path[:-1]:
        inner = inner[step]
    if odd == "gone":
        del inner[path[-1]]
    else:
        inner[path[-1]] = odd
    return out


def mutants(study, n: int) -> list[tuple[Path, str]]:
    """Lines with one field of one event changed, and the log each belongs to."""
    seen: dict[str, tuple[Path, dict]] = {}
    for log in logs(study):
        for line in log.read_text(encoding="utf-8").splitlines():
            if line.endswith("}"):
                event = json.loads(line)
                seen.setdefault(event["kind"], (log, event))
    every = [(kind, p, odd) for kind, (_, event) in seen.items() for p in places(event)
             for odd in ("gone", *ODD)]  # fmt: skip
    chosen = random.Random(12).sample(every, n)
    out = []
    for number, (kind, path, odd) in enumerate(chosen):
        log, event = seen[kind]
        out.append((log, json.dumps(mutated(event, path, odd, number))))
    return out


def looked_at(study) -> None:
    """All that reads the logs of a study."""
    again = open_study(study.path)
    again.codings()
    again.codings(at="2026-01-05T10:20")
    again.corpus()
    again.decisions()
    again.questions_set()
    again.names_left()
    history(again)
    memos(again)
    summaries(again, earlier=True)
    check_study(study.path)
    codings = replace(again.codings(), uncounted=())  # some mutants are of later kinds
    agreement(codings, again.corpus())
    find_themes(codings, again.corpus(), min_groups=1, min_people=1)


def test_the_study_holds_events_of_most_kinds(study):
    kinds = {e.kind for log in logs(study) for e in read_events([log])[0]}
    assert len(kinds) >= 20
    assert kinds <= set(KINDS)


def put(lines: list[tuple[Path, str]]) -> None:
    for log, line in lines:
        with log.open("a", encoding="utf-8") as file:
            file.write(("" if log.read_bytes().endswith(b"\n") else "\n") + line + "\n")


@pytest.mark.parametrize("n", [80, pytest.param(600, marks=pytest.mark.slow)])
def test_a_field_of_an_event_may_be_anything_and_nothing_stops(study, n):
    lines = mutants(study, n)
    assert len(lines) == n
    put(lines)
    looked_at(study)
    whole = [json.loads(line) for _, line in lines]
    bad = [v for v in whole if "\\ud800" in json.dumps(v) or unfit(v) is not None]
    assert len(bad) > n / 2
    faults = [f for log in logs(study) for f in read_events([log])[1]]
    listed = {f.text for f in faults}
    for (_, line), values in zip(lines, whole, strict=True):
        assert (line in listed) >= (values in bad), line


def test_lines_that_do_not_fit_change_no_coding(study):
    before = study.codings()
    put([(log, line) for log, line in mutants(study, 600) if unfit(json.loads(line)) is not None])
    found = open_study(study.path).codings()
    pd.testing.assert_frame_equal(found.spans, before.spans)
    pd.testing.assert_frame_equal(found.read, before.read)


@pytest.mark.parametrize(
    "line",
    ["null", "[]", "7", '"text"', "{}", "[" * 100_000, "{" * 9, "\x00\x00", '{"v": 1}', "]["],
)
def test_a_line_that_is_no_event_is_listed_and_the_rest_is_kept(study, line):
    log = study.path / "coding" / "kim" / "2024-north.jsonl"
    before = len(study.codings())
    n = len(log.read_text(encoding="utf-8").splitlines())
    log.write_text(log.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    found = open_study(study.path).codings()
    assert len(found) == before
    assert f"2024-north.jsonl, line {n + 1}" in found.issues["source_loc"].tolist()


def test_check_says_which_line_is_damaged_and_shows_no_words(study):
    log = study.path / "coding" / "kim" / "2024-north.jsonl"
    line = json.loads(log.read_text(encoding="utf-8").splitlines()[0])
    line["id"], line["payload"]["strength"] = "odd", True
    with log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    said = CliRunner().invoke(app, ["check", str(study.path)])
    assert said.exit_code == 0, said.output
    assert '"strength" must be a whole number from 0 to 3; found true' in said.output
    assert "every Monday" not in said.output
