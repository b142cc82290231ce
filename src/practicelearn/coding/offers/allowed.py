"""Where nothing may be offered: double coding under way, sessions kept out, words taken out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn._tables.parts import rows_by
from practicelearn.coding.codings import MACHINES, SETTLED, Codings
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

__all__ = ["kept_out", "may_be_shown", "reasons_for_none", "why_no_offers"]

_TAKEN_OUT = re.compile(r"\[(?:redacted|withdrawn|referred on)[^\]]*\]", re.IGNORECASE)
_YES = frozenset({"yes", "y", "true", "1", "1.0", "x"})


def why_no_offers(codings: Codings, corpus: Corpus, session_id: str) -> str:
    """Return why no offers may be shown in a session now, or an empty string.

    A session is coded twice when two people have coded or read anything in it, or when the sessions
    sheet says yes in a column ``double_coded``. Then nothing is offered before at least two people,
    and everybody who began, have marked every turn of it as read: what two see by themselves is
    what agreement is about.

    Parameters
    ----------
    codings : Codings
        Of all coders.
    corpus : Corpus
    session_id : str

    Raises
    ------
    CodingError
        There is no such session.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.why_no_offers(study.codings(), corpus, "2025-north")
    ''
    """
    check_arguments(why_no_offers, locals())
    if session_id not in corpus.sessions.index:
        known = corpus.sessions.index
        raise CodingError(f'no session "{session_id}".{near_match(session_id, known)}')
    return reasons_for_none(codings, corpus, [session_id]).get(session_id, "")


def reasons_for_none(
    codings: Codings, corpus: Corpus, sessions: Iterable[str] | None = None
) -> dict[str, str]:
    """Return the sessions in which no offers may be shown now, each with why; by default of all."""
    of_turn = corpus.turns["session_id"]
    read_of = rows_by(codings.read, codings.read["turn_id"].map(of_turn))
    coded_of = rows_by(codings.spans, codings.spans["turn_id"].map(of_turn))
    n_turns = of_turn.value_counts()
    reasons = {}
    for session_id in corpus.sessions.index if sessions is None else sessions:
        read = read_of(session_id).groupby("coder")["turn_id"].nunique()
        people = sorted({*read.index, *coded_of(session_id)["coder"]} - {SETTLED} - MACHINES)
        if len(people) < 2 and not _planned(corpus, session_id):
            continue
        whole = n_turns.get(session_id, 0)
        finished = [p for p in people if read.get(p, 0) >= whole > 0]
        if len(finished) >= 2 and len(finished) == len(people):
            continue
        reasons[session_id] = (
            f"{session_id} is coded by two people, each without help: nothing is offered before "
            "both have marked all of it as read"
        )
    return reasons


def kept_out(corpus: Corpus, keep: int, random_state: int) -> dict[str, tuple[str, ...]]:
    """Return the sessions of each round that never get suggestions, drawn once and for all.

    Which ones depends on their ids and ``random_state`` only, not on what has been read: they can
    be named, and coded by hand, before anything is learned.
    """
    drawn = {
        s: hashlib.sha256(f"{random_state}\x1f{s}".encode()).hexdigest()
        for s in corpus.sessions.index
    }
    year = corpus.sessions["year"].astype(object).where(corpus.sessions["year"].notna(), "")
    rounds = corpus.sessions.index.to_series().groupby(year)
    return {
        str(of_year): tuple(sorted(sorted(own, key=drawn.__getitem__)[:keep]))
        for of_year, own in rounds
    }


def may_be_shown(text: str, start: int, end: int) -> bool:
    """Whether a passage of a turn touches nothing that was redacted, withdrawn or referred on.

    Examples
    --------
    >>> may_be_shown("The [redacted: place] desk", 22, 26)
    True
    >>> may_be_shown("The [redacted: place] desk", 0, 26)
    False
    """
    return not any(m.start() < end and start < m.end() for m in _TAKEN_OUT.finditer(text))


def _planned(corpus: Corpus, session_id: str) -> bool:
    if "double_coded" not in corpus.sessions.columns:
        return False
    said = corpus.sessions.loc[session_id, "double_coded"]
    return not pd.isna(said) and str(said).strip().lower() in _YES
