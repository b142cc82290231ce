"""How a study's rounds are compared: unit, strata and smallest change, of the plan or the settings.

One place for the report, the learning cycle and the pages, so that no two documents differ in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from typing import Any

import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.study.settings import StudySettings
from practicelearn.themes.otherwise import sensitivity_of
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import compare_years

__all__ = ["asked_of", "compare_rounds", "counted_otherwise", "set_otherwise"]


def asked_of(themes: Themes, settings: StudySettings) -> dict[str, Any]:
    """Return unit, strata and smallest change of a comparison: the plan's, where there is one."""
    plan = themes.plan
    of_design: Any = settings if plan is None or not plan.unit else plan
    of_change: Any = settings if plan is None or isnan(plan.smallest_worthwhile) else plan
    return {
        "unit": of_design.unit,
        "strata": of_design.strata or None,
        "smallest_worthwhile": of_change.smallest_worthwhile,
    }


def set_otherwise(themes: Themes, settings: StudySettings) -> dict[str, Any]:
    """Return what the settings say otherwise than the plan; nothing without a plan."""
    if themes.plan is None:
        return {}
    planned = asked_of(themes, settings)
    now: dict[str, Any] = {
        "unit": settings.unit,
        "strata": settings.strata or None,
        "smallest_worthwhile": settings.smallest_worthwhile,
    }
    return {name: value for name, value in now.items() if value != planned[name]}


def compare_rounds(themes: Themes, settings: StudySettings, **more: Any) -> pd.DataFrame | None:
    """Return the comparison of a study's rounds as it was planned; None with one round or no theme.

    Parameters
    ----------
    themes : Themes
    settings : StudySettings
    **more
        ``guide``, ``cues`` and ``drift``, as for ``compare_years``.

    Raises
    ------
    PracticelearnError
        The sessions name no such unit or strata.
    """
    if len(themes.corpus.years) < 2 or themes.table.empty:
        return None
    asked = asked_of(themes, settings)
    if themes.plan is not None:  # each round's own plan says what would matter
        asked["smallest_worthwhile"] = None
    return compare_years(themes, **asked, **more)


def counted_otherwise(
    themes: Themes,
    change: pd.DataFrame | None,
    settings: StudySettings,
    decisions: pd.DataFrame | None,
    codings: Codings | None,
) -> pd.DataFrame | None:
    """Return what each headline verdict would be had it been counted otherwise; None without any.

    Last year's rules are those of the newest release of a report that told of fewer rounds.
    """
    if change is None or not themes.declared:
        return None
    return sensitivity_of(
        themes, change, codings=codings, rules=_last_years(themes, decisions),
        changed=set_otherwise(themes, settings),
    )  # fmt: skip


def _last_years(themes: Themes, decisions: pd.DataFrame | None) -> Mapping[str, Any] | None:
    if decisions is None or "rules" not in decisions:
        return None
    # what a report discloses has thirty kinds of facts, and only reports ask for them
    from practicelearn.output.disclosure.releases import of_reports, releases_of

    releases = releases_of(decisions, themes.origin)
    releases = releases[of_reports(releases)]
    latest = themes.corpus.year_labels[-1]
    for row in reversed(releases.to_dict("records")):
        rules = row["rules"]
        if isinstance(rules, Mapping) and latest not in rules.get("rounds", ()):
            return {**rules, "at": row["at"]}
    return None
