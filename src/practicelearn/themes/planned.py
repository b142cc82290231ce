"""What a plan allows: which contrasts bear a verdict, under which design, counted with what codes.

A verdict belongs to what was planned before anybody could know the answer. Everything else has its
interval and p, and no verdict.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from practicelearn.themes.balances import balance_id
from practicelearn.themes.building import build
from practicelearn.themes.plan import NO_PLAN, Plan
from practicelearn.themes.themes import Themes

__all__ = [
    "ADDED",
    "Allowed",
    "allowed",
    "counted_otherwise",
    "default_design",
    "planned_for",
    "under_plan",
]

ADDED = "added to the headline themes after the plan was made: an interval, and no verdict"


@dataclass(frozen=True)
class Allowed:
    """What is tested of one pair of rounds, and why it bears no verdict; "" where it does.

    Parameters
    ----------
    tested : list of str
        Ids of themes and balances: K of them.
    why_not : str
    added : frozenset of str
        Ids that were declared and not planned.
    smallest_worthwhile : float
    """

    tested: list[str]
    why_not: str = ""
    added: frozenset[str] = field(default_factory=frozenset)
    smallest_worthwhile: float = 0.15


def allowed(
    themes: Themes, after: str, *, unit: str, strata: str | None,
    smallest_worthwhile: float | None, kinds: str = "",
) -> Allowed:  # fmt: skip
    """Return what the plan of a round allows of a comparison with an earlier one, or within it.

    Parameters
    ----------
    themes : Themes
    after : str
        The later round.
    unit, strata, smallest_worthwhile
        As they are asked of the comparison.
    kinds : str
        The column of the sessions whose kinds are compared within the round; "" for rounds.
    """
    declared = [*themes.declared, *(balance_id(theme) for theme in themes.balance)]
    plan = themes.plan.of(after) if themes.plan is not None else None
    worthwhile = 0.15 if smallest_worthwhile is None else smallest_worthwhile
    if plan is None or not plan.made_before:
        late = f"; {plan.why_late}" if plan is not None else ""
        return Allowed(declared, NO_PLAN + late, smallest_worthwhile=worthwhile)
    if kinds and plan.kinds != kinds:
        why = f"{NO_PLAN}: the plan of {after} names no comparison by {kinds}"
        return Allowed(declared, why, smallest_worthwhile=worthwhile)
    sides = [_now(themes, theme) for theme in plan.balance]
    tested = list(
        dict.fromkeys([*planned_for(themes, after), *(balance_id(theme) for theme in sides)])
    )
    if smallest_worthwhile is None and not math.isnan(plan.smallest_worthwhile):
        worthwhile = plan.smallest_worthwhile
    differs = _differs(plan, unit=unit, strata=strata or "", smallest_worthwhile=worthwhile)
    why = f"not as planned ({differs}): the verdict under the plan stands" if differs else ""
    return Allowed(tested, why, frozenset({*declared} - {*tested}), worthwhile)


def planned_for(themes: Themes, year: str) -> list[str]:
    """Return the headlines that were planned for a round, as they are called now."""
    plan = None if themes.plan is None else themes.plan.of(year)
    return [] if plan is None else list(dict.fromkeys(_now(themes, t) for t in plan.themes))


def default_design(plan: Plan | None) -> tuple[str, str | None]:
    """Return unit and strata of a comparison of which nothing else is asked."""
    if plan is None:
        return "group", None
    return plan.unit or "group", plan.strata or None


def under_plan(themes: Themes) -> Themes:
    """Return themes of which each headline counts the codes that were planned.

    A theme that was merged, split or renamed since is counted as it was planned; its own table
    shows it as it is now.
    """
    if themes.plan is None or themes.codings is None:
        return themes
    planned: dict[str, tuple[str, ...]] = {}
    for plan in (themes.plan, *reversed(themes.plan.earlier)):
        for headline in plan.headlines:
            planned.setdefault(headline.theme_id, headline.codes)
    rows = themes.table[themes.table["origin"] == "codes"]
    now = {str(theme): list(codes) for theme, codes in rows["codes"].items()}
    other = {
        theme: list(codes)
        for theme, codes in planned.items()
        if codes and _can_count(themes, codes) and set(codes) != set(now.get(theme, ()))
        and not (theme not in now and theme in themes.became)
    }  # fmt: skip
    return replace(themes, **build(themes, now | other)) if other else themes


def counted_otherwise(themes: Themes, plan: Plan) -> dict[str, str]:
    """Return each headline whose codes are others now than planned, and what was done, in words."""
    rows = themes.table[themes.table["origin"] == "codes"]
    now = {str(theme): list(codes) for theme, codes in rows["codes"].items()}
    said = {}
    for headline in plan.headlines:
        theme, codes = headline.theme_id, headline.codes
        if theme not in now and theme in themes.became:
            said[theme] = f"merged into {themes.became[theme]} in a later version of the frame"
        elif theme not in now:
            said[theme] = "is no theme of its own any more" if _can_count(themes, codes) else "gone"
        elif codes and set(codes) != set(now[theme]):
            said[theme] = f"counts {', '.join(sorted(now[theme]))}"
    return said


def _now(themes: Themes, theme: str) -> str:
    """What a planned theme went into, where a later version of the frame merged it."""
    return theme if theme in themes.table.index else themes.became.get(theme, theme)


def _differs(plan: Plan, *, unit: str, strata: str, smallest_worthwhile: float) -> str:
    """How what is asked differs from the plan, in words; "" where it does not."""
    said = []
    if plan.unit and unit != plan.unit:
        said.append(f"unit {unit}, planned {plan.unit}")
    if plan.unit and strata != plan.strata:
        said.append(f"{_within(strata)}, planned {_within(plan.strata)}")
    planned = plan.smallest_worthwhile
    if not math.isnan(planned) and abs(planned - smallest_worthwhile) > 1e-9:
        said.append(f"smallest worthwhile change {smallest_worthwhile:g}, planned {planned:g}")
    return "; ".join(said)


def _within(strata: str) -> str:
    return f"within {strata}" if strata else "without strata"


def _can_count(themes: Themes, codes: Sequence[str]) -> bool:
    """Whether codes are known to the frame or were used, so that they can be counted."""
    codings = themes.codings
    if codings is None or not codes:
        return False
    known = {*codings.spans["code"].unique()}
    if codings.frame is not None:
        known |= {*codings.frame}
    return set(codes) <= known
