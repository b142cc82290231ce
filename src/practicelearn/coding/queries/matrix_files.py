"""The framework matrix as a workbook or a Word document, and its summaries read back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from practicelearn._cells import escape_cell, fit_cell, legal_xml, unescape_cell
from practicelearn._disk import save_whole, sentence
from practicelearn._sheets import lay_out
from practicelearn._word import head_row, is_a4, plain_document
from practicelearn.coding.counting import NOT_COUNTED_HERE
from practicelearn.errors import PracticelearnError, TableError
from practicelearn.transcripts.readers.books import Book
from practicelearn.transcripts.readers.checks import ReadError
from practicelearn.transcripts.readers.packages import Package

__all__ = ["read_summaries", "write_docx", "write_xlsx"]

_COLUMNS = ["year", "group", "code", "summary", "source_loc"]


class Matrix(Protocol):
    """What a file is written from: a ``FrameworkMatrix``, which imports this module."""

    @property
    def cells(self) -> pd.DataFrame: ...
    @property
    def quotes(self) -> pd.DataFrame: ...
    @property
    def codes(self) -> pd.DataFrame: ...
    @property
    def pseudonymised(self) -> bool: ...
    @property
    def groups(self) -> list[tuple[str, str]]: ...


_LINKS = "quotes of "
_SUMMARY = "Summary: "
_MEANINGS = {
    "quote_id": "its number in this file",
    "year": "the round",
    "code_path": "the code, below those it belongs to",
    "verbatim": "no: a note or paraphrase, not the words used",
    "person_consent_quote": "whether who said it agreed to be quoted; empty means no",
    "stance": "for, against, mixed or none, as a person coded it",
    "turn_id": "where it stands: session and number of the turn",
    "coding_id": "the name of the coding in the study, by which it is found again",
}
_SUMMARY_WIDTH, _CODES_A_PAGE = 46, 2
_WIDTHS_CM = (2.2, 3.6, 12.5, 4.9)  # of a table across the page: round, group, summary, quotes
_QUOTE_COLUMNS = [
    "year", "group", "code_path", "quote", "verbatim", "speaker", "role", "person_consent_quote",
    "stance", "strength", "memo", "turn_id", "coding_id",
]  # fmt: skip


def write_xlsx(matrix: Matrix, path: Path) -> Path:
    """Write the workbook; see ``FrameworkMatrix.to_xlsx``."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    book = openpyxl.Workbook()
    sheet, quotes = book.active, book.create_sheet("quotes")
    sheet.title = "matrix"
    row_of = _quote_sheet(matrix, quotes, path.name)
    sheet.append([_notice(matrix)])
    sheet["A1"].font = Font(bold=True)
    keys, heads = ["year", "group"], ["Round", "Group"]
    for code, head in matrix.codes["path"].items():
        keys += [_cell(code), _LINKS + code]
        heads += [_cell(head), "quotes"]
    sheet.append(keys)
    sheet.append(heads)
    # the ids by which the file is read back; people need only the names below them
    sheet.row_dimensions[2].hidden = True
    links = []
    cells = matrix.cells.set_index(["year", "group", "code"])
    for n, (year, group) in enumerate(matrix.groups, start=4):
        sheet.append([_cell(year), _cell(group)])
        for m, code in enumerate(matrix.codes.index):
            cell = cells.loc[(year, group, code)]
            where = f"{path.name}, summary of {year} {group}, {code}"
            text = sheet.cell(n, 3 + 2 * m)
            text.value = fit_cell(_cell(cell["summary"]), where=where) if cell["summary"] else None
            text.number_format = "@"
            count = sheet.cell(n, 4 + 2 * m)
            count.value = _found(cell)
            if cell["quotes"]:
                target = f"'quotes'!A{row_of[cell['quotes'][0]]}"
                count.hyperlink = Hyperlink(ref=count.coordinate, location=target)
                links.append(count)
    codes = range(len(matrix.codes))
    lay_out(
        sheet, head=3, keep=2, title="Framework matrix", notice=_notice(matrix),
        widths={3 + 2 * m: _SUMMARY_WIDTH for m in codes},
        ends=[2 + 2 * m for m in codes if m and m % _CODES_A_PAGE == 0],
    )  # fmt: skip
    sheet.print_area = f"A2:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
    for cell in links:
        cell.font = Font(underline="single", color="0563C1")
    return save_whole(path, book.save)


