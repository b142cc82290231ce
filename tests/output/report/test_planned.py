"""What evidence file and report print of the plan, and of what was done otherwise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.output.report.blocks import Bullets, Paragraph, Table
from practicelearn.output.report.changes import change_in_words
from practicelearn.output.report.coverage import coverage_page
from practicelearn.output.report.material import Material
from practicelearn.output.report.method import how_it_was_done
from practicelearn.output.report.planned import HASH_SHOWS, plan_said, plan_section
from practicelearn.themes.plan import NO_PLAN, Plan

PAIR = [("2024-25", "2025-26")]


@pytest.fixture(scope="module")
def study(sample: Path) -> prac.Study:
    return prac.open_study(sample)


@pytest.fixture(scope="module")
def found(study: prac.Study) -> prac.Themes:
    return prac.find_themes(study.codings(), study.corpus())


@pytest.fixture(scope="module")
def plan(study: prac.Study) -> Plan:
    return study.plan()


def material(found: prac.Themes, plan: Plan | None, *, decisions=None, **more) -> Material:
    themes = found.declare(plan=plan, **more) if plan is not None else found.declare(["tools"])
    change = prac.compare_years(themes, pairs=PAIR)
    empty = pd.DataFrame(columns=["kind", "who", "at"])
    return Material(themes, change, empty if decisions is None else decisions, "T", "2026-01-01")


def section(made: Material) -> str:
    out = []
    for block in plan_section(made):
        if isinstance(block, Bullets):
            out += list(block.items)
        elif isinstance(block, Paragraph):
            out.append(block.text)
        elif isinstance(block, Table):
            out += [block.caption, *(str(cell) for row in block.rows for cell in row)]
    return "\n".join(map(str, out))


def test_when_and_by_whom_by_name_for_the_team_and_by_the_team_for_readers(found, plan):
    made = material(found, plan)
    said = (
        "Planned on 15 September 2025 by {}, before the first coding of 2025-26 (9 November 2025)."
    )
    assert plan_said(made, for_readers=False) == [said.format("sam"), HASH_SHOWS]
    readers = how_it_was_done(made, for_readers=True)
    assert said.format("the team") in readers
    assert "sam" not in " ".join(readers)
    assert HASH_SHOWS == (
        "The hash shows that the record was not edited later, not that nobody looked."
    )


def test_without_a_plan_everything_is_exploratory_and_is_said_so(found):
    made = material(found, None)
    assert f"{NO_PLAN}." in how_it_was_done(made, for_readers=True)
    assert f"{NO_PLAN}." in how_it_was_done(made, for_readers=False)
    assert f"{NO_PLAN}." in change_in_words(made.change)
    assert not any(s.startswith("Heard") for s in change_in_words(made.change))


def test_a_plan_made_too_late_is_no_plan(found, plan):
    late = replace(plan, hash="", at="2025-12-24", first_coded="2025-11-09")
    [said, *_] = plan_said(material(found, late), for_readers=False)
    assert said == (
        f"{NO_PLAN}: the plan was made after the first coding of 2025-26, on 24 December 2025."
    )


def test_a_plan_by_hand_is_as_its_maker_says(found):
    by_hand = Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="jo")
    said = plan_said(material(found, by_hand), for_readers=False)
    assert said == [
        (
            "Planned on 15 September 2025 by jo, as they say, before 2025-26 was coded "
            "(9 November 2025): the plan is not on record in a study."
        )
    ]


def test_a_first_year_says_that_it_declares_none(found):
    first = found.corpus.where(year="2023-24")
    one = prac.find_themes(found.codings, first)
    empty = pd.DataFrame(columns=["kind", "who", "at"])
    made = Material(one, None, empty, "T", "2026-01-01")
    assert plan_said(made, for_readers=True) == [
        "A first year declares no headline themes: there is nothing to compare it with yet."
    ]


def test_what_was_done_as_planned_says_so(found, plan):
    told = section(material(found, plan))
    assert "Everything was done as it was planned." in told
    assert "How we will know, 2024-25: desks heard less" in told
    assert "210" in told


def amended(plan: Plan, at: str, why: str, **changed) -> Plan:
    later = replace(plan, at=at, by="kim", why=why, amendments=(), earlier=(), **changed)
    return replace(plan, amendments=(later,))


def test_each_difference_planned_done_when_by_whom_why_and_what_was_seen(found, plan):
    fewer = tuple(h for h in plan.headlines if h.theme_id != "desks")
    changed = amended(plan, "2026-02-01T09:00", "nobody moves any more", headlines=fewer)
    [told] = [s for s in section(material(found, changed)).splitlines() if "headline themes:" in s]
    assert told == (
        "2025-26, headline themes: planned Workload and time, Supervision, Peer support, Systems "
        "and equipment, Somewhere to work; done Workload and time, Supervision, Peer support, "
        "Systems and equipment, on 1 February 2026 by kim; after a comparison was seen. Why: "
        "nobody moves any more."
    )
    earlier = amended(plan, "2025-12-01T09:00", "", smallest_worthwhile=0.1)
    table = material(found, earlier).themes.deviations()
    assert table["when"].tolist() == ["after the first coding, before a comparison was seen"]
    assert table[["planned", "done", "by"]].to_numpy().tolist() == [["0.15", "0.1", "kim"]]
    readers = how_it_was_done(material(found, changed), for_readers=True)
    assert (
        "Done otherwise than planned for 2025-26: headline themes (after a comparison was seen). "
        "Why: nobody moves any more."
    ) in readers
    assert "kim" not in " ".join(readers)


def test_fewer_groups_are_a_deviation_until_the_reason_is_on_record(found, plan):
    ten = replace(plan, groups=10)
    [row] = material(found, ten).themes.deviations().to_dict("records")
    assert (row["planned"], row["done"], row["deviates"]) == ("10 groups", "8 held", True)
    reason = replace(ten, at="2025-12-01", by="sam", about="groups", why="two had flu")
    [row] = (
        material(found, replace(ten, amendments=(reason,))).themes.deviations().to_dict("records")
    )
    assert (row["why"], row["deviates"]) == ("two had flu", False)


def test_the_missing_groups_bounds_are_of_nobody_and_of_everybody_in_them(found, plan):
    made = material(found, replace(plan, groups=10))
    bounds = made.themes.missing_groups()
    assert tuple(bounds["theme_id"]) == plan.themes, "as planned, of this round alone"
    assert set(bounds["year"]) == {"2025-26"}
    row = bounds.set_index("theme_id").loc["tools"]
    own = found.scores[(found.scores["theme_id"] == "tools") & (found.scores["year"] == "2025-26")]
    total = own["score"].sum()
    assert (row["n_groups"], row["n_missing"]) == (8, 2)
    assert row["low"] == pytest.approx(total / 10)
    assert row["high"] == pytest.approx((total + 2) / 10)
    assert row["share"] == pytest.approx(own["score"].mean())
    # one table, beside who was invited; the plan's own section says where it stands
    assert "stands under “Who was invited, who came”" in section(made)
    (table,) = [b for b in coverage_page(made) if "had nobody in them" in getattr(b, "caption", "")]
    n, low, high = round(100 * row["share"]), round(100 * row["low"]), round(100 * row["high"])
    assert [str(row["name"]), "2025-26", "8", f"{n}%", "2", f"{low}%", f"{high}%"] in table.rows
    assert material(found, plan).themes.missing_groups().empty
    assert "stands under" not in section(material(found, plan))


def test_bounds_are_of_the_round_and_the_codes_that_were_planned(found, plan):
    """A plan of an earlier round has its own headlines; a merged one counts what was planned."""
    early = replace(plan.of("2024-25"), groups=9, earlier=())
    early = replace(early, headlines=tuple(h for h in early.headlines if h.theme_id == "tools"))
    merged = found.merge(["tools", "managers"], into="tools")
    themes = material(merged, replace(plan, earlier=(early,))).themes
    [row] = themes.missing_groups().to_dict("records")
    own = found.scores[(found.scores["theme_id"] == "tools") & (found.scores["year"] == "2024-25")]
    assert (row["theme_id"], row["year"], row["n_missing"]) == ("tools", "2024-25", 1)
    assert row["share"] == pytest.approx(own["score"].mean())
    assert row["low"] == pytest.approx(own["score"].sum() / 9)


def test_where_study_toml_differs_the_plan_stands_and_the_difference_is_printed(found, plan):
    other = replace(plan, set_otherwise=(("smallest worthwhile change", "0.05"),))
    made = material(found, other)
    assert (
        "2025-26, smallest worthwhile change: planned 0.15; done study.toml: 0.05; "
        "it is not known what was seen by then."
    ) in section(made)
    assert made.change["smallest_worthwhile"].dropna().unique().tolist() == [0.15]


def test_codes_merged_since_are_printed(found, plan):
    merged = found.merge(["tools", "managers"], into="tools")
    table = material(merged, plan).themes.deviations()
    assert table[["round", "about", "planned", "done"]].to_numpy().tolist() == [
        [year, "codes", "tools", "counts managers, tools"] for year in ("2024-25", "2025-26")
    ]


def test_another_coder_frame_or_guide_than_planned_is_a_deviation(found, plan):
    other = replace(plan, coders=("kim",), frame_version="2022-1", guide_version="1", earlier=())
    table = material(found, other).themes.deviations()
    assert table[["about", "planned", "done"]].to_numpy().tolist() == [
        ["coders", "kim", "kim, lee"],
        ["frame", "2022-1", "read with 2023-1"],
        ["guide", "1", "2"],
    ]


def test_an_added_headline_is_a_deviation(found, plan):
    table = material(found, plan, headline=["managers"]).themes.deviations()
    assert table["about"].tolist() == ["headlines"]
    assert table["done"].iloc[0].startswith("added: ")


def test_a_comparison_opened_early_is_told_to_the_team(found, plan):
    row = {"kind": "compared", "who": "lee", "at": "2025-12-01T10:00:00+00:00", "early": True,
           "rounds": ["2024-25", "2025-26"], "where": "Python"}  # fmt: skip
    told = section(material(found, plan, decisions=pd.DataFrame([row], dtype=object)))
    assert (
        "The comparison of 2024-25 and 2025-26 was opened on 1 December 2025 (Python), before its "
        "plan and all sentences on the headline themes stood."
    ) in told
