"""One family of tests over all pairs of rounds: a row each, with its interval and its verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from practicelearn._once import once_for_each
from practicelearn.themes.balances import balance_refusal, decide_balance, theme_of
from practicelearn.themes.cautions import cautions, cautions_of_pair, refusal
from practicelearn.themes.contrast import Contrast
from practicelearn.themes.drift import MIN_SESSIONS, WIDER, corrected
from practicelearn.themes.inference import Difference, max_t, permutation_p, smallest_detectable
from practicelearn.themes.planned import ADDED, Allowed
from practicelearn.themes.stances import BALANCES
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import (
    CANNOT_TELL,
    NO_VERDICT,
    NOT_TESTED,
    Heard,
    Verdict,
    decide,
    level_of,
)
from practicelearn.themes.whose_reading import who_read

__all__ = ["Asked", "compared"]


@dataclass(frozen=True)
class Asked:
    """What was asked of the comparison, beside its design."""

    smallest_worthwhile: float | None
    drift: pd.DataFrame | None
    guide: pd.DataFrame | None
    cues: pd.DataFrame | None

    def with_worthwhile(self, worthwhile: float) -> Asked:
        """The same, where what would matter is known."""
        return replace(self, smallest_worthwhile=worthwhile)


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


def compared(
    themes: Themes, contrasts: Sequence[Contrast], may: Sequence[Allowed], asked: Asked
) -> list[dict[str, Any]]:
    """Return a row of ``COMPARISON`` for each theme (or balance) of each pair of rounds.

    Parameters
    ----------
    themes : Themes
        With the balances among its scores where they are declared.
    contrasts : sequence of Contrast
    may : sequence of Allowed
        What is to be tested of each contrast, and whether it may bear a verdict.
    asked : Asked

    Notes
    -----
    The family, K, is every headline theme and balance that is tested, in every pair of rounds: a
    refused one is not tested and not counted. Within a pair p is the step-down maximum; over pairs
    it is multiplied by their number. Intervals hold K-fold: 1 - .05/K. Pairs that bear no verdict
    are no part of the family of those that do.
    """
    why_not = [
        {t: _refusal(themes, c, t, asked.drift) for t in own.tested if t in c.themes}
        for c, own in zip(contrasts, may, strict=True)
    ]
    n_tested = [sum(not why for why in refused.values()) for refused in why_not]
    planned = [not own.why_not for own in may]
    rows: list[dict[str, Any]] = []
    for contrast, refused, own in zip(contrasts, why_not, may, strict=True):
        with_it = [p or bool(own.why_not) for p in planned]
        family = sum(n for n, counts in zip(n_tested, with_it, strict=True) if counts)
        rows += _of_pair(themes, contrast, refused, asked, sum(with_it), family, own)
    return rows


def _of_pair(
    themes: Themes, contrast: Contrast, refused: dict[str, str], asked: Asked, pairs: int,
    family: int, may: Allowed,
) -> list[dict[str, Any]]:  # fmt: skip
    asked = asked.with_worthwhile(may.smallest_worthwhile)
    shifts = {t: _shift_of(asked.drift, t, contrast) for t in contrast.themes}
    permuted = [t for t in refused if not refused[t] and not shifts[t].corrects]
    p: dict[str, float] = {}
    adjusted: dict[str, float] = {}
    n_splits = 0
    if permuted:
        statistics = contrast.statistics(permuted)
        n_splits = len(statistics)
        p = dict(zip(permuted, permutation_p(statistics), strict=True))
        family_wise = np.minimum(1.0, pairs * max_t(statistics))
        adjusted = dict(zip(permuted, family_wise, strict=True))
    pair = cautions_of_pair(themes, contrast)
    readers = who_read(themes, contrast.before, contrast.after)
    rows = []
    for theme in _in_order(themes, contrast):
        difference = _difference(contrast, theme, shifts[theme])
        said = cautions(
            themes, contrast, theme_of(theme), asked.guide, shifts[theme].says or readers,
            asked.cues, pair,
        )  # fmt: skip
        row = _describe(themes, contrast, theme, asked) | {"cautions": said}
        if theme in p:
            row |= {"p": p[theme], "p_adjusted": adjusted[theme], "n_splits": n_splits}
        k = family if theme in refused else 1
        if theme in may.added:
            verdict = Verdict(NO_VERDICT, ADDED)
        elif theme not in refused:
            verdict = Verdict(NOT_TESTED, "exploratory: it was not declared as a headline theme")
        elif may.why_not and not refused[theme]:
            verdict = Verdict(NO_VERDICT, may.why_not)
        elif refused[theme] or difference is None:
            verdict = Verdict(NO_VERDICT, refused[theme] or "no difference can be computed")
        else:
            chance = adjusted.get(theme, min(1.0, family * difference.p))
            verdict = _verdict(
                themes, contrast, theme, difference, chance, row, shifts[theme], family
            )
        row |= _intervals(difference, verdict, k)
        rows.append({**row, "verdict": verdict.verdict, "why": verdict.why})
    return rows


def _in_order(themes: Themes, contrast: Contrast) -> list[str]:
    """Themes as they stand in their table, each followed by its balance."""
    of = {
        theme: [t for t in contrast.themes if theme_of(t) == theme] for theme in themes.table.index
    }
    return [t for own in of.values() for t in sorted(own, key=lambda t: t != theme_of(t))]


def _refusal(themes: Themes, contrast: Contrast, theme: str, drift: pd.DataFrame | None) -> str:
    plain = refusal(themes, contrast, theme, n_blind=_shift_of(drift, theme, contrast).m)
    if plain or theme == theme_of(theme):
        return plain
    return balance_refusal(themes, theme, (contrast.before, contrast.after))


def _elsewhere(themes: Themes, theme: str, year: str) -> int:
    """Groups of a round that raised a theme and have no share of people."""
    own = _without_share(themes)
    return int(((own["theme_id"] == theme) & (own["year"] == year)).sum())


@once_for_each  # every verdict asks for it, of both rounds; mostly there is none
def _without_share(themes: Themes) -> pd.DataFrame:
    own = themes.scores[["theme_id", "year", "score", "raised"]]
    return own[own["score"].isna() & own["raised"].fillna(value=False).astype(bool)]


def _verdict(
    themes: Themes, contrast: Contrast, theme: str, difference: Difference, chance: float,
    row: dict[str, Any], shift: _Shift, family: int,
) -> Verdict:  # fmt: skip
    if shift.spread_unknown and not (chance <= 0.05 and abs(shift.shift) < 1e-9):
        return Verdict(CANNOT_TELL, shift.says)
    scores, raised = contrast.scores(theme), contrast.scores(theme, "raised")
    before, after = (
        Heard(
            scores[k], float(raised[k].sum()), float(row[f"size_{when}"]),
            _elsewhere(themes, theme, row[f"year_{when}"]),
        )
        for k, when in enumerate(("before", "after"))
    )  # fmt: skip
    if theme != theme_of(theme):
        return decide_balance(before, after, difference, chance, family=family, unit=contrast.unit)
    # a coder's shift is known of the difference only, not of twice a round
    doubled = None if shift.corrects else contrast.doubled(theme)
    return decide(
        before, after, difference, chance, float(row["smallest_worthwhile"]), family=family,
        doubled=doubled, unit=contrast.unit,
    )  # fmt: skip


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


def _intervals(difference: Difference | None, verdict: Verdict, family: int) -> dict[str, float]:
    """Both intervals of a row, and the level of the one that bears its verdict."""
    if difference is None:
        names = ("difference", "low", "high", "level", "inner_low", "inner_high")
        return dict.fromkeys(names, math.nan)
    level = level_of(family) if math.isnan(verdict.level) else verdict.level
    low, high = difference.interval(level)
    inner_low, inner_high = difference.interval(level_of(family, inner=True))
    return {
        "difference": difference.value, "low": low, "high": high, "level": level,
        "inner_low": inner_low, "inner_high": inner_high,
    }  # fmt: skip


def _describe(themes: Themes, contrast: Contrast, theme: str, asked: Asked) -> dict[str, Any]:
    before, after = contrast.scores(theme)
    scores = contrast.measures
    enough = min(before.size, after.size) >= 2
    mean_before, mean_after = contrast.means(theme)
    measure = str(scores[theme])
    of_words = themes.table.loc[theme_of(theme), "origin"] == "topic"
    row = {
        "theme_id": theme_of(theme),
        "name": themes.table.loc[theme_of(theme), "name"],
        "year_before": contrast.before,
        "year_after": contrast.after,
        "measure": measure,
        "unit": contrast.unit,
        "design": contrast.design,
        "weights": contrast.weights,
        "n_before": before.size,
        "n_after": after.size,
        "mean_before": mean_before,
        "mean_after": mean_after,
        "p": math.nan,
        "p_adjusted": math.nan,
        "smallest_detectable": smallest_detectable(before, after) if enough else math.nan,
        # the declared smallest change is one of a share of people; of words or of a balance none is
        # known
        "smallest_worthwhile": math.nan
        if of_words or measure in BALANCES
        else asked.smallest_worthwhile,
    }
    columns = {"minutes": "minutes", "words": "n_words", "size": "n_people"}
    for name, column in columns.items():
        for when, year in (("before", contrast.before), ("after", contrast.after)):
            row[f"{name}_{when}"] = contrast.mean(column, year, theme)
    return row


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
        return _Shift(
            "how differently the coders read was measured, and not taken off: that is done for "
            "unpaired groups only"
        )
    says = (
        f"corrected by {100 * measured[0]:+.0f} points for how the later coder reads, measured on "
        f"{measured[2]} sessions of {contrast.before}: with an interval and without the test by "
        "shuffling"
    )
    if measured[2] >= contrast.scores(theme)[0].size:
        # the interval is too narrow then: the old scores count in both its parts
        says += "; all of that round was coded again, so compare the new codings directly"
    if row["widening"] >= WIDER:
        apart = f"{row['widening']:.1f} times as far"
        says += (
            "; chance alone may look like a change in 1 of 10 such studies: to this coder groups "
            f"differ {apart}"
        )
    return _Shift(says, *measured)
