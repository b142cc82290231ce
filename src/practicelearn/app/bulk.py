"""One act on many places of many sessions: give a code, change to another, remove; one undo.

Only a person's own codings are changed. All events of one act bear one batch, by which it is taken
back, and ids that follow from it: sent a second time it writes nothing twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from practicelearn.app.logs import CoderLog, Context
from practicelearn.app.seen import Seen
from practicelearn.app.shelf import Shelf
from practicelearn.coding.frame import Code
from practicelearn.coding.log.events import Event, live
from practicelearn.coding.log.moves import MARK
from practicelearn.errors import CodingError
from practicelearn.language.words import sentence_ends
from practicelearn.output.gate.wording import count

__all__ = ["Bulk", "sentence_around"]

_BATCH = re.compile(r"over-[0-9a-f]{8,32}")
DOES = ("give", "change", "remove")


class Bulk:
    """What one person does to many places at once.

    Parameters
    ----------
    shelf : Shelf
    seen : Seen
    log : callable
        Session id to this person's log.
    context : callable
        Session id to what a request about it is held against.
    codes : callable
        Returns the codes known to the person, by id.
    """

    def __init__(
        self,
        shelf: Shelf,
        seen: Seen,
        log: Callable[[str], CoderLog],
        context: Callable[[str], Context],
        codes: Callable[[], dict[str, Code]],
    ) -> None:
        self.shelf, self.seen, self.log, self.context, self.codes = shelf, seen, log, context, codes

    def act(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Do it, and return what a person is told and in which sessions something changed.

        Parameters
        ----------
        args : mapping
            ``do`` (give, change or remove), ``code``, ``batch``, ``places``: session, and either
            coding or turn_id, start and end. A code goes to the words of a coding, to a whole turn,
            or to the sentences around a place.

        Raises
        ------
        CodingError
            There is no such act, code or place.
        """
        do, code, batch = str(args.get("do")), str(args.get("code") or ""), str(args.get("batch"))
        places = args.get("places") or []
        if do not in DOES or not _BATCH.fullmatch(batch) or not places:
            raise CodingError("Choose places first, then what to do with them.")
        known = self.codes().get(code)
        if do != "remove" and known is None:
            raise CodingError("Choose a code first.")
        by_session: dict[str, list[Mapping[str, Any]]] = {}
        for place in places:
            by_session.setdefault(str(place.get("session")), []).append(place)
        for session in by_session:
            self.log(session)  # refuses a session that is not there before anything is written
        events = {
            s: self._given(s, own, code, batch)
            if do == "give"
            else self._changed(s, own, do, code, batch)
            for s, own in by_session.items()
        }
        for session, wanted in events.items():
            log = self.log(session)
            if wanted:
                log.append(wanted, have=len(log.events()), context=self.context(session))
        sessions = [s for s, wanted in events.items() if wanted]
        n = sum(map(len, events.values()))
        name = known.name if known else ""
        return {"said": _told(do, name, n, len(places) - n, len(sessions)), "sessions": sessions,
                "n": n}  # fmt: skip

    def recall(self, args: Mapping[str, Any], session_ids: Iterable[str]) -> dict[str, Any]:
        """Take back what bears a batch in every session, or do it again; ``redo`` says which.

        Raises
        ------
        CodingError
            Nothing of it stands, or is undone, any more.
        """
        batch, redo = str(args.get("batch")), bool(args.get("redo"))
        if not _BATCH.fullmatch(batch):
            raise CodingError("There is nothing to take back.")
        sessions, n = [], 0
        for session in session_ids:
            log = self.log(session)
            known = log.events()
            own = [e for e in known if e.payload.get("batch") == batch and MARK not in e.id]
            targets = _targets(own, known, redo=redo)
            if targets:
                wanted = [
                    {"id": _id(batch, session, t, len(known)), "kind": "undo",
                     "payload": {"target": t}}
                    for t in targets
                ]  # fmt: skip
                log.append(wanted, have=len(known), context=self.context(session))
                sessions.append(session)
                n += len(targets)
        if not n:
            raise CodingError("That has been done again already." if redo else
                              "That has been undone already.")  # fmt: skip
        what = f"{count(n, 'coding')} in {count(len(sessions), 'session')}"
        return {"said": f"{'Done again' if redo else 'Undone'}: {what}.", "sessions": sessions}

    def _given(
        self, session: str, places: list[Mapping[str, Any]], code: str, batch: str
    ) -> list[dict[str, Any]]:
        texts = self.shelf.session(session).turns["text"].to_dict()
        mine = self.seen.mine(session)
        there = {_extent(c["code"], c["parts"]) for k, c in mine.codings.items()
                 if c.get("batch") != batch}  # fmt: skip
        known = {k: c for r in self.seen.all_of(session) for k, c in r.codings.items()}
        out: dict[str, dict[str, Any]] = {}
        for place in places:
            if place.get("coding"):
                coding = known.get(str(place["coding"]))
                if coding is None:
                    continue
                parts = [{k: p[k] for k in ("turn_id", "start", "end")} for p in coding["parts"]]
            else:
                parts = [_sentence(texts, place)]
            extent = _extent(code, parts)
            if extent not in there:
                payload = {"code": code, "parts": parts, "batch": batch}
                event = _id(batch, session, extent)
                out[extent] = {"id": event, "kind": "code", "coding_id": event[:12],
                               "payload": payload}  # fmt: skip
        return list(out.values())

    def _changed(
        self, session: str, places: list[Mapping[str, Any]], do: str, code: str, batch: str
    ) -> list[dict[str, Any]]:
        mine = self.seen.mine(session).codings
        written = {e.id for e in self.log(session).events()}
        payload = {"batch": batch} if do == "remove" else {"code": code, "batch": batch}
        out = []
        for coding_id in dict.fromkeys(str(p.get("coding") or "") for p in places):
            event = _id(batch, session, coding_id)
            other = do == "remove" or mine.get(coding_id, {}).get("code") != code
            if event in written or (coding_id in mine and other):
                out.append({"id": event, "kind": do, "coding_id": coding_id, "payload": payload})
        return out


