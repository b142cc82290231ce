"""Codings that were made anywhere, as a table of turns: to spans, reading and codes.

Two forms, as analysts hold them. *Long*: a row a coding, with the turn and the code, and the words
or their places where less than the turn was coded. *Wide*: a row a turn and a column a code, 1
coded, 0 read and not coded, missing not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from practicelearn._tables import READ, SPANS, conform, empty_table, near_match
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, TableError

__all__ = ["Tabled", "codings_of_table"]

_KEPT = ("accepted_by", "stance", "strength", "memo", "at", "matters", "refer_on")
ORIGINS = ("human", "imported", "keyword", "suggested")


@dataclass(frozen=True)
class Tabled:
    """What a table of codings amounts to."""

    spans: pd.DataFrame
    read: pd.DataFrame
    frame: CodingFrame
    held: dict[str, frozenset[str]]


def codings_of_table(
    table: pd.DataFrame,
    corpus: Corpus,
    frame: CodingFrame | None,
    *,
    coder: str,
    origin: str,
    columns: Mapping[str, str],
) -> Tabled:
    """Return spans and reading of a table; see :meth:`Codings.from_table`."""
    if not isinstance(table, pd.DataFrame):
        raise TableError(
            f"Codings.from_table: expected a DataFrame, found {type(table).__name__}. Read the "
            "file with pandas first, or use read_quotes(path, corpus)."
        )
    if origin not in ORIGINS:
        raise CodingError(
            f'Codings.from_table(origin="{origin}"): expected one of {", ".join(ORIGINS)}.'
            f"{near_match(origin, ORIGINS)}"
        )
    rows = _named(table, columns)
    _check_turns(rows["turn_id"], corpus)
    if "code" in rows:
        long, read = rows[rows["code"].notna()], None
    else:
        long, read = _from_wide(rows, frame, coder)
    made = _with_codes(long, frame)
    whole = made[0]
    spans = _spans(whole, corpus, coder, origin)
    own = made[1]
    held = {own.version: frozenset(own.ids)}
    if read is not None:
        read = read.assign(frame_version=own.version)
    return Tabled(spans, conform(read, READ) if read is not None else empty_table(READ), own, held)


def _named(table: pd.DataFrame, columns: Mapping[str, str]) -> pd.DataFrame:
    """The table with our names, and turn_id as a column."""
    rows = table.reset_index() if table.index.name is not None else table.copy()
    for ours, theirs in columns.items():
        if theirs not in rows:
            raise TableError(
                f'Codings.from_table: there is no column "{theirs}" to be "{ours}"; found '
                f"{', '.join(map(str, rows.columns))}.{near_match(theirs, map(str, rows.columns))}"
            )
    rows = rows.rename(columns={theirs: ours for ours, theirs in columns.items()})
    if "turn_id" not in rows:
        raise TableError(
            'Codings.from_table: no column or index is "turn_id", as in corpus.turns; found '
            f"{', '.join(map(str, rows.columns))}. Say which one it is: "
            'columns={"turn_id": "my column"}.'
        )
    return rows.reset_index(drop=True)


def _check_turns(turn_ids: pd.Series, corpus: Corpus) -> None:
    known = corpus.turns.index
    lost = turn_ids[~turn_ids.isin(known)]
    if len(lost):
        name = str(lost.iloc[0])
        raise CodingError(
            f'Codings.from_table: row {lost.index[0]} names the turn "{name}", which the corpus '
            f"does not have ({len(lost)} such rows).{near_match(name, known[:2000])}"
        )


def _from_wide(
    rows: pd.DataFrame, frame: CodingFrame | None, coder: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A row a coding, and what was read: a turn of which every code has a 1 or a 0."""
    names = [c for c in rows if c not in ("turn_id", "coder") and c not in SPANS.names]
    wide = rows[names]
    flags = wide.apply(pd.to_numeric, errors="coerce") if len(names) else wide
    odd = wide.notna() & ~flags.isin([0, 1])
    if not names or odd.to_numpy().any():
        column = next((c for c in names if odd[c].any()), None)
        what = f'column "{column}" holds "{wide[column][odd[column]].iloc[0]}"' if column else ""
        raise TableError(
            'Codings.from_table: there is no column "code", and so each column must be a code with '
            f"1, 0 or nothing in it; {what or 'there is no further column'}. Say which column "
            'holds codes: columns={"code": "my column"}, or leave out what is no code.'
        )
    if frame is not None:
        for name in names:
            _find(name, frame, "column")
    keep = ["turn_id", *(["coder"] if "coder" in rows else [])]
    long = flags.assign(**{c: rows[c] for c in keep}).melt(keep, var_name="code")
    long = long[long["value"] == 1].drop(columns="value")
    order = {t: n for n, t in enumerate(rows["turn_id"])}
    long = long.sort_values("turn_id", key=lambda ids: ids.map(order), kind="stable")
    whole = rows[flags.notna().all(axis=1)]
    read = pd.DataFrame({"coder": whole.get("coder", coder), "turn_id": whole["turn_id"]})
    # every column is a code of the frame, also where nobody was given it
    extra = pd.DataFrame({"code": names}).assign(turn_id=None)
    return pd.concat([long, extra], ignore_index=True), read.drop_duplicates(ignore_index=True)


