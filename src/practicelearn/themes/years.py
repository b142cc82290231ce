"""Comparing years: one number a group, an exact test, an interval, and a verdict in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import pandas as pd

from practicelearn._tables import COMPARISON, check_kind, conform, empty_table, near_match
from practicelearn.errors import PracticelearnError
from practicelearn.themes.cautions import cautions, refusal
from practicelearn.themes.contrast import Contrast, Unit, Weights, scores_by_unit
from practicelearn.themes.drift import MIN_SESSIONS, WIDER, corrected
from practicelearn.themes.inference import (
    Difference,
    max_t,
    permutation_p,
    smallest_detectable,
)
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import CANNOT_TELL, NOT_TESTED, Verdict, decide

__all__ = ["compare_years"]


def compare_years(
    themes: Themes,
    *,
    unit: Unit = "group",
    pairs: Literal["consecutive"] | Sequence[tuple[str, str]] = "consecutive",
    smallest_worthwhile: float = 0.15,
    strata: str | None = None,
    weights: Weights = "groups",
    drift: pd.DataFrame | None = None,
    guide: pd.DataFrame | None = None,
    cues: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what changed between rounds, one row a theme and pair of rounds.

    Parameters
    ----------
    themes : Themes
        Only declared themes (``themes.declare``) are tested; the others get an interval, marked
        exploratory, and no verdict. Themes from topics alone are compared by the share of
        participants' words on the topic in each group; what would be a worthwhile change of that
        share is not known, so no verdict speaks of it.
    unit : {"group", "team", "facilitator"}
        The sampling unit: the highest level at which people differ between groups. Scores are
        averaged within it first. Turns, passages and people are refused.
    pairs : "consecutive" or sequence of (earlier, later)
        Which rounds to compare.
    smallest_worthwhile : float, default 0.15
        Smallest change in the share of people that would matter, 0 to 1.
    strata : str, optional
        A column of the sessions, such as "site" or "group_type": years are compared within its
        values only, so that a change of the mix is no change. At least two units a year in each.
    weights : {"groups", "attendees"}
        Whether each unit counts alike (the mean of the groups' shares), or each person (the share
        of all attendees). They are different questions: choose before looking.
    drift : DataFrame, optional
        As :func:`practicelearn.themes.drift.drift` returns it. The shift of the coder is taken off
        the difference and its interval is widened; such a row has no permutation p.
    guide : DataFrame, optional
        The topic guide. Themes whose questions changed are cautioned "not asked the same way".
    cues : DataFrame, optional
        As :func:`practicelearn.cue_accuracy` returns it, for themes from keyword hits: these are
        cautioned "word counts, not coding", with the cues' sensitivity and specificity in both
        rounds, or "not checked against hand coding".

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.COMPARISON``; shares and differences between -1 and 1.
        Where something cannot be computed it is NaN and ``why`` says so. Minutes of talk and group
        size stand beside each difference.

    Raises
    ------
    PracticelearnError
        There are not two rounds, a named round is not there, the unit is smaller than a group or
        not in the sessions, or strata and attendees' weights are asked for together.

    Notes
    -----
    The test is the exact permutation of Welch's t over units, p the share of relabellings at least
    as extreme; the interval is Welch's. Where at least six teams met in both years, and they are at
    least four in five of all teams, units are paired by team (sign flips, paired t), which is finer
    than any strata. ``p_adjusted`` is the step-down maximum over the declared themes, times the
    number of pairs of rounds. Speech turns are never the unit: people in a group answer each other,
    and a test on turns finds a change in every third unchanged theme. Checked against table T13 and
    by simulation.
    """
    check_kind(themes, Themes, "compare_years(themes, ...)")
    if not 0 < smallest_worthwhile < 1:
        raise PracticelearnError(
            f"compare_years(smallest_worthwhile={smallest_worthwhile}): expected a share of people "
            "between 0 and 1, such as 0.15 for 15 in a hundred."
        )
    _check_options(weights, strata)
    scores = scores_by_unit(themes, unit, strata)
    years = sorted(themes.scores["year"].dropna().unique())
    asked = _Asked(smallest_worthwhile, drift, guide, cues, _contrasts(years, pairs))
    rows: list[dict[str, Any]] = []
    for before, after in asked.contrasts:
        rows += _compare(themes, Contrast.of(scores, (before, after), unit, weights), asked)
    return conform(pd.DataFrame(rows), COMPARISON) if rows else empty_table(COMPARISON)


