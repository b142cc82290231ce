"""What the columns of a table of quotes are: known by their heads, as programs and people write.

MAXQDA (in English and German), NVivo, ATLAS.ti, Dedoose, QualCoder, Delve and Taguette name theirs;
people put a code in each column (1 or 0), ``Code 1`` to ``Code 8``, a column a coder, or a sheet a
code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from practicelearn._tables import near_match
from practicelearn.errors import TableError
from practicelearn.exchange.quote_layout import (
    CodeColumn,
    HeadsUnknownError,
    Layout,
    is_mark,
    is_marks,
)
from practicelearn.exchange.quote_sheets import Sheet
from practicelearn.language.forms import without_unseen

__all__ = ["ROLES", "head_key", "layout_of"]

ROLES: Mapping[str, tuple[str, ...]] = {
    "session_id": (
        "session id", "session", "focus group", "meeting", "document", "document name", "dokument",
        "dokumentname", "media title", "file", "file name", "filename", "datei", "source",
        "source name", "transcript", "interview", "document title", "primary document", "name",
        "title", "id",
    ),
    "turn_id": ("turn id", "turn"),
    "start": ("start",),
    "end": ("end",),
    "quote": (
        "quote", "segment", "coded segment", "coded segments", "codiertes segment",
        "excerpt copy", "excerpt", "quotation content", "quotation", "zitatinhalt", "zitat",
        "snippet", "highlight", "coded text", "selected text", "coded", "text", "content",
        "textstelle", "passage", "words", "answer", "response", "antwort", "comment",
    ),
    "code": (
        "hierarchical name", "code", "codes", "codename", "code name", "code path",
        "codes applied combined", "applied codes", "tag", "tags", "theme", "themes", "node",
        "nodes", "kode", "kodes", "thema",
    ),
    "parent": (
        "parent code", "obercode", "category", "kategorie", "code category", "code group",
    ),
    "coder": (
        "coder", "coder name", "coded by", "coded by name", "coded by initials", "author", "autor",
        "user", "created by", "excerpt creator", "creator", "analyst", "owner", "codierer",
        "kodierer", "ersteller", "erstellt von", "rater",
    ),
    "memo": (
        "memo", "coded memo", "coding memo", "comment", "kommentar", "note", "notes",
        "anmerkung", "quotation comment",
    ),
    "at": (
        "at", "coded at", "created", "created at", "creation date", "excerpt date", "coded on",
        "date coded", "coded date", "created on", "modified on", "erstellungsdatum",
        "erstellt am", "date",
    ),
    "speaker": (
        "speaker", "respondent", "respondent id", "participant", "participant id", "person",
        "person id", "sprecher", "teilnehmer", "befragte",
    ),
    "coding_id": ("coding id",), "part": ("part",), "origin": ("origin",),
    "accepted_by": ("accepted by",), "stance": ("stance",), "strength": ("strength",),
}  # fmt: skip
"""Our names for columns, and other usual ones, the surer before the less sure."""

_SILENT = {
    "code label", "score", "matters", "color", "colour", "farbe", "beginning", "anfang", "ende",
    "weight score", "gewicht", "area", "flache", "coverage %", "coverage", "abdeckungsgrad %",
    "reference number", "number of coding references", "aggregate", "classification",
}  # fmt: skip
"""Heads of programs that say nothing a study keeps: not named among the columns left out."""

_NUMBERED = re.compile(r"(?:code|theme|tag|node|kode|thema)s? ?#?\d+")
_OF_CODER = re.compile(r"(?:codes?|themes?|kodes?)(?: ?\((.+)\)| by (.+)| - (.+))", re.IGNORECASE)
_CODERS = re.compile(r"(?:coder|rater|codierer|kodierer) ?#?\w{1,2}")
_APPLIED = re.compile(r"code: (.+) applied", re.IGNORECASE)
_RANGES = re.compile(r"code: (.+) (?:range|weight)", re.IGNORECASE)
_LEVEL = re.compile(
    r"(?:(?:sub|main|super|over|meta|axial|initial|open|focused|selective|child|(?:first|second|"
    r"third|1st|2nd|3rd) order|level \d+) )*(?:codes?|themes?|categor(?:y|ies)|nodes?)"
)
_OF_MARKS = re.compile(
    r"(?:coder|rater|codierer|kodierer|coded by|marked by)(?: ?[:#–-] ?| )(.+)|"
    r"(.+?) ?[(\[](?:coder|rater|codierer|kodierer)[)\]]",
    re.IGNORECASE,
)
_FEWEST_CODERS = 2
_MOST_TITLES = 20
UNUSED = "unused"
"""What a person calls a column that is to be left out."""


def head_key(cell: str) -> str:
    """Return a head for comparing: small words (``axialCode`` is two), no colon at its end."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", without_unseen(cell))
    plain = apart.lower().replace("_", " ").replace("ä", "a")
    plain = re.sub(r"(?<=\w)-(?=\w)", " ", plain)
    plain = re.sub(r"\b(sub|super|meta)(?=theme|categor|code|node)", r"\1 ", plain)
    return " ".join(plain.split()).rstrip(":")


