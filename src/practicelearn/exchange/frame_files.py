"""Coding frames as CSV, Excel, REFI-QDA codebooks (.qdc) and Markdown, in and out; Word, out."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from practicelearn._arguments import check_arguments
from practicelearn._disk import save_whole
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import read_yaml_frame, write_yaml_frame
from practicelearn.exchange.codebook import add_codes, codes_of, names_once, renamed
from practicelearn.exchange.conventions import describe, fields_of, slug
from practicelearn.exchange.frame_tables import read_frame_table, write_frame_table
from practicelearn.exchange.frame_word import frame_to_word, in_tree_order
from practicelearn.exchange.packed import file_bytes, parse_xml
from practicelearn.exchange.project import ExchangeError, said_plainly
from practicelearn.exchange.refi_xml import children, read_codes
from practicelearn.transcripts.decode import decode

__all__ = ["read_frame", "write_frame"]

_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_TITLE = re.compile(r"(#+) (.*?)(?: `([^`]+)`)?(?: (#[0-9A-Fa-f]{3,6}))?$")


@said_plainly
def read_frame(path: str | Path) -> CodingFrame:
    """Return the coding frame of a file of any kind this library knows.

    Parameters
    ----------
    path : str or Path
        ``.yaml``, ``.csv``, ``.xlsx``, ``.qdc`` or ``.md``. A table has a row a code: name,
        definition, include ("when to use"), exclude, examples, cues (one a line), parent; or a
        column a level, however many there are and whatever they are called (theme, subtheme,
        code; axial code, initial code; level 1, level 2).

    Raises
    ------
    ExchangeError
        The file is damaged, of another kind, or holds no codes.
    FrameError
        Two codes share an id, or a parent is not there.

    Warns
    -----
    UserWarning
        Something of a codebook is left out: it is named.

    Examples
    --------
    >>> import practicelearn as prac
    >>> import pandas as pd, tempfile
    >>> path = tempfile.mkdtemp() + "/book.csv"
    >>> pd.DataFrame({"Code": ["Tools"], "Definition": ["What people work with."]}).to_csv(
    ...     path, index=False
    ... )
    >>> prac.read_frame(path).codes[0].name
    'Tools'
    """
    check_arguments(read_frame, locals())
    path = Path(path)
    kind = path.suffix.lower()
    if kind in {".yaml", ".yml"}:
        return read_yaml_frame(path)
    if kind not in _READ:
        raise ExchangeError(path, None, f"expected a name that ends in {_kinds(_READ)}")
    file_bytes(path)
    frame = _READ[kind](path)
    if not len(frame):
        raise ExchangeError(path, None, "it holds no codes; expected a row or heading for each")
    return frame


def write_frame(frame: CodingFrame, path: str | Path, *, unique_names: bool = False) -> Path:
    """Write a coding frame and return the path; the suffix says how.

    Parameters
    ----------
    frame : CodingFrame
    path : str or Path
        ``.yaml``, ``.csv``, ``.xlsx``, ``.qdc``, ``.md``, or ``.docx`` to print.
    unique_names : bool, default False
        Of two codes with one name the second is called "name (parent)": QualCoder keeps only one
        code of a name.

    Raises
    ------
    ExchangeError
        The suffix is none of these, or a codebook would have no codes.

    Warns
    -----
    UserWarning
        A codebook holds codes of one name, of which QualCoder would keep one.

    Notes
    -----
    YAML, CSV and Excel carry everything. A ``.qdc`` has one description for each code, in which
    include, exclude, examples and cues stand under headings, and no name, version or date; neither
    it nor Markdown has a place for ``was`` and ``scope``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> frame = study.frame()
    >>> import tempfile
    >>> prac.write_frame(frame, tempfile.mkdtemp() + "/frame.csv").name
    'frame.csv'
    """
    check_arguments(write_frame, locals())
    path = Path(path)
    kind = path.suffix.lower()
    twice = names_once(frame)
    if unique_names:
        frame = renamed(frame, twice)
    elif twice and kind == ".qdc":
        named = ", ".join(sorted({f'"{frame[code].name}"' for code in twice}))
        warnings.warn(
            f"{path.name}: several codes are called {named}. QualCoder keeps one code of a name "
            "and leaves the others out: for QualCoder write it with --profile qualcoder (in Python "
            "unique_names=True), which calls the others by their parents too.",
            UserWarning, stacklevel=2,
        )  # fmt: skip
    if kind in {".yaml", ".yml"}:
        return write_yaml_frame(frame, path)
    if kind not in _WRITE:
        raise ExchangeError(path, None, f"expected a name that ends in {_kinds(_WRITE)}")
    return _WRITE[kind](frame, path)


def _kinds(known: Mapping[str, Any]) -> str:
    return ", ".join([".yaml", *known])


def _to_qdc(frame: CodingFrame, path: Path) -> Path:
    from lxml import etree

    if not len(frame):
        raise ExchangeError(path, None, "a codebook needs at least one code")
    book = etree.Element(f"{{{_NAMESPACE}}}CodeBook", nsmap={None: _NAMESPACE})
    book.set("origin", f"practicelearn {metadata.version('practicelearn')}")
    add_codes(book, frame, guids={}, shown=str.upper, namespace=_NAMESPACE)
    whole = etree.tostring(book, xml_declaration=True, encoding="utf-8")
    return save_whole(path, lambda draft: draft.write_bytes(whole))


def _from_qdc(path: Path) -> CodingFrame:
    root = parse_xml(file_bytes(path), path, "CodeBook")
    codes, _, losses = codes_of(read_codes(root), origin=root.get("origin") or "")
    for _, message, words in losses:
        warnings.warn(f"{path.name}: {message} ({words})", stacklevel=3)
    n_sets = sum(1 for sets in children(root, "Sets") for _ in children(sets, "Set"))
    if n_sets:
        warnings.warn(f"{path.name}: {n_sets} sets of codes are not read", stacklevel=3)
    return CodingFrame(path.stem, "imported", codes)


def _to_markdown(frame: CodingFrame, path: Path) -> Path:
    depth: dict[str | None, int] = {None: 0}
    lines = [f"# {_line(frame.name)}", "", f"Version: {frame.version}"]
    lines += [f"Date: {frame.date}"] if frame.date else []
    lines += ["", frame.source] if frame.source else []
    for code in in_tree_order(frame):
        depth[code.id] = depth[code.parent] + 1
        colour = f" {code.colour}" if code.colour else ""
        body = re.sub(r"^Code id: .*\n?", "", describe(code), flags=re.MULTILINE).strip("\n")
        escaped = re.sub(r"^(\\*#)", r"\\\1", body, flags=re.MULTILINE)
        title = f"{'#' * (depth[code.id] + 1)} {_line(code.name)} `{code.id}`{colour}"
        lines += ["", title, *(["", escaped] if escaped else [])]
    whole = ("\n".join(lines) + "\n").encode()
    return save_whole(path, lambda draft: draft.write_bytes(whole))


def _line(text: str) -> str:
    return " ".join(text.split())


def _from_markdown(path: Path) -> CodingFrame:
    text = decode(file_bytes(path)).text.replace("\r\n", "\n")
    head: dict[str, str] = {"name": path.stem, "version": "imported"}
    codes: list[Code] = []
    above: list[tuple[int, str]] = []
    body = io.StringIO()
    current: tuple[str, str, str | None, str | None] | None = None

    def done() -> None:
        words = re.sub(r"^\\(\\*#)", r"\1", body.getvalue().strip("\n"), flags=re.MULTILINE)
        if current is not None:
            code_id, name, parent, colour = current
            values = {k: v for k, v in fields_of(words).items() if k != "id"}
            codes.append(Code(code_id, name, parent, colour=colour, **values))
        else:
            for line in words.split("\n"):
                said = re.match(r"(Version|Date): (.*)", line)
                if said:
                    head[said[1].lower()] = said[2].strip()
                elif line.strip():
                    head["source"] = f"{head['source']}\n{line}" if "source" in head else line

    for line in text.split("\n"):
        title = _TITLE.match(line)
        if title is None:
            body.write(line + "\n")
            continue
        level = len(title[1])
        if level == 1 and not codes and current is None:
            head["name"] = title[2]
            continue
        done()
        body = io.StringIO()
        while above and above[-1][0] >= level:
            above.pop()
        code_id = title[3] or slug(title[2], {c.id for c in codes} | {i for _, i in above})
        current = (code_id, title[2], above[-1][1] if above else None, title[4])
        above.append((level, code_id))
    done()
    return CodingFrame(codes=tuple(codes), **head)  # type: ignore[arg-type]  # only texts are in it


_READ: Mapping[str, Callable[[Path], CodingFrame]] = {
    ".csv": read_frame_table,
    ".xlsx": read_frame_table,
    ".qdc": _from_qdc,
    ".md": _from_markdown,
}
_WRITE: Mapping[str, Callable[[CodingFrame, Path], Path]] = {
    ".csv": write_frame_table,
    ".xlsx": write_frame_table,
    ".qdc": _to_qdc,
    ".md": _to_markdown,
    ".docx": frame_to_word,
}
