"""An adversary with a pencil: this year's report, last year's, and every rule that is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from answered_once import once

from practicelearn.output.disclosure import quiet as quiet_module
from practicelearn.output.disclosure import rules
from practicelearn.output.report import Report
from practicelearn.output.report import figures as figures_module
from practicelearn.output.report import report as report_module
from practicelearn.output.report.audited import audit_facts, read_documents
from practicelearn.output.report.blocks import Bullets, Document, Paragraph, Picture, Table
from practicelearn.output.report.changes import for_readers
from practicelearn.output.report.release import printed_of
from practicelearn.themes.themes import Themes

RELEASED = "2025-03-04T10:00:00.000+00:00"


@pytest.fixture(autouse=True)
def _no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "refuse_names", lambda *_, **__: None)  # tested apart
    real = Picture.image  # what is drawn is read in the test of the sample; here it takes time
    monkeypatch.setattr(Picture, "image", lambda p, kind: b"" if kind == "svg" else real(p, kind))


@once
def first_of(themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame) -> Report:
    """The report that was released first: tests that change no rule look at one."""
    return Report(themes=themes, change=change, decisions=decisions)


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


def with_counts(
    themes: Themes, theme: str, counts: dict[str, int], year: str = "2024-25"
) -> Themes:
    """The same study in which so many people of each group raised a theme."""
    scores, evidence = themes.scores, themes.evidence
    own = (scores["theme_id"] == theme) & (scores["year"] == year)
    n = scores.loc[own, "group"].map(counts)
    scores = scores.copy()
    scores.loc[own, "n_raised"] = n.astype("Int64")
    scores.loc[own, "raised"] = n > 0
    scores.loc[own, "score"] = n / scores.loc[own, "n_people"]
    # the table's rounds of recurrence are left as they are: the rule is not what is tested here
    return replace(themes, scores=scores, evidence=evidence)


def without_one(themes: Themes, year: str = "2024-25") -> Themes:
    """The same study after one person of a group, who raised supervision, has withdrawn."""
    own = (themes.scores["year"] == year) & (themes.scores["group"] == "north")
    said = own & (themes.scores["theme_id"] == "supervision")
    scores = themes.scores.copy()
    scores.loc[own, "n_people"] -= 1
    scores.loc[said, "n_raised"] -= 1
    scores.loc[own, "score"] = (scores["n_raised"] / scores["n_people"])[own]
    return replace(themes, scores=scores)


def released(report: Report, facts: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    """The decisions of a study after this report was released."""
    row = {"kind": "release", "who": "sam", "at": RELEASED, "hash": report.hash,
           "printed": printed_of(report.material), "facts": facts or []}  # fmt: skip
    known = report.material.decisions
    return pd.concat([known, pd.DataFrame([row], dtype=object)], ignore_index=True)


# --- rule 7: what was released stays ------------------------------------------------------------


def test_the_released_report_is_no_draft_and_reads_as_it_did(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    first = first_of(themes, change, decisions)
    again = Report(themes=themes, change=change, decisions=released(first))
    assert not again.document.notices
    assert texts(again.document) == texts(first.document)
    assert "as reported on" not in " ".join(texts(again.document))


def test_after_a_withdrawal_every_count_of_the_round_is_what_was_released(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    first = first_of(themes, change, decisions)
    known = released(first)
    later = Report(themes=without_one(themes), change=change, decisions=known)
    assert later.document.notices, "it reads otherwise, so it is a draft"
    said = [t for t in texts(later.document) if t.startswith("In 2024-25:")]
    assert len(said) == 3, "two stated themes, and a headline without a sentence"
    for line in said:  # of every theme, whether the one who left raised it or not
        assert "(as reported on 4 March 2025)" in line.split("In 2023-24")[0]
    assert "5 of 5 groups, 20 of 25 people (as reported" in said[0]
    page = later.html()
    assert "of 24 people" not in page
    assert "19 of 25 people (as reported on 4 March 2025). In 2023-24" not in page
    assert "<dd>25</dd>" in page, "the number of people is the released one too"
    own = page.split("Figures, 2023-24 to 2024-25</h3>")[1].split("Figures, 2022-23")[0]
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", own)
    assert not [c for c in cells if c.endswith("%") and "interval" not in c]


def test_the_public_text_never_says_that_or_why_a_round_has_changed(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    first = first_of(themes, change, decisions)
    later = Report(themes=without_one(themes), change=change, decisions=released(first))
    page = later.html()
    for word in ("changed since", "withdr", "earlier report printed", "few people", "point at"):
        assert word not in page


def test_a_theme_that_is_new_has_neither_count_nor_denominator_in_a_changed_round(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    first = first_of(themes, change, decisions)
    known = released(first)
    new = without_one(themes).state("colleagues", "What keeps people here is each other.")
    told = texts(Report(themes=new, change=change, decisions=known).document)
    at = told.index("What keeps people here is each other.")
    assert told[at + 1].startswith("In 2024-25: raised.")


def test_a_round_that_is_as_it_was_keeps_its_shares(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    first = first_of(themes, change, decisions)
    other = themes.state("tools", "Other words, so the report is another.")
    later = Report(themes=other, change=change, decisions=released(first))
    said = " ".join(texts(later.document))
    assert "20 of 25 people (as reported on 4 March 2025)" in said
    assert "from 64% to 60% of the people in a group" in said


def test_a_release_of_the_first_version_is_reprinted_too(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    row = {"kind": "release", "who": "sam", "at": RELEASED, "hash": "other",
           "counts": [["supervision", "2024-25", 20, 25, 5]]}  # fmt: skip
    known = pd.concat([decisions, pd.DataFrame([row], dtype=object)], ignore_index=True)
    same = Report(themes=themes, change=change, decisions=known).material
    assert same.changed == set()
    assert same.people_said("supervision", "2024-25") == "20 of 25"
    later = Report(themes=without_one(themes), change=change, decisions=known).material
    assert later.changed == {"2024-25"}
    assert later.people_said("supervision", "2024-25") == "20 of 25"


# --- figures of a comparison --------------------------------------------------------------------


def test_that_a_theme_recurs_does_not_tell_that_it_was_exactly_four(
    themes: Themes, change: pd.DataFrame
) -> None:
    """Recurring asks for four people, so "fewer than 5" and "recurs" would make exactly four."""
    counts = {"north": 1, "south": 1, "east": 1, "west": 1, "hospital": 0}
    made = with_counts(themes, "workload", counts)
    assert "2024-25" in made.table.loc["workload", "years_recurring"]
    shown = Report(themes=made).document
    tables = [b for b in shown.blocks if isinstance(b, Table) and "recur" in b.caption]
    assert not [r for b in tables for r in b.rows if r[0] == "Workload and allocation"]


def test_a_hidden_share_leaves_no_difference_interval_or_dot(
    themes: Themes, change: pd.DataFrame
) -> None:
    hidden = Report(themes=themes).material.without_share
    shown = for_readers(change, hidden, set(themes.table.index))
    seen = 0
    for row in shown.itertuples():
        years = [(row.theme_id, row.year_before), (row.theme_id, row.year_after)]
        if not any(hidden.get(key, "few") for key in years):
            continue
        seen += 1
        figures = [row.mean_before, row.mean_after, row.difference, row.low, row.high,
                   row.inner_low, row.inner_high, row.p_adjusted]  # fmt: skip
        assert all(np.isnan(figures))
        assert not re.search(r"\d", row.why)
    assert seen > 3


def test_what_is_left_is_no_finer_than_readers_may_have_it(
    themes: Themes, change: pd.DataFrame
) -> None:
    shown = for_readers(
        change, Report(themes=themes).material.without_share, set(themes.table.index)
    )
    left = shown[shown["difference"].notna()]
    assert len(left) > 2
    for row in left.itertuples():
        printed = round(100 * row.mean_after) - round(100 * row.mean_before)
        assert 100 * row.difference == pytest.approx(printed)
        ends = [e for e in (row.low, row.high, row.inner_low, row.inner_high) if not pd.isna(e)]
        for end in ends:
            assert 20 * end == pytest.approx(round(20 * end))
    before = change.set_index(["theme_id", "year_after"])
    for row in left.itertuples():
        exact = before.loc[(row.theme_id, row.year_after)]
        if not pd.isna(row.low):
            assert row.low <= exact["low"]
            assert row.high >= exact["high"]


def test_that_all_groups_have_the_same_score_is_never_for_readers(
    themes: Themes, change: pd.DataFrame
) -> None:
    said = "all groups of the later round have the same score, so its spread is unknown"
    shown = for_readers(
        change.assign(why=said, verdict="cannot tell"),
        Report(themes=themes).material.without_share, set(themes.table.index),
    )  # fmt: skip
    assert not shown["why"].str.contains("same score").any()


def test_why_two_rounds_cannot_be_compared_is_said_all_the_same(
    themes: Themes, change: pd.DataFrame
) -> None:
    hidden = Report(themes=themes).material.without_share
    for verdict, why in (
        ("not asked the same way", "question 7 was asked in 2024-25 only"),
        ("cannot tell", "no test: 3 groups in 2023-24, at least 4 are needed"),
    ):
        shown = for_readers(
            change.assign(why=why, verdict=verdict), hidden, set(themes.table.index)
        )
        assert set(shown["why"]) == {why}


@pytest.mark.parametrize("led", ["3 of 16", "16 of 16", "1 of 2"])
def test_facilitators_are_not_counted_in_the_cautions(
    themes: Themes, change: pd.DataFrame, led: str
) -> None:
    said = [[f"{led} facilitators are known to have led in one round only: so see"]] * len(change)
    shown = for_readers(
        change.assign(cautions=said), Report(themes=themes).material.without_share,
        set(themes.table.index),
    )  # fmt: skip
    assert shown["cautions"].iloc[0] == ["facilitators are not the same in both rounds: so see"]


# --- rounding, an option ------------------------------------------------------------------------


def test_counts_and_what_they_are_of_can_be_rounded_to_five(
    themes: Themes, change: pd.DataFrame
) -> None:
    report = Report(themes=themes, change=change, rounding=5)
    said = " ".join(texts(report.document))
    assert "about 20 of about 25 people" in said
    assert "% of the people in a group" not in said
    # 16 and 15 of 25 people raised workload, 64% and 60%: about 15 of about 25 both times
    assert "Since 2023-24, cannot tell: about 60% both times." in said
    assert "64%" not in said
    assert "people a group" not in said, "the size of groups would tell what is rounded"
    read = read_documents([report.html()], report.material)
    assert read.unread == []
    assert audit_facts(read.facts, report.material) == []


def test_released_rounded_values_are_kept_while_the_new_ones_are_within_four(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    """Rule 8, over two releases: 20 of 25 people become 19 of 24, or 15 of 24."""
    from practicelearn.output.disclosure.facts import as_rows

    first = Report(themes=themes, change=change, decisions=decisions, rounding=5)
    facts = as_rows(read_documents([first.html()], first.material).facts)
    known = released(first, facts)
    near = Report(themes=without_one(themes), change=change, decisions=known, rounding=5)
    said = " ".join(texts(near.document))
    assert "about 20 of about 25 people (as reported on 4 March 2025)" in said
    assert "Since 2023-24, cannot tell: about 60% both times." in said, "it is as it was"
    assert told(near) == set()
    far = with_counts(without_one(themes), "supervision", EVERY)
    frozen = Report(themes=far, change=change, decisions=known, rounding=5)
    said = " ".join(texts(frozen.document))
    assert "about 20 of about 25 people (as reported on 4 March 2025)" in said, "rule 7"
    assert "Since 2023-24, cannot tell." in said, "and no share of it"
    assert told(frozen) == set()


def test_a_kept_rounded_share_is_that_of_the_released_counts(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame
) -> None:
    """18 of 25 raised it, released as about 20; 16 of 24 now would round to about 15."""
    many = with_counts(themes, "supervision", dict.fromkeys(EVERY, 4) | {"north": 3, "south": 3})
    first = Report(themes=many, change=change, decisions=decisions, rounding=5)
    assert first.material.rounded_shares["supervision", "2024-25"] == pytest.approx(0.8)
    fewer = with_counts(without_one(many), "supervision", dict.fromkeys(EVERY, 3) | {"south": 4})
    later = Report(themes=fewer, change=change, decisions=released(first), rounding=5)
    assert later.material.rounded_shares["supervision", "2024-25"] == pytest.approx(0.8)
    again = Report(themes=replace(fewer), change=change, decisions=decisions, rounding=5)
    assert again.material.rounded_shares["supervision", "2024-25"] == pytest.approx(0.6)


# --- each rule is needed ------------------------------------------------------------------------

EVERY = dict.fromkeys(("north", "south", "east", "west", "hospital"), 3)


def told(report: Report) -> set[tuple[str, str]]:
    """Theme and round of everything that the finished page discloses, with all releases."""
    read = read_documents([report.html()], report.material)
    assert read.unread == []
    return {(t.theme, t.round) for t in audit_facts(read.facts, report.material)}


def few_people(themes: Themes) -> Themes:
    return with_counts(themes, "supervision", EVERY | {"north": 1, "south": 1, "east": 1,
                                                       "west": 0, "hospital": 0})  # fmt: skip


def one_in_each(themes: Themes) -> Themes:
    return with_counts(themes, "supervision", dict.fromkeys(EVERY, 1) | {"north": 2})


def unlike_part(themes: Themes) -> Themes:
    """Nobody has counted the people of one group for a theme."""
    scores = themes.scores.copy()
    own = (scores["theme_id"] == "supervision") & (scores["year"] == "2024-25")
    one = own & (scores["group"] == "north")
    scores.loc[one, ["n_raised", "score", "raised"]] = [pd.NA, np.nan, pd.NA]
    return replace(with_counts(themes, "supervision", EVERY), scores=scores)


def two_groups(themes: Themes) -> Themes:
    """The newest round met in two large groups only."""
    into = {"north": "north", "south": "north", "east": "south", "west": "south",
            "hospital": "south"}  # fmt: skip
    corpus, scores, evidence = themes.corpus, themes.scores, themes.evidence
    now = corpus.sessions["year"].eq("2024-25")
    group = corpus.sessions["group"].where(~now, corpus.sessions["group"].map(into))
    kept = ~scores["year"].eq("2024-25") | scores["group"].isin(["north", "south"])
    scores = scores[kept].copy()
    newest = scores["year"].eq("2024-25")
    scores.loc[newest, "n_people"] = scores.loc[newest, "group"].map({"north": 10, "south": 15})
    said = evidence["group"].where(evidence["year"] != "2024-25", evidence["group"].map(into))
    rounds = [[y for y in years if y != "2024-25"] for years in themes.table["years_recurring"]]
    large = replace(
        themes, scores=scores, evidence=evidence.assign(group=said),
        corpus=replace(corpus, sessions=corpus.sessions.assign(group=group)),
        table=themes.table.assign(years_recurring=pd.Series(rounds, index=themes.table.index)),
    )  # fmt: skip
    return with_counts(large, "supervision", {"north": 6, "south": 7})


OFF: dict[str, tuple[Any, str, Callable[..., Any], Callable[[Themes], Themes]]] = {
    "1 one population": (rules, "one_population", lambda *_: "", unlike_part),
    "2 small rounds": (rules, "too_small_a_round", lambda *_: "", two_groups),
    "3 few": (rules, "few_or_nearly_all", lambda *_: "", few_people),
    "5 groups beside hidden people": (
        rules, "groups_said", lambda n, of, _: f"{n} of {of} groups", few_people,
    ),
    "5 people beside groups": (rules, "beside_groups", lambda *_: "", one_in_each),
    "6 figures of a hidden row": (rules, "figures_hidden", lambda *_: False, one_in_each),
    "6 intervals": (rules, "outward", lambda low, high: (low, high), lambda t: t),
}  # fmt: skip


@pytest.mark.parametrize("rule", OFF)
def test_with_any_rule_off_the_finished_page_discloses_what_it_hides(
    themes: Themes, change: pd.DataFrame, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complementary suppression is off too: it would close most of what one rule leaves open."""
    module, name, off, make = OFF[rule]
    study = make(themes)
    on = Report(themes=study, change=change)
    assert told(on) == set(), "with every rule on nothing is disclosed"
    _without_suppression(monkeypatch)
    if rule == "3 few":  # people beside groups are a further rule, which would hide them too
        monkeypatch.setattr(rules, "beside_groups", lambda *_: "")
    alone = told(Report(themes=replace(study), change=change))
    original = getattr(module, name)
    for place in (module, figures_module, *_importers(name)):
        if getattr(place, name, None) is original:
            monkeypatch.setattr(place, name, off)
    assert told(Report(themes=replace(study), change=change)) - alone


