"""The frame edited by several people, released, and what had been coded and read before."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest

from practicelearn.coding.agreement import agreement
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.queries import case_codes
from practicelearn.errors import FrameError
from practicelearn.study.draft import (
    draft_crosswalk,
    draft_frame,
    edit_frame,
    release_draft,
    undo_edit,
)
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.rights import redact
from practicelearn.themes.finding import find_themes
from practicelearn.transcripts.loader import read_transcript

FRAME = CodingFrame(
    "Invented frame", "1", date="2026-01-05", codes=(
        Code("pay", "Pay", definition="Money and when it comes."), Code("wage", "Wages"),
        Code("desks", "Desks"), Code("tea", "Tea"),
    ),
)  # fmt: skip
SAID = "F: How is it?\n\nP1: The pay comes late.\n\nP2: Wages are low.\n\nP1: No desk is free.\n"
WORDS = {"pay": ("00002", 4, 13, "pay comes"), "wage": ("00003", 0, 5, "Wages"),
         "desks": ("00004", 3, 7, "desk")}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("draft")
    (folder / "north.txt").write_text(SAID)
    corpus = replace(read_transcript(folder / "north.txt"), pseudonymised=True)
    study = create_study(folder / "study", corpus, FRAME, title="Invented")
    for coder, codes in {"kim": ("pay", "wage"), "lee": ("pay", "desks")}.items():
        for code in codes:
            mark(study, coder, code)
        read(study, coder, "1")
    return study.path


@pytest.fixture
def study(made, tmp_path):
    return open_study(shutil.copytree(made, tmp_path / "study"))


def mark(study, coder, code, at=None, version="1"):
    turn, start, end, quote = WORDS[at or code]
    part = {"turn_id": f"north:{turn}", "start": start, "end": end, "quote": quote}
    study.record(coder, "code", session_id="north", coding_id=f"{coder}-{code}",
                 frame_version=version, payload={"code": code, "parts": [part]})  # fmt: skip


def read(study, coder, version):
    study.record(coder, "read", session_id="north", frame_version=version,
                 payload={"from": 1, "to": 4})  # fmt: skip


def split_and_release(study):
    edit_frame(study, "kim", "split", into="pay", name="Paid late", parent="pay")
    return release_draft(study, by="kim", date="2026-02-01", version="2026-2", note="Two things.")


def test_an_edit_is_for_everybody_and_can_be_taken_back(study):
    event = edit_frame(study, "kim", "change", "pay", name="Pay and hours", definition="More.")
    edit_frame(study, "lee", "change", "desks", parent="pay")
    draft = draft_frame(open_study(study.path))
    assert [(e.who, e.said) for e in draft.edits] == [
        ("kim", "Pay: name changed to “Pay and hours”; definition changed"),
        ("lee", "Desks: moved under Pay and hours"),
    ]
    undo_edit(study, "lee", event.id)
    assert draft_frame(study).frame["pay"].name == "Pay"
    assert draft_frame(study).frame["desks"].parent == "pay"
    with pytest.raises(FrameError, match="not in the draft any more"):
        undo_edit(study, "lee", event.id)
    assert study.frame() == FRAME, "a draft is no version"


def test_an_edit_of_a_copy_that_was_synced_later_is_not_lost(study, tmp_path):
    away = open_study(shutil.copytree(study.path, tmp_path / "away"))
    edit_frame(study, "kim", "change", "pay", name="Money")
    release_draft(study, by="kim", version="2026-2", date="2026-02-01")
    edit_frame(away, "kim", "change", "pay", name="Earnings")
    edit_frame(away, "lee", "change", "desks", name="Somewhere to sit")
    logs = study.path / "decisions"
    shutil.copy(away.path / "decisions" / "lee.jsonl", logs)
    shutil.copy(away.path / "decisions" / "kim.jsonl", logs / "kim-LAPTOP.jsonl")
    assert [e.who for e in draft_frame(study).edits] == ["kim", "lee"]
    release_draft(study, by="lee", version="2026-3", date="2026-02-02")
    assert study.frame()["desks"].name == "Somewhere to sit"
    assert draft_frame(study).edits == ()


def test_whoever_has_not_seen_an_edit_of_the_code_is_told_before_anything_is_written(study):
    edit_frame(study, "lee", "change", "pay", name="Money")
    with pytest.raises(FrameError, match="lee has edited this code"):
        edit_frame(study, "kim", "change", "pay", seen=[], name="Wage")
    edit_frame(study, "kim", "change", "desks", seen=[], name="Seats")
    with pytest.raises(FrameError, match="has changed since it was shown"):
        release_draft(study, by="kim", seen=[])
    assert [f.version for f in study.frames()] == ["1"]


def test_what_cannot_be_done_is_refused_and_not_written(study):
    for edit, code, more, says in (
        ("change", "pay", {"name": " "}, "needs a name"),
        ("change", "pay", {"name": "wages"}, "there is a code named"),
        ("change", "pay", {"parent": "pay"}, "circle"),
        ("change", "pays", {"name": "x"}, 'no code "pays"'),
        ("merge", "pay", {"into": "pay"}, "into itself"),
        ("merge", "pay", {}, "second code"),
        ("split", None, {"into": "pay"}, "needs a name"),
    ):
        with pytest.raises(FrameError, match=says):
            edit_frame(study, "kim", edit, code, **more)
    assert not list((study.path / "decisions").glob("*"))


def test_only_what_nobody_uses_is_deleted_and_not_said_who_does(study):
    with pytest.raises(FrameError, match="is used") as refused:
        edit_frame(study, "kim", "delete", "desks")
    assert "lee" not in str(refused.value)
    edit_frame(study, "kim", "delete", "tea")
    mark(study, "lee", "tea", "desks")
    with pytest.raises(FrameError, match="is used"):
        release_draft(study, by="kim")
    assert "tea" in study.frame()


def test_after_a_split_the_child_is_missing_until_it_is_read(study):
    before = study.codings().spans
    released = split_and_release(study)
    assert (released.ids, released["paid-late"].was) == (
        ["pay", "paid-late", "wage", "desks", "tea"], ("pay",),
    )  # fmt: skip
    study = open_study(study.path)
    codings, corpus = study.codings(), study.corpus()
    pd.testing.assert_frame_equal(codings.spans, before)
    found = case_codes(merge_codings(codings.of(coder="kim")), corpus).iloc[0]
    assert pd.isna(found["paid-late"]), "missing, never nought"
    assert found["pay"] == 1, "the whole was looked for: its part is below it"
    assert pd.isna(agreement(codings, corpus).loc["paid-late", "alpha"])
    read(study, "kim", "2026-2")
    found = case_codes(merge_codings(study.codings("kim")), corpus).iloc[0]
    assert found["paid-late"] == 0


def test_after_a_merge_codings_are_carried_and_no_log_is_rewritten(study):
    logs = {p: p.read_bytes() for p in study.path.glob("coding/**/*.jsonl")}
    edit_frame(study, "kim", "merge", "wage", into="pay")
    table = draft_crosswalk(study)
    rows = table[["code", "becomes", "coder", "n_codings"]].to_numpy().tolist()
    assert rows == [
        ["pay", ["Pay"], "kim", 1], ["pay", ["Pay"], "lee", 1], ["wage", ["Pay"], "kim", 1],
    ]  # fmt: skip
    release_draft(study, by="kim", version="2026-2", date="2026-02-01")
    assert all(p.read_bytes() == whole for p, whole in logs.items())
    codings = open_study(study.path).codings()
    assert codings.spans.set_index("coding_id")["code"].to_dict() == {
        "kim-pay": "pay", "kim-wage": "pay", "lee-pay": "pay", "lee-desks": "desks",
    }  # fmt: skip
    assert "pay" in codings.held["1"], "both were looked for"


def test_reading_for_one_of_two_is_not_reading_for_what_they_became(study):
    study.record("nia", "read-for", session_id="north", frame_version="1",
                 payload={"from": 1, "to": 4, "codes": ["pay"]})  # fmt: skip
    study.record("ola", "read-for", session_id="north", frame_version="1",
                 payload={"from": 1, "to": 4, "codes": ["pay", "wage"]})  # fmt: skip
    edit_frame(study, "kim", "merge", "wage", into="pay")
    release_draft(study, by="kim", version="2026-2", date="2026-02-01")
    held = study.codings().held
    assert "pay" not in held["1, only for pay"]
    assert "pay" in held["1, only for pay, wage"]


def test_a_theme_of_the_child_has_no_count_until_it_is_read(study):
    def scores():
        found = find_themes(study.codings("kim"), study.corpus(), min_groups=1, min_people=1)
        return found.scores.set_index("theme_id")

    split_and_release(study)
    found = find_themes(study.codings("kim"), study.corpus(), min_groups=1, min_people=1)
    says = "not known: no group was read for it"
    assert found.table.loc["paid-late", "flags"] == [says]
    assert not any("not nought" in f for f in found.table.loc["desks", "flags"])
    row = scores().loc["paid-late"]
    assert pd.isna(row["n_raised"]) and pd.isna(row["raised"]) and pd.isna(row["score"])
    assert row["why"] == "3 turns were not read with this code"
    mark(study, "kim", "paid-late", "pay", version="2026-2")
    row = scores().loc["paid-late"]
    assert pd.isna(row["n_raised"]), "coded, and not all read: at least, no count"
    assert row["n_at_least"] == 1
    assert scores().loc["desks", "n_raised"] == 0, "read, and not coded: nought"
    read(study, "kim", "2026-2")
    assert scores().loc["paid-late", ["n_raised", "n_people"]].tolist() == [1, 2]


def test_words_that_are_redacted_go_from_the_draft_too(study):
    edit_frame(study, "kim", "change", "desks", definition="No desk is free.", examples=["desk"])
    redact(study, "north:00004", 3, 7, kind="place", reason="small", by="kim")
    code = draft_frame(open_study(study.path)).frame["desks"]
    assert code.definition == "No [redacted: place] is free."
    assert code.examples == ("[redacted: place]",)


def test_a_release_says_what_it_held_and_why(study):
    split_and_release(study)
    decision = study.decisions().iloc[-1]
    found = decision["kind"], decision["note"], len(decision["edits"])
    assert found == ("frame", "Two things.", 1)
    assert draft_frame(study).edits == ()
