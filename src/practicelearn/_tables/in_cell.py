"""What an object shows at the end of a notebook's cell: one sentence, and a short table."""

from __future__ import annotations

import html

import pandas as pd

__all__ = ["in_cell"]

MOST_ROWS = 12


def in_cell(words: str, table: pd.DataFrame | None = None, *, index: bool = True) -> str:
    """Return a sentence and the first rows of a table as HTML.

    Everything is escaped, for a transcript may hold anything; nothing has a colour of its own, so
    that a dark notebook stays readable; and nothing runs.

    Parameters
    ----------
    words : str
        What the object is, as ``repr`` says it.
    table : DataFrame, optional
        Figures and names, never what somebody said: a notebook is saved and sent on. What is
        evidence, and says so, opens to its quotes: ``practicelearn._tables.opened``.
    index : bool, default True
        Whether the table's index says something.
    """
    said = f"<p>{html.escape(words)}</p>"
    if table is None or table.empty:
        return said
    shown = table.head(MOST_ROWS).astype(object)
    shown = shown.where(shown.notna(), "").to_html(index=index, border=0)
    more = len(table) - MOST_ROWS
    return said + str(shown) + (f"<p>and {more} more</p>" if more > 0 else "")
