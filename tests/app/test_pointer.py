"""What a mouse does on the coding page: pressed, moved and let go as a hand does, in Chromium."""

import pytest
from app_browser import Tab, served, wait_until
from app_helpers import corpus_of

from practicelearn.study.folder import create_study

pytestmark = pytest.mark.browser

AT = """([n, words, end]) => {
    const node = document.querySelectorAll('.turn')[n - 1].firstChild, r = document.createRange();
    const at = node.data.indexOf(words) + (end ? words.length - 1 : 0);
    r.setStart(node, at); r.setEnd(node, at + 1);
    const b = r.getClientRects()[0];
    return [end ? b.right - 0.4 : b.left + 0.4, b.top + b.height / 2];
}"""


def at(tab, n, words, *, end=False):
    """Where words of a turn begin or end, in the window."""
    return tab.page.evaluate(AT, [n, words, end])


def drag(tab, n, words, *, to=None, backwards=False, release=True):
    """Press where words begin and let go where they, or those of another turn, end."""
    ends = [at(tab, n, words), at(tab, *(to or (n, words)), end=True)]
    (x, y), there = reversed(ends) if backwards else ends
    mouse = tab.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move((x + there[0]) / 2, (y + there[1]) / 2, steps=3)
    mouse.move(*there, steps=3)
    if release:
        mouse.up()


def current(tab):
    """The words of the coding at hand, or None."""
    return tab.page.evaluate(
        """() => { const { store, show } = practicelearn;
            const c = store.session.state.codings.get(show.current);
            return c ? c.parts.map(p => p.quote).join(' | ') : null; }"""
    )


def held(tab):
    """The words that the page holds as selected, wherever the focus is."""
    return tab.page.evaluate("practicelearn.show.text.parts().map(p => p.quote).join(' | ')")


def stance(tab):
    tab.page.locator(".here button", has_text="against").click()


def search_box(tab):
    tab.page.locator(".find input").click()
    tab.page.keyboard.type("peer")


def find_box(tab):
    tab.press("f")
    tab.page.keyboard.type("supervision")


def blank_paper(tab):
    box = tab.page.locator(".paper").bounding_box()
    tab.page.mouse.click(box["x"] + box["width"] - 60, box["y"] + box["height"] - 40)


def another_view(tab):
    for view in ("Read", "Code"):
        tab.page.locator(".tabs button", has_text=view).click()
        tab.page.wait_for_selector(".themes" if view == "Read" else ".turn")


def dialog_closed(tab):
    tab.press("M")
    tab.page.locator("dialog button", has_text="Cancel").click()
    tab.page.wait_for_selector("dialog", state="detached")


def code_name(tab):
    tab.page.mouse.click(*at(tab, 6, "biscuits"))  # the card says the names of what is at hand
    tab.page.locator(".names .name").first.click()


def window_left(tab):
    tab.page.evaluate("document.activeElement.blur()")


BETWEEN = [
    stance, search_box, find_box, blank_paper, another_view, dialog_closed, code_name, window_left,
]  # fmt: skip
IN_THE_LONG_RUN = pytest.mark.slow
"""What test_mouse_coding.py and, of ends of codings, test_handles.py walk through, and more."""


@IN_THE_LONG_RUN
@pytest.mark.parametrize("between", BETWEEN, ids=lambda f: f.__name__)
def test_a_drag_begins_where_it_is_pressed_whatever_was_done_before(tab, between):
    drag(tab, 2, "Nobody listened")
    tab.press("1")
    between(tab)
    drag(tab, 3, "cancelled supervision")
    assert tab.selected() == "cancelled supervision"
    tab.press("2")
    assert sorted(tab.quotes()) == [
        ("heard", "Nobody listened"),
        ("supervision", "cancelled supervision"),
    ]


