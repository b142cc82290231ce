"""A workbook of who came and what was asked, told from a transcript and taken into the sheets.

People keep such lists in a workbook of their own: a title above the table, a sheet of questions
behind it. A sheet is a list of who came if its rows name groups or files that were brought and
people who speak in them, or its title names one group and its rows the people who speak there,
each once. That is looked up in what was heard, never guessed from headings alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.jobs.sheets import change_sheets, read_sheets, write_sheets
from practicelearn.output.gate.wording import count, joined
from practicelearn.study.sheets import sheet_file
from practicelearn.transcripts.folder import session_slug
from practicelearn.transcripts.readers.books import Book
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.sheets.files import column_name, csv_rows, file_key, yes_or_no

__all__ = ["List", "lists_in", "take_lists"]

_HALF = 0.5
_FEWEST = 3
"""Rows that must name somebody who speaks, before a sheet is taken for a list of who came."""
_HEAD_WITHIN = 8
"""Rows among which the headings are looked for: a title may stand above them."""
_COLUMNS = ("role", "is_peer", "team", "job_role", "line_manages_someone_present", "consent_quote")
_YES_NO = {"is_peer", "line_manages_someone_present", "consent_quote"}
_SAYS = (("quot", "consent_quote"), ("manage", "line_manages_someone_present"), ("peer", "is_peer"),
         ("job", "job_role"))  # fmt: skip
_QUESTIONS = {"wording", "question", "questions"}


@dataclass(frozen=True)
class List:
    """What a workbook says beside the transcripts.

    Parameters
    ----------
    path : Path
    came : list of dict
        A row a person: ``session_id``, ``speaker`` (None where nobody speaks under that name),
        ``named`` and the columns of the attendance sheet that it fills.
    asked : DataFrame
        The questions, with the columns of a topic guide; empty where there are none.
    """

    path: Path
    came: list[dict[str, str | None]]
    asked: pd.DataFrame = field(default_factory=pd.DataFrame)


def lists_in(paths: Iterable[Path], speakers: pd.DataFrame) -> list[List]:
    """Return those of the workbooks that say who came to the groups that were heard.

    Parameters
    ----------
    paths : iterable of Path
        Files that may be such a workbook; any other is passed over.
    speakers : DataFrame
        ``session_id``, ``speaker`` and ``file`` of everybody who was heard in other files.
    """
    found = []
    for path in paths:
        try:
            sheets = _sheets(path)
        except (OSError, ReadError):
            continue  # what is wrong with it is said where it is read
        tables = {title: _table(rows) for title, rows in sheets.items()}
        came = [
            row
            for title, table in tables.items()
            for row in _came(table, speakers)
            or _came_to_one(table, speakers, f"{_above(sheets[title])} {title} {path.stem}")
        ]
        if came:
            asked = next((g for t in tables.values() if len(g := _asked(t))), pd.DataFrame())
            found.append(List(path, came, asked))
    return found


def _sheets(path: Path) -> Mapping[str, Sequence[tuple[int, Sequence[Any]]]]:
    """The rows of each sheet of a workbook; a CSV file is one sheet, any other file none."""
    kind = path.suffix.lower()
    if kind == ".csv":
        return {"": csv_rows(path.read_bytes())}
    if kind != ".xlsx":
        return {}
    book = Book(path.read_bytes())
    return {title: book.rows(title) for title in book.titles}


def take_lists(folder: Path, found: List) -> str:
    """Write what a list says into the sheets of a folder, and return what was done, in sentences.

    Only cells that say nothing yet are filled: what a person chose stays.
    """
    table = read_sheets(folder)["attendance"]
    rows = dict(zip(_labels(table), table.attrs["rows"], strict=True))
    now = {
        n: dict(row) for n, row in zip(table.attrs["rows"], table.to_dict("records"), strict=True)
    }
    cells: dict[str, dict[int, str]] = {}
    n_rows, silent = 0, []
    for row in found.came:
        place = rows.get((row["session_id"], row["speaker"]))
        if place is None:
            silent.append(f"{row['named']} ({row['session_id']})")
            continue
        n_rows += 1
        for column in _COLUMNS:
            if row.get(column) and now[place].get(column) in {None, "unknown"}:
                cells.setdefault(column, {})[place] = str(row[column])
    change_sheets(folder, {"attendance": cells})
    said = f"It says who came: of {count(n_rows, 'row')} the person is found among who spoke, and "
    said += "what it says of them stands below."
    if len(found.asked) and not list(folder.glob("guide.*")):
        write_sheets(folder, {"guide": sheet_file(found.asked, "guide")})
        said += f" Its {count(len(found.asked), 'question')} became the topic guide."
    if silent:
        said += (
            f" Nobody speaks under the name of {joined(silent)}. Whoever was there and said "
            "nothing can be added below."
        )
    return said


def _labels(table: pd.DataFrame) -> list[tuple[Any, Any]]:
    return list(zip(table["session_id"], table["speaker"], strict=True))


def _table(rows: Sequence[tuple[int, Sequence[Any]]]) -> tuple[list[str], list[list[str]]]:
    """The headings and the rows below them: the first row with as many cells as the fullest."""
    told = [["" if v is None else str(v).strip() for v in row] for _, row in rows]
    filled = [sum(map(bool, row)) for row in told]
    most = max(filled, default=0)
    head = next((n for n, k in enumerate(filled[:_HEAD_WITHIN]) if k >= max(2, most - 1)), None)
    return ([], []) if head is None else (told[head], told[head + 1 :])


def _above(rows: Sequence[tuple[int, Sequence[Any]]]) -> str:
    """The words of the rows above the headings."""
    n = len(rows) - 1 - len(_table(rows)[1])
    return " ".join(str(v) for _, row in rows[:n] for v in row if v is not None)


def _came(
    table: tuple[list[str], list[list[str]]], speakers: pd.DataFrame
) -> list[dict[str, str | None]]:
    """The rows of a sheet that says who came; none where it is another one."""
    heads, body = table
    best: tuple[int, int, int] | None = None
    sessions = [[_session(c, speakers) for c in column] for column in _columns(heads, body)]
    people = {
        sid: {_name(label): label for label in own["speaker"].dropna()}
        for sid, own in speakers.groupby("session_id")
    }
    columns = _columns(heads, body)
    for where, found in enumerate(sessions):
        if sum(s is not None for s in found) < max(_FEWEST, _HALF * len(body)):
            continue
        for who, cells in enumerate(columns):
            hits = sum(
                s is not None and _name(c) in people[s] for s, c in zip(found, cells, strict=True)
            )
            if who != where and hits >= _FEWEST and hits > (best[0] if best else 0):
                best = (hits, where, who)
    if best is None:
        return []
    _, where, who = best
    meant = {n: _meant(head) for n, head in enumerate(heads) if n not in {where, who}}
    return [
        _person(sid, named, people[sid], row, meant)
        for sid, named, row in zip(sessions[where], columns[who], body, strict=True)
        if sid is not None and named
    ]


def _came_to_one(
    table: tuple[list[str], list[list[str]]], speakers: pd.DataFrame, said: str
) -> list[dict[str, str | None]]:
    """The rows of a sheet that says who came to the one group that its title names.

    Each person stands there once, and something is said of them: else it may be talk, whose words
    must not be lost.
    """
    heads, body = table
    sid = _titled(said, speakers)
    columns = _columns(heads, body)
    if sid is None:
        return []
    own = speakers.loc[speakers["session_id"] == sid, "speaker"].dropna()
    people = {_name(label): label for label in own}
    for who, cells in enumerate(columns):
        named = [_name(cell) for cell in cells if cell]
        hits = sum(name in people for name in named)
        meant = {n: _meant(head) for n, head in enumerate(heads) if n != who}
        says = set(meant.values()) & set(_COLUMNS)
        once = len(set(named)) == len(named)
        if says and once and hits >= max(_FEWEST, _HALF * len(named)):
            return [
                _person(sid, cell, people, row, meant)
                for cell, row in zip(cells, body, strict=True)
                if cell
            ]
    return []


def _titled(said: str, speakers: pd.DataFrame) -> str | None:
    """The one session of whose name the words hold something that no other session's has."""
    words = set(session_slug(f"{said}.x").split("-"))
    parts = {sid: set(sid.split("-")) for sid in speakers["session_id"].unique()}
    named = [
        sid
        for sid, own in parts.items()
        if words & own.difference(*(other for key, other in parts.items() if key != sid))
    ]
    return named[0] if len(named) == 1 else None


