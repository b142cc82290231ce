"""What was done otherwise than planned in a round, and whether its reason is on record."""

from __future__ import annotations

import datetime as dt
import warnings
from pathlib import Path

import pandas as pd

from practicelearn.jobs.year_known import Known
from practicelearn.study.folder import open_study
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.deviations import deviations
from practicelearn.themes.finding import named_themes

__all__ = ["differences", "differing"]


def differences(folder: str | Path, year: str) -> pd.DataFrame:
    """Return what was done otherwise than planned in a round; see ``deviations``.

    Parameters
    ----------
    folder : str or Path
        A study.
    year : str
        A round that has groups or a plan.
    """
    return differing(Known(open_study(folder), year, dt.date.today()))


def differing(known: Known) -> pd.DataFrame:
    """Return the rows of ``deviations`` of the round; none before anything of it is coded."""
    study, none = known.study, pd.DataFrame(columns=["round", "why", "deviates"])
    if known.plan is None or not known.held or not study.has_frame:
        return none
    codings = study.codings()
    if codings.uncounted or not len(codings):
        return none
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # what is wrong with them is said elsewhere
        found = named_themes(codings, known.whole)
        themes = apply_decisions(found, study.decisions(), plan=known.plan)
    table = deviations(themes)
    return table[table["round"] == known.round]
