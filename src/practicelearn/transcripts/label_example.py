"""What the labels of a file look like, said by one of them: ``[T001] Moderator:``.

A person who sees who was taken for a speaker can show one line's beginning; digits stand for any
digits, the name for any name, and every other sign for itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.labels import Opening, seconds

__all__ = ["openings_like"]

_TIME = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,:]\d{1,3})?")
_NAME = re.compile(r"[^\W_][\w.'’-]*(?: [^\W_][\w.'’-]*)*")
_NUMBER = re.compile(r"[A-Za-z]{0,4}\d+[.)]?$")
_LABEL = r"(?P<label>[^\W_][^\n\t:\[\]()<>|]{0,58}?|[^\W_])"
_OWN_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,:]\d{1,3})?"


def openings_like(example: str) -> Callable[[str], Opening | None]:
    """Return a function that finds the label of a line built like the example, or None.

    Parameters
    ----------
    example : str
        The beginning of a line, up to where speech begins: ``[T001] Moderator:``, ``<P1>``,
        ``00:03 - Kay``. A name alone stands alone on its line.

    Raises
    ------
    PracticelearnError
        There is no name in it.

    Examples
    --------
    >>> find = openings_like("[T001] Moderator:")
    >>> find("[T012] Participant 2: Well, no.").label, find("Well: no.")
    ('Participant 2', None)
    """
    shown = example.replace("<TAB>", "\t").strip(" \n")
    pattern = re.compile(_pattern(shown))

    def find(line: str) -> Opening | None:
        match = pattern.match(line)
        if match is None:
            return None
        time = match["time"] if "time" in pattern.groupindex else None
        end = match.end("label")
        return Opening(
            label=match["label"].strip(),
            label_span=match.span("label"),
            time_s=seconds(time) if time else None,
            time_span=match.span("time") if time else (end, end),
            text_at=match.start("text"),
            own_line=not match["text"].strip(),
            stamped=True,
        )

    return find


def _pattern(shown: str) -> str:
    times = [m.span() for m in _TIME.finditer(shown)]
    names = [m.span() for m in _NAME.finditer(shown)]
    names = [(a, b) for a, b in names if not any(x < b and a < y for x, y in times)]
    names = [_without_number(shown, span) for span in names]
    names = [(a, b) for a, b in names if b > a]
    lettered = [span for span in names if re.search(r"[^\W\d_]", shown[slice(*span)])] or names
    if not lettered:
        raise PracticelearnError(
            f'what the labels look like: "{shown}" holds no name; show one label as it stands in '
            'the file, such as "[T001] Moderator:"'
        )
    name = max(lettered, key=lambda s: (not _NUMBER.match(shown[slice(*s)]), s[1] - s[0]))
    parts = [r"[\s\ufeff]*"]
    at = 0
    spans = sorted([(*name, "label"), *((a, b, "time") for a, b in times[:1])])
    for a, b, kind in spans:
        parts.append(_literal(shown[at:a]))
        parts.append(_LABEL if kind == "label" else rf"(?P<time>{_OWN_TIME})")
        at = b
    rest = shown[at:]
    parts.append(_literal(rest))
    parts.append(
        r"(?P<text>\s.*|)$" if rest.strip() else r"(?P<text>)\s*$" if not rest else r"(?P<text>.*)$"
    )
    return "".join(parts)


def _without_number(shown: str, span: tuple[int, int]) -> tuple[int, int]:
    """A name without the number of the turn before it: ``1. Fac`` is Fac."""
    lead = re.match(r"\d+[.)]?\s+|[A-Z]\d{2,}\s+", shown[slice(*span)])
    return (span[0] + lead.end(), span[1]) if lead else span


def _literal(words: str) -> str:
    """Signs as they stand; digits are any digits, white space any but a tab."""
    return "".join(map(_sign, re.findall(r"\d+|\s+|\D", words)))


def _sign(part: str) -> str:
    if part.isdigit():
        return r"\d+"
    if part.isspace():
        return r"\t+" if "\t" in part else r"\s*"
    return re.escape(part)
