"""The validity study beyond two plain rounds: drift, nesting, overlap, strata, choice, silence.

Each function invents so many studies of one kind in which nothing changed (unless its name says
otherwise) and returns shares of studies, 0 to 1: how often a change was found, how often the 95%
interval held the truth, and how often a simpler way would have gone wrong. The generator is that
of ``validity.py``. Run: ``make validity``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy import stats

from practicelearn.themes.drift import corrected
from practicelearn.themes.inference import (
    flip_statistics,
    paired_difference,
    permutation_p,
    ratio_difference,
    relabellings,
    sign_flips,
    split_statistics,
    welch_difference,
)
from practicelearn.themes.regression import shrunken, shrunken_difference
from practicelearn.themes.simulated import verdict_on
from practicelearn.themes.stratified import (
    ratio_statistics,
    stratified_difference,
    stratified_relabellings,
    stratified_statistics,
)
from practicelearn.themes.trend import orders, slope, slope_statistics
from validity_rounds import COMMON, RARE, SEED, Array, Setting, rounds

Shares = dict[str, float]


def _p(before: Array, after: Array) -> Array:
    """Permutation p of each study; arrays are (n_studies, n_units)."""
    splits = relabellings(before.shape[1], after.shape[1])
    scores = np.concatenate([before, after], axis=1).T
    parts = [
        permutation_p(split_statistics(scores[:, k : k + 100], splits))
        for k in range(0, scores.shape[1], 100)
    ]
    return np.concatenate(parts)


def _t_test(before: Array, after: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        return stats.ttest_ind(before, after, axis=1, equal_var=False).pvalue


def _held(intervals: list[tuple[float, float]], truth: float = 0.0) -> float:
    return float(np.mean([low <= truth <= high for low, high in intervals]))


def _people(
    unit_effect: Array, rng: np.random.Generator, mu: float = COMMON
) -> tuple[Array, Array]:
    """Raised and present in groups with these effects, (n_studies, n_groups)."""
    shape = (*unit_effect.shape, 9)
    there = np.arange(9) < rng.integers(5, 10, unit_effect.shape)[..., None]
    logit = mu + unit_effect[..., None] + rng.normal(0, 0.8, shape)
    uttered = (1 + rng.poisson(14, shape)) * there
    raised = rng.binomial(uttered, 1 / (1 + np.exp(-logit))) > 0
    return raised.sum(-1).astype(float), there.sum(-1).astype(float)


def unequal(n_before: int, n_after: int, spreads: tuple[float, float], n_studies: int) -> Shares:
    """Rounds of different size in which groups differ by different amounts."""
    rng = np.random.default_rng(SEED)
    setting = Setting(n_before, n_after, COMMON, spreads[0], spread_after=spreads[1])
    scores, _ = rounds(setting, n_studies, rng)
    # more spread moves the mean of the shares by itself: take each round's true mean off
    big = np.random.default_rng(SEED + 1)
    means = [
        float(np.divide(*_people(big.normal(0, s, (1, 200_000)), big)).mean()) for s in spreads
    ]
    before, after = scores[:, :n_before] - means[0], scores[:, n_before:] - means[1]
    intervals = [welch_difference(b, a).interval() for b, a in zip(before, after, strict=True)]
    return {"found": float((_p(before, after) <= 0.05).mean()), "covered": _held(intervals)}


def nested(n_teams: int, per_team: int, n_studies: int, *, same_teams: bool = False) -> Shares:
    """Teams that hold several groups: groups as units (naive) and teams as units."""
    rng = np.random.default_rng(SEED)
    first = rng.normal(0, 0.6, (n_studies, n_teams))
    second = first if same_teams else rng.normal(0, 0.6, (n_studies, n_teams))
    years = []
    for team in (first, second):
        effect = np.repeat(team, per_team, axis=1)
        effect = effect + rng.normal(0, 0.3, effect.shape)
        years.append(np.divide(*_people(effect, rng)))
    naive = float((_t_test(*years) <= 0.05).mean())
    before, after = (y.reshape(n_studies, n_teams, per_team).mean(-1) for y in years)
    if same_teams:
        statistics = flip_statistics((after - before).T, sign_flips(n_teams))
        found = permutation_p(statistics) <= 0.05
        of = paired_difference
    else:
        found, of = _p(before, after) <= 0.05, welch_difference
    intervals = [of(b, a).interval() for b, a in zip(before, after, strict=True)]
    return {"found": float(found.mean()), "covered": _held(intervals), "naive": naive}


def led(sizes: tuple[int, ...], n_studies: int) -> Shares:
    """Facilitators who led so many groups each, others in each year: groups (naive) and leaders."""
    rng = np.random.default_rng(SEED)
    leader = np.repeat(np.arange(len(sizes)), sizes)
    mean = np.array([leader == k for k in range(len(sizes))]) / np.array(sizes)[:, None]
    groups = []
    for _ in range(2):
        effect = rng.normal(0, 0.6, (n_studies, len(sizes)))[:, leader]
        effect = effect + rng.normal(0, 0.3, effect.shape)
        groups.append(np.divide(*_people(effect, rng)))
    naive = float((_t_test(*groups) <= 0.05).mean())
    before, after = (y @ mean.T for y in groups)
    intervals = [welch_difference(b, a).interval() for b, a in zip(before, after, strict=True)]
    found = float((_p(before, after) <= 0.05).mean())
    return {"found": found, "covered": _held(intervals), "naive": naive}


def overlapping(n_both: int, n_alone: int, n_studies: int, shift: float = 0.0) -> Shares:
    """So many teams meet in both rounds, so many more in each round alone; the library's rule."""
    rng = np.random.default_rng(SEED)
    shared = rng.normal(0, 0.6, (n_studies, n_both))
    years = []
    for k in range(2):
        alone = rng.normal(0, 0.6, (n_studies, n_alone))
        effect = np.concatenate([shared, alone], axis=1)
        years.append(np.divide(*_people(effect, rng, COMMON + k * shift)))
    before, after = years
    if n_both >= 6 and n_both >= 0.8 * (n_both + 2 * n_alone):
        before, after = before[:, :n_both], after[:, :n_both]
        found = permutation_p(flip_statistics((after - before).T, sign_flips(n_both))) <= 0.05
        of = paired_difference
    else:
        found, of = _p(before, after) <= 0.05, welch_difference
    intervals = [of(b, a).interval() for b, a in zip(before, after, strict=True)]
    held = {} if shift else {"covered": _held(intervals)}
    return {"found": float(found.mean()), **held}