@dataclass(frozen=True)
class _Asked:
    """What was asked of the comparison, beside its design."""

    smallest_worthwhile: float
    drift: pd.DataFrame | None
    guide: pd.DataFrame | None
    cues: pd.DataFrame | None
    contrasts: list[tuple[str, str]]


@dataclass(frozen=True)
class _Shift:
    """A coder's shift on one theme: what to take off, and what to say."""

    says: str
    shift: float = math.nan
    spread: float = math.nan
    m: int = 0

    @property
    def corrects(self) -> bool:
        return self.m >= MIN_SESSIONS and self.spread > 0

    @property
    def spread_unknown(self) -> bool:
        return self.m >= MIN_SESSIONS and not self.spread > 0


def _compare(themes: Themes, contrast: Contrast, asked: _Asked) -> list[dict[str, Any]]:
    shifts = {t: _shift_of(asked.drift, t, contrast) for t in contrast.themes}
    headline = [t for t in themes.declared if t in contrast.themes]
    why_not = {t: refusal(themes, contrast, t, n_blind=shifts[t].m) for t in headline}
    tested = [t for t in headline if not why_not[t]]
    permuted = [t for t in tested if not shifts[t].corrects]
    p: dict[str, float] = {}
    adjusted: dict[str, float] = {}
    n_splits = 0
    if permuted:
        statistics = contrast.statistics(permuted)
        n_splits = len(statistics)
        p = dict(zip(permuted, permutation_p(statistics), strict=True))
        family = np.minimum(1.0, len(asked.contrasts) * max_t(statistics))
        adjusted = dict(zip(permuted, family, strict=True))
    rows = []
    for theme in themes.table.index.intersection(contrast.themes, sort=False):
        difference = _difference(contrast, theme, shifts[theme])
        row = _describe(themes, contrast, theme, difference, asked)
        row["cautions"] = cautions(
            themes, contrast, theme, asked.guide, shifts[theme].says, asked.cues
        )
        if theme in p:
            row |= {"p": p[theme], "p_adjusted": adjusted[theme], "n_splits": n_splits}
        if theme not in headline:
            verdict = Verdict(NOT_TESTED, "exploratory: it was not declared as a headline theme")
        elif why_not[theme] or difference is None:
            verdict = Verdict(CANNOT_TELL, why_not[theme])
        else:
            family_size = len(tested) * len(asked.contrasts)
            chance = adjusted.get(theme, min(1.0, family_size * difference.p))
            swc = float(row["smallest_worthwhile"])
            verdict = _verdict(contrast, theme, difference, chance, swc, shifts[theme])
        rows.append({**row, "verdict": verdict.verdict, "why": verdict.why})
    return rows


def _verdict(
    contrast: Contrast, theme: str, difference: Difference, chance: float, swc: float, shift: _Shift
) -> Verdict:
    if shift.spread_unknown and not (chance <= 0.05 and abs(shift.shift) < 1e-9):
        return Verdict(CANNOT_TELL, shift.says)
    return decide(*contrast.scores(theme), difference, chance, swc)


def _difference(contrast: Contrast, theme: str, shift: _Shift) -> Difference | None:
    before, after = contrast.scores(theme)
    topic_by_people = contrast.weights == "attendees" and (
        np.isnan(contrast.scores(theme, "raised")[0]).any()
    )
    if min(before.size, after.size) < 2 or topic_by_people:
        return None
    if contrast.thin_stratum(theme).startswith("no test: the stratum"):
        return None
    difference = contrast.difference(theme)
    if not shift.corrects:
        return difference
    return corrected(difference, before, after, shift.shift, shift.spread, shift.m)


