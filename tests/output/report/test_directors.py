"""The one page for directors: words first, the report's own quotes, nobody pointed at."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.output.report import Report
from practicelearn.output.report.blocks import Bullets, Heading, Paragraph, Quote, Sides
from practicelearn.study import open_study
from practicelearn.themes.cycle.rechecks import recheck
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import WOBBLE
from practicelearn.themes.years import compare_years


@pytest.fixture(scope="module")
def page(sample: Path) -> Report:
    study = open_study(sample)
    found = find_themes(study.codings(), study.corpus())
    themes = apply_decisions(found, study.decisions(), plan=study.plan())
    change = compare_years(themes)
    cycle = study.actions()
    again = recheck(cycle, themes, change, guide=study.guide(), survey=study.survey())
    return Report(
        themes=themes, change=change, kind="summary", title=study.settings.title,
        decisions=study.decisions(), made="2026-03-01", cycle=cycle, rechecks=again,
    )  # fmt: skip


def section(report: Report, anchor: str) -> list[object]:
    blocks = list(report.document.blocks)
    first = next(k for k, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == anchor)
    own: list[object] = []
    for block in blocks[first + 1 :]:
        if isinstance(block, Heading):
            break
        own.append(block)
    return own


def statements(blocks: list[object]) -> list[str]:
    return [b.text for b in blocks if isinstance(b, Paragraph) and b.style == "statement"]


def test_what_goes_well_and_three_worries_each_with_a_quote(page: Report) -> None:
    well, worries = section(page, "well"), section(page, "worries")
    assert [s[:10] for s in statements(well)] == ["Colleagues"]
    # by how many raised them: 35, 25 and 24 people
    assert [s.split()[0] for s in statements(worries)] == ["Since", "Supervision", "The"]
    assert len([b for b in worries if isinstance(b, Quote)]) == 3


def test_what_is_new_stands_in_words_and_what_cannot_be_told_in_one_sentence(page: Report) -> None:
    (new,) = section(page, "new")
    assert isinstance(new, Bullets)
    assert list(new.items) == [
        (
            "Since 2024-25, heard more, by an amount that matters: Systems and equipment; heard "
            "less, by an amount that matters: Somewhere to work."
        ),
        (
            "We cannot tell whether more or fewer people raised Workload and time, Supervision "
            "and Peer support than in 2024-25. Only changes of more than 45 percentage points are "
            "ruled out."
        ),
    ]
    words = " ".join(
        b.text if isinstance(b, Paragraph) else " ".join(b.items)
        for b in page.document.blocks
        if isinstance(b, Paragraph | Bullets)
    )
    assert words.count("ruled out") == 1
    assert not re.search(r"[−+]\d+ to [−+]\d+|\d+% to \d+%", words)


def test_the_reports_first_page_says_the_same_in_the_same_words(page: Report) -> None:
    """One source for both: what goes well, what worries, what is new, what is asked."""
    report = replace(page, kind="report")
    for anchor in ("new", "decide"):
        (here,), (there, *_) = section(page, anchor), section(report, anchor)
        assert isinstance(here, Bullets)
        assert isinstance(there, Bullets)
        assert there.items[: len(here.items)] == list(here.items)
    (worries,) = section(report, "worries")
    assert isinstance(worries, Bullets)
    assert [item.partition(". ")[2] for item in worries.items] == statements(
        section(page, "worries")
    )
    blocks = list(report.document.blocks)
    first = next(b for b in blocks if isinstance(b, Heading))
    assert first.text == "In short", "it is the first thing there"


def test_praise_asks_for_no_acceptance(page: Report) -> None:
    """A row of the sheet about what goes well, without an answer: there is nothing to accept."""
    assert page.cycle is not None
    said = page.cycle.recommendations
    praise = [list(themes) == ["peers"] for themes in said["themes"]]
    assert any(praise), "the sample's sheet has such a row"
    open_ = replace(page.cycle, recommendations=said.assign(response=None))
    asked = section(replace(page, cycle=open_), "decide")[0]
    assert isinstance(asked, Bullets)
    own = said.loc[praise, "text"].iloc[0]
    assert any(item.startswith("Accept, accept in part") for item in asked.items)
    assert not any(own in item for item in asked.items)


def test_every_quote_is_the_reports_own_under_its_reference(page: Report) -> None:
    report = replace(page, kind="report")
    blocks = report.document.blocks
    quotes = [b for b in blocks if isinstance(b, Quote)]
    quotes += [q for b in blocks if isinstance(b, Sides) for side in b.quotes for q in side]
    printed = {q.source: q.words for q in quotes}
    own = [b for b in page.document.blocks if isinstance(b, Quote)]
    assert len(own) == 4
    assert all(printed[b.source] == b.words for b in own)


def test_last_years_promises_and_what_to_decide(page: Report) -> None:
    (promises,) = section(page, "promises")
    (ask,) = section(page, "decide")
    assert isinstance(promises, Bullets)
    assert isinstance(ask, Bullets)
    assert len(promises.items) == 7
    assert "whether that is better was not tested" in promises.items[0]
    assert "fewer people" not in promises.items[0]
    assert not [i for i in promises.items if ": doing." in i]
    assert [i for i in promises.items if ": under way." in i]
    assert WOBBLE in page.document.subtitle
    assert "Not accepted: The contract" in promises.items[-1]
    assert "It has no owner, no due date and no measure." in ask.items[0]
    assert any(item.endswith("say why not?") and "stalled" in item for item in ask.items)
    assert not [i for i in promises.items if "study days" in i]  # promised a year before


def test_no_count_of_people_stands_on_the_page(page: Report) -> None:
    texts = [b.text for b in page.document.blocks if isinstance(b, Paragraph)]
    assert not [t for t in texts if re.search(r"\d+ (of \d+ )?people", t)]


def test_it_is_a_draft_until_released(page: Report) -> None:
    assert page.document.notices
    assert page.hash == replace(page, kind="report").hash, "the report and its page are one release"
    released = pd.DataFrame([{"kind": "release", "who": "sam", "hash": page.hash}])
    both = pd.concat([page.decisions, released], ignore_index=True)
    assert not replace(page, decisions=both).document.notices


def test_a_person_may_say_which_side_a_theme_is_on(page: Report) -> None:
    said = {"kind": "statement", "who": "sam", "at": "2026-01-20T09:00:00+00:00", "side": "well",
            "theme_id": "supervision", "statement": "Supervision helps."}  # fmt: skip
    both = pd.concat([page.decisions, pd.DataFrame([said])], ignore_index=True)
    well = section(replace(page, decisions=both), "well")
    assert len(statements(well)) == 2


def test_without_stance_nothing_is_called_praise_or_worry(
    themes: Themes, decisions: pd.DataFrame
) -> None:
    report = Report(themes=themes, kind="summary", decisions=decisions)
    (unsorted,) = section(report, "unsorted")
    assert isinstance(unsorted, Bullets)
    assert list(unsorted.items) == ["Supervision. Supervision goes first when duty is short."]
    assert statements(section(report, "worries")) == []
    (ask,) = section(report, "decide")
    assert isinstance(ask, Bullets)
    assert "Nothing has been agreed yet" in ask.items[0]


def test_a_worry_has_a_quote_of_the_side_that_makes_it_one(
    themes: Themes, decisions: pd.DataFrame
) -> None:
    """Of supervision P1 and P2 may be quoted: one speaks well of it, the other both ways."""
    codings = themes.codings
    assert codings is not None
    speaker = codings.spans["turn_id"].map(themes.corpus.turns["speaker"])

    def page_of(p2: str) -> list[object]:
        sides = speaker.map({"P1": "for", "P2": p2}).fillna("against")
        spans = codings.spans.assign(stance=sides)
        own = find_themes(replace(codings, spans=spans), themes.corpus)
        own = own.state("supervision", "Supervision goes first when duty is short.")
        return section(Report(themes=own, kind="summary", decisions=decisions), "worries")

    mixed = page_of("mixed")
    (quote,) = (b for b in mixed if isinstance(b, Quote))
    newest = codings.spans["turn_id"].str.startswith("2024") & (
        codings.spans["code"] == "supervision"
    )
    assert quote.words in set(codings.spans.loc[newest & (speaker == "P2"), "quote"])
    praise = page_of("for")
    assert not [b for b in praise if isinstance(b, Quote)]
    assert "No quote on this side of it has been cleared." in [
        b.text for b in praise if isinstance(b, Paragraph)
    ]


def test_names_in_the_transcripts_refuse_the_page(named_themes: Themes) -> None:
    with pytest.raises(PracticelearnError, match="have not been replaced"):
        Report(themes=named_themes, kind="summary")


def test_it_prints_on_one_page(page: Report, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice, which lays the page out, is not installed")
    from pypdf import PdfReader

    path = page.save(tmp_path / "summary.docx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True,
    )  # fmt: skip
    assert len(PdfReader(tmp_path / "summary.pdf").pages) == 1
