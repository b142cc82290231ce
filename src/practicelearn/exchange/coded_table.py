"""One table with what was said and how it was coded in its rows: a corpus and codings at once.

Survey answers, or a whole study in one sheet: a row is a comment or an answer, and beside it stand
who said it, where, and its codes. The words are read as every transcript in a table is, the codes
as those of every table of quotes; what is added here is which row is which turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._tables import READ, conform, near_match
from practicelearn.coding.codings import Codings, scoped_version
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.scope import declare_read
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.exchange.assemble import CodeNames, assemble
from practicelearn.exchange.conventions import slug
from practicelearn.exchange.frame_files import import_frame
from practicelearn.exchange.project import Project, said_plainly
from practicelearn.exchange.quote_heads import ROLES, Layout
from practicelearn.exchange.quote_sheets import Sheet, read_sheets
from practicelearn.exchange.quote_table import QuoteRows, read_quotes
from practicelearn.exchange.table_people import Row, people_of_rows, with_people_sheet
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.readers.columns import KINDS, Columns, find_columns
from practicelearn.transcripts.sheets.joined import read_sheets as join_sheets

__all__ = ["read_coded_table"]

_QUESTION = ("question", "prompt", "item", "frage", "question text", "question id")
_OWN = ("question", "person")
_BESIDE = "of speech, speaker or time; "
_OF_TALK = ("occurs once; is it a person", "nobody is known to have led this group")
"""What is odd in talk and ordinary in written answers."""


@said_plainly
def read_coded_table(
    path: str | Path,
    frame: CodingFrame | str | Path | None = None,
    *,
    sessions: str | Path | None = None,
    people: str | Path | None = None,
    quotes: str | Path | None = None,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    coder: str = "unknown",
    read: Literal["said", "all"] = "said",
    source_kind: str | None = None,
) -> Project:
    """Return what was said, who said it and how it was coded, of a table that holds all of it.

    Parameters
    ----------
    path : str or Path
        ``.csv`` or ``.xlsx``, a row a comment or a written answer. Codes stand in a column, in
        ``Code 1`` to ``Code 8``, a column a code (1 or 0), or a column a coder (``Coder 1``).
    frame : CodingFrame, str or Path, optional
        Or the file of one. Codes are found by id, name or path; without it, one is made of the
        codes found.
    sessions : str or Path, optional
        A sheet with a row a session, found by ``session_id``, or by the group's name as the table
        has it: its kind, site, date, round.
    people : str or Path, optional
        A sheet with a row a person, found by the label: gender, job. With a column that names the
        session it also lists who was present and said nothing.
    quotes : str or Path, optional
        A further table, with a row a quote and its code, as for :func:`practicelearn.read_quotes`;
        its sessions may be named as groups. The first table then needs no column of codes.
    columns : mapping of str to str, optional
        Which column of the first table is ``text``, ``speaker``, ``session``, ``question``,
        ``start``, ``end``, ``code`` (one or several), ``coder``, ``memo``, ``at``, ``quote`` (words
        of the comment that alone were coded); ``person``: columns that say something of whoever
        speaks.
    coder : str
        Who coded, where no column says.
    read : {"said", "all"}
        What was read without a code. "said": a row in which each column of codes holds 1 or 0. The
        rest is missing, never zero, until somebody says so (:meth:`Codings.mark_read`). "all":
        every coder read every session in which they coded anything.
    source_kind : str, optional
        By default ``written`` where a column of questions is there, else ``transcript``.

    Returns
    -------
    Project
        ``corpus``: a turn a row, ``source_loc`` says which; ``question_id`` where a column says it.
        People have the table's columns that never differ for one of them, sessions those that
        never differ in one; both as text. ``codings``: each code over the whole row, or over its
        quote. ``losses``: each row that could not be placed, and columns that were not used.

    Raises
    ------
    TableError
        There is no column of what was said or of codes, or a named column is not there.

    Notes
    -----
    Whoever speaks in several sessions is one person. Labels become the ids of people, so replace
    names first. A survey is one session for each value of its column of sessions, or one in all:
    its people are those who answered, and it has no minutes. A row without words is no turn.

    Examples
    --------
    >>> import practicelearn as prac
    >>> folder = prac.sample_path("table-study")
    >>> coded = prac.read_coded_table(
    ...     folder / "coded-comments.csv", folder / "codebook.csv",
    ...     sessions=folder / "groups.csv", people=folder / "participants.csv")
    >>> coded.codings.coders
    ['Coder 1', 'Coder 2']
    >>> coded.corpus.where(gender="man").attendance["person_id"].nunique()
    3
    """
    path = Path(path)
    if read not in ("said", "all"):
        raise TableError(f'read_coded_table(read="{read}"): expected "said" or "all".')
    if frame is not None and not isinstance(frame, CodingFrame):
        frame = import_frame(frame)
    table = _Table.of(path, dict(columns or {}))
    kind = source_kind or ("written" if table.question is not None else "transcript")
    corpus = read_transcript(path, columns=_for_readers(table.named), rows="keep", source_kind=kind)
    reader = QuoteRows(path, corpus, CodeNames(frame, path.stem), 0.8, coder)
    layout = reader.layout(table.sheet, table.told)
    if not layout.codes and quotes is None:
        reader.readable([(table.sheet, layout)])  # it says what is missing, and what was found
    if "quote" not in table.named:
        layout.roles.pop("quote", None)  # the code is of the whole row
    turn_of = _turn_of(corpus)
    corpus = _described(table, corpus, layout, sessions, people)
    for column in layout.codes:
        if column.code is not None:
            reader.codes.find(column.code)  # a code that nobody used is one of the frame too
    reader.sheet(table.sheet, layout, turns=turn_of)
    made = assemble(
        corpus, reader.codes.frame, reader.rows, reader.losses, path=path, origin="table"
    )
    codings = _marks_as_read(made.codings, layout, table, turn_of, reader)
    losses = made.losses
    if quotes is not None:
        more = read_quotes(quotes, corpus, frame or codings.frame, coder=coder)
        codings = _with_quotes(codings, more.codings)
        losses = pd.concat([t for t in (losses, more.losses) if len(t)] or [losses])
    for name in codings.coders if read == "all" else ():
        codings = declare_read(codings, corpus, sessions="coded", coder=name)
    if len(codings.read):
        losses = losses[losses["what"] != "reading"]
    losses = losses.reset_index(drop=True)
    return replace(made, frame=codings.frame, codings=codings, losses=losses)


@dataclass(frozen=True)
class _Table:
    """The sheet, its heads, and which column the readers of transcripts take for what."""

    named: Mapping[str, Any]
    sheet: Sheet
    heads: list[str]
    seen: Columns | None

    @classmethod
    def of(cls, path: Path, named: Mapping[str, Any]) -> _Table:
        _check_named(named)
        sheet = _one_sheet(path)
        seen = find_columns([row for _, row in sheet.rows], _for_readers(named))
        header = seen.header if seen is not None else None
        heads = [" ".join(c.split()) for c in sheet.rows[header or 0][1]]
        return cls(named, sheet, heads, seen)

    @property
    def cells(self) -> dict[int, list[str]]:
        """Number of a row in the file to its cells."""
        return dict(self.sheet.rows)

    @property
    def session(self) -> int | None:
        """The column that names sessions."""
        return self.seen.others.get("session") if self.seen is not None else None

    @property
    def question(self) -> int | None:
        """The column that says which question a row answers."""
        if "question" in self.named:
            return self.place("question", str(self.named["question"]))
        plain = [h.casefold() for h in self.heads]
        return next((n for n, head in enumerate(plain) if head in _QUESTION), None)

    @property
    def told(self) -> dict[str, str | Sequence[str]]:
        """What the reader of quotes is told: a person's words, else the readers' of transcripts."""
        told = {k: v for k, v in self.named.items() if k in ROLES and k != "speaker"}
        if self.seen is None:
            return told
        told.setdefault("quote", self.heads[self.seen.text[0]])
        for ours, theirs in (("session_id", "session"), ("speaker", "speaker")):
            if theirs in self.seen.others:
                told[ours] = self.heads[self.seen.others[theirs]]
        return told

    def place(self, ours: str, theirs: str) -> int:
        """Return where the column stands that a person named."""
        plain = [h.casefold() for h in self.heads]
        if theirs.casefold() not in plain:
            raise TableError(
                f'there is no column "{theirs}" to be "{ours}"; found {", ".join(self.heads)}.'
                f"{near_match(theirs, self.heads)}"
            )
        return plain.index(theirs.casefold())


def _with_quotes(codings: Codings, more: Codings) -> Codings:
    """Codings of the rows and of the quotes, under one frame."""
    spans = [part for part in (codings.spans, more.spans) if len(part)]
    return replace(
        more,
        spans=pd.concat(spans, ignore_index=True) if spans else more.spans,
        read=codings.read,
        held={**codings.held, **more.held},
    )


def _check_named(named: Mapping[str, Any]) -> None:
    roles = [role for role in ROLES if role not in ("session_id", "turn_id")]
    known = dict.fromkeys([*KINDS, *_OWN, *roles])
    for ours in named:
        if ours not in known:
            raise TableError(
                f'columns: "{ours}" is not one of {", ".join(known)}.{near_match(ours, known)}'
            )


def _for_readers(named: Mapping[str, Any]) -> dict[str, str]:
    return {kind: str(named[kind]) for kind in KINDS if kind in named}


def _one_sheet(path: Path) -> Sheet:
    """The table itself; of a workbook its only sheet, since codes belong to rows of one."""
    sheets = read_sheets(path)
    if len(sheets) > 1:
        names = ", ".join(f'"{sheet.title}"' for sheet in sheets)
        raise TableError(
            f"{path.name}: it has {len(sheets)} sheets ({names}), and codes belong to the rows of "
            "one. Put all sessions into one sheet with a column that names them, or save the sheet "
            "as CSV."
        )
    return sheets[0]


def _turn_of(corpus: Corpus) -> dict[int, str]:
    """Row of the file to its turn."""
    places = corpus.turns["source_loc"].str.extract(r"^row (\d+)$")[0].dropna().astype(int)
    return {int(row): str(turn_id) for turn_id, row in places.items()}


def _described(
    table: _Table,
    corpus: Corpus,
    layout: Layout,
    sessions: str | Path | None,
    people: str | Path | None,
) -> Corpus:
    """The corpus with its questions, groups and people, by the table's columns and the sheets."""
    row_of = corpus.turns["source_loc"].str.extract(r"^row (\d+)")[0].astype(int)
    corpus = _with_questions(corpus, table, row_of)
    cells, at = table.cells, table.session
    rows = [
        Row(sid, speaker if isinstance(speaker, str) else None, cells.get(n, ()))
        for sid, speaker, n in zip(
            corpus.turns["session_id"], corpus.turns["speaker"], row_of, strict=True
        )
    ]
    if at is not None:
        groups = {row.session_id: _cell(row.cells, at) for row in rows}
        column = [groups.get(s) or s for s in corpus.sessions.index]
        corpus = replace(corpus, sessions=corpus.sessions.assign(group=column))
    own = table.named.get("person", ())
    told = [table.place("person", head) for head in ([own] if isinstance(own, str) else own)]
    used = {*layout.roles.values(), *(c.place for c in layout.codes), *layout.above}
    used |= {n for n in (table.question, at) if n is not None} - set(told)
    free = [n for n, head in enumerate(table.heads) if head and n not in used]
    corpus, taken = people_of_rows(corpus, rows, table.heads, free, told=told)
    if table.question is not None:
        taken.add(table.heads[table.question])
    layout.unused = [head for head in layout.unused if head not in taken]
    corpus = _without_notes_of_used(corpus)
    if sessions is not None:
        corpus = join_sheets(corpus, sessions=sessions)
    return with_people_sheet(corpus, Path(people)) if people is not None else corpus


