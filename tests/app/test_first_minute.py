"""The first minute: who codes, with which codes, where one stopped, and how one leaves."""

import shutil

import pytest
from app_browser import TOKEN, entered_at_will, served_app, wait_until
from app_helpers import Hand, call, corpus_of

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.app.reception import Reception
from practicelearn.app.server import make_app
from practicelearn.app.standing import stood
from practicelearn.study.folder import create_study, open_study

SAID = (("F", "facilitator", "How is it?"), ("P1", "participant", "Nobody came back to us."))


@pytest.fixture
def bare(tmp_path):
    """Two sessions and no code."""
    return create_study(tmp_path / "s", corpus_of(north=SAID, south=SAID), title="Bare study")


# --- who -------------------------------------------------------------------------------------


def test_without_a_name_nothing_is_answered_but_who_there_is(study):
    Hand(Desk(study, "kim")).code("heard", 2, "Nobody listened", "c1")
    Hand(Desk(study, "lee")).code("heard", 2, "Nobody listened", "d1")
    reception = Reception(study)
    for op in ("study", "session", "act"):
        answer = reception.ask(op, {"session": "north"})
        assert (answer["ok"], answer["error"]) == (False, "who")
        assert answer["coders"] == ["kim", "lee"]
    answer = reception.ask("study", {"coder": "kim"})
    assert answer["coder"] == "kim"
    assert reception.ask("study", {"coder": "robin"})["coder"] == "robin"
    refused = reception.ask("study", {"coder": "No Such/Name"})
    assert refused["error"] == "who"
    assert "cannot be a coder" in refused["what"]
    assert reception.ask("study")["error"] == "who", "one window's name is not another's"


def test_a_window_of_another_coder_never_writes_into_this_one_s_log(study):
    reception = Reception(study, "lee")
    assert reception.ask("study")["coder"] == "lee"
    sent = {"session": "north", "have": 0, "coder": "kim", "events": []}
    answer = reception.ask("act", sent)
    assert (answer["ok"], answer["error"]) == (False, "unwritten")
    assert "kim" in answer["what"]
    assert "lee" in answer["what"]


# --- with which codes ------------------------------------------------------------------------


def test_a_study_without_codes_is_offered_the_frames_that_are_ready_made(bare):
    desk = Desk(bare, "kim")
    offered = desk.ask("starters")["frames"]
    assert [f["frame"] for f in offered] == prac.starter_frames()
    first = next(f for f in offered if f["frame"] == "lga-employer-standards-2020")
    assert (first["n_codes"], first["source"][:10]) == (8, "Code names")
    answer = desk.ask("begin", {"frame": first["frame"]})
    assert answer["ok"], answer
    assert len(answer["codes"]) == 8
    study = open_study(bare.path)
    assert study.frame().ids == prac.starter_frame(first["frame"]).ids
    (decision,) = study.decisions().query("kind == 'frame'").to_dict("records")
    assert decision["who"] == "kim"
    again = desk.ask("begin", {"frame": first["frame"]})
    assert not again["ok"]
    assert "has a frame" in again["what"]
    assert desk.ask("starters")["frames"] == []


# --- where one stopped -----------------------------------------------------------------------


def test_where_one_stopped_is_kept_for_each_coder_and_can_be_deleted(study):
    kim, lee = Desk(study, "kim"), Desk(study, "lee")
    assert kim.ask("study")["stood"] == {}
    assert kim.ask("stand", {"session": "south", "turn": 3})["ok"]
    assert kim.ask("stand", {"session": "south", "seen": True})["ok"]
    assert Desk(study, "kim").ask("study")["stood"] == {"session": "south", "turn": 3, "seen": True}
    assert lee.ask("study")["stood"] == {}
    assert not kim.ask("stand", {"session": "../north", "turn": 3})["ok"]
    (kept,) = (study.path / ".cache").rglob("kim.json")
    kept.write_text("not JSON", encoding="utf-8")
    assert kim.ask("study")["stood"] == {}
    shutil.rmtree(study.path / ".cache")
    assert kim.ask("study")["stood"] == {}


# --- how one leaves --------------------------------------------------------------------------


def test_the_program_ends_when_its_own_page_asks_and_for_nobody_else(kim):
    ended = []
    app = make_app(kim, token="t", port=8000, end=lambda: ended.append(1))
    headers = {
        "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000",
        "content-type": "application/json",
    }  # fmt: skip
    body = b'{"op": "quit", "args": {}}'
    assert call(app, "POST", "/ask", headers=headers, body=body).status == 403
    known = {**headers, "cookie": "practicelearn_8000=t"}
    elsewhere = {**known, "origin": "http://example.org"}
    assert call(app, "POST", "/ask", headers=elsewhere, body=body).status == 403
    assert ended == []
    assert call(app, "POST", "/ask", headers=known, body=body).json() == {"ok": True}
    assert ended == [1]
    app = make_app(kim, token="t", port=8000)
    assert not call(app, "POST", "/ask", headers=known, body=body).json()["ok"]


