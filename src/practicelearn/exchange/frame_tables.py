"""A coding frame as a table, out and in: a row a code, or a column a level, whatever it is called.

People call the levels of a frame *theme*, *category*, *axial code*, *Level 2*; MAXQDA has a *parent
code*; method books write *when to use* and *when not to use*. Every column that is not used is
named.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._cells import write_table
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.errors import FrameError
from practicelearn.exchange.assemble import CodeNames, levels_of
from practicelearn.exchange.conventions import describe, fields_of, slug
from practicelearn.exchange.project import ExchangeError
from practicelearn.exchange.quote_heads import head_key
from practicelearn.exchange.quote_sheets import Sheet, read_sheets
from practicelearn.exchange.taguette import tags_as_codes

__all__ = ["read_frame_table", "write_frame_table"]

_LISTS = ("examples", "cues", "was")
_HEAD = {"frame": "name", "version": "version", "frame_date": "date", "frame_source": "source"}
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("code id", "codeid", "id", "session id"),
    "name": ("name", "code name", "codename", "code label", "label", "title", "bezeichnung"),
    "path": ("path", "code path", "full path", "hierarchical name", "pfad"),
    "tag": ("tag",),
    "parent": ("parent", "parent code", "parent id", "parent name", "parent node", "parent theme",
               "obercode", "belongs to", "above"),
    "definition": ("definition", "brief definition", "short definition", "short description",
                   "full definition", "description", "code description", "long description",
                   "meaning", "memo", "code memo", "comment", "code comment", "beschreibung",
                   "erklarung", "kommentar"),
    "include": ("include", "includes", "inclusion", "inclusion criteria", "when to use",
                "use when", "include if", "einschluss", "einschlusskriterien", "kodierregel"),
    "exclude": ("exclude", "excludes", "exclusion", "exclusion criteria", "when not to use",
                "do not use when", "exclude if", "ausschluss", "ausschlusskriterien"),
    "examples": ("examples", "example", "example quote", "example quotes", "sample quote",
                 "typical example", "ankerbeispiel", "ankerbeispiele"),
    "cues": ("cues", "keywords", "key words", "indicators"),
    "colour": ("colour", "color", "farbe"),
    "source": ("source", "quelle"), "verified": ("verified",), "was": ("was",),
    "retired": ("retired",),
    "scope": ("scope",),
    "frame": ("frame",), "version": ("version",), "frame_date": ("frame date",),
    "frame_source": ("frame source",),
}  # fmt: skip
"""What a code says, and the heads under which people write it."""

_LEVEL = re.compile(
    r"(?:level|ebene|tier|stufe|rank|order) ?\d+|\d+(?:st|nd|rd|th)? (?:level|order|tier)|"
    r"(?:.* )?(?:(?:sub |super |meta |main |haupt|ober|unter)?"
    r"(?:codes?|themes?|categor(?:y|ies)|nodes?|dimensions?|domains?|constructs?|concepts?|"
    r"topics?|clusters?|kategorien?|thema|themen))"
)
_COUNTS = frozenset({"number of highlights", "number of documents"})
"""What Taguette counts in its codebook: of the codings, not of the frame."""
_DEFINED = ("definition", "description", "memo")
_TEXTS = frozenset({"definition", "include", "exclude", "source", "scope"})
_MOST_TITLES = 20
_LONGEST_NAME = 12  # words; a level holds names, not sentences


@dataclass
class _Table:
    """A sheet below its heads: rows of cells, and which column is what."""

    rows: list[tuple[int, list[str]]]
    heads: list[str]
    places: dict[str, list[int]]
    levels: list[int]
    told: dict[int, int]  # a column that defines a level, to the level's

    def cell(self, row: Sequence[str], field: str) -> str:
        """What a row says of a field; several columns of one field are joined."""
        cells = [row[n] for n in self.places.get(field, ()) if n < len(row) and row[n]]
        return "\n".join(dict.fromkeys(cells))

    @property
    def unused(self) -> list[str]:
        """Heads of columns that nothing is taken from."""
        used = {n for places in self.places.values() for n in places}
        used |= {*self.levels, *self.told}
        left = [head for n, head in enumerate(self.heads) if head and n not in used]
        return [head for head in left if head_key(head) not in _COUNTS]


def write_frame_table(frame: CodingFrame, path: Path) -> Path:
    """Write a row a code and return the path; ``description`` says all of it in one cell."""
    rows = []
    for code in frame.codes:
        row = {"code": code.id} | {k: v for k, v in asdict(code).items() if k != "id"}
        row |= {k: "\n".join(row[k]) for k in _LISTS}
        row["description"] = describe(code)  # where Taguette and others look
        rows.append(row | {ours: getattr(frame, name) for ours, name in _HEAD.items()})
    columns = ["code", *(f.name for f in fields(Code) if f.name != "id"), "description", *_HEAD]
    return write_table(pd.DataFrame(rows, columns=columns, dtype=object), path)


def read_frame_table(path: Path) -> CodingFrame:
    """Return the frame of a table (CSV, Excel).

    Raises
    ------
    ExchangeError
        No column names codes.
    FrameError
        Two rows have one id.

    Warns
    -----
    UserWarning
        Columns, or sheets, that are not used.
    """
    first, *others = sorted(read_sheets(path), key=lambda sheet: sheet.hidden)
    table = _table(first)
    if not table.levels and not {"name", "path", "tag", "id"} & set(table.places):
        found = ", ".join(h for h in table.heads if h)
        raise ExchangeError(
            path, first.rows[0][0],
            f'expected a column "name" or "code", or one for each level '
            f"(theme, subtheme, code); found {found}",
        )  # fmt: skip
    unused = [f'column "{head}"' for head in table.unused]
    unused += [f'sheet "{sheet.title}"' for sheet in others]
    if unused:
        warnings.warn(f"{path.name}: not used: {', '.join(unused)}", stacklevel=4)
    if "tag" in table.places and not {"name", "parent"} & set(table.places):
        tags = [(n, table.cell(r, "tag"), table.cell(r, "definition")) for n, r in table.rows]
        frame, _ = tags_as_codes(path.stem, [tag for tag in tags if tag[1]])
        return frame or CodingFrame(path.stem, "imported")
    if "path" in table.places:
        return _of_paths(path, table)
    if table.levels and "parent" not in table.places:
        return _of_levels(path, table)
    return _of_rows(path, table)


def _table(sheet: Sheet) -> _Table:
    """The sheet's heads, below titles if there are any, and which column is what."""
    tops = range(min(_MOST_TITLES, len(sheet.rows)))
    head = max(tops, key=lambda n: (sum(_known(c) for c in sheet.rows[n][1]), -n))
    heads = [" ".join(c.split()) for c in sheet.rows[head][1]]
    body = list(sheet.below(head))
    keys = [head_key(h) for h in heads]
    places: dict[str, list[int]] = {}
    for field, names in _FIELDS.items():
        found = [n for name in names for n, key in enumerate(keys) if key == name]
        if found:
            places[field] = found if field in _TEXTS else found[:1]
    ours = "frame" in places
    if ours:  # what we wrote says it all twice: in fields, and for others in one cell
        places["definition"] = [n for n in places["definition"] if keys[n] == "definition"]
        extra = [n for n, key in enumerate(keys) if key == "description"]
        places["description"] = extra
    used = {n for own in places.values() for n in own}
    levels = [n for n, key in enumerate(keys) if n not in used and key and _LEVEL.fullmatch(key)]
    if "code" in keys and keys.index("code") in levels:
        n = keys.index("code")
        named = "name" in places or "path" in places
        if named and "id" not in places:  # "code" beside a name is its id
            levels.remove(n)
            places["id"] = [n]
        elif "parent" in places and not named:
            levels.remove(n)
            places["name"] = [n]
    told = {
        n: level
        for n, key in enumerate(keys) for level in levels
        if n not in used and key in {f"{keys[level]} {word}" for word in _DEFINED}
    }  # fmt: skip
    table = _Table(body, heads, places, levels, told)
    if "parent" not in places and "path" not in places and not ours:
        _more_levels(table, used | set(told))
    return table


