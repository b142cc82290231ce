"""AND, OR and NOT of codes on turns, with *unread* as the third answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up
from practicelearn.coding.queries.cases import (
    People,
    coded_turns,
    codes_of,
    counted_turns,
    known_turns,
)
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

__all__ = ["find_turns"]

Bools = npt.NDArray[np.bool_]
_TOKEN = re.compile(r'\s*(?:(?P<mark>[()])|"(?P<quoted>[^"]*)"|(?P<word>[^\s()"]+))')


def find_turns(
    codings: Codings,
    corpus: Corpus,
    query: str,
    *,
    people: People = "everyone",
    with_children: bool = True,
) -> pd.DataFrame:
    """Return every turn with whether it holds the codes asked for.

    Parameters
    ----------
    codings : Codings
        One reading (``merge_codings``), or one coder's.
    corpus : Corpus
    query : str
        Ids of codes with ``and``, ``or``, ``not`` (in any case) and brackets, such as
        ``"supervision and (workload or desks) and not training"``. ``not`` binds closest, then
        ``and``, then ``or``. An id with a space, a bracket or one of the three words is put in
        double quotes.
    people : {"participants", "everyone"}, default "everyone"
    with_children : bool, default True
        Whether a code is there where one below it is.

    Returns
    -------
    DataFrame
        Index ``turn_id``, every turn that counts: matches (boolean; missing where the turn was not
        read and the answer depends on it), codes (list of those it was marked with), year, group,
        session_id, speaker, role, text. ``found[found["matches"]]`` keeps those that match.

    Raises
    ------
    CodingError
        The query cannot be read (the place is shown), or names a code that is not there.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    An unread turn is neither coded nor not coded. "a or b" is true when a is coded, whatever is
    known of b; "a and b" is false when a was read and not coded (Kleene's three-valued logic).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> found = prac.find_turns(codings, corpus, "tools and not desks")
    >>> int(found["matches"].sum())
    56
    """
    check_arguments(find_turns, locals())
    refuse_uncounted(codings, "find_turns")  # it would say of turns that they do not hold a code
    wanted = codes_of(codings, corpus)
    tree = _Parser(query, wanted).parsed()
    said = counted_turns(corpus, people)
    values = coded_turns(codings, said, wanted).to_numpy()
    branches = roll_up(codings, with_children=with_children)
    coded = coded_turns(branches, said, wanted)
    known = known_turns(branches, said, wanted)
    yes = {code: coded[code].to_numpy() for code in wanted}
    no = {code: (known[code] & ~coded[code]).to_numpy() for code in wanted}
    true, false = tree.truth(yes, no)
    matches = pd.Series(true, index=said.index).astype("boolean").mask(~(true | false))
    names = np.array(wanted, dtype=object)
    held = [names[row].tolist() for row in values]
    out = said[["year", "group", "session_id", "speaker", "role", "text"]].copy()
    out.insert(0, "codes", pd.Series(held, index=said.index, dtype=object))
    out.insert(0, "matches", matches)
    return out


@dataclass(frozen=True)
class _Node:
    """A code, or an operator with what it works on."""

    kind: str
    parts: tuple[_Node, ...] = ()
    code: str = ""

    def truth(self, yes: dict[str, Bools], no: dict[str, Bools]) -> tuple[Bools, Bools]:
        """Where it is certainly true, and where it is certainly false."""
        if self.kind == "code":
            return yes[self.code], no[self.code]
        true, false = self.parts[0].truth(yes, no)
        if self.kind == "not":
            return false, true
        for part in self.parts[1:]:
            more_true, more_false = part.truth(yes, no)
            if self.kind == "and":
                true, false = true & more_true, false | more_false
            else:
                true, false = true | more_true, false & more_false
        return true, false


class _Parser:
    """Reads a query by recursive descent: or > and > not > code or brackets."""

    def __init__(self, query: str, codes: list[str]) -> None:
        self.query, self.codes = query, codes
        self.tokens: list[tuple[str, str, int]] = []
        end = 0
        while query[end:].strip():
            found = _TOKEN.match(query, end)
            if found is None:
                self._stop("a quotation mark is not closed", end)
            kind = str(found.lastgroup)
            word = found[kind]
            if kind == "word" and word.lower() in ("and", "or", "not"):
                kind, word = "operator", word.lower()
            self.tokens.append((kind, word, found.start(str(found.lastgroup))))
            end = found.end()
        self.at = 0

    def parsed(self) -> _Node:
        tree = self._either()
        if self.at < len(self.tokens):
            self._stop('expected "and", "or" or the end', self.tokens[self.at][2])
        return tree

    def _either(self) -> _Node:
        return self._chain("or", self._both)

    def _both(self) -> _Node:
        return self._chain("and", self._single)

    def _chain(self, operator: str, below: Callable[[], _Node]) -> _Node:
        parts = [below()]
        while self._next() == ("operator", operator):
            self.at += 1
            parts.append(below())
        return parts[0] if len(parts) == 1 else _Node(operator, tuple(parts))

    def _single(self) -> _Node:
        kind, word = self._next()
        place = self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.query)
        self.at += 1
        if (kind, word) == ("operator", "not"):
            return _Node("not", (self._single(),))
        if (kind, word) == ("mark", "("):
            inside = self._either()
            if self._next() != ("mark", ")"):
                self._stop("a bracket is not closed", place)
            self.at += 1
            return inside
        if kind not in ("word", "quoted"):
            self._stop("expected a code", place)
        if word not in self.codes:
            raise CodingError(
                f'find_turns: there is no code "{word}".{near_match(word, self.codes)}'
            )
        return _Node("code", code=word)

    def _next(self) -> tuple[str, str]:
        return self.tokens[self.at][:2] if self.at < len(self.tokens) else ("end", "")

    def _stop(self, what: str, place: int) -> NoReturn:
        shown = f"{self.query[:place]}>>>{self.query[place:]}"
        raise CodingError(
            f"find_turns: {what}, at >>> in: {shown}. "
            'Write such as: supervision and (workload or "other code") and not training.'
        )
