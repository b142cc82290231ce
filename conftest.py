"""Every code block of README and docs is run, in a folder of its own; every notebook too."""

from __future__ import annotations

import gc
import importlib
import os
import re
import shlex
import shutil
import socket
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from answered_once import answer_once, find_once
from click.testing import Result
from hypothesis import settings
from notebook_cells import Notebook
from printed import printed_as
from sybil import Example, Sybil
from sybil.integration.pytest import SybilItem
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from typer.testing import CliRunner
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parent
# Set-up commands: they need a network, or are what is running these tests.
_NOT_RUN = (
    "git clone ", "cd ", "python -m venv ", "python3 -m venv ", "python -m pip install ", ".venv",
    "practicelearn-env/",
    "practicelearn demo",  # a test of the command line runs it
)  # fmt: skip

collect_ignore = ["docs/_ext/kernel_start.py"]  # what only a kernel runs, in its own folder

_STARTED = re.compile(r"(python -m )?practicelearn(?= |$)")

_THIS_MACHINE = {None, "", "localhost", "127.0.0.1", "::1", b"127.0.0.1", b"localhost"}

os.environ.setdefault("MPLBACKEND", "Agg")


_IN_MEMORY = Path("/dev/shm")  # a disk in memory, where a system has one
_ROOM = 4 * 2**30


_RUBBISH = (20_000, 20, 40)  # Python's own (700, 10, 10) takes 7 % of the time of the tests


def pytest_configure(config: pytest.Config) -> None:
    """In memory, because a study waits for the disk after every file; fewer random examples."""
    gc.set_threshold(*_RUBBISH)
    if config.option.markexpr == "not slow":
        settings.register_profile("quick", max_examples=40)
        settings.load_profile("quick")
    there = _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK)
    if there and shutil.disk_usage(_IN_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))


_LONGEST_WAIT_S = 240
_USED_BY_MANY = (
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "openpyxl", "pptx",
    "sklearn.decomposition", "spacy.lang.en",
)  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Of the workers of ``-n`` one collects first, and the others wait for it.

    What all import is compiled by it alone: in a fresh clone the three would compile the same
    libraries, sources and tests at the same time.
    """
    run = getattr(session.config, "workerinput", {}).get("testrunuid")
    if run is None:
        return (yield)
    collecting = Path(tempfile.gettempdir()) / f"practicelearn-collecting-{run}"
    try:
        collecting.touch(exist_ok=False)
    except FileExistsError:
        end = time.monotonic() + _LONGEST_WAIT_S
        while collecting.exists() and time.monotonic() < end:
            time.sleep(0.2)
        return (yield)
    try:
        collected = yield
        for name in _USED_BY_MANY:
            importlib.import_module(name)
        return collected
    finally:
        collecting.unlink(missing_ok=True)


def pytest_collection_finish() -> None:
    """What was imported stays: no collection of rubbish looks through it again."""
    gc.collect()
    gc.freeze()


@cache
def _with_browser() -> frozenset[str]:
    """The test files of the pages that start a browser."""
    files = (ROOT / "tests" / "app").glob("test_*.py")
    found = [f for f in files if "mark.browser" in f.read_text(encoding="utf-8")]
    return frozenset(f.relative_to(ROOT).as_posix() for f in found)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """With ``-n``: a file's tests build on each other; two browsers at once are slow."""

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(str(super()._split_scope(nodeid)))

    config.option.loadscopereorder = False  # they come in the order of ``_LONG``
    return Files(config, log)


def _together(file: str) -> str:
    """What one worker runs: a file; all that start a browser, read the sample, or build a study."""
    if file in _with_browser():
        return "browser"
    if file.startswith(_EXAMPLES):
        return "examples"
    return _THREE_ROUNDS if file.startswith(_THREE_ROUNDS) else file


