"""A released study, and what its next evidence file says of the figures that were published."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from practicelearn.coding.frame import Code
from practicelearn.coding.log.events import Event
from practicelearn.jobs.recounting import (
    CODES,
    CODING,
    FRAME,
    READING,
    RECURRING,
    UNEXPLAINED,
    published_and_now,
)
from practicelearn.jobs.release import release_report
from practicelearn.jobs.reports import make_reports, report_of
from practicelearn.jobs.rights import withdraw
from practicelearn.output.report import Report
from practicelearn.output.report import report as module
from practicelearn.output.report.blocks import Paragraph
from practicelearn.output.report.published import published_before
from practicelearn.study import Study, open_study
from practicelearn.topics import model

from .test_reports import QuickTopics, invented_study

YEAR = "2024-25"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "TopicModel", QuickTopics)
        patch.setattr(module, "refuse_names", lambda *_, **__: None)
        study = invented_study(tmp_path_factory.mktemp("released") / "study")
        release_report(study, by="sam", read=["Q1"])
    return study.path


@pytest.fixture
def study(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setattr(model, "TopicModel", QuickTopics)
    monkeypatch.setattr(module, "refuse_names", lambda *_, **__: None)
    return open_study(shutil.copytree(released, tmp_path / "study"))


def account(study: Study) -> pd.DataFrame:
    study = open_study(study.path)
    found = published_and_now(study, study.themes())
    assert found is not None
    return found.set_index(["theme_id", "year"])


def read_and_code(study: Study, coder: str, session: str, code: str, turns: list[int]) -> None:
    """One more coder reads a session from end to end, and marks these turns."""
    corpus = study.corpus()
    own = corpus.turns[corpus.turns["session_id"] == session]
    common: dict[str, Any] = {
        "session_id": session, "frame_version": study.frame().version,
        "text_hash": corpus.sessions.loc[session, "text_hash"],
    }  # fmt: skip
    study.record(coder, "read", payload={"from": 1, "to": len(own)}, **common)
    for n in turns:
        turn, text = str(own.index[n - 1]), str(own["text"].iloc[n - 1])
        part = {"turn_id": turn, "start": 0, "end": len(text), "quote": text}
        payload = {"code": code, "parts": [part]}
        study.record(coder, "code", coding_id=f"{coder}-{turn}", payload=payload, **common)


def silent_on(study: Study, theme: str, session: str) -> int:
    """The number of a turn by somebody who did not raise the theme in a session."""
    themes = study.themes()
    own = themes.evidence[themes.evidence["theme_id"] == theme]
    turns = themes.corpus.turns
    turns = turns[(turns["session_id"] == session) & (turns["role"] == "participant")]
    return int(turns.loc[~turns["person_id"].isin(own["person_id"]), "n"].iloc[0])


def test_untouched_every_published_figure_is_the_same(study: Study) -> None:
    found = account(study)
    assert found["same"].all()
    assert not found["because"].map(len).any()
    row = found.loc[("supervision", YEAR)]
    assert (row["people_then"], row["n_people_raised"], row["n_people"]) == ("20 of 25", 20, 25)
    themes = study.themes()
    told = Report(themes=themes, kind="evidence", published=found.reset_index()).material
    said = [b.text for b in published_before(told) if isinstance(b, Paragraph)]
    assert said[-1] == (
        "Every figure that was published is the same, counted again under today’s rules."
    )


@pytest.mark.slow
def test_coding_that_was_added_since_is_found_and_the_evidence_file_tells_of_it(
    study: Study, tmp_path: Path
) -> None:
    n = silent_on(study, "supervision", "2024-west")
    read_and_code(study, "kim", "2024-west", "supervision", [n])
    found = account(study)
    row = found.loc[("supervision", YEAR)]
    assert (row["people_then"], row["n_people_raised"], row["same"]) == ("20 of 25", 21, False)
    assert row["because"] == [CODING]
    assert found.loc[("tools", YEAR), "same"], "another theme is as it was"
    make_reports(study.path, tmp_path / "out")
    evidence = (tmp_path / "out" / "evidence.html").read_text(encoding="utf-8")
    told = evidence.split('<h2 id="published">')[1]
    assert "20 of 25" in told
    assert "21 of 25" in told
    assert CODING[1:] in told
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "20 of 25 people (as reported on" in page
    assert not re.search(r"21 of 25|coded, changed or taken back|counted again", page)


def test_another_reading_that_counts_now_is_found(study: Study) -> None:
    """What two settle since counts before the reading that was published."""
    n = silent_on(study, "supervision", "2024-west")
    corpus = study.corpus()
    turn = f"2024-west:{n:05d}"
    text = str(corpus.turns.loc[turn, "text"])
    part = {"turn_id": turn, "start": 0, "end": len(text), "quote": text}
    common: dict[str, Any] = {
        "frame_version": study.frame().version,
        "text_hash": corpus.sessions.loc["2024-west", "text_hash"],
    }  # fmt: skip
    n_turns = int((corpus.turns["session_id"] == "2024-west").sum())
    study.log("kim", "2024-west", settled=True).append(
        Event("code", "kim", "2024-west", coding_id="settled",
              payload={"code": "supervision", "parts": [part]}, **common),
        Event("read", "kim", "2024-west", payload={"from": 1, "to": n_turns}, **common),
    )  # fmt: skip
    row = account(study).loc[("supervision", YEAR)]
    assert not row["same"]
    assert row["because"] == [READING]


def test_a_theme_that_was_merged_since_is_found(study: Study) -> None:
    study.record("kim", "merge", payload={"themes": ["tools", "workload"], "into": "workload"})
    row = account(study).loc[("workload", "2022-23")]
    assert not row["same"]
    assert row["because"] == [CODES]


def test_codes_that_were_merged_in_the_frame_since_are_found(study: Study) -> None:
    frame = study.frame()
    merged = frame.merge(["tools", "workload"], Code("workload", "Workload and tools"))
    study.release_frame("2026-1", frame=merged, by="kim", date="2026-05-01")
    row = account(study).loc[("workload", "2022-23")]
    assert not row["same"]
    assert row["because"] == [FRAME]


def test_what_was_withdrawn_is_said_to_be_gone(study: Study) -> None:
    withdraw(study.path, "south-P2-2024-25", by="sam")  # who raised supervision, and tools not
    row = account(study).loc[("supervision", YEAR)]
    assert (row["people_then"], row["n_people_raised"], row["n_people"]) == ("20 of 25", 19, 24)
    assert row["because"][0] == "not the same people are counted as then, in south"
    assert row["because"][1].startswith("words were taken back on 20")


@pytest.mark.slow
def test_readers_are_not_told_that_a_count_changed_nor_why(study: Study) -> None:
    withdraw(study.path, "south-P2-2024-25", by="sam")
    page = report_of(study.path).html()
    assert "taken back" not in page
    assert "not the same people" not in page


def test_a_difference_that_nothing_accounts_for_is_said_to_be_unexplained(study: Study) -> None:
    file = study.path / "decisions" / "sam.jsonl"
    text = file.read_text(encoding="utf-8")
    digest = re.search(r'"digests": ?\{[^}]*?"supervision": ?"([0-9a-f]{16})"', text)
    assert digest
    file.write_text(text.replace(digest[1], "0" * 16), encoding="utf-8")
    found = account(study)
    wrong = found[~found["same"]]
    assert len(wrong) == 1
    assert wrong["because"].iloc[0] == [UNEXPLAINED.format(rest="the difference")]


def test_other_numbers_that_recurring_meant_are_named(study: Study) -> None:
    file = study.path / "decisions" / "sam.jsonl"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r'"min_groups": ?3', '"min_groups": 2', text), encoding="utf-8")
    assert account(study)["because"].map(lambda b: b == [RECURRING]).all()


def test_nothing_published_nothing_to_tell(tmp_path: Path) -> None:
    study = invented_study(tmp_path / "study")
    assert published_and_now(study, study.themes()) is None
