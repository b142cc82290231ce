"""Coding with the mouse: every press begins anew, whatever was clicked, typed or opened before."""

import json
import re
import shutil

import pytest
from app_browser import wait_until
from page_hand import BUTTON, ROUND, counted
from page_player import NAMES

import practicelearn as prac
from practicelearn.study.folder import open_study

pytestmark = pytest.mark.browser


@pytest.fixture
def hand(opened):
    """A window just opened on a study that nobody has coded."""
    return opened


def press_stance(hand):
    assert hand.push(".here .toggles button", "against")


def press_matters(hand):
    assert hand.push(".here .toggles button", "matters")


def press_quotable(hand):
    assert hand.push(".here .toggles button", "quotable")


def press_strength(hand):
    assert hand.push(".here .toggles button", "strength")


def click_a_code(hand):
    assert hand.code("Workload")


def click_the_search_box(hand):
    assert hand.push("input[role=combobox]")
    hand.focus("Search a code")


def type_into_the_search_box(hand):
    click_the_search_box(hand)
    hand.driver.type("peer")


def leave_the_search_box(hand):
    type_into_the_search_box(hand)
    hand.driver.key("Escape")


def open_find(hand):
    hand.driver.key("f")
    hand.driver.type("winter")


def find_a_word(hand):
    open_find(hand)
    hand.driver.key("Enter")
    hand.reads(".seek", "1 of 2", seconds=60)


def find_and_go_back(hand):
    find_a_word(hand)
    hand.driver.key("Escape")


def look_at_the_keys(hand):
    hand.driver.key("?")
    hand.reads("dialog h2", "Keys")
    hand.driver.key("Escape")
    hand.gone("dialog")


def click_blank_paper(hand):
    hand.paper("below")


def click_paper_beside(hand):
    hand.paper("beside")


def click_a_name(hand):
    hand.click(hand.around(8, "biscuits")[0])  # the card says the names of what is at hand
    assert hand.push(".names .name:not(.listed)")


def look_into_another_view(hand):
    assert hand.push(".tabs button", "Read")
    hand.gone(".desk.code")
    assert hand.push(".tabs button", "Code")
    hand.comes(".desk.code .said .turn")
    hand.title("alder")


def look_into_another_session(hand):
    hand.driver.key("}")
    hand.title("birch")
    hand.driver.key("{")
    hand.title("alder")


def press_the_wrong_button(hand):
    x, y, _ = hand.aim((7, 5))
    hand.driver.click(x, y, button=1)


def leave_the_window(hand):
    hand.driver.evaluate(
        "() => { document.activeElement.blur(); dispatchEvent(new Event('blur')); }"
    )
    hand.driver.evaluate("() => { dispatchEvent(new Event('focus')); }")


def undo(hand):
    hand.driver.key("u")


def nothing(hand):
    pass


BETWEEN = [
    nothing, press_stance, press_matters, press_quotable, press_strength, click_a_code,
    click_the_search_box, type_into_the_search_box, leave_the_search_box, open_find, find_a_word,
    find_and_go_back, look_at_the_keys, click_blank_paper, click_paper_beside, click_a_name,
    look_into_another_view, look_into_another_session, press_the_wrong_button, leave_the_window,
    undo,
]  # fmt: skip
# After these the words coded must still be those at hand.
KEEP = [
    press_stance, press_matters, press_quotable, press_strength, click_a_code,
    leave_the_search_box, look_at_the_keys, click_blank_paper, click_paper_beside,
    press_the_wrong_button, undo,
]  # fmt: skip
# In the long run only: another button of the card, another way through a box, the paper beside,
# what has a test of its own below.
ALIKE = [
    press_matters, press_quotable, press_strength, click_the_search_box, open_find,
    find_and_go_back, look_at_the_keys, click_paper_beside, click_a_name, press_the_wrong_button,
]  # fmt: skip
# One of each kind: a button, a box, a view. The first test below walks through all of them.
OF_EACH_KIND = [press_stance, type_into_the_search_box, find_a_word, look_into_another_session]


def in_the_long_run(actions, others):
    """The actions; ``others`` of them in the long run only."""
    return [pytest.param(f, marks=pytest.mark.slow) if f in others else f for f in actions]


