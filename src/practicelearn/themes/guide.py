"""Whether a theme was asked about in the same way in two rounds, by the topic guide."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

__all__ = ["asked_otherwise", "wordings"]


def wordings(guide: pd.DataFrame, version: str, codes: Collection[str]) -> dict[str, str]:
    """Return the questions of a guide version that name one of these codes: id to wording.

    A question stays in force until a later version has a row for it.

    Examples
    --------
    >>> guide = pd.DataFrame({"question_id": ["q1", "q1"], "wording": ["How is it?", "And IT?"],
    ...                       "version": ["1", "2"], "codes": ["tools desks", "tools"]})
    >>> wordings(guide, "1", ["desks"]), wordings(guide, "2", ["desks"])
    ({'q1': 'How is it?'}, {})
    """
    held = guide.assign(order=guide["version"].fillna("").map(_order))
    held = held[held["order"] <= _order(version)].sort_values("order", kind="stable")
    newest = held.drop_duplicates("question_id", keep="last")
    named = newest["codes"].fillna("").map(lambda cell: set(re.split(r"[\s,;]+", cell)))
    own = newest[[bool(n & set(codes)) for n in named]]
    return {
        str(q): " ".join(str(w).split())
        for q, w in zip(own["question_id"], own["wording"], strict=True)
    }


def asked_otherwise(
    guide: pd.DataFrame | None, sessions: pd.DataFrame, codes: Collection[str],
    before: str, after: str,
) -> tuple[str, str]:  # fmt: skip
    """Return (why a theme was not asked about alike, what is not known about it); both may be "".

    Parameters
    ----------
    guide : DataFrame or None
        As ``Study.guide`` returns it.
    sessions : DataFrame
        With year and guide_version.
    codes : collection of str
        The theme's codes.
    before, after : str
        Rounds.
    """
    if guide is None or guide.empty:
        return "", "there is no topic guide, so whether it was asked about alike is not known"
    used = {}
    for year in (before, after):
        own = sessions.loc[sessions["year"] == year, "guide_version"]
        if own.isna().any() or own.empty:
            return "", f"which topic guide was used in {year} is not known for every group"
        used[year] = [wordings(guide, str(v), codes) for v in sorted(set(own))]
    for first in used[before]:
        for second in used[after]:
            for question in sorted({*first, *second}):
                if first.get(question) != second.get(question):
                    return _difference(question in first, question in second, before, after), ""
    return "", ""


def _difference(first: bool, second: bool, before: str, after: str) -> str:
    """How, without the question's id, which means nothing to readers; its words are a caution."""
    if first and second:
        return "a question about it was worded differently"
    return f"a question about it is in the topic guide of {before if first else after} only"


def _order(version: str) -> tuple[tuple[int, str], ...]:
    """Version 10 comes after version 9."""
    parts = re.findall(r"\d+|[^\d]+", str(version))
    return tuple((int(p), "") if p.isdigit() else (-1, p) for p in parts)
