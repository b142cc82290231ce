"""Sentences that used to say what their own table did not: each kind once."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from planned_before import planned
from practicelearn._tables import READING_USED, empty_table
from practicelearn.coding.agreement.table import agreement
from practicelearn.coding.frame_yaml import starter_frame
from practicelearn.jobs.release import quotes_of, waivers_of
from practicelearn.output.gate.raised import read_twice_said
from practicelearn.output.report import Report
from practicelearn.output.report.audited import read_documents
from practicelearn.output.report.blocks import Bullets, Contents, Document, Paragraph, Quote
from practicelearn.output.report.changes import what_changed
from practicelearn.output.report.method import how_it_was_done
from practicelearn.output.report.names import looks_like_names, waivers_said
from practicelearn.output.report.pointing import named_in, sheet_names, sizes_in
from practicelearn.output.report.told import printed_quotes
from practicelearn.themes.claims import ReadTwice
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import compare_years


def said_in(document: Document) -> str:
    parts = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        if isinstance(block, Bullets):
            parts += [str(item) for item in block.items]
        if isinstance(block, Quote):
            parts.append(block.words)
    return "\n".join(parts)


def decided(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows)).reindex(
        columns=["kind", "who", "at", "theme_id", "statement", "year", "answer", "words", "reason",
                 "coding_id", "quotable"]
    )  # fmt: skip


def test_that_it_came_up_unasked_is_said_only_where_the_questions_are_known(
    themes: Themes, change: pd.DataFrame
) -> None:
    assert "before anybody asked" not in said_in(Report(themes=themes, change=change).document)
    guide = pd.DataFrame(
        {"question_id": ["q1"], "wording": ["How has the year been?"], "codes": ["supervision"],
         "version": ["1"]}
    )  # fmt: skip
    unmatched = Report(themes=themes, change=change, guide=guide)
    assert "before anybody asked" not in said_in(unmatched.document)
    turns = themes.corpus.turns.assign(question_id="q1")
    asked = replace(themes, corpus=replace(themes.corpus, turns=turns))
    said = said_in(Report(themes=asked, change=change, guide=guide).document)
    assert "Nobody raised it before being asked." in said
    assert "none of the" not in said


def test_that_notes_bear_no_comparison_is_said_where_a_group_has_nothing_else(
    themes: Themes, change: pd.DataFrame
) -> None:
    """Five groups on the page, and "no test: 3 groups": a reader must find out why."""
    told = "no difference between rounds is reckoned with that group"
    assert told not in said_in(Report(themes=themes, change=change).document)
    north = themes.scores["group"] == "north"
    notes = themes.scores["left_out"].mask(north, "notes only")
    own = replace(themes, scores=themes.scores.assign(left_out=notes))
    report = Report(themes=own, change=change)
    assert told in said_in(report.document)
    assert read_documents([report.html()], report.material, None).unread == []


def test_what_was_taken_up_is_told_in_english_and_by_its_table(
    themes: Themes, change: pd.DataFrame
) -> None:
    report = Report(themes=themes, change=change)
    row = report.material.depth.loc[("supervision", "2024-25")]
    assert row["n_taken_up"] / row["n_passages"] >= 0.6
    said = said_in(report.document)
    assert "Most of what was said on it was taken up by others in the group." in said
    assert "was mostly taken up by somebody" not in said


def test_two_shares_that_print_alike_are_no_journey_and_no_verdict(
    themes: Themes, change: pd.DataFrame
) -> None:
    own = change[(change["theme_id"] == "workload") & (change["year_before"] == "2023-24")].copy()
    own["mean_after"] = own["mean_before"] + 0.001
    own["difference"] = 0.001
    assert own["verdict"].eq("cannot tell").all()
    report = Report(themes=themes, change=own)
    said = said_in(report.document)
    share = f"{100 * own['mean_before'].iloc[0]:.0f}%"
    assert f"cannot tell: about the same share, {share} of the people in a group; changes" in said
    assert f"from {share} to {share}" not in said
    assert "o change" not in re.sub(r"(?i)no change is ruled out", "", said)
    assert read_documents([report.html()], report.material, None).unread == []
    evidence = said_in(replace(report, kind="evidence").document)
    assert f"about the same share, {share} of the people in a group" in evidence


def test_last_years_answers_do_not_stand_under_this_years_sentence(
    themes: Themes, change: pd.DataFrame
) -> None:
    first, second = "Supervision goes first.", "Supervision is about the list."
    rows = [
        {"kind": "statement", "who": "sam", "at": "2024-01-01", "theme_id": "supervision",
         "statement": first},
        *({"kind": "reply", "who": "sam", "at": "2024-02-01", "theme_id": "supervision",
           "year": "2023-24", "answer": "yes", "words": None} for _ in range(9)),
        {"kind": "statement", "who": "sam", "at": "2025-01-01", "theme_id": "supervision",
         "statement": second},
    ]  # fmt: skip
    now = themes.state("supervision", second)
    report = said_in(Report(themes=now, change=change, decisions=decided(*rows)).document)
    assert "asked whether this is it" not in report
    evidence = Report(themes=now, change=change, decisions=decided(*rows), kind="evidence").html()
    assert f"who answered the earlier wording (“{first}”)" in evidence
    same = said_in(
        Report(
            themes=themes.state("supervision", first), change=change, decisions=decided(*rows[:-1])
        ).document
    )
    assert "Those who took part in 2023-24, asked whether this is it. Yes: 9" in same


def test_a_theme_that_nearly_all_raised_is_not_missing_from_in_short(
    themes: Themes, change: pd.DataFrame
) -> None:
    extent = themes.extent.set_index(["theme_id", "year"]).loc[("supervision", "2024-25")]
    own = (themes.scores["theme_id"] == "supervision") & (themes.scores["year"] == "2024-25")
    more = themes.scores["n_raised"].mask(own, themes.scores["n_people"] - 1)
    nearly = replace(themes, scores=themes.scores.assign(n_raised=more.astype("Int64")))
    # one of 25 left: four of five in four groups, and all of the last
    last = own & (themes.scores["group"] == themes.scores.loc[own, "group"].iloc[-1])
    fewer = nearly.scores["n_raised"].mask(last, themes.scores["n_people"])
    nearly = replace(nearly, scores=nearly.scores.assign(n_raised=fewer.astype("Int64")))
    assert extent["n_people"] == 25
    document = Report(themes=nearly, change=change).document
    at = next(k for k, b in enumerate(document.blocks) if isinstance(b, Contents))
    short = [i for b in document.blocks[:at] if isinstance(b, Bullets) for i in b.items]
    assert any(item.startswith("Supervision. ") for item in short)


def test_a_subject_without_a_sentence_is_not_passed_over_in_short(
    themes: Themes, change: pd.DataFrame
) -> None:
    table = themes.table.copy()
    table.loc["supervision", ["status", "statement"]] = ["candidate", ""]
    unread = replace(themes, table=table)
    short = next(
        b for b in Report(themes=unread, change=change).document.blocks if isinstance(b, Bullets)
    )
    assert any("not yet been read and put into a sentence" in str(item) for item in short.items)


def test_what_is_printed_as_otherwise_is_otherwise(themes: Themes, decisions: pd.DataFrame) -> None:
    """Against most of one group, and on the side of the quotes above it: it is no other side."""
    own = themes.evidence["theme_id"].eq("supervision") & themes.evidence["year"].eq("2024-25")
    groups = themes.evidence["group"]
    stance = themes.evidence["stance"].mask(own, "against")
    stance = stance.mask(own & groups.eq("north") & (own.cumsum() <= 3), "for")
    mixed = replace(themes, evidence=themes.evidence.assign(stance=stance))
    every = pd.DataFrame(
        {"kind": "quotable", "who": "kim", "at": "2025-02-01T10:00:00.000+00:00",
         "coding_id": themes.evidence["coding_id"].dropna(), "quotable": True}
    )  # fmt: skip
    printed = printed_quotes(Report(themes=mixed, decisions=every).material)
    for theme, quotes in printed.groupby("theme_id"):
        apart = quotes["otherwise"].astype(bool) & ~quotes["earlier"].astype(bool)
        above = quotes[~quotes["otherwise"].astype(bool) & ~quotes["earlier"].astype(bool)]
        assert not set(quotes.loc[apart, "stance"]) & set(above["stance"]), theme


def test_replaced_names_bear_no_numbers_in_public(themes: Themes, decisions: pd.DataFrame) -> None:
    evidence = themes.evidence.assign(quote="They moved us to [Address 8] and back. " * 2)
    printed = printed_quotes(
        Report(themes=replace(themes, evidence=evidence), decisions=decisions).material
    )
    assert len(printed)
    assert printed["quote"].str.contains("[address]", regex=False).all()
    assert not printed["quote"].str.contains(r"\d").any()


@pytest.mark.parametrize("name", ["lga-employer-standards-2020", "psw-voice-2011"])
def test_words_that_the_program_ships_are_held_for_no_name(name: str) -> None:
    frame = starter_frame(name)
    words = [f"{frame.name}. {frame.source}", *(c.name for c in frame.codes)]
    document = Document("A title", "made today", [Paragraph(w) for w in words])
    assert looks_like_names(document, decided()) == []
    said = Document("A title", "made today", [Paragraph("Ask Siobhan Okafor about it.")])
    assert looks_like_names(said, decided())


def test_a_waiver_is_printed_once_with_who_and_when(themes: Themes, change: pd.DataFrame) -> None:
    rows = [
        {"kind": "waive", "who": "sam", "at": "2025-03-04T10:00:00.000+00:00",
         "reason": "A street, not a person.", "words": ["Mill Lane"]},
        {"kind": "waive", "who": "sam", "at": "2025-03-05T10:00:00.000+00:00",
         "reason": "A street, not a person", "words": ["Mill Lane", "Fore Street"]},
    ]  # fmt: skip
    report = Report(themes=themes, change=change, decisions=decided(*rows))
    said = said_in(report.document)
    assert said.count("left as they are") == 1
    assert (
        "2 expressions that look like names were left as they are: A street, not a person (sam, 4 "
        "March 2025)." in said
    )
    assert "Mill Lane" not in said
    line = (
        "Words that look like names were left as they are (Mill Lane and Fore Street): A street, "
        "not a person (sam, 4 March 2025)."
    )
    assert line in said_in(replace(report, kind="evidence").document)
    assert waivers_of(report) == [line], "whoever releases sees them too"
    assert waivers_said(decided({"kind": "waive", "reason": "Invented."}), named=True) == [
        "Words that look like names, if there are any, were left as they are: Invented."
    ], "nobody has looked for any, so none is said to be there"


def test_readers_learn_how_much_a_second_person_read_and_how_far_they_agree(
    themes: Themes,
) -> None:
    """A second person read one session and left out one passage on tools."""
    assert themes.codings is not None
    codings = replace(themes.codings, used=empty_table(READING_USED))  # nobody has chosen yet
    turns = themes.corpus.turns.index[themes.corpus.turns["session_id"] == "2022-north"]
    first = codings.spans[codings.spans["turn_id"].isin(turns)]
    left_out = first.index[first["code"] == "tools"][0]
    own = first.drop(index=left_out)
    second = own.assign(coder="lee", coding_id=[f"l{n}" for n in range(len(own))])
    both = replace(
        codings,
        spans=pd.concat([codings.spans, second], ignore_index=True),
        read=pd.concat(
            [codings.read, codings.read[codings.read["turn_id"].isin(turns)].assign(coder="lee")]
        ),
    )
    found = find_themes(both, themes.corpus)
    table = agreement(both, themes.corpus)
    alphas = table["alpha"].dropna()
    assert 0 < alphas.min() < alphas.max() == 1
    said = "\n".join(how_it_was_done(Report(themes=found).material, for_readers=True))
    assert (
        "1 of 15 sessions was read, whole or in part, by more than one person. Code by code their "
        "agreement beyond chance (alpha: 1 is full agreement, 0 what chance alone gives) lies "
        f"between {alphas.min():.2f} and 1.00, the middle one 1.00; for 1 of 5 codes there is no "
        "figure." in said
    )
    unread = find_themes(replace(both, read=both.read.iloc[:0]), themes.corpus)
    claim = ReadTwice.told_by(unread.reading, unread.agreed, unread.corpus.sessions)
    assert read_twice_said(claim) == (
        "1 of 15 sessions was read, whole or in part, by more than one person; there is no figure "
        "of how far they agree."
    )
    alone = find_themes(codings, themes.corpus)
    assert "No session was read by a second person." in how_it_was_done(
        Report(themes=alone).material, for_readers=True
    )


def test_a_quote_that_names_a_team_or_place_of_the_sheets_is_flagged(themes: Themes) -> None:
    known = sheet_names(themes.corpus)
    assert named_in("Over at the Hospital they do it another way.", known) == ["hospital"]
    assert named_in("They do it another way.", known) == []
    assert named_in("In hospitality it is another matter.", known) == []


@pytest.mark.parametrize(
    ("quote", "sizes"),
    [
        ("We cook on a Thursday, the six of us, before the late shift", ["six of us"]),
        ("Two of us stayed, all 12 of us left", ["Two of us", "12 of us"]),
        ("One of us, most of us, some of us, twenty-six of us, 20 of us", []),
    ],
)
def test_a_quote_that_gives_away_how_many_they_are_is_flagged(
    quote: str, sizes: list[str], themes: Themes, decisions: pd.DataFrame
) -> None:
    assert sizes_in(quote) == sizes
    if sizes[:1] == ["six of us"]:  # the list that a person reads before the release
        flagged = themes.evidence["quote"].str.contains("six of us")
        assert flagged.any()
        listed = quotes_of(Report(themes=themes, decisions=decisions))
        own = listed[listed["quote"].str.contains("six of us")]
        assert len(own)
        assert own["points_at"].str.contains("six of us").all()
        assert not listed["points_at"].drop(own.index).str.contains("of us").any()


@pytest.fixture(scope="module")
def balanced(themes: Themes) -> Themes:
    """Supervision was praised, and is criticised now; its balance is declared."""
    codings = themes.codings
    assert codings is not None
    spans = codings.spans
    own = spans["code"].eq("supervision")
    now = spans["turn_id"].str.startswith("2024")
    stance = pd.Series("against", index=spans.index).mask(own & ~now, "for")
    found = find_themes(replace(codings, spans=spans.assign(stance=stance)), themes.corpus)
    found = found.state("supervision", "Supervision goes first when duty is short.")
    return planned(found, ["supervision", "tools"], balance=["supervision"])


def test_a_declared_balance_is_tested_among_the_headlines_and_printed(balanced: Themes) -> None:
    change = compare_years(balanced)
    alone = compare_years(planned(balanced, ["supervision", "tools"]))
    level = {
        name: float(t.loc[t["theme_id"] == "tools", "level"].iloc[-1])
        for name, t in (("with", change), ("without", alone))
    }
    assert level["with"] > level["without"], "one test more, so every interval is wider"
    report = Report(themes=balanced, change=change)
    said = said_in(report.document)
    line = "Supervision, for and against: set against each other, more spoke critically of it than"
    assert line in said
    assert "for and against is tested too of Supervision." in said
    assert "improved" not in said
    read = read_documents([report.html()], report.material)
    assert read.unread == []
    evidence = said_in(Document("For the team", "", what_changed(report.material)))
    assert re.search(rf"{line} before \(−\d+ points, [\d.]+% interval −\d+ to −\d+\);", evidence)


def test_without_a_declared_balance_no_sentence_tells_of_one(
    themes: Themes, change: pd.DataFrame
) -> None:
    said = said_in(Report(themes=themes, change=change).document)
    assert "for and against" not in said
    assert "set against each other" not in said
