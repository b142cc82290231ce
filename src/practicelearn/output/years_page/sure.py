"""The verdict of a screen, and what it rests on: interval, threshold, groups, cautions."""

from __future__ import annotations

from typing import Any

import pandas as pd

from practicelearn.output.gate.raised import verdict_cell
from practicelearn.output.gate.since import UNPLANNED, unplanned
from practicelearn.output.gate.sizes import smallest_said
from practicelearn.output.gate.wording import NOT_TOLD, capital, is_missing, text
from practicelearn.output.gate.years import fits_said
from practicelearn.output.report.changes import sizes_said
from practicelearn.output.report.figures import together
from practicelearn.output.report.material import Material
from practicelearn.output.years_page.joins import NOT_ASKED
from practicelearn.output.years_page.model import HowSure, Mark, Verdict, View
from practicelearn.themes.provenance import without_sessions
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Bounds, Difference
from practicelearn.themes.verdicts import (
    CANNOT_TELL,
    NO_CHANGE,
    NO_VERDICT,
    NOT_TESTED,
    WOBBLE,
)

__all__ = ["how_sure_of", "verdict_of"]

NOT_COMPARED = "Not compared"
LESS = "Less talk may be fatigue or fear; it is no improvement by itself."
_BY = ("theme_id", "year_before", "year_after")


def verdict_of(row: Any | None, asked: str) -> Verdict:
    """Return the verdict in words, with its arrow; without a plan there is none.

    Parameters
    ----------
    row : row of COMPARISON or None
        Of the newest round beside the one before.
    asked : str
        Whether it was asked otherwise.
    """
    if row is None or asked == NOT_ASKED:
        return Verdict(NOT_COMPARED, grey=True)
    words = verdict_cell(Row.told("comparison", row, *_BY))
    if words in (NO_VERDICT, NOT_TESTED):
        return Verdict(capital(words), grey=True, why=_why(row))
    return Verdict(capital(words), _arrow(words), grey=words == CANNOT_TELL)


def _why(row: Any) -> str:
    if unplanned(row.why):
        return UNPLANNED
    why = without_sessions(text(row.why, "")).removeprefix(f"{NO_VERDICT}: ").rstrip(".")
    return f"{capital(why)}." if why else ""


def _arrow(words: str) -> Mark:
    if words.startswith(("heard more", "heard in more")):
        return "up"
    if words.startswith(("heard less", "heard in fewer")):
        return "down"
    return "same" if words.startswith(NO_CHANGE) else ""


def how_sure_of(
    material: Material, row: Any, *, view: View, asked: str = "", also: tuple[str, ...] = ()
) -> HowSure:
    """Return what stands under "How sure?".

    Parameters
    ----------
    material : Material
    row : row of COMPARISON
        As its readers get it.
    view : View
    asked : str
        Whether it was asked otherwise: then nothing is compared.
    also : tuple of str
        What would have stood underneath, had nothing been more important.
    """
    told = Row.told("comparison", row, *_BY)
    spread, compared = "", asked != NOT_ASKED
    if compared:
        spread = fits_said(Bounds(told)) or f"{capital(NOT_TOLD)}."
    threshold = ""
    if compared and not told.lacks("smallest_worthwhile"):
        threshold = smallest_said(Difference(told, "smallest_worthwhile"))
    cautions = [f"{capital(c)}." for c in together(row.cautions)]
    less = [LESS] if compared and str(row.verdict).startswith("heard less") else []
    return HowSure(
        interval=spread,
        threshold=threshold,
        groups=_groups(material, row, team=view == "team"),
        cautions=(*also, *less, WOBBLE, *cautions),
    )


def _groups(material: Material, row: Any, *, team: bool) -> str:
    if is_missing(row.n_before) or is_missing(row.n_after):
        return ""
    own = pd.Series(row._asdict())
    return capital(sizes_said(own, full=team, changed=material.changed))
