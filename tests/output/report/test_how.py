"""How themes came up, agreement, dissent, what could have been missed: in both documents."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from answered_once import once

from planned_before import planned
from practicelearn.output.gate.in_full import came_up_said
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Heading, Link, Paragraph, Passages, Quote, Table
from practicelearn.themes.finding import find_themes
from practicelearn.themes.sources import Row
from practicelearn.themes.themes import Themes

LONE = "A request to change worker for her looks was obeyed."


@pytest.fixture(scope="module")
def marked(themes: Themes) -> Themes:
    """Stances coded, one dissent on supervision, the lone account marked as mattering."""
    codings = themes.codings
    assert codings is not None
    spans = codings.spans.copy()
    newest = spans["turn_id"].str.startswith("2024")
    spans["stance"] = "against"
    own = spans.index[newest & (spans["code"] == "supervision")]
    spans.loc[own[-1], "stance"] = "for"
    spans["matters"] = spans["code"] == "racism"
    made = find_themes(replace(codings, spans=spans), themes.corpus, themes.topics)
    made = made.state("supervision", "Supervision goes first when duty is short.")
    return planned(made, ["supervision", "tools", "workload"])


evidence_of = once(lambda themes: Report(themes=themes, kind="evidence"))


def between(report: Report, anchor: str) -> list[object]:
    blocks = list(report.document.blocks)
    at = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == anchor)
    end = next(
        (n for n, b in enumerate(blocks) if n > at and isinstance(b, Heading) and b.level == 2),
        len(blocks),
    )
    return blocks[at:end]


def test_tables_say_how_each_theme_came_up_and_lead_to_its_passages(marked: Themes) -> None:
    own = between(evidence_of(marked), "how")
    tables = {b.caption: b for b in own if isinstance(b, Table)}
    came = tables["How themes came up in 2024-25"]
    row = next(r for r in came.rows if isinstance(r[0], Link) and r[0].text == "Supervision")
    assert row[1:4] == ["20", "5 of 5", "100%"]
    assert row[6] == "1, 19, 0"
    page = evidence_of(marked).html()
    assert f'id="{row[0].anchor}"' in page


def test_where_nobody_knows_what_was_asked_no_nought_is_printed() -> None:
    index = pd.MultiIndex.from_tuples([("desks", "2032")], names=["theme_id", "year"])
    depth = pd.DataFrame(
        {"n_groups": 7, "n_groups_known": 0, "n_groups_spontaneous": 0, "first_position": 0.67,
         "n_taken_up": 9, "n_passages": 17},
        index=index,
    )  # fmt: skip
    row = Row("depth", (), depth.iloc[0].to_dict())
    assert came_up_said(row, guide=True) == (
        "What was asked is not known, so neither is whether it came up by itself. It was first "
        "heard 67% of the way through the talk (the median over groups). Somebody else went on "
        "with it after 9 of 17 passages."
    )


def test_four_counts_stand_for_each_theme_and_each_group(marked: Themes) -> None:
    own = between(evidence_of(marked), "how")
    tables = {b.caption: b for b in own if isinstance(b, Table)}
    whole = tables["Agreement in 2024-25, people in the groups in which it came up"]
    row = next(r for r in whole.rows if isinstance(r[0], Link) and r[0].text == "Supervision")
    assert sum(int(str(n)) for n in row[1:5]) == int(str(row[5])) == 25
    groups = tables["Agreement, group by group in 2024-25"]
    own_groups = [r for r in groups.rows if r[0] == "Supervision"]
    assert len(own_groups) == 5
    assert all(isinstance(r[1], Link) for r in own_groups)


def test_recurrence_says_what_numbers_it_hangs_on_and_absence_what_may_be_missed(
    marked: Themes,
) -> None:
    own = between(evidence_of(marked), "how")
    tables = {b.caption: b for b in own if isinstance(b, Table)}
    hangs = next(t for c, t in tables.items() if c.startswith("Recurs in 2024-25"))
    cells = {str(getattr(r[0], "text", r[0])): list(r[1:]) for r in hangs.rows}
    assert cells["Supervision"] == ["up to 20 people"] * 3
    assert cells["Racism at work"][0] == "no: fewer than 2 groups"
    missed = tables["Themes that nobody raised in a round"]
    assert any("such groups could still raise it" in r[2] for r in missed.rows)


def test_who_said_otherwise_stands_beside_the_theme(marked: Themes) -> None:
    page = evidence_of(marked).html()
    assert "Who said otherwise, or spoke on both sides (for: 1 person; against: 19)." in page


def test_every_passage_says_how_it_came_up(marked: Themes) -> None:
    blocks = evidence_of(marked).document.blocks
    quotes = [q for b in blocks if isinstance(b, Passages) for q in b.quotes]
    coded = [q for q in quotes if "coded by" in q.source]
    assert coded
    assert all(re.search("came up by itself|introduced: ", q.source) for q in coded[1:])


def test_a_lone_account_stands_before_the_counts_and_in_the_flags(marked: Themes) -> None:
    assert "heard once, matters: marked by kim" in marked.table.loc["racism", "flags"]
    evidence = evidence_of(marked)
    own = between(evidence, "matters")
    assert any(isinstance(b, Passages) and "more English" in b.quotes[0].words for b in own)
    page = evidence.html()
    assert page.index('id="matters"') < page.index('id="themes"')


def test_for_readers_a_lone_account_is_its_statement_or_that_there_is_one(
    marked: Themes,
) -> None:
    without = Report(themes=marked).html()
    assert "There is more that a person marked as mattering" in without
    assert "Racism at work" not in without
    assert "more English" not in without
    stated = marked.state("racism", LONE)
    for kind in ("report", "summary"):
        page = Report(themes=stated, kind=kind).html()
        assert LONE in page
        assert ("Heard from few, and it matters" in page) == (kind == "report")
        assert not re.search(r"1 of 5 groups|1 of 25", page)


def test_readers_learn_how_it_came_up_and_that_some_saw_it_otherwise(
    marked: Themes, decisions: pd.DataFrame
) -> None:
    turns = marked.corpus.turns.assign(question_id="q1")
    marked = replace(marked, corpus=replace(marked.corpus, turns=turns))
    guide = pd.DataFrame({"question_id": ["q1"], "wording": ["And pay?"], "codes": ["pay"]})
    report = Report(themes=marked, decisions=decisions, guide=guide.assign(version="1"))
    own = [b.text for b in between(report, "told") if isinstance(b, Paragraph)]
    said = " ".join(own)
    assert "It came up before anybody asked in all 5 groups in which" in said
    assert "of what was said on it was taken up by others in the group." in said
    assert "spoke well of it" not in said, "one person did"
    assert "disagreed:" not in said
    assert "Some spoke on both sides, or the other way; no quote of theirs has been cleared" in said
    evidence = marked.evidence
    newest = evidence["turn_id"].str.startswith("2024")
    dissent = evidence[(evidence["theme_id"] == "supervision") & (evidence["stance"] == "for")]
    assert len(dissent[newest.loc[dissent.index]]) == 1
    corpus = marked.corpus
    agreed = corpus.attendance.assign(consent_quote=True)
    open_ = replace(marked, corpus=replace(corpus, attendance=agreed))
    cleared = pd.concat(
        [decisions, decisions.head(1).assign(coding_id=dissent["coding_id"].iloc[0])],
        ignore_index=True,
    )
    blocks = between(Report(themes=open_, decisions=cleared), "told")
    at = next(
        n for n, b in enumerate(blocks)
        if isinstance(b, Paragraph) and b.text == "Somebody saw it otherwise:"
    )  # fmt: skip
    assert isinstance(blocks[at + 1], Quote)
    assert blocks[at + 1].words == dissent["quote"].iloc[0]


def test_where_quotes_of_both_sides_stand_no_other_quote_is_missing(
    marked: Themes, decisions: pd.DataFrame
) -> None:
    """Under a quote for and one against stood "no quote of theirs has been cleared"."""
    codings = marked.codings
    assert codings is not None
    spans = codings.spans.copy()
    newest = spans.index[spans["turn_id"].str.startswith("2024") & (spans["code"] == "supervision")]
    spans.loc[newest, "stance"] = ["for", "against"] * (len(newest) // 2)
    corpus = marked.corpus
    agreed = corpus.attendance.assign(consent_quote=True)
    divided = find_themes(
        replace(codings, spans=spans), replace(corpus, attendance=agreed), marked.topics
    ).state("supervision", "Supervision goes first when duty is short.")
    cleared = decisions.head(1).loc[[decisions.index[0]] * len(newest)]
    both = cleared.assign(coding_id=spans.loc[newest, "coding_id"].to_numpy())
    one = both[spans.loc[newest, "stance"].to_numpy() == "for"]
    for flagged, missing in ((both, False), (one, True)):
        report = Report(themes=divided, decisions=flagged.reset_index(drop=True))
        own = between(report, "told")
        assert sum(isinstance(b, Quote) for b in own) == 3
        said = " ".join(b.text for b in own if isinstance(b, Paragraph))
        assert ("no quote of theirs has been cleared" in said) == missing


def test_minutes_and_group_size_stand_with_the_differences(
    marked: Themes, change: pd.DataFrame
) -> None:
    for kind in ("report", "evidence"):
        page = Report(themes=marked, change=change, kind=kind).html()
        assert "2024-25: 5 groups, 50 minutes of talk and 5.0 people a group." in page


def test_the_same_is_never_added_over_groups_that_lean_different_ways(
    marked: Themes,
) -> None:
    codings = marked.codings
    assert codings is not None
    spans = codings.spans.copy()
    newest = spans[spans["turn_id"].str.startswith("2024") & (spans["code"] == "supervision")]
    one_group = newest["turn_id"].str.rsplit(":", n=1).str[0]
    spans.loc[newest.index[one_group == one_group.iloc[0]], "stance"] = "for"
    themes = find_themes(replace(codings, spans=spans), marked.corpus, marked.topics)
    themes = themes.state("supervision", "Supervision goes first when duty is short.")
    tables = [b for b in between(Report(themes=themes, kind="evidence"), "how")
              if isinstance(b, Table)]  # fmt: skip
    whole = next(t for t in tables if t.caption.startswith("Agreement in 2024-25, people"))
    row = next(r for r in whole.rows if isinstance(r[0], Link) and r[0].text == "Supervision")
    assert row[1:6] == ["–", "–", "–", "–", "25"]
