"""Quote cards out, heaps back: from the sheet that staff fill in to theme, code and report."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from practicelearn import cli
from practicelearn.errors import PracticelearnError, StudyError, TableError
from practicelearn.jobs.cards import cards_report, keep_cards, write_cards
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Bullets, Cards, Paragraph, Quote, Table
from practicelearn.output.report.card_sizes import card_rows
from practicelearn.output.report.cards import cards_of
from practicelearn.output.report.heaps import heaps_section, who_sorted
from practicelearn.output.report.material import Material
from practicelearn.study import Study, open_study
from practicelearn.study.card_record import cards_out
from practicelearn.study.names import study_texts
from practicelearn.study.purging import purge_year
from practicelearn.study.rights import withdraw
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes

from .newest import newest_round

YEAR = "2025-26"
CARDS = {"1": "A", "2": "A; B", "3": "B", "4": "C", "5": "alone", "6": "a", "B1": "A"}
HEAPS = {
    "A": ("Time to think", "We need time to think.", "theme", "Supervision"),
    "B": ("Being known", "Somebody should know our families.", "code", None),
    "C": ("Odds", None, "only keep", None),
}


@pytest.fixture(scope="module")
def begun(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, its cards of the newest round on record."""
    folder = newest_round(sample, tmp_path_factory.mktemp("cards") / "study")
    write_cards(folder, cards_report(folder, YEAR), folder.parent, by="sam")
    return folder


@pytest.fixture
def study(begun: Path, tmp_path: Path) -> Study:
    shutil.copytree(begun, tmp_path / "study", ignore=shutil.ignore_patterns(".cache"))
    return open_study(tmp_path / "study")


@pytest.fixture
def sheet(begun: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(begun.parent / f"heaps-{YEAR}.xlsx", tmp_path))


@pytest.fixture(scope="module")
def found(begun: Path) -> Themes:
    study = open_study(begun)
    return find_themes(study.codings(), study.corpus().where(year=YEAR))


def filled(
    path: Path,
    cards: Mapping[str, str] = CARDS,
    heaps: Mapping[str, tuple[Any, ...]] = HEAPS,
    date: str = "3/3/2026",
    people: int = 14,
) -> Path:
    """The sheet as a person fills it in after the workshop."""
    book = openpyxl.load_workbook(path)
    for row in book["cards"].iter_rows(min_row=2):
        row[1].value = cards.get(str(row[0].value))
        if row[0].value == "B1":
            row[2].value = "We never sit down together"
    for row in book["heaps"].iter_rows(min_row=2):
        for cell, value in zip(row[1:], heaps.get(str(row[0].value), ()), strict=False):
            cell.value = value
    there = book["who was there"]
    there["B3"], there["B4"] = date, people
    there["A5"], there["B5"] = "Social workers", 9
    book.save(path)
    return path


def told(study: Study, found: Themes) -> str:
    """What the evidence file says of the workshop, and the method for readers."""
    material = Material(
        themes=apply_decisions(found, study.decisions()), change=None, title="", made="2026-03-04",
        decisions=study.decisions(),
    )  # fmt: skip
    said = who_sorted(material, for_readers=True)
    for block in heaps_section(material):
        if isinstance(block, Paragraph):
            said.append(block.text)
        elif isinstance(block, Bullets):
            said += block.items
        elif isinstance(block, Table):
            said += [" | ".join(map(str, row)) for row in [block.header, *block.rows]]
    return "\n".join(said)


def test_cards_hold_a_number_and_words_and_nothing_else(begun: Path) -> None:
    import docx

    report = cards_report(begun, YEAR)
    (cards,) = [b for b in report.document.blocks if isinstance(b, Cards)]
    assert [q.source for q in cards.quotes] == [
        f"Card {n}" for n in range(1, len(cards.quotes) + 1)
    ]
    assert not report.document.notices
    page = report.html()
    corpus = report.themes.corpus
    here = corpus.sessions[corpus.sessions["year"] == YEAR]
    words = " ".join(q.words for q in cards.quotes)
    for gone in [*report.themes.table["name"], *here.index, *corpus.people.index]:
        assert str(gone) in words or str(gone) not in page, gone
    word = docx.Document(str(begun.parent / f"cards-{YEAR}.docx"))
    cells = [c.text for t in word.tables for r in t.rows for c in r.cells]
    assert [c.split("\n")[0] for c in cells if c][:2] == ["Card 1", "Card 2"]
    assert all(len(t.rows) == 4 for t in word.tables[:-2])
    assert sum("our own words" in c for c in cells) == 8


