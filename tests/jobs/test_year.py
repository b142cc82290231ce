"""Where a study stands in its year: from what lies in its folder to what a person is told."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from part_of_sample import part_of_sample

import practicelearn as prac
from practicelearn.coding.log.events import Event
from practicelearn.errors import PracticelearnError, StudyError
from practicelearn.jobs.acting import promises
from practicelearn.jobs.plan import keep_plan, write_plan_sheet
from practicelearn.jobs.sheets import change_sheets, read_sheets
from practicelearn.jobs.year import STAGES, Step, year
from practicelearn.study.referring import record_referral, still_to_refer
from practicelearn.study.sheets import edited_sheet

MARCH = dt.date(2026, 3, 1)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One group, three rounds, read by kim, the newest by lee too."""
    place = tmp_path_factory.mktemp("small") / "study"
    part_of_sample(place)
    year(place, on=MARCH)  # what looks like a name is found once, and kept beside the study
    return place


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small, tmp_path / "study"))


def steps(folder: Path, wanted: str | None = None) -> dict[str, Step]:
    return {s.key: s for s in year(folder, wanted, on=MARCH).steps}


def kinds(folder: Path) -> list[str]:
    return [d.kind for d in year(folder, on=MARCH).decisions]


def test_twelve_steps_in_the_order_of_the_year(folder):
    found = year(folder, on=MARCH)
    assert [s.key for s in found.steps] == [
        "look-back", "plan", "groups", "bring-in", "names", "pilot", "code", "read", "compare",
        "give-back", "release", "act",
    ]  # fmt: skip
    assert [STAGES.index(s.stage) for s in found.steps] == [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5]
    assert found.round == "2025-26"
    assert found.rounds == ("2023-24", "2024-25", "2025-26")


def test_what_is_on_record_is_told_with_its_day_and_its_person(folder):
    plan = steps(folder)["plan"]
    assert (plan.state, plan.when, plan.who) == ("done", "15 September 2025", "sam")
    assert steps(folder)["groups"].why == "1 group held. 8 were planned: say why others are not."


def test_what_two_people_have_read_and_nobody_settled_is_a_decision(folder):
    found = steps(folder)
    assert found["pilot"].why == "1 session read by two, none settled. Settle one."
    assert found["code"].why == "1 of 1 session read whole. 1 session to settle."
    assert "difference" in kinds(folder)


def test_that_two_people_read_no_session_is_said_of_the_round_where_there_are_others(folder):
    shutil.rmtree(folder / "coding" / "lee")
    assert steps(folder)["pilot"].why == "No session of 2025-26 has been read whole by two people."
    first = steps(folder, "2023-24")["pilot"]
    assert first.why == "No session has been read whole by two people."


def test_a_settled_session_is_a_pilot_done(folder):
    study = prac.open_study(folder)
    turns = study.corpus(["2025-north"]).turns["n"]
    span = {"from": int(turns.min()), "to": int(turns.max())}
    read = Event(kind="read", who="sam", session_id="2025-north", payload=span)
    study.log("sam", "2025-north", settled=True).append(read)
    found = steps(folder)
    assert (found["pilot"].state, found["code"].state) == ("done", "done")
    assert "difference" not in kinds(folder)


def test_a_first_round_has_nothing_to_look_back_at_or_to_compare(folder):
    found = steps(folder, "2023-24")
    assert found["look-back"].state == found["compare"].state == "done"
    assert found["compare"].why == "First round: nothing to compare yet."
    assert found["plan"].why == ("No plan was made before anybody read: everything is exploratory.")


def test_sentences_wait_until_every_session_has_been_read(folder):
    for log in folder.glob("coding/*/2025-north.jsonl"):
        log.unlink()
    found = steps(folder)
    assert found["code"].why == "0 of 1 session read whole."
    assert found["read"].state == "later"
    assert found["read"].why == "Once every session has been read."
    assert found["compare"].state == found["release"].state == "later"
    assert found["compare"].why.startswith("Once plan and sentences stand.")


def test_a_flip_chart_need_not_say_who_was_there_and_a_transcript_is_led_to_its_sheet(folder):
    """Nobody is named in it; that need not be, of a chart, and is asked for of a transcript."""
    for path in folder.glob("coding/*/*"):
        path.unlink()
    rows = read_sheets(folder)
    (n,) = [k for k, row in zip(rows["sessions"].attrs["rows"], rows["sessions"]["session_id"],
                                strict=True) if row == "2025-north"]  # fmt: skip
    remove_rows_of_session(folder, "2025-north")
    for kind, state in (("flip chart", "done"), ("transcript", "now")):
        change_sheets(folder, {"sessions": {"source_kind": {n: kind}}})
        step = steps(folder)["bring-in"]
        assert step.state == state, (kind, step.why)
    assert step.session == "2025-north"
    assert step.why == "Who was there is not said of 1 session."


def remove_rows_of_session(folder: Path, session: str) -> None:
    path = folder / "attendance.xlsx"
    content = edited_sheet(
        path.read_bytes(), lambda row: None if row["session_id"] == session else {}
    )
    path.write_bytes(content)


def test_the_first_names_of_coders_are_nothing_to_decide_on(folder):
    """The program asks for them itself."""
    before = [d.sentence for d in year(folder, on=MARCH).decisions if d.kind == "names"]
    shutil.copytree(folder / "coding" / "kim", folder / "coding" / "amelia")
    after = [d.sentence for d in year(folder, on=MARCH).decisions if d.kind == "names"]
    assert after == before


