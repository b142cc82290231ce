"""What the columns of a table of quotes are, once they are known; and the question where not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from practicelearn.errors import TableError
from practicelearn.exchange.quote_sheets import Sheet

__all__ = ["CodeColumn", "HeadsUnknownError", "Layout", "is_mark", "is_marks"]

_YES = frozenset({"1", "x", "yes", "y", "true", "ja", "wahr", "✓", "✔"})
_NO = frozenset({"", "0", "no", "n", "false", "nein", "falsch", "-", "none"})
_MOST_SHOWN = 20


class HeadsUnknownError(TableError):
    """A table whose heads do not say what its columns are: a person can.

    Parameters
    ----------
    message : str
        The question, with what was found.
    lacks : sequence of str
        Our names for the columns that are asked for.
    heads : sequence of str
        The heads that may be meant.
    """

    def __init__(self, message: str, lacks: Sequence[str], heads: Sequence[str]) -> None:
        super().__init__(message)
        self.lacks = tuple(lacks)
        self.heads = tuple(head for head in heads if head)


def is_mark(cell: str, *, counted: bool = True) -> bool:
    """Whether a cell says that a code was given: 1, x, yes; a number above 0 if they count."""
    mark = cell.strip().casefold()
    return mark in _YES or (counted and mark.isdigit() and int(mark) > 0)


def is_marks(cells: Iterable[str], *, empty: bool = False) -> bool:
    """Whether cells hold marks and nothing else, at least one; ``empty``: or none at all."""
    found = {cell.strip().casefold() for cell in cells}
    return found <= _YES | _NO and (empty or bool(found & _YES))


@dataclass(frozen=True)
class CodeColumn:
    """A column that says a code: by its cells, or by its head where ``code`` is given."""

    place: int
    code: str | None = None
    coder: str | None = None

    def names(self, cells: Sequence[str]) -> str:
        """Return what a row's cell says of codes; empty where it says none."""
        if self.place < 0:
            return self.code or ""
        cell = cells[self.place] if self.place < len(cells) else ""
        if self.code is None:
            return cell
        return self.code if is_mark(cell) else ""


@dataclass
class Layout:
    """Where the heads of a sheet stand, and which column is what.

    ``above`` are columns of levels above the code, the highest first; ``marks`` those in which a
    mark says that a coder gave the code of the row, with the coder.
    """

    head: int
    heads: list[str]
    roles: dict[str, int] = field(default_factory=dict)
    codes: list[CodeColumn] = field(default_factory=list)
    above: list[int] = field(default_factory=list)
    marks: dict[int, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    months_first: bool = False

    @property
    def readable(self) -> bool:
        """Whether it says words or turns, and codes."""
        return self.has_words and bool(self.codes)

    @property
    def has_words(self) -> bool:
        """Whether a column holds quotes, or names turns."""
        return bool({"quote", "turn_id"} & set(self.roles))

    def given(self, cells: Sequence[str]) -> tuple[list[tuple[CodeColumn, str]], list[str]]:
        """Return the columns in which a row says codes with what they say, and levels above."""
        said = [(column, column.names(cells)) for column in self.codes]
        above = [cells[n] for n in self.above if n < len(cells) and cells[n]]
        if above and not said[0][1]:  # the row says a theme, and no code below it
            said = [(said[0][0], above.pop())]
        if self.marks:
            by = [who for n, who in self.marks.items() if n < len(cells) and is_mark(cells[n])]
            said = [(CodeColumn(c.place, c.code, who), cell) for c, cell in said for who in by]
        return [(column, cell) for column, cell in said if cell], above

    def shown(self, sheet: Sheet) -> str:
        """Return the heads with what stands below each, for a person who is asked about them."""
        first = next((row for _, row in sheet.below(self.head)), [])
        cells = [*first, *[""] * len(self.heads)]
        named = [
            f'"{head}" (such as "{cell[:30]}")' if cell else f'"{head}"'
            for head, cell in zip(self.heads, cells, strict=False) if head
        ]  # fmt: skip
        return "; ".join(named[:_MOST_SHOWN])
