import json

import pytest
from app_helpers import call

from practicelearn.app.server import make_app

HOST = "127.0.0.1:8000"
COOKIE = {"cookie": "practicelearn_8000=the-token", "host": HOST}
POST = {**COOKIE, "origin": f"http://{HOST}", "content-type": "application/json"}


@pytest.fixture
def app(kim):
    return make_app(kim, token="the-token", port=8000)


def ask(app, op, args=None, **headers):
    body = json.dumps({"op": op, "args": args or {}}).encode()
    return call(app, "POST", "/ask", headers={**POST, **headers}, body=body)


def test_the_token_becomes_a_strict_cookie_and_leaves_the_address(app):
    first = call(app, "GET", "/", query="token=the-token", headers={"host": HOST})
    assert (first.status, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert cookie.startswith("practicelearn_8000=the-token")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert call(app, "GET", "/", headers=COOKIE).status == 200


@pytest.mark.parametrize("path", ["/", "/coder.js", "/ask", "/coder.css", "/nothing"])
def test_without_the_token_nothing_is_learnt(app, path):
    for headers in ({"host": HOST}, {"host": HOST, "cookie": "practicelearn_8000=guess"}):
        for method in ("GET", "POST"):
            answer = call(app, method, path, headers={**headers, "origin": f"http://{HOST}"})
            assert (answer.status, answer.body) == (403, b"Not allowed.")


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "evil.example:8000"},
        {"host": "127.0.0.1:9000"},
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "null"},
    ],
)
def test_another_host_or_origin_is_refused(app, wrong):
    assert ask(app, "study").status == 200
    assert ask(app, "study", **wrong).status == 403


def test_writing_without_an_origin_is_refused(app):
    headers = {k: v for k, v in POST.items() if k != "origin"}
    body = json.dumps({"op": "study"}).encode()
    assert call(app, "POST", "/ask", headers=headers, body=body).status == 403


def test_every_answer_forbids_storing_framing_and_foreign_code(app):
    for answer in (
        call(app, "GET", "/", headers=COOKIE),
        call(app, "GET", "/", headers={"host": HOST}),
        ask(app, "session", {"session": "north"}),
    ):
        assert answer.headers["cache-control"] == "no-store"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy


def test_what_is_no_question_is_refused(app):
    def post(body: bytes, **more: str) -> int:
        return call(app, "POST", "/ask", headers={**POST, **more}, body=body).status

    assert post(b"{") == 400
    assert post(b"[]") == 400
    assert post(b"{}", **{"content-type": "text/plain"}) == 415
    assert post(b"x" * 4_000_001) == 413


def test_a_question_is_answered_as_the_desk_answers_it(app, kim):
    assert ask(app, "session", {"session": "north"}).json() == kim.ask(
        "session", {"session": "north"}
    )


def test_a_session_that_is_not_there_is_said_plainly(app):
    answer = ask(app, "session", {"session": "../../etc"}).json()
    assert answer["ok"] is False
    assert "no session" in answer["what"]