def test_only_cleared_quotes_of_speakers_who_agreed_and_nothing_to_be_passed_on(
    begun: Path, found: Themes
) -> None:
    decisions = open_study(begun).decisions()
    report = Report(themes=found, kind="cards", decisions=decisions, year=YEAR)
    cards = cards_of(report.material)
    flagged = set(decisions.loc[decisions["kind"] == "quotable", "coding_id"])
    assert set(cards["coding_id"]) <= flagged
    first = cards.iloc[0]
    codings = found.codings
    assert codings is not None
    # somebody else marked something else in the same turn: the card's own passage is not masked
    other = codings.spans[codings.spans["coding_id"] == first["coding_id"]].head(1)
    other = other.assign(coding_id="another", start=0, end=3, refer_on=True, quote="abc")
    referred = pd.concat([codings.spans, other], ignore_index=True)
    marked = find_themes(_with(codings, referred), found.corpus)
    left = cards_of(Report(themes=marked, kind="cards", decisions=decisions, year=YEAR).material)
    assert first["turn_id"] not in set(left["turn_id"])
    assert len(left) < len(cards)


def test_what_another_coder_marked_to_be_passed_on_is_on_no_card(study: Study) -> None:
    """Themes rest on one reading a session, and this mark stands in the other."""
    before = cards_of(cards_report(study.path, YEAR).material)
    turn = before["turn_id"].iloc[0]
    session, text = turn.rsplit(":", 1)[0], study.corpus().turns.loc[turn, "text"]
    part = {"turn_id": turn, "start": 0, "end": 5, "quote": text[:5]}
    study.record(
        "zoe", "code", session_id=session, coding_id="zoe-1",
        payload={"code": "tools", "parts": [part], "refer_on": True},
    )  # fmt: skip
    after = cards_of(cards_report(study.path, YEAR).material)
    assert set(before["turn_id"]) - set(after["turn_id"]) == {turn}


def test_only_what_a_released_report_printed_where_that_is_asked_for(study: Study) -> None:
    every = cards_of(cards_report(study.path, YEAR).material)
    some = sorted(every["coding_id"])[:3]
    payload = {"hash": "x", "quotes": some}
    study.record("sam", "release", payload=payload)
    own = cards_of(cards_report(study.path, YEAR, released=True).material)
    assert sorted(own["coding_id"]) == some


def _with(codings: Any, spans: pd.DataFrame) -> Any:
    from dataclasses import replace

    return replace(codings, spans=spans, used=codings.used.iloc[:0])


def test_what_is_not_on_record_is_a_draft_and_brings_nothing_back(
    sample: Path, sheet: Path, tmp_path: Path
) -> None:
    folder = newest_round(sample, tmp_path / "new")
    report = cards_report(folder, YEAR)
    assert "DRAFT" in report.document.notices[0]
    with pytest.raises(StudyError, match="no card of 2025-26 is on record"):
        keep_cards(folder, filled(sheet), by="kim")
    with pytest.raises(PracticelearnError, match="no quote of 2025-26 has been cleared"):
        cards_report(folder, YEAR, released=True)


