"""Whatever is dragged, clicked and pressed, in whatever order: what is on disk is what was meant.

What is meant is told by `page_model.py`. The sequences are drawn by hypothesis, always the same.
"""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from page_player import NAMES, Player

pytestmark = pytest.mark.browser

spot = st.tuples(st.integers(0, 8), st.integers(0, 400))
beyond = st.integers(2, 60)
near = st.tuples(spot, beyond).map(lambda s: (s[0], (s[0][0], s[0][1] + s[1])))
way = st.one_of(near, near, st.tuples(spot, spot))
either = way.flatmap(lambda w: st.sampled_from([w, w[::-1]]))
drags = either.map(lambda w: ("drag", *w))
which = st.integers(0, len(NAMES) - 1)
yes = st.booleans()
codes = st.tuples(st.just("code"), which, yes)
stances = st.tuples(st.just("stance"), st.sampled_from("+-="))
toggles = st.tuples(
    st.just("toggle"), st.sampled_from(["matters", "strength", "quotable", "remove"])
)
clicks = st.one_of(
    st.tuples(st.just("click"), spot),
    st.tuples(st.just("double"), spot),
    st.tuples(st.just("triple"), spot),
    st.tuples(st.just("shift"), spot),
    st.tuples(st.just("paper"), st.sampled_from(["below", "beside"])),
    st.tuples(st.just("wrong_button"), spot, st.sampled_from([1, 2])),
)
outside = st.tuples(either, st.sampled_from(["frame", "head", "list", "window"])).map(
    lambda w: ("drag_out", *w[0], w[1])
)
a_key = st.sampled_from(
    [*"1234567jkeEwstWST", *'+-=v*",.<>', *"uU{}", "Control+z", "Control+y", "Delete", "Escape"]
)
keys = st.lists(a_key, min_size=1, max_size=3).map(lambda k: ("keys", *k))
burst_key = st.sampled_from([*"1234", *"jkwstWST", *'+-*"', "u", "Delete", "Escape"])
bursts = st.lists(burst_key, min_size=3, max_size=7).map(lambda k: ("burst", *k))
undos = st.sampled_from(
    [("keys", *keys) for keys in ["u", "uu", "uU", "U", "w1uw5U", "w2}u", "}w3{u", "}w4uU", "1{U"]]
)
boxes = st.one_of(
    st.tuples(
        st.just("search"),
        which,
        st.sampled_from(["/", "click"]),
        st.sampled_from(["Enter", "Escape", "paper", "press"]),
        spot,
    ),
    st.tuples(
        st.just("find"),
        st.sampled_from(["team", "winter", "biscuits", "zebra"]),
        st.sampled_from(["Escape", "Enter", "next", "press"]),
        spot,
    ),
    st.just(("help",)),
    st.just(("menu", "Shift+F10")),
    st.tuples(st.just("new"), st.integers(1, 9)),
)
bars = st.tuples(either, which, yes).map(lambda b: ("bar", *b[0], *b[1:]))
actions = st.one_of(
    drags, drags, drags, bars, bars, codes, codes, stances, toggles, clicks, outside, keys, keys,
    bursts, undos, boxes,
)  # fmt: skip
sequences = st.lists(actions, min_size=8, max_size=14)


def fixed(n_sequences):
    """The same sequences on every run; as many as are asked for."""
    return settings(
        max_examples=n_sequences,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )


@pytest.fixture
def hand(window):
    """A window, kept from one sequence to the next."""
    return window


def played(hand, template, sequence):
    hand.program.fresh(template, template.parent / "study")
    player = Player(hand)
    try:
        for action in sequence:
            player.play(action)
        player.check_disk()
        assert hand.driver.errors == []
    finally:
        hand.driver.errors.clear()
        hand.driver.up()


def test_any_sequence_of_pointer_and_keys_codes_what_was_meant(hand, template):
    @fixed(4)
    @given(sequences)
    def any_sequence(sequence):
        played(hand, template, sequence)

    any_sequence()


@pytest.mark.slow
def test_many_more_sequences_code_what_was_meant(hand, template):
    @fixed(150)
    @given(st.lists(actions, min_size=12, max_size=30))
    def any_sequence(sequence):
        played(hand, template, sequence)

    any_sequence()
