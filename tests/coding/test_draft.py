"""A draft of the frame: several people's edits, none lost, none done twice, each said in words."""

from dataclasses import replace

import pytest

from practicelearn.coding.draft import draft_of
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import frame_text, read_yaml_frame
from practicelearn.coding.log.events import Event
from practicelearn.coding.versions import asked_under, carried_codes

FRAME = CodingFrame(
    "Invented", "1", (
        Code("work", "Work"), Code("pay", "Pay", parent="work", definition="Money."),
        Code("wage", "Wages"), Code("desks", "Desks"),
    ), date="2026-01-05",
)  # fmt: skip


def edit(kind, code, *, who="kim", at=1, **more):
    payload = {"edit": kind, "code": code, **more}
    return Event("frame-edit", who, payload=payload, id=f"{who}{at}", at=f"2026-02-01T10:0{at}:00")


def test_edits_are_played_in_order_of_time_whoever_made_them():
    events = [
        edit("change", "pay", at=3, name="Pay and hours"),
        edit("split", "late", at=1, who="lee", into="pay", name="Paid late", parent="pay"),
        edit("change", "desks", at=2, parent="work", colour="#aa0000"),
    ]
    draft = draft_of(FRAME, events)
    assert [e.said for e in draft.edits] == [
        "Paid late: split off from Pay", "Desks: moved under Work; recoloured",
        "Pay: name changed to “Pay and hours”",
    ]  # fmt: skip
    assert draft.frame.ids == ["work", "pay", "late", "wage", "desks"]
    assert (draft.frame["late"].parent, draft.frame["late"].was) == ("pay", ("pay",))
    assert draft_of(FRAME, reversed(events)) == draft
    assert draft_of(FRAME, []).frame == FRAME


def test_of_two_who_rename_one_code_unseen_the_last_stands_and_both_say_so():
    mine, theirs = (edit("change", "pay", name="Wages"),
                    edit("change", "pay", who="lee", at=2, name="Money"))  # fmt: skip
    draft = draft_of(FRAME, [mine, theirs])
    assert draft.frame["pay"].name == "Money"
    assert (
        draft.edits[0].note == "lee changed its name at the same time: that of lee stands, the last"
    )
    assert draft.edits[1].note == "kim changed its name at the same time: this one stands, the last"
    seen = replace(theirs, payload={**theirs.payload, "seen": [mine.id]})
    assert [e.note for e in draft_of(FRAME, [mine, seen]).edits] == ["", ""]
    other = edit("change", "pay", who="lee", at=2, definition="All money.")
    both = draft_of(FRAME, [mine, other])
    assert (both.frame["pay"].name, both.frame["pay"].definition) == ("Wages", "All money.")
    assert [e.note for e in both.edits] == ["", ""]


def test_an_edit_of_a_code_that_somebody_merged_away_is_kept_and_says_so():
    draft = draft_of(FRAME, [
        edit("merge", "wage", into="pay"), edit("change", "wage", who="lee", at=2, name="Earnings"),
    ])  # fmt: skip
    assert "wage" not in draft.frame
    assert [e.stands for e in draft.edits] == [True, False]
    assert draft.edits[1].said == "Wages: change"
    assert 'no code "wage"' in draft.edits[1].note


@pytest.mark.parametrize(("gone", "into"), [("work", "pay"), ("pay", "work")])
def test_a_code_may_be_merged_into_its_child_or_its_parent(gone, into):
    frame = draft_of(FRAME, [edit("merge", gone, into=into)]).frame
    assert gone not in frame
    assert frame[into].parent is None


def test_a_circle_is_refused():
    draft = draft_of(FRAME, [edit("change", "work", parent="pay")])
    assert not draft.edits[0].stands
    assert "circle" in draft.edits[0].note


def test_a_retired_code_stays_in_the_file_and_is_asked_of_nobody(tmp_path):
    draft = draft_of(FRAME, [edit("retire", "desks")])
    later = draft.frame.release("2", "2026-03-01")
    path = tmp_path / "2.yaml"
    path.write_text(frame_text(later))
    assert read_yaml_frame(path)["desks"].retired
    assert "retired" not in frame_text(FRAME)
    held = asked_under([FRAME, later], later)
    assert "desks" in held["1"]
    assert "desks" not in held["2"]


def test_reading_goes_through_every_version_between():
    one = FRAME
    two = draft_of(one, [edit("split", "late", into="pay", name="Late", parent="pay")]).frame
    two = two.release("2", "2026-02-01")
    three = draft_of(
        two, [edit("merge", "wage", into="desks"), edit("change", "late", at=2, name="L")]
    )
    three = three.frame.release("3", "2026-03-01")
    held = asked_under([three, one, two], three, {"1, only for wage": {"wage"}})
    assert held["1"] >= {"work", "desks"}, "both that were merged were looked for"
    assert not held["1"] & {"pay", "late"}, "neither the whole nor the part was, before the split"
    assert held["2"] >= {"pay", "late", "desks"}, "once split, both were looked for"
    assert "desks" not in held["1, only for wage"], "one of two that were merged is not enough"
    assert carried_codes([three, two, one]) == {"wage": "desks"}


def test_codings_follow_a_code_through_several_merges():
    two = draft_of(FRAME, [edit("merge", "wage", into="pay")]).frame.release("2", "2026-02-01")
    three = draft_of(two, [edit("merge", "pay", into="work")]).frame.release("3", "2026-03-01")
    assert carried_codes([FRAME, two, three]) == {"wage": "work", "pay": "work"}
    assert "work" in asked_under([FRAME, two, three], three)["1"]
