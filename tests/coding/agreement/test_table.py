"""The table of a study: who has read what, machines and settled readings, suggestions."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.coding.agreement.reading import coded_units, span_table
from practicelearn.coding.agreement.table import ALL_CODES, _same_rows, agreement
from practicelearn.coding.agreement.unitizing import unitizing_alpha
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import ArgumentError, CodingError, TableError

SESSIONS = ["s-one", "s-two", "s-three", "s-four", "s-five"]
PER_SESSION = 6
TEXT = "We talk on Fridays. Nobody writes it down!\nThen it is gone."  # 3 sentences


@pytest.fixture
def corpus() -> Corpus:
    rows = [
        {"turn_id": make_turn_id(s, n), "session_id": s, "n": n, "text": TEXT}
        for s in SESSIONS
        for n in range(1, PER_SESSION + 1)
    ]
    return Corpus(turns=pd.DataFrame(rows).set_index("turn_id"))


def read_all(*coders: str, version: str = "1", sessions=SESSIONS) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"coder": c, "turn_id": make_turn_id(s, n), "frame_version": version}
            for c in coders
            for s in sessions
            for n in range(1, PER_SESSION + 1)
        ]
    )


def span(coder, session, n, code="trust", *, start=0, end=19, cid=None, part=1, **more) -> dict:
    turn = make_turn_id(session, n)
    return {
        "coding_id": cid or f"{coder}-{turn}-{code}-{start}",
        "part": part,
        "turn_id": turn,
        "start": start,
        "end": end,
        "quote": TEXT[start:end],
        "code": code,
        "coder": coder,
        "origin": "human",
        "accepted_by": None,
        **more,
    }


def codings(*spans: dict, read: pd.DataFrame, **more) -> Codings:
    return Codings(spans=pd.DataFrame(spans), read=read, **more)


def some_agreement(*more: dict, read: pd.DataFrame | None = None) -> Codings:
    """kim and lee agree on turn 1 of each session; kim alone codes turn 2 of the first two."""
    both = [span(c, s, 1) for c in ("kim", "lee") for s in SESSIONS]
    alone = [span("kim", s, 2) for s in SESSIONS[:2]]
    return codings(*both, *alone, *more, read=read_all("kim", "lee") if read is None else read)


def test_one_row_a_code_with_unit_denominator_and_interval(corpus):
    row = agreement(some_agreement(), corpus).loc["trust"]
    assert row["percent"] == pytest.approx(28 / 30)
    assert row["prevalence"] == pytest.approx(12 / 60)
    # Do = 2·2/60, De = 2·12·48/(60·59)
    assert row["alpha"] == pytest.approx(1 - (4 / 60) / (2 * 12 * 48 / (60 * 59)))
    assert row["specific"] == pytest.approx(10 / 12)
    assert row["low"] < row["alpha"] <= row["high"] <= 1
    assert (row["unit"], row["denominator"]) == ("turn", "turns read by both coders")
    assert (row["n_units"], row["n_sessions"], row["coders"]) == (30, 5, "kim, lee")
    assert row["why"] is None


def test_what_one_has_not_read_is_missing_not_zero(corpus):
    part = read_all("kim"), read_all("lee", sessions=SESSIONS[2:])
    found = agreement(some_agreement(read=pd.concat(part)), corpus).loc["trust"]
    assert found["n_units"] == 18
    assert found["n_sessions"] == 3
    assert found["percent"] == 1.0  # the two turns kim alone coded were not read by lee
    assert "3 sessions" in found["why"]


def test_a_code_the_frame_did_not_hold_is_missing(corpus):
    read = pd.concat([read_all("kim", version="2"), read_all("lee", version="1")])
    spans = [span(c, s, 1) for c in ("kim", "lee") for s in SESSIONS]
    spans += [span("kim", s, 3, "pay") for s in SESSIONS]
    held = {"1": frozenset({"trust"}), "2": frozenset({"trust", "pay"})}
    table = agreement(codings(*spans, read=read, held=held), corpus)
    assert table.loc["pay", "n_units"] == 0
    assert "read by two coders with this code" in table.loc["pay", "why"]
    assert table.loc["trust", "n_units"] == 30


def test_a_value_that_stands_alone_moves_no_measure(corpus):
    """lee read the last three sessions under a frame without the code: kim's values are alone."""
    first, last = SESSIONS[:2], SESSIONS[2:]
    read = pd.concat(
        [
            read_all("kim", version="2"),
            read_all("lee", version="2", sessions=first),
            read_all("lee", version="1", sessions=last),
        ]
    )
    spans = [span("kim", s, n, "pay") for s in last for n in range(1, PER_SESSION + 1)]
    spans += [span(c, "s-one", 1, "pay") for c in ("kim", "lee")] + [span("kim", "s-two", 3, "pay")]
    spans += [span(c, s, 2) for c in ("kim", "lee") for s in SESSIONS]
    held = {"1": frozenset({"trust"}), "2": frozenset({"trust", "pay"})}
    mine = codings(*spans, read=read, held=held)
    for measure in ("gwet_ac1", "fleiss", "conger", "alpha"):
        whole = agreement(mine, corpus, measure=measure).loc["pay"]
        part = agreement(mine, corpus.where(session_id=first), measure=measure).loc["pay"]
        assert whole[measure] == pytest.approx(part[measure], abs=1e-12)
        assert whole["n_units"] == 2 * PER_SESSION


