"""From codings to verdicts: what was counted, and what was left out and why, until it adds up."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.coding.provenance import sessions_said
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.themes.raised import (
    NOT_LISTED,
    NOT_READ,
    OF_NOTES,
    people_present,
    round_of,
    speaking_turns,
    unread_turns,
)

__all__ = ["COUNTED", "OTHERS", "account_of", "passages_account", "sentences"]

COUNTED = "counted"
OTHERS = "of another coder's reading"

_COLUMNS = ["theme_id", "year", "what", "reason", "n", "of", "where"]
_ALL = ""
"""Stands for the theme where a row is about all of them, and for the round likewise."""


def passages_account(
    given: Codings, stages: Sequence[tuple[str, Codings]], corpus: Corpus
) -> pd.DataFrame:
    """Return what became of every coding on its way to the evidence.

    Parameters
    ----------
    given : Codings
        All codings there were.
    stages : sequence of (reason, Codings)
        What was left after each choice, and why the others were left out by it.
    corpus : Corpus

    Returns
    -------
    DataFrame
        theme_id and year (empty: all), what (``passages``), reason (``counted`` or why not), n, of
        (all there were), where (list of coders or roles). The ``n`` add up to ``of``.
    """
    spans = given.spans[["coding_id", "coder", "turn_id"]]
    every = set(spans["coding_id"])
    # first of all: whose reading counts is asked of the sessions that are looked at alone
    left = set(in_sessions_of(given, corpus).spans["coding_id"])
    of, not_looked_at = len(every), every - left
    rows = []
    for reason, kept in stages:
        stays = left & set(kept.spans["coding_id"])
        gone = left - stays
        coders = spans.loc[spans["coding_id"].isin(gone), "coder"]
        rows.append((reason, len(gone), sorted(set(coders))))
        left = stays
    turns = corpus.turns
    there = spans[spans["coding_id"].isin(left) & spans["turn_id"].isin(turns.index)]
    elsewhere = {
        "in sessions that are not looked at": not_looked_at,
        "in turns that are not looked at": left - set(there["coding_id"]),
    }
    for reason, ids in elsewhere.items():
        turn_ids = spans.loc[spans["coding_id"].isin(ids), "turn_id"]
        where = sorted({t.rpartition(":")[0] for t in turn_ids})
        if ids or reason.startswith("in sessions"):
            rows.append((reason, len(ids), where))
    role = turns["role"].reindex(there["turn_id"]).to_numpy()
    by_role = there.assign(role=role)
    counts = set(by_role.loc[~by_role["role"].isin(NOT_COUNTED), "coding_id"])
    introduced = by_role[~by_role["coding_id"].isin(counts)]
    rows.append(
        ("said by somebody who introduces and does not raise",
         int(introduced["coding_id"].nunique()), sorted(set(introduced["role"].dropna())))
    )  # fmt: skip
    rows.insert(0, (COUNTED, len(counts), []))
    table = [(_ALL, _ALL, "passages", reason, n, of, where) for reason, n, where in rows]
    return pd.DataFrame(table, columns=_COLUMNS)


def account_of(
    scores: pd.DataFrame, evidence: pd.DataFrame, corpus: Corpus, codings: Codings | None,
    codes_of: dict[str, list[str]],
) -> pd.DataFrame:  # fmt: skip
    """Return for each theme from codes and each round who and what was counted, and what was not.

    Parameters
    ----------
    scores, evidence : DataFrame
        Columns ``SCORES`` and ``EVIDENCE``.
    corpus : Corpus
    codings : Codings or None
        The one reading that was used.
    codes_of : dict
        Theme id to its codes.

    Returns
    -------
    DataFrame
        theme_id, year, what (groups, people, turns, passages), reason (``counted``, or why not), n,
        of, where (list of the groups). For each theme, round and ``what`` the ``n`` add up to
        ``of``: all groups of the round; everybody listed, or heard where there is no list; all
        turns of those who count; all passages in the evidence.
    """
    if not codes_of:  # topics have shares of words, and nobody raises them
        return pd.DataFrame(columns=_COLUMNS)
    rows = scores[scores["theme_id"].isin(list(codes_of))]
    rows = rows.assign(year=round_of(rows["year"]))
    reason = rows["left_out"].astype(object).where(rows["left_out"].notna(), COUNTED)
    rows = rows.assign(reason=reason)
    parts = [_groups(rows), _people(rows, people_present(corpus))]
    if codings is not None:
        parts.append(_turns(corpus, codings, codes_of))
    parts.append(_credited(evidence[evidence["theme_id"].isin(list(codes_of))], rows))
    whole = pd.concat(parts, ignore_index=True)
    keys = ["theme_id", "year", "what"]
    whole["of"] = whole.groupby(keys)["n"].transform("sum")
    return whole[_COLUMNS]


def _groups(rows: pd.DataFrame) -> pd.DataFrame:
    counted = rows.groupby(["theme_id", "year", "reason"], sort=False)["group"]
    table = counted.agg(n="nunique", where=lambda g: sorted(set(g))).reset_index()
    return table.assign(what="groups")


def _people(rows: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """Everybody once: who was in a counted group and in another is counted."""
    there = rows[["theme_id", "year", "group", "reason"]].merge(present, on=["year", "group"])
    there = there.assign(later=there["reason"] != COUNTED).sort_values("later", kind="stable")
    once = there.drop_duplicates(["theme_id", "year", "who"])
    counted = once.groupby(["theme_id", "year", "reason"], sort=False)
    table = counted.agg(n=("who", "size"), where=("group", lambda g: sorted(set(g))))
    return table.reset_index().assign(what="people")


def _turns(corpus: Corpus, codings: Codings, codes_of: dict[str, list[str]]) -> pd.DataFrame:
    said = speaking_turns(corpus)
    year, read = round_of(said["year"]), said.index.isin(codings.read["turn_id"])
    out = []
    for theme, codes in codes_of.items():
        silent = unread_turns(said, codings, codes)
        reason = pd.Series(COUNTED, index=said.index, dtype=object)
        reason = reason.mask(silent, "read before there was this code").mask(~read, "not read")
        own = pd.DataFrame({"year": year, "reason": reason, "group": said["group"]})
        table = own.groupby(["year", "reason"], sort=False)["group"].agg(
            n="size", where=lambda g: sorted(set(g))
        )
        out.append(table.reset_index().assign(theme_id=theme, what="turns"))
    return pd.concat(out, ignore_index=True) if out else pd.DataFrame(columns=_COLUMNS)


def _credited(evidence: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The passages in the evidence: whether they count somebody who raised it."""
    own = evidence.assign(year=round_of(evidence["year"]))
    keys = ["theme_id", "year", "group"]
    why = rows.set_index(keys)["reason"].reindex(pd.MultiIndex.from_frame(own[keys])).to_numpy()
    reason = pd.Series(why, index=own.index, dtype=object).fillna(NOT_READ)
    reason = reason.mask((reason == COUNTED) & own["who"].isna(), "no speaker named")
    paraphrase = ~own["verbatim"].fillna(value=True).astype(bool)
    reason = reason.mask((reason == COUNTED) & paraphrase, "a paraphrase")
    counted = own.assign(reason=reason).groupby(["theme_id", "year", "reason"], sort=False)
    table = counted["group"].agg(n="size", where=lambda g: sorted(set(g)))
    return table.reset_index().assign(what="passages")


