"""Where words that are gone from a study may still stand, which the program may not change."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

from practicelearn.study.going import Going

__all__ = ["where_left"]

_PACKED = frozenset({".docx", ".xlsx", ".odt", ".ods", ".zip", ".qdpx", ".pptx"})
_CLOSED = frozenset({".pdf", ".doc", ".xls", ".7z", ".rar", ".gz", ".tar", ".png", ".jpg"})
_OURS = re.compile(r"\.(?:lock|generation|gitignore)$")
_TAG = re.compile(r"<[^>]*>")
_LARGEST = 200_000_000


def where_left(folder: Path, going: Going) -> list[str]:
    """Return places in a study's folder, relative to it, each with why where that is unsure.

    Every file is looked into: text of any kind, Word, Excel, OpenDocument and archives; what cannot
    be looked into is named. A folder of version control keeps what was committed to it, and is
    named without being read.
    """
    if not going:
        return []
    out = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if ".git" in inside.parts:
            if inside.name == ".git":
                out.append(f"{inside.as_posix()} (keeps what was committed before)")
        elif path.is_symlink() or not path.is_file() or _OURS.search(path.name):
            continue
        elif path.suffix.lower() in _CLOSED:
            out.append(f"{inside.as_posix()} (cannot be looked into)")
        elif _holds(path, going):
            out.append(inside.as_posix())
    return out


def _holds(path: Path, going: Going) -> bool:
    try:
        if path.stat().st_size > _LARGEST:
            return True  # nobody knows: a person looks
        if zipfile.is_zipfile(path):
            return _packed(path, going)
        return any(going.within(piece) for piece in _pieces(path.read_bytes()))
    except (OSError, zipfile.BadZipFile, RuntimeError):
        return True


def _packed(path: Path, going: Going) -> bool:
    with zipfile.ZipFile(path) as packed:
        for member in packed.infolist():
            if member.is_dir() or member.filename.endswith((".png", ".jpeg", ".jpg", ".gif")):
                continue
            if member.file_size > _LARGEST:
                return True
            if any(going.within(piece) for piece in _pieces(packed.read(member))):
                return True
    return False


def _pieces(raw: bytes) -> list[str]:
    """The text of a file, without the tags that may stand between two words."""
    text = raw.decode("utf-8", "replace")
    if "\x00" in text:
        text = raw.decode("utf-16", "replace") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else text
    if "<" not in text:
        return [text]
    # Word splits a word where its look changes; elsewhere a tag parts words
    return [text, *(html.unescape(_TAG.sub(gap, text)) for gap in ("", " "))]
