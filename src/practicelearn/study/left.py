"""Where words that are gone from a study may still stand, which the program may not change."""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from practicelearn.study.going import Going
from practicelearn.study.own_words import OWN_WORDS

__all__ = ["FEW_WORDS", "where_left"]

FEW_WORDS = "only a few words in a row"

_PACKED = frozenset({".docx", ".xlsx", ".odt", ".ods", ".zip", ".qdpx", ".pptx"})
_CLOSED = frozenset({".pdf", ".doc", ".xls", ".7z", ".rar", ".gz", ".tar", ".png", ".jpg"})
_OURS = re.compile(r"\.(?:lock|generation|gitignore)$")
_TAG = re.compile(r"<[^>]*>")
_LARGEST = 200_000_000


def where_left(folder: Path, going: Going) -> list[str]:
    """Return places in a study's folder, relative to it, each with why where that is unsure.

    Every file is looked into: text of any kind, Word, Excel, OpenDocument and archives; what cannot
    be looked into is named. A folder of version control keeps what was committed to it, and is
    named without being read. Files that are not the study's own are named too where they share
    three words in a row; in its own, ``rewrite`` looks text by text.
    """
    if not going and not going.loose:
        return []
    out = []
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if ".git" in inside.parts:
            if inside.name == ".git":
                out.append(f"{inside.as_posix()} (keeps what was committed before)")
        elif path.is_symlink() or not path.is_file() or _OURS.search(path.name):
            continue
        elif path.suffix.lower() in _CLOSED or _is_damaged(path):
            out.append(f"{inside.as_posix()} (cannot be looked into)")
        elif _holds(path, going.within):
            out.append(inside.as_posix())
        elif not _is_own(inside) and _holds(path, going.loosely_within):
            out.append(f"{inside.as_posix()} ({FEW_WORDS})")
    return out


def _is_own(inside: Path) -> bool:
    """Whether it is a file in which ``rewrite`` has looked at each text that people wrote."""
    if len(inside.parts) == 1:
        return inside.suffix in {".xlsx", ".toml"} or inside.name == OWN_WORDS
    return (inside.parts[0], inside.suffix) in {
        ("sessions", ".csv"), ("sessions", ".json"), ("coding", ".jsonl"),
        ("decisions", ".jsonl"), ("frame", ".yaml"),
    }  # fmt: skip


def _is_damaged(path: Path) -> bool:
    """Whether it should be packed, and is not, or is torn: nobody can say what it holds."""
    if path.suffix.lower() not in _PACKED or path.name.startswith("~$"):
        return False
    try:
        if not zipfile.is_zipfile(path):
            return True
        with zipfile.ZipFile(path) as packed:
            return packed.testzip() is not None
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError):
        return True


def _holds(path: Path, within: Callable[[str], bool]) -> bool:
    try:
        if path.stat().st_size > _LARGEST:
            return True  # nobody knows: a person looks
        if zipfile.is_zipfile(path):
            return _packed(path, within)
        return any(within(piece) for piece in _pieces(path.read_bytes()))
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError):
        return True


def _packed(path: Path, within: Callable[[str], bool]) -> bool:
    with zipfile.ZipFile(path) as packed:
        for member in packed.infolist():
            if member.is_dir() or member.filename.endswith((".png", ".jpeg", ".jpg", ".gif")):
                continue
            if member.file_size > _LARGEST:
                return True
            if any(within(piece) for piece in _pieces(packed.read(member))):
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
