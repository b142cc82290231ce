"""A matrix in a notebook's cell: a real table whose cells open to their quotes, without a script.

Only for what the analysis team looks at: it holds people's words with their places.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice

__all__ = ["OpenedCell", "Quote", "opened_matrix"]

MOST_ROWS, MOST_COLUMNS = 100, 30
MOST_QUOTES_A_CELL, MOST_QUOTES = 5, 1_000
LONGEST = 400
"""Characters of a quote; the rest stands where the quote says it is."""

# No colour of its own, so that a dark notebook stays readable; on paper every cell is open.
_STYLE = (
    "<style>"
    ".prac-opened{overflow-x:auto}"
    ".prac-opened table{border-collapse:collapse;text-align:left}"
    ".prac-opened caption{text-align:left;caption-side:top;padding:.4em 0;font-weight:bold}"
    ".prac-opened th,.prac-opened td{text-align:left;vertical-align:top;padding:.3em .6em;"
    "border-bottom:1px solid}"
    ".prac-opened td{min-width:5em}"
    ".prac-opened summary{cursor:pointer}"
    ".prac-opened ul{margin:.3em 0;padding-left:1.1em;min-width:16em}"
    ".prac-opened li{margin:.3em 0}"
    "@media print{.prac-opened{overflow:visible}"
    ".prac-opened details::details-content{content-visibility:visible;block-size:auto}}"
    "</style>"
)


@dataclass(frozen=True)
class Quote:
    """What somebody said, and where.

    Parameters
    ----------
    words : str
    place : str
        By which it is found again: its number, who, session and turn.
    verbatim : bool
        False for a note or a paraphrase: no quotation marks.
    """

    words: str
    place: str
    verbatim: bool = True


@dataclass(frozen=True)
class OpenedCell:
    """One cell: its figure in words, what a person wrote into it, its quotes.

    Parameters
    ----------
    figure : str
        Such as "3 passages", "0" or "not read".
    text : str
        A person's summary; "" where there is none.
    n_quotes : int
        All there are: at most five are shown.
    quotes : callable
        Gives so many of them, only for a cell that is shown.
    """

    figure: str
    text: str = ""
    n_quotes: int = 0
    quotes: Callable[[int], Sequence[Quote]] = field(default=lambda _: ())


def opened_matrix(
    caption: str,
    notice: str,
    rows: Sequence[str],
    columns: Sequence[str],
    cell: Callable[[int, int], OpenedCell],
    *,
    corner: str,
) -> str:
    """Return a table as HTML whose cells open to their quotes.

    Everything is escaped. A hundred rows, thirty columns and a thousand quotes at most: what is
    left out is counted, so that a large study does not make a notebook that nobody can open.

    Parameters
    ----------
    caption, notice : str
        What the matrix is, and for whom.
    rows, columns : sequence of str
        Their names, as people read them.
    cell : callable
        Takes the numbers of row and column.
    corner : str
        What rows are, such as "Group".
    """
    drawn = [
        [cell(i, j) for j in range(min(len(columns), MOST_COLUMNS))]
        for i in range(min(len(rows), MOST_ROWS))
    ]
    full = sum(own.n_quotes > 0 for line in drawn for own in line)
    each = max(1, min(MOST_QUOTES_A_CELL, MOST_QUOTES // max(full, 1)))
    heads = "".join(f'<th scope="col">{html.escape(c)}</th>' for c in columns[:MOST_COLUMNS])
    left = MOST_QUOTES
    lines = []
    for name, line in zip(rows, drawn, strict=False):
        tds = []
        for own in line:
            most = min(each, left, own.n_quotes)
            left -= most
            tds.append(f"<td>{_inside(own, most)}</td>")
        lines.append(f'<tr><th scope="row">{html.escape(name)}</th>{"".join(tds)}</tr>')
    said = html.escape(caption)
    return (
        f'{_STYLE}<div class="prac-opened" role="region" tabindex="0" aria-label="{said}"><table>'
        f"<caption>{said}</caption>"
        f'<thead><tr><th scope="col">{html.escape(corner)}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
        f"<p>{html.escape(notice)}{_left_out(len(rows), len(columns))}</p>"
    )


def _left_out(rows: int, columns: int) -> str:
    more = [
        f"{n - most} more {what}"
        for n, most, what in ((rows, MOST_ROWS, "rows"), (columns, MOST_COLUMNS, "columns"))
        if n > most
    ]
    return f" Not shown: {' and '.join(more)}." if more else ""


def _inside(cell: OpenedCell, most: int) -> str:
    """A cell's text and figure; the figure opens to the quotes where there are any."""
    text = f"<p>{html.escape(cell.text)}</p>" if cell.text else ""
    figure = html.escape(cell.figure)
    if not cell.n_quotes:
        return text + figure
    quotes = "".join(_item(quote) for quote in islice(cell.quotes(most), most))
    more = cell.n_quotes - most
    quotes += f"<li>and {more} more</li>" if more else ""
    return f"{text}<details><summary>{figure}</summary><ul>{quotes}</ul></details>"


def _item(quote: Quote) -> str:
    words = quote.words if len(quote.words) <= LONGEST else f"{quote.words[:LONGEST].rstrip()} …"
    said = html.escape(f"“{words}”" if quote.verbatim else words)
    return f"<li>{said}<br><small>{html.escape(quote.place)}</small></li>"
