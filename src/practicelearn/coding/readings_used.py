"""Of several coders: whose reading counts in each session, and what that leaves out."""

from __future__ import annotations

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._of_session import sessions_of
from practicelearn._tables import READING_USED, conform, empty_table
from practicelearn.coding.codings import CONSENSUS, JOINED, SETTLED, UNION, Codings
from practicelearn.coding.counted import counted
from practicelearn.errors import counted as so_many

__all__ = ["reading_used", "said_of_reading"]

_ONE, _UNREAD = "one reading", "coding without a record of reading"
_HOW = {SETTLED: "settled", CONSENSUS: "consensus", UNION: "union"}
_SAID = {
    SETTLED: "what was settled in {}",
    CONSENSUS: "what everybody who read marked alike (consensus) in {}",
    UNION: "what anybody marked (union, which rises with the number of coders) in {}",
}


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

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> codings = study.codings()
    >>> prac.reading_used(codings, prac.merge_codings(codings)).columns.tolist()[:4]
    ['session_id', 'coder', 'how', 'n_used']
    """
    check_arguments(reading_used, locals())
    persons = counted(codings)
    every, used = _codings(persons), _codings(chosen)
    read = _by_session(chosen.read)
    readers = persons.read["coder"].groupby(_session_of(persons.read)).agg(set).to_dict()
    whose = {**dict(zip(used["session"], used["coder"], strict=True)), **read}
    of_session = dict(list(every.groupby("session", sort=False)))
    n_used = used["session"].value_counts()
    rows = []
    for session in sorted({*every["session"], *whose}):
        own = of_session.get(session, every.iloc[:0])
        coder = whose.get(session)
        out = own[own["coder"] != coder]
        if coder != SETTLED:
            out = out[out["coder"] != SETTLED]
        if coder in JOINED:  # of everybody's, those that were put together
            out = own[~own["coding_id"].isin(used["coding_id"]) & (own["coder"] != SETTLED)]
        left = out["coder"].value_counts().sort_index()
        how = _HOW.get(str(coder)) or (_ONE if session in read else _UNREAD)
        rows.append(
            {
                "session_id": session,
                "coder": coder,
                "how": how,
                "n_used": int(n_used.get(session, 0)),
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
    for coder, own in table.groupby("coder", sort=True, dropna=False):
        n = len(own)
        where = so_many(n, "session")
        if pd.isna(coder):
            parts.append(f"nobody's in {where}, which fewer than two people read")
        else:
            parts.append(_SAID.get(str(coder), f"that of {coder} in {{}}").format(where))
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
            "coding_id": rows["coding_id"].astype(object),
            "session": _session_of(rows),
            "coder": rows["coder"].astype(object),
        }
    )


def _by_session(read: pd.DataFrame) -> dict[str, str]:
    return dict(zip(_session_of(read), read["coder"], strict=True))


def _session_of(table: pd.DataFrame) -> pd.Series:
    return sessions_of(table["turn_id"])
