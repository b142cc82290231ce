"""Part of a study for another program, with all of its codings: the part, and what is left out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.exchange.part import left_out_of_part

SESSIONS = ["2025-west", "2025-north"]


@pytest.fixture(scope="module")
def study() -> prac.Study:
    return prac.open_study(prac.sample_path())


@pytest.fixture(scope="module")
def part(study) -> prac.Corpus:
    return study.corpus().where(session_id=SESSIONS)


def placed(codings: prac.Codings) -> list[tuple]:
    columns = ["turn_id", "start", "end", "code", "coder"]
    return sorted(map(tuple, codings.spans[columns].drop_duplicates().to_numpy()))


def _refi(codings, corpus, folder):
    return prac.exchange.read_refi(prac.exchange.write_refi(codings, corpus, folder / "x.qdpx"))


def _taguette(codings, corpus, folder):
    path = prac.exchange.write_taguette(codings, corpus, folder / "x.sqlite3")
    return prac.exchange.read_taguette(path)


def _quotes(codings, corpus, folder):
    path = prac.exchange.write_quotes(codings, corpus, folder / "x.csv")
    assert pd.read_csv(path)["session_id"].notna().all()
    return prac.exchange.read_quotes(path, corpus, codings.frame)


@pytest.mark.parametrize("out_and_back", [_refi, _taguette, _quotes])
@pytest.mark.filterwarnings("ignore:.*no place for")
def test_a_part_goes_out_and_what_is_left_out_is_named(out_and_back, study, part, tmp_path):
    codings = study.codings()
    own = codings.spans[codings.spans["turn_id"].isin(part.turns.index)]
    n_out = len(codings) - own["coding_id"].nunique()
    said = rf"Left out: {n_out} codings of 22 sessions not in the corpus \(2023-.* and 18 more\)"
    with pytest.warns(UserWarning, match=said):
        back = out_and_back(codings, part, tmp_path)
    assert placed(back.codings) == placed(prac.Codings(own, frame=codings.frame))
    assert back.corpus.sessions.index.sort_values().tolist() == sorted(SESSIONS)


def test_turns_that_the_corpus_leaves_out_are_named_too(study, part, tmp_path):
    codings, led = study.codings(), part.where(role="facilitator")
    own = codings.spans[codings.spans["turn_id"].str.startswith("2025-north:")]
    n = own["coding_id"].nunique()
    said = f"Left out: {n} codings of turns that the corpus leaves out"
    with pytest.warns(UserWarning, match=said):
        prac.exchange.write_word_comments(
            codings, led, tmp_path / "x.docx", session_id="2025-north"
        )


def test_a_coding_that_goes_on_in_turns_that_are_left_out_keeps_what_is_there(study, part):
    spans = study.codings().spans
    first = spans[spans["turn_id"].isin(part.turns.index)].iloc[[0]]
    other = first.assign(part=2, turn_id="2024-duty:00001")
    said = left_out_of_part(prac.Codings(pd.concat([first, other])), part)
    assert said == ["parts of 1 coding that goes on in turns not in the corpus"]


def test_another_text_than_was_coded_is_no_part(study, part, tmp_path):
    codings = study.codings()
    turn_id = codings.spans["turn_id"].iloc[-1]
    sid = turn_id.rpartition(":")[0]
    other = replace(codings, text_hash={**codings.text_hash, sid: "another"})
    corpus = study.corpus([sid])
    corpus = replace(corpus, turns=corpus.turns.drop(index=turn_id))
    with pytest.raises(prac.errors.CodingError, match=f"{turn_id}.*has another text now"):
        prac.exchange.write_refi(other, corpus, tmp_path / "x.qdpx")
    assert not (tmp_path / "x.qdpx").exists()
