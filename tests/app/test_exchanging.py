"""Coding goes out to another program and comes in from one, by forms: what, with what left out."""

import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from app_helpers import FRAME, SAID, Hand, corpus_of
from home_helpers import Window, problem, typed_in

from practicelearn.app.desk import Desk
from practicelearn.jobs.opening import new_study
from practicelearn.study.folder import create_study, open_study

NAME = "Whitlock"
PLAIN = replace(FRAME, codes=FRAME.codes[:4])  # the fifth holds a word that may be a name


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """Two sessions; kim has coded in both, and read one whole."""
    study = create_study(
        tmp_path_factory.mktemp("place") / "coded", corpus_of(north=SAID, south=SAID), PLAIN,
        title="Invented study",
    )  # fmt: skip
    desk = Desk(study, "kim")
    for session in ("north", "south"):
        Hand(desk, session).code("supervision", 3, "cancelled supervision", f"{session}-1")
    Hand(desk, "north").code("heard", 2, "Nobody listened", "north-2")
    Hand(desk, "north").read()
    return study.path


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return new_study(tmp_path_factory.mktemp("place"), "Health check").path


@pytest.fixture
def window(tmp_path):
    opened = Window(tmp_path / "own")
    yield opened
    opened.house.close()


@pytest.fixture
def home(window, coded, tmp_path):
    """The coded study's address of in and out."""
    folder = shutil.copytree(coded, tmp_path / "coded")
    return f"/study/{window.house.open(folder)}/exchange"


@pytest.fixture
def empty(window, made, tmp_path):
    """The same of a study that no group has met for yet."""
    return f"/study/{window.house.open(shutil.copytree(made, tmp_path / made.name))}/exchange"


def folder_of(window, home):
    return window.house.folder(home.split("/")[2])


def taken_out(window, home, **asked):
    """Ask for a file, and return the page that comes of it."""
    return window.page(window.follow(window.goes(f"{home}/out", {"by": "kim", **asked})))


def brought(window, home, name, content):
    """Bring a file, and return the page that says what is in it."""
    answer = window.upload(home, {name: content})
    assert answer.status == 303, problem(answer.body.decode())
    return window.page(window.follow(answer.headers["location"]))


def written(window, home, name):
    return (folder_of(window, home) / "outputs" / name).read_bytes()


def test_the_foot_of_every_page_leads_there_and_the_stages_stay_six(window, home):
    page = window.page(home.removesuffix("/exchange"))
    assert f'href="{home}"' in page.partition("<footer>")[2]
    for address in (home, f"{home}/out"):
        nav = window.page(address).partition("<nav")[2].partition("</nav>")[0]
        assert nav.count("<li>") == 6
        assert "aria-current" not in nav


def test_what_left_is_accounted_for_and_can_be_taken(window, home):
    page = taken_out(window, home, kind="taguette")
    assert '<th scope="row">codings</th><td>3</td><td>3</td>' in page
    fetched = window.get(f"{home}/out/coded-taguette.sqlite3")
    assert fetched.status == 200
    size = len(written(window, home, "coded-taguette.sqlite3"))
    assert int(fetched.headers["content-length"]) == size > 0
    assert "coded-taguette.sqlite3" in fetched.headers["content-disposition"]
    (folder_of(window, home) / "outputs" / "evidence.html").write_text("not asked for")
    assert window.get(f"{home}/out/evidence.html").status == 404
    assert window.get(f"{home}/out/study.toml").status == 404


def test_a_project_is_looked_at_before_a_word_of_it_is_written(window, home, empty):
    taken_out(window, home, kind="nvivo")
    page = brought(window, empty, "last.qdpx", written(window, home, "coded-nvivo.qdpx"))
    assert '<th scope="row">documents</th><td>2</td>' in page
    assert '<th scope="row">codings</th><td>3</td>' in page
    assert "What did kim read?" in page
    assert open_study(folder_of(window, empty)).session_ids == []


def test_it_comes_in_as_its_questions_were_answered(window, home, empty):
    taken_out(window, home, kind="nvivo")
    page = brought(window, empty, "last.qdpx", written(window, home, "coded-nvivo.qdpx"))
    values = typed_in(page, f"{empty}/in")
    values |= {"names": "none", "by": "sam", "read:0": "coded", "auto": "no"}
    came = window.page(window.follow(window.goes(f"{empty}/in", values)))
    assert '<th scope="row">codings</th><td>3</td><td>3</td>' in came
    assert "say again for other programs what the sheets of the study say" in came
    study = open_study(folder_of(window, empty))
    assert sorted(study.session_ids) == ["north", "south"]
    spans = study.codings().spans
    assert sorted(spans["quote"]) == ["Nobody listened", *["cancelled supervision"] * 2]
    assert set(spans["coder"]) == {"kim"}
    read = study.codings().read["turn_id"].str.partition(":")[0]
    assert set(read) == {"north", "south"}  # it was said, and the file cannot say it
    record = study.decisions()
    assert set(record.loc[record["kind"] == "import", "who"]) == {"sam"}
    assert not window.house.uploads.folder(empty.split("/")[2] + "-exchange").exists()


