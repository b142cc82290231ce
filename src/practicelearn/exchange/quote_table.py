"""Tables with one row a quote (CSV, Excel) as codings, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._cells import legal_xml, unescape_cell, write_table
from practicelearn._tables import SPANS
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.exchange.assemble import CodeNames, assemble
from practicelearn.exchange.locate import Finder, Found
from practicelearn.exchange.packed import file_bytes
from practicelearn.exchange.project import Project, said_plainly
from practicelearn.transcripts.sheets.files import file_key, read_sheet

__all__ = ["read_quotes", "write_quotes"]

_NAMES: Mapping[str, tuple[str, ...]] = {
    "session_id": ("session_id", "document", "file", "source", "document_name", "interview"),
    "turn_id": ("turn_id", "turn"),
    "start": ("start",),
    "end": ("end",),
    "quote": ("quote", "text", "content", "segment", "coded_segment", "excerpt", "quotation",
              "quotation_content", "highlight", "words"),
    "code": ("code", "codes", "tag", "tags", "theme", "code_name", "code_path"),
    "coder": ("coder", "author", "user", "created_by", "coded_by", "analyst"),
    "memo": ("memo", "comment", "note", "notes"),
    "at": ("at", "created", "coded_at"),
}  # fmt: skip
_SEVERAL = re.compile(r"\s*[;|\n]\s*")
_KEPT = ("coding_id", "part", "origin", "accepted_by", "stance", "strength")


@said_plainly
def read_quotes(
    path: str | Path,
    corpus: Corpus,
    frame: CodingFrame | None = None,
    *,
    threshold: float = 0.8,
    coder: str = "unknown",
    columns: Mapping[str, str] | None = None,
) -> Project:
    """Return the codings of a table, each quote found again in its transcript.

    Parameters
    ----------
    path : str or Path
        ``.csv`` or ``.xlsx``. Columns: the quote or the turn; the code (several with ``;``; levels
        with ``>``); if there are any the session, coder, memo, date. Usual other names are known.
    corpus : Corpus
        Where the words stand.
    frame : CodingFrame, optional
        Codes are found by id, name or path. By default a frame is made of the codes found.
    threshold : float, default 0.8
        A quote less like its place than this (0 to 1) is left out and listed. At 0.8, of ten words
        eight stand there in order.
    coder : str
        Who coded, where no column says.
    columns : mapping of str to str, optional
        Which of the table's columns is ``quote``, ``code`` and so on.

    Returns
    -------
    Project
        ``codings.spans`` has a further column ``score``; ``losses`` names each row that was left
        out, and each that was taken although its words differ.

    Raises
    ------
    TableError
        There is no column of codes, or none of quotes or turns.
    """
    path = Path(path)
    file_bytes(path)
    reader = _Rows(path, corpus, CodeNames(frame, path.stem), threshold, coder)
    sheet = _named(read_sheet(path), columns or {}, path.name, reader.session)
    for number, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        reader.row(number, {str(k): unescape_cell(v) for k, v in row.items() if v is not None})
    return assemble(
        corpus, reader.codes.frame, reader.rows, reader.losses, path=path, origin="table",
    )  # fmt: skip


def write_quotes(path: str | Path, corpus: Corpus, codings: Codings) -> Path:
    """Write one row a coded passage (CSV or Excel, cells escaped) and return the path.

    Columns: session_id, speaker, the columns of spans, and the code's name and path. The table
    read back by :func:`read_quotes` gives the same codings.
    """
    spans = codings.shareable.spans
    turns = corpus.turns.reindex(spans["turn_id"])
    table = spans[SPANS.names].copy()
    table.insert(0, "session_id", turns["session_id"].to_numpy())
    table.insert(1, "speaker", turns["speaker"].to_numpy())
    names = {c.id: c.name for c in codings.frame.codes} if codings.frame is not None else {}
    table.insert(table.columns.get_loc("code") + 1, "code_label", table["code"].map(names))
    return write_table(table, path)


class _Rows:
    """Goes through the rows; what cannot be placed is put down with its row's number."""

    def __init__(
        self, path: Path, corpus: Corpus, codes: CodeNames, threshold: float, coder: str
    ) -> None:
        self.file = path.name
        self.codes = codes
        self.threshold = threshold
        self.coder = coder
        self.texts = corpus.turns["text"].to_dict()
        self.finder = Finder(corpus)
        self.sessions = {str(s).casefold(): str(s) for s in corpus.sessions.index}
        for session_id, file in corpus.sessions["file"].items():
            if isinstance(file, str):
                self.sessions.setdefault(file_key(file), str(session_id))
        self.rows: list[dict[str, Any]] = []
        self.losses: list[dict[str, Any]] = []

    def session(self, name: str) -> str | None:
        """Return the session of an id or of a file's name, None where there is none."""
        return self.sessions.get(name.casefold()) or self.sessions.get(file_key(name))

    def lose(self, number: int, severity: str, message: str, text: str | None = None) -> None:
        """Put down one loss."""
        self.losses.append(
            {"file": self.file, "severity": severity, "what": "quote",
             "message": f"row {number}: {message}", "text": text}
        )  # fmt: skip

    def row(self, number: int, row: Mapping[str, str]) -> None:
        """Read one row."""
        quote = row.get("quote")
        codes = self._codes(number, row)
        if not codes:
            return
        found = self._place(number, row)
        if found is None:
            return
        if found.score < 1:
            words = " / ".join(self.texts[t][a:b] for t, a, b in found.parts)
            message = f'taken as "{words[:200]}" (score {found.score:.2f}); look at it'
            self.lose(number, "warning", message, quote)
        kept: dict[str, Any] = {k: row[k] for k in _KEPT if k in row}
        for name in ("part", "strength"):
            if name in kept:
                kept[name] = int(kept[name])
        if len(codes) > 1:
            kept.pop("coding_id", None)
        for code in codes:
            self.rows.append(
                {**kept, "parts": list(found.parts), "code": code, "score": found.score,
                 "coder": row.get("coder", self.coder), "memo": row.get("memo"),
                 "at": row.get("at")}
            )  # fmt: skip

    def _codes(self, number: int, row: Mapping[str, str]) -> list[str]:
        found = []
        for name in filter(None, _SEVERAL.split(row.get("code", ""))):
            code = self.codes.find(name)
            if code is None:
                hint = self.codes.near(name)
                self.lose(number, "error", f'no code "{name}".{hint}', row.get("quote"))
            else:
                found.append(code)
        if not row.get("code"):
            self.lose(number, "warning", "it names no code", row.get("quote"))
        return list(dict.fromkeys(found))

    def _place(self, number: int, row: Mapping[str, str]) -> Found | None:
        quote, turn = row.get("quote"), row.get("turn_id")
        session = None
        if row.get("session_id"):
            name = row["session_id"]
            session = self.session(name)
            if session is None:
                self.lose(number, "error", f'there is no session "{name}"', quote)
                return None
        if turn is not None and turn not in self.texts and session and turn.isdigit():
            turn = f"{session}:{int(turn):05d}"
        if turn is not None and turn not in self.texts:
            self.lose(number, "error", f'there is no turn "{turn}"', quote)
            return None
        if turn is not None and quote is None:
            return Found(((turn, 0, len(self.texts[turn])),), 1.0, 1)
        if quote is None:
            self.lose(number, "error", "it has neither a quote nor a turn")
            return None
        exact = self._as_given(row, turn)
        found = exact or self.finder.find(quote, session=session, turn=turn)
        if found.score < self.threshold:
            message = f"the quote is nowhere in the transcript (best score {found.score:.2f})"
            self.lose(number, "error", message, quote)
            return None
        if found.n_places > 1:
            message = f"the quote stands in {found.n_places} places; name its turn"
            self.lose(number, "error", message, quote)
            return None
        return found

    def _as_given(self, row: Mapping[str, str], turn: str | None) -> Found | None:
        if turn is None or not row.get("start", "").isdigit() or not row.get("end", "").isdigit():
            return None
        a, b = int(row["start"]), int(row["end"])
        words = self.texts[turn][a:b]
        same = legal_xml(words).split() == row["quote"].split()
        return Found(((turn, a, b),), 1.0, 1) if same and words else None


