"""Files that were brought and not frozen yet: they hold real names, so they lie apart and not long.

Each study's lie in a folder of their own, their owner's alone, outside every study and every synced
folder. They are removed when they are frozen, when a person throws them away, when the program ends
and, should it have been killed, when it starts next. What was decided on the names in them outlives
an end that came too soon, without a name (``jobs/names_kept.py``).
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any

from practicelearn._disk import in_file_name, make_folder, open_private
from practicelearn.app.home.disks import is_synced
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.sheets import SHEETS, refuse_open

__all__ = ["LIMIT", "TooLargeError", "Uploads", "receive"]

LIMIT = 500 * 2**20
"""Bytes that are taken at once."""

_RUNNING = ".running"
_COMING = ".coming-"
_HEAD = 8 * 2**10
_LONGEST_FIELD = 2**16
_NAME = re.compile(rb'name="((?:[^"\\]|\\.)*)"')
_FILE = re.compile(rb'filename="((?:[^"\\]|\\.)*)"')


class TooLargeError(PracticelearnError):
    """More was sent than is taken at once. Nothing of it is kept."""


class Uploads:
    """What was brought while the program runs.

    Parameters
    ----------
    own : Path
        The program's own folder. Where that is synced, the system's folder for passing files is
        taken instead.
    """

    def __init__(self, own: Path) -> None:
        above = Path(tempfile.gettempdir()) if is_synced(own) else own
        apart = "practicelearn-" if above != own else ""
        self._root, self._kept = above / f"{apart}brought", above / f"{apart}decided"
        make_folder(self._root)
        _remove_left(self._root)
        self._run = self._root / secrets.token_hex(8)
        make_folder(self._run)
        self._held = open_private(self._run / _RUNNING, "a+b")
        _hold(self._held)

    def folder(self, study: str) -> Path:
        """Return the folder of what was brought for a study, which may not be there yet."""
        return self._run / study

    def begin(self, study: str) -> Path:
        """Return the same folder, made for its owner alone."""
        make_folder(self.folder(study))
        return self.folder(study)

    def decided(self, study: str) -> Path:
        """Return the file in which decisions on names outlive the files, without a name."""
        return self._kept / f"{study}.json"

    def held(self) -> list[str]:
        """Return the studies for which something was brought that lies here still."""
        inside = [p for p in self._run.iterdir() if p.is_dir()]
        return [p.name for p in inside if any(f.name[0] not in ".~" for f in p.iterdir())]

    def drop(self, study: str) -> None:
        """Remove what was brought for a study, and what was decided on it.

        Raises
        ------
        PracticelearnError
            A program holds one of the files.
        """
        folder = self.folder(study)
        self.decided(study).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            raise PracticelearnError(
                f"{folder}: what was brought could not be removed, and holds real names. Close the "
                "programs that show one of its files, and throw it away again."
            )

    def close(self) -> None:
        """Remove everything that was brought."""
        self._held.close()
        shutil.rmtree(self._run, ignore_errors=True)


def _remove_left(root: Path) -> None:
    """Remove what programs left that do not run any more."""
    for folder in root.iterdir():
        try:
            with open_private(folder / _RUNNING, "a+b") as file:
                _hold(file)
        except OSError as error:
            if error.errno not in {errno.ENOENT, errno.ENOTDIR}:
                continue  # it runs
        shutil.rmtree(folder, ignore_errors=True)


def _hold(file: IO[bytes]) -> None:
    """Hold a file while the program runs; the system lets go of it whatever becomes of that."""
    try:
        import fcntl
    except ModuleNotFoundError:
        import msvcrt

        windows: Any = msvcrt
        windows.locking(file.fileno(), windows.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


async def receive(
    stream: AsyncIterator[bytes], kind: str, into: Path, *, limit: int = LIMIT
) -> tuple[dict[str, str], list[Path]]:
    """Write the files of a form as they come, and return its other values and where they lie.

    Parameters
    ----------
    stream : async iterator of bytes
        The body of ``multipart/form-data``.
    kind : str
        The header that names what parts it.
    into : Path
        A folder that is there. A name that is taken gets a number; a sheet comes in the place of
        the one that is there, once everything has arrived.
    limit : int
        Bytes in all.

    Raises
    ------
    TooLargeError
        There is more. What came is removed, and the rest is read and not kept, since a browser
        shows an answer only once it has sent all.
    PracticelearnError
        It is no such form, or ended too soon; or a sheet is to be put in the place of one that is
        open in Excel.
    """
    named = re.search(r'boundary="?([^";]+)"?', kind)
    if not kind.startswith("multipart/form-data") or not named:
        raise PracticelearnError("That was no form with files. Choose them again.")
    parts = _Parts(into, b"\r\n--" + named[1].encode())
    taken = 0
    try:
        async for chunk in stream:
            taken += len(chunk)
            if taken <= limit:
                parts.feed(chunk)
            else:
                parts.undo()
        if taken > limit:
            raise TooLargeError(
                f"These files are {taken // 2**20} MB together, and {limit // 2**20} MB can be "
                "taken at once. Nothing was kept. Choose fewer; a recording is not needed here."
            )
        if not parts.ended:
            raise PracticelearnError(
                "The files did not arrive whole. Nothing was kept. Choose them again."
            )
        parts.settle()
    except BaseException:
        parts.undo()
        raise
    return parts.fields, parts.files


class _Parts:
    """Takes a form apart as it comes; never more than a piece of it is in memory."""

    def __init__(self, into: Path, border: bytes) -> None:
        self.into, self.border = into, border
        self.fields: dict[str, str] = {}
        self.files: list[Path] = []
        self.ended = False
        self._kept = b"\r\n"
        self._name = ""
        self._value: bytearray | None = None
        self._file: IO[bytes] | None = None
        self._head = False

    def feed(self, chunk: bytes) -> None:
        self._kept += chunk
        while not self.ended and self._step():
            pass

    def undo(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        for path in self.files:
            path.unlink(missing_ok=True)
        self.files = []

    def settle(self) -> None:
        """Put each sheet that came in the place of the one that is there."""
        for path in self.files:
            if path.name.startswith(_COMING):
                refuse_open(self.into, Path(path.name.removeprefix(_COMING)).stem.lower())
        for n, path in enumerate(self.files):
            if path.name.startswith(_COMING):
                target = self.into / path.name.removeprefix(_COMING)
                for suffix in (".xlsx", ".csv"):
                    target.with_suffix(suffix).unlink(missing_ok=True)
                self.files[n] = path.replace(target)

    def _step(self) -> bool:
        """Take one piece; whether there may be another."""
        if self._head:
            return self._begin()
        at = self._kept.find(self.border)
        if at < 0:
            keep = len(self.border) - 1
            self._take(self._kept[:-keep])
            self._kept = self._kept[-keep:]
            return False
        after = self._kept[at + len(self.border) : at + len(self.border) + 2]
        if len(after) < 2:
            return False
        self._take(self._kept[:at])
        self._close()
        self._kept = self._kept[at + len(self.border) + 2 :]
        self._head = after == b"\r\n"
        self.ended = after == b"--"
        if not self._head and not self.ended:
            raise PracticelearnError("That was no form with files. Choose them again.")
        return True

    def _begin(self) -> bool:
        end = self._kept.find(b"\r\n\r\n")
        if end < 0:
            if len(self._kept) > _HEAD:
                raise PracticelearnError("That was no form with files. Choose them again.")
            return False
        head, self._kept = self._kept[:end], self._kept[end + 4 :]
        name, file = _NAME.search(head), _FILE.search(head)
        self._name = name[1].decode("utf-8", "replace") if name else ""
        self._head = False
        if file is None:
            self._value = bytearray()
        elif file[1]:
            path = _free(self.into / _plain(file[1].decode("utf-8", "replace")))
            self._file = open_private(path, "xb")
            self.files.append(path)
        return True

    def _take(self, content: bytes) -> None:
        if self._file is not None:
            self._file.write(content)
        elif self._value is not None and len(self._value) < _LONGEST_FIELD:
            self._value += content

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._value is not None:
            self.fields[self._name] = self._value.decode("utf-8", "replace")
            self._value = None


def _plain(given: str) -> str:
    """A file's name without any folder, and none that a file manager would hide."""
    # of what a browser says, be it a path of another system
    name = in_file_name(os.path.basename(given.replace("\\", "/")))  # noqa: PTH119 - no path of ours
    return name.lstrip(".~") or "file"


def _free(path: Path) -> Path:
    """A path that is free; a sheet waits until everything has come."""
    if path.stem.lower() in SHEETS and path.suffix.lower() in {".xlsx", ".csv"}:
        path = path.with_name(_COMING + path.name)
    n, free = 2, path
    while free.exists():
        free, n = path.with_name(f"{path.stem} ({n}){path.suffix}"), n + 1
    return free
