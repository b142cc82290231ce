"""The parts a document is made of, before it is HTML or Word."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

if TYPE_CHECKING:
    from practicelearn.output import plots

__all__ = [
    "DRAFT",
    "NOT_GIVEN_BACK",
    "NOT_ON_RECORD",
    "Block",
    "Bullets",
    "Cards",
    "Cell",
    "Contents",
    "Document",
    "Heading",
    "KeyFigures",
    "Later",
    "Link",
    "Notice",
    "OwnParagraph",
    "OwnWords",
    "Paragraph",
    "Passages",
    "Picture",
    "Quote",
    "Sides",
    "Table",
]

DRAFT = "DRAFT. A person has not yet read every quote in this report and released it."

NOT_GIVEN_BACK = (
    "DRAFT. Not yet released to those who took part: somebody has still to read it and give it out "
    "under their name."
)

NOT_ON_RECORD = (
    "DRAFT. Not yet on record: somebody has still to read each of these cards and put them on "
    "record under their name."
)

_FIGURE = r"[−+<]? ?[\d,.]+%?( to [−+]?[\d,.]+)?( of [\d,]+)?"
_INSTEAD = r"–|nobody|not shown|not read|fewer than 5.*|nearly all.*|"  # where a figure would stand
_NUMBER = re.compile(f"{_FIGURE}|{_INSTEAD}")


@dataclass(frozen=True)
class Heading:
    """A heading; ``level`` 2 for a section, 3 to 5 below it. Level 1 is the document's title."""

    text: str
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True)
class Contents:
    """Where the list of contents stands; without one it stands at the top of a page as HTML."""


@dataclass(frozen=True)
class Link:
    """Words that lead to an anchor of the same document."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; ``statement`` is what people are saying, ``note`` a remark in small print."""

    text: str
    style: Literal["body", "lead", "statement", "note"] = "body"
    link: Link | None = None


@dataclass(frozen=True)
class Notice:
    """A sentence that must not be overlooked, such as DRAFT or NOT FOR SHARING."""

    text: str


@dataclass(frozen=True)
class KeyFigures:
    """A few figures that give the size of things: (figure, what it counts)."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]


@dataclass(frozen=True)
class Quote:
    """Somebody's words. ``verbatim`` False: a paraphrase, printed without quotation marks.

    ``inline``: in Word the source stands behind the words, not below them.
    """

    words: str
    source: str
    verbatim: bool = True
    inline: bool = False


Cell: TypeAlias = str | Link | tuple[Quote, ...]
"""What a table's cell may hold."""


@dataclass(frozen=True)
class Table:
    """A table with a header row; the first cell of each row heads it.

    A folded one shows its caption until somebody opens it; on paper it is open.
    """

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    folded: bool = False

    def __post_init__(self) -> None:
        """Refuse a row that does not fit the header: a cell would stand under a wrong name."""
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(
                    f"table {self.caption!r}: a row has {len(row)} cells, its header "
                    f"{len(self.header)}"
                )

    @cached_property
    def numeric(self) -> list[bool]:
        """For each column, whether it holds figures only, which stand flush right."""
        columns = [[row[k] for row in self.rows] for k in range(len(self.header))]
        return [any(_shown(c) for c in own) and all(map(_is_figure, own)) for own in columns]

    @property
    def holds_quotes(self) -> bool:
        """Whether people's words stand in it: they need room."""
        return any(isinstance(cell, tuple) for row in self.rows for cell in row)


def _shown(cell: Cell) -> str | tuple[Quote, ...]:
    return cell.text if isinstance(cell, Link) else cell


def _is_figure(cell: Cell) -> bool:
    shown = _shown(cell)
    return isinstance(shown, str) and _NUMBER.fullmatch(shown) is not None


class Later(Sequence[Quote]):
    """Quotes that are made each time they are read and held by nobody: there may be millions.

    Parameters
    ----------
    n : int
        How many they are.
    made : callable
        Returns them, one after the other.
    """

    def __init__(self, n: int, made: Callable[[], Iterable[Quote]]) -> None:
        self._n, self._made = n, made

    def __len__(self) -> int:
        return self._n

    def __iter__(self) -> Iterator[Quote]:
        return iter(self._made())

    @overload
    def __getitem__(self, k: int) -> Quote: ...
    @overload
    def __getitem__(self, k: slice) -> Sequence[Quote]: ...
    def __getitem__(self, k: int | slice) -> Quote | Sequence[Quote]:
        return list(self)[k]


