"""Who codes a group in which they were: no bar, and never unsaid."""

from __future__ import annotations

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.corpus import Corpus

__all__ = ["PRESENT", "coders_in_group", "coders_there", "in_group_issues"]

PRESENT = "coders_present"
"""Column of the sessions: who of the coders was there, without saying which person they are."""

_COLUMNS = {
    "coder": object, "session_id": object, "role": object, "n_turns_read": "int64",
    "n_codings": "int64",
}  # fmt: skip


def coders_in_group(codings: Codings, corpus: Corpus) -> pd.DataFrame:
    """Return the coders who were in a group that they have read or coded.

    Parameters
    ----------
    codings : Codings
    corpus : Corpus
        ``attendance`` says in its column ``coder`` under which name somebody present codes; or
        ``sessions`` in ``coders_present`` (split at ``;``) that a coder was there, and not as whom.

    Returns
    -------
    DataFrame
        One row a coder and session: coder, session_id, role (that day; "unknown" where only the
        session says that they were there), n_turns_read, n_codings.

    Raises
    ------
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    Who was there knows more than the words say, and may hear themselves: such a reading is not
    independent of what is read. It is flagged, not left out.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.coders_in_group(codings, corpus).columns.tolist()
    ['coder', 'session_id', 'role', 'n_turns_read', 'n_codings']
    """
    check_arguments(coders_in_group, locals())
    refuse_uncounted(codings, "coders_in_group")
    return _in_own_group(codings, corpus)


def in_group_issues(codings: Codings, corpus: Corpus) -> list[dict[str, object]]:
    """Return a note for each of them, as a row of ``issues``."""
    return [
        {
            "session_id": row.session_id,
            "severity": "note",
            "source_loc": f"coding/{row.coder}",
            "message": (
                f"{row.coder} codes {row.session_id} and was in that group ({row.role}): say so "
                "beside its figures, or let somebody else code it too"
            ),
            "text": None,
        }
        for row in _in_own_group(codings, corpus).itertuples()
    ]


def coders_there(corpus: Corpus) -> pd.DataFrame:
    """Return which coders were in which session: coder, session_id, role; each once."""
    listed = corpus.attendance.dropna(subset=["coder"])[["coder", "session_id", "role"]]
    named = corpus.sessions.get(PRESENT, pd.Series(dtype=object)).dropna()
    rows = [
        (name.strip(), sid, "unknown")
        for sid, names in named.items() for name in str(names).split(";") if name.strip()
    ]  # fmt: skip
    more = pd.DataFrame(rows, columns=list(listed.columns), dtype=object)
    both = pd.concat([listed.astype(object), more], ignore_index=True)
    return both.drop_duplicates(["coder", "session_id"], ignore_index=True)


def _in_own_group(codings: Codings, corpus: Corpus) -> pd.DataFrame:
    if PRESENT not in corpus.sessions and not corpus.attendance["coder"].notna().any():
        present = pd.DataFrame()  # as in most studies: nothing need be counted
    else:
        present = coders_there(corpus)
    if present.empty:
        return pd.DataFrame(columns=list(_COLUMNS)).astype(_COLUMNS)
    session = corpus.turns["session_id"]
    read = codings.read.assign(session_id=codings.read["turn_id"].map(session))
    spans = codings.spans.assign(session_id=codings.spans["turn_id"].map(session))
    n_read = read.groupby(["coder", "session_id"])["turn_id"].nunique()
    n_coded = spans.groupby(["coder", "session_id"])["coding_id"].nunique()
    rows = [
        (coder, sid, role, int(n_read.get((coder, sid), 0)), int(n_coded.get((coder, sid), 0)))
        for coder, sid, role in zip(
            present["coder"], present["session_id"], present["role"], strict=True
        )
    ]
    table = pd.DataFrame([row for row in rows if row[3] or row[4]], columns=list(_COLUMNS)).astype(
        _COLUMNS
    )
    return table.sort_values(["coder", "session_id"]).reset_index(drop=True)
