"""Figures of the evaluation, held against counts by hand and another library's."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from planted import invented
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score

from practicelearn._tables import SUGGESTION_EVALUATION, check_table
from practicelearn.coding.offers.evaluating import TOGETHER, evaluation
from practicelearn.coding.offers.learning import examples_of
from practicelearn.coding.offers.offering_rule import Rule
from practicelearn.coding.offers.suggest import CodeSuggester
from practicelearn.errors import CodingError


@pytest.fixture(scope="module")
def study():
    return invented()


@pytest.fixture(scope="module")
def made(study):
    """Offers drawn by lot: a third of what was coded, and one turn in twenty."""
    corpus, codings = study
    given = examples_of(corpus, codings)
    rng = np.random.default_rng(2)
    offered = (given.labels == 1) & (rng.random(given.labels.shape) < 0.4)
    offered |= (given.labels >= 0) & (rng.random(given.labels.shape) < 0.05)
    threshold = np.array([0.5, 0.5, np.inf])  # luck is not offered in the end
    rule = Rule(threshold, np.zeros(3, dtype=bool), offered)
    table = evaluation(given, rule, codings, corpus).set_index(["method", "code"])
    return given, offered & np.isfinite(threshold), table


@pytest.mark.parametrize("code", ["tools", "car", TOGETHER])
def test_the_figures_are_those_of_another_library(made, code):
    given, offered, table = made
    k = [given.codes.index(code)] if code != TOGETHER else [0, 1, 2]
    row = table.loc["suggested", code]
    read = given.labels[:, k] >= 0
    truth, said = (given.labels[:, k] == 1)[read], offered[:, k][read]
    for name, figure in (
        ("precision", precision_score), ("recall", recall_score), ("f1", f1_score),
        ("kappa", cohen_kappa_score),
    ):  # fmt: skip
        assert row[name] == pytest.approx(figure(truth, said))
    by_session = [
        (given.labels[given.session == s][:, k] == 1, offered[given.session == s][:, k])
        for s in range(14)
    ]
    each = [precision_score(t.ravel(), o.ravel()) for t, o in by_session if o.any()]
    assert row["precision_worst"] == pytest.approx(min(each))
    rows = read.any(axis=1)
    assert row["coverage"] == pytest.approx(offered[rows][:, k].any(axis=1).mean())
    assert (row["n_sessions"], row["n_turns"]) == (14, 14 * 26)


def test_what_is_not_offered_in_the_end_is_offered_nowhere(made):
    row = made[2].loc["suggested", "luck"]
    assert (row["n_offered"], row["recall"], row["why"]) == (0, 0, "nothing was offered")
    assert np.isnan(row["precision"])


def test_beside_it_stand_the_cues_and_what_most_turns_have(study, made):
    given, _, table = made
    cued = (given.talk.cues[:, 0] > 0) & (given.labels[:, 0] >= 0)
    row = table.loc["keyword", "tools"]
    assert row["n_offered"] == cued.sum() > 0
    assert row["precision"] == pytest.approx((given.labels[cued, 0] == 1).mean())
    assert table.loc["majority", TOGETHER]["n_offered"] == 0, "no code is in most turns"
    corpus, codings = study
    first = codings.spans[codings.spans["code"] == "tools"].iloc[0]
    turns = corpus.turns.index[corpus.turns["role"] == "participant"]
    everywhere = pd.DataFrame(
        [{**first, "turn_id": t, "coding_id": f"e{t}", "start": 0, "end": 4} for t in turns]
    )
    common = replace(codings, spans=everywhere)
    told = CodeSuggester(context="none", features="lemmas").evaluate(corpus, common)
    most = told.set_index(["method", "code"]).loc["majority", "tools"]
    assert (most["recall"], most["precision"], most["coverage"]) == (1, 1, 1)
    assert np.isnan(most["kappa"]), "all alike: agreement beyond chance cannot be seen"


def test_people_stand_beside_it_where_two_read_the_same(study):
    corpus, codings = study
    session = codings.spans["turn_id"].str.startswith("1-g0")
    lee = codings.spans[session & (codings.spans["code"] != "car")]
    read = codings.read[codings.read["turn_id"].str.startswith("1-g0")]
    both = replace(
        codings,
        spans=pd.concat([codings.spans, lee.assign(coder="lee", coding_id="l" + lee["coding_id"])]),
        read=pd.concat([codings.read, read.assign(coder="lee")]),
    )
    table = CodeSuggester(context="none", features="lemmas").evaluate(corpus, both)
    check_table(table, SUGGESTION_EVALUATION)
    own = table[table["method"] == "suggested"].set_index("code")["kappa_coders"]
    assert own["tools"] == 1
    assert own["car"] == 0, "one found it twice, the other never"
    assert 0 < own[TOGETHER] < 1
    alone = CodeSuggester(context="none", features="lemmas").evaluate(corpus, codings)
    assert alone["kappa_coders"].isna().all()


def test_planted_codes_are_found_in_sessions_left_out_and_luck_is_not(study):
    table = CodeSuggester().evaluate(*study).set_index(["method", "code"])
    assert table.loc["suggested", "tools"]["f1"] > 0.9
    assert table.loc["suggested", "luck"]["n_offered"] == 0
    fitted = CodeSuggester().fit(*study).precision_
    for name in ("precision", "recall"):
        assert table.loc["suggested", "car"][name] == pytest.approx(fitted.loc["car", name])


def test_too_few_sessions_are_refused_as_at_the_fit(study):
    corpus, codings = study
    first = replace(codings, read=codings.read[codings.read["turn_id"].str.startswith("1-g0")])
    with pytest.raises(CodingError, match="found 1, at least 3 are needed"):
        CodeSuggester().evaluate(corpus, first)