def test_the_next_round_is_looked_at_as_soon_as_it_is_planned(folder):
    write_plan_sheet(folder)
    keep_plan(folder, by="sam")
    found = year(folder, on=MARCH)
    assert found.round == "2026-27"
    own = {s.key: s for s in found.steps}
    assert own["plan"].state == "done"
    assert own["groups"].why == "8 groups planned."
    assert own["bring-in"].why == "No file of this round is here yet."
    assert own["names"].state == own["code"].state == own["read"].state == "later"
    assert found.next is not None
    assert found.next.key == "groups"


def test_a_page_given_back_is_no_release_of_the_report(folder):
    study = prac.open_study(folder)
    turns = study.corpus(["2025-north"]).turns["n"]
    read = Event(kind="read", who="sam", session_id="2025-north",
                 payload={"from": int(turns.min()), "to": int(turns.max())})  # fmt: skip
    study.log("sam", "2025-north", settled=True).append(read)
    rules = {"rounds": ["2025-26"], "document": "feedback"}
    study.record("sam", "release", payload={"hash": "0", "quotes": [], "rules": rules})
    assert steps(folder)["release"].state != "done"
    del rules["document"]
    study.record("sam", "release", payload={"hash": "0", "quotes": [], "rules": rules})
    assert steps(folder)["release"].state == "done"


def test_a_round_that_is_not_there_is_refused_with_those_that_are(folder):
    with pytest.raises(PracticelearnError, match=r'no round "1999"; rounds: 2023-24'):
        year(folder, "1999")


def test_what_is_marked_refer_on_comes_before_everything_until_somebody_was_told(folder):
    study = prac.open_study(folder)
    spans = study.codings().spans
    own = spans[(spans["coder"] == "kim") & spans["turn_id"].str.startswith("2025-north")]
    coding = own["coding_id"].iloc[0]
    mark = Event(
        kind="change",
        who="kim",
        session_id="2025-north",
        coding_id=coding,
        payload={"refer_on": True},
    )
    study.log("kim", "2025-north").append(mark)
    first = year(folder, on=MARCH).decisions[0]
    assert first.kind == "refer-on"
    assert first.sentence.startswith('1 passage is marked "refer on"; nobody is recorded as told.')
    with pytest.raises(StudyError, match="say who was told"):
        record_referral(study, coding, told=" ", day="2026-03-01", by="sam")
    with pytest.raises(StudyError, match='no coding that is marked "refer on"'):
        record_referral(study, "none", told="the lead", day="2026-03-01", by="sam")
    record_referral(study, coding, told="safeguarding lead", day="2026-03-01", by="sam")
    assert not still_to_refer(prac.open_study(folder))
    assert "refer-on" not in kinds(folder)


def test_promises_overdue_and_rounds_to_delete_are_decisions(folder):
    assert kinds(folder).count("overdue") == 1
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    settings += '\n[delete_by]\n"2023-24" = "2026-01-31"\n'
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    found = year(folder, on=MARCH).decisions[-1]
    assert found.kind == "keep"
    assert found.sentence == (
        "The round 2023-24 was to be deleted by 31 January 2026. Delete its recordings, then the "
        "round itself."
    ), "a page has a button where the command line has a command"


def test_a_draft_is_no_promise_open_and_none_overdue(folder):
    """As the page that looks back tells them apart; of the sample's six, four are late by March."""
    before = next(d for d in year(folder, on=MARCH).decisions if d.kind == "overdue").sentence
    assert before == "4 promises are overdue. Say what was done."
    late = prac.open_study(folder).actions().open_actions(on="2026-03-01").iloc[0]
    sheet = folder / "actions.xlsx"
    content = edited_sheet(
        sheet.read_bytes(),
        lambda row: {"status": ""} if row["we_will"] == late["we_will"] else {},
    )
    sheet.write_bytes(content)
    found = year(folder, on=MARCH)
    said = next(d for d in found.decisions if d.kind == "overdue").sentence
    assert said == "3 promises are overdue. Say what was done."
    assert steps(folder)["act"].why == "5 promises open; 1 draft not promised yet."
    assert steps(folder)["look-back"].why.endswith("1 draft not promised yet.")
    rows = promises(folder, on="2026-03-01")
    assert sum(p.days_over > 0 for p in rows) == 3, "the action sheet on its page says the same"
    assert [p.days_over for p in rows if p.cells["we_will"] == late["we_will"]] == [0]


def test_an_edited_plan_is_damage_and_fewer_groups_a_deviation(folder):
    assert "deviation" in kinds(folder)
    log = folder / "decisions" / "sam.jsonl"
    text = log.read_text(encoding="utf-8")
    log.write_text(text.replace('"groups": 8', '"groups": 1'), encoding="utf-8")
    assert "damage" in kinds(folder)


def test_what_still_looks_like_a_name_is_one_decision(folder):
    said = [d for d in year(folder, on=MARCH).decisions if d.kind == "names"]
    assert said[0].sentence == "1 word in 2025-north still looks like a name. Look at it."
    assert said[0].session == "2025-north"
    assert said[0].step == "names"


def test_promises_are_followed_whether_or_not_this_years_report_is_out(folder):
    act = steps(folder)["act"]
    assert (act.state, act.why) == ("now", "6 promises open.")
    (folder / "actions.xlsx").unlink()
    assert steps(folder)["act"].state == "later"