@IN_THE_LONG_RUN
@pytest.mark.parametrize("between", BETWEEN, ids=lambda f: f.__name__)
def test_a_press_selects_and_does_nothing_else(tab, between):
    drag(tab, 2, "Nobody listened")
    tab.press("1")
    between(tab)
    tab.saved()
    before = [e.id for e in tab.events()]
    drag(tab, 3, "It was the third time")
    tab.caret(6, "biscuits")
    assert [e.id for e in tab.events()] == before
    assert tab.selected() == ""


@IN_THE_LONG_RUN
def test_both_ends_of_a_drag_go_to_whole_words_in_either_direction(tab):
    for backwards in (False, True):
        drag(tab, 3, "pervisor cancelled super", backwards=backwards)
        assert tab.selected() == "supervisor cancelled supervision"
        tab.press("2")
        assert tab.quotes() == [("supervision", "supervisor cancelled supervision")]
        tab.sees(".toast", "is there already" if backwards else "^Supervision: ")
    drag(tab, 3, "again. It")
    assert tab.selected() == "again. It", "ends at an edge stay"
    drag(tab, 3, ". It w")
    assert tab.selected() == ". It was", "an end in punctuation stays"


@IN_THE_LONG_RUN
def test_a_drag_over_turns_codes_each_of_them_trimmed(tab):
    drag(tab, 2, "shut", to=(4, "and nobody"))
    tab.press("4")
    quotes = [quote for _, quote in tab.quotes()]
    assert quotes[:2] == ["shut.", tab.study.corpus().turns["text"].iloc[2]]
    assert len(quotes) == 3


def test_a_release_outside_the_text_is_a_release(tab):
    drag(tab, 3, "pervisor cancelled", release=False)
    tab.page.mouse.move(1430, 890, steps=4)
    tab.page.mouse.up()
    words = tab.selected()
    assert words.startswith("supervisor cancelled")
    tab.page.mouse.move(400, 300, steps=4)
    assert tab.selected() == words, "let go"
    tab.press("1")
    assert tab.quotes()[0][1].startswith("supervisor cancelled")


@IN_THE_LONG_RUN
def test_shift_and_click_go_on_from_the_anchor(tab):
    drag(tab, 3, "pervisor")
    tab.page.keyboard.down("Shift")
    tab.page.mouse.click(*at(tab, 3, "supervision ag", end=True))
    tab.page.keyboard.up("Shift")
    assert tab.selected() == "supervisor cancelled supervision again"


def test_shift_and_click_go_on_after_the_focus_was_in_a_box(tab):
    drag(tab, 3, "cancelled")
    tab.page.locator(".find input").click()
    tab.page.keyboard.down("Shift")
    tab.page.mouse.click(*at(tab, 3, "third", end=True))
    tab.page.keyboard.up("Shift")
    assert tab.selected() == "cancelled supervision again. It was the third"


def test_double_and_triple_click_take_the_word_and_the_turn_and_nothing_of_another(tab):
    x, y = at(tab, 3, "celled")
    tab.page.mouse.dblclick(x, y)
    assert tab.selected().strip() == "cancelled"
    tab.page.mouse.click(x, y, click_count=3)
    tab.press("1")
    assert tab.quotes() == [("heard", tab.study.corpus().turns["text"].iloc[2])]
    turns = tab.page.evaluate(
        "(s => [s.from.turn, s.to.turn])(practicelearn.show.text.selection())"
    )
    assert turns == [2, 2]


def test_a_click_takes_the_smallest_coding_there_or_none_and_the_selection_goes(tab):
    drag(tab, 3, "My supervisor cancelled supervision again")
    tab.press("1")
    drag(tab, 3, "cancelled supervision")
    tab.press("2")
    tab.press("[")  # the larger one is at hand, by key
    assert current(tab).startswith("My supervisor")
    tab.page.mouse.click(*at(tab, 3, "celled"))
    assert current(tab) == "cancelled supervision"
    tab.page.mouse.click(*at(tab, 3, "visor"))
    assert current(tab).startswith("My supervisor")
    tab.page.mouse.click(*at(tab, 6, "biscuits"))
    assert current(tab) is None
    assert tab.selected() == ""
    tab.press("1")
    tab.sees(".toast:visible", "Select words first")