def but(own):
    return [f for f in BETWEEN if f not in own]


def called(action):
    return action.__name__


@pytest.mark.parametrize(
    "between", in_the_long_run(BETWEEN, [*ALIKE, leave_the_search_box, undo]), ids=called
)
def test_a_second_drag_selects_its_own_words_only(hand, between):
    hand.over(0, "coming, everyone")
    hand.code("Being heard")
    between(hand)
    hand.over(6, "manager cancelled")
    hand.selects("manager cancelled")
    assert hand.code("Peer support")  # what is typed into the search leaves it there
    press_stance(hand)
    coded = [c for c in hand.quotes() if c[0] == "peers"]
    assert coded == [("peers", "manager cancelled")]
    last = hand.on_disk(["alder"])["alder"][-1]
    assert (last.code, last.stance) == ("peers", "against")


@pytest.mark.parametrize("between", in_the_long_run(BETWEEN, but(OF_EACH_KIND)), ids=called)
def test_a_click_a_double_and_a_triple_click_begin_anew_too(hand, between):
    hand.over(0, "coming, everyone")
    hand.code("Being heard")
    between(hand)
    hand.click(hand.around(6, "otherwise")[0])
    hand.selects("")
    hand.click((6, hand.text(6).index("rota") + 1), 2)
    hand.selects("rota")
    hand.click((6, 40), 3)
    hand.selects(hand.text(6))
    assert hand.code("Peer support")  # what is typed into the search leaves it there
    hand.saved()
    assert ("peers", hand.text(6)) in hand.quotes()


@pytest.mark.parametrize("between", in_the_long_run(KEEP, ALIKE), ids=called)
def test_what_is_clicked_beside_the_text_keeps_the_words_at_hand_and_the_keys(hand, between):
    hand.over(2, "nobody listened")
    hand.code("Being heard")
    hand.selects("")  # so that the code is seen
    between(hand)
    hand.selects("nobody listened" if between is undo else "")
    hand.driver.key("4")
    assert ("peers", "nobody listened") in hand.quotes()
    hand.driver.key("j", "s", "2")  # the next turn, its first sentence
    assert ("supervision", "Mm.") in hand.quotes()
    hand.driver.key("?")
    hand.reads("dialog h2", "Keys")
    hand.driver.key("Escape")
    hand.gone("dialog")


def test_a_click_beside_the_text_leaves_it_where_it_was_scrolled_to(hand):
    hand.driver.size(1440, 600)
    try:
        hand.over(8, "The team, and")
        hand.code("Being heard")
        scrolled = "() => Math.round(document.querySelector('.paper').scrollTop)"
        where = hand.driver.evaluate(scrolled)
        assert where > 0
        for act in KEEP:
            if act is not undo:
                act(hand)
                hand.selects("")
                assert hand.driver.evaluate(scrolled) == where, act.__name__
    finally:
        hand.driver.size(1440, 1300)


# Where the mouse is pressed and released, as letters of the turn; what must be selected then.
SNAPPED = [
    (2, "body list", "nobody listened"),
    (2, "nobody listened", "nobody listened"),
    (2, " listened", " listened"),
    (2, "listened. ", "listened."),
    (2, "tened.", "listened."),
    (2, "café"[1:3], "cafe\u0301"),
    (2, "👩🏽‍⚕️ W", "👩🏽‍⚕️ We"),
    (2, "d. 👩🏽‍⚕️", "listened. 👩🏽‍⚕️"),
    (1, "ablement win", "ablement winter"),
    (1, "e-able", "re-ablement"),
    (1, "clo", "o’clock"),
    (1, "k struck", "o’clock struck"),
    (1, "dn't w", "didn't we"),
    (1, "Who", "Who"),
    (1, "y-sev", "eighty-seven"),
    (4, "w”, sh", "now”, she"),
    (4, "gain!)", "again!)"),
    (4, "(aga", "(again"),
    (4, "a Okonjo-B", "Rosa Okonjo-Bell's"),
    (4, " — ", "—"),
    (6, "1", "14"),
    (3, "m", "Mm"),
]


