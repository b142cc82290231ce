"""Words in a window that has few letters: what it cannot show is written another way, not lost."""

from __future__ import annotations

import codecs
import sys

__all__ = ["spell_what_is_missing"]

_INSTEAD = {
    "─": "-", "…": "...", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-",
    "−": "-", "·": "|", "×": "x", "→": "->", "←": "<-", "≤": "<=", "≥": ">=", "\u202f": " ",
    "\u00a0": " ", "\u2011": "-",
}  # fmt: skip
_NAME = "practicelearn-spell"


def spell_what_is_missing() -> None:
    """Let stdout and stderr write what their encoding has no letter for, instead of stopping.

    A rule becomes dashes, a typographic quote a straight one; a letter such as ł its number, as
    Python writes it.
    """
    codecs.register_error(_NAME, _spelt)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NAME)


def _spelt(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    if all("\udc80" <= c <= "\udcff" for c in missing):
        return missing.encode("utf-8", "surrogateescape"), error.end  # a file's name, as it is
    return "".join(
        _INSTEAD.get(c) or c.encode("ascii", "backslashreplace").decode() for c in missing
    ), error.end
