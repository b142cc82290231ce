"""A plan with fewer groups than a test needs: nobody has held them yet, so none is known by it."""

from __future__ import annotations

from practicelearn.output.gate.wording import count
from practicelearn.themes.cautions import MIN_UNITS
from practicelearn.themes.plan import Plan

__all__ = ["too_few"]


def too_few(plan: Plan) -> str:
    """Return what to know where so few groups are planned that no test is made of them."""
    if not plan.headlines or plan.groups is None or plan.groups >= MIN_UNITS:
        return ""
    is_ = "is" if plan.groups == 1 else "are"
    return (
        f" But {count(plan.groups, 'group')} {is_} planned, and a test needs at least {MIN_UNITS} "
        "in each of the two rounds: with fewer, what changed is shown, and nothing is tested. Plan "
        f"at least {MIN_UNITS}, or take it as a description."
    )