def layout_of(
    sheet: Sheet,
    columns: Mapping[str, str | Sequence[str]],
    *,
    is_session: Callable[[str], bool],
    is_code: Callable[[str], bool] | None,
) -> Layout:
    """Return what the columns of a sheet are.

    Parameters
    ----------
    sheet : Sheet
        Its heads may stand below titles.
    columns : mapping
        Our name to the head or heads that a person says it has.
    is_session, is_code : callable
        Whether a cell names a session; whether a head names a code of the frame, None without one.

    Raises
    ------
    TableError
        A column that a person named is not there.
    HeadsUnknownError
        Columns of marks beside one of codes may be coders, and nothing says so.
    """
    tops = range(min(_MOST_TITLES, len(sheet.rows)))
    wanted = [head_key(h) for named in columns.values() for h in _listed(named)]
    head = max(tops, key=lambda n: (_n_known(sheet.rows[n][1], wanted), -n), default=0)
    found = Layout(head, [" ".join(c.split()) for c in sheet.rows[head][1]])
    keys = [head_key(h) for h in found.heads]
    body = [row for _, row in sheet.below(head)]
    taken = _as_told(found, keys, columns, body)
    for role, names in ROLES.items():
        if role in found.roles or (role == "code" and found.codes):
            continue
        places = [keys.index(n) for n in names if n in keys and keys.index(n) not in taken]
        if role == "session_id":
            places = _of_sessions(places, body, keys, is_session)
        if role == "quote" and "turn_id" in found.roles:
            places = [p for p in places if keys[p] != "comment"]  # a turn says the words
        if not places:
            continue
        taken.add(places[0])
        if role == "code":
            found.codes.append(CodeColumn(places[0]))
        else:
            found.roles[role] = places[0]
    _wide(found, keys, taken, body, is_code, told="code" in columns)
    if not found.codes and found.has_words:
        _lowest(found, keys, taken, body)
    _marked(found, keys, taken, body, is_code)
    if "code" not in columns and len(found.codes) == 1 and found.codes[0].code is None:
        _levels(found, keys, taken, body)
    found.months_first = "at" in found.roles and keys[found.roles["at"]] == "excerpt date"
    found.unused = [
        h for n, h in enumerate(found.heads)
        if h and n not in taken and keys[n] not in _SILENT and not _RANGES.fullmatch(h)
    ]  # fmt: skip
    return found


def _listed(named: str | Sequence[str]) -> list[str]:
    return [named] if isinstance(named, str) else list(named)


