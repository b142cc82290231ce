"""The page of all commands says what their help says, and names each table of a document."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from commands_page import PAGE, commands_page
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app
from practicelearn.cli.coding import _MEASURES
from practicelearn.coding.agreement.by_code import Measure
from practicelearn.jobs import completing

GROUP = typer.main.get_command(app)


def test_the_page_is_what_the_help_says() -> None:
    """Where it is not: ``python tests/running/commands_page.py``."""
    assert PAGE.read_text(encoding="utf-8") == commands_page()


def test_every_command_option_and_example_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, command in GROUP.commands.items():
        own = page.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
        assert command.summary in own
        for param in command.params:
            for option in param.opts if param.param_type_name == "option" else ():
                assert f"`{option}`" in own, (name, option)
        for line in command.examples:
            assert line in own


def test_each_summary_is_one_line_of_a_window_of_80_columns_and_whole() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).stdout.splitlines()
    assert max(map(len, shown)) <= 80
    assert "  theme            List the themes, or decide about one." in shown
    for name, command in GROUP.commands.items():
        assert f"  {name:15}  {command.summary}" in shown
        assert not command.summary.endswith("...")


def test_help_has_a_section_for_each_group_and_every_command_once() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    headings = re.findall(r"^(\S.*):$", shown, re.MULTILINE)
    assert headings == [
        "Options", "Begin", "The study", "Coding", "Themes, years, report", "What was promised",
        "Rights and safety", "Other programs", "Examples",
    ]  # fmt: skip
    assert len(GROUP.commands) == 31
    for name in GROUP.commands:
        assert len(re.findall(rf"^  {name} ", shown, re.MULTILINE)) == 1, name


@pytest.mark.parametrize(
    "words",
    ["history SAMPLE", "frame SAMPLE", "frame SAMPLE draft", "plan SAMPLE --show", "theme SAMPLE",
     "person SAMPLE 2025-north-p2", "cycle SAMPLE --on 2026-03-01", "verify SAMPLE",
     "check SAMPLE/originals/2025-north.docx"],
)  # fmt: skip
def test_the_page_names_every_table_and_key_of_a_document(words: str) -> None:
    typed = [word.replace("SAMPLE", str(prac.sample_path())) for word in words.split()]
    tables = json.loads(CliRunner().invoke(app, [*typed, "--json"]).stdout)["tables"]
    assert tables
    page = PAGE.read_text(encoding="utf-8")
    name = "plan --show" if words.startswith("plan") else typed[0]
    if "draft" in words:
        name = "frame draft"
    own = next(row for row in page.splitlines() if row.startswith(f"| `{name}`") and "`: " in row)
    for table, rows in tables.items():
        assert f"`{table}`" in own, table
        if table not in {"attendance", "delivered", "changes"}:
            for key in rows[0] if rows else ():
                assert re.search(rf"\b{key}\b", own), (table, key)


def completed(*words: str) -> list[str]:
    """What a shell is offered for the last word."""
    done = CliRunner(
        env={
            "_PRACTICELEARN_COMPLETE": "complete_bash",
            "COMP_WORDS": " ".join(["practicelearn", *words]),
            "COMP_CWORD": str(len(words)),
        }
    ).invoke(app, [], prog_name="practicelearn")
    return done.stdout.split()


def test_a_shell_completes_commands_options_and_names_of_a_study(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(prac.sample_path())
    assert completed("th") == ["theme"]
    assert completed("theme", ".", "--me") == ["--merge"]
    assert completed("theme", ".", "--js") == ["--json"]
    assert completed("theme", ".", "t") == ["training", "tools"]
    assert completed("history", ".", "--coder", "") == ["kim", "lee"]
    assert completed("correct", ".", "2025-n") == ["2025-night", "2025-north"]
    assert completed("purge", ".", "") == ["2025-26", "2024-25", "2023-24"]
    assert completed("agree", ".", "--unit", "s") == ["sentence"]
    assert completed("frame", ".", "--since", "") == ["2023-1"]
    assert completed("init", "x", "y", "--frame", "lga-e") == [
        "lga-employer-standards-2014", "lga-employer-standards-2020",
    ]  # fmt: skip


def test_completion_is_quiet_where_there_is_no_study_and_knows_every_measure(
    tmp_path: Path,
) -> None:
    for names in (completing.sessions, completing.coders, completing.rounds, completing.themes):
        assert names(tmp_path / "nowhere") == []
    (tmp_path / "study.toml").write_text("rounds = [", encoding="utf-8")
    assert completing.rounds(tmp_path) == []
    assert completed("theme", str(tmp_path / "nowhere"), "") == []
    assert set(_MEASURES) == {*Measure.__args__, "jaccard", "masi", "unitizing"}


def test_completing_and_help_import_nothing_heavy() -> None:
    code = (
        "import os, sys; from typer.testing import CliRunner; from practicelearn.cli import app;"
        "env = {'_PRACTICELEARN_COMPLETE': 'complete_bash', 'COMP_CWORD': '3',"
        f" 'COMP_WORDS': 'practicelearn theme {prac.sample_path()} '}};"
        "out = CliRunner(env=env).invoke(app, [], prog_name='practicelearn').stdout;"
        "assert 'supervision' in out, out; CliRunner().invoke(app, ['theme', '--help']);"
        "heavy = {'pandas', 'numpy', 'spacy', 'sklearn', 'yaml', 'openpyxl', 'rich.markdown'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell", "pwsh"])
def test_each_shell_is_given_its_lines(shell: str) -> None:
    env = {"_PRACTICELEARN_COMPLETE": f"source_{shell}"}
    done = CliRunner(env=env).invoke(app, [], prog_name="practicelearn")
    assert done.exit_code == 0
    assert "_PRACTICELEARN_COMPLETE" in done.stdout
