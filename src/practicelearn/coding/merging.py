"""One reading of every session, out of several coders'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pandas as pd

from practicelearn._arguments import check_arguments, check_known
from practicelearn._of_session import sessions_of
from practicelearn.coding.codings import CONSENSUS, JOINED, MACHINES, SETTLED, UNION, Codings
from practicelearn.coding.readings_used import reading_used
from practicelearn.errors import CodingError

__all__ = ["merge_codings"]


How = Literal["one", "consensus", "union"]


def merge_codings(
    codings: Codings, *, prefer: str | Sequence[str] = (SETTLED,), how: How = "one"
) -> Codings:
    """Return one reading of every session.

    Parameters
    ----------
    codings : Codings
        Of several coders.
    prefer : str or sequence of str, default ``("_agreed",)``
        Whose reading to take where there is one, best first. Otherwise the coder who has read most
        turns over all sessions: one person's eye for the whole study beats a change of eyes
        between years.
    how : {"one", "consensus", "union"}
        Where nothing was settled: one person's reading; what everybody who read the session marked
        alike (the same code on some of the same words); or what anybody marked, each place once.
        For the last two, sessions that fewer than two people read are missing, and so are turns
        that not all of them read: what two find is no measure of what one would.

    Returns
    -------
    Codings
        In each session, spans and reading of one coder only. Not a union unless that is asked for:
        it counts what anybody saw once, and rises with the number of coders. Where nothing says
        what was read in a session, it is that of the coder with most codings; somebody whose
        reading is on record comes first. ``used`` says what was left out.

    Raises
    ------
    CodingError
        ``prefer`` names somebody who has neither read nor coded, or there is no such ``how``.

    Notes
    -----
    Codings by machines are never mixed in: pass them to ``find_themes`` by their origin.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> prac.merge_codings(study.codings(), prefer="_agreed")
    Codings: 465 codings of 9 codes by kim; 2,331 turns read
    """
    check_arguments(merge_codings, locals())
    wanted = [prefer] if isinstance(prefer, str) else list(prefer)
    known = sorted({SETTLED, *MACHINES, *codings.read["coder"], *codings.spans["coder"]})
    check_known("merge_codings: prefer", wanted, known, noun="coder", error=CodingError)
    best = _best(codings, wanted)

    def chosen(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["coder"] == sessions_of(table["turn_id"]).map(best)]

    if how == "one":
        made = replace(codings, spans=chosen(codings.spans), read=chosen(codings.read))
    else:
        made = _joined(codings, best, how)
    return made if len(codings.used) else replace(made, used=reading_used(codings, made))


def _best(codings: Codings, wanted: Sequence[str]) -> pd.Series:
    """Session to the coder whose reading of it counts."""
    both = {
        name: table[~table["coder"].isin(MACHINES)].assign(session=_sessions)
        for name, table in (("read", codings.read), ("spans", codings.spans))
    }
    order: dict[str, int] = dict.fromkeys(wanted, 0)
    for name, unit in (("read", "turn_id"), ("spans", "coding_id")):
        amount = both[name].groupby("coder")[unit].nunique()
        order |= dict.fromkeys(sorted(amount.index, key=lambda c: (-amount[c], c)), 0)
    # what was settled has no amount of its own: it stands for two people only where it is asked for
    rank = {c: n for n, c in enumerate(c for c in order if c != SETTLED or c in wanted)}
    candidates = pd.concat(
        [both["read"].assign(late=False), both["spans"].assign(late=True)], ignore_index=True
    )[["coder", "session", "late"]].drop_duplicates()
    candidates["late"] &= ~candidates["coder"].isin(list(wanted))
    candidates["rank"] = candidates["coder"].map(rank)
    found = candidates.dropna(subset="rank").sort_values(["late", "rank"], kind="stable")
    return found.drop_duplicates("session").set_index("session")["coder"]


def _joined(codings: Codings, best: pd.Series, how: How) -> Codings:
    """Readings put together, in sessions that several people read; what was settled stays."""
    nobody = MACHINES | JOINED | {SETTLED}
    read = codings.read.assign(session=_sessions)
    spans = codings.spans.assign(session=_sessions)
    settled = set(best.index[best == SETTLED])
    own = read[~read["coder"].isin(nobody) & ~read["session"].isin(settled)]
    readers = own.groupby("session")["coder"].nunique()
    several = readers[readers > 1]
    of_turn = own.drop_duplicates(["coder", "turn_id"]).groupby("turn_id")["coder"].size()
    by_all = [t for t, n in of_turn.items() if n == several.get(str(t).rpartition(":")[0])]
    lead = spans["session"].map(best)
    who_read = set(zip(own["coder"], own["session"], strict=True))
    counts = spans["session"].isin(several.index) & pd.Series(
        [key in who_read for key in zip(spans["coder"], spans["session"], strict=True)],
        index=spans.index, dtype=bool,
    )  # fmt: skip
    first, others = (
        spans[counts & (spans["coder"] == lead)],
        spans[counts & (spans["coder"] != lead)],
    )
    if how == "consensus":
        found = _overlaps(first, others).groupby("coding_id")["coder_other"].nunique()
        others_there = first["session"].map(several) - 1
        kept = first[first["coding_id"].map(found).fillna(0) >= others_there]
    else:
        kept = _each_place_once(first, others)
    name = CONSENSUS if how == "consensus" else UNION
    joined = own[own["turn_id"].isin(by_all)]
    joined = joined[joined["coder"] == joined["session"].map(best)].assign(coder=name)
    stays = [t[t["session"].isin(settled) & (t["coder"] == SETTLED)] for t in (spans, read)]
    return replace(
        codings,
        spans=pd.concat([stays[0], kept.assign(coder=name)]).drop(columns="session"),
        read=pd.concat([stays[1], joined]).drop(columns="session"),
    )


def _overlaps(first: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Pairs of passages of two coders with the same code on some of the same words."""
    pairs = first.merge(others, on=["turn_id", "code"], suffixes=("", "_other"))
    return pairs[(pairs["start"] < pairs["end_other"]) & (pairs["start_other"] < pairs["end"])]


def _each_place_once(first: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The passages of all coders; of those that lie over one another, that of who comes first."""
    kept = first
    for _, own in others.groupby("coder", sort=True):
        again = set(_overlaps(own, kept)["coding_id"])
        kept = pd.concat([kept, own[~own["coding_id"].isin(again)]])
    return kept


def _sessions(table: pd.DataFrame) -> pd.Series:
    return sessions_of(table["turn_id"])