# --- in the browser --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page(chrome):
    context = chrome.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def opened(reception, end=lambda: None):
    """The page of a program that has just been started."""
    return served_app(lambda n: entered_at_will(make_app(reception, token=TOKEN, port=n, end=end)))


@pytest.mark.browser
def test_from_a_bare_study_to_a_first_coding_by_mouse_alone(page, bare):
    from playwright.sync_api import expect

    ended, errors = [], []
    page.on("pageerror", lambda e: errors.append(str(e)))
    with opened(Reception(bare), end=lambda: ended.append(1)) as (port, _):
        page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
        expect(page.locator("h1")).to_have_text("Who are you?")
        page.get_by_label("Your name").fill("Ольга")  # in letters that no folder here bears
        page.keyboard.press("Enter")
        expect(page.locator(".problem")).to_contain_text("cannot be a coder")
        expect(page.get_by_label("Your name")).to_have_value("Ольга")
        page.get_by_label("Your name").fill(" Kím! ")
        page.keyboard.press("Enter")
        expect(page.locator(".status")).to_have_text("Saved as kim")
        expect(page.locator(".first")).to_contain_text("no codes yet")
        expect(page.locator(".first button")).to_have_count(7)  # six frames, and one's own code
        page.get_by_role("button", name="Standards for employers of social workers").last.click()
        expect(page.locator(".codes li")).to_have_count(8)
        expect(page.locator(".first")).to_contain_text("Drag over words")
        page.set_viewport_size({"width": 1280, "height": 720})
        unseen = page.locator(".codes").evaluate("e => e.scrollHeight - e.clientHeight")
        assert unseen <= 0, "how to begin leaves the codes in sight"
        box = page.evaluate(
            """() => { const r = document.createRange(), n = [...document.querySelectorAll('.turn')]
                .find((t) => t.textContent.startsWith('Nobody')).firstChild;
                r.setStart(n, 0); r.setEnd(n, 11); const b = r.getBoundingClientRect();
                return [b.left + 1, b.top + b.height / 2, b.right - 1]; }"""
        )
        page.mouse.move(box[0], box[1])
        page.mouse.down()
        page.mouse.move(box[2], box[1], steps=4)
        page.mouse.up()
        page.locator(".atwords").get_by_role("button", name="In vivo").click()
        expect(page.locator(".first")).to_be_hidden()
        expect(page.locator(".status")).to_have_text("Saved as kim")
        page.reload()
        expect(page.locator(".status")).to_have_text("Saved as kim")  # this window is known
        expect(page.locator(".bars .bar")).to_have_count(1)
        expect(page.locator(".first")).to_be_hidden()
        page.get_by_role("button", name="Quit").click()
        yes = page.get_by_role("button", name="Quit").last
        colours = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        page.mouse.move(1, 1)
        still = yes.evaluate(colours)
        yes.hover()
        assert yes.evaluate(colours) == still, "its words can be read under the pointer too"
        yes.click()
        expect(page.locator("h1")).to_have_text("Everything is saved.")
        expect(page.locator(".toast")).to_be_hidden()
        assert ended == [1]
    assert errors == []


@pytest.mark.browser
def test_the_page_opens_where_this_coder_stopped_and_the_three_lines_stay_away(page, study):
    from playwright.sync_api import expect

    Desk(study, "kim").ask("stand", {"session": "south", "turn": 4})
    with opened(Reception(study, "kim")) as (port, _):
        page.goto("about:blank")
        page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
        expect(page.locator(".top h1")).to_have_text("south, 2025-26")
        expect(page.locator(".turn.at")).to_have_attribute("data-n", "4")
        page.keyboard.press("j")
        wait_until(lambda: stood(study, "kim").get("turn") == 5)
        page.locator(".first").get_by_role("button", name="Close").click()
        expect(page.locator(".first")).to_be_hidden()
        wait_until(lambda: stood(study, "kim").get("seen"))
        page.reload()
        expect(page.locator(".turn.at")).to_have_attribute("data-n", "5")
        expect(page.locator(".first")).to_be_hidden()


@pytest.mark.browser
def test_after_a_restart_an_open_page_says_in_one_sentence_what_to_do(chrome, study):
    from playwright.sync_api import expect

    with opened(Reception(study, "kim")) as (port, _):
        context = chrome.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}#code/north")
        expect(page.locator(".status")).to_have_text("Saved as kim")
        context.clear_cookies()  # what a start anew comes to: the secret is another one
        page.keyboard.press("s")
        page.keyboard.press("1")
        expect(page.locator(".notice")).to_contain_text("The program was started again: press Ent")
        page.evaluate("token => fetch('/?token=' + token)", TOKEN)  # what Enter there opens
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".status")).to_have_text("Saved as kim")
        expect(page.locator(".notice")).to_have_count(0)
        context.close()
    assert len(open_study(study.path).codings()) == 1
