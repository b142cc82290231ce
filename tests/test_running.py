"""What the tests themselves are run with: answers taken from before, and cells of notebooks."""

from __future__ import annotations

import json
import warnings

import pandas as pd
import pytest
from answered_once import found_once, once
from notebook_cells import _cells, _run


def test_the_same_question_is_answered_from_before_and_another_anew():
    asked = []

    def count(table: pd.DataFrame, *, by: str) -> pd.DataFrame:
        asked.append(by)
        warnings.warn("few", UserWarning, stacklevel=2)
        return table.assign(by=by)

    found = found_once(count)
    with pytest.warns(UserWarning, match="few"):
        first = found(pd.DataFrame({"n": [1, 2]}), by="year")
    with pytest.warns(UserWarning, match="few"):
        again = found(pd.DataFrame({"n": [1, 2]}), by="year")
    assert asked == ["year"]
    assert again.equals(first)
    again.loc[0, "n"] = 99  # what one asker does to it, no other sees
    with pytest.warns(UserWarning, match="few"):
        assert found(pd.DataFrame({"n": [1, 2]}), by="year")["n"].tolist() == [1, 2]
    with pytest.warns(UserWarning, match="few"):
        other = found(pd.DataFrame({"n": [1, 3]}), by="year")
    assert other["n"].tolist() == [1, 3]
    assert asked == ["year", "year"]


def test_tables_that_are_equal_and_not_the_same_are_asked_of_anew():
    asked = []
    count = once(lambda table: asked.append(len(table)) or len(table))
    table = pd.DataFrame({"n": [1]})
    assert [count(table), count(table), count(table.copy())] == [1, 1, 1]
    assert len(asked) == 2


def test_a_cell_that_raises_or_shows_nothing_is_named():
    space = {}
    _run("import math\nn = math.floor(2.5)\nn", "a.ipynb, cell 1", space)
    assert space["n"] == 2
    with pytest.raises(NameError):
        _run("nowhere + 1", "a.ipynb, cell 2", space)

    class Broken:
        def __repr__(self) -> str:
            raise ValueError("no figures")

    with pytest.raises(AssertionError, match="cell 3 shows nothing"):
        _run("broken", "a.ipynb, cell 3", {"broken": Broken()})


def test_only_code_is_run():
    book = {"cells": [{"cell_type": "markdown", "source": ["# Title"]},
                      {"cell_type": "code", "source": ["a = 1\n", "a"]}]}  # fmt: skip
    assert _cells(json.dumps(book)) == ["a = 1\na"]
