"""The evidence file: every figure opens to its quotes, every quote has its place."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from practicelearn.corpus import Corpus
from practicelearn.output.report import Report
from practicelearn.output.report.candidates import UNREAD
from practicelearn.output.report.participation import group_participation
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes


@pytest.fixture(scope="module")
def page(themes: Themes, change: pd.DataFrame, decisions: pd.DataFrame) -> str:
    return Report(themes=themes, change=change, kind="evidence", decisions=decisions).html()


def test_every_coded_passage_is_printed_with_its_turn(page: str, themes: Themes) -> None:
    coded = themes.evidence[themes.evidence["coding_id"].notna()]
    assert all(page.count(f"turn {turn}") for turn in coded["turn_id"])
    said = set(re.findall(r'<span class="said">“(.*?)”', page))
    assert set(coded["quote"]) <= said


def test_each_figure_of_the_tables_leads_to_an_anchor_that_is_there(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert '<a href="#t0-y2-g0">5 of 5</a>' in page


def test_a_cell_without_passages_is_no_link(page: str) -> None:
    assert '<td class="n">0 of 5</td>' in page


def test_candidates_say_that_nobody_has_read_them(page: str, themes: Themes) -> None:
    unread = int((themes.table["status"] == "candidate").sum())
    assert page.count(f"Candidate, {UNREAD}.") == unread
    assert "Supervision goes first when duty is short." in page


def test_not_for_sharing_heads_the_file_of_a_corpus_with_names(
    page: str, named_themes: Themes
) -> None:
    named = Report(themes=named_themes, kind="evidence").html()
    assert named.index("NOT FOR SHARING") < named.index("<h1>")
    assert "NOT FOR SHARING" not in page


def test_silence_is_counted_per_group(themes: Themes) -> None:
    table = group_participation(themes.corpus).set_index(["year", "group"])
    assert table.loc[("2024-25", "west"), "silent"] == "1"
    assert table.loc[("2024-25", "north"), "silent"] == "0"


def test_silence_is_not_reported_when_a_tenth_of_the_words_is_nobodys(themes: Themes) -> None:
    corpus = themes.corpus
    lost = corpus.turns["speaker"].isin(["P1", "P2"]) & (corpus.turns["session_id"] == "2024-west")
    turns = corpus.turns.assign(
        person_id=corpus.turns["person_id"].mask(lost), speaker=corpus.turns["speaker"].mask(lost)
    )
    table = group_participation(corpus.with_turns(turns)).set_index(["year", "group"])
    assert table.loc[("2024-25", "west"), "silent"].startswith("not reported")
    assert table.loc[("2024-25", "north"), "silent"] == "0"


def test_silence_is_not_reported_for_notes_or_without_a_list(themes: Themes) -> None:
    corpus = themes.corpus
    notes = replace(corpus, sessions=corpus.sessions.assign(source_kind="notes"))
    assert set(group_participation(notes)["silent"]) == {"not reported: notes, not a transcript"}
    bare = replace(corpus, attendance=corpus.attendance.iloc[:0])
    assert set(group_participation(bare)["silent"]) == {"no attendance list"}


def test_issues_keep_their_place_and_their_words(page: str) -> None:
    assert "line 44" in page
    assert "mm, yes" in page


def test_both_rounds_words_stand_side_by_side(page: str) -> None:
    section = page.split("Supervision, 2023-24 and 2024-25")[1].split("<h4>")[0]
    left, right = section.split('<p class="side">')[1:]
    assert left.count("turn 2023-") >= 2
    assert right.count("turn 2024-") >= 2
    assert "turn 2024-" not in left


def test_versions_name_the_texts_the_frame_and_what_was_declared(page: str, themes: Themes) -> None:
    assert "Invented frame, version 2024-1" in page
    assert themes.declared_hash in page
    assert len(re.findall(r"<td>[0-9a-f]{64}</td>", page)) >= 2


def test_the_hash_of_the_texts_follows_the_texts(themes: Themes) -> None:
    def digest(corpus: Corpus) -> str:
        page = Report(themes=replace(themes, corpus=corpus), kind="evidence").html()
        found = re.search(r"Texts \(sha256\)</th><td>([0-9a-f]{64})", page)
        assert found
        return found.group(1)

    turns = themes.corpus.turns.copy()
    turns.loc[turns.index[0], "text"] = "Good morning all of you."
    assert digest(themes.corpus) != digest(themes.corpus.with_turns(turns))


def test_a_corpus_without_rounds_codings_or_list_still_gives_a_file(themes: Themes) -> None:
    corpus = themes.corpus
    bare = replace(
        corpus,
        sessions=corpus.sessions.assign(year=None, team=None),
        attendance=corpus.attendance.iloc[:0],
        turns=corpus.turns.assign(person_id=None),
    )
    found = find_themes(None, bare, themes.topics)
    page = Report(themes=found, kind="evidence").html()
    assert "What keeps coming up" in page
    assert "no attendance list" in page
    assert "nobody has coded these passages" in page


def test_sessions_without_a_round_keep_their_links(themes: Themes) -> None:
    corpus = themes.corpus
    year = corpus.sessions["year"].mask(corpus.sessions["year"] == "2022-23")
    partly = replace(corpus, sessions=corpus.sessions.assign(year=year))
    found = find_themes(themes.codings, partly, themes.topics)
    page = Report(themes=found, kind="evidence").html()
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert len(ids) == len(set(ids))
    assert '<th scope="col" class="n">no round named</th>' in page
