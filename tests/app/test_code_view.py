import pytest
from app_browser import Tab, served

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import write_yaml_frame
from practicelearn.study.history import memos

pytestmark = pytest.mark.browser


def test_words_dragged_over_with_the_mouse_are_coded_by_a_number(tab):
    tab.drag(2, "Nobody listened to me")
    tab.press("1")
    assert tab.quotes() == [("heard", "Nobody listened to me")]
    tab.sees(".names .name", "^Being heard$")
    tab.counts(".names .name", 1)
    tab.counts(".bars .bar", 1)


@pytest.mark.parametrize(
    ("n", "words"),
    [(2, "👩🏽‍⚕️ We said it"), (4, "العمل كثير"),
     pytest.param(2, "the café\u0301s shut", marks=pytest.mark.slow),
     pytest.param(4, "nobody wrote", marks=pytest.mark.slow)],
)  # fmt: skip
def test_hard_text_is_coded_where_it_stands(tab, n, words):
    # Right-to-left words are selected from the keyboard: a drag there follows the eye.
    text = tab.study.corpus().turns["text"].iloc[n - 1]
    place = text.index(words)
    tab.page.evaluate(
        """([n, words]) => { const node = document.querySelectorAll('.turn')[n - 1].firstChild;
           const at = node.data.indexOf(words);
           getSelection().setBaseAndExtent(node, at, node, at + words.length); }""",
        [n, words],
    )
    tab.page.locator(".said").focus()
    tab.press("2")
    (event,) = tab.events()
    assert event.payload["parts"] == [
        {
            "turn_id": f"north:0000{n}",
            "start": place,
            "end": place + len(words),
            "quote": words,
        }
    ]
    assert tab.quotes() == [("supervision", words)]


def test_half_an_emoji_or_a_letter_without_its_accent_cannot_be_coded(tab):
    tab.page.evaluate(
        """() => { const node = document.querySelectorAll('.turn')[1].firstChild;
           const emoji = node.data.indexOf('\\u{1F469}'), e = node.data.indexOf('\\u0301');
           getSelection().setBaseAndExtent(node, emoji + 2, node, e); }"""
    )
    tab.press("1")
    quote = "👩🏽‍⚕️ We said it twice, and the café\u0301"
    assert tab.quotes() == [("heard", quote)]


def test_word_sentence_and_turn_are_selected_by_keys_and_grow_and_shrink(tab):
    tab.caret(2, "listened")
    tab.press("w")
    tab.selects("listened")
    tab.press("w", "w")
    tab.selects("listened to me")
    tab.press("W")
    tab.selects("listened to")
    tab.press("s")
    assert tab.selected().startswith("listened to me.")
    tab.press("Escape")
    tab.caret(3)
    tab.press("s")
    assert tab.selected().strip() == "My supervisor cancelled supervision again."
    tab.press("t", "1")
    (event,) = tab.events()
    assert len(event.payload["parts"]) == 1
    assert event.payload["parts"][0]["quote"].endswith("third time.")


def test_a_selection_over_turns_is_one_coding_with_parts(tab):
    tab.caret(2, "the café")
    tab.press("t", "t", "4")
    (event,) = tab.events()
    assert event.kind == "code"
    assert [p["turn_id"] for p in event.payload["parts"]] == ["north:00002", "north:00003"]
    tab.counts(".bars .bar", 2)
    tab.counts(".names .name", 1)
    assert len(tab.study.codings()) == 1


def test_codes_may_overlap_and_bars_stand_side_by_side(tab):
    tab.drag(3, "supervisor cancelled supervision")
    tab.press("2", "3")
    tab.drag(3, "cancelled")
    tab.press("1")
    assert sorted(c for c, _ in tab.quotes()) == ["cancelled", "heard", "supervision"]
    lanes = tab.page.evaluate(
        "[...document.querySelectorAll('.bar')].map(b => b.getBoundingClientRect().left)"
    )
    assert len(set(lanes)) == 3


def test_typing_and_deleting_never_change_the_text(tab):
    before = tab.page.inner_text(".said")
    tab.caret(3, "again")
    tab.press("z", "q", "Space", "Delete", "Backspace", "Control+v", "Control+x", "b")
    assert tab.page.inner_text(".said") == before
    assert tab.events() == []


def test_a_code_is_found_by_typing_and_given_by_enter(tab):
    tab.drag(6, "the biscuits")
    tab.press("/")
    tab.page.keyboard.type("peer")
    tab.counts("[role=option]", 1)
    tab.press("Enter")
    assert tab.quotes() == [("peers", "the biscuits")]
    assert tab.page.evaluate("document.activeElement.className") == "said"


