"""What must not be lost, and what must not be barred: in a real Chromium."""

import os
import re
import signal
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest
from app_browser import TOKEN, Tab, served, violations_of, wait_until
from app_helpers import corpus_of

from practicelearn.app import server
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.study.folder import create_study

pytestmark = pytest.mark.browser


@contextmanager
def program(study, port):
    """The command line, as an evaluator starts it; killed at the end."""
    words = [sys.executable, "-m", "practicelearn", "code", str(study.path)]
    started = subprocess.Popen(
        [*words, "--coder", "kim", "--no-browser", "--port", str(port)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert started.stdout is not None
    for line in started.stdout:
        found = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
        if found:
            break
    try:
        yield found.group()
    finally:
        started.send_signal(signal.SIGKILL)
        started.wait()
        started.stdout.close()


def test_killed_in_the_middle_nothing_acknowledged_is_lost_and_the_rest_follows(chrome, study):
    port = 43117
    context = chrome.new_context(viewport={"width": 1440, "height": 900})
    tab = Tab(context.new_page(), study, "kim")
    with program(study, port) as address:
        tab.page.goto(address)
        tab.page.wait_for_selector(".turn")
        tab.drag(3, "third time")
        tab.press("1")
        assert len(tab.events()) == 1
    tab.drag(2, "We said it twice")
    tab.press("4")
    tab.sees(".status", "Not saved: 1 action kept here")
    tab.sees(".notice", "no longer answers")
    tab.counts(".name.waiting", 1)
    tab.press("+")
    tab.sees(".status", "Not saved: 2 actions kept here")
    with program(study, port) as address:
        context.new_page().goto(address)  # the new token; the window left open uses it too
        assert tab.quotes() == [("heard", "third time"), ("peers", "We said it twice")]
        assert tab.study.codings().spans["stance"].tolist()[1] == "for"
        tab.counts(".waiting", 0)
    context.close()
    assert tab.errors == []


def test_the_file_that_a_browser_is_started_with_leads_to_the_page(chrome, study, tmp_path):
    context = chrome.new_context()
    with served(study, "kim") as (port, _):
        file = tmp_path / "open.html"
        file.write_text(
            server._ENTER.format(f"http://127.0.0.1:{port}/?token={TOKEN}"), encoding="utf-8"
        )
        page = context.new_page()
        page.goto(file.as_uri())
        page.wait_for_selector(".turn")
        assert page.url.startswith(f"http://127.0.0.1:{port}/")
        assert "token" not in page.url
    context.close()


def test_while_the_program_is_away_no_view_is_lost_and_all_of_it_comes_back(chrome, study):
    context = chrome.new_context(viewport={"width": 1440, "height": 900})
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim").open(port)
        tab.drag(3, "third time")
        tab.press("1")
        tab.saved()
    tab.press("-")
    tab.sees(".status", "Not saved: 1 action kept here")
    tab.press("}")
    tab.sees(".toast", "does not answer")
    tab.sees("h1", "^north")
    assert tab.page.url.endswith("#code/north")
    for view in ("Settle", "Read", "Code"):
        tab.page.locator(".tabs button", has_text=view).click()
        tab.sees(".notice", "no longer answers")
        tab.page.wait_for_timeout(200)
        tab.sees(".notice", "no longer answers")
    with served(study, "kim", port):
        tab.sees(".status", "^Saved", seconds=15)
        tab.sees("h1", "^north", seconds=15)
        tab.counts(".notice", 0)
        tab.counts(".name", 1)
        assert tab.study.codings().spans["stance"].tolist() == ["against"]
        assert tab.errors == []
    context.close()


def test_two_windows_on_one_session_never_write_over_each_other(tab):
    tab.drag(3, "third time")
    tab.press("1")
    tab.saved()
    other = Tab(tab.page.context.new_page(), tab.study, "kim")
    other.page.goto(tab.page.url)
    other.page.wait_for_selector(".name")
    other.press("]", "m")
    other.page.keyboard.type("from the other window")
    other.press("Control+Enter")
    other.saved()
    tab.page.bring_to_front()
    tab.press("m")
    tab.page.keyboard.type("mine")
    tab.press("Control+Enter")
    tab.sees("dialog .problem", "changed in another window")
    assert tab.study.codings().spans["memo"].tolist() == ["from the other window"]
    assert tab.page.input_value("dialog textarea") == "mine", "what was typed is not lost"
    tab.counts("dialog", 1)
    tab.press("Control+Enter")
    tab.saved()
    assert tab.study.codings().spans["memo"].tolist() == ["mine"]
    other.page.bring_to_front()
    other.drag(2, "We said it twice")
    other.press("4")
    other.sees(".toast", "Both are here now")
    assert len(tab.quotes()) == 2
    assert other.errors == []


def test_a_text_that_changed_is_anchored_anew_and_said(chrome, tmp_path):
    before = corpus_of(north=(("P1", "participant", "We were told twice. We left."),) * 2)
    study = create_study(tmp_path / "s", before, title="Changed")
    changed = before.turns.assign(text=["So we were told. We were told twice. We left.", "Gone."])
    log = study.log("kim", "north")
    from practicelearn.coding.log.events import Event

    for n in (1, 2):
        part = {"turn_id": f"north:0000{n}", "start": 0, "end": 18, "quote": "We were told twice"}
        log.append(
            Event(
                kind="code",
                who="kim",
                session_id="north",
                coding_id=f"c{n}",
                text_hash="of the text before",
                payload={"code": "told", "parts": [part]},
            )
        )
    from practicelearn.study.files import freeze

    for place, content in freeze(before.with_turns(changed)).items():
        (study.path / place).write_bytes(content)
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port)
        tab.sees(".notice", "has changed since it was coded")
        tab.sees(".notice", "1 passage could not be found again")
        tab.sees(".name", "^moved told$")
        tab.page.close()


def test_a_study_without_a_frame_begins_with_no_codes(chrome, tmp_path):
    study = create_study(
        tmp_path / "s", corpus_of(north=(("P1", "participant", "We left."),)), title="Bare"
    )
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port)
        tab.sees(".codes", "No codes yet")
        tab.press("t", "n")
        tab.page.keyboard.type("Leaving")
        tab.press("Enter")
        assert tab.quotes() == [("leaving", "We left.")]
        tab.page.close()