def test_settled_readings_and_machines_are_never_coders(corpus):
    read = read_all("kim", "lee", "_agreed", "keyword", "suggested")
    noise = [span("_agreed", s, 4) for s in SESSIONS]
    noise += [span("keyword", s, 5, origin="keyword") for s in SESSIONS]
    noise += [span("suggested", s, 5, origin="suggested") for s in SESSIONS]
    assert agreement(some_agreement(*noise, read=read), corpus).equals(
        agreement(some_agreement(), corpus)
    )


@pytest.mark.parametrize("name", ["_agreed", "keyword", "suggested"])
def test_asking_for_a_machine_as_coder_is_refused(corpus, name):
    with pytest.raises(CodingError, match="nobody's reading"):
        agreement(some_agreement(), corpus, coders=["kim", name])


class TestSuggestions:
    @pytest.fixture
    def with_accepted(self) -> Codings:
        """lee took turn 2 of the first session over from a suggestion, under either name."""
        return some_agreement(
            span("lee", "s-one", 2, origin="suggested", accepted_by="lee"),
            span("suggested", "s-two", 2, origin="suggested", accepted_by="lee"),
        )

    def test_left_out_is_missing(self, corpus, with_accepted):
        row = agreement(with_accepted, corpus).loc["trust"]
        assert row["n_units"] == 28
        assert row["percent"] == 1.0
        assert row["accepted"] == "left out"

    def test_counted_is_coded(self, corpus, with_accepted):
        row = agreement(with_accepted, corpus, accepted="counted").loc["trust"]
        assert row["n_units"] == 30
        assert row["prevalence"] == pytest.approx(14 / 60)

    def test_both_ways_stand_together(self, corpus, with_accepted):
        table = agreement(with_accepted, corpus, accepted="both")
        assert table.index.tolist() == ["trust", "trust"]
        assert table["accepted"].tolist() == ["left out", "counted"]
        assert table["n_units"].tolist() == [28, 30]

    def test_what_the_coder_also_marked_unaided_counts(self, corpus):
        twice = some_agreement(
            span("kim", "s-one", 2, start=0, end=7, origin="suggested", accepted_by="kim")
        )
        assert agreement(twice, corpus).loc["trust", "n_units"] == 30


