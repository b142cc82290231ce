"""What a search shows, as a workbook or a Word file for the team; files kept until fetched."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from practicelearn._cells import legal_xml
from practicelearn._sheets import lay_out
from practicelearn._word import plain_document
from practicelearn.app.searching import Searching
from practicelearn.app.sought import Asked, Column
from practicelearn.errors import CodingError
from practicelearn.study.sheets import fill_sheet, saved

__all__ = ["Exporting", "File"]

NOTICE = (
    "NOT FOR SHARING. For the team that analyses: passages stand here with their places. What is "
    "for readers is the report."
)
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_KEPT = 4


class File(NamedTuple):
    """A file to be fetched: its name, what it is, and its content."""

    name: str
    kind: str
    content: bytes


class Exporting:
    """Files that were made, of searches and other things, each fetched once.

    Parameters
    ----------
    searching : Searching
    """

    def __init__(self, searching: Searching) -> None:
        self.searching = searching
        self._waiting: dict[str, File] = {}

    def make(self, args: Mapping[str, Any]) -> str:
        """Make a file of what is asked for, and return the ticket it is fetched with.

        Parameters
        ----------
        args : mapping
            ``to`` (xlsx or docx), and what :class:`practicelearn.app.searching.Asked` holds.

        Raises
        ------
        CodingError
            Names have not been replaced in this study, or there is nothing to write.
        """
        settings = self.searching.study.settings
        kind = str(args.get("to"))
        if kind not in TYPES:
            raise CodingError("A search is written to an Excel or a Word file.")
        if not settings.pseudonymised:
            raise CodingError(
                "Nothing was written: names have not been replaced in this study, so its passages "
                "stay in it."
            )
        asked = Asked.of(args)
        columns = self.searching.columns(asked)
        if not any(column.hits for column in columns):
            raise CodingError("Nothing is found, so there is nothing to write.")
        write = _workbook if kind == "xlsx" else _document
        content = write(self._rows(columns), _about(asked, columns), settings.title)
        return self.keep(File(_name(settings.title, columns, asked, kind), TYPES[kind], content))

    def keep(self, file: File) -> str:
        """Keep a file until it is fetched, and return the ticket it is fetched with."""
        ticket = secrets.token_urlsafe(24)
        self._waiting[ticket] = file
        while len(self._waiting) > _KEPT:
            del self._waiting[next(iter(self._waiting))]
        return ticket

    def named(self, ticket: str) -> str:
        """Return what a file that waits is called."""
        return self._waiting[ticket].name

    def take(self, ticket: str) -> File | None:
        """Return the file of a ticket, once."""
        return self._waiting.pop(ticket, None)

    def _rows(self, columns: list[Column]) -> pd.DataFrame:
        scope = self.searching.scope(Asked())
        rows = []
        for column in columns:
            for hit in column.hits:
                row, session = self.searching.shown(hit, leaving=True), scope[hit.session]
                codes = [f"{name} ({by})" if by else name for _, name, by in row["codes"]]
                rows.append(
                    {
                        "code": column.head, "round": session.get("year", ""),
                        "group": session.get("group", ""), "session": hit.session,
                        "turn": str(row["n"]), "speaker": row["who"], "role": row["role"] or "",
                        "before": row["before"], "words": row["words"], "after": row["after"],
                        "codes": "; ".join(codes), "coded by": row["by"],
                    }
                )  # fmt: skip
        return pd.DataFrame(rows)


def _about(asked: Asked, columns: list[Column]) -> list[str]:
    words = asked.text and f"“{asked.text}”{' exactly as written' if asked.exact else ''}"
    coder = {"": "mine", "*": "settled, else mine"}.get(asked.coder, asked.coder)
    wanted = [
        f"{label}: {value}"
        for label, value in (
            ("Words", words), ("Coded by", asked.code and coder),
            ("Stance", asked.stance), ("Round", asked.year), ("Group", asked.group),
            ("Role", asked.role), ("Speaker", asked.speaker),
            ("Turns", "not read" if asked.unread else ""),
        )
        if value
    ]  # fmt: skip
    said = [f"{c.head}: {c.said}" if c.head else c.said for c in columns]
    return [
        "; ".join(wanted),
        *(f"{s}. {c.note}".strip() for s, c in zip(said, columns, strict=True)),
    ]


def _workbook(rows: pd.DataFrame, about: list[str], title: str) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = "passages"
    lines = [NOTICE, title, *filter(None, about)]
    for n, line in enumerate(lines, start=1):
        cell = sheet.cell(n, 1, legal_xml(line))
        cell.data_type, cell.number_format = (
            "s",
            "@",
        )  # a title is no formula, whatever it begins with
        cell.font = Font(bold=n == 1)
    fill_sheet(sheet, rows, head=len(lines) + 1)
    lay_out(sheet, head=len(lines) + 1, title=title, notice=NOTICE.split(". ")[0])
    return saved(book)


def _document(rows: pd.DataFrame, about: list[str], title: str) -> bytes:
    document = plain_document(legal_xml(title))
    document.add_heading(legal_xml(title), 0)
    document.add_paragraph().add_run(NOTICE).bold = True
    for line in filter(None, about):
        document.add_paragraph(legal_xml(line))
    head, place = None, None
    for row in rows.to_dict("records"):
        if row["code"] and row["code"] != head:
            document.add_heading(legal_xml(row["code"]), 1)
            place = None
        head = row["code"]
        if place != (row["round"], row["group"], row["session"]):
            place = (row["round"], row["group"], row["session"])
            document.add_heading(
                legal_xml(", ".join(filter(None, [row["group"], row["round"]]))), 2
            )
        said = document.add_paragraph()
        said.add_run(legal_xml(row["before"]))
        said.add_run(legal_xml(row["words"])).bold = True
        said.add_run(legal_xml(row["after"]))
        where = [f"{row['session']}, turn {row['turn']}", row["speaker"], row["role"], row["codes"],
                 row["coded by"]]  # fmt: skip
        document.add_paragraph(legal_xml(" · ".join(filter(None, where))))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _name(title: str, columns: list[Column], asked: Asked, kind: str) -> str:
    """Study, code (or the words), date: letters that every system's file names can bear."""
    what = [c.head for c in columns if c.head] or [asked.text or "turns"]
    words = [title, *what, date.today().isoformat()]
    plain = [re.sub(r"[^a-z0-9]+", "-", w.lower())[:41].strip("-") for w in words]
    return f"{'-'.join(filter(None, plain))}.{kind}"