def write_docx(matrix: Matrix, path: Path) -> Path:
    """Write the Word document; see ``FrameworkMatrix.to_docx``."""
    from docx.shared import Cm

    document = plain_document("Framework matrix")
    is_a4(document, across=True)
    document.add_heading("Framework matrix", 0)
    document.add_paragraph(_notice(matrix))
    for code, (head, definition) in matrix.codes[["path", "definition"]].iterrows():
        document.add_heading(legal_xml(head), 1)
        if definition:
            told = document.add_paragraph(legal_xml(definition))
            told.paragraph_format.keep_with_next = True
        own = matrix.cells[matrix.cells["code"] == code]
        table = document.add_table(rows=1, cols=4, style="Table Grid")
        for cell, text in zip(
            table.rows[0].cells, ("Round", "Group", _SUMMARY + str(code), "Quotes"), strict=True
        ):
            cell.text = legal_xml(text)
        for row in own.to_dict("records"):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = legal_xml(row["year"]), legal_xml(row["group"])
            lines = legal_xml(row["summary"] or "").split("\n")
            cells[2].paragraphs[0].text = lines[0]
            for line in lines[1:]:
                cells[2].add_paragraph(line)
            _link_quotes(cells[3].paragraphs[0], row)
        head_row(table)
        table.autofit = False
        for column, width in zip(table.columns, _WIDTHS_CM, strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
    document.add_heading("Quotes", 1)
    for number, quote in enumerate(matrix.quotes.reset_index().to_dict("records"), start=1):
        _quote_paragraph(document.add_paragraph(), quote, number)
    return save_whole(path, lambda draft: document.save(str(draft)))


def read_summaries(path: str | Path) -> pd.DataFrame:
    """Return the summaries written into a framework matrix.

    Parameters
    ----------
    path : str or Path
        A ``.xlsx`` or ``.docx`` file that ``to_xlsx`` or ``to_docx`` wrote. Rows and columns may
        have been moved or taken out; the hidden second row of the sheet, and the head of each
        table of the document, must still be there.

    Returns
    -------
    DataFrame
        year, group, code, summary (missing where a cell is empty), source_loc (sheet and cell, or
        table and row).

    Raises
    ------
    TableError
        The file is no framework matrix.
    PracticelearnError
        The file is not there, damaged, or far larger inside than any matrix.
    """
    path = Path(path)
    readers = {".xlsx": _from_xlsx, ".docx": _from_docx}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise TableError(f'{path.name}: expected a name that ends in ".xlsx" or ".docx".')
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PracticelearnError(sentence(error, path)) from error
    try:
        rows = list(reader(path, raw))
    except ReadError as error:
        raise PracticelearnError(f"{path.name}: {error}.") from error
    return pd.DataFrame(rows, columns=_COLUMNS)


def _from_xlsx(path: Path, raw: bytes) -> Iterator[tuple[Any, ...]]:
    from openpyxl.utils import get_column_letter

    # formulas as they were typed: "=)" is somebody's summary, not a sum
    book = Book(raw, formulas=True)
    name = "matrix" if "matrix" in book.titles else book.titles[0]
    numbered = book.rows(name)
    rows = [row for _, row in numbered]
    head = next((n for n, row in enumerate(rows) if {"year", "group"} <= set(map(str, row))), None)
    if head is None:
        raise TableError(
            f'{path.name}: no row holds "year" and "group". It is no framework matrix, or its '
            "hidden second row was deleted: write the matrix again and copy the summaries over."
        )
    keys = [_typed(value) for value in rows[head]]
    year, group = keys.index("year"), keys.index("group")
    top = numbered[head][0]
    for n, row in numbered[head + 1 :]:
        if n == top + 1 or not any(_typed(v) for v in row):
            continue
        for place, code in enumerate(keys):
            if place in (year, group) or not code or code.startswith(_LINKS):
                continue
            cell = f"{path.name}, {name}!{get_column_letter(place + 1)}{n}"
            found = [_typed(row[at]) if at < len(row) else None for at in (year, group, place)]
            yield found[0] or "", found[1] or "", code, found[2], cell


def _from_docx(path: Path, raw: bytes) -> Iterator[tuple[Any, ...]]:
    import docx

    Package(raw, "save it again from Word").check_plain()
    try:
        document = docx.Document(io.BytesIO(raw))
    except Exception as error:  # python-docx lets whatever zip and XML raise through
        raise ReadError(
            f"it is damaged or no Word file ({error}); save it again from Word"
        ) from error
    n_read = 0
    for number, table in enumerate(document.tables, start=1):
        rows = [[_words(cell) for cell in _cells_of(row)] for row in table._tbl.tr_lst]  # noqa: SLF001 - python-docx's own cells skip tracked insertions
        heads = [text.strip() for text in rows[0]] if rows else []
        summary = next((i for i, h in enumerate(heads) if h.startswith(_SUMMARY)), None)
        if summary is None or "Round" not in heads or "Group" not in heads:
            continue
        n_read += 1
        code = heads[summary].removeprefix(_SUMMARY)
        year, group = heads.index("Round"), heads.index("Group")
        for n, row in enumerate(rows[1:], start=2):
            where = f"{path.name}, table {number}, row {n}"
            if len(row) != len(heads):
                raise TableError(
                    f"{where}: {len(row)} cells where the head has {len(heads)}; cells were merged "
                    "or split. Undo that, so that each summary stands beside its group."
                )
            yield row[year].strip(), row[group].strip(), code, row[summary] or None, where
    if not n_read:
        raise TableError(
            f'{path.name}: no table with the head "Round", "Group", "{_SUMMARY}...". It is no '
            "framework matrix, or the heads of its tables were changed."
        )


def _quote_sheet(matrix: Matrix, sheet: Any, file: str) -> dict[str, int]:
    """Write the quotes and return the row of each."""
    columns = [c for c in _QUOTE_COLUMNS if c in matrix.quotes]
    sheet.append([_notice(matrix)])
    sheet.append(["quote_id", *columns])
    row_of = {}
    records = matrix.quotes[columns].itertuples(name=None)
    for n, (quote_id, *values) in enumerate(records, start=3):
        row_of[quote_id] = n
        where = f"{file}, {quote_id}"
        shown = [None if pd.isna(v) else _cell(v) for v in values]
        cut = [fit_cell(v, where=where, cut=True) if isinstance(v, str) else v for v in shown]
        sheet.append([quote_id, *cut])
    lay_out(
        sheet, head=2, keep=1, title="Quotes", notice=_notice(matrix), widths={"quote": 60},
        hints=_MEANINGS, folded=("verbatim", "strength", "coding_id"),
    )  # fmt: skip
    return row_of


def _notice(matrix: Matrix) -> str:
    if matrix.pseudonymised:
        return "Evidence, for the analysis team: quotes stand here with their places."
    return "NOT FOR SHARING: names have not been replaced. Evidence, for the analysis team."


def _found(cell: pd.Series | dict[str, Any]) -> str | int:
    if cell["why"] == NOT_COUNTED_HERE:
        return "not counted"
    if cell["quotes"]:
        return len(cell["quotes"])
    return 0 if not pd.isna(cell["n_passages"]) else "not read"


def _cell(value: Any) -> Any:
    return escape_cell(value)


def _typed(value: Any) -> str | None:
    """What a person typed, as text; None for an empty cell."""
    if value is None:
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # an array formula is an object of openpyxl's; its text is what was typed
    text = unescape_cell(str(getattr(value, "text", value)))
    return text if text.strip() else None


def _link_quotes(paragraph: Any, row: dict[str, Any]) -> None:
    """Numbers of quotes, each a link to the quote at the end of the document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if not row["quotes"]:
        paragraph.add_run(str(_found(row)) if isinstance(_found(row), str) else "none")
        return
    for place, quote_id in enumerate(row["quotes"]):
        if place:
            paragraph.add_run(", ")
        run = paragraph.add_run(quote_id)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), quote_id)
        run._r.addprevious(link)  # noqa: SLF001 - python-docx has no call that writes a link
        link.append(run._r)  # noqa: SLF001 - see above


def _quote_paragraph(paragraph: Any, quote: dict[str, Any], number: int) -> None:
    """One quote with its place, under a bookmark of its id; a paraphrase without marks."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(kind)
        mark.set(qn("w:id"), str(number))
        if kind == "w:bookmarkStart":
            mark.set(qn("w:name"), quote["quote_id"])
        paragraph._p.append(mark)  # noqa: SLF001 - python-docx has no call that writes a bookmark
    words = legal_xml(quote["quote"])
    said = f"“{words}”" if quote["verbatim"] else f"{words} (a paraphrase)"
    speaker = quote["speaker"] if isinstance(quote["speaker"], str) else "no label"
    paragraph.add_run(f"{quote['quote_id']} ").bold = True
    paragraph.add_run(said)
    paragraph.add_run(legal_xml(f" ({speaker}, {quote['turn_id']}; {quote['code_path']})"))


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LETTER = {
    f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"
}  # fmt: skip


def _cells_of(row: Any) -> list[Any]:
    """A row's cells, those inside a content control too."""
    return [cell for cell in row.iter(f"{_W}tc") if _nearest(cell, f"{_W}tr") is row]


def _words(cell: Any) -> str:
    """A cell's words: tracked insertions are in, tracked deletions and moved-away text are out."""
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        parts = []
        for element in paragraph.iter(f"{_W}t", *_LETTER):
            if _nearest(element, f"{_W}p") is not paragraph or _within(element, paragraph):
                continue
            parts.append(_LETTER.get(element.tag, element.text or ""))
        lines.append("".join(parts))
    return "\n".join(lines) if any(line.strip() for line in lines) else ""


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _within(element: Any, paragraph: Any) -> bool:
    """Whether it was moved away, deleted, is a tab stop of the style, or stands a second time."""
    gone = {f"{_W}moveFrom", f"{_W}del", f"{_W}tabs", _FALLBACK}
    for above in element.iterancestors():
        if above is paragraph:
            return False
        if above.tag in gone:
            return True
    return False
