"""A sheet of heaps, read: which cards lay where, what they were called, who was there."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practicelearn._tables import near_match
from practicelearn.errors import TableError
from practicelearn.study.heap_sheet import ALONE, CARDS, DATE, HEAPS, MAKE, PEOPLE, ROUND, THERE
from practicelearn.transcripts.dates import iso_date
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["Heap", "Heaps", "read_heaps"]


@dataclass
class Heap:
    """One heap.

    Parameters
    ----------
    cards : list of str
        Numbers of its cards; blank ones such as B2 among them.
    name, sentence : str
        As staff wrote them.
    make : str
        One of ``MAKE``; "" where nobody has chosen yet.
    themes : list of str
        What it is made of, as typed.
    where : str
        Its row.
    """

    cards: list[str] = field(default_factory=list)
    name: str = ""
    sentence: str = ""
    make: str = ""
    themes: list[str] = field(default_factory=list)
    where: str = ""


@dataclass(frozen=True)
class Heaps:
    """What a workshop brought back.

    Parameters
    ----------
    year, on : str
        Round of the cards; ISO date of the workshop, "" where none was written.
    n_people : int or None
    roles : list of str
        Such as "Social worker: 9".
    heaps : dict
        Letter to heap.
    alone : list of str
        Cards that fitted nowhere.
    own_words : list of str
        Of blank cards, such as "B2: ...".
    row : str
        By which the sheet is known when it is read again.
    """

    year: str
    on: str
    n_people: int | None
    roles: list[str]
    heaps: dict[str, Heap]
    alone: list[str]
    own_words: list[str]
    row: str


def read_heaps(path: Path) -> Heaps:
    """Return what stands in a sheet of heaps.

    Raises
    ------
    TableError
        A row does not fit; it is named.
    PracticelearnError
        The file is not there, is damaged, or lacks a sheet.
    """
    heaps = _heaps(path)
    alone, own_words = _cards(path, heaps)
    year, on, n_people, roles = _there(path)
    mark = repr((path.name, year, on))
    used = {letter: heap for letter, heap in heaps.items() if heap.cards}
    return Heaps(year, on, n_people, roles, used, alone, own_words,
                 hashlib.sha256(mark.encode()).hexdigest()[:16])  # fmt: skip


def _heaps(path: Path) -> dict[str, Heap]:
    sheet = read_sheet(path, needs=("heap", "make_of_it"), title=HEAPS)
    found: dict[str, Heap] = {}
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        where = f"{path.name}, {HEAPS}, row {n}"
        letter = (row["heap"] or "").strip().upper()
        if not letter:
            raise TableError(f"{where}: it names no heap. Write its letter, such as A.")
        if letter in found:
            raise TableError(f"{where}: heap {letter} stands twice. Give each heap one row.")
        make = (row["make_of_it"] or "").casefold().strip(" .")
        if make and make not in MAKE:
            raise TableError(
                f'{where}: "{row["make_of_it"]}" is none of {", ".join(MAKE)}.'
                f"{near_match(make, MAKE)}"
            )
        themes = [t.strip() for t in re.split(r"[;\n]", row.get("theme") or "") if t.strip()]
        found[letter] = Heap(
            name=row.get("name") or "", sentence=row.get("sentence_on_the_heap") or "", make=make,
            themes=themes, where=where,
        )  # fmt: skip
    return found


def _cards(path: Path, heaps: dict[str, Heap]) -> tuple[list[str], list[str]]:
    sheet = read_sheet(path, needs=("card", "heap"), title=CARDS)
    alone, own = [], []
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        where = f"{path.name}, {CARDS}, row {n}"
        card = re.sub(r"(?i)^card\s*", "", row["card"] or "").strip().upper()
        letters = [t.strip() for t in re.split(r"[;,\n]", row["heap"] or "") if t.strip()]
        if not card and letters:
            raise TableError(f"{where}: it names no card. Write the number that stands on it.")
        if row.get("own_words"):
            own.append(f"{card}: {row['own_words']}")
        for letter in letters:
            if letter.casefold() == ALONE:
                alone.append(card)
                continue
            heap = heaps.get(letter.upper())
            if heap is None:
                raise TableError(
                    f'{where}: there is no heap "{letter}" in the sheet "{HEAPS}"; it has '
                    f'{", ".join(heaps)}. Give it a row there, or write "{ALONE}".'
                )
            if card not in heap.cards:
                heap.cards.append(card)
    return alone, own


def _there(path: Path) -> tuple[str, str, int | None, list[str]]:
    sheet = read_sheet(path, title=THERE)
    first, second = list(sheet.columns)[:2]
    said: dict[str, Any] = {}
    roles = []
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        where, what, value = f"{path.name}, {THERE}, row {n}", row[first], row[second]
        if what in {ROUND, DATE}:
            said[what] = value or ""
        elif what == PEOPLE:
            said[what] = _number(value, where) if value else None
        elif what:
            roles.append(f"{what}: {_number(value, where)}" if value else what)
    on = said.get(DATE, "")
    try:
        day = iso_date(on[:10] if re.match(r"\d{4}-", on) else on) if on else ""
    except ValueError:
        raise TableError(
            f'{path.name}, {THERE}: "{on}" is no date; write it as 2026-03-03 or 3/3/2026.'
        ) from None
    return said.get(ROUND, ""), day or "", said.get(PEOPLE), roles


def _number(cell: str | None, where: str) -> int:
    if not cell or not re.fullmatch(r"\d{1,4}", cell.strip()):
        raise TableError(f'{where}: "{cell or ""}" is no number of people; write 0, 1, 2 ...')
    return int(cell)