def test_a_new_code_is_made_from_the_selection(tab):
    tab.drag(6, "the biscuits")
    tab.press("n")
    tab.page.keyboard.type("Small comforts")
    tab.press("Enter")
    assert tab.quotes() == [("small-comforts", "the biscuits")]
    tab.sees("[role=listbox]", "Small comforts")
    tab.press("u", "u")
    tab.saved()
    assert tab.events() == []


def test_stance_marks_and_memo_are_given_by_keys(tab):
    tab.drag(3, "supervisor cancelled supervision")
    tab.press("2", "-", "*", '"', "m")
    tab.page.keyboard.type("Third group to say so")
    tab.press("Control+Enter")
    tab.saved()
    (row,) = tab.study.codings().spans.to_dict("records")
    assert (row["stance"], row["memo"]) == ("against", "Third group to say so")
    assert row["matters"]
    assert tab.study.decisions()["kind"].tolist() == ["quotable"]
    tab.sees(".names .name", "^− ✱ ❞ ✎")
    tab.press("-")
    tab.saved()
    assert tab.study.codings().spans["stance"].tolist() == ["none"]


def test_what_is_referred_on_is_not_quotable(tab):
    tab.drag(3, "third time")
    tab.press("1", "x", '"')
    tab.saved()
    assert tab.study.codings().spans["refer_on"].tolist() == [True]
    assert tab.study.decisions().empty
    tab.hears("never quoted")


def test_the_ends_of_a_coding_are_moved_by_words_and_over_turns(tab):
    tab.drag(3, "cancelled supervision")
    tab.press("2")

    def quote():
        tab.saved()
        return " | ".join(tab.study.codings().spans["quote"])

    tab.press(".")
    assert quote() == "cancelled supervision again."
    tab.press("<")
    assert quote() == "supervisor cancelled supervision again."
    tab.press(">", ",")
    assert quote() == "cancelled supervision"
    tab.press("<", "<", "<")
    assert quote() == "shut. | My supervisor cancelled supervision"
    tab.press(*["<"] * 3)
    assert len(tab.study.codings()) == 1


def test_undo_and_redo_go_back_to_the_beginning_and_forth(tab):
    for words, key in (("supervisor", "2"), ("cancelled", "3"), ("third time", "1")):
        tab.drag(3, words)
        tab.press(key)
    tab.press("Delete")
    assert len(tab.quotes()) == 2
    tab.press("u", "u", "u", "Control+z")
    assert tab.quotes() == []
    tab.sees(
        ".toast:visible", "^Undone: coding Supervision.$"
    )  # it may be far from what is in sight
    tab.press("Control+z")
    tab.sees(".toast:visible", "^Nothing to undo")
    tab.press("U", "Control+y", "Control+Shift+Z")
    assert len(tab.quotes()) == 3
    tab.press("U")
    assert len(tab.quotes()) == 2


def test_undo_still_knows_what_was_done_before_the_page_was_loaded(tab):
    tab.drag(3, "third time")
    tab.press("1")
    tab.saved()
    tab.page.reload()
    tab.page.wait_for_selector(".name")
    tab.press("u")
    assert tab.quotes() == []


def test_turns_codings_and_sessions_are_walked_by_keys(tab):
    tab.caret(1)
    tab.press("j")
    tab.hears("^P1: Nobody listened")
    tab.press("t", "1", "g")
    tab.hears("^P2: My supervisor")
    tab.press("j", "j", "G")
    tab.hears("^P1: ")
    tab.press("[")
    tab.hears("^Being heard: Nobody")
    tab.press("}")
    tab.sees("h1", "^south")
    assert tab.page.url.endswith("#code/south")
    tab.press("{")
    tab.sees("h1", "^north")
    tab.page.go_back()
    tab.sees("h1", "^south")


@pytest.mark.parametrize("slow", [False, True])
def test_keys_typed_without_a_pause_never_act_on_where_the_caret_was(tab, slow):
    if slow:
        tab.page.context.new_cdp_session(tab.page).send(
            "Emulation.setCPUThrottlingRate", {"rate": 6}
        )
    tab.caret(1)
    # The caret is moved by the page and the next key follows before the browser has said so.
    tab.at_once("j", "t", "1", "g", "j", "j", "G", "[")
    tab.hears("^Being heard: Nobody")
    tab.at_once("j", "w", "2", "Escape", "j", "[", "-", "]", "]")
    tab.hears("^No coding further on")
    tab.at_once("[", "[", "*", "k", "+")
    tab.hears("^Put the caret into a coding first")
    tab.saved()
    rows = tab.study.codings().spans
    assert [quote[:15] for quote in rows["quote"]] == ["Nobody listened", "My"]
    assert rows["matters"].tolist() == [True, False]
    assert (rows["stance"] == "against").tolist() == [False, True]
    if slow:
        tab.page.context.close()  # the next test has a window that is as fast as others


