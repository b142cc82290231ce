"""What goes with a round that is purged, put into a change: now, and where it comes back later."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from practicelearn.coding.log.events import Event, events_in
from practicelearn.study.change import Change
from practicelearn.study.forgetting import drop_rows, sheet_of
from practicelearn.study.going import Going
from practicelearn.study.purged import Purged, late_logs, late_texts
from practicelearn.study.sheets import edited_sheet
from practicelearn.transcripts.sheets.planned import HELD, never_met, stayed_away

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
    _take_out_of_sheets(change, [*gone.sessions.values(), *_planned_in(change, gone)], gone.rounds)
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


def _take_out_of_sheets(change: Change, ids: Collection[str], rounds: Collection[str]) -> None:
    if not ids:
        return

    def is_gone(row: Mapping[str, str | None]) -> bool:
        # whoever was invited and named no group has a round instead
        invited = not row.get("session_id") and row.get("year") in rounds
        return row.get("session_id") in ids or (invited and stayed_away(row)[0])

    listed = sheet_of(change.folder / "attendance.xlsx").to_dict("records")
    going = {str(r["person_id"]) for r in listed if r.get("person_id") and is_gone(r)}
    staying = {str(r["person_id"]) for r in listed if r.get("person_id") and not is_gone(r)}
    drop_rows(change, "people.xlsx", "person_id", sorted(going - staying))
    before = change.read("attendance.xlsx")
    if before is not None and any(map(is_gone, listed)):
        change.write(
            "attendance.xlsx", edited_sheet(before, lambda row: None if is_gone(row) else {})
        )
    drop_rows(change, "sessions.xlsx", "session_id", ids)


def _planned_in(change: Change, gone: Purged) -> list[str]:
    """Groups of what is purged that were not held: they have a row in the sheet, and no session."""
    listed = sheet_of(change.folder / "sessions.xlsx")
    if not {"session_id", "year", HELD} <= set(listed.columns):
        return []
    own = listed[listed["year"].isin(gone.rounds) & listed["session_id"].notna()]
    return [
        str(r["session_id"]) for r in own.to_dict("records") if never_met(r, transcript=False)[0]
    ]
