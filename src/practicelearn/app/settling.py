"""Settling: where two coders read the same words differently, and what they agree on.

Both must have marked the whole session as read. "Not read" is never a disagreement.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practicelearn.app.logs import CoderLog
from practicelearn.coding.codings import live_codings, turns_read
from practicelearn.coding.events import Event, live
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError
from practicelearn.study.folder import Study

__all__ = ["settling", "take"]

CHOICES = ("a", "b", "both", "neither", "new")
_KEPT = ("code", "stance", "strength", "memo", "matters", "refer_on")
# What teaches most comes first: the same words under two codes questions the frame, one coder's
# silence a definition, a stance the reading of one passage, an extent only where to stop.
_ORDER = {"code": 0, "only": 1, "stance": 2, "extent": 3, "same": 4}


@dataclass(frozen=True)
class Mine:
    """One coding of one coder."""

    coding_id: str
    entries: Mapping[str, Any]

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """Every code point it covers."""
        parts = self.entries["parts"]
        return frozenset((p["turn_id"], i) for p in parts for i in range(p["start"], p["end"]))

    @property
    def extent(self) -> tuple[Any, ...]:
        """Where it starts and ends."""
        return tuple((p["turn_id"], p["start"], p["end"]) for p in self.entries["parts"])


def settling(
    study: Study, corpus: Corpus, session_id: str, log: CoderLog, *, override: Any = None
) -> dict[str, Any]:
    """Return what two coders see differently in a session, or who has yet to finish.

    Parameters
    ----------
    study : Study
    corpus : Corpus
        The session.
    session_id : str
    log : CoderLog
        The log of what this person settles.
    override : str, optional
        Why one looks before both have finished. It is written to the log.

    Returns
    -------
    dict
        ``locked`` with the state of each coder; or ``items`` (what teaches most first),
        ``agreement`` (a row a code) and ``done``.
    """
    readers = _readers(study, session_id)
    n_turns = len(corpus.turns)
    states = [{"coder": name, "n_read": len(read)} for name, (_, read) in readers.items()]
    complete = [name for name, (_, read) in readers.items() if len(read) >= n_turns > 0]
    # The person settling comes first; the others in the order of their names.
    complete.sort(key=lambda name: (name != log.coder, name))
    overridden = any(e.kind == "override" for e in live(log.events()))
    two = complete[:2]
    if len(two) < 2 and (overridden or override) and len(readers) >= 2:
        two = sorted(readers, key=lambda name: (name not in complete, -len(readers[name][1])))[:2]
        if not overridden:
            _write(study, log, corpus, [Event(
                kind="override", who=log.coder, session_id=session_id,
                payload={"reason": str(override), "coders": two},
            )])  # fmt: skip
    if len(two) < 2:
        return {"locked": True, "coders": states, "n_turns": n_turns}
    if log.coder in readers and log.coder not in complete and not (overridden or override):
        return {"locked": True, "coders": states, "n_turns": n_turns}
    both_read = readers[two[0]][1] & readers[two[1]][1]
    items = _items(*[_within(readers[name][0], both_read) for name in two])
    chosen = _chosen(log.events())
    for item in items:
        item["choice"] = chosen.get(item["key"])
    finished = any(e.kind == "read" for e in live(log.events()))
    return {
        "a": two[0],
        "b": two[1],
        "items": items,
        "agreement": _per_code(items),
        "n_unread": n_turns - len(both_read),
        "done": finished,
    }


def take(
    study: Study, corpus: Corpus, session_id: str, log: CoderLog, args: Mapping[str, Any]
) -> None:
    """Write one decision: take A, B, both, neither or new words; undo; or finish.

    Raises
    ------
    CodingError
        The item or choice is not there, or differences are still open at the end.
    """
    state = settling(study, corpus, session_id, log)
    if state.get("locked"):
        raise CodingError("Both coders must have read the whole session first.")
    items = {item["key"]: item for item in state["items"]}
    choice = args.get("choice")
    if choice == "finish":
        _finish(study, corpus, session_id, log, state)
        return
    item = items.get(str(args.get("key")))
    if item is None or choice not in (*CHOICES, "undo"):
        raise CodingError("There is no such difference, or no such choice.")
    events = [
        Event(kind="undo", who=log.coder, session_id=session_id, payload={"target": e.id})
        for e in live(log.events())
        if e.payload.get("item") == item["key"]
    ]
    if choice != "undo":
        mark = Event(
            kind="settle",
            who=log.coder,
            session_id=session_id,
            payload={
                "item": item["key"],
                "choice": choice,
                "reason": str(args.get("reason") or ""),
                "of": [c["id"] for side in ("a", "b") for c in item[side]],
            },
        )
        events += [mark, *_codings(corpus, session_id, log.coder, item, args)]
    _write(study, log, corpus, events)


def _readers(
    study: Study, session_id: str
) -> dict[str, tuple[dict[str, dict[str, Any]], frozenset[str]]]:
    """Coder to codings and turns read, of everybody with a log of the session."""
    out = {}
    for folder in sorted((study.path / "coding").glob("[a-z0-9]*/")):
        events = CoderLog(study, folder.name, session_id).events()
        if events:
            out[folder.name] = (live_codings(events), turns_read(events))
    return out


def _within(codings: dict[str, dict[str, Any]], read: frozenset[str]) -> list[Mine]:
    kept = [Mine(k, v) for k, v in codings.items()]
    return [m for m in kept if all(p["turn_id"] in read for p in m.entries["parts"])]


def _items(a: list[Mine], b: list[Mine]) -> list[dict[str, Any]]:
    """Put together what overlaps under one code, then what the two put under different codes."""
    groups: list[tuple[list[Mine], list[Mine]]] = []
    for code in dict.fromkeys(m.entries["code"] for m in [*a, *b]):
        groups += _overlapping(
            [m for m in a if m.entries["code"] == code], [m for m in b if m.entries["code"] == code]
        )
    alone_a = [g for g in groups if g[0] and not g[1]]
    alone_b = [g for g in groups if g[1] and not g[0]]
    items = [_item(*g) for g in groups if g[0] and g[1]]
    used: set[int] = set()
    for mine, _ in alone_a:
        here = frozenset().union(*(m.places for m in mine))
        best, other = max(
            (
                (_shared(here, frozenset().union(*(m.places for m in theirs))), n)
                for n, (_, theirs) in enumerate(alone_b)
                if n not in used
            ),
            default=(0.0, -1),
        )
        if best >= 0.5:
            used.add(other)
            items.append(_item(mine, alone_b[other][1]))
        else:
            items.append(_item(mine, []))
    items += [_item([], theirs) for n, (_, theirs) in enumerate(alone_b) if n not in used]
    trouble = {row["code"]: row["only_a"] + row["only_b"] for row in _per_code(items)}
    return sorted(
        items, key=lambda i: (_ORDER[i["kind"]], -max(trouble[c] for c in i["codes"]), i["where"])
    )


def _overlapping(a: list[Mine], b: list[Mine]) -> list[tuple[list[Mine], list[Mine]]]:
    left = [(m, 0) for m in a] + [(m, 1) for m in b]
    groups = []
    while left:
        group = [left.pop(0)]
        covered = set(group[0][0].places)
        grown = True
        while grown:
            near = [m for m in left if m[0].places & covered]
            left = [m for m in left if m not in near]
            group += near
            covered |= {p for m, _ in near for p in m.places}
            grown = bool(near)
        groups.append(([m for m, s in group if s == 0], [m for m, s in group if s == 1]))
    return groups


def _item(a: list[Mine], b: list[Mine]) -> dict[str, Any]:
    codes = list(dict.fromkeys(m.entries["code"] for m in [*a, *b]))
    stances = [sorted(str(m.entries.get("stance") or "none") for m in side) for side in (a, b)]
    if not a or not b:
        kind = "only"
    elif len(codes) > 1:
        kind = "code"
    elif {m.extent for m in a} != {m.extent for m in b}:
        kind = "extent"
    else:
        kind = "same" if stances[0] == stances[1] else "stance"
    return {
        "key": "+".join(sorted(m.coding_id for m in [*a, *b])),
        "kind": kind,
        "codes": codes,
        "where": min(p["turn_id"] for m in [*a, *b] for p in m.entries["parts"]),
        "a": [{"id": m.coding_id, **m.entries} for m in a],
        "b": [{"id": m.coding_id, **m.entries} for m in b],
    }


def _per_code(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Passages of each code that both, or only one, marked; agreement = 2 both / (A's + B's)."""
    rows: dict[str, dict[str, Any]] = {}
    for item in items:
        for code in item["codes"]:
            sides = [any(c["code"] == code for c in item[s]) for s in ("a", "b")]
            row = rows.setdefault(code, {"code": code, "both": 0, "only_a": 0, "only_b": 0})
            row["both" if all(sides) else "only_a" if sides[0] else "only_b"] += 1
    for row in rows.values():
        row["agreement"] = 2 * row["both"] / (2 * row["both"] + row["only_a"] + row["only_b"])
    return sorted(rows.values(), key=lambda r: (r["agreement"], r["code"]))


