"""Every sentence with a figure is read; a figure that no shape knows is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practicelearn.output.disclosure.facts import (
    AGAINST,
    Count,
    Fact,
    FewerThan5,
    Groups,
    NearlyAll,
    Order,
    PerCent,
    Recurring,
    Rounded,
    TooFine,
)
from practicelearn.output.disclosure.finished import Piece, pieces_of
from practicelearn.output.disclosure.known import Kept, Known
from practicelearn.output.disclosure.parsing import Reading, read_pieces

BOUND = "up to 31% of such groups could still raise it"
TAKEN = "in which it was raised; what was said on it was mostly taken up by somebody else"
READ_TWICE = (
    "{} read, whole or in part, by more than one person. Code by code their agreement beyond "
    "chance (alpha: 1 is full agreement, 0 what chance alone gives) {}."
)
TOLD, CHANGE = "What people told us", "Appendix: the figures"
KNOWN = Known(
    names={"Supervision": "supervision", "Tools": "tools"},
    statements={"Supervision goes first.": "supervision"},
    rounds=["2024-25", "2025-26"],
    recurring=(4, 3),
    of_people={},
    of_groups={},
    sizes={},
    free=frozenset({"Two desks in room 14.", "A cap at 18 families.", "7 people asked for it."}),
)


def read(*pieces: Piece, known: Known = KNOWN) -> Reading:
    return read_pieces(pieces, known, release="now")


def said(text: str, part: str = "Supervision", section: str = TOLD) -> Piece:
    return Piece(text, "text", section, part)


def told(reading: Reading, kind: type[Fact]) -> list[tuple[object, ...]]:
    assert reading.unread == []
    figure = {PerCent: "per_cent", Recurring: "people", Order: "at_least"}.get(kind, "n")
    return [(f.theme, f.round, getattr(f, figure, None)) for f in reading.facts if type(f) is kind]


def test_groups_and_people_of_every_round() -> None:
    found = read(
        said(
            "In 2025-26: 8 of 8 groups, 22 of 50 people. In 2024-25: some of 8 groups, fewer than "
            "5 of 50 people."
        )
    )
    assert told(found, Count) == [("supervision", "2025-26", 22)]
    assert told(found, Groups) == [("supervision", "2025-26", 8)]
    assert told(found, FewerThan5) == [("supervision", "2024-25", None)]
    assert told(found, Order) == [("supervision", "2024-25", 1)]
    assert [f.stands_of for f in found.facts if isinstance(f, Count)] == [50]


@pytest.mark.parametrize(
    ("sentence", "kind", "expected"),
    [
        ("In 2025-26: some of 8 groups, nearly all of 50 people.", NearlyAll, None),
        ("In 2025-26: 8 of 8 groups, about 20 of about 50 people.", Rounded, 20),
        (f"In 2025-26: not raised in any of 8 groups; {BOUND}.", Count, 0),
        ("In 2025-26: 5 groups, 20 of 25 people (as reported on 4 March 2025).", Groups, 5),
        (f"It came up before anybody asked in 6 of the 8 groups {TAKEN}.", Groups, 8),
        (f"It came up before anybody asked in all 5 groups {TAKEN}.", Groups, 5),
    ],
)  # fmt: skip
def test_a_sentence_under_a_theme(sentence: str, kind: type[Fact], expected: object) -> None:
    assert told(read(said(sentence)), kind) == [("supervision", "2025-26", expected)]


@pytest.mark.parametrize(
    ("sentence", "placed"),
    [("Nobody may stay after 22 o'clock.", True), ("Desks are short, say 7 people.", False)],
)
def test_a_sentence_with_a_figure_of_its_own_on_the_page_for_participants(
    sentence: str, placed: bool
) -> None:
    """Its groups are read all the same, and people it counts by hand are not passed over."""
    free = frozenset({*KNOWN.free, sentence})
    own = replace(KNOWN, statements={sentence: "tools"}, free=free)
    cell = Piece(f"{sentence} (7 of 8 groups)", "cell", "What we heard", "",
                 "Is this what you said?", "What we heard")  # fmt: skip
    found = read(cell, known=own)
    assert [(f.theme, f.n) for f in found.facts if isinstance(f, Groups)] == [("tools", 7)]
    assert (found.unread == []) is placed


def test_that_nobody_came_to_it_unasked_tells_no_count() -> None:
    some = "in the 4 groups in which it was raised and the questions asked are known"
    for sentence in ("Nobody raised it before being asked.",
                     f"Nobody raised it before being asked {some}."):  # fmt: skip
        found = read(said(f"{sentence} Most of what was said on it was taken up by others."))
        assert (found.facts, found.unread) == ([], [])


def test_a_checklists_topic_guide_and_minutes_are_placed() -> None:
    for words in ("A topic guide of 9 questions, version 1; kept in the study.",
                  "A topic guide of 9 questions, versions 1 and 2; kept in the study.",
                  "Known of 6 of 24 groups: 12 to 13 minutes a group, mean 12.",
                  "Known of 1 of 24 groups: 12 minutes a group."):  # fmt: skip
        cell = Piece(words, "cell", CHANGE, "", "COREQ", "Answer")
        assert read(cell).unread == []


def test_for_and_against_is_five_counts() -> None:
    found = read(
        said(
            "Tools: of the 50 people, 18 spoke well of it, 7 critically, nobody both; 5 raised it "
            "without taking a side, 20 did not raise it."
        )
    )
    assert [n for _, _, n in told(found, Count)] == [18, 7, 0, 5, 20]
    assert [f for f in found.facts if f.category == AGAINST]


def test_for_and_against_of_two_rounds_side_by_side_is_six_counts() -> None:
    line = (
        "Tools: heard less. Tools: of 50 people in 2025-26, 18 spoke well of it, 7 critically and "
        "nobody both; of 48 in 2024-25, 9, 12 and 5. Counted, not tested."
    )
    caption = "What was said in 2024-25, what was promised, and what is heard now"
    found = read(Piece(line, "cell", "You said", "Said in 2024-25", caption, "Did it help?", "x"))
    assert told(found, Count) == [
        *(("tools", "2025-26", n) for n in (18, 7, 0)),
        *(("tools", "2024-25", n) for n in (9, 12, 5)),
    ]
    assert {f.stands_of for f in found.facts} == {50, 48}
    assert not found.unread


def test_shares_in_sentences_and_tables_and_what_is_finer_than_they_are() -> None:
    head = Piece("2024-25 to 2025-26", "heading", "What changed", "2024-25 to 2025-26")
    line = (
        "Tools. Cannot tell: from 40% to 43% of the people in a group; every change from −10 to "
        "+15 percentage points fits what was heard."
    )
    found = read(head, said(line, "2024-25 to 2025-26", "What changed"))
    assert told(found, PerCent) == [("tools", "2024-25", 40), ("tools", "2025-26", 43)]
    ruled_out = "; changes of more than 40 points are ruled out."
    for went, end in (("about the same share, 46%", ruled_out), ("both shares round to 46%", ".")):
        sentence = f"Tools. Cannot tell: {went} of the people in a group{end}"
        alike = read(head, said(sentence, "2024-25 to 2025-26", "What changed"))
        assert told(alike, PerCent) == [("tools", "2024-25", 46), ("tools", "2025-26", 46)]
    rounded = read(head, said("Tools. Cannot tell: about 60% both times.", "", "What changed"))
    assert told(rounded, PerCent) == [("tools", "2024-25", 60), ("tools", "2025-26", 60)]
    caption = "2024-25 to 2025-26: mean share a group; change in percentage points."

    def cell(column: str, text: str) -> Piece:
        return Piece(text, "cell", CHANGE, "", caption, column, "Tools")

    fine = [cell("2024-25", "40%"), cell("2025-26", "43%"), cell("Change", "+3")]
    assert told(read(*fine, cell("95% interval", "−10 to +15")), TooFine) == []
    assert len(told(read(*fine, cell("95% interval", "−9 to +15")), TooFine)) == 1
    assert len(told(read(*fine[:2], cell("Change", "+4")), TooFine)) == 1


def test_a_picture_is_held_to_the_table_beside_it() -> None:
    caption = "2024-25 to 2025-26: mean share a group; change in percentage points."
    row = [Piece(t, "cell", CHANGE, "", caption, c, "Tools")
           for c, t in (("2024-25", "40%"), ("2025-26", "43%"))]  # fmt: skip
    alt = "Change from 2024-25 to 2025-26, a dot and an interval a theme. Tools: cannot tell, {}."
    assert told(read(Piece(alt.format("+3 points"), "alt"), *row), TooFine) == []
    assert len(told(read(Piece(alt.format("+4 points"), "alt"), *row), TooFine)) == 1
    for which in ("1 of 2\ntested", "All 3 tested", "Both tested"):
        drawn = f"{which} themes shown: cannot tell\n−20\n+20\n(n = 8 and 8 groups)"
        assert read(Piece(drawn, "drawn")).unread == []
    assert read(Piece("7 people", "drawn")).unread


def test_a_list_of_subjects_a_page_for_directors_and_one_for_participants() -> None:
    rows = [Piece("Tools", "cell", "Other", "", "Subjects that recur in 2025-26", c, "Tools")
            for c in ("Subject",)]  # fmt: skip
    rows += [Piece(t, "cell", "Other", "", "Subjects that recur in 2025-26", c, "Tools")
             for c, t in (("Groups", "6 of 8"), ("People", "14 of 50"))]  # fmt: skip
    found = read(*rows)
    assert told(found, Count) == [("tools", "2025-26", 14)]
    assert told(found, Groups) == [("tools", "2025-26", 6)]
    assert told(found, Recurring) == [("tools", "2025-26", 4)]
    note = said("Supervision: in all 8 groups; beside 2024-25: cannot tell.", "", "Three worries")
    assert told(read(note), Groups) == [("supervision", "2025-26", 8)]
    heard = Piece("Supervision goes first. (7 of 8 groups)", "cell", "What we heard", "",
                  "Is this what you said?", "What we heard")  # fmt: skip
    subtitle = Piece("For everybody who took part in 2024-25. 3 May 2025.")
    assert told(read(subtitle, heard), Groups) == [("supervision", "2024-25", 7)]


def test_what_is_reprinted_belongs_to_the_release_that_printed_it() -> None:
    kept = Kept("22 of 50", "8 of 8 groups", recurs=True, release="then")
    known = Known(**{**KNOWN.__dict__, "reprinted": {("supervision", "2025-26"): kept}})
    line = "In 2025-26: 8 of 8 groups, 22 of 50 people (as reported on 4 March 2025)."
    assert {f.release for f in read(said(line), known=known).facts} == {"then"}
    other = line.replace("22 of", "21 of")
    assert {f.release for f in read(said(other), known=known).facts} == {"then", "now"}


def test_replies_of_few_people_are_named() -> None:
    line = "Those who took part in 2025-26, asked whether this is it. Yes: 12; Not quite: {}."
    assert told(read(said(line.format("fewer than 5"))), TooFine) == []
    assert len(told(read(said(line.format("3"))), TooFine)) == 1
    assert len(told(read(said(line.format("nobody"))), TooFine)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2025-26: 8 of 8 groups, 22 of 50 people, 3 of them managers.",
        "7 people said so.",
        "Nearly 40% of the night team raised it.",
        "It was raised 14 times.",
        "In 2019-20: 8 of 8 groups, 22 of 50 people.",
        "Of the 41 people, 18 agreed.",
    ],
)
def test_a_figure_that_no_shape_knows_is_never_passed_over(sentence: str) -> None:
    assert read(said(sentence)).unread


@pytest.mark.parametrize(
    "sentence",
    [
        "Rounds 2024-25 and 2025-26. 28 November 2026",
        "Q17",
        "Not asked the same way (Tools): “Do 2 in 3 lack one?” was asked in 2025-26 only.",
        "Not asked the same way (Tools): “And 3?” in 2024-25, “And 4?” in 2025-26.",
        "Tools: not asked the same way (a question about it was worded differently).",
        "No test: 3 groups in 2024-25, at least 4 are needed.",
        "No test: 1 team in 2024-25, at least 4 are needed.",
        "No test: no group of 2024-25 has a share that could be counted, at least 4 are needed.",
        "No test: some groups of 2024-25 have no attendance list, and others have one.",
        "Made with practicelearn 0.1.0",
        READ_TWICE.format(
            "8 of 24 sessions were",
            "lies between −0.06 and 0.94, the middle one "
            "0.87; for 2 of 11 codes there is no figure",
        ),
        READ_TWICE.format("1 of 9 sessions was", "is 0.87"),
        "1 expression that looks like a name was left as it is: A street.",
        "2 expressions that look like names were left as they are: Streets.",
        "A change of 15 percentage points either way was declared as the smallest that matters.",
        "6 of 10 teams met in both rounds; analysed as separate groups.",
        "Coded by 2 people in practicelearn; where several read a session, one reading counts.",
        "Coded by one person in NVivo; all 8 sessions were read for 14 codes.",
        "By the record 3 of 8 sessions were read; of 2 sessions nobody has said it.",
        "31 of 120 passages were offered by the program and accepted by 2 people.",
        "An acceptance reads nothing, and 2 of them were not read whole: the rest is missing.",
        "12 passages are a machine's (cue words, offers that nobody accepted) and do not count.",
        (
            "Some facilitators held several groups; if groups of the same facilitator are alike, "
            "chance alone may look like a change in 1 of 9 such studies, not in 1 of 20."
        ),
    ],
)
def test_dates_references_and_the_frame_of_the_study_may_stand(sentence: str) -> None:
    assert read(said(sentence)).unread == []


def test_words_written_by_hand_may_hold_numbers_but_none_of_people() -> None:
    where = {"kind": "cell", "section": "You said, we did, did it help", "column": "You said",
             "caption": "What was said in 2025-26"}  # fmt: skip
    assert read(Piece("A cap at 18 families.", **where)).unread == []
    assert read(Piece("From 21 to 19.5 (target 17).", **where)).unread == []
    assert read(Piece("7 people asked for it.", **where)).unread
    assert read(Piece("11 of us asked for it.", **where)).unread
    assert read(said("Two desks in room 14.")).unread == []
    assert read(said("7 people asked for it.")).unread


def test_a_page_is_read_with_its_places_and_hidden_parts() -> None:
    page = (
        "<html><head><title>T</title><style>p{margin:9px}</style></head><body><h2>What people told"
        " us</h2><h3>Tools</h3><p>In 2025-26: 8 of 8 groups, 22 of 50 people.</p><blockquote><p>“I "
        "have 26 families”</p><p class='source'>Q1</p></blockquote><table><caption>Subjects that "
        "recur in 2025-26</caption><thead><tr><th>Subject</th><th>People</th></tr></thead><tbody>"
        "<tr><th>Tools</th><td>14 of 50</td></tr></tbody></table><img alt='Tools: 3 people' src=''>"
        "</body></html>"
    )
    pieces = pieces_of(page)
    assert [p.text for p in pieces if p.kind == "quote"] == ["“I have 26 families”"]
    cell = next(p for p in pieces if p.kind == "cell" and p.column == "People")
    assert (cell.head, cell.caption) == ("Tools", "Subjects that recur in 2025-26")
    found = read(*pieces)
    assert [f.n for f in found.facts if isinstance(f, Count)] == [22, 14]
    assert found.unread == ["What people told us > Tools: Tools: 3 people"]


def test_people_of_a_part_of_the_groups_may_stand_in_the_sample_size() -> None:
    size = Piece(
        "2025-26: 8 groups; 43 people in the 6 of them whose people are counted.", "cell",
        "Appendix: reporting checklists", column="Here", caption="COREQ",
    )  # fmt: skip
    tile = Piece("43", "figure", "In short", column="people counted in 2025-26")
    assert read(size, tile).unread == []
