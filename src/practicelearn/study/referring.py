"""Passages to refer on: who was told of what must be passed on, and when; it goes on record."""

from __future__ import annotations

from collections.abc import Sequence

from practicelearn._arguments import DAY, check_arguments
from practicelearn.coding.log.events import Event
from practicelearn.errors import StudyError
from practicelearn.study.folder import Study

__all__ = ["record_referral", "still_to_refer"]


def record_referral(study: Study, coding_id: str, *, told: str, day: str, by: str) -> Event:
    """Put on record who was told of a passage that is marked "refer on".

    Parameters
    ----------
    study : Study
    coding_id : str
        A coding that is marked "refer on".
    told : str
        Who was told: an office rather than a name, such as "designated safeguarding lead".
    day : str
        When, ISO, such as ``2026-03-02``.
    by : str
        Who puts it on record.

    Raises
    ------
    StudyError
        No such passage is marked, or it is not said who was told, or by whom; nothing is written.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> record_referral(study, "none", told="safeguarding lead", day="2026-03-02", by="sam")
    Traceback (most recent call last):
    ...
    practicelearn.errors.StudyError: "none" is no coding that is marked "refer on".
    """
    check_arguments(record_referral, locals(), day=DAY)
    if not (told.strip() and by.strip()):
        raise StudyError("say who was told, and who puts it on record.")
    spans = study.codings().spans
    if coding_id not in set(spans.loc[spans["refer_on"], "coding_id"]):
        raise StudyError(f'"{coding_id}" is no coding that is marked "refer on".')
    return study.record(
        by, "referred", payload={"coding_id": coding_id, "told": told.strip(), "day": day}
    )


def still_to_refer(study: Study) -> Sequence[str]:
    """Return the ids of codings that are marked "refer on" and of which nobody is told on record.

    Several people's marks of the same words are one passage: told of one, told of all that lie in
    its turns.

    Examples
    --------
    >>> import practicelearn as prac
    >>> list(still_to_refer(prac.open_study(prac.sample_path())))
    []
    """
    spans = study.codings().spans
    marked = spans[spans["refer_on"]]
    if marked.empty:
        return ()
    told = {e.payload["coding_id"] for e in study.standing() if e.kind == "referred"}
    turns = set(marked.loc[marked["coding_id"].isin(told), "turn_id"])
    left = marked[~marked["turn_id"].isin(turns) & ~marked["coding_id"].isin(told)]
    return tuple(dict.fromkeys(left["coding_id"]))
