"""Whole studies, files to print, hold their accounts (see benchmarks/validity_whole.py).

Two small ones in every run; one of each design, printed, in the long one.
"""

import re
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from practicelearn.cli import app
from practicelearn.study.deciding import study_themes
from practicelearn.themes.sensitivity import sensitivity
from practicelearn.themes.years import compare_years
from validity_accounts import differences, not_as_planned, said_falsely
from validity_files import carry_in
from validity_invented import Design, invent, raised_by, themes
from validity_printed import print_documents, printed_falsely, printed_verdicts
from validity_whole import DESIGNS, of_design

TRUTHS = themes((0.4, 0.4), (0.4, 0.8), (0.1, 0.1))
LOST = Design(
    "papers lost", TRUTHS, (3, 4), without_list=(0, 1), short_list=(0, 1), unread=(0, 1),
    new_code=True,
)  # fmt: skip
# the last is heard by nobody in the round of which nobody says what was read
ELSEWHERE = Design("coded elsewhere, nobody says what was read",
                   themes((0.4, 0.4), (0.4, 0.8), (0.1, 0.1), (0.4, 0.0)), (3, 3),
                   coded=("here", "undeclared"))  # fmt: skip


def _carried(design, place, seed=3):
    invented = invent(design, seed)
    study = carry_in(invented, place)
    found = study_themes(study).declare(plan=study.plan())
    return invented, study, found


@pytest.fixture(scope="module")
def lost(tmp_path_factory):
    return _carried(LOST, tmp_path_factory.mktemp("lost"))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    place = tmp_path_factory.mktemp("elsewhere")
    invented, study, found = _carried(ELSEWHERE, place)
    change = compare_years(found)
    evidence, report = print_documents(study, found, change, place)
    return invented, study, found, change, evidence, report


def test_a_study_that_lost_lists_readings_and_codes_balances(lost):
    invented, study, found = lost
    assert differences(invented, study.corpus(), found) == []
    assert said_falsely(invented, compare_years(found)) == []


def test_somebody_more_or_less_unbalances_the_account(lost):
    invented, study, found = lost
    first, *rest = invented.meetings
    silent = replace(first.people[0], id="one-more", label="", raised=())
    more = replace(invented, meetings=(replace(first, people=(*first.people, silent)), *rest))
    assert any("people in the account" in d for d in differences(more, study.corpus(), found))


def test_what_was_not_read_taken_for_nought_is_noticed(lost):
    invented, study, found = lost
    scores = found.scores
    as_nought = replace(found, scores=scores.assign(
        score=scores["score"].fillna(0.0), n_raised=scores["n_raised"].fillna(0), left_out=None,
    ))  # fmt: skip
    assert differences(invented, study.corpus(), as_nought)
    assert said_falsely(invented, compare_years(as_nought))


def test_the_list_of_themes_has_no_nought_for_a_round_of_which_nobody_says_what_was_read(elsewhere):
    invented, study, found, *_ = elsewhere
    unheard = found.table[found.table["n_passages"] == 0]
    assert len(unheard) == 1
    assert unheard[["n_groups", "n_people"]].isna().all(axis=None)
    later = found.evidence[found.evidence["year"] == invented.design.rounds[-1]]
    assert found.table["n_passages"].to_dict() == {
        theme: int((later["theme_id"] == theme).sum()) for theme in found.table.index
    }
    assert differences(invented, study.corpus(), found) == []
    asked = sensitivity(found).set_index(["theme_id", "year"])
    why = asked.loc[(unheard.index[0], invented.design.rounds[-1]), "why"]
    assert set(why) == {"no group was read for it"}
    told = CliRunner().invoke(app, ["theme", str(study.path)], env={"COLUMNS": "300"}).stdout
    row = " ".join(line for line in told.splitlines() if unheard.index[0] in line)
    assert "no group was read for it" in row
    assert not re.search(r"\b0\b|<NA>|nan", row), row
    assert not re.search("&lt;NA&gt;|<td>(nan|None)</td>", found._repr_html_())


def test_nothing_is_said_of_a_round_of_which_nobody_says_what_was_read(elsewhere):
    invented, _, found, change, evidence, report = elsewhere
    assert change["verdict"].eq("no verdict").all()
    assert said_falsely(invented, change) == []
    for page in (evidence, report):
        assert printed_falsely(page, invented, found) == []
        said = printed_verdicts(page, list(found.table["name"]))
        assert set(said.values()) <= {"no verdict"}


@pytest.fixture(scope="module")
def removed(tmp_path_factory):
    """Planned before; one headline, which rose, was taken out after the coding."""
    place = tmp_path_factory.mktemp("removed")
    truths = themes((0.4, 0.4), (0.1, 0.1), (0.2, 0.9))
    invented, study, found = _carried(Design("", truths, (5, 5), planned="removed"), place)
    change = compare_years(found)
    return invented, study, found, change, print_documents(study, found, change, place)


