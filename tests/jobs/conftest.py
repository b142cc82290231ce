"""The invented study that the documents are tested on."""

from __future__ import annotations

from ..output.conftest import change, decisions, named_themes, themes

__all__ = ["change", "decisions", "named_themes", "themes"]
