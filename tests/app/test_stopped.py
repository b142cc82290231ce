"""What was under way when the program ended: nothing is lost unsaid, and the page comes back."""

import re
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from app_helpers import call
from home_helpers import BOUNDARY, POST, Window, multipart, problem, typed_in
from home_program import in_words, running
from test_bringing import FILES, left

from practicelearn.jobs.naming import decisions
from practicelearn.jobs.opening import new_study
from practicelearn.jobs.sheets import change_sheets, read_sheets
from practicelearn.jobs.verifying import is_wrong, verify
from practicelearn.study.folder import open_study

TALK = {"north.txt": b"Ruth Adeyemi: Why?\nSam Okafor: Jennifer is down on Fridays.\n"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return new_study(tmp_path_factory.mktemp("place"), "Health check").path


@pytest.fixture
def study(made, tmp_path):
    return shutil.copytree(made, tmp_path / made.name)


@pytest.fixture
def window(tmp_path):
    opened = Window(tmp_path / "own")
    yield opened
    opened.house.close()


@pytest.fixture
def hear(window, study):
    return f"/study/{window.house.open(study)}/hear"


def brings(window, hear, files):
    answer = window.upload(f"{hear}/files", files)
    assert answer.status == 303, problem(answer.body.decode())
    window.follow(answer.headers["location"])
    return window.house.uploads.folder(hear.split("/")[2])


def killed(window):
    """The same person after the program was killed: nothing was tidied up."""
    window.house.uploads._held.close()  # the system does
    return Window(window.own)


def decides(window, hear, of, do, **more):
    page = window.page(f"{hear}/names")
    about = re.search(r'name="about" value="([^"]+)"', page)[1]
    window.goes(f"{hear}/names", {"of": of, "about": about, "do": do, **more})


def test_decisions_on_names_hold_again_after_the_program_was_killed(window, hear):
    folder = brings(window, hear, TALK)
    window.follow(f"{hear}/names")
    decides(window, hear, "jennifer", "keep")
    decides(window, hear, "sam okafor", "replace")
    before = decisions(folder)
    again = killed(window)
    assert left(window.own) == []
    page = again.page(f"{hear}/files")
    assert re.search(r"2 decisions on names, the last of \d+ \w+ \d{4}, are kept", page)
    assert "Remove these decisions" in page
    folder = brings(again, hear, TALK)
    page = again.page(again.follow(f"{hear}/names"))
    assert "2 decisions from before the program ended hold again" in page
    assert decisions(folder) == before
    again.goes(f"{hear}/files", {"do": "throw-away"})
    assert "are kept" not in again.page(f"{hear}/files")
    again.house.close()


def test_sheets_taken_away_and_brought_again_keep_what_was_corrected(window, hear):
    folder = brings(window, hear, TALK)
    change_sheets(folder, {"attendance": {"consent_quote": {3: "yes"}}})
    page = window.page(f"{hear}/heard")
    taken = {}
    for name in ("sessions", "people", "attendance"):
        assert f'href="{hear}/heard/{name}.xlsx"' in page
        taken[f"{name}.xlsx"] = window.get(f"{hear}/heard/{name}.xlsx").body
    assert window.get(f"{hear}/heard/north.txt").status == 404
    again = killed(window)
    folder = brings(again, hear, {**TALK, **taken})
    assert read_sheets(folder)["attendance"]["consent_quote"].tolist() == [None, "yes"]
    again.house.close()


def test_quit_says_what_would_go_with_the_program(window, hear):
    assert "Everything is saved" in window.page("/quit")
    folder = brings(window, hear, TALK)
    for ask in (window.get("/quit"), window.send("/quit")):
        page = ask.body.decode()
        assert "not in the study yet" in page
        assert "Quit all the same" in page
    assert window.ended == 0
    assert (folder / "north.txt").is_file()
    assert window.send("/quit", typed_in(page, "/quit")).status == 200
    assert window.ended == 1


def test_quit_says_what_is_under_way(window, hear):
    def slowly(*, steps):
        for k in range(10_000):
            steps(k, 10_000, "reading")
            time.sleep(0.005)

    key = hear.split("/")[2]
    job = window.house.work.start("report", key, "Building the report", "/", "/", slowly)
    assert "Building the report is under way" in window.send("/quit").body.decode()
    assert window.ended == 0
    window.house.work.stop(job.id)


def test_a_job_that_cannot_be_started_is_not_under_way_for_ever(window, hear):
    class Refused(threading.Thread):
        def start(self):
            raise OSError(12, "Cannot allocate memory")

    window.house.work._process = Refused
    answer = window.upload(f"{hear}/files", TALK)
    assert answer.status == 422
    window.house.work._process = threading.Thread
    assert window.house.work.going_on(hear.split("/")[2]) == []
    assert window.follow(f"{hear}/heard") == f"{hear}/heard"


def test_the_page_of_a_job_of_an_earlier_start_says_so_and_leads_on(window, hear):
    study = hear.removesuffix("/hear")
    for address in (f"{study}/job/0123456789abcdef",):
        assert window.get(f"{address}/state").json() == {"over": True}
        page = window.page(address)
        assert "started again since" in page
        assert f'href="{study}"' in page
        assert window.goes(address) == address  # its button does no harm


def test_a_sheet_open_in_excel_is_not_replaced_by_one_that_is_brought(window, hear):
    folder = brings(window, hear, FILES)
    change_sheets(folder, {"sessions": {"site": {2: "East House"}}})
    before = (folder / "sessions.xlsx").read_bytes()
    (folder / "~$sessions.xlsx").write_bytes(b"Kim")
    new = {"west.txt": b"A: yes.\nB: no.\n", "sessions.csv": b"session_id,site\nnorth,West\n"}
    answer = window.upload(f"{hear}/files", new)
    assert answer.status == 422
    assert "sessions.xlsx is open in Excel" in problem(answer.body.decode())
    assert (folder / "sessions.xlsx").read_bytes() == before
    assert {p.name for p in folder.iterdir() if "west" in p.name or "coming" in p.name} == set()


def test_a_sheet_that_does_not_arrive_whole_leaves_the_one_there_is(window, hear):
    folder = brings(window, hear, FILES)
    change_sheets(folder, {"sessions": {"site": {2: "East House"}}})
    sent = {**POST, "content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    body = multipart({"sessions.csv": b"session_id,site\n" + b"north,West\n" * 99})[:-300]
    assert call(window.app, "POST", f"{hear}/files", headers=sent, body=body).status == 422
    assert read_sheets(folder)["sessions"]["site"][0] == "East House"
    assert {p.name for p in folder.iterdir() if "coming" in p.name} == set()
    answer = window.upload(f"{hear}/files", {"sessions.csv": b"session_id,site\nnorth,West\n"})
    window.follow(answer.headers["location"])
    assert read_sheets(folder)["sessions"]["site"][0] == "West"


def test_nothing_comes_or_goes_while_it_is_frozen(window, hear):
    folder, go_on = brings(window, hear, TALK), threading.Event()

    def freezes(*, steps):
        steps.commit()
        go_on.wait(20)

    window.house.work.start("freeze", hear.split("/")[2], "Freezing", "/", "/", freezes)
    for answer in (
        window.upload(f"{hear}/files", {"late.txt": b"A: yes.\nB: no.\n"}),
        window.send(f"{hear}/files", {"do": "throw-away"}),
    ):
        assert answer.status == 422
        assert "is being frozen" in problem(answer.body.decode())
    assert [p.name for p in folder.glob("*.txt")] == ["north.txt"]
    go_on.set()


# --- the program itself, killed ---------------------------------------------------------------

SAID = "Ruth Adeyemi: Why, Sam?\nSam Okafor: Jennifer said {} times that Leeds is late.\n"
LONG = {f"group {n}.txt": "".join(SAID.format(k) for k in range(120)).encode() for n in range(4)}


def files_in(folder):
    """What of a study is a file of people's: not what can be made again, and no lock."""
    rest = {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }
    return {n: c for n, c in rest.items() if not n.startswith((".cache", ".lock", "outputs"))}


def is_whole(folder):
    found = verify(folder)
    assert not is_wrong(found), found.to_string()


def ends(process_ids, seconds=60):
    """Wait until these processes are over, as they are by themselves."""
    for _ in range(seconds * 10):
        if not any(Path(f"/proc/{i}").exists() for i in process_ids):
            return
        time.sleep(0.1)
    raise AssertionError(f"still there: {process_ids}")


def children(pid):
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(i) for i in told.stdout.split()]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("ps"), reason="looks at processes as Linux shows them")
def test_the_program_killed_while_files_are_heard_names_sought_and_frozen(study, tmp_path):
    """The program alone goes; what it had started stops by itself, or finishes what it writes."""
    me, before = tmp_path / "me", files_in(study)
    key = me / "keys" / "key.csv"
    for job in ("hear", "names", "freeze"):
        with running(me) as program:
            here = program.opens(study)
            assert in_words(program.page(here)).count("Health check")
            there = program.upload(f"{here}/hear/files", LONG)
            if job == "hear":
                program.job(there)
            else:
                program.page(there)
                program.page(f"{here}/hear/heard")
            if job != "hear":
                _, there, _ = program.get(f"{here}/hear/names")
                program.job(there)
            if job == "freeze":
                page = program.page(f"{here}/hear/names")
                for of in sorted(set(re.findall(r'name="of" value="([^"]+)"', page))):
                    about = re.search(r'name="about" value="([^"]+)"', page)[1]
                    status, _, page = program.send(
                        f"{here}/hear/names", of=of, do="replace", about=about
                    )
                    assert status == 303, in_words(page)
                    page = program.page(f"{here}/hear/names")
                sent = typed_in(program.page(f"{here}/hear/freeze"), f"{here}/hear/freeze")
                sent |= {"year": "2026-27", "by": "kim", "key": str(key), "names": "replace"}
                status, there, page = program.send(f"{here}/hear/freeze", **sent)
                assert status == 303, in_words(page)
                program.job(there)
            own = children(program.process.pid)
            assert own, f"{job}: nothing is under way"
            program.kill()
            ends(own)
            with running(me) as again:
                assert again.port == program.port, "a window that was left open finds it again"
                assert left(me) == [] or job == "freeze", job
                assert not [p for p in me.rglob("*.txt") if p.is_file()], job
                status, _, page = again.get(there)
                assert (status, "started again since" in page) == (200, True), job
                page = again.page(f"{here}/hear/files")
                assert "Drop files here" in page
                if job == "freeze" and not open_study(study).session_ids:
                    assert "on names, the last of" in page
        if not open_study(study).session_ids:
            assert files_in(study) == before, job
        is_whole(study)