def _n_known(cells: Sequence[str], wanted: Sequence[str]) -> int:
    """How many cells are heads that are known; one a person named counts most."""
    keys = [head_key(c) for c in cells if c]
    known = {n for names in ROLES.values() for n in names} | _SILENT
    n = sum(k in known or _kind_of_code(k) for k in keys)
    return n + 100 * sum(k in wanted for k in keys)


def _kind_of_code(key: str) -> bool:
    kinds = (_NUMBERED, _OF_CODER, _CODERS, _APPLIED)
    return any(kind.fullmatch(key) for kind in kinds)


def _as_told(
    found: Layout,
    keys: list[str],
    columns: Mapping[str, str | Sequence[str]],
    body: Sequence[Sequence[str]],
) -> set[int]:
    """Take the columns that a person named, and return their places."""
    taken: set[int] = set()
    for ours, named in columns.items():
        if ours not in {*ROLES, UNUSED}:
            raise TableError(
                f'"{ours}" is no column of ours: {", ".join([*ROLES, UNUSED])}.'
                f"{near_match(ours, ROLES)}"
            )
        for theirs in _listed(named):
            if head_key(theirs) not in keys:
                raise TableError(
                    f'there is no column "{theirs}" to be "{ours}"; found '
                    f"{', '.join(h for h in found.heads if h)}."
                    f"{near_match(theirs, found.heads)}"
                )
            place = keys.index(head_key(theirs))
            taken.add(place)
            if ours == "code":
                marks = is_marks(_cells(body, place))  # a column a code
                found.codes.append(CodeColumn(place, found.heads[place] if marks else None))
            elif ours == "coder" and (is_marks(_cells(body, place)) or len(_listed(named)) > 1):
                found.marks[place] = _coder_in(found.heads[place])
            elif ours != UNUSED:
                found.roles[ours] = place
    return taken


def _cells(body: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] if place < len(row) else "" for row in body]


def _only_marks(cells: Sequence[str]) -> bool:
    """Whether cells hold marks; a coder who gave nothing has a 0 in each."""
    return is_marks(cells, empty=True) and any(cells)


def _coder_in(head: str) -> str:
    """Who a column of marks is: "coder: kim" and "kim (coder)" are kim, "coder1" is coder1."""
    by = _OF_MARKS.fullmatch(head.replace("_", " "))
    name = next(filter(None, by.groups()), "") if by is not None else ""
    return name.strip() if len(name.strip()) > 2 else head


def _marked(
    found: Layout,
    keys: list[str],
    taken: set[int],
    body: Sequence[Sequence[str]],
    is_code: Callable[[str], bool] | None,
) -> None:
    """A column of codes, and a column a coder in which a mark says that they gave it.

    Raises
    ------
    HeadsUnknownError
        Columns hold marks, and nothing says whether they are coders.
    """
    if not found.codes or any(column.code is not None or column.coder for column in found.codes):
        return
    free = [n for n in range(len(keys)) if n not in taken and _only_marks(_cells(body, n))]
    known = [n for n in free if _OF_MARKS.fullmatch(found.heads[n].replace("_", " "))]
    known += [n for n in free if _CODERS.fullmatch(keys[n]) and n not in known]
    found.marks |= {n: _coder_in(found.heads[n]) for n in sorted(known)}
    taken |= set(found.marks)
    maybe = [n for n in free if n not in known and not (is_code and is_code(found.heads[n]))]
    given = any(is_mark(cell) for n in maybe for cell in _cells(body, n))
    if found.marks or "coder" in found.roles or len(maybe) < _FEWEST_CODERS or not given:
        return
    heads = [found.heads[n] for n in maybe]
    told = " ".join(f'--columns "coder={head}"' for head in heads)
    raise HeadsUnknownError(
        f"are the columns {', '.join(heads)}, which hold only marks such as 1 and 0, coders who "
        f"gave the code of the row, or not? If they are: {told}. If they say something else: "
        f'--columns "{UNUSED}={heads[0]}", once for each.',
        ["coder"], heads,
    )  # fmt: skip


