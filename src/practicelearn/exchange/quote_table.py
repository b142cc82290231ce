"""Tables with one row a quote (CSV, Excel) as codings, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from practicelearn._cells import legal_xml, write_table
from practicelearn._tables import SPANS
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.exchange.assemble import CodeNames, assemble
from practicelearn.exchange.locate import Finder, Found
from practicelearn.exchange.project import CodedProject, said_plainly
from practicelearn.exchange.quote_dates import iso_date, months_first
from practicelearn.exchange.quote_heads import CodeColumn, Layout, layout_of
from practicelearn.exchange.quote_sheets import Sheet, read_sheets
from practicelearn.transcripts.sheets.files import file_key

__all__ = ["read_quotes", "write_quotes"]

_LINES = re.compile(r"\s*[;|\n]\s*")
_KEPT = ("coding_id", "part", "origin", "accepted_by", "stance", "strength")
_DRESS = re.compile(
    r"^[\u25cf\u25cb\u2022\u25e6\u25aa]\s*|\s*\{\d+-\d+\}$"
)  # as ATLAS.ti dresses codes
_NUMBERED = re.compile(r"^[PD]?\s*\d+\s*:\s*")
_UNNAMED = re.compile(r"(?:sheet|tabelle|blad|feuil)\s*\d*", re.IGNORECASE)


@said_plainly
def read_quotes(
    path: str | Path,
    corpus: Corpus,
    frame: CodingFrame | None = None,
    *,
    threshold: float = 0.8,
    coder: str = "unknown",
    columns: Mapping[str, str | Sequence[str]] | None = None,
) -> CodedProject:
    """Return the codings of a table, each quote found again in its transcript.

    Parameters
    ----------
    path : str or Path
        ``.csv`` or ``.xlsx``, as MAXQDA, NVivo, ATLAS.ti, Dedoose, QualCoder, Delve and Taguette
        write it, or as people do: titles above the heads; a code in a column, in ``Code 1`` to
        ``Code 8``, a column a code (1 or 0), a column a coder (``coder1``), a sheet a code.
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
        Which of the table's columns is ``quote``, ``code`` (one or several), ``session_id``,
        ``coder``, ``speaker``, ``memo``, ``at``, ``turn_id``.

    Returns
    -------
    CodedProject
        ``codings.spans`` has a further column ``score``; ``losses`` names each row that was left
        out, each that was taken although its words differ, and columns that were not used.

    Raises
    ------
    TableError
        There is no column of codes, or none of quotes or turns: what was found is said.

    Notes
    -----
    Several codes in a cell are parted at ``;``, ``|`` and line ends, and at commas and slashes
    where no code is called so. A row that says again what another says is one coding. A speaker's
    label before a quote does not count; where a quote stands in several places, a column of
    speakers decides if it can. Dates are read day first.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> import pandas as pd, tempfile
    >>> turn = corpus.turns.loc["2025-north:00004"]
    >>> path = tempfile.mkdtemp() + "/quotes.csv"
    >>> pd.DataFrame(
    ...     {"session": ["2025-north"], "quote": [turn["text"]], "code": ["Tools"]}
    ... ).to_csv(path, index=False)
    >>> prac.exchange.read_quotes(path, corpus).codings
    Codings: 1 codings of 1 codes by unknown; 0 turns read
    """
    path = Path(path)
    reader = _Rows(path, corpus, CodeNames(frame, path.stem), threshold, coder)
    laid = [(sheet, reader.layout(sheet, columns or {})) for sheet in read_sheets(path)]
    for sheet, layout in reader.readable(laid):
        reader.sheet(sheet, layout)
    return assemble(
        corpus, reader.codes.frame, reader.rows, reader.losses, path=path, origin="table",
    )  # fmt: skip


def write_quotes(codings: Codings, corpus: Corpus, path: str | Path) -> Path:
    """Write one row a coded passage (CSV or Excel, cells escaped) and return the path.

    Columns: session_id, speaker, the columns of spans, and the code's name and path. The table
    read back by :func:`read_quotes` gives the same codings.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> import tempfile
    >>> prac.exchange.write_quotes(codings, corpus, tempfile.mkdtemp() + "/quotes.csv").name
    'quotes.csv'
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
        self.speakers = _Speakers(corpus)
        self.finder = Finder(corpus)
        self.sessions = {str(s).casefold(): str(s) for s in corpus.sessions.index}
        for session_id, file in corpus.sessions["file"].items():
            if isinstance(file, str):
                self.sessions.setdefault(file_key(file), str(session_id))
        self.rows: list[dict[str, Any]] = []
        self.losses: list[dict[str, Any]] = []
        self._title = ""
        self._first: dict[Any, tuple[str, dict[str, Any]]] = {}  # what a row says to who said it
        self._parted: set[str] = set()

    def layout(self, sheet: Sheet, columns: Mapping[str, str | Sequence[str]]) -> Layout:
        """Return what the columns of a sheet are."""
        is_code = (lambda head: self.codes.find(head) is not None) if self.codes.given else None
        try:
            return layout_of(
                sheet, columns, is_session=lambda c: self.session(c) is not None, is_code=is_code
            )
        except TableError as error:
            raise TableError(f"{self.file}: {error}") from error

    def readable(self, laid: Sequence[tuple[Sheet, Layout]]) -> list[tuple[Sheet, Layout]]:
        """Return the sheets that can be read; where none says its codes, its title does."""
        words = [(sheet, layout) for sheet, layout in laid if layout.has_words]
        if not any(layout.codes for _, layout in words):
            named = [
                pair for pair in words if pair[0].title and not _UNNAMED.fullmatch(pair[0].title)
            ]
            if len(named) > 1 or (
                named and self.codes.given and self.codes.find(named[0][0].title)
            ):
                for sheet, layout in named:
                    layout.codes.append(CodeColumn(-1, sheet.title))
        found = [(sheet, layout) for sheet, layout in laid if layout.readable]
        if not found:
            raise TableError(self._asked(*laid[0]))
        for sheet, layout in laid:
            if not layout.readable:
                message = f'the sheet "{sheet.title}" is not read: it holds no quotes with codes'
                self._lose("warning", "sheet", message, None)
        return found

    def _asked(self, sheet: Sheet, layout: Layout) -> str:
        """What is missing, what was found, and how to say which column it is."""
        lacks = [
            what for what, there in (
                ('"code" (which code was given)', bool(layout.codes)),
                ('"quote" (the words that were coded) or "turn_id"', layout.has_words),
            ) if not there
        ]  # fmt: skip
        first = next((row for _, row in sheet.below(layout.head)), [])
        shown = [
            f'"{head}" (such as "{cell[:30]}")' if cell else f'"{head}"'
            for head, cell in zip(layout.heads, [*first, *[""] * len(layout.heads)], strict=False)
            if head
        ]
        example = next(iter(layout.unused or layout.heads), "")
        ours = "code" if not layout.codes else "quote"
        return (
            f"{self.file}: no column is known to be {' or '.join(lacks)}. Which is it? Row "
            f"{sheet.rows[layout.head][0]} has {'; '.join(shown[:20])}. Say so with --columns "
            f'"{ours}={example}", in Python columns={{"{ours}": "{example}"}}, once for each.'
        )

    def sheet(self, sheet: Sheet, layout: Layout) -> None:
        """Read one sheet."""
        self._title = f'sheet "{sheet.title}", ' if sheet.title and len(sheet.title) else ""
        body = list(sheet.below(layout.head))
        at = layout.roles.get("at")
        dates = [row[at] for _, row in body if at is not None and at < len(row)]
        month_first = months_first(dates, otherwise=layout.months_first)
        for number, cells in body:
            row = {
                role: cells[n] for role, n in layout.roles.items() if n < len(cells) and cells[n]
            }
            if "at" in row:
                row["at"] = iso_date(row["at"], month_first=month_first)
            given = [(column, self._cell(column, cells)) for column in layout.codes]
            above = [cells[n] for n in layout.above if n < len(cells) and cells[n]]
            if above and not given[0][1]:  # the row says a theme, and no code below it
                given = [(given[0][0], above.pop())]
            if above:
                row["parent"] = " > ".join(filter(None, [row.get("parent"), *above]))
            self.row(number, row, [(column, said) for column, said in given if said])
        if layout.unused:
            named = ", ".join(f'"{head}"' for head in layout.unused)
            self._lose("note", "column", f"{self._title}columns that are not used: {named}", None)

    @staticmethod
    def _cell(column: CodeColumn, cells: Sequence[str]) -> str:
        if column.place < 0:
            return column.code or ""
        return column.names(cells[column.place]) if column.place < len(cells) else ""

    def session(self, name: str) -> str | None:
        """Return the session of an id or of a file's name, None where there is none."""
        plain = _NUMBERED.sub("", name.rpartition(">")[2].strip())  # ATLAS.ti numbers documents
        for key in (name.casefold(), file_key(name), plain.casefold(), file_key(plain)):
            if key in self.sessions:
                return self.sessions[key]
        return None

    def lose(self, number: int, severity: str, message: str, text: str | None = None) -> None:
        """Put down one loss."""
        self._lose(severity, "quote", f"{self._title}row {number}: {message}", text)

    def _lose(self, severity: str, what: str, message: str, text: str | None) -> None:
        row = {"file": self.file, "severity": severity, "what": what}
        self.losses.append(row | {"message": message, "text": text})

    def row(
        self, number: int, row: Mapping[str, str], given: Sequence[tuple[CodeColumn, str]]
    ) -> None:
        """Read one row; ``given`` are the columns that say codes, and what they say."""
        quote = row.get("quote")
        if not given:
            if quote or row.get("turn_id"):
                self.lose(number, "warning", "it names no code", quote)
            return
        found = self._codes(number, row, given)
        if not found:
            return
        place = self._place(number, row)
        if place is None:
            return
        if place.score < 1:
            words = " / ".join(self.texts[t][a:b] for t, a, b in place.parts)
            message = f'taken as "{words[:200]}" (score {place.score:.2f}); look at it'
            self.lose(number, "warning", message, quote)
        kept: dict[str, Any] = {k: row[k] for k in _KEPT if k in row}
        for name in ("part", "strength"):
            if name in kept:
                kept[name] = int(kept[name])
        if len(found) > 1:
            kept.pop("coding_id", None)
        for code, coder in found:
            made = {
                **kept, "parts": list(place.parts), "code": code, "score": place.score,
                "coder": coder or row.get("coder", self.coder), "memo": row.get("memo"),
                "at": row.get("at"),
            }  # fmt: skip
            if "coding_id" in kept or not self._again(number, made):
                self.rows.append(made)

    def _again(self, number: int, made: dict[str, Any]) -> bool:
        """Whether another row says the same; what it adds to the memo is kept there."""
        key = (tuple(made["parts"]), made["code"], made["coder"])
        where = f"{self._title}row {number}"
        first, before = self._first.setdefault(key, (where, made))
        if before is made:
            return False
        if made["memo"] and made["memo"] not in (before["memo"] or ""):
            before["memo"] = "\n\n".join(filter(None, [before["memo"], made["memo"]]))
        if first != where:
            self.lose(number, "note", f"says again what {first} says ({made['code']}): one coding")
        return True

    def _codes(
        self, number: int, row: Mapping[str, str], given: Sequence[tuple[CodeColumn, str]]
    ) -> list[tuple[str, str | None]]:
        """Codes, each with its coder where the column says who."""
        found: list[tuple[str, str | None]] = []
        for column, said in given:
            for name in self._named(number, column, said):
                code = self._code(name, row.get("parent"))
                if code is None:
                    hint = self.codes.near(name)
                    self.lose(number, "error", f'no code "{name}".{hint}', row.get("quote"))
                else:
                    found.append((code, column.coder))
        return list(dict.fromkeys(found))

    def _named(self, number: int, column: CodeColumn, said: str) -> list[str]:
        if column.code is not None:
            return [said]
        names: list[str] = []
        for whole in filter(None, (_DRESS.sub("", n) for n in _LINES.split(said))):
            parts = self.codes.parted(whole)
            if len(parts) > 1 and not self.codes.given and whole not in self._parted:
                self._parted.add(whole)
                shown = ", ".join(f'"{part}"' for part in parts)
                message = f'"{whole}" is read as {len(parts)} codes: {shown}'
                self.lose(number, "note", message)
            names += parts
        return names

    def _code(self, name: str, parent: str | None) -> str | None:
        """The code, below its parent where a column names one."""
        whole = f"{parent} > {name}" if parent else name
        if parent and self.codes.given:
            return self.codes.find(whole) or self.codes.find(name)
        return self.codes.find(whole)

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
        found = self._as_given(row, turn) or self._found(quote, session, turn, row.get("speaker"))
        if found.score < self.threshold:
            message = f"the quote is nowhere in the transcript (best score {found.score:.2f})"
            self.lose(number, "error", message, quote)
            return None
        if found.n_places > 1:
            message = f"the quote stands in {found.n_places} places; name its turn"
            self.lose(number, "error", message, quote)
            return None
        return found

    def _found(
        self, quote: str, session: str | None, turn: str | None, speaker: str | None
    ) -> Found:
        """Look for the words, without labels before them; a speaker's turns decide a tie."""
        among = None if turn is None else frozenset({turn})
        found = self.finder.find(quote, session=session, among=among)
        if found.score < 1:
            bare = self.speakers.without_labels(quote)
            again = self.finder.find(bare, session=session, among=among) if bare != quote else found
            quote, found = (bare, again) if again.score > found.score else (quote, found)
        own = self.speakers.turns_of(speaker, session) if speaker and among is None else None
        if found.n_places > 1 and own:
            here = self.finder.find(quote, session=session, among=own)
            found = here if here.score >= found.score else found
        return found

    def _as_given(self, row: Mapping[str, str], turn: str | None) -> Found | None:
        if turn is None or not row.get("start", "").isdigit() or not row.get("end", "").isdigit():
            return None
        a, b = int(row["start"]), int(row["end"])
        words = self.texts[turn][a:b]
        same = legal_xml(words).split() == row["quote"].split()
        return Found(((turn, a, b),), 1.0, 1) if same and words else None


