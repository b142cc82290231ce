"""From outside: a notebook is run, and each cell that ends with a plot ends with its picture."""

from __future__ import annotations

import ast
import base64
import io
import json
import pickle
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import practicelearn as prac

ROOT = Path(__file__).parents[3]
START = (
    "import pickle, pathlib\n"
    "import practicelearn as prac\n"
    "tables = pickle.loads(pathlib.Path('tables.pickle').read_bytes())"
)


def run(cells: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """The outputs of each cell, of a plain kernel."""
    import nbformat  # takes two seconds, and every worker collects this file
    from nbclient import NotebookClient

    # what the tests set for themselves; Jupyter chooses its own
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return [cell["outputs"] for cell in notebook["cells"]]


def images(outputs: list[Any]) -> list[dict[str, str]]:
    """The attributes of each image a reader of the notebook sees: of the richest form of each."""
    found: list[dict[str, str]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "img":
                found.append({name: value or "" for name, value in attrs})

    for output in outputs:
        kinds = output.get("data", {})
        if "text/html" in kinds:
            Reader().feed(kinds["text/html"])
        elif "image/png" in kinds:
            found.append({"src": f"data:image/png;base64,{kinds['image/png']}"})
    for image in found:
        with Image.open(io.BytesIO(base64.b64decode(image["src"].partition(",")[2]))) as shown:
            assert min(shown.size) > 200
    return found


@pytest.mark.parametrize(
    "names",
    # every plot's own picture is looked at in test_picture.py, and in marimo below
    [("plot_change", "plot_matrix"), pytest.param(None, marks=pytest.mark.slow)],
    ids=["two", "all"],
)
def test_each_plot_ends_a_cell_with_its_picture(
    to_plot: dict[str, Any],
    names: tuple[str, ...] | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    to_plot = {name: table for name, table in to_plot.items() if names is None or name in names}
    (tmp_path / "tables.pickle").write_bytes(pickle.dumps(to_plot))
    cells = [
        START,
        *(f"prac.plot.{name.removeprefix('plot_')}(tables[{name!r}])" for name in to_plot),
    ]
    _, *outputs = run(cells, tmp_path, monkeypatch)
    for name, own in zip(to_plot, outputs, strict=True):
        (image,) = images(own)
        assert image["alt"] == getattr(prac.plot, name.removeprefix("plot_"))(to_plot[name]).alt, (
            name
        )
        assert "Axes" not in own[0]["data"]["text/plain"]


@pytest.mark.slow
def test_one_picture_a_cell_whatever_else_is_going_on(
    to_plot: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tables.pickle").write_bytes(pickle.dumps(to_plot))
    plot = "prac.plot.matrix(tables['plot_matrix']"
    _, magic, kept, changed, pyplot, own_figure, in_two = run(
        [
            START,
            f"%matplotlib inline\n{plot})",
            f"picture = {plot})",
            "picture.ax.set_title('Changed'); picture",
            f"import matplotlib.pyplot as plt\nfigure, ax = plt.subplots()\n{plot}, ax=ax)",
            f"from matplotlib.figure import Figure\n{plot}, ax=Figure().subplots())",
            f"figure, ax = plt.subplots(1, 2)\n{plot}, ax=ax[0])\n{plot}, ax=ax[1])",
        ],
        tmp_path,
        monkeypatch,
    )
    assert [len(images(o)) for o in (magic, changed, own_figure)] == [1, 1, 1]
    assert images(changed)[0]["src"] != images(magic)[0]["src"]
    assert kept == []
    # pyplot shows its own figure, once
    assert len(images(pyplot)) == len(images(in_two)) == 1


def lines_of_the_readme() -> str:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    return lines


def test_the_lines_of_the_readme_end_with_a_plot() -> None:
    *_, last = ast.parse(lines_of_the_readme()).body
    assert isinstance(last, ast.Expr)
    assert ast.unparse(last).startswith("prac.plot.change(")


@pytest.mark.slow
def test_the_lines_of_the_readme_end_with_a_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (outputs,) = run([lines_of_the_readme()], tmp_path, monkeypatch)
    (image,) = images(outputs)
    assert "heard more" in image["alt"]
    assert (tmp_path / "report.docx").exists()


def test_in_our_notebooks_each_plot_is_the_last_thing_of_its_cell() -> None:
    last, every = [], 0
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            body = ast.parse("".join(cell["source"])).body
            every += ast.dump(ast.Module(body, [])).count("attr='plot'")
            every -= len(
                re.findall(r"prac\.plot\.[a-z_]+\([^)]*\)\.save\(", "".join(cell["source"]))
            )
            if body and isinstance(body[-1], ast.Expr):
                last.append(ast.dump(body[-1]).count("attr='plot'"))
    assert sum(last) == every > 0


@pytest.mark.parametrize("name", [f"plot_{n}" for n in dir(prac.plot) if n != "Picture"])
def test_marimo_shows_each_picture(name: str, to_plot: dict[str, Any]) -> None:
    marimo = pytest.importorskip("marimo", reason="marimo is in the group dev only")
    picture = getattr(prac.plot, name.removeprefix("plot_"))(to_plot[name])
    (image,) = images([{"data": {"text/html": marimo.as_html(picture).text}}])
    assert image["alt"] == picture.alt


@pytest.mark.slow
def test_a_marimo_notebook_run_without_a_window_holds_the_picture(
    to_plot: dict[str, Any], tmp_path: Path
) -> None:
    pytest.importorskip("marimo", reason="marimo is in the group dev only")
    (tmp_path / "tables.pickle").write_bytes(pickle.dumps(to_plot))
    cell = f"{START}\nprac.plot.matrix(tables['plot_matrix'])".replace("\n", "\n    ")
    (tmp_path / "note.py").write_text(
        f"import marimo\napp = marimo.App()\n\n@app.cell\ndef _():\n    {cell}\n    return\n"
    )
    command = [sys.executable, "-m", "marimo", "export", "ipynb", "note.py", "-o", "out.ipynb"]
    subprocess.run(
        [*command, "--include-outputs"], cwd=tmp_path, check=True, capture_output=True, timeout=300
    )
    import nbformat

    notebook = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    (image,) = images([o for c in notebook["cells"] for o in c.get("outputs", [])])
    assert image["alt"] == prac.plot.matrix(to_plot["plot_matrix"]).alt
