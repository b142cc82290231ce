"""The page for every pair of eyes and hands: focus kept, zoomed to 400 %, in a person's colours."""

import pytest
from app_browser import Tab, served

from practicelearn.app.desk import Desk

pytestmark = pytest.mark.browser


def focused(tab):
    """What has the focus, in words."""
    return tab.page.evaluate(
        "(document.activeElement.tagName + ' ' + document.activeElement.textContent).slice(0, 60)"
    )


def test_a_button_drawn_anew_by_its_own_press_keeps_the_focus(tab):
    tab.drag(3, "third time")
    tab.press("1")
    tab.page.locator(".here button", has_text="against").focus()
    tab.press("Space")
    tab.saved()
    assert focused(tab) == "BUTTON -against"
    tab.press("Space")
    tab.saved()
    assert tab.study.codings().spans["stance"].tolist() == ["none"]


def test_focus_goes_to_the_text_where_what_had_it_is_gone(tab):
    tab.drag(3, "third time")
    tab.press("1")
    tab.page.locator(".here button", has_text="memo").focus()
    tab.press("Space")
    tab.page.keyboard.type("said twice")
    tab.press("Control+Enter")
    tab.page.wait_for_selector("dialog", state="detached")
    tab.page.wait_for_function("document.activeElement.className === 'said'")
    tab.page.evaluate("practicelearn.notice('Something to know.')")
    tab.page.locator(".notice button").focus()
    tab.press("Enter")
    tab.page.wait_for_function("document.activeElement.className === 'said'")


def test_pins_last_as_long_as_the_window_where_the_browser_may_keep_nothing(chrome, study):
    context = chrome.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"
    )
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim").open(port)
        tab.press("/")
        tab.page.keyboard.type("peer")
        tab.press("Control+p", "Escape", "}")
        tab.sees("h1", "^south")
        tab.sees("#pl-code-peers kbd.pinned", "^4$")
        assert tab.errors == []
    context.close()


def test_at_four_hundred_percent_everything_is_there_and_nothing_stands_sideways(
    chrome, study, hand
):
    hand.code("heard", 2, "Nobody listened to me", "c1")
    hand.read()
    lee = type(hand)(Desk(study, "lee"))
    lee.code("peers", 2, "Nobody listened to me", "d1", stance="against")
    lee.read()
    context = chrome.new_context(viewport={"width": 320, "height": 256})
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim")
        for where, what in (
            ("code/north", [".sessions button", ".turn", ".here", ".find input", ".codes li"]),
            ("settle/north", [".item", ".acts button", ".pair .turn", ".tables td"]),
            ("read/heard", [".themes button", ".passage", ".filters select"]),
            ("chart", [".board td", ".filters select"]),
            ("progress", ["tbody th", "tbody td"]),
            ("search", [".asks .press", ".asks select"]),
            ("frame", [".entry", ".entry button"]),
        ):
            tab.open(port, where)
            tab.page.wait_for_selector(what[0])
            width = "Math.max(...['.pl', '.view'].map(w => document.querySelector(w).scrollWidth))"
            assert tab.page.evaluate(width) <= 320, where
            for each in what:
                one = tab.page.locator(each).first
                one.scroll_into_view_if_needed()
                box = one.bounding_box()
                assert box and box["width"] > 20 and box["height"] > 8, (where, each)
        tab.open(port)
        assert tab.page.locator(".paper").bounding_box()["height"] > 180
        tab.press("?")
        assert tab.page.locator("dialog").evaluate("d => d.scrollTop") == 0
        tab.press("Escape", *"kkkkkk", *"jjj")
        place = tab.page.locator(".turn.at").bounding_box()
        assert 0 <= place["y"] <= 256 - 50, "what keys walk to is in sight"
        assert tab.errors == []
    context.close()


def test_sessions_are_listed_on_a_small_screen_too(chrome, study):
    context = chrome.new_context(viewport={"width": 1024, "height": 768})
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim").open(port)
        tab.page.locator(".sessions button", has_text="south").click()
        tab.sees("h1", "^south")
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= 1024
    context.close()


def test_colours_of_codes_stay_where_a_person_has_set_their_own(chrome, study, hand):
    hand.code("heard", 2, "Nobody listened to me", "c1", stance="for")
    context = chrome.new_context(forced_colors="active")
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim").open(port)
        tab.press("]")
        tab.page.wait_for_selector(".bar")

        def ground(what):
            return tab.page.locator(what).first.evaluate("e => getComputedStyle(e).backgroundColor")

        assert ground(".bar") == ground(".codes .swatch") == "rgb(47, 111, 176)"
        pressed, other = (f".here button[aria-pressed={on}]" for on in ("true", "false"))
        assert ground(pressed) != ground(other)
        tab.open(port, "read/heard")
        said = tab.page.locator("mark").evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        system = tab.page.evaluate(
            """() => ['HighlightText', 'Highlight'].map(name => {
                const e = document.body.appendChild(document.createElement('i'));
                e.style.color = name;
                return getComputedStyle(e).color; })"""
        )
        assert said == system, "a pair that can be read: Mark goes with no scheme of a person's own"
    context.close()


def test_a_reading_says_in_words_what_its_colours_say(chrome, study, hand):
    hand.code("heard", 2, "Nobody listened to me", "c1")
    hand.read()
    lee = type(hand)(Desk(study, "lee"))
    lee.code("peers", 2, "Nobody listened to me", "d1", stance="against")
    lee.read()
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port, "settle/north")
        tab.sees(".pair h2 >> nth=0", "^kim: Being heard$")
        tab.sees(".pair h2 >> nth=1", "^lee: Peer support, against$")
        labels = tab.page.locator(".pair .said").evaluate_all("all => all.map(e => e.ariaLabel)")
        assert labels[1] == "Reading of lee: Peer support, against"
        tab.page.close()
