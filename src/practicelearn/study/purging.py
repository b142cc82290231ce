"""A round goes after its retention date: its sessions, their coding, and what was said in it."""

from __future__ import annotations

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.log.events import Event
from practicelearn.errors import StudyError
from practicelearn.study.folder import Study
from practicelearn.study.going import Going
from practicelearn.study.late_sheets import clean_copies
from practicelearn.study.left import where_left
from practicelearn.study.purged import Purged
from practicelearn.study.round_out import take_out
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["purge_with_traces", "purge_year"]

_OF_OTHERS = ("sessions/", "coding/", "decisions/")
_ALL_OF_IT = "9999"
"""Later than anything that was said in the round so far."""


def purge_year(study: Study, year: str, *, by: str) -> int:
    """Delete a round: sessions, logs, rows of the sheets, decisions on its codings, outputs.

    The ids of its sessions stay on record, so that a copy of one that comes back later, with a
    synced drive, is left out and goes again.

    Returns
    -------
    int
        How many sessions are gone.

    Raises
    ------
    StudyError
        The study has no such round.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> study.purge_year("2025-26", by="sam")
    1
    """
    check_arguments(purge_year, locals())
    return purge_with_traces(study, year, by=by)[0]


def purge_with_traces(study: Study, year: str, *, by: str) -> tuple[int, list[str]]:
    """Delete a round; return how many sessions are gone, and where words of it may still stand.

    Other rounds' sessions and logs, which say many of the same words, are not among the places.
    Damaged lines of decisions that show nothing of the round stay, and are.
    """
    check_name(by)
    with transaction(study.path) as change:
        corpus = study.corpus()
        ids = [str(sid) for sid in corpus.sessions.index[corpus.sessions["year"] == year]]
        if not ids:
            raise StudyError(
                f'no session belongs to the round "{year}".{near_match(year, corpus.year_labels)}'
            )
        said = corpus.turns.loc[corpus.turns["session_id"].isin(ids), "text"]
        going = Going(runs=Going.of(said).runs)
        gone = Purged({sid.casefold(): sid for sid in ids}, {year: _ALL_OF_IT})
        unread = take_out(change, gone, going)
        clean_copies(change, gone)
        change.forget_outputs()
        payload = {"year": year, "n_sessions": len(ids), "sessions": ids}
        change.append(f"decisions/{by}.jsonl", Event(kind="purge", who=by, payload=payload))
    study.__dict__.pop("session_ids", None)
    places = where_left(study.path, going)
    return len(ids), [*(p for p in places if not p.startswith(_OF_OTHERS)), *unread]