def _shared(a: frozenset[Any], b: frozenset[Any]) -> float:
    return len(a & b) / len(a | b)


def _chosen(events: list[Event]) -> dict[str, dict[str, Any]]:
    return {
        e.payload["item"]: {"choice": e.payload["choice"], "reason": e.payload.get("reason", "")}
        for e in live(events)
        if e.kind == "settle"
    }


def _codings(
    corpus: Corpus, session_id: str, who: str, item: Mapping[str, Any], args: Mapping[str, Any]
) -> list[Event]:
    choice = args["choice"]
    sides = {"a": ["a"], "b": ["b"], "both": ["a", "b"], "neither": [], "new": []}[choice]
    wanted = [c for side in sides for c in item[side]]
    if choice == "new":
        text = corpus.turns["text"]
        parts = args.get("parts") or []
        if not parts or any(p["turn_id"] not in text.index for p in parts):
            raise CodingError("Select the words first.")
        model = (item["a"] or item["b"])[0]
        words = [
            {**p, "quote": text[p["turn_id"]][p["start"] : p["end"]]}
            for p in ({k: p[k] for k in ("turn_id", "start", "end")} for p in parts)
        ]
        if not all(p["quote"] for p in words):
            raise CodingError("Select the words first.")
        wanted = [{**model, "parts": words}]
    # Two codings of one code at the same words would count a passage twice.
    once = {(c["code"], str(c["parts"])): c for c in reversed(wanted)}
    return [
        Event(
            kind="code",
            who=who,
            session_id=session_id,
            coding_id=secrets.token_hex(6),
            payload={
                **{k: c[k] for k in _KEPT if c.get(k) is not None},
                "parts": c["parts"],
                "item": item["key"],
            },
        )
        for c in reversed(once.values())
    ]