@pytest.mark.slow
def test_a_headline_taken_out_after_the_coding_is_tested_and_printed_all_the_same(removed):
    invented, _, found, change, pages = removed
    assert not_as_planned(invented, change) == []
    assert said_falsely(invented, change) == []
    gone = invented.headlines[-1]
    verdict = change.set_index("theme_id").loc[gone, "verdict"]
    assert verdict.startswith("heard more")
    for page in pages:
        assert printed_falsely(page, invented, found) == []
        said = printed_verdicts(page, list(found.table["name"]))
        assert said[found.table.loc[gone, "name"]] == verdict


def test_a_headline_that_was_dropped_with_its_plan_is_noticed(removed):
    invented, _, found, _, _ = removed
    fewer = replace(found.plan, headlines=found.plan.headlines[:-1])
    change = compare_years(found.declare(plan=fewer))
    assert not_as_planned(invented, change) == ["desks: planned before, and not tested"]


@pytest.mark.parametrize("made", ["late", "never"])
def test_a_verdict_or_a_sentence_of_a_plan_that_was_not_made_before_is_noticed(removed, made):
    invented, _, found, change, pages = removed
    truth = replace(invented, design=replace(invented.design, planned=made))
    assert len(said_falsely(truth, change)) == 3
    for page in pages:
        wrong = printed_falsely(page, truth, found)
        assert any("says that 2032 was planned before" in w for w in wrong)


@pytest.mark.slow
@pytest.mark.parametrize("made", ["late", "never"])
def test_without_a_plan_made_before_there_is_no_verdict(tmp_path, made):
    truths = themes((0.4, 0.4), (0.1, 0.1), (0.2, 0.9))
    invented = invent(Design("", truths, (5, 5), planned=made), 3)
    study = carry_in(invented, tmp_path)
    plan, found = study.plan(), study_themes(study)
    assert (plan is None) == (made == "never")
    found = found.declare(invented.headlines if plan is None else (), plan=plan)
    change = compare_years(found)
    assert set(change["verdict"]) == {"no verdict"}
    assert change["p"].min() < 0.05
    assert said_falsely(invented, change) == []


def _table(head, row):
    cells = "".join(f"<th>{h}</th>" for h in head), "".join(f"<td>{c}</td>" for c in row)
    return f"<table><tr>{cells[0]}</tr><tr>{cells[1]}</tr></table>"


@pytest.mark.parametrize("words", [
    "<p>Supervision was not raised in 2032.</p>",
    "<p>It came up by itself first in 0 of 0 groups (of 3; the others are not known).</p>",
    _table(("Candidate", "Groups", "People"), ("Supervision", "0 of 3", "0 of 20")),
    _table(("Theme", "2032", "Verdict"), ("Supervision", "0%", "heard less")),
    _table(("Candidate", "Group 1 of 2032"), ("Supervision", "0 of 8")),
    _table(("Theme", "Round", "What that is worth"), ("Supervision", "2032", "nobody said so")),
])  # fmt: skip
def test_nought_printed_for_what_was_not_read_is_noticed(elsewhere, tmp_path, words):
    invented, _, found, _, evidence, _ = elsewhere
    page = tmp_path / "evidence.html"
    page.write_text(evidence.read_text("utf-8").replace("</body>", f"{words}</body>"), "utf-8")
    assert printed_falsely(page, invented, found)


@pytest.mark.parametrize("rho", [0.0, 0.05, 0.2])
def test_a_theme_is_raised_by_as_many_people_as_its_truth_says(rho):
    design = Design("one theme", TRUTHS[:1], (6000, 6000), rho=(rho, rho))
    rng = np.random.default_rng(1)
    sizes = [rng.integers(3, 13, 6000) for _ in range(2)]
    groups, _ = raised_by((0.3, 0.3), sizes, design, rng)
    shares = np.array([g.mean() for g in groups])
    assert shares.mean() == pytest.approx(0.3, abs=0.01)
    pairs = np.array([(g[0], g[1]) for g in groups], dtype=float)
    assert np.corrcoef(pairs.T)[0, 1] == pytest.approx(rho, abs=0.04)


def test_a_seed_gives_the_same_study_again():
    assert invent(LOST, 3) == invent(LOST, 3)
    assert invent(LOST, 3) != invent(LOST, 4)


@pytest.mark.slow
@pytest.mark.parametrize("design", [pytest.param(d, id=d.name) for d in DESIGNS])
def test_every_design_balances_and_prints_nothing_false(design):
    outcome = of_design(design, 1)
    assert outcome.unbalanced == []
    assert outcome.false == []
