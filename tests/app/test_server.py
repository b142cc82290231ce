import json
import os
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
import webbrowser
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from app_helpers import call
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn.app import server
from practicelearn.app.asking import DEEPEST, LARGEST, LONGEST
from practicelearn.app.desk import LONGEST_SEARCH
from practicelearn.app.server import make_app

HOST = "127.0.0.1:8000"
COOKIE = {"cookie": "practicelearn_8000=the-token", "host": HOST}
POST = {**COOKIE, "origin": f"http://{HOST}", "content-type": "application/json"}


@pytest.fixture
def app(kim):
    return make_app(kim, token="the-token", port=8000)


def send(app, body, **headers):
    return call(app, "POST", "/ask", headers={**POST, **headers}, body=body)


def ask(app, op, args=None, **headers):
    return send(app, json.dumps({"op": op, "args": args or {}}).encode(), **headers)


def enter(app, code, **headers):
    return call(app, "GET", "/", query=f"token={code}", headers={"host": HOST, **headers})


def test_the_code_becomes_a_strict_cookie_and_leaves_the_address(app):
    first = enter(app, app.code())
    assert (first.status, first.headers["location"]) == (303, "/")
    cookie = first.headers["set-cookie"].lower()
    assert cookie.startswith("practicelearn_8000=the-token")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert call(app, "GET", "/", headers=COOKIE).status == 200


def test_a_code_lets_in_once_and_the_secret_itself_never(app):
    code = app.code()
    assert enter(app, code).status == 303
    again = enter(app, code)
    assert again.status == 403
    assert "set-cookie" not in again.headers
    assert b"Press Enter" in again.body
    assert enter(app, "the-token").status == 403
    assert call(app, "GET", "/", query="token=the-token", headers=COOKIE).status == 303


def test_a_new_code_ends_the_one_before_it_and_no_cookie(app):
    before, now = app.code(), app.code()
    assert enter(app, before).status == 403
    assert enter(app, now).status == 303
    assert call(app, "GET", "/", headers=COOKIE).status == 200


def test_a_used_address_opened_again_by_who_is_in_leads_to_the_page(app):
    code = app.code()
    enter(app, code)
    again = call(app, "GET", "/", query=f"token={code}", headers=COOKIE)
    assert (again.status, again.headers["location"]) == (303, "/")


def test_led_here_by_a_file_the_page_itself_goes_on_so_that_the_cookie_goes_along(app):
    sent = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    first = enter(app, app.code(), **sent)
    assert first.status == 200
    assert b'content="0; url=/"' in first.body
    assert "set-cookie" in first.headers


@pytest.mark.parametrize("path", ["/", "/coder.js", "/ask", "/coder.css", "/nothing"])
def test_without_the_cookie_nothing_is_learnt(app, path):
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
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_host_or_origin_is_refused(app, wrong):
    assert ask(app, "study").status == 200
    assert ask(app, "study", **wrong).status == 403


def test_another_page_can_load_nothing_of_it(app):
    for mode in ("no-cors", "cors"):
        sent = {**COOKIE, "sec-fetch-site": "cross-site", "sec-fetch-mode": mode}
        for path in ("/", "/coder.js", "/coder.css"):
            assert call(app, "GET", path, headers=sent).status == 403


def test_writing_without_an_origin_is_refused(app):
    headers = {k: v for k, v in POST.items() if k != "origin"}
    body = json.dumps({"op": "study"}).encode()
    assert call(app, "POST", "/ask", headers=headers, body=body).status == 403


def test_every_answer_forbids_storing_framing_and_foreign_code(app):
    for answer in (
        call(app, "GET", "/", headers=COOKIE),
        call(app, "GET", "/", headers={"host": HOST}),
        enter(app, app.code()),
        send(app, b"{"),
        ask(app, "session", {"session": "north"}),
    ):
        assert answer.headers["cache-control"] == "no-store"
        policy = answer.headers["content-security-policy"]
        # A recording is played from the window's own memory: that, and nothing more, is let in.
        assert dict(part.split(" ", 1) for part in policy.split("; ")) == {
            "default-src": "'none'", "script-src": "'self'", "style-src": "'self'",
            "connect-src": "'self'", "img-src": "data:", "media-src": "blob:",
            "base-uri": "'none'", "form-action": "'none'", "frame-ancestors": "'none'",
        }  # fmt: skip


