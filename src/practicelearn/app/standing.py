"""Where each coder stopped: kept among what can be computed again, so that it can be deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from practicelearn._disk import save_whole
from practicelearn.study.folder import Study

__all__ = ["stand", "stood"]


def stood(study: Study, coder: str) -> dict[str, Any]:
    """Return where a coder stopped: session, turn, and whether they have seen how to begin."""
    try:
        kept = json.loads(_file(study, coder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    kinds = {"session": str, "turn": int, "seen": bool}
    return {k: kept[k] for k, kind in kinds.items() if isinstance(kept.get(k), kind)}


def stand(study: Study, coder: str, now: Mapping[str, Any]) -> dict[str, Any]:
    """Keep where a coder is now; what is not said stays as it was."""
    kept = {**stood(study, coder), **{k: v for k, v in now.items() if v is not None}}
    text = json.dumps(kept)
    save_whole(_file(study, coder), lambda path: path.write_text(text, encoding="utf-8"))
    return kept


def _file(study: Study, coder: str) -> Path:
    return study.cache / "stood" / f"{coder}.json"
