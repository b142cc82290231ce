"""What was heard of each theme in groups of which not all was read: no share, only at least."""

from __future__ import annotations

import pandas as pd

from practicelearn.errors import counted
from practicelearn.themes.raised import round_of

__all__ = ["heard_at_least"]


def heard_at_least(scores: pd.DataFrame) -> pd.DataFrame:
    """Return what was heard where not all was read: one row a theme and round with such groups.

    Columns: theme_id, year, n_groups and n_people (at least so many raised it, groups that were
    read among them), n_groups_unread (in which it was heard, and not all was read), says.
    """
    scores = scores.assign(year=round_of(scores["year"]))
    heard = scores["n_raised"].fillna(scores["n_at_least"]).fillna(0).astype(int)
    noted = scores["raised"].fillna(value=False).astype(bool) | (heard > 0)
    counts = scores.assign(
        n_people=heard, n_groups=noted, n_groups_unread=scores["n_at_least"].notna()
    )
    columns = ["n_groups", "n_people", "n_groups_unread"]
    table = counts.groupby(["theme_id", "year"], sort=False)[columns].sum().reset_index()
    table = table[table["n_groups_unread"] > 0].reset_index(drop=True)
    said = [
        f"raised by at least {counted(p, 'person')} in {counted(g, 'group')}"
        for p, g in zip(table["n_people"], table["n_groups"], strict=True)
    ]
    return table.assign(says=pd.Series(said, index=table.index, dtype=object))
