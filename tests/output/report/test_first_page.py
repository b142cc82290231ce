"""What is new, in words: heard first, looked for first, no longer heard, heard again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planned_before import planned
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Block, Bullets, Heading
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import compare_years

from ..conftest import invented_codings

NEWEST = "2024-"


@pytest.fixture(scope="module")
def found() -> Themes:
    """Tools nobody raised before, supervision nobody raises now, and for racism nobody looked."""
    corpus, codings = invented_codings()
    of, code = codings.spans["turn_id"], codings.spans["code"]
    now = of.str.startswith(NEWEST)
    spans = codings.spans[~((code == "tools") & ~now) & ~((code == "supervision") & now)]
    read = codings.read
    before = ~read["turn_id"].str.startswith(NEWEST)
    versions = read["frame_version"].mask(before, "2022-1")
    (whole,) = codings.held.values()
    held = dict(codings.held) | {"2022-1": whole - {"racism"}}
    own = replace(codings, spans=spans, read=read.assign(frame_version=versions), held=held)
    themes = find_themes(own, corpus)
    for theme in ("tools", "supervision", "workload", "racism"):
        themes = themes.state(theme, f"People speak of {theme}.")
    return themes


def new(report: Report) -> list[str]:
    blocks: list[Block] = list(report.document.blocks)
    at = next(k for k, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == "new")
    own = blocks[at + 1]
    assert isinstance(own, Bullets)
    return list(own.items)


def test_each_kind_of_news_is_said_with_its_caution(found: Themes) -> None:
    said = new(Report(themes=found))
    tools, racism, supervision, workload = said[:4]
    assert tools == (
        "New in 2024-25: Tools and places to work. Nobody raised it in the rounds before."
    )
    assert racism == (
        "Looked for in 2024-25 for the first time: Racism at work. Whether people spoke of it "
        "before is not known: earlier rounds were not read for it."
    )
    assert supervision == (
        "No longer heard: Supervision. Nobody raised it in 2024-25; that alone does not mean it "
        "has been put right."
    )
    assert workload == "Heard again, as in 2023-24: Workload and allocation."


def test_what_was_compared_is_not_said_to_be_merely_heard_again(found: Themes) -> None:
    own = planned(found, ["workload"])
    said = new(Report(themes=own, change=compare_years(own)))
    assert not [s for s in said if s.startswith("Heard again")]
    assert [s for s in said if "Workload and allocation" in s]


def test_the_page_for_directors_has_the_same_news(found: Themes) -> None:
    page = new(Report(themes=found, kind="summary"))
    assert new(Report(themes=found))[: len(page)] == page


def test_a_first_round_has_nothing_to_compare_with() -> None:
    corpus, codings = invented_codings()
    one = corpus.where(year="2024-25")
    themes = find_themes(codings, one).state("supervision", "It goes first.")
    report = Report(themes=themes)
    assert new(report)[0] == ("This is the first round: there is nothing to compare it with yet.")
    assert "People who raised each theme in 2024-25" in report.html(), "a picture in year one too"
    assert "Appendix" not in report.html()
