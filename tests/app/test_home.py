"""The home's server: who is let in, which pages there are, the six stages, the foot."""

import json
import re

import pytest
from app_helpers import call
from home_helpers import FORM, HOST, POST, Window, problem

from practicelearn.app.home.routes import PAGES
from practicelearn.app.home.shell import STAGES


@pytest.fixture
def window(tmp_path):
    opened = Window(tmp_path / "own")
    yield opened
    opened.house.close()


@pytest.fixture
def key(window, study):
    """The study as it is called in addresses, opened."""
    return window.house.open(study.path)


def addresses(key):
    named = {"{key}": key, "{stage}": "hear", "{id}": "last", "{name}": "report.html"}
    return [re.sub(r"\{\w+\}", lambda m: named[m[0]], p.path) for p in PAGES]


def test_without_the_cookie_no_page_says_or_does_anything(window, key):
    for path in [*addresses(key), "/home.css", "/home.js", f"/study/{key}/state", "/quit"]:
        for method in ("GET", "POST"):
            sent = {"host": HOST, "origin": f"http://{HOST}", "content-type": FORM}
            answer = call(window.app, method, path, headers=sent)
            assert (answer.status, answer.body) == (403, b"Not allowed."), path
    assert window.ended == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "evil.example:8000"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_of_another_page_or_by_another_name_is_refused(window, wrong):
    assert window.send("/quit", **wrong).status == 403
    assert window.ended == 0
    assert window.send("/quit").status == 200
    assert window.ended == 1


def test_a_form_without_an_origin_is_refused(window):
    sent = {k: v for k, v in POST.items() if k != "origin"}
    assert call(window.app, "POST", "/quit", headers=sent).status == 403


def test_another_page_can_load_nothing_of_it(window, key):
    for path in ("/", "/home.js", f"/study/{key}"):
        sent = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
        assert window.get(path, **sent).status == 403


def test_nothing_is_stored_and_nothing_inline_would_run(window, key):
    answer = window.get(f"/study/{key}")
    assert answer.headers["cache-control"] == "no-store"
    policy = dict(p.split(" ", 1) for p in answer.headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert (policy["form-action"], policy["frame-ancestors"]) == ("'self'", "'none'")
    assert answer.headers["referrer-policy"] == "same-origin"  # with none a form bears no origin
    page = answer.body.decode()
    assert not re.search(r"<script(?![^>]* src=)|<style| style=| on\w+=|https?://", page)


def test_the_six_stages_are_the_only_navigation_of_every_page_of_a_study(window, key):
    names = [name for _, name in STAGES]
    assert names == ["Before", "Hear", "Code", "Understand", "Answer", "Act"]
    for path, here in [(f"/study/{key}", None), (f"/study/{key}/hear", "Hear")]:
        page = window.page(path)
        (nav,) = re.findall(r"<nav.*?</nav>", page)
        assert re.findall(r">(\w+)</a>", nav) == names
        assert re.findall(r'aria-current="page">(\w+)<', nav) == ([here] if here else [])


def test_the_foot_says_where_the_study_lies_and_how_to_leave(window, key, study):
    (foot,) = re.findall(r"<footer>.*?</footer>", window.page(f"/study/{key}"))
    assert str(study.path) in foot
    assert "saved" in foot
    assert "Quit" in foot


def test_what_is_none_of_its_addresses_is_no_page(window, key):
    for path in (
        f"/study/{key}/nothing",
        "/study/ffffffffffff",
        "/study/..%2f..%2fetc",
        "/nothing",
    ):
        assert window.get(path).status == 404, path


def test_the_coding_page_opens_below_the_study_and_answers_for_it_alone(window, key, study):
    assert b"data-practicelearn" in window.get(f"/study/{key}/coding/").body
    asked = json.dumps({"op": "study", "args": {"coder": "kim"}}).encode()
    sent = {**POST, "content-type": "application/json"}
    answer = call(window.app, "POST", f"/study/{key}/coding/ask", headers=sent, body=asked).json()
    assert (answer["ok"], answer["title"]) == (True, "Invented study")
    other = call(window.app, "POST", "/study/ffff/coding/ask", headers=sent, body=asked).json()
    assert other["ok"] is False


def test_studies_used_lately_are_kept_in_ones_own_folder_and_survive_a_restart(window, key, study):
    before = {p.name for p in study.path.iterdir()}
    again = Window(window.own)
    assert "Invented study" in again.page("/")
    assert again.get(f"/study/{key}").status == 200
    again.house.close()
    assert {p.name for p in study.path.iterdir()} == before
    assert window.goes("/", {"key": key, "do": "forget"}) == "/"
    assert "Invented study" not in window.page("/")


def test_a_study_that_was_moved_is_said_and_not_offered(window, key, study):
    study.path.rename(study.path.with_name("elsewhere"))
    page = window.page("/")
    assert "It is not there" in page
    assert "Open</button>" not in page
    assert window.get(f"/study/{key}").status == 404


def test_an_open_window_is_told_that_the_study_changed(window, key, hand):
    page = window.page(f"/study/{key}")
    seen = re.search(r'data-state="(\w+)"', page)[1]
    assert window.get(f"/study/{key}/state").json() == {"state": seen}
    hand.read()
    assert window.get(f"/study/{key}/state").json() != {"state": seen}


def test_a_sheet_held_open_in_excel_is_no_change(window, key, study):
    seen = window.get(f"/study/{key}/state").json()
    (study.path / "~$sessions.xlsx").write_bytes(b"Kim")
    (study.path / ".cache").mkdir(exist_ok=True)
    (study.path / ".cache" / "x").write_bytes(b"x")
    assert window.get(f"/study/{key}/state").json() == seen


def test_an_error_of_a_form_stands_above_the_page(window):
    answer = window.send("/", {"key": "nothing", "do": "open"})
    assert answer.status == 422
    assert "not on the list" in problem(answer.body.decode())


def test_a_form_longer_than_any_is_not_kept_in_memory(window, monkeypatch):
    monkeypatch.setattr("practicelearn.app.home.routes.LONGEST", 1000)
    assert window.send("/", {"key": "x" * 2000}).status == 413
