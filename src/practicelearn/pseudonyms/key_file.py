"""The key: which name became which replacement, in a file that only its owner can read.

Whoever holds the key can undo the replacements. So it lies outside the study, its access is set
and read back before a name is written, and a place where access cannot be limited is refused.
"""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from practicelearn.errors import PracticelearnError

__all__ = [
    "KeyRow",
    "check_place",
    "draft_of",
    "drop_drafts",
    "forget_round",
    "forget_unfrozen",
    "only_if_frozen",
    "overwrite",
    "read_key",
    "write_key",
]


class KeyRow(NamedTuple):
    """One replacement that was made.

    ``place`` is a turn_id, or table and column; ``start`` and ``end`` are code points of the text
    before (empty outside turns); ``name`` is the identity by which the same person is found again.
    A row with an empty ``original`` only keeps a number from being used twice.
    """

    round: str
    place: str
    start: str
    end: str
    kind: str
    name: str
    original: str
    replacement: str
    rule: str
    at: str


def check_place(path: str | Path, what: str = "key_file") -> Path:
    """Return the path when a key (or a roster) may lie there.

    Raises
    ------
    PracticelearnError
        It lies inside a study, its folder is not there, or it is a folder itself.
    """
    path = Path(path).expanduser()
    whole = path.resolve()
    for folder in whole.parents:
        if (folder / "study.toml").exists():
            raise PracticelearnError(
                f"{what}: {path} lies inside the study {folder.name}. Whoever has the study could "
                "undo the pseudonyms; name a place outside it."
            )
    if not whole.parent.is_dir():
        raise PracticelearnError(f"{what}: the folder {path.parent} is not there; make it first.")
    if whole.is_dir():
        raise PracticelearnError(f"{what}: {path} is a folder; name a file, such as key.csv.")
    return path


def read_key(path: Path) -> list[KeyRow]:
    """Return the rows of a key; none when there is no file yet.

    Raises
    ------
    PracticelearnError
        The file is something else than a key: it is never written over.
    """
    if not path.exists():
        return []
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise PracticelearnError(
            f"key_file: {path} is not a key ({error}); name another."
        ) from error
    except OSError as error:
        raise PracticelearnError(f"key_file: {path} cannot be read ({error.strerror}).") from error
    if not rows or tuple(rows[0]) != KeyRow._fields:
        raise PracticelearnError(
            f"key_file: {path} holds something else than a key; it is left as it is. Name a file "
            f"that does not exist yet, or a key with the columns {', '.join(KeyRow._fields)}."
        )
    out = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(KeyRow._fields):
            raise PracticelearnError(
                f"key_file: {path}, row {number}: expected {len(KeyRow._fields)} cells, found "
                f"{len(row)}. Put the file back as it was written."
            )
        out.append(KeyRow(*(cell[1:] if cell[:1] == "'" else cell for cell in row)))
    return out


def write_key(path: Path, rows: Iterable[KeyRow]) -> Path:
    """Write the key, whole or not at all, readable by its owner only, and return its path.

    Raises
    ------
    PracticelearnError
        Access could not be limited to the owner, or the folder cannot be written. Then no name has
        been written.
    """
    try:
        drop_drafts(path)
        draft = draft_of(path)
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise PracticelearnError(
            f"key_file: {path} cannot be written ({error.strerror})."
        ) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            _limit_access(draft)  # while the file is still empty
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(KeyRow._fields)
            writer.writerows([f"'{cell}" if _risky(cell) else cell for cell in row] for row in rows)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path.resolve())
        _check_access(path)
    except OSError as error:
        raise PracticelearnError(
            f"key_file: {path} cannot be written ({error.strerror})."
        ) from error
    finally:
        draft.unlink(missing_ok=True)
    return path


def draft_of(path: Path) -> Path:
    """Return where a key is written before it takes its place; a killed program may leave it."""
    whole = path.resolve()
    return whole.with_name(f".{whole.name}.draft")


def drop_drafts(path: Path) -> list[Path]:
    """Take out drafts of a key that a killed program left, and return what they were called.

    They hold real names. Whoever writes or closes a key calls this; ``.key-….tmp`` is what an
    earlier version called them.
    """
    whole = path.resolve()
    found = [draft_of(path), *whole.parent.glob(".key-*.tmp")]
    gone = [draft for draft in found if draft.is_file()]
    for draft in gone:
        overwrite(draft)
        draft.unlink()
    return gone