def test_blank_paper_gives_the_text_its_focus_and_leaves_the_selection(tab):
    drag(tab, 3, "cancelled supervision")
    tab.page.locator(".find input").click()
    blank_paper(tab)
    assert tab.page.evaluate("document.activeElement.className") == "said"
    assert tab.selected() == "cancelled supervision"
    tab.press("1")
    assert tab.quotes() == [("heard", "cancelled supervision")]


def test_buttons_beside_the_text_leave_selection_and_scroll_as_they_were(tab):
    drag(tab, 2, "Nobody listened")
    tab.press("1")
    drag(tab, 2, "Nobody", to=(2, "listened to"))
    scroll = tab.page.evaluate("document.querySelector('.paper').scrollTop")
    for words in ("against", "matters", "quotable", "strength", "for", "mixed"):
        tab.page.locator(".here button", has_text=words).first.click()
        assert held(tab) == "Nobody listened to"
    assert tab.page.evaluate("document.querySelector('.paper').scrollTop") == scroll
    tab.page.locator(".codes li").nth(1).click()
    assert ("supervision", "Nobody listened to") in tab.quotes()
    tab.saved()
    spans = tab.study.codings().spans.set_index("code")
    assert spans.loc["heard", "stance"] == "mixed"
    assert spans.loc["heard", "matters"]


def test_what_is_selected_stays_in_sight_while_the_focus_is_elsewhere(tab):
    drag(tab, 3, "cancelled supervision")
    painted = """() => [...CSS.highlights].filter(([name]) => name.endsWith('-held'))
        .flatMap(([, h]) => [...h].map(r => r.toString()))"""
    assert tab.page.evaluate(painted) == []
    tab.page.locator(".find input").click()
    assert tab.page.evaluate(painted) == ["cancelled supervision"]
    tab.press("Escape")
    assert tab.page.evaluate(painted) == []
    assert tab.selected() == "cancelled supervision"


@IN_THE_LONG_RUN
@pytest.mark.parametrize("button", ["right", "middle"])
def test_the_other_buttons_select_and_change_nothing(tab, button):
    drag(tab, 3, "cancelled supervision")
    tab.press("1")
    for n, words in ((3, "celled"), (6, "biscuits")):
        tab.page.mouse.click(*at(tab, n, words), button=button)
        assert tab.selected() == ""
        assert current(tab) == "cancelled supervision"
    assert len(tab.events()) == 1


def test_a_finger_sets_the_caret_and_keys_go_on(chrome, study):
    context = chrome.new_context(has_touch=True, viewport={"width": 1440, "height": 900})
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim").open(port)
        drag(tab, 3, "cancelled supervision")
        tab.press("1")
        tab.page.touchscreen.tap(*at(tab, 6, "biscuits"))
        tab.page.wait_for_function("practicelearn.show.text.selection().caret.turn === 5")
        tab.press("w", "4")
        tab.page.touchscreen.tap(*at(tab, 3, "celled"))
        tab.page.wait_for_function("practicelearn.show.text.selection().caret.turn === 2")
        tab.page.touchscreen.tap(
            *tab.page.locator(".here button", has_text="against").evaluate(
                "b => (r => [r.left + 9, r.top + 9])(b.getBoundingClientRect())"
            )
        )
        assert sorted(tab.quotes()) == [("heard", "cancelled supervision"), ("peers", "biscuits")]
        spans = tab.study.codings().spans.set_index("code")
        assert spans.loc["heard", "stance"] == "against"
        assert tab.errors == []
    context.close()


def test_presses_that_follow_at_once_are_each_a_press(tab):
    for _ in range(12):
        for words in ("supervisor cancelled", "third time"):
            (x, y), there = at(tab, 3, words), at(tab, 3, words, end=True)
            mouse = tab.page.mouse
            mouse.move(x, y)
            mouse.down()
            assert tab.page.evaluate("practicelearn.hand.down")
            mouse.move(*there)
            mouse.up()
            assert tab.selected() == words
            mouse.down()
            mouse.up()