def drifting(
    m: int, adds: float, misses: float, n_studies: int, n_groups: int = 8, stretch: float = 0.0
) -> Shares:
    """A new coder adds people who did not raise it, and misses some who did; m sessions re-read.

    ``stretch``: the new coder makes groups differ by so much more. ``found`` and ``covered`` after
    correction; ``naive`` without it.
    """
    rng = np.random.default_rng(SEED)
    scores, counts = rounds(Setting(n_groups, n_groups), n_studies, rng)
    raised, present = counts[..., 0], counts[..., 1]

    level = float(scores.mean())

    def reread(x: Array, n: Array) -> Array:
        more = rng.binomial((n - x).astype(int), adds)
        score = (x + more - rng.binomial(x.astype(int), misses)) / n
        return score + stretch * (score - level)

    before = scores[:, :n_groups]
    after = reread(raised[:, n_groups:], present[:, n_groups:])
    again = reread(raised[:, :m], present[:, :m])
    d = again - before[:, :m]
    held = []
    for k in range(n_studies):
        plain = welch_difference(before[k], after[k])
        shift, spread = float(d[k].mean()), float(d[k].std(ddof=1))
        held.append(corrected(plain, before[k], after[k], shift, spread, m).interval())
    covered = _held(held)
    return {
        "found": 1 - covered,
        "covered": covered,
        "naive": float((_p(before, after) <= 0.05).mean()),
    }


def in_strata(sizes: tuple[tuple[int, int], ...], n_studies: int, apart: float = 1.5) -> Shares:
    """Strata whose people differ by so many logits; (earlier, later) groups of each."""
    rng = np.random.default_rng(SEED)
    years, strata = [], []
    for k in range(2):
        names = np.repeat(np.arange(len(sizes)), [s[k] for s in sizes])
        effect = rng.normal(0, 0.6, (n_studies, names.size)) + apart * names
        years.append(np.divide(*_people(effect, rng)))
        strata.append(names.astype(str))
    before, after = years
    pair = (strata[0], strata[1])
    splits, units = stratified_relabellings(*pair), np.concatenate(pair)
    scores = np.concatenate([before, after], axis=1).T
    p = np.concatenate(
        [
            permutation_p(stratified_statistics(scores[:, k : k + 100], splits, units))
            for k in range(0, n_studies, 100)
        ]
    )
    intervals = [
        stratified_difference(b, a, pair).interval() for b, a in zip(before, after, strict=True)
    ]
    naive = float((_t_test(before, after) <= 0.05).mean())
    return {"found": float((p <= 0.05).mean()), "covered": _held(intervals), "naive": naive}


