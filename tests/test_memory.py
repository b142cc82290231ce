"""Memory follows the sessions: each text is held once, and nothing grows faster than they do.

Objects and bytes are counted, no time. What a study of 12,000 sessions takes is told in
``docs/scale.md``, measured with ``benchmarks/memory.py``.
"""

import gc
import shutil
import tracemalloc
from collections import Counter
from weakref import ref

import numpy as np
import pandas as pd
import pytest

import practicelearn as prac
from memory import held, make
from practicelearn.coding.replayed import replay
from practicelearn.jobs.reports import _read_study
from practicelearn.language import pipeline
from practicelearn.study import displays, logs, plans, whole
from practicelearn.themes import inference, otherwise, stretches
from practicelearn.themes.cycle.naming import GiveAways
from practicelearn.themes.quotes import typicality
from practicelearn.themes.raised import speaking_turns
from practicelearn.themes.stretches import by_stretch
from practicelearn.themes.variants import Variant, without_group

FEW, MANY = 4, 40

boxed = pytest.mark.skipif(
    getattr(pd.Series(["a"]).dtype, "storage", "python") != "python",
    reason="with pyarrow texts lie end to end, and are no objects to be counted",
)


@pytest.fixture(scope="module")
def studies(tmp_path_factory):
    """Two studies of sessions alike, the second with ten times as many."""
    folder = tmp_path_factory.mktemp("memory")
    return {n: make(folder / str(n), n, words=200, tokens=False).path for n in (FEW, MANY)}


def test_ten_times_the_sessions_take_ten_times_the_memory_at_most(studies):
    held(studies[FEW])  # what is loaded once is no part of it
    few, many = (held(studies[n]) for n in (FEW, MANY))
    assert many[0] <= few[0] * MANY / FEW * 1.1
    assert many[1] <= few[1] * MANY / FEW * 1.1


@boxed
def test_a_turn_id_is_held_once_in_all_tables(studies):
    study = prac.open_study(studies[FEW])
    corpus = study.corpus()
    own = {id(turn_id) for turn_id in corpus.turns.index}
    codings = study.codings()
    for table in (corpus.source_map, codings.read, codings.spans):
        assert len(table)
        assert {id(turn_id) for turn_id in table["turn_id"]} <= own


@boxed
def test_what_is_said_often_is_held_once(studies):
    turns = prac.open_study(studies[MANY]).corpus().turns
    for column in ("session_id", "speaker", "source_loc", "person_id", "role"):
        known = Counter(turns[column].dropna())
        assert max(known.values()) > 1
        assert len({id(cell) for cell in turns[column].dropna()}) == len(known)


def test_a_corpus_that_somebody_holds_is_not_read_again(studies, monkeypatch):
    monkeypatch.setattr("practicelearn.study.kept._MOST", 0)  # as a folder that is too large
    study = prac.open_study(studies[FEW])
    corpus = study.corpus()
    monkeypatch.setattr("practicelearn.study.whole.thaw", None)
    assert study.codings().read["turn_id"].isin(corpus.turns.index).all()
    del corpus
    with pytest.raises(TypeError):  # nobody holds it any more, and it would have to be read
        study.corpus()


def test_a_comparison_on_record_makes_no_large_study_be_read_again(studies, tmp_path, monkeypatch):
    monkeypatch.setattr("practicelearn.study.kept._MOST", 0)  # as a folder that is too large
    folder = shutil.copytree(studies[FEW], tmp_path / "study")
    study = prac.open_study(folder)
    held, read = study.corpus(), []
    thaw = whole.thaw
    monkeypatch.setattr(whole, "thaw", lambda *a: read.append(a) or thaw(*a))
    displays.record_displays(
        held.displayed, [tuple(held.year_labels[:2])], unit="group", headline=["workload"]
    )
    assert [p.name for p in (folder / "decisions").glob("unnamed*")]  # a file that was not there
    assert len(study.corpus().turns) == len(held.turns)
    assert read == []


def test_logs_read_one_by_one_are_what_they_are_as_one(studies, monkeypatch):
    one_by_one = prac.open_study(studies[MANY]).codings()
    monkeypatch.setattr(logs, "_logs_by_session", lambda _: {})
    at_once = logs.read_logs({"kim": [studies[MANY] / "coding" / "kim"]})
    own = one_by_one.of(coder="kim")
    pd.testing.assert_frame_equal(own.spans.reset_index(drop=True), at_once.spans)
    pd.testing.assert_frame_equal(own.read.reset_index(drop=True), at_once.read)


def test_a_log_of_another_session_than_its_name_says_is_read_with_all(studies, tmp_path):
    folder = tmp_path / "kim"
    folder.mkdir()
    whole = sorted((studies[FEW] / "coding" / "kim").glob("*.jsonl"))
    for n, path in enumerate(whole):
        (folder / f"log{n}.jsonl").write_bytes(path.read_bytes())
    events = [e for path in whole for e in logs.read_events([path])[0]]
    spans, read = replay(sorted(events, key=lambda e: (e.seq, e.at, e.id)), coder="kim")
    found = logs.read_logs({"kim": [folder]})
    pd.testing.assert_frame_equal(found.spans, spans)
    pd.testing.assert_frame_equal(found.read, read)


def _peak(do):
    """The bytes that something took at most while it was done, beyond what it leaves behind."""
    gc.collect()
    tracemalloc.start()
    try:
        kept = do()
        now, peak = tracemalloc.get_traced_memory()
        assert kept is not None
        return peak - now
    finally:
        tracemalloc.stop()


