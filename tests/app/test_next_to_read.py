"""What to read next on the coding page: it is asked for, read aloud, walked through by keys."""

import shutil

import pytest
from app_browser import Tab, served, violations_of
from app_helpers import Hand, corpus_of

from practicelearn.app.desk import Desk
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.study.folder import create_study, open_study

LOAD = "We have too many cases and the caseload grows every week."
CAR = "The car park is full before nine and the parking permit is gone."
REST = "It rained on the day of the summer fair, and we sang a little."
SESSIONS = {
    name: tuple(("P1", "participant", {2: LOAD, 5: CAR}.get((n + k) % 6, REST)) for n in range(12))
    for k, name in enumerate(("a", "b", "c", "d", "e", "g"))
}
FRAME = CodingFrame("Invented", "1", (Code("load", "Workload"), Code("car", "Car parks")))


@pytest.fixture
def coded(tmp_path):
    """Kim has coded two sessions of six: two are kept out, two are left to read."""
    study = create_study(tmp_path / "study", corpus_of(**SESSIONS), FRAME, title="Invented study")
    toml = study.path / "study.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace("pseudonymised = false", "pseudonymised = true"), encoding="utf-8")
    study = open_study(study.path)
    for name in open_sessions()[:2]:
        code_all(study, "kim", name)
    return study


def open_sessions():
    from practicelearn.coding.offers.allowed import kept_out

    (kept,) = kept_out(corpus_of(**SESSIONS), 2, 0).values()
    return [name for name in SESSIONS if name not in kept]


def code_all(study, who, name):
    hand = Hand(Desk(study, who), name)
    for n, (_, _, said) in enumerate(SESSIONS[name], start=1):
        if said != REST:
            hand.code("load" if said == LOAD else "car", n, said, f"{who}{name}{n}")
    hand.read(1, 12)


def listed(study, who="kim", **asked):
    return Desk(open_study(study.path), who).ask("next", asked)


def test_the_list_holds_what_nobody_has_read_and_the_likeliest_first(coded):
    answer = listed(coded)
    left = open_sessions()[2:]
    assert {row["session"] for row in answer["rows"]} == set(left)
    first = answer["rows"][:8]
    assert {row["text"] for row in first} == {LOAD, CAR}, "two of each in either session"
    assert {row["code"] for row in first if row["text"] == LOAD} == {"load"}
    assert "Nothing is promised" in answer["said"]
    of_one = listed(coded, code="car")["rows"]
    assert [row["text"] for row in of_one[:4]] == [CAR] * 4


def test_a_session_somebody_else_has_begun_leaves_the_list_and_their_coding_changes_nothing(
    coded, tmp_path
):
    third, fourth = open_sessions()[2:]
    shutil.copytree(coded.path, tmp_path / "other")
    Hand(Desk(coded, "lee"), fourth).read(1, 1)
    other = open_study(tmp_path / "other")
    hand = Hand(Desk(other, "lee"), fourth)
    for n in (1, 2, 3):
        hand.code("load", n, SESSIONS[fourth][n - 1][2], f"l{n}", refer_on=n == 3)
    hand.read(1, 12)
    begun, finished = listed(coded), listed(other)
    assert {row["session"] for row in begun["rows"]} == {third}
    assert finished == begun


def test_before_anything_is_coded_it_says_what_is_needed(coded):
    answer = listed(coded, "lee")
    assert answer["error"] == "refused"
    assert "Code a session first" in answer["what"]


@pytest.mark.browser
def test_by_keys_alone_a_turn_of_the_list_is_reached_and_read(chrome, coded):
    with served(coded, "kim") as (port, _):
        # axe is put in by the test: the page's own policy would rightly not let it run
        context = chrome.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
        tab = Tab(context.new_page(), coded, "kim").open(port, f"code/{open_sessions()[0]}")
        page = tab.page
        page.evaluate("practicelearn.go('progress')")
        page.wait_for_selector(".next select")
        page.get_by_label("Like what you coded as").focus()
        page.keyboard.type("Car")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        tab.sees(".next [role=status]", "Nothing is promised")
        barriers = violations_of(page)
        assert [v["id"] for v in barriers if v["impact"] in {"serious", "critical"}] == []
        assert page.locator(".next li").first.inner_text().count("Car parks: ") == 1
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("practicelearn.name === 'code'")
        page.wait_for_function("!!practicelearn.show.text?.selection()")
        turn = page.evaluate(
            "practicelearn.store.session.turns[practicelearn.show.text.selection().caret.turn].text"
        )
        assert turn == CAR
        assert page.evaluate("practicelearn.store.session.id") in open_sessions()[2:]
        context.close()
        assert tab.errors == []
