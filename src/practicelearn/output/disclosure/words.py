"""The words that stand where a figure would point at few people."""

from __future__ import annotations

__all__ = ["FEWER", "HIDDEN", "LEAST_GROUPS", "LEAST_PEOPLE", "NEARLY_ALL", "SMALL"]

FEWER = "fewer than 5"
NEARLY_ALL = "nearly all"
HIDDEN = "not shown"
SMALL = 5

LEAST_PEOPLE, LEAST_GROUPS = 10, 3
"""Of fewer no people are counted: rule 2."""
