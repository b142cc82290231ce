"""The folder that runs without Python: what its recipe names is what the program needs.

That it is built and runs is tried by ``make portable``.
"""

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGING = ROOT / "packaging"


@pytest.fixture(scope="module")
def recipe():
    return ast.parse((PACKAGING / "practicelearn.spec").read_text(encoding="utf-8"))


def listed(recipe, name):
    """The words of a list in the recipe."""
    (value,) = [
        node.value
        for node in recipe.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    ]
    return {n.value for n in ast.walk(value) if isinstance(n, ast.Constant)}


def imported():
    """Top-level module, and the file that imports it, over all of the program."""
    for file in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            yield from ((name.split(".")[0], file.name) for name in names)


def test_nothing_that_is_left_out_is_used(recipe):
    left_out = listed(recipe, "left_out")
    assert {"IPython", "tkinter", "pytest"} <= left_out
    assert {(m, f) for m, f in imported() if m in left_out} == set()


def test_every_kind_of_picture_that_can_be_saved_has_its_part(recipe):
    named = {n.value for n in ast.walk(recipe) if isinstance(n, ast.Constant)}
    assert {"agg", "svg", "pdf"} <= named
    assert "practicelearn.app.coder_widget" in named  # the notebook's widget alone is not for it


def test_it_starts_as_the_command_does_and_knows_a_process_of_its_own():
    """Of a job of the home the program is started once more: that must not open a second home."""
    text = (PACKAGING / "start.py").read_text(encoding="utf-8")
    assert text.index("freeze_support()") < text.index("from practicelearn.__main__ import main")
    done = subprocess.run(
        [sys.executable, str(PACKAGING / "start.py"), "--version"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("practicelearn 0")


def test_it_is_tried_with_nothing_of_this_machine(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("tried", PACKAGING / "try_portable.py")
    tried = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tried)
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    given = tried.nothing_else(tmp_path)
    assert not {name for name in given if name.startswith(("PYTHON", "VIRTUAL", "CONDA"))}
    assert not any(Path(p).exists() for p in given["PATH"].split(os.pathsep))
    inside = tmp_path / "practicelearn"
    inside.mkdir()
    (inside / "fine.txt").write_text("nothing")
    tried.without_places_of_this_machine(inside)
    (inside / "direct_url.json").write_text(f'{{"url": "file://{ROOT}"}}')
    with pytest.raises(AssertionError, match="direct_url"):
        tried.without_places_of_this_machine(inside)
