"""The recording beside the words, and a turn corrected, in a real browser."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from app_browser import Tab, served
from app_helpers import FRAME, tone

from practicelearn.app import correcting
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.rights import redact
from practicelearn.transcripts.loader import read_transcript

SAID = """\
[00:00:00] F: How is the rotor at the moment?

[00:00:04] P1: Nobody listened to me.

[00:00:08] P2: Mrs Nobody of the corner shop said it again.

[00:00:14] P1: The team keeps me going, and biscuits.

F: Anything else?

[00:00:24] P2: No, that is all there is to say.
"""
LEFT_OUT = (7, 15)
"""Turn 3, from 8 to 14 s, with a second on both sides."""


@pytest.fixture(scope="module")
def heard(tmp_path_factory):
    """A study with times, one turn of it redacted in part; and a recording."""
    place = tmp_path_factory.mktemp("heard")
    (place / "north.txt").write_text(SAID)
    corpus = read_transcript(place / "north.txt", source_kind="transcript")
    study = create_study(
        place / "study", replace(corpus, pseudonymised=True), FRAME, title="Invented"
    )
    said = study.corpus(["north"]).turns["text"].iloc[2]
    start = said.index("corner shop")
    redact(study, "north:00003", start, start + 11, kind="place", reason="small", by="sam")
    return study, tone(place / "north.wav")


@pytest.fixture(scope="module")
def window(chrome, heard):
    """One window for the whole file."""
    study, _ = heard
    with served(open_study(study.path), "kim") as (port, _):
        context = chrome.new_context(viewport={"width": 1280, "height": 800})
        opened = Tab(context.new_page(), study, "kim").open(port)
        yield opened
        context.close()
        assert opened.errors == []


@pytest.fixture
def player(window, heard):
    """A recording that was just picked, and does not play."""
    window.page.reload()
    window.counts(".turn", 6)
    with window.page.expect_file_chooser() as chooser:
        window.page.get_by_role("button", name="Listen …").click()
    chooser.value.set_files(heard[1])
    window.page.wait_for_function("() => document.querySelector('video').readyState > 1")
    window.page.mouse.move(5, 5)
    return window


def now(tab):
    return tab.page.evaluate("document.querySelector('video').currentTime")


def seek(tab, seconds):
    tab.page.evaluate("s => { document.querySelector('video').currentTime = s; }", seconds)
    tab.page.wait_for_function("() => !document.querySelector('video').seeking")


def head_of(tab, n):
    tab.page.locator(".turn").nth(n - 1).click(position={"x": 120, "y": 8})


def _priya(*asked):
    return [name for name in ("Priya",) if any(name in spoken.text for spoken in asked[-1])]


pytestmark = pytest.mark.browser


def test_the_player_is_off_until_asked_and_the_file_goes_nowhere(window, heard):
    window.page.reload()
    window.counts(".turn", 6)
    assert not window.page.locator(".listen").is_visible()
    window.press("Space")
    window.hears("No recording is open")
    asked = []
    window.page.on("request", lambda r: asked.append((r.url, r.post_data or "")))
    with window.page.expect_file_chooser() as chooser:
        window.page.get_by_role("button", name="Listen …").click()
    chooser.value.set_files(heard[1])
    window.page.wait_for_function("() => document.querySelector('video').readyState > 1")
    assert window.page.evaluate("document.querySelector('video').src").startswith("blob:http://127")
    assert not [(u, d) for u, d in asked if "north.wav" in u + d or "RIFF" in d]
    assert not [u for u, _ in asked if not u.startswith(("blob:", "http://127.0.0.1"))]
    stored = (
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
    )
    assert "wav" not in window.page.evaluate(stored)
    window.page.locator(".listen").get_by_role("button", name="Close", exact=True).click()
    assert not window.page.locator(".listen").is_visible()
    assert window.page.evaluate("document.querySelector('video').hasAttribute('src')") is False


def test_keys_play_pause_go_back_and_change_the_speed(player):
    player.press("Space")
    player.page.wait_for_function("() => document.querySelector('video').currentTime > 0.3")
    player.press(")")
    player.sees(".listen output", "1.25×")
    player.press("(", "(")
    player.sees(".listen output", "0.75×")
    assert player.page.evaluate("document.querySelector('video').playbackRate") == 0.75
    player.press("Space")
    assert player.page.evaluate("document.querySelector('video').paused")
    seek(player, 1)
    player.sees(".turn.spoken", "rotor")
    seek(player, 28)
    player.press("B")
    assert now(player) == pytest.approx(23, abs=0.1)
    player.sees(".turn.spoken", "Anything else")


def test_a_click_on_a_turns_time_plays_from_there_and_so_does_the_caret(player):
    head_of(player, 4)
    player.page.wait_for_function("() => document.querySelector('video').currentTime > 15")
    player.sees(".turn.spoken", "The team")
    player.press("Space")
    player.caret(6, "No")
    player.press("Space")
    player.page.wait_for_function("() => document.querySelector('video').currentTime > 24")
    player.press("Space")
    at = now(player)
    player.press("Space")
    assert now(player) >= at, "the caret was not moved: it plays on"
    player.press("Space")
    # Turn 5 has no time: its place is known from the two beside it and what was said there.
    head_of(player, 5)
    player.page.wait_for_function("() => !document.querySelector('video').paused")
    assert 19 < now(player) < 24


def test_words_taken_out_are_never_played(player):
    head_of(player, 3)
    player.hears("taken out")
    assert player.page.evaluate("document.querySelector('video').paused")
    for place in (7.2, 8, 11, 14.8):
        seek(player, place)
        assert now(player) >= LEFT_OUT[1] - 0.01
    seek(player, 17)
    player.press("B")
    assert now(player) == pytest.approx(4, abs=0.1), "three seconds behind it, two before"
    player.page.evaluate("""() => { window.heard = [];
        const v = document.querySelector('video'); v.playbackRate = 2;
        window.tap = setInterval(() => v.muted || heard.push(v.currentTime), 5); }""")
    seek(player, 6)
    player.press("Space")
    player.page.wait_for_function("() => document.querySelector('video').currentTime > 15.3")
    player.press("Space")
    heard = player.page.evaluate("clearInterval(window.tap), window.heard")
    assert any(t < LEFT_OUT[0] for t in heard) and any(t > LEFT_OUT[1] for t in heard)
    # A twentieth of a second at double speed, of the margin's whole second.
    assert not [t for t in heard if LEFT_OUT[0] + 0.4 < t < LEFT_OUT[1] - 0.01]
    player.page.get_by_label("s early").fill("2")
    player.page.get_by_label("s early").blur()
    seek(player, 16.5)
    assert now(player) == pytest.approx(17, abs=0.02), "what is left out moves with the offset"


ZONES = """turns => { const r = practicelearn.show.recording;
    r.show({id: r.of, turns: turns.map((t, i) => ({n: i + 1, text: 'x', ...t}))});
    return [r.zones.map((z) => [z.from, z.to === Infinity ? 'end' : z.to]), r.at]; }"""
GONE = "[withdrawn]"


LEFT = [
    ([{"at": 0}, {"at": 5, "text": GONE}, {"at": 9}], [[4, 10]]),
    ([{"at": 0}, {"at": 5, "text": GONE}], [[4, "end"]]),
    # The next begins in the same second, or speaks over it: then the one after.
    ([{"at": 5, "text": GONE}, {"at": 5}, {"at": 8}], [[4, 9]]),
    ([{"at": 5, "text": GONE}, {"at": 6, "overlap": True}, {"at": 8}], [[4, 9]]),
    ([{"at": 5, "until": 20, "text": GONE}, {"at": 8}, {"at": 30}], [[4, 21]]),
    # Where it begins is not known: from the last time that is.
    ([{"at": 2}, {"text": GONE}, {}, {"at": 9}], [[1, 10]]),
    ([{"at": 2, "until": 4}, {"text": GONE}, {"at": 9}], [[3, 10]]),
    ([{"text": GONE}, {"at": 9}], [[-1, 10]]),
    # Times in whole minutes say no more than the minute.
    ([{"at": 0}, {"at": 60, "text": "a [redacted: name]"}, {"at": 120}], [[0, 180]]),
    ([{"at": 1, "text": GONE}, {"at": 3, "text": GONE}, {"at": 6}], [[0, 7]]),
]


def test_what_is_left_out_is_too_much_rather_than_too_little(player):
    for turns, zones in LEFT:
        assert player.page.evaluate(ZONES, turns)[0] == zones, turns


def test_a_turn_without_a_time_has_one_only_between_two_that_have(player):
    turns = [{}, {"at": 10}, {"text": "x" * 19}, {"text": "x" * 9}, {"at": 26}, {}]
    turns[1]["text"] = "x" * 9
    assert player.page.evaluate(ZONES, turns)[1] == [None, 10, 14, 22, 26, None]


def test_past_its_day_a_recording_is_opened_only_when_it_is_asked_for_twice(window, heard):
    window.page.reload()
    window.counts(".turn", 6)
    window.page.evaluate("() => { practicelearn.store.session.due = 'It was to be deleted.'; }")
    window.page.get_by_role("button", name="Listen …").click()
    window.sees("dialog h2", "Past its deletion date")
    with window.page.expect_file_chooser():
        window.page.get_by_role("button", name="Open it all the same").click()


def test_space_scrolls_a_view_that_plays_nothing(window):
    window.page.evaluate("() => practicelearn.go('read')")
    window.page.wait_for_selector(".tabs [aria-current] >> text=Read")
    pressed = """() => {
        const e = new KeyboardEvent('keydown', {key: ' ', bubbles: true, cancelable: true});
        document.body.dispatchEvent(e); return e.defaultPrevented; }"""
    assert window.page.evaluate(pressed) is False
    window.page.evaluate("() => practicelearn.go('code', 'north')")
    window.counts(".turn", 6)
    assert window.page.evaluate(pressed) is True


def test_it_scrolls_only_for_whom_it_is_to(player):
    player.page.set_viewport_size({"width": 1280, "height": 360})
    top = "document.querySelector('.paper').scrollTop"
    try:
        player.press("Control+Home", "Space")
        seek(player, 25)
        player.page.wait_for_function(f"() => {top} > 50")
        player.press("Space")
        player.page.evaluate("document.querySelector('.paper').scrollTop = 0")
        player.page.locator(".paper").hover()
        seek(player, 1)
        player.press("Space")
        seek(player, 25.5)
        player.sees(".turn.spoken", "that is all")
        assert player.page.evaluate(top) == 0, "not under the pointer"
        player.page.mouse.wheel(0, 10)
        player.page.wait_for_selector(".listen [aria-pressed=false] >> text=Follow")
    finally:
        player.page.set_viewport_size({"width": 1280, "height": 800})


def test_what_cannot_be_played_is_said(window, tmp_path):
    window.page.reload()
    window.counts(".turn", 6)
    (tmp_path / "x.mp3").write_text("no sound at all")
    with window.page.expect_file_chooser() as chooser:
        window.page.get_by_role("button", name="Listen …").click()
    chooser.value.set_files(tmp_path / "x.mp3")
    window.hears("cannot play that file")
    assert not window.page.locator(".listen").is_visible()


def test_a_turn_is_corrected_by_f2_and_the_codings_stay_at_their_words(
    chrome, heard, tmp_path, monkeypatch
):
    # test_correcting.py looks for names by all lists, which takes seconds to be read
    monkeypatch.setattr(correcting, "new_names", _priya)
    study = open_study(shutil.copytree(heard[0].path, tmp_path / "study"))
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(viewport={"width": 1280, "height": 800}), study, "kim").open(port)
        tab.caret(1, "moment")
        tab.press("w", "1", "Escape")
        tab.saved()
        tab.press("F2")
        tab.sees("dialog h2", "Correct turn 1")
        box = tab.page.locator("dialog")
        box.locator("textarea").fill("How is the rota at the moment?")
        box.get_by_label("Why?").fill("heard again")
        box.get_by_role("button", name="Show what changes").click()
        tab.sees("dialog .changes del", "rotor", seconds=60)
        tab.sees("dialog .changes", "Yours: 1 coding keeps the same words")
        box.locator("textarea").fill("How is the rota for Priya Sharma?")
        tab.counts("dialog .changes del", 0)
        box.get_by_role("button", name="Show what changes").click()
        tab.sees("dialog .problem", "Priya.*looks like a name")
        box.locator("textarea").fill("How is the rota at the moment?")
        box.get_by_role("button", name="Show what changes").click()
        box.get_by_role("button", name="Correct it").click()
        tab.sees(".turn >> nth=0", "rota at the moment")
        assert tab.quotes() == [("heard", "moment")]
        # From the middle on it was somebody else.
        tab.caret(4, "and biscuits")
        tab.press("F2")
        tab.page.get_by_role("button", name="Somebody else speaks").click()
        box.get_by_label("Who speaks then?").select_option(label="P2 (participant)")
        box.get_by_label("Why?").fill("two voices")
        tab.press("Enter")
        tab.sees("dialog .changes ins", "P2:")
        box.get_by_role("button", name="Correct it").click()
        tab.counts(".turn", 7)
        tab.sees(".turn >> nth=4", "^and biscuits")
        # Words are taken out elsewhere while this window has a recording open.
        with tab.page.expect_file_chooser() as chooser:
            tab.page.get_by_role("button", name="Listen …").click()
        chooser.value.set_files(heard[1])
        tab.page.wait_for_function("() => document.querySelector('video').readyState > 1")
        redact(open_study(study.path), "north:00001", 7, 15, kind="list", reason="x", by="sam")
        tab.caret(1)
        tab.press("Space")
        tab.sees(".turn >> nth=0", "redacted: list")
        tab.page.wait_for_function("() => document.querySelector('video').currentTime >= 5")
        assert tab.errors == []
        tab.page.close()


def test_a_transcript_without_times_has_no_player(tab):
    assert not tab.page.get_by_role("button", name="Listen …").is_visible()
    tab.press("Space")
    tab.hears("has no times")