def test_reading_is_marked_by_a_key_and_never_by_scrolling(tab):
    tab.page.locator(".paper").evaluate("p => p.scrollTo(0, 99999)")
    tab.press("PageDown", "Control+End")
    assert tab.events() == []
    tab.caret(2)
    tab.press("Enter")
    assert [(e.kind, e.payload) for e in tab.events()] == [("read", {"from": 1, "to": 2})]
    tab.sees(".top", "2 of 6 turns read")
    tab.press("Shift+Enter")
    tab.saved()
    assert len(tab.study.codings().read) == 6
    tab.sees(".sessions [aria-current]", "✓")


def test_a_number_without_words_says_what_to_do(tab):
    tab.caret(3)
    tab.press("1")
    tab.hears("Select words first")
    assert tab.events() == []


def test_markup_in_speech_and_codes_is_shown_as_text(tab):
    tab.drag(3, "third time")
    tab.press("5")
    assert tab.quotes() == [("img", "third time")]
    tab.sees(".names .name", r"^<img src=x onerror=alert\(1\)>$")
    tab.counts("img", 0)


def test_every_key_is_shown(tab):
    tab.press("?")
    shown = tab.page.inner_text("dialog")
    for word in ("refer on", "may be quoted", "I have read", "undo what was done last"):
        assert word in shown
    tab.press("Escape")
    tab.page.wait_for_selector("dialog", state="detached")
    tab.caret(3)
    tab.press("w")
    tab.selects("My")


def test_a_code_is_pinned_to_a_number_and_has_a_memo(tab):
    tab.press("/")
    tab.page.keyboard.type("peer")
    tab.press("Control+m")
    tab.page.keyboard.type("Watch the border with supervision")
    tab.press("Control+Enter")
    (event,) = tab.events()
    assert event.payload == {
        "about": "code",
        "code": "peers",
        "memo": "Watch the border with supervision",
    }
    tab.press("Control+p", "Escape")
    tab.sees(".toast", "^Peer support is pinned to 4.$")
    tab.sees("#pl-code-peers kbd.pinned", "^4$")
    tab.page.reload()
    tab.page.wait_for_selector(".turn")
    tab.sees("#pl-code-peers kbd.pinned", "^4$")


def test_sessions_walked_through_quickly_end_at_the_last_one(tab):
    for _ in range(4):
        tab.press("}", "{")
    tab.press("}")
    # south is passed on the way too: only when nothing is under way any more is it the last one
    tab.page.wait_for_load_state("networkidle")
    tab.page.wait_for_timeout(500)
    tab.sees("h1", "^south")
    tab.drag(3, "third time")
    tab.press("1")
    tab.saved()
    for _ in range(50):  # "Saved" also stood there before the key was pressed
        if len(tab.study.codings().spans):
            break
        tab.page.wait_for_timeout(100)
    assert tab.study.codings().spans["turn_id"].tolist() == ["south:00003"]


def test_strength_goes_round_by_one_key(tab):
    tab.drag(3, "third time")
    tab.press("1", "v", "v")
    tab.sees(".names .name", "^²")
    assert len(tab.quotes()) == 1
    assert tab.study.codings().spans["strength"].tolist() == [2]
    tab.press("v", "v", "v")
    tab.hears("No strength")
    assert len(tab.quotes()) == 1
    assert tab.study.codings().spans["strength"].isna().all()


def test_a_question_is_set_from_here_on_and_shown_in_the_turn(tab):
    tab.press("q")
    tab.sees(".toast", "guide.csv")
    (tab.study.path / "guide.csv").write_text(
        "question_id,wording\nq1,How is it?\nq2,What helps?\n"
    )
    tab.page.reload()
    tab.page.wait_for_selector(".turn")
    tab.caret(2)
    tab.press("q")
    tab.page.select_option("dialog select", "q2")
    tab.press("Control+Enter")
    tab.page.wait_for_selector('.turn[data-n="2"][data-head$="What helps?"]')
    tab.counts('.turn[data-head*="What helps?"]', 1)
    tab.saved()
    questions = tab.study.corpus(["north"]).turns["question_id"]
    assert questions.fillna("").tolist() == ["", *["q2"] * 5]
    tab.press("u")
    tab.counts('.turn[data-head*="What helps?"]', 0)


