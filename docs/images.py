"""Make the pictures of the coding page and the report from a copy of the invented sample.

Run: ``python docs/images.py``, or ``python docs/images.py read report`` for some of them. Needs
Chromium.
"""

from __future__ import annotations

import io
import shutil
import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from playwright.sync_api import sync_playwright

import practicelearn as prac
from practicelearn.app.desk import Desk
from practicelearn.app.server import make_app
from practicelearn.jobs.reports import make_reports
from practicelearn.study.folder import Study

HERE = Path(__file__).parent / "images"
# name of the picture: whose desk, address, what must be there, keys pressed
PICTURES: dict[str, tuple[str, str, str, list[str]]] = {
    "code": ("kim", "code/2025-north", ".bars .bar", ["]", "]", "]", "]"]),
    "settle": ("kim", "settle/2025-north", ".pair .bar", []),
    "chart": ("pat", "chart", ".board td", []),
    "read": ("pat", "read/supervision", ".passage", []),
    "frame": ("kim", "frame", ".walk", []),
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
    prac.edit_frame(study, "kim", "split", into="supervision", **values)
    prac.edit_frame(study, "lee", "change", "tools", name="Tools and systems")


def picture(chrome: Any, study: Study, name: str) -> None:
    """Open one page as a person would, and keep what stands on the screen."""
    who, where, there, keys = PICTURES[name]
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        app = make_app(Desk(study, who), token="picture", port=port)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        runs = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        runs.start()
        page = chrome.new_page(viewport={"width": 1360, "height": 800})
        page.goto(f"http://127.0.0.1:{port}/?token={app.code()}#{where}")
        page.wait_for_selector(there, state="attached")
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(400)
        keep(Image.open(io.BytesIO(page.screenshot())), name)
        page.close()
        server.should_exit = True
        runs.join(5)


def keep(shot: Image.Image, name: str) -> None:
    # A third of the bytes; of the ways to choose 256 colours, this one keeps small swatches apart.
    few = shot.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(HERE / f"{name}.png", optimize=True)


def report(chrome: Any) -> None:
    """The first theme of the report, and below it the picture of what changed."""
    with tempfile.TemporaryDirectory() as folder:
        written = make_reports(prac.sample_path(), Path(folder))
        page = chrome.new_page(viewport={"width": 900, "height": 1200})
        page.goto(next(p for p in written if p.name == "report.html").as_uri())
        top, end, picture, foot = (
            page.locator(where).first.bounding_box()
            for where in ("#told", "#told ~ h3 >> nth=1", "figure", "figure ~ details")
        )
        shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        page.close()
    parts = [
        shot.crop((0, int(top["y"]) - 8, 900, int(end["y"]) - 12)),
        shot.crop((0, int(picture["y"]) - 4, 900, int(foot["y"]))),
    ]
    whole = Image.new("RGB", (900, sum(part.height for part in parts)), "white")
    whole.paste(parts[0], (0, 0))
    whole.paste(parts[1], (0, parts[0].height))
    keep(whole, "report")


def main() -> None:
    wanted = sys.argv[1:] or [*PICTURES, "report"]
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
            else:
                picture(chrome, prac.open_study(copy), name)
        chrome.close()


if __name__ == "__main__":
    main()
