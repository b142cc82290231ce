"""A council's own survey scores, such as those of the employer standards, beside the themes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import ISSUES, SURVEY, conform, empty_table
from practicelearn.themes.cycle.cells import number_of
from practicelearn.themes.cycle.lookup import find_theme
from practicelearn.transcripts.sheets.files import read_sheet

if TYPE_CHECKING:
    from practicelearn.themes.themes import Themes

__all__ = ["band", "read_survey", "survey_beside"]

FEWEST = 5


def band(score: float) -> str | None:
    """Return the band of a score of 0 to 100: low to 50, moderate to 74, high from 75.

    The published bands are of whole numbers, so a score is rounded first (halves up).

    Examples
    --------
    >>> band(50), band(50.5), band(74.4), band(74.5)
    ('low', 'moderate', 'moderate', 'high')
    """
    if math.isnan(score):
        return None
    whole = math.floor(score + 0.5)
    return "low" if whole <= 50 else "moderate" if whole <= 74 else "high"


def read_survey(path: str | Path, *, year: str | None = None) -> pd.DataFrame:
    """Return a survey's scores: one row a round and standard.

    Parameters
    ----------
    path : str or Path
        ``.xlsx`` or ``.csv`` with the columns Standard and Score (0 to 100), and where known Round,
        Answered (how many answered) and Theme (the theme that is about the same).
    year : str, optional
        The round of rows that name none.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.SURVEY``. A score of fewer than five answers is
        missing: it could point at single people. What could not be read is in ``attrs["issues"]``,
        a table of issues.

    Raises
    ------
    TableError
        The sheet lacks a column it needs.

    Examples
    --------
    >>> import practicelearn as prac
    >>> import pandas as pd, tempfile
    >>> path = tempfile.mkdtemp() + "/survey.csv"
    >>> pd.DataFrame(
    ...     {"Round": ["2025-26"], "Standard": ["Supervision"], "Score": [71]}
    ... ).to_csv(path, index=False)
    >>> prac.read_survey(path)["score"].tolist()
    [71.0]
    """
    check_arguments(read_survey, locals())
    path = Path(path)
    sheet = read_sheet(path, needs=("standard", "score"))
    rows: list[dict[str, Any]] = []
    issues: list[dict[str, Any]] = []
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        problem = _read(row, year, rows)
        if problem:
            place = f"{path.name}, row {n}"
            issues.append({"severity": "warning", "source_loc": place, "message": problem})
    table = conform(pd.DataFrame(rows), SURVEY) if rows else empty_table(SURVEY)
    table.attrs["issues"] = conform(pd.DataFrame(issues), ISSUES) if issues else empty_table(ISSUES)
    return table


def survey_beside(survey: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Return survey scores beside the share of people who raised the theme about the same.

    Parameters
    ----------
    survey : DataFrame
        As :func:`read_survey` returns it. Without a column Theme, a standard goes with the theme
        of the same id or name.
    themes : Themes

    Returns
    -------
    DataFrame
        year, standard, score, band, theme_id, name, n_groups_raised, n_groups, n_people_raised,
        n_people, share_people: the last seven missing where no theme goes with it. Two sources side
        by side: a high score and much talk may both be true.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> import pandas as pd, tempfile
    >>> path = tempfile.mkdtemp() + "/survey.csv"
    >>> pd.DataFrame(
    ...     {"Round": ["2025-26"], "Standard": ["Supervision"], "Score": [71]}
    ... ).to_csv(path, index=False)
    >>> beside = prac.survey_beside(prac.read_survey(path), themes)
    >>> beside[["standard", "score", "n_people_raised", "n_people"]]
          standard  score  n_people_raised  n_people
    0  Supervision   71.0             25.0      50.0
    """
    check_arguments(survey_beside, locals())
    extent = themes.extent.set_index(["theme_id", "year"])
    columns = ["n_groups_raised", "n_groups", "n_people_raised", "n_people", "share_people"]
    rows = []
    for row in survey.itertuples():
        word = row.theme if isinstance(row.theme, str) else row.standard
        theme = find_theme(word, themes.table)
        there = theme is not None and (theme, row.year) in extent.index
        own = extent.loc[(theme, row.year), columns].to_dict() if there else {}
        name = None if theme is None else themes.table.loc[theme, "name"]
        rows.append(
            {"year": row.year, "standard": row.standard, "score": row.score, "band": row.band,
             "theme_id": theme, "name": name, **own}
        )  # fmt: skip
    order = ["year", "standard", "score", "band", "theme_id", "name", *columns]
    return pd.DataFrame(rows, dtype=None).reindex(columns=order)


def _read(row: dict[str, Any], year: str | None, rows: list[dict[str, Any]]) -> str:
    """Add one row of the sheet; return what is wrong with it, or an empty string."""
    standard, when = row["standard"], row.get("year") or year
    if not standard or not when:
        return f"{'the standard' if not standard else 'the round'} is empty; the row is left out"
    try:
        score, _ = number_of(row["score"])
        n, _ = number_of(row.get("answered"))
    except ValueError as error:
        return f'"{error}" is not a number; the row is left out'
    if score is None or not 0 <= score <= 100:
        return f'the score "{row["score"] or ""}" is not between 0 and 100; the row is left out'
    if any(r["year"] == when and r["standard"] == standard for r in rows):
        return f'"{standard}" has a score for {when} already; this row is left out'
    few = n is not None and n < FEWEST
    shown = math.nan if few else score
    rows.append(
        {"year": when, "standard": standard, "score": shown, "band": band(shown),
         "n": pd.NA if n is None else int(n), "theme": row.get("theme")}
    )  # fmt: skip
    return f"fewer than {FEWEST} people answered: the score is not shown" if few else ""
