import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn.errors import PracticelearnError
from practicelearn.language.phrases import find_phrases
from practicelearn.language.pipeline import BLANK, Pipeline, tokenise

RULES = Pipeline(BLANK, "1")


@pytest.fixture(params=["model", "rules"])
def found(request, turns_of):
    """The words found in texts, with a language model and without one."""

    def find(phrase, *texts):
        turns = turns_of(*texts)
        phrases = phrase if isinstance(phrase, dict) else {"cue": [phrase]}
        tokens = tokenise(turns, pipeline=RULES if request.param == "rules" else None)
        hits = find_phrases(tokens, phrases)
        return [turns.loc[hit.turn_id, "text"][hit.start : hit.end] for hit in hits.itertuples()]

    return find


def test_a_hit_says_where_and_for_which_phrase(turns_of):
    turns = turns_of("No.", "Our caseloads, honestly.")
    hits = find_phrases(tokenise(turns), {"load": ["case load"], "other": ["parking"]})
    assert hits.to_dict("records") == [
        {"turn_id": "a:00002", "start": 4, "end": 13, "key": "load", "phrase": "case load"}
    ]


HOT_DESKS = [
    "hot desk",
    "hot-desk",
    "hotdesk",
    "hot desks",
    "hot desking",
    "hot-desking",
    "hotdesking",
    "Hot-Desked",
    "HOT DESKING",
    "hot\u2010desking",
    "hot\u2011desk",
    "hot  desk",
    "hot\ndesk",
]


@pytest.mark.parametrize("cue", ["hot-desk", "hot desk", "hotdesk", "Hot Desk"])
@pytest.mark.parametrize("written", HOT_DESKS)
def test_hyphen_space_one_word_and_inflection_are_all_the_same(found, cue, written):
    assert found(cue, f"We are {written} again.") == [written]


@pytest.mark.parametrize("cue", ["caseload", "case load", "case-load"])
@pytest.mark.parametrize(
    "written", ["case load", "case loads", "caseload", "Caseloads", "case-loads"]
)
def test_case_load_is_caseload(found, cue, written):
    assert found(cue, f"So {written} went up") == [written]


@pytest.mark.parametrize(
    ("cue", "text", "words"),
    [
        ("supervision", "Supervision? My supervisions.", ["Supervision", "supervisions"]),
        ("train", "trains, training, trained", ["trains", "training", "trained"]),
        ("training", "train the trainer on trains", []),
        ("tax", "the taxes and a taxi", ["taxes"]),
        ("agency worker", "two agency workers", ["agency workers"]),
        ("social work england", "Social Work England's list", ["Social Work England"]),
        ("car", "caring for a carer", []),
        ("desk", "desktop", []),
        ("well-being", "well being, wellbeing, well-being", ["wellbeing", "well-being"]),
        ("don't know", "I don't know and I do not know", ["don't know"]),
        ("don't know", "I don’t know", ["don’t know"]),
        ("manager's support", "my manager's support", ["manager's support"]),
        ("one to one", "a one-to-one, a one to one", ["one-to-one", "one to one"]),
        ("24/7", "it is 24/7 here", ["24/7"]),
    ],
)  # fmt: skip
def test_what_is_found_and_what_is_not(found, cue, text, words):
    if cue == "well-being":
        words = ["well being", *words]
    assert found(cue, text) == words


def test_one_word_is_not_found_in_two_that_begin_with_a_function_word(found):
    assert found("overtime", "Over time it got better; overtime did not") == ["overtime"]
    assert found("without", "with out") == []


def test_one_word_is_found_in_two_pieces_but_not_in_three(found):
    assert found("supervision", "super vision, super-vis-ion") == ["super vision", "super-vis-ion"]
    assert found("supervision", "super vis ion") == []


def test_a_phrase_never_reaches_across_punctuation_a_mark_or_a_turn(found):
    assert found("case load", "in any case, load the car") == []
    assert found("case load", "the case [coughs] load") == []
    assert found("case load", "the case", "load") == []
    assert found("hot desk", "it was hot. Desk or no desk") == []
    assert found("case load", "the case - load") == []


@pytest.mark.parametrize("dash", ["-", "--", "\u2013", "\u2014", "..."])
def test_a_word_that_breaks_off_is_found_without_its_dash(found, dash):
    assert found("hot desk", f"that hot desk{dash} no, hot{dash}") == ["hot desk"]


