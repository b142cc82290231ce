"""A whole year through the home alone, by mouse; from six messy files to the next year's re-check.

What a person does at each step stands in ``year_steps.py``, who does it in ``year_person.py``, the
files in ``year_files.py``. Here it is held against the disk: the accounts of words and codings, and
the figures of the released report against counts made with nothing but pandas.
"""

from __future__ import annotations

import re
import threading
import zipfile
from contextlib import closing

import docx
import next_year_steps
import pandas as pd
import pytest
import year_steps as steps
from app_browser import TOKEN, entered_at_will, served_app
from year_files import FIRST, SECOND, read_groups, said_in
from year_person import Person

from practicelearn.app.home.house import House
from practicelearn.app.home.routes import make_home
from practicelearn.app.home.running import Work
from practicelearn.study.folder import open_study

pytestmark = pytest.mark.browser


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Somebody's own folders."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("Documents", "Desktop", "Downloads"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def person(chrome, home, request):
    """Somebody at a window of the program just started; at the end nothing went wrong in it."""
    # in a quick run jobs share this process: to start three of them is half of what it takes
    whole = request.node.get_closest_marker("slow")
    work = Work() if whole else Work(threading.Thread)
    with (
        closing(House(home / "own", work)) as house,
        served_app(lambda n: entered_at_will(make_home(house, token=TOKEN, port=n))) as (port, _),
    ):
        context = chrome.new_context(
            viewport={"width": 1280, "height": 720}, reduced_motion="reduce", accept_downloads=True
        )
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
        one = Person(page)
        yield one
        context.close()
    assert one.wrong == []


def goes_through(person, home, *names):
    for name in names:
        getattr(next_year_steps if name in NEXT else steps, name)(person, home)


FROZEN = ("makes_the_study", "plans_the_first_year", "brings_in", "corrects_what_was_heard",
          "decides_on_names", "freezes")  # fmt: skip
CODED = ("codes_the_pilot", "settles_the_pilot", "codes_the_rest")
ANSWERED = ("states_the_themes", "says_what_may_be_quoted", "looks_at_the_years", "gives_back",
            "builds_the_report", "releases")  # fmt: skip
NEXT = ("acts_and_closes", "plans_the_second_year", "puts_the_second_plan_on_record",
        "brings_in_the_second_year", "codes_the_second_year",
        "states_the_second_year", "compares_the_years", "answers_the_second_year",
        "re_checks")  # fmt: skip


NAMED = ("Ruth", "Jo", "Mill Lane", "Mrs Pellow", "Owen")
"""Who and what is named in what was said; in the second year nobody names anybody."""
HEADINGS = {
    "west": "Health check – West, notes typed up by the note taker Friday 5 November 2021",
    "hospital": "Hospital team – flip chart",
}
"""What stands in a file above what was said, and is kept as a line of nobody's."""


def words_balance(home, year, *groups):
    """Words in the files are words in the study, and names left out (the first account).

    Every word and its place, in all groups or in those named: nothing is gone but a name, where
    something stands in its place, and nothing has come.
    """
    corpus = open_study(home / "Documents" / steps.TITLE).corpus()
    turns = corpus.turns.join(corpus.sessions[["group", "year"]], on="session_id")
    told = read_groups(year)
    for group in groups or told:
        own = turns[(turns["group"] == group.capitalize()) & (turns["year"] == year)]
        there = re.sub(r"\[(Person|Address) \d+\]", "~", " ".join(own["text"]))
        said = re.sub(rf"\b({'|'.join(NAMED)})\b", "~", " ".join(said_in(told[group])))
        above = HEADINGS.get(group, "") if year == FIRST else ""
        assert there.split() == [*above.split(), *said.split()], group
    return turns


def codings_balance(home, year):
    """Each passage that was dragged over is in the study, with its code and stance (the third)."""
    study = open_study(home / "Documents" / steps.TITLE)
    spans, corpus = study.codings().spans, study.corpus()
    rounds = corpus.turns["session_id"].map(corpus.sessions["year"])
    own = spans[(spans["coder"] == "kim") & (spans["turn_id"].map(rounds) == year)]
    made = sorted(
        (p.code, p.words, p.stance)
        for lines in read_groups(year).values() for line in lines for p in line.coded
    )  # fmt: skip
    stances = own["stance"].fillna("")  # nobody said how it is meant
    assert sorted(zip(own["code"], own["quote"], stances, strict=True)) == made


