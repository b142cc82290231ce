"""The five sections of the site, and the pages below each."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["DOCS", "SECTIONS", "listed", "text_of"]

DOCS = Path(__file__).parents[2] / "docs"
SECTIONS = ["start", "do-the-year", "research", "methods", "look-up"]


def text_of(page: str) -> str:
    """What a page of the docs says."""
    return (DOCS / f"{page}.md").read_text(encoding="utf-8")


def listed(page: str) -> list[str]:
    """The pages below a page, in the order of its navigation."""
    trees = re.findall(r"^```\{toctree\}\n(.*?)^```", text_of(page), re.DOTALL | re.MULTILINE)
    lines = [line.strip() for tree in trees for line in tree.splitlines()]
    return [line for line in lines if line and not line.startswith(":")]