def by_people(n_before: int, n_after: int, n_studies: int) -> Shares:
    """The attendee-weighted comparison."""
    rng = np.random.default_rng(SEED)
    _, counts = rounds(Setting(n_before, n_after), n_studies, rng)
    x, n = counts[..., 0], counts[..., 1]
    splits = relabellings(n_before, n_after)
    p = np.concatenate(
        [
            permutation_p(ratio_statistics(x[k : k + 100].T, n[k : k + 100].T, splits))
            for k in range(0, n_studies, 100)
        ]
    )
    cut = slice(None, n_before), slice(n_before, None)
    intervals = [
        ratio_difference((x[k, cut[0]], x[k, cut[1]]), (n[k, cut[0]], n[k, cut[1]])).interval()
        for k in range(n_studies)
    ]
    return {"found": float((p <= 0.05).mean()), "covered": _held(intervals)}


def over_years(
    n_years: int, per_year: int, n_studies: int, *, teams: bool = False, weather: float = 0.0,
    rise: float = 0.0,
) -> Shares:  # fmt: skip
    """A trend where there is none (or a ``rise`` a year in logits), with the year as unit.

    ``teams``: the same teams each year. ``weather``: SD of whole years, logits. ``naive``: groups
    as units, least squares with the usual t test.
    """
    rng = np.random.default_rng(SEED)
    team = rng.normal(0, 0.6, (n_studies, 1, per_year))
    effect = rng.normal(0, 0.3 if teams else 0.6, (n_studies, n_years, per_year))
    effect = effect + (team if teams else 0.0)
    effect = effect + rng.normal(0, weather, (n_studies, n_years, 1)) if weather else effect
    effect = effect + rise * np.arange(n_years)[None, :, None]
    scores = np.divide(*_people(effect.reshape(n_studies, -1), rng))
    t = np.arange(float(n_years))
    y = scores.reshape(n_studies, n_years, per_year).mean(-1)
    p = permutation_p(slope_statistics(y.T, orders(t)))
    held = []
    for own in y:
        value, se, df = slope(own, t)
        half = stats.t.ppf(0.975, df) * se
        held.append((value - half, value + half))
    by_group = np.array([stats.linregress(np.repeat(t, per_year), s).pvalue for s in scores])
    shares = {"found": float((p <= 0.05).mean()), "naive": float((by_group <= 0.05).mean())}
    return shares if rise else {**shares, "covered": _held(held)}


def weather(n_groups: int, sd: float, n_studies: int) -> Shares:
    """Two rounds in which nothing lasting changed, and whole years differ by so many logits."""
    rng = np.random.default_rng(SEED)
    years = []
    for _ in range(2):
        effect = rng.normal(0, sd, (n_studies, 1)) + rng.normal(0, 0.6, (n_studies, n_groups))
        years.append(np.divide(*_people(effect, rng)))
    return {"found": float((_p(*years) <= 0.05).mean())}


def chosen_for_level(n_studies: int, n_themes: int = 20, top: int = 3, n_groups: int = 8) -> Shares:
    """Act on the themes raised most; nothing changes. ``found``: shrunken; ``naive``: plain."""
    rng = np.random.default_rng(SEED)
    level = np.random.default_rng(SEED + 2).normal(COMMON, 0.5, (n_studies, n_themes, 1))
    years = [
        np.divide(*_people(level + rng.normal(0, 0.6, (*level.shape[:2], n_groups)), rng, 0.0))
        for _ in range(2)
    ]
    naive, better, fall = [], [], []
    for before, after in zip(*years, strict=True):
        means = before.mean(axis=1)
        ses = before.std(axis=1, ddof=1) / math.sqrt(n_groups)
        baseline, kept = shrunken(means, ses)
        for k in np.argsort(-means)[:top]:
            plain = welch_difference(before[k], after[k])
            fair = shrunken_difference(before[k], after[k], float(baseline[k]), float(kept[k]))
            naive.append(plain.interval()[1] < 0)
            better.append(fair.interval()[1] < 0)
            fall.append(plain.value)
    return {
        "found": float(np.mean(better)), "naive": float(np.mean(naive)),
        "change": float(np.mean(fall)),
    }  # fmt: skip


