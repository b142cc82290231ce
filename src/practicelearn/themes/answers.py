"""Written answers: each by somebody alone, so people are independent, and nobody counts minutes."""

from __future__ import annotations

import pandas as pd

from practicelearn._tables import near_column
from practicelearn.errors import PracticelearnError
from practicelearn.themes.person_table import person_table
from practicelearn.themes.themes import Themes

__all__ = ["ANSWERED", "answered_alone", "scores_of_answers"]

ANSWERED = "share of people who answered"


def answered_alone(themes: Themes, years: tuple[str, ...] = ()) -> bool:
    """Return whether every session (of these rounds) is written answers."""
    sessions = themes.corpus.sessions
    if years:
        sessions = sessions[sessions["year"].isin(years)]
    return bool(len(sessions)) and bool((sessions["source_kind"] == "written").all())


def scores_of_answers(themes: Themes, by: str, *, what: str) -> pd.DataFrame:
    """Return a row a theme and person who answered, as ``scores_by_unit`` has it of groups.

    Parameters
    ----------
    themes : Themes
    by : str
        What stands in ``year``: a column of sessions or of people.
    what : str
        Who asks, for the message.

    Raises
    ------
    PracticelearnError
        Some of it was said in a group, or no table has the column.
    """
    if not answered_alone(themes):
        raise PracticelearnError(
            f'{what}(unit="person") is refused: people in one group answer each other, so a person '
            "is no independent piece of evidence. It is there for written answers, each by "
            'somebody alone (source_kind "written" for every session). Use unit="group".'
        )
    table = person_table(themes).reset_index()
    column = next((c for c in (by, f"person_{by}") if c in table), None)
    if column is None:
        known = [c.removeprefix("person_") for c in table]
        raise PracticelearnError(
            f'{what}: "{by}" is no column of sessions or people.{near_column(by, known)}'
        )
    raised = table["raised"].astype("float64")
    kinds = table[column].astype(object)
    rows = pd.DataFrame(
        {
            "theme_id": table["theme_id"], "year": kinds.where(kinds.notna(), None),
            "unit": table["group_id"] + " " + table["who"].astype(str),
            "score": raised, "raised": raised, "attended": raised.where(raised.isna(), 1.0),
            "measure": ANSWERED, "minutes": float("nan"), "n_words": table["n_words"].astype(float),
            "n_people": 1.0,
        }
    )  # fmt: skip
    for name in ("team", "group_type", "facilitator", "stratum"):
        rows[name] = pd.Series([None] * len(rows), index=rows.index, dtype=object)
    rows = rows.dropna(subset=["year"])
    if rows["year"].nunique() < 2:
        raise PracticelearnError(f'{what} needs at least two values in "{by}".')
    return rows.astype({"year": str}).reset_index(drop=True)
