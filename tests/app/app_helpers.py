"""What the page's tests share: text that is hard to count, a coder's hand, one request."""

from __future__ import annotations

import asyncio
import json
import math
import secrets
import struct
import wave
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.app.desk import Desk
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id

SAID = (
    ("F", "facilitator", "What is it like at the moment?"),
    (
        "P1",
        "participant",
        "Nobody listened to me. 👩🏽‍⚕️ We said it twice, and the café\u0301s shut.",
    ),
    ("P2", "participant", "My supervisor cancelled supervision again. It was the third time."),
    ("P1", "participant", "قالت: العمل كثير جدا، and nobody wrote it down."),
    ("F", "facilitator", "Anything that helps?"),
    ("P2", "participant", "[laughter] The team. The team and the biscuits, honestly."),
)
FRAME = CodingFrame(
    name="Test frame (invented)",
    version="1",
    date="2026-01-05",
    codes=(
        Code("heard", "Being heard", definition="Whether anybody listens."),
        Code("supervision", "Supervision", definition="Sessions with one's own manager."),
        Code("cancelled", "Cancelled", parent="supervision"),
        Code("peers", "Peer support"),
        Code("img", "<img src=x onerror=alert(1)>"),
    ),
)


def corpus_of(**sessions: tuple[tuple[str, str, str], ...]) -> Corpus:
    """A corpus of sessions: (speaker, role, text) a turn."""
    rows = [
        {
            "turn_id": make_turn_id(sid, n),
            "session_id": sid,
            "n": n,
            "speaker": who,
            "role": role,
            "text": text,
        }
        for sid, said in sessions.items()
        for n, (who, role, text) in enumerate(said, start=1)
    ]
    turns = pd.DataFrame(rows).set_index("turn_id").assign(marks=[[] for _ in rows])
    table = pd.DataFrame(
        [
            {"session_id": sid, "year": "2025-26", "group": sid, "group_type": "practitioners"}
            for sid in sessions
        ]
    ).set_index("session_id")
    return Corpus(turns=turns, sessions=table).with_turns(turns)


def tone(path: Path, seconds: int = 30) -> Path:
    """A hum of so many seconds, small enough to be made in no time."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        one = [int(128 + 60 * math.sin(n / 8)) for n in range(8000)]
        file.writeframes(struct.pack("8000B", *one) * seconds)
    return path


@dataclass
class Hand:
    """Does by Python what the page does by keys."""

    desk: Desk
    session: str = "north"

    def act(self, *events: dict[str, Any], have: int | None = None) -> dict[str, Any]:
        """Send events as the page does."""
        known = len(self.desk.log(self.session).events()) if have is None else have
        stamped = [{"id": secrets.token_hex(8), **e} for e in events]
        asked = {"session": self.session, "have": known, "events": stamped}
        return self.desk.ask("act", asked)

    def code(self, code: str, n: int, quote: str, coding_id: str, **more: Any) -> dict[str, Any]:
        """Code the words of a turn."""
        turn = make_turn_id(self.session, n)
        text = self.desk.shelf.session(self.session).turns["text"][turn]
        start = text.index(quote)
        part = {"turn_id": turn, "start": start, "end": start + len(quote), "quote": quote}
        payload = {"code": code, "parts": [part], **more}
        return self.act({"kind": "code", "coding_id": coding_id, "payload": payload})

    def read(self, first: int = 1, last: int = 6) -> dict[str, Any]:
        """Mark turns as read."""
        return self.act({"kind": "read", "payload": {"from": first, "to": last}})


@dataclass
class Answer:
    """What an ASGI application answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


def call(
    app: Any,
    method: str,
    path: str,
    *,
    query: str = "",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> Answer:
    """Send one request to an ASGI application, without a network."""
    sent: list[Any] = []
    received = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if received:
            return received.pop(0)
        await asyncio.sleep(5)  # a browser stays until it has been answered: a file takes a moment
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
    }
    with ThreadPoolExecutor(1) as other:  # a browser's event loop may be running in this thread
        other.submit(asyncio.run, app(scope, receive, send)).result()
    start = next(m for m in sent if m["type"] == "http.response.start")
    body = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
    return Answer(start["status"], {k.decode(): v.decode() for k, v in start["headers"]}, body)
