"""A part of a study for another program: codings that stand in it, and those that are left out."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.of_corpus import in_turns_of
from practicelearn.coding.provenance import sessions_said
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, counted

__all__ = ["left_out_of_part", "of_part", "warn_of_part"]


def of_part(codings: Codings, corpus: Corpus) -> Codings:
    """Return the codings that stand in turns of the corpus, and the reading of these turns.

    Raises
    ------
    CodingError
        A session of the corpus has another text than the codings were made in, and lacks a turn.
    """
    lacking = codings.spans[~codings.spans["turn_id"].isin(corpus.turns.index)]
    session = _session_of(lacking)
    texts = corpus.sessions["text_hash"].reindex(session).to_numpy()
    for row, sid, text in zip(lacking.itertuples(), session, texts, strict=True):
        coded_in = codings.text_hash.get(sid)
        if isinstance(text, str) and coded_in is not None and coded_in != text:
            raise CodingError(
                f'{row.turn_id}: the words of a coding by {row.coder} ("{row.quote[:40]}") do not '
                "stand there: the session has another text now. Open the study again so that "
                "codings are anchored anew."
            )
    return in_turns_of(codings, corpus)


def left_out_of_part(codings: Codings, corpus: Corpus) -> list[str]:
    """Return how many codings stand in no turn of the corpus, in words; empty where all do."""
    spans = codings.spans[["coding_id"]].assign(
        session=_session_of(codings.spans), there=codings.spans["turn_id"].isin(corpus.turns.index)
    )
    kept = set(spans.loc[spans["there"], "coding_id"])
    lacking = spans[~spans["there"]]
    gone = lacking[~lacking["coding_id"].isin(kept)]
    elsewhere = gone[~gone["session"].isin(corpus.sessions.index)]
    sessions = sorted(elsewhere["session"].unique())
    n_turns = gone.loc[~gone["coding_id"].isin(elsewhere["coding_id"]), "coding_id"].nunique()
    n_cut = lacking.loc[lacking["coding_id"].isin(kept), "coding_id"].nunique()
    said = []
    if sessions:
        n = elsewhere["coding_id"].nunique()
        where = f"{counted(len(sessions), 'session')} not in the corpus"
        said.append(f"{counted(n, 'coding')} of {where} ({sessions_said(sessions)})")
    if n_turns:
        said.append(f"{counted(n_turns, 'coding')} of turns that the corpus leaves out")
    if n_cut:
        go = "goes" if n_cut == 1 else "go"
        said.append(f"parts of {counted(n_cut, 'coding')} that {go} on in turns not in the corpus")
    return said


def warn_of_part(path: Path, said: list[str], *, stacklevel: int = 3) -> None:
    """Warn whoever called the writer of what was left out; nothing where nothing was."""
    if said:
        warnings.warn(
            f"{path.name}: the part of the study that is in the corpus was written. Left out: "
            f"{'; '.join(said)}",
            stacklevel=stacklevel,
        )


def _session_of(spans: pd.DataFrame) -> pd.Series:
    return spans["turn_id"].astype(object).str.rsplit(":", n=1).str[0]
