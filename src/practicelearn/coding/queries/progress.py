"""How far everybody is: what each has read and coded of each session."""

from __future__ import annotations

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.codings import Codings
from practicelearn.coding.queries.cases import placed_sessions
from practicelearn.corpus import Corpus

__all__ = ["coding_progress"]

_COLUMNS = ["session_id", "year", "group", "coder", "n_turns", "n_turns_read", "share_read",
            "n_codings", "finished"]  # fmt: skip


def coding_progress(codings: Codings, corpus: Corpus) -> pd.DataFrame:
    """Return what each coder has read and coded of each session.

    Parameters
    ----------
    codings : Codings
        Of several coders, as ``study.codings()`` returns them.
    corpus : Corpus

    Returns
    -------
    DataFrame
        One row a session and coder, zeros kept, sessions in the order held: session_id, year,
        group, coder, n_turns (of the session), n_turns_read, share_read (missing where a session
        has no turns), n_codings, finished (every turn is read). What was settled has no row.

    Notes
    -----
    For whoever leads the coding: somebody who still has to code a session is better off without
    it. The coding page shows of others only whether they have begun, until both have finished.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.coding_progress(codings, corpus)[["session_id", "n_codings", "finished"]].head(
    ...     2
    ... )
              session_id  n_codings  finished
    0  2023-care-leavers         15      True
    1         2023-court         20      True
    """
    check_arguments(coding_progress, locals())
    turns = corpus.turns["session_id"]
    n_turns = turns.groupby(turns).size()
    read = codings.read[codings.read["turn_id"].isin(turns.index)].drop_duplicates(
        ["coder", "turn_id"]
    )
    spans = codings.spans[codings.spans["turn_id"].isin(turns.index)].drop_duplicates(
        ["coder", "coding_id"]
    )
    n_read, n_coded = (
        table.assign(session_id=turns.loc[table["turn_id"]].to_numpy())
        .groupby(["session_id", "coder"])
        .size()
        .to_dict()
        for table in (read, spans)
    )
    rows, coders = [], codings.coders  # each asking looks through everything that was read
    for session, placed in placed_sessions(corpus)[["year", "group"]].iterrows():
        for coder in coders:
            n, done = int(n_turns.get(session, 0)), int(n_read.get((session, coder), 0))
            n_codings = int(n_coded.get((session, coder), 0))
            share = done / n if n else float("nan")
            rows.append((session, placed["year"], placed["group"], coder, n, done, share, n_codings,
                         done == n > 0))  # fmt: skip
    return pd.DataFrame(rows, columns=_COLUMNS)