def test_numbers_stay_when_more_quotes_are_cleared(study: Study) -> None:
    before = cards_out(study.decisions(), YEAR)
    spans = study.codings().spans
    at = study.corpus().sessions["year"]
    newest = spans[spans["turn_id"].str.rsplit(":", n=1).str[0].map(at) == YEAR]
    coding = newest.loc[~newest["coding_id"].isin(before.values()), "coding_id"].iloc[0]
    study.record("sam", "quotable", payload={"coding_id": coding, "quotable": True})
    study.record("sam", "quotable", payload={"coding_id": before[1], "quotable": False})
    after = cards_of(cards_report(study.path, YEAR).material)
    assert 1 not in set(after["number"])
    known = dict(zip(after["number"], after["coding_id"], strict=True))
    assert {n: c for n, c in known.items() if n in before} == {
        n: c for n, c in before.items() if n != 1
    }


def test_heaps_come_back_as_theme_and_code_with_their_account(
    study: Study, found: Themes, sheet: Path
) -> None:
    account, made = keep_cards(study.path, filled(sheet), by="kim")
    out = len(cards_out(study.decisions(), YEAR))
    assert len(account.out) == out
    assert (account.back, account.alone, account.twice) == ([1, 2, 3, 4, 5, 6], [5], [2])
    assert len(account.not_back) == out - 6
    assert made == [
        "heap A: theme supervision was worded",
        "heap B: code being-known is made, and nobody has read for it yet",
    ]
    themes = study.themes()
    assert themes.table.loc["supervision", "name"] == "Time to think"
    assert themes.table.loc["supervision", "statement"] == "We need time to think."
    assert "being-known" not in themes.table.index
    assert study.made_codes()["take"].tolist() == ["kim/being-known"]
    assert keep_cards(study.path, sheet, by="kim")[1] == []
    assert study.decisions()["kind"].eq("sorted").sum() == 1
    said = told(study, found)
    assert "sorted into heaps by 14 staff on 3 March 2026" in said
    assert "Social workers: 9" in said
    assert f"{out} cards went out and 6 came back; {out - 6} did not." in said
    assert "1 lay in two heaps or more, and 1 fitted nowhere." in said
    assert "code being-known: nobody has read for it yet" in said
    assert "B1: We never sit down together" in said
    texts = {(t.place, t.text) for t in study_texts(study) if "sorted" in t.place}
    assert ("decisions.sorted.heap_sentences", "We need time to think.") in texts


def test_figures_of_people_do_not_move(study: Study, found: Themes, sheet: Path) -> None:
    only = {k: (name, said, "only keep" if k != "B" else "code", None)
            for k, (name, said, *_) in HEAPS.items()}  # fmt: skip
    before = apply_decisions(found, study.decisions()).extent
    keep_cards(study.path, filled(sheet, heaps=only), by="kim")
    corpus = study.corpus().where(year=YEAR)
    after = apply_decisions(find_themes(study.codings(), corpus), study.decisions()).extent
    pd.testing.assert_frame_equal(before, after)


def test_a_heap_beside_the_team_s_coding(study: Study, found: Themes, sheet: Path) -> None:
    """Card by card: the themes under which the team coded a passage, counted by hand."""
    keep_cards(study.path, filled(sheet), by="kim")
    out = cards_out(study.decisions(), YEAR)
    evidence = found.evidence
    of = {n: set(evidence.loc[evidence["coding_id"] == out[n], "theme_id"]) for n in (1, 2, 6)}
    lines = [line.split(" | ") for line in told(study, found).splitlines()]
    at = lines.index(["The team’s theme", "A", "B", "C"])
    in_a = {row[0]: int(row[1]) for row in lines[at + 1 :] if len(row) == 4}
    names = found.table["name"]
    assert sum(in_a.values()) >= sum(map(len, of.values()))
    for theme in set().union(*of.values()) - {"supervision"}:  # which took the heap's name
        assert in_a[names[theme]] >= sum(theme in own for own in of.values())
    assert in_a["Not in the coding now"] == 0


