"""A sentence that names a command names it as this installation is called."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import practicelearn
from practicelearn import _called

SRC = Path(practicelearn.__file__).parent


@pytest.mark.parametrize(
    ("frozen", "program", "platform", "typed"),
    [
        (False, "/usr/bin/python3", "linux", "python -m practicelearn"),
        (False, r"C:\Apps\env\Scripts\python.exe", "win32", "python -m practicelearn"),
        (True, "/opt/health check/practicelearn", "linux", "./practicelearn"),
        (True, "/Applications/practicelearn/practicelearn", "darwin", "./practicelearn"),
        (True, r"C:\Apps\practicelearn\practicelearn.exe", "win32", r".\practicelearn.exe"),
        (True, r"D:\Health\health-check.exe", "win32", r".\health-check.exe"),
    ],
)
def test_it_is_called_by_the_name_of_its_file(frozen, program, platform, typed):
    assert _called.command(frozen, program, platform) == typed


def test_no_file_says_by_itself_how_the_program_is_called():
    told = []
    for path in SRC.rglob("*.py"):
        if path.name == "_called.py":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        of_page = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        told += [
            (path.name, node.lineno)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if "python -m practicelearn" in node.value and id(node) not in of_page
        ]
    assert told == []


def test_the_folder_without_python_names_itself_in_an_error():
    code = (
        "import sys; sys.frozen = True; sys.executable = '/opt/practicelearn/practicelearn'\n"
        "import practicelearn as prac\n"
        "try: prac.open_study('nowhere')\n"
        "except prac.errors.StudyError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Make one with: ./practicelearn init STUDY TRANSCRIPTS" in done.stdout
    assert "python -m" not in done.stdout


@pytest.mark.parametrize("called", [r".\practicelearn.exe", "./practicelearn"])
def test_in_its_home_a_page_is_named_all_the_same(monkeypatch, called):
    monkeypatch.setattr(_called, "COMMAND", called)
    path = SRC / "app" / "home" / "next_steps.py"
    spec = importlib.util.spec_from_file_location("next_steps_of_the_folder", path)
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    assert pages.as_pages(f"Begin one with: {called} plan STUDY 2026-27") == (
        "Begin one with: the page “The plan” (Before)"
    )
    assert pages.as_pages(f"Type {called}.") == "Type the program."
