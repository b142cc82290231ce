"""The plan: one event, dated, hashed, chained; what "before" means; what becomes of verdicts."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.coding.log.events import Event, EventLog
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.study.plans import plan_faults
from practicelearn.themes.plan import NO_PLAN, Plan, PlannedHeadline

SAM = "decisions/sam.jsonl"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two groups of each of the last two rounds: what is looked at here is the record."""
    place = tmp_path_factory.mktemp("small") / "study"
    part_of_sample(place, lambda p: p.stem.startswith(("2024", "2025")) and "-north" in p.stem)
    return place


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "study"))


@pytest.fixture(scope="module")
def found(sample: Path) -> prac.Themes:
    study = prac.open_study(sample)
    return prac.find_themes(study.codings(), study.corpus())


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / SAM).read_text("utf-8").splitlines()]


def write(folder: Path, events: list[dict]) -> None:
    text = "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in events)
    (folder / SAM).write_text(text, "utf-8")


def without_plans(folder: Path, *kinds: str) -> prac.Study:
    write(folder, [e for e in lines(folder) if e["kind"] not in {"plan", *kinds}])
    return prac.open_study(folder)


def verdicts(found: prac.Themes, plan: Plan | None, pair=("2024-25", "2025-26"), **more):
    declared = found.declare(plan=plan) if plan is not None else found.declare(["tools", "desks"])
    table = prac.compare_years(declared, pairs=[pair], **more)
    return table.set_index("theme_id")


def test_the_plan_on_record_is_read_with_when_its_round_was_first_coded_and_compared(sample):
    plan = prac.open_study(sample).plan()
    assert plan.round == "2025-26"
    assert plan.by == "sam"
    assert plan.themes == ("workload", "supervision", "peers", "tools", "desks")
    assert plan.headlines[3].codes == ("tools",)
    assert (plan.groups, plan.n_invited) == (8, 210)
    assert plan.first_coded.startswith("2025-11-09T09:00:47")
    assert plan.first_compared.startswith("2026-01-12")
    assert plan.made_before
    assert [p.round for p in plan.earlier] == ["2024-25"]


def test_a_plan_is_one_event_chained_to_the_one_before_it(folder):
    study = prac.open_study(folder)
    before = lines(folder)
    made = study.record_plan(Plan(round="2026-27", headlines=("tools",), groups=10), by="sam")
    after = lines(folder)
    assert after[: len(before)] == before, "append-only"
    [event] = after[len(before) :]
    assert event["kind"] == "plan"
    assert event["payload"]["hash"] == made.hash
    assert event["payload"]["previous"] == study.plan().hash
    assert study.plan("2026-27").headlines[0].codes == ("tools",)
    assert study.plan().round == "2025-26", "the newest round that has groups"


@pytest.mark.parametrize(
    "edit",
    [
        lambda e: e["payload"]["themes"].append("pay"),
        lambda e: e["payload"]["design"].update(smallest_worthwhile=0.05),
        lambda e: e["payload"].update(stop_rule="When it looks well"),
        lambda e: e["payload"]["invited"][0].update(n=1),
        lambda e: e["payload"]["codes_of"].update(tools=["tools", "desks"]),
        lambda e: e.update(at="2025-01-01T09:00:00.000+00:00"),
        lambda e: e["payload"].update(previous=""),
    ],
    ids=["headline", "smallest change", "stop rule", "invited", "codes", "date", "chain"],
)
def test_an_edited_line_is_named(folder, edit):
    events = lines(folder)
    edit(events[1])
    write(folder, events)
    [fault] = plan_faults(prac.open_study(folder))
    assert str(fault).startswith("decisions/sam.jsonl, line 2: the plan of 2025-26 was edited")
    assert "bring the line back" in str(fault)


def test_what_was_edited_bears_no_verdict(folder, found):
    events = lines(folder)
    events[1]["payload"]["themes"].append("pay")
    write(folder, events)
    study = prac.open_study(folder)
    with pytest.warns(UserWarning, match=r"decisions/sam\.jsonl, line 2: the plan of 2025-26 was"):
        plan = study.plan()
    assert plan.round == "2024-25", "what else was planned stands"
    rows = verdicts(found, plan)
    assert set(rows.loc[list(plan.themes), "verdict"]) == {"no verdict"}
    assert set(rows.loc[list(plan.themes), "why"]) == {NO_PLAN}


