"""What people decided about themes is followed anew each year, and a theme keeps its id."""

import pandas as pd
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.study import create_study
from practicelearn.study.deciding import decide_theme, study_themes
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes

A, B = "2023-24", "2024-25"
SAID = {
    "desks": {A: [2, 1, 1], B: [1, 1, 1]},
    "chairs": {A: [3, 1, 0], B: [0, 2, 2]},
    "cars": {A: [1, 1, 1], B: [1, 2, 2]},
}


def decisions(*rows):
    return pd.DataFrame(
        [{"kind": kind, "who": "sam", "at": f"2025-02-0{n}", **said} for n, (kind, said) in
         enumerate(rows, 1)]
    )  # fmt: skip


MERGED = ("merge", {"themes": ["chairs"], "into": "desks"})
NAMED = ("name", {"theme_id": "desks", "name": "Places to work"})
STATED = ("statement", {"theme_id": "desks", "statement": "There is nowhere to sit."})


def test_decisions_are_followed_in_their_order(study_of):
    found = find_themes(*reversed(study_of(SAID)))
    themes = apply_decisions(
        found, decisions(MERGED, NAMED, STATED, ("drop", {"theme_id": "cars"}))
    )
    assert list(themes.table.index) == ["desks", "cars"]
    row = themes.table.loc["desks"]
    assert (row["name"], row["statement"], row["status"]) == (
        "Places to work", "There is nowhere to sit.", "theme",
    )  # fmt: skip
    assert themes.table.loc["cars", "status"] == "dropped"
    kept = apply_decisions(themes, decisions(("keep", {"theme_id": "cars"})))
    assert kept.table.loc["cars", "status"] == "candidate"
    assert not themes.remarks


def test_what_was_decided_in_one_year_holds_when_a_round_is_added(study_of):
    one = {code: {A: years[A]} for code, years in SAID.items()}
    said = decisions(MERGED, STATED)
    before = apply_decisions(find_themes(*reversed(study_of(one))), said)
    after = apply_decisions(find_themes(*reversed(study_of(SAID))), said)
    assert list(before.table.index) == list(after.table.index)
    assert after.table.loc["desks", "statement"] == "There is nowhere to sit."
    extent = after.extent.set_index(["theme_id", "year"])["n_people_raised"]
    assert extent["desks", A] == 5
    assert extent["desks", B] == 5


def test_splitting_takes_codes_out_and_undoes_a_merge(study_of):
    whole = find_themes(*reversed(study_of(SAID)))
    merged = whole.merge(["chairs"], into="desks").state("desks", "Nowhere to sit.")
    split = merged.split("desks", ["chairs"], "chairs", name="Chairs")
    assert split.table.loc["chairs", ["name", "status"]].tolist() == ["Chairs", "candidate"]
    assert split.table.loc["desks", "statement"] == "Nowhere to sit."
    counts = ["n_groups", "n_people", "n_passages"]
    pd.testing.assert_frame_equal(
        split.table.loc[["desks", "chairs"], counts], whole.table.loc[["desks", "chairs"], counts]
    )


@pytest.mark.parametrize(
    ("theme", "codes", "into", "says"),
    [
        ("cars", ["cars"], "lorries", "single code, which cannot be split after coding"),
        ("desks", ["chair"], "chairs", 'does not hold the code "chair".*Did you mean "chairs"'),
        ("desks", ["desks", "chairs"], "seats", "not all of them"),
        ("desks", [], "seats", "not none of them"),
        ("desks", ["chairs"], "cars", 'a theme "cars" already'),
        ("desk", ["chairs"], "seats", 'no theme "desk".*Did you mean "desks"'),
    ],
)
def test_a_split_that_cannot_be_is_refused(study_of, theme, codes, into, says):
    merged = find_themes(*reversed(study_of(SAID))).merge(["chairs"], into="desks")
    with pytest.raises(PracticelearnError, match=says):
        merged.split(theme, codes, into)


def test_a_headline_that_was_merged_afterwards_is_tested_no_more(study_of):
    declared = find_themes(*reversed(study_of(SAID))).declare(["desks", "cars"])
    merged = declared.merge(["chairs"], into="desks")
    assert merged.declared == ("cars",)
    assert merged.remarks == ("declared, and changed since, so not tested: desks",)


def test_a_headline_that_is_gone_says_into_what_and_by_whom(study_of):
    found = find_themes(*reversed(study_of(SAID)))
    with pytest.raises(
        PracticelearnError, match=r'"chairs" was merged into "desks" by sam on 2025'
    ):
        apply_decisions(found, decisions(MERGED), ["chairs"])


def test_a_decision_on_what_is_gone_is_said_and_the_rest_is_followed(study_of):
    found = find_themes(*reversed(study_of(SAID)))
    gone = ("statement", {"theme_id": "tables", "statement": "Too small."})
    themes = apply_decisions(found, decisions(gone, STATED))
    assert themes.table.loc["desks", "status"] == "theme"
    assert 'of sam was not followed: there is no theme "tables"' in themes.remarks[0]


def test_a_decision_is_recorded_only_when_it_can_be_followed(study_of, tmp_path):
    corpus, codings = study_of(SAID)
    study = create_study(tmp_path / "study", corpus, codings.frame, title="Invented")
    for sid, turns in corpus.turns.groupby("session_id"):
        study.record("kim", "read", session_id=sid, payload={"from": 1, "to": len(turns)})
    for row in codings.spans.to_dict("records"):
        part = {k: row[k] for k in ("turn_id", "start", "end", "quote")}
        study.record(
            "kim", "code", session_id=row["turn_id"].split(":")[0], coding_id=row["coding_id"],
            payload={"code": row["code"], "parts": [part]},
        )  # fmt: skip
    decide_theme(study, "sam", "merge", themes=["chairs"], into="desks")
    decide_theme(study, "sam", "split", theme_id="desks", codes=["chairs"], into="seats")
    assert list(study_themes(study).table.index) == ["desks", "cars", "seats"]
    before = study.decisions()
    for kind, entries, says in (
        ("drop", {"theme_id": "seat"}, 'Did you mean "seats"'),
        ("drop", {}, 'needs "theme_id"'),
        ("paint", {"theme_id": "seats"}, "no decision on a theme"),
    ):
        with pytest.raises(PracticelearnError, match=says):
            decide_theme(study, "sam", kind, **entries)
    assert len(study.decisions()) == len(before)