def chosen_by_year(n_studies: int, n_themes: int = 20, n_groups: int = 8) -> Shares:
    """Themes chosen by looking at years; ``found`` is of five themes declared beforehand.

    ``largest``: the five largest differences. ``new``: themes new this year, raised in five groups
    or more and in two or fewer the year before.
    """
    rng = np.random.default_rng(SEED)
    found, largest, new = [], [], []
    for _ in range(n_studies):
        mu = np.where(np.arange(n_themes) < n_themes // 2, COMMON, -5.0)
        years = [
            np.divide(*_people(mu[:, None] + rng.normal(0, 0.6, (n_themes, n_groups)), rng, 0.0))
            for _ in range(2)
        ]
        p = _p(*years)
        change = np.abs(years[1].mean(axis=1) - years[0].mean(axis=1))
        found += list(p[:5] <= 0.05)
        largest += list(p[np.argsort(-change)[:5]] <= 0.05)
        groups = [(year > 0).sum(axis=1) for year in years]
        fresh = (groups[0] <= 2) & (groups[1] >= 5)
        new += list(p[fresh] <= 0.05)
    return {
        "found": float(np.mean(found)), "largest": float(np.mean(largest)),
        "new": float(np.mean(new)) if new else math.nan,
    }  # fmt: skip


def silent_year(n_groups: int, n_studies: int, mu: float = RARE) -> Shares:
    """Rounds of a rare theme that did not change, where the earlier round has nobody who raised it.

    ``silent``: how often that happens; of those, how often each verdict falls.
    """
    rng = np.random.default_rng(SEED)
    scores, counts = rounds(Setting(n_groups, n_groups, mu), n_studies, rng)
    before, after = scores[:, :n_groups], scores[:, n_groups:]
    silent = before.max(axis=1) == 0
    if not silent.any():  # a few studies alone
        return {"silent": 0.0}
    p = _p(before[silent], after[silent])
    verdicts = [
        verdict_on(own[:, :2], n_groups, chance).verdict
        for own, chance in zip(counts[silent], p, strict=True)
    ]
    return {
        "silent": float(silent.mean()),
        "found": float(np.mean([v.startswith("heard") for v in verdicts])),
        "no worthwhile change": float(np.mean([v.startswith("no worth") for v in verdicts])),
        "cannot tell": float(np.mean([v == "cannot tell" for v in verdicts])),
    }


def less_time(n_studies: int, n_groups: int = 8, minutes: float = 0.5) -> Shares:
    """The later round has so much of the talk time: ``naive`` is how often it "fell"."""
    rng = np.random.default_rng(SEED)
    shape = (n_studies, n_groups, 9)
    years = []
    for mean in (14.0, 14.0 * minutes):
        there = np.arange(9) < rng.integers(5, 10, shape[:2])[..., None]
        logit = COMMON + rng.normal(0, 0.6, shape[:2])[..., None] + rng.normal(0, 0.8, shape)
        uttered = (1 + rng.poisson(mean, shape)) * there
        raised = rng.binomial(uttered, 1 / (1 + np.exp(-logit))) > 0
        years.append(raised.sum(-1) / there.sum(-1))
    fell = (_p(*years) <= 0.05) & (years[1].mean(axis=1) < years[0].mean(axis=1))
    return {"naive": float(fell.mean())}


DESIGNS: tuple[tuple[str, Callable[[int], Shares]], ...] = (
    ("10 v 10, spread 0.3 and 1.2", partial(unequal, 10, 10, (0.3, 1.2))),
    ("8 v 8, spread 0.3 and 1.2", partial(unequal, 8, 8, (0.3, 1.2))),
    ("6 v 12, the 6 vary more", partial(unequal, 6, 12, (1.2, 0.3))),
    ("6 v 12, the 12 vary more", partial(unequal, 6, 12, (0.3, 1.2))),
    ("4 v 10, the 4 vary more", partial(unequal, 4, 10, (1.2, 0.3))),
    ("4 v 10, the 10 vary more", partial(unequal, 4, 10, (0.3, 1.2))),
    ("4 teams x 2 groups a year", partial(nested, 4, 2)),
    ("6 teams x 2 groups a year", partial(nested, 6, 2)),
    ("6 teams x 2 groups, the same teams", partial(nested, 6, 2, same_teams=True)),
    ("4 facilitators led 3, 2, 2 and 1 groups a year", partial(led, (3, 2, 2, 1))),
    ("6 facilitators led 3, 3, 2, 2, 1 and 1", partial(led, (3, 3, 2, 2, 1, 1))),
    ("8 v 8, no team in both", partial(overlapping, 0, 8)),
    ("8 v 8, 4 teams in both: unpaired", partial(overlapping, 4, 4)),
    ("8 v 8, 7 teams in both: unpaired", partial(overlapping, 7, 1)),
    ("8 v 8, all teams in both: paired", partial(overlapping, 8, 0)),
    ("the same with a rise of 25 points: paired", partial(overlapping, 8, 0, shift=1.0)),
    ("coder adds 11 points, 2 sessions re-read", partial(drifting, 2, 0.19, 0.0)),
    ("coder adds 11 points, 4 re-read", partial(drifting, 4, 0.19, 0.0)),
    ("coder adds 11 points, 8 re-read", partial(drifting, 8, 0.19, 0.0)),
    ("coder errs both ways, 4 re-read", partial(drifting, 4, 0.15, 0.2)),
    ("coder errs both ways, 8 re-read", partial(drifting, 8, 0.15, 0.2)),
    (
        "groups 40% further apart, 4 re-read",
        partial(drifting, 4, 0, 0, stretch=0.4),
    ),
    ("groups 40% further apart, all 8 re-read", partial(drifting, 8, 0, 0, stretch=0.4)),
    ("strata 4+4 v 4+4", partial(in_strata, ((4, 4), (4, 4)))),
    ("strata 3+3 v 3+3", partial(in_strata, ((3, 3), (3, 3)))),
    ("strata 6+2 v 2+6: the mix changes", partial(in_strata, ((6, 2), (2, 6)))),
    ("8 v 8, each person alike", partial(by_people, 8, 8)),
    ("4 v 10, each person alike", partial(by_people, 4, 10)),
    ("trend, 6 rounds of 4 groups", partial(over_years, 6, 4)),
    ("trend, 6 rounds of 8 groups, years differ (SD .3)", partial(over_years, 6, 8, weather=0.3)),
    ("trend, 8 rounds of 6 groups", partial(over_years, 8, 6)),
    ("trend, 6 rounds of the same 6 teams", partial(over_years, 6, 6, teams=True)),
    ("trend, 4 rounds of 8 groups, years differ (SD .3)", partial(over_years, 4, 8, weather=0.3)),
    ("6 rounds of 8 groups, a rise of .3 logit a year", partial(over_years, 6, 8, rise=0.3)),
    ("two rounds of 8 groups, years differ (SD .3)", partial(weather, 8, 0.3)),
    ("two rounds of 8 groups, years differ (SD .5)", partial(weather, 8, 0.5)),
    ("top 3 of 20 themes acted on", chosen_for_level),
    ("themes chosen by year", chosen_by_year),
    ("8 v 8, rare, nobody in the earlier round", partial(silent_year, 8)),
    ("a quarter less talk time in the later round", partial(less_time, minutes=0.75)),
    ("a third less talk time in the later round", partial(less_time, minutes=2 / 3)),
    ("half the talk time in the later round", less_time),
)


def print_designs(n_studies: int) -> None:
    """Print one row a design: found, covered, naive, and what else it counts."""
    print("\n| nothing changed, but | found | covered | naive | beside |\n|---|---|---|---|---|")
    for name, study in DESIGNS:
        shares = study(n_studies)
        cells = [f"{shares[k]:.3f}" if k in shares else "" for k in ("found", "covered", "naive")]
        others = [k for k in shares if k not in ("found", "covered", "naive")]
        beside = "; ".join(f"{k} {shares[k]:.3f}" for k in others)
        print("| " + " | ".join([name, *cells, beside]) + " |", flush=True)
