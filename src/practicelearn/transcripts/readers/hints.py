"""What a caller may know of a file before it is read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

__all__ = ["Hints"]


@dataclass(frozen=True)
class Hints:
    """What the caller knows: labels of the attendance sheet, columns of a table, kind of source.

    ``split_words`` asks to part a segment where its words change speaker; ``unlabelled`` is
    "continue" where what has no label goes on with the speaker before it, "unknown" where it is
    nobody's, and "exception" where a paragraph without a label goes on only if such are few.
    ``rows`` is "keep" where each row of a table stays a turn of its own.
    ``labels_like`` is one label as it stands in the file, where a person showed one.
    """

    labels: Collection[str] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    split_words: bool = False
    unlabelled: str = "exception"
    source_kind: str = "transcript"
    fix_labels: bool = False
    rows: str = "merge"
    labels_like: str = ""
