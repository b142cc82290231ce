"""Talk in a plain notation (see README.md), and the files people would have of it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl

HERE = Path(__file__).parent

_CODE = re.compile(r"\s*\{(?:(\w+):\s*)?([^}]*)\}")


@dataclass(frozen=True)
class Line:
    """One thing said: by whom ("" is nobody), and (coder, code) for each code it was given."""

    speaker: str
    words: str
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Group:
    """A group's talk, and the format of its file."""

    name: str
    suffix: str
    lines: tuple[Line, ...]


def read_talk(path: Path, *, coder: str) -> list[Group]:
    """Return the groups of a round; a code without a name was given by ``coder``."""
    groups: list[Group] = []
    for block in path.read_text(encoding="utf-8").split("== ")[1:]:
        head, *rows = [row for row in block.splitlines() if row.strip()]
        name, suffix = head.strip().split(".")
        groups.append(Group(name, suffix, tuple(_line(row, coder) for row in rows)))
    return groups


def _line(row: str, coder: str) -> Line:
    codes = [
        (who or coder, code.strip()) for who, cell in _CODE.findall(row) for code in cell.split(",")
    ]
    said = _CODE.sub("", row).strip()
    speaker, _, words = said.partition(": ")
    if said.startswith("* "):
        speaker, words = "", said.removeprefix("* ")
    return Line(speaker.replace("-", ""), words, tuple(codes))


def write_transcript(path: Path, lines: Sequence[Line], *, notes: bool = False) -> None:
    """Write a group's talk in the format of the file's suffix."""
    if notes:
        text = "".join(f"* {line.words}\n" for line in lines)
        path.write_text(text, encoding="utf-8")
        return
    {".txt": _text, ".vtt": _captions, ".csv": _rows, ".docx": _word}[path.suffix](path, lines)


def _text(path: Path, lines: Sequence[Line]) -> None:
    said = [f"{line.speaker}: {line.words}" if line.speaker else line.words for line in lines]
    path.write_text("\n\n".join(said) + "\n", encoding="utf-8")


def _captions(path: Path, lines: Sequence[Line]) -> None:
    cues = ["WEBVTT"]
    for n, line in enumerate(lines):
        words = f"<v {line.speaker}>{line.words}" if line.speaker else line.words
        cues.append(f"00:{n:02d}:00.000 --> 00:{n:02d}:50.000\n{words}")
    path.write_text("\n\n".join(cues) + "\n", encoding="utf-8")


def _rows(path: Path, lines: Sequence[Line]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(["Start", "Speaker", "Text"])
        for n, line in enumerate(lines):
            sheet.writerow([f"00:{n:02d}:00", line.speaker, line.words])


def _word(path: Path, lines: Sequence[Line], *, comments_by: str = "") -> None:
    document = docx.Document()
    for line in lines:
        run = document.add_paragraph().add_run(f"{line.speaker}: {line.words}")
        own = [code for who, code in line.codes if who == comments_by]
        if own:
            document.add_comment([run], text="; ".join(own), author=comments_by.capitalize())
    document.save(str(path))


def write_word_with_comments(path: Path, lines: Sequence[Line], coder: str) -> None:
    """Write a transcript in Word in which a coder has put the codes into comments."""
    _word(path, lines, comments_by=coder)


def write_sheet(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write a sheet as Excel keeps it, every cell text."""
    table = list(rows)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(table[0]))
    for row in table:
        book.active.append(list(row.values()))
    book.save(path)


def write_lock_file(sheet: Path) -> None:
    """Put beside a sheet what Excel leaves there while somebody has it open."""
    owner = b"\x03Sam" + b" " * 51 + b"\x03\x00S\x00a\x00m\x00" + b" \x00" * 51
    sheet.with_name(f"~${sheet.name}").write_bytes(owner.ljust(165, b"\x00"))