_SAID = {
    NOT_READ: "not all read with this code",
    OF_NOTES: "notes only, which count for the group and give no count of people",
    NOT_LISTED: f"{NOT_LISTED}: complete the list",
}


def sentences(account: pd.DataFrame) -> list[str]:
    """Return in words what was left out; one line for all themes of which the same is true.

    Parameters
    ----------
    account : DataFrame
        Of :func:`passages_account` and :func:`account_of` together.
    """
    lines = []
    left = account[(account["reason"] != COUNTED) & (account["n"] > 0)]
    given = left[(left["what"] == "passages") & (left["theme_id"] == _ALL)]
    # whose reading counts, and what that leaves out, is said where it was chosen
    for row in given[given["reason"] != OTHERS].itertuples():
        whose = f" ({sessions_said(row.where)})" if row.where else ""
        lines.append(f"{row.n:,} of {row.of:,} codings are not counted: {row.reason}{whose}")
    groups = left[left["what"] == "groups"]
    alike: dict[tuple[str, str, str, int, int], list[str]] = {}
    for row in groups.itertuples():
        key = (str(row.year), str(row.reason), ", ".join(row.where), int(row.n), int(row.of))
        alike.setdefault(key, []).append(str(row.theme_id))
    n_themes = account.loc[account["theme_id"] != _ALL, "theme_id"].nunique()
    for (year, reason, where, n, of), themes in alike.items():
        which = "" if len(themes) == n_themes else f" for {', '.join(themes)}"
        of_round = f" of {year}" if year else ""
        gives = "give" if n > 1 else "gives"
        lines.append(
            f"{n} of {of} groups{of_round} {gives} no share of people{which}: "
            f"{_SAID.get(reason, reason)} ({where})"
        )
    return lines
