"""Charting: groups × codes, and what a person writes of a cell beside its quotes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from practicelearn.app.reading import decide
from practicelearn.app.sight import Look, Sight, passages
from practicelearn.coding.counting import NOT_COUNTED_HERE
from practicelearn.errors import CodingError
from practicelearn.output.gate.wording import count
from practicelearn.study.folder import Study
from practicelearn.study.summaries import side_by_side, summaries

__all__ = ["Charting"]

MOST = 40
EVERY = "*"
_READ = "Read, and nothing was coded so."


class Charting:
    """The chart as one person sees it, and their own summaries.

    Parameters
    ----------
    study : Study
    sight : Sight
        A person who codes sees their own and settled codings, and other people's summaries of a
        group only once they have read the whole of it.
    """

    def __init__(self, study: Study, sight: Sight) -> None:
        self.study, self.sight = study, sight
        self._cells: tuple[Look, dict[Any, dict[str, Any]]] | None = None

    def answer(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Return the chart, and one cell with its quotes where it is asked for.

        Parameters
        ----------
        args : mapping
            ``year`` (by default the newest round; ``*`` for all), ``group_type``, ``code`` (parts
            of names, with commas between; by default every code that was used in these groups),
            ``cell`` (a cell's id).
        """
        look = self.sight.look()
        cells, said = self._by_key(look), summaries(self.study)
        held = {y for y, _ in look.matrix.groups}
        years = [y for y in reversed(look.corpus.year_labels) if y in held]
        year = str(args.get("year") or (years[0] if years else EVERY))
        kind = str(args.get("group_type") or "")
        kinds = look.corpus.sessions.groupby(["year", "group"])["group_type"].first()
        groups = [
            (y, g)
            for y, g in look.matrix.groups
            if year in (EVERY, y) and (not kind or kinds.get((y, g)) == kind)
        ]
        codes, more = self._codes(look, groups, str(args.get("code") or ""), said)
        shown = {(y, g): own for (y, g), own in said.groupby(["year", "group"])}
        rows = []
        for key in groups:
            own = self._visible(shown.get(key, said.iloc[:0]), key, look)[0]
            row = [_cell(cells[*key, c], own[own["code"] == c]) for c in codes]
            rows.append({"group": key[1], "small": key[0] if year == EVERY else "", "cells": row})
        answer: dict[str, Any] = {
            "filters": [
                {"name": "year", "label": "Round", "value": str(args.get("year") or ""),
                 "choices": [*([v if n else "", v] for n, v in enumerate(years)), [EVERY, "all"]]},
                {"name": "group_type", "label": "Kind of group", "value": kind,
                 "choices": [["", "all"], *([v, v] for v in sorted(set(kinds.dropna())))]},
                {"name": "code", "label": "Find codes", "value": str(args.get("code") or "")},
            ],
            "codes": [_column(look, c) for c in codes],
            "rows": rows,
            "hint": _hint(rows, more),
        }  # fmt: skip
        if args.get("cell"):
            answer["cell"] = self._open(str(args["cell"]), look)
        return answer

    def write(self, args: Mapping[str, Any]) -> str:
        """Keep a person's summary of a cell, and return the sentence that tells them.

        Parameters
        ----------
        args : mapping
            ``cell``, ``summary`` (empty takes it away), ``after`` (the summary it was written in
            place of), ``id`` (of the event, so that it may be sent twice).

        Raises
        ------
        CodingError
            There is no such cell, or its summary was changed in another window meanwhile.
        """
        key = self._key(str(args.get("cell")), self.sight.look())
        mine = self._mine(key)
        newest = mine.iloc[-1] if len(mine) else None
        if args.get("id") not in set(mine["event_id"]):
            if newest is not None and newest["event_id"] != args.get("after"):
                raise CodingError(
                    f"This summary was changed in another window: “{newest['summary']}”. "
                    "Save again to put yours in its place; the other stays on record."
                )
            payload = dict(zip(("year", "group", "code"), key, strict=True))
            payload["summary"] = str(args.get("summary") or "").strip()
            decide(self.study, self.sight.who, "summary", payload, args.get("id"))
        return "The summary is saved."

    def _by_key(self, look: Look) -> dict[Any, dict[str, Any]]:
        """(year, group, code) to what the matrix says of the cell."""
        if self._cells is None or self._cells[0] is not look:
            table = look.matrix.cells
            rows = table.assign(why=table["why"].fillna("")).to_dict("records")
            self._cells = (look, {(r["year"], r["group"], r["code"]): r for r in rows})
        return self._cells[1]

    def _key(self, cell: str, look: Look) -> tuple[str, str, str]:
        try:
            key = tuple(json.loads(cell))
        except (ValueError, TypeError):
            key = ()
        if key not in self._by_key(look):
            raise CodingError("There is no such cell: the chart has changed. Load it again.")
        return key

    def _codes(
        self, look: Look, groups: list[tuple[str, str]], wanted: str, said: pd.DataFrame
    ) -> tuple[list[str], int]:
        """The columns, and how many codes have none."""
        cells, names = self._by_key(look), look.matrix.codes["path"]
        terms = [t.strip().casefold() for t in wanted.split(",") if t.strip()]
        if terms:
            found = [c for c, n in names.items() if any(t in n.casefold() for t in terms)]
        else:
            written = set(said["code"])
            found = [
                c for c in names.index
                if c in written or any(cells[*key, c]["quotes"] for key in groups)
            ]  # fmt: skip
        return [str(c) for c in found[:MOST]], len(names) - len(found[:MOST])

    def _visible(
        self, own: pd.DataFrame, key: tuple[str, str], look: Look
    ) -> tuple[pd.DataFrame, int]:
        """Summaries of a group this person may see, and how many they may not see yet."""
        sessions = look.corpus.sessions
        here = sessions.index[
            (sessions["year"].fillna("") == key[0]) & (sessions["group"] == key[1])
        ]
        if not look.blind or set(here) <= look.finished:
            return own, 0
        mine = own["who"] == self.sight.who
        return own[mine], int((~mine).sum())

    def _mine(self, key: tuple[str, str, str]) -> pd.DataFrame:
        """All this person ever wrote of a cell, oldest first."""
        return self._of(key, summaries(self.study, earlier=True), who=self.sight.who)

    def _of(
        self, key: tuple[str, str, str], said: pd.DataFrame, who: str | None = None
    ) -> pd.DataFrame:
        here = (said["year"] == key[0]) & (said["group"] == key[1]) & (said["code"] == key[2])
        return said[here & (said["who"] == who)] if who else said[here]

    def _open(self, cell: str, look: Look) -> dict[str, Any]:
        key = self._key(cell, look)
        year, group, code = key
        of = self._by_key(look)[key]
        said = self._of(key, summaries(self.study, earlier=True))
        said, hidden = self._visible(said, (year, group), look)
        mine = said[said["who"] == self.sight.who]
        newest = mine.iloc[-1]["event_id"] if len(mine) else None
        standing = mine[mine["stands"].astype(bool) & (mine["summary"] != "")]
        now = side_by_side(standing) if len(standing) else ""
        others = said[(said["who"] != self.sight.who) & said["stands"] & (said["summary"] != "")]
        earlier = said[~said["stands"].astype(bool)]
        quotes = look.matrix.quotes.loc[of["quotes"], "coding_id"]
        spans = look.spans[(look.spans["code"] == code) & look.spans["coding_id"].isin(quotes)]
        notes = [f"{of['why'].capitalize()}."] if of["why"] else []
        if not len(spans) and not notes:
            notes = [_READ]
        if hidden:
            notes.append("Others have written here: shown when you have read the whole group.")
        found = passages(spans, look.corpus, quotes)
        for p in found:  # round and group stand above: here only what tells passages apart
            stance = p["stance"] if p["stance"] not in (None, "none") else ""
            gone = "referred on: its words are not shown" if p["refer_on"] else ""
            p["where"] = " · ".join(filter(None, [f"turn {p['turn']}", stance, gone]))
        path, definition = look.matrix.codes.loc[code, ["path", "definition"]]
        return {
            "title": f"{group}{f', {year}' if year else ''}: {path}",
            "hint": " ".join([definition, *notes]).strip(),
            "mine": now,
            "after": newest,
            "others": [[w, s] for w, s in zip(others["who"], others["summary"], strict=True)],
            "earlier": [
                f"{at[:16].replace('T', ' ')}, {who}: {text or '(taken away)'}"
                for at, who, text in earlier.sort_values("at", ascending=False)[
                    ["at", "who", "summary"]
                ].itertuples(index=False, name=None)
            ],
            "passages": found,
        }


