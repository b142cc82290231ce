"""Who came, and who answered what: their sentences and tables, read back from a document."""

from __future__ import annotations

import re

from practicelearn.output.disclosure.answered import ALL, ANSWERED_BY, ATTRIBUTES_SAID
from practicelearn.output.disclosure.facts import TooFine
from practicelearn.output.disclosure.finished import Piece
from practicelearn.output.disclosure.known import Known
from practicelearn.output.disclosure.noted import Noted, number_of
from practicelearn.output.disclosure.shapes import AS, CAME, PEOPLE, N

__all__ = ["Answers"]


class Answers:
    """Reads how many came, and how many answered what.

    Parameters
    ----------
    noted : Noted
    known : Known
    rounds : str
        A pattern of the rounds.
    """

    def __init__(self, noted: Noted, known: Known, rounds: str) -> None:
        self.noted, self.known, self._round = noted, known, rounds
        self._invited: int | None = None

    def came(self, text: str, _: Piece) -> str:
        """Who came to a round, in one sentence."""
        shape = re.compile(
            rf"(?:In (?P<round>{self._round}), )?(?P<came>{CAME})(?: of (?P<of>{N}) staff| people) "
            rf"came(?:, in (?:{N} of {N} groups? planned|{N} groups?|the one group))?{AS}\.",
            re.IGNORECASE,
        )
        held = re.compile(
            rf"(?:In (?:{self._round}), )?(?:{N} of {N} groups? planned were held|"
            rf"(?:{N} groups?|the one group) met)\.",
            re.IGNORECASE,
        )

        def told(hit: re.Match[str]) -> str:
            year = hit["round"] or self.known.latest
            invited = number_of(hit["of"]) if hit["of"] else None
            self.noted.came(year, ALL, hit["came"].lower(), invited)
            return " "

        return held.sub(" ", shape.sub(told, text))

    def cell(self, text: str, piece: Piece) -> str:
        """Who came of one team, role or length of service: a row of its table."""
        table = re.fullmatch(rf"{ANSWERED_BY}([\w ]+?)(?:, ({self._round}))?{AS}", piece.caption)
        if table is None or piece.head not in self.known.kinds:
            return text
        by = next((k for k, said in ATTRIBUTES_SAID.items() if said == table[1]), "")
        if text == piece.head:
            self._invited = None
            return " "
        if piece.column == "Invited":
            self._invited = number_of(text) if re.fullmatch(N, text) else None
            return re.sub(rf"^{N}$", " ", text)
        if piece.column == "Came" and by and re.fullmatch(CAME, text):
            year = table[2] or self.known.latest
            self.noted.came(year, (by, piece.head), text, self._invited)
            return " "
        return text

    def replies(self, text: str, piece: Piece) -> str:
        """How many answered what of those who took part; 0 to 4 of anything are too fine."""
        shape = re.compile(rf"(Yes|Not quite|Missing): ({N}|nobody|fewer than 5)(?=[;.])")
        came = re.compile(
            rf"^({PEOPLE}) people who took part in (?:{self._round}) answered the page"
        )
        wrote = re.compile(rf"({N}|Fewer than 5) wrote that something is missing\.")

        def told(hit: re.Match[str]) -> str:
            n = hit[hit.re.groups]
            if n == "nobody" or (n[0].isdigit() and number_of(n.split(" of ")[0]) < 5):
                theme = self.known.names.get(piece.part, "")
                self.noted.add(TooFine(theme=theme, round=self.known.latest, said=hit[0],
                                  release=self.noted.release))  # fmt: skip
            return " "

        text = wrote.sub(told, came.sub(told, text))
        return shape.sub(told, text) if "asked whether this is it" in text else text

    def would_help(self, text: str, piece: Piece) -> str:
        """How many answered what to a promise."""
        if piece.column not in ("Yes", "Not quite") or not re.fullmatch(N, text):
            return text
        if number_of(text) < 5:
            self.noted.add(TooFine(theme="", round=self.known.latest, release=self.noted.release,
                              said=f"{piece.head}: {text}"))  # fmt: skip
        return " "
