"""A sheet of replies, row by row: the sheet that lies beside the page, or what a form exported."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.errors import TableError, counted
from practicelearn.study.asked_back import MISSING, Asked, asked_in, find_asked, words_of
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["ANSWERS", "COLUMNS", "OF_ALL", "TO_ALL", "reply_rows"]

ANSWERS = ("yes", "not quite")
"""What is answered to a sentence; what is missing is asked once, of the whole page."""
_OLD = (*ANSWERS, "missing")
"""What was answered to each theme before."""

COLUMNS = ("About", "Sentence", "Yes: how many", "Not quite: how many", "Answer", "Words", "Ref")
"""The sheet's columns; the last one is hidden, and says which sentence a row is about."""
OF_ALL = "How many people answered in all, on paper and otherwise: write the number here"
TO_ALL = "What is missing: one line for each reply"
_YES, _NOT_QUITE = "yes:_how_many", "not_quite:_how_many"
_NOBODY = frozenset({
    "id", "session id", "start time", "completion time", "email", "name", "last modified time",
    "language", "responder", "username", "timestamp", "person id", "speaker", "group",
    "total points", "quiz feedback", "about",
})  # fmt: skip
"""Columns of an exported form that say who answered and when: never read."""
_WORDS = re.compile(r"(?:in (?:your|their|my)(?: own)? words|words|why|comments?|what is wrong)\b")


def reply_rows(path: Path, year: str, asked: Sequence[Asked]) -> list[dict[str, Any]]:
    """Return what a sheet answers, as payloads of replies.

    Parameters
    ----------
    path : Path
        The sheet that ``feedback`` wrote, one of an earlier version (Theme, Answer, Words), or one
        row a person with the sentences as headings.
    year : str
    asked : sequence of Asked
        Every sentence that may be meant; without a sentence, a theme as ``theme`` (its id) and
        ``action`` (its name).

    Raises
    ------
    TableError
        A row or column does not fit; it is named. Or more people answered a sentence than in all.
    """
    sheet = read_sheet(path)
    by_sentence = "answer" in sheet or _YES in sheet
    rows = list((_long if by_sentence else _wide)(path.name, sheet, year, asked))
    _refuse_more_than_all(path.name, rows)
    return rows


def _refuse_more_than_all(file: str, rows: Sequence[dict[str, Any]]) -> None:
    """Refuse a sheet in which more people answered one sentence than answered in all."""
    of = next((row["n"] for row in rows if row["answer"] == "answered"), None)
    ticked: dict[str, Counter[str]] = {}
    for row in rows:
        if row["answer"] in ANSWERS:
            said = row.get("sentence") or row["theme_id"]
            ticked.setdefault(said, Counter())[row["answer"]] += row.get("n", 1)
    for said, n in ticked.items():
        if of is not None and n.total() > of:
            raise TableError(
                f'{file}: {n["yes"]} yes and {n["not quite"]} not quite to "{said}" are '
                f"{counted(n.total(), 'person')}, and {of} answered in all. Each ticks "
                "one of the two, or neither. Correct whichever number is wrong; nothing was kept."
            )


def _long(
    file: str, sheet: pd.DataFrame, year: str, asked: Sequence[Asked]
) -> Iterator[dict[str, Any]]:
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        where = f"{file}, row {n}"
        counts = {"yes": row.get(_YES), "not quite": row.get(_NOT_QUITE)}
        said, words = row.get("answer"), row.get("words") or ""
        if not any([*counts.values(), said, words]):
            continue
        if row.get("ref") == "all" or row.get("sentence") == OF_ALL:
            yield _counted(file, year, MISSING, "answered", counts["yes"], where)
            continue
        own = _asked(row, asked, where)
        if any(counts.values()):
            yield from _on_paper(file, year, own, counts, said, words, where)
        elif own == MISSING and (not said or said.casefold() == "missing"):
            yield from (_single(file, n, year, own, "missing", w) for w in _lines(words) or [""])
        else:
            answer = _answer(said, where, ANSWERS if own.sentence else _OLD)
            yield _single(file, n, year, own, answer, words)


def _asked(row: dict[str, Any], asked: Sequence[Asked], where: str) -> Asked:
    ref, said = str(row.get("ref") or ""), row.get("sentence") or ""
    kind, _, own = ref.partition(":")
    if kind == "theme" and said:
        return Asked(own, "", said)
    if kind == "promise" and said:
        return Asked("", own, said)
    if kind == "missing" or said == TO_ALL:
        return MISSING
    if said:
        return find_asked(said, asked, where)
    return _theme_of(row.get("theme"), asked, where)


def _theme_of(cell: str | None, asked: Sequence[Asked], where: str) -> Asked:
    """Sheets of earlier versions name the theme; none is the whole page."""
    if not cell:
        return MISSING
    known = {key.casefold(): a for a in asked if not a.sentence for key in (a.theme, a.action)}
    if cell.casefold() not in known:
        raise TableError(
            f'{where}: there is no theme "{cell}". Write its name or id, or leave the cell empty '
            f"for a reply to the whole.{near_match(cell.casefold(), known)}"
        )
    return Asked(known[cell.casefold()].theme, "", "")


