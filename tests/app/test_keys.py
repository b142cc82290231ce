"""One table of keys: what it says, what the script does by it, and where it is heard."""

import re
from collections import Counter

import pytest
from app_browser import Tab, served
from app_helpers import Hand, corpus_of

from practicelearn.app.desk import Desk
from practicelearn.app.join import HERE
from practicelearn.app.keys import MEANINGS, TABLE, VIEWS, key_of, shown_in
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.study.folder import create_study

DOES = "Object.keys(practicelearn.show.does)"


def test_a_key_has_one_meaning_whatever_is_on_show():
    pairs = [(key, does) for row in TABLE for key, does in row.keys.items()]
    assert [key for key, n in Counter(key for key, _ in pairs).items() if n > 1] == []
    of = {}
    for row in TABLE:
        for does in row.keys.values():
            of.setdefault(does, []).append(row)
    assert [does for does, rows in of.items() if len({id(r) for r in rows}) > 1] == []
    assert dict(pairs) == MEANINGS


def test_what_cannot_be_undone_has_no_key():
    assert MEANINGS["r"] == "recode", "which can be undone"
    assert not [does for does in MEANINGS.values() if "redact" in does]


@pytest.mark.parametrize("view", VIEWS)
def test_the_list_of_keys_shows_no_key_twice_in_a_view(view):
    shown = [key for _, rows in shown_in(view) for keys, _ in rows for key in keys.split()]
    assert [key for key, n in Counter(shown).items() if n > 1] == []


def test_no_part_of_the_script_maps_keys_by_itself():
    # Boxes have their own Enter and Escape, lists, menus and the grid their arrows; what explains
    # itself and what is carried their Escape; all else is Keys.
    heard = {}
    for part in sorted((HERE / "parts").glob("*.js")):
        n = len(re.findall(r"keydown", part.read_text(encoding="utf-8")))
        if n:
            heard[part.name] = n
    assert heard == {
        "03-dom.js": 2, "03-tips.js": 1, "04-keys.js": 2, "04-menu.js": 1, "06-carry.js": 1,
        "07-find.js": 1, "07-frame.js": 1, "10-chart.js": 1,
    }  # fmt: skip


@pytest.fixture
def both(study, kim):
    """Kim and Lee have read the north and differ."""
    k, lee = Hand(kim), Hand(Desk(study, "lee"))
    k.code("heard", 2, "Nobody listened to me", "k1")
    lee.code("supervision", 2, "Nobody listened to me", "l1")
    k.read()
    lee.read()
    return study


@pytest.mark.browser
def test_every_view_does_what_the_table_says_and_nothing_else(chrome, both):
    with served(both, "kim") as (port, _):
        tab = Tab(chrome.new_page(), both, "kim")
        for view, where, there in (
            ("code", "code/north", ".turn"),
            ("settle", "settle/north", ".acts button"),
            ("chart", "chart", "td"),
            ("read", "read/heard", ".passage"),
            ("search", "search", ".asks .press"),
            ("progress", "progress", "tbody td"),
        ):
            tab.page.goto(f"http://127.0.0.1:{port}/?token=a-token-for-tests#{where}")
            tab.page.wait_for_selector(there)
            said = {d for row in TABLE if view in row.said for d in row.keys.values()}
            said -= {"keys", "search_all"}  # the page's own, in every view
            assert set(tab.page.evaluate(DOES)) == said, view
            # A visible key is one of the table, with a meaning that this view has.
            visible = tab.page.locator(".view kbd").all_inner_texts()
            written = {"Del": "Delete", "Space": " "}
            for key in (k.strip() for k in visible if k.strip()):
                assert MEANINGS[written.get(key, key)] in said | {"keys"}, (view, key)
            tab.page.evaluate("document.activeElement.blur()")  # a box has its letters for itself
            tab.press("?")
            tab.sees("dialog h2", "^Keys$")
            tab.press("Escape")
            tab.page.wait_for_selector("dialog", state="detached")
            assert tab.errors == []


def coded(tab):
    return tab.page.evaluate("practicelearn.store.session.state.codings.size")


