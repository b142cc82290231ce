"""Who answered: in the evidence file with every figure, in readers' files with what may be told."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from practicelearn.output.disclosure.facts import Came, as_rows
from practicelearn.output.report.as_html import to_html
from practicelearn.output.report.audited import audit_facts, read_documents
from practicelearn.output.report.blocks import Document
from practicelearn.output.report.coverage import (
    answered_rounds,
    coverage_page,
    who_answered,
    who_answered_in_short,
)
from practicelearn.output.report.report import Report
from practicelearn.output.report.role_notes import role_notes, who_led_and_coded
from practicelearn.themes.plan import Invited, Plan
from practicelearn.themes.themes import Themes

YEAR = "2024-25"
TEAM_OF = {
    "north": "North",
    "south": "South",
    "east": "South",
    "west": "Night",
    "hospital": "North",
}
INVITED = (
    Invited(40, team="North"), Invited(60, team="South"), Invited(20, team="Night"),
    Invited(30, team="Duty"),
    Invited(12, job_role="manager"), Invited(138, job_role="social worker"),
    Invited(150, length_of_service="0–2 years"),
)  # fmt: skip


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(page)))


def table_of(page: str, caption: str) -> list[str]:
    """The rows of a table, as somebody reads them."""
    found = re.search(rf"<table.*?{caption}.*?</table>", page, re.DOTALL)
    return (
        []
        if found is None
        else [words(r).strip() for r in re.findall("<tr.*?</tr>", found[0], re.S)]
    )


@pytest.fixture(scope="module")
def planned(themes: Themes) -> Themes:
    """25 people in the newest round: 10 of North, 10 of South, 2 of Night and 3 of Duty."""
    corpus = themes.corpus
    there = corpus.attendance.copy()
    group = there["session_id"].map(corpus.sessions["group"])
    there["team"] = group.map(TEAM_OF)
    there.loc[(group == "west") & there["speaker"].isin(["P3", "P4", "P5"]), "team"] = "Duty"
    there["job_role"] = "social worker"
    there.loc[(group == "north") & (there["speaker"] == "P1"), "job_role"] = "manager"
    there["length_of_service"] = "0–2 years"
    away = pd.DataFrame(
        {"session_id": ["2024-north"] * 3, "person_id": ["a", "b", "c"], "year": YEAR,
         "team": "North", "reason": ["off sick", "her mother’s funeral", None]}
    )  # fmt: skip
    not_held = pd.DataFrame({"year": [YEAR], "group": ["night"], "reason": ["nobody to lead it"]})
    changed = replace(corpus, attendance=there, away=away, not_held=not_held)
    plan = Plan(round=YEAR, groups=6, invited=INVITED)
    return replace(themes, corpus=changed).declare(["supervision"], plan=plan)


def report(themes: Themes, **more) -> Report:
    return Report(themes=themes, title="An invented council", waive="Invented.", **more)


def part(blocks: list) -> str:
    """These blocks as a page: the whole document takes seconds."""
    return to_html(Document(title="An invented council", subtitle="", blocks=blocks))


@pytest.fixture(scope="module")
def page(planned: Themes) -> str:
    return part(who_answered(report(planned).material))


def test_readers_are_told_who_answered_and_never_of_few(page: str) -> None:
    assert "In 2024-25, 25 of 150 staff came, in 5 of 6 groups planned." in words(page)
    rows = table_of(page, "Who answered, by team, 2024-25")
    assert rows == ["Team Invited Came", "North 40 not shown", "South 60 10",
                    "Night 20 fewer than 5", "Duty 30 fewer than 5"]  # fmt: skip
    # with the whole and 20 of North and South, 5 would be left for Night and Duty: each would know
    assert not table_of(page, "Who answered, by role")  # one manager is all but the social workers
    assert "By role and length of service it is not shown: too few people." in words(page)


def test_nothing_of_why_people_stayed_away_is_for_readers(planned: Themes, page: str) -> None:
    summary = who_answered_in_short(report(planned).material)
    assert summary == " 25 of 150 staff came, in 5 of 6 groups planned."
    for text in (page, summary):
        assert not re.search("funeral|off sick|nobody to lead", text)


def test_the_team_sees_every_figure_and_that_it_adds_up(planned: Themes) -> None:
    text = words(part(coverage_page(report(planned).material)))
    assert (
        "2024-25: 150 invited = 25 came + 2 stayed away with a reason + 123 of whom nobody knows "
        "why" in text
    )
    assert "her mother’s funeral 1; off sick 1" in text and "nobody to lead it" in text
    assert re.search(r"Supervision 2024-25 5 \d+% 1 \d+% \d+%", text)


def test_the_last_check_before_a_release_reads_these_figures(planned: Themes, page: str) -> None:
    material = report(planned).material
    reading = read_documents([page], material)
    assert reading.unread == []
    came = {f.key: f.words for f in reading.facts if isinstance(f, Came)}
    assert came[("all", "")] == "25" and came[("team", "North")] in {"10", "not shown"}
    assert not [f for f in audit_facts(reading.facts, material) if f.who == "who answered"]


@pytest.mark.parametrize(
    ("printed", "instead", "said"),
    [
        ("<td>fewer than 5</td>", "<td>2</td>", "tells of few people"),
        ("25 of 150 staff", "24 of 150 staff", "is not what the sheets hold"),
        ("<td>not shown</td>", "<td>10</td>", "can work out that"),
    ],
)
def test_a_page_that_tells_more_is_held_back(planned, page, printed, instead, said) -> None:
    assert printed in re.sub(r"<td[^>]*>", "<td>", page)
    tampered = re.sub(r"<td[^>]*>", "<td>", page).replace(printed, instead, 1)
    material = report(planned).material
    facts = read_documents([tampered], material).facts
    assert any(said in found.says for found in audit_facts(facts, material))


def test_what_a_release_printed_stays_as_it_was(planned: Themes, page: str) -> None:
    material = report(planned).material
    facts = read_documents([page], material).facts
    at = "2025-03-04T10:00:00.000+00:00"
    release = pd.DataFrame([{"kind": "release", "who": "kim", "at": at, "facts": as_rows(facts)}])
    there = planned.corpus.attendance
    now_duty = there["person_id"] == "north-P1-2024-25"
    moved = replace(
        planned.corpus,
        attendance=there.assign(team=there["team"].mask(now_duty, "Duty"))[
            there["person_id"] != "south-P1-2024-25"
        ],
    )
    again = report(replace(planned, corpus=moved), decisions=release)
    page = part(who_answered(again.material))
    text = words(page)
    assert "25 of 150 staff came, in 5 of 6 groups planned (as reported on 4 March 2025)." in text
    assert "24 of 150" not in text
    read = read_documents([page], again.material)
    assert not [f for f in audit_facts(read.facts, again.material) if f.who == "who answered"]


def test_without_a_plan_readers_get_no_table_and_the_team_what_is_known(themes: Themes) -> None:
    page = part(who_answered(report(themes).material))
    assert "In 2024-25, 25 people came, in 5 groups." in words(page)
    assert "Who answered, by" not in page
    assert who_answered_in_short(report(themes).material) == ""
    assert answered_rounds(report(themes).material)[YEAR].lists == {}


def test_it_stands_in_both_documents_of_readers_in_html_and_word(
    planned: Themes, tmp_path: Path
) -> None:
    made = report(planned)
    paths = [p for p in made.for_readers(tmp_path) if p.stem in ("report", "summary")]
    paths = [p for p in paths if p.suffix != ".pptx"]
    assert {p.suffix for p in paths} == {".html", ".docx"}
    for path in paths:
        read = read_documents([path], made.material)
        assert ("all", "") in {f.key for f in read.facts if isinstance(f, Came)}, path.name
        assert read.unread == [], path.name


def test_a_manager_who_led_her_own_staff_stands_beside_the_headline_for_the_team_alone(
    planned: Themes,
) -> None:
    there = planned.corpus.attendance
    led = (there["session_id"] == "2024-north") & (there["role"] == "facilitator")
    changed = there.assign(line_manages_someone_present=led.astype("boolean"))
    themes = replace(planned, corpus=replace(planned.corpus, attendance=changed))
    material = report(themes).material
    text = words(part(who_led_and_coded(material)))
    assert "1 of 5 groups was led by somebody who manages one of those present (north)" in text
    assert re.search(
        r"Supervision 2024-25 in 2024-25 1 of the 5 groups that raised it was led", text
    )
    assert any("that raised it was led" in note for note in role_notes(material, "supervision"))
    readers = part(who_answered(material)) + who_answered_in_short(material)
    assert "manages" not in readers and "led by" not in readers


def test_a_plan_that_cannot_be_is_named_to_the_team_and_counts_nobody_for_readers(
    planned: Themes,
) -> None:
    few = Plan(round=YEAR, groups=3, invited=(Invited(12, team="North"), Invited(6, team="South")))
    material = report(replace(planned, plan=few)).material
    team = words(part(coverage_page(material)))
    assert "It does not add up: 5 groups were held and 3 planned; 25 came and 2 more stayed" in team
    assert "2024-25: South: 10 came, of 6 who were invited." in team
    readers = words(part(who_answered(material)))
    assert "In 2024-25, 25 people came, in 5 groups." in readers
    assert "Invited" not in readers
