import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicelearn.language.vocabulary import (
    FUNCTION_WORDS,
    IDIOMS,
    LEMMA_SLIPS,
    SPOKEN_WORDS,
    STOP_WORDS,
    base_forms,
    singular,
)

SUBJECTS = [
    "caseload",
    "supervision",
    "allocation",
    "court",
    "laptop",
    "desk",
    "rota",
    "racism",
    "family",
    "agency",
    "duty",
    "visit",
    "recording",
    "assessment",
    "manager",
    "training",
    "retention",
    "parking",
    "workload",
    "support",
    "wellbeing",
]


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("cases", "case"),
        ("boxes", "box"),
        ("assessments", "assessment"),
        ("visits", "visit"),
        ("agencies", "agency"),
        ("churches", "church"),
        ("wishes", "wish"),
        ("buzzes", "buzz"),
        ("processes", "process"),
        ("ties", "tie"),
        ("women", "woman"),
        ("analyses", "analysis"),
        ("buses", "bus"),
        ("houses", "house"),
        ("causes", "cause"),
    ],
)
def test_plurals_become_singulars(plural, one):
    assert singular(plural) == one


@pytest.mark.parametrize(
    "word",
    ["stress", "crisis", "status", "series", "news", "always", "bus", "gas", "is", "desk", "", "s"],
)
def test_what_is_no_plural_stays(word):
    assert singular(word) == word


@given(st.sampled_from([*SUBJECTS, "box", "church", "witness", "policy", "process", "day", "toy"]))
def test_regular_plurals_lead_back(word):
    if word.endswith(("s", "x", "ch", "sh", "z")):
        plural = word + "es"
    elif word.endswith("y") and word[-2] not in "aeiou":
        plural = word[:-1] + "ies"
    else:
        plural = word + "s"
    assert singular(plural) == word
    assert word in base_forms(plural)


@given(st.text(max_size=12))
def test_singular_and_base_forms_take_any_text(word):
    assert word in base_forms(word)
    assert singular(word) in base_forms(word)


@pytest.mark.parametrize(
    ("inflected", "base"),
    [
        ("desking", "desk"),
        ("allocated", "allocate"),
        ("allocating", "allocate"),
        ("stopped", "stop"),
        ("planning", "plan"),
        ("caring", "care"),
        ("coping", "cope"),
        ("supervised", "supervise"),
        ("supervising", "supervise"),
        ("worried", "worry"),
        ("worrying", "worry"),
        ("visited", "visit"),
        ("referring", "refer"),
        ("travelled", "travel"),
        ("recorded", "record"),
        ("agreed", "agree"),
        ("freed", "free"),
        ("seeing", "see"),
        ("placed", "place"),
        ("judging", "judge"),
        ("owed", "owe"),
        ("moved", "move"),
        ("believed", "believe"),
        ("measuring", "measure"),
        ("used", "use"),
        ("vacancies", "vacancy"),
    ],
)
def test_the_base_form_is_among_the_forms(inflected, base):
    assert base in base_forms(inflected)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("caring", "car"),
        ("hoping", "hop"),
        ("coping", "cop"),
        ("string", "str"),
        ("thing", "th"),
        ("bring", "br"),
        ("red", "r"),
        ("feed", "fee"),
        ("seed", "see"),
        ("planning", "plane"),
        ("train", "training"),
        ("support", "supporting"),
    ],
)
def test_words_that_only_look_alike_are_no_forms(word, other):
    assert other not in base_forms(word)


def test_slips_have_the_lemma_english_has():
    assert LEMMA_SLIPS["taxes"] == "tax"
    assert LEMMA_SLIPS["coping"] == "cope"
    for word, lemma in LEMMA_SLIPS.items():
        assert word == word.lower()
        assert LEMMA_SLIPS.get(lemma, lemma) == lemma  # a lemma is nobody's slip


def test_no_word_of_the_subject_is_a_stop_word():
    assert not STOP_WORDS & set(SUBJECTS)
    assert not STOP_WORDS & {singular(word) for word in LEMMA_SLIPS if word != "uses"} - {"use"}


def test_small_words_contractions_and_hesitation_are_stop_words():
    assert FUNCTION_WORDS | SPOKEN_WORDS <= STOP_WORDS
    assert {
        "the",
        "whereas",
        "erm",
        "mm",
        "yeah",
        "gonna",
        "n't",
        "’s",
        "don't",
        "thing",
    } <= STOP_WORDS
    assert all(word == word.lower() for word in STOP_WORDS)


def test_idioms_begin_with_a_function_word():
    assert ("of", "course") in IDIOMS
    assert {first for first, _ in IDIOMS} <= FUNCTION_WORDS
