"""One form in which words are compared, and characters that nobody sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.language.forms import folded, normal_form, without_unseen

UNSEEN = [
    "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e", "\u200f",
    *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)),
]  # fmt: skip


@pytest.mark.parametrize("char", UNSEEN)
def test_what_nobody_sees_inside_a_latin_word_goes(char):
    assert without_unseen(f"Sio{char}bhan said{char} so{char}") == "Siobhan said so"


@pytest.mark.parametrize(
    "kept",
    [
        "👩🏽\u200d⚕️",  # a colour of skin and a joiner
        "👨\u200d👩\u200d👧\u200d👦",
        "🏳️\u200d🌈",
        "می\u200cخواهم",  # Persian: the joiner parts what is one word
        "क\u094d\u200dष",  # Devanagari: the joiner keeps a half letter
        "ന\u0d4d\u200d",  # Malayalam: at the end of a word too
        "café – “so”",
        "plain",
        "",
    ],
)
def test_a_joiner_that_joins_stays(kept):
    assert without_unseen(kept) == kept


def test_a_joiner_behind_a_latin_letter_with_a_sign_above_it_goes():
    assert without_unseen("e\u0301\u200d" + "t\u200de") == "e\u0301te"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siobhán", "SIOBHA\u0301N"),
        ("O’Neill", "o\u02bcNEILL"),
        ("Al\u2011Sayed", "al-sayed"),
        ("Stra\u00adße", "STRASSE"),
        ("Sio\u200dbhan", "siobhan"),
    ],
)
def test_two_ways_to_write_a_word_are_one(one, other):
    assert normal_form(one) == normal_form(other)


SOME = st.text(st.sampled_from([*"aeéIßO'’-‑ \n👩", "\u0301", "\u0323", *UNSEEN]) | st.characters())


@given(SOME)
def test_without_the_unseen_twice_is_once_and_nothing_else_goes(text):
    bare = without_unseen(text)
    assert without_unseen(bare) == bare
    assert [c for c in text if c not in UNSEEN] == [c for c in bare if c not in UNSEEN]


@given(SOME, st.booleans())
def test_every_character_of_a_folded_text_has_its_place(text, case):
    made = folded(text, case=case)
    assert len(made.places) == len(made.text) + 1
    assert list(made.places) == sorted(made.places)
    assert made.places[-1] == len(text)
    for n, char in enumerate(made.text):
        start, end = made.back(n, n + 1)
        assert 0 <= start < end <= len(text)
        if char.isalnum() and not case and unicodedata.combining(char) == 0:
            assert text[start] == char or unicodedata.normalize("NFD", char)[0] in text[start:]