PART = {"turn_id": "north:00001", "start": 0, "end": 4}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{",
        b"\x00",
        b'{"op": 1}',
        b'{"op": ["study"]}',
        b'{"op": "nothing"}',
        b'{"op": "study", "args": []}',
        b'{"op": "session"}',
        b'{"op": "session", "args": {"session": 5}}',
        b'{"op": "act", "args": {"session": "north", "events": {}}}',
        b'{"op": "act", "args": {"session": "north", "events": [5]}}',
        b'{"op": "act", "args": {"session": "north", "events": [], "have": true}}',
        b'{"op": "act", "args": {"session": "north", "events": [], "have": NaN}}',
        b'{"op": "act", "args": {"session": "north", "events": [], "have": 1e999}}',
        b'{"op": "act", "args": {"session": "north", "events": [], "have": ' + b"9" * 400 + b"}}",
        b'{"op": "find", "args": {"session": "north", "text": "\\ud800"}}',
        b'{"op": "say", "args": {"theme": "heard"}}',
        b"[" * 100_000,
        b'{"op": "study", "args": ' + b'{"a": ' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 2),
        json.dumps({"op": "study", "args": {"a": "x" * (LONGEST + 1)}}).encode(),
        *(
            json.dumps({"op": "act", "args": {"session": "north", "events": [event]}}).encode()
            for event in (
                {"kind": "code", "payload": {}},
                {"id": 5, "kind": "code", "payload": {}},
                {"id": "a" * 16, "kind": None},
                {"id": "a" * 16, "kind": "code", "payload": []},
                {"id": "a" * 16, "kind": "code", "payload": {"strength": True}},
                {"id": "a" * 16, "kind": "code", "payload": {"code": 5, "parts": [PART]}},
                {"id": "a" * 16, "kind": "code", "payload": {"code": "heard", "parts": "all"}},
                {"id": "a" * 16, "kind": "code", "payload": {"code": "heard", "parts": [None]}},
                {"id": "a" * 16, "kind": "code", "payload": {"parts": [{**PART, "end": "4"}]}},
                {"id": "a" * 16, "kind": "read", "payload": {"from": "1", "to": 2}},
                {"id": "a" * 16, "kind": "read", "coding_id": 7, "payload": {}},
            )
        ),
    ],
)
def test_what_is_no_question_is_told_so_and_changes_nothing(app, body, study):
    before = {p: p.read_bytes() for p in study.path.rglob("*") if p.is_file()}
    answer = send(app, body)
    assert answer.status == 400
    assert answer.body.startswith(b"Not a question")
    assert {p: p.read_bytes() for p in study.path.rglob("*") if p.is_file()} == before


def test_only_json_of_some_length_is_read(app):
    assert send(app, b"{}", **{"content-type": "text/plain"}).status == 415
    assert send(app, b"x" * (LARGEST + 1)).status == 413


