"""Of several coders: whose reading counts in each session, and what that leaves out."""

from __future__ import annotations

from collections import Counter

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
    >>> used = prac.reading_used(codings, prac.merge_codings(codings))
    >>> used[["session_id", "coder", "how", "left_out"]].head(2)
              session_id coder          how left_out
    0  2023-care-leavers   kim  one reading      NaN
    1         2023-court   kim  one reading   lee 19
    """
    check_arguments(reading_used, locals())
    persons = counted(codings)
    every, used = _codings(persons), _codings(chosen)
    read = _by_session(chosen.read)
    readers = persons.read["coder"].groupby(sessions_of(persons.read["turn_id"])).agg(set).to_dict()
    whose = {**dict(zip(used["session"], used["coder"], strict=True)), **read}
    of_session: dict[str, list[tuple[str, str]]] = {}
    for coding, session, coder in every.itertuples(index=False, name=None):
        of_session.setdefault(session, []).append((coding, coder))
    n_used, put_together = used["session"].value_counts(), set(used["coding_id"])
    rows = []
    for session in sorted({*of_session, *whose}):
        own = of_session.get(session, [])
        coder = whose.get(session)
        if coder in JOINED:  # of everybody's, those that were put together
            out = [c for coding, c in own if coding not in put_together and c != SETTLED]
        else:
            out = [c for _, c in own if c != coder and c != SETTLED]
        left = sorted(Counter(out).items())
        how = _HOW.get(str(coder)) or (_ONE if session in read else _UNREAD)
        rows.append(
            {
                "session_id": session,
                "coder": coder,
                "how": how,
                "n_used": int(n_used.get(session, 0)),
                "n_left_out": len(out),
                "left_out": ", ".join(f"{c} {n}" for c, n in left) or None,
                "people": sorted({*(c for _, c in own), *readers.get(session, ())} - {SETTLED}),
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
            "session": sessions_of(rows["turn_id"]),
            "coder": rows["coder"].astype(object),
        }
    )


def _by_session(read: pd.DataFrame) -> dict[str, str]:
    coders = read["coder"].to_numpy(dtype=object)
    return dict(zip(sessions_of(read["turn_id"]).to_numpy(), coders, strict=True))
