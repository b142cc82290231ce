"""Files are brought in, heard, corrected in the sheets, and frozen; until then they lie apart."""

import io
import multiprocessing
import os
import re
import shutil
import time
from html import unescape
from pathlib import Path

import pytest
from app_helpers import call
from docx import Document
from done_elsewhere import counted, vanishes
from home_helpers import BOUNDARY, POST, Window, multipart, problem, typed_in
from openpyxl import Workbook

from practicelearn.app.home import uploads
from practicelearn.app.home.running import Work
from practicelearn.app.home.uploads import Uploads
from practicelearn.jobs.naming import decide, find_names
from practicelearn.jobs.opening import new_study
from practicelearn.jobs.sheets import change_sheets, read_sheets
from practicelearn.study.folder import open_study
from practicelearn.themes.plan import Plan

VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Ruth Adeyemi>What has got in the way of good practice?</v>

00:00:05.000 --> 00:00:11.000
<v Sam Okafor>Supervision goes first when duty is short. Ruth knows that.</v>

00:00:12.000 --> 00:00:15.000
<v Priya Nair>We were told twice, and nobody wrote it down.</v>
"""


def docx() -> bytes:
    """The same kind of talk as Word makes of it."""
    document = Document()
    for line in (
        "Ruth Adeyemi: And what helps?",
        "Tom Baker: The team. The biscuits, honestly.",
        "Ana Silva: Somebody who picks up the phone.",
    ):
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


FILES = {"north.vtt": VTT.encode(), "south.docx": docx()}


@pytest.fixture
def window(tmp_path):
    opened = Window(tmp_path / "own")
    yield opened
    opened.house.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study that no group has met for yet."""
    return new_study(tmp_path_factory.mktemp("place"), "Health check").path


@pytest.fixture
def empty(made, tmp_path):
    """The same for each test."""
    return open_study(shutil.copytree(made, tmp_path / made.name))


@pytest.fixture
def key(window, empty):
    return window.house.open(empty.path)


@pytest.fixture
def hear(key):
    return f"/study/{key}/hear"


@pytest.fixture
def brought(window, hear):
    """Two files, brought and heard."""
    answer = window.upload(f"{hear}/files", FILES)
    assert answer.status == 303, problem(answer.body.decode())
    assert window.follow(answer.headers["location"]) == f"{hear}/heard"
    return window.house.uploads.folder(window.house.lately() and hear.split("/")[2])


def left(own: Path) -> list[str]:
    """Every file of the program's own folder that holds anything of what was brought."""
    words = (b"Adeyemi", b"PK")
    return [
        str(p) for p in own.rglob("*") if p.is_file() and any(w in p.read_bytes() for w in words)
    ]


def test_what_was_heard_is_shown_per_file_and_speaker_with_words(window, hear, brought):
    page = window.page(f"{hear}/heard")
    for name in FILES:
        assert f"<h2>{name}</h2>" in page
    for speaker, begins in [("Sam Okafor", "Supervision goes first"), ("Tom Baker", "The team.")]:
        assert re.search(rf'scope="row">{speaker}</th><td><span[^>]*>{begins}', page), speaker
    assert "3 speakers, 3 turns" in page


def test_the_tables_are_the_sheets_and_a_blank_consent_stays_blank(window, hear, brought):
    values = typed_in(window.page(f"{hear}/heard"), f"{hear}/heard")
    rows = read_sheets(brought)["attendance"]
    sam = dict(zip(rows["speaker"], rows.attrs["rows"], strict=True))["Sam Okafor"]
    assert values[f"c:attendance:{sam}:consent_quote"] == ""
    values[f"c:attendance:{sam}:consent_quote"] = "yes"
    assert window.follow(window.goes(f"{hear}/heard", {**values, "do": "save"})) == f"{hear}/heard"
    rows = read_sheets(brought)["attendance"].set_index("speaker")
    assert rows["consent_quote"].dropna().to_dict() == {"Sam Okafor": "yes"}


def years_of(values):
    return [v for k, v in values.items() if re.fullmatch(r"c:sessions:\d+:year", k)]


def test_the_round_of_one_session_is_offered_for_the_others(window, hear, brought):
    here = f"{hear}/heard"
    values = typed_in(window.page(here), here)
    assert years_of(values) == ["", ""], "nobody has named a round"
    first = next(k for k in values if re.fullmatch(r"c:sessions:\d+:year", k))
    window.follow(window.goes(here, {**values, first: "2026-27", "do": "save"}))
    assert "Where a session has no round yet, 2026-27 stands there." in window.page(here)
    values = typed_in(window.page(here), here)
    assert years_of(values) == ["2026-27", "2026-27"]
    window.follow(window.goes(here, {**values, "do": "save"}))
    assert read_sheets(brought)["sessions"]["year"].tolist() == ["2026-27", "2026-27"]
    assert "Where a session has no round yet" not in window.page(here)


