"""Every action in sight: six buttons, the bar at the words, dragging, the menu, explanations."""

import re

import pytest
from app_browser import wait_until
from page_hand import counted
from page_player import NAMES

pytestmark = pytest.mark.browser

RECT = """what => { const e = [...document.querySelectorAll(what)].find((e) => e.checkVisibility());
    if (!e) return null; const r = e.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom]; }"""
CHOSEN = """() => { const s = getSelection(); return !s.rangeCount ? [] :
    [...s.getRangeAt(0).getClientRects()].filter((r) => r.width > 1)
        .map((r) => [r.left, r.top, r.right, r.bottom]); }"""
LI = """name => { const li = [...document.querySelectorAll('.codes li')]
        .find((li) => li.querySelector('.what').textContent === name);
    const r = li.getBoundingClientRect(); return [r.left + 60, r.top + r.height / 2]; }"""
ENTRIES = """() => [...document.querySelectorAll('.menu [role^=menuitem]')].map((b) =>
    [b.querySelector('span').textContent, b.querySelector('kbd')?.textContent ?? ''])"""
BAR = ".atwords"


@pytest.fixture
def hand(opened):
    return opened


def rect(hand, what):
    return hand.driver.evaluate(RECT, what)


def press_at(hand, where, button=0):
    hand.driver.forget_clicks()
    hand.driver.click(*where, button=button)


def carry(hand, start, end, *, release=True):
    """Press, move some way, and let go; what lies there must say so before."""
    hand.driver.move(*start)
    hand.driver.down()
    hand.driver.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
    hand.driver.move(*end, steps=3)
    if release:
        hand.driver.up()


