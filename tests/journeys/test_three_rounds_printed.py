"""Study A: the finished documents, read as a reader reads them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from practicelearn.output.gate.wording import long_date

from . import answers as key
from .printed import found_in, people_said, said_in, table_in
from .three_rounds import prefix, run
from .waiting import rounds_in_order, small_figures_hidden

FOR_READERS = (
    "report.html", "report.docx", "summary.docx", "summary.pptx", "poster.html", "poster.docx",
    "checklists.docx",
)  # fmt: skip
ALL = ("evidence.html", "tables.xlsx", *FOR_READERS)

pytestmark = rounds_in_order


def test_these_are_all_documents_that_are_made(printed: Path) -> None:
    assert {p.name for p in printed.iterdir()} == {*ALL, "charts"}


@pytest.mark.parametrize("name", ALL)
def test_nothing_false_is_printed(printed: Path, name: str) -> None:
    assert not found_in(said_in(printed / name), key.NEVER)


@pytest.mark.parametrize(
    "name",
    [
        "evidence.html",
        *FOR_READERS,
    ],
)
def test_it_is_not_said_that_nobody_raised_what_two_groups_raised(printed: Path, name: str) -> None:
    assert not found_in(said_in(printed / name), key.NOBODY)


@pytest.mark.parametrize("name", FOR_READERS)
def test_nothing_printed_for_readers_points_at_few(printed: Path, name: str) -> None:
    assert not found_in(said_in(printed / name), key.NEVER_FOR_READERS)


@pytest.mark.parametrize("name", ["report.html", "report.docx"])
def test_readers_are_told_how_far_a_theme_reaches(printed: Path, name: str) -> None:
    said = said_in(printed / name)
    assert not [f for f in key.MUST_FOR_READERS if f"{f} people" not in said]


def test_page_and_word_give_the_same_figures(printed: Path) -> None:
    page, word = (people_said(said_in(printed / f"report.{s}")) for s in ("html", "docx"))
    assert page == word
    assert page


@pytest.mark.parametrize("name", ["evidence.html", "report.html", "report.docx"])
def test_each_verdict_is_printed_in_its_words(printed: Path, name: str) -> None:
    said = said_in(printed / name).lower()
    for verdicts in key.VERDICTS.values():
        assert any(verdict in said for verdict in verdicts)
    assert not re.search(r"round 1[01] to round 9|round 11 to round 10", said)


def test_everybody_left_out_is_named_in_the_evidence(printed: Path) -> None:
    said = said_in(printed / "evidence.html")
    assert "5 of 112 codings" in said
    assert "2 of 112 codings" in said
    assert "complete the list" in said
    assert "(Cedar, Damson)" in said
    assert "notes only" in said


def test_the_evidence_gives_the_figures_of_the_key(printed: Path) -> None:
    said = said_in(printed / "evidence.html")
    for rounds in key.THEMES.values():
        for year, wanted in rounds.items():
            if wanted["known"]:
                assert (
                    f"In {year}: {wanted['raised_in']} of {wanted['known']} groups, "
                    f"{wanted['raised']} of {wanted['people']} people, {wanted['passages']} passage"
                ) in said
            else:
                assert f"In {year}: not read for it" in said


@pytest.mark.parametrize("name", ["report.html", "report.docx"])
def test_how_many_were_there_counts_everybody_once(printed: Path, name: str) -> None:
    """18 people are counted in Round 11, and 31 are on its lists; one of them was in two groups."""
    said = said_in(printed / name)
    assert not found_in(said, key.ONE_TWICE)


def test_whether_it_came_up_unasked(printed: Path) -> None:
    evidence, report = (said_in(printed / f"{n}.html") for n in ("evidence", "report"))
    assert f"before anybody asked {key.UNASKED['supervision']}" in report
    for theme, words in (("supervision", "all 5 groups"), ("desks", "2 of the 5 groups")):
        told = f"In Round 11: it came up before anybody asked in {words} in which it was raised"
        assert told in evidence, theme
    # elsewhere Round 10's Elm, where the facilitator named supervision first
    assert "Supervision 22 5 of 6" in evidence


def test_a_quote_of_the_facilitator_is_never_evidence(printed: Path) -> None:
    for name in ALL:
        said = said_in(printed / name)
        assert "I hear that supervision has been poor" not in said
        assert "Other groups have told me" not in said


def test_what_was_read_and_gives_no_share_is_not_called_unread(printed: Path) -> None:
    """Ash and Birch were read, and raised desks; only Cedar was not."""
    said = said_in(printed / "evidence.html")
    table = said[said.index("Themes by group, Round 11") :]
    row = re.search(r"Desks and rooms (.*?) 1 of 5 1 of 4 1 of 5", table)
    assert row is not None
    assert row[1].count("not read") == 1


def test_a_group_whose_list_is_not_complete_is_no_group_of_three(printed: Path) -> None:
    """Five spoke in Ash and three are listed: how many took no position is not known."""
    said = said_in(printed / "evidence.html")
    assert not re.search(r"(Desks and rooms|Supervision|Parking|Pay) Ash 0 0 0 3 3\b", said)


def test_a_stage_direction_is_nobodys_silence(printed: Path) -> None:
    """The alarm in Round 10's Birch is written down; nobody said it."""
    said = said_in(printed / "evidence.html")
    assert "Birch Round 10 4 4 0" in said