def _known(cell: str) -> bool:
    key = head_key(cell)
    fits = any(key in names for names in _FIELDS.values()) or bool(_LEVEL.fullmatch(key))
    return bool(key) and fits and len(key.split()) <= 4


def _more_levels(table: _Table, used: set[int]) -> None:
    """Levels by what they hold: names above others, and a name's own column as the deepest one."""
    if table.levels:
        last = max(table.levels)
        for n in range(last - 1, -1, -1):
            if n in used or n in table.levels or not table.heads[n]:
                continue
            below = min(level for level in table.levels if level > n)
            if _stands_above(table, n, below):
                table.levels.append(n)
    if table.levels and "name" in table.places:
        table.levels.append(table.places.pop("name")[0])
    table.levels.sort()
    if len(table.levels) == 2:  # "code" before "theme": the other way round
        one, other = table.levels
        names = ["code" in head_key(table.heads[n]) for n in table.levels]
        if names == [True, False] and _decides(table, one, other):
            table.levels = [other, one]


def _stands_above(table: _Table, above: int, below: int) -> bool:
    cells = [row[above] for _, row in table.rows if above < len(row) and row[above]]
    names = bool(cells) and all(len(cell.split()) <= _LONGEST_NAME for cell in cells)
    return names and _decides(table, below, above, filled=False) and not all(
        cell.replace(".", "").isdigit() for cell in cells
    )  # fmt: skip


def _decides(table: _Table, one: int, other: int, *, filled: bool = True) -> bool:
    """Whether a cell of one column always stands beside the same cell of another."""
    seen: dict[str, str] = {}
    before = ""
    for _, row in table.rows:
        a = row[one] if one < len(row) else ""
        b = row[other] if other < len(row) else ""
        if filled and not (a and b):
            return False
        before = b or before
        if a and seen.setdefault(a, before) != before:
            return False
    return bool(seen)


