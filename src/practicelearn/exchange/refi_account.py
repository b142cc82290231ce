"""What explains the difference between a REFI-QDA file and what came of it, seen from the whole.

What is lost with a selection or source is put down where it is read; here is what only the whole
shows: words in no turn, descriptions that none of our tables holds, users who coded nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.exchange.beside import Beside, Tables
from practicelearn.exchange.packed import Package
from practicelearn.exchange.refi_spans import Found, Lose, SourceText
from practicelearn.exchange.refi_there import descriptions_in
from practicelearn.exchange.refi_xml import CodeRow, children
from practicelearn.exchange.sources import left_out

__all__ = ["Explains"]


@dataclass(frozen=True)
class Explains:
    """Tells ``lose`` what of a project is no part of what was made of it.

    Parameters
    ----------
    root : lxml element
    package : Package
    beside : Beside
    codes : mapping
        Identifier to code id.
    lose : callable
    """

    root: Any
    package: Package
    beside: Beside
    codes: Mapping[str, str]
    lose: Lose

    def words(self, texts: Sequence[SourceText]) -> None:
        """Say of every word of a source that is in no turn what it is, and what readers met."""
        for text in texts:
            for left in left_out(text.source) if text.source is not None else ():
                of = ("words", left.n) if left.what == "words" else None
                self.lose(left.severity, left.what, left.message, left.text, text.row.name, of)

    def memos(self, tables: Tables, found: Found) -> None:
        """Say of every description that none of our tables holds that it is left out."""
        kept = Counter(
            str(text).strip()
            for table in (tables.cases, tables.variables, tables.sets)
            for text in table["description"].dropna()
        )
        described = tables.notes["name"].astype(str).str.startswith("description of ")
        kept.update(str(text).strip() for text in tables.notes.loc[described, "text"])
        kept.update(
            str(s["description"]).strip()
            for s in found.selections
            if s["description"] and (s["codings"] or s["status"] == "comment")
        )
        for place, text in descriptions_in(self.root):
            if place == "Note":
                message = "descriptions of notes, which stand in the note"
                self.lose("note", "memo", message, "", of=("memos", 1))
            elif kept[text]:
                kept[text] -= 1
            else:
                message = "descriptions of what did not come in, or has none in a study"
                self.lose("warning", "memo", message, text, of=("memos", 1))
        empty = tables.notes["text"].isin([None, ""]) & tables.notes["name"].isna()
        if empty.any():
            message = "notes without words"
            self.lose("note", "memo", message, of=("memos", int(empty.sum())))

    def code_book(self, rows: Sequence[CodeRow], frame: CodingFrame | None) -> None:
        """Say which codes of the book are one, and which were made of names."""
        ids = set(self.codes.values())
        if len(rows) > len(ids):
            message = "codes of one identifier or name, which are one"
            self.lose("note", "code", message, of=("codes", len(rows) - len(ids)))
        if len(frame or ()) != len(ids):
            message = "codes above others, made of their names"
            self.lose("note", "code", message, of=("codes", len(ids) - len(frame or ())))

    def coders(self, codings: Codings) -> None:
        """Say which users coded nothing, and which coders no list names."""
        known = [c for g, c in self.beside.coders.items() if g in self.beside.listed]
        idle = [name for name in known if name not in codings.coders]
        if idle:
            message = "users who coded nothing: no coders"
            self.lose("note", "user", message, ", ".join(idle), of=("coders", len(idle)))
        more = [name for name in codings.coders if name not in known]
        if more:
            message = "coders that the list of users does not name"
            self.lose("warning", "user", message, ", ".join(more), of=("coders", -len(more)))

    def codings(self, found: Found) -> None:
        """Say which codings are one coding here."""
        for n, message in (
            (found.n_again, "codings that say what another says: one person, code and passage"),
            (found.n_parts, "further parts of a coding that goes over a gap"),
        ):
            if n:
                self.lose("note", "coding", message, of=("codings", n))

    def left_over(self) -> None:
        """Say what of the package nobody read."""
        left = self.package.left_over()
        if left:
            message = f"{len(left)} files of the package were not used: {', '.join(left[:5])}"
            self.lose("note", "file", message)
        n = sum(1 for g in children(self.root, "Graphs") for _ in children(g, "Graph"))
        if n:
            self.lose("warning", "graph", f"{n} graphs (maps) are not read")
