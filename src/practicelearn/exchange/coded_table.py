"""One table with what was said and how it was coded in its rows: a corpus and codings at once.

Survey answers, or a whole study in one sheet: a row is a comment or an answer, and beside it stand
who said it, where, and its codes. The words are read as every transcript in a table is, the codes
as those of every table of quotes; what is added here is which row is which turn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import READ, conform
from practicelearn.coding.codings import Codings, scoped_version
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.scope import declare_read
from practicelearn.corpus import Corpus
from practicelearn.exchange.assemble import CodeNames, assemble
from practicelearn.exchange.conventions import slug
from practicelearn.exchange.frame_files import read_frame
from practicelearn.exchange.project import CodedProject, said_plainly
from practicelearn.exchange.quote_layout import Layout
from practicelearn.exchange.quote_table import QuoteRows, read_quotes
from practicelearn.exchange.table_layout import CodedTable, cell_of, for_readers
from practicelearn.exchange.table_people import (
    PeopleSheet,
    Row,
    people_of_rows,
    with_people_sheet,
)
from practicelearn.exchange.table_repeats import without_repeats
from practicelearn.transcripts.label_checks import FixLabels
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.sheets.files import column_name
from practicelearn.transcripts.sheets.joined import read_sheets as join_sheets

__all__ = ["read_coded_table"]

_BESIDE = "of speech, speaker or time; "
_NOBODY_LED = "nobody is known to have led this group"
_OF_TALK = ("occurs once; is it a person", _NOBODY_LED)
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
    same_label: Literal["auto", "one person", "one in each session"] = "auto",
    source_kind: str | None = None,
    fix_labels: FixLabels = False,
) -> CodedProject:
    """Return what was said, who said it and how it was coded, of a table that holds all of it.

    Parameters
    ----------
    path : str or Path
        ``.csv`` or ``.xlsx``, a row a comment or a written answer. Codes stand in a column, in
        ``Code 1`` to ``Code 8``, a column a code (1 or 0), or a column a coder (``Coder 1``). Or a
        row a respondent and a column a question, with its codes in columns whose heads hold the
        question's: ``Q1 codes``, ``Q1: Pay``.
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
        A further table, with a row a quote and its code, as for
        :func:`practicelearn.exchange.read_quotes`; its sessions may be named as groups. The first
        table then needs no column of codes.
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
    same_label : {"auto", "one person", "one in each session"}
        Whose words a label's are that occurs in several sessions, as ``P1`` often does. "auto": one
        person's where answers are written, or where the sheet of people has one row for the label
        or says the same of it in each; else another person's in each session.
    source_kind : str, optional
        By default ``written`` where a column of questions is there, else ``transcript``.
    fix_labels : bool or mapping of str to str
        As for :func:`practicelearn.read_transcript`: labels that are slips (``{"P 1": "P1"}``).
        ``p1`` and ``P1`` are one person without it.

    Returns
    -------
    CodedProject
        ``corpus``: a turn a row, ``source_loc`` says which; a comment that comes again for another
        code or coder is one turn, and a note says so. ``question_id`` where a column says it.
        People have the table's columns that never differ for one of them, sessions those that
        never differ in one; both as text. ``codings``: each code over the whole row, or over its
        quote. ``losses``: each row that could not be placed, and columns that were not used.

    Raises
    ------
    TableError
        There is no column of what was said or of codes, or a named column is not there.

    Notes
    -----
    Labels become the ids of people, so replace names first. A survey is one session for each value
    of its column of sessions, or one in all: its people are those who answered, and it has no
    minutes. A row without words is no turn.

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
    check_arguments(read_coded_table, locals())
    path = Path(path)
    if frame is not None and not isinstance(frame, CodingFrame):
        frame = read_frame(frame)
    table = CodedTable.of(path, dict(columns or {}))
    kind = source_kind or ("written" if table.question is not None else "transcript")
    named = for_readers(table.named)
    corpus = read_transcript(path, columns=named, rows="keep", source_kind=kind,
                             fix_labels=fix_labels)  # fmt: skip
    layout, parts = _laid(table, QuoteRows(path, corpus, CodeNames(frame, path.stem), 0.8, coder),
                          corpus, needs_codes=quotes is None)  # fmt: skip
    sheet = PeopleSheet.of(Path(people)) if people is not None else None
    everywhere = _one_person(corpus, sheet, same_label)
    corpus = _described(table, corpus, layout, sessions, sheet, everywhere=everywhere)
    made = _coded(table, corpus, layout, parts, frame, path, coder)
    codings, losses = made.codings, made.losses
    if quotes is not None:
        more = read_quotes(quotes, made.corpus, frame or codings.frame, coder=coder)
        codings = _with_quotes(codings, more.codings)
        losses = pd.concat([t for t in (losses, more.losses) if len(t)] or [losses])
    for name in codings.coders if read == "all" else ():
        codings = declare_read(codings, made.corpus, sessions="coded", coder=name)
    if len(codings.read):
        losses = losses[losses["what"] != "reading"]
    losses = losses.reset_index(drop=True)
    return replace(made, frame=codings.frame, codings=codings, losses=losses)


def _laid(
    table: CodedTable, reader: QuoteRows, corpus: Corpus, *, needs_codes: bool
) -> tuple[Layout, list[tuple[Layout, dict[int, str]]]]:
    """Which columns are codes; where columns are questions, for each of them, with its turns."""
    layout = reader.layout(table.sheet, table.told)
    parts = table.answers(corpus, layout)
    if not layout.codes and needs_codes:
        reader.readable([(table.sheet, layout)])  # it says what is missing, and what was found
    if "quote" not in table.named:
        for own in (layout, *(own for own, _ in parts)):
            own.roles.pop("quote", None)  # the code is of the whole row
    return layout, parts