def test_it_is_never_guessed_what_becomes_of_names(window, home, empty):
    taken_out(window, home, kind="nvivo")
    page = brought(window, empty, "last.qdpx", written(window, home, "coded-nvivo.qdpx"))
    values = typed_in(page, f"{empty}/in")
    assert values["names"] == "replace"
    answer = window.send(f"{empty}/in", {**values, "by": "sam", "key": ""})
    assert "Say where the key shall lie" in problem(answer.body.decode())
    assert open_study(folder_of(window, empty)).session_ids == []


def state_in(page):
    return re.search(r'name="state" value="(\w+)"', page)[1]


def test_names_that_would_leave_keep_it_here_until_a_reason_is_on_record(window, home):
    folder = folder_of(window, home)
    memo = f"As Mrs {NAME} said."
    Hand(Desk(open_study(folder), "kim"), "north").act(
        {"kind": "memo", "payload": {"about": "session", "memo": memo}}
    )
    page = taken_out(window, home, kind="qualcoder")
    assert "Nothing was written." in page
    assert NAME in page
    assert f'href="{home.removesuffix("/exchange")}/hear/left"' in page
    assert not (folder / "outputs" / "coded-qualcoder.qdpx").exists()
    asked = {"do": "waive", "kind": "qualcoder", "by": "kim", "state": state_in(page)}
    assert "The reason goes on record" in problem(window.send(f"{home}/out", asked).body.decode())
    asked["reason"] = "She is invented."
    # somebody writes meanwhile: what would leave may be something else
    Hand(Desk(open_study(folder), "lee"), "north").read(1, 1)
    answer = window.send(f"{home}/out", asked)
    assert (answer.status, "Nothing was written" in problem(answer.body.decode())) == (409, True)
    assert "waive-export" not in set(open_study(folder).decisions()["kind"])
    page = taken_out(window, home, kind="qualcoder", coder="kim")
    page = taken_out(window, home, **{**asked, "coder": "kim", "state": state_in(page)})
    assert "coded-qualcoder-kim.qdpx is written" in page
    record = open_study(folder).decisions().set_index("kind")
    assert record.loc["waive-export", "reason"] == "She is invented."
    assert record.loc["waive-export", "who"] == "kim"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("old.nvp", b"x", "which only that program opens"),
        ("plan.txt", b"x", "expected a name that ends in"),
        ("broken.qdpx", b"no zip", "broken.qdpx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(window, empty, name, content, said):
    answer = window.upload(empty, {name: content})
    window.follow(answer.headers["location"])
    page = window.page(answer.headers["location"])
    assert said in problem(page)
    assert f'href="{empty}"' in page
    # it may hold real names, and nothing can be done with it
    assert not window.house.uploads.folder(empty.split("/")[2] + "-exchange").exists()


def test_a_table_whose_heads_say_nothing_is_asked_about(window, home):
    table = "session,Bit,My theme\nsouth,Nobody listened to me,heard\n"
    page = brought(window, home, "quotes.csv", table.encode())
    assert "Which column holds the words?" in page
    about = typed_in(page, f"{home}/in")
    answers = {**about, "of:quote": "Bit", "of:code": "My theme"}
    page = window.page(window.follow(window.goes(f"{home}/in", answers)))
    assert '<th scope="row">codings</th><td>1</td>' in page
    assert "Names in its words" not in page  # no words come in
    values = typed_in(page, f"{home}/in")
    who = {k: "pat" for k in values if k.startswith("who:")}
    came = window.page(window.follow(window.goes(f"{home}/in", {**values, **who, "by": "sam"})))
    assert '<th scope="row">codings</th><td>1</td><td>1</td>' in came
    assert len(open_study(folder_of(window, home)).codings().spans) == 4


def test_a_form_made_from_an_older_look_writes_nothing(window, home):
    table = "session,quote,code,coder\nsouth,Nobody listened to me,heard,pat\n"
    page = brought(window, home, "quotes.csv", table.encode())
    values = typed_in(page, f"{home}/in") | {"by": "sam"}
    brought(window, home, "others.csv", table.replace("pat", "lee").encode())
    assert window.send(f"{home}/in", values).status == 409
    assert len(open_study(folder_of(window, home)).codings().spans) == 3


def test_somebody_who_still_has_to_code_takes_out_no_other_persons_coding(window, home):
    folder = folder_of(window, home)
    Hand(Desk(open_study(folder), "lee"), "south").code("heard", 2, "Nobody listened", "lee-1")
    page = window.page(f"{home}/out")
    assert "Everybody&#x27;s" not in page
    refused = window.send(f"{home}/out", {"kind": "quotes", "coder": "kim", "by": "lee"})
    assert "only your own" in problem(refused.body.decode())
    taken_out(window, home, kind="quotes", coder="lee", by="lee")
    coders = pd.read_excel(folder / "outputs" / "coded-quotes-lee.xlsx")["coder"]
    assert set(coders) == {"lee"}