def overwrite(path: Path) -> None:
    """Put noughts over a file before it is deleted; a copy elsewhere is beyond any program."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())


def forget_round(path: Path, round_name: str) -> int:
    """Destroy what the key holds on one round, and return how many rows that were.

    What a sheet of people of several rounds held stands under the round ``people``; where rounds
    were linked, everything stands under ``all rounds``. Numbers stay taken, so that ``[Person 7]``
    of a closed round never names anybody else.
    """
    rows = read_key(path)
    gone = [row for row in rows if row.round == round_name and row.original]
    kept = [row for row in rows if row.round != round_name or not row.original]
    used = {(row.kind, row.replacement) for row in gone}
    kept += [KeyRow(round_name, "", "", "", k, "", "", r, "closed", "") for k, r in sorted(used)]
    write_key(path, kept)
    return len(gone)


@contextmanager
def only_if_frozen(path: Path, frozen: Callable[[], bool]) -> Iterator[None]:
    """Leave the key as it was where something goes wrong and what it tells of was not ``frozen``.

    A key is written first: a study without its key would be worse. So it says something of sessions
    that a study may refuse then.
    """
    there = path.exists()
    before = read_key(path) if there else []
    try:
        yield
    except BaseException:
        if frozen():
            raise
        if there and read_key(path) != before:
            write_key(path, before)
        elif not there and path.is_file():
            overwrite(path)
            path.unlink()
        raise


def forget_unfrozen(path: Path, coming: Collection[str], frozen: Collection[str]) -> int:
    """Take out what a run wrote that was killed before its sessions came into the study.

    Parameters
    ----------
    path : Path
    coming : collection of str
        Sessions that are to come now, as they are called before names are replaced.
    frozen : collection of str
        Those of the study.

    Returns
    -------
    int
        Rows that were taken out: those of runs (of one moment) that wrote of nothing but sessions
        which are to come now and are not in the study.
    """
    rows = read_key(path) if path.exists() else []
    called = {row.original: row.replacement for row in rows if row.place == "sessions.session_id"}
    of: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.start:
            of[row.at].add(row.place.rpartition(":")[0])
    there, new = set(frozen), set(coming)
    gone = {
        at for at, own in of.items()
        if own <= new and not {*own, *(called.get(sid, sid) for sid in own)} & there
    }  # fmt: skip
    kept = [row for row in rows if row.at not in gone]
    if len(kept) < len(rows):
        write_key(path, kept)
    return len(rows) - len(kept)


def _risky(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula (or the escape would be lost)."""
    return cell[:1] in {"=", "+", "-", "@", "'"}


def _limit_access(path: Path) -> None:
    if sys.platform == "win32":
        _run("icacls", str(path), "/inheritance:r", "/grant:r", f"{_windows_user()}:F")
    else:
        path.chmod(0o600)
    _check_access(path)


def _check_access(path: Path) -> None:
    """Read the access back: a file system that ignores it must not hold a key."""
    found = _windows_access(path) if sys.platform == "win32" else _posix_access(path)
    if found:
        if path.exists():
            path.unlink()
        raise PracticelearnError(
            f"key_file: in {path.parent} a file cannot be kept to its owner ({found}). "
            "Choose a folder on this computer's own disk; nothing has been written."
        )


def _posix_access(path: Path) -> str:
    state = path.stat()
    if state.st_mode & 0o077:
        return f"its mode reads back as {state.st_mode & 0o777:o}, expected 600"
    if state.st_uid != os.getuid():
        return f"its owner reads back as user {state.st_uid}, expected {os.getuid()}"
    return ""


def _windows_access(path: Path) -> str:
    """Say who but the user is on the access list; an empty string when nobody is."""
    user = _windows_user().casefold()
    listing = _run("icacls", str(path)).removeprefix(str(path)).strip("\r\n")
    entries = [line.strip() for line in listing.split("\n\n")[0].splitlines() if line.strip()]
    for entry in entries:
        match = re.fullmatch(r"(?P<who>.+?):(?:\([^)]*\))+", entry)
        if not match:
            return f"its access list cannot be understood: {entry!r}"
        if match["who"].casefold() != user:
            return f"{match['who']} is on its access list"
    return "" if entries else "its access list is empty"


def _windows_user() -> str:
    return _run("whoami").strip()


def _run(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError) as error:
        raise PracticelearnError(
            f"key_file: {command[0]} could not set or read the file's access ({error}); "
            "nothing has been written."
        ) from error
    return done.stdout.replace("\r\n", "\n")