def _coded(
    table: CodedTable,
    corpus: Corpus,
    layout: Layout,
    parts: list[tuple[Layout, dict[int, str]]],
    frame: CodingFrame | None,
    path: Path,
    coder: str,
) -> CodedProject:
    """The codings of the rows, and what was read of them."""
    again: list[tuple[int, int]] = []
    if not parts:
        corpus, turn_of, again = without_repeats(
            corpus, _turn_of(corpus), table.codes_said(layout), by_coder="coder" in layout.roles
        )
        parts = [(layout, turn_of)]
    reader = QuoteRows(path, corpus, CodeNames(frame, path.stem), 0.8, coder)
    for row, first in again:
        reader.lose(row, "note", f"says the words of row {first} again: one turn of both")
    for column in layout.codes:
        if column.code is not None:
            reader.codes.find(column.code)  # a code that nobody used is one of the frame too
    for own, turn_of in parts:
        reader.sheet(table.sheet, own, turns=turn_of)
    made = assemble(
        corpus, reader.codes.frame, reader.rows, reader.losses, path=path, origin="table"
    )
    codings = made.codings
    for own, turn_of in parts:
        codings = _marks_as_read(codings, own, table, turn_of, reader)
    return replace(made, codings=codings)


def _with_quotes(codings: Codings, more: Codings) -> Codings:
    """Codings of the rows and of the quotes, under one frame."""
    spans = [part for part in (codings.spans, more.spans) if len(part)]
    return replace(
        more,
        spans=pd.concat(spans, ignore_index=True) if spans else more.spans,
        read=codings.read,
        held={**codings.held, **more.held},
    )


def _one_person(corpus: Corpus, sheet: PeopleSheet | None, same_label: str) -> bool:
    """Whether a label that occurs in several sessions is one person."""
    if same_label != "auto":
        return same_label == "one person"
    spoken = corpus.turns[["session_id", "speaker"]].dropna().drop_duplicates()
    n_sessions = spoken["speaker"].value_counts()
    several = {*n_sessions.index[n_sessions > 1], *(sheet.repeated if sheet is not None else ())}
    if not several or bool((corpus.sessions["source_kind"] == "written").all()):
        return True
    return sheet is not None and sheet.says_same(several)


def _turn_of(corpus: Corpus) -> dict[int, str]:
    """Row of the file to its turn."""
    places = corpus.turns["source_loc"].str.extract(r"^row (\d+)$")[0].dropna().astype(int)
    return {int(row): str(turn_id) for turn_id, row in places.items()}


def _described(
    table: CodedTable,
    corpus: Corpus,
    layout: Layout,
    sessions: str | Path | None,
    people: PeopleSheet | None,
    *,
    everywhere: bool,
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
        groups = {row.session_id: cell_of(row.cells, at) for row in rows}
        column = [groups.get(s) or s for s in corpus.sessions.index]
        sessions_now = corpus.sessions.assign(group=column)
        if column_name(table.heads[at]) == "year":  # a survey that was repeated
            sessions_now["year"] = column
        corpus = replace(corpus, sessions=sessions_now)
    own = table.named.get("person", ())
    told = [table.place("person", head) for head in ([own] if isinstance(own, str) else own)]
    used = {*layout.roles.values(), *(c.place for c in layout.codes), *layout.above}
    used |= set(table.seen.text) if table.seen is not None else set()
    used |= {n for n in (table.question, at) if n is not None} - set(told)
    free = [n for n, head in enumerate(table.heads) if head and n not in used]
    corpus, taken = people_of_rows(
        corpus, rows, table.heads, free, told=told, everywhere=everywhere
    )
    if table.question is not None:
        taken.add(table.heads[table.question])
    layout.unused = [head for head in layout.unused if head not in taken]
    corpus = _without_notes_of_used(corpus)
    if sessions is not None:
        corpus = join_sheets(corpus, sessions=sessions)
    if people is not None:
        corpus = with_people_sheet(corpus, people, everywhere=everywhere)
    return _without_notes_of_led(corpus)


def _with_questions(corpus: Corpus, table: CodedTable, row_of: pd.Series) -> Corpus:
    """Turns with the question they answer: what a column says, or the heading they stand under."""
    turns = corpus.turns
    under: list[Any] = turns["source_loc"].str.extract(r"\(under: (.*)\)$")[0].tolist()
    if table.question is not None:
        cells = table.cells
        under = [cell_of(cells.get(n, ()), table.question) for n in row_of]
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


def _without_notes_of_led(corpus: Corpus) -> Corpus:
    """The issues without the doubt who led a group, where a sheet has said it since."""
    issues, present = corpus.issues, corpus.attendance
    led = present.loc[present["role"] == "facilitator", "session_id"]
    gone = issues["session_id"].isin(led) & issues["message"].str.startswith(_NOBODY_LED)
    return replace(corpus, issues=issues[~gone].reset_index(drop=True))


def _marks_as_read(
    codings: Codings,
    layout: Layout,
    table: CodedTable,
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
        {"coder": cell_of(row, at) or reader.coder, "turn_id": turn_of[n], "frame_version": label}
        for n, row in table.cells.items()
        if n in turn_of and all(cell_of(row, column.place) for column in wide)
    ]
    if not read:
        return codings
    rows = conform(pd.DataFrame(read, dtype=object), READ)
    both = [part for part in (codings.read, rows) if len(part)]
    whole = pd.concat(both, ignore_index=True)
    return replace(codings, read=whole, held={**codings.held, label: known})
