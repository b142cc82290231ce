"""How alike the words of two codes are: against sums written out, and on words made up."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from practicelearn.themes.frame.likeness import likeness_of

COURT = "judge hearing solicitor statement bundle barrister"
DESKS = "desk chair kettle carpet heating window"
TRIPS = "mileage petrol bus parking motorway receipt"


def sentences(rng, words, n):
    drawn = (rng.choice(words.split(), 4, replace=False) for _ in range(n))
    return [f"We had trouble with {' and '.join(w)} all through winter" for w in drawn]


def talk(seed, sets, n_groups=6, n=5):
    """Passages of each set, a vocabulary a set, in every group; and all talk with more beside."""
    rng = np.random.default_rng(seed)
    rows = []
    for unit in range(n_groups):
        for name, words in (*sets.items(), ("", "rota allocation referral duty visit plan")):
            rows += [(name, unit, quote) for quote in sentences(rng, words, n)]
    table = pd.DataFrame(rows, columns=["set", "unit", "quote"])
    said = table.assign(text=table["quote"], n_words=table["quote"].str.split().str.len())
    return {k: table[table["set"] == k] for k in sets}, said


def written_out(passages, said, a, b):
    """The same by scikit-learn's weights and plain loops over pairs of groups."""
    weigh = TfidfVectorizer(sublinear_tf=True, stop_words="english", min_df=2)
    weigh.fit(said["text"])
    units = sorted(said["unit"].unique())

    def mean(texts):
        return np.asarray(weigh.transform(texts).mean(axis=0)).ravel()

    off = {
        (k, u): mean(own.loc[own["unit"] == u, "quote"]) - mean(said.loc[said["unit"] == u, "text"])
        for k, own in passages.items()
        for u in units
    }

    def product(x, y):
        return np.mean([off[x, g] @ off[y, h] for g in units for h in units if g != h])

    return product(a, b) / math.sqrt(product(a, a) * product(b, b))


def test_the_value_is_that_of_every_pair_of_groups_written_out():
    passages, said = talk(1, {"court": COURT, "desks": DESKS, "more": f"{COURT} {TRIPS}"})
    found = likeness_of(passages, said, frozenset())
    for a, b in (("court", "desks"), ("court", "more"), ("desks", "more")):
        # the two stop lists differ by a word or two that every sentence holds
        assert found.between(a, b).value == pytest.approx(
            written_out(passages, said, a, b), abs=0.03
        )


def test_one_subject_under_two_codes_is_as_alike_as_to_itself():
    passages, said = talk(2, {"a": COURT, "b": COURT, "c": DESKS})
    found = likeness_of(passages, said, frozenset())
    same, other = found.between("a", "b"), found.between("a", "c")
    assert same.value == pytest.approx(1, abs=0.12)
    assert same.low < 1 < same.high
    assert same.p < 0.001
    assert other.value < 0.1 and other.p > 0.5


def test_a_code_without_words_of_its_own_is_not_judged():
    rng = np.random.default_rng(3)
    passages, said = talk(3, {"a": COURT})
    anything = said.groupby("unit").sample(4, random_state=3)
    passages["facet"] = anything.assign(quote=rng.permutation(anything["quote"]))
    found = likeness_of(passages, said, frozenset()).between("a", "facet")
    assert math.isnan(found.value) or found.value < 0.5


def test_two_groups_are_too_few():
    passages, said = talk(4, {"a": COURT, "b": COURT}, n_groups=2)
    assert math.isnan(likeness_of(passages, said, frozenset()).between("a", "b").value)


def test_the_interval_leaves_out_each_group_in_turn():
    passages, said = talk(5, {"a": f"{COURT} {TRIPS}", "b": COURT}, n_groups=5, n=3)
    found = likeness_of(passages, said, frozenset()).between("a", "b")
    values = []
    for out in range(5):
        rest = {k: own[own["unit"] != out] for k, own in passages.items()}
        values.append(_with_weights_of(said, rest, out))
    half = 2.131846786 * math.sqrt(4 / 5 * np.sum((values - np.mean(values)) ** 2))  # t(4), .95
    assert found.high - found.value == pytest.approx(half, rel=1e-6)
    assert found.value - found.low == pytest.approx(half, rel=1e-6)


def _with_weights_of(said, rest, out):
    """The value without a group, words weighed as in all talk."""
    kept = likeness_of(rest, said, frozenset()).between("a", "b")
    assert kept.n_groups == 4, out
    return kept.value
