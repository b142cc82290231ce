"""What goes back before promises are final, and what comes back: from the sheet to the report."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from practicelearn._tables import RECHECKS, empty_table
from practicelearn.errors import StudyError, TableError
from practicelearn.jobs.feedback import keep_replies, write_feedback
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Block, Bullets, Paragraph, Table
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.feedback import left_off_page
from practicelearn.output.report.material import Material
from practicelearn.output.report.replies import (
    replies_beside,
    replies_in_short,
    replies_to_promises,
    replies_to_the_whole,
    who_answered,
)
from practicelearn.study import Study, open_study
from practicelearn.study.names import study_texts
from practicelearn.study.rights import redact
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes

from .newest import newest_round

YEAR = "2025-26"
TOOLS = "Since it went live, the new case recording system loses work and takes time from visits."
DRAFT = "Two more rooms that can be booked"


@pytest.fixture(scope="module")
def begun(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample of its newest round, with one promise made and one that is a draft."""
    folder = newest_round(sample, tmp_path_factory.mktemp("replies") / "study")
    book = openpyxl.load_workbook(folder / "actions.xlsx")
    sheet = book.active
    heads = {cell.value: cell.column for cell in sheet[1]}
    row = sheet.max_row + 1
    added = {"You said": "There is no room to think", "We will": f"{DRAFT}.", "Round": YEAR,
             "Who": "Head of property", "Theme": "desks"}  # fmt: skip
    for head, text in added.items():
        sheet.cell(row, heads[head], text)
    book.save(folder / "actions.xlsx")
    write_feedback(folder, YEAR, folder.parent)
    return folder


@pytest.fixture
def study(begun: Path, tmp_path: Path) -> Study:
    shutil.copytree(begun, tmp_path / "study", ignore=shutil.ignore_patterns(".cache"))
    return open_study(tmp_path / "study")


@pytest.fixture
def sheet(begun: Path, tmp_path: Path) -> Path:
    """As it was written beside the page."""
    return Path(shutil.copy(begun.parent / f"replies-{YEAR}.xlsx", tmp_path))