def test_words_are_found_and_all_their_sentences_coded_as_one_step(tab):
    tab.press("f")
    tab.page.keyboard.type("team")
    tab.press("Enter")
    tab.sees(".seek", "1 of 2", seconds=60)  # the language model is loaded first
    assert tab.page.evaluate("document.activeElement.placeholder") == "Find in this session"
    tab.press("Escape", "f", "Enter")
    tab.sees(".seek", "1 of 2")
    tab.press("Enter")
    tab.sees(".seek", "2 of 2")
    tab.press("Shift+Enter")
    tab.sees(".seek", "1 of 2")
    tab.page.locator(".paper").click(position={"x": 900, "y": 700})
    tab.selects("team")
    tab.press("h", "h", "H")
    tab.sees(".seek", "2 of 2")
    tab.press("A", "4")
    assert sorted(tab.quotes()) == [
        ("peers", "The team and the biscuits, honestly."),
        ("peers", "[laughter] The team."),
    ]
    tab.press("u")
    assert tab.quotes() == []
    tab.press("A", "Escape", "1")
    assert tab.quotes() == [], "Escape: the next code goes nowhere else"
    tab.press("f", "Escape")
    tab.page.wait_for_selector(".seek", state="hidden")


def test_offers_are_off_until_asked_for_and_taken_or_declined_by_key(chrome, study):
    (old,) = (study.path / "frame").glob("*.yaml")
    old.unlink()
    codes = (
        Code("supervision", "Supervision", cues=("supervision",)),
        Code("team", "Team", cues=("team",)),
    )
    write_yaml_frame(CodingFrame("f", "2", codes), study.path / "frame" / "2.yaml")
    with served(study, "kim") as (port, _):
        tab = Tab(chrome.new_page(), study, "kim").open(port)
        tab.counts(".offer", 0)
        tab.press("o")
        tab.sees(".toast", "^3 offers", seconds=60)  # the language model is loaded first
        tab.counts(".bars .offer", 3)
        tab.press("p")
        tab.hears(r"^1 of 3: Supervision\?")
        tab.press("y", "Y")
        tab.counts(".bars .offer", 1)
        assert tab.quotes() == [("supervision", "supervision")]
        assert tab.study.codings().spans["origin"].tolist() == ["keyword"]
        tab.page.reload()
        tab.page.wait_for_selector(".turn")
        tab.counts(".offer", 0)
        tab.press("o")
        tab.sees(".toast", "^1 offer:")
        tab.press("u")  # of declining
        tab.counts(".bars .offer", 2)
        tab.press("o")
        tab.counts(".bars .offer", 0)
        assert tab.errors == []
        tab.page.close()


def test_redacting_asks_first_and_the_words_are_gone_from_the_page(tab):
    tab.drag(6, "the biscuits")
    tab.press("4")
    tab.saved()
    tab.drag(6, "the biscuits")
    tab.press("Shift+F10")
    tab.page.get_by_role("menuitem", name="Redact …").click()
    tab.press("Enter")
    tab.sees("dialog .problem", "Say what it was")
    tab.page.keyboard.type("brand")
    tab.press("Tab")
    tab.page.keyboard.type("the biscuits")
    tab.press("Enter")
    tab.sees("dialog .problem", "without the words")
    tab.page.locator("dialog input").nth(1).fill("could point to a shop")
    tab.press("Enter")
    tab.sees(".toast", "Redacted")
    tab.sees('.turn[data-n="6"]', "[redacted: brand], honestly".replace("[", r"\["))
    tab.sees(".notice", "sessions/south.csv")
    assert tab.quotes() == [("peers", "[redacted: brand]")]
    tab.press("t", "1")
    assert len(tab.quotes()) == 2


def test_memos_on_session_and_study_are_kept(tab):
    tab.press("M")
    tab.page.keyboard.type("quiet afternoon")
    tab.press("Tab")
    tab.page.keyboard.type("ask managers too")
    tab.press("Control+Enter")
    tab.saved()
    kept = memos(tab.study)
    assert sorted(zip(kept["about"], kept["text"], strict=True)) == [
        ("session", "quiet afternoon"),
        ("study", "ask managers too"),
    ]
    tab.press("}")
    tab.sees("h1", "^south")
    tab.press("M")
    assert tab.page.locator("dialog textarea").nth(0).input_value() == ""
    assert tab.page.locator("dialog textarea").nth(1).input_value() == "ask managers too"
    tab.press("Escape")