def test_one_messy_file_is_heard_its_names_decided_and_frozen(person, home):
    """The notes of one group: what the six files go through, in a quick run."""
    goes_through(person, home, "makes_the_study")
    steps.brings_in_notes(person, home)
    goes_through(person, home, "decides_on_names", "freezes")
    words_balance(home, FIRST, "west")
    corpus = open_study(home / "Documents" / steps.TITLE).corpus()
    assert "Pellow" not in " ".join(corpus.turns["text"])
    assert corpus.attendance["consent_quote"].fillna(value=False).tolist().count(True) == 1


@pytest.mark.slow
def test_six_messy_files_are_heard_frozen_and_first_coded(person, home):
    goes_through(person, home, *FROZEN[:1], *FROZEN[2:])
    turns = words_balance(home, FIRST)
    study = open_study(home / "Documents" / steps.TITLE)
    assert study.settings.rounds == (FIRST,)
    assert len(study.guide()) == 3
    said = " ".join([*turns["text"], *turns["speaker"].dropna()])
    for name in ("Okafor", "Adeyemi", "Priya", "Pellow", "Lindqvist", "Malone"):
        assert name not in said, name
    assert not [p for p in (home / "own" / "brought").rglob("*.vtt") if p.is_file()]
    consent = study.corpus().attendance["consent_quote"]
    assert consent.fillna(value=False).sum() == 26  # two of the 28 on the list are left blank
    person.press("Code")
    person.press("Open the coding page", wait=False)
    person.says_who("kim")
    n = steps.codes_session(person, "east", FIRST)
    assert len(open_study(study.path).codings().spans) == n


@pytest.mark.slow
def test_a_whole_year_and_the_next_ones_re_check(person, home):
    goes_through(person, home, *FROZEN)
    words_balance(home, FIRST)
    goes_through(person, home, *CODED)
    codings_balance(home, FIRST)
    goes_through(person, home, *ANSWERED)
    figures_balance(home, FIRST)
    goes_through(person, home, *NEXT)
    words_balance(home, SECOND)
    codings_balance(home, SECOND)
    figures_balance(home, SECOND)
    study = open_study(home / "Documents" / steps.TITLE)
    assert study.settings.rounds == (FIRST, SECOND)
    released = study.decisions().query("kind == 'release'")
    assert len(released) >= 2


def figures_balance(home, year):
    """The released report, opened by another program, prints what plain pandas counts."""
    place = home / "Downloads"
    document = docx.Document(str(place / "report.docx"))
    told = " ".join(p.text for p in document.paragraphs)
    told += " ".join(c.text for t in document.tables for row in t.rows for c in row.cells)
    assert "DRAFT" not in told
    assert f"No quote of {year}" not in told
    with zipfile.ZipFile(place / "summary.pptx") as slides:
        assert slides.testzip() is None
    n_groups, n_came, n_counted = counted(home, year)
    people = "people" if n_counted == n_came else "people counted"
    for said in (f"{n_groups} groups in {year}", f"{n_counted} {people} in {year}",
                 f"In {year}, {n_came} people came", *steps.SENTENCES[year].values()):  # fmt: skip
        assert said in told, said


def counted(home, year):
    """Groups, people who came, and those in transcripts: from the sheets, by pandas alone."""
    folder = home / "Documents" / steps.TITLE
    came = pd.read_excel(folder / "attendance.xlsx", dtype=str)
    sessions = pd.read_excel(folder / "sessions.xlsx", dtype=str)
    held = sessions[sessions["year"] == year]
    came = came[came["session_id"].isin(held["session_id"]) & (came["role"] == "participant")]
    spoken = set(held.loc[held["source_kind"] == "transcript", "session_id"])
    return len(held), len(came), int(came["session_id"].isin(spoken).sum())