def _person(
    sid: str,
    named: str,
    people: Mapping[tuple[str, ...], str],
    row: Sequence[str],
    meant: Mapping[int, str],
) -> dict[str, str | None]:
    """What a row says of a person, with the columns of the attendance sheet."""
    one: dict[str, str | None] = {
        "session_id": sid, "speaker": people.get(_name(named)), "named": named,
    }  # fmt: skip
    return one | {
        column: _cell(column, row[k])
        for k, column in meant.items()
        if column in _COLUMNS and k < len(row)
    }


def _columns(heads: list[str], body: list[list[str]]) -> list[list[str]]:
    return [[row[k] if k < len(row) else "" for row in body] for k in range(len(heads))]


def _session(cell: str, speakers: pd.DataFrame) -> str | None:
    """The session that a cell names: by its file, else by words of one session's name alone."""
    if not cell:
        return None
    known: Mapping[str, str] = dict(zip(speakers["file"].map(file_key), speakers["session_id"],
                                        strict=True))  # fmt: skip
    if file_key(cell) in known:
        return known[file_key(cell)]
    wanted = set(session_slug(f"{cell}.x").split("-")) - {"group", "focus", "team", "session"}
    own = [sid for sid in set(known.values()) if wanted and wanted <= set(sid.split("-"))]
    return own[0] if len(own) == 1 else None


def _name(label: str) -> tuple[str, ...]:
    """A name as it is compared: its words in any order: "Okafor, Sam" is Sam Okafor."""
    return tuple(sorted(re.findall(r"\w+", label.casefold())))


def _meant(head: str) -> str:
    name = column_name(head)
    return next((column for word, column in _SAYS if word in name), name)


def _cell(column: str, said: str) -> str:
    if column not in _YES_NO:
        return said.casefold() if column == "role" else said
    try:
        answer = yes_or_no(said)
    except ValueError:
        return ""  # neither a yes nor a no: left blank, which is a no
    return "" if answer is None else "yes" if answer else "no"


def _asked(table: tuple[list[str], list[list[str]]]) -> pd.DataFrame:
    """The questions of a sheet, as a topic guide has them."""
    heads, body = table
    names = [column_name(head) for head in heads]
    at = next((n for n, name in enumerate(names) if name in _QUESTIONS), None)
    if at is None:
        return pd.DataFrame()
    prompts = names.index("prompts") if "prompts" in names else None
    rows = [row for row in body if len(row) > at and row[at]]
    hints = [row[prompts] if prompts is not None and len(row) > prompts else "" for row in rows]
    return pd.DataFrame(
        {
            "question_id": [f"q{n}" for n in range(1, len(rows) + 1)],
            "wording": [row[at] for row in rows],
            "prompts": [said.replace(",", ";") for said in hints],
            "version": ["1"] * len(rows),
            "codes": [""] * len(rows),
        }
    )
