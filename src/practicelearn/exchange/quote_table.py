"""Tables with one row a quote (CSV, Excel) as codings, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from practicelearn._arguments import SHARE, check_arguments
from practicelearn._cells import write_table
from practicelearn._tables import SPANS
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.exchange.assemble import CodeNames, assemble, coding_id_of
from practicelearn.exchange.part import left_out_of_part, of_part, warn_of_part
from practicelearn.exchange.project import CodedProject, said_plainly, table_of
from practicelearn.exchange.quote_dates import iso_date, months_first
from practicelearn.exchange.quote_heads import layout_of
from practicelearn.exchange.quote_layout import CodeColumn, HeadsUnknownError, Layout
from practicelearn.exchange.quote_names import key_of, names_in
from practicelearn.exchange.quote_places import Places
from practicelearn.exchange.quote_sheets import Sheet, read_sheets
from practicelearn.exchange.quote_there import things_in_rows

__all__ = ["QuoteRows", "read_quotes", "write_quotes"]

_PLACES = ("session_id", "speaker", "turn_id")
_KEPT = ("coding_id", "part", "origin", "accepted_by", "stance", "strength")
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
    Codings: 1 coding of 1 code by unknown; 0 turns read
    """
    check_arguments(read_quotes, locals(), threshold=SHARE)
    path = Path(path)
    reader = QuoteRows(path, corpus, CodeNames(frame, path.stem), threshold, coder)
    laid = [(s, reader.layout(s, columns or {})) for s in reader.shown(read_sheets(path))]
    readable = reader.readable(laid)
    for sheet, layout in readable:
        reader.sheet(sheet, layout)
    reader.close()
    project = assemble(
        corpus, reader.codes.frame, reader.rows, reader.losses, path=path, origin="table",
    )  # fmt: skip
    there = things_in_rows(readable, CodeNames(frame, path.stem), coder)
    return replace(
        project, there=there, codes=table_of("codes", [{"code": code} for code in reader.used]),
        selections=table_of("selections", reader.selections),
    )  # fmt: skip


