"""What each page of the home costs in a study of 216 sessions. Run: ``python benchmarks/home.py``.

The sample's 24 sessions nine times, with people and codings of their own. CPU seconds of the server
for each page: at the first visit, at the next one, and at the one after somebody coded a passage.
Goal: below 1 s after the first visit. ``tests/jobs/test_after_a_coding.py`` holds it by counting.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import practicelearn as prac
from grown import grown
from practicelearn.app.home import blind
from practicelearn.app.home.house import House
from practicelearn.app.home.routes import PAGES, make_home
from practicelearn.app.home.shell import STAGES

TIMES = 9
TOKEN, PORT = "the-token", 8000
GOAL = 1.0


def pages() -> list[str]:
    """Return the addresses that are asked for without more: stages, steps, people, exchange."""
    own = [p.path.removeprefix("/study/{key}") for p in PAGES if p.path.startswith("/study/{key}")]
    stages = [f"/{stage}" for stage, _ in STAGES]
    return [*(path for path in own if "{" not in path), *stages, "/coding/"]


def visit(app: Any, path: str) -> tuple[int, float]:
    """Return the status of a page, and what it cost in CPU seconds."""
    sent: list[Any] = []
    received = [{"type": "http.request", "body": b"", "more_body": False}]
    headers = {"host": f"127.0.0.1:{PORT}", "cookie": f"practicelearn_{PORT}={TOKEN}"}

    async def receive() -> Any:
        return received.pop(0) if received else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
        "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": b"", "server": ("127.0.0.1", PORT), "client": ("127.0.0.1", 50_000),
        "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
    }  # fmt: skip
    start = time.process_time()
    asyncio.run(app(scope, receive, send))
    spent = time.process_time() - start
    return next(m["status"] for m in sent if m["type"] == "http.response.start"), spent


def coding(folder: Path) -> Callable[[], None]:
    """Return what marks a passage once more that is marked already."""
    study = prac.open_study(folder)
    log = sorted((folder / "coding" / "kim").glob("*.jsonl"))[0]
    lines = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    last = next(e for e in lines if e["kind"] == "code")
    kept = {k: last[k] for k in ("text_hash", "frame_version", "payload") if k in last}

    def code() -> None:
        study.record("kim", "code", session_id=log.stem, coding_id=secrets.token_hex(8), **kept)

    return code


def main() -> None:
    """Print the table, of all pages or of those whose addresses begin as asked for."""
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = Path(place) / "study"
        grown(folder, TIMES)
        house = House(Path(place) / "own")
        key = house.open(folder)
        app = make_home(house, token=TOKEN, port=PORT)
        asked = blind.still_to_code
        blind.still_to_code = lambda study: asked(study) and {}  # none of them is looking
        code = coding(folder)
        for path in ("", *pages()):
            if sys.argv[1:] and not path.startswith(tuple(sys.argv[1:])):
                continue
            spent = [visit(app, f"/study/{key}{path}") for _ in range(2)]
            code()
            spent.append(visit(app, f"/study/{key}{path}"))
            status = spent[-1][0]
            first, again, after = (cost for _, cost in spent)
            missed = "missed" if status == 200 and max(again, after) > GOAL else ""
            print(f"{path or '/':26} {status} {first:7.2f} {again:7.2f} {after:7.2f} {missed}",
                  flush=True)  # fmt: skip
        house.close()


if __name__ == "__main__":
    main()
