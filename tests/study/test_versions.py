"""Ten years of versions: what an earlier one wrote, and what a later one will."""

import json
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn import errors
from practicelearn.cli import app
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.log.entries import Entry, Kind
from practicelearn.coding.log.events import Event, read_events
from practicelearn.coding.log.kinds import KINDS
from practicelearn.jobs.release import counting_rules, quotes_of
from practicelearn.jobs.reports import make_reports
from practicelearn.output.report.report import Report
from practicelearn.study.folder import open_study
from practicelearn.study.history import history
from practicelearn.study.rights import withdraw
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes

WORKSHOP = Kind("decisions", {"notes": Entry("text", needed=True)}, since=2)


@pytest.fixture
def study(tmp_path, files):
    shutil.copytree(files / "study-0.1.0", tmp_path / "study")
    return open_study(tmp_path / "study")


@pytest.fixture
def later(monkeypatch):
    """A version in which a kind of events is known that format 1 does not have."""
    monkeypatch.setitem(KINDS, "workshop", WORKSHOP)


def run(*words: object):
    return CliRunner().invoke(app, [str(w) for w in words])


def as_text(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")


def write_later(study, place: str, **fields) -> None:
    values = {"v": 2, "id": "later", "seq": 90, "who": "kim", "kind": "workshop",
              "at": "2030-01-01", "payload": {"notes": "Ann Lane said so.", "parts": 7},
              **fields}  # fmt: skip
    with (study.path / place).open("a", encoding="utf-8") as file:
        file.write(json.dumps(values) + "\n")


def test_a_study_of_0_1_0_has_the_codings_it_had(study, files):
    codings = study.codings()
    assert as_text(codings.spans) == (files / "study-0.1.0.spans.csv").read_text("utf-8")
    assert as_text(codings.read) == (files / "study-0.1.0.read.csv").read_text("utf-8")
    assert codings.uncounted == ()
    assert study.questions_set() == {"2024-north:00005": "q2"}
    kinds = study.decisions()["kind"].tolist()
    assert kinds.count("statement") == 2
    assert sorted(set(kinds)) == [
        "correct", "drop", "frame", "memo", "question", "quotable", "release", "reply",
        "statement", "summary", "waive",
    ]  # fmt: skip


def test_reading_a_study_of_0_1_0_changes_no_byte_of_it(study, files):
    prac.find_themes(study.codings(), study.corpus(), min_groups=1, min_people=1)
    for path in (files / "study-0.1.0").rglob("*"):
        if path.is_file():
            inside = path.relative_to(files / "study-0.1.0")
            assert (study.path / inside).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("place", "fields", "whose"),
    [
        ("coding/kim/2024-north.jsonl", {"session_id": "2024-north"}, "the log of kim"),
        ("coding/_agreed/kim/2024-north.jsonl", {}, "what was settled"),
        ("decisions/sam.jsonl", {"who": "sam"}, "the decisions"),
        ("decisions/sam.jsonl", {"kind": "memo", "payload": {"memo": ["of", "format", 2]}}, "deci"),
        ("coding/kim/2024-north.jsonl", {"v": 1, "kind": "applause"}, "the log of kim"),
    ],
)
def test_what_a_later_version_wrote_stops_counting_and_never_loading(study, place, fields, whose):
    before = study.codings()
    write_later(study, place, **fields)
    again = open_study(study.path)
    codings = again.codings()
    pd.testing.assert_frame_equal(codings.spans, before.spans)
    assert len(again.corpus()) == 13
    assert again.decisions()["kind"].size == study.decisions()["kind"].size
    for count in (
        lambda: prac.find_themes(codings, again.corpus()),
        lambda: prac.agreement(codings, again.corpus()),
        lambda: refuse_uncounted(codings.of(coder="kim"), "anything"),
        lambda: make_reports(study.path, study.path / "outputs"),
    ):
        with pytest.raises(errors.StudyError, match=rf"(?s){whose}.*install a newer practicelearn"):
            count()
    assert not (study.path / "outputs").exists()


def test_a_person_still_looks_at_everything_and_is_told(study):
    write_later(study, "decisions/sam.jsonl")
    said = run("check", study.path)
    assert said.exit_code == 0
    assert 'event "workshop" of format 2' in said.output
    assert "Ann Lane" not in said.output
    listed = history(open_study(study.path))
    assert listed[listed["kind"] == "workshop"][["who", "stands"]].values.tolist() == [
        ["kim", False]
    ]
    themes = run("theme", study.path)
    assert themes.exit_code == 2
    assert '1 × "workshop" of format 2' in themes.output
    assert "Ann Lane" in open_study(study.path).names_left()["text"].tolist(), "words are words"


