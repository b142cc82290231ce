"""Who somebody is in a study, by real name: the key is read for this one question and forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.pseudonyms.key_file import KeyRow, read_key
from practicelearn.pseudonyms.ledger import plain_name
from practicelearn.study.folder import open_study

__all__ = ["KnownAs", "people_named", "turns_saying"]

_PERSON = "person:"


@dataclass(frozen=True)
class KnownAs:
    """Somebody whom a key names.

    Parameters
    ----------
    name : str
        The name as the key has it, the longest form: a person looks whether it is who was meant.
    round : str
        As the key calls it.
    shown_as : str
        What stands in its place, such as ``[Person 3]``.
    person_id : str
        Their id in the sheets; empty of somebody who is only talked about.
    n_sessions : int
        In how many sessions they were present.
    """

    name: str
    round: str
    shown_as: str
    person_id: str
    n_sessions: int


def people_named(folder: str | Path, key: str | Path, name: str) -> list[KnownAs]:
    """Return whom a real name stands for in a study, one row a person and round.

    Parameters
    ----------
    folder : str or Path
    key : str or Path
        The key file. It is read once; nothing of it is kept or written.
    name : str
        A first name, a surname or both, in any order.

    Raises
    ------
    StudyError
        No name is given, there is no such key, or nobody of that name is in it. The message repeats
        no name.
    PracticelearnError
        The file is no key.
    """
    path, sought = Path(key), set(plain_name(name).split())
    if not sought:
        raise StudyError("Write the name of the person.")
    if not path.is_file():
        raise StudyError(f"{path}: there is no such file. Say where the key lies.")
    rows = [row for row in read_key(path) if row.original]
    ids = {(row.round, row.original): row.replacement for row in rows if row.kind == "id"}
    people: dict[tuple[str, str, str], list[KeyRow]] = {}
    for row in rows:
        if row.kind == "person":
            people.setdefault((row.round, row.name, row.replacement), []).append(row)
    corpus = open_study(folder).corpus()
    found = [
        _known(corpus, own, ids)
        for own in people.values()
        if sought <= {word for row in own for word in plain_name(row.original).split()}
    ]
    if not found:
        raise StudyError(
            "Nobody of that name is in this key. Try the surname alone, or another spelling. Of a "
            "round that was closed nobody can be found any more."
        )
    return list(dict.fromkeys(found))


def turns_saying(folder: str | Path, passage: str) -> list[str]:
    """Return the turns in which a passage stands, word for word.

    Raises
    ------
    StudyError
        It is empty, or stands nowhere.
    """
    if not passage.strip():
        raise StudyError("Copy the passage, as it stands in the transcript.")
    text = open_study(folder).corpus().turns["text"].fillna("")
    found = [str(turn) for turn in text.index[text.str.contains(passage, regex=False)]]
    if not found:
        raise StudyError(
            "The passage stands in no turn in these very words. Copy it from the coding page."
        )
    return found


def _known(corpus: Corpus, own: list[KeyRow], ids: dict[tuple[str, str], str]) -> KnownAs:
    first = own[0]
    person = _person_id(corpus, first, ids)
    there = corpus.attendance[corpus.attendance["person_id"] == person] if person else ()
    longest = max((row.original for row in own), key=len)
    return KnownAs(longest, first.round, first.replacement, person, len(there))


def _person_id(corpus: Corpus, row: KeyRow, ids: dict[tuple[str, str], str]) -> str:
    """By the id the key joins the name to; else by the label or pseudonym that stands for it."""
    if row.name.startswith(_PERSON):
        before = row.name.removeprefix(_PERSON)
        person = ids.get((row.round, before)) or ids.get(("people", before), before)
        if person in _ids(corpus):
            return person
    attendance, people = corpus.attendance, corpus.people
    joined = attendance.loc[attendance["speaker"] == row.replacement, "person_id"].dropna()
    called = people.index[people["pseudonym"] == row.replacement]
    found = {*map(str, joined), *map(str, called)}
    return found.pop() if len(found) == 1 else ""


def _ids(corpus: Corpus) -> set[str]:
    every: Iterable[object] = (
        *corpus.people.index, *corpus.attendance["person_id"].dropna(), *corpus.away["person_id"],
    )  # fmt: skip
    return set(map(str, every))
