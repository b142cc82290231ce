"""A part of the corpus with all of the study's codings: only what is of the part counts."""

from __future__ import annotations

import warnings
from dataclasses import replace

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.coding.of_corpus import in_sessions_of, in_turns_of

SESSIONS = ["2024-duty", "2024-north", "2025-north"]

COUNTS = {
    "agreement": lambda c, corpus: prac.agreement(c, corpus, interval=None),
    "case_codes": lambda c, corpus: prac.case_codes(c.of(coder="kim"), corpus),
    "code_accumulation": lambda c, corpus: prac.code_accumulation(c.of(coder="kim"), corpus),
    "code_cooccurrence": lambda c, corpus: prac.code_cooccurrence(c.of(coder="kim"), corpus),
    "coding_progress": lambda c, corpus: prac.coding_progress(c, corpus),
    "coding_provenance": lambda c, corpus: prac.coding_provenance(c, corpus),
    "disagreements": lambda c, corpus: prac.disagreements(c, corpus),
    "kappa_table": lambda c, corpus: prac.reliability.kappa_table(c, corpus),
    "sessions_to_double_code": lambda c, corpus: prac.reliability.sessions_to_double_code(
        c, corpus
    ),
    "coded_quotes": lambda c, corpus: prac.coded_quotes(c.of(coder="lee"), corpus),
}


@pytest.fixture(scope="module")
def study() -> prac.Study:
    return prac.open_study(prac.sample_path())


@pytest.fixture(scope="module")
def part(study) -> prac.Corpus:
    return study.corpus().where(session_id=SESSIONS)


@pytest.fixture(scope="module")
def whole(study) -> prac.Codings:
    return study.codings()


@pytest.fixture(scope="module")
def own(whole, part) -> prac.Codings:
    """What is of the part, picked by hand."""

    def of(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["turn_id"].isin(part.turns.index)]

    return replace(whole, spans=of(whole.spans), read=of(whole.read))


@pytest.mark.parametrize("name", COUNTS)
def test_what_counts_counts_what_is_of_the_corpus(name, whole, own, part):
    assert len(whole) > len(own) > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, wanted = COUNTS[name](whole, part), COUNTS[name](own, part)
    if isinstance(wanted, list):
        assert found == wanted
    else:
        pd.testing.assert_frame_equal(found, wanted)


def test_one_reading_is_asked_of_the_part_alone(whole, study):
    read = whole.read.assign(session=whole.read["turn_id"].str.rsplit(":", n=1).str[0])
    readers = read.groupby("session")["coder"].nunique()
    alone = study.corpus().where(session_id=[str(readers.index[readers == 1][0])])
    assert (readers > 1).any()
    counted = prac.case_codes(whole, alone)  # two people read other sessions, and one this
    assert counted.sum().sum() > 0
    with pytest.raises(prac.errors.CodingError, match="merge_codings"):
        prac.case_codes(whole, study.corpus())


def test_records_and_readings_of_other_sessions_are_left_out(whole, part):
    record = pd.DataFrame(
        [{"kind": "import", "coder": "lee", "sessions": s, "codes": [], "program": p}
         for s, p in ((["2025-north", "2023-court"], "A"), (["2023-court"], "B"))]
    )  # fmt: skip
    used = prac.merge_codings(whole).used
    kept = in_sessions_of(replace(whole, record=record, used=used), part)
    assert [(r.program, r.sessions) for r in kept.record.itertuples()] == [("A", ["2025-north"])]
    assert kept.used["session_id"].tolist() == SESSIONS
    assert set(kept.text_hash) <= set(SESSIONS)


def test_of_turns_that_a_corpus_leaves_out_nothing_is_kept_but_who_read_the_session(whole, part):
    led = part.where(role="facilitator")
    assert len(in_sessions_of(whole, led).read) == len(in_sessions_of(whole, part).read)
    assert set(in_turns_of(whole, led).read["turn_id"]) <= set(led.turns.index)


@pytest.mark.parametrize("merged", [True, False])
def test_a_part_of_the_study_is_reported_with_all_of_its_codings(study, whole, own, merged):
    part = study.corpus(SESSIONS)
    given = prac.merge_codings(whole) if merged else whole
    themes = prac.find_themes(given, part)
    mine = prac.merge_codings(own) if merged else own
    alone = prac.find_themes(mine, part)
    assert themes.reading["session_id"].tolist() == SESSIONS
    for name in ("table", "extent", "scores", "reading", "agreed"):
        pd.testing.assert_frame_equal(getattr(themes, name), getattr(alone, name))
    assert themes.provenance == alone.provenance
    n_out = len(given) - len(mine)
    of_all = themes.account[themes.account["theme_id"] == ""]
    assert of_all["n"].sum() == len(given)
    left = f"{n_out} of {len(given)} codings are not counted: in sessions that are not looked at"
    assert any(note.startswith(left) for note in themes.notes)
    assert "Coded by" in prac.Report(themes=themes).html()
