"""What a table of quotes holds, counted in its rows and knowing nothing of how they are placed."""

from __future__ import annotations

from collections.abc import Iterable

from practicelearn.exchange.assemble import CodeNames
from practicelearn.exchange.quote_layout import Layout
from practicelearn.exchange.quote_names import key_of, names_in
from practicelearn.exchange.quote_sheets import Sheet

__all__ = ["things_in_rows"]


def things_in_rows(
    laid: Iterable[tuple[Sheet, Layout]], codes: CodeNames, coder: str
) -> dict[str, int]:
    """Return how many codings, coders, codes and memos the rows of a table name.

    Parameters
    ----------
    laid : iterable of (Sheet, Layout)
        The sheets that are read, and what their columns are.
    codes : CodeNames
        Says whether "A, B" is one name or two; no code is looked up or made.
    coder : str
        Who coded where no cell says.

    Returns
    -------
    dict of str to int
        ``codings``: a name of a code in a row is one; rows with one ``coding_id`` are one together.
    """
    n_alone, n_memos = 0, 0
    together: set[str] = set()
    names: set[tuple[str, ...]] = set()
    coders: set[str] = set()
    for sheet, layout in laid:
        for _, cells in sheet.below(layout.head):

            def cell(role: str, cells: list[str] = cells, layout: Layout = layout) -> str:
                place = layout.roles.get(role, -1)
                return cells[place] if 0 <= place < len(cells) else ""

            given, above = layout.given(cells)
            own = [
                (column, name)
                for column, said in given
                for _, parts in names_in(codes, column, said)
                for name in parts
            ]
            n_memos += bool(cell("memo"))
            coders |= {column.coder or cell("coder") or coder for column, _ in own}
            top = [part for part in (cell("parent"), *above) if part]
            names |= {key_of(" > ".join([*top, name])) for _, name in own}
            if cell("coding_id") and len(own) == 1:
                together.add(cell("coding_id"))
            else:
                n_alone += len(own)
    return {
        "codings": n_alone + len(together), "coders": len(coders), "codes": len(names),
        "memos": n_memos,
    }  # fmt: skip