def write_quotes(codings: Codings, corpus: Corpus, path: str | Path) -> Path:
    """Write one row a coded passage (CSV or Excel, cells escaped) and return the path.

    Columns: session_id, speaker, the columns of spans, and the code's name and path. The table
    read back by :func:`read_quotes` gives the same codings.

    Warns
    -----
    UserWarning
        Codings of sessions or turns that are not in the corpus are left out, and counted.

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
    check_arguments(write_quotes, locals())
    whole = codings.shareable
    spans = of_part(whole, corpus).spans
    turns = corpus.turns.reindex(spans["turn_id"])
    table = spans[SPANS.names].copy()
    table.insert(0, "session_id", turns["session_id"].to_numpy())
    table.insert(1, "speaker", turns["speaker"].to_numpy())
    names = {c.id: c.name for c in codings.frame.codes} if codings.frame is not None else {}
    table.insert(table.columns.get_loc("code") + 1, "code_label", table["code"].map(names))
    made = write_table(table, path)
    warn_of_part(made, left_out_of_part(whole, corpus))
    return made


class QuoteRows:
    """Goes through the rows; what cannot be placed is put down with its row's number."""

    def __init__(
        self, path: Path, corpus: Corpus, codes: CodeNames, threshold: float, coder: str
    ) -> None:
        self.path = path
        self.file = path.name
        self.codes = codes
        self.coder = coder
        self.places = Places(corpus, threshold)
        self.rows: list[dict[str, Any]] = []
        self.losses: list[dict[str, Any]] = []
        self.selections: list[dict[str, Any]] = []
        self.said: dict[tuple[str, ...], str | None] = {}  # a name as the table has it, its code
        self._title = ""
        self._first: dict[Any, tuple[str, dict[str, Any]]] = {}  # what a row says to who said it
        self._parted: set[str] = set()
        self._coders: set[str] = set()
        self._gone: dict[str, dict[str, Any]] = {}  # coding of several rows to the loss of one

    @property
    def used(self) -> list[str]:
        """The codes that the table names, and those made of names above them."""
        if not self.codes.given:
            return self.codes.frame.ids if self.codes.frame is not None else []
        return list(dict.fromkeys(filter(None, self.said.values())))

    def shown(self, sheets: Sequence[Sheet]) -> list[Sheet]:
        """Return the sheets that are not hidden, and list the others."""
        for sheet in sheets:
            if sheet.hidden:
                message = f'the sheet "{sheet.title}" is hidden, and is not read'
                self._lose("warning", "sheet", message, None)
        return [sheet for sheet in sheets if not sheet.hidden]

    def layout(self, sheet: Sheet, columns: Mapping[str, str | Sequence[str]]) -> Layout:
        """Return what the columns of a sheet are."""
        is_code = (lambda head: self.codes.find(head) is not None) if self.codes.given else None
        try:
            return layout_of(
                sheet,
                columns,
                is_session=lambda c: self.places.session(c) is not None,
                is_code=is_code,
            )
        except HeadsUnknownError as error:
            raise HeadsUnknownError(f"{self.file}: {error}", error.lacks, error.heads) from error
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
            raise self._asked(*laid[0])
        for sheet, layout in laid:
            if not layout.readable:
                message = f'the sheet "{sheet.title}" is not read: it holds no quotes with codes'
                self._lose("warning", "sheet", message, None)
        return found

    def _asked(self, sheet: Sheet, layout: Layout) -> HeadsUnknownError:
        """What is missing, what was found, and how to say which column it is."""
        lacks = {
            ours: what for ours, what, there in (
                ("code", '"code" (which code was given)', bool(layout.codes)),
                ("quote", '"quote" (the words that were coded) or "turn_id"', layout.has_words),
            ) if not there
        }  # fmt: skip
        example = next(iter(layout.unused or layout.heads), "")
        ours = next(iter(lacks))
        return HeadsUnknownError(
            f"{self.file}: no column is known to be {' or '.join(lacks.values())}. Which is it? "
            f"Row {sheet.rows[layout.head][0]} has {layout.shown(sheet)}. Say so with --columns "
            f'"{ours}={example}", in Python columns={{"{ours}": "{example}"}}, once for each.',
            list(lacks), layout.heads,
        )  # fmt: skip

    def sheet(
        self, sheet: Sheet, layout: Layout, *, turns: Mapping[int, str] | None = None
    ) -> None:
        """Read one sheet; ``turns``: which turn each row is, where the rows are the turns."""
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
            if turns is not None:
                row = {k: v for k, v in row.items() if k not in _PLACES}
                row |= {"turn_id": turns[number]} if number in turns else {}
            given, above = layout.given(cells)
            if above:
                row["parent"] = " > ".join(filter(None, [row.get("parent"), *above]))
            if given or turns is None:  # of the turns themselves most may have no code
                self.row(number, row, given, marked=bool(layout.marks))
        if layout.unused:
            named = ", ".join(f'"{head}"' for head in layout.unused)
            self._lose("note", "column", f"{self._title}columns that are not used: {named}", None)

    def lose(
        self, number: int, severity: str, message: str, text: str | None = None, n: int = 0
    ) -> dict[str, Any]:
        """Put down one loss, which explains so many codings; return it."""
        of = ("codings", n) if n else None
        return self._lose(severity, "quote", f"{self._title}row {number}: {message}", text, of)

    def _lose(
        self, severity: str, what: str, message: str, text: str | None,
        of: tuple[str, int] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        line, n = of or (None, None)
        row = {"file": self.file, "severity": severity, "what": what, "message": message}
        self.losses.append(row | {"text": text, "account": line, "n": n})
        return self.losses[-1]

    def row(
        self,
        number: int,
        row: Mapping[str, str],
        given: Sequence[tuple[CodeColumn, str]],
        *,
        marked: bool = False,
    ) -> None:
        """Read one row; ``given`` are the columns that say codes, and what they say."""
        quote, memo = row.get("quote"), row.get("memo")
        made: list[dict[str, Any]] = []
        found = self._codes(number, row, given)
        if not given and (quote or row.get("turn_id")):
            why = "nobody marked it: no coding" if marked else "it names no code"
            self.lose(number, "note" if marked else "warning", why, quote)
        if found:
            made = self._made(number, row, found)
        if memo and made:
            first = made[0]
            self.selections.append(
                {"guid": f"{self._title}row {number}", "description": memo, "status": "placed",
                 "words": quote, "coder": first["coder"], "at": first["at"],
                 "parts": first["parts"], "codings": made}
            )  # fmt: skip
        elif memo:
            message = f"{self._title}row {number}: a memo of a row that did not come in"
            self._lose("warning", "memo", message, memo, ("memos", 1))

    def _made(
        self, number: int, row: Mapping[str, str], found: Sequence[tuple[str, str | None]]
    ) -> list[dict[str, Any]]:
        """The codings that a row gives, or that say the same already; what is lost is listed."""
        quote = row.get("quote")
        place = self.places.place(row)
        if isinstance(place, str):
            self._left_out(number, row, place, len(found))
            return []
        if place.score < 1:
            message = f'taken as "{self.places.words(place)[:200]}" (score {place.score:.2f}); '
            self.lose(number, "warning", f"{message}look at it", quote)
        kept: dict[str, Any] = {k: row[k] for k in _KEPT if k in row}
        for name in ("part", "strength"):
            if name in kept:
                kept[name] = int(kept[name])
        if len(found) > 1:
            kept.pop("coding_id", None)
        out = []
        for code, coder in found:
            made = {
                **kept, "parts": list(place.parts), "code": code, "score": place.score,
                "coder": coder or row.get("coder", self.coder), "memo": row.get("memo"),
                "at": row.get("at"),
            }  # fmt: skip
            if "coding_id" not in kept:
                made = self._once(number, made)
            else:
                self.rows.append(made)
            out.append(made)
        return out

    def _left_out(self, number: int, row: Mapping[str, str], why: str, n: int) -> None:
        """Put down a row that did not come in; one of several of a coding explains nothing yet."""
        own = row.get("coding_id")
        lost = self.lose(number, "error", why, row.get("quote"), 0 if own and n == 1 else n)
        if own and n == 1:
            self._gone.setdefault(own, lost)

    def _once(self, number: int, made: dict[str, Any]) -> dict[str, Any]:
        """Return the coding, or another row's that says the same: its memo gets what is new."""
        key = (tuple(made["parts"]), made["code"], made["coder"])
        where = f"{self._title}row {number}"
        first, before = self._first.setdefault(key, (where, made))
        if before is made:
            self.rows.append(made)
            return made
        if made["memo"] and made["memo"] not in (before["memo"] or ""):
            before["memo"] = "\n\n".join(filter(None, [before["memo"], made["memo"]]))
        message = f"says again what {first} says ({made['code']}): one coding"
        self.lose(number, "note", message, n=1)
        return before

    def _codes(
        self, number: int, row: Mapping[str, str], given: Sequence[tuple[CodeColumn, str]]
    ) -> list[tuple[str, str | None]]:
        """Codes, each with its coder where the column says who."""
        found: list[tuple[str, str | None]] = []
        for column, cell in given:
            for name in self._named(number, column, cell):
                coder = column.coder or row.get("coder", self.coder)
                self._coders.add(coder)
                code = self._code(name, row.get("parent"))
                if code is None:
                    hint = self.codes.near(name)
                    self.lose(number, "error", f'no code "{name}".{hint}', row.get("quote"), 1)
                elif (code, column.coder) in found:
                    self.lose(number, "note", f'says "{name}" twice: one coding', n=1)
                else:
                    found.append((code, column.coder))
        return found

    def _named(self, number: int, column: CodeColumn, cell: str) -> list[str]:
        names: list[str] = []
        for whole, parts in names_in(self.codes, column, cell):
            if len(parts) > 1 and not self.codes.given and whole not in self._parted:
                self._parted.add(whole)
                shown = ", ".join(f'"{part}"' for part in parts)
                self.lose(number, "note", f'"{whole}" is read as {len(parts)} codes: {shown}')
            names += parts
        return names

    def _code(self, name: str, parent: str | None) -> str | None:
        """The code, below its parent where a column names one."""
        whole = f"{parent} > {name}" if parent else name
        code = self.codes.find(whole)
        if code is None and parent and self.codes.given:
            code = self.codes.find(name)
        self.said[key_of(whole)] = code
        return code

    def close(self) -> None:
        """Say what explains codes, coders and codings of several rows, when all rows are read."""
        placed = {str(made.get("coding_id")) for made in self.rows}
        for coding, lost in self._gone.items():
            if coding not in placed:
                lost |= {"account": "codings", "n": 1}
        ids = {id(m): coding_id_of(self.path, n, m) for n, m in enumerate(self.rows)}
        for row in self.selections:
            row["codings"] = [ids[id(made)] for made in row["codings"]]
        idle = sorted(self._coders - {made["coder"] for made in self.rows})
        if idle:
            message = "coders of whom no row came in"
            self._lose("warning", "coder", message, ", ".join(idle), ("coders", len(idle)))
        known = [code for code in self.said.values() if code is not None]
        for n, message in (
            (len(self.said) - len(known), "names that are no code of the frame"),
            (len(known) - len(set(known)), "names of codes that another name means too"),
            (
                len(set(known)) - len(self.codes.frame or ()) if not self.codes.given else 0,
                "codes above others, made of their names",
            ),
        ):
            if n:
                self._lose("note", "code", message, None, ("codes", n))