@pytest.mark.parametrize("backwards", [False, True])
def test_both_ends_of_a_drag_go_outwards_to_whole_words(hand, backwards):
    for n, dragged, wanted in SNAPPED:
        at = hand.text(n).find(dragged)
        if at < 0:  # the accent is a letter of its own here
            at, dragged = hand.text(n).index("afe"), "afe"
        ends = (n, at), (n, at + len(dragged))
        hand.drag(*(ends[::-1] if backwards else ends))
        hand.selects(wanted)
        hand.code("Workload")
        assert hand.quotes() == [("workload", wanted.strip())]
        hand.driver.key("Delete")


def test_a_drag_that_follows_another_at_once_on_a_busy_page_is_of_whole_words_too(hand):
    # What the page leaves for later comes late here, as where the browser has much to do.
    hand.driver.evaluate(
        """() => { const soon = setTimeout;
            globalThis.setTimeout = (run, ms, ...more) => soon(run, (ms ?? 0) + 300, ...more); }"""
    )
    hand.over(2, "body list")
    start, end = hand.around(6, "anag")
    hand.press(start)
    hand.driver.evaluate("() => new Promise((done) => setTimeout(done))")
    hand.driver.move(*hand.aim(end)[:2], steps=2)
    hand.driver.up()
    hand.selects("manager")
    assert hand.code("Being heard")
    assert hand.quotes() == [("heard", "manager")]


def test_a_drag_over_turns_codes_all_between_and_backwards_is_the_same(hand):
    start, end = hand.around(2, "lead wrote")[0], hand.around(4, "diary was")[1]
    hand.drag((start[0], start[1] + 2), (end[0], end[1] - 1))
    hand.code("Peer support")
    words = "lead wrote nothing down. | Mm. | " + hand.text(4)[: end[1]]
    assert hand.quotes() == [("peers", words)]
    hand.drag((end[0], end[1] - 1), (start[0], start[1] + 2))
    hand.clear_toast()
    hand.code("Peer support")
    assert hand.quotes() == [("peers", words)], "the same words twice are one coding"
    assert hand.toast(), "it is there already: the page says so"
    hand.code("Workload")
    assert hand.quotes()[1:] == [("workload", words)]


@pytest.mark.parametrize(
    ("between", "coded"),
    [(nothing, False), pytest.param(nothing, True, marks=pytest.mark.slow), (press_stance, True),
     pytest.param(leave_the_search_box, True, marks=pytest.mark.slow)],
)  # fmt: skip
def test_shift_and_click_go_on_from_where_the_selection_began(hand, between, coded):
    """After coding it begins at the end of what was coded: nothing is selected any more."""
    began = "before" if coded else "eighty"
    words = "" if coded else "eighty-seven calls "
    hand.over(1, "eighty-seven calls")
    if coded:
        hand.code("Being heard")
    between(hand)
    hand.click(hand.around(1, "struck")[0], shift=True)
    hand.selects(f"{words}before nine o’clock")
    end = hand.around(1, "struck")[0]
    hand.click((1, end[1] + 3), shift=True)
    hand.selects(f"{words}before nine o’clock struck")
    hand.click((2, 4), shift=True)
    hand.selects(hand.text(1)[hand.around(1, began)[0][1] :] + " At the")


def test_shift_and_click_within_the_selection_make_it_smaller_by_whole_words(hand):
    hand.over(0, "Thank you for coming")
    for place, wanted in [((0, 12), "Thank you for"), ((0, 7), "Thank you"), ((0, 1), "Thank")]:
        hand.click(place, shift=True)
        hand.selects(wanted)
    assert hand.code("Being heard")
    assert hand.quotes() == [("heard", "Thank")]


@pytest.mark.parametrize("button", [1, 2])
def test_the_other_buttons_select_and_change_nothing(hand, button):
    hand.over(2, "nobody listened")
    x, y, _ = hand.aim((6, 40))
    hand.driver.click(x, y, button=button)
    hand.selects("nobody listened")
    if button == 2:
        hand.comes(".menu")
        hand.driver.key("Escape")
        hand.gone(".menu")
    hand.over(6, "third time")
    hand.selects("third time")
    assert hand.quotes() == []


