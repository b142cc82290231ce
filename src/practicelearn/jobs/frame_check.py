"""What to look at in a study's coding frame: topics found, and the frame held against them."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.offers.allowed import reasons_for_none
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError, counted
from practicelearn.study.folder import open_study
from practicelearn.themes.frame.check import NO_TOPICS, FrameCheck, frame_check
from practicelearn.themes.frame.found_again import found_again
from practicelearn.topics.model import TopicModel

__all__ = ["FrameCheck", "check_frame"]

TRIED = (6, 8, 12)
"""Numbers of topics that are tried."""
OF_TOPICS = "how surely topics hold"


def check_frame(folder: str | Path, *, coders: Collection[str] | None = None) -> FrameCheck:
    """Return what a person may want to look at in the newest frame; nothing is changed.

    Parameters
    ----------
    folder : str or Path
    coders : collection of str, optional
        Whose codings and reading may be looked at; by default everybody's.

    Raises
    ------
    PracticelearnError
        The study has no frame, or some of it cannot be counted.
    """
    study = open_study(folder)
    frame, corpus = study.frame(), study.corpus()
    everybodys = study.codings()
    codings = _of(everybodys, coders)
    topics, said = _topics(corpus, study.cache)
    check = frame_check(codings, corpus, topics, frame=frame, cache=study.cache)
    known = check.not_known
    if coders is not None:
        check, hidden = _without_hints(check, reasons_for_none(everybodys, corpus))
        said = [*said, *hidden]
    if topics is None:
        known = known[known["why"] != NO_TOPICS]
    more = pd.DataFrame([{"what": OF_TOPICS, "why": why} for why in said], dtype=object)
    return replace(check, not_known=pd.concat([known, more], ignore_index=True))


def _without_hints(check: FrameCheck, closed: Mapping[str, str]) -> tuple[FrameCheck, list[str]]:
    """The check without passages that a program chose in sessions that two are still coding."""
    shown = check.passages
    hints = shown["coding_id"].isna() & shown["session_id"].isin(list(closed))
    if not hints.any():
        return check, []
    said = (
        f"{counted(int(hints.sum()), 'turn')} without a code are not shown: their sessions are "
        "coded by two people, each without help"
    )
    return replace(check, passages=shown[~hints]), [said]


def _of(codings: Codings, coders: Collection[str] | None) -> Codings:
    if coders is None:
        return codings

    def own(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["coder"].isin(list(coders))]

    return replace(codings, spans=own(codings.spans), read=own(codings.read))


def _topics(corpus: Corpus, cache: Path | None) -> tuple[TopicModel | None, list[str]]:
    """The topics of which most are found again, and what must be said of them.

    Nobody is there to choose a number of topics, and what is found in the frame plays no part in
    the choice. Too little talk for topics is no fault of the frame.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        try:
            tried = [TopicModel(n_topics=n).fit(corpus, cache=cache) for n in TRIED]
        except PracticelearnError as error:
            return None, [str(error)]
        again = [int(found_again(t, corpus, cache=cache).sum()) for t in tried]
    best = again.index(max(again))  # the fewest topics that do as well
    numbers = ", ".join(f"{n} ({k})" for n, k in zip(TRIED, again, strict=True))
    said = f"numbers of topics tried, with so many found again: {numbers}; {TRIED[best]} are used"
    return tried[best], [said, *dict.fromkeys(str(w.message) for w in caught)]
