"""Texts inside a REFI-QDA project (.qdpx), as ATLAS.ti, MAXQDA, NVivo and others exchange them.

Each text and each transcript of a recording is a session of its own. What is coded in the project
is read elsewhere; here only what was said.
"""

from __future__ import annotations

from typing import Any

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.packages import Package
from practicelearn.transcripts.readers.stamped import read_end_stamps, sniff_end_stamps
from practicelearn.transcripts.readers.text import read_lines
from practicelearn.transcripts.readers.xml_text import local, parse_xml, xml_head
from practicelearn.transcripts.tiles import Part, Problem, Reading

__all__ = ["read", "read_parts", "sniff"]

_AGAIN = "export the project again"
_TEXTS = {"TextSource", "Transcript", "Representation"}
_NO_TEXT = {"PictureSource", "AudioSource", "VideoSource"}


def sniff(head: bytes, name: str) -> float:
    """Return how surely the bytes are a REFI-QDA project."""
    if head.startswith(b"PK\x03\x04"):
        return 0.98 if name.endswith(".qdpx") or b"project.qde" in head.lower() else 0.0
    return 0.95 if xml_head(head) == "Project" and b"QDA-XML" in head else 0.0


def read(raw: bytes, hints: Hints) -> Reading:
    """Return the only text of a project."""
    parts = read_parts(raw, hints)
    if len(parts) > 1:
        raise ReadError(f"it holds {len(parts)} texts; read it with read_transcripts")
    return parts[0].reading


def read_parts(raw: bytes, hints: Hints) -> list[Part]:
    """Return the texts of a project.

    Raises
    ------
    ReadError
        There is no text in it, it is damaged, or larger than is read.
    """
    package = Package(raw, _AGAIN) if raw.startswith(b"PK") else None
    if package is not None and "project.qde" not in package:
        raise ReadError(f"it holds no project.qde; {_AGAIN}")
    root = parse_xml(package.read("project.qde") if package else raw)
    parts: list[Part] = []
    missing: list[Problem] = []
    for source in root.iter():
        if local(source) in _NO_TEXT and not any(local(c) == "Transcript" for c in source):
            message = f'"{source.get("name")}" is no text; it is not read'
            missing.append(Problem("note", None, message))
        if local(source) not in _TEXTS or not _is_whole(source):
            continue
        named = source if source.get("name") else source.getparent()
        name = named.get("name") or source.get("guid") or "text"
        found = _text(source, package)
        if isinstance(found, Problem):
            missing.append(found)
        elif found.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
            parts.append(Part(name, _reading(found, source, hints)))
    if not parts:
        said = "; ".join(p.message for p in missing[:3])
        raise ReadError(f"the project holds no text that can be read. {said}".strip())
    parts[0].reading.problems += missing
    return parts


def _is_whole(source: Any) -> bool:
    """Whether it is all of a source: a selection on a PDF page carries a copy of its words."""
    return local(source) != "Representation" or local(source.getparent()) == "PDFSource"


def _text(source: Any, package: Package | None) -> bytes | Problem:
    """The plain text of a source, or why there is none."""
    name = source.get("name") or source.get("guid")
    inline = next((c for c in source if local(c) == "PlainTextContent"), None)
    if inline is not None:
        return (inline.text or "").encode()
    path = source.get("plainTextPath") or ""
    if not path:
        message = f'"{name}" has no plain text in the project; export it with its text'
        return Problem("warning", None, message)
    scheme, _, rest = path.partition("://")
    if scheme != "internal" or ".." in rest:
        message = f'the text of "{name}" lies outside of the file ({scheme}); it is not followed'
        return Problem("warning", None, message)
    for inside in (f"sources/{rest}", rest):
        if package is not None and inside in package:
            return package.read(inside)
    return Problem("warning", None, f'the text of "{name}" is not in the file; {_AGAIN}')


def _reading(raw: bytes, source: Any, hints: Hints) -> Reading:
    if sniff_end_stamps(raw, ""):
        reading = read_end_stamps(raw, hints)
    else:
        reading = read_lines(decode(raw).text, hints, format="qdpx")
    reading.format = "qdpx"
    points: list[tuple[int, float]] = []
    for point in source:
        if local(point) != "SyncPoint":
            continue
        try:
            points.append((int(point.get("position", "")), int(point.get("timeStamp", "")) / 1000))
        except ValueError:
            message = "a time of the recording cannot be read"
            reading.problems.append(Problem("warning", None, message, str(dict(point.attrib))))
    points.sort()
    for unit in reading.units:
        before = [at for position, at in points if unit.pieces and position <= unit.pieces[0].start]
        after = [at for position, at in points if unit.pieces and position >= unit.pieces[-1].end]
        unit.start_s = before[-1] if before and unit.start_s is None else unit.start_s
        unit.end_s = after[0] if after and unit.end_s is None else unit.end_s
    if points:
        reading.meta["duration_s"] = points[-1][1]
    return reading