def test_a_line_made_anew_with_a_fitting_hash_is_found_by_what_follows_it(folder):
    study = prac.open_study(folder)
    study.record_plan(Plan(round="2026-27"), by="sam")
    anew = folder.parent / "anew"
    shutil.copytree(folder, anew)
    events = lines(folder)
    kept = [e for e in events if e["payload"].get("year") != "2025-26"]
    write(anew, kept)
    # what stands in its place has a hash that fits, and nothing follows it
    from practicelearn.study.plans import plan_event

    first = next(e for e in kept if e["kind"] == "plan")
    plan = Plan(round="2025-26", headlines=("pay",))
    forged = plan_event(
        plan, by="sam", previous=first["payload"]["hash"], at="2025-09-15T09:30:00.000+00:00"
    )
    line = json.loads(forged.to_line()) | {"seq": 2}
    write(anew, [kept[0], line, *kept[1:]])
    broken = prac.open_study(anew)
    [fault] = plan_faults(broken)
    assert "follows a plan event that is not there" in str(fault)
    with pytest.warns(UserWarning, match="not there"):
        assert broken.plan("2025-26") is None


def test_an_undo_takes_back_no_plan(folder):
    study = prac.open_study(folder)
    event = next(e for e in lines(folder) if e["payload"].get("year") == "2025-26")
    study.record("sam", "undo", payload={"target": event["id"]})
    assert study.plan().round == "2025-26"


def test_a_clock_that_was_set_back_makes_no_plan_earlier(folder):
    """What stands before it in its log was written before it."""
    events = lines(folder)
    study = without_plans(folder)
    from practicelearn.study.plans import plan_event

    forged = plan_event(
        Plan(round="2025-26", headlines=(PlannedHeadline("tools", ("tools",)),)),
        by="sam", previous="", at="2025-09-15T09:30:00.000+00:00",
    )  # fmt: skip
    EventLog(folder / SAM).append(forged)
    plan = study.plan()
    assert plan.at.startswith("2025-09-15")
    assert plan.follows > events[-1]["at"][:10]
    assert not plan.made_before


def test_no_plan_no_verdicts_but_p_interval_and_k(folder, found):
    study = without_plans(folder, "compared")
    assert study.plan() is None
    rows = verdicts(found, None)
    assert set(rows.loc[["tools", "desks"], "verdict"]) == {"no verdict"}
    assert set(rows.loc[["tools", "desks"], "why"]) == {NO_PLAN}
    assert rows.loc["tools", "p_adjusted"] < 0.01
    assert rows.loc["tools", "level"] == pytest.approx(1 - 0.05 / 2)


def test_a_plan_made_before_gives_the_verdict(sample, found):
    rows = verdicts(found, prac.open_study(sample).plan())
    assert rows.loc["tools", "verdict"] == "heard more by a worthwhile amount"


def test_later_than_the_first_turn_marked_read_is_no_plan(folder, found):
    study = without_plans(folder, "compared")
    plan = study.record_plan(Plan(round="2025-26", headlines=("tools",)), by="sam")
    assert plan.why_late == "the plan was made after the first coding of 2025-26"
    row = verdicts(found, study.plan()).loc["tools"]
    assert row["verdict"] == "no verdict"
    assert row["why"].startswith(NO_PLAN)


def _uncoded(folder: Path) -> prac.Study:
    """The study before anybody coded 2025-26 or compared it."""
    for log in folder.glob("coding/*/2025-*.jsonl"):
        log.unlink()
    return without_plans(folder, "compared")


def test_reading_an_import_and_a_declared_scope_each_end_before(folder):
    study = _uncoded(folder)
    plan = study.record_plan(Plan(round="2025-26", headlines=("tools",)), by="sam")
    assert plan.made_before
    assert plan.first_coded == ""
    study.record("kim", "read", session_id="2025-north", payload={"from": 1, "to": 1})
    again = study.record_plan(Plan(round="2025-26", headlines=("desks",)), by="sam")
    assert not again.made_before
    standing = study.plan()
    assert standing.themes == ("tools",)
    assert [p.themes for p in standing.amendments] == [("desks",)]


@pytest.mark.parametrize("kind", ["import", "scope"])
def test_an_import_ends_before(folder, kind):
    study = _uncoded(folder)
    payload = {
        "import": {"program": "NVivo", "coders": ["kl"], "auto_coding": "no",
                   "sessions": ["2025-north"], "n_codings": 3},
        "scope": {"coder": "kl", "sessions": ["2025-north"], "codes": ["pay"]},
    }[kind]  # fmt: skip
    study.record("lee", kind, payload=payload)
    made = study.record_plan(Plan(round="2025-26", headlines=("tools",)), by="sam")
    assert not made.made_before
    assert "after the first coding" in made.why_late