def test_the_planned_round_is_offered(window, hear, empty, brought):
    open_study(empty.path).record_plan(Plan(round="2027-28"), by="sam")
    here = f"{hear}/heard"
    assert years_of(typed_in(window.page(here), here)) == ["2027-28", "2027-28"]


def freezing(window, hear, **more):
    """What the form for freezing sends: the round, who, and that names are replaced."""
    values = typed_in(window.page(f"{hear}/freeze"), f"{hear}/freeze")
    own = str(window.own.parent / "keys" / "key.csv")
    return {**values, "year": "2026-27", "by": "kim", "key": own, "names": "replace", **more}


def all_replaced(folder):
    """Names are looked for, and each is decided on."""
    for suggestion in find_names(folder).suggestions:
        decide(folder, suggestion.form, "replace")


def test_frozen_without_names_and_nothing_of_what_was_brought_is_left(window, hear, brought, empty):
    assert left(window.own)
    sam = read_sheets(brought)["attendance"].set_index("speaker").index.get_loc("Sam Okafor") + 2
    change_sheets(brought, {"attendance": {"consent_quote": {sam: "yes"}}})
    all_replaced(brought)
    went = window.follow(window.goes(f"{hear}/freeze", freezing(window, hear)))
    assert went == f"{hear}/frozen/last"
    assert "2 sessions came into the study" in window.page(went)
    assert not left(window.own)
    study = open_study(empty.path)
    assert study.settings.rounds == ("2026-27",)
    consent = study.corpus().attendance["consent_quote"]
    assert (consent.fillna(value=False).sum(), len(consent)) == (1, 6)  # left blank it is a no
    said = " ".join(study.corpus().turns["text"])
    assert "Supervision goes first when duty is short" in said
    for path in empty.path.rglob("*.*"):
        if path.suffix in {".csv", ".json", ".jsonl"}:
            assert b"Adeyemi" not in path.read_bytes(), path


def test_thrown_away_nothing_is_left(window, hear, brought):
    assert window.goes(f"{hear}/files", {"do": "throw-away"}) == hear
    assert not left(window.own)
    assert "Drop files here" in window.page(f"{hear}/files")


def test_what_a_killed_program_left_goes_at_the_next_start_and_what_runs_stays(tmp_path):
    own = tmp_path / "own"
    runs = Uploads(own)
    (runs.begin("a") / "x.vtt").write_text(VTT)
    killed = own / "brought" / "0123"
    killed.mkdir()
    (killed / ".running").write_bytes(b"")
    (killed / "x.vtt").write_text(VTT)
    Uploads(own).close()
    assert not killed.exists()
    assert (runs.folder("a") / "x.vtt").exists()
    runs.close()
    assert not left(own)


def test_what_is_brought_is_its_owners_alone_and_outside_the_study(brought, empty):
    assert not brought.is_relative_to(empty.path)
    if os.name == "posix":
        for path in (brought, *brought.iterdir()):
            assert path.stat().st_mode & 0o077 == 0, path


def test_no_name_of_a_file_leads_out_of_the_folder(window, hear, tmp_path):
    names = (
        "../../out.txt",
        "..\\..\\out.txt",
        f"{tmp_path}/out.txt",
        "C:\\out.txt",
        "..",
        ".hidden",
    )
    answer = window.upload(f"{hear}/files", dict.fromkeys(names, b"A: yes.\nB: no."))
    assert answer.status == 303
    folder = window.house.uploads.folder(hear.split("/")[2])
    assert sorted(p.name for p in tmp_path.rglob("*out*.txt")) == sorted(
        p.name for p in folder.glob("*out*.txt")
    )
    assert len([p for p in folder.iterdir() if p.suffix != ".xlsx"]) == len(names)


def test_more_than_is_taken_at_once_is_said_and_nothing_of_it_is_kept(window, hear, monkeypatch):
    monkeypatch.setattr(uploads, "LIMIT", 2**20)
    answer = window.upload(f"{hear}/files", {"long.txt": b"PK" + b"x" * 2**21})
    assert answer.status == 413
    assert "1 MB can be taken at once" in problem(answer.body.decode())
    assert not left(window.own)