def _describe(
    themes: Themes, contrast: Contrast, theme: str, difference: Difference | None, asked: _Asked
) -> dict[str, Any]:
    before, after = contrast.scores(theme)
    scores = themes.scores[themes.scores["theme_id"] == theme]
    enough = min(before.size, after.size) >= 2
    low, high = difference.interval() if difference else (math.nan, math.nan)
    low_90, high_90 = difference.interval(0.90) if difference else (math.nan, math.nan)
    mean_before, mean_after = contrast.means(theme)
    topic = themes.table.loc[theme, "origin"] == "topic"
    return {
        "theme_id": theme,
        "name": themes.table.loc[theme, "name"],
        "year_before": contrast.before,
        "year_after": contrast.after,
        "measure": scores["measure"].iloc[0],
        "unit": contrast.unit,
        "design": contrast.design,
        "weights": contrast.weights,
        "n_before": before.size,
        "n_after": after.size,
        "mean_before": mean_before,
        "mean_after": mean_after,
        "difference": difference.value if difference else math.nan,
        "low": low,
        "high": high,
        "low_90": low_90,
        "high_90": high_90,
        "p": math.nan,
        "p_adjusted": math.nan,
        "smallest_detectable": smallest_detectable(before, after) if enough else math.nan,
        # the declared smallest change is one of people; none is known for a share of words
        "smallest_worthwhile": math.nan if topic else asked.smallest_worthwhile,
        "minutes_before": contrast.mean("minutes", contrast.before),
        "minutes_after": contrast.mean("minutes", contrast.after),
        "size_before": contrast.mean("n_people", contrast.before),
        "size_after": contrast.mean("n_people", contrast.after),
    }


def _shift_of(drift: pd.DataFrame | None, theme: str, contrast: Contrast) -> _Shift:
    if drift is None or drift.empty:
        return _Shift("")
    own = drift[(drift["theme_id"] == theme) & (drift["year"] == contrast.before)]
    if own.empty:
        return _Shift("")
    row = own.iloc[0]
    measured = (float(row["shift"]), float(row["spread"]), int(row["n_sessions"]))
    if not pd.isna(row["why"]):
        return _Shift(str(row["why"]), *measured)
    if contrast.design != "unpaired" or contrast.weights != "groups":
        return _Shift("coder drift measured, and not taken off: only for unpaired groups")
    says = (
        f"corrected for coder drift of {100 * measured[0]:+.0f} points, measured on {measured[2]} "
        f"sessions of {contrast.before}: an interval and no permutation p"
    )
    if measured[2] >= contrast.scores(theme)[0].size:
        # the interval is too narrow then: the old scores count in both its parts
        says += "; all of that round was coded again, so compare the new codings directly"
    if row["widening"] >= WIDER:
        apart = f"{row['widening']:.1f} times as far"
        says += f"; error rate up to .10: to this coder groups differ {apart}"
    return _Shift(says, *measured)


def _check_options(weights: str, strata: str | None) -> None:
    if weights not in ("groups", "attendees"):
        raise PracticelearnError(
            f'compare_years(weights="{weights}"): expected "groups" or "attendees".'
            f"{near_match(weights, ('groups', 'attendees'))}"
        )
    if weights == "attendees" and strata is not None:
        raise PracticelearnError(
            'compare_years: strata and weights="attendees" cannot be asked for together. Compare '
            "within strata with each group counting alike, or all attendees without strata."
        )


def _contrasts(years: list[str], pairs: Any) -> list[tuple[str, str]]:
    if len(years) < 2:
        found = f'one round ("{years[0]}")' if years else "no round"
        raise PracticelearnError(
            f"compare_years needs at least two rounds and found {found}. "
            'Name each session\'s round in the column "year" of the sessions sheet.'
        )
    if isinstance(pairs, str):
        if pairs != "consecutive":
            raise PracticelearnError(
                f'compare_years: pairs="{pairs}"; expected "consecutive" or a list of '
                "(earlier, later)."
            )
        return list(pairwise(years))
    for pair in pairs:
        for year in pair:
            if year not in years:
                raise PracticelearnError(
                    f'compare_years: there is no round "{year}"; there are {", ".join(years)}.'
                )
        if years.index(pair[0]) >= years.index(pair[1]):
            raise PracticelearnError(
                f'compare_years: the pair ("{pair[0]}", "{pair[1]}") does not go from an earlier '
                f"round to a later one; the order is {', '.join(years)}."
            )
    return [(a, b) for a, b in pairs]