def _with_questions(corpus: Corpus, table: _Table, row_of: pd.Series) -> Corpus:
    """Turns with the question they answer: what a column says, or the heading they stand under."""
    turns = corpus.turns
    under: list[Any] = turns["source_loc"].str.extract(r"\(under: (.*)\)$")[0].tolist()
    if table.question is not None:
        cells = table.cells
        under = [_cell(cells.get(n, ()), table.question) for n in row_of]
    asked = list(dict.fromkeys(q for q in under if isinstance(q, str) and q))
    if not asked:
        return corpus
    names = {q: slug(q, empty="question") for q in asked}
    ids = pd.Series([names.get(q) for q in under], turns.index, dtype=object)
    return replace(corpus, turns=turns.assign(question_id=ids))


def _without_notes_of_used(corpus: Corpus) -> Corpus:
    """The issues without what readers of talk say of columns that are used here."""
    issues = corpus.issues
    gone = issues["message"].str.contains(_BESIDE, regex=False)
    written = corpus.sessions["source_kind"].reindex(issues["session_id"]) == "written"
    gone |= written.to_numpy() & issues["message"].str.contains("|".join(_OF_TALK)).to_numpy()
    return replace(corpus, issues=issues[~gone.astype(bool)].reset_index(drop=True))


def _cell(row: Sequence[str], n: int | None) -> str:
    return row[n].strip() if n is not None and n < len(row) else ""


def _marks_as_read(
    codings: Codings,
    layout: Layout,
    table: _Table,
    turn_of: Mapping[int, str],
    reader: QuoteRows,
) -> Codings:
    """Codings with rows as read for codes whose columns say 1 or 0 there: both are an answer."""
    wide = [column for column in layout.codes if column.code is not None]
    if not wide or codings.frame is None:
        return codings
    codes = [reader.codes.find(str(column.code)) for column in wide]
    version = codings.frame.version
    known = frozenset(code for code in codes if code is not None)
    label = version if known >= set(codings.frame.ids) else scoped_version(version, sorted(known))
    at = layout.roles.get("coder")
    read = [
        {"coder": _cell(row, at) or reader.coder, "turn_id": turn_of[n], "frame_version": label}
        for n, row in table.cells.items()
        if n in turn_of and all(_cell(row, column.place) for column in wide)
    ]
    if not read:
        return codings
    rows = conform(pd.DataFrame(read, dtype=object), READ)
    return replace(codings, read=rows, held={**codings.held, label: known})