@dataclass(frozen=True)
class Passages:
    """Many quotes, set small, one below the other."""

    quotes: Sequence[Quote]


@dataclass(frozen=True)
class Sides:
    """Quotes of two rounds side by side, each side under its title.

    ``instead``: what stands on a side without a quote.
    """

    titles: tuple[str, str]
    quotes: tuple[Sequence[Quote], Sequence[Quote]]
    instead: tuple[str, str] = ("No passage.", "No passage.")


@dataclass(frozen=True)
class OwnParagraph:
    """A paragraph the team wrote itself; ``bold`` and ``italic`` are places in it, end excluded."""

    text: str
    style: Literal["body", "bullet", "number"] = "body"
    bold: tuple[tuple[int, int], ...] = ()
    italic: tuple[tuple[int, int], ...] = ()

    @property
    def runs(self) -> list[tuple[str, bool, bool]]:
        """The text in pieces of one look: words, whether bold, whether italic."""
        edges = sorted({0, len(self.text), *(n for own in (*self.bold, *self.italic) for n in own)})
        return [
            (self.text[a:b], _within(a, self.bold), _within(a, self.italic))
            for a, b in itertools.pairwise(edges)
        ]


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


@dataclass(frozen=True)
class OwnWords:
    """Paragraphs of the team's own, out of the Word file that it keeps in its study."""

    paragraphs: Sequence[OwnParagraph]

    @property
    def lists(self) -> list[tuple[str, list[OwnParagraph]]]:
        """The paragraphs, those of one list together: style, paragraphs."""
        grouped = itertools.groupby(self.paragraphs, lambda p: p.style)
        return [(style, list(own)) for style, own in grouped]


@dataclass(frozen=True)
class Cards:
    """Quotes to be cut apart, each with the number of its card behind it, and blank cards."""

    quotes: Sequence[Quote]
    blank: Sequence[str]


@dataclass(frozen=True)
class Picture:
    """A picture with what it says in words and the table it was drawn from."""

    title: str
    alt: str
    draw: Callable[[], plots.Picture]
    table: Table

    @cached_property
    def _drawn(self) -> plots.Picture:
        return self.draw()  # once, however many kinds of file it goes into

    @cached_property
    def _images(self) -> dict[str, bytes]:
        return {}

    def image(self, kind: Literal["svg", "png"]) -> bytes:
        """Return the picture as a file's bytes; the same figures give the same bytes."""
        if kind not in self._images:  # a document is written, read and written again
            self._images[kind] = self._written(kind)
        return self._images[kind]

    def _written(self, kind: Literal["svg", "png"]) -> bytes:
        import matplotlib as mpl

        # Not as the picture saves itself: its alt text may hold counts that readers must not see.
        figure = self._drawn.figure
        raw = io.BytesIO()
        stamp = {"Date": None} if kind == "svg" else {"Software": None}
        with mpl.rc_context({"svg.hashsalt": "practicelearn"}):
            figure.savefig(raw, format=kind, dpi=200, metadata=stamp)
        return raw.getvalue()


Block: TypeAlias = (
    Heading
    | Contents
    | Paragraph
    | OwnWords
    | Notice
    | KeyFigures
    | Bullets
    | Table
    | Quote
    | Passages
    | Sides
    | Picture
    | Cards
)


@dataclass(frozen=True)
class Document:
    """A whole document: title, a line below it, notices at the top, and blocks in order.

    ``one_page``: set small in Word, because it is handed round as a single sheet. ``poster``: set
    as large as one sheet allows, for a wall.
    """

    title: str
    subtitle: str
    blocks: Sequence[Block]
    notices: Sequence[str] = ()
    one_page: bool = False
    poster: bool = False

    @property
    def sections(self) -> list[tuple[Heading, list[Heading]]]:
        """The headings of level 2 below the list of contents, each with its parts.

        Parts are the headings of level 3 that have an anchor; without a list of contents of its
        own a document lists none.
        """
        found: list[tuple[Heading, list[Heading]]] = []
        has_contents = self.has_contents
        start = next((k for k, b in enumerate(self.blocks) if isinstance(b, Contents)), -1)
        for block in self.blocks[start + 1 :]:
            if isinstance(block, Heading) and block.level == 2:
                found.append((block, []))
            elif (
                has_contents
                and isinstance(block, Heading)
                and block.level == 3
                and block.anchor
                and found
            ):
                found[-1][1].append(block)
        return found

    @property
    def has_contents(self) -> bool:
        """Whether a place for the list of contents is chosen."""
        return any(isinstance(b, Contents) for b in self.blocks)