def _with_codes(long: pd.DataFrame, frame: CodingFrame | None) -> tuple[pd.DataFrame, CodingFrame]:
    """Rows with the ids of codes, and the frame: the one given, or one of the codes found."""
    said = [str(c) for c in long["code"]]
    if frame is None:
        frame = CodingFrame(
            "codes of the table", "1", tuple(Code(c, c) for c in dict.fromkeys(said))
        )
    ids = [_find(name, frame, f"row {n}") for name, n in zip(said, long.index, strict=True)]
    rows = long.assign(code=ids)
    return rows[rows["turn_id"].notna()], frame


def _find(name: str, frame: CodingFrame, where: str) -> str:
    if name in frame:
        return name
    same = [c.id for c in frame.codes if c.name.casefold() == str(name).casefold()]
    if len(same) != 1:
        known = [*frame.ids, *(c.name for c in frame.codes)]
        raise CodingError(
            f'Codings.from_table: {where}: the frame has no code "{name}".{near_match(name, known)}'
            if not same
            else f'Codings.from_table: {where}: {len(same)} codes are called "{name}"; write the '
            f"id: {', '.join(same)}."
        )
    return same[0]


def _spans(rows: pd.DataFrame, corpus: Corpus, coder: str, origin: str) -> pd.DataFrame:
    if rows.empty:
        return empty_table(SPANS)
    text = corpus.turns["text"].to_dict()
    places = [_place(row, text[row["turn_id"]], n) for n, row in rows.to_dict("index").items()]
    made: dict[str, Any] = {
        "turn_id": rows["turn_id"].tolist(),
        "start": [a for a, _ in places],
        "end": [b for _, b in places],
        "quote": [text[t][a:b] for t, (a, b) in zip(rows["turn_id"], places, strict=True)],
        "code": rows["code"].tolist(),
        "coder": rows["coder"].fillna(coder).tolist() if "coder" in rows else coder,
        "origin": rows["origin"].fillna(origin).tolist() if "origin" in rows else origin,
    }
    made |= {name: rows[name].tolist() for name in _KEPT if name in rows}
    spans = pd.DataFrame(made)
    if "strength" in spans:
        spans["strength"] = pd.array(spans["strength"], dtype="Int64")
    keys = ["turn_id", "start", "end", "code", "coder"]
    spans = spans.drop_duplicates(keys, ignore_index=True)
    ids = [f"table:{n}" for n in range(1, len(spans) + 1)]
    own = rows["coding_id"].tolist() if "coding_id" in rows and len(rows) == len(spans) else ids
    return conform(spans.assign(coding_id=own, part=1), SPANS)


def _place(row: Mapping[Any, Any], text: str, number: Any) -> tuple[int, int]:
    """Where a coding stands in its turn: at its places, at its words, else over all of it."""
    start, end, quote = row.get("start"), row.get("end"), row.get("quote")
    if start is not None and end is not None and not pd.isna(start) and not pd.isna(end):
        a, b = int(start), int(end)
        if not 0 <= a < b <= len(text):
            raise CodingError(
                f"Codings.from_table: row {number}: {a} to {b} is no stretch of the turn, which "
                f"has {len(text)} characters."
            )
        if isinstance(quote, str) and text[a:b] != quote:
            raise CodingError(
                f'Codings.from_table: row {number}: at {a} to {b} stands "{text[a:b][:40]}", not '
                f'"{quote[:40]}".'
            )
        return a, b
    if isinstance(quote, str) and quote:
        a = text.find(quote)
        if a < 0 or text.find(quote, a + 1) >= 0:
            times = "not there" if a < 0 else "there more than once"
            raise CodingError(
                f'Codings.from_table: row {number}: "{quote[:40]}" is {times} in {row["turn_id"]}; '
                "give start and end, or use read_quotes, which looks for words that were tidied."
            )
        return a, a + len(quote)
    return 0, len(text)