def test_while_a_pointer_is_down_nothing_else_moves_the_selection(tab):
    drag(tab, 2, "Nobody")
    tab.press("1")
    drag(tab, 3, "supervisor cancelled", release=False)
    for what in (
        "practicelearn.show.text.focus()",
        "document.querySelector('.said').blur()",
        "document.querySelector('.said').focus()",
        "practicelearn.changed()",
        "practicelearn.home()",
        "practicelearn.show.text.select({turn: 0, unit: 0})",
        "practicelearn.show.choose([...practicelearn.store.session.state.codings.keys()][0])",
    ):
        tab.page.evaluate(what)
        assert tab.selected() == "supervisor cancelled", what
    tab.press("j", "w", "1", "Escape")
    tab.page.mouse.move(*at(tab, 3, "supervision ag", end=True), steps=3)
    tab.page.mouse.up()
    assert tab.selected() == "supervisor cancelled supervision again"
    assert len(tab.events()) == 1


def test_another_window_changes_no_selection_and_is_told(tab):
    drag(tab, 2, "Nobody")
    tab.press("1")
    tab.saved()
    other = Tab(tab.page.context.new_page(), tab.study, "kim")
    other.page.goto(tab.page.url)
    other.page.wait_for_selector(".name")
    drag(other, 6, "biscuits")
    other.press("4")
    other.saved()
    tab.page.bring_to_front()
    drag(tab, 3, "cancelled")
    tab.press("2")
    drag(tab, 3, "third time", release=False)
    tab.sees(".toast", "Both are here now")
    tab.page.mouse.up()
    assert tab.selected() == "third time"
    tab.counts(".names .name", 3)


def handle(tab, end):
    box = tab.page.locator(f".sheet .handle.{end}").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def pull(tab, end, *steps, release=True):
    tab.page.mouse.move(*handle(tab, end))
    tab.page.mouse.down()
    for step in steps:
        tab.page.mouse.move(*step, steps=4)
    if release:
        tab.page.mouse.up()


def quote(tab):
    tab.saved()
    return " | ".join(tab.study.codings().spans["quote"])


@IN_THE_LONG_RUN
def test_the_ends_of_the_coding_at_hand_are_dragged_letter_by_letter_and_over_turns(tab):
    drag(tab, 3, "cancelled")
    tab.press("2")
    tab.counts(".handle:visible", 2)
    pull(tab, "end", at(tab, 3, "cancelled super", end=True))
    assert quote(tab) == "cancelled super"
    pull(tab, "start", at(tab, 3, "pervisor"))
    assert quote(tab) == "pervisor cancelled super"
    assert len(tab.events()) == 3, "one change for each"
    pull(tab, "start", at(tab, 2, "shut"))
    assert quote(tab) == "shut. | My supervisor cancelled super"
    pull(tab, "end", at(tab, 6, "biscuits"), at(tab, 2, "shut", end=True))
    assert quote(tab) == "shut"
    assert len(tab.events()) == 5
    tab.press("u", "u", "u", "u")
    assert quote(tab) == "cancelled"


@IN_THE_LONG_RUN
def test_a_dragged_end_is_never_inside_out_and_escape_leaves_it(tab):
    drag(tab, 3, "cancelled")
    tab.press("2")
    pull(tab, "end", at(tab, 3, "celled"), at(tab, 1, "What"))
    assert quote(tab) in {"c", "can", "canc"}, "what stood there before it turned"
    tab.press("u")
    pull(tab, "end", at(tab, 3, "again", end=True), release=False)
    tab.press("Escape")
    tab.page.mouse.move(*at(tab, 3, "time", end=True), steps=3)
    tab.page.mouse.up()
    assert quote(tab) == "cancelled"
    assert len(tab.events()) == 1
    assert tab.selected() == ""
    assert current(tab) == "cancelled", "it is still at hand"
    pull(tab, "end", at(tab, 3, "again", end=True), at(tab, 3, "cancelled", end=True))
    assert len(tab.events()) == 1, "back where it was: nothing is written"


