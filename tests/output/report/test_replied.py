"""Replies stand with the sentence they answered, whatever becomes of its theme."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from practicelearn.output.disclosure.rules import answered_said
from practicelearn.output.report.replied import came_back, replies_of

SAID = "Supervision goes first when duty is short."


def table(**said: str) -> pd.DataFrame:
    rows = {t: {"status": "theme" if s else "candidate", "statement": s} for t, s in said.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def decided(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{"who": "sam", **row} for row in rows]).astype(object)


def reply(**more: Any) -> dict[str, Any]:
    return {"kind": "reply", "at": "2026-02-01", "year": "2025-26", "theme_id": "supervision",
            "answer": "yes", "sentence": SAID, **more}  # fmt: skip


@pytest.mark.parametrize(
    ("stands", "to"),
    [(SAID, ""), ("SUPERVISION goes first, when duty is short", ""), ("It moves.", SAID)],
)
def test_a_reply_counts_for_the_sentence_it_answered_and_no_other(stands: str, to: str) -> None:
    (row,) = replies_of(decided(reply()), table(supervision=stands)).itertuples()
    assert (row.theme_id, row.to) == ("supervision", to)


def test_a_theme_taken_apart_leaves_its_replies_beside_each_part() -> None:
    split = {"kind": "split", "at": "2026-03-01", "theme_id": "supervision", "codes": ["time"],
             "into": "time", "name": "Time"}  # fmt: skip
    found = replies_of(decided(reply(), split), table(supervision=SAID, time="No time."))
    assert found[["theme_id", "to"]].to_numpy().tolist() == [["supervision", ""], ["time", SAID]]


def test_a_merge_before_the_reply_moves_nothing() -> None:
    merge = {"kind": "merge", "at": "2026-01-01", "themes": ["supervision", "desks"],
             "into": "desks"}  # fmt: skip
    found = replies_of(decided(merge, reply()), table(supervision=SAID, desks="None."))
    assert found["theme_id"].tolist() == ["supervision"]


def test_the_newest_number_of_a_paper_count_stands() -> None:
    counted = [reply(n=n, row="a1", at=f"2026-02-0{n}") for n in (3, 7)]
    came = [reply(theme_id="", answer="answered", n=n, row=r, sentence="") for n, r in
            ((9, "s1"), (12, "s1"), (4, "s2"))]  # fmt: skip
    found = replies_of(decided(*counted, reply(), *came), table(supervision=SAID))
    assert sorted(found["n"]) == [1, 7]
    assert came_back(decided(*came)) == {"2025-26": 16}


def test_a_total_never_leaves_less_room_than_fewer_than_5_has() -> None:
    """For every total that is told, each of 0 to 4 stays possible for each hidden answer."""
    for yes in range(30):
        for not_quite in range(30):
            for n in range(yes + not_quite, 40):
                told = answered_said(n, 80, [[yes, not_quite]])
                hidden = [k for k in (yes, not_quite) if k < 5]
                shown = sum(k for k in (yes, not_quite) if k >= 5)
                if told.startswith(f"{n} of") and hidden:
                    assert n - shown >= 4 * len(hidden), (yes, not_quite, n)
