"""Make the pictures of the coding page from a copy of the invented sample.

Run: ``python docs/images.py``, or ``python docs/images.py read`` for one of them. Needs Chromium.
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
from practicelearn.study.folder import Study

HERE = Path(__file__).parent / "images"
# name of the picture: whose desk, address, what must be there, keys pressed
PICTURES: dict[str, tuple[str, str, str, list[str]]] = {
    "code": ("kim", "code/2025-north", ".bars .bar", ["]", "]", "]", "]"]),
    "settle": ("kim", "settle/2025-north", ".pair .bar", []),
    "chart": ("pat", "chart", ".board td", []),
    "read": ("pat", "read/supervision", ".passage", []),
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
        page.goto(f"http://127.0.0.1:{port}/?token=picture#{where}")
        page.wait_for_selector(there, state="attached")
        for key in keys:
            page.keyboard.press(key)
        page.wait_for_timeout(400)
        shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        # a screen needs few colours; a third of the bytes
        shot.quantize(128, dither=Image.Dither.NONE).save(HERE / f"{name}.png", optimize=True)
        page.close()
        server.should_exit = True
        runs.join(5)


def main() -> None:
    wanted = sys.argv[1:] or list(PICTURES)
    where = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "study"
        shutil.copytree(prac.sample_path(), copy)
        for (group, code), summary in SUMMARIES.items():
            cell = {"year": "2025-26", "group": group, "code": code, "summary": summary}
            prac.open_study(copy).record("pat", "summary", payload=cell)
        chrome = playwright.chromium.launch(executable_path=where, args=["--no-sandbox"])
        for name in wanted:
            picture(chrome, prac.open_study(copy), name)
        chrome.close()


if __name__ == "__main__":
    main()
