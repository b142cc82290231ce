"""A frame released after its pilot is the year's own order; any later one is a deviation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import practicelearn as prac
from practicelearn.themes.deviations import PILOTED

ROUND = "2025-26"
PLANNED, RELEASED = "2025-1", "2025-2"
DAY = pd.Timestamp("2025-11-09T10:00:00+00:00")


@pytest.fixture(scope="module")
def declared(sample: Path) -> prac.Themes:
    study = prac.open_study(sample)
    found = prac.find_themes(study.codings(), study.corpus())
    plan = replace(study.plan(), frame_version=PLANNED, hash="", first_compared="", earlier=())
    return found.declare(plan=plan)


def row_of(declared: prac.Themes, sessions: dict[int, tuple[str, int]], **plan: str) -> object:
    """The frame's row, once each session was read with a version and on a day after the first.

    Sessions by their place among those of the round; the last entry holds for all further ones.
    """
    read = declared.codings.read.copy()
    session = read["turn_id"].str.partition(":")[0]
    year = session.map(declared.corpus.sessions["year"])
    own = sorted(session[year == ROUND].unique())
    assert len(own) > 2
    for n, name in enumerate(own):
        version, day = sessions.get(n, sessions[max(sessions)])
        read.loc[session == name, "frame_version"] = version
        read.loc[session == name, "at"] = (DAY + pd.Timedelta(days=day)).isoformat()
    codings = replace(declared.codings, read=read)
    themes = replace(declared, codings=codings, plan=replace(declared.plan, **plan))
    table = themes.deviations()
    found = table[(table["about"] == "frame") & (table["round"] == ROUND)]
    return next(found.itertuples(), None)


def test_one_session_piloted_then_the_frame_released_and_the_rest_coded_with_it(declared):
    row = row_of(declared, {0: (PLANNED, 0), 1: (RELEASED, 2)})
    assert not row.deviates
    assert row.why == PILOTED
    assert row.done == f"read with {PLANNED}, {RELEASED}"


@pytest.mark.parametrize(
    "sessions",
    [
        {0: (PLANNED, 0), 1: (PLANNED, 0), 2: (RELEASED, 2)},  # two were coded before: no pilot
        {0: (PLANNED, 3), 1: (RELEASED, 2)},  # the pilot came after the rest had begun
        {0: (PLANNED, 0), 1: (RELEASED, 2), 2: ("2025-3", 4)},  # and it was changed again
        {0: (RELEASED, 0)},  # nothing was piloted
    ],
)
def test_any_other_order_is_a_deviation(declared, sessions):
    row = row_of(declared, sessions)
    assert row.deviates
    assert row.why == ""


def test_a_frame_released_after_a_comparison_was_seen_is_a_deviation(declared):
    seen = (DAY + pd.Timedelta(days=1)).isoformat()
    row = row_of(declared, {0: (PLANNED, 0), 1: (RELEASED, 2)}, first_compared=seen)
    assert row.deviates