def test_an_idiom_is_no_hit(found):
    assert found("course", "Of course the course was full") == ["course"]
    assert found("case", "in case the case closes") == ["case"]


def test_words_inside_marks_are_not_found(found):
    assert found("laughter", "[laughter] there was laughter") == ["laughter"]


def test_offsets_hold_past_emoji_and_combining_letters(found):
    text = (
        "\U0001f469\u200d\U0001f4bb\U0001f642 me\u0301mo \U0001f600 hot-desking \U0001f600 hot desk"
    )
    assert found("hot desk", text) == ["hot-desking", "hot desk"]


def test_hits_of_one_key_do_not_overlap_and_the_longer_wins(found):
    cues = {"cue": ["desk", "hot desk", "hot", "duty desk"]}
    assert found(cues, "hot desk, duty desk, desk, hot") == ["hot desk", "duty desk", "desk", "hot"]


def test_keys_do_not_take_hits_from_each_other(turns_of):
    tokens = tokenise(turns_of("hot desks"), pipeline=RULES)
    hits = find_phrases(tokens, {"a": ["hot desk"], "b": ["desk"]})
    assert hits[["key", "start", "end"]].to_numpy().tolist() == [["a", 0, 9], ["b", 4, 9]]


def test_hits_come_in_the_order_of_the_text_and_interleaved_sessions_keep_theirs(turns_of):
    turns = turns_of("rota", "desk", "desk rota", sessions=["n", "s", "n"])
    hits = find_phrases(tokenise(turns, pipeline=RULES), {"d": ["desk"], "r": ["rota"]})
    assert hits[["turn_id", "start", "key"]].to_numpy().tolist() == [
        ["n:00001", 0, "r"], ["s:00001", 0, "d"], ["n:00002", 0, "d"], ["n:00002", 5, "r"],
    ]  # fmt: skip


def test_nothing_found_and_no_turns_give_an_empty_table_with_its_columns(turns_of):
    for turns in (turns_of(), turns_of("", "parking")):
        hits = find_phrases(tokenise(turns, pipeline=RULES), {"d": ["desk"]})
        assert hits.empty
        assert hits.columns.tolist() == ["turn_id", "start", "end", "key", "phrase"]


def test_a_key_may_have_no_phrases(turns_of):
    tokens = tokenise(turns_of("desk"), pipeline=RULES)
    assert find_phrases(tokens, {"a": [], "b": ["desk"]})["key"].tolist() == ["b"]


@pytest.mark.parametrize("empty", ["", " - ", "?!"])
def test_a_phrase_without_letters_is_refused(turns_of, empty):
    with pytest.raises(PracticelearnError, match='of "duty" holds no letters'):
        find_phrases(tokenise(turns_of("x"), pipeline=RULES), {"duty": ["desk", empty]})


def test_a_text_in_place_of_a_list_is_refused(turns_of):
    with pytest.raises(PracticelearnError, match=r'"duty" must have a list.*Write \["duty desk"\]'):
        find_phrases(tokenise(turns_of("x"), pipeline=RULES), {"duty": "duty desk"})


GLUE = st.sampled_from([" ", "-", ", ", " [sighs] ", " \U0001f642 ", ". "])
WORDS = st.sampled_from(
    ["duty", "desk", "Desks", "case", "load", "caseloads", "the", "hot-desking"]
)


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.tuples(WORDS, GLUE), max_size=8), max_size=4))
def test_hits_of_a_key_are_in_order_apart_and_cut_at_words(turns_of, rows):
    turns = turns_of(*["".join(w + g for w, g in row) for row in rows])
    cues = {"a": ["duty desk", "desk", "hot desk"], "b": ["case load", "load"]}
    hits = find_phrases(tokenise(turns, pipeline=RULES), cues)
    for (turn_id, key), own in hits.groupby(["turn_id", "key"]):
        text = turns.loc[turn_id, "text"]
        assert (own["start"].to_numpy()[1:] >= own["end"].to_numpy()[:-1]).all()
        for hit in own.itertuples():
            quote = text[hit.start : hit.end]
            assert quote == quote.strip(" ,.-")
            assert not set(",.[]\U0001f642") & set(quote)
            letters = [p.replace(" ", "") for p in cues[key]]
            flat = quote.lower().replace("-", "").replace(" ", "")
            assert any(flat.startswith(p) for p in letters)
    # a cue of one word that stands alone is never missed
    alone = sum(text.lower().split().count("desk") for text in turns["text"])
    assert (hits["key"] == "a").sum() >= alone