def filled(path: Path, cells: Mapping[str, Mapping[str, Any]], more: list[dict[str, Any]]) -> Path:
    """The sheet as a person fills it in: cells beside sentences, and rows below."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    known = {str(sheet.cell(n, heads["Sentence"]).value): n for n in range(2, sheet.max_row + 1)}
    for start, own in cells.items():
        (n,) = [n for sentence, n in known.items() if sentence.startswith(start)]
        for head, value in own.items():
            sheet.cell(n, heads[head], value)
    for n, own in enumerate(more, start=sheet.max_row + 1):
        for head, value in own.items():
            sheet.cell(n, heads[head], value)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def found(begun: Path) -> Themes:
    """Its themes before anything is decided: looked for once."""
    study = open_study(begun)
    return find_themes(study.codings(), study.corpus().where(year=YEAR))


def report_of(study: Study, found: Themes, kind: str = "report") -> Report:
    return Report(
        themes=apply_decisions(found, study.decisions()), kind=kind, decisions=study.decisions(),
        cycle=study.actions(), made="2026-02-01", waive="All of it is invented.",
    )  # fmt: skip


def told(study: Study, found: Themes, *, for_readers: bool) -> str:
    """What both documents say of replies, without the rest of them."""
    material = Material(
        themes=apply_decisions(found, study.decisions()), change=None, title="", made="2026-02-01",
        decisions=study.decisions(),
    )  # fmt: skip
    cycle = CycleTables(study.actions(), empty_table(RECHECKS))
    blocks = who_answered(material) if for_readers else replies_to_the_whole(material)
    for theme in material.table.index:
        blocks += (replies_in_short if for_readers else replies_beside)(material, str(theme))
    return words_of([*blocks, *replies_to_promises(material, cycle, for_readers=for_readers)])


def words_of(blocks: Iterable[Block]) -> str:
    said = []
    for block in blocks:
        if isinstance(block, Paragraph):
            said.append(block.text)
        elif isinstance(block, Bullets):
            said += block.items
        elif isinstance(block, Table):
            said += [" | ".join(map(str, row)) for row in block.rows]
    return "\n".join(said)


def test_more_answers_to_a_sentence_than_people_are_refused(study: Study, sheet: Path) -> None:
    counts = {"Yes: how many": 14, "Not quite: how many": 2}
    filled(sheet, {TOOLS: counts, "How many people": {"Yes: how many": 14}}, [])
    with pytest.raises(TableError, match="14 yes and 2 not quite") as refused:
        keep_replies(study.path, sheet, YEAR, by="kim")
    assert TOOLS in str(refused.value)
    assert "are 16 people, and 14 answered in all." in str(refused.value)
    assert "reply" not in set(study.decisions()["kind"])
    filled(sheet, {"How many people": {"Yes: how many": 16}}, [])
    assert keep_replies(study.path, sheet, YEAR, by="kim") == 3


def test_the_page_asks_about_drafts_and_tells_what_is_promised(begun: Path) -> None:
    import docx

    word = docx.Document(str(begun.parent / f"feedback-{YEAR}.docx"))
    assert [t.rows[0].cells[0].text for t in word.tables] == [
        "What we heard", "What we think of promising"
    ]  # fmt: skip
    (draft,) = [row.cells[0].text for row in word.tables[1].rows[1:]]
    assert draft.startswith(f"{DRAFT} (Head of property). You said: There is no room to think")
    text = "\n".join(p.text for p in word.paragraphs)
    assert "None of it is decided" in text
    assert f"Promised: {DRAFT}" not in text
    assert "Promised: Mend the lost drafts first" in text
    assert text.count("What is missing") == 1
    assert "Nothing is promised yet" not in text


def test_before_any_promise_is_made_the_page_says_so(study: Study, found: Themes) -> None:
    cycle = study.actions()
    drafts = Report(
        themes=apply_decisions(found, study.decisions()), kind="feedback",
        decisions=study.decisions(), year=YEAR,
        cycle=type(cycle)(cycle.recommendations, cycle.actions, cycle.statuses.iloc[:0]),
    )  # fmt: skip
    assert drafts.document.subtitle.endswith("Nothing is promised yet.")
    assert "Promised:" not in words_of(drafts.document.blocks)


def test_a_draft_that_may_not_be_printed_is_told_to_whoever_writes_the_page(
    study: Study, found: Themes
) -> None:
    cycle = study.actions()
    spoken = max(found.corpus.turns["text"], key=len)
    said = cycle.actions["text"].where(
        ~cycle.actions["text"].str.startswith(DRAFT), " ".join(spoken.split()[:9])
    )
    off = type(cycle)(cycle.recommendations, cycle.actions.assign(text=said), cycle.statuses)
    left = []
    themes = apply_decisions(found, study.decisions())
    for own in (cycle, off):
        page = Report(themes=themes, kind="feedback", year=YEAR, cycle=own)
        left.append(left_off_page(page.material, CycleTables(own, empty_table(RECHECKS))))
    assert left == [0, 1]


def test_a_sheet_filled_in_comes_back_beside_its_sentences(
    study: Study, found: Themes, sheet: Path
) -> None:
    opened = openpyxl.load_workbook(sheet).active
    assert TOOLS in [cell.value for cell in opened["B"]]
    assert opened.column_dimensions["G"].hidden
    (rule,) = opened.data_validations.dataValidation
    assert rule.formula1 == '"yes,not quite"'
    filled(
        sheet,
        {
            "How many people": {"Yes: how many": 21},
            "Since it went live": {"Yes: how many": 12, "Not quite: how many": 2,
                                   "Words": "Zebra lanes\nThe old one too"},
            DRAFT: {"Yes: how many": 6},
            "What is missing": {"Words": "Nights\nParking at the court"},
        },
        [{"Sentence": f"3. {TOOLS}", "Answer": "Not quite", "Words": "Only on Mondays"}],
    )  # fmt: skip
    assert keep_replies(study.path, sheet, YEAR, by="sam") == 9
    assert keep_replies(study.path, sheet, YEAR, by="sam") == 0
    evidence = told(study, found, for_readers=False)
    assert f"Replies of those who took part in {YEAR}. Yes: 12; Not quite: 3." in evidence
    assert "“Zebra lanes” (on a form)" in evidence
    assert "“Only on Mondays” (not quite)" in evidence
    assert "“Nights” (missing)" in evidence
    assert f"{DRAFT} | 6 | 0" in evidence
    assert f"21 of 50 people who took part in {YEAR} answered the page" in evidence
    report = told(study, found, for_readers=True)
    assert "asked whether this is it. Yes: 12; Not quite: fewer than 5." in report
    assert f"{DRAFT} | 6 | fewer than 5" in report
    assert f"21 of 50 people who took part in {YEAR} answered the page" in report
    assert "Fewer than 5 wrote that something is missing." in report
    for words in ("Zebra", "Mondays", "Nights"):
        assert words not in report
    filled(sheet, {"Since it went live": {"Yes: how many": 15}}, [])
    assert keep_replies(study.path, sheet, YEAR, by="sam") == 1
    assert "Yes: 15; Not quite: 3." in told(study, found, for_readers=False)


def test_how_many_answered_is_not_told_where_it_gives_a_hidden_number(
    study: Study, found: Themes, sheet: Path
) -> None:
    """15 answered and 14 said yes: not more than one can have said not quite."""
    filled(sheet, {"How many people": {"Yes: how many": 15},
                   "Since it went live": {"Yes: how many": 14}}, [])  # fmt: skip
    keep_replies(study.path, sheet, YEAR, by="sam")
    report = told(study, found, for_readers=True)
    assert f"Some of those who took part in {YEAR} answered" in report
    assert "15 of" not in report


def test_where_counts_are_rounded_no_exact_number_of_people_stands_beside_them(
    study: Study, found: Themes, sheet: Path
) -> None:
    filled(sheet, {"How many people": {"Yes: how many": 21}}, [])
    keep_replies(study.path, sheet, YEAR, by="sam")
    material = Material(
        themes=apply_decisions(found, study.decisions()), change=None, title="", made="2026-02-01",
        decisions=study.decisions(), rounding=5,
    )  # fmt: skip
    (said,) = who_answered(material)
    assert isinstance(said, Paragraph)
    assert said.text.startswith(f"Some of those who took part in {YEAR} answered")
    assert " 50 " not in said.text


def test_replies_stay_with_the_sentence_they_answered(
    study: Study, found: Themes, sheet: Path
) -> None:
    filled(sheet, {"Since it went live": {"Yes: how many": 12, "Not quite: how many": 7}}, [])
    keep_replies(study.path, sheet, YEAR, by="sam")
    payload = {"theme_id": "tools", "statement": "The new system loses work."}
    study.record("sam", "statement", payload=payload)
    evidence = told(study, found, for_readers=False)
    assert f"who answered the earlier wording (“{TOOLS}”). Yes: 12; Not quite: 7." in evidence
    report = told(study, found, for_readers=True)
    assert "answered an earlier wording of this sentence" in report
    assert "Yes: 12" not in report
    # the sheet that went out before comes back late: it answers what stood in it
    filled(sheet, {}, [{"Sentence": TOOLS, "Answer": "yes"}])
    assert keep_replies(study.path, sheet, YEAR, by="sam") == 1
    assert f"(“{TOOLS}”). Yes: 13;" in told(study, found, for_readers=False)


def test_replies_go_with_a_theme_that_is_merged_and_are_not_counted_for_its_sentence(
    study: Study, found: Themes, sheet: Path
) -> None:
    filled(sheet, {"Since it went live": {"Yes: how many": 12}}, [])
    keep_replies(study.path, sheet, YEAR, by="sam")
    study.decide_theme("sam", "merge", themes=["tools", "desks"], into="desks")
    evidence = told(study, found, for_readers=False)
    assert f"who answered the earlier wording (“{TOOLS}”). Yes: 12;" in evidence
    assert "Yes: 12" not in told(study, found, for_readers=True)


def test_what_a_form_exported_is_read_by_its_headings(study: Study, tmp_path: Path) -> None:
    """One row a person; who they are is not read, and no id is typed."""
    path = tmp_path / "Health check(1-3).xlsx"
    rows = [
        [1, "2026-01-20 10:00", "zoe@council.example", "Zoe Quill", "Yes", None, "yes", "Nights"],
        [2, "2026-01-20 11:00", "anonymous", None, "Not quite", "Only for duty", None, None],
        [3, "2026-01-20 12:00", "anonymous", None, None, None, None, None],
    ]
    heads = ["ID", "Start time", "Email", "Name", f"1. {TOOLS} Is this what you said?",
             "In your own words", f"{DRAFT}: would this help?", "What is missing?"]  # fmt: skip
    pd.DataFrame(rows, columns=heads).to_excel(path, index=False)
    assert keep_replies(study.path, path, YEAR, by="sam") == 5
    kept = study.decisions().query("kind == 'reply'")
    assert sorted(kept["answer"]) == ["answered", "missing", "not quite", "yes", "yes"]
    assert kept.loc[kept["answer"] == "answered", "n"].tolist() == [2]
    assert "Zoe" not in "".join(p.read_text() for p in (study.path / "decisions").iterdir())


@pytest.mark.parametrize(
    ("heads", "row", "says"),
    [
        (["Sentence", "Answer"], ["The parking is far too small.", "yes"],
         r'r\.xlsx, row 2: "The parking is far too small\." is no sentence of the page'),
        (["Sentence", "Answer"], [TOOLS, "perhaps"], r"row 2: the answer .perhaps. is none of yes"),
        (["Sentence", "Answer"], [TOOLS, "missing"], r"row 2: what is missing is asked once"),
        (["Sentence", "Yes: how many", "Answer"], [TOOLS, "4", "yes"], r"row 2: .* counts twice"),
        (["Sentence", "Yes: how many"], [TOOLS, "many"], r'row 2: "many" is no number of people'),
        ([TOOLS, "Shoe size"], ["yes", "44"], r'the column "shoe size" is no sentence'),
        ([TOOLS, "Name"], ["rather", "Zoe"], r'row 2, column "since it went live.*"rather"'),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_by_row_and_nothing_is_kept(
    study: Study, tmp_path: Path, heads: list[str], row: list[str], says: str
) -> None:
    path = tmp_path / "r.xlsx"
    pd.DataFrame([row], columns=heads).to_excel(path, index=False)
    with pytest.raises(TableError, match=says):
        keep_replies(study.path, path, YEAR, by="sam")
    assert "reply" not in set(study.decisions()["kind"])


def test_words_of_replies_are_reached_where_somebody_s_words_go(study: Study, sheet: Path) -> None:
    said = str(study.corpus(["2025-north"]).turns["text"].iloc[4])
    named = {"Sentence": TOOLS, "Answer": "not quite", "Words": "Ask Cassandra Holloway"}
    filled(sheet, {"What is missing": {"Words": f"As somebody said: {said}"}}, [named])
    keep_replies(study.path, sheet, YEAR, by="sam")
    texts = {(t.place, t.text) for t in study_texts(study) if t.place.startswith("decisions.reply")}
    assert ("decisions.reply.words", "Ask Cassandra Holloway") in texts
    assert ("decisions.reply.sentence", TOOLS) in texts
    redact(study, "2025-north:00005", 0, len(said), kind="turn", reason="asked to", by="sam")
    assert said not in "".join(p.read_text() for p in (study.path / "decisions").iterdir())


def test_the_report_with_replies_may_be_released(study: Study, found: Themes, sheet: Path) -> None:
    filled(sheet, {"How many people": {"Yes: how many": 21},
                   "Since it went live": {"Yes: how many": 12}, DRAFT: {"Yes: how many": 6},
                   "What is missing": {"Words": "Nights"}}, [])  # fmt: skip
    keep_replies(study.path, sheet, YEAR, by="sam")
    report = report_of(study, found)
    assert report.disclosed()[1] == []
    said = words_of(report.document.blocks)
    assert "asked whether this is it. Yes: 12; Not quite: fewer than 5." in said
    assert f"{DRAFT} | 6 | fewer than 5" in said
    assert "12" in words_of(report_of(study, found, "evidence").document.blocks)


def test_a_sheet_that_was_read_before_under_another_name_does_not_count_twice(
    study: Study, sheet: Path, tmp_path: Path
) -> None:
    filled(sheet, {"Since it went live": {"Yes: how many": 12, "Not quite: how many": 2},
                   "What is missing": {"Words": "Nights\nParking"}}, [])  # fmt: skip
    keep_replies(study.path, sheet, YEAR, by="sam")
    renamed = Path(shutil.copy(sheet, tmp_path / "replies final.xlsx"))
    before = study.decisions()
    with pytest.raises(
        StudyError, match=r"replies final\.xlsx: replies as in this sheet were kept"
    ):
        keep_replies(study.path, renamed, YEAR, by="kim")
    # filled in further, it is still the same sheet
    filled(renamed, {"Since it went live": {"Yes: how many": 15}}, [])
    with pytest.raises(StudyError, match="give it the name that it had"):
        keep_replies(study.path, renamed, YEAR, by="kim")
    assert len(study.decisions()) == len(before)
    assert keep_replies(study.path, shutil.copy(renamed, sheet), YEAR, by="sam") == 1
    # another site's answers differ
    site = filled(Path(shutil.copy(sheet, tmp_path / "south.xlsx")),
                  {"Since it went live": {"Yes: how many": 4, "Not quite: how many": 2},
                   "What is missing": {"Words": "More heating"}}, [])  # fmt: skip
    assert keep_replies(study.path, site, YEAR, by="sam") == 3


def test_a_form_that_was_exported_again_counts_nobody_twice(study: Study, tmp_path: Path) -> None:
    """Its name holds how many have answered: health check(1-2), then (1-3)."""
    heads = [TOOLS, "In your own words"]
    rows = [["yes", None], ["not quite", "Only for duty"], ["yes", "Nights"]]
    for n in (2, 3):
        pd.DataFrame(rows[:n], columns=heads).to_excel(tmp_path / f"f(1-{n}).xlsx", index=False)
    keep_replies(study.path, tmp_path / "f(1-2).xlsx", YEAR, by="sam")
    with pytest.raises(StudyError, match="would count twice"):
        keep_replies(study.path, tmp_path / "f(1-3).xlsx", YEAR, by="sam")
    shutil.copy(tmp_path / "f(1-3).xlsx", tmp_path / "f(1-2).xlsx")
    assert keep_replies(study.path, tmp_path / "f(1-2).xlsx", YEAR, by="sam") == 2  # and how many
