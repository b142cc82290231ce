"""Settling: where two or more coders read the same words differently, and what they agree on.

Each must have marked the whole session as read. "Not read" is never a disagreement.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from practicelearn.app.logs import CoderLog
from practicelearn.coding.disagreements import (
    Difference,
    Marked,
    differences,
    passages_by_code,
    ranked,
)
from practicelearn.coding.log.events import Event, live
from practicelearn.coding.replayed import live_codings, turns_read
from practicelearn.coding.versions import carried_codes
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError
from practicelearn.study.folder import Study
from practicelearn.study.late import without_late

__all__ = ["settling", "take"]

SIDES = "abcd"
"""A letter a coder: what fits side by side on a screen."""
CHOICES = (*SIDES, "both", "neither", "new")
_KEPT = (
    "code", "stance", "strength", "memo", "matters", "refer_on", "origin", "accepted_by",
)  # fmt: skip


def settling(
    study: Study, corpus: Corpus, session_id: str, log: CoderLog, *, override: Any = None
) -> dict[str, Any]:
    """Return what the coders see differently in a session, or who has yet to finish.

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
        ``locked`` with the state of each coder; or ``coders`` (up to four, a letter each),
        ``items`` (what teaches most first; ``sides`` in the order of the coders), ``agreement`` (a
        row a code) and ``done``.
    """
    readers = _readers(study, session_id, corpus.turns["text"].to_dict())
    n_turns = len(corpus.turns)
    states = [{"coder": name, "n_read": len(read)} for name, (_, read) in readers.items()]
    complete = [name for name, (_, read) in readers.items() if len(read) >= n_turns > 0]
    # The person settling comes first; the others in the order of their names.
    complete.sort(key=lambda name: (name != log.coder, name))
    overridden = any(e.kind == "override" for e in live(log.events()))
    names = complete[: len(SIDES)]
    if len(names) < 2 and (overridden or override) and len(readers) >= 2:
        names = sorted(readers, key=lambda n: (n not in complete, -len(readers[n][1])))[:2]
        if not overridden:
            _write(study, log, corpus, [Event(
                kind="override", who=log.coder, session_id=session_id,
                payload={"reason": str(override), "coders": names},
            )])  # fmt: skip
    begun = log.coder in readers and log.coder not in complete
    if len(names) < 2 or (begun and not (overridden or override)):
        return {"locked": True, "coders": states, "n_turns": n_turns}
    read = frozenset.intersection(*(readers[name][1] for name in names))
    found = ranked(differences([_within(readers[name][0], read) for name in names]))
    items = [_item(d) for d in found]
    chosen = _chosen(log.events(), names)
    for item in items:
        item["choice"] = chosen.get(item["key"])
        item["what"] = _what(item, names)
    return {
        "coders": names,
        "items": items,
        "agreement": passages_by_code(found),
        "n_unread": n_turns - len(read),
        "done": _finished(log.events()) and not _still_open(items),
    }


def take(
    study: Study, corpus: Corpus, session_id: str, log: CoderLog, args: Mapping[str, Any]
) -> None:
    """Write one decision: take one reading, all, neither or new words; undo; or finish.

    Raises
    ------
    CodingError
        The item or choice is not there, or differences are still open at the end.
    """
    state = settling(study, corpus, session_id, log)
    if state.get("locked"):
        raise CodingError("Two coders must have read the whole session first.")
    items = {item["key"]: item for item in state["items"]}
    choice = str(args.get("choice"))
    if choice == "finish":
        _finish(study, corpus, session_id, log, state)
        return
    item = items.get(str(args.get("key")))
    letters = SIDES[: len(state["coders"])]
    if item is None or choice not in (*letters, *CHOICES[len(SIDES) :], "undo"):
        raise CodingError("There is no such difference, or no such choice.")
    # What was settled about any of these codings falls, also where one has joined or left since.
    of = set(item["key"].split("+"))
    events = [
        Event(kind="undo", who=log.coder, session_id=session_id, payload={"target": e.id})
        for e in live(log.events())
        if of & set(str(e.payload.get("item", "")).split("+"))
    ]
    if choice == "undo" and state["done"]:  # one difference open, and the session is not settled
        events += [
            Event(kind="undo", who=log.coder, session_id=session_id, payload={"target": e.id})
            for e in live(log.events())
            if e.kind == "read"
        ]
    if choice != "undo":
        mark = Event(
            kind="settle",
            who=log.coder,
            session_id=session_id,
            payload={
                "item": item["key"],
                "choice": choice,
                **({"coder": state["coders"][letters.index(choice)]} if choice in letters else {}),
                "reason": str(args.get("reason") or ""),
                "of": [c["id"] for side in item["sides"] for c in side],
            },
        )
        events += [mark, *_codings(corpus, session_id, log.coder, item, args)]
    _write(study, log, corpus, events)


def _readers(
    study: Study, session_id: str, texts: Mapping[str, str]
) -> dict[str, tuple[dict[str, dict[str, Any]], frozenset[str]]]:
    """Coder to codings and turns read, of everybody with a log of the session."""
    became = carried_codes(study.frames())
    out = {}
    for folder in sorted((study.path / "coding").glob("[a-z0-9]*/")):
        events = without_late(CoderLog(study, folder.name, session_id).events(), texts)
        if events:
            found = live_codings(events)
            for coding in found.values():
                coding["code"] = became.get(coding["code"], coding["code"])
            out[folder.name] = (found, turns_read(events))
    return out


def _within(codings: dict[str, dict[str, Any]], read: frozenset[str]) -> list[Marked]:
    kept = [Marked(k, v) for k, v in codings.items()]
    return [m for m in kept if all(p["turn_id"] in read for p in m.entries["parts"])]


def _item(found: Difference) -> dict[str, Any]:
    return {
        "key": found.key,
        "kind": found.kind,
        "codes": found.codes,
        "where": found.turn_id,
        "sides": [[{"id": m.coding_id, **m.entries} for m in side] for side in found.sides],
    }


def _what(item: Mapping[str, Any], names: list[str]) -> str:
    if item["kind"] != "only":
        words = {"code": "different codes", "stance": "different stance", "same": "alike"}
        return words.get(item["kind"], "different words")
    present = zip(names, item["sides"], strict=True)
    return f"only {' and '.join(name for name, side in present if side)}"


def _chosen(events: list[Event], names: list[str]) -> dict[str, dict[str, Any]]:
    out = {}
    for e in live(events):
        if e.kind == "settle":
            coder, choice = e.payload.get("coder"), e.payload["choice"]
            if coder in names:  # the letter may be another one since somebody else has finished
                choice = SIDES[names.index(coder)]
            out[e.payload["item"]] = {"choice": choice, "reason": e.payload.get("reason", "")}
    return out


def _codings(
    corpus: Corpus, session_id: str, who: str, item: Mapping[str, Any], args: Mapping[str, Any]
) -> list[Event]:
    choice = args["choice"]
    sides = item["sides"]
    taken = [sides[SIDES.index(choice)]] if choice in SIDES else sides if choice == "both" else []
    wanted = [c for side in taken for c in side]
    if choice == "new":
        text = corpus.turns["text"]
        parts = args.get("parts") or []
        if not parts or any(p["turn_id"] not in text.index for p in parts):
            raise CodingError("Select the words first.")
        model = next(side for side in sides if side)[0]
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
    still = _still_open(state["items"])
    if still:
        raise CodingError(f"Still open: {still} of the differences.")
    if state["n_unread"]:
        raise CodingError(f"{state['n_unread']} turns have not been read by all.")
    events = []
    there = {e.payload.get("item") for e in live(log.events()) if e.kind == "code"}
    for item in state["items"]:
        if item["kind"] == "same" and not item["choice"] and item["key"] not in there:
            events += _codings(corpus, session_id, log.coder, item, {"choice": "a"})
    ns = [int(n) for n in corpus.turns["n"]]
    span = {"from": min(ns), "to": max(ns)}
    if not _finished(log.events()):
        events.append(Event(kind="read", who=log.coder, session_id=session_id, payload=span))
    _write(study, log, corpus, events)


def _finished(events: list[Event]) -> bool:
    return any(e.kind == "read" for e in live(events))


def _still_open(items: Sequence[Mapping[str, Any]]) -> int:
    """How many differences nobody has decided."""
    return sum(i["kind"] != "same" and not i["choice"] for i in items)


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
