"""What a job keeps beside the files it works on, as JSON: whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from practicelearn._disk import save_whole

__all__ = ["keep_beside", "kept_beside"]


def keep_beside(path: Path, told: Mapping[str, Any]) -> None:
    """Keep what is told, in place of what was kept before."""
    text = json.dumps(told, ensure_ascii=False)
    save_whole(path, lambda draft: draft.write_text(text, encoding="utf-8"))


def kept_beside(path: Path) -> dict[str, Any]:
    """Return what is kept; nothing where nothing is, or where the file is damaged."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}
