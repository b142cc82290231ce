"""How far each theme reaches in each round: groups and people, everybody once."""

from __future__ import annotations

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.themes.raised import people_present, round_of

__all__ = ["extent_of", "heard_of"]

_BY = ["theme_id", "year"]
_GROUP = ["theme_id", "year", "group"]


def extent_of(scores: pd.DataFrame, evidence: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return one row a theme and round.

    Parameters
    ----------
    scores, evidence : DataFrame
        Columns ``SCORES`` and ``EVIDENCE``.
    corpus : Corpus

    Returns
    -------
    DataFrame
        theme_id, year ("" where none is named), n_groups (known for it, groups with notes only
        included), n_groups_raised, n_people, n_people_raised, share_people (mean over groups, 0 to
        1), n_passages, most (people of the one group that gave most). People are those of groups
        with a share, somebody who was in two groups once; so those who raised it are never more
        than those who were there.
    """
    rows = scores.assign(year=round_of(scores["year"]))
    rows = rows[rows["score"].notna() | rows["raised"].notna()]
    noted = rows["raised"].fillna(value=False).astype(bool)
    rows = rows.assign(
        group_raised=noted | (rows["n_raised"].fillna(0) > 0),
        counted=rows["score"].notna(),
        n_raised=rows["n_raised"].fillna(0).astype(int),
    )
    table = rows.groupby(_BY, sort=False).agg(
        n_groups=("group", "nunique"),
        n_groups_raised=("group_raised", "sum"),
        n_people_raised=("n_raised", "sum"),
        share_people=("score", "mean"),
        most=("n_raised", "max"),
    )
    counted = rows.loc[rows["counted"], _GROUP]
    said = evidence.assign(year=round_of(evidence["year"]))
    heads = rows["n_people"].where(rows["counted"], 0).groupby([rows[k] for k in _BY]).sum()
    twice = _present_twice(counted, people_present(corpus))
    table["n_people"] = heads - twice.reindex(heads.index, fill_value=0)
    table["n_people_raised"] -= _raised_twice(said, counted).reindex(table.index, fill_value=0)
    table["n_passages"] = _passages(evidence).reindex(table.index, fill_value=0)
    counts = ["n_groups_raised", "n_people", "n_people_raised", "most"]
    order = ["n_groups", "n_groups_raised", "n_people", "n_people_raised", "share_people",
             "n_passages", "most"]  # fmt: skip
    return table.astype(dict.fromkeys(counts, int))[order].reset_index()


def heard_of(scores: pd.DataFrame, evidence: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return how many groups and people raised each theme in each round, as far as is known.

    Returns
    -------
    DataFrame
        Index theme_id, year, every round that has a group: n_groups (notes included), n_people
        (everybody once, also who was in two groups), most_in_one_group (people), n_passages,
        n_groups_unread (groups not read to the end in which it was heard: what was coded there
        counts as "at least"). The first three are missing, never 0, where no group of the round
        was read for the theme and nobody was heard; those of people also where people could not be
        counted, as with notes.
    """
    extent = extent_of(scores, evidence, corpus).set_index(_BY)
    themes, rounds = scores["theme_id"].unique(), set(round_of(scores["year"]))
    order = [y for y in dict.fromkeys(["", *corpus.year_labels]) if y in rounds]
    index = pd.MultiIndex.from_product([themes, order], names=_BY)
    read = extent.reindex(index, fill_value=0)
    own = scores[scores["n_at_least"].notna()]
    counts = own["n_at_least"].astype(int).groupby([own["theme_id"], round_of(own["year"])])
    least = pd.DataFrame({"groups": counts.size(), "people": counts.sum(), "most": counts.max()})
    least = least.reindex(index, fill_value=0)
    groups, people = ((read[n] > 0) | (least["groups"] > 0) for n in ("n_groups", "n_people"))
    most = read["most"].where(read["most"] > least["most"], least["most"])
    return pd.DataFrame(
        {
            "n_groups": _where(groups, read["n_groups_raised"] + least["groups"]),
            "n_people": _where(people, read["n_people_raised"] + least["people"]),
            "most_in_one_group": _where(people, most),
            "n_passages": _passages(evidence).reindex(index, fill_value=0),
            "n_groups_unread": least["groups"],
        }
    )


def _passages(evidence: pd.DataFrame) -> pd.Series:
    return evidence.groupby([evidence["theme_id"], round_of(evidence["year"])]).size()


def _where(known: pd.Series, n: pd.Series) -> pd.Series:
    return n.astype("Int64").where(known)


def _present_twice(counted: pd.DataFrame, present: pd.DataFrame) -> pd.Series:
    """How often somebody was in a further counted group, by theme and round."""
    # themes mostly count the same groups: each set of groups is looked up once
    groups = counted.groupby(_BY)["group"].agg(lambda g: tuple(sorted(set(g))))
    by_year = dict(list(present.groupby("year")))
    known: dict[tuple[str, tuple[str, ...]], int] = {}
    out = []
    for (_, year), own in groups.items():
        if (year, own) not in known:
            there = by_year.get(year, present.iloc[:0])
            who = there.loc[there["group"].isin(own), "who"]
            known[year, own] = len(who) - who.nunique()
        out.append(known[year, own])
    return pd.Series(out, index=groups.index, dtype="int64")


def _raised_twice(said: pd.DataFrame, counted: pd.DataFrame) -> pd.Series:
    """How often somebody raised a theme from codes in a further counted group, likewise."""
    own = said[said["coding_id"].notna() & said["who"].notna()]
    spoke = own[own["verbatim"].fillna(value=True).astype(bool)]
    spoke = spoke[[*_GROUP, "who"]].drop_duplicates().merge(counted, on=_GROUP)
    grouped = spoke.groupby(_BY)["who"]
    twice: pd.Series = grouped.size() - grouped.nunique()
    return twice
