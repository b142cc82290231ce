"""Who led, took part and coded where they should be known: with counts, beside what it concerns."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from practicelearn.themes.finding import find_themes
from practicelearn.themes.role_flags import role_flags

YEARS = {"2024-25": [2, 3, 0, 1], "2025-26": [2, 3, 0, 1]}


@pytest.fixture(scope="module")
def themes(study_of):
    """Two rounds of four groups; in the newer round somebody leads her own staff in two."""
    corpus, codings = study_of({"pay": YEARS, "rota": {y: [0, 0, 2, 0] for y in YEARS}})
    there = corpus.attendance.copy()
    at = there.set_index(["session_id", "speaker"]).index
    there["line_manages_someone_present"] = at.isin(
        [("2025-26-g0", "F"), ("2025-26-g2", "F"), ("2025-26-g1", "P0")]
    )
    # one facilitator for two groups of the first round, who takes part in the second
    one = at.isin([("2024-25-g0", "F"), ("2024-25-g1", "F"), ("2025-26-g3", "P4")])
    there["person_id"] = there["person_id"].mask(one, "both")
    there["coder"] = pd.Series(None, there.index, dtype=object).mask(
        at.isin([("2025-26-g1", "P1")]), "kim"
    )
    return find_themes(codings, replace(corpus, attendance=there)).declare(["pay"])


def said(table: pd.DataFrame, kind: str, theme: str = "") -> list[tuple[str, int, int]]:
    own = table[(table["kind"] == kind) & (table["theme_id"] == theme)]
    return list(own[["year", "n", "of"]].itertuples(index=False, name=None))


def test_who_led_and_took_part_is_counted_in_each_round(themes):
    table = role_flags(themes)
    assert said(table, "led own staff") == [("2025-26", 2, 4)]
    assert said(table, "managers took part") == [("2025-26", 1, 20)]
    assert said(table, "led several groups") == [("2024-25", 1, 3)]
    assert said(table, "led in one round, took part in another") == [("2025-26", 1, 20)]
    assert said(table, "coder was in the group") == [("2025-26", 1, 4)]


def test_beside_a_theme_stands_how_much_of_it_is_concerned(themes):
    table = role_flags(themes)
    # pay was raised in g0, g1 and g3; g0 was led by a manager, in g1 one took part
    assert said(table, "led own staff", "pay") == [("2025-26", 1, 3)]
    assert said(table, "managers took part", "pay") == [("2025-26", 1, 3)]
    assert said(table, "coder was in the group", "pay") == [("2025-26", 3, 6)]
    assert said(table, "led own staff", "rota") == [("2025-26", 1, 1)]
    own = table[(table["theme_id"] == "rota") & (table["kind"] == "led own staff")]
    [words] = own["says"]
    assert words.startswith("in 2025-26 the one group that raised it was led by somebody who")


def test_where_nothing_is_known_nothing_is_said(study_of):
    corpus, codings = study_of({"pay": YEARS})
    assert role_flags(find_themes(codings, corpus)).empty
