"""How much of the talk is on each topic, by round, kind of group or session; groups are units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_column
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import TableError, counted
from practicelearn.topics.fitted_on import check_fitted_on
from practicelearn.topics.standing import found_again, shown_names

if TYPE_CHECKING:
    from practicelearn.topics.model import TopicModel

__all__ = ["FEWEST_GROUPS", "topic_prevalence"]

FEWEST_GROUPS = 4
"""Groups below which there is no interval."""


def topic_prevalence(
    model: TopicModel, corpus: Corpus, *, by: str | Sequence[str] = "year"
) -> pd.DataFrame:
    """Return how much of the talk is on each topic, a mean over groups, with its interval.

    Parameters
    ----------
    model : TopicModel
        Fitted on the corpus.
    corpus : Corpus
        The one it was fitted on.
    by : str or sequence of str, default "year"
        ``session_id``, ``year``, ``group_type`` or other columns of sessions.

    Returns
    -------
    DataFrame
        One row a unit of ``by`` and topic: the columns ``by``; topic; name (as it is shown: only a
        topic found again has one); found_again (missing where ``stability`` has not been asked);
        share (0 to 1, mean over groups of the share of their participants' words); low, high (95 %
        interval of that mean); sd (over groups); n_groups, n_sessions, n_words (of participants);
        why (the reason where there is no interval).

    Raises
    ------
    PracticelearnError
        The corpus is not the model's.
    TableError
        Sessions have no such column.

    Notes
    -----
    The unit is the group, a round's sessions of one group together, weighed by their words; each
    group counts once, however long it talked. Interval: mean ± t · sd / √G with G − 1 degrees of
    freedom, cut off at 0 and 1; none below four groups, and none of a single session. It is of
    these topics: that other sessions would have given others is not in it. Shares come from
    windows taken by themselves (``session_shares_``), without facilitators, note-takers and
    observers. A share of words is no share of people.

    **Never a test.** Topics found in these sessions cannot be tested on them as if they had been
    known before, and intervals of two rounds that do not meet are no test either; a theme that was
    declared beforehand is compared with :func:`practicelearn.compare_years`.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> model = prac.TopicModel(n_topics=4).fit(corpus)
    >>> by_year = prac.topics.topic_prevalence(model, corpus)
    >>> by_year.groupby("year")["share"].sum().round(6).tolist()
    [1.0, 1.0, 1.0]
    """
    check_arguments(topic_prevalence, locals())
    check_fitted_on(model, corpus, "topic_prevalence")
    columns = [by] if isinstance(by, str) else list(by)
    units = _units(corpus, columns)
    words = _words(corpus)
    shares = model.session_shares_.reindex(units.index)
    known = shares.notna().all(axis=1) & (words.reindex(units.index) > 0)
    units, shares = units[known], shares[known]
    on_topic = shares.mul(words.reindex(units.index), axis=0)
    of = [*columns, "_round", "_group"]
    keys = [units[c] for c in of]
    of_group = on_topic.groupby(keys, sort=False, dropna=False).sum()
    total = words.reindex(units.index).groupby(keys, sort=False, dropna=False).sum()
    of_group = of_group.div(total, axis=0)
    n_sessions = units.groupby(columns, sort=False, dropna=False).size()
    names, again = shown_names(model), found_again(model)
    rows = []
    level = list(range(len(columns))) if len(columns) > 1 else 0
    for unit, own in of_group.groupby(level=level, sort=False, dropna=False):
        label = unit if isinstance(unit, tuple) else (unit,)
        place = label if len(columns) > 1 else label[0]
        n_words = int(total.loc[own.index].sum())
        why = _why(len(own), one_session=columns == ["session_id"])
        spread = own.std(ddof=1) if len(own) > 1 else pd.Series(np.nan, index=own.columns)
        half = _half_width(spread, len(own)) if not why else spread * np.nan
        for topic, share in own.mean().items():
            rows.append(
                {
                    **dict(zip(columns, label, strict=True)),
                    "topic": topic,
                    "name": names[topic],
                    "found_again": again[topic],
                    "share": share,
                    "low": max(share - half[topic], 0.0) if not why else np.nan,
                    "high": min(share + half[topic], 1.0) if not why else np.nan,
                    "sd": spread[topic],
                    "n_groups": len(own),
                    "n_sessions": int(n_sessions.loc[place]),
                    "n_words": n_words,
                    "why": why,
                }
            )
    table = pd.DataFrame(rows).astype({"found_again": "boolean"})
    if "year" in columns:  # rounds in their own order, as the rounds of a study stand
        place = {label: k for k, label in enumerate(corpus.in_order(table["year"]))}
        table = table.iloc[np.argsort(table["year"].map(place), kind="stable")]
    return table.reset_index(drop=True)


def _units(corpus: Corpus, columns: Sequence[str]) -> pd.DataFrame:
    """The columns asked for, and which group of which round each session is of."""
    sessions = corpus.sessions.reset_index()
    for name in columns:
        if name not in sessions:
            raise TableError(
                f'topic_prevalence: sessions have no column "{name}".{near_column(name, sessions)}'
            )
    own = sessions[list(columns)].astype(object)
    own = own.where(own.notna(), "" if list(columns) == ["year"] else None)
    return own.assign(
        _round=sessions["year"].astype(object).where(sessions["year"].notna(), ""),
        _group=sessions["group"]
        .astype(object)
        .where(sessions["group"].notna(), sessions["session_id"]),
    ).set_index(corpus.sessions.index.rename("_session"))


def _words(corpus: Corpus) -> pd.Series:
    """Words of participants in each session."""
    said = ~corpus.turns["role"].isin(NOT_COUNTED)
    return corpus.n_words.where(said, 0).groupby(corpus.turns["session_id"]).sum()


def _why(n_groups: int, *, one_session: bool) -> str:
    if one_session:
        return "one session"
    if n_groups < FEWEST_GROUPS:
        return f"{counted(n_groups, 'group')}: an interval needs at least {FEWEST_GROUPS}"
    return ""


def _half_width(sd: pd.Series, n: int) -> pd.Series:
    from scipy.stats import t

    return sd * float(t.ppf(0.975, n - 1)) / np.sqrt(n)
