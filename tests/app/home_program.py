"""The program itself, in a process of its own: asked over the network, killed when a test says."""

from __future__ import annotations

import html
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from home_helpers import BOUNDARY, FORM, multipart

_SRC = Path(__file__).parents[2] / "src"


class Program:
    """``python -m practicelearn`` of one person, with a folder of their own.

    Parameters
    ----------
    home : Path
        The person's own folder.
    """

    def __init__(self, home: Path) -> None:
        home.mkdir(exist_ok=True)
        said = {**os.environ, "HOME": str(home), "USERPROFILE": str(home), "BROWSER": "true",
                "XDG_DATA_HOME": str(home / "own"), "PYTHONPATH": str(_SRC),
                "PYTHONUNBUFFERED": "1"}  # fmt: skip
        # a session of its own, so that all of it can be ended at once
        self.process = subprocess.Popen(
            [sys.executable, "-m", "practicelearn"], env=said, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        address = ""
        while not address.startswith("http"):
            address = self.process.stdout.readline().strip()
            assert address or self.process.poll() is None, "the program did not start"
        self._reader = threading.Thread(target=self.process.stdout.read, daemon=True)
        self._reader.start()
        self.address = address
        self.port = urlsplit(address).port or 0
        self.cookie = ""
        status, headers, _ = self._ask("GET", "/?" + urlsplit(address).query)
        assert status == 303, status
        self.cookie = headers["set-cookie"].partition(";")[0]

    def kill(self, *, all_of_it: bool = False) -> None:
        """End it without a word: the program alone, or with what it started."""
        if all_of_it:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def close(self) -> None:
        """End what is left of it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)
        self._reader.join(30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def opens(self, study: Path) -> str:
        """Open a study; return its address."""
        status, there, told = self.send("/places", at=str(study), **{"for": "open"})
        assert status == 303, told
        return there

    def get(self, path: str) -> tuple[int, str, str]:
        """Return status, where it leads, and the page."""
        status, headers, body = self._ask("GET", path)
        return status, headers.get("location", ""), body

    def page(self, path: str) -> str:
        """Open a page, and follow where it leads; what is under way is waited for."""
        for _ in range(3000):
            status, there, body = self.get(path)
            if status == 303:
                path = there
            elif "data-job=" in body:
                time.sleep(0.1)
            else:
                self.at = path
                return body
        raise AssertionError(f"{path} is never over")

    def send(self, path: str, **values: object) -> tuple[int, str, str]:
        """Send a form; return status, where it leads, and the page."""
        body = urlencode(values, doseq=True).encode()
        status, headers, told = self._ask("POST", path, body, FORM)
        return status, headers.get("location", ""), told

    def ask(self, study: str, op: str, args: dict[str, object]) -> dict[str, object]:
        """Ask as the coding page does."""
        body = json.dumps({"op": op, "args": args}).encode()
        _, _, told = self._ask("POST", f"{study}/coding/ask", body, "application/json")
        return dict(json.loads(told))

    def upload(self, path: str, files: dict[str, bytes]) -> str:
        """Send files; return where it leads."""
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        status, headers, told = self._ask("POST", path, multipart(files), kind)
        assert status == 303, told
        return headers["location"]

    def job(self, path: str, until: str = "") -> str:
        """Wait until a job is about to do something; return what it is at, or nothing if over."""
        for _ in range(30_000):
            _, _, told = self.get(f"{path}/state")
            if '"over":true' in told:
                return ""
            if until in told and '"starting"' not in told:
                return told
            time.sleep(0.01)
        raise AssertionError(f"never {until}")

    def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> tuple[int, dict[str, str], str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        sent = {"cookie": self.cookie} if self.cookie else {}
        if method == "POST":
            sent |= {"origin": f"http://127.0.0.1:{self.port}", "content-type": kind,
                     "sec-fetch-site": "same-origin"}  # fmt: skip
        line.request(method, path, body, sent)
        answer = line.getresponse()
        told = answer.read().decode("utf-8", "replace")
        line.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, told


@contextmanager
def running(home: Path) -> Iterator[Program]:
    """The program, ended with the block whatever became of it."""
    program = Program(home)
    try:
        yield program
    finally:
        program.close()


def in_words(page: str) -> str:
    """What a page says, without its tags."""
    page = re.sub(r"(?s)<(script|style|head)\b.*?</\1>", " ", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


__all__ = ["Program", "in_words", "running"]
