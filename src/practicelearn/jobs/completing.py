"""What may be typed next: names of files, and a few lines of them; quick, and never in the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path

__all__ = ["coders", "frame_versions", "people", "rounds", "sessions", "starter_frames", "themes"]

_FRAMES = Path(__file__).parents[1] / "coding" / "frames"
_MOST = 400_000  # characters of a file
_CODE = re.compile(r"^ *- +id: *[\"']?([^\"'\s#]+)", re.MULTILINE)
_INTO = re.compile(r'"into": *"([^"\\]+)"')


def _told(find: Callable[[Path], Iterable[str]]) -> Callable[[Path], list[str]]:
    """Each once and in order; nothing where the folder is none or cannot be looked at."""

    @wraps(find)
    def names(study: Path) -> list[str]:
        try:
            found = list(dict.fromkeys(find(study)))
        except (OSError, ValueError):
            return []
        return [name for name in found if name.isprintable()]

    return names


@_told
def sessions(study: Path) -> Iterable[str]:
    """The sessions of a study."""
    return sorted(path.stem for path in (study / "sessions").glob("*.csv"))


@_told
def coders(study: Path) -> Iterable[str]:
    """Who has coded in a study."""
    return sorted(
        path.name
        for path in (study / "coding").iterdir()
        if path.is_dir() and not path.name.startswith(("_", "."))
    )


@_told
def people(study: Path) -> Iterable[str]:
    """Who has decided or coded in a study."""
    decided = sorted(path.stem for path in (study / "decisions").glob("*.jsonl"))
    return [*decided, *coders(study)]


@_told
def rounds(study: Path) -> Iterable[str]:
    """The rounds of a study, the latest first."""
    import tomllib

    said = tomllib.loads(_text(study / "study.toml")).get("rounds", [])
    return [str(year) for year in reversed(said)] if isinstance(said, list) else []


@_told
def frame_versions(study: Path) -> Iterable[str]:
    """The released versions of a study's frame."""
    return sorted(path.stem for path in (study / "frame").glob("*.yaml"))


@_told
def themes(study: Path) -> Iterable[str]:
    """The ids a theme can have: the frame's codes, and what was split off."""
    for path in sorted((study / "frame").glob("*.yaml")):
        yield from _CODE.findall(_text(path))
    for path in sorted((study / "decisions").glob("*.jsonl")):
        yield from _INTO.findall(_text(path))


def starter_frames() -> list[str]:
    """The frames that come with practicelearn."""
    return sorted(path.stem for path in _FRAMES.glob("*.yaml"))


def _text(path: Path) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.read(_MOST)