def test_what_was_done_before_the_later_event_can_be_looked_at_as_it_was(study):
    write_later(study, "coding/kim/2024-north.jsonl", session_id="2024-north")
    assert study.codings(at="2026-12-01").uncounted == ()
    assert study.codings().uncounted


def test_there_is_nothing_to_upgrade_today(study):
    before = (study.path / "study.toml").read_bytes()
    said = run("upgrade", study.path, "--by", "sam", "--yes")
    assert said.exit_code == 0
    assert "nothing to upgrade" in said.output
    assert (study.path / "study.toml").read_bytes() == before


@pytest.mark.usefixtures("later")
def test_a_later_kind_is_written_only_after_an_upgrade(study):
    with pytest.raises(errors.StudyError, match=r"needs a study of format 2.*upgrade STUDY"):
        study.record("kim", "workshop", payload={"notes": "So."})
    seen = run("upgrade", study.path)
    assert seen.exit_code == 2
    assert "from format 1 to format 2" in seen.output
    assert "workshop" in seen.output
    assert "format = 1" in (study.path / "study.toml").read_text()
    asked = CliRunner().invoke(app, ["upgrade", str(study.path), "--by", "sam"], input="n\n")
    assert asked.exit_code == 1
    assert "format = 1" in (study.path / "study.toml").read_text()
    spans = study.codings().spans
    done = run("upgrade", study.path, "--by", "sam", "--yes")
    assert done.exit_code == 0, done.output
    toml = (study.path / "study.toml").read_text()
    assert "format = 2" in toml
    assert "# Smallest change" in toml, "what people wrote stays"
    again = open_study(study.path)
    pd.testing.assert_frame_equal(again.codings().spans, spans)
    written = again.record("kim", "workshop", payload={"notes": "So."})
    assert written.v == 2
    assert again.record("kim", "memo", payload={"memo": "x"}).v == 1
    assert again.decisions()["kind"].tolist()[-3:] == ["upgrade", "workshop", "memo"]
    events, faults = read_events([study.path / "decisions" / "kim.jsonl"])
    assert (faults, events[-2]) == ([], written)
    assert again.codings().uncounted == ()


def test_a_version_that_does_not_know_the_format_refuses_the_study(study, monkeypatch):
    with monkeypatch.context() as known:
        known.setitem(KINDS, "workshop", WORKSHOP)
        run("upgrade", study.path, "--by", "sam", "--yes")
    with pytest.raises(errors.StudyError, match=r"format 2; .*up to 1\. Install a newer"):
        open_study(study.path)


def test_a_release_records_the_rules_it_was_counted_by(sample):
    study = open_study(sample)
    found = find_themes(study.codings(), study.corpus())
    themes = apply_decisions(found, study.decisions(), study.settings.headline)
    report = Report(themes=themes, decisions=study.decisions())
    rules = counting_rules(report, study.settings)
    assert rules["origin"] == "person"
    (coded,) = rules["provenance"]
    assert coded.startswith("Coded by 2 people in practicelearn; where several read a session, one")
    assert (rules["min_groups"], rules["min_people"]) == (3, 4)
    assert (rules["smallest_worthwhile"], rules["fewest_people_shown"]) == (0.15, 5)
    assert rules["frame"] == "2023-1"
    assert rules["rounds"][0] < rules["rounds"][-1]
    event = Event("release", "sam", payload={"hash": report.hash, "rules": rules})
    assert Event.from_line(event.to_line()).payload["rules"] == rules
    assert len(quotes_of(report))


def test_words_go_out_of_what_a_later_version_wrote_too(study):
    said = "Supervision moved again; third time"
    odd = {"parts": [{"span": said}], "notes": f"They said: {said}.", "more": [[said]]}
    write_later(study, "coding/kim/2024-north.jsonl", payload=odd)
    with (study.path / "coding/kim/2024-north.jsonl").open("a") as file:
        file.write("[" * 100_000 + "\n")
    withdraw(study, "n2", by="sam")
    for path in study.path.rglob("*"):
        assert not path.is_file() or said.encode() not in path.read_bytes(), path
    assert '"workshop"' in (study.path / "coding/kim/2024-north.jsonl").read_text()