def _column(look: Look, code: str) -> dict[str, str]:
    path, definition = look.matrix.codes.loc[code, ["path", "definition"]]
    above, _, name = path.rpartition(" > ")
    return {"name": name, "above": above, "definition": definition}


def _cell(of: Mapping[str, Any], said: pd.DataFrame) -> dict[str, Any]:
    n = len(of["quotes"])
    if of["why"] == NOT_COUNTED_HERE:
        kind = "some" if n else "unread"
        found = "passages, not counted" if n else "not counted"
    elif n:
        kind = "some"
        found = count(n, "passage") + (", not all read" if of["why"] else "")
    elif pd.isna(of["n_passages"]):
        kind, found = "unread", "not read"
    else:
        kind, found = "none", "read: nothing"
    several = len(said) > 1
    return {
        "id": json.dumps([of["year"], of["group"], of["code"]]),
        "kind": kind,
        "found": found,
        "texts": [
            f"{w}: {s}" if several else s for w, s in zip(said["who"], said["summary"], strict=True)
        ],
    }


def _hint(rows: list[dict[str, Any]], more: int) -> str:
    cells = [c for r in rows for c in r["cells"]]
    with_quotes = [c for c in cells if c["kind"] == "some"]
    done = sum(bool(c["texts"]) for c in with_quotes)
    said = f"{done} of {count(len(with_quotes), 'cell')} summarised"
    return f"{said}; {count(more, 'code')} not shown" if more else said
