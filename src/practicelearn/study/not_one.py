"""Why a folder is no study, and which one near it may have been meant."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import islice
from pathlib import Path

from practicelearn._called import COMMAND

__all__ = ["why_no_study"]

_FILE = "study.toml"
_MOST = 1000  # of a folder's names are looked at


def why_no_study(path: Path) -> str:
    """Return the sentence that says so, with what to do."""
    if not path.exists():
        why = "there is no such folder"
    else:
        why = f"there is no {_FILE}" if path.is_dir() else "it is a file"
    return (
        f"{path} is not a study: {why}.{_near(path)} Make one with: {COMMAND} init "
        "STUDY TRANSCRIPTS (in a notebook: create_study)."
    )


def _near(path: Path) -> str:
    """The study in which it lies, else one beside it whose name is like it."""
    try:
        whole = path.resolve()
        around = next((p for p in whole.parents if (p / _FILE).is_file()), None)
        if around is not None:
            return f' It lies in one: "{around}".'
        beside = whole.parent.iterdir() if whole.parent.is_dir() else iter(())
        names = [p.name for p in islice(beside, _MOST)]
        near = [path.parent / name for name in get_close_matches(path.name, names, n=3)]
        found = next((p for p in near if (p / _FILE).is_file()), None)
    except OSError:
        return ""
    return f' Did you mean "{found}"?' if found is not None and found != path else ""
