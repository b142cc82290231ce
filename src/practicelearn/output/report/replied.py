"""Replies of those who took part, each with the sentence that it answered."""

from __future__ import annotations

from typing import Any

import pandas as pd

from practicelearn.study.asked_back import same_words

__all__ = ["came_back", "replies_of"]

_OF_REPLY = ["year", "theme_id", "answer", "words", "at", "n", "sentence", "action", "row"]
_COLUMNS = ["year", "theme_id", "answer", "words", "n", "sentence", "action", "to", "with_missing"]


def replies_of(decisions: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """Return what participants answered, under the themes as they are now.

    Parameters
    ----------
    decisions : DataFrame
        As ``Study.decisions`` returns it.
    table : DataFrame
        Of themes.

    Returns
    -------
    DataFrame
        year, theme_id (empty: to the whole), answer, words, n (how many gave it), sentence,
        action (of a promise), to (the sentence that was answered, where another stands there by
        now; else ""), with_missing (whether "missing" could be answered to each theme). A reply
        to a theme that was merged stands under what it went into; one to a theme that was taken
        apart under each part too. Neither is counted there unless the sentence is the same.
    """
    own = decisions[decisions["kind"] == "reply"].reindex(columns=_OF_REPLY).astype(object)
    own = own[own["answer"] != "answered"]
    counted = own["n"].notna()
    newest = own[counted].drop_duplicates("row", keep="last").index
    own = own[~counted | own.index.isin(newest)]
    rows = []
    for row in own.itertuples():
        whole = not isinstance(row.theme_id, str) or not row.theme_id
        for theme in [""] if whole else _where_now(decisions, row.theme_id, row.at):
            sentence = row.sentence if isinstance(row.sentence, str) else ""
            said = sentence or _stood(decisions, row.theme_id, row.at)
            moved = theme != row.theme_id
            rows.append({
                "year": row.year, "theme_id": theme, "answer": row.answer, "words": row.words,
                "n": 1 if pd.isna(row.n) else int(row.n), "sentence": sentence,
                "action": row.action if isinstance(row.action, str) else "",
                "to": "" if whole else _other(decisions, table, theme, said, moved, bool(sentence)),
                "with_missing": not sentence,
            })  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS, dtype=object)


def came_back(decisions: pd.DataFrame) -> dict[str, int]:
    """Return round to how many people answered its page in all, where that was written down."""
    own = decisions[decisions["kind"] == "reply"].reindex(columns=_OF_REPLY).astype(object)
    own = own[(own["answer"] == "answered") & own["n"].notna()]
    own = own.drop_duplicates("row", keep="last")
    return {str(year): int(part["n"].sum()) for year, part in own.groupby("year", sort=False)}


def _where_now(decisions: pd.DataFrame, theme: Any, at: Any) -> list[str]:
    """A theme and what became of it since: merged into another, or taken apart."""
    now = [str(theme)]
    columns = ["kind", "at", "themes", "into", "theme_id"]
    for row in decisions.reindex(columns=columns).astype(object).itertuples():
        if isinstance(at, str) and isinstance(row.at, str) and row.at <= at:
            continue
        if row.kind == "merge" and isinstance(row.themes, list | tuple):
            now = [row.into if t in row.themes else t for t in now]
        elif row.kind == "split" and row.theme_id in now:
            now.append(row.into)
    return list(dict.fromkeys(now))


def _stood(decisions: pd.DataFrame, theme: Any, at: Any) -> str:
    """The sentence on a theme that stood at a moment, "" where none did or nobody knows."""
    own = _statements(decisions, theme)
    then = own[own["at"].fillna("") <= at]["statement"] if isinstance(at, str) else own["statement"]
    return str(then.iloc[-1]).strip() if len(then) else ""


def _statements(decisions: pd.DataFrame, theme: Any) -> pd.DataFrame:
    said = decisions[decisions["kind"] == "statement"]
    said = said.reindex(columns=["theme_id", "at", "statement"]).astype(object)
    return said[said["theme_id"] == theme]


def _other(
    decisions: pd.DataFrame, table: pd.DataFrame, theme: str, said: str, moved: bool, kept: bool
) -> str:
    """The sentence that was answered, where it is not the one that stands; else ""."""
    stated = theme in table.index and table.loc[theme, "status"] == "theme"
    now = str(table.loc[theme, "statement"]).strip() if stated else ""
    if not kept and not moved and _statements(decisions, theme).empty:
        return ""  # replies of earlier versions to themes that were stated in a notebook
    if said and now and same_words(said, now):
        return ""
    if not said and not now:
        return ""
    return said or "no sentence yet"
