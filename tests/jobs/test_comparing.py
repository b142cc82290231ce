"""The unit is set in study.toml, or in the plan, and every document says what counts once."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from practicelearn.errors import StudyError
from practicelearn.jobs.comparing import asked_of, set_otherwise
from practicelearn.jobs.reports import report_of
from practicelearn.output.report import report as module
from practicelearn.output.report.method import how_it_was_done
from practicelearn.study import open_study
from practicelearn.study.settings import StudySettings, settings_text
from practicelearn.themes.plan import Plan
from practicelearn.topics import model

from . import test_reports
from .test_reports import QuickTopics, invented_corpus, invented_study

TEAMS = {"north": "one team", "south": "one team"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study in which one team holds two of the five groups."""

    def with_teams() -> Any:
        corpus, spans = invented_corpus()
        teams = [TEAMS.get(g, g) for g in corpus.sessions["group"]]
        return replace(corpus, sessions=corpus.sessions.assign(team=teams)), spans

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(test_reports, "invented_corpus", with_teams)
        return invented_study(tmp_path_factory.mktemp("teams") / "study").path


def made(folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Any:
    monkeypatch.setattr(model, "TopicModel", QuickTopics)
    monkeypatch.setattr(module, "refuse_names", lambda *_, **__: None)
    file = folder / "study.toml"
    plain = file.read_text(encoding="utf-8")
    more = "".join(f'{name} = "{value}"\n' for name, value in settings.items())
    file.write_text(more + plain, encoding="utf-8")
    try:
        return report_of(folder)
    finally:
        file.write_text(plain, encoding="utf-8")


def test_the_unit_of_the_settings_is_compared_and_the_documents_say_so_in_words(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = made(folder, monkeypatch, unit="team")
    assert set(report.change["unit"]) == {"team"}
    assert set(report.change["n_after"]) == {4}, "two of five groups are one team"
    said = " ".join(how_it_was_done(report.material, for_readers=True))
    assert "Rounds are compared team by team" in said
    assert "shuffling the teams between the rounds" in said
    assert "mean share a team" in report.html()
    # the last check reckons with means over groups, so a mean over teams is told to the team only
    assert not re.findall(r"from \d+% to \d+%", report.html())
    assert "mean share a team" in (evidence := replace(report, kind="evidence").html())
    assert re.findall(r"from \d+% to \d+% of the people in a team", evidence)
    assert report.disclosed()[1] == []


def test_groups_of_one_team_that_count_as_independent_are_cautioned_with_the_error_rate(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.warns(UserWarning, match='team "one team" holds 2 groups'):
        report = made(folder, monkeypatch)
    said = " ".join(how_it_was_done(report.material, for_readers=True))
    assert "Rounds are compared group by group" in said
    page = report.html()
    assert "ome teams held several groups; if groups of the same team are alike" in page
    assert re.search(r"a change in 1 of \d+ such studies, not in 1 of 20", page)
    assert "one team" not in page, "readers are not told which"


def test_the_plan_wins_over_the_settings_and_what_differs_is_known(folder: Path) -> None:
    settings = StudySettings("Ours", unit="team", smallest_worthwhile=0.2)
    themes = open_study(folder).themes()
    unplanned = replace(themes, plan=None)
    assert asked_of(unplanned, settings) == {
        "unit": "team", "strata": None, "smallest_worthwhile": 0.2,
    }  # fmt: skip
    assert set_otherwise(unplanned, settings) == {}
    planned = replace(themes, plan=Plan(round="2024-25"))
    assert asked_of(planned, settings)["unit"] == "group"
    assert set_otherwise(planned, settings) == {"unit": "team", "smallest_worthwhile": 0.2}


def test_a_unit_that_is_none_is_refused_with_what_is_expected(folder: Path, tmp_path: Path) -> None:
    text = settings_text(open_study(folder).settings)
    (tmp_path / "study.toml").write_text(f'unit = "turn"\n{text}', encoding="utf-8")
    with pytest.raises(StudyError, match='"unit" is \'turn\'; expected "group", "team" or "facil'):
        open_study(tmp_path)


def test_settings_come_back_as_they_were_written(tmp_path: Path) -> None:
    for settings in (StudySettings("A"), StudySettings("A", unit="team", strata="site")):
        (tmp_path / "study.toml").write_text(settings_text(settings), encoding="utf-8")
        assert open_study(tmp_path).settings == settings
