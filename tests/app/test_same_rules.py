"""The page and the library must read one log alike: random logs, both answers side by side."""

import random

import pytest

from practicelearn.coding.log.events import Event
from practicelearn.coding.replayed import live_codings, turns_read

pytestmark = pytest.mark.browser


PART = {"turn_id": "north:00001", "start": 0, "end": 4, "quote": "What"}


def random_log(seed: int, length: int = 60) -> list[Event]:
    chance, events = random.Random(seed), []
    for n in range(length):
        ids = [e.coding_id for e in events if e.kind == "code"] or ["none"]
        kind = chance.choice(["code", "code", "change", "remove", "read", "unread", "undo", "undo"])
        payload, coding_id = {}, None
        if kind == "code":
            coding_id, payload = (
                f"c{n}",
                {"code": chance.choice(["heard", "peers"]), "parts": [PART]},
            )
        elif kind in {"change", "remove"}:
            coding_id = chance.choice(ids)
            payload = {"stance": chance.choice(["for", "none"])} if kind == "change" else {}
        elif kind in {"read", "unread"}:
            first = chance.randint(1, 6)
            payload = {"from": first, "to": chance.randint(first, 6)}
        elif events:
            payload = {"target": chance.choice(events).id}
        else:
            continue
        events.append(
            Event(kind=kind, who="kim", session_id="north", coding_id=coding_id, payload=payload)
        )
    return events


def test_what_stands_after_a_log_is_the_same_on_both_sides(tab):
    differing = 0
    for seed in range(40):
        events = random_log(seed)
        sent = [
            {"id": e.id, "kind": e.kind, "coding_id": e.coding_id, "payload": e.payload}
            for e in events
        ]
        codings, read = tab.page.evaluate(
            """events => {
                const store = practicelearn.store;
                store.session.events = events;
                store.recompute();
                const { codings, read } = store.session.state;
                const shown = [...codings.values()].map(c => [c.id, c.code, c.stance ?? null]);
                return [shown, [...read]];
            }""",
            sent,
        )
        standing = live_codings(events)
        assert codings == [[k, v["code"], v.get("stance")] for k, v in standing.items()]
        assert {f"north:{n:05d}" for n in read} == set(turns_read(events))
        differing += len(standing) < sum(e.kind == "code" for e in events)
    assert differing > 30, "the logs must take something back for this to mean anything"


def test_undo_to_the_beginning_and_redo_to_the_end_bring_back_the_same(tab):
    tab.caret(3, "cancelled")
    tab.press("w", "1", "2", "+", "*", "Escape")
    tab.caret(6, "biscuits")
    tab.press("w", "4", "Delete", "Enter", '"', "u", "u")
    tab.saved()
    before = tab.study.codings()
    for _ in range(2):
        tab.press(*["u"] * 12)
        tab.saved()
        assert tab.study.codings().spans.empty
        assert tab.study.codings().read.empty
        tab.press(*["U"] * 12)
        tab.saved()
        after = tab.study.codings()
        assert len(after) == 2, "redo goes on to the removal that was undone before"
        assert len(after.read) == 6
        tab.press("u", "u")
        tab.saved()
        assert tab.study.codings().spans.shape == before.spans.shape
