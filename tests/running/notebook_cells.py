"""A notebook's cells, run from top to bottom in this process: a kernel takes seconds to start.

In the long run each notebook is run in a kernel of its own too, as its reader runs it.
"""

from __future__ import annotations

import ast
import json
import os
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from answered_once import answer_once

__all__ = ["Notebook"]

_LONGEST_S = 300


class Notebook(pytest.File):
    """A file ``.ipynb``."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its cells; and in a kernel, in the long run."""
        yield Cells.from_parent(self, name="cells")
        in_kernel = Kernel.from_parent(self, name="kernel")
        in_kernel.add_marker(pytest.mark.slow)
        yield in_kernel


class Cells(pytest.Item):
    """The code of a notebook, in an empty namespace, each cell's last value shown."""

    def runtest(self) -> None:
        """Run them; warnings are the reader's to see, as in a notebook."""
        import pandas as pd

        import practicelearn as prac

        place = Path.cwd()
        said = pd.get_option("display.max_colwidth")
        main = types.ModuleType("__main__")
        with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
            warnings.simplefilter("default")
            # pytest puts it there for its own plugins
            answer_once(patch, self.config._tmp_path_factory)
            kept_open = prac.open_study(prac.sample_path())
            os.chdir(self.path.parent)
            try:
                for n, source in enumerate(_cells(self.path.read_text(encoding="utf-8")), 1):
                    _run(source, f"{self.path.name}, cell {n}", main.__dict__)
            finally:
                os.chdir(place)
                pd.set_option("display.max_colwidth", said)
                del kept_open

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where it stands, for the list of failures."""
        return self.path, None, self.name


class Kernel(pytest.Item):
    """The notebook in a kernel of its own."""

    def runtest(self) -> None:
        """Run it; what a cell raised is what the test says."""
        from nbmake.nb_run import NotebookRun

        answer = NotebookRun(self.path, _LONGEST_S).execute()
        assert answer.error is None, answer.error.trace

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Where it stands, for the list of failures."""
        return self.path, None, self.name


def _cells(notebook: str) -> list[str]:
    cells = json.loads(notebook)["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def _run(source: str, place: str, space: dict[str, Any]) -> None:
    """Run a cell; where it ends with a value, that is turned into all that a notebook shows."""
    from IPython.core.formatters import DisplayFormatter

    tree = ast.parse(source, place)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, place, "exec"), space)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), place, "eval"), space)
        shown, _ = DisplayFormatter().format(value)
        assert shown or value is None, f"{place} shows nothing"
