"""What needs a person's decision, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator

from practicelearn.jobs.differing import differing
from practicelearn.jobs.year_known import Decision, Known
from practicelearn.output.gate.wording import capital, count, long_date
from practicelearn.study.plans import plan_faults
from practicelearn.study.recordings import recordings_of
from practicelearn.study.referring import still_to_refer
from practicelearn.study.retention import overdue
from practicelearn.themes.cycle.summary import DRAFT

__all__ = ["decisions_due"]


def decisions_due(known: Known) -> Iterator[Decision]:
    """Yield what needs a person, most urgent first."""
    yield from _to_refer(known)
    yield from _damage(known)
    yield from _names(known)
    yield from _unread(known)
    yield from _to_settle(known)
    yield from _deviations(known)
    yield from _late(known)
    yield from _recordings(known)
    yield from _to_delete(known)


def _to_refer(known: Known) -> Iterator[Decision]:
    n = len(still_to_refer(known.study))
    if n:
        is_ = "is" if n == 1 else "are"
        yield Decision(
            "refer-on",
            f'{count(n, "passage")} {is_} marked "refer on"; nobody is recorded as told. Record '
            "who was told, and when.",
            "code",
        )


def _damage(known: Known) -> Iterator[Decision]:
    for fault in plan_faults(known.study):
        yield Decision("damage", f"{fault}", "plan")
    for issue in known.whole.issues.itertuples():
        if issue.severity == "error":
            yield Decision("damage", f"{issue.source_loc}: {issue.message}", "bring-in")


def _names(known: Known) -> Iterator[Decision]:
    if not known.held or not known.study.settings.pseudonymised:
        return
    left = known.names_left
    n = int(left.sum())
    if n:
        several = f"in {count(len(left), 'session')} of {known.round}"
        where = f"in {left.index[0]}" if len(left) == 1 else several
        looks, them = ("looks like a name", "it") if n == 1 else ("look like names", "them")
        said = f"{count(n, 'word')} {where} still {looks}. Look at {them}."
        yield Decision("names", said, "names", str(left.index[0]) if len(left) == 1 else "")
    if known.names_elsewhere:
        n = known.names_elsewhere
        may = "a name" if n == 1 else "names"
        said = f"{count(n, 'word')} in notes and sheets may be {may}. Look."
        yield Decision("names", said, "names")


def _unread(known: Known) -> Iterator[Decision]:
    """Sessions that nobody has read whole, once somebody has begun to read the round."""
    if not known.held or not known.read_by.to_numpy().any():
        return
    n = known.n_unread
    if n:
        has = "has" if n == 1 else "have"
        yield Decision(
            "unread",
            f"{count(n, 'session')} {has} been read whole by nobody. What is not read is missing, "
            "not zero.",
            "code",
        )


def _to_settle(known: Known) -> Iterator[Decision]:
    if not known.held:
        return
    n = known.n_unsettled
    if n:
        is_ = "is" if n == 1 else "are"
        yield Decision(
            "difference", f"{count(n, 'session')} {is_} read by two and not settled.", "code"
        )


def _deviations(known: Known) -> Iterator[Decision]:
    """What was done otherwise than planned, and no reason is on record."""
    table = differing(known)
    table = table[table["why"].fillna("") == ""]
    for row in table[table["deviates"].astype(bool)].itertuples():
        yield Decision(
            "deviation",
            f"{capital(row.what)}: planned {row.planned}; done: {row.done}. Say why.",
            "plan",
        )


def _late(known: Known) -> Iterator[Decision]:
    if not known.study.has_actions:
        return
    left = known.open_actions
    n = int(((left["days_over"] > 0) & (left["status"] != DRAFT)).sum())
    if n:
        is_ = "is" if n == 1 else "are"
        yield Decision("overdue", f"{count(n, 'promise')} {is_} overdue. Say what was done.", "act")


def _recordings(known: Known) -> Iterator[Decision]:
    """Recordings that should be gone by now."""
    days = known.study.settings.delete_by
    due = [r for r in recordings_of(known.whole, days, today=known.today) if r.is_due]
    if len(due) == 1:
        (one,) = due
        said = f"The recording of {one.session_id} was to be deleted by {long_date(one.until)}."
        yield Decision("recording", f"{said} Delete it, then say when.", "act", one.session_id)
    elif due:
        first = long_date(min(r.until for r in due))
        said = f"{count(len(due), 'recording')} were to be deleted, the first by {first}."
        yield Decision("recording", f"{said} Delete them, then say when.", "act")


def _to_delete(known: Known) -> Iterator[Decision]:
    for year in known.whole.year_labels:
        days = known.study.settings.delete_by
        said = overdue(days, year, today=known.today, with_command=False)
        if said:
            yield Decision("keep", said, "act")
