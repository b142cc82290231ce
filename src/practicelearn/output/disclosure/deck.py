"""Screens of the years page, read back: labels of dots, squares of groups, an interval in words."""

from __future__ import annotations

import re

from practicelearn.output.disclosure.finished import Piece
from practicelearn.output.disclosure.known import Known
from practicelearn.output.disclosure.noted import Noted
from practicelearn.output.disclosure.shapes import GROUPS, PEOPLE, SIGNED, N

__all__ = ["Deck"]


class Deck:
    """Reads what only a screen says; each is about the one theme that its pieces name.

    Parameters
    ----------
    noted : Noted
    known : Known
    rounds : str
        A pattern of the rounds.
    """

    def __init__(self, noted: Noted, known: Known, rounds: str) -> None:
        self.noted, self.known = noted, known
        when = rf"(?:(?P<round>{rounds}):? )?"
        self._dot = re.compile(rf"{when}(?P<people>{PEOPLE})(?: people)?")
        self._squares = re.compile(
            rf"{when}(?P<groups>{GROUPS})(?:, {N} groups? not read)?(?= split not shown|$)"
        )
        self._unread = re.compile(rf"{when}{N} groups? not read")
        self._fits = re.compile(
            rf"Every change from (?P<low>{SIGNED}) to (?P<high>{SIGNED}) percentage points fits "
            r"what was heard\."
        )

    def read(self, text: str, piece: Piece) -> str:
        """Read a sentence, or what is said of a part of the picture."""
        theme = self.known.names.get(piece.part)
        if theme is None:
            return text
        text = text.strip()
        dot, none = self._dot.fullmatch(text), self._unread.fullmatch(text)
        if dot:
            year = dot["round"] or self.known.latest
            self.noted.people(theme, year, dot["people"], f"{piece.part}, {text}")
            return " "
        if none:
            return " "

        def squares(hit: re.Match[str]) -> str:
            year = hit["round"] or self.known.latest
            self.noted.groups(theme, year, hit["groups"], f"{piece.part}, {hit[0]}")
            return " "

        def fits(hit: re.Match[str]) -> str:
            self.noted.interval(theme, self.known.latest, hit["low"], hit["high"], hit[0])
            return " "

        return self._fits.sub(fits, self._squares.sub(squares, text, count=1))