class TestOneCoder:
    def test_is_ordinary(self, corpus):
        alone = codings(span("kim", "s-one", 1), read=read_all("kim"))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            table = agreement(alone, corpus)
        assert table.index.tolist() == ["trust"]
        assert table[["percent", "alpha", "low", "high"]].isna().all(axis=None)
        assert table["why"].tolist() == ["there is one coder only"]
        assert table.columns.tolist() == agreement(some_agreement(), corpus).columns.tolist()

    def test_nobody_at_all(self, corpus):
        table = agreement(Codings(), corpus)
        assert table.empty
        assert table.columns.tolist() == agreement(some_agreement(), corpus).columns.tolist()

    def test_sets_and_other_units(self, corpus):
        alone = codings(span("kim", "s-one", 1), read=read_all("kim"))
        for options in ({"measure": "masi"}, {"unit": "sentence"}, {"unit": "character"}):
            assert agreement(alone, corpus, **options)["why"].notna().all()


class TestUnits:
    def test_a_sentence_counts_once_touched(self, corpus):
        spans = [span("kim", s, 1, start=5, end=25) for s in SESSIONS]  # two sentences
        spans += [span("lee", s, 1, start=0, end=19) for s in SESSIONS]  # the first
        row = agreement(codings(*spans, read=read_all("kim", "lee")), corpus, unit="sentence").loc[
            "trust"
        ]
        assert row["n_units"] == 5 * PER_SESSION * 3
        assert row["percent"] == pytest.approx(1 - 5 / 90)
        assert row["denominator"] == "sentences read by both coders"

    def test_characters_are_counted_by_length(self, corpus):
        spans = [span("kim", s, 1, start=0, end=20) for s in SESSIONS]
        spans += [span("lee", s, 1, start=10, end=40) for s in SESSIONS]
        row = agreement(codings(*spans, read=read_all("kim", "lee")), corpus, unit="character").loc[
            "trust"
        ]
        total = len(TEXT) * 30
        assert row["n_units"] == total
        assert row["percent"] == pytest.approx(1 - 5 * 30 / total)
        assert row["prevalence"] == pytest.approx(5 * 50 / (2 * total))

    def test_an_unknown_unit_gets_a_near_match(self, corpus):
        with pytest.raises(ArgumentError, match='Did you mean "turn"'):
            agreement(some_agreement(), corpus, unit="turns")


class TestDenominators:
    def test_coded_by_at_least_one(self, corpus):
        row = agreement(some_agreement(), corpus, denominator="coded by at least one").loc["trust"]
        assert row["n_units"] == 7
        assert row["denominator"] == "turns coded by at least one coder, of those read by both"

    def test_coded_by_both(self, corpus):
        row = agreement(some_agreement(), corpus, denominator="coded by both").loc["trust"]
        assert row["n_units"] == 5
        assert "everywhere" in row["why"]

    def test_three_coders(self, corpus):
        third = codings(
            *[span(c, s, 1) for c in ("kim", "lee", "sam") for s in SESSIONS],
            span("sam", "s-one", 2),
            read=read_all("kim", "lee", "sam"),
        )
        table = agreement(third, corpus)
        assert table["denominator"].tolist() == ["turns read by at least two coders"]
        with pytest.raises(TableError, match="Name two with coders="):
            agreement(third, corpus, measure="cohen")
        pair = agreement(third, corpus, measure="cohen", coders=["kim", "lee"])
        assert pair["cohen"].tolist() == [1.0]


class TestSets:
    def test_one_row_for_all_codes(self, corpus):
        more = [span(c, s, 3, "pay") for c in ("kim", "lee") for s in SESSIONS]
        table = agreement(some_agreement(*more), corpus, measure="jaccard")
        assert table.index.tolist() == [ALL_CODES]
        row = table.loc[ALL_CODES]
        assert row["percent"] == pytest.approx(28 / 30)
        assert 0 < row["jaccard"] < 1
        assert row["low"] < row["jaccard"]

    @pytest.mark.parametrize("n_codes", [0, 1, 64, 65, 130])
    def test_equal_sets_have_one_number_however_many_codes(self, n_codes):
        rng = np.random.default_rng(2)
        rows = rng.random((40, n_codes)) < 0.5
        rows = rows[rng.integers(0, 40, 200)]
        number = _same_rows(rows)
        for i in range(0, 200, 7):
            same = (rows == rows[i]).all(axis=1)
            assert ((number == number[i]) == same).all()

    def test_characters_have_no_sets(self, corpus):
        with pytest.raises(CodingError, match="sets of codes of units"):
            agreement(some_agreement(), corpus, measure="masi", unit="character")