def test_a_comparison_of_the_round_displayed_ends_before(folder):
    study = _uncoded(folder)
    payload = {"rounds": ["2024-25", "2025-26"], "unit": "group", "headline": [], "hash": "",
               "where": "Python", "early": True}  # fmt: skip
    study.record("lee", "compared", payload=payload)
    made = study.record_plan(Plan(round="2025-26", headlines=("tools",)), by="sam")
    assert made.why_late == "the plan was made after a comparison with 2025-26 was displayed"


def test_of_several_made_before_the_last_stands_and_the_others_are_drafts(folder):
    study = _uncoded(folder)
    study.record_plan(Plan(round="2025-26", headlines=("tools",)), by="sam")
    study.record_plan(Plan(round="2025-26", headlines=("desks",)), by="lee")
    plan = study.plan()
    assert plan.themes == ("desks",)
    assert [p.themes for p in plan.drafts] == [("tools",)]


def test_a_headline_removed_after_is_still_printed_and_still_in_k(folder, found):
    study = prac.open_study(folder)
    text = (folder / "study.toml").read_text("utf-8")
    (folder / "study.toml").write_text(text.replace('"peers", ', ""), "utf-8")
    kept = [h for h in study.plan().headlines if h.theme_id != "peers"]
    study.record_plan(Plan(round="2025-26", headlines=kept, why="few speak of it"), by="sam")
    plan = prac.open_study(folder).plan()
    rows = verdicts(found, plan)
    assert rows.loc["peers", "verdict"] == "cannot tell"
    assert rows.loc["tools", "level"] == pytest.approx(1 - 0.05 / 5)
    assert ("headline themes", "workload, supervision, tools, desks") in plan.set_otherwise
    told = found.declare(plan=plan).deviations().set_index("about")
    assert told.loc["headlines", "why"] == "few speak of it", "one row, and it has its reason"


def test_a_settings_file_that_names_no_headline_says_nothing_against_a_plan(folder, found):
    text = (folder / "study.toml").read_text("utf-8")
    without = re.sub(r"(?m)^(headline|balance) = .*\n", "", text)
    assert without != text
    (folder / "study.toml").write_text(without, "utf-8")
    plan = prac.open_study(folder).plan()
    assert plan.themes
    assert plan.set_otherwise == ()
    assert "study.toml" not in found.declare(plan=plan).deviations().to_string()


def test_a_headline_added_after_has_an_interval_and_no_verdict(sample, found):
    plan = prac.open_study(sample).plan()
    added = found.declare(["managers"], plan=plan)
    row = prac.compare_years(added, pairs=[("2024-25", "2025-26")]).set_index("theme_id")
    assert row.loc["managers", "verdict"] == "no verdict"
    assert row.loc["managers", "why"].startswith("added to the headline themes after the plan")
    assert row.loc["managers", "low"] < row.loc["managers", "high"]
    assert row.loc["tools", "level"] == pytest.approx(1 - 0.05 / 5), "it is not in K"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"smallest_worthwhile": 0.05}, "smallest worthwhile change 0.05, planned 0.15"),
        ({"unit": "team"}, "unit team, planned group"),
        ({"strata": "group_type"}, "within group_type, planned without strata"),
    ],
)
def test_another_design_than_planned_bears_no_verdict(sample, found, asked, said):
    rows = verdicts(found, prac.open_study(sample).plan(), **asked)
    assert rows.loc["tools", "verdict"] == "no verdict"
    assert rows.loc["tools", "why"] == f"not as planned ({said}): the verdict under the plan stands"


def test_a_theme_merged_after_is_counted_as_it_was_planned(sample, found):
    plan = prac.open_study(sample).plan()
    alone = verdicts(found, plan)
    merged = found.merge(["tools", "managers", "desks"], into="tools")
    rows = verdicts(merged, plan)
    for theme in ("tools", "desks"):
        assert rows.loc[theme, "mean_after"] == alone.loc[theme, "mean_after"]
        assert rows.loc[theme, "verdict"] == alone.loc[theme, "verdict"]


def test_a_plan_made_by_hand_is_not_on_record_and_is_held_against_the_coding(found):
    plan = Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
    assert verdicts(found, plan).loc["tools", "verdict"] == "heard more by a worthwhile amount"
    late = Plan(round="2025-26", headlines=("tools",), at="2025-12-01", by="sam")
    assert verdicts(found, late).loc["tools", "verdict"] == "no verdict"
    nobody = Plan(round="2025-26", headlines=("tools",), at="2025-09-15")
    row = verdicts(found, nobody).loc["tools"]
    assert row["verdict"] == "no verdict"
    assert "when it was made, and by whom" in row["why"]


