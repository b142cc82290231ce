"""Open a packed project safely: no path leaves the file, nothing unpacks without end.

A ``.qdpx`` is a zip with one ``.qde`` and a folder of sources; a bare ``.qde`` has them beside it.
Names are compared without regard to case: one program writes ``Sources``, another ``sources``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from practicelearn._disk import in_words
from practicelearn.exchange.project import ExchangeError
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.packages import Package as Parts
from practicelearn.transcripts.readers.xml_text import parse_xml as parse_tree

__all__ = ["LARGEST", "Package", "file_bytes", "open_package", "parse_xml", "safe_name"]

LARGEST = 300 * 2**20
"""A file larger than this, packed, is refused (bytes); a part may hold 64 MB unpacked."""

_MOST_ALL = 1 * 2**30
_DRIVE = re.compile(r"[A-Za-z]:")
_IGNORED = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.root$|\.DS_Store$|Thumbs\.db$)", re.IGNORECASE)
_AGAIN = "export it again"


class Package:
    """A project's XML and its sources. Made by :func:`open_package`."""

    def __init__(self, file: Path, members: dict[str, str], parts: Parts | None) -> None:
        self.file = file
        self._members = members
        self._parts = parts
        self._unpacked = 0
        self.used: set[str] = set()

    @property
    def project(self) -> bytes:
        """The bytes of the project's XML."""
        if self._parts is None:
            return file_bytes(self.file)
        found = [m for m in self._members.values() if m.lower().endswith(".qde")]
        if not found:
            raise ExchangeError(
                self.file, None, "it holds no .qde project; export it again as REFI-QDA project"
            )
        best = min(found, key=lambda m: (m.count("/"), m.lower() != "project.qde", m))
        return self._take(best)

    def source(self, path: str) -> bytes | None:
        """Return the bytes of a source named as in the XML, None where it is not there.

        Raises
        ------
        ExchangeError
            The name would leave the project, or the source is too large.
        """
        kind, _, name = path.partition("://") if "://" in path else ("", "", path)
        name = name.lstrip("/") if kind in {"internal", "relative"} else name
        if kind == "absolute" or name.startswith("/") or _DRIVE.match(name):
            return None  # a place on somebody else's machine
        if kind == "relative":
            safe_name(name, self.file)
            found = _near(self.file, PurePosixPath(name.replace("\\", "/")).name)
            if found is not None:
                return file_bytes(found)
        safe_name(name, self.file)
        base = _key(PurePosixPath(name.replace("\\", "/")).name)
        wanted = _key(name)
        for key in (f"sources/{wanted}", wanted):
            if key in self._members:
                return self._take(self._members[key])
        same = [m for k, m in self._members.items() if k.rsplit("/", 1)[-1] == base]
        return self._take(same[0]) if len(same) == 1 else None

    def left_over(self) -> list[str]:
        """Names of packed files that nothing asked for."""
        return sorted(set(self._members.values()) - self.used) if self._parts else []

    def _take(self, member: str) -> bytes:
        self.used.add(member)
        if self._parts is None:
            return file_bytes(self.file.parent / member)
        try:
            raw = self._parts.read(member)
        except ReadError as error:
            raise ExchangeError(self.file, None, str(error)) from error
        self._unpacked += len(raw)
        if self._unpacked > _MOST_ALL:
            raise ExchangeError(self.file, None, "it unpacks to more than any project; refused")
        return raw


def open_package(path: str | Path) -> Package:
    """Return the package of a ``.qdpx``, or of a ``.qde`` and the folder it lies in.

    Raises
    ------
    ExchangeError
        It is not there, no such file, or built to do harm: names that leave the folder, sizes that
        no project has.
    """
    path = Path(path)
    raw = file_bytes(path)
    if raw.startswith(b"PK"):
        try:
            parts = Parts(raw, _AGAIN)
        except ReadError as error:
            raise ExchangeError(path, None, str(error)) from error
        return Package(path, {_key(n): n for n in parts.names() if not _IGNORED.search(n)}, parts)
    if b"<" not in raw[:64].replace(b"\x00", b""):
        raise ExchangeError(path, None, "it is neither a .qdpx (zip) nor a .qde (XML)")
    folder = path.parent
    beside = {
        _key(p.relative_to(folder).as_posix()): p.relative_to(folder).as_posix()
        for place in folder.iterdir()
        for p in ([place] if place.is_file() else _of_sources(place))
        if not p.is_symlink()
    }
    return Package(path, beside, None)


def file_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    ExchangeError
        It is not there, cannot be opened, or is larger than :data:`LARGEST`.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise ExchangeError(path, None, f"it is larger than {LARGEST >> 20} MB; refused")
        return path.read_bytes()
    except OSError as error:
        raise ExchangeError(path, None, in_words(error)) from error


def safe_name(name: str, file: Path) -> None:
    """Raise if a name inside a project would lead out of it."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or _DRIVE.match(name) or "\x00" in name:
        raise ExchangeError(
            file, None, f'it names "{name[:60]}", a place outside of the project; refused'
        )


def parse_xml(raw: bytes, file: Path, root: str) -> Any:
    """Return the root element; entities are refused, nothing is loaded, depth is limited.

    Raises
    ------
    ExchangeError
        The XML is damaged, declares entities, is nested deeper than 256, or has another root than
        ``root``.
    """
    from lxml import etree

    try:
        top = parse_tree(raw)
    except ReadError as error:
        what = str(error)
        if "depth" in what.lower():
            what = "its XML is nested deeper than 256 levels, which no coding frame is; refused"
        raise ExchangeError(file, error.line, what) from error
    found = etree.QName(top).localname
    if found.lower() != root.lower():
        raise ExchangeError(file, top.sourceline, f"expected <{root}>, found <{found}>")
    return top


def _of_sources(folder: Path) -> Iterable[Path]:
    if folder.is_symlink() or folder.name.lower() != "sources":
        return []
    return [p for p in folder.iterdir() if p.is_file()]


def _near(file: Path, name: str) -> Path | None:
    """A text of this name in the project's folder, or in a folder of it: kept outside the file."""
    if PurePosixPath(name).suffix.lower() not in {".txt", ".docx"}:
        return None
    folders = [file.parent, *sorted(p for p in file.parent.iterdir() if p.is_dir())]
    tried = (folder / name for folder in folders if not folder.is_symlink())
    return next((p for p in tried if p.is_file() and not p.is_symlink()), None)


def _key(name: str) -> str:
    with suppress(UnicodeError):  # names written as UTF-8 without saying so
        name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()