@pytest.mark.parametrize("exact", [False, True])
def test_a_search_for_a_hundred_thousand_characters_is_refused_at_once(app, exact):
    wanted = {"session": "north", "text": "ab " * 33_334, "exact": exact}
    answer = ask(app, "find", wanted).json()
    assert (answer["ok"], answer["error"]) == (False, "refused")
    assert str(LONGEST_SEARCH) in answer["what"]


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
NAMES = st.sampled_from(
    ["session", "events", "have", "text_hash", "parts", "key", "choice", "reason", "text", "exact",
     "kind", "theme", "statement", "coding", "quotable", "seen", "words", "waive", "names", "cell",
     "after", "summary", "id", "year", "group_type", "override", "code"]
)  # fmt: skip
LIKELY = st.sampled_from(
    ["north", "south", "heard", "finish", "a", "new", "cues", "suggested", "", "x"]
)
PAYLOAD = st.dictionaries(
    st.sampled_from(
        ["code", "parts", "stance", "strength", "memo", "matters", "refer_on", "batch", "origin",
         "accepted_by", "turn", "question", "from", "to", "about", "name", "parent", "id", "target",
         "coding_id", "quotable"]
    ),
    LIKELY | ANYTHING | st.just([PART]) | st.lists(st.just(PART) | ANYTHING, max_size=2),
)  # fmt: skip
EVENT = st.fixed_dictionaries(
    {
        "id": st.just("0123456789abcdef") | st.text("0123456789abcdef", max_size=20) | ANYTHING,
        "kind": st.sampled_from(
            ["code", "change", "remove", "read", "unread", "memo", "quotable", "question",
             "new_code", "refuse", "undo", "move", "check", "settle"]
        )
        | ANYTHING,
        "payload": PAYLOAD | ANYTHING,
    },
    optional={"coding_id": LIKELY | ANYTHING},
)  # fmt: skip
OPS = st.sampled_from(
    ["study", "session", "act", "settle", "take", "read", "say", "find", "offers", "redact",
     "looking", "chart", "write", "starters", "begin", "stand", "quit"]
)  # fmt: skip
ARGS = st.fixed_dictionaries(
    {"session": st.sampled_from(["north", "south", "nowhere"])},
    optional={"events": st.lists(EVENT, max_size=2), "have": st.integers(0, 3)},
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    op=OPS, args=ARGS, more=st.dictionaries(NAMES, LIKELY | ANYTHING, max_size=5), whole=ANYTHING
)
def test_whatever_is_asked_is_answered_or_told_that_it_is_no_question(
    app, kim, caplog, op, args, more, whole
):
    for body in ({"op": op, "args": {**args, **more}}, {"op": op, "args": whole}, whole):
        answer = send(app, json.dumps(body).encode())
        assert answer.status in {200, 400}
        if answer.status == 200:
            said = answer.json()
            assert said["ok"] or "did not expect" not in said["what"], (body, caplog.text)


def test_what_nobody_foresaw_is_said_and_the_page_goes_on(app, kim, monkeypatch, caplog):
    def fails(op, args):
        raise KeyError("a name")

    with monkeypatch.context() as patched:
        patched.setattr(kim, "ask", fails)
        answer = ask(app, "study")
    assert answer.status == 200
    assert "did not expect (KeyError)" in answer.json()["what"]
    assert "the page asked study" in caplog.text
    assert ask(app, "study").json()["ok"]


def test_a_question_is_answered_as_the_desk_answers_it(app, kim):
    assert ask(app, "session", {"session": "north"}).json() == kim.ask(
        "session", {"session": "north"}
    )


def test_a_session_that_is_not_there_is_said_plainly(app):
    answer = ask(app, "session", {"session": "../../etc"}).json()
    assert answer["ok"] is False
    assert "no session" in answer["what"]


@pytest.mark.skipif(os.name != "posix", reason="Windows' own access lists decide there")
def test_the_browser_is_handed_the_code_by_a_file_that_only_its_owner_can_read(study, monkeypatch):
    opened, told = [], []

    def open_page(address):
        opened.append((address, Path(address.removeprefix("file://"))))
        modes = [stat.S_IMODE(p.stat().st_mode) for p in (opened[0][1], opened[0][1].parent)]
        opened.append((modes, opened[0][1].read_text()))
        return True

    monkeypatch.setattr(webbrowser, "open", open_page)
    monkeypatch.setattr("uvicorn.Server.run", lambda self, sockets: [s.close() for s in sockets])
    server.serve(study.path, "kim", announce=told.append)
    (address, file), (modes, page) = opened
    assert modes == [0o600, 0o700]
    assert "token" not in address, "a list of processes shows what a browser is started with"
    assert told[0] in page
    assert not file.parent.exists(), "it goes when the program ends"


def test_a_started_program_lets_in_once_by_the_address_it_printed(study):
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "practicelearn", "code", str(study.path), "--coder", "kim"]
    started = subprocess.Popen(
        [*words, "--no-browser", "--port", str(port)],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert started.stdout is not None
    try:
        address = next(line.strip() for line in started.stdout if line.startswith("http"))
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        inside = urllib.request.build_opener(jar)
        assert b"coder.js" in inside.open(address).read()
        assert b"coder.js" in inside.open(address).read(), "who is in stays in"
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address)
    finally:
        started.kill()
        started.wait()
        started.stdout.close()