class _Speakers:
    """Whose turns are whose, by label, person or pseudonym; and what a label before words is."""

    def __init__(self, corpus: Corpus) -> None:
        turns = corpus.turns
        names = corpus.people["pseudonym"].to_dict() if "pseudonym" in corpus.people else {}
        self._turns: dict[str, set[str]] = {}
        for turn_id, label, person in zip(
            turns.index, turns["speaker"], turns["person_id"], strict=True
        ):
            for name in (label, person, names.get(person)):
                if isinstance(name, str):
                    self._turns.setdefault(_plain(name), set()).add(str(turn_id))
        labels = [re.escape(n) for n in turns["speaker"].dropna().unique()]
        longest = sorted(map(str, labels), key=len, reverse=True)
        said = "|".join(longest) or r"(?!)"
        self._label = re.compile(rf"^\s*[\[(]?(?:{said})[\])]?\s*[:–-]\s+", re.I | re.M)

    def without_labels(self, quote: str) -> str:
        """Return a quote without a speaker's label at the beginning of a line."""
        return self._label.sub("", quote)

    def turns_of(self, speaker: str, session: str | None) -> frozenset[str]:
        """Return the turns of a speaker, of one session if it is known."""
        own = self._turns.get(_plain(speaker), set())
        return frozenset(t for t in own if session is None or t.rsplit(":", 1)[0] == session)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
