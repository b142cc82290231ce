"""A window on the home without a browser: what it asks and sends, as a browser would."""

from __future__ import annotations

import html
import re
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app_helpers import Answer, call

from practicelearn.app.home.house import House
from practicelearn.app.home.routes import make_home
from practicelearn.app.home.running import Work

HOST = "127.0.0.1:8000"
COOKIE = {"cookie": "practicelearn_8000=the-token", "host": HOST}
POST = {**COOKIE, "origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----of-a-test"


def flat(page: str) -> str:
    """The words of a page's main part, each blank one blank."""
    main = page.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def multipart(files: dict[str, bytes], **fields: str) -> bytes:
    """What a browser sends for a form with files."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts += [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files.items()
    ]
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


class Window:
    """One window of a person at this computer."""

    def __init__(self, own: Path, beside: Window | None = None) -> None:
        self.own = own
        # a job in a thread: what a process of its own changes has tests of its own
        self.house = beside.house if beside else House(own, Work(threading.Thread))
        self.app = make_home(self.house, token="the-token", port=8000, end=self._end)
        self.ended = 0

    def follow(self, address: str) -> str:
        """Open a page, and wait where it is a job's; return the address that one ends at."""
        for _ in range(300):
            answer = self.get(address)
            if answer.status == 303:
                address = answer.headers["location"]
            elif b"data-job=" not in answer.body:
                assert answer.status == 200, answer.body[-600:]
                return address
            time.sleep(0.02)
        raise AssertionError(f"{address} is never over")

    def _end(self) -> None:
        self.ended += 1

    def get(self, address: str, **headers: str) -> Answer:
        """Open a page."""
        path, _, query = address.partition("?")
        return call(self.app, "GET", path, query=query, headers={**COOKIE, **headers})

    def page(self, address: str) -> str:
        """Open a page that is there."""
        answer = self.get(address)
        assert answer.status == 200, (address, answer.status, answer.body[-600:])
        return answer.body.decode()

    def send(self, address: str, values: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Send a form."""
        body = urlencode(values or {}, doseq=True).encode()
        path, _, query = address.partition("?")
        sent = {**POST, "content-type": FORM, **headers}
        return call(self.app, "POST", path, query=query, headers=sent, body=body)

    def goes(self, address: str, values: dict[str, Any] | None = None) -> str:
        """Send a form that is carried out, and return where it leads."""
        answer = self.send(address, values)
        assert answer.status == 303, (answer.status, problem(answer.body.decode()))
        return answer.headers["location"]

    def upload(self, address: str, files: dict[str, bytes], **headers: str) -> Answer:
        """Send files, as a form with a file chooser does."""
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        body = multipart(files)
        sent = {**POST, "content-type": kind, "content-length": str(len(body)), **headers}
        return call(self.app, "POST", address, headers=sent, body=body)


def problem(page: str) -> str:
    """What a page says above it of a form that was not carried out."""
    found = re.search(r'class="problem" role="alert">(.*?)</p>', page, re.DOTALL)
    return html.unescape(found[1]) if found else ""


def typed_in(page: str, address: str) -> dict[str, str]:
    """What would be sent by a form of a page if nobody typed anything."""
    form = re.search(rf'<form[^>]*action="{re.escape(address)}".*?</form>', page, re.DOTALL)
    assert form, f"no form for {address}"
    values = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") in {"checkbox", "radio"} and " checked" not in tag:
            continue
        if "name" in given and given.get("type") != "file":
            values[html.unescape(given["name"])] = html.unescape(given.get("value", ""))
    for name, options in re.findall(
        r'<select name="([^"]*)".*?>(.*?)</select>', form[0], re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        values[html.unescape(name)] = html.unescape(chosen[1]) if chosen else ""
    return values
