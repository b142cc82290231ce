"""Make the pictures of the home, the coding page and the report from a copy of the invented sample.

Run: ``python docs/images.py``, or ``python docs/images.py home report`` for some of them. Needs
Chromium.
"""

from __future__ import annotations

import io
import shutil
import socket
import sys
import tempfile
import threading
import wave
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from playwright.sync_api import sync_playwright

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.app.home.house import House
from practicelearn.app.home.routes import make_home
from practicelearn.app.server import make_app
from practicelearn.jobs.reports import make_reports
from practicelearn.study.folder import Study

HERE = Path(__file__).parent / "images"
DESK = "everybody in the Wharf building"
# name of the picture: whose desk, address, what must be there, keys pressed; words in quotation
# marks are dragged over
PICTURES: dict[str, tuple[str, str, str, list[str]]] = {
    "code": ("kim", "code/2025-north", ".bars .bar", ["]", "]", "]", "]"]),
    "bar": ("robin", "code/2025-north", ".turn", [f"“{DESK}”"]),
    "menu": ("robin", "code/2025-north", ".turn", [f"“{DESK}”", "Shift+F10"]),
    "first": ("robin", "code/2025-north", ".first", []),
    "settle": ("kim", "settle/2025-north", ".pair .bar", []),
    "chart": ("pat", "chart", ".board td", []),
    "read": ("pat", "read/supervision", ".passage", []),
    "listen": ("kim", "code/2025-west", ".bars .bar", []),
    "correct": ("kim", "code/2025-west", ".bars .bar", ["j", "j", "F2"]),
    # by keys: to the box of codes, Workload; to the box beside it, Peer support
    "search": ("kim", "search", ".asks .press", ["Tab", "Tab", "Tab", "w", "Tab", "p"]),
    "frame": ("kim", "frame", ".walk", []),
}
# Pages of the home: what follows the study's address, width, and how much is kept from the top.
HOME = {
    "home": ("", 1040, 2000),
    "plan": ("/before/plan", 1040, 2000),
    "heard": ("/hear/files", 1280, 940),
    "names": ("/hear/files", 1040, 880),
    "years": ("/understand/years", 1040, 2000),
}
# What two invented groups left.
BROUGHT = {
    "2026-27 north.txt": "F: What has got in the way of good practice?\n"
    "P1: Supervision goes first. Ruth knows that, and Jennifer is down on Fridays.\n"
    "P2: At the Kestrel they said Sam Okafor would ring, and he never did.\n"
    "F: And what helps?\nP1: The team. Somebody always has biscuits.\n"
    "P2: Jennifer does.\n",
    "2026-27 south.txt": "F: What has got in the way of good practice?\n"
    "P1: Two hours to Leeds and back for one visit.\nP2: Forms.\nF: And what helps?\n"
    "P2: An hour with my manager that nobody takes away.\nP1: The same.\n",
}
# What Pat might write into the chart of the invented sample.
SUMMARIES = {
    ("duty", "workload"): "Contacts up from thirty to fifty a day with the same six; families "
    "that should have moved on stay with them.",
    ("duty", "supervision"): "Booked eight weeks running and never past hello, since the manager "
    "answers the same phones. One has an hour outside the service: it can be done.",
    ("duty", "peers"): "Not knowing can be said aloud, and the whole desk turns to help.",
    ("edge", "supervision"): "A walk along the canal for one; a question through a car window "
    "for another, who has asked three times.",
    ("edge", "peers"): "A shared meal before the late shift, and somebody awake at two.",
    ("north", "supervision"): "Dates are kept, but the list takes the hour. One manager sends the "
    "list ahead and two families are thought through.",
}


def edited(study: Study) -> None:
    """A draft of the frame by two people."""
    values = {"name": "Cancelled", "parent": "supervision"}
    study.edit_frame("kim", "split", into="supervision", **values)
    study.edit_frame("lee", "change", "tools", name="Tools and systems")


def picture(chrome: Any, study: Study, name: str) -> None:
    """Open one page as a person would, and keep what stands on the screen."""
    who, where, there, keys = PICTURES[name]
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        app = make_app(
            Desk(bare(study) if name == "first" else study, who), token="picture", port=port
        )
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        runs = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        runs.start()
        page = chrome.new_page(viewport={"width": 1360, "height": 800})
        page.goto(f"http://127.0.0.1:{port}/?token={app.code()}#{where}")
        page.wait_for_selector(there, state="attached")
        for key in keys:
            if key.startswith("“"):
                drag(page, key.strip("“”"))
            else:
                page.keyboard.press(key)
        if name in FURTHER:
            FURTHER[name](page)
        page.wait_for_timeout(2500 if name == "search" else 400)
        keep(Image.open(io.BytesIO(page.screenshot())), name)
        page.close()
        server.should_exit = True
        runs.join(5)


