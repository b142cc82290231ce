"""What goes with a round that is purged, put into a change: now, and where it comes back later."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd

from practicelearn.coding.log.events import Event, events_in
from practicelearn.study.change import Change
from practicelearn.study.forgetting import drop_rows, sheet_of
from practicelearn.study.going import Going
from practicelearn.study.purged import Purged, late_logs, late_texts

__all__ = ["take_out"]


def take_out(change: Change, gone: Purged, going: Going | None = None) -> list[str]:
    """Put out the sessions, logs, rows of sheets and decisions of what is purged.

    Parameters
    ----------
    change : Change
    gone : Purged
    going : Going, optional
        The words of its sessions, where they are known: damaged lines that say any of them go too.

    Returns
    -------
    list of str
        Damaged lines of decisions that stay: whose they are cannot be told.
    """
    folder = change.folder
    for path in late_texts(folder, gone):
        change.remove(path.relative_to(folder).as_posix())
    codings: set[str] = set()
    for log in late_logs(folder, gone):
        codings |= _take_out_of_log(change, log.relative_to(folder).as_posix(), gone)

    def is_of(event: Event) -> bool:
        named = {event.coding_id, event.payload.get("coding_id")}
        return gone.holds(event) or bool(named & codings)

    def shows(line: str) -> bool:
        ids = {*(f'"{year}"' for year in gone.rounds), *gone.sessions.values(), *codings}
        return any(name in line for name in ids) or bool(going and going.within(line))

    unread: list[str] = []
    for decisions in sorted(folder.glob("decisions/*.jsonl*")):
        place = decisions.relative_to(folder).as_posix()
        # of what comes back later the words are not known: no damaged line is judged by its ids
        unread += _drop_lines(change, place, is_of, shows if going is not None else _shows_nothing)
    _take_out_of_sheets(change, list(gone.sessions.values()))
    return unread


def _shows_nothing(_: str) -> bool:
    return False


def _take_out_of_log(change: Change, place: str, gone: Purged) -> set[str]:
    """Take out a log, or of one that holds more than what is gone its lines; say which codings."""
    events, _ = events_in(change.read(place) or b"", change.folder / place)
    own = [e for e in events if gone.holds(e)]
    if len(own) == len(events):
        change.remove(place)
    else:
        _drop_lines(change, place, gone.holds, _shows_nothing)
    return {e.coding_id for e in own if e.coding_id}


def _drop_lines(
    change: Change, place: str, is_of: Callable[[Event], bool], shows: Callable[[str], bool]
) -> list[str]:
    """Take out the events that are meant, and return the damaged lines that stay.

    A damaged line goes where it shows anything of the round. One that does not is kept as it is:
    it may be what somebody said of another.
    """
    before = change.read(place) or b""
    kept, unread = [], []
    for line in before.splitlines(keepends=True):
        text = line.decode("utf-8", "replace")
        try:
            event = Event.from_line(text)
        except (ValueError, TypeError):
            if text.strip() and not shows(text):
                kept.append(line)
                unread.append(f"{place}, line {len(kept)} (damaged: whose it is cannot be told)")
            continue
        later = event.later and shows(text)  # its entries are not known
        if not later and not is_of(event):
            kept.append(line)
    if b"".join(kept) != before:
        change.write(place, b"".join(kept))
    return unread


def _take_out_of_sheets(change: Change, ids: Collection[str]) -> None:
    if not ids:
        return
    present = sheet_of(change.folder / "attendance.xlsx")
    drop_rows(change, "people.xlsx", "person_id", _only_in(present, ids))
    drop_rows(change, "attendance.xlsx", "session_id", ids)
    drop_rows(change, "sessions.xlsx", "session_id", ids)


def _only_in(attendance: pd.DataFrame, session_ids: Collection[str]) -> list[str]:
    if not {"session_id", "person_id"} <= set(attendance.columns):
        return []
    own = set(attendance.loc[attendance["session_id"].isin(session_ids), "person_id"].dropna())
    others = set(attendance.loc[~attendance["session_id"].isin(session_ids), "person_id"].dropna())
    return sorted(own - others)