@IN_THE_LONG_RUN
def test_a_dragged_end_cuts_no_emoji_from_its_skin(chrome, tmp_path):
    said = (("P1", "participant", "So 👩🏽‍⚕️👩🏽‍⚕️ came by."),)
    study = create_study(tmp_path / "s", corpus_of(north=said), title="Emoji")
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port)
        drag(tab, 1, "came")
        tab.press("n")
        tab.page.keyboard.type("Came")
        tab.press("Enter")
        x, y = at(tab, 1, "So 👩🏽‍⚕️", end=True)
        pull(tab, "start", (x + 6, y))
        assert quote(tab) in {"👩🏽‍⚕️ came", "👩🏽‍⚕️👩🏽‍⚕️ came"}
        tab.page.close()
        assert tab.errors == []


def test_handles_stand_on_no_letter_that_a_hand_would_press(tab):
    drag(tab, 3, "cancelled")
    tab.press("2")
    for words, end in (
        ("cancelled", False), ("cancelled", True), ("r cancelled", False), (" supervision", False),
    ):  # fmt: skip
        x, y = at(tab, 3, words, end=end)
        seen = tab.page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", [x, y])
        assert seen.startswith("turn"), words


def test_a_short_message_takes_no_press_and_makes_way(tab):
    drag(tab, 3, "third time")
    tab.press("u")
    tab.sees(".toast:visible", "Nothing to undo")
    assert tab.page.locator(".toast").count() == 1
    style = "e => getComputedStyle(e).pointerEvents"
    assert tab.page.locator(".toast").evaluate(style) == "none"
    box = tab.page.locator(".toast").bounding_box()
    tab.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tab.page.wait_for_selector(".toast", state="hidden")


def test_keys_go_on_after_a_scroll_bar_was_dragged(chrome, study):
    context = chrome.new_context(viewport={"width": 1440, "height": 420})
    with served(study, "kim") as (port, _):
        tab = Tab(context.new_page(), study, "kim").open(port)
        box = tab.page.locator(".paper").bounding_box()
        tab.caret(1)
        tab.page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 20)
        tab.page.mouse.down()
        tab.page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 80, steps=3)
        tab.page.mouse.up()
        tab.press("j", "s", "1")
        assert tab.quotes() == [("heard", "Nobody listened to me.")]
        assert tab.errors == []
    context.close()


def test_more_than_twenty_turns_or_a_whole_session_are_coded_only_after_a_yes(chrome, tmp_path):
    said = tuple((f"P{n % 5}", "participant", f"This is turn number {n}.") for n in range(1, 47))
    corpus = corpus_of(long=said, short=said[:3])
    study = create_study(tmp_path / "s", corpus, title="Much")
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port, "code/short")
        tab.press("n")
        tab.page.keyboard.type("All")
        tab.press("Enter")
        tab.page.wait_for_selector("dialog", state="detached")
        tab.press("Control+a", "1")
        tab.sees("dialog h2", r"^Code all 3 turns as one coding\?$")
        tab.page.get_by_role("button", name="Cancel").click()
        tab.page.wait_for_selector("dialog", state="detached")
        tab.page.close()
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port, "code/long")
        tab.press(*["t"] * 20, "1")
        tab.saved()
        wait_until(lambda: len(study.codings().spans) == 20)
        tab.press(*["k"] * 19, *["t"] * 21, "1")
        tab.sees("dialog h2", r"^Code all 21 turns as one coding\?$")
        tab.page.wait_for_timeout(200)
        assert len(study.codings().spans) == 20, "nothing is written before the yes"
        tab.page.get_by_role("button", name="Code them").click()
        tab.saved()
        wait_until(lambda: len(study.codings().spans) == 41)
        tab.press("Control+a")
        tab.page.locator(".codes li").first.click()
        tab.sees("dialog h2", r"^Code all 46 turns as one coding\?$")
        tab.press("Escape")
        tab.page.wait_for_selector("dialog", state="detached")
        assert len(study.codings().spans) == 41
        tab.page.close()
        assert tab.errors == []
