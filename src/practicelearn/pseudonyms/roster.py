"""The roster: who was there or is talked about, sought in every form a name takes in speech."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from practicelearn.errors import TableError
from practicelearn.language.forms import normal_form
from practicelearn.language.names import CALENDAR, FUNCTION, TITLES, listed
from practicelearn.pseudonyms.hits import Hit
from practicelearn.pseudonyms.speech import Speech
from practicelearn.pseudonyms.word_names import named_by_context, ordinary_use
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["Named", "Roster", "read_roster"]

_TITLE = "|".join(sorted(TITLES, key=len, reverse=True))
# Two letters that nearly always mean something else than a person.
_OFFICES = listed(
    """
    ok am pm tv cd dvd id it uk us eu gp sw pa hr cp cv pc no so is in on at be we he me my up
    if as an do go by to of oh or er um
    """
)
_SIGNS = str.maketrans("\u2018\u2019\u02bc", "'''")
_PARTED = re.compile(r"[\s,_.-]+")
_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True)
class Named:
    """One person of the roster.

    Parameters
    ----------
    who : str
        Identity, such as ``person_id``; the same for all forms.
    first : tuple of str
        First names and nicknames, the usual one first.
    surname : str
        Empty when it is not known.
    pseudonym : str
        Name to be used instead; empty for a number.
    others : tuple of str
        Further forms, taken as they are: a handle, a former name.
    """

    who: str
    first: tuple[str, ...] = ()
    surname: str = ""
    pseudonym: str = ""
    others: tuple[str, ...] = field(default=())


def read_roster(roster: str | Path | pd.DataFrame | None) -> list[Named]:
    """Return the people of a roster.

    Parameters
    ----------
    roster : str, Path or DataFrame, optional
        ``.csv`` or ``.xlsx``, or a table, one row a person: ``name`` (*Kelly Smith*, *Smith,
        Kelly*, *Kelly*) or ``first_name`` and ``surname``. Optional: ``person_id`` (joins
        attendance), ``pseudonym``, ``other_names`` (nicknames and former names, split at ``;``).

    Raises
    ------
    TableError
        There is neither ``name`` nor ``first_name``, or a row holds no name.
    """
    if roster is None:
        return []
    if isinstance(roster, pd.DataFrame):
        sheet = roster.reset_index() if roster.index.name == "person_id" else roster
        numbers: Iterable[int] = range(1, len(sheet) + 1)
        place = "roster"
        if not {"name", "first_name"} & set(sheet.columns):
            raise TableError(
                'roster: column "name" or "first_name" is missing; found '
                f"{', '.join(map(str, sheet.columns))}."
            )
    else:
        sheet = read_sheet(roster, needs=("name|first_name",))
        numbers, place = sheet.attrs["rows"], Path(roster).name
    people = []
    for number, row in zip(numbers, sheet.to_dict("records"), strict=True):
        cells = {str(k): str(v).strip() for k, v in row.items() if not pd.isna(v)}
        first, surname = split_name(cells.get("name", ""))
        first = tuple(cells["first_name"].split()) if cells.get("first_name") else first
        surname = cells.get("surname") or surname
        others = tuple(o.strip() for o in cells.get("other_names", "").split(";") if o.strip())
        if not first and not surname and not others:
            raise TableError(f"{place}, row {number}: there is no name in this row.")
        who = cells.get("person_id") or " ".join([*first[:1], surname]).strip().casefold()
        people.append(Named(f"person:{who}", first, surname, cells.get("pseudonym", ""), others))
    return people


def split_name(name: str) -> tuple[tuple[str, ...], str]:
    """Return first names and surname of a name as people write it.

    Examples
    --------
    >>> split_name("Smith, Kelly Ann (she/her)"), split_name("Mrs Kelly Smith"), split_name("Kelly")
    ((('Kelly', 'Ann'), 'Smith'), (('Kelly',), 'Smith'), (('Kelly',), ''))
    """
    bare = " ".join(_BRACKETED.sub(" ", name).split())
    family, comma, given = bare.partition(",")
    if comma and given.strip() and family.strip():
        return tuple(given.split()), family.strip()
    parts = bare.replace(",", " ").split()
    titled = bool(parts) and parts[0].strip(".").lower() in TITLES
    parts = parts[1:] if titled else parts
    if len(parts) == 1:
        return ((), parts[0]) if titled else ((parts[0],), "")
    return tuple(parts[:-1]), parts[-1] if parts else ""


class Roster:
    """Every form of every person's name, found in one pass.

    Parameters
    ----------
    people : iterable of Named
    """

    def __init__(self, people: Iterable[Named]) -> None:
        self.people = list(people)
        self._forms: dict[str, set[str]] = defaultdict(set)
        self._strong: set[str] = set()
        self._initials: set[str] = set()
        for person in self.people:
            self._add(person)
        forms = sorted(self._forms, key=len, reverse=True)
        joined = "|".join(re.escape(f).replace(r"\ ", r"(?:[\s,]{1,2}|[_.-])") for f in forms)
        self._pattern = (
            re.compile(
                rf"(?<![^\W_])(?<!')(?:(?:{_TITLE})\.? )?(?P<form>{joined})"
                r"(?![^\W_])(?!'(?!s\b|\W))",
                re.IGNORECASE,
            )
            if forms
            else None
        )
        self._by_key: dict[str, set[str]] = defaultdict(set)
        for form in forms:
            self._by_key[_key(form)] |= self._forms[form]
        self._strong_keys = {_key(form) for form in self._strong}
        self._initial_keys = {_key(form) for form in self._initials}

    def _add(self, person: Named) -> None:
        who, surname = person.who, _plain(person.surname)
        first = [_plain(f) for f in person.first]
        strong = {_plain(o) for o in person.others if " " in o}
        plain = {_plain(o) for o in person.others if " " not in o}
        if surname:
            for given in {
                *first,
                " ".join(first),
                *(f[:1] for f in first),
                *(f"{f[:1]}." for f in first),
            }:
                if given:
                    strong |= {f"{given} {surname}", f"{surname} {given}"}
            plain |= {surname, _plural(surname)}
        strong |= {" ".join(first)} if len(first) > 1 else set()
        plain |= set(first[:1])
        if first and surname:
            letters = first[0][0] + surname[0]
            self._initials |= {letters, f"{letters[0]}.{letters[1]}"}
            for form in (letters, f"{letters[0]}.{letters[1]}"):
                self._forms[form].add(who)
        for form in (strong | plain) - {""}:
            self._forms[form].add(who)
        self._strong |= strong

    def find(self, speech: Speech) -> Iterator[Hit]:
        """Yield every roster name of a text; ``who`` joins several people with ``|`` in doubt."""
        if self._pattern is None:
            return
        at = {token.start: n for n, token in enumerate(speech.tokens)}
        for match in self._pattern.finditer(speech.text.translate(_SIGNS)):
            form = _key(normal_form(match["form"]))
            start, end = match.span("form")
            who = self._by_key.get(form, set())
            titled = match.start() != start
            if not who:
                continue
            if not titled and form not in self._strong_keys:
                n = at.get(start)
                if form in self._initial_keys and not _initials(speech, match["form"], n):
                    continue
                if n is not None and form not in self._initial_keys and _just_a_word(speech, n):
                    continue
            begin = match.start() if titled else start
            yield Hit(begin, end, "person", "roster", "|".join(sorted(who)))


def _plural(surname: str) -> str:
    """A family by its name: *the O'Neills*."""
    return surname + ("es" if surname.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _plain(name: str) -> str:
    return " ".join(normal_form(name).replace(",", " ").replace("_", " ").split())


def _key(form: str) -> str:
    """A form without what parts its words: *okafor, siobhan*, *okafor_siobhan*."""
    return " ".join(_PARTED.split(form)).strip()


def _initials(speech: Speech, written: str, n: int | None) -> bool:
    """Whether two letters stand for a person and not for a word or an office."""
    letters = written.replace(".", "").lower()
    if letters in _OFFICES:
        return False
    if "." in written:
        return letters not in {"eg", "ie"}
    if speech.lowered:
        return letters not in FUNCTION and n is not None
    return written.replace(".", "").isupper()


def _just_a_word(speech: Speech, n: int) -> bool:
    """Whether a word of the roster that is also English is plainly that English word here."""
    word = speech.lower(n)
    words = speech.words
    common = (
        words.also_word(word) or word in FUNCTION or (words.english(word) and not words.first(word))
    )
    if not common or (
        speech.tokens[n].capital and not speech.lowered and not speech.starts_sentence(n)
    ):
        return word in CALENDAR and not named_by_context(speech, n)
    if speech.beside(n) and speech.words.surname(speech.lower(n + 1)):
        return False
    if word in FUNCTION or word in CALENDAR or not words.also_word(word):
        return not named_by_context(speech, n)
    if not speech.lowered and not speech.tokens[n].capital:
        return not named_by_context(speech, n)
    return ordinary_use(speech, n, present=True)
