"""What a screen of the years page shows of an invented study; expected is what home.md §3 says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from practicelearn.output.report.material import Material
from practicelearn.output.report.told import printed_quotes
from practicelearn.output.years_page import YearsPage, years_page
from practicelearn.output.years_page.model import Screen
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import compare_years

GUIDE = pd.DataFrame(
    {"question_id": ["q1"], "wording": ["How is it?"], "version": ["1"],
     "codes": ["supervision tools workload"]}
)  # fmt: skip
Made = Callable[..., YearsPage]


@pytest.fixture(scope="module")
def alike(themes: Themes) -> Themes:
    """Every group was asked by the one version of the guide."""
    sessions = themes.corpus.sessions.assign(guide_version="1")
    return replace(themes, corpus=replace(themes.corpus, sessions=sessions))


@pytest.fixture(scope="module")
def made(alike: Themes, decisions: pd.DataFrame) -> Made:
    def make(themes: Themes = alike, *, view: Any = "meeting", guide: Any = GUIDE) -> YearsPage:
        change = compare_years(themes, guide=guide)
        material = Material(themes, change, decisions, "A check", "2025-03-01", guide=guide)
        return years_page(material, view=view)

    return make


@pytest.fixture(scope="module")
def meeting(made: Made) -> YearsPage:
    return made()


@pytest.fixture(scope="module")
def team(made: Made) -> YearsPage:
    return made(view="team")


def screen(page: YearsPage, theme: str) -> Screen:
    return page.screens[page.at(theme)]


def unread(themes: Themes, year: str, groups: list[str]) -> Themes:
    """The same where nobody has read these groups for supervision."""
    scores = themes.scores.copy()
    own = (scores["theme_id"] == "supervision") & (scores["year"] == year)
    own &= scores["group"].isin(groups)
    for column in ("n_raised", "raised", "score"):
        scores.loc[own, column] = pd.NA
    return replace(themes, scores=scores)


def texts(page: YearsPage) -> str:
    said = []
    for s in page.screens:
        sure = s.how_sure
        said += [s.name, s.statement, s.beneath, *(j.why for j in s.joins)]
        said += [] if s.verdict is None else [s.verdict.words, s.verdict.why]
        said += [] if sure is None else [sure.interval, sure.threshold, sure.groups, *sure.cautions]
        for r in s.rounds:
            said += [r.year, r.label, r.cell, r.said, r.groups, r.instead, r.no_quotes]
            said += [f"{q.words} {q.source}" for q in r.quotes]
    return "\n".join(said)


def test_one_headline_a_screen_in_the_plans_order(meeting: YearsPage) -> None:
    assert [s.theme for s in meeting.screens] == ["supervision", "tools", "workload"]
    assert meeting.screens[0].statement == "Supervision goes first when duty is short."
    assert meeting.screens[2].statement == "Not yet put into a sentence by a person."


def test_a_dot_a_round_labelled_with_people_of_everybody_present(meeting: YearsPage) -> None:
    newest = screen(meeting, "supervision").rounds[-1]
    assert [r.year for r in screen(meeting, "supervision").rounds] == [
        "2022-23", "2023-24", "2024-25",
    ]  # fmt: skip
    assert newest.label == "20 of 25 people"
    assert newest.is_dot
    assert newest.place is not None
    assert newest.place.high == 20 / 25


def test_one_to_four_people_are_a_band_from_nought_and_no_dot(made: Made, alike: Themes) -> None:
    few = alike.declare(["colleagues"])
    first = screen(made(few), "colleagues").rounds[0]  # three of 25
    assert first.label == "fewer than 5"
    assert first.place is not None
    assert not first.is_dot
    assert first.place.low == 0
    assert first.place.high == 4 / 25
    assert "raised" not in first.squares, "in how many groups it was would tell of how many people"


def test_what_is_held_back_in_a_meeting_stands_in_the_team_view(made: Made, alike: Themes) -> None:
    few = alike.declare(["colleagues"])
    first = screen(made(few, view="team"), "colleagues").rounds[0]
    assert first.label == "3 of 25 people"
    assert first.squares == ("raised",) * 2 + ("not raised",) * 3


def test_a_line_joins_two_dots_only_where_the_question_was_asked_the_same_way(
    made: Made, alike: Themes, meeting: YearsPage
) -> None:
    assert [j.line for j in screen(meeting, "workload").joins] == [True, True]
    sessions = alike.corpus.sessions
    later = sessions["guide_version"].mask(sessions["year"] == "2024-25", "2")
    corpus = replace(alike.corpus, sessions=sessions.assign(guide_version=later))
    again = pd.concat([GUIDE, GUIDE.assign(version="2", wording="How is it now?")])
    page = made(replace(alike, corpus=corpus), guide=again)
    own = screen(page, "workload")
    assert [j.line for j in own.joins] == [True, False]
    assert own.joins[1].why == "not asked the same way"
    assert own.beneath == "Not asked the same way, so not compared."
    assert own.verdict is not None
    assert own.verdict.words == "Not compared"
    assert not own.verdict.arrow
    assert own.how_sure is not None
    assert not own.how_sure.interval, "what is not compared has no figure of a change"


def test_without_a_guide_nobody_knows_how_it_was_asked_and_nothing_is_joined(
    made: Made, alike: Themes
) -> None:
    own = screen(made(alike, guide=None), "workload")
    assert not any(j.line for j in own.joins)
    assert {j.why for j in own.joins} == {"not known whether it was asked the same way"}


def test_words_that_a_program_counted_are_never_joined(made: Made, alike: Themes) -> None:
    own = screen(made(replace(alike, origin="keyword")), "workload")
    assert not any(j.line for j in own.joins)
    assert {j.why for j in own.joins} == {"words were counted, no person coded"}


def test_one_square_a_group_sorted_filled_empty_dotted(made: Made, alike: Themes) -> None:
    page = made(unread(alike, "2024-25", ["north", "west"]))
    own = screen(page, "supervision").rounds
    assert own[-1].squares[-2:] == ("not read", "not read")
    assert len(own[-1].squares) == 5
    full = screen(made(), "supervision").rounds[-1]
    assert full.squares == ("raised",) * 5


def test_groups_nobody_read_are_said_underneath(made: Made, alike: Themes) -> None:
    page = made(unread(alike, "2024-25", ["north", "west", "east"]))
    assert screen(page, "supervision").beneath == (
        "Three of five groups have not been read for this. They are left out, not counted as "
        "silent."
    )
    assert screen(page, "tools").beneath != screen(page, "supervision").beneath


def test_cannot_tell_is_grey_and_says_what_it_is_not(meeting: YearsPage) -> None:
    own = screen(meeting, "workload")
    assert own.verdict is not None
    assert own.verdict.words == "Cannot tell"
    assert own.verdict.grey
    assert own.beneath == (
        "Cannot tell. With this many groups, chance could explain the difference. That is not the "
        "same as no change. Read both years’ words."
    )


def test_a_verdict_has_an_arrow_and_is_in_ink(meeting: YearsPage) -> None:
    up, down = (screen(meeting, t).verdict for t in ("supervision", "tools"))
    assert up is not None
    assert down is not None
    assert (up.words[:10], up.arrow, up.grey) == ("Heard more", "up", False)
    assert (down.words[:10], down.arrow, down.grey) == ("Heard less", "down", False)


def test_no_verdict_without_a_plan(made: Made, alike: Themes) -> None:
    bare = replace(alike, plan=None)
    own = screen(made(bare), "supervision")
    assert own.verdict is not None
    assert own.verdict.words == "No verdict"
    assert own.verdict.why == "No plan was made before; everything here is exploratory."


def test_a_first_round_has_nothing_to_compare(alike: Themes, decisions: pd.DataFrame) -> None:
    scores = alike.scores[alike.scores["year"] == "2024-25"]
    evidence = alike.evidence[alike.evidence["year"] == "2024-25"]
    one = replace(alike, scores=scores, evidence=evidence, plan=None)
    page = years_page(Material(one, None, decisions, "A check", "2025-03-01", guide=GUIDE))
    own = screen(page, "supervision")
    assert [r.year for r in own.rounds] == ["2024-25"]
    assert own.verdict is None
    assert own.how_sure is None
    assert own.beneath == "First round: nothing to compare yet."


def test_how_sure_says_interval_threshold_groups_and_cautions(meeting: YearsPage) -> None:
    sure = screen(meeting, "workload").how_sure
    assert sure is not None
    ends = re.fullmatch(
        r"Every change from ([−+]?\d+) to ([−+]?\d+) percentage points fits what was heard\.",
        sure.interval,
    )
    assert ends
    assert all(int(e.replace("−", "-")) % 5 == 0 for e in ends.groups()), "no finer than reports"
    assert sure.threshold.startswith("A change of 15 percentage points either way was declared")
    assert "2023-24: 5 groups" in sure.groups
    assert any("third round" in c for c in sure.cautions)


def test_where_a_figure_is_hidden_in_either_round_no_interval_is_told(
    made: Made, alike: Themes
) -> None:
    page = made(alike.declare(["colleagues"]))
    sure = screen(page, "colleagues").how_sure
    assert sure is not None
    assert sure.interval == "Its figures are not shown."


def test_the_split_is_told_only_where_no_part_is_few(meeting: YearsPage) -> None:
    for own in meeting.screens:
        for shown in own.rounds:
            if shown.sides is None:
                assert shown.instead == "split not shown: too few people"


def test_in_a_meeting_quotes_wait_for_the_release(meeting: YearsPage, team: YearsPage) -> None:
    shown = screen(meeting, "tools").rounds[-1]
    assert not shown.quotes
    assert "released" in shown.no_quotes
    assert "team view" in shown.no_quotes
    assert meeting.notices
    assert screen(team, "tools").rounds[-1].quotes[0].source.startswith("Q")


def test_once_released_a_dot_has_the_cleared_quotes_under_the_reports_references(
    alike: Themes, decisions: pd.DataFrame
) -> None:
    change = compare_years(alike, guide=GUIDE)
    own = Material(alike, change, decisions, "A check", "2025-03-01", guide=GUIDE, earlier=0)
    page = years_page(own)
    assert page.notices == ()
    printed = printed_quotes(own)
    newest = screen(page, "tools").rounds[-1]
    rows = printed[(printed["theme_id"] == "tools") & (printed["year"] == "2024-25")]
    assert [q.words for q in newest.quotes] == list(rows["quote"])
    assert [q.source.split(",")[0] for q in newest.quotes] == list(rows["reference"])
    assert newest.no_quotes == ""


def test_a_meeting_sees_no_group_no_session_no_person_and_no_small_count(
    meeting: YearsPage, alike: Themes
) -> None:
    said = texts(meeting)
    for name in (*alike.corpus.sessions["group"].unique(), *alike.corpus.sessions.index):
        assert not re.search(rf"\b{re.escape(str(name))}\b", said), name
    assert not re.search(r"(?<![\d.,-])[1-4] (?:of \d+ )?people", said)
    assert not re.search(r"\bP[1-5]\b", said)


def test_people_of_several_rounds_are_never_added_up(meeting: YearsPage, team: YearsPage) -> None:
    seen = 0
    for page in (meeting, team):
        for own in page.screens:
            each = [int(r.cell.split(" of ")[0]) for r in own.rounds if r.is_dot]
            seen += len(each) > 1
            assert f"{sum(each)} people" not in texts(page) or len(each) == 1
        assert "75" not in texts(page), "25 people a round, three rounds, not linked"
    assert seen


@pytest.mark.parametrize("view", ["meeting", "team"])
def test_a_group_of_which_there_are_only_notes_is_a_group_and_no_people(
    made: Made, alike: Themes, view: Any
) -> None:
    """It did not wish to be recorded: what the note says it raised, and nobody is counted."""
    scores = alike.scores.copy()
    own = (scores["year"] == "2024-25") & (scores["group"] == "north")
    scores.loc[own, ["n_people", "n_raised", "score"]] = pd.NA
    scores.loc[own, "raised"] = True
    newest = screen(made(replace(alike, scores=scores), view=view), "supervision").rounds[-1]
    assert "not read" not in newest.squares
    assert len(newest.squares) == 5
    if view == "team":
        assert newest.cell == "16 of 20"
