"""The two handles of the current coding: each moves its end exactly, and only by the pointer."""

import pytest

from practicelearn.coding.log.events import read_events

pytestmark = pytest.mark.browser


@pytest.fixture
def hand(opened):
    """A window in which three words of the seventh turn are coded."""
    opened.over(6, "manager cancelled my")
    assert opened.code("Cancelled")
    assert opened.quotes() == [("cancelled", "manager cancelled my")]
    return opened


def take(hand, end):
    """Press on a handle."""
    hand.comes(f".handle.{end}")
    x, y = hand.driver.evaluate(
        """end => { const r = document.querySelector(`.handle.${end}`).getBoundingClientRect();
            return [r.left + r.width / 2, r.top + r.height / 2]; }""",
        end,
    )
    hand.driver.forget_clicks()
    hand.driver.move(x, y)
    hand.driver.down()


def pull(hand, end, n, words, *, after):
    """Drag a handle to before or after words of a turn."""
    take(hand, end)
    place = hand.around(n, words)[after]
    x, y, _ = hand.aim(place)
    hand.driver.move(x, y, steps=4)
    hand.driver.up()


def kinds(hand):
    hand.saved()
    log = hand.program.study.path / "coding" / "kim" / "alder.jsonl"
    return [event.kind for event in read_events([log])[0]]


def test_an_end_is_moved_letter_by_letter_by_one_change(hand):
    pull(hand, "end", 6, "super", after=True)
    assert hand.quotes() == [("cancelled", "manager cancelled my super")]
    assert kinds(hand) == ["code", "change"]
    pull(hand, "start", 6, "nager", after=False)
    assert hand.quotes() == [("cancelled", "nager cancelled my super")]
    assert kinds(hand) == ["code", "change", "change"]
    pull(hand, "end", 6, "celled", after=False)
    assert hand.quotes() == [("cancelled", "nager can")]
    hand.driver.key("u")
    assert hand.quotes() == [("cancelled", "nager cancelled my super")]


def test_an_end_is_moved_over_turns_and_back(hand):
    pull(hand, "end", 8, "and the bis", after=True)
    words = hand.text(6)[3:] + " | Anything that helps? | The team, and the bis"
    assert hand.quotes() == [("cancelled", words)]
    pull(hand, "start", 2, "thing down", after=False)
    words = "thing down. | Mm. | " + hand.text(4) + " | … | My " + words
    assert hand.quotes() == [("cancelled", words)]
    pull(hand, "end", 2, "ing do", after=True)
    assert hand.quotes() == [("cancelled", "thing do")]
    assert kinds(hand) == ["code", "change", "change", "change"]


def test_an_end_never_cuts_a_letter_as_a_reader_sees_it(hand):
    pull(hand, "start", 2, "\u0301", after=True)
    assert hand.quotes()[0][1].startswith("nobody listened. 👩🏽‍⚕️ We")
    for before, after in [("e\u0301", "e\u0301 nobody"), ("👩🏽‍⚕️", "👩🏽‍⚕️ We")]:
        pull(hand, "start", 2, before, after=False)
        assert hand.quotes()[0][1].startswith(after)


@pytest.mark.parametrize(
    ("end", "n", "words"),
    [("end", 2, "nobody"), ("start", 8, "biscuits"),
     pytest.param("end", 6, "My", marks=pytest.mark.slow)],
)  # fmt: skip
def test_a_coding_is_never_turned_inside_out(hand, end, n, words):
    pull(hand, end, n, words, after=False)
    ((_, quote),) = hand.quotes()
    assert quote
    assert quote in "manager cancelled my"
    assert quote.startswith("m") if end == "end" else quote.endswith("y")


def test_escape_while_an_end_is_dragged_leaves_it_as_it_was(hand):
    take(hand, "end")
    x, y, _ = hand.aim(hand.around(6, "third time")[1])
    hand.driver.move(x, y, steps=4)
    hand.driver.key("Escape")
    hand.driver.up()
    assert hand.quotes() == [("cancelled", "manager cancelled my")]
    assert kinds(hand) == ["code"]
    hand.over(6, "third time")  # and it is over: the next drag selects
    hand.selects("third time")
    assert kinds(hand) == ["code"]


def test_a_handle_that_is_only_pressed_changes_nothing(hand):
    take(hand, "start")
    hand.driver.up()
    take(hand, "end")
    hand.driver.up()
    assert hand.quotes() == [("cancelled", "manager cancelled my")]
    assert kinds(hand) == ["code"]


def test_the_ends_dragged_are_those_of_the_current_coding(hand):
    hand.over(4, "Rosa Okonjo")
    assert hand.code("Peer support")
    pull(hand, "end", 4, "diary", after=True)
    assert hand.quotes()[1] == ("peers", "Rosa Okonjo-Bell's diary")
    hand.click((6, hand.around(6, "cancelled")[0][1] + 2))
    pull(hand, "end", 6, "super", after=True)
    assert hand.quotes() == [
        ("cancelled", "manager cancelled my super"),
        ("peers", "Rosa Okonjo-Bell's diary"),
    ]
    hand.click(hand.around(6, "otherwise")[0])  # no coding there: no handles
    hand.gone(".handle")


def test_no_key_reaches_a_handle(hand):
    reached = set()
    for _ in range(60):
        hand.driver.key("Tab")
        reached.add(hand.driver.evaluate("() => document.activeElement.className"))
    assert len(reached) > 2
    assert not any("handle" in str(name) for name in reached)
