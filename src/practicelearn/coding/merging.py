"""One reading of every session, out of several coders'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from practicelearn._tables import check_kind, near_match
from practicelearn.coding.codings import MACHINES, SETTLED, Codings
from practicelearn.coding.readings_used import reading_used
from practicelearn.errors import CodingError

__all__ = ["merge_codings"]


def merge_codings(codings: Codings, *, prefer: str | Sequence[str] = (SETTLED,)) -> Codings:
    """Return one reading of every session.

    Parameters
    ----------
    codings : Codings
        Of several coders.
    prefer : str or sequence of str, default ``("_agreed",)``
        Whose reading to take where there is one, best first. Otherwise the coder who has read most
        turns over all sessions: one person's eye for the whole study beats a change of eyes
        between years.

    Returns
    -------
    Codings
        In each session, spans and reading of one coder only. Never a union: that would count what
        anybody saw once, and rise with the number of coders. Where nothing says what was read in a
        session, it is that of the coder with most codings; somebody whose reading is on record
        comes first. ``used`` says what was left out.

    Raises
    ------
    CodingError
        ``prefer`` names somebody who has neither read nor coded.

    Notes
    -----
    Codings by machines are never mixed in: pass them to ``find_themes`` by their origin.
    """
    check_kind(codings, Codings, "merge_codings(codings)")
    wanted = [prefer] if isinstance(prefer, str) else list(prefer)
    known = {SETTLED, *MACHINES, *codings.read["coder"], *codings.spans["coder"]}
    for name in wanted:
        if name not in known:
            raise CodingError(f'merge_codings: no codings by "{name}".{near_match(name, known)}')
    best = _best(codings, wanted)

    def chosen(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["coder"] == _sessions(table).map(best)]

    made = replace(codings, spans=chosen(codings.spans), read=chosen(codings.read))
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


def _sessions(table: pd.DataFrame) -> pd.Series:
    return table["turn_id"].astype(object).str.rsplit(":", n=1).str[0]
