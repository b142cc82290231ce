"""Offers: passages a person may look at while coding, and where none may be shown.

An offer is no coding. It becomes one when a person takes it, and then bears their name in
``accepted_by``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import OFFERS, conform, empty_table
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.offers.allowed import may_be_shown, why_no_offers
from practicelearn.coding.offers.keywords import code_keywords
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import CodingError

if TYPE_CHECKING:  # it costs scikit-learn, which a page that shows the frame's cues can spare
    from practicelearn.coding.offers.suggest import CodeSuggester

__all__ = ["code_offers"]


def code_offers(
    codings: Codings,
    corpus: Corpus,
    frame: CodingFrame,
    session_id: str,
    *,
    kind: Literal["keyword", "suggested"] = "keyword",
    coder: str | None = None,
    suggester: CodeSuggester | None = None,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return what may be offered to a person who codes a session, in the order of the text.

    Parameters
    ----------
    codings : Codings
        Of all coders: whether two are coding a session shows in nothing else.
    corpus : Corpus
        For ``kind="suggested"`` without a suggester the whole study, since it is learned from.
    frame : CodingFrame
        Codes that are offered.
    session_id : str
    kind : {"keyword", "suggested"}
        The frame's cues, or what was learned from hand coding.
    coder : str, optional
        What this person has coded already with the same code is not offered again; by default what
        anybody has.
    suggester : CodeSuggester, optional
        Fitted. Without one it is fitted here, which takes seconds: keep one while a page is open.
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    DataFrame
        Columns: see ``practicelearn._tables.OFFERS``: code, turn_id, start, end, quote, score,
        origin. Empty where there is nothing to offer. Never in turns of facilitators, turns with a
        passage to be referred on, or words that were redacted or withdrawn.

    Raises
    ------
    CodingError
        Offers are not allowed in this session now; there is no such session or kind; no code has
        cues; or there is too little hand coding to learn from.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> frame = study.frame()
    >>> corpus, codings = study.corpus(), study.codings()
    >>> offers = prac.code_offers(codings, corpus, frame, "2025-north", coder="lee")
    >>> offers[["code", "turn_id", "quote", "origin"]].head(2)
           code           turn_id         quote   origin
    0  workload  2025-north:00003        twenty  keyword
    1     desks  2025-north:00005  Carrow House  keyword
    """
    check_arguments(code_offers, locals())
    why = why_no_offers(codings, corpus, session_id)
    if why:
        raise CodingError(f"code_offers: {why}.")
    session = corpus.where(session_id=session_id)
    if kind == "keyword":
        path = None if cache is None else Path(cache)
        found = code_keywords(session, frame, cache=path).spans.assign(score=float("nan"))
    else:
        if suggester is None:
            from practicelearn.coding.offers.suggest import CodeSuggester

            suggester = CodeSuggester().fit(corpus, codings, cache=cache)
        found = suggester.suggest(corpus, [session_id], cache=cache).spans
    found = found[found["code"].isin(list(frame))]
    found = found[_allowed(found, session, codings)]
    mine = codings.spans if coder is None else codings.spans[codings.spans["coder"] == coder]
    found = found[~_coded_already(found, mine)]
    if found.empty:
        return empty_table(OFFERS)
    place = pd.Series(range(len(session.turns)), index=session.turns.index)
    found = found.assign(place=place.reindex(found["turn_id"]).to_numpy())
    found = found.sort_values(["place", "start", "end", "code"], kind="stable", ignore_index=True)
    return conform(found[list(OFFERS.names)], OFFERS)


def _allowed(found: pd.DataFrame, session: Corpus, codings: Codings) -> list[bool]:
    turns = session.turns.loc[found["turn_id"]]
    referred = set(codings.spans.loc[codings.spans["refer_on"], "turn_id"])
    return [
        may_be_shown(text, start, end) and role not in NOT_COUNTED and turn_id not in referred
        for turn_id, text, role, start, end in zip(
            turns.index, turns["text"], turns["role"], found["start"], found["end"], strict=True
        )
    ]


def _coded_already(found: pd.DataFrame, mine: pd.DataFrame) -> pd.Series:
    """Flag offers that touch words the person has put under the same code."""
    number = pd.Series(range(len(found)), index=found.index)
    pairs = found.assign(number=number).merge(
        mine[["turn_id", "code", "start", "end"]], on=["turn_id", "code"], suffixes=("", "_mine")
    )
    touched = pairs[(pairs["start"] < pairs["end_mine"]) & (pairs["start_mine"] < pairs["end"])]
    return number.isin(touched["number"])
