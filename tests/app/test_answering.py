"""Answer, in the home: give back, build, look, read every quote in its words, release."""

import io
import re

import openpyxl
import pytest
from app_helpers import call
from home_helpers import BOUNDARY, POST, Window, flat, multipart, problem, typed_in
from part_of_sample import part_of_sample

from practicelearn.errors import PracticelearnError
from practicelearn.study.folder import open_study

ROUND = "2025-26"
KEPT = {"2025-north", "2025-south", "2025-west"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Three groups of one round of the sample; what is for nobody to look at here is not drawn."""
    place = tmp_path_factory.mktemp("answer") / "study"
    part_of_sample(place, lambda path: path.stem in KEPT)
    return place


@pytest.fixture(scope="module")
def window(made, tmp_path_factory):
    opened = Window(tmp_path_factory.mktemp("person") / "own")
    yield opened
    opened.house.close()


@pytest.fixture(scope="module")
def at(window, made):
    """Where the pages of this stage begin; nobody who looks has still to code."""
    key = window.house.open(made)
    here = f"/study/{key}/answer"
    for name in ("give-back", "report", "release", "replies"):
        waits = window.page(f"{here}/{name}")
        assert "Who is looking?" in waits, name
        assert "speech" not in waits, name
    assert window.get(f"{here}/report/report.html").status == 404
    page = window.page(f"{here}/release")
    assert window.goes(f"{here}/release", typed_in(page, f"{here}/release")) == f"{here}/release"
    return here


@pytest.fixture(autouse=True)
def _no_drawing(monkeypatch):
    """The documents are those of ``make_reports``, which has tests of its own."""

    def written(folder, out, *, steps=None):
        if steps is not None:
            steps.commit()
        out.mkdir(exist_ok=True)
        for name in ("report.html", "evidence.html", "secret.txt"):
            (out / name).write_text(f"<p style='color:red'>{name}</p>", encoding="utf-8")

    monkeypatch.setattr("practicelearn.jobs.looking.make_reports", written)


def follow(window, address):
    """Wait for the job that an address is of, however busy the computer is."""
    job = window.house.work.find(address.rsplit("/", 1)[1])
    assert job.over.wait(300)
    assert job.state == "done", job.problem
    return window.follow(address)


def decided(made, kind):
    own = open_study(made).decisions()
    return own[own["kind"] == kind]


def test_promises_are_drafted_in_the_action_sheet_unless_it_is_older(window, at, made):
    here = f"{at}/give-back"
    said = window.send(here, {"do": "begin", "about": _about(window, here), "year": ROUND})
    assert "row" in flat(said.body.decode())
    page = window.page(here)
    forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
    sheet = next(f for f in forms if "c:actions:" in f)
    row = re.search(r'name="c:actions:(\d+):we_will"', sheet)[1]
    typed = {"do": "save", "year": ROUND, f"c:actions:{row}:we_will": "Book a room for it",
             f"c:actions:{row}:who": "Head of service"}  # fmt: skip
    late = {**typed, "about": _about(window, here)}
    assert window.goes(here, late) == f"{here}?round={ROUND}"
    actions = open_study(made).actions().actions
    assert "Book a room for it" in actions["text"].tolist()
    answer = window.send(here, {**late, f"c:actions:{row}:who": "Somebody else"})
    assert answer.status == 409
    assert "Nothing was written" in problem(answer.body.decode())
    assert "Book a room for it" in window.page(here)


def test_the_page_is_looked_at_given_out_and_answered_beside_each_sentence(window, at, made):
    here = f"{at}/give-back"
    gone = window.goes(here, {"do": "make", "about": _about(window, here), "year": ROUND})
    assert follow(window, gone) == f"{here}?round={ROUND}"
    assert "DRAFT until somebody gives it out" in flat(window.page(here))
    seen = window.get(f"{here}/as-it-is")
    assert "Is this what you said?" in seen.body.decode()
    assert "sandbox" in seen.headers["content-security-policy"]
    file = f"feedback-{ROUND}.docx"
    assert window.get(f"{here}/{file}").headers["content-disposition"].endswith(f'"{file}"')
    out = f"{here}/out"
    sure = {"by": "sam", "year": ROUND}
    refused = window.send(out, {**sure, "sure": "yes"})
    assert "type give out" in problem(refused.body.decode())
    assert decided(made, "release").empty
    follow(window, window.goes(out, {**sure, "sure": "give out"}))
    assert len(decided(made, "release")) == 1
    assert "on record as given out" in flat(window.page(here))

    replies = f"{at}/replies"
    page = window.page(f"{replies}?round={ROUND}")
    values = typed_in(page, replies)
    rows = re.findall(r'name="c:replies:(\d+):yes:_how_many"', page)
    told = {**values, "by": "sam", f"c:replies:{rows[1]}:yes:_how_many": "6",
            f"c:replies:{rows[1]}:words": "It is the room we lack"}  # fmt: skip
    assert window.goes(replies, told) == f"{replies}?round={ROUND}&kept=2"
    assert window.send(replies, told).status == 409  # the sheet is another one by now
    told["about"] = typed_in(window.page(f"{replies}?round={ROUND}"), replies)["about"]
    assert window.goes(replies, told) == f"{replies}?round={ROUND}&kept=0"
    shown = flat(window.page(replies))
    assert re.search(r"6 0 It is the room we lack", shown)
    sheet = openpyxl.load_workbook(made / "outputs" / f"replies-{ROUND}.xlsx").worksheets[0]
    assert "6" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_a_workbook_of_replies_is_read_and_lies_with_no_transcript(window, at, made, tmp_path):
    here, key = f"{at}/replies", at.split("/")[2]
    brought = window.house.uploads.folder(key)
    sentence = decided(made, "statement")["statement"].iloc[-1]
    book = openpyxl.Workbook()
    book.active.append(["Sentence", "Answer", "Words"])
    book.active.append([sentence, "not quite", "Nights too"])
    book.save(tmp_path / "theirs.xlsx")
    files = {"theirs.xlsx": (tmp_path / "theirs.xlsx").read_bytes()}
    nobody = window.upload(f"{here}/brought", files)
    assert nobody.status == 422
    assert not list(brought.glob("*.xlsx"))
    named = _upload(window, f"{here}/brought", files, by="kim", year=ROUND)
    assert named.headers["location"].endswith("kept=1")
    assert not list(brought.glob("*.xlsx"))
    assert "Nights too" in flat(window.page(here))


def test_no_release_without_every_quote_read_in_its_words_and_none_by_one_key(window, at, made):
    report, release = f"{at}/report", f"{at}/release"
    assert window.get(f"{release}/now").headers["location"] == release
    assert "built first" in flat(window.page(release))
    assert follow(window, window.goes(report)) == report
    page = window.page(report)
    assert "7 of 7 quotes nobody has read yet" in flat(page)
    assert "Never for sharing" in flat(page)
    looked = window.get(f"{report}/report.html/as-it-is")
    policy = looked.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; img-src data:")
    assert "script-src" not in policy
    assert "content-disposition" not in looked.headers
    assert window.get(f"{report}/evidence.html").status == 200
    for other in ("secret.txt", "..%2fstudy.toml"):
        assert window.get(f"{report}/{other}").status == 404, other

    now = f"{release}/now"
    assert window.get(now).headers["location"] == release
    for n in range(7):
        page = window.page(release)
        assert f"{n} of 7 quotes read" in flat(page)
        values = typed_in(page, release)
        stands = window.house.work.last("report", at.split("/")[2], state="done").result.stands
        forced = window.send(now, {"by": "sam", "sure": "release", "stands": stands})
        assert re.match(rf"Not released: Q{n + 1}\b", problem(forced.body.decode()))
        stale = {**values, "quote": f"{values['quote'].split('.')[0]}.0000", "do": "read"}
        assert window.send(release, {**stale, "by": "sam"}).status == 409, "other words"
        window.goes(release, {**values, "by": "sam", "do": "read"})
    assert "Wharf building" in flat(window.page(f"{release}?quote=Q2")), "what it points at"
    assert len(decided(made, "seen")) == 7

    page = window.page(now)
    assert "cannot be taken back" in flat(page)
    values = {**typed_in(page, now), "by": "sam"}
    unsure = window.send(now, values)
    assert "type release" in problem(unsure.body.decode())
    before = len(decided(made, "release"))
    follow(window, window.goes(now, {**values, "sure": "release"}))
    done = decided(made, "release")
    assert len(done) == before + 1
    assert done.iloc[-1]["who"] == "sam"
    assert "Released by sam on" in flat(window.page(report))

    study = open_study(made)
    study.record("kim", "statement",
                 payload={"theme_id": "supervision", "statement": "It is missed."})  # fmt: skip
    assert "DRAFT again" in flat(window.page(report))
    assert "it is a DRAFT" in flat(window.page(release))
    assert window.get(now).status == 303


def test_cards_are_made_once_a_person_has_read_every_one(window, at, made):
    cards = f"{at}/cards"
    values = typed_in(window.page(cards), cards)
    unread = window.send(cards, {**values, "by": "sam"})
    assert "Read every card first" in problem(unread.body.decode())
    assert window.get(f"{cards}/cards-{ROUND}.docx").status == 404
    follow(window, window.goes(cards, {**values, "by": "sam", "sure": "read"}))
    assert decided(made, "cards").iloc[-1]["who"] == "sam"
    assert window.get(f"{cards}/cards-{ROUND}.docx").status == 200
    assert "Take it" in flat(window.page(cards))


def test_the_heaps_that_staff_made_come_back_into_the_themes(window, at, made):
    """After the cards went out: the sheet beside them, or one from elsewhere."""
    sheet = made / "outputs" / f"heaps-{ROUND}.xlsx"
    assert sheet.is_file()
    heaps = f"{at}/heaps"
    assert f"{heaps}?round={ROUND}" in window.page(f"{at}/cards")
    page = window.page(f"{heaps}?round={ROUND}")
    empty = window.send(heaps, {**typed_in(page, heaps), "by": "sam"})
    assert empty.status == 422
    assert "no card of it lies in a heap yet" in problem(empty.body.decode())
    book = openpyxl.load_workbook(sheet)
    for row in book["cards"].iter_rows(min_row=2):
        row[1].value = "A" if str(row[0].value) == "1" else "alone"
    for cell, value in zip(
        next(iter(book["heaps"].iter_rows(min_row=2)))[1:],
        ("Time to think", "We need time to think.", "theme", "Supervision"), strict=False,
    ):  # fmt: skip
        cell.value = value
    book["who was there"]["B3"], book["who was there"]["B4"] = "3/3/2026", 14
    file = io.BytesIO()
    book.save(file)
    filled = {f"heaps-{ROUND} (1).xlsx": file.getvalue()}  # as a browser numbers it
    answer = _upload(window, heaps, filled, year=ROUND, by="sam")
    told = flat(answer.body.decode())
    assert answer.status == 200, told
    assert re.search(r"(\d+) of \1 cards came back", told)
    assert "0 did not; 0 lay in two heaps" in told
    assert "heap A: theme supervision was worded" in told
    assert decided(made, "statement").iloc[-1]["statement"] == "We need time to think."
    assert decided(made, "sorted").iloc[-1]["who"] == "sam"
    assert not list((window.own / "brought").rglob("*.xlsx"))  # read, and not kept
    # the same sheet again makes nothing twice
    file.seek(0)
    sheet.write_bytes(file.getvalue())
    again = window.send(heaps, {**typed_in(page, heaps), "by": "sam"})
    assert "Nothing new was made" in flat(again.body.decode())


def test_a_quote_that_may_not_be_quoted_is_out_until_it_is_put_back(window, at, made):
    release = f"{at}/release"
    page = window.page(f"{release}?quote=Q3")
    values = {**typed_in(page, release), "by": "lee"}
    window.goes(release, {**values, "do": "may-not"})
    assert "Q3 taken out" in flat(window.page(release))
    assert not decided(made, "quotable").iloc[-1]["quotable"]
    window.goes(release, {**values, "do": "may"})
    assert decided(made, "quotable").iloc[-1]["quotable"]


def test_words_that_may_be_names_block_it_until_somebody_says_why_they_may_stay(
    window, at, made, monkeypatch
):
    report = f"{at}/report"

    def refused(*_, **__):
        raise PracticelearnError("no report for readers was made: Zebedee")

    monkeypatch.setattr("practicelearn.jobs.looking.make_reports", refused)
    monkeypatch.setattr("practicelearn.jobs.looking._names_in", lambda _: ("Zebedee",))
    follow(window, window.goes(report))
    page = window.page(report)
    assert "1 word in it may be a name: Zebedee" in flat(page)
    stay = {"do": "let-stay", "name": "Zebedee", "by": "sam"}
    assert "Say why" in problem(window.send(report, {**stay, "reason": " "}).body.decode())
    follow(window, window.goes(report, {**stay, "reason": "A toy"}))
    assert decided(made, "waive").iloc[-1]["words"] == ["Zebedee"]
    assert "No report for readers was made" in flat(window.page(f"{at}/release"))


def _about(window, address):
    return re.search(r'name="about" value="(\w+)"', window.page(address))[1]


def _upload(window, address, files, **fields):
    body = multipart(files, **fields)
    sent = {**POST, "content-type": f"multipart/form-data; boundary={BOUNDARY}",
            "content-length": str(len(body))}  # fmt: skip
    return call(window.app, "POST", address, headers=sent, body=body)