def test_five_hundred_codes_six_deep_and_an_empty_session_can_be_used(chrome, tmp_path):
    codes = [Code(f"c{i}", f"Code {i}", f"c{i - 1}" if i % 6 else None) for i in range(500)]
    said = corpus_of(north=(("P1", "participant", "We left."),))
    table = said.sessions.reindex(["north", "quiet"]).rename_axis("session_id")
    corpus = Corpus(turns=said.turns, sessions=table).with_turns(said.turns)
    study = create_study(tmp_path / "s", corpus, CodingFrame("f", "1", tuple(codes)), title="Big")
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port)
        tab.counts("[role=option]", 84)  # folded
        tab.press("/")
        tab.page.keyboard.type("code")
        tab.counts("[role=option]", 500)
        deepest = tab.page.locator("#pl-code-c5").evaluate("li => li.style.cssText")
        assert "--depth: 5" in deepest
        tab.press("Escape", "t", "/")
        tab.page.keyboard.type("code 499")
        tab.press("Enter", "}")
        tab.sees(".said", "Nothing was said")
        tab.press("j", "w", "1", "Enter", "Shift+Enter", "g", "]", "u")
        tab.sees(".toast", r"^Undone in north, 2025-26: coding Code 499\.$")
        assert tab.quotes() == []
        tab.press("U")
        assert tab.quotes() == [("c499", "We left.")]
        assert tab.errors == []
        tab.page.close()


def test_a_folder_that_cannot_be_written_to_is_said_and_nothing_is_lost(tab):
    # A file stands where the coder's folder should be: this stops root as well.
    (tab.study.path / "coding").mkdir()
    (tab.study.path / "coding" / "kim").write_text("in the way")
    tab.drag(3, "third time")
    tab.press("1")
    tab.sees(".status", "Not saved: 1 action kept here")
    tab.sees(".notice", "nothing was written")
    tab.drag(2, "We said it twice")
    tab.press("4", "+")
    tab.sees(".status", "Not saved: 3 actions kept here")
    (tab.study.path / "coding" / "kim").unlink()
    tab.sees(".toast", "Everything is saved again")
    assert tab.quotes() == [("heard", "third time"), ("peers", "We said it twice")]


