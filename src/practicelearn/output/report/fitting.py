"""How much room words take: what stands on one sheet or one slide is chosen by it.

Nobody knows beforehand with which fonts a council's computer prints. Widths are those of DejaVu
Sans, which is wider than what offices use: what fits here fits there.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["height_of", "largest", "lines_of", "shortened"]

_WIDTHS = {
    **dict.fromkeys("iljI.,:;'’|!", 0.32), **dict.fromkeys(" ()[]-–tfr/“”", 0.40),
    **dict.fromkeys("mMW", 0.98), **dict.fromkeys("wABCDEGHKNOPQRSUVXYZ—%@…", 0.82),
}  # fmt: skip
_OTHER = 0.61
_BOLD = 1.12


def lines_of(words: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return on how many lines words stand.

    Parameters
    ----------
    words : str
        A line break in it begins a new line; a word wider than a line is broken.
    width, size : float
        Of the line and of the type, in points.
    """
    return sum(_lines(part, width / (size * (_BOLD if bold else 1))) for part in words.split("\n"))


def height_of(
    words: str, width: float, size: float, *, leading: float = 1.2, bold: bool = False
) -> float:
    """Return how high words stand, in points; ``leading``: from line to line, of the type size."""
    return lines_of(words, width, size, bold=bold) * size * leading


def largest(sizes: Sequence[float], room: float, needed: dict[float, float]) -> float | None:
    """Return the largest size at which what is needed has room; None where none has."""
    return next((s for s in sorted(sizes, reverse=True) if needed[s] <= room), None)


def shortened(words: str, letters: int) -> str:
    """Return words of at most so many letters: a whole first sentence, else cut and marked so.

    Examples
    --------
    >>> shortened("Buy laptops. The old ones are slow, and nobody mends them.", 30)
    'Buy laptops.'
    >>> shortened("Buy laptops that start before the family has gone out.", 30)
    'Buy laptops that start …'
    """
    if len(words) <= letters:
        return words
    first = words.split(". ")[0].rstrip(".")
    if len(first) < letters:
        return f"{first}."
    return f"{words[: letters - 2].rsplit(' ', 1)[0].rstrip(' ,;:–')} …"


def _lines(words: str, width: float) -> int:
    """Lines of one paragraph; ``width`` in units of the type size."""
    n, used = 1, 0.0
    for word in words.split(" "):
        own = sum(_WIDTHS.get(letter, _OTHER) for letter in word)
        gap = _WIDTHS[" "] if used else 0.0
        if used + gap + own <= width:
            used += gap + own
            continue
        if used:
            n += 1
        n += max(0, -int(-own // width) - 1)
        used = own % width if own > width else own
    return n
