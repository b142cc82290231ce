"""The frame edited in the page: the desk's answers; a window that edits, releases, recodes."""

import base64
import io

import docx
import pytest
from app_browser import Tab, served
from app_helpers import FRAME, SAID, Hand, corpus_of

from practicelearn.app.desk import Desk
from practicelearn.study.folder import create_study, open_study


def edited(desk, **args):
    return desk.ask("edit", {"act": "edit", **args})


def test_a_parents_own_count_and_that_of_its_children_stand_apart(kim, hand):
    hand.code("supervision", 3, "My supervisor", "k1")
    hand.code("cancelled", 3, "cancelled", "k2")
    rows = {c["id"]: (c["n"], c["below"], c["depth"]) for c in kim.ask("frame")["codes"]}
    assert rows["supervision"] == (1, 1, 0)
    assert rows["cancelled"] == (1, 0, 1)


def test_an_edit_says_what_it_did_and_is_taken_back(kim):
    answer = edited(kim, edit="change", code="peers", values={"name": "The team"})
    assert answer["said"] == (
        "Peer support: name changed to “The team”. It counts once the draft is released."
    )
    [edit] = answer["edits"]
    assert kim.ask("edit", {"act": "undo", "target": edit["id"]})["edits"] == []


def test_sent_twice_it_is_done_once(kim):
    for _ in range(2):
        edited(kim, edit="split", into="heard", values={"name": "Loudly"}, id="ab" * 8, shown=[])
    assert len(kim.ask("frame")["edits"]) == 1


def test_two_windows_the_second_is_told_before_it_writes(study, kim):
    lee = Desk(study, "lee")
    edited(lee, edit="change", code="peers", values={"name": "The team"}, shown=[])
    answer = edited(kim, edit="change", code="peers", values={"name": "Friends"}, shown=[])
    assert (answer["ok"], answer["error"]) == (False, "refused")
    assert "lee has edited this code" in answer["what"]
    assert not kim.ask("edit", {"act": "release", "shown": []})["ok"]


def test_who_codes_learns_nothing_of_how_others_code(study, kim):
    Hand(Desk(study, "lee")).code("peers", 6, "The team", "l1")
    Hand(kim).code("heard", 2, "Nobody", "k1")
    assert all(c["n"] == 0 for c in kim.ask("frame")["codes"] if c["id"] == "peers")
    refused = edited(kim, edit="delete", code="peers")
    assert "is used" in refused["what"] and "lee" not in refused["what"]
    merged = edited(kim, edit="merge", code="peers", into="heard")
    assert [c["codings"] for c in merged["changes"]] == ["1 coding: kim 1", "no codings"]
    assert merged["blind"]
    assert [(c["n"], c["below"]) for c in merged["codes"] if c["id"] == "heard"] == [(1, 0)]


def test_a_merged_codes_codings_stand_under_the_other_at_once(study, kim, hand):
    hand.code("peers", 6, "The team", "k1")
    edited(kim, edit="merge", code="peers", into="heard")
    edited(kim, edit="retire", code="img")
    assert kim.ask("edit", {"act": "release", "note": "Two into one."})["ok"]
    assert [e["payload"]["code"] for e in kim.ask("session", {"session": "north"})["events"]] == [
        "heard"
    ]
    [north] = [s for s in kim.ask("study")["sessions"] if s["id"] == "north"]
    assert north["counts"] == {"heard": 1}
    refused = hand.code("img", 3, "My supervisor", "k2")
    assert "retired" in refused["what"]
    assert open_study(study.path).codings().spans["code"].tolist() == ["heard"]


def test_ones_own_code_comes_into_the_draft_when_it_is_edited(kim, hand):
    hand.act({"kind": "new_code", "payload": {"id": "tea", "name": "Tea"}})
    answer = edited(kim, edit="change", code="tea", values={"definition": "Hot."}, shown=[])
    assert [e["said"] for e in answer["edits"]] == ["Tea: new", "Tea: definition changed"]
    assert kim.ask("edit", {"act": "release"})["ok"]
    assert kim.shelf.study.frame()["tea"].definition == "Hot."


def test_the_code_book_in_word_has_definitions_and_counts(kim, hand):
    hand.code("cancelled", 3, "cancelled", "k1")
    book = kim.fetch(kim.ask("book", {"kind": "docx"})["ticket"])
    said = [p.text for p in docx.Document(io.BytesIO(book.content)).paragraphs]
    at = said.index("Supervision (supervision)")
    assert said[at + 1 : at + 3] == [
        "0 codings, and 1 under the codes below it", "Sessions with one's own manager.",
    ]  # fmt: skip
    inline = kim.ask("book", {"kind": "qdc", "inline": True})
    assert inline["name"] == "code-book.qdc"
    assert base64.b64decode(inline["content"]).startswith(b"<?xml"), "for a notebook"
    assert not kim.ask("book", {"kind": "exe"})["ok"]


@pytest.fixture(scope="module")
def window(chrome, tmp_path_factory):
    folder = tmp_path_factory.mktemp("framing") / "study"
    study = create_study(folder, corpus_of(north=SAID), FRAME, title="Invented study")
    Hand(Desk(study, "kim")).code("peers", 6, "The team", "k1", stance="for", memo="as in 2024")
    with served(study, "kim") as (port, _):
        context = chrome.new_context(viewport={"width": 1280, "height": 800})
        yield Tab(context.new_page(), study, "kim").open(port)
        context.close()


@pytest.mark.browser
def test_a_coding_gets_another_code_and_keeps_what_was_said_of_it(window):
    page, study = window.page, window.study
    page.keyboard.press("]")
    page.keyboard.press("r")
    page.get_by_label("Find a code").fill("canc")
    page.keyboard.press("Control+Enter")
    page.get_by_text("Now Cancelled.").first.wait_for(state="attached")
    page.locator(".status", has_text="Saved as kim").wait_for()
    row = study.codings().spans.iloc[0]
    assert (row["code"], row["stance"], row["memo"]) == ("cancelled", "for", "as in 2024")
    page.keyboard.press("u")
    page.get_by_text("Undone").first.wait_for(state="attached")
    page.locator(".status", has_text="Saved as kim").wait_for()
    assert study.codings().spans.iloc[0]["code"] == "peers"


@pytest.mark.browser
def test_a_code_is_edited_split_and_released_where_it_is_used(window):
    page, study = window.page, window.study
    page.keyboard.press("N")
    page.get_by_label("What it means").fill("Whoever works beside you.")
    page.get_by_role("button", name="Save").click()
    page.locator("dialog").wait_for(state="detached")
    page.get_by_role("button", name="Frame", exact=True).click()
    page.locator(".edits", has_text="Peer support: definition changed").wait_for()
    page.get_by_role("button", name="Edit Peer support").click()
    page.get_by_role("button", name="Split off a code").click()
    page.get_by_label("Name of the new code").fill("Biscuits")
    page.get_by_role("button", name="Split off", exact=True).click()
    page.locator(".edits", has_text="Biscuits: split off from Peer support").wait_for()
    assert "not known until somebody reads again" in page.locator(".walk").inner_text()
    page.get_by_role("button", name="Release …").click()
    page.get_by_label("What was changed, and why").fill("A part of it was another thing.")
    page.get_by_role("button", name="Release", exact=True).click()
    page.locator(".draft", has_text="No edits yet").wait_for()
    frame = open_study(study.path).frame()
    assert frame["peers"].definition == "Whoever works beside you."
    assert frame["biscuits"].parent == "peers"
    page.get_by_role("button", name="Code", exact=True).click()
    page.get_by_role("option", name="Biscuits").wait_for()
    assert window.errors == []