def test_a_form_that_breaks_off_leaves_nothing(window, hear):
    sent = {**POST, "content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    body = multipart(FILES)[:-300]
    answer = call(window.app, "POST", f"{hear}/files", headers=sent, body=body)
    assert answer.status == 422
    assert "did not arrive whole" in problem(answer.body.decode())
    assert not left(window.own)


@pytest.mark.parametrize("size", [1, 7, 64, 65536])
def test_files_arrive_as_they_were_in_whatever_pieces(size, tmp_path):
    import asyncio

    hard = {"a.bin": b"\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n" * 3, "b.bin": b"", **FILES}
    body = multipart(hard, do="add")

    async def pieces():
        for k in range(0, len(body), size):
            yield body[k : k + size]

    kind = f"multipart/form-data; boundary={BOUNDARY}"
    fields, paths = asyncio.run(uploads.receive(pieces(), kind, tmp_path))
    assert fields == {"do": "add"}
    assert {p.name: p.read_bytes() for p in paths} == hard


def test_two_windows_the_later_form_is_told_and_writes_nothing(window, hear, brought):
    other = Window(window.own, beside=window)
    first = typed_in(window.page(f"{hear}/heard"), f"{hear}/heard")
    second = typed_in(other.page(f"{hear}/heard"), f"{hear}/heard")
    (date,) = [k for k in first if k.startswith("c:sessions:2:date")]
    window.follow(window.goes(f"{hear}/heard", {**first, date: "3/11/2026", "do": "save"}))
    answer = other.send(f"{hear}/heard", {**second, date: "4/11/2026", "do": "save"})
    page = answer.body.decode()
    assert answer.status == 409
    assert "Nothing was written" in problem(page)
    assert "you had “4/11/2026”, there stands “3/11/2026”" in page
    assert read_sheets(brought)["sessions"]["date"].tolist()[0] == "3/11/2026"


def test_a_sheet_changed_in_excel_meanwhile_is_told_too(window, hear, brought):
    values = typed_in(window.page(f"{hear}/heard"), f"{hear}/heard")
    change_sheets(brought, {"sessions": {"site": {2: "East House"}}})
    assert window.send(f"{hear}/heard", {**values, "do": "save"}).status == 409
    assert read_sheets(brought)["sessions"]["site"][0] == "East House"


def test_a_sheet_open_in_excel_is_told_and_not_written(window, hear, brought):
    values = typed_in(window.page(f"{hear}/heard"), f"{hear}/heard")
    (date,) = [k for k in values if k.startswith("c:sessions:2:date")]
    before = (brought / "sessions.xlsx").read_bytes()
    (brought / "~$sessions.xlsx").write_bytes(b"Kim")
    answer = window.send(f"{hear}/heard", {**values, date: "3/11/2026", "do": "save"})
    assert answer.status == 422
    assert "sessions.xlsx is open in Excel" in problem(answer.body.decode())
    assert (brought / "sessions.xlsx").read_bytes() == before


def test_somebody_who_said_nothing_is_added_to_the_sheets(window, hear, brought):
    values = typed_in(window.page(f"{hear}/heard"), f"{hear}/heard")
    window.follow(window.goes(f"{hear}/heard", {**values, "add": "north"}))
    rows = read_sheets(brought)["attendance"]
    silent = rows[rows["speaker"].isna()]
    assert silent[["session_id", "role"]].to_numpy().tolist() == [["north", "participant"]]
    assert "said nothing" in window.page(f"{hear}/heard")


def test_a_file_that_is_no_transcript_is_said_and_can_be_left_out(window, hear, brought):
    window.follow(
        window.upload(f"{hear}/files", {"junk.docx": b"PK\x03\x04no"}).headers["location"]
    )
    assert "1 file could not be read" in window.page(f"{hear}/heard")
    window.follow(window.goes(f"{hear}/files", {"leave-out": "junk.docx"}))
    assert "could not be read" not in window.page(f"{hear}/heard")


def test_what_is_to_be_done_is_said_in_the_words_of_the_page(window, hear):
    """No sheet's column, no encoding: what to choose, and where on this page."""
    book = Workbook()
    book.active.title = "Adoption"
    for row in (["Adoption team, March"], ["Who", "What they said", "Question"],
                ["Ian", "Nobody counts the time with families, and it is most of the work", "Q1"],
                ["Moira", "We are told such things by e-mail on a Friday", "Q2"]):  # fmt: skip
        book.active.append(row)
    other = book.create_sheet("Reviewing officers")
    for row in (["Name", "Comment"], ["IRO 1", "Fewer cases than last year, and it shows"],
                ["IRO 2", "We are listened to when we escalate"]):  # fmt: skip
        other.append(row)
    file = io.BytesIO()
    book.save(file)
    notes = "Focus group\nBev: a £12 taxi\nnodding\nCol: “no car”\nyes\nBev: no\nso\nall said\n"
    files = {"night notes.txt": notes.encode("cp1252"), "two.xlsx": file.getvalue()}
    window.follow(window.upload(f"{hear}/files", files).headers["location"])
    page = unescape(window.page(f"{hear}/heard"))
    for said in (
        "Look whether accents, £ and quotation marks came out right",
        "choose that in Heard wrongly, below, for words without a label",
        "choose that in the table at the top, under What it is",
        "Choose facilitator as their role, in the table below",
        'the sheet "Adoption" is not read',
        "write what its two columns are called into Heard wrongly, below",
        "taken from its name or heading: what it is",
    ):
        assert said in page, said
    shown = re.sub(r"<[^>]+>", " ", page)
    for never in ("source_kind", "cp1252", "encoding", "unlabelled", "attendance list"):
        assert never not in shown, never


def test_a_file_that_is_left_out_leaves_no_row_and_no_word_behind(window, hear, brought):
    more = {"west.vtt": VTT.replace("Sam Okafor", "Lee Grant").encode()}
    window.follow(window.upload(f"{hear}/files", more).headers["location"])
    window.follow(window.goes(f"{hear}/files", {"leave-out": "west.vtt"}))
    sheets = read_sheets(brought)
    assert sheets["sessions"]["file"].tolist() == ["north.vtt", "south.docx"]
    assert set(sheets["attendance"]["session_id"]) == {"north", "south"}
    assert not [p for p in sheets["people"]["person_id"] if p.startswith("west")]
    page = window.page(f"{hear}/heard")
    assert "west" not in page
    assert "was not read" not in page


def test_rows_filled_in_stay_when_more_files_come(window, hear, brought):
    change_sheets(brought, {"sessions": {"site": {2: "East House"}}})
    more = {"west.vtt": VTT.replace("Sam Okafor", "Lee Grant").encode()}
    window.follow(window.upload(f"{hear}/files", more).headers["location"])
    sheets = read_sheets(brought)
    assert sheets["sessions"]["file"].tolist() == ["north.vtt", "south.docx", "west.vtt"]
    assert sheets["sessions"]["site"][0] == "East House"
    assert sheets["attendance"]["speaker"].tolist().count("Lee Grant") == 1


def test_a_key_in_the_study_is_refused_and_nothing_is_frozen(window, hear, brought, empty):
    bad = freezing(window, hear, key=str(empty.path / "key.csv"))
    answer = window.send(f"{hear}/freeze", bad)
    assert "may not lie in the study" in problem(answer.body.decode())
    assert answer.body.decode().count('value="kim"') == 1  # what was typed is still there
    assert not open_study(empty.path).session_ids


# --- jobs in a process of their own -----------------------------------------------------------


def test_a_job_runs_in_a_process_of_its_own_is_stopped_and_may_vanish():
    there, work = set(multiprocessing.active_children()), Work()
    done = work.start("a", "s", "A", "/", "/", counted, 3)
    stopped = work.start("b", "s", "B", "/", "/", counted, 10_000)
    gone = work.start("c", "s", "C", "/", "/", vanishes)
    assert work.start("b", "s", "B", "/", "/", counted, 1) is stopped  # one of a kind at a time
    work.stop(stopped.id)
    for job in (done, stopped, gone):
        assert job.over.wait(60)
    assert (done.state, done.of, done.can_stop) == ("done", 3, False)
    assert done.result != os.getpid()
    assert stopped.state == "stopped"
    assert (gone.state, "without a word" in gone.problem) == ("failed", True)
    assert not [p for p in {*multiprocessing.active_children()} - there if p.is_alive()]


def test_a_job_that_writes_is_waited_for_and_no_longer_stopped():
    import threading

    began, go_on = threading.Event(), threading.Event()

    def writes(*, steps):
        steps.commit()
        began.set()
        go_on.wait(10)
        steps(1, 1, "written")
        return "whole"

    work = Work(threading.Thread)
    job = work.start("a", "s", "A", "/", "/", writes)
    assert began.wait(10)
    work.stop(job.id)
    threading.Timer(0.05, go_on.set).start()
    work.close()
    assert (job.state, job.result) == ("done", "whole")


def test_a_job_outlives_the_window_and_can_be_stopped_from_another(window, key):
    def slowly(*, steps):
        for k in range(10_000):
            steps(k, 10_000, "reading")
            time.sleep(0.005)

    job = window.house.work.start("hear", key, "Hearing", "/", "/", slowly)
    here = f"/study/{key}/job/{job.id}"
    while not window.get(f"{here}/state").json()["done"]:
        time.sleep(0.01)
    assert "data-job=" in Window(window.own, beside=window).page(here)
    assert window.goes(here, {"do": "stop"}) == here
    assert "stopped before anything was written" in window.page(here)
    assert window.get(f"{here}/state").json()["over"] is True
