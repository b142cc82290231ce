"""Whole reader files under attack: what an adversary reads in HTML and Word, hidden parts included.

Everything that could name somebody is replaced by a word that stands nowhere else, so that finding
it anywhere in a file is a leak. Nobody ever said any of this.
"""

from __future__ import annotations

import base64
import html
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import practicelearn as prac
from planned_before import planned
from practicelearn.coding.codings import REFERRED_ON
from practicelearn.output.report import Report
from practicelearn.output.report.audited import audit_facts, read_documents
from practicelearn.output.report.cards import cards_of
from practicelearn.output.report.told import printed_quotes
from practicelearn.themes.cycle.rechecks import recheck
from practicelearn.themes.cycle.sheet import read_actions
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes
from practicelearn.themes.themes import Themes
from practicelearn.themes.verdicts import WOBBLE
from practicelearn.themes.years import compare_years

KINDS = ("report", "summary", "feedback", "poster", "cards")
TEAM, JOB, SITE, FILE, CODER = "Zorvath", "Quillwarden", "Brennock", "Tamsfile", "Ysolde"
RUN = 8  # words in a row: that much alike is no accident


@dataclass(frozen=True)
class Study:
    """An invented study and the reader files made of it."""

    themes: Themes
    report: Callable[[str], Report]


def everything(report: Report, folder: Path) -> str:
    """All that can be read in each file: page, text alternatives, pictures, parts of the others."""
    page = report.html()
    pictures = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", page)
    page = re.sub(r"data:image[^\"]*", "", re.sub(r"<style.*?</style>", "", page, flags=re.S))
    word: list[str] = []
    for suffix in (".docx", ".pptx") if report.kind == "summary" else (".docx",):
        with zipfile.ZipFile(report.save(folder / f"{report.kind}{suffix}")) as parts:
            word += [
                parts.read(n).decode() for n in parts.namelist() if n.endswith((".xml", ".rels"))
                and not any(look in n.lower() for look in ("styles", "theme", "layout", "master"))
            ]  # fmt: skip
    return html.unescape(
        "\n".join([page, *(base64.b64decode(p).decode() for p in pictures), *word])
    )


def plain(text: str) -> str:
    """Words only: neither marks of a file format nor a space between two parts of it."""
    text = re.sub(
        r"<[wa]:t[^>]*>|</[wa]:t>", "", re.sub(r"</[wa]:p>|</td>|</th>|</p>|</li>", " | ", text)
    )
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w'’-]+", text.casefold())
    return set(zip(*(words[k:] for k in range(RUN)), strict=False))


