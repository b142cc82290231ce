"""What the coding page is told of a log: events as it plays them, and codings that lost words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from practicelearn.coding.anchored import place_of
from practicelearn.coding.codings import REFERRED_ON
from practicelearn.coding.frame import Code
from practicelearn.coding.log.events import Event
from practicelearn.coding.replayed import live_codings, lost_codings

__all__ = ["codings_that_lost", "events_for_page"]

_TOLD = ("id", "kind", "coding_id", "payload", "at")


def events_for_page(events: Iterable[Event], now: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return events as the page plays them, under the codes that theirs have become.

    Parameters
    ----------
    events : iterable of Event
    now : callable
        Takes the id of a code, and returns that of the code it has become.
    """
    shown = [{n: getattr(e, n) for n in _TOLD if getattr(e, n) not in (None, {})} for e in events]
    for row in shown:
        code = row.get("payload", {}).get("code")
        if isinstance(code, str) and now(code) != code:
            row["payload"] = {**row["payload"], "code": now(code)}
    return shown


def codings_that_lost(
    events: Sequence[Event],
    said: Mapping[str, str],
    known: Mapping[str, Code],
    now: Callable[[str], str],
) -> list[dict[str, Any]]:
    """Return codings of which words have no place any more: what went, and the parts that stand.

    Parameters
    ----------
    events : sequence of Event
    said : mapping
        Turn to its text.
    known : mapping
        The codes there are.
    now : callable
        As for :func:`events_for_page`.
    """
    out = []
    for coding_id, kept in {**live_codings(events), **lost_codings(events)}.items():
        stand, gone = [], list(kept.get("lost", ()))
        for part in kept["parts"]:
            text = said.get(part["turn_id"])
            at = place_of(text, part["start"], part["end"], part["quote"])
            if at is None:
                gone.append(part)
            else:
                stand.append({**part, "start": at, "end": at + len(part["quote"])})
        if gone:
            code = known.get(now(kept["code"]))
            words = " … ".join(part["quote"] for part in gone)
            if kept.get("refer_on"):
                words = REFERRED_ON
            named = kept["code"] if code is None else code.name
            out.append({"id": coding_id, "code": named, "quote": words, "parts": stand})
    return out