def _sentence(texts: Mapping[str, str], place: Mapping[str, Any]) -> dict[str, Any]:
    turn, start, end = (place.get(k) for k in ("turn_id", "start", "end"))
    text = texts.get(str(turn))
    if not (
        isinstance(text, str)
        and isinstance(start, int)
        and isinstance(end, int)
        and 0 <= start < end <= len(text)
    ):
        raise CodingError("Those words are not there any more. Look for them again.")
    first, last = sentence_around(text, start, end)
    return {"turn_id": turn, "start": first, "end": last}


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentences begin and end that a place lies in, white space left out.

    Examples
    --------
    >>> sentence_around("It went. Again, it went! No", 16, 18)
    (9, 24)
    """
    ends = sentence_ends(text)
    first = max((e for e in ends if e <= start), default=0)
    last = min((e for e in ends if e >= end), default=len(text))
    words = text[first:last]
    return first + len(words) - len(words.lstrip()), first + len(words.rstrip())


def _targets(own: list[Event], known: list[Event], *, redo: bool) -> list[str]:
    """The events to undo: those that stand; or, to do them again, what took them back."""
    standing = {e.id for e in live(known)}
    if not redo:
        return [e.id for e in reversed(own) if e.id in standing]
    undone = [e for e in own if e.id not in standing]
    last = {e.payload["target"]: e.id for e in known if e.kind == "undo"}
    out = []
    for event in undone:
        at = event.id
        while at in last:
            at = last[at]
        out.append(at)
    return [t for t in out if t not in {e.id for e in undone}]


def _extent(code: str, parts: Iterable[Mapping[str, Any]]) -> str:
    return str([code, *((p["turn_id"], int(p["start"]), int(p["end"])) for p in parts)])


def _id(*words: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, words)).encode()).hexdigest()[:16]


def _told(do: str, name: str, n: int, rest: int, n_sessions: int) -> str:
    where = f" in {count(n_sessions, 'session')}" if n_sessions > 1 else ""
    done = {"give": f"{name}: {count(n, 'passage')}{where}.",
            "change": f"Changed to {name}: {count(n, 'coding')}{where}.",
            "remove": f"Removed: {count(n, 'coding')}{where}."}[do]  # fmt: skip
    if not rest:
        return done
    left = {"give": "there already", "change": "not yours, or of that code already",
            "remove": "not yours"}[do]  # fmt: skip
    return f"{done} {rest:,} left as they are: {left}."
