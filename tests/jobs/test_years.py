"""The years page of a study folder: when its comparison opens, and what goes on record."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from practicelearn.coding.log.events import read_events
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.years import opening_of, years
from practicelearn.study.folder import create_study, open_study

from ..output.conftest import invented_corpus, invented_frame
from .test_reports import invented_study


def displays(folder: Path) -> list[dict[str, object]]:
    found = []
    for log in sorted((folder / "decisions").glob("*.jsonl")):
        found += [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    return [e["payload"] for e in found if e["kind"] == "compared"]


@pytest.fixture(scope="module")
def without_plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three rounds, coded; no plan, and a sentence on one of two headlines."""
    return invented_study(tmp_path_factory.mktemp("years") / "study").path


@pytest.fixture
def folder(without_plan: Path, tmp_path: Path) -> Path:
    shutil.copytree(without_plan, tmp_path / "study")
    return tmp_path / "study"


def test_the_comparison_waits_for_the_plan_and_a_sentence_on_each_headline(folder: Path) -> None:
    asked = opening_of(folder)
    assert asked.pair == ("2023-24", "2024-25")
    assert not asked.is_open
    assert asked.lacking.plan
    assert asked.lacking.unstated == ("Tools and places to work",)
    with pytest.raises(PracticelearnError, match="opens once the plan and a sentence"):
        years(folder)
    assert displays(folder) == [], "nobody has seen it"


def test_opened_earlier_it_goes_on_record_once_and_stays_open(folder: Path) -> None:
    page = years(folder, opening=True, who="sam")
    events, faults = read_events(sorted((folder / "decisions").glob("*.jsonl")))
    assert not faults
    assert {e.who for e in events if e.kind == "compared"} == {"sam"}
    [first, second] = displays(folder)
    assert {tuple(p["rounds"]) for p in (first, second)} == {
        ("2022-23", "2023-24"), ("2023-24", "2024-25"),
    }  # fmt: skip
    assert second["early"] is True
    assert second["where"] == "page"
    assert second["headline"] == ["supervision", "tools"]
    assert opening_of(folder).is_open
    assert years(folder) == page
    assert len(displays(folder)) == 2
    verdict = page.screens[0].verdict
    assert verdict is not None
    assert verdict.words == "No verdict", "what was opened early makes no plan"
    assert verdict.why == "No plan was made before; everything here is exploratory."
    team = years(folder, view="team")
    assert any("was opened on" in said for said in team.notices)


def test_what_has_changed_in_the_study_is_on_the_page_at_the_next_visit(folder: Path) -> None:
    before = years(folder, opening=True)
    assert before.screens[0].statement == "Supervision goes first."
    said = "Supervision is moved first of all."
    open_study(folder).record(
        "kim", "statement", payload={"theme_id": "supervision", "statement": said}
    )
    assert years(folder).screens[0].statement == said


def test_a_first_round_is_open_and_compares_nothing(tmp_path: Path) -> None:
    corpus, spans = invented_corpus()
    one = corpus.where(year="2024-25")
    study = create_study(tmp_path / "s", one, invented_frame(), title="First year")
    for sid, part in one.turns.groupby("session_id"):
        study.record(
            "kim", "read", session_id=str(sid), frame_version="2024-1",
            text_hash=one.sessions.loc[sid, "text_hash"], payload={"from": 1, "to": len(part)},
        )  # fmt: skip
    for span in spans:
        if span["turn_id"] in one.turns.index and span["code"] == "supervision":
            part = {k: span[k] for k in ("turn_id", "start", "end", "quote")}
            study.record(
                "kim", "code", session_id=span["turn_id"].split(":")[0],
                coding_id=span["coding_id"], frame_version="2024-1",
                payload={"code": span["code"], "parts": [part]},
            )  # fmt: skip
    study.record(
        "kim", "statement", payload={"theme_id": "supervision", "statement": "It goes first."}
    )
    assert opening_of(study.path).is_open
    [own] = years(study.path).screens
    assert own.statement == "It goes first."
    assert [r.label for r in own.rounds] == ["20 of 25 people"]
    assert own.beneath == "First round: nothing to compare yet."
    assert own.verdict is None
    assert displays(study.path) == []


def test_real_names_are_never_shown_in_a_meeting_nor_said_in_the_refusal(
    tmp_path: Path,
) -> None:
    study = invented_study(tmp_path / "named", pseudonymised=False)
    with pytest.raises(PracticelearnError, match="Names have not been replaced"):
        years(study.path, opening=True)
    assert displays(study.path) == [], "nothing was shown"


def test_a_sentence_with_a_name_in_it_waits_in_the_team_view(folder: Path) -> None:
    said = "Margaret Thistlewood moves supervision whenever duty is short."
    open_study(folder).record(
        "kim", "statement", payload={"theme_id": "supervision", "statement": said}
    )
    with pytest.raises(PracticelearnError) as refused:
        years(folder, opening=True)
    assert "look like names" in str(refused.value)
    assert "Thistlewood" not in str(refused.value)
    assert years(folder, view="team").screens[0].statement == said


def test_a_report_of_the_rounds_before_makes_nothing_public_of_the_round_being_coded(
    folder: Path,
) -> None:
    told = {"quotes": [], "facts": []}
    open_study(folder).record(
        "sam", "release", payload={"hash": "a" * 64, "printed": {"2023-24": {}}, **told}
    )
    assert not opening_of(folder).released
    open_study(folder).record(
        "sam", "release", payload={"hash": "b" * 64, "printed": {"2024-25": {}}, **told}
    )
    assert opening_of(folder).released
