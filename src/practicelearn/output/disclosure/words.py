"""The words that stand where a figure would point at few people."""

from __future__ import annotations

__all__ = ["FEWER", "HIDDEN", "NEARLY_ALL", "SMALL"]

FEWER = "fewer than 5"
NEARLY_ALL = "nearly all"
HIDDEN = "not shown"
SMALL = 5
