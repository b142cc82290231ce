"""Codings of a part of the study: what is of the corpus at hand, and what is of other sessions."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from practicelearn._of_session import sessions_of
from practicelearn._once import once_for_each
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus

__all__ = ["in_sessions_of", "in_turns_of"]


def in_sessions_of(codings: Codings, corpus: Corpus) -> Codings:
    """Return the codings, reading and records of the sessions of a corpus, and of no other.

    Parameters
    ----------
    codings : Codings
        Of the whole study, as it may be.
    corpus : Corpus
        A part of it. Turns that it leaves out of its own sessions stay: who read and coded a
        session is not asked of some of its turns alone.
    """
    own = set(corpus.sessions.index)

    def of(table: pd.DataFrame) -> pd.DataFrame:
        return table[sessions_of(table["turn_id"]).isin(own)]

    if _sessions_of(codings) <= own:
        return codings
    issues = codings.issues
    sessions = [[s for s in said if s in own] for said in codings.record["sessions"]]
    record = codings.record.assign(sessions=pd.Series(sessions, codings.record.index, dtype=object))
    touched = [bool(now) or not len(was) for now, was in zip(
        sessions, codings.record["sessions"], strict=True
    )]  # fmt: skip
    return replace(
        codings,
        spans=of(codings.spans),
        read=of(codings.read),
        text_hash={s: value for s, value in codings.text_hash.items() if s in own},
        issues=issues[issues["session_id"].isin(own) | issues["session_id"].isna()],
        record=record[pd.Series(touched, record.index, dtype=bool)],
        used=codings.used[codings.used["session_id"].isin(own)].reset_index(drop=True),
    )


def in_turns_of(codings: Codings, corpus: Corpus) -> Codings:
    """Return the codings and the reading that stand in turns of a corpus.

    Of a coding over several turns the parts that are there are kept.
    """
    there = corpus.turns.index
    own = in_sessions_of(codings, corpus)
    return replace(
        own,
        spans=own.spans[own.spans["turn_id"].isin(there)],
        read=own.read[own.read["turn_id"].isin(there)],
    )


@once_for_each
def _sessions_of(codings: Codings) -> set[str]:
    """Every session that any of the tables speaks of."""
    coded = {s for t in (codings.spans, codings.read) for s in sessions_of(t["turn_id"]).unique()}
    said = {s for own in codings.record["sessions"] for s in own}
    named = {*codings.used["session_id"], *codings.issues["session_id"].dropna()}
    return coded | said | named | set(codings.text_hash)
