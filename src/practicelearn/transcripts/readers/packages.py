"""Packed files opened safely: nothing is unpacked to disk, no part is larger than its limit."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib

from practicelearn.transcripts.readers.checks import ReadError

__all__ = ["BROKEN", "LARGEST_ALL", "LARGEST_PART", "MOST_PARTS", "Package"]

LARGEST_PART = 64 * 2**20
"""A part larger than this, unpacked, is refused (bytes)."""
LARGEST_ALL = 320 * 2**20
"""A package whose parts hold more than this, unpacked, is refused where all are opened (bytes)."""
MOST_PARTS = 20_000
"""A package of more parts than this is refused."""

BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    OverflowError, LookupError,
)  # fmt: skip
"""What Python's zip reader lets through for a damaged file."""

_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b")
_OUTSIDE = re.compile(r"(?:^|[\\/])\.\.(?:[\\/]|$)|^[\\/]|^[A-Za-z]:")


class Package:
    """The parts of a zip file by name, without regard to case.

    Parameters
    ----------
    raw : bytes
    again : str
        How to make the file anew, for messages: "export the project again".

    Raises
    ------
    ReadError
        It is no zip file or damaged, holds more than 20,000 parts, or a part's name leads out of
        the package.
    """

    def __init__(self, raw: bytes, again: str) -> None:
        self.again = again
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
            parts = self._zip.infolist()
        except (*BROKEN, NotImplementedError) as error:
            raise ReadError(f"it is damaged ({error}); {again}") from error
        if len(parts) > MOST_PARTS:
            raise ReadError(f"it holds {len(parts)} parts; at most {MOST_PARTS} are read")
        for part in parts:
            if _OUTSIDE.search(part.filename):
                message = f'its part "{part.filename[:80]}" has a path that leads out of the file'
                raise ReadError(f"{message}; refused")
        self._parts = {p.filename.replace("\\", "/").casefold(): p for p in parts}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._parts

    def names(self) -> list[str]:
        """Return the names of the parts as they are written, folders left out."""
        return [part.filename for part in self._parts.values() if not part.is_dir()]

    def check_plain(self) -> None:
        """Raise unless every part is there in full, of a size we read, and without XML entities.

        For libraries that unpack and parse by themselves.
        """
        self.check_sizes()
        for name in self._parts:
            if name.endswith((".xml", ".rels")):
                part = self.read(name)
                wide = b"\x00" in part[:64]
                if _DTD.search(part.replace(b"\x00", b"") if wide else part):
                    raise ReadError(f'its part "{name}" declares XML entities; refused')

    def check_sizes(self) -> None:
        """Raise if a part says of itself that it unpacks to more than 64 MB.

        For readers that unpack by themselves: a zip file's reader stops at the size a part states.
        """
        for part in self._parts.values():
            if part.file_size > LARGEST_PART:
                most = LARGEST_PART >> 20
                name = part.filename[:80]
                raise ReadError(f'its part "{name}" unpacks to more than {most} MB; refused')
        if sum(part.file_size for part in self._parts.values()) > LARGEST_ALL:
            raise ReadError(f"it unpacks to more than {LARGEST_ALL >> 20} MB in all; refused")

    def read(self, name: str) -> bytes:
        """Return a part, which must be there.

        Raises
        ------
        ReadError
            It unpacks to more than 64 MB, whatever it says of itself; it is damaged or locked.
        """
        part = self._parts[name.casefold()]
        try:
            with self._zip.open(part) as stream:
                raw = stream.read(LARGEST_PART + 1)
        except BROKEN as error:
            raise ReadError(f'its part "{name}" is damaged ({error}); {self.again}') from error
        except (RuntimeError, NotImplementedError) as error:  # a password, an odd compression
            raise ReadError(f'its part "{name}" cannot be unpacked ({error})') from error
        if len(raw) > LARGEST_PART:
            most = LARGEST_PART >> 20
            raise ReadError(f'its part "{name}" unpacks to more than {most} MB; refused')
        return raw
