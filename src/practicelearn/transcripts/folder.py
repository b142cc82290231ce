"""Which files of a folder are transcripts, which are sheets, and what each session is called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path

from practicelearn.errors import TranscriptError

__all__ = [
    "WHAT_IS_READ",
    "gather",
    "session_slug",
    "unused",
    "why_beside",
]

WHAT_IS_READ = "Word, text, captions (.vtt, .srt), PDF, Excel, or what your program exports"
"""What to say to somebody who looks for a file to give: the ordinary kinds, not all of them."""

_SHEETS = ("sessions", "people", "attendance", "guide")
_SHEET_SUFFIXES = (".xlsx", ".csv")
_CONVOKIT = "utterances.jsonl"
# what ConvoKit writes beside the utterances, in its versions; any other file is read
_BESIDE_CONVOKIT = re.compile(
    r"(?:speakers|users|conversations|corpus|index)\.json|(?:info|processed_text|vectors?)\..+"
)
_NO_TRANSCRIPT = re.compile(r"(?:readme|licen[cs]e|changelog)\b", re.IGNORECASE)


def session_slug(name: str) -> str:
    """Return a session's id from a file's name.

    Examples
    --------
    >>> session_slug("Focus Group – North (2025).vtt")
    'focus-group-north-2025'
    """
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "session"


def gather(source: str | Path | Iterable[str | Path]) -> tuple[list[Path], dict[str, Path]]:
    """Return the files to read, and the sheets that lie beside them by name."""
    if not isinstance(source, str | Path):
        return [Path(p) for p in source], {}
    folder = Path(source)
    if not folder.is_dir():
        return [folder], {}
    files = sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] not in ".~")
    beside: dict[str, Path] = {}
    for suffix in _SHEET_SUFFIXES:
        for p in files:
            if p.suffix.lower() == suffix and p.stem.lower() in _SHEETS:
                beside.setdefault(p.stem.lower(), p)
    files = [p for p in files if why_beside(p, files) is None]
    found = [p for p in files if not _NO_TRANSCRIPT.match(p.name)]
    if not found:
        inside = sorted(p.name for p in folder.iterdir() if p.is_dir() and any(p.iterdir()))
        hint = f" It holds folders: {', '.join(inside[:5])}; name one of them." if inside else ""
        raise TranscriptError(
            folder,
            None,
            f"the folder holds no transcript. Put the transcripts into it: {WHAT_IS_READ}.{hint}",
        )
    return found, beside


def why_beside(path: Path, files: Collection[Path]) -> str | None:
    """Return why a file among others is no transcript but describes them; None where it is read.

    Parameters
    ----------
    path : Path
    files : collection of Path
        The files it was named with, or that lie in its folder.
    """
    if path.suffix.lower() in _SHEET_SUFFIXES and path.stem.lower() in _SHEETS:
        return f"it is the sheet of {path.stem.lower()}, and no transcript"
    if _BESIDE_CONVOKIT.fullmatch(path.name) and path.with_name(_CONVOKIT) in files:
        return f"it belongs to the ConvoKit corpus in {_CONVOKIT}, and holds no speech"
    return None


def unused(session_id: str, used: Collection[str]) -> str:
    """Return the session's id, numbered if it is taken."""
    if session_id not in used:
        return session_id
    n = 2
    while f"{session_id}-{n}" in used:
        n += 1
    return f"{session_id}-{n}"
