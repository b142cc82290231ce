"""The second reading of a recheck: better or worse, by who spoke against it and who for it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import pandas as pd

from practicelearn.coding.counted import PERSONAL
from practicelearn.errors import PracticelearnError
from practicelearn.themes.cycle.baseline import MIN_THEMES, Change, read_direction
from practicelearn.themes.cycle.sheet import Cycle
from practicelearn.themes.cycle.stance import Direction, voiced
from practicelearn.themes.regression import shrunken
from practicelearn.themes.stances import stance_missing
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import CANNOT_TELL
from practicelearn.themes.years import compare_years

__all__ = ["NOT_READ", "Voices", "compare_voices", "kept", "read_action", "shifts"]

NOT_READ = "not read"

Voices: TypeAlias = Mapping[tuple[str, str, str], Any]
"""(theme, earlier round, later round) to a row of COMPARISON, or to why there is none."""


def compare_voices(cycle: Cycle, themes: Themes, change: pd.DataFrame | None) -> Voices:
    """Return the comparison of those who spoke against or for each theme, tested as one family.

    Parameters
    ----------
    cycle : Cycle
        Its actions that declare a direction; only declared themes are compared.
    themes : Themes
    change : DataFrame or None
        As ``compare_years`` returns it: its rounds, unit and smallest worthwhile change are used.
    """
    actions = cycle.actions
    own = actions[(actions["kind"] == "theme") & actions["direction"].notna()]
    own = own[own["measure"].isin(themes.declared)]
    if own.empty or change is None or change.empty or themes.codings is None:
        return {}
    ways = own.groupby("measure")["direction"].agg(set)
    clear = {str(t): next(iter(w)) for t, w in ways.items() if len(w) == 1}
    compared = change[["year_before", "year_after"]].drop_duplicates()
    begun = compared[compared["year_before"].isin(own["year"])]
    pairs = list(begun.itertuples(index=False, name=None))
    found: dict[tuple[str, str, str], Any] = {
        (str(t), b, a): "two actions declare opposite directions"
        for t in ways.index.difference(list(clear))
        for b, a in pairs
    }
    if not clear or not pairs:
        return found
    rows = _compare(themes, clear, pairs, change)
    return found | {(r.theme_id, r.year_before, r.year_after): r for r in rows.itertuples()}


def read_action(action: Any, after: str, themes: Themes, voices: Voices) -> dict[str, Any]:
    """Return whether what is heard is better or worse: the ``reading`` columns of RECHECKS.

    Parameters
    ----------
    action : row of ACTIONS
        Measured by a theme.
    after : str
        The later round.
    themes : Themes
    voices : mapping
        As :func:`compare_voices` returns it.
    """
    if not action.direction:
        return _unread("the action declares no direction, so nothing says what would be better")
    if themes.origin not in PERSONAL:
        return _unread("stance is coded by people only")
    missing = stance_missing(themes, action.measure, (action.year, after))
    if missing:
        return _unread(missing)
    own = voices.get((action.measure, action.year, after))
    if own is None or isinstance(own, str):
        return _unread(own or "it was not declared as a headline theme before the comparison")
    shift = 0.0
    if action.chosen_for != "other":
        of = voiced(themes, action.direction)
        shift = shifts(of, action.year, own.unit).get(action.measure, math.nan)
    if math.isnan(shift):
        return {
            "reading": CANNOT_TELL,
            "reading_before": own.mean_before,
            "reading_after": own.mean_after,
            "reading_why": f"chosen for its level, and fewer than {MIN_THEMES} themes say what "
            "level it would fall back to",
        }
    change = Change(
        own.low, own.high, own.inner_low, own.inner_high, own.p_adjusted, own.verdict, own.why
    )
    read = read_direction(
        change, action.direction, shift=shift, smallest_worthwhile=own.smallest_worthwhile
    )
    return {
        "reading": read.verdict,
        "reading_why": read.why,
        "reading_before": own.mean_before - shift,
        "reading_after": own.mean_after,
        "reading_low": max(-1.0, own.low + shift),
        "reading_high": min(1.0, own.high + shift),
    }


def kept(themes: Themes) -> list[str]:
    """Return the ids of the themes from codes that were not dropped."""
    table = themes.table
    return list(table.index[(table["origin"] == "codes") & (table["status"] != "dropped")])


def shifts(themes: Themes, year: str, unit: str) -> dict[str, float]:
    """Return each theme's mean in a round minus its fair baseline; empty with too few themes."""
    scores = themes.scores[
        (themes.scores["year"] == year) & themes.scores["theme_id"].isin(kept(themes))
    ].dropna(subset=["score", unit])
    by_unit = scores.groupby(["theme_id", unit])["score"].mean()
    of = by_unit.groupby("theme_id").agg(["mean", "sem", "size"])
    of = of[of["size"] >= 2]
    if len(of) < MIN_THEMES:
        return {}
    means = of["mean"].to_numpy(dtype=float)
    drawn, _ = shrunken(means, of["sem"].to_numpy(dtype=float))
    return dict(zip(map(str, of.index), (means - drawn).tolist(), strict=True))


def _compare(
    themes: Themes,
    directions: Mapping[str, Direction],
    pairs: list[tuple[str, str]],
    change: pd.DataFrame,
) -> pd.DataFrame:
    parts = {way: voiced(themes, way) for way in set(directions.values())}
    scores = [
        parts[way].scores[parts[way].scores["theme_id"] == theme]
        for theme, way in directions.items()
    ]
    voices = replace(
        themes,
        scores=pd.concat(scores, ignore_index=True),
        declared=tuple(directions),
        balance=(),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # said once already, by the main comparison
        return compare_years(
            voices,
            unit=change["unit"].iloc[0],
            pairs=pairs,
            smallest_worthwhile=_worthwhile(change),
        )


def _worthwhile(change: pd.DataFrame) -> float:
    known = change["smallest_worthwhile"].dropna()
    if known.empty:
        raise PracticelearnError(
            "recheck: the comparison declares no smallest worthwhile change; make it with "
            "compare_years on themes from codes."
        )
    return float(known.iloc[0])


def _unread(why: str) -> dict[str, Any]:
    return {"reading": NOT_READ, "reading_why": why}
