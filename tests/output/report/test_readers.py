"""The report for readers: what must never stand in it, and what must."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import DRAFT, Heading, Picture, Quote, Sides, Table
from practicelearn.output.report.changes import for_readers
from practicelearn.themes.themes import Themes


def quotes(report: Report) -> list[Quote]:
    blocks = report.document.blocks
    beside = [q for b in blocks if isinstance(b, Sides) for side in b.quotes for q in side]
    return [*(b for b in blocks if isinstance(b, Quote)), *beside]


@pytest.fixture(scope="module")
def report(themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame) -> Report:
    return Report(themes=themes, change=change, decisions=decisions)


def test_no_session_team_group_person_or_label_is_named(report: Report, themes: Themes) -> None:
    page = re.sub(r'src="data:[^"]*"', "", report.html())
    corpus = themes.corpus
    secret = {
        *corpus.sessions.index, *corpus.turns.index, *corpus.attendance["person_id"],
        *corpus.sessions["file"], *corpus.sessions["group"],
    }  # fmt: skip
    found = {name for name in secret if re.search(rf"\b{re.escape(name)}\b", page)}
    assert not found
    assert not re.search(r"\bP[1-5]\b", page)


def test_only_flagged_and_consented_words_are_quoted_under_a_reference(
    report: Report, themes: Themes, decisions: pd.DataFrame
) -> None:
    evidence = themes.evidence
    flagged = evidence[evidence["coding_id"].isin(decisions["coding_id"])]
    refused = set(flagged.loc[flagged["speaker"] == "P3", "quote"])
    shown = {q.words for q in quotes(report)}
    assert shown
    assert refused, "the fixture must flag words of somebody who did not consent"
    assert shown <= set(flagged["quote"]) - refused
    assert [q.source for q in quotes(report)] == [f"Q{n}" for n in range(1, len(shown) + 1)]


def test_a_flag_taken_back_takes_the_quote_out(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    back = decisions.assign(quotable=False, at="2025-03-01T10:00:00.000+00:00")
    both = pd.concat([decisions, back], ignore_index=True)
    assert not quotes(Report(themes=themes, change=change, decisions=both))


def test_a_paraphrase_is_never_quoted(themes: Themes, decisions: pd.DataFrame) -> None:
    notes = replace(themes, evidence=themes.evidence.assign(verbatim=False))
    assert not quotes(Report(themes=notes, decisions=decisions))
    n = len(decisions)
    page = Report(themes=notes, decisions=decisions, kind="evidence").html()
    assert f"{n} passages are marked quotable, of which {n} will not be printed" in page


def test_without_decisions_there_are_no_quotes(themes: Themes) -> None:
    assert not quotes(Report(themes=themes))


def test_one_to_four_people_are_fewer_than_five_and_their_share_is_hidden(
    report: Report, themes: Themes, change: pd.DataFrame
) -> None:
    assert "fewer than 5 of 25 people" in report.html()
    own = Report(themes=themes).material.hidden
    hidden = for_readers(change, own, {"tools", "supervision", "workload"})
    newest = hidden[hidden["year_after"] == "2024-25"].set_index("theme_id")
    figures = ["mean_before", "mean_after", "difference", "low", "high", "p_adjusted",
               "smallest_detectable"]  # fmt: skip
    assert newest.loc["tools", figures].isna().all()
    assert "12" not in newest.loc["tools", "why"]
    assert newest.loc["supervision", figures].isna().all(), "5 people in 4 groups before"
    assert newest.loc["workload", figures].notna().all()


def test_a_lone_subject_nobody_has_stated_is_left_to_the_team(report: Report) -> None:
    page = report.html()
    assert "Racism at work" not in page
    assert "Workload and allocation" in page
    assert "Not yet read by a person" in page


def test_a_lone_subject_that_a_person_stated_is_printed(themes: Themes) -> None:
    stated = themes.state("racism", "A request to change worker for her looks was obeyed.")
    assert "obeyed" in Report(themes=stated).html()


def test_it_is_a_draft_until_released_and_again_after_a_new_quote(
    themes: Themes, decisions: pd.DataFrame
) -> None:
    def notices(*rows: dict[str, object]) -> list[str]:
        whole = pd.concat([decisions, pd.DataFrame(list(rows))], ignore_index=True)
        return list(Report(themes=themes, decisions=whole).document.notices)

    read = Report(themes=themes, decisions=decisions).hash
    release = {
        "kind": "release", "who": "kim", "at": "2025-03-01T10:00:00.000+00:00", "hash": read,
    }  # fmt: skip
    bare = {"kind": "release", "who": "kim", "at": "2025-03-01T10:00:00.000+00:00"}
    later = {
        "kind": "quotable", "who": "lee", "at": "2025-03-02T10:00:00.000+00:00",
        "coding_id": decisions["coding_id"].iloc[0], "quotable": False,
    }  # fmt: skip
    assert notices() == [DRAFT]
    assert notices(bare) == [DRAFT], "a release that does not say what was read releases nothing"
    assert notices(release) == []
    assert notices(release, later) == [DRAFT]


def test_it_is_refused_where_names_stand(named_themes: Themes) -> None:
    with pytest.raises(PracticelearnError, match="names have not been replaced"):
        Report(themes=named_themes)


def test_intervals_wait_until_the_appendix(report: Report) -> None:
    page = report.html()
    body, appendix = page.split("Appendix: the figures</h2>")
    assert "% interval" not in body
    assert "% interval" in appendix
    assert "cannot tell: from 64% to 60% of the people in a group" in body


def test_each_headline_theme_tells_its_own_news_one_after_another(report: Report) -> None:
    """The sentence, how far it reaches beside last year's, the verdict in words, the quotes."""
    page = report.html()
    own = page.split(">Supervision</h3>")[1].split("<h3")[0]
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", own))
    places = [
        told.index(words)
        for words in (
            "Supervision goes first when duty is short.", "In 2024-25: 5 of 5 groups, 20 of 25",
            "In 2023-24: ", "Since 2023-24, ", "Words of 2024-25",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    headline = page.split(">Workload and allocation</h3>")[1].split("<h2")[0]
    assert "Not yet put into a sentence by a person" in headline, "declared, and not stated"
    assert "Since 2023-24, cannot tell: from 64% to 60%" in headline


def test_all_rounds_stand_in_one_table_and_its_picture_draws_what_it_prints(
    report: Report,
) -> None:
    picture = next(b for b in report.document.blocks if isinstance(b, Picture))
    rows = {row[0]: list(row[1:]) for row in picture.table.rows}
    assert list(picture.table.header) == ["Theme", "2022-23", "2023-24", "2024-25"]
    assert rows["Supervision"][-1] == "20 of 25"
    assert rows["Tools and places to work"][-1] == "fewer than 5 of 25"
    for cells in rows.values():
        assert all(str(cell) in picture.alt for cell in cells)
    drawn = picture.image("svg").decode()
    assert "20 of 25" in drawn
    assert "3 of 25" not in drawn


def test_the_list_of_contents_leads_to_every_section_below_the_first_page(report: Report) -> None:
    page = report.html()
    nav = page.split('<nav aria-label="Contents">')[1].split("</nav>")[0]
    links = re.findall(r'href="#([^"]+)"', nav)
    assert "told" in links
    assert "figures" in links
    assert all(f'id="{anchor}"' in page for anchor in links)
    assert len(links) == len(set(links))
    assert page.index('id="short"') < page.index("<nav") < page.index('id="told"')


def test_figures_of_what_was_done_and_the_checklists_stand_apart_from_the_body(
    report: Report,
) -> None:
    headings = [b.text for b in report.document.blocks if isinstance(b, Heading) and b.level == 2]
    assert headings[-1] == "Appendix: the figures"
    assert "COREQ" in report.html(), "one line points at the file"
    assert not [b for b in report.document.blocks if isinstance(b, Table) and "COREQ" in b.caption]
