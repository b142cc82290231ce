"""Every code block of README and docs is run, in a folder of its own."""

from __future__ import annotations

import gc
import os
import re
import shlex
import shutil
import socket
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import settings
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser
from typer.testing import CliRunner
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

ROOT = Path(__file__).parent
# Set-up commands: they need a network, or are what is running these tests.
_NOT_RUN = ("git clone ", "cd ", "python -m venv ", "python -m pip install ", ".venv")

_PRINTED = "tests/files/"  # so begins what ``check`` prints of one of the files made for the tests

_THIS_MACHINE = {None, "", "localhost", "127.0.0.1", "::1", b"127.0.0.1", b"localhost"}

os.environ.setdefault("MPLBACKEND", "Agg")


_IN_MEMORY = Path("/dev/shm")  # a disk in memory, where a system has one
_ROOM = 4 * 2**30


def pytest_configure(config: pytest.Config) -> None:
    """In memory, because a study waits for the disk after every file; fewer random examples."""
    if config.option.markexpr == "not slow":
        settings.register_profile("quick", max_examples=40)
        settings.load_profile("quick")
    there = _IN_MEMORY.is_dir() and os.access(_IN_MEMORY, os.W_OK)
    if there and shutil.disk_usage(_IN_MEMORY).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_IN_MEMORY))


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
            file = str(super()._split_scope(nodeid))
            return "browser" if file in _with_browser() else file

    return Files(config, log)


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
        connect(door, address)  # type: ignore[arg-type]

    def guarded_look_up(host: object, *rest: object, **more: object) -> object:
        if host not in _THIS_MACHINE:
            called.append(host)
            raise OSError(f"a test looked up {host!r}")
        return look_up(host, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    assert called == []


_READ: dict[object, tuple[object, object]] = {}


def _key(value: object) -> object:
    """What tells a question from another: words and numbers as they read, all else as itself."""
    plain = (str, int, float, list, tuple, type(None))
    return repr(value) if isinstance(value, plain) else id(value)  # to count a corpus takes long


def _once(function: Callable[..., Any], *, only: Path | None = None) -> Callable[..., Any]:
    """A function that answers the same question once; ``only`` of the study in that folder."""

    def asked(*args: Any, **options: Any) -> Any:
        if only is not None and Path(args[0].path) != only:
            return function(*args, **options)
        named = args if only is None else args[1:]
        given = [(name, _key(value)) for name, value in sorted(options.items())]
        key = (function.__qualname__, *map(_key, named), *given)
        if key not in _READ:  # what was asked is kept, so that no id is used again
            _READ[key] = ((args, options), function(*args, **options))
        return _READ[key][1]

    return asked


def _fitted_once(fit: Callable[..., Any]) -> Callable[..., Any]:
    """An estimator's ``fit`` that learns the same from the same tables once."""

    def fitted(self: Any, *args: Any, **options: Any) -> Any:
        key = (fit.__qualname__, repr(self), *map(_key, args), repr(options))
        if key not in _READ:
            _READ[key] = (args, fit(self, *args, **options))
        self.__dict__.update(_READ[key][1].__dict__)
        return self

    return fitted


def _laid_out_once(
    create: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Any]:
    """``create_study``, which copies a folder where the same study has been made before."""
    import practicelearn as prac

    def created(path: Path, *args: Any, **options: Any) -> Any:
        given = [(name, _key(value)) for name, value in sorted(options.items())]
        key = (create.__qualname__, *map(_key, args), *given)
        if key not in _READ:
            made = create(path, *args, **options)
            kept = tmp_path_factory.mktemp("study") / "kept"
            shutil.copytree(made.path, kept)
            _READ[key] = ((args, options), kept)
            return made
        shutil.copytree(str(_READ[key][1]), path)
        return prac.open_study(path)

    return created


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
    if not isinstance(request.node, pytest.DoctestItem):
        return
    import practicelearn as prac

    created = _laid_out_once(prac.create_study, tmp_path_factory)
    monkeypatch.setattr(prac, "create_study", created)
    for name in ("corpus", "codings", "frame"):
        read = _once(getattr(prac.Study, name), only=prac.sample_path())
        monkeypatch.setattr(prac.Study, name, read)
    monkeypatch.setattr(prac.Corpus, "where", _once(prac.Corpus.where))
    for estimator in (prac.TopicModel, prac.CodeSuggester):
        monkeypatch.setattr(estimator, "fit", _fitted_once(estimator.fit))
    for name in ("merge_codings", "find_themes", "compare_years", "keyness", "Report"):
        monkeypatch.setattr(prac, name, _once(getattr(prac, name)))


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
    """Run each ``python -m practicelearn`` line; a ``make`` line must name a target."""
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in example.parsed.strip().splitlines():
        command = line.split("  #")[0].strip()
        if command.startswith("python -m practicelearn"):
            answer = run_command(shlex.split(command)[3:])
            assert answer.exit_code == 0, f"{command}\n{answer.output}\n{answer.exception!r}"
            example.namespace["printed"] = answer.stdout
        elif command.startswith("make "):
            assert command.split()[1] in targets, command
        else:
            assert not command or command.startswith(_NOT_RUN), f"not run and not known: {command}"


def as_printed(example: Example) -> None:
    """What a page shows of ``check`` is what the command above it prints, to the letter."""
    if example.parsed.startswith(_PRINTED):
        assert example.namespace["printed"] == example.parsed


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(),
        CodeBlockParser(language="bash", evaluator=run_commands),
        CodeBlockParser(language="text", evaluator=as_printed),
    ],
    patterns=["README.md", "docs/*.md"],
    fixtures=["folder_of_its_own"],
).pytest()