class TestUnitizing:
    def test_equal_to_the_continuum_of_each_code(self, corpus):
        spans = [span("kim", s, 1, start=0, end=20) for s in SESSIONS]
        spans += [span("kim", "s-one", 2, start=3, end=9), span("lee", "s-two", 5, "pay")]
        spans += [span("lee", s, 1, start=10, end=40) for s in SESSIONS[:4]]
        mine = codings(*spans, read=read_all("kim", "lee"))
        table = agreement(mine, corpus, measure="unitizing")
        passages, lengths = span_table(mine, corpus)
        shift = (lengths.cumsum() - lengths).reindex(passages["file"]).to_numpy()
        line = passages.assign(start=passages["start"] + shift, end=passages["end"] + shift)
        for code in ("trust", "pay"):
            own = line[line["value"] == code]
            found = unitizing_alpha(own, int(lengths.sum()), coders=["kim", "lee"])
            assert table.loc[code, "unitizing"] == pytest.approx(found.u, abs=1e-12)
            assert found.u == pytest.approx(found.binary, abs=1e-12)
        row = table.loc["trust"]
        assert row["n_units"] == lengths.sum()
        assert row["denominator"] == "characters read by both coders"
        assert row["low"] < row["unitizing"] < row["high"]
        left = [
            agreement(mine, corpus.where(session_id=[t for t in SESSIONS if t != s]),
                      measure="unitizing").loc["trust", "unitizing"]
            for s in SESSIONS
        ]  # fmt: skip
        mean = sum(left) / 5
        se = math.sqrt(4 / 5 * sum((x - mean) ** 2 for x in left))
        assert row["low"] == pytest.approx(row["unitizing"] - 2.7764451 * se, abs=1e-6)

    def test_passages_of_one_coder_that_overlap_are_one(self, corpus):
        one = [span("kim", s, 1, start=0, end=30) for s in SESSIONS]
        two = [span("kim", s, 1, start=0, end=20) for s in SESSIONS]
        two += [span("kim", s, 1, start=10, end=30) for s in SESSIONS]
        lee = [span("lee", s, 1, start=5, end=25) for s in SESSIONS]
        read = read_all("kim", "lee")
        a, b = (
            agreement(codings(*x, *lee, read=read), corpus, measure="unitizing") for x in (one, two)
        )
        pd.testing.assert_frame_equal(a, b)

    def test_three_coders(self, corpus):
        spans = [span(c, s, 1) for c in ("kim", "lee", "sam") for s in SESSIONS[:3]]
        spans += [span("sam", s, 2, start=4, end=30) for s in SESSIONS]
        mine = codings(*spans, read=read_all("kim", "lee", "sam"))
        passages, lengths = span_table(mine, corpus)
        shift = (lengths.cumsum() - lengths).reindex(passages["file"]).to_numpy()
        line = passages.assign(start=passages["start"] + shift, end=passages["end"] + shift)
        found = unitizing_alpha(line, int(lengths.sum()), coders=["kim", "lee", "sam"]).u
        row = agreement(mine, corpus, measure="unitizing").loc["trust"]
        assert row["unitizing"] == pytest.approx(found, abs=1e-12)
        assert row["denominator"] == "characters read by all coders"

    def test_one_coder_and_nobody(self, corpus):
        alone = codings(span("kim", "s-one", 1), read=read_all("kim"))
        table = agreement(alone, corpus, measure="unitizing")
        assert table["why"].tolist() == ["there is one coder only"]
        assert table["unitizing"].isna().all()
        assert agreement(Codings(), corpus, measure="unitizing").empty

    def test_no_other_denominator(self, corpus):
        with pytest.raises(CodingError, match="no other denominator"):
            agreement(some_agreement(), corpus, measure="unitizing", denominator="coded by both")


