"""Tables and pictures of all rounds, read back: who raised each theme, and who took which side."""

from __future__ import annotations

import re
from typing import Any

from practicelearn.output.disclosure.facts import (
    AGAINST,
    FOR,
    MIXED,
    NO_STANCE,
    NOT_RAISED,
    Count,
)
from practicelearn.output.disclosure.finished import Piece
from practicelearn.output.disclosure.known import Known
from practicelearn.output.disclosure.noted import Noted, number_of
from practicelearn.output.disclosure.shapes import AS, PEOPLE, N

__all__ = ["ByRound"]

_SIDES = {"Well of it": FOR, "Critically": AGAINST, "Both": MIXED, "Took no side": NO_STANCE,
          "Did not raise it": NOT_RAISED}  # fmt: skip

_PICTURES = (_RAISED, _SPOKE) = ("People who raised each theme", "spoke well of it")
"""What the words of a picture of ours hold."""


class ByRound:
    """Reads these tables for one document.

    Parameters
    ----------
    noted : Noted
    known : Known
    rounds, names : str
        Patterns of the rounds and of the themes' names.
    """

    def __init__(self, noted: Noted, known: Known, rounds: str, names: str) -> None:
        self.noted, self.known, self._round, self._name = noted, known, rounds, names
        self._printed: set[tuple[str, str]] = set()
        self._drawn: list[tuple[str, str, Piece]] = []
        self._people = 0
        self._picture = ""

    def raised(self, text: str, piece: Piece) -> str:
        """Read a cell of the table of who raised each theme."""
        theme = self.known.names.get(piece.head)
        if theme is None or piece.column == "Theme":
            return text
        year = piece.column if piece.column in self.known.rounds else self.known.latest
        said = re.sub(rf"{AS}$", "", text)
        self._printed.add(("", said))
        self.noted.people(theme, year, said, f"{piece.head}, {year}: {said} people")
        return " "

    def parts(self, text: str, piece: Piece) -> str:
        """Read a cell of the table of for and against."""
        name = piece.caption.partition(": ")[2]
        theme = self.known.names.get(name)
        if theme is None or not re.fullmatch(rf"{N}|nobody", text):
            return text
        self._printed.add((name, text))
        if piece.column == "People":
            self._people = number_of(text)
            return " "
        if piece.column not in _SIDES or piece.head not in self.known.rounds:
            return text
        of: dict[str, Any] = self.noted.of(
            theme, piece.head, f"{name}, {piece.head}, {piece.column}: {text}"
        )
        side = _SIDES[piece.column]
        self.noted.add(
            Count(n=number_of(text), category=side, stands_of=self._people or None, **of)
        )
        return " "

    def alt(self, text: str, piece: Piece) -> str:
        """Read what the picture of all rounds says in words: as its table."""
        self._picture = next((kind for kind in _PICTURES if kind in piece.text), "")
        if self._picture != _RAISED:
            return text
        one = rf"(?:(?P<round>{self._round}) )?(?P<people>{PEOPLE}|not shown|not read)"
        row = re.compile(rf"(?P<name>{self._name}): (?P<all>{_unnamed(one)}(?:; {_unnamed(one)})*)")

        def told(hit: re.Match[str]) -> str:
            theme = self.known.names[hit["name"]]
            for own in re.finditer(one, hit["all"]):
                year = own["round"] or self.known.latest
                self.noted.people(theme, year, own["people"], f"{hit['name']}, {own[0]} people")
            return " "

        return row.sub(told, text)

    def drawn(self, text: str, piece: Piece) -> str:
        """Take out figures within a picture; each has to stand in a table of the document too."""
        kept = []
        for line in text.split("\n"):
            people = re.fullmatch(rf"({PEOPLE})(?: people)?", line)
            if self._picture == _RAISED and people:
                self._drawn.append(("", people[1], piece))
            elif self._picture == _SPOKE and re.fullmatch(N, line):
                self._drawn.append((piece.part, line, piece))
            else:
                kept.append(line)
        return "\n".join(kept)

    def drawn_alone(self) -> list[str]:
        """Return what is drawn and stands in no table."""
        return [
            f"{piece.section} > {piece.part}: {said}, in a picture".strip(" >:")
            for name, said, piece in self._drawn
            if (name, said) not in self._printed and not said.startswith(("fewer", "nearly"))
        ]


def _unnamed(pattern: str) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern)
