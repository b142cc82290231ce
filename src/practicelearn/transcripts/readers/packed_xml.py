"""The XML parts of packed documents (Word, OpenDocument): unpacked and parsed safely."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.readers.packages import BROKEN

__all__ = ["LARGEST", "main_part", "packed_part", "safe_xml"]

LARGEST = 200 * 1024 * 1024
"""A part of a packed file larger than this, unpacked, is refused (bytes)."""

_MAIN = "word/document.xml"


def main_part(raw: bytes) -> str:
    """Return where the document stands in the package: Word for the web names it as it likes."""
    relations = packed_part(raw, "_rels/.rels", missing=b"")
    for relation in safe_xml(relations) if relations else ():
        if str(relation.get("Type") or "").endswith("/officeDocument"):
            return str(relation.get("Target") or "").lstrip("/") or _MAIN
    return _MAIN


def safe_xml(raw: bytes) -> Any:
    """Return the root of an XML part; entities are not expanded and nothing is loaded."""
    from lxml import etree

    if b"<!DOCTYPE" in raw[:2048] or b"<!ENTITY" in raw[:4096]:
        raise PracticelearnError(
            "the file declares XML entities, which no transcript needs; refused"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise PracticelearnError(
            f"its XML is damaged ({error.msg}); save it again from Word"
        ) from error


def packed_part(
    raw: bytes, name: str, *, missing: bytes | None = None, program: str = "Word"
) -> bytes:
    """Return one part of a zipped document; ``missing`` if it is not there.

    Raises
    ------
    PracticelearnError
        The file is damaged, the part is not there and ``missing`` is None, or it is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if name not in packed.namelist():
                if missing is not None:
                    return missing
                raise PracticelearnError(f"it holds no {name}; save it again from {program}")
            size = packed.getinfo(name).file_size
            if size > LARGEST:
                most = LARGEST >> 20
                raise PracticelearnError(f"it unpacks to {size >> 20} MB; at most {most} are read")
            return packed.read(name)
    except BROKEN as error:
        raise PracticelearnError(
            f"it is damaged ({error}); save it again from {program}"
        ) from error
    except (RuntimeError, NotImplementedError) as error:  # a password, an odd compression
        raise PracticelearnError(
            f"it cannot be unpacked ({error}); save it again from {program}, without a password"
        ) from error