def test_a_transcript_that_is_gone_holds_up_no_other_session(tab):
    file = tab.study.path / "sessions" / "north.csv"
    kept = file.read_bytes()
    tab.caret(3, "cancelled")
    file.unlink()
    tab.press("w", "1")
    tab.sees(".status", "Not saved: 1 action kept here")
    tab.press("}")
    tab.sees("h1", "^south")
    tab.caret(3, "cancelled")
    tab.press("w", "2")
    south = tab.study.path / "coding" / "kim" / "south.jsonl"
    tab.sees(".status", "Not saved: 1 action kept here")
    wait_until(lambda: south.exists() and '"kind": "code"' in south.read_text(encoding="utf-8"))
    file.write_bytes(kept)
    tab.saved()
    north = tab.study.path / "coding" / "kim" / "north.jsonl"
    assert '"kind": "code"' in north.read_text(encoding="utf-8")


def test_a_hundred_thousand_words_are_read_and_coded_to_the_last(chrome, tmp_path):
    words = ("we asked and nobody wrote it down so we asked again " * 5).strip()
    corpus = corpus_of(long=tuple((f"P{n % 6}", "participant", words) for n in range(1820)))
    study = create_study(tmp_path / "s", corpus, title="Long")
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port, "code/long")
        tab.press("Control+End", "n")
        tab.page.keyboard.type("Asked")
        tab.press("Enter", "k", "t", "1")
        tab.counts(".bars .bar", 1)
        tab.press("Control+Home", "s", "1")
        tab.counts(".bars .bar", 1)
        tab.press("]")
        tab.hears("^Asked: we asked")
        tab.press("Shift+Enter")
        tab.saved()
        spans = tab.study.codings().spans
        assert sorted(spans["turn_id"]) == ["long:00001", "long:01819"]
        assert len(tab.study.codings().read) == 1820
        assert tab.errors == []
        tab.page.close()


def test_the_server_listens_on_this_computer_only(study):
    with closing(server.door("a study", None)) as door:
        assert door.getsockname()[0] == "127.0.0.1"


def test_no_page_has_a_serious_barrier_with_or_without_a_dialog(chrome, study, hand):
    (study.path / "guide.csv").write_text("question_id,wording\nq1,How is it?\n", encoding="utf-8")
    hand.code("heard", 2, "Nobody listened to me", "c1", memo="a note", strength=2)
    hand.code("peers", 6, "The team", "c2", stance="for")
    hand.read()
    lee = type(hand)(type(hand.desk)(study, "lee"))
    lee.code("supervision", 2, "Nobody listened to me", "d1")
    lee.read()
    type(hand)(lee.desk, "south").read(1, 2)
    type(hand)(hand.desk, "south").read(1, 2)
    # axe is put in by the test: the page's own policy would rightly not let it run
    context = chrome.new_context(
        viewport={"width": 1440, "height": 900}, bypass_csp=True, reduced_motion="reduce"
    )
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim")
        for where, states in (
            ("code/north", ["]", "?", "m", "M", "n", "q", "t redact", "Shift+F10", "f", "/"]),
            ("settle/north", ["j", "m", "?"]),
            ("settle/south", ["look"]),
            ("read/peers", ["m"]),
        ):
            tab.open(port, where)
            for state in states:
                if state == "look":
                    tab.page.get_by_role("button", name="Look anyway").click()
                elif state == "t redact":
                    tab.press("t", "Shift+F10")
                    tab.page.get_by_role("menuitem", name="Redact …").click()
                else:
                    tab.press(*state.split())
                found = violations_of(tab.page)
                worst = [(v["id"], v["nodes"][0]["html"]) for v in found]
                assert not [v for v in found if v["impact"] in {"serious", "critical"}], (
                    where,
                    state,
                    worst,
                )
                tab.press("Escape")
            assert tab.errors == []
    context.close()
