"""Tests that wait for a part of the program which is being built; they switch themselves on."""

from __future__ import annotations

import importlib.util
import inspect

import pytest

from practicelearn.jobs.exchange import keep_import

__all__ = ["rounds_in_order", "scope_asked_for", "small_figures_hidden"]


def _there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


rounds_in_order = pytest.mark.skipif(
    not _there("practicelearn.transcripts.sheets.rounds"),
    reason="rounds do not stand in the order of study.toml yet",
)
scope_asked_for = pytest.mark.skipif(
    "read" not in inspect.signature(keep_import).parameters,
    reason="what was read is not asked for at import yet",
)
small_figures_hidden = pytest.mark.skipif(
    not _there("practicelearn.output.disclosure"),
    reason="the rules of what readers may be told are not all followed yet",
)