def _of_rows(path: Path, table: _Table) -> CodingFrame:
    """A row a code, its parent named by id or name; a parent without a row of its own is made."""
    codes: list[Code] = []
    known: dict[str, str] = {}
    first: dict[str, int] = {}
    told = {table.cell(row, "id") for _, row in table.rows}
    for number, row in table.rows:
        code_id, name = table.cell(row, "id"), table.cell(row, "name")
        if not (code_id or name):
            continue
        if code_id in first:
            raise FrameError(
                f'{path.name}, row {number}: the id "{code_id}" stands in row {first[code_id]} '
                "already; each code needs its own."
            )
        code_id = code_id or slug(name, {*first, *told})
        first[code_id] = number
        codes.append(_code(table, row, code_id, name or code_id))
        known.setdefault(codes[-1].name.casefold(), code_id)
    made: dict[str, Code] = {}
    placed = []
    for code in codes:
        parent = code.parent
        if parent and parent not in first:
            last = levels_of(parent)[-1] if levels_of(parent) else parent
            parent = known.get(parent.casefold()) or known.get(last.casefold())
            if parent is None and "id" in table.places:
                parent = code.parent  # an id that is not there: the frame says so
            elif parent is None:
                parent = slug(last, {*first, *made})
                made[parent] = Code(parent, last)
                known[last.casefold()] = parent
        placed.append(replace(code, parent=None if parent == code.id else parent))
    if made:
        named = ", ".join(f'"{code.name}"' for code in made.values())
        message = f"{path.name}: made as codes, because they are parents without a row: {named}"
        warnings.warn(message, stacklevel=5)
    return _whole(path, table, (*made.values(), *placed))


def _of_paths(path: Path, table: _Table) -> CodingFrame:
    """A path a row ("Tools > Laptops"); codes above that have no row of their own are made."""
    names = CodeNames(None, path.stem)
    said: dict[str, Sequence[str]] = {}
    for _, row in table.rows:
        code_id = names.find(table.cell(row, "path"))
        if code_id is not None:
            said.setdefault(code_id, row)
    return _made(path, table, names, said)


def _of_levels(path: Path, table: _Table) -> CodingFrame:
    """A column a level; an empty cell on the left repeats the one above it, as people write it."""
    names = CodeNames(None, path.stem)
    said: dict[str, Sequence[str]] = {}
    defined: dict[str, str] = {}
    before: list[str] = []
    for _, row in table.rows:
        cells = [row[n] if n < len(row) else "" for n in table.levels]
        last = max((n for n, cell in enumerate(cells) if cell), default=None)
        if last is None:
            continue
        same = True  # as long as nothing new stood on the left, an empty cell repeats
        for n in range(last):
            if not cells[n] and same and n < len(before):
                cells[n] = before[n]
            same = same and n < len(before) and cells[n] == before[n]
        before = cells
        filled = tuple(" ".join(cell.split()) for cell in before if cell)
        said.setdefault(names.make(filled), row)
        for place, level in table.told.items():
            k = table.levels.index(level)
            if before[k] and place < len(row) and row[place]:
                upto = tuple(" ".join(cell.split()) for cell in before[: k + 1] if cell)
                defined.setdefault(names.make(upto), row[place])
    frame = _made(path, table, names, said)
    codes = (replace(c, definition=c.definition or defined.get(c.id, "")) for c in frame.codes)
    return replace(frame, codes=tuple(codes))


def _made(
    path: Path, table: _Table, names: CodeNames, said: Mapping[str, Sequence[str]]
) -> CodingFrame:
    frame = names.frame
    if frame is None:
        return CodingFrame(path.stem, "imported")
    codes = [
        replace(_code(table, said.get(code.id, ()), code.id, code.name), parent=code.parent)
        for code in frame.codes
    ]
    return _whole(path, table, codes)


def _whole(path: Path, table: _Table, codes: Sequence[Code]) -> CodingFrame:
    first = table.rows[0][1] if table.rows else []
    said = {name: table.cell(first, ours) for ours, name in _HEAD.items()}
    head: dict[str, Any] = {name: cell for name, cell in said.items() if cell}
    whole = {"name": path.stem, "version": "imported"} | head
    try:
        return CodingFrame(**whole, codes=tuple(codes))
    except FrameError as error:
        raise FrameError(f"{path.name}: {error}") from error


def _code(table: _Table, row: Sequence[str], code_id: str, name: str) -> Code:
    """What a row says of a code."""
    names = [f.name for f in fields(Code) if f.name not in {"id", "name"}]
    values: dict[str, Any] = {n: cell for n in names if (cell := table.cell(row, n))}
    if "frame" not in table.places and "definition" in values:  # parts under headings, as we write
        values = fields_of(values["definition"]) | {
            k: v for k, v in values.items() if k != "definition"
        }
        values.pop("id", None)
    for key in _LISTS:
        if isinstance(values.get(key), str):
            ours = "frame" in table.places or "\n" in values[key]  # we write one a line
            lines = values[key].split("\n" if ours else ";")
            values[key] = tuple(line.strip() for line in lines if line.strip())
    for flag in ("verified", "retired"):
        if isinstance(values.get(flag), str):
            values[flag] = values[flag].lower() in {"true", "yes", "1"}
    return Code(id=code_id, name=name, **values)
