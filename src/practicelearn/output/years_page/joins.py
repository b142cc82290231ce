"""Whether a line may join two rounds, and why not: asked the same way, and coded by people."""

from __future__ import annotations

from typing import Any

from practicelearn.coding.counted import PERSONAL
from practicelearn.output.report.material import Material
from practicelearn.output.years_page.model import Join, RoundShown
from practicelearn.themes.cautions import NOT_ASKED_ALIKE
from practicelearn.themes.provenance import DIFFERENTLY

__all__ = ["NOT_ASKED", "NOT_KNOWN", "asked_otherwise", "join_of"]

NOT_ASKED = NOT_ASKED_ALIKE
NOT_KNOWN = "not known whether it was asked the same way"
NOT_BY_PEOPLE = "words were counted, no person coded"
NOT_CODED_ALIKE = "not coded the same way"
OTHER_MEANING = "the code has changed its meaning"
NOT_ON_RECORD = "not known what was read"
NOT_SHOWN = "a figure is not shown"


def join_of(material: Material, before: RoundShown, after: RoundShown, row: Any | None) -> Join:
    """Return the line or the gap between two rounds.

    Parameters
    ----------
    material : Material
    before, after : RoundShown
    row : row of COMPARISON or None
        Of the theme and these two rounds, as its readers get it.
    """
    why = why_apart(material, row)
    if not why and before.is_dot and after.is_dot:
        return Join(before.year, after.year)
    if not why and before.place is not None and after.place is not None:
        why = NOT_SHOWN
    return Join(before.year, after.year, why, line=False)


def why_apart(material: Material, row: Any | None) -> str:
    """Return why two rounds are not joined whatever their figures, or an empty string."""
    if material.themes.origin not in PERSONAL:
        return NOT_BY_PEOPLE
    if row is None:
        return NOT_KNOWN
    asked = asked_otherwise(row)
    if asked:
        return asked
    reason = str(row.why)
    for marker, said in (
        (DIFFERENTLY, NOT_CODED_ALIKE), ("frame changed", OTHER_MEANING),
        ("not on record", NOT_ON_RECORD),
    ):  # fmt: skip
        if marker in reason:
            return said
    return "" if material.has_guide else NOT_KNOWN


def asked_otherwise(row: Any) -> str:
    """Return that a question was not asked the same way, or that nobody knows; else nothing."""
    said = [c for c in row.cautions if c.startswith(NOT_ASKED_ALIKE)]
    if any(c.startswith(f"{NOT_ASKED_ALIKE}, or not known") for c in said):
        return NOT_KNOWN
    return NOT_ASKED if said else ""
