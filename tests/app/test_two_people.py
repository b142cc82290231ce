"""Two people, two computers, one study: each is told of the other, and sees no code too early."""

import re
import secrets
import shutil
import subprocess
import sys
import threading

import pytest
from app_helpers import FRAME, SAID, Hand, corpus_of
from home_crawl import crawl, without
from home_helpers import Window, problem, typed_in
from home_program import running
from test_blindness import SECRET, code_all_of_it

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.app.home.blind import sessions_left
from practicelearn.app.home.routes import PAGES
from practicelearn.coding.log.events import Event
from practicelearn.study.folder import create_study, open_study
from practicelearn.study.referring import still_to_refer
from practicelearn.themes.plan import Plan

WORDS = (SECRET, "cancelled supervision", "Nobody listened to me")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """Kim has read half of the north; Lee and Mia have begun elsewhere."""
    place = tmp_path_factory.mktemp("two") / "study"
    study = create_study(place, corpus_of(north=SAID, south=SAID), FRAME, title="Invented study")
    hand = Hand(Desk(study, "kim"))
    hand.code("peers", 6, "The team", "k1")
    hand.read(1, 3)
    for name in ("lee", "mia"):
        Hand(Desk(study, name), "south").read(1, 1)
    return place


@pytest.fixture
def at(tmp_path):
    """A program of somebody's own: nothing is shared but the study's folder."""
    opened = []

    def at_a_computer(name):
        opened.append(Window(tmp_path / f"own-{name}"))
        return opened[-1]

    yield at_a_computer
    for window in opened:
        window.house.close()


def pages_of(window, folder):
    key = window.house.open(folder)
    study = f"/study/{key}"
    unlinked = ("answer/cards", "answer/give-back", "answer/replies", "answer/release",
                "people/redact", "people/verify", "act/promises", "code/refer")  # fmt: skip
    also = tuple(f"{study}/{at}" for at in unlinked)
    found = crawl(window, study, also=also, below=study)
    return {a.replace(key, "KEY"): without(t, str(folder), key) for a, t in found.items()}


def main_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[-1]))


def test_no_page_of_the_home_tells_of_a_coding_before_both_have_finished(template, at, tmp_path):
    folders = {d: shutil.copytree(template, tmp_path / d / "study") for d in ("with", "before")}
    for name, letter in (("lee", "l"), ("mia", "m")):
        desk = Desk(open_study(folders["with"]), name)
        code_all_of_it(desk, "north", letter)
        Hand(desk).read()
    told, before = (pages_of(at(d), f) for d, f in folders.items())
    assert len(told) > 25
    assert [(a, w) for a, page in told.items() for w in WORDS if w in page] == []
    # what differs is who has read how many sessions, and that a passage is to be referred on
    others = {
        a for a in told
        if not a.endswith("/state") and main_of(told[a]) != main_of(before.get(a, ""))
    }  # fmt: skip
    for address in others:
        page = main_of(told[address])
        assert re.search(
            r"Who is looking\?|refer on|read whole\.|everything is exploratory", page
        ), address
        assert not re.search(r"\b(Being heard|Supervision|Peer support|codings?: \d)", page), (
            address
        )


def test_who_is_to_code_by_the_plan_is_blind_before_they_have_begun(template, at, tmp_path):
    folder = shutil.copytree(template, tmp_path / "study")
    for name in ("lee", "mia"):
        shutil.rmtree(folder / "coding" / name)
    study = open_study(folder)
    assert sessions_left(study) == {}
    study.record_plan(
        Plan(round="2025-26", coders=("kim", "Noor", "one more of the team"), why="late"), by="sam"
    )
    assert sessions_left(open_study(folder)) == {"noor": {"north"}}
    window = at("noor")
    page = window.page(f"/study/{window.house.open(folder)}/understand/themes")
    assert "noor (1 session)" in page
    assert "The team" not in page


def test_a_person_who_records_what_is_on_record_by_now_is_told(template, at, tmp_path):
    folder = shutil.copytree(template, tmp_path / "study")
    study = open_study(folder)
    mark = Event("change", "kim", "north", coding_id="k1", payload={"refer_on": True})
    study.log("kim", "north").append(mark)
    assert len(still_to_refer(open_study(folder))) == 1
    one, other = (at(name) for name in ("kim", "lee"))
    here = [f"/study/{w.house.open(folder)}/code/refer" for w in (one, other)]
    assert all("1 passage" in w.page(a) for w, a in zip((one, other), here, strict=True))
    values = {"coding": "k1", "told": "safeguarding lead", "day": "2/3/2026"}
    one.goes(here[0], {**values, "by": "kim"})
    answer = other.send(here[1], {**values, "by": "lee"})
    assert answer.status == 409
    assert "Nothing was written" in problem(answer.body.decode())
    assert [e.who for e in open_study(folder).standing() if e.kind == "referred"] == ["kim"]


def test_a_person_is_told_that_another_one_wrote_and_who(template, at, tmp_path):
    folder = shutil.copytree(template, tmp_path / "study")
    lee = at("lee")
    study = f"/study/{lee.house.open(folder)}"
    page = lee.page(study)
    seen = re.search(r'data-state="(\w+)"', page)[1]
    Hand(Desk(open_study(folder), "kim"), "south").read(1, 2)  # at another computer
    assert lee.get(f"{study}/state").json()["state"] != seen
    assert "kim" in re.search(r"In it of late: ([^<]*)", lee.page(study))[1]


