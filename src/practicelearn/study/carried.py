"""Decisions on a code that was merged since: where they stand now, as its codings do.

The log stays as it was written. What is carried says so: ``was`` in its entries is the code that it
was written for. A theme's own name, or that it was left out, was said of the code that is gone, and
is not said of the one it went into.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.log.events import Event
from practicelearn.coding.versions import carried_codes, in_order

__all__ = ["carried", "carries"]

_ENTRY = {"statement": "theme_id", "reply": "theme_id", "summary": "code"}
_CELL = ("year", "group", "code")


def carries(events: Iterable[Event]) -> bool:
    """Whether any of these could be of a code, so that the frame's versions need be read."""
    return any(e.kind in _ENTRY for e in events)


def carried(events: Sequence[Event], frames: Sequence[CodingFrame]) -> list[Event]:
    """Return decisions under the codes that theirs have become.

    Parameters
    ----------
    events : sequence of Event
        Those that stand, oldest first.
    frames : sequence of CodingFrame
        Every version.

    Returns
    -------
    list of Event
        Oldest first, but a sentence that was carried comes before every sentence written on the
        code itself, which therefore stands. A summary of the chart that its writer has written anew
        since the merge has ``past`` in its entries.
    """
    became = carried_codes(frames)
    if not became:
        return list(events)
    merged = _when(events, frames, became)
    out: list[Event] = []
    first: list[Event] = []
    for event in events:
        name = _ENTRY.get(event.kind, "")
        was = event.payload.get(name)
        if was not in became:
            out.append(event)
            continue
        more: dict[str, Any] = {name: became[was], "was": was}
        now = replace(event, payload={**event.payload, **more})
        if event.kind == "summary" and _anew(now, events, merged[was]):
            now = replace(now, payload={**now.payload, "past": True})
        if event.kind == "statement":
            first.append(now)
        else:
            out.append(now)
    return [*first, *out]


def _when(
    events: Iterable[Event], frames: Sequence[CodingFrame], became: Mapping[str, str]
) -> dict[str, str]:
    """When each code went: with the release of the first version that has it no more."""
    released = {e.payload.get("version"): e.at for e in events if e.kind == "frame"}
    out: dict[str, str] = {}
    for before, after in zip(in_order(frames), in_order(frames)[1:], strict=False):
        at = released.get(after.version) or after.date or ""
        out |= {code: at for code in before if code in became and code not in after}
    return out


def _anew(carried_: Event, events: Iterable[Event], since: str) -> bool:
    """Whether its writer has written the cell that it stands in now, once it stood there."""
    cell = [carried_.payload.get(k) or "" for k in _CELL]
    return any(
        e.kind == "summary"
        and e.who == carried_.who
        and e.at > since
        and [e.payload.get(k) or "" for k in _CELL] == cell
        for e in events
    )
