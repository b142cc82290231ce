"""What a person is told of where they stand, and the places they may choose a folder of."""

import os
import re
import shutil
from collections import OrderedDict

import pandas as pd
import pytest
from home_helpers import Window, problem, typed_in

import practicelearn as prac
from practicelearn.app.home import look
from practicelearn.jobs.opening import SAMPLE, copy_sample
from practicelearn.jobs.presence import who_wrote_lately
from practicelearn.jobs.sheets import change_sheets, read_sheets
from practicelearn.jobs.year import Decision, year
from practicelearn.study.folder import Study, open_study


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A copy of the sample."""
    return copy_sample(tmp_path_factory.mktemp("sample")).path


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    opened = Window(tmp_path_factory.mktemp("person") / "own")
    yield opened
    opened.house.close()


@pytest.fixture(scope="module")
def key(window, sample):
    return window.house.open(sample)


@pytest.fixture(scope="module")
def told(sample):
    """Where it stands, found out once: it is the pages that are looked at here."""
    return year(sample)


@pytest.fixture
def asked(told, window, monkeypatch):
    """How often that is asked."""
    calls = []
    monkeypatch.setattr("practicelearn.app.home.told.year", lambda *a: calls.append(a) or told)
    monkeypatch.setattr("practicelearn.jobs.once_a_state._KEPT", OrderedDict())
    return calls


def test_the_start_page_says_what_is_next_and_how_each_stage_stands(window, key, told, asked):
    page = window.page(f"/study/{key}")
    assert told.next.name[1:] in re.search(r"<b>Next: (.*?)</b>", page)[1]
    rows = re.findall(r'<li class="step (\w+)"><span class="state">(\w+)</span>', page)
    assert [state for state, _ in rows] == [
        told.state_of(s) for s in ("before", "hear", "code", "understand", "answer", "act")
    ]
    for decision in told.decisions[:7]:
        assert decision.sentence.replace("'", "&#x27;") in page


def test_what_two_have_read_leads_to_settling(window, key, told, asked):
    """ "Settle one" is where the way leads, from the start page and from the stage."""
    assert told.next.key == "pilot"
    assert told.next.why.endswith("Settle one.")
    for page in (window.page(f"/study/{key}"), window.page(f"/study/{key}/code")):
        assert f'href="/study/{key}/coding/#settle" class="press main"' in page


def test_each_step_of_a_stage_says_done_now_or_later_and_why(window, key, told, asked):
    shown = 0
    for stage in ("before", "hear", "code", "understand", "answer", "act"):
        page = window.page(f"/study/{key}/{stage}")
        for step in told.stage(stage):
            assert step.name.replace("'", "&#x27;") in page
            why = step.why.split(".")[0].replace("'", "&#x27;")
            if step.state == "later":  # "later, once the files are here"
                why = why[:1].lower() + why[1:]
            assert step.state == "done" or why in page
            shown += 1
    assert shown == 12


def test_what_is_to_be_referred_on_stands_above_everything(window, key, told, asked, monkeypatch):
    first = Decision("refer-on", '1 passage is marked "refer on".', "code")
    monkeypatch.setattr(
        "practicelearn.app.home.told.year",
        lambda *_: type(told)(told.study, told.round, told.rounds, told.steps, (first,)),
    )
    page = window.page(f"/study/{key}")
    assert page.index("refer on") < page.index("Next:")


def test_it_is_read_once_while_nothing_changed_and_anew_once_something_has(
    window, key, sample, asked
):
    window.page(f"/study/{key}")
    window.page(f"/study/{key}/hear")
    assert len(asked) == 1
    os.utime(sample / "actions.xlsx")
    window.page(f"/study/{key}/hear")
    assert len(asked) == 2


def test_a_word_that_may_be_a_name_stands_in_its_sentence(window, key):
    page = window.page(f"/study/{key}/hear/left")
    assert re.search(r'class="speech">[^<]+<mark>[^<]+</mark>[^<]+</span>', page)
    one = window.page(f"/study/{key}/hear/left?session=2025-south")
    assert 0 < one.count("<mark>") < page.count("<mark>")


def test_the_start_page_and_the_page_of_names_say_what_each_counts(
    window, key, sample, monkeypatch
):
    left = [("a", "2025-north"), ("b", "2025-south"), ("b", "2024-north"), ("c", None)]
    found = pd.DataFrame(left, columns=["text", "session_id"])
    found = found.assign(place="turn", row="", start=0, end=1, turn_id=None)
    monkeypatch.setattr(Study, "names_left", lambda *_, **__: found)
    monkeypatch.setattr("practicelearn.app.home.left._of_word", lambda *_: "")
    monkeypatch.setattr("practicelearn.app.home.left.names_in", lambda *_, **__: (found, 0))
    monkeypatch.setattr(window.house, "once", lambda _, __, find: find())
    said = [d.sentence for d in year(sample).decisions if d.kind == "names"]
    assert "2 words in 2 sessions of 2025-26 still look like names. Look at them." in said
    page = re.sub(r"\s+", " ", window.page(f"/study/{key}/hear/left"))
    assert (
        "4 words in the study may be a name. That is 2 words in 2 sessions of 2025-26, 1 word in "
        "1 session of 2024-25 and 1 word in notes and sheets."
    ) in page
    one = window.page(f"/study/{key}/hear/left?session=2025-south")
    assert "That is" not in one


def test_who_wrote_in_the_last_hour_is_told_and_a_copied_log_is_no_writing(sample, study, hand):
    assert who_wrote_lately(sample) == ()
    hand.read()
    study.record("unnamed", "waive", payload={"reason": "nobody was asked who"})
    (told,) = who_wrote_lately(study.path)
    assert re.fullmatch(r"kim at \d\d:\d\d", told)


def test_the_sample_is_copied_to_a_place_of_ones_own_and_opens(window, tmp_path):
    for n, name in enumerate((SAMPLE, f"{SAMPLE} 2")):
        went = window.goes(look.ADDRESS, {"for": "sample", "at": str(tmp_path)})
        assert re.fullmatch(r"/study/\w+", went)
        made = open_study(tmp_path / name)
        assert made.settings.title == prac.open_study(prac.sample_path()).settings.title
        assert len(list(tmp_path.iterdir())) == n + 1
        assert os.access(made.path / "sessions.xlsx", os.W_OK)
    assert window.house.last_place() == tmp_path


def test_a_folder_is_looked_for_from_the_place_used_last(window, tmp_path):
    for name in ("A council", "b council", ".hidden", "$RECYCLE.BIN"):
        (tmp_path / name).mkdir()
    window.house.look_at(tmp_path)
    page = window.page(f"{look.ADDRESS}?for=open")
    (listed,) = re.findall(r'In this folder</h2><ul class="list">(.*?)</ul>', page)
    assert re.findall(r">([^<]+)</a>", listed) == ["A council", "b council"]
    assert "This folder is no study" in page
    gone = tmp_path / "A council"
    window.house.look_at(gone)
    gone.rmdir()
    assert window.get(f"{look.ADDRESS}?for=open").status == 200


def test_a_folder_that_is_no_study_or_not_there_is_told(window, tmp_path):
    for at, told in ((tmp_path, "is not a study"), (tmp_path / "x", "no such folder")):
        answer = window.send(look.ADDRESS, {"for": "open", "at": str(at)})
        assert answer.status == 422
        assert told in problem(answer.body.decode())


def test_a_new_study_is_made_where_one_said_and_never_over_another(window, tmp_path):
    asked = {"title": "Ours: 2026/27", "at": str(tmp_path), "frame": "lga-employer-standards-2020"}
    went = window.goes("/new", asked)
    made = open_study(tmp_path / "Ours- 2026-27")
    assert made.has_frame
    assert (made.settings.title, made.session_ids) == ("Ours: 2026/27", [])
    assert list((made.path / "planning").glob("*.docx"))
    assert "Next:" in window.page(went)
    again = window.send("/new", asked).body.decode()
    assert "is not empty" in problem(again)
    assert 'value="Ours: 2026/27"' in again  # what was typed is still there
    shutil.rmtree(made.path)


def test_the_sheets_of_a_study_are_corrected_unless_they_are_older(window, key, sample):
    here = f"/study/{key}/hear/sheets"
    page = window.page(f"{here}?session=2025-north")
    values = typed_in(page, here)
    mine = next(n for n in values if n.startswith("c:attendance:") and n.endswith(":reason"))
    row = int(mine.split(":")[2])
    assert window.goes(here, {**values, mine: "left early"}) == f"{here}?session=2025-north"
    sheet = read_sheets(sample)["attendance"]
    assert sheet["reason"][sheet.attrs["rows"].index(row)] == "left early"
    late = window.send(here, {**values, mine: "stayed"})  # of before the last one
    assert late.status == 409
    assert "you had “stayed”, there stands “left early”" in late.body.decode()
    assert "left early" in read_sheets(sample)["attendance"]["reason"].tolist()


def test_a_change_by_the_command_line_is_told_before_a_form_writes(window, key, sample):
    here = f"/study/{key}/hear/sheets"
    values = typed_in(window.page(here), here)
    change_sheets(sample, {"sessions": {"site": {2: "elsewhere"}}})
    answer = window.send(here, values)
    assert answer.status == 409
    assert "Nothing was written" in problem(answer.body.decode())


def test_the_sheet_of_people_is_corrected_beside_who_was_there(window, key, sample):
    here = f"/study/{key}/hear/sheets"
    page = window.page(f"{here}?session=2025-north")
    values = typed_in(page, here)
    assert any(n.endswith(":job_role") for n in values)
    name = next(n for n in values if n.startswith("c:people:") and n.endswith(":pseudonym"))
    row = int(name.split(":")[2])
    window.goes(here, {**values, name: "Wren"})
    sheet = read_sheets(sample)["people"]
    at = sheet.attrs["rows"].index(row)
    assert sheet["pseudonym"][at] == "Wren"
    there = read_sheets(sample)["attendance"]
    assert sheet["person_id"][at] in set(there["person_id"][there["session_id"] == "2025-north"])
