"""Which themes recur, for every reading of "recurring" a sceptic might ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, ListOf, check_arguments
from practicelearn.themes.extent import heard_of
from practicelearn.themes.themes import Themes

__all__ = ["not_recurring", "sensitivity"]


def sensitivity(
    themes: Themes, *, groups: Sequence[int] = (2, 3, 4), people: Sequence[int] = (3, 4, 5, 6)
) -> pd.DataFrame:
    """Return whether each theme recurs at each m and k, one row a theme, round, m and k.

    Parameters
    ----------
    themes : Themes
    groups : sequence of int
        Values of m: groups that must have raised the theme. Notes count.
    people : sequence of int
        Values of k: distinct people who must have raised it. Notes give no count of people.

    Returns
    -------
    DataFrame
        theme_id, name, year ("" without rounds), min_groups, min_people, n_groups and n_people
        (that raised it in the round; missing where nobody read for it), most_in_one_group (people),
        recurring (bool), why ("" when it recurs, else the first rule that it misses).

    Raises
    ------
    PracticelearnError
        A value is below 1, or none is given.

    Notes
    -----
    A theme that recurs at one pair of numbers only is a theme of that pair. Read the table before
    the study's own m and k are fixed, not to choose those that keep a favourite in.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, corpus)
    >>> table = themes.sensitivity(groups=(2, 3), people=(4,))
    >>> table[["theme_id", "year", "min_groups", "min_people", "recurring"]].head(2)
       theme_id     year  min_groups  min_people  recurring
    0  workload  2023-24           2           4       True
    1  workload  2023-24           3           4       True
    """
    check_arguments(
        sensitivity,
        locals(),
        groups=ListOf(AT_LEAST_1, filled=True),
        people=ListOf(AT_LEAST_1, filled=True),
    )
    counts = heard_of(themes.scores, themes.evidence, themes.corpus).reset_index()
    rows = [
        {
            "theme_id": row.theme_id,
            "name": themes.table.loc[row.theme_id, "name"],
            "year": row.year,
            "min_groups": m,
            "min_people": k,
            "n_groups": row.n_groups,
            "n_people": row.n_people,
            "most_in_one_group": row.most_in_one_group,
            "why": _so_far(
                row, not_recurring(row.n_groups, row.n_people, row.most_in_one_group, m, k)
            ),
        }
        for row in counts.itertuples()
        for m in groups
        for k in people
    ]
    columns = ["theme_id", "name", "year", "min_groups", "min_people", "n_groups", "n_people",
               "most_in_one_group", "why"]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    table.insert(len(columns) - 1, "recurring", table["why"] == "")
    return table


def _so_far(row: Any, why: str) -> str:
    """What was heard where not all was read may be more."""
    return f"{why}, as far as was read" if why and row.n_groups_unread else why


def not_recurring(n_groups: Any, n_people: Any, most: Any, m: int, k: int) -> str:
    """Return the first rule of recurrence that the counts miss, or an empty string.

    Counts may be missing (``pandas.NA``): then that is why.

    Examples
    --------
    >>> not_recurring(3, 6, 4, m=3, k=4)
    'one group gives more than half of the people'
    >>> not_recurring(3, 6, 3, m=3, k=4)
    ''
    """
    if pd.isna(n_groups):
        return "no group was read for it"
    if n_groups < m:
        return f"fewer than {m} groups"
    if pd.isna(n_people):
        return "its people could not be counted"
    if n_people < k:
        return f"fewer than {k} people"
    if most > n_people / 2:
        return "one group gives more than half of the people"
    return ""