def _of_sessions(
    places: list[int],
    body: Sequence[Sequence[str]],
    keys: list[str],
    is_session: Callable[[str], bool],
) -> list[int]:
    """The column that names sessions first; ``name``, ``title`` and ``id`` only where they do."""

    def n_sessions(place: int) -> int:
        return sum(is_session(row[place]) for row in body if place < len(row) and row[place])

    known = [p for p in places if n_sessions(p) or keys[p] not in {"name", "title", "id"}]
    return sorted(known, key=lambda p: -n_sessions(p))


def _wide(
    found: Layout,
    keys: list[str],
    taken: set[int],
    body: Sequence[Sequence[str]],
    is_code: Callable[[str], bool] | None,
    *,
    told: bool,
) -> None:
    """Codes that stand in several columns: applied, numbered, a coder each, a code each."""
    if told:
        return
    applied = [
        CodeColumn(n, match[1])
        for n, head in enumerate(found.heads)
        if n not in taken and (match := _APPLIED.fullmatch(head))
    ]
    if applied:  # the same again as in the column that lists them, without doubt about commas
        found.codes = applied
        taken |= {column.place for column in applied}
        return
    free = [n for n in range(len(keys)) if n not in taken and keys[n]]
    alone = not found.codes
    for n in free:
        by = _OF_CODER.fullmatch(found.heads[n].replace("_", " "))
        if _NUMBERED.fullmatch(keys[n]):
            found.codes.append(CodeColumn(n))
        elif by is not None:
            found.codes.append(CodeColumn(n, coder=next(filter(None, by.groups()))))
        elif alone and _CODERS.fullmatch(keys[n]):
            found.codes.append(CodeColumn(n, coder=found.heads[n]))
    taken |= {column.place for column in found.codes}
    if found.codes or not found.has_words:
        return
    never: list[int] = []
    for n in free:
        known = is_code is not None and is_code(found.heads[n])
        cells = [c.strip() for c in _cells(body, n)]
        marks = is_marks([c for c in cells if not (known and c.isdigit())], empty=True) and any(
            is_mark(c, counted=known)
            for c in cells  # a code of the frame may be counted
        )
        if marks and (is_code is None or known):
            found.codes.append(CodeColumn(n, found.heads[n]))
            taken.add(n)
        elif set(cells) == {"0"} and (is_code is None or known):
            never.append(n)
    if found.codes:  # beside others a column of noughts is a code that nobody was given
        found.codes += [CodeColumn(n, found.heads[n]) for n in never]
        taken |= set(never)


def _lowest(found: Layout, keys: list[str], taken: set[int], body: Sequence[Sequence[str]]) -> None:
    """Only ``Initial code``, or several such levels, and none is called code: the last one is."""
    levels = _named_levels(keys, taken, body)
    if levels:
        found.codes.append(CodeColumn(levels[-1]))
        taken.add(levels[-1])


def _named_levels(keys: list[str], taken: set[int], body: Sequence[Sequence[str]]) -> list[int]:
    """Columns whose heads are a level of codes, and whose cells hold names."""

    def names(place: int) -> bool:
        cells = [row[place] for row in body if place < len(row) and row[place]]
        return bool(cells) and not all(cell.isdigit() for cell in cells)

    return [
        n for n, key in enumerate(keys) if n not in taken and _LEVEL.fullmatch(key) and names(n)
    ]


def _levels(found: Layout, keys: list[str], taken: set[int], body: Sequence[Sequence[str]]) -> None:
    """Theme, sub-theme and code in columns of their own: the last is the code, others above it."""
    own = found.codes[0].place
    more = _named_levels(keys, taken, body)
    if own < 0 or not more or not _LEVEL.fullmatch(keys[own]):
        return
    *found.above, last = sorted([own, *more])
    found.codes = [CodeColumn(last)]
    taken |= set(more)