def middle(box):
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def letters(hand, n, words):
    """The middle of some words in the window."""
    (_, a), (_, b) = hand.around(n, words)
    return hand.aim((n, (a + b) // 2), middle=True)[:2]


def focused(hand):
    return hand.driver.evaluate("() => document.activeElement.textContent")


def shows(hand, what):
    hand.comes(what)
    return hand.driver.evaluate(ENTRIES)


# --- the buttons -----------------------------------------------------------------------------


def test_six_buttons_stand_above_the_transcript_each_with_its_key(hand):
    seen = hand.driver.evaluate(
        """() => [...document.querySelectorAll('.tools button')].map((b) =>
            [b.querySelector('kbd').textContent, b.lastChild.textContent])"""
    )
    assert seen == [
        ["Enter", "Mark read"], ["u", "Undo"], ["U", "Redo"], ["f", "Find"], ["m", "Memo"],
        ["?", "Help"],
    ]  # fmt: skip
    assert hand.driver.evaluate(
        """() => document.querySelector('.tools').getBoundingClientRect().bottom
            <= document.querySelector('.paper').getBoundingClientRect().top"""
    )
    hand.over(2, "nobody listened")
    hand.code("Workload")
    assert hand.push(".tools button", "Undo")
    hand.selects("nobody listened")
    hand.driver.until("() => practicelearn.store.session.state.codings.size", 0)
    assert hand.push(".tools button", "Redo")
    assert hand.quotes() == [("workload", "nobody listened")]
    assert hand.push(".tools button", "Find")
    hand.focus("Find in this session")
    hand.driver.key("Escape")
    hand.click(hand.around(1, "boiler")[0])
    assert hand.push(".tools button", "Mark read")
    hand.reads(".top", "2 of 9 turns read")
    assert hand.push(".tools button", "Help")
    hand.reads("dialog h2", "Keys")
    hand.driver.key("Escape")
    hand.gone("dialog")


# --- the bar ---------------------------------------------------------------------------------


@pytest.mark.parametrize("backwards", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_bar_comes_when_the_hand_lets_go_beside_words_and_pointer(hand, backwards):
    for n, words in ((2, "nobody listened"), (6, "cancelled my supervision"), (8, "biscuits.")):
        start, end = hand.around(n, words)[:: -1 if backwards else 1]
        hand.aim(end)
        hand.press(start)
        hand.driver.move(*hand.aim(end)[:2], steps=3)
        assert rect(hand, BAR) is None, "not while the hand still selects"
        hand.driver.up()
        hand.comes(BAR)
        left, top, right, bottom = rect(hand, BAR)
        for a, b, c, d in hand.driver.evaluate(CHOSEN):
            assert right <= a or left >= c or bottom <= b or top >= d, "over the words selected"
        x, y, _ = hand.aim(end)
        assert not (left <= x <= right and top <= y <= bottom), "under the pointer"
        paper = rect(hand, ".paper")
        assert paper[1] <= top and bottom <= paper[3] and paper[0] <= left and right <= paper[2]
        lines = hand.driver.evaluate(CHOSEN)
        assert min(abs(top - lines[-1][3]), abs(lines[0][1] - bottom)) < 40, "far from the words"
    hand.click(hand.around(2, "team")[0])
    hand.gone(BAR)


def test_the_bar_comes_after_keys_and_goes_with_the_selection_on_the_sheet(hand):
    hand.driver.size(1440, 600)
    try:
        hand.driver.key("j", "s")
        hand.comes(BAR)
        before, line = rect(hand, BAR), hand.driver.evaluate(CHOSEN)[-1]
        hand.driver.evaluate("() => { document.querySelector('.paper').scrollTop += 40; }")
        after, moved = rect(hand, BAR), hand.driver.evaluate(CHOSEN)[-1]
        assert line[1] != moved[1]
        assert after[1] - before[1] == pytest.approx(moved[1] - line[1], abs=1)
        hand.driver.key("Escape")
        hand.gone(BAR)
    finally:
        hand.driver.size(1440, 1300)


def test_the_bar_makes_way_when_the_pointer_goes_elsewhere_and_is_back_over_the_words(hand):
    hand.over(6, "cancelled my supervision")
    hand.comes(BAR)
    hand.driver.move(30, 900, steps=2)
    hand.gone(BAR)
    hand.selects("cancelled my supervision")
    hand.driver.move(*letters(hand, 6, "cancelled my"), steps=2)
    hand.comes(BAR)


def test_the_codes_used_last_stand_in_the_bar_and_a_coding_takes_two_acts(hand):
    for words, code in (("third time", "Workload"), ("room 14", "Rotas"), ("cold tea", "Peer")):
        hand.over(6, words)
        hand.code(code)
    with counted(hand.driver) as did:
        hand.over(2, "nobody listened")
        hand.comes(BAR)
        assert hand.driver.evaluate(
            """() => [...document.querySelectorAll('.atwords .code span')]
                .map((s) => s.textContent)"""
        )[:3] == ["Peer support", "Rotas and shifts", "Workload"]
        assert hand.push(".atwords .code", "Workload")
    assert did == {"presses": 2, "keys": 0}
    assert hand.quotes()[-1] == ("workload", "nobody listened")
    hand.focus("text")


def test_the_words_name_a_code_and_one_undo_takes_both_back(hand):
    hand.over(6, "cold tea")
    assert hand.push(".atwords button", "In vivo")
    assert hand.quotes() == [("cold-tea", "cold tea")]
    hand.comes("#pl-code-cold-tea")
    hand.driver.key("u")
    assert hand.quotes() == []
    hand.gone("#pl-code-cold-tea")
    hand.driver.key("U")
    assert hand.quotes() == [("cold-tea", "cold tea")]
    hand.over(2, "wrote nothing down")
    hand.driver.evaluate("() => practicelearn.store.codes.get('cold-tea').name")
    assert hand.push(".atwords button", "New code")
    hand.reads("dialog h2", "New code")
    hand.driver.type("Not written")
    hand.driver.key("Enter")
    hand.gone("dialog")
    assert hand.quotes()[1] == ("not-written", "wrote nothing down")


@pytest.mark.slow
def test_words_that_are_a_code_s_name_already_get_that_code_and_long_ones_are_asked_about(hand):
    for n, words in ((6, "cold tea"), (6, "cold tea")):
        hand.over(n, words)
        assert hand.push(".atwords button", "In vivo")
        hand.reads(".toast", "cold tea")
    assert hand.quotes() == [("cold-tea", "cold tea")], "there already, and said"
    hand.click((1, 40), 3)
    assert hand.push(".atwords button", "In vivo")
    hand.reads("dialog h2", "New code")
    assert hand.driver.evaluate("() => document.activeElement.value.length") <= 60
    hand.driver.key("Escape")
    hand.gone("dialog")


def test_a_memo_on_words_that_are_no_coding_asks_for_the_code_and_keeps_both(hand):
    hand.over(6, "third time")
    hand.code("Workload")
    hand.over(2, "nobody listened")
    assert hand.push(".atwords button", "Memo")
    hand.reads("dialog h2", "Memo on these words")
    assert hand.driver.evaluate("() => document.querySelector('dialog select').value") == "workload"
    hand.driver.type("again")
    hand.driver.key("Control+Enter")
    hand.gone("dialog")
    assert hand.quotes()[1] == ("workload", "nobody listened")
    spans = hand.program.study.codings().spans
    assert spans["memo"].fillna("").tolist()[-2:] in ([["", "again"], ["again", ""]])
    hand.over(2, "nobody listened")
    assert hand.push(".atwords button", "Memo")
    hand.reads("dialog h2", "Memo: Workload")
    hand.driver.key("Escape")
    hand.gone("dialog")


# --- dragging --------------------------------------------------------------------------------


def test_words_are_dragged_by_the_grip_onto_a_code_which_shows_that_it_takes_them(hand):
    hand.over(2, "nobody listened")
    hand.comes(".atwords .grip")
    grip, code = middle(rect(hand, ".atwords .grip")), hand.driver.evaluate(LI, "Peer support")
    carry(hand, grip, code, release=False)
    hand.comes("#pl-code-peers.drop")
    hand.reads(".carried", "Peer support")
    hand.driver.key("Escape")
    hand.gone(".carried")
    hand.driver.up()
    hand.selects("nobody listened")
    carry(hand, middle(rect(hand, ".atwords .grip") or grip), (30, 700))  # beside every code
    hand.gone(".carried")
    assert hand.quotes() == []
    hand.driver.move(*letters(hand, 2, "nobody listened"), steps=2)
    hand.comes(".atwords .grip")
    carry(hand, middle(rect(hand, ".atwords .grip")), code)
    hand.reads(".toast", "^Peer support: nobody listened")
    assert hand.quotes() == [("peers", "nobody listened")]
    hand.gone(".carried")
    hand.focus("text")


def test_a_code_is_dragged_onto_the_words_selected_or_a_passage_and_onto_nothing_else(hand):
    hand.over(6, "third time")
    hand.code("Workload")
    hand.over(2, "nobody listened")
    code = hand.driver.evaluate(LI, "Cancelled")
    carry(hand, code, letters(hand, 4, "diary was"))
    assert [c for c, _ in hand.quotes()] == ["workload"], "nobody selected those words"
    hand.selects("nobody listened")
    carry(hand, code, letters(hand, 2, "nobody listened"), release=False)
    hand.reads(".carried.takes", "nobody listened")
    hand.driver.key("Escape")
    hand.driver.up()
    assert [c for c, _ in hand.quotes()] == ["workload"]
    carry(hand, code, letters(hand, 2, "nobody listened"))
    hand.reads(".toast", "^Cancelled: nobody listened")
    assert hand.quotes()[1:] == [("cancelled", "nobody listened")]
    there = letters(hand, 6, "third time")
    carry(hand, hand.driver.evaluate(LI, "Cancelled"), there)
    hand.reads(".toast", "^Cancelled: third time")
    assert hand.quotes()[2:] == [("cancelled", "third time")]
    hand.code("Rotas")  # a plain click still gives a code
    assert hand.quotes()[3:] == [("rota", "third time")], "to the words coded last"


# --- the menu --------------------------------------------------------------------------------


def test_the_menu_on_words_is_opened_walked_and_left_by_keys(hand):
    hand.over(6, "third time")
    hand.code("Workload")
    hand.over(2, "nobody listened")
    hand.driver.key("Shift+F10")
    entries = shows(hand, ".menu[role=menu]")
    assert ["New code …", "n"] in entries
    assert ["Another code …", "/"] in entries
    assert ["Redact …", ""] in entries, "what cannot be undone has no key"
    assert ["Workload", "5"] in entries
    assert focused(hand).startswith(entries[0][0])
    hand.driver.key("ArrowDown")
    assert focused(hand).startswith(entries[1][0])
    hand.driver.key("ArrowUp", "ArrowUp")
    assert focused(hand).startswith(entries[-1][0])
    hand.driver.key("Home")
    assert focused(hand).startswith(entries[0][0])
    hand.driver.type("re")
    assert focused(hand).startswith("Redact")
    hand.driver.key("Escape")
    hand.gone(".menu")
    hand.focus("text")
    hand.selects("nobody listened")
    assert hand.quotes() == [("workload", "third time")]
    hand.driver.key("ContextMenu" if hand.driver.name == "chromium" else "Shift+F10")
    hand.comes(".menu")
    hand.driver.key("w", "Enter")  # the code used last
    hand.gone(".menu")
    assert hand.quotes()[1] == ("workload", "nobody listened")


def test_redact_and_refer_on_stand_in_the_menu_only(hand):
    hand.over(2, "nobody listened")
    hand.code("Workload")
    hand.over(2, "nobody listened")
    named = "() => [...document.querySelectorAll('button')].map((b) => b.textContent).join('|')"
    assert not re.search("redact|refer on", hand.driver.evaluate(named), re.IGNORECASE)
    hand.driver.key("Shift+F10")
    entries = dict(shows(hand, ".menu"))
    assert entries["Redact …"] == ""
    assert entries["Refer on"] == "x"
    hand.driver.type("refer")
    hand.driver.key("Enter")
    hand.gone(".menu")
    hand.saved()
    assert hand.program.study.codings().spans["refer_on"].tolist() == [True]


def test_the_menu_on_a_coding_ticks_what_holds_and_does_it(hand):
    hand.over(6, "third time")
    hand.code("Workload")
    hand.driver.key("+")
    hand.click(hand.around(2, "team")[0])
    press_at(hand, letters(hand, 6, "third time"), button=2)
    entries = shows(hand, ".menu")
    assert ["Against", "-"] in entries and ["Remove", "Del"] in entries
    ticked = """() => [...document.querySelectorAll('.menu [aria-checked=true]')]
        .map((b) => b.querySelector('span').textContent)"""
    assert hand.driver.evaluate(ticked) == ["For"]
    assert hand.push(".menu button", "Against")
    hand.gone(".menu")
    assert [c.stance for c in hand.on_disk(["alder"])["alder"]] == ["against"]
    at = middle(rect(hand, ".names .name"))
    press_at(hand, at, button=2)
    hand.comes(".menu")
    assert hand.push(".menu button", "Remove")
    assert hand.quotes() == []


def test_the_menu_on_a_turn_acts_there_and_opening_it_selects_nothing(hand):
    hand.over(2, "nobody listened")
    press_at(hand, letters(hand, 6, "room 14"), button=2)
    hand.comes(".menu")
    hand.driver.key("Escape")
    hand.gone(".menu")
    hand.selects("nobody listened")
    press_at(hand, letters(hand, 6, "room 14"), button=2)
    hand.comes(".menu")
    assert hand.push(".menu button", "I have read to here")
    hand.reads(".top", "7 of 9 turns read")
    hand.over(2, "nobody listened")
    press_at(hand, letters(hand, 6, "room 14"), button=2)
    hand.comes(".menu")
    hand.driver.forget_clicks()
    hand.over(4, "diary was")  # a press in the text begins anew, whatever is open
    hand.gone(".menu")
    hand.selects("diary was")


@pytest.mark.slow
def test_the_menu_on_a_code_pins_it_and_gives_it(hand):
    hand.over(2, "nobody listened")
    press_at(hand, hand.driver.evaluate(LI, "Peer support"), button=2)
    entries = dict(shows(hand, ".menu"))
    assert entries["Give it to the words selected"] == "4"
    assert entries["Memo on the code …"] == "Ctrl+M"
    assert hand.push(".menu button", "Pin")
    hand.reads(".toast", "Peer support is pinned to 4")
    press_at(hand, hand.driver.evaluate(LI, "Peer support"), button=2)
    hand.comes(".menu")
    assert hand.push(".menu button", "Give it")
    assert hand.quotes() == [("peers", "nobody listened")]


# --- what explains itself --------------------------------------------------------------------


def test_an_unfamiliar_word_explains_itself_when_pointed_at_or_focused(hand):
    hand.over(6, "third time")
    hand.code("Workload")
    hand.reads(".here h2", "Workload")
    if hand.driver.name == "chromium":  # a Firefox without a screen tells of no focus
        for label, words in (("matters", "never filtered out"), ("strength", "How strongly"),
                             ("quotable", "printed"), ("against", "improve")):  # fmt: skip
            hand.driver.evaluate(
                """label => [...document.querySelectorAll('.here .toggles button')]
                    .find((b) => b.textContent.includes(label)).focus()""",
                label,
            )
            hand.driver.key("Shift+Tab", "Tab")  # by keys, the ring is shown, and so is the word
            hand.reads(".tip", words)
            hand.driver.until(
                """() => document.activeElement.getAttribute('aria-describedby')
                    === document.querySelector('.tip').id""",
                True,
            )
        hand.driver.key("Escape")
        hand.gone(".tip")
        assert "against" in focused(hand), "the focus stays where it was"
    at = hand.driver.evaluate(
        """() => { const b = [...document.querySelectorAll('.here .toggles button')]
            .find((b) => b.textContent.includes('matters')); const r = b.getBoundingClientRect();
            return [r.left + 9, r.top + 9]; }"""
    )
    hand.driver.move(*at, steps=2)
    hand.comes(".tip")
    hand.driver.move(*middle(rect(hand, ".tip")))
    wait_until(lambda: rect(hand, ".tip") is not None)
    hand.driver.evaluate("() => new Promise((done) => setTimeout(done, 400))")
    assert rect(hand, ".tip") is not None, "it stays while it is pointed at"
    hand.driver.key("Escape")
    hand.gone(".tip")


# --- acts a coding ---------------------------------------------------------------------------

# Passages of one session as somebody might code them: turn, words, code. Taguette takes four acts
# for each: select, "new highlight", tick the tag, save.
PASSAGES = [
    (1, "eighty-seven calls", "workload"), (1, "nobody'd slept", "workload"),
    (2, "nobody listened", "heard"), (2, "wrote nothing down", "heard"),
    (4, "full — till May", "cancelled"), (6, "cancelled my supervision", "cancelled"),
    (6, "third time", "cancelled"), (6, "Nobody rang", "heard"), (8, "The team, and", "peers"),
]  # fmt: skip


def test_a_session_by_mouse_alone_takes_two_acts_a_coding(hand):
    with counted(hand.driver) as did:
        for n, words, code in PASSAGES:
            hand.over(n, words)
            hand.comes(BAR)
            name = NAMES[code]
            # A code that was not used yet is not in the bar: it stands in the list.
            assert hand.push(".atwords .code", name) or hand.code(name)
    assert did == {"presses": 2 * len(PASSAGES), "keys": 0}
    assert hand.quotes() == [(code, words) for _, words, code in PASSAGES]


@pytest.mark.slow
def test_a_session_by_keys_alone_takes_a_key_for_each_step_there_and_two_for_the_coding(hand):
    codes = list(NAMES)
    with counted(hand.driver) as did:
        for n, code in ((1, "workload"), (2, "heard"), (4, "cancelled"), (6, "cancelled")):
            while hand.selection()[1][0] < n:  # the caret's turn
                hand.driver.key("j")
            hand.driver.key("s")
            hand.driver.key(str(codes.index(code) + 1))
    quotes = hand.quotes()
    assert [c for c, _ in quotes] == ["workload", "heard", "cancelled", "cancelled"]
    assert did == {"presses": 0, "keys": 6 + 2 * 4}  # six turns on, and two for each coding