def test_two_people_with_the_same_form_the_later_is_told(template, at, tmp_path):
    """The sheets, one after the other, at two computers."""
    folder = shutil.copytree(prac.sample_path(), tmp_path / "study",
                             ignore=shutil.ignore_patterns("originals"))  # fmt: skip
    one, other = (at(name) for name in ("kim", "lee"))
    study = f"/study/{one.house.open(folder)}"
    assert study == f"/study/{other.house.open(folder)}"
    here = f"{study}/hear/sheets"
    forms = [typed_in(w.page(here), re.search(rf'action="({here}[^"]*)"', w.page(here))[1])
             for w in (one, other)]  # fmt: skip
    site = next(k for k in forms[0] if k.startswith("c:sessions:") and k.endswith(":site"))
    address = re.search(rf'action="({here}[^"]*)"', one.page(here))[1]
    one.goes(address, {**forms[0], site: "East House"})
    answer = other.send(address, {**forms[1], site: "West House"})
    assert answer.status == 409
    assert "Nothing was written" in problem(answer.body.decode())
    assert "East House" in other.page(here)


def test_a_sentence_that_came_second_is_not_lost_with_what_was_typed(template, at, tmp_path):
    folder = shutil.copytree(template, tmp_path / "study")
    one, other = at("kim"), at("lee")
    here = f"/study/{one.house.open(folder)}/understand/themes"
    other.house.open(folder)
    for window in (one, other):  # nobody who looks has still to code
        window.goes(here, typed_in(window.page(here), here))
    theme = f"{here}?theme=peers"
    forms = [typed_in(w.page(theme), theme) for w in (one, other)]
    one.goes(theme, {**forms[0], "statement": "The team carries people.", "by": "kim"})
    answer = other.send(theme, {**forms[1], "statement": "Peers are what helps.", "by": "lee"})
    page = answer.body.decode()
    assert answer.status == 409
    assert "Peers are what helps." in page
    assert '<p class="lead">The team carries people.</p>' in page


NO_MATTER = {
    "/": "a list of one's own", "/new": "makes a folder that is not there yet",
    "/places": "looks, or opens", "/study/{key}/before/how-many": "reckons, and writes a page",
    "/study/{key}/hear/files": "one's own files; refused while they are frozen",
    "/study/{key}/answer/give-back/out": "holds the page it was made from against the study",
    "/study/{key}/answer/replies/brought": "adds replies, and counts none twice",
    "/study/{key}/answer/report": "builds anew; words stay by name",
    "/study/{key}/answer/cards": "writes cards anew",
    "/study/{key}/answer/heaps": "a sheet brought again corrects what was kept",
    "/study/{key}/exchange/read": "says its own; what was said before stays on record",
    "/study/{key}/answer/release": "names the quote in its words",
    "/study/{key}/answer/release/now": "holds what stands in the report against the study",
    "/study/{key}/job/{id}": "stops what has written nothing",
    "/study/{key}/code/refer": "names the passage; told above",
    "/study/{key}/understand/years": "records that a comparison was opened",
    "/study/{key}/people": "holds the state it was previewed in",
    "/study/{key}/people/redact": "holds the state it was previewed in",
    "/study/{key}/people/verify": "mends what loses nothing",
    "/study/{key}/people/upgrade": "names the format that it goes to",
    "/study/{key}/exchange": "one's own file", "/study/{key}/exchange/out": "holds the state",
}  # fmt: skip
"""Pages whose form says nothing of what it was made from, and why that loses nothing."""


def test_every_form_says_what_it_was_made_from_or_why_it_need_not():
    assert {p.path for p in PAGES if p.take and not p.about} == set(NO_MATTER)


@pytest.mark.slow
def test_two_programs_and_the_command_line_on_one_shared_folder_lose_nothing(template, tmp_path):
    """Kim and Lee code at two computers while a command rewrites the study."""
    folder = shutil.copytree(template, tmp_path / "study")
    with running(tmp_path / "kim") as kim, running(tmp_path / "lee") as lee:
        study = kim.opens(folder)
        assert study == lee.opens(folder)
        seen = {p: re.search(r'data-state="(\w+)"', p.page(study))[1] for p in (kim, lee)}
        wrong: list[object] = []

        def codes(program, who):
            have = 0
            for n in range(25):
                part = {"turn_id": "south:00003", "start": 3, "end": 13, "quote": "supervisor"}
                event = {"id": secrets.token_hex(8), "kind": "code", "coding_id": f"{who}-{n}",
                         "payload": {"code": "heard", "parts": [part]}}  # fmt: skip
                asked = {"coder": who, "session": "south", "have": have, "events": [event]}
                answer = program.ask(study, "act", asked)
                have = answer.get("have", have + 1)
                if not answer["ok"]:
                    wrong.append(answer)

        people = [
            threading.Thread(target=codes, args=(program, who))
            for program, who in ((kim, "kim"), (lee, "lee"))
        ]
        for person in people:
            person.start()
        command = [
            *(sys.executable, "-m", "practicelearn", "redact", str(folder), "north:00003", "third"),
            *("--kind", "name", "--reason", "It points at somebody", "--by", "sam", "--yes"),
        ]
        told = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert told.returncode == 0, told.stderr
        for person in people:
            person.join(300)
        assert wrong == []
        assert "third" not in open_study(folder).corpus().turns.loc["north:00003", "text"]
        spans = open_study(folder).codings().spans
        for who in ("kim", "lee"):
            own = spans.loc[spans["coder"] == who, "coding_id"]
            assert {f"{who}-{n}" for n in range(25)} <= set(own), who
        for program in (kim, lee):
            assert seen[program] not in program.get(f"{study}/state")[2]
            assert re.search(r"In it of late: [^<]*kim[^<]*lee|In it of late: [^<]*lee[^<]*kim",
                             program.page(study))  # fmt: skip
