"""Try the folder that runs without Python, as somebody would who has nothing else.

Run: ``python packaging/try_portable.py build/portable/practicelearn``. The folder is copied to
another place and run with an environment that names no Python, no path and no settings: the
version, the demo, a transcript looked at, a sentence that names the next command, then the home, in
which the sample is opened and a job is done. What passes is packed beside the folder, as it is
given to people.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[1]
LONGEST_S = 1200
MADE = {
    "report.html": 20_000,
    "report.docx": 20_000,
    "summary.pptx": 20_000,
    "evidence.html": 50_000,
    "tables.xlsx": 10_000,
}
PICTURES = 3
# Windows' file manager opens a .zip by itself; elsewhere a .tar keeps which file may be run. (A
# .tar.xz is smaller, and takes minutes to pack.)
PACKED_AS = "zip" if os.name == "nt" else "gztar"


def nothing_else(home: Path) -> dict[str, str]:
    """Return an environment without a path, a Python or a setting; Windows needs its own folder."""
    own = {"HOME": str(home), "USERPROFILE": str(home), "LOCALAPPDATA": str(home / "own"),
           "XDG_DATA_HOME": str(home / "own"), "TEMP": str(home), "TMPDIR": str(home),
           "PATH": str(home / "none"), "LANG": "C.UTF-8", "BROWSER": "none"}  # fmt: skip
    return own | {k: os.environ[k] for k in ("SYSTEMROOT",) if k in os.environ}


def run(program: Path, home: Path, *words: str, refused: bool = False) -> str:
    """Run a command in the person's folder; return what it printed, or why it would not."""
    done = subprocess.run(
        [str(program), *words], cwd=home, env=nothing_else(home), capture_output=True, text=True,
        encoding="utf-8", timeout=LONGEST_S, check=False,
    )  # fmt: skip
    if refused and done.returncode:
        return " ".join(done.stderr.split())
    if done.returncode or "Traceback" in done.stderr:
        sys.exit(f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


@contextmanager
def the_home(program: Path, home: Path) -> Iterator[str]:
    """Start it without a word, as a double click does; give the address it prints."""
    with (home / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [str(program)], cwd=home, env=nothing_else(home), stdin=subprocess.DEVNULL,
            stdout=said, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        end = time.monotonic() + LONGEST_S
        found = None
        while found is None:
            told = (home / "said.txt").read_text(encoding="utf-8", errors="replace")
            found = re.search(r"http://127\.0\.0\.1:\d+/\S+", told)
            if process.poll() is not None or time.monotonic() > end:
                sys.exit(f"the home did not open\n{told}")
            time.sleep(0.2)
        yield found[0]
    finally:
        process.terminate()
        process.wait(60)


class Browser:
    """Asks pages of the home; the code in the address lets in once."""

    def __init__(self, address: str) -> None:
        self.port = urlsplit(address).port or 0
        self.cookie = ""
        status, headers, _ = self.ask("GET", "/?" + urlsplit(address).query)
        assert status == 303, status
        self.cookie = headers["set-cookie"].partition(";")[0]

    def ask(self, method: str, path: str, **form: str) -> tuple[int, dict[str, str], str]:
        """Return status, headers and page."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_S)
        sent = {"cookie": self.cookie} if self.cookie else {}
        if method == "POST":
            sent |= {"origin": f"http://127.0.0.1:{self.port}", "sec-fetch-site": "same-origin",
                     "content-type": "application/x-www-form-urlencoded"}  # fmt: skip
        line.request(method, path, urlencode(form) if form else None, sent)
        answer = line.getresponse()
        page = answer.read().decode("utf-8")
        line.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, page

    def goes(self, path: str, **form: str) -> str:
        """Send a form; return where it leads."""
        status, headers, page = self.ask("POST", path, **form)
        assert status == 303, page[:2000]
        return headers["location"]

    def page(self, path: str) -> str:
        """Open a page, wait for what is under way, and follow where it leads."""
        end = time.monotonic() + LONGEST_S
        while time.monotonic() < end:
            status, headers, page = self.ask("GET", path)
            if status == 303:
                path = headers["location"]
            elif "data-job=" in page:
                time.sleep(0.3)
            else:
                assert status == 200, page[:2000]
                return page
        raise AssertionError(f"{path} is never over")


def try_home(program: Path, home: Path) -> None:
    """Open the home and a copy of the sample, and do a job in a process of its own."""
    begun = time.monotonic()
    with the_home(program, home) as address:
        browser = Browser(address)
        assert "Open the sample" in browser.page("/")
        print(f"home: its first page after {time.monotonic() - begun:.1f} s")
        study = browser.goes("/places", at=str(home), **{"for": "sample"})
        assert "Practice health check" in browser.page(study)
        job = browser.goes(f"{study}/people/verify", do="look")
        told = browser.page(job)
        assert "Whether every file is whole" in told, told[:2000]
        assert "went wrong" not in told, told[:2000]
        print("home: the sample opened, every file of it looked at in a process of its own")


def without_places_of_this_machine(folder: Path) -> None:
    """Refuse a folder that tells where it was made."""
    told = str(ROOT).encode()
    found = [f for f in folder.rglob("*") if f.is_file() and told in f.read_bytes()]
    assert not found, f"they name {ROOT}: {found[:5]}"


def size_of(*files: Path) -> str:
    """Return how large they are together."""
    n_bytes = sum(f.stat().st_size for f in files if f.is_file() and not f.is_symlink())
    return f"{n_bytes / 1e6:.0f} MB"


def main(folder: Path) -> None:
    """Do all of it; the first thing that goes wrong ends it with its words."""
    without_places_of_this_machine(folder)
    with tempfile.TemporaryDirectory(prefix="somebody ", ignore_cleanup_errors=True) as place:
        home = Path(place)
        moved = home / "Apps" / "practicelearn"
        shutil.copytree(folder, moved, symlinks=True)
        program = moved / ("practicelearn.exe" if os.name == "nt" else "practicelearn")
        print(run(program, home, "--version").strip())
        begun = time.monotonic()
        run(program, home, "demo", "--out", "demo")
        took = time.monotonic() - begun
        small = {n for n, least in MADE.items() if (home / "demo" / n).stat().st_size < least}
        assert not small, small
        pictures = [*(home / "demo" / "charts").glob("*.png")]
        assert len(pictures) >= PICTURES, pictures
        n = sum(1 for f in (home / "demo").rglob("*") if f.is_file())
        print(f"demo: {n} files after {took:.1f} s")
        run(program, home, "sample", "sample")
        said = run(program, home, "check", "sample/originals/2024-south.md")
        assert "2024-south" in said, said
        print("check: a transcript of the sample looked at")
        said = run(program, home, "cycle", "nowhere", refused=True)
        assert f"{'.' + os.sep}{program.name} init" in said, said
        print(f"cycle: {said}")
        try_home(program, home)
    print(f"{folder}: {size_of(*folder.rglob('*'))}, runs without Python")
    packed = shutil.make_archive(str(folder), PACKED_AS, folder.parent, folder.name)
    print(f"{packed}: {size_of(Path(packed))}, to give out")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
