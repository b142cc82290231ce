"""Memory follows the sessions: each text is held once, and nothing grows faster than they do.

Objects and bytes are counted, no time. What a study of 12,000 sessions takes is told in
``docs/scale.md``, measured with ``benchmarks/memory.py``.
"""

from collections import Counter

import pandas as pd
import pytest

import practicelearn as prac
from memory import held, make
from practicelearn.coding.replayed import replay
from practicelearn.study import logs

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
    monkeypatch.setattr("practicelearn.study.stored.thaw", None)
    assert study.codings().read["turn_id"].isin(corpus.turns.index).all()
    del corpus
    with pytest.raises(TypeError):  # nobody holds it any more, and it would have to be read
        study.corpus()


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