def home(chrome: Any, study: Study, name: str) -> None:
    """A page of the study, as the home shows it."""
    where, width, highest = HOME[name]
    with tempfile.TemporaryDirectory() as own, socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        house = House(Path(own))
        app = make_home(house, token="picture", port=port)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        runs = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        runs.start()
        page = chrome.new_page(viewport={"width": width, "height": 800})
        page.set_default_timeout(120_000)
        page.goto(f"http://127.0.0.1:{port}/?token={app.code()}")
        page.goto(f"http://127.0.0.1:{port}/study/{house.open(study.path)}{where}")
        if name in {"heard", "names"}:
            bring(page)
        if name == "names":
            go_on(page, "Save, go on to names")
        if name == "years":
            go_on(page, "Nobody who is looking has still to code")
        # where the study of this picture lies is nobody's concern
        page.evaluate("() => { document.querySelector('footer').style.display = 'none'; }")
        shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        keep(shot.crop((0, 0, shot.width, min(shot.height, highest))), name)
        page.close()
        server.should_exit = True
        runs.join(5)
        house.close()


def bring(page: Any) -> None:
    """Bring in what two invented groups left, up to the page that shows who was heard."""
    page.locator("input[type=file]").set_input_files(
        [{"name": n, "mimeType": "text/plain", "buffer": t.encode()} for n, t in BROUGHT.items()]
    )
    go_on(page, "Bring them in")


def go_on(page: Any, button: str) -> None:
    """Press a button, and wait for the page that its job leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_function(
        "() => !document.querySelector('[data-job]') && document.querySelector('h1')"
    )


def bare(study: Study) -> Study:
    """A copy that has no coding frame and in which nobody has coded anything."""
    place = study.path.parent / "bare"
    shutil.copytree(
        study.path, place, ignore=shutil.ignore_patterns("frame", "coding", "decisions")
    )
    return prac.open_study(place)


def drag(page: Any, words: str) -> None:
    """Drag the mouse over words that stand in one line."""
    left, top, right = page.evaluate(
        """words => {
            const node = [...document.querySelectorAll('.turn')].map((t) => t.firstChild)
                .find((n) => n.data.includes(words)), r = document.createRange();
            node.parentNode.scrollIntoView({block: 'center'});
            const at = node.data.indexOf(words);
            r.setStart(node, at); r.setEnd(node, at + words.length);
            const b = r.getBoundingClientRect();
            return [b.left + 1, b.top + b.height / 2, b.right - 1]; }""",
        words,
    )
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, top, steps=5)
    page.mouse.up()


def listen(page: Any) -> None:
    """Pick a silent recording, and stop it in the fourth turn."""
    silent = io.BytesIO()
    with wave.open(silent, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(4000)
        file.writeframes(b"\x80" * 4000 * 760)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Listen …").click()
    sound = {"name": "west.wav", "mimeType": "audio/wav", "buffer": silent.getvalue()}
    chooser.value.set_files(sound)
    page.wait_for_function("() => document.querySelector('video').readyState > 1")
    page.evaluate("() => { document.querySelector('video').currentTime = 31; }")
    page.evaluate("() => { document.querySelector('.toast').hidden = true; }")


def correct(page: Any) -> None:
    """A misheard word, and what it changes."""
    words = page.locator("dialog textarea")
    words.fill(words.input_value().replace("people", "three people"))
    page.get_by_label("Why?").fill("a word was missed")
    page.get_by_role("button", name="Show what changes").click()
    page.wait_for_selector(".changes blockquote", timeout=60_000)


# What is done in a page beside keys.
FURTHER = {"listen": listen, "correct": correct}


def keep(shot: Image.Image, name: str) -> None:
    # A third of the bytes; of the ways to choose 256 colours, this one keeps small swatches apart.
    few = shot.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(HERE / f"{name}.png", optimize=True)


def report(chrome: Any) -> None:
    """The first page of the report, and below it the picture of who raised each theme."""
    with tempfile.TemporaryDirectory() as folder:
        written = make_reports(prac.sample_path(), Path(folder))
        page = chrome.new_page(viewport={"width": 900, "height": 1200})
        page.goto(next(p for p in written if p.name == "report.html").as_uri())
        top, end, picture, foot = (
            page.locator(where).first.bounding_box()
            for where in ("#short", "#decide ~ ul", "figure", "figure ~ details")
        )
        shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        page.close()
    parts = [
        shot.crop((0, int(top["y"]) - 8, 900, int(end["y"] + end["height"]) + 24)),
        shot.crop((0, int(picture["y"]) - 4, 900, int(foot["y"]))),
    ]
    whole = Image.new("RGB", (900, sum(part.height for part in parts)), "white")
    whole.paste(parts[0], (0, 0))
    whole.paste(parts[1], (0, parts[0].height))
    keep(whole, "report")


def main() -> None:
    wanted = sys.argv[1:] or [*HOME, *PICTURES, "report"]
    where = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "study"
        shutil.copytree(prac.sample_path(), copy)
        for (group, code), summary in SUMMARIES.items():
            cell = {"year": "2025-26", "group": group, "code": code, "summary": summary}
            prac.open_study(copy).record("pat", "summary", payload=cell)
        edited(prac.open_study(copy))
        chrome = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        for name in wanted:
            if name == "report":
                report(chrome)
            elif name in HOME:
                home(chrome, prac.open_study(copy), name)
            else:
                picture(chrome, prac.open_study(copy), name)
        chrome.close()


if __name__ == "__main__":
    main()