@pytest.mark.browser
def test_keys_are_heard_wherever_the_focus_is(tab):
    tab.caret(1)
    tab.press("s", "1")
    for n, go in enumerate(
        (
            lambda: tab.page.locator(".here button", has_text="against").click(),
            lambda: tab.page.mouse.click(1100, 850),
            lambda: tab.page.locator("h1").click(),
            lambda: tab.page.locator(".about").click(),
            lambda: tab.page.evaluate("document.activeElement.blur()"),
            lambda: tab.page.locator(".tabs button").first.focus(),
        ),
        start=2,
    ):
        go()
        tab.press("j" if n < 7 else "k", "s", "2" if n < 7 else "3")
        assert coded(tab) == n
        assert tab.page.evaluate("document.activeElement.className") == "said"
    tab.page.evaluate("document.activeElement.blur()")
    tab.press("?")
    tab.counts("dialog", 1)
    tab.press("1", "j")
    assert coded(tab) == 7, "a dialog has its keys for itself"


@pytest.mark.browser
@pytest.mark.parametrize("focus", ["button", "nowhere"])
def test_arrows_and_the_browsers_other_keys_go_to_the_text_too(tab, focus):
    def away():
        if focus == "button":
            tab.page.locator(".tabs button").first.focus()
        else:
            tab.page.evaluate("document.activeElement.blur()")

    tab.caret(3, "cancelled")
    away()
    tab.press("Shift+ArrowRight")
    tab.selects("c")
    away()
    tab.press("Control+Shift+ArrowRight")
    assert tab.selected().strip() == "cancelled"
    away()
    tab.press("1")
    assert tab.quotes() == [("heard", "cancelled")]


@pytest.mark.browser
def test_a_key_that_follows_the_browsers_own_at_once_acts_on_what_is_selected_now(tab):
    for n in range(1, 4):
        tab.caret(6, "biscuits")
        tab.press("w", "Control+a", str(n))
        tab.sees("dialog h2", r"^Code all 6 turns as one coding\?$")
        tab.press("Escape")
        tab.page.wait_for_selector("dialog", state="detached")
        tab.caret(3, "cancelled")
        tab.press("w", "Shift+ArrowRight", "Shift+ArrowRight", str(n))
    assert {q for _, q in tab.quotes()} == {"cancelled s"}


@pytest.mark.browser
def test_a_focused_button_keeps_enter_and_space_and_boxes_keep_all(tab):
    tab.caret(3, "cancelled")
    tab.press("w", "1")
    button = tab.page.locator(".here button", has_text="against")
    for key in ("Enter", "Space"):
        button.focus()
        tab.press(key)
    tab.saved()
    assert [e.kind for e in tab.events()] == ["code", "change", "change"]
    assert tab.study.codings().read.empty
    tab.press("/")
    tab.page.keyboard.type("j1?u")
    assert tab.page.locator(".find input").input_value() == "j1?u"
    assert coded(tab) == 1


@pytest.mark.browser
def test_alt_and_other_programs_keys_do_nothing_and_altgr_writes_a_letter(tab):
    tab.caret(3, "cancelled")
    tab.press("w", "Alt+1", "Control+1", "Meta+1")
    assert coded(tab) == 0
    tab.page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {
            key: '[', ctrlKey: true, altKey: true, modifierAltGraph: true,
            bubbles: true, cancelable: true}))"""
    )
    tab.sees(".toast", "^No coding before")


# What cannot be done changes nothing, so that all these are pressed on one page.
CANNOT = [
    ("1", "Select words first"), ("w 7", "No code has the number 7"), ("+", "Put the caret"),
    ("v", "Put the caret"), ("m", "Put the caret"), ("Delete", "Put the caret"),
    (".", "Put the caret"), ("u", "Nothing to undo"), ("U", "Nothing to do again"),
    ("k", "No turn before"), ("E", "No sentence before"), ("{", "first session"),
    ("]", "No coding further on"), ("h", "Nothing found"), ("A", "Nothing found"),
    ("p", "No offers here"), ("y", "Go to an offer"), ("Y", "Go to an offer"),
    ("W", "Nothing is selected"), ("q", "no questions"), ("F", "does nothing here"),
]  # fmt: skip
_SAY_NOTHING = """() => {
    for (const e of document.querySelectorAll('.toast, [aria-live=polite]')) e.textContent = '';
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    "pressed", [CANNOT, [("w 1 1", "is there already")], [("w 1 , ,", "cannot be shorter")]],
    ids=["nothing is coded", "coded twice", "too short"],
)  # fmt: skip
def test_what_a_key_cannot_do_is_shown(tab, pressed):
    for keys, said in pressed:
        tab.caret(1)
        tab.page.evaluate(_SAY_NOTHING)  # what was said of the key before is not taken for this
        tab.press(*keys.split())
        tab.sees(".toast:visible", said)
        tab.hears(said)