_EXAMPLES = ("README.md", "docs/", "notebooks/", "src/")  # what one found, the next is given
_THREE_ROUNDS = "tests/journeys/test_three_rounds"
# What takes longest, few tests though it may have, so that no worker begins it when others end.
_LONG = (
    "browser", "examples", _THREE_ROUNDS, "tests/jobs/test_release", "tests/test_cli_whose",
    "tests/jobs/", "tests/validity/", "tests/output/report/", "tests/themes/", "tests/study/",
    "tests/output/", "tests/test_",
)  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A worker of ``-n`` takes the longest first, and of those the ones with most tests."""
    if not hasattr(config, "workerinput"):
        return
    of = {item: _together(item.nodeid.split("::")[0]) for item in items}
    n_tests = Counter(of.values())
    long = {s: next((k for k, p in enumerate(_LONG) if s.startswith(p)), 99) for s in n_tests}
    items.sort(key=lambda item: (long[of[item]], -n_tests[of[item]], of[item]))


@pytest.fixture(autouse=True)
def no_call_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test fails that reaches for another machine, even where the error was swallowed."""
    called: list[object] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(door: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None  # else a path on this machine
        if host is not None and host not in _THIS_MACHINE:
            called.append(address)
            raise OSError(f"a test reached for {host}")
        connect(door, address)

    def guarded_look_up(host: object, *rest: object, **more: object) -> object:
        if host not in _THIS_MACHINE:
            called.append(host)
            raise OSError(f"a test looked up {host!r}")
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    assert called == []


@pytest.fixture(scope="session", autouse=True)
def sample_open() -> Iterator[object]:
    """The sample stays open from the first test to the last, so that it is read once for all."""
    import practicelearn as prac

    yield prac.open_study(prac.sample_path())


@pytest.fixture(autouse=True)
def sample_read_once(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """An example begins as a reader would, by reading the sample: once is enough for them all."""
    if request.node.name == "practicelearn.topics.coherent.coherence":
        pytest.importorskip("gensim", reason="there is no gensim for this Python")
    if isinstance(request.node, pytest.DoctestItem | SybilItem):
        answer_once(monkeypatch, tmp_path_factory)


_JOBS = (
    "tests/jobs/", "tests/app/", "tests/journeys/", "tests/study/", "tests/test_cli", "docs/",
    "README.md",
)  # fmt: skip


@pytest.fixture(autouse=True)
def found_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job done again, of a study made again, takes what was found and drawn for it before."""
    if request.node.nodeid.startswith(_JOBS):
        find_once(monkeypatch)


@pytest.fixture(scope="module")
def folder_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A temporary working directory in which the project's files can be named as in a clone."""
    place = tmp_path_factory.mktemp("docs")
    (place / "data").symlink_to(ROOT / "data")
    (place / "tests").mkdir()
    (place / "tests" / "files").symlink_to(ROOT / "tests" / "files")
    before = Path.cwd()
    os.chdir(place)
    yield place
    os.chdir(before)


def run_command(words: list[str]) -> Result:
    """Run a command as a prompt would, in this process: each start of Python costs two seconds."""
    from practicelearn.cli import app

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        return CliRunner().invoke(app, words)


def run_commands(example: Example) -> None:
    """Run each line that starts the program; a ``make`` line must name a target."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    printed = ""
    for line in example.parsed.strip().splitlines():
        command = line.split("  #")[0].strip()
        if command.startswith(_NOT_RUN):
            continue
        if words := _STARTED.match(command):
            answer = run_command(shlex.split(command[words.end() :]))
            assert answer.exit_code == 0, f"{command}\n{answer.output}\n{answer.exception!r}"
            printed += answer.stdout
        elif command.startswith("make "):
            assert command.split()[1] in targets, command
        else:
            assert not command, f"not run and not known: {command}"
    example.namespace["printed"] = example.end, printed


def as_printed(example: Example) -> None:
    """What a page shows right below commands is what they print, to the letter."""
    end, printed = example.namespace.get("printed", (0, ""))
    between = example.document.text[end : example.start].strip()
    if end and not between and not _STARTED.match(example.parsed):  # else further commands
        assert printed_as(printed, example.parsed), f"{example.parsed}\nis not\n{printed}"


_pages = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser(language="bash", evaluator=run_commands),
        CodeBlockParser(language="text", evaluator=as_printed),
    ],
    patterns=["README.md", "docs/*.md"],
    fixtures=["folder_of_its_own"],
).pytest()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A page's blocks of code, or a notebook's cells."""
    if file_path.suffix == ".ipynb" and "_build" not in file_path.parts:
        return Notebook.from_parent(parent, path=file_path)
    return _pages(file_path, parent)