def _without_suppression(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "practicelearn.output.report.material.until_quiet",
        lambda *_, why, **__: quiet_module.Printed(why, share=not why),
    )


def _importers(name: str) -> list[Any]:
    import sys

    return [
        m for k, m in sys.modules.items() if k.startswith("practicelearn.") and hasattr(m, name)
    ]


def test_without_complementary_suppression_a_group_is_told(
    themes: Themes, change: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule 4: the other rules print 8 people in 5 groups, of which each holds one to four."""
    study = with_counts(themes, "supervision", {"north": 4, "south": 1, "east": 1, "west": 1,
                                                "hospital": 1})  # fmt: skip
    assert told(Report(themes=study, change=change)) == set()
    _without_suppression(monkeypatch)
    assert ("supervision", "2024-25") in told(Report(themes=replace(study), change=change))


def test_without_the_freeze_two_releases_tell_what_the_leaver_said(
    themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    from practicelearn.output.disclosure.facts import as_rows
    from practicelearn.output.disclosure.releases import Released

    first = Report(themes=themes, change=change, decisions=decisions)
    facts = as_rows(read_documents([first.html()], first.material).facts)
    known = released(first, facts)
    later = Report(themes=without_one(themes), change=change, decisions=known)
    assert told(later) == set()
    _without_suppression(monkeypatch)
    monkeypatch.setattr(Released, "changed", lambda *_: False)
    monkeypatch.setattr("practicelearn.output.report.material.Material.reprinted", lambda *_: None)
    again = Report(themes=without_one(themes), change=change, decisions=known)
    assert ("supervision", "2024-25") in told(again)
    assert ("workload", "2024-25") in told(again), "nor what the leaver did not say"


def test_word_tells_no_more_than_the_page(
    themes: Themes, change: pd.DataFrame, tmp_path: Path
) -> None:
    report = Report(themes=themes, change=change)
    page = read_documents([report.html()], report.material)
    word = read_documents([report.save(tmp_path / "report.docx")], report.material)
    assert page.unread == word.unread == []
    assert {str(f) for f in word.facts} == {str(f) for f in page.facts}