@pytest.mark.browser
def test_moves_are_read_aloud_and_not_shown(tab):
    tab.caret(1)
    tab.press("j")
    tab.hears("^P1: Nobody listened")
    tab.press("e")
    tab.hears("^Nobody listened|^👩|^We said")
    assert not tab.page.locator(".toast").is_visible()


@pytest.fixture
def many(tmp_path):
    """Eleven codes, two sessions."""
    codes = tuple(Code(f"c{n}", f"Code {n}") for n in range(1, 12))
    said = (("P1", "participant", "We asked twice. Nobody came back to us."),)
    corpus = corpus_of(north=said, south=said)
    return create_study(tmp_path / "s", corpus, CodingFrame("f", "1", codes), title="Many")


def numbers(tab):
    return tab.page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.codes li')]
            .map(li => [li.querySelector('kbd').textContent, li.id.slice(8)]).filter(([k]) => k))"""
    )


@pytest.mark.browser
def test_numbers_stay_whatever_is_used_and_are_the_same_in_every_session(chrome, many):
    first = {str(n): f"c{n}" for n in range(1, 10)}
    with served(many, "kim") as (port, _):
        tab = Tab(chrome.new_page(), many, "kim").open(port)
        assert numbers(tab) == first
        tab.press("s", "/")
        tab.page.keyboard.type("Code 11")
        tab.press("Enter")
        tab.press("s", "8", "Escape")
        assert numbers(tab) == first
        tab.press("w", "n")
        tab.page.keyboard.type("New")
        tab.press("Enter")
        assert numbers(tab) == first, "no number is free"
        tab.press("}")
        tab.sees("h1", "^south")
        assert numbers(tab) == first
        tab.page.reload()
        tab.page.wait_for_selector(".turn")
        assert numbers(tab) == first
        tab.press("/")
        tab.page.keyboard.type("Code 10")
        tab.press("Control+p")
        tab.sees(".toast", r"^Code 10 is pinned to 9\. Code 9 has no number now\.$")
        tab.press("Escape", "/")
        tab.page.keyboard.type("Code 2")
        tab.press("Control+p", "Escape", "{")
        tab.sees("h1", "^north")
        pinned = {**first, "9": "c10"}
        assert numbers(tab) == pinned
        tab.page.reload()
        tab.page.wait_for_selector(".turn")
        assert numbers(tab) == pinned
        assert tab.page.locator("kbd.pinned").all_inner_texts() == ["2", "9"]
        tab.page.context.close()
        assert tab.errors == []


@pytest.mark.browser
def test_a_code_made_meanwhile_takes_a_free_number_until_it_is_undone(tab):
    tab.caret(3, "cancelled")
    tab.press("w", "n")
    tab.page.keyboard.type("Lost time")
    tab.press("Enter")
    tab.sees("#pl-code-lost-time kbd", "^6$")
    tab.caret(6, "biscuits")
    tab.press("w", "6")
    assert tab.quotes()[1] == ("lost-time", "biscuits")
    tab.press("u", "u", "u")
    tab.counts("#pl-code-lost-time", 0)
    tab.press("U", "U")
    tab.sees("#pl-code-lost-time kbd", "^6$")


@pytest.mark.browser
def test_undo_goes_to_the_session_where_something_was_done_last_and_says_so(tab):
    tab.caret(3, "cancelled")
    tab.press("w", "1")
    tab.saved()
    tab.press("}")
    tab.sees("h1", "^south")
    tab.caret(3, "third")
    tab.press("w", "2")
    tab.saved()
    tab.press("{")
    tab.sees("h1", "^north")
    tab.press("u")
    tab.sees("h1", "^south")
    tab.sees(".toast:visible", r"^Undone in south, 2025-26: coding Supervision\.$")
    assert tab.quotes() == [("heard", "cancelled")]
    tab.press("u")
    tab.sees("h1", "^north")
    tab.sees(".toast:visible", r"^Undone in north, 2025-26: coding Being heard\.$")
    assert tab.quotes() == []
    tab.press("U")
    tab.sees(".toast:visible", r"^Done again: coding Being heard\.$")
    tab.press("U")
    tab.sees(".toast:visible", r"^Done again in south, 2025-26: coding Supervision\.$")
    assert len(tab.quotes()) == 2
    tab.page.go_back()
    tab.sees("h1", "^north")


@pytest.mark.browser
def test_an_act_in_another_session_leaves_this_one_s_redo(tab):
    tab.caret(3, "cancelled")
    tab.press("w", "1", "u")
    tab.saved()
    assert tab.quotes() == []
    tab.press("}")
    tab.sees("h1", "^south")
    tab.press("w", "2")
    tab.saved()
    tab.press("{")
    tab.sees("h1", "^north")
    tab.press("U")
    tab.sees(".toast:visible", r"^Done again: coding Being heard")
    assert ("heard", "cancelled") in tab.quotes()


@pytest.mark.browser
def test_keys_pressed_while_undo_opens_another_session_wait_their_turn(tab):
    tab.caret(3, "cancelled")
    tab.press("w", "1", "2")
    tab.saved()
    tab.press("}")
    tab.sees("h1", "^south")
    tab.at_once("u", "u", "U")
    tab.sees(".toast", "^Done again: coding Being heard")
    assert tab.quotes() == [("heard", "cancelled")]


@pytest.mark.browser
def test_a_window_that_did_nothing_yet_says_of_when_it_takes_something_back(tab):
    tab.caret(3, "cancelled")
    tab.press("w", "1")
    tab.saved()
    tab.page.reload()
    tab.page.wait_for_selector(".name")
    tab.press("u")
    tab.sees(".toast:visible", r"^Undone: coding Being heard, of \d+ \w+ 20\d\d.* \d\d:\d\d\.$")
    assert tab.quotes() == []
    tab.press("U")
    tab.sees(".toast:visible", r"^Done again: coding Being heard\.$")


@pytest.mark.browser
def test_what_another_window_did_is_not_undone_here(tab):
    other = Tab(tab.page.context.new_page(), tab.study, "kim")
    other.page.goto(tab.page.url)
    other.page.wait_for_selector(".turn")
    tab.page.bring_to_front()
    tab.caret(3, "cancelled")
    tab.press("w", "1")
    tab.saved()
    other.page.bring_to_front()
    other.caret(6, "biscuits")
    other.press("w", "4")
    other.saved()
    tab.page.bring_to_front()
    tab.caret(2, "Nobody")
    tab.press("w", "2")
    tab.saved()
    tab.press("u", "u")
    assert tab.quotes() == [("peers", "biscuits")]
    assert other.errors == []


def test_buttons_of_the_reading_page_carry_keys_of_the_table(both):
    answer = Desk(both, "sam").ask("read", {"theme": "heard"})
    keys = {a["key"] for a in answer["head"]["acts"]}
    keys |= {a["key"] for p in answer["passages"] for a in p["acts"]}
    assert keys <= {key_of("write"), key_of("quotable"), key_of("read")}


@pytest.mark.browser
def test_in_read_keys_say_what_they_cannot_do(chrome, both):
    with served(both, "sam") as (port, _):
        tab = Tab(chrome.new_page(), both, "sam").open(port, "read/heard")
        tab.page.wait_for_selector(".passage")
        tab.press('"')
        tab.sees(".toast:visible", "Go to a passage first")
        tab.press("j")
        tab.page.wait_for_function("document.activeElement.className === 'passage'")
        tab.press("j")
        tab.sees(".toast:visible", "No further passage")
        tab.page.evaluate("document.activeElement.blur()")
        tab.press('"')
        tab.sees(".passage button", "may be quoted")
        tab.page.close()
        assert tab.errors == []
