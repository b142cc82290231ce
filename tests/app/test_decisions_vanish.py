"""What needs a decision stands on the start page with the way there, and vanishes once it is made.

One study, one kind after the other, each from the sentence over its page to the study on disk.
"""

import html
import re

import pytest
from app_helpers import Hand
from home_helpers import Window, typed_in
from part_of_sample import part_of_sample

from practicelearn.app.desk import Desk
from practicelearn.coding.log.events import Event
from practicelearn.study.folder import open_study

ROUND = "2025-26"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """One group a round, and a second one in the newest, which nobody has read."""
    place = tmp_path_factory.mktemp("small") / "study"
    unread = place / "sessions" / "2025-south"
    part_of_sample(place, lambda p: p.stem.endswith("-north") or p.with_suffix("") == unread)
    return place


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    opened = Window(tmp_path_factory.mktemp("person") / "own")
    yield opened
    opened.house.close()


@pytest.fixture(scope="module")
def at(window, study):
    here = f"/study/{window.house.open(study)}"
    window.page(here)  # what looks like a name is found once, and kept beside the study
    return here


def due(window, at):
    """Each sentence of the start page that asks for a decision, and where its way leads."""
    main = window.page(at).split("<main", 1)[1].split("<h2>The year")[0]
    main = main.partition('class="lead"')[0] + main.partition("Needs a decision")[2]
    parts = re.findall(r'<(li|p class="problem")>(.*?)</(?:li|p)>', main, re.DOTALL)
    found = {}
    for _, part in parts:
        (way,) = re.findall(r'href="([^"]+)"', part)
        said = html.unescape(re.sub(r"<[^>]+>", " ", part)).strip()
        found[re.sub(r"\s+", " ", said).removesuffix(" Look")] = html.unescape(way)
    return found


def asked_for(window, at, words):
    """Where the one decision leads that says these words; it is a page that is there."""
    (way,) = [way for said, way in due(window, at).items() if words in said]
    assert window.get(way.split("#")[0]).status in {200, 303}, way
    return way


def gone(window, at, words):
    return not any(words in said for said in due(window, at))


def test_a_passage_to_refer_on(window, at, study):
    opened = open_study(study)
    spans = opened.codings().spans
    own = spans[(spans["coder"] == "kim") & spans["turn_id"].str.startswith("2025-north")]
    coding = own["coding_id"].iloc[0]
    opened.log("kim", "2025-north").append(
        Event(kind="change", who="kim", session_id="2025-north", coding_id=coding,
              payload={"refer_on": True})
    )  # fmt: skip
    assert "refer on" in next(iter(due(window, at))), "it comes before everything"
    way = asked_for(window, at, "nobody is recorded as told")
    form = {"coding": coding, "told": "safeguarding lead", "day": "3/11/2025", "by": "sam"}
    assert window.goes(way, form)
    assert gone(window, at, "refer on")


def test_a_name_left(window, at):
    way = asked_for(window, at, "still look")
    for _ in range(30):
        page = window.page(way)
        if 'value="no-name"' not in page:
            break
        window.goes(way, typed_in(page, way) | {"reason": "a form", "by": "sam"})
    assert gone(window, at, "still look")


def test_a_session_unread(window, at, study):
    way = asked_for(window, at, "1 session has been read whole by nobody")
    assert way == f"{at}/coding/"
    n = len(open_study(study).corpus(["2025-south"]).turns)
    Hand(Desk(open_study(study), "kim"), "2025-south").read(1, n)
    assert gone(window, at, "read whole by nobody")


def test_a_difference_unsettled(window, at, study):
    way = asked_for(window, at, "read by two and not settled")
    assert way.startswith(f"{at}/coding/")
    opened = open_study(study)
    turns = opened.corpus(["2025-north"]).turns["n"]
    span = {"from": int(turns.min()), "to": int(turns.max())}
    read = Event(kind="read", who="sam", session_id="2025-north", payload=span)
    opened.log("sam", "2025-north", settled=True).append(read)
    assert gone(window, at, "not settled")


def test_a_deviation_from_the_plan(window, at):
    way = asked_for(window, at, "Groups: planned 8 groups")
    sent = {"do": "reason", "round": ROUND, "about_what": "groups", "why": "six fell ill",
            "by": "sam", "about": typed_in(window.page(way), way)["about"]}  # fmt: skip
    window.goes(way, sent)
    assert gone(window, at, "groups: planned")


def test_an_action_overdue(window, at):
    way = asked_for(window, at, "overdue. Say what was done.")
    page = window.page(way)
    late = [
        re.search(r'name="(c:actions:\d+:status)"', row)[1]
        for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
        if "Overdue by" in row
    ]
    assert late
    sent = typed_in(page, way) | dict.fromkeys(late, "done")
    window.goes(way, sent)
    assert gone(window, at, "overdue")


def test_damage_leads_to_where_it_is_mended(window, at, study):
    guide = study / "guide.csv"
    before = guide.read_bytes()
    guide.write_bytes(before.replace(b"question_id,wording", b"question_id,what"))
    way = asked_for(window, at, "the topic guide cannot be read")
    assert way == f"{at}/hear/guide"
    page = window.page(way)
    assert "is missing" in page
    assert "<textarea" not in page, "what cannot be read is not written over"
    guide.write_bytes(before)
    assert gone(window, at, "topic guide")
