"""The page on other tools: its figures are those of the pages that are measured, and it is fair."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "which-tool-when.md").read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]


def part(text: str, heading: str) -> str:
    return text.split(f"{heading}\n")[1].split("\n## ")[0]


def test_figures_of_topics_are_those_that_were_measured():
    measured = (DOCS / "topics.md").read_text(encoding="utf-8")
    talk = {
        row[0]: row for row in rows(measured.split("**everyday-talk**")[1].split("**design")[0])
    }
    teams = {row[0]: row for row in rows(measured.split("**design-teams**")[1])}
    told = [row for row in rows(part(PAGE, "## Topics, measured")) if row[0] != "program"]
    assert len(told) == 8
    for program, everyday, designed, cpu in told:
        assert (everyday, cpu) == (talk[program][1], talk[program][6]), program
        assert designed == teams[program][1], program
    assert "`make bench-topics`" in PAGE
    no_words = re.search(r"comes to (0\.\d+)", PAGE)[1]
    assert no_words == teams["no words: stage and third"][1]


def test_figures_of_speed_are_those_that_were_measured_and_the_slow_ones_are_among_them():
    measured = rows((DOCS / "benchmarks.md").read_text(encoding="utf-8"))
    known = {(row[0], row[1]): row[6] for row in measured if len(row) == 9}
    told = [row for row in rows(part(PAGE, "## Speed, measured")) if row[0] != "job"]
    assert {(job, beside): known[job, beside] for job, beside, _ in told} == {
        (job, beside): ratio for job, beside, ratio in told
    }
    assert sum(float(ratio) < 1 for *_, ratio in told) >= 3
    assert "`make bench`" in PAGE


def test_every_program_is_told_of_with_where_it_is_from():
    told, sources = part(PAGE, "## Program by program"), part(PAGE, "## Where this is from")
    programs = ["NVivo", "MAXQDA", "ATLAS.ti", "Dedoose", "Taguette", "QualCoder", "RQDA"]
    programs += ["BERTopic", "gensim", "tomotopy", "`irr`", "`quanteda`", "`stm`"]
    for program in programs:
        assert program in told and program in sources, program
    wrong = [row for row in rows(part(PAGE, "## By job")) if row[2].startswith("wrong tool")]
    assert len(wrong) >= 6
