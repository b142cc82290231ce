"""The events of a log put together: what is coded and read once all of them have happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from practicelearn._collector import no_collector
from practicelearn.coding.codings import scoped_version
from practicelearn.coding.frame import Code
from practicelearn.coding.log.events import Event, live
from practicelearn.coding.log.moves import brought_up
from practicelearn.coding.played import Order, PlayedLogs, Since, since
from practicelearn.corpus import make_turn_id

__all__ = [
    "codes_made",
    "gather",
    "held_by_scopes",
    "live_codings",
    "lost_codings",
    "replay",
    "turns_read",
]


def replay(events: Sequence[Event], *, coder: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return spans and reading that a coder's events amount to.

    Parameters
    ----------
    events : sequence of Event
        In order, as ``read_events`` returns them; undone events are left out here.
    coder : str
        Whose reading it is: the folder's name.

    Returns
    -------
    spans, read : DataFrame
    """
    gathered = PlayedLogs(coder)
    gather(gathered, events)
    return gathered.tables(sort=False)


def gather(
    logs: PlayedLogs, events: Sequence[Event], *, ids: Mapping[str, str] | None = None
) -> list[tuple[Order, dict[str, Any]]]:
    """Add what events amount to, to what was gathered of a coder's other logs.

    Parameters
    ----------
    logs : PlayedLogs
    events : sequence of Event
    ids : mapping, optional
        Turn ids that are held elsewhere already.

    Returns
    -------
    list of pairs
        What :func:`lost_codings` returns, each with its place among the events.
    """
    began: tuple[Since, Since] = ({}, {})
    with no_collector():
        codings, read = _played(events, began)
        version_of = {id(e): _version_of(e) for e in read.values()}
    logs.add((codings, began[0]), (read, began[1]), version_of, ids=ids)
    return [(began[0][k], kept) for k, kept in codings.items() if kept.get("lost")]


def live_codings(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Return the codings that stand after these events: coding id to code, parts, stance, ...

    Where a transcript was corrected, parts are those of the newest text; a coding whose words are
    gone is left out (:func:`lost_codings`).

    Entries beyond the columns of spans are kept: ``matters`` (heard once, matters) and
    ``refer_on`` (never quoted, suggested or exported).
    """
    standing = _played(events)[0]
    return {k: kept for k, kept in standing.items() if kept["parts"] or not kept.get("lost")}


def lost_codings(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Return the codings that stand, of which a correction of the text left nothing, or a part.

    ``lost`` holds the parts that could not be moved, with the words and places they had.
    """
    return {coding_id: kept for coding_id, kept in _played(events)[0].items() if kept.get("lost")}


def turns_read(events: Sequence[Event]) -> frozenset[str]:
    """Return the ids of the turns that stand as read, for every code, after these events."""
    return frozenset(turn_id for turn_id, e in _played(events)[1].items() if e.kind == "read")


def held_by_scopes(events: Sequence[Event]) -> dict[str, frozenset[str]]:
    """Return the codes that turns were read for, where that was said of some codes only.

    Keys stand in ``frame_version`` of what was read, as those of ``Codings.held`` do.
    """
    if not any(e.kind == "read-for" for e in events):
        return {}
    read = _played(events)[1].values()
    return {
        scoped_version(e.frame_version, e.payload["codes"]): frozenset(e.payload["codes"])
        for e in read
        if e.kind == "read-for"
    }


def codes_made(events: Sequence[Event]) -> list[tuple[Code, Event]]:
    """Return the codes a coder made while coding, each with the event in which they made it."""
    known = ("id", "name", "parent", "definition")
    return [
        (Code(**{k: v for k, v in e.payload.items() if k in known}), e)
        for e in live(list(events))
        if e.kind == "new_code"
    ]


def _played(
    events: Sequence[Event], began: tuple[Since, Since] | None = None
) -> tuple[dict[str, dict[str, Any]], dict[str, Event]]:
    """What stands after these events; ``began`` takes up since which event it has its place."""
    codings: dict[str, dict[str, Any]] = {}
    read: dict[str, Event] = {}
    for event in live(brought_up(events)):
        step = _STEPS.get(event.kind)
        if step is not None:
            before = len(codings), len(read)
            step(event, codings, read)
            if began is not None:
                since(event, codings, before[0], began[0])
                since(event, read, before[1], began[1])
    return codings, read


def _code(event: Event, codings: dict[str, Any], _: dict[str, Event]) -> None:
    if event.coding_id is not None:
        codings[event.coding_id] = {"origin": "human", **event.payload, "at": event.at}


def _change(event: Event, codings: dict[str, Any], _: dict[str, Event]) -> None:
    kept = codings.get(str(event.coding_id))
    if kept is not None:
        if "parts" in event.payload:  # what an earlier extent lost is of no matter any more
            kept.pop("lost", None)
        kept.update(event.payload)


def _remove(event: Event, codings: dict[str, Any], _: dict[str, Event]) -> None:
    if "lost" in event.payload:  # its extent was changed once, to words that are gone since
        _change(event, codings, _)
    else:
        codings.pop(str(event.coding_id), None)


def _turns_of(event: Event) -> list[str]:
    first, last = event.payload["from"], event.payload["to"]
    return [make_turn_id(str(event.session_id), n) for n in range(first, last + 1)]


def _read(event: Event, _: dict[str, Any], read: dict[str, Event]) -> None:
    read.update(dict.fromkeys(_turns_of(event), event))


def _read_for(event: Event, _: dict[str, Any], read: dict[str, Event]) -> None:
    """Read for some codes only: it adds to what was read so before, and takes nothing away."""
    joined: dict[tuple[str, ...], Event] = {}
    for turn_id in _turns_of(event):
        before = read.get(turn_id)
        if before is not None and before.kind == "read":
            continue
        known = tuple(before.payload["codes"]) if before is not None else ()
        if known not in joined:
            codes = sorted({*known, *event.payload["codes"]})
            joined[known] = replace(event, payload={**event.payload, "codes": codes})
        read[turn_id] = joined[known]


def _version_of(event: Event) -> str | None:
    if event.kind == "read-for":
        return scoped_version(event.frame_version, event.payload["codes"])
    return event.frame_version


def _unread(event: Event, _: dict[str, Any], read: dict[str, Event]) -> None:
    for turn_id in _turns_of(event):
        read.pop(turn_id, None)


_STEPS: dict[str, Callable[[Event, dict[str, Any], dict[str, Event]], None]] = {
    "code": _code,
    "change": _change,
    "lost": _code,
    "remove": _remove,
    "read": _read,
    "read-for": _read_for,
    "unread": _unread,
}
