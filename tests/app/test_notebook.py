"""The widget in a real JupyterLab and a real marimo, driven by a real mouse and real keys."""

import csv
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from app_browser import Tab
from app_helpers import tone

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CELL = 'import practicelearn as prac\nprac.open_coder("study", "north", coder="kim")'


@pytest.fixture
def lab(study, tmp_path):
    """JupyterLab on a folder with one notebook."""
    pytest.importorskip("jupyterlab", reason="JupyterLab comes with the development environment")
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": "one",
                "metadata": {},
                "outputs": [],
                "source": CELL,
            }
        ],
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (tmp_path / "coding.ipynb").write_text(json.dumps(notebook))
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    words = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--port={port}", "--allow-root"]
    options = [
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=t",
        f"--notebook-dir={tmp_path}",
    ]
    private = {"JUPYTER_CONFIG_DIR": str(tmp_path / ".c"), "JUPYTER_DATA_DIR": str(tmp_path / ".d")}
    started = subprocess.Popen(
        [*words, *options],
        cwd=tmp_path,
        env={**os.environ, **private},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    answering(f"{address}/api?token=t")
    yield f"{address}/lab/tree/coding.ipynb?token=t&reset"
    started.terminate()
    started.wait(20)


def answering(address):
    """Wait until a server answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"{address} does not answer")


MARIMO = """
import marimo
app = marimo.App()

@app.cell
def _():
    import marimo as mo
    import practicelearn as prac
    return mo, prac

@app.cell
def _(mo, prac):
    mo.ui.anywidget(prac.open_coder("study", "north", coder="kim"))

if __name__ == "__main__":
    app.run()
"""


@pytest.fixture
def marimo(study, tmp_path):
    """marimo, running a notebook."""
    pytest.importorskip("marimo", reason="marimo comes with the development environment")
    (tmp_path / "coding.py").write_text(MARIMO)
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    words = [sys.executable, "-m", "marimo", "run", "coding.py", "--headless", "--no-token"]
    started = subprocess.Popen(
        [*words, "--host=127.0.0.1", f"--port={port}"],
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / ".c")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    answering(f"http://127.0.0.1:{port}/health")
    yield f"http://127.0.0.1:{port}"
    started.terminate()
    started.wait(20)


def test_words_are_coded_in_marimo_by_mouse_and_keys(chrome, marimo, study):
    page = chrome.new_page(viewport={"width": 1600, "height": 1000})
    tab = Tab(page, study, "kim")
    page.goto(marimo)
    page.wait_for_selector(".pl .turn", timeout=90_000)
    tab.sees(".status", "^Saved as kim")
    row = page.locator(".pl .turn").nth(2)
    row.click(position={"x": 100, "y": 34})
    page.keyboard.press("Control+Home")
    page.keyboard.press("j")
    page.keyboard.press("w")
    page.keyboard.press("2")
    page.keyboard.press("-")
    assert tab.quotes() == [("supervision", "Nobody")]
    assert study.codings().spans["stance"].tolist() == ["against"]
    page.close()


def test_words_are_coded_in_a_notebook_cell_and_no_key_reaches_the_notebook(chrome, lab, study):
    page = chrome.new_page(viewport={"width": 1600, "height": 1000})
    tab = Tab(page, study, "kim")
    page.goto(lab)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
    page.wait_for_timeout(4000)  # JupyterLab throws away what is pressed before it has settled
    page.locator(".jp-Cell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".pl .turn", timeout=90_000)
    cells = page.locator(".jp-Cell").count()
    tab.caret(3, "cancelled")
    tab.press("w", "2", "a", "b", "d", "d", "-")
    assert tab.quotes() == [("supervision", "cancelled")]
    assert page.locator(".jp-Cell").count() == cells
    assert study.codings().spans["stance"].tolist() == ["against"]
    page.close()


def test_a_recording_is_played_beside_the_words_in_jupyterlab(chrome, lab, study, tmp_path):
    table = study.path / "sessions" / "north.csv"
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "start_s": f"{4 * n:.3f}"} for n, row in enumerate(rows))
    tone(tmp_path / "north.wav")
    page = chrome.new_page(viewport={"width": 1600, "height": 1000})
    tab = Tab(page, study, "kim")
    page.goto(lab)
    page.wait_for_selector(".jp-Notebook", timeout=90_000)
    page.wait_for_timeout(4000)
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(".pl .turn", timeout=90_000)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Listen …").click()
    chooser.value.set_files(tmp_path / "north.wav")
    page.wait_for_function("() => document.querySelector('.pl video').readyState > 1")
    tab.caret(3)
    page.keyboard.press("Space")
    page.wait_for_function("() => document.querySelector('.pl video').currentTime > 8.2")
    tab.sees(".turn.spoken", "supervisor")
    page.keyboard.press("Space")
    page.close()