def test_a_coding_under_the_mouse_becomes_the_current_one_the_smallest_first(hand):
    hand.over(6, "My manager cancelled my supervision")
    hand.code("Workload")
    hand.over(6, "cancelled my")
    hand.code("Cancelled")
    for words, code in [("manager", "Workload"), ("cancelled", "Cancelled"), ("rota", None)]:
        at = hand.around(6, words)[0]
        hand.click((6, at[1] + 2))
        if code is None:
            hand.gone(".here h2")
        else:
            hand.reads(".here h2", f"^{code}")
    assert len(hand.quotes()) == 2


def test_the_letters_at_the_ends_of_a_coding_can_still_be_pressed(hand):
    hand.over(6, "third time")
    hand.code("Workload")
    hand.reads(".here h2", "^Workload")
    hand.over(6, "third")
    hand.selects("third")
    hand.over(6, "time")
    hand.selects("time")


def test_everything_selected_is_coded_only_after_a_yes(hand):
    for answer in (False, True):
        hand.driver.key("}", "}")
        hand.title("cedar")
        hand.drag((0, 2), (2, len(hand.text(2))))
        hand.code("Workload")
        hand.reads("dialog", "Code all 3 turns as one coding")
        assert hand.quotes("cedar") == []
        assert hand.push("dialog button", "Code them" if answer else "Cancel")
        hand.gone("dialog")
        assert len(hand.quotes("cedar")) == answer
        hand.driver.key("{", "{")
        hand.title("alder")


def test_numbers_stay_whatever_is_coded_and_in_every_session(hand):
    numbers = """() => Object.fromEntries([...document.querySelectorAll('.codes li')].map((li) =>
        [li.id, li.querySelector('kbd').textContent]))"""
    first = hand.driver.evaluate(numbers)
    assert [first[f"pl-code-{code}"] for code in NAMES] == list("123456")
    for words, name in [("third time", "Rotas"), ("room", "Workload"), ("cold tea", "Peer")]:
        hand.over(6, words)
        hand.code(name)
        assert hand.driver.evaluate(numbers) == first
    hand.driver.key("}")
    hand.title("birch")
    assert hand.driver.evaluate(numbers) == first


def test_undo_opens_the_session_in_which_it_takes_something_back(hand):
    hand.over(6, "third time")
    hand.code("Workload")
    hand.saved()
    hand.driver.key("}")
    hand.title("birch")
    hand.over(1, "the rota")
    hand.code("Rotas")
    hand.saved()
    hand.driver.key("u")
    assert hand.quotes("birch") == []
    hand.title("birch")
    hand.driver.key("u")
    hand.title("alder")
    hand.reads(".toast", rf"^Undone in alder{ROUND}: coding Workload\.")
    assert hand.quotes("alder") == []
    hand.driver.key("U", "U")
    hand.title("birch")
    assert hand.quotes("alder") == [("workload", "third time")]
    assert hand.quotes("birch") == [("rota", "the rota")]


# --- what comes late -------------------------------------------------------------------------


def held(hand, op):
    hand.program.hold(op)
    hand.program.answered.clear()


def answered(hand, op):
    """Let an answer go, and wait until the page has had it and has had time to draw."""
    hand.program.let_go(op)
    hand.driver.until(
        "() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(true)), 0))",
        True,
    )
    wait_until(lambda: op in hand.program.answered, seconds=30)
    hand.driver.evaluate("() => new Promise((done) => setTimeout(done, 50))")


@pytest.mark.parametrize("when", ["pressed", "selected", "typed"])
def test_a_late_answer_to_find_moves_neither_selection_nor_focus(hand, when):
    hand.over(2, "nobody listened")
    held(hand, "find")
    hand.driver.key("f")
    hand.driver.type("winter")
    hand.driver.key("Enter")
    if when == "typed":
        hand.driver.type("s")
        answered(hand, "find")
        hand.focus("Find in this session")
        assert hand.driver.evaluate("() => document.activeElement.value") == "winters"
        hand.driver.key("Escape")
        hand.selects("nobody listened")
        return
    start, end = hand.around(6, "third time")
    hand.press(start)
    x, y, _ = hand.aim(end)
    hand.driver.move(x, y, steps=2)
    if when == "pressed":
        answered(hand, "find")
        hand.selects("third time")
    hand.driver.up()
    if when == "selected":
        answered(hand, "find")
    hand.selects("third time")
    hand.focus("text")
    hand.driver.key("2")
    assert hand.quotes() == [("supervision", "third time")]


