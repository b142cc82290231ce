"""The ``move`` event: a transcript was corrected, and what stood in it stands elsewhere now.

A log is never rewritten. Its events keep the places and words of the text they were made on; a
``move`` says where each of these places is in the corrected text. Who reads a log gets the events
as if they had been made on the newest text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from practicelearn.coding.log.events import Event, read_events
from practicelearn.corpus import make_turn_id

__all__ = ["MARK", "Move", "brought_up", "known_parts", "moves_in", "moves_of", "runs", "ways_in"]

MARK = "~"
"""In the id of an event that stands in no log: it follows from a move."""

Part = dict[str, Any]

_GONE = {"code": "lost", "change": "remove"}
"""What a coding's event amounts to when none of its words is left."""


class Move:
    """One correction of one session, as one or more logs have it.

    Parameters
    ----------
    events : sequence of Event
        Of kind ``move``, all from the same text to the same text.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = list(events)
        self.before: str = events[0].payload["from"]
        self.after: str = events[0].payload["to"]
        self.seq = min(e.seq for e in events)
        self._payload = events[0].payload

    @cached_property
    def _table(self) -> dict[tuple[str, int, int], list[Part]]:
        rows = (row for e in self.events for row in e.payload["moved"])
        return {tuple(row["was"]): row["is"] for row in rows}

    def parts(self, part: Mapping[str, Any]) -> list[Part] | None:
        """Return where a part stands now: none where its words are gone, None where unknown."""
        key = (part["turn_id"], part["start"], part["end"])
        return self._table[key] if key in self._table else self._late(part)

    def read(self, first: int, last: int) -> list[int]:
        """Return the turns of the new text that are covered by turns read before."""
        out: list[int] = []
        for new, new_last, old, old_last in self._payload["turns"]:
            if new_last - new == old_last - old:  # turn by turn
                low, high = max(first, old), min(last, old_last)
                out += range(low + new - old, high + new - old + 1)
            elif first <= old and old_last <= last:
                out += range(new, new_last + 1)
        return out

    def turn(self, number: int) -> int:
        """Return the turn in which what began with a turn now begins."""
        for first, last, new in self._payload["first"]:
            if first <= number <= last:
                return int(new + number - first)
        return number

    def _late(self, part: Mapping[str, Any]) -> list[Part] | None:
        """For what was coded on the text before, unknown to whoever corrected it."""
        session, _, number = str(part["turn_id"]).rpartition(":")
        n, start, end = int(number), part["start"], part["end"]
        for old, at, new, there, length in self._payload["same"]:
            if old == n and at <= start and end <= at + length:
                turn = make_turn_id(session, new)
                return [
                    {**part, "turn_id": turn, "start": start - at + there, "end": end - at + there}
                ]
        return None


def known_parts(events: Sequence[Event]) -> dict[tuple[str, int, int], Part]:
    """Return every part that any event names, undone ones included, on the newest text."""
    return {
        (part["turn_id"], part["start"], part["end"]): part
        for event in brought_up(events)
        for part in event.payload.get("parts", ())
    }


def brought_up(events: Sequence[Event], ways: Iterable[Event] = ()) -> list[Event]:
    """Return the events as if all had been made on the newest text; moves themselves are left out.

    ``ways`` are moves that stand in other logs: a log that was elsewhere while a session was
    corrected has none of its own, and only the hash of its text says on which one it was written.

    A coding whose words are gone becomes an event of kind ``lost``; what it was stands in its
    payload under ``lost``. Turns that are new, or new for the most part, are unread.
    """
    further = _ways_for(events, ways)
    if not further and not any(e.kind == "move" for e in events):
        return list(events)
    moves = moves_of([*further, *events])
    out: list[Event] = []
    fresh: dict[tuple[str, int], list[int]] = defaultdict(list)
    for event in events:
        own = moves.get(event.session_id or "", [])
        if event.kind == "move":
            move = next(m for m in own if m.after == event.payload["to"] and event in m.events)
            out += _unread(event, fresh.pop((str(event.session_id), own.index(move)), []))
            continue
        now = event
        late: list[int] = []
        for number, move in moves_in(event, own):
            now, gaps = _moved(now, move)
            if event.seq < move.seq:
                fresh[str(event.session_id), number] += gaps
            else:
                late += gaps
        out += [now, *_unread(event, late)]
    return out


def ways_in(logs: Iterable[Path]) -> list[Event]:
    """Return the moves that stand in logs, of everybody: mostly none, which is found at once."""
    own = [path for path in logs if path.is_file() and b'"move"' in path.read_bytes()]
    return [e for e in read_events(own)[0] if e.kind == "move"] if own else []


def moves_of(events: Iterable[Event]) -> dict[str, list[Move]]:
    """Return session id to its corrections, in order."""
    found: dict[tuple[str, str, str, str], list[Event]] = {}
    for e in events:
        if e.kind == "move":
            found.setdefault(_correction(e), []).append(e)
    out: dict[str, list[Move]] = {}
    for (session, *_), own in sorted(found.items(), key=lambda item: (item[0][3], item[0])):
        out.setdefault(session, []).append(Move(own))
    return out


def moves_in(event: Event, moves: Sequence[Move]) -> Iterator[tuple[int, Move]]:
    """The corrections that came after the text an event was made on, with their numbers.

    The event's hash of the text says which; where it is no text that a correction knows, or the
    same text came twice, the order of the log does.
    """
    in_order = sum(move.seq < event.seq for move in moves)
    text = event.text_hash
    known = {n for n, move in enumerate(moves) if text == move.before}
    known |= {n + 1 for n, move in enumerate(moves) if text == move.after}
    behind = max((n for n in known if n <= in_order), default=min(known, default=in_order))
    yield from list(enumerate(moves))[behind:]


def _ways_for(events: Sequence[Event], ways: Iterable[Event]) -> list[Event]:
    """The moves of others that events were made before, and that their log does not have."""
    ways = list(ways)
    if not ways:
        return []
    own = {_correction(e) for e in events if e.kind == "move"}
    made_on = {(e.session_id, e.text_hash) for e in events}
    missing = [e for e in ways if _correction(e) not in own]
    earlier = {e.session_id for e in missing if (e.session_id, e.payload["from"]) in made_on}
    # no place among the events: where the text does not say it, none of them came before
    return [replace(e, seq=-1) for e in missing if e.session_id in earlier]


def _correction(event: Event) -> tuple[str, str, str, str]:
    return (str(event.session_id), event.payload["from"], event.payload["to"], event.at)


def _moved(event: Event, move: Move) -> tuple[Event, list[int]]:
    """The event on the text after a correction, and turns in between that nobody has read."""
    event = replace(event, text_hash=move.after)
    payload = event.payload
    if payload.get("parts"):
        parts: list[Part] = []
        lost = list(payload.get("lost", ()))
        for part in payload["parts"]:
            now = move.parts(part)
            parts += [part] if now is None else now
            lost += [part] if now == [] else []
        kind = event.kind if parts else _GONE.get(event.kind, event.kind)
        changed = {**payload, "parts": parts, **({"lost": lost} if lost else {})}
        return replace(event, kind=kind, payload=changed), []
    if event.kind in {"read", "read-for", "unread"}:
        turns = move.read(payload["from"], payload["to"])
        if not turns:
            return replace(event, payload={**payload, "from": 1, "to": 0}), []
        hull = {**payload, "from": min(turns), "to": max(turns)}
        gaps = sorted(set(range(min(turns), max(turns) + 1)) - set(turns))
        return replace(event, payload=hull), [] if event.kind == "unread" else gaps
    if event.kind == "question":
        return replace(event, payload={**payload, "turn": move.turn(payload["turn"])}), []
    return event, []


def _unread(event: Event, turns: Sequence[int]) -> list[Event]:
    return [
        replace(
            event,
            kind="unread",
            id=f"{event.id}{MARK}{n}",
            coding_id=None,
            payload={"from": first, "to": last},
        )
        for n, (first, last) in enumerate(runs(sorted(set(turns))), start=1)
    ]


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return whole stretches of turns: 3, 4, 5, 9 is (3, 5) and (9, 9)."""
    out: list[tuple[int, int]] = []
    for n in map(int, numbers):
        if out and n == out[-1][1] + 1:
            out[-1] = (out[-1][0], n)
        else:
            out.append((n, n))
    return out