@pytest.mark.slow
def test_a_speaker_withdraws_and_the_heap_keeps_no_word(
    study: Study, found: Themes, sheet: Path
) -> None:
    keep_cards(study.path, filled(sheet), by="kim")
    coding = cards_out(study.decisions(), YEAR)[1]
    turn = study.codings().spans.set_index("coding_id").loc[coding, "turn_id"]
    turn = turn if isinstance(turn, str) else turn.iloc[0]
    turns = study.corpus().turns
    person, said = turns.loc[turn, "person_id"], turns.loc[turn, "text"]
    withdraw(study, str(person), by="sam")
    again = find_themes(study.codings(), study.corpus().where(year=YEAR))
    (gone,) = [line for line in told(study, again).splitlines() if line.startswith("Not in the")]
    assert int(gone.split(" | ")[1]) >= 1
    for path in (study.path / "decisions").iterdir():
        assert said not in path.read_text(encoding="utf-8")
    assert coding not in set(cards_of(cards_report(study.path, YEAR).material)["coding_id"])


def test_a_round_that_is_purged_takes_its_cards_and_heaps_with_it(
    study: Study, sheet: Path
) -> None:
    keep_cards(study.path, filled(sheet), by="kim")
    purge_year(study, YEAR, by="sam")
    assert not {"cards", "sorted"} & set(study.decisions()["kind"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cards": {"1": "Z"}}, r'cards, row 2: there is no heap "Z"'),
        ({"heaps": {"A": ("Time", "", "tehme", None)}, "cards": {"1": "A"}},
         r'heaps, row 2: "tehme" is none of theme, code, only keep.*Did you mean "theme"'),
        ({"heaps": {"A": ("Time", "", "theme", "Supervison")}, "cards": {"1": "A"}},
         r'heaps, row 2: there is no theme "Supervison".*Did you mean "supervision"'),
        ({"heaps": {"A": ("", "Time.", "code", None)}, "cards": {"1": "A"}},
         "needs the heap’s name"),
        ({"heaps": {"A": ("Supervision", "", "code", None)}, "cards": {"1": "A"}},
         'there is a code "supervision" of this name already'),
        ({"date": "soon"}, 'who was there: "soon" is no date'),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_is_kept(
    study: Study, sheet: Path, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(TableError, match=says):
        keep_cards(study.path, filled(sheet, **change), by="kim")
    assert "sorted" not in set(study.decisions()["kind"])


def test_a_card_that_nobody_gave_out_is_named(study: Study, sheet: Path) -> None:
    book = openpyxl.load_workbook(filled(sheet))
    book["cards"]["A2"] = "99"
    book.save(sheet)
    with pytest.raises(
        TableError, match='no card "99" of 2025-26 went out; those that did are 1 to'
    ):
        keep_cards(study.path, sheet, by="kim")


def test_two_themes_become_one_heap_and_a_name_is_taken(study: Study, sheet: Path) -> None:
    heaps = {"A": ("Room to think", "There is no room.", "theme", "Supervision; desks")}
    keep_cards(study.path, filled(sheet, {"1": "A"}, heaps), by="kim")
    table = study.themes().table
    assert "desks" not in table.index
    assert table.loc["supervision", ["name", "statement"]].tolist() == [
        "Room to think", "There is no room."
    ]  # fmt: skip


def test_long_quotes_take_a_row_and_none_is_cut() -> None:
    quotes = [Quote("word " * n, f"Card {n}") for n in (20, 30, 40, 90, 150, 400)]
    pages = card_rows(quotes)
    assert [[len(row) for row in page] for page in pages] == [[2, 1, 1, 1], [1]]
    assert sum(len(row) for page in pages for row in page) == len(quotes)


def test_the_command_asks_before_cards_go_on_record(study: Study, tmp_path: Path) -> None:
    run = CliRunner(env={"NO_COLOR": "1"})
    args = ["cards", str(study.path), "--round", YEAR, "-o", str(tmp_path), "--by", "sam"]
    no = run.invoke(cli.app, args, input="n\n")
    assert no.exit_code == 1
    assert "Card 1  “" in no.stdout
    assert not (tmp_path / f"cards-{YEAR}.docx").exists()
    back = run.invoke(cli.app, ["cards", str(study.path), "--back", "x.xlsx"])
    assert back.exit_code == cli.REFUSED
    assert "--by NAME" in back.stderr
