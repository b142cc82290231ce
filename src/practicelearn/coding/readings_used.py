"""Of several coders: whose reading counts in each session, and what that leaves out."""

from __future__ import annotations

import pandas as pd

from practicelearn._tables import READING_USED, conform, empty_table
from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.counted import counted

__all__ = ["reading_used", "said_of_reading"]

_SETTLED, _ONE, _UNREAD = "settled", "one reading", "coding without a record of reading"


def reading_used(codings: Codings, chosen: Codings) -> pd.DataFrame:
    """Return whose reading counts in each session, and how many codings of others do not.

    Parameters
    ----------
    codings : Codings
        Of everybody.
    chosen : Codings
        The one reading of them that is used, as ``merge_codings`` returns it.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.READING_USED``; one row a session that somebody coded
        or read.
    """
    persons = counted(codings)
    every, used = _codings(persons), _codings(chosen)
    read = _by_session(chosen.read)
    readers = persons.read["coder"].groupby(_session_of(persons.read)).agg(set).to_dict()
    whose = {**dict(zip(used["session"], used["coder"], strict=True)), **read}
    rows = []
    for session in sorted({*every["session"], *whose}):
        own = every[every["session"] == session]
        coder = whose.get(session)
        out = own[own["coder"] != coder]
        if coder != SETTLED:
            out = out[out["coder"] != SETTLED]
        left = out["coder"].value_counts().sort_index()
        how = _SETTLED if coder == SETTLED else _ONE if session in read else _UNREAD
        rows.append(
            {
                "session_id": session,
                "coder": coder,
                "how": how,
                "n_used": int((used["session"] == session).sum()),
                "n_left_out": int(left.sum()),
                "left_out": ", ".join(f"{c} {n}" for c, n in left.items()) or None,
                "people": sorted({*own["coder"], *readers.get(session, ())} - {SETTLED}),
            }
        )
    return conform(pd.DataFrame(rows), READING_USED) if rows else empty_table(READING_USED)


def said_of_reading(table: pd.DataFrame) -> str:
    """Return what :func:`reading_used` found in one sentence; empty where nothing was left out."""
    if table.empty or not table["n_left_out"].sum():
        return ""
    parts = []
    for coder, own in table.groupby("coder", sort=True):
        n = len(own)
        where = f"{n} session" if n == 1 else f"{n} sessions"
        parts.append(
            f"what was settled in {where}" if coder == SETTLED else f"that of {coder} in {where}"
        )
    n_out = int(table["n_left_out"].sum())
    n_all = n_out + int(table["n_used"].sum())
    return (
        "Several people coded, and one reading of each session is used: "
        f"{'; '.join(parts)}. {n_out:,} of {n_all:,} codings are left out by that."
    )


def _codings(codings: Codings) -> pd.DataFrame:
    rows = codings.spans.drop_duplicates("coding_id")
    return pd.DataFrame(
        {
            "session": _session_of(rows),
            "coder": rows["coder"].astype(object),
        }
    )


def _by_session(read: pd.DataFrame) -> dict[str, str]:
    return dict(zip(_session_of(read), read["coder"], strict=True))


def _session_of(table: pd.DataFrame) -> pd.Series:
    return table["turn_id"].astype(object).str.rsplit(":", n=1).str[0]
