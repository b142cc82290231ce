"""What a command answers: how it is asked for, and the one JSON document it can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answer", "begin", "now"]


@dataclass
class Answer:
    """What was asked for, and, where a document is wanted, what has been said so far.

    Attributes
    ----------
    as_json : bool
        One JSON document on stdout and nothing else there.
    quiet : bool
        No progress and no sentences beside the answer.
    is_help : bool
        Help was shown; that is no document.
    has_table : bool
        A table was printed: the next stands off from it.
    tables : dict of list of dict
        By name, a dict a row: the keys are the table's columns.
    said, files, warnings : list of str
        Sentences; paths that were written; what a person must look at.
    error : str, optional
        Why there is no answer.
    """

    as_json: bool = False
    quiet: bool = False
    is_help: bool = False
    has_table: bool = False
    command: str | None = None
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    error: str | None = None

    def keep(self, name: str, table: pd.DataFrame | Sequence[Mapping[str, Any]]) -> None:
        """Keep a table for the document; a second one of that name goes on below it."""
        if isinstance(table, Sequence):
            rows = [_plain(row) for row in table]
        else:
            heads = [str(name) for name in table.columns]
            rows = [
                {head: _plain(value) for head, value in zip(heads, row, strict=True)}
                for row in table.itertuples(index=False)
            ]
        self.tables.setdefault(name, []).extend(rows)

    def document(self, exit_code: int) -> bytes:
        """The document: UTF-8, its keys always the same, what is missing ``null``."""
        import json
        from importlib import metadata

        keys = {
            "practicelearn": metadata.version("practicelearn"),
            "command": self.command,
            "exit_code": exit_code,
            "error": self.error,
            "warnings": self.warnings,
            "tables": self.tables,
            "files": self.files,
            "said": self.said,
        }
        text = json.dumps(keys, ensure_ascii=False, indent=2, allow_nan=False)
        # a file's name that is no text is written as JSON writes half a surrogate pair
        return f"{text}\n".encode("utf-8", "backslashreplace")


_now = Answer()


def begin() -> Answer:
    """Begin a new answer: a command is typed."""
    global _now
    _now = Answer()
    return _now


def now() -> Answer:
    """The answer of the command that is running."""
    return _now


def _plain(value: Any) -> Any:
    """A value as JSON has it: numbers as numbers, days as ISO writes them, missing as None."""
    if value is None or isinstance(value, str | bool | int):
        return None if value == "" else value
    if isinstance(value, float):
        return float(value) if value - value == 0 else None  # neither missing nor endless
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, set | frozenset):
        return sorted(_plain(v) for v in value)
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        return _plain(value.tolist())
    from pandas import isna

    if isna(value):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
