"""The second reading of a recheck: better or worse, by the tested balance of for and against.

What was heard less may be fatigue or fear. So nothing is called better unless the balance was
planned beforehand and tested in the family of all headlines; else the counts stand side by side.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import Any, TypeAlias

import pandas as pd

from practicelearn._once import once_for_each
from practicelearn.coding.counted import PERSONAL
from practicelearn.themes.cycle.baseline import AGAINST, FOR, MIN_THEMES, Change, read_balance
from practicelearn.themes.cycle.sheet import LearningCycle
from practicelearn.themes.raised import round_of
from practicelearn.themes.regression import shrunken
from practicelearn.themes.stances import balance_scores, stance_by_year, stance_missing
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import CANNOT_TELL, NOT_TESTED
from practicelearn.themes.years import balance_beside

__all__ = ["NOT_READ", "NO_BALANCE", "Voices", "compare_voices", "kept", "read_action", "shifts"]

NOT_READ = "not read"
NO_BALANCE = "nobody had planned beforehand that praise and criticism would be compared"

Voices: TypeAlias = Mapping[tuple[str, str, str], Any]
"""(theme, earlier round, later round) to a row of COMPARISON, or to why there is none."""


def compare_voices(cycle: LearningCycle, themes: Themes, change: pd.DataFrame | None) -> Voices:
    """Return the comparison of the declared balances that actions with a direction ask for.

    Parameters
    ----------
    cycle : LearningCycle
    themes : Themes
        With the balances declared: each is one test of the family, whatever was promised.
    change : DataFrame or None
        As ``compare_years`` returns it: its rounds, unit and weights are used.
    """
    actions = cycle.actions
    own = actions[(actions["kind"] == "theme") & actions["direction"].notna()]
    own = own[own["measure"].isin(themes.declared)]
    if own.empty or change is None or change.empty or themes.codings is None:
        return {}
    ways = own.groupby("measure")["direction"].agg(set)
    unclear = [str(t) for t, way in ways.items() if len(way) > 1]
    pairs = change[["year_before", "year_after"]].drop_duplicates()
    found: dict[tuple[str, str, str], Any] = {
        (t, b, a): "two actions declare opposite directions"
        for t in unclear
        for b, a in pairs.itertuples(index=False, name=None)
    }
    if not set(ways.index) - set(unclear) & set(themes.balance):
        return found
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # said once already, by the main comparison
        rows = balance_beside(themes, change)
    return {(r.theme_id, r.year_before, r.year_after): r for r in rows.itertuples()} | found


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
    if action.measure not in themes.declared:
        return _unread("it was not declared as a headline theme before the comparison")
    sides = _sides(themes, action.measure, (action.year, after))
    own = voices.get((action.measure, action.year, after))
    if isinstance(own, str):
        return _unread(own) | sides
    if own is None:
        return {"reading": NOT_TESTED, "reading_why": NO_BALANCE} | sides
    shift = 0.0
    if action.chosen_for != "other":
        shift = _balance_shifts(themes, action.year, own.unit).get(action.measure, math.nan)
    if math.isnan(shift):
        return sides | {
            "reading": CANNOT_TELL,
            "reading_before": own.mean_before,
            "reading_after": own.mean_after,
            "reading_why": f"chosen for its level, and fewer than {MIN_THEMES} themes say what "
            "level it would fall back to",
        }
    change = Change(own.low, own.high, own.p_adjusted, own.verdict, own.why)
    read = read_balance(change, shift=shift, sides=_moved(sides, action.direction))
    return sides | {
        "reading": read.verdict,
        "reading_why": read.why,
        "reading_before": own.mean_before - shift,
        "reading_after": own.mean_after,
        "reading_low": own.low + shift,
        "reading_high": own.high + shift,
    }


def kept(themes: Themes) -> list[str]:
    """Return the ids of the themes from codes that were not dropped."""
    table = themes.table
    return list(table.index[(table["origin"] == "codes") & (table["status"] != "dropped")])


@once_for_each  # every promise of a round asks for it
def shifts(themes: Themes, year: str, unit: str) -> dict[str, float]:
    """Return each theme's mean in a round minus its fair baseline; empty with too few themes."""
    return _shifts_of(themes.scores[themes.scores["theme_id"].isin(kept(themes))], year, unit)


def _balance_shifts(themes: Themes, year: str, unit: str) -> dict[str, float]:
    """The same of balances: those of the themes whose stance was coded in that round."""
    told = [t for t in kept(themes) if not stance_missing(themes, t, (year,))]
    return _shifts_of(balance_scores(themes, told), year, unit)


def _shifts_of(scores: pd.DataFrame, year: str, unit: str) -> dict[str, float]:
    own = scores[round_of(scores["year"]) == year].dropna(subset=["score", unit])
    by_unit = own.groupby(["theme_id", unit])["score"].mean()
    of = by_unit.groupby("theme_id").agg(["mean", "sem", "size"])
    of = of[of["size"] >= 2]
    if len(of) < MIN_THEMES:
        return {}
    means = of["mean"].to_numpy(dtype=float)
    drawn, _ = shrunken(means, of["sem"].to_numpy(dtype=float))
    return dict(zip(map(str, of.index), (means - drawn).tolist(), strict=True))


def _sides(themes: Themes, theme: str, years: tuple[str, str]) -> dict[str, Any]:
    """People for and against in both rounds, out of how many: what may be said without a test."""
    table = stance_by_year(themes)
    table = table[table["theme_id"] == theme].set_index("year")
    return {
        f"{column}_{when}": float(table.loc[year, column])
        for year, when in zip(years, ("before", "after"), strict=True)
        if year in table.index and table.loc[year, "n_people"]
        for column in ("n_people", "n_for", "n_against", "n_mixed")
    }


def _moved(sides: Mapping[str, float], direction: str) -> str:
    """Who were fewer or more, of the side that the action names; empty where nobody was."""
    column, way = ("n_against", AGAINST) if direction == "less" else ("n_for", FOR)
    if not {f"{column}_before", f"{column}_after"} <= set(sides):
        return ""
    was, now = (sides[f"{column}_{w}"] / sides[f"n_people_{w}"] for w in ("before", "after"))
    return "" if was == now else f"{'fewer' if now < was else 'more'} people {way}"


def _unread(why: str) -> dict[str, Any]:
    return {"reading": NOT_READ, "reading_why": why}