def test_a_plan_changed_in_python_is_no_longer_the_one_on_record(sample, found):
    from dataclasses import replace

    plan = replace(prac.open_study(sample).plan(), headlines=("pay",), at="2025-10-01")
    assert found.declare(plan=plan).plan.hash == ""


def test_a_first_year_declares_no_headlines(folder):
    study = prac.open_study(folder)
    with pytest.raises(StudyError, match="2023-24 is a first year, which declares no headlines"):
        study.record_plan(Plan(round="2023-24", headlines=("tools",)), by="sam")
    assert study.record_plan(Plan(round="2023-24", groups=8), by="sam").groups == 8


def test_a_theme_that_is_not_there_is_not_planned(folder):
    with pytest.raises(StudyError, match=r'no theme "tool"'):
        prac.open_study(folder).record_plan(Plan(round="2026-27", headlines=("tool",)), by="sam")


def test_at_most_ten_headlines_and_none_twice():
    with pytest.raises(PracticelearnError, match="at most 10"):
        Plan(round="2", headlines=tuple(f"t{n}" for n in range(11)))
    with pytest.raises(PracticelearnError, match="named twice"):
        Plan(round="2", headlines=("a", "a"))


def test_words_can_be_redacted_from_a_plan_which_stays_evidence(folder):
    study = prac.open_study(folder)
    turn = study.corpus().turns
    own = turn[(turn["session_id"] == "2025-north") & (turn["role"] == "participant")]
    said = next(t for t in own["text"] if len(t.split()) > 8)
    words = " ".join(said.split()[:6])
    turn_id = own.index[own["text"] == said][0]
    _older(folder, f"as somebody said: {words}")
    plan = study.plan()
    assert words in plan.stop_rule
    assert plan.made_before
    study.redact(turn_id, 0, len(words), by="sam", kind="place", reason="points at a person")
    after = prac.open_study(folder).plan()
    assert "[redacted" in after.stop_rule
    assert after.made_before
    assert plan_faults(prac.open_study(folder)) == []


def _older(folder: Path, stop_rule: str) -> None:
    """The sample with a plan that quotes somebody."""
    from practicelearn.study.plans import plan_event

    study = prac.open_study(folder)
    plan = study.plan()
    from dataclasses import replace

    anew = plan_event(
        replace(plan, stop_rule=stop_rule), by="sam", previous=plan.previous, at=plan.at,
        id="f00d" * 4,
    )  # fmt: skip
    events = lines(folder)
    events[1] = json.loads(anew.to_line()) | {"seq": 2, "device": "desk-3"}
    write(folder, events)


def test_writing_redacted_into_a_plan_without_a_redaction_is_an_edit(folder):
    events = lines(folder)
    events[1]["payload"]["stop_rule"] = "[redacted: name]"
    write(folder, events)
    [fault] = plan_faults(prac.open_study(folder))
    assert "was edited" in str(fault)


def test_an_older_study_without_a_plan_opens_and_counts_as_before(folder):
    study = without_plans(folder, "compared")
    assert study.plan() is None
    assert study.codings().uncounted == ()


def test_a_copy_of_the_log_adds_no_plan(folder):
    shutil.copy(folder / SAM, folder / "decisions/sam (conflicted copy).jsonl")
    plan = prac.open_study(folder).plan()
    assert plan.made_before
    assert plan.drafts == plan.amendments == ()


def test_two_who_plan_at_the_same_time_break_no_chain(folder):
    study = prac.open_study(folder)
    last = study.plan().hash
    from practicelearn.study.plans import plan_event

    now = datetime.now(UTC)
    for who, delta in (("sam", -20), ("kim", -10)):
        at = (now + timedelta(seconds=delta)).isoformat(timespec="milliseconds")
        event = plan_event(Plan(round="2026-27"), by=who, previous=last, at=at)
        EventLog(folder / f"decisions/{who}.jsonl").append(event)
    study.record_plan(Plan(round="2026-27", groups=9), by="sam")
    assert plan_faults(study) == []
    assert study.plan("2026-27").groups == 9


def test_an_event_of_a_plan_is_held_against_its_kind(folder):
    with pytest.raises(StudyError, match="hash"):
        prac.open_study(folder).record("sam", "plan", payload={"year": "2026-27", "themes": []})
    assert Event(kind="plan", who="sam").kind == "plan"