def _finish(
    study: Study, corpus: Corpus, session_id: str, log: CoderLog, state: Mapping[str, Any]
) -> None:
    still = [i for i in state["items"] if i["kind"] != "same" and not i["choice"]]
    if still:
        raise CodingError(f"Still open: {len(still)} of the differences.")
    if state["n_unread"]:
        raise CodingError(f"{state['n_unread']} turns have not been read by both.")
    events = []
    for item in state["items"]:
        if item["kind"] == "same" and not item["choice"]:
            events += _codings(corpus, session_id, log.coder, item, {"choice": "a"})
    ns = [int(n) for n in corpus.turns["n"]]
    span = {"from": min(ns), "to": max(ns)}
    if not state["done"]:
        events.append(Event(kind="read", who=log.coder, session_id=session_id, payload=span))
        _write(study, log, corpus, events)


def _write(study: Study, log: CoderLog, corpus: Corpus, events: list[Event]) -> None:
    text_hash = corpus.sessions["text_hash"].get(log.session_id)
    version = study.frame().version if study.has_frame else None
    stamped = [
        Event(
            kind=e.kind,
            who=e.who,
            session_id=e.session_id,
            coding_id=e.coding_id,
            id=e.id,
            text_hash=text_hash,
            frame_version=version,
            payload=e.payload,
        )
        for e in events
    ]
    if stamped:
        study.log(log.coder, log.session_id, settled=True).append(*stamped)
