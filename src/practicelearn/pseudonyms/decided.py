"""What people decided on names before they are replaced: replace, keep, the same person as."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from practicelearn._tables import near_match
from practicelearn.errors import TableError
from practicelearn.language.forms import normal_form
from practicelearn.pseudonyms.hits import KINDS, Hit
from practicelearn.pseudonyms.speech import Speech
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["DECIDED", "Decided", "find_decided", "form_of", "read_decided"]

DECIDED = "decided"
"""The rule of a name that people said is to be replaced."""

_DECISIONS = ("replace", "keep", "same")
_WORD = re.compile(r"[^\W_]+")


def form_of(text: str) -> str:
    """Return the form by which a name that was decided on is known: its words, in lower case.

    A title stays: *Mrs Kelly* is no *Kelly*.

    Examples
    --------
    >>> form_of("Mrs. O’Hara"), form_of("sam-o-hara")
    ('mrs o hara', 'sam o hara')
    """
    return " ".join(_WORD.findall(normal_form(text)))


@dataclass(frozen=True)
class Decided:
    """Decisions on names, each by the form of the name.

    Parameters
    ----------
    sought : mapping of str to tuple of str
        What is replaced wherever it stands: as it is written, and of which kind.
    kept : frozenset of str
        What stays.
    same : mapping of str to tuple of str
        What is another name of somebody: whom, as their name is written or their id, and the kind.
    """

    sought: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    same: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def keeps(self, text: str) -> bool:
        """Whether these words stay as they are."""
        return bool(self.kept) and form_of(text) in self.kept

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Finds what is sought, longest first; capitals are looked at afterwards."""
        forms = sorted((words.split() for words in self.sought), key=len, reverse=True)
        if not forms:
            return None
        said = "|".join(r"[\W_]{1,3}".join(map(re.escape, words)) for words in forms)
        return re.compile(rf"(?<![^\W_])(?:{said})(?![^\W_])", re.IGNORECASE)


def read_decided(decided: str | Path | pd.DataFrame | None) -> Decided:
    """Return the decisions of a sheet or table, see ``pseudonymise``.

    Raises
    ------
    TableError
        A column is missing, a decision is none of the three, or two of them do not go together.
    """
    if decided is None:
        return Decided()
    if isinstance(decided, pd.DataFrame):
        missing = [c for c in ("name", "decision") if c not in decided.columns]
        if missing:
            raise TableError(f'decided: column "{missing[0]}" is missing; found '
                             f"{', '.join(map(str, decided.columns))}.")  # fmt: skip
        rows, place = list(enumerate(decided.to_dict("records"), 1)), "decided"
    else:
        sheet = read_sheet(decided, needs=("name", "decision"))
        rows = list(zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True))
        place = Path(decided).name
    sought: dict[str, tuple[str, str]] = {}
    kept: set[str] = set()
    same: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    for n, row in rows:
        cells = {str(k): str(v).strip() for k, v in row.items() if not pd.isna(v)}
        name, what, whom = (cells.get(c, "") for c in ("name", "decision", "same_as"))
        form, kind = form_of(name), cells.get("kind") or "person"
        wrong = _wrong(form, what, whom, kind, seen)
        if wrong:
            raise TableError(f"{place}, row {n}: {wrong}")
        seen.add(form)
        if what == "keep":
            kept.add(form)
        if what == "replace":
            sought[form] = (name, kind)
        if whom:
            same[form] = (whom, kind)
    for form, (whom, _) in same.items():
        _check_whom(form, same, kept, f"{place}: {form} is to be the same as {whom}")
    return Decided(sought, frozenset(kept), same)


def _wrong(form: str, what: str, whom: str, kind: str, seen: set[str]) -> str:
    """What is wrong with a row, and what to do; empty if nothing is."""
    if not form:
        return "there is no name in this row."
    if what not in _DECISIONS:
        return (
            f'"{what}" is no decision; say {", ".join(_DECISIONS[:-1])} or {_DECISIONS[-1]}.'
            f"{near_match(what, _DECISIONS)}"
        )
    if form in seen:
        return "this name was decided on in a row above; leave one of the two out."
    if what == "same" and not whom:
        return "say in the column same_as whose other name it is."
    if what == "keep" and whom:
        return "a name that is kept is nobody's: leave same_as empty, or do not keep it."
    return "" if kind in KINDS else f'"{kind}" is no kind of name.{near_match(kind, KINDS)}'


def _check_whom(form: str, same: Mapping[str, tuple[str, str]], kept: set[str], said: str) -> None:
    way = [form]
    while way[-1] in same:
        following = form_of(same[way[-1]][0])
        if following in kept:
            raise TableError(f"{said}, which is kept as a word that names nobody. Decide anew.")
        if following in way:
            raise TableError(f"{said}, and in the end of itself. Decide anew.")
        way.append(following)


def find_decided(speech: Speech, decided: Decided) -> Iterator[Hit]:
    """Yield what people said is a name, wherever it stands as they wrote it.

    Capitals count where it was written with one and the speech has any.
    """
    if decided.pattern is None:
        return
    for match in decided.pattern.finditer(speech.text):
        written, kind = decided.sought[form_of(match[0])]
        plain = written == written.lower() or speech.lowered or match[0].isupper()
        if plain or _capitals(written) == _capitals(match[0]):
            yield Hit(match.start(), match.end(), kind, DECIDED)


def _capitals(text: str) -> list[bool]:
    return [word[:1].isupper() for word in _WORD.findall(text)]
