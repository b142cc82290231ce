"""Six messy files of a health check, and the smaller set of the year after: all of it invented.

Nobody in them ever lived, and nobody ever said a word of it. What was said stands in
``year_talk/*.txt``, with the code that a person gives to which words:

    == north                                    a group
    Okafor, Sam: <It was cancelled>{supervision} again.     these words, this code
    P1: <It never is>{supervision=for}.                     with a stance
    * More desks                                a line of a flip chart

The files are twins of what programs really write: captions of Teams whose cues overlap and come out
of order, its Word file, notes typed on Windows, a flip chart, a text of Otter, and a workbook of
two sheets with a title above its table.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl

__all__ = ["FIRST", "ROUNDS", "SECOND", "Line", "Passage", "files_of", "read_groups", "said_in"]

FIRST, SECOND = "2021-22", "2022-23"
ROUNDS = (FIRST, SECOND)
HERE = Path(__file__).parent / "year_talk"

_CODED = re.compile(r"<([^>]*)>\{(\w+)(?:=(\w+))?\}")


@dataclass(frozen=True)
class Passage:
    """Words that are given a code, and a stance where there is one."""

    words: str
    code: str
    stance: str = ""


@dataclass(frozen=True)
class Line:
    """One thing said. ``who`` is empty for a line of a flip chart, F for the facilitator."""

    who: str
    words: str
    coded: tuple[Passage, ...] = ()


def read_groups(year: str) -> dict[str, list[Line]]:
    """Return the groups of a round: what was said in each, line by line."""
    groups: dict[str, list[Line]] = {}
    for row in (HERE / f"{year}.txt").read_text(encoding="utf-8").splitlines():
        if row.startswith("== "):
            groups[row[3:].strip()] = []
        elif row.strip():
            who, _, said = ("", "", row[2:]) if row.startswith("* ") else row.partition(": ")
            coded = tuple(Passage(w, c, s) for w, c, s in _CODED.findall(said))
            groups[list(groups)[-1]].append(Line(who, _CODED.sub(r"\1", said), coded))
    return groups


def said_in(lines: list[Line]) -> list[str]:
    """Return the words of a group, in their order."""
    return " ".join(line.words for line in lines).split()


def files_of(year: str) -> dict[str, bytes]:
    """Return the files that the groups of a round left: name to content."""
    groups = read_groups(year)
    if year == SECOND:
        return {
            "North group 3 Nov 2022.vtt": captions(groups["north"], "Ruth Adeyemi"),
            "East group 4 Nov 2022.docx": teams_word(
                groups["east"], "Tom Baker", "4 November 2022"
            ),
            "South group otter 2022.txt": otter(groups["south"], "Marian Fell"),
        }
    return {
        "North focus group 03-11-2021.vtt": captions(groups["north"], "Adeyemi, Ruth"),
        "East focus group 4 Nov 2021.docx": teams_word(
            groups["east"], "Tom Baker", "4 November 2021"
        ),
        "West notes FINAL v2.txt": notes(groups["west"]),
        "South_otter_ai.txt": otter(groups["south"], "Marian Fell"),
        "Hospital flipchart.txt": flip_chart(groups["hospital"]),
        "Attendance and questions 2021.xlsx": workbook(groups),
    }


def captions(lines: list[Line], leader: str) -> bytes:
    """Captions as Teams writes them: ids, several cues a turn, overlapping, entities, CRLF."""
    told = ["WEBVTT", ""]
    start = 4.0
    for n, line in enumerate(lines):
        who = leader if line.who == "F" else line.who
        pieces = _pieces(line.words, 9)
        for k, piece in enumerate(pieces):
            end = start + 0.4 * len(piece.split()) + 0.6  # the next begins before this one ends
            told += [f"7f0c2a51-44aa-4c0e-9d5b-1be4c9a2{n:04x}/{n}-{k}",
                     f"{_clock(start)} --> {_clock(end)}",
                     f"<v {html.escape(who, quote=False)}>{_wrapped(piece)}</v>", ""]  # fmt: skip
            start = end - 0.3
        start += 0.8
    return "\r\n".join(told).encode()


def teams_word(lines: list[Line], leader: str, day: str) -> bytes:
    """The Word file of Teams: a cover, the name in bold with its time, a line break, the speech."""
    document = docx.Document()
    document.add_paragraph("Health check – East focus group-20211104_100312-Meeting Recording")
    document.add_paragraph(f"{day}, 10:03am")
    document.add_paragraph("42m 17s")
    document.add_paragraph(f"{leader} started transcription")
    for n, line in enumerate(lines):
        who = leader if line.who == "F" else line.who
        paragraph = document.add_paragraph()
        paragraph.add_run(who).bold = True
        run = paragraph.add_run(f"   {n // 2}:{7 + 11 * (n % 2) + n:02d}")
        run.add_break()
        paragraph.add_run(line.words)
    document.add_paragraph(f"{leader} stopped transcription")
    return _kept(document)


def notes(lines: list[Line]) -> bytes:
    """Notes typed on Windows: a heading, labels with a role, curly quotes in its own encoding."""
    told = ["Health check – West, notes typed up by the note taker", "Friday 5 November 2021", ""]
    for line in lines:
        who = "Facilitator" if line.who == "F" else line.who
        told += [f"{who}: {line.words}", ""]
    return "\r\n".join(told).encode("cp1252")


def otter(lines: list[Line], leader: str) -> bytes:
    """A text of Otter: name, two blanks, time, two blanks; the speech; its own line at the end."""
    told = []
    for n, line in enumerate(lines):
        who = leader if line.who == "F" else line.who
        told += [f"{who}  {n // 3}:{(n * 17) % 60:02d}  ", line.words, ""]
    return "\n".join([*told, "Transcribed by https://otter.ai", ""]).encode("utf-8-sig")


def flip_chart(lines: list[Line]) -> bytes:
    """A flip chart typed up: bullets, and nobody's name."""
    told = ["Hospital team – flip chart", "", *(f"• {line.words}" for line in lines), ""]
    return "\n".join(told).encode()


