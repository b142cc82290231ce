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
from practicelearn.exchange.project import CodedProject, table_of
from practicelearn.language.forms import name_form

__all__ = ["NOT_SAID", "CodeNames", "assemble", "coding_id_of", "levels_of"]

NOT_SAID = (
    "the file does not say who read what, so what was not coded is missing, never zero, until "
    "somebody says what was read"
)
_LEVELS = re.compile(r"\s*(?:>|::|\\+|›)\s*")
_FOLDERS = frozenset({"code", "codes", "nodes", "code system", "codesystem", "codebook"})
"""What a program calls the place where its codes are: no level of theirs."""
_SEVERAL = re.compile(r"(,\s*|\s+/\s+)")


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
        self._known: dict[str, list[str]] = {}
        self._ids: dict[str, str] = {}
        for code in frame.codes if frame is not None else ():
            path = _path(frame, code) if frame is not None else ""
            self._ids[name_form(code.id)] = code.id
            for key in {name_form(path.replace(" > ", ".")), name_form(path), name_form(code.name)}:
                self._known.setdefault(key, []).append(code.id)

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
        """Return the code's id; None where the frame has no such code, or two of one name."""
        levels = levels_of(name)
        if self._given is None:
            return self.make(levels) if levels else None
        own = self._of(" > ".join(levels)) if levels else []
        return own[0] if len(own) == 1 else None

    def parted(self, name: str) -> list[str]:
        """Return "A, B" or "A / B" in parts, as far as no code is called so.

        With a frame the longest names that it holds; without one every part.
        """
        if self._given is not None and self._of(" > ".join(levels_of(name))):
            return [name]
        pieces = _SEVERAL.split(name)  # names and what stands between them, in turn
        parts, at = [], 0
        while at < len(pieces):
            ends = range(len(pieces), at, -1) if self._given is not None else ()
            whole = ("".join(pieces[at:end]) for end in ends if (end - at) % 2)
            known = next((w for w in whole if self._of(" > ".join(levels_of(w)))), pieces[at])
            parts.append(known.strip())
            at += 2 * len(_SEVERAL.findall(known)) + 2
        found = [p for p in parts if p]
        none = self._given is not None and not any(self.find(p) for p in found)
        return [name] if none else found

    def near(self, name: str) -> str:
        """Return a hint: which codes of one name there are, or the nearest known one."""
        if self._given is None:
            return ""
        own = self._of(" > ".join(levels_of(name)))
        if len(own) > 1:
            ids = ", ".join(f'"{i}" ({_path(self._given, self._given[i])})' for i in own)
            return f" {len(own)} codes have this name; which is it? Write its id: {ids}."
        return near_match(name, [*self._given.ids, *(code.name for code in self._given.codes)])

    def _of(self, path: str) -> list[str]:
        """The codes that a path, a name or an id may mean."""
        key = name_form(path)
        return [self._ids[key]] if key in self._ids else self._known.get(key, [])

    def make(self, levels: tuple[str, ...]) -> str:
        """Return the id of a code, made with those above it where it is new."""
        parent = None
        for n in range(1, len(levels) + 1):
            key = tuple(map(name_form, levels[:n]))
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
) -> CodedProject:
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
        own["coding_id"] = coding_id_of(path, n, row)
        first = own.pop("part", 1) or 1
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
    return CodedProject(
        corpus=corpus,
        frame=frame,
        codings=codings,
        name=name or path.stem,
        origin=origin,
        losses=table_of("losses", lost),
        path=path,
    )


def coding_id_of(path: Path, n: int, row: Mapping[str, Any]) -> str:
    """Return the id of a file's nth coding: its own, or one made of what it says."""
    said = f"{path.name}:{n}:{row['code']}:{row['coder']}:{row['parts']}"
    return str(row.get("coding_id") or guid_of("coding", said))


def _path(frame: CodingFrame, code: Code) -> str:
    names, at = [code.name], code.parent
    while at is not None:
        names.append(frame[at].name)
        at = frame[at].parent
    return " > ".join(reversed(names))


def levels_of(name: str) -> tuple[str, ...]:
    """Return the levels of a path, without the folder that all codes of a program stand in."""
    levels = tuple(part for part in _LEVELS.split(name.strip()) if part)
    return levels[1:] if len(levels) > 1 and name_form(levels[0]) in _FOLDERS else levels