def _named(
    sheet: pd.DataFrame,
    columns: Mapping[str, str],
    file: str,
    session: Callable[[str], str | None],
) -> pd.DataFrame:
    """The sheet with our names for its columns; the sessions' is the one that names sessions."""
    rename: dict[str, str] = {}
    for ours, theirs in columns.items():
        key = "_".join(theirs.lower().replace("-", " ").split())
        if key not in sheet.columns:
            raise TableError(f'{file}: there is no column "{theirs}" to be "{ours}".')
        rename[key] = ours
    for ours, names in _NAMES.items():
        if ours in rename.values():
            continue
        hits = [n for n in names if n in sheet.columns and n not in rename]
        if ours == "session_id" and len(hits) > 1:  # an "id" may be the quote's own
            hits.sort(key=lambda n: -sum(session(str(c)) is not None for c in sheet[n].dropna()))
        if hits:
            rename[hits[0]] = ours
            if ours == "session_id":  # a column of our name that is none
                rename |= {ours: f"other_{ours}"} if ours in hits[1:] else {}
    found = set(rename.values())
    if "code" not in found or not found & {"quote", "turn_id"}:
        raise TableError(
            f'{file}: expected a column "code", and one of "quote" or "turn"; found '
            f"{', '.join(map(str, sheet.columns))}. Name them so in its first row."
        )
    out = sheet.rename(columns=rename)
    out.attrs = sheet.attrs
    return out
