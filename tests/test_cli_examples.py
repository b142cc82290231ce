"""What each help says to type is typed, in a folder where the sample was copied out."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from practicelearn.cli import app

GROUP = typer.main.get_command(app)
EXAMPLES = [(name, line) for name, command in GROUP.commands.items() for line in command.examples]

# Read as typed, not run: what asks a person, opens a page, needs files that nobody has yet, or is
# dear and run by another test.
NOT_RUN = {
    "code sample --coder kim": "opens a page",
    "release sample --by sam": "asks whether every quote was read",
    "withdraw sample 2025-north-p2 --by sam": "asks",
    "redact sample 2025-north:00012": "asks",
    "purge sample 2023-24 --by sam": "asks",
    "close-round sample 2023-24": "asks",
    "round sample 2026-27 new-transcripts": "needs transcripts",
    "correct sample 2025-west north.docx": "needs a transcript",
    "init my-study sample/originals": "tests/test_cli_keeping.py",
    "demo": "tests/test_cli.py",
    "report sample": "tests/jobs/test_reports.py, README.md",
}
# A second of work and more: run in ``make test-full``, and read as typed before.
DEAR = (
    "cards sample", "check sample --show-text", "export sample quotes.xlsx", "how-many-groups",
    "import for-others.qdpx from-others --no-names", "names sample", "read sample --coder lee --s",
    "release sample --read", "verify sample --mend",
)  # fmt: skip


def sample_typed(place: Path) -> None:
    """What ``practicelearn sample sample`` leaves in a folder."""
    leave = shutil.ignore_patterns(".cache")
    own = Path(__file__).parents[1] / "data" / "sample"
    shutil.copytree(own, place / "sample", ignore=leave)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place, before = tmp_path_factory.mktemp("typed"), Path.cwd()
    sample_typed(place)
    os.chdir(place)
    yield place
    os.chdir(before)


def read_as_typed(words: list[str]) -> None:
    """Let the command read its words; it raises where they are none of its own."""
    parent = GROUP.make_context("practicelearn", [], resilient_parsing=True)
    GROUP.commands[words[0]].make_context(words[0], words[1:], parent=parent)


def run(line: str) -> None:
    answer = CliRunner().invoke(app, shlex.split(line)[1:])
    assert answer.exit_code == 0, f"{line}\n{answer.output}\n{answer.exception!r}"


def among(line: str, known: Iterable[str]) -> bool:
    return any(line.startswith(f"practicelearn {one}") for one in known)


def test_every_command_has_an_example_of_itself() -> None:
    assert {name for name, _ in EXAMPLES} == set(GROUP.commands)
    for name, line in EXAMPLES:
        assert shlex.split(line)[:2] == ["practicelearn", name]


def test_help_shows_each_example_whole() -> None:
    for name, command in GROUP.commands.items():
        parent = GROUP.make_context("practicelearn", [], resilient_parsing=True)
        context = command.context_class(
            command, info_name=name, parent=parent, max_content_width=50
        )
        lines = command.get_help(context).partition("\nExamples:\n")[2].splitlines()
        assert lines == [f"  {line}" for of, line in EXAMPLES if of == name]


@pytest.mark.parametrize("line", [line for _, line in EXAMPLES])
def test_an_example_works_as_it_is_typed(folder: Path, line: str) -> None:
    read_as_typed(shlex.split(line)[1:])
    if not among(line, [*NOT_RUN, *DEAR]):
        run(line)


@pytest.mark.slow
def test_those_that_take_longer_work_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample_typed(tmp_path)
    monkeypatch.chdir(tmp_path)
    for _, line in EXAMPLES:
        if not among(line, NOT_RUN):
            run(line)