@pytest.fixture(scope="module")
def invented(
    themes: Themes, change: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> Study:
    """The invented study with words that give everybody away in every column that names."""
    corpus = themes.corpus
    numbered = {g: f"{TEAM}{chr(97 + n)}" for n, g in enumerate(corpus.sessions["group"].unique())}
    groups = corpus.sessions["group"].map(numbered)
    sessions = corpus.sessions.assign(
        group=groups, team=groups, site=SITE, file=[f"{FILE}{n}.vtt" for n in range(len(groups))]
    )
    led = corpus.attendance["role"] == "facilitator"  # their jobs are printed: who asked matters
    attendance = corpus.attendance.assign(team=f"{TEAM}a", job_role=JOB)
    attendance["job_role"] = attendance["job_role"].mask(led, "Practice educator")
    codings = themes.codings
    assert codings is not None
    # one passage of each headline theme is to be passed on, and it is marked quotable all the same
    spans = codings.spans.assign(coder=CODER)
    newest = spans["turn_id"].str.startswith("2024-")
    referred = spans[newest].groupby("code").head(1).index
    spans["refer_on"] = spans.index.isin(referred)
    read = codings.read.assign(coder=CODER)
    found = find_themes(
        replace(codings, spans=spans, read=read, used=codings.used.iloc[:0]),
        replace(corpus, sessions=sessions, attendance=attendance),  # another coder now
    )
    found = found.state("supervision", "Supervision goes first when duty is short.")
    found = found.state("tools", "Work is lost to slow laptops and missing desks.")
    found = found.state("racism", "A request to change worker for her looks was obeyed.")
    found = planned(found, ["supervision", "tools", "workload"])
    some = found.evidence.iloc[::2]  # every other passage is marked; of P3's none may be printed
    marked = pd.concat([some, found.evidence[found.evidence["quote"] == REFERRED_ON]])
    decisions = pd.DataFrame(
        {"kind": "quotable", "who": "kim", "at": "2025-02-01T10:00:00.000+00:00",
         "coding_id": marked["coding_id"].unique(), "quotable": True}
    )  # fmt: skip
    sheet = tmp_path_factory.mktemp("cycle") / "actions.csv"
    sheet.write_text(
        "You said,We will,Who,By when,How we will know,Status,Theme,Round\n"
        f"It is slow; three people said so,New laptops,{JOB} of {TEAM}a,1/9/2024,"
        "tools heard less,done 1/8/2024,tools,2023-24\n"
        f"The {JOB} in {TEAM}b asked for it,Protect it,Director,1/9/2024,"
        "supervision heard more,doing,supervision,2023-24\n",
        encoding="utf-8",
    )
    compared = compare_years(found)
    cycle = read_actions(sheet)
    rechecks = recheck(cycle, found, compared)
    return Study(
        found,
        lambda kind: Report(
            themes=found, change=compared, kind=kind, decisions=decisions, cycle=cycle,
            rechecks=rechecks, title="An invented council", waive="All of it is invented.",
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def files(invented: Study, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("files")
    return {kind: everything(invented.report(kind), folder) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_no_session_group_team_site_job_file_coder_or_person_is_in_any_part_of_a_file(
    files: dict[str, str], invented: Study, kind: str
) -> None:
    text = files[kind].casefold()
    corpus = invented.themes.corpus
    assert len(text) > 3000
    for canary in (TEAM, JOB, SITE, FILE, CODER):
        assert canary.casefold() not in text, canary
    secret = {*corpus.sessions.index, *corpus.turns.index, *corpus.attendance["person_id"],
              *invented.themes.evidence["coding_id"]}  # fmt: skip
    assert not {s for s in secret if re.search(rf"(?<![\w-]){re.escape(s)}(?![\w-])", text)}
    assert not re.search(r"\bP[1-5]\b", plain(files[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_a_role_and_a_team_never_stand_together_though_the_sheet_says_both(
    files: dict[str, str], kind: str
) -> None:
    assert JOB not in files[kind]
    assert TEAM not in files[kind]
    if kind == "report":
        assert "[in the evidence file only]" in files[kind]
        assert "New laptops" in files[kind], "what points at nobody is printed"


def unprinted_words(study: Study, text: str, kind: str) -> set[tuple[str, ...]]:
    """Words of turns in a document; a card may hold any quote that was cleared."""
    material = study.report("report").material
    own = cards_of(material) if kind == "cards" else printed_quotes(material)
    printed = set(own["quote"])
    allowed = set().union(*(runs(q) for q in printed))
    said = study.themes.corpus.turns["text"]
    secret = set().union(*(runs(t) for t in said)) - allowed
    return secret & runs(text)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_was_said_is_repeated_but_cleared_quotes(
    files: dict[str, str], invented: Study, kind: str
) -> None:
    assert not unprinted_words(invented, plain(files[kind]), kind)


def test_every_quote_printed_was_marked_and_its_speaker_agreed(invented: Study) -> None:
    material = invented.report("report").material
    printed = printed_quotes(material)
    assert len(printed) > 6
    assert printed["earlier"].any()
    assert not (printed["speaker"] == "P3").any()
    assert set(printed["coding_id"]) <= material.flagged


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_to_be_referred_on_is_nowhere_even_where_it_was_marked_quotable(
    files: dict[str, str], invented: Study, kind: str
) -> None:
    evidence = invented.themes.evidence
    referred = evidence[evidence["quote"] == REFERRED_ON]
    assert len(referred) > 2
    assert set(referred["coding_id"]) & invented.report("report").material.flagged
    assert REFERRED_ON not in files[kind]
    assert "referred on" not in files[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_sets_one_round_beside_another_says_what_two_rounds_cannot_tell(
    files: dict[str, str], kind: str
) -> None:
    text = plain(files[kind])
    compares = re.search("(?i)heard (more|less)|cannot tell|no worthwhile change", text) is not None
    # what the sheet says of these promises is left to the report by the poster
    assert compares == (kind not in {"feedback", "poster", "cards"})
    assert (WOBBLE in text) == compares


def test_no_word_of_the_programs_own_tables_is_printed_for_a_state(files: dict[str, str]) -> None:
    text = plain(files["report"])
    assert "Under way" in text
    assert not re.search(r"\bDoing\b|not_started|coder drift|one round is known", text)


@pytest.mark.parametrize("kind", KINDS)
def test_no_count_of_one_to_four_people_stands_anywhere(files: dict[str, str], kind: str) -> None:
    text = plain(files[kind]).replace("at least 4 people in a round", "")  # the rule, no count
    number = r"(?:[1-4]|one|two|three|four)"
    found = re.findall(rf"(?<![\d.,-]){number} of \d+ people|(?<![\d.,-])[1-4] people", text)
    assert not found
    assert not re.search(r"\b(three|3) people said so", text)


def rows_of(page: str, theme: str) -> list[list[str]]:
    """Each row of a table that is headed by a theme, as a reader sees it."""
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in page.split("<tr>"))
    plain_rows = [[html.unescape(re.sub(r"<[^>]+>", "", c)) for c in row] for row in cells]
    return [row for row in plain_rows if row and row[0].startswith(theme)]


def hidden_pairs(study: Study) -> list[tuple[str, str, str]]:
    material = study.report("report").material
    return [
        (theme, before, after)
        for before, after in material.contrasts()
        for theme in material.coded.index
        if any(material.hidden.get((theme, y), "few") for y in (before, after))
    ]


def test_a_hidden_round_leaves_no_figure_in_a_table_or_a_text_alternative(invented: Study) -> None:
    pairs = hidden_pairs(invented)
    names = invented.themes.table["name"]
    page = re.sub(r"\s+", " ", invented.report("report").html())
    seen = 0
    for theme, before, after in pairs:
        own = page.split(f"Figures, {before} to {after}</h3>")[1].split("<h2")[0].split("<h3")[0]
        for row in rows_of(own, str(names[theme])):
            seen += 1
            assert "not shown" in row[1:3]
            assert not re.search(r"\d", row[3] + row[4]), row
        for alt in re.findall(r'alt="([^"]*)"', own):
            assert str(names[theme]) not in alt, "nothing of it is drawn"
    assert seen > 1


def test_what_other_themes_did_does_not_tell_what_one_hidden_theme_did(invented: Study) -> None:
    """The mean of others is a total: less what is printed, it leaves the one that is hidden."""
    material = invented.report("report").material
    page = re.sub(r"\s+", " ", invented.report("report").html())
    heads = [row for row in rows_of(page, "") if {"Before", "Change", "Interval"} <= set(row)]
    few = {t for t, y in material.hidden if material.hidden[t, y] and y in ("2023-24", "2024-25")}
    assert 0 < len(few - {"tools", "supervision"}) < 3, "one or two hidden themes are beside them"
    assert heads
    assert not any("Other themes" in head for head in heads), "it has nothing to say"


def sample(tmp_path: Path) -> Study:
    """The study that the library brings, with all that its reports are made of."""
    folder = tmp_path / "study"
    shutil.copytree(
        prac.sample_path(), folder, ignore=shutil.ignore_patterns("originals", ".cache")
    )
    study = prac.open_study(folder)
    found = apply_decisions(
        find_themes(study.codings(), study.corpus()), study.decisions(), study.settings.headline
    )
    change = compare_years(found, guide=study.guide())
    rest: dict[str, Any] = {
        "decisions": study.decisions(), "cycle": study.actions(), "survey": study.survey(),
        "guide": study.guide(),
        "rechecks": recheck(study.actions(), found, change, guide=study.guide(),
                            survey=study.survey()),
    }  # fmt: skip
    return Study(found, lambda kind: Report(themes=found, change=change, kind=kind, **rest))


@pytest.mark.slow
def test_the_sample_holds_under_the_same_attack(tmp_path: Path) -> None:
    own = sample(tmp_path)
    found = own.themes
    for kind in KINDS:
        text = everything(own.report(kind), tmp_path)
        corpus = found.corpus
        secret = {*corpus.sessions.index, *corpus.people.index, *corpus.people["pseudonym"]}
        assert not {s for s in secret if re.search(rf"(?<![\w-]){re.escape(s)}(?![\w-])", text)}
        assert not unprinted_words(own, plain(text), kind)
        assert not re.search(r"(?<![\d.,-])[1-4] of \d+ people", plain(text))


@pytest.mark.slow
def test_the_solver_finds_nothing_in_the_samples_report_and_every_figure_in_it_is_read(
    tmp_path: Path,
) -> None:
    """Report, page and slides for directors, page for participants, poster: all together."""
    own = sample(tmp_path)
    made = [own.report(kind) for kind in KINDS if kind != "cards"]
    documents: list[Any] = [r.html() for r in made]
    documents += [r.save(tmp_path / f"{r.kind}.docx") for r in made]
    documents.append(own.report("summary").save(tmp_path / "summary.pptx"))
    read = read_documents(documents, made[0].material, made[0]._cycle)
    assert read.unread == []
    assert len(read.facts) > 60
    assert [t.says for t in audit_facts(read.facts, made[0].material)] == []
