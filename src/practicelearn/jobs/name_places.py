"""Where words stand that may be a name, as a person is shown them: with the turns around them."""

from __future__ import annotations

from dataclasses import dataclass

from practicelearn.corpus import Corpus
from practicelearn.pseudonyms.key_file import KeyRow

__all__ = ["Place", "Texts"]


@dataclass(frozen=True)
class Place:
    """Where words stand: in a turn, with the turns around it; or in a label, an id, a sheet.

    ``start`` and ``end`` are code points of ``text``; beside a speaker's label ``after`` is what
    they say first.
    """

    where: str
    session: str
    file: str
    speaker: str
    text: str
    start: int
    end: int
    before: str = ""
    after: str = ""


class Texts:
    """The places of a corpus as a person is shown them."""

    def __init__(self, corpus: Corpus) -> None:
        turns = corpus.turns
        self._ids = {turn: n for n, turn in enumerate(turns.index)}
        self._texts = turns["text"].tolist()
        self._sessions = turns["session_id"].astype(str).tolist()
        self._speakers = [s if isinstance(s, str) else "" for s in turns["speaker"]]
        files = corpus.sessions["file"]
        self._files = {str(s): f for s, f in files.items() if isinstance(f, str)}
        self._label = {label: n for n, label in reversed([*enumerate(self._speakers)])}

    def of_row(self, row: KeyRow) -> Place:
        """Return the place of a row of the key."""
        if row.place in self._ids and row.start:
            return self.of_turn(row.place, int(row.start), int(row.end))
        within = (n for label, n in self._label.items() if row.original in label)
        held = self._label.get(row.original, next(within, None))
        session = self._sessions[held] if held is not None else ""
        said = self._texts[held] if held is not None and row.place == "turns.speaker" else ""
        return Place(row.place, session, self._files.get(session, ""), "", row.original, 0,
                     len(row.original), after=said)  # fmt: skip

    def of_turn(self, turn: str, start: int, end: int) -> Place:
        """Return a place in a turn."""
        n = self._ids[turn]
        return Place("turns.text", self._sessions[n], self._files.get(self._sessions[n], ""),
                     self._speakers[n], self._texts[n], start, end,
                     self._around(n, n - 1), self._around(n, n + 1))  # fmt: skip

    def _around(self, n: int, other: int) -> str:
        inside = 0 <= other < len(self._texts) and self._sessions[other] == self._sessions[n]
        if not inside:
            return ""
        who = self._speakers[other]
        return f"{who}: {self._texts[other]}" if who else self._texts[other]
