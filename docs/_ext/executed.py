"""Pages with blocks of Python become notebooks, which are run once when the pages are built.

A page stays plain Markdown, to be read where it lies; here its blocks become cells, and what each
prints, and the value of its last line, stand under it. A cell that fails makes a warning that
names the page, the cell and what it raised. What a page needs and does not show stands, as for the
tests, in ``<!--- invisible-code-block: python ... --->``; the command that copies the sample out is
run too. A block that is a script of its own (``if __name__ == "__main__"``) is only shown. A page
that holds ``<!--- notebook: ../notebooks/name.ipynb --->`` shows that notebook in its place.

Each kernel begins with ``kernel_start.py`` and works in a folder of its own, so that a build
writes nothing into the project. Nothing is kept of an earlier run once the library has changed.
While a page is written, ``make docs PAGES=years,topics`` runs these and only shows the others.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from docutils import nodes
from repository_links import on_the_site
from sphinx.application import Sphinx
from sphinx.config import Config

__all__ = ["as_notebook", "cells_of", "numbered", "setup", "without_places"]

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
# What the outputs on the pages come from; a change of it makes every page anew.
_MADE_FROM = ("src/practicelearn", "data", "tests/files", "docs/_ext")

_CELL = "```{code-cell}"
_HEAD = "---\nfile_format: mystnb\nkernelspec: {name: python3}\n"
_BLOCK = re.compile(r"^```python[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_HIDDEN = re.compile(
    r"^<!--- *invisible-code-block: python[ \t]*\n(.*?)^--->[ \t]*$", re.MULTILINE | re.DOTALL
)
_PLACE = re.compile(
    rf"{re.escape(str(ROOT))}/|{re.escape(tempfile.gettempdir())}/(?:tmp|practicelearn)[\w-]*/"
)
_SAMPLE = re.compile(r"^practicelearn sample (\S+)$", re.MULTILINE)
_COMMANDS = re.compile(r"^```bash\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_SCRIPT = 'if __name__ == "__main__"'
_FRONT = re.compile(r"\A---\n(.*?)^---\n", re.MULTILINE | re.DOTALL)
_NOTEBOOK = re.compile(r"^<!--- *notebook: (\S+) *--->[ \t]*$", re.MULTILINE)


def as_notebook(page: str) -> str:
    """The page as a notebook in MyST's Markdown; a page without blocks of Python as it is."""
    front = _FRONT.match(page)
    body = page[front.end() :] if front else page
    for block, cell in ((_HIDDEN, _hidden), (_BLOCK, _shown)):
        body = block.sub(cell, body)
    if _CELL not in body:
        return page
    return f"{_HEAD}{front[1] if front else ''}---\n{_COMMANDS.sub(_with_sample, body)}"


def cells_of(notebook: str) -> str:
    """A notebook's text and code as a page with blocks of Python."""
    cells = json.loads(notebook)["cells"]
    parts = []
    for cell in cells:
        source = "".join(cell["source"])
        parts.append(f"```python\n{source}\n```" if cell["cell_type"] == "code" else source)
    return "\n\n".join(parts) + "\n"


def numbered(page: str, name: str) -> str:
    """A notebook's page whose title says which it is: pages have the same titles.

    Examples
    --------
    >>> numbered("# Comparing years\\n", "05-comparing-years")
    '# Notebook 5: Comparing years\\n'
    """
    return re.sub(r"\A# ", f"# Notebook {int(name.partition('-')[0])}: ", page)


def _shown(block: re.Match[str]) -> str:
    return block[0] if _SCRIPT in block[1] else f"{_CELL}\n{block[1]}```"


def _hidden(block: re.Match[str]) -> str:
    return f"{_CELL}\n:tags: [remove-cell]\n\n{block[1]}```"


def _with_sample(block: re.Match[str]) -> str:
    """A block of commands, and the folder that one of them makes for the blocks below it."""
    folders = _SAMPLE.findall(block[1])
    code = "".join(f"_ = shutil.copytree(prac.sample_path(), {f!r})\n" for f in folders)
    imports = "import shutil\nimport practicelearn as prac\n"
    made = f"\n\n{_CELL}\n:tags: [remove-cell]\n\n{imports}{code}```" if folders else ""
    return block[0] + made


def _execute_page(app: Sphinx, page: str, source: list[str]) -> None:
    """The event of Sphinx: a page was read."""
    path = Path(app.env.doc2path(page))
    if path.suffix != ".md":
        return

    def put_in(named: re.Match[str]) -> str:
        notebook = (path.parent / named[1]).resolve()
        app.env.note_dependency(notebook)
        page = cells_of(notebook.read_text(encoding="utf-8"))
        return on_the_site(numbered(page, notebook.stem), notebook=True)

    text = _NOTEBOOK.sub(put_in, source[0])
    only = app.config.executed_pages
    source[0] = as_notebook(text) if not only or page in only else text


def without_places(said: str) -> str:
    """What a cell gave, without where on this machine it was made.

    Examples
    --------
    >>> without_places(f"24 sessions, {ROOT}/data/sample. Next: ...")
    '24 sessions, data/sample. Next: ...'
    """
    return _PLACE.sub("", said)


def _forget_places(_app: Sphinx, page: nodes.document) -> None:
    """The event of Sphinx: a page was understood."""
    for text in list(page.findall(nodes.Text)):
        if _PLACE.search(text):
            text.parent.replace(text, nodes.Text(without_places(text)))


def _library() -> str:
    """A short name of what the outputs come from: another one, and no page is kept."""
    said = hashlib.sha256()
    files = (file for place in _MADE_FROM for file in sorted((ROOT / place).rglob("*")))
    for file in files:
        if file.is_file() and "__pycache__" not in file.parts:
            said.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return said.hexdigest()


def _prepare(app: Sphinx, config: Config) -> None:
    """Before anything is read: how pages are run, and what every kernel begins with."""
    config.executed_from = _library()
    # not of this person: their own start-up files are no part of the pages
    place = Path(tempfile.mkdtemp(prefix="practicelearn-docs-"))
    start = place / "profile_default" / "startup"
    start.mkdir(parents=True)
    shutil.copy(HERE / "kernel_start.py", start / "00-start.py")
    quiet = "c.IPKernelApp.log_level = 'ERROR'\n"
    (start.parent / "ipython_kernel_config.py").write_text(quiet, encoding="utf-8")
    os.environ.update(IPYTHONDIR=str(place), PRACTICELEARN_DOCS_OF=str(ROOT))
    app.connect("build-finished", lambda *_: shutil.rmtree(place, ignore_errors=True))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx; ``myst_nb`` runs what this makes."""
    app.setup_extension("myst_nb")
    app.add_config_value("executed_from", "", "env", str)
    app.add_config_value("executed_pages", [], "env", list)  # none named: all of them
    app.connect("config-inited", _prepare)
    app.connect("source-read", _execute_page, priority=800)  # last: others write Python too
    app.connect("doctree-read", _forget_places)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
