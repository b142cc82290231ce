"""The framework matrix: groups × codes, each cell a person's summary with links to its quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, NAMES, check_arguments, file_of
from practicelearn._tables import near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import NOT_COUNTED_HERE
from practicelearn.coding.levels import roll_up
from practicelearn.coding.queries.cases import (
    People,
    codes_of,
    counted_turns,
    found_in_cases,
    known_turns,
)
from practicelearn.coding.queries.passages import code_path, coded_quotes
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError, counted

__all__ = ["FrameworkMatrix", "framework_matrix"]

_KEYS = ["year", "group", "code"]


@dataclass(frozen=True, repr=False, eq=False)
class FrameworkMatrix:
    """Groups × codes with summaries written by people.

    Parameters
    ----------
    cells : DataFrame
        One row a group and code: year, group, code, summary (missing until somebody writes it),
        n_passages and n_people (missing where nothing was read), quotes (list of quote ids), why
        (what was not read, or cannot be counted).
    quotes : DataFrame
        Index ``quote_id`` (Q1, Q2 ...): the columns of :func:`coded_quotes`.
    codes : DataFrame
        Index ``code``: path, definition.
    pseudonymised : bool
        Whether names were replaced; files made from a matrix that is not are so marked.
    what : str
        What stands in columns: codes, or themes (:meth:`practicelearn.Themes.matrix`).

    Notes
    -----
    A program can lay the quotes out; the summary is the analysis, and a person's. Files hold
    quotes with their places: they are for the team, not for readers of the report. So does what a
    notebook shows: each cell opens to its quotes, where names have been replaced. Clear the output
    before such a notebook is sent on.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.framework_matrix(codings, corpus)
    FrameworkMatrix: 24 groups × 9 codes, 0 of 216 summaries written, 465 quotes
    """

    cells: pd.DataFrame
    quotes: pd.DataFrame
    codes: pd.DataFrame
    pseudonymised: bool = False
    what: str = "codes"

    @property
    def groups(self) -> list[tuple[str, str]]:
        """(year, group) of each row, in the order held.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> prac.framework_matrix(codings, corpus).groups[:2]
        [('2023-24', 'care-leavers'), ('2023-24', 'court')]
        """
        pairs = self.cells[["year", "group"]].drop_duplicates()
        return list(pairs.itertuples(index=False, name=None))

    def table(self, of: str = "summary") -> pd.DataFrame:
        """Return groups × codes of one column of ``cells``: summary, n_passages, n_people ...

        Returns
        -------
        DataFrame
            Index (year, group) in the order held, one column a code in the frame's order.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> matrix = prac.framework_matrix(codings, corpus, codes=["tools"])
        >>> matrix.table("n_passages").tail(2)
        code           tools
        year    group
        2025-26 south      3
                west       6
        """
        check_arguments(FrameworkMatrix.table, locals())
        if of not in self.cells or of in _KEYS:
            raise TableError(f'cells have no column "{of}".{near_match(of, self.cells.columns)}')
        wide = self.cells.set_index(_KEYS)[of].unstack("code")
        index = pd.MultiIndex.from_tuples(self.groups, names=["year", "group"])
        return wide.reindex(index=index, columns=self.codes.index)

    def quotes_of(self, year: str, group: str, code: str) -> pd.DataFrame:
        """Return the quotes of one cell, in the order of the text.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> matrix = prac.framework_matrix(codings, corpus, codes=["tools"])
        >>> matrix.quotes_of("2025-26", "north", "tools")[["turn_id", "speaker"]].head(2)
                           turn_id speaker
        quote_id
        Q42       2025-north:00021      P1
        Q43       2025-north:00022      P6
        """
        check_arguments(FrameworkMatrix.quotes_of, locals())
        return self.quotes.loc[self.cell(year, group, code)["quotes"]]

    def cell(self, year: str, group: str, code: str) -> pd.Series:
        """Return one row of ``cells``.

        Raises
        ------
        TableError
            There is no such group or code; the near match is named.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> matrix = prac.framework_matrix(codings, corpus, codes=["tools"])
        >>> int(matrix.cell("2025-26", "north", "tools")["n_passages"])
        6
        """
        check_arguments(FrameworkMatrix.cell, locals())
        _check_key(self, year, group, code, "")
        cells = self.cells
        found = (cells["year"] == year) & (cells["group"] == group) & (cells["code"] == code)
        return cells[found].iloc[0]

    def with_summaries(self, summaries: pd.DataFrame | str | Path) -> FrameworkMatrix:
        """Return the matrix with summaries that people wrote.

        Parameters
        ----------
        summaries : DataFrame, str or Path
            year, group, code, summary; or a file written by ``to_xlsx`` or ``to_docx`` and filled
            in. An empty summary takes away what stood there; cells that are not in the table stay
            as they are.

        Raises
        ------
        TableError
            A group or code is not in the matrix, or a cell comes twice; the place is named.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> import pandas as pd
        >>> matrix = prac.framework_matrix(codings, corpus, codes=["tools"])
        >>> written = pd.DataFrame({"year": ["2025-26"], "group": ["north"], "code": ["tools"]})
        >>> matrix.with_summaries(written.assign(summary="The new system loses notes."))
        FrameworkMatrix: 24 groups × 1 codes, 1 of 24 summaries written, 56 quotes
        """
        check_arguments(FrameworkMatrix.with_summaries, locals())
        if not isinstance(summaries, pd.DataFrame):
            from practicelearn.coding.queries.matrix_files import read_summaries

            summaries = read_summaries(summaries)
        for name in (*_KEYS, "summary"):
            if name not in summaries:
                raise TableError(
                    f'summaries: column "{name}" is missing; found '
                    f"{', '.join(map(str, summaries.columns))}.{near_match(name, summaries)}"
                )
        written: dict[tuple[str, str, str], str | None] = {}
        places = summaries.get("source_loc", pd.Series("", index=summaries.index))
        keys = summaries[_KEYS].itertuples(index=False, name=None)
        for (year, group, code), text, place in zip(
            keys, summaries["summary"], places, strict=True
        ):
            key = ("" if pd.isna(year) else year, group, code)
            _check_key(self, *key, where=f"{place}: " if place else "")
            if key in written:
                raise TableError(
                    f"{place or 'summaries'}: the cell of {' '.join(key)} comes twice; "
                    "keep one of them."
                )
            written[key] = _tidy(text)
        old = zip(*(self.cells[c] for c in _KEYS), self.cells["summary"], strict=True)
        new = [written.get((y, g, c), before) for y, g, c, before in old]
        column = pd.Series(new, index=self.cells.index, dtype=object)
        return replace(self, cells=self.cells.assign(summary=column))

    def to_xlsx(self, path: str | Path) -> Path:
        """Write a workbook in which summaries can be written, and return its path.

        Sheet *matrix*: one row a group, two columns a code: the summary, and a link to its quotes.
        Sheet *quotes*: every quote with its place. ``with_summaries(path)`` reads it back.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> import tempfile
        >>> matrix = prac.framework_matrix(codings, corpus, codes=["tools"])
        >>> matrix.to_xlsx(tempfile.mkdtemp() + "/chart.xlsx").name
        'chart.xlsx'
        """
        check_arguments(FrameworkMatrix.to_xlsx, locals(), path=file_of(".xlsx"))
        from practicelearn.coding.queries.matrix_files import write_xlsx

        return write_xlsx(self, Path(path))

    def to_docx(self, path: str | Path) -> Path:
        """Write a Word document in which summaries can be written, and return its path.

        One table a code, one row a group, with links to the quotes at the end.
        ``with_summaries(path)`` reads it back, tracked insertions included.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> corpus = study.corpus()
        >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
        >>> import tempfile
        >>> matrix = prac.framework_matrix(codings, corpus, codes=["tools"])
        >>> matrix.to_docx(tempfile.mkdtemp() + "/chart.docx").name
        'chart.docx'
        """
        check_arguments(FrameworkMatrix.to_docx, locals(), path=file_of(".docx"))
        from practicelearn.coding.queries.matrix_files import write_docx

        return write_docx(self, Path(path))

    def __repr__(self) -> str:
        written = int(self.cells["summary"].notna().sum())
        return (
            f"FrameworkMatrix: {len(self.groups)} groups × {len(self.codes)} {self.what}, "
            f"{written} of {len(self.cells)} summaries written, {len(self.quotes)} quotes"
        )

    def _repr_html_(self) -> str:
        from practicelearn.coding.queries.matrix_page import opened

        return opened(self)


def framework_matrix(
    codings: Codings,
    corpus: Corpus,
    *,
    codes: Sequence[str] | None = None,
    people: People = "participants",
    level: int | None = None,
    with_children: bool = True,
) -> FrameworkMatrix:
    """Return groups × codes with the quotes of each cell, ready for summaries.

    Parameters
    ----------
    codings : Codings
        One reading (``merge_codings``), or one coder's.
    corpus : Corpus
    codes : sequence of str, optional
        By default every code of the frame, and any other that was used.
    people : {"participants", "everyone"}
        Whose words count; by default not those of facilitators, note-takers and observers.
    level, with_children
        As for :meth:`Codings.roll_up`: the lowest level of codes to keep, and whether a code
        counts what stands under the codes below it.

    Notes
    -----
    Where some of the study cannot be counted (``codings.uncounted``) the chart can be read and
    written all the same; its figures are missing, and ``why`` says so.

    References
    ----------
    Ritchie, J. & Spencer, L. (1994). Qualitative data analysis for applied policy research. In
    Bryman & Burgess (eds), Analyzing Qualitative Data, 173-194. Gale, N. K. et al. (2013). BMC
    Medical Research Methodology 13, 117.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.framework_matrix(codings, corpus, codes=["tools", "desks"])
    FrameworkMatrix: 24 groups × 2 codes, 0 of 48 summaries written, 134 quotes
    """
    check_arguments(framework_matrix, locals(), codes=NAMES, level=AT_LEAST_1)
    codings = roll_up(codings, level=level, with_children=with_children)
    wanted = codes_of(codings, corpus, codes)
    presence = found_in_cases(codings, corpus, codes=wanted, people=people)
    quotes = coded_quotes(codings, corpus, codes=wanted)
    if people == "participants":
        quotes = quotes[quotes["counts"]]
    order = {key: n for n, key in enumerate(presence.index)}
    rank = {code: n for n, code in enumerate(wanted)}
    place = [order[key] for key in zip(quotes["year"], quotes["group"], strict=True)]
    quotes = (
        quotes.assign(_place=place, _rank=quotes["code"].map(rank))
        .sort_values(["_place", "_rank"], kind="stable")
        .drop(columns=["_place", "_rank"])
    )
    quotes.index = pd.Index([f"Q{n}" for n in range(1, len(quotes) + 1)], name="quote_id")
    said = counted_turns(corpus, people)
    gaps = (~known_turns(codings, said, wanted)).groupby([said["year"], said["group"]]).sum()
    cells = _cells(presence, gaps, quotes)
    if codings.uncounted:
        nothing = {"n_passages": pd.NA, "n_people": pd.NA, "why": NOT_COUNTED_HERE}
        cells = cells.assign(**nothing).astype({"n_passages": "Int64", "n_people": "Int64"})
    frame = codings.frame
    texts = [frame[c].definition if frame is not None and c in frame else "" for c in wanted]
    names = pd.DataFrame(
        {"path": [code_path(frame, c) for c in wanted], "definition": texts},
        index=pd.Index(wanted, name="code", dtype=object),
    )
    return FrameworkMatrix(cells, quotes, names, corpus.pseudonymised)


def _cells(presence: pd.DataFrame, gaps: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """One row a group and code, without a summary yet."""
    ids: dict[tuple[object, ...], list[str]] = {}
    passages: dict[tuple[object, ...], set[object]] = {}
    people: dict[tuple[object, ...], set[object]] = {}
    columns = quotes[[*_KEYS, "coding_id", "who", "verbatim"]]
    for quote_id, *key, coding_id, who, verbatim in columns.itertuples(name=None):
        ids.setdefault(tuple(key), []).append(quote_id)
        passages.setdefault(tuple(key), set()).add(coding_id)
        if verbatim and not pd.isna(who):
            people.setdefault(tuple(key), set()).add(who)
    unread = gaps.reindex(index=presence.index, columns=presence.columns, fill_value=0).to_numpy()
    silent = presence.isna().to_numpy()
    rows = []
    for i, (year, group) in enumerate(presence.index):
        for j, code in enumerate(presence.columns):
            cell = (year, group, code)
            missing = bool(silent[i, j])
            rows.append(
                {
                    "year": year, "group": group, "code": code, "summary": None,
                    "n_passages": pd.NA if missing else len(passages.get(cell, ())),
                    "n_people": pd.NA if missing else len(people.get(cell, ())),
                    "quotes": ids.get(cell, []),
                    "why": _why_none(int(unread[i, j]), missing=missing),
                }
            )  # fmt: skip
    names = [*_KEYS, "summary", "n_passages", "n_people", "quotes", "why"]
    return pd.DataFrame(rows, columns=names).astype({"n_passages": "Int64", "n_people": "Int64"})


def _why_none(unread: int, *, missing: bool) -> str | None:
    if unread:
        was = "was" if unread == 1 else "were"
        return f"{counted(unread, 'turn')} {was} not read for this code"
    return "nothing was said" if missing else None


def _check_key(matrix: FrameworkMatrix, year: str, group: str, code: str, where: str) -> None:
    if code not in matrix.codes.index:
        hint = near_match(str(code), matrix.codes.index)
        raise TableError(f'{where}the matrix has no code "{code}".{hint}')
    if (year, group) not in matrix.groups:
        hint = near_match(f"{year} {group}", [" ".join(pair) for pair in matrix.groups])
        raise TableError(f'{where}the matrix has no group "{group}" in round "{year}".{hint}')


def _tidy(text: object) -> str | None:
    """Line feeds only; nothing but blanks is nothing."""
    if text is None or not isinstance(text, str):
        return None
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain if plain.strip() else None
