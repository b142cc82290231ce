"""The sheet of a coded table: its heads, and which column is what, for both readers of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practicelearn._tables import near_match
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.exchange.quote_heads import ROLES, Layout
from practicelearn.exchange.quote_sheets import Sheet, read_sheets
from practicelearn.exchange.table_questions import by_question
from practicelearn.transcripts.readers.columns import KINDS, Columns, find_columns

__all__ = ["CodedTable", "cell_of", "for_readers"]

_QUESTION = ("question", "prompt", "item", "frage", "question text", "question id")
_OWN = ("question", "person")


@dataclass(frozen=True)
class CodedTable:
    """The sheet, its heads, and which column the readers of transcripts take for what."""

    named: Mapping[str, Any]
    sheet: Sheet
    heads: list[str]
    seen: Columns | None

    @classmethod
    def of(cls, path: Path, named: Mapping[str, Any]) -> CodedTable:
        """Read the sheet, with what a person said of its columns.

        Raises
        ------
        TableError
            A column that was named is not there, or the file has several sheets.
        """
        _check_named(named)
        sheet = _one_sheet(path)
        seen = find_columns([row for _, row in sheet.rows], for_readers(named))
        header = seen.header if seen is not None else None
        heads = [" ".join(c.split()) for c in sheet.rows[header or 0][1]]
        return cls(named, sheet, heads, seen)

    @property
    def cells(self) -> dict[int, list[str]]:
        """Number of a row in the file to its cells."""
        return dict(self.sheet.rows)

    @property
    def session(self) -> int | None:
        """The column that names sessions."""
        return self.seen.others.get("session") if self.seen is not None else None

    @property
    def question(self) -> int | None:
        """The column that says which question a row answers."""
        if "question" in self.named:
            return self.place("question", str(self.named["question"]))
        plain = [h.casefold() for h in self.heads]
        return next((n for n, head in enumerate(plain) if head in _QUESTION), None)

    @property
    def told(self) -> dict[str, str | Sequence[str]]:
        """What the reader of quotes is told: a person's words, else the readers' of transcripts."""
        told = {k: v for k, v in self.named.items() if k in ROLES and k != "speaker"}
        if self.seen is None:
            return told
        told.setdefault("quote", self.heads[self.seen.text[0]])
        for ours, theirs in (("session_id", "session"), ("speaker", "speaker")):
            if theirs in self.seen.others:
                told[ours] = self.heads[self.seen.others[theirs]]
        return told

    def codes_said(self, layout: Layout) -> dict[int, str]:
        """Row to what its columns of codes say."""
        return {
            number: "; ".join(
                filter(None, (c.names(cell_of(row, c.place)) for c in layout.codes if c.place >= 0))
            )
            for number, row in self.cells.items()
        }

    def answers(self, corpus: Corpus, layout: Layout) -> list[tuple[Layout, dict[int, str]]]:
        """Return, where each column answers a question, its codes and turns; else nothing.

        ``layout`` is told which of its columns these are.

        Raises
        ------
        TableError
            Codes stand beside several questions, and nothing says which they are of.
        """
        if self.seen is None or self.seen.wide != "questions":
            return []
        questions = [self.heads[n] for n in self.seen.text]
        parts = by_question(corpus, layout, questions, dict(self.sheet.below(layout.head)))
        found = [column for own, _ in parts for column in own.codes]
        if layout.codes and not found:
            named = ", ".join(f'"{self.heads[c.place]}"' for c in layout.codes if c.place >= 0)
            asked = ", ".join(f'"{q}"' for q in questions)
            raise TableError(
                f"the codes {named} stand beside {len(questions)} questions ({asked}), and nothing "
                "says which answer they are of. Put the question into their heads, such as "
                f'"{questions[0]}: Pay", or a row an answer with a column "question".'
            )
        layout.codes = found
        used = {c.place for c in found} | {n for n, h in enumerate(layout.heads) if h in questions}
        layout.unused = [h for h in layout.unused if layout.heads.index(h) not in used]
        return parts

    def place(self, ours: str, theirs: str) -> int:
        """Return where the column stands that a person named."""
        plain = [h.casefold() for h in self.heads]
        if theirs.casefold() not in plain:
            raise TableError(
                f'there is no column "{theirs}" to be "{ours}"; found {", ".join(self.heads)}.'
                f"{near_match(theirs, self.heads)}"
            )
        return plain.index(theirs.casefold())


def cell_of(row: Sequence[str], n: int | None) -> str:
    """Return what a row has in a column; empty where it has none."""
    return row[n].strip() if n is not None and n < len(row) else ""


def for_readers(named: Mapping[str, Any]) -> dict[str, str]:
    """Return what a person said of columns that the readers of transcripts ask for."""
    return {kind: str(named[kind]) for kind in KINDS if kind in named}


def _check_named(named: Mapping[str, Any]) -> None:
    roles = [role for role in ROLES if role not in ("session_id", "turn_id")]
    known = dict.fromkeys([*KINDS, *_OWN, *roles])
    for ours in named:
        if ours not in known:
            raise TableError(
                f'columns: "{ours}" is not one of {", ".join(known)}.{near_match(ours, known)}'
            )


def _one_sheet(path: Path) -> Sheet:
    """The table itself; of a workbook its only sheet, since codes belong to rows of one."""
    sheets = read_sheets(path)
    if len(sheets) > 1:
        names = ", ".join(f'"{sheet.title}"' for sheet in sheets)
        raise TableError(
            f"{path.name}: it has {len(sheets)} sheets ({names}), and codes belong to the rows of "
            "one. Put all sessions into one sheet with a column that names them, or save the sheet "
            "as CSV."
        )
    return sheets[0]