def workbook(groups: dict[str, list[Line]]) -> bytes:
    """Who came and what was asked: two sheets, a title above the first one's table."""
    book = openpyxl.Workbook()
    came = book.active
    assert came is not None
    came.title = "Attendance"
    came.append(["Practice health check 2021-22: who came (keep safe, delete after)"])
    came.append([])
    came.append(["File", "Name", "Role", "Team", "Agreed to be quoted?"])
    for row in attendance(groups):
        came.append(row)
    asked = book.create_sheet("Questions")
    asked.append(["No", "Question", "Prompts"])
    asked.append([1, "What has got in the way of good practice this year?", "Time, tools, people"])
    asked.append([2, "What helps, or would help?", ""])
    asked.append([3, "Is there anything we should have asked?", ""])
    return _kept(book)


NAMED = {
    "north": ("North focus group 03-11-2021.vtt", "Adeyemi, Ruth"),
    "east": ("East focus group 4 Nov 2021.docx", "Tom Baker"),
    "west": ("West notes FINAL v2.txt", "Facilitator"),
    "south": ("South_otter_ai.txt", "Marian Fell"),
}


def attendance(groups: dict[str, list[Line]]) -> Iterator[list[str]]:
    """The rows of who came; a name that nobody answered for has no consent."""
    for group, (file, leader) in NAMED.items():
        labels = list(dict.fromkeys(line.who for line in groups[group]))
        for label in labels:
            if label == "Unknown Speaker":
                continue
            agreed = "" if label in {"Hart, Jo", "Marcus Hale"} else "Yes"
            role = "Facilitator" if label == "F" else "Participant"
            yield [file, leader if label == "F" else label, role, group.capitalize(), agreed]


def _kept(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # a Word or an Excel file
    return file.getvalue()


def _pieces(words: str, many: int) -> list[str]:
    every = words.split(" ")
    return [" ".join(every[k : k + many]) for k in range(0, len(every), many)]


def _wrapped(piece: str) -> str:
    """Over two lines inside one voice, as Teams wraps, with its entities."""
    told = html.escape(piece, quote=False).split(" ")
    half = len(told) // 2
    return " ".join(told[:half]) + "\n" + " ".join(told[half:]) if half > 2 else " ".join(told)


def _clock(seconds: float) -> str:
    whole, ms = int(seconds), int(seconds * 1000) % 1000
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{ms:03d}"
