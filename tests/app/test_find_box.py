"""The find box and the code box keep what is typed; an answer that comes late moves nothing."""

from contextlib import contextmanager

import pytest
from test_pointer import at, drag, held

pytestmark = pytest.mark.browser


@contextmanager
def slow(tab, op):
    """Hold back the program's answers to one question until the end."""
    kept = []

    def ask(route):
        if f'"op":"{op}"' in route.request.post_data:
            kept.append(route)
        else:
            route.continue_()

    tab.page.route("**/ask", ask)
    yield kept
    for route in kept:
        route.continue_()
    tab.page.wait_for_timeout(300)
    tab.page.unroute("**/ask")


def asked(tab, kept, n=1):
    for _ in range(100):
        if len(kept) >= n:
            return
        tab.page.wait_for_timeout(50)
    raise AssertionError("it was not asked")


def in_box(tab):
    return tab.page.evaluate("document.activeElement.placeholder") == "Find in this session"


def look_for(tab, words):
    """Exactly as written: the language model is not loaded for it."""
    tab.press("f")
    tab.page.locator(".seek input[type=checkbox]").check()
    tab.page.locator(".seek input[type=text]").click()
    tab.page.keyboard.type(words)
    tab.press("Enter")


def test_the_focus_stays_in_the_box_and_enter_goes_on(tab):
    tab.caret(6)
    look_for(tab, "super")
    tab.sees(".seek", "1 of 2")
    assert in_box(tab)
    assert held(tab) == "super"
    assert tab.page.evaluate("practicelearn.show.text.selection().from.unit") == 3, "the first"
    tab.press("Enter")
    tab.sees(".seek", "2 of 2")
    tab.press("Shift+Enter")
    tab.sees(".seek", "1 of 2")
    tab.press("1", "u", "j")
    assert tab.page.locator(".seek input[type=text]").input_value() == "super1uj"
    tab.press("Backspace", "Backspace", "Backspace", "v", "Backspace", "Escape")
    tab.page.wait_for_selector(".seek", state="hidden")
    assert tab.page.evaluate("document.activeElement.className") == "said"
    assert tab.selected() == "super"
    assert tab.events() == []


def test_a_changed_box_is_asked_anew(tab):
    look_for(tab, "super")
    tab.sees(".seek", "1 of 2")
    tab.page.keyboard.type("vis")
    tab.press("Enter")
    tab.sees(".seek", "1 of 2")
    assert held(tab) == "supervis"
    tab.page.keyboard.type("zzz")
    tab.press("Enter")
    tab.sees(".seek", "0 places")
    tab.sees(".toast:visible", "“superviszzz” is not in this session")
    assert in_box(tab)


def test_letters_typed_while_it_looks_go_into_the_box_and_the_answer_moves_nothing(tab):
    drag(tab, 2, "Nobody listened")
    with slow(tab, "find") as kept:
        look_for(tab, "super")
        asked(tab, kept)
        tab.page.keyboard.type("vision 1")
    tab.sees(".toast:visible", "“super”: 2 places. The box says something else")
    assert in_box(tab)
    assert tab.page.locator(".seek input[type=text]").input_value() == "supervision 1"
    assert held(tab) == "Nobody listened"
    assert tab.events() == []


def test_a_late_answer_leaves_a_selection_made_since_and_is_told(tab):
    with slow(tab, "find") as kept:
        look_for(tab, "super")
        asked(tab, kept)
        drag(tab, 2, "Nobody listened")
    tab.sees(".toast:visible", "^2 places found. h goes to the next.$")
    tab.sees(".seek", "2 places")
    assert tab.selected() == "Nobody listened"
    assert not in_box(tab)
    tab.press("1")
    assert tab.quotes() == [("heard", "Nobody listened")]
    tab.press("h")
    assert tab.selected() == "super"


def test_an_answer_during_a_drag_leaves_the_drag_alone(tab):
    with slow(tab, "find") as kept:
        look_for(tab, "super")
        asked(tab, kept)
        drag(tab, 2, "Nobody listened", release=False)
    tab.sees(".toast", "^2 places found")
    assert tab.selected() == "Nobody listened"
    tab.page.mouse.move(*at(tab, 2, "to me", end=True), steps=3)
    tab.page.mouse.up()
    assert tab.selected() == "Nobody listened to me"


def test_an_answer_about_another_session_is_told_and_changes_nothing(tab):
    with slow(tab, "find") as kept:
        look_for(tab, "super")
        asked(tab, kept)
        tab.page.locator(".sessions button", has_text="south").click()
        tab.sees("h1", "^south")
        drag(tab, 2, "Nobody listened")
    tab.sees(".toast:visible", "^“super” in north, 2025-26: 2 places.$")
    assert tab.selected() == "Nobody listened"
    tab.press("h")
    tab.sees(".toast:visible", "Nothing found")


def test_a_box_closed_while_it_looks_stays_closed(tab):
    drag(tab, 2, "Nobody listened")
    with slow(tab, "find") as kept:
        look_for(tab, "super")
        asked(tab, kept)
        tab.press("Escape")
    assert not tab.page.locator(".seek").is_visible()
    assert tab.selected() == "Nobody listened"


def test_the_code_box_filters_and_gives_by_enter(tab):
    drag(tab, 3, "cancelled supervision")
    tab.press("/")
    tab.page.keyboard.type("peer")
    tab.press("Enter")
    assert tab.quotes() == [("peers", "cancelled supervision")]
    assert tab.selected() == "", "so that the code is seen"
    assert tab.page.evaluate("document.activeElement.className") == "said"
    tab.press("/")
    tab.page.keyboard.type("no such")
    tab.press("Enter")
    tab.sees(".toast:visible", "No such code")
    assert len(tab.quotes()) == 1
    drag(tab, 6, "biscuits")
    assert tab.selected() == "biscuits"


def test_a_code_found_by_typing_can_be_clicked(tab):
    drag(tab, 3, "cancelled supervision")
    tab.press("/")
    tab.page.keyboard.type("peer")
    tab.page.locator(".codes li").first.click()
    assert tab.quotes() == [("peers", "cancelled supervision")]
    assert tab.selected() == "", "so that the code is seen"
    tab.counts("[role=option]", 5)


def test_a_session_that_comes_late_waits_for_the_pointer(tab):
    with slow(tab, "session") as kept:
        tab.press("}")
        asked(tab, kept)
        drag(tab, 3, "cancelled", release=False)
    assert tab.selected() == "cancelled"
    tab.sees("h1", "^north")
    tab.page.mouse.up()
    tab.sees("h1", "^south")
    assert tab.selected() == ""
