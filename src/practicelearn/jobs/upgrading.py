"""A study in the newest format."""

from __future__ import annotations

from pathlib import Path

from practicelearn.study import upgrading
from practicelearn.study.folder import open_study

Upgrade = upgrading.Upgrade

__all__ = ["Upgrade", "preview_upgrade", "upgrade_study"]


def preview_upgrade(folder: str | Path) -> Upgrade:
    """Return what an upgrade of a study would change; nothing is written."""
    return upgrading.preview_upgrade(open_study(folder))


def upgrade_study(folder: str | Path, *, by: str) -> Upgrade:
    """Give a study the newest format, and return what was changed."""
    return upgrading.upgrade_study(open_study(folder), by=by)
