"""An adversary with a pencil: this year's report, last year's, and every rule that is known."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Bullets, Document, Paragraph, Table
from practicelearn.output.report.changes import for_readers
from practicelearn.output.report.disclosure import four_counts, groups_said, hidden_rounds
from practicelearn.output.report.release import printed_counts
from practicelearn.themes.themes import Themes

people = st.integers(0, 30)


def consistent(said: tuple[str, ...], total: int, raised: int) -> list[set[int]]:
    """Every value each count may have, given what is printed, the total and who raised it."""
    ranges = [
        range(1, 5) if s == "fewer than 5" else range(total + 1) if s == "not shown" else [int(s)]
        for s in said
    ]
    found: list[set[int]] = [set() for _ in said]
    for a, g, d in product(*ranges[:3]):
        n = total - a - g - d
        if a + d == raised and n in ranges[3]:
            for k, value in enumerate((a, g, d, n)):
                found[k].add(value)
    return found


@settings(max_examples=60, deadline=None)
@given(people, people, people, people)
def test_none_of_the_four_counts_can_be_reckoned_from_the_others(
    aloud: int, gesture: int, disagreed: int, none: int
) -> None:
    counts = (aloud, gesture, disagreed, none)
    said = four_counts(*counts)
    possible = consistent(said, sum(counts), aloud + disagreed)
    for n, words, values in zip(counts, said, possible, strict=True):
        assert n in values
        if 0 < n < 5 and set(said) != {"not shown"}:
            assert words == "fewer than 5"
            assert len(values) >= 3, (counts, said, values)
        elif words != "not shown":
            assert words == str(n)


def test_groups_give_no_lower_bound_of_few_people() -> None:
    assert groups_said(4, 8, "few") == groups_said(1, 8, "few") == "fewer than 5 of 8 groups"
    assert groups_said(2, 3, "few") == "some of 3 groups"


def extent_of(n: int, of: int, groups: int = 6) -> pd.DataFrame:
    row = {"theme_id": "tools", "year": "2024-25", "n_groups": 8, "n_groups_raised": groups,
           "n_people": of, "n_people_raised": n, "share_people": n / of}  # fmt: skip
    return pd.DataFrame([row])


@pytest.mark.parametrize(
    ("then", "now", "hidden"),
    [
        ((20, 48), (19, 47), True),  # one who raised it has withdrawn since
        ((20, 48), (20, 47), True),  # one who did not has
        ((20, 48), (20, 48), False),
        ((20, 48), (12, 34), False),  # a whole group was taken out
    ],
)
def test_last_years_table_and_this_one_together_tell_nobody(
    then: tuple[int, int], now: tuple[int, int], hidden: bool
) -> None:
    before = extent_of(*then)
    printed = printed_counts(before, hidden_rounds(before), {"tools"})
    released = {("tools", "2024-25"): [tuple(printed[0][2:])]}
    why = hidden_rounds(extent_of(*now), released)["tools", "2024-25"]  # type: ignore[arg-type]
    assert (why != "") is hidden


def texts(document: Document) -> list[str]:
    found = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append(block.text)
        elif isinstance(block, Bullets):
            found += block.items
        elif isinstance(block, Table):
            found += [" | ".join(map(str, row)) for row in block.rows]
    return found


def test_a_report_that_follows_a_withdrawal_hides_what_the_last_one_printed(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    first = Report(themes=themes, change=change, decisions=decisions)
    said = next(t for t in texts(first.document) if t.startswith("In 2024-25: 5 of 5 groups, 20"))
    assert "20 of 25 people" in said
    counts = printed_counts(themes.extent, first.material.hidden, {"supervision"})
    release: dict[str, Any] = {"kind": "release", "who": "sam", "hash": first.hash,
                               "counts": counts}  # fmt: skip
    known = pd.concat([decisions, pd.DataFrame([release])], ignore_index=True)
    assert not Report(themes=themes, change=change, decisions=known).document.notices
    own = (themes.scores["theme_id"] == "supervision") & (themes.scores["year"] == "2024-25")
    one = own & (themes.scores["group"] == themes.scores.loc[own, "group"].iloc[0])
    scores = themes.scores.assign(n_raised=themes.scores["n_raised"] - one.astype(int))
    later = Report(themes=replace(themes, scores=scores), change=change, decisions=known)
    again = texts(later.document)
    assert "In 2024-25: raised; figures are not shown" in " ".join(again)
    assert not [t for t in again if "In 2024-25: 5 of 5 groups, 19 of 25" in t]
    assert not [t for t in again if t.startswith("Supervision") and "80%" in t]


def test_that_a_theme_recurs_does_not_tell_that_it_was_exactly_four(
    themes: Themes, change: pd.DataFrame
) -> None:
    """Recurring asks for four people, so "fewer than 5" and "recurs" would make exactly four."""
    extent = themes.extent
    for theme, years in themes.table["years_recurring"].items():
        row = extent[(extent["theme_id"] == theme) & (extent["year"] == "2024-25")].iloc[0]
        if "2024-25" not in years or row["n_people_raised"] != 4:
            continue
        shown = Report(themes=themes, change=change).document
        lists = [b for b in shown.blocks if isinstance(b, Table) and "recur" in b.caption]
        name = themes.table.loc[theme, "name"]
        assert not [r for table in lists for r in table.rows if r[0] == name]
        break
    else:
        few = themes.scores["theme_id"].eq("workload") & themes.scores["year"].eq("2024-25")
        ones = few & (few.cumsum() <= few.cumsum().max() - 1)
        scores = themes.scores.assign(
            n_raised=themes.scores["n_raised"].mask(few, ones.astype(int)).astype("Int64")
        )
        made = replace(themes, scores=scores)
        four = made.extent.set_index(["theme_id", "year"]).loc[("workload", "2024-25")]
        assert four["n_people_raised"] == 4
        assert "2024-25" in made.table.loc["workload", "years_recurring"]
        shown = Report(themes=made).document
        tables = [b for b in shown.blocks if isinstance(b, Table) and "recur" in b.caption]
        assert not [r for b in tables for r in b.rows if r[0] == "Workload and allocation"]


def test_a_hidden_share_leaves_no_difference_interval_or_dot(
    themes: Themes, change: pd.DataFrame
) -> None:
    hidden = hidden_rounds(themes.extent)
    shown = for_readers(change, hidden, set(themes.table.index))
    for row in shown.itertuples():
        years = [(row.theme_id, row.year_before), (row.theme_id, row.year_after)]
        if not any(hidden.get(key, "few") for key in years):
            continue
        figures = [row.difference, row.low, row.high, row.inner_low, row.inner_high, row.p_adjusted]
        assert all(np.isnan(figures))
        assert not re.search(r"\d", row.why)


def test_few_facilitators_are_fewer_than_five_in_the_cautions(
    themes: Themes, change: pd.DataFrame
) -> None:
    said = [["3 of 16 facilitators are known to have led in one round only"]] * len(change)
    shown = for_readers(
        change.assign(cautions=said), hidden_rounds(themes.extent), set(themes.table.index)
    )
    assert shown["cautions"].iloc[0][0].startswith("fewer than 5 of 16 facilitators")
