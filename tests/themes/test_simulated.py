"""Invented studies are tested and judged as the library's own path judges real ones."""

from dataclasses import replace

import numpy as np
import pytest

from practicelearn.themes.finding import find_themes
from practicelearn.themes.invented import counts_of, log_odds, share_of, spread_for
from practicelearn.themes.plan import Plan, PlannedHeadline
from practicelearn.themes.simulated import Splits, adjusted_p, judge
from practicelearn.themes.years import compare_years

A, B = "2024-25", "2025-26"


def invented(n_studies, present, n_before, *, shares=(0.4, 0.6), n_themes=3, seed=3):
    rng = np.random.default_rng(seed)
    return counts_of(shares, np.array([present]), n_before, n_themes, rng)


def as_told(counts, n_before, study_of):
    """The same study as talk, codings and an attendance list."""
    codes = ["desks", "rota", "pay"][: counts.shape[0]]
    raised, present = counts[..., 0].astype(int), counts[0, :, 1].astype(int)
    sides = {A: slice(None, n_before), B: slice(n_before, None)}
    return study_of(
        {c: {y: raised[k, own].tolist() for y, own in sides.items()} for k, c in enumerate(codes)},
        present={y: present[own].tolist() for y, own in sides.items()},
    )


def planned(themes):
    """As if the plan had been made before."""
    heads = tuple(PlannedHeadline(t, tuple(themes.table.loc[t, "codes"])) for t in themes.declared)
    return replace(
        themes, plan=Plan(round=B, headlines=heads, at="2024-01-01T09:00:00+00:00", by="kim")
    )


@pytest.mark.parametrize(
    ("present", "n_before"),
    [([7] * 10, 5), ([6, 7, 9, 5, 8, 4, 7, 7, 6], 4), ([5] * 8, 4)],
)
def test_p_verdict_and_what_is_ruled_out_are_those_of_compare_years(present, n_before, study_of):
    counts = invented(1, present, n_before)
    ours = judge(counts, n_before, splits=Splits.of(n_before, len(present) - n_before))
    codings = as_told(counts[0], n_before, study_of)[::-1]
    themes = planned(find_themes(*codings).declare(["desks", "rota", "pay"]))
    theirs = compare_years(themes).set_index("theme_id").loc[["desks", "rota", "pay"]]
    assert ours.p[0].tolist() == theirs["p_adjusted"].tolist()
    assert ours.said[0].tolist() == theirs["verdict"].tolist()
    for bound, row in zip(ours.bounds[0], theirs.itertuples(), strict=True):
        if row.why.startswith("changes of more than"):
            assert f"more than {bound:.0f} points" in row.why


def test_looking_at_some_relabellings_first_decides_as_all_of_them_do():
    rng = np.random.default_rng(8)
    counts = counts_of((0.4, 0.65), np.full((60, 16), 7), 8, 3, rng)
    quick, exact = Splits.of(8, 8), Splits.of(8, 8, exact=True)
    assert quick.some and not exact.some
    scores = counts[..., 0] / counts[..., 1]
    for own in scores:
        assert ((adjusted_p(own, quick) <= 0.05) == (adjusted_p(own, exact) <= 0.05)).all()


def test_pairs_of_rounds_compared_together_widen_and_multiply():
    counts = invented(1, [7] * 12, 6)
    one, two = judge(counts, 6), judge(counts, 6, pairs=2)
    assert two.p == pytest.approx(np.minimum(1, 2 * one.p))
    assert (two.bounds >= one.bounds).all() and (two.bounds > one.bounds).any()


@pytest.mark.parametrize(("of", "rho"), [(0.03, 0.05), (0.4, 0.0), (0.4, 0.1), (0.9, 0.2)])
def test_groups_raise_a_theme_as_often_and_as_much_alike_as_asked(of, rho):
    mu, spread = log_odds(of, rho)
    assert share_of(mu, spread) == pytest.approx(of, abs=1e-6)
    assert spread == pytest.approx(spread_for(mu, rho))
    counts = counts_of(
        (of, of), np.full((1, 20_000), 8), 10_000, 1, np.random.default_rng(1), rho=rho
    )
    share = counts[0, 0, :, 0] / 8
    assert share.mean() == pytest.approx(of, abs=0.01)
    alike = (8 * share.var() / (of * (1 - of)) - 1) / 7  # variance of a mean of eight
    assert alike == pytest.approx(rho, abs=0.015)