def test_codings_without_a_record_of_reading_are_named(corpus):
    imported = some_agreement(span("sam", "s-one", 1))
    with pytest.warns(UserWarning, match="leaves out sam"):
        table = agreement(imported, corpus)
    assert table["coders"].tolist() == ["kim, lee"]


def test_one_imported_coder_is_no_reason_to_warn(corpus):
    alone = codings(span("sam", "s-one", 1), read=read_all("sam").iloc[:0])
    for measure in ("alpha", "unitizing"):
        assert agreement(alone, corpus, measure=measure)["why"].tolist() == [
            "there is one coder only"
        ]


def test_only_the_given_sessions_and_codes(corpus):
    more = [span("kim", s, 3, "pay") for s in SESSIONS]
    table = agreement(
        some_agreement(*more), corpus.where(session_id=["s-one", "s-two"]), codes=["trust"]
    )
    assert table.index.tolist() == ["trust"]
    assert table.loc["trust", "n_sessions"] == 2


def test_unknown_names_get_a_near_match(corpus):
    with pytest.raises(CodingError, match='Did you mean "trust"'):
        agreement(some_agreement(), corpus, codes=["trusts"])
    with pytest.raises(CodingError, match='Did you mean "kim"'):
        agreement(some_agreement(), corpus, coders=["kin", "lee"])
    with pytest.raises(ArgumentError, match='Did you mean "unitizing"'):
        agreement(some_agreement(), corpus, measure="unitising")
    with pytest.raises(ArgumentError, match="denominator"):
        agreement(some_agreement(), corpus, denominator="read")


def test_nothing_is_changed_in_place(corpus):
    mine = some_agreement()
    before = mine.spans.copy(), mine.read.copy()
    agreement(mine, corpus, unit="character", accepted="both")
    pd.testing.assert_frame_equal(mine.spans, before[0])
    pd.testing.assert_frame_equal(mine.read, before[1])


def test_a_selection_over_two_turns_codes_both(corpus):
    parts = [span("kim", "s-one", n, cid="long", part=n) for n in (1, 2)]
    units = coded_units(codings(*parts, read=read_all("kim", "lee")), corpus)
    kim = units.coded[:2, units.coders.index("kim"), 0]
    assert kim.tolist() == [1, 1]


class TestSpanTable:
    def test_parts_that_touch_are_one_passage(self, corpus):
        n = len(TEXT)
        parts = [
            span("kim", "s-one", 1, start=43, end=n, cid="long", part=1),
            span("kim", "s-one", 2, start=0, end=19, cid="long", part=2),
            span("kim", "s-one", 3, start=0, end=19),
        ]
        spans, lengths = span_table(codings(*parts, read=read_all("kim", "lee")), corpus)
        assert spans[["start", "end"]].to_numpy().tolist() == [[43, n + 19], [2 * n, 2 * n + 19]]
        assert lengths["s-one"] == n * PER_SESSION

    def test_only_text_that_all_have_read(self, corpus):
        read = pd.concat([read_all("kim"), read_all("lee", sessions=["s-two"])])
        spans, lengths = span_table(some_agreement(read=read), corpus)
        assert lengths.to_dict() == {"s-two": len(TEXT) * PER_SESSION}
        assert set(spans["file"]) == {"s-two"}

    def test_turns_with_accepted_suggestions_are_taken_out(self, corpus):
        mine = some_agreement(span("lee", "s-one", 2, origin="suggested", accepted_by="lee"))
        _, without = span_table(mine, corpus)
        _, counted = span_table(mine, corpus, accepted="counted")
        assert counted["s-one"] - without["s-one"] == len(TEXT)


def test_the_sample_study_has_two_coders_and_sound_intervals():
    study = prac.open_study(prac.sample_path())
    table = agreement(study.codings(), study.corpus())
    assert math.isclose(table["n_units"].iloc[0], 805)
    known = table.dropna(subset=["low"])
    assert len(known) >= 7
    assert ((known["low"] <= known["alpha"]) & (known["alpha"] <= known["high"])).all()
