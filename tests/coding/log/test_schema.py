import re
from pathlib import Path

import pytest

from practicelearn import errors
from practicelearn.coding.log import schema
from practicelearn.coding.log.entries import Kind
from practicelearn.coding.log.events import Event, EventLog, read_events
from practicelearn.coding.log.kinds import KINDS
from practicelearn.coding.log.schema import unfit, unwritable
from practicelearn.coding.log.texts import ID_ENTRIES

DOCS = Path(__file__).parents[3] / "docs" / "study-folder.md"
PART = {"turn_id": "north:00002", "start": 6, "end": 10, "quote": "fine"}
CODE = {
    "v": 1, "id": "a1", "seq": 1, "who": "kim", "kind": "code", "session_id": "north",
    "coding_id": "c1", "payload": {"code": "rota", "parts": [PART]},
}  # fmt: skip


def coding(**payload) -> dict:
    return {**CODE, "payload": {**CODE["payload"], **payload}}


def test_what_fits_is_let_through():
    assert unfit(CODE) is None
    assert unfit(coding(stance=None, strength=3, memo="so", matters=True)) is None
    assert unfit({**CODE, "a field": "of a later version"}) is None


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (coding(strength=True), '"strength" must be a whole number from 0 to 3; found true'),
        (coding(strength=4), '"strength" must be .* found 4'),
        (coding(stance="positiv"), 'one of for, against, mixed, none; found "positiv"'),
        (coding(parts=[{**PART, "start": True}]), "start and end"),
        (coding(parts=[{**PART, "turn_id": "north"}]), "north:00012"),
        (coding(parts=[{**PART, "end": 2}]), "start and end"),
        (coding(parts=None), "found nothing"),
        (coding(lost=[]), "said by a correction only"),
        ({**CODE, "coding_id": None}, "needs the coding_id"),
        ({**CODE, "session_id": None}, "needs the session_id"),
        ({**CODE, "seq": True}, '"seq" must be a whole number'),
        ({**CODE, "v": "1"}, '"v" must be'),
        ({**CODE, "who": ""}, "must not be empty"),
        ({**CODE, "at": None}, '"at" must be text; found nothing'),
        ({**CODE, "payload": []}, '"payload" must be entries by name; found a list'),
        ({**CODE, "kind": "read", "payload": {"from": 4, "to": 2}}, 'not be after "to"'),
        ({k: v for k, v in CODE.items() if k != "id"}, '"id" is missing'),
    ],
)
def test_what_does_not_fit_is_said(event, says):
    assert re.search(says, str(unfit(event)))


def test_what_is_said_of_speech_gives_nothing_of_it_away():
    said = unfit({**CODE, "kind": "read", "payload": {"from": "Ann said so", "to": 2}})
    assert "Ann" not in str(said)


def test_what_is_written_may_hold_nothing_that_is_not_known():
    assert unwritable(CODE) is None
    assert '"code" has no entry "stence". Did you mean "stance"' in str(
        unwritable(coding(stence="for"))
    )
    assert 'no kind of event "memmo". Did you mean "memo"' in str(
        unwritable({**CODE, "kind": "memmo"})
    )
    assert unfit(coding(stence="for")) is None, "a later version may have added it"


def test_a_log_takes_only_what_can_be_played_back(tmp_path):
    log = EventLog(tmp_path / "a.jsonl")
    bad = [
        Event("memmo", "kim", "s"),
        Event("code", "kim", "s", payload=CODE["payload"]),
        Event("memo", "kim", "s", payload={"memo": "half \ud800"}),
        Event("memo", "", "s"),
    ]
    for event in bad:
        with pytest.raises(errors.StudyError, match="was not written"):
            log.append(Event("memo", "kim", "s"), event)
    assert not log.path.exists() or not log.path.read_bytes(), "and nothing beside it"


def test_one_list_says_where_words_may_stand():
    assert {"code", "stance", "turn_id", "theme_id", "choice", "parts", "rules"} <= ID_ENTRIES
    assert not {"memo", "statement", "summary", "reason", "definition", "words"} & ID_ENTRIES


def test_a_later_kind_is_kept_apart_and_the_numbers_go_on_after_it(tmp_path, monkeypatch):
    monkeypatch.setitem(KINDS, "workshop", Kind("decisions", {}, since=2))
    later = Event("workshop", "kim", seq=40, v=2)
    path = tmp_path / "kim.jsonl"
    path.write_text(later.to_line() + "\n")
    assert schema.newest_format() == 2
    assert [e.kind for e in read_events([path])[0]] == ["workshop"]
    monkeypatch.delitem(KINDS, "workshop")
    events, [fault] = read_events([path])
    assert events == []
    assert fault.later == later
    assert EventLog(path).append(Event("memo", "kim"))[0].seq == 41


def table() -> dict[str, tuple[set[str], set[str]]]:
    """What the page on the study folder says: kind to its entries, and to those it needs."""
    rows = re.findall(
        r"^\| `([a-z_-]+)` \| [a-z]+ \| (.*?) \|", DOCS.read_text("utf-8"), re.MULTILINE
    )
    return {
        kind: (set(re.findall(r"`([a-z_]+)`", cell)), set(re.findall(r"\*\*`([a-z_]+)`\*\*", cell)))
        for kind, cell in rows
    }


def test_the_page_on_the_study_folder_lists_every_kind_with_its_entries():
    assert table() == {name: (set(k.entries), set(k.needed)) for name, k in KINDS.items()}