def test_what_is_saved_late_or_changed_elsewhere_moves_no_selection_being_made(hand):
    hand.over(2, "nobody listened")
    held(hand, "act")
    hand.code("Being heard")
    hand.reads(".status", "^Saving")
    start, end = hand.around(6, "third time")
    hand.press(start)
    hand.driver.move(*hand.aim((end[0], end[1] - 3))[:2])
    answered(hand, "act")
    hand.saved()
    hand.driver.move(*hand.aim(end)[:2])
    hand.selects("third time")
    hand.driver.up()
    hand.selects("third time")
    hand.code("Workload")
    assert hand.quotes() == [("heard", "nobody listened"), ("workload", "third time")]


@pytest.mark.parametrize("label", ["for", *(pytest.param(n, marks=pytest.mark.slow)
                       for n in ("matters", "quotable", "strength"))])  # fmt: skip
def test_a_button_pressed_while_the_coding_is_being_saved_is_pressed(hand, label):
    hand.over(2, "nobody listened")
    held(hand, "act")
    hand.code("Being heard")
    hand.reads(".status", "^Saving")
    button = ".here .toggles button"
    hand.driver.move(*hand.driver.evaluate(BUTTON, [button, label]))
    hand.driver.down()
    answered(hand, "act")
    hand.saved()
    hand.driver.up()
    (coded,) = hand.on_disk(["alder"])["alder"]
    marks = (coded.stance, coded.matters, coded.quotable, coded.strength)
    assert (
        marks
        == {
            "for": ("for", False, False, None),
            "matters": (None, True, False, None),
            "quotable": (None, False, True, None),
            "strength": (None, False, False, 1),
        }[label]
    )


def test_the_buttons_stay_in_their_place_when_the_coding_is_saved(hand):
    hand.over(2, "nobody listened")
    where = [".here .toggles button", "for"]
    for length in range(20, 38, 3):
        name = ("Who is at home when we come " * 2)[:length].strip()
        held(hand, "act")
        hand.driver.key("n")
        hand.reads("dialog h2", "New code")
        hand.driver.type(name)
        hand.driver.key("Enter")
        hand.gone("dialog")
        hand.reads(".here h2", f"^{name}")
        before = hand.driver.evaluate(BUTTON, where)
        answered(hand, "act")
        hand.saved()
        assert hand.driver.evaluate(BUTTON, where) == before, name


# --- a whole session -------------------------------------------------------------------------


def test_a_session_of_the_sample_is_coded_anew_by_mouse_alone(window, tmp_path):
    place = tmp_path / "sample"
    shutil.copytree(prac.sample_path(), place)
    study = open_study(place)
    coder, session = "robin", "2025-west"
    spans = study.codings().spans
    wanted = spans[spans["turn_id"].str.startswith(f"{session}:") & (spans["coder"] == "kim")]
    wanted = wanted.sort_values(["turn_id", "start"])
    assert len(wanted) >= 20
    names = {code.id: code.name for code in study.frame().values()}
    before, window.program.coder = window.program.coder, coder
    window.driver.size(1440, 900)
    try:
        window.program.take(study)
        window.open(session)
        with counted(window.driver) as did:
            for row in wanted.itertuples():
                n = int(row.turn_id.rsplit(":", 1)[1]) - 1
                window.drag((n, row.start), (n, row.end))
                assert window.code(names[row.code])
                window.reads(".here h2", f"^{re.escape(names[row.code])}")  # then its stance
                assert window.push(".here .toggles button", row.stance)
        assert did == {"presses": 3 * len(wanted), "keys": 0}  # drag, code, stance
        window.saved()
        log = place / "coding" / coder / f"{session}.jsonl"
        kinds = [json.loads(line)["kind"] for line in log.read_text().splitlines()]
        assert kinds == ["code", "change"] * len(wanted)
        spans = study.codings().spans
        mine = spans[spans["coder"] == coder].sort_values(["turn_id", "start"])
        same = ["turn_id", "start", "end", "quote", "code", "stance"]
        assert mine[same].values.tolist() == wanted[same].values.tolist()
    finally:
        window.program.coder = before
        window.driver.size(1440, 1300)
    assert window.driver.errors == []
