"""Groups × themes with the quotes of each cell: what was found, where, and in whose words."""

from __future__ import annotations

import pandas as pd

from practicelearn._arguments import check_arguments, check_known
from practicelearn.coding.queries.matrix import FrameworkMatrix
from practicelearn.themes.raised import round_of
from practicelearn.themes.themes import Themes

__all__ = ["matrix"]

_KEYS = ["year", "group", "code"]
_QUOTES = ["year", "group", "code", "code_path", "quote", "verbatim", "speaker", "role", "stance",
           "strength", "turn_id", "coding_id"]  # fmt: skip


def matrix(themes: Themes, year: str | None = None) -> FrameworkMatrix:
    """Return groups × themes with the quotes of each cell.

    Parameters
    ----------
    themes : Themes
        Dropped themes are left out.
    year : str, optional
        One round; by default all.

    Returns
    -------
    FrameworkMatrix
        In place of codes the themes: in a notebook each cell opens to its quotes. A group that was
        not read for a theme has no figure, and ``why`` says so.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> themes = prac.find_themes(codings, study.corpus())
    >>> themes.matrix("2025-26")
    FrameworkMatrix: 8 groups × 9 themes, 0 of 72 summaries written, 161 quotes
    """
    check_arguments(matrix, locals())
    if year is not None:
        check_known("matrix: year", year, themes.corpus.year_labels, noun="round")
    kept = themes.table[themes.table["status"] != "dropped"]
    scores, evidence = (
        table.assign(year=round_of(table["year"]), code=table["theme_id"])
        for table in (themes.scores, themes.evidence)
    )
    wanted = scores["code"].isin(kept.index) & ((scores["year"] == year) if year else True)
    scores = scores[wanted].drop_duplicates(_KEYS)
    pairs = pd.MultiIndex.from_frame(scores[_KEYS])
    evidence = evidence[pd.MultiIndex.from_frame(evidence[_KEYS]).isin(pairs)]
    rank = {key: n for n, key in enumerate(pairs)}
    place = [rank[key] for key in evidence[_KEYS].itertuples(index=False, name=None)]
    quotes = evidence.assign(_place=place).sort_values("_place", kind="stable")
    quotes = quotes.assign(code_path=quotes["code"].map(kept["name"]))[_QUOTES]
    quotes.index = pd.Index([f"Q{n}" for n in range(1, len(quotes) + 1)], name="quote_id")
    heads = pd.DataFrame(
        {"path": kept["name"], "definition": kept["statement"].fillna("")}
    ).rename_axis("code")
    return FrameworkMatrix(
        _cells(scores, quotes), quotes, heads, themes.corpus.pseudonymised, "themes"
    )


def _cells(scores: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """One row a group and theme, as ``FrameworkMatrix.cells``."""
    by_cell = quotes.reset_index().groupby(_KEYS, sort=False)
    ids = by_cell["quote_id"].agg(list)
    passages = quotes["coding_id"].fillna(quotes["turn_id"])
    n_passages = passages.groupby([quotes[k] for k in _KEYS], sort=False).nunique()
    cells = scores[_KEYS].reset_index(drop=True)
    at = pd.MultiIndex.from_frame(cells)
    unread = (scores["score"].isna() & scores["raised"].isna()).to_numpy()
    held = ids.reindex(at)
    return cells.assign(
        summary=None,
        n_passages=n_passages.reindex(at, fill_value=0).astype("Int64").mask(unread).array,
        n_people=scores["n_raised"].astype("Int64").mask(unread).array,
        quotes=[own if isinstance(own, list) else [] for own in held],
        why=scores["why"].astype(object).where(unread, None).to_numpy(),
    )
