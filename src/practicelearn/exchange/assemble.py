"""Codings from any program as a project: spans checked against their turns, codes found by name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import SPANS, conform, empty_table, near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.exchange.conventions import guid_of, slug
from practicelearn.exchange.project import Project, table_of

__all__ = ["NOT_SAID", "CodeNames", "assemble"]

NOT_SAID = (
    "the file does not say who read what, so what was not coded is missing, never zero, until "
    "somebody says what was read"
)
_LEVELS = re.compile(r"\s*(?:>|::|\\|›)\s*")


class CodeNames:
    """Finds codes by id, name or path ("Tools > Laptops", "Tools.Laptops"); else makes them.

    Parameters
    ----------
    frame : CodingFrame or None
        None: every name becomes a code, a path a code below others.
    name : str
        What to call the frame that is made.
    """

    def __init__(self, frame: CodingFrame | None, name: str) -> None:
        self._given = frame
        self._name = name
        self._made: dict[tuple[str, ...], Code] = {}
        self._known: dict[str, str] = {}
        for code in frame.codes if frame is not None else ():
            path = _path(frame, code) if frame is not None else ""
            for key in (path.replace(" > ", "."), path, code.name, code.id):
                self._known[_key(key)] = code.id

    @property
    def given(self) -> bool:
        """Whether a frame was given."""
        return self._given is not None

    @property
    def frame(self) -> CodingFrame | None:
        """The frame given, or the one made."""
        if self._given is not None or not self._made:
            return self._given
        return CodingFrame(self._name, "imported", tuple(self._made.values()))

    def find(self, name: str) -> str | None:
        """Return the code's id, None where the frame has no such code."""
        levels = tuple(part for part in _LEVELS.split(name.strip()) if part)
        if self._given is not None:
            return self._known.get(_key(" > ".join(levels))) if levels else None
        return self._make(levels) if levels else None

    def near(self, name: str) -> str:
        """Return a hint at the nearest known code."""
        return near_match(name, self._given.ids) if self._given is not None else ""

    def _make(self, levels: tuple[str, ...]) -> str:
        parent = None
        for n in range(1, len(levels) + 1):
            key = tuple(map(_key, levels[:n]))
            if key not in self._made:
                taken = {c.id for c in self._made.values()}
                code_id = slug(levels[n - 1], taken)
                self._made[key] = Code(code_id, levels[n - 1], parent)
            parent = self._made[key].id
        return str(parent)


def assemble(
    corpus: Corpus,
    frame: CodingFrame | None,
    rows: Iterable[Mapping[str, Any]],
    losses: Sequence[Mapping[str, Any]],
    *,
    path: Path,
    origin: str,
    name: str | None = None,
) -> Project:
    """Return a project of codings that were found.

    Parameters
    ----------
    corpus, frame
    rows : iterable of mappings
        ``parts`` (turn_id, start, end), code, coder; also coding_id, part, memo, at, score, origin
        and other columns of spans.
    losses : sequence of mappings
        Rows of the table of losses.
    path, origin, name
        The file, the program, the project.
    """
    texts = corpus.turns["text"].to_dict()
    spans: list[dict[str, Any]] = []
    for n, row in enumerate(rows):
        own = dict(row)
        parts = own.pop("parts")
        first = own.pop("part", 1) or 1
        made = guid_of("coding", f"{path.name}:{n}:{own['code']}:{own['coder']}:{parts}")
        own["coding_id"] = own.get("coding_id") or made
        own.setdefault("origin", "imported")
        for k, (turn_id, a, b) in enumerate(parts):
            place = {"turn_id": turn_id, "start": a, "end": b, "quote": texts[turn_id][a:b]}
            spans.append({**own, **place, "part": first + k})
    lost = list(losses)
    table = empty_table(SPANS)
    if spans:
        table = pd.DataFrame(spans, dtype=object)
        table = table.astype({"part": "int64", "start": "int64", "end": "int64"})
        if "strength" in table:
            table["strength"] = table["strength"].astype("Int64")
        if "matters" in table:
            table["matters"] = table["matters"].astype("boolean").fillna(False)
        if "score" in table:
            table["score"] = table["score"].astype("float64")
        table = conform(table, SPANS)
    if spans:
        lost.append({"file": path.name, "severity": "note", "what": "reading", "message": NOT_SAID})
    codings = Codings(
        spans=table,
        text_hash=corpus.sessions["text_hash"].dropna().to_dict(),
        frame=frame,
        held={frame.version: frozenset(frame.ids)} if frame is not None else {},
    )
    return Project(
        corpus=corpus,
        frame=frame,
        codings=codings,
        name=name or path.stem,
        origin=origin,
        losses=table_of("losses", lost),
        path=path,
    )


def _path(frame: CodingFrame, code: Code) -> str:
    names, at = [code.name], code.parent
    while at is not None:
        names.append(frame[at].name)
        at = frame[at].parent
    return " > ".join(reversed(names))


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
