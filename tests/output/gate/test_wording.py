"""Figures read as a person would write them."""

from __future__ import annotations

import math

from practicelearn.output.gate.wording import interval, points


def test_signs_are_typographic_and_missing_figures_are_dashes() -> None:
    assert points(-0.2) == "−20"
    assert points(1e-16) == "0"
    assert interval(math.nan, 0.3) == "–"