def _on_paper(
    file: str, year: str, own: Asked, counts: dict[str, str | None], said: str | None, words: str,
    where: str,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """How many ticked what, and what was written on their forms."""
    if own == MISSING:
        raise TableError(
            f"{where}: how many ticked what belongs to a sentence; of what is missing write the "
            "words, one line for each reply."
        )
    if said:
        raise TableError(
            f"{where}: it holds how many ticked and one reply too. Put the reply into a row of its "
            "own, with the sentence copied, so that nobody counts twice."
        )
    for answer, cell in counts.items():
        if cell:
            yield _counted(file, year, own, answer, cell, where)
    for k, line in enumerate(_lines(words)):
        yield _single(file, f"{_place(own)} {k}", year, own, "written", line)


def _wide(
    file: str, sheet: pd.DataFrame, year: str, asked: Sequence[Asked]
) -> Iterator[dict[str, Any]]:
    """One row a person who answered, one column a sentence, as forms are exported."""
    about = _columns(file, sheet.columns, asked)
    answered = 0
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        found = list(_of_person(file, n, row, about, year))
        answered += bool(found)
        yield from found
    yield _counted(file, year, MISSING, "answered", str(answered), file)


def _columns(
    file: str, heads: Collection[Any], asked: Sequence[Asked]
) -> dict[str, tuple[Asked, bool]]:
    """Column to what it is about, and whether it holds words."""
    about: dict[str, tuple[Asked, bool]] = {}
    last = None
    sentences = [a for a in asked if a.sentence]
    for head in map(str, heads):
        key = words_of(head)
        own = asked_in(head, sentences)
        if own is not None:
            about[head], last = (own, False), own
        elif "missing" in key.split():
            about[head] = (MISSING, True)
        elif _WORDS.match(key) and last is not None:
            about[head] = (last, True)
        elif key not in _NOBODY:
            said = [a.sentence for a in sentences]
            raise TableError(
                f'{file}: the column "{key}" is no sentence of the page. Give it the sentence as '
                'its heading, "What is missing", or "In your words" right of the sentence it is '
                f"about; or take the column out.{near_match(key, said)}"
            )
    if not about:
        raise TableError(
            f"{file}: no column is a sentence of the page. Expected the sheet that feedback wrote, "
            "or one row a person with the sentences as headings."
        )
    return about


def _of_person(
    file: str, n: int, row: dict[str, Any], about: dict[str, tuple[Asked, bool]], year: str
) -> Iterator[dict[str, Any]]:
    said: dict[Asked, list[str]] = {}
    for head, (own, words) in about.items():
        cell = row.get(head)
        if not cell:
            continue
        if own == MISSING:
            yield _single(file, n, year, own, "missing", cell)
        elif words:
            said.setdefault(own, ["", ""])[1] = cell
        else:
            where = f'{file}, row {n}, column "{words_of(head)[:60]}"'
            said.setdefault(own, ["", ""])[0] = _answer(cell, where, ANSWERS)
    for own, (answer, text) in said.items():
        yield _single(file, n, year, own, answer or "written", text)


def _single(
    file: str, n: int | str, year: str, own: Asked, answer: str, words: str
) -> dict[str, Any]:
    """One person's reply; a row that was read before from a sheet of this name is known again."""
    reply = {"year": year, "theme_id": own.theme, "answer": answer, "words": words}
    more = {k: v for k, v in (("sentence", own.sentence), ("action", own.action)) if v}
    return {**reply, **more, "row": _mark(file, n, *reply.values(), *more.values())}


def _counted(
    file: str, year: str, own: Asked, answer: str, cell: str | None, where: str
) -> dict[str, Any]:
    """How many gave an answer: the newest number of a place in a sheet stands."""
    if not cell or not re.fullmatch(r"\d{1,5}", cell.strip()):
        raise TableError(f'{where}: "{cell or ""}" is no number of people; write 0, 1, 2 ...')
    more = {k: v for k, v in (("sentence", own.sentence), ("action", own.action)) if v}
    row = _mark(file, year, _place(own), answer, "counted")
    return {"year": year, "theme_id": own.theme, "answer": answer, **more, "n": int(cell),
            "row": row}  # fmt: skip


def _place(own: Asked) -> str:
    return f"{own.theme} {own.action} {words_of(own.sentence)}"


def _mark(*said: Any) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _lines(words: str) -> list[str]:
    return [line.strip() for line in words.splitlines() if line.strip()]


def _answer(cell: str | None, where: str, known: Sequence[str]) -> str:
    answer = (cell or "").casefold().strip(" .")
    if answer in known:
        return answer
    if answer == "missing":
        raise TableError(
            f"{where}: what is missing is asked once, of the whole page, and not of a sentence. "
            f'Write it into the row "{TO_ALL.partition(":")[0]}".'
        )
    raise TableError(
        f'{where}: the answer "{cell or ""}" is none of {", ".join(known)}.'
        f"{near_match(answer, known)}"
    )