@pytest.fixture
def few_at_once(monkeypatch):
    """Four sessions at a time, without a language model, and no tokens remembered."""
    blank = pipeline.Pipeline(pipeline.BLANK, "")
    monkeypatch.setattr(pipeline, "load_pipeline", lambda: blank)
    monkeypatch.setattr(pipeline, "_AT_ONCE", FEW)
    monkeypatch.setattr(pipeline, "_MOST_REMEMBERED", 0)


@pytest.mark.parametrize("ask", ["code_keywords", "keyword_in_context"])
def test_looking_words_up_takes_no_more_than_some_sessions_tokens(studies, few_at_once, ask):
    def look_up(n):
        study = prac.open_study(studies[n])
        corpus, frame = study.corpus(), study.frame()
        if ask == "code_keywords":
            return lambda: prac.code_keywords(corpus, frame, cache=study.cache)
        return lambda: prac.keyword_in_context(corpus, "laptop", cache=study.cache)

    few, many = look_up(FEW), look_up(MANY)
    assert len(few()) + len(many())  # the tokens are kept now, and what is loaded once is there
    assert _peak(many) <= 3 * _peak(few)  # the tokens of all would be ten times as many


def test_turns_without_a_mark_share_one_list(studies):
    marks = prac.open_study(studies[MANY]).corpus().turns["marks"]
    assert len({id(own) for own in marks if not own}) == 1
    assert all(isinstance(own, list) for own in marks)


def test_a_report_lets_go_of_where_words_stand_in_files(studies):
    corpus = _read_study(studies[FEW]).corpus
    for name in corpus.source_map:
        held = corpus.source_map[name].to_numpy().base  # a part of a table holds all of it
        assert held is None or held.nbytes == 0


def test_what_is_kept_of_speaking_turns_is_what_is_asked_for(studies):
    corpus = prac.open_study(studies[FEW]).corpus()
    said = speaking_turns(corpus)
    assert said.memory_usage(index=False).sum() <= 82 * len(said)  # ten columns, no further ones


def test_of_other_ways_of_counting_one_is_held_at_a_time(studies, monkeypatch):
    for name, made in (("as_compared", {}), ("_rows", [])):  # how each is compared plays no part
        monkeypatch.setattr(otherwise, name, lambda *_, made=made: made)
    study = prac.open_study(studies[FEW])
    themes = prac.find_themes(study.codings(), study.corpus())
    change = pd.DataFrame({"theme_id": [], "verdict": []}, dtype=object)
    before = []

    def ways():
        for group in themes.corpus.sessions["group"].unique():
            assert all(corpus() is None for corpus in before)
            own = [without_group(themes, themes.corpus.years[-1], group)]
            before.append(ref(own[0].corpus))
            yield Variant("largest group", f"without {group}", own.pop())

    otherwise.tried_otherwise(ways(), themes, change)
    assert len(before) == 2


def test_plans_are_dated_with_the_logs_of_one_session_at_a_time(studies, monkeypatch):
    study = prac.open_study(studies[MANY])
    at_once = []
    read = plans.kept_events
    monkeypatch.setattr(
        plans, "kept_events",
        lambda folder, files, **more: (at_once.append(len(files)), read(folder, files, **more))[1],
    )  # fmt: skip
    rounds = study.settings.rounds
    found = plans._firsts(study, rounds, [])
    assert len(at_once) == MANY
    assert max(at_once) == 2  # two people's
    every = [e for log in (studies[MANY] / "coding").rglob("*.jsonl")
             for e in logs.read_events([log])[0]]  # fmt: skip
    year_of = study.corpus().sessions["year"]
    for year in rounds:
        own = [e.at for e in every if e.kind in plans._CODED and year_of[e.session_id] == year]
        assert found[year][0] == min(own)


def test_the_splits_of_many_groups_are_not_held_as_numbers():
    n = 1_000  # groups a round; as numbers their splits are 160 MB, and the places drawn as much
    scores = np.random.default_rng(1).random((2 * n, 2))
    kept = []

    def tested():
        splits = inference.relabellings(n, n)
        kept.append(splits.nbytes)
        return by_stretch(lambda own: inference.split_statistics(scores, own), splits)

    assert _peak(tested) <= 7 * kept[0]


def test_splits_drawn_some_at_a_time_are_those_drawn_at_once(monkeypatch):
    at_once = inference.relabellings(30, 25)
    monkeypatch.setattr(stretches, "_CELLS", 55 * 700)
    np.testing.assert_array_equal(inference.relabellings(30, 25), at_once)


def test_of_passages_no_word_is_held_twice_while_the_typical_are_sought():
    said = [f"the laptop in office {k % 50} broke and nobody came to mend it" for k in range(2_000)]
    themes = pd.Series([f"theme{k % 3}" for k in range(len(said))])
    typicality(pd.Series(said[:5]), themes[:5])
    assert _peak(lambda: typicality(pd.Series(said), themes)) <= 600 * len(said)


def test_what_is_derived_by_default_is_not_derived_again_when_the_default_is_named(studies):
    corpus = prac.open_study(studies[FEW]).corpus()
    one, other = speaking_turns(corpus), speaking_turns(corpus, everybody=False)
    assert np.shares_memory(one["n_words"].to_numpy(), other["n_words"].to_numpy())


def test_words_that_were_said_in_a_row_are_known_by_a_number(studies):
    corpus = prac.open_study(studies[FEW]).corpus()
    n_words = int(corpus.n_words.sum())
    speaking_turns(corpus)
    gc.collect()
    tracemalloc.start()
    try:
        known = GiveAways.of(corpus)
        assert tracemalloc.get_traced_memory()[0] <= 16 * n_words + 20_000
    finally:
        tracemalloc.stop()
    assert GiveAways.of(corpus) is known
    text = max(corpus.turns.loc[corpus.turns["role"] == "participant", "text"], key=len)
    assert "repeats 6 words" in known.why(text)