@small_figures_hidden
@pytest.mark.parametrize("name", ["report.html", "report.docx"])
def test_readers_see_no_nought_where_two_groups_raised_it(printed: Path, name: str) -> None:
    """Pay in Round 11: Ash and Birch raised it, and neither has a share of people."""
    assert not re.search(r"Pay [^.]{0,30}\b0%", said_in(printed / name))


@small_figures_hidden
@pytest.mark.parametrize("name", ["report.html", "report.docx"])
def test_a_count_of_groups_that_is_hidden_is_not_made_smaller(printed: Path, name: str) -> None:
    """All six groups raised desks in Round 11; "fewer than 5 of 6 groups" would be false."""
    said = said_in(printed / name)
    assert "In Round 11: fewer than 5 of 6 groups" not in said
    assert "In Round 11: some of 6 groups, fewer than 5 of 18 people" in said


@pytest.mark.parametrize("name", ["evidence.html", "report.html", "report.docx"])
def test_it_is_said_when_each_round_was_planned_and_first_coded(
    three: Path, printed: Path, name: str
) -> None:
    said, by = said_in(printed / name), "sam" if name == "evidence.html" else "the team"
    plans = [e for e in _events(three / "decisions" / "sam.jsonl") if e["kind"] == "plan"]
    for event in plans:
        year = event["payload"]["year"]
        logs = three.glob(f"coding/*/{prefix(year)}-*.jsonl")
        first = min(e["at"] for log in logs for e in _events(log) if e["kind"] in ("read", "code"))
        assert event["at"] < first
        on, coded = (long_date(at[:10]) for at in (event["at"], first))
        assert f"Planned on {on} by {by}, before the first coding of {year} ({coded})." in said
    assert [e["payload"]["year"] for e in plans] == key.ORDER[1:]
    assert "No plan was made before" not in said


def test_whatever_was_done_otherwise_than_planned_is_printed_and_nothing_else(
    printed: Path,
) -> None:
    said = said_in(printed / "evidence.html")
    told = re.findall(r"(Round \d+), ([a-z ]+): planned ([^;]+); done ([^;]+);", said)
    assert {*told} == key.DONE_OTHERWISE
    for name in ("report.html", "report.docx"):
        told = re.findall(
            r"otherwise than planned for (Round \d+): ([a-z ]+) \(", said_in(printed / name)
        )
        assert {*told} == {(year, what) for year, what, *_ in key.DONE_OTHERWISE}


def test_who_came_of_those_invited_adds_up_in_every_round_that_was_planned(printed: Path) -> None:
    said = said_in(printed / "evidence.html")
    for year, plan in key.PLANNED.items():
        came = key.LISTED[year]
        assert (
            f"{year}: {plan['invited']} invited = {came} came + 0 stayed away with a reason + "
            f"{plan['invited'] - came} of whom nobody knows why; {plan['held']} of "
            f"{plan['groups']} groups planned"
        ) in said
    last, plan = key.LISTED[key.R11], key.PLANNED[key.R11]
    told = f"{last} of {plan['invited']} staff came, in {plan['held']} of {plan['groups']} groups"
    for name in ("report.html", "report.docx", "summary.docx"):
        assert told in said_in(printed / name), name


def test_what_the_missing_group_could_have_changed_is_that_of_the_key(printed: Path) -> None:
    page = printed / "evidence.html"
    rows = {row["Theme"]: row for row in table_in(page, "What the groups that were planned")}
    assert rows.keys() == key.MISSING.keys()
    for theme, (low, high) in key.MISSING.items():
        row = rows[theme]
        assert (row["Round"], row["Groups"], row["Missing"]) == ("Round 11", "4", "1")
        assert float(row["Nobody in them"].rstrip("%")) == pytest.approx(low, abs=0.51)
        assert float(row["Everybody in them"].rstrip("%")) == pytest.approx(high, abs=0.51)


@pytest.mark.parametrize(("before", "after"), key.COMPARED)
def test_how_sure_says_what_its_table_says(printed: Path, before: str, after: str) -> None:
    page = printed / "evidence.html"
    rows = table_in(page, f"Counted otherwise, {before} to {after}")
    for row in rows:
        assert (row["Turns"] == "yes") == (row["Verdict"] != row["As planned"])
        planned = key.VERDICTS[_id(row["Theme"]), before, after]
        assert row["As planned"] in planned
    turning = {row["Theme"] for row in rows if row["Turns"] == "yes"}
    count = ("None", "One", "Two", "Three")[len(turning)]
    said = said_in(page).split(f"Counted otherwise, {before} to {after} ")[1]
    assert said.startswith(f"{count} of the three headline verdicts would read otherwise when")
    for theme in turning:
        otherwise = {row["Verdict"] for row in rows if row["Theme"] == theme} - {
            row["As planned"] for row in rows if row["Theme"] == theme
        }
        told = re.search(rf"{theme}\. As planned: ([^.]+)\. Otherwise: ([^.]+)\.", said)
        assert told is not None
        assert all(verdict in told[2] for verdict in otherwise)
    if after == key.R11:
        for name in ("report.html", "report.docx"):
            assert f"{count} of the three headline verdicts would read" in said_in(printed / name)


def _id(name: str) -> str:
    return {"Desks and rooms": "desks"}.get(name, name.lower())


def _events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_command_line_says_nothing_false(three: Path) -> None:
    assert not found_in(" ".join(run("theme", three).split()), key.NEVER)
