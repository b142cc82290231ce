"""What was read, sessions × codes: said by a person where a file cannot say it.

Nothing that was not said is assumed: a session without a coding and without a word about it is
missing, never zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import READ, conform, in_cell, near_match
from practicelearn.coding.codings import JOINED, MACHINES, SETTLED, Codings, scoped_version
from practicelearn.coding.counted import coders_of
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, counted

__all__ = ["NOT_SAID", "Scope", "declare_read", "read_scopes", "undeclared"]

NOT_SAID = "none"
_BETWEEN = re.compile(r"[\s,;]+")
_EXPECTED = (
    "expected [CODER=]SESSIONS[:CODES], such as all, coded, kim=all or "
    '"2025-north 2025-south: pay tools"'
)


@dataclass(frozen=True)
class Scope:
    """One coder read these sessions from beginning to end, for these codes.

    Parameters
    ----------
    coder : str
    sessions : tuple of str
    codes : tuple of str
        Empty: for every code of the frame.
    """

    coder: str
    sessions: tuple[str, ...]
    codes: tuple[str, ...] = ()

    def __str__(self) -> str:
        n = len(self.sessions)
        sessions = "1 session was" if n == 1 else f"{n} sessions were"
        codes = "every code" if not self.codes else counted(len(self.codes), "code")
        return f"{sessions} read by {self.coder} for {codes}"

    def _repr_html_(self) -> str:
        return in_cell(str(self), pd.DataFrame({"session": self.sessions}), index=False)


def read_scopes(said: Iterable[str], codings: Codings, corpus: Corpus) -> list[Scope]:
    """Return what was read, of what a person wrote.

    Parameters
    ----------
    said : iterable of str
        Each ``[CODER=]SESSIONS[:CODES]``. SESSIONS: ``all``, ``coded`` (those in which the coder
        coded something), ``none``, or ids and rounds; CODES: ``all``, or ids. Without a coder it is
        said of the only one, or with ``coded`` of each.
    codings, corpus
        What came in.

    Raises
    ------
    CodingError
        A coder, session or code is not there; or there are several coders, and it is not said which
        of them read.
    """
    people = coders_of(codings)
    found: list[Scope] = []
    for words in said:
        named, _, rest = words.rpartition("=")
        sessions, _, codes = rest.partition(":")
        asked = [w for w in _BETWEEN.split(sessions.strip()) if w]
        if not asked:
            raise CodingError(f'what was read: "{words}" names no session; {_EXPECTED}.')
        if asked == [NOT_SAID]:
            continue
        wanted = _codes(codes, codings)
        for coder in _coders(named.strip(), asked, people):
            own = _sessions_named(asked, coder, codings, corpus)
            if own:
                found.append(Scope(coder, own, wanted))
    return found


def declare_read(
    codings: Codings,
    corpus: Corpus,
    *,
    sessions: str | Sequence[str] = "all",
    codes: str | Sequence[str] = "all",
    coder: str | None = None,
) -> Codings:
    """Return codings with what a person says was read: these sessions whole, for these codes.

    Parameters
    ----------
    codings : Codings
        As another program's file gave them, or with reading already.
    corpus : Corpus
    sessions : "all", "coded" or sequence of str
        ``coded``: those in which the coder coded something. Ids and rounds otherwise.
    codes : "all" or sequence of str
        Only these codes were looked for; the others stay missing.
    coder : str, optional
        May be left out where there is only one.

    Raises
    ------
    CodingError
        A coder, session or code is not there, or it is not said which of several coders read.

    Notes
    -----
    In a study that is kept, with who said so and when: :meth:`Study.record_scope`. What is
    declared whole and holds no coding is zero from then on, so declare only what was read.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> codings.declare_read(corpus, sessions=["2025-north"], coder="kim")
    Codings: 465 codings of 9 codes by kim; 2,331 turns read
    """
    check_arguments(declare_read, locals())
    words = _words(sessions, codes, coder)
    made, held = [codings.read], dict(codings.held)
    version = codings.frame.version if codings.frame is not None else None
    for scope in read_scopes([words], codings, corpus):
        turns = corpus.turns.index[corpus.turns["session_id"].isin(scope.sessions)]
        label = scoped_version(version, scope.codes) if scope.codes else version
        if scope.codes and label is not None:
            held[label] = frozenset(scope.codes)
        made.append(
            conform(
                pd.DataFrame({"coder": scope.coder, "turn_id": turns, "frame_version": label}), READ
            )
        )
    read = pd.concat([t for t in made if len(t)] or made[:1], ignore_index=True)
    read = read.drop_duplicates(["coder", "turn_id", "frame_version"], ignore_index=True)
    return replace(codings, read=read, held=held)


def undeclared(codings: Codings, corpus: Corpus) -> dict[str, list[str]]:
    """Return coder to the sessions they coded in, of which nothing says what they read."""
    spans = codings.spans[~codings.spans["coder"].isin(MACHINES | JOINED | {SETTLED})]
    session = corpus.turns["session_id"]
    coded = set(zip(spans["coder"], spans["turn_id"].map(session), strict=True))
    read = set(zip(codings.read["coder"], codings.read["turn_id"].map(session), strict=True))
    out: dict[str, list[str]] = {}
    for coder, session_id in sorted((c, s) for c, s in coded - read if isinstance(s, str)):
        out.setdefault(coder, []).append(session_id)
    return out


def _words(sessions: Any, codes: Any, coder: str | None) -> str:
    parts = [x if isinstance(x, str) else " ".join(x) for x in (sessions, codes)]
    return f"{coder}={':'.join(parts)}" if coder else ":".join(parts)


def _coders(named: str, asked: Sequence[str], people: Sequence[str]) -> list[str]:
    if named:
        same: Mapping[str, str] = {p.casefold(): p for p in people}
        if named.casefold() not in same:
            raise CodingError(
                f'what was read: nothing is coded by "{named}"; there is coding by '
                f"{', '.join(people) or 'nobody'}.{near_match(named, people)}"
            )
        return [same[named.casefold()]]
    if len(people) > 1 and asked != ["coded"]:
        first = people[0]
        raise CodingError(
            f"what was read: there is coding by {len(people)} people ({', '.join(people)}), so say "
            f"it for each, such as {first}=all. {_EXPECTED[0].upper()}{_EXPECTED[1:]}."
        )
    return list(people)


def _sessions_named(
    asked: Sequence[str], coder: str, codings: Codings, corpus: Corpus
) -> tuple[str, ...]:
    known = [str(s) for s in corpus.sessions.index]
    if list(asked) == ["all"]:
        return tuple(known)
    if list(asked) == ["coded"]:
        turns = codings.spans.loc[codings.spans["coder"] == coder, "turn_id"]
        coded = set(corpus.turns["session_id"].reindex(turns).dropna())
        return tuple(s for s in known if s in coded)
    years = corpus.sessions["year"].astype(object)
    wanted: set[str] = set()
    for name in asked:
        same = [s for s in known if s.casefold() == name.casefold()]
        own = same or [str(s) for s in years.index[years == name]]
        if not own:
            hint = near_match(name, [*known, *corpus.years])
            raise CodingError(f'what was read: there is no session or round "{name}".{hint}')
        wanted.update(own)
    return tuple(s for s in known if s in wanted)


def _codes(said: str, codings: Codings) -> tuple[str, ...]:
    asked = [w for w in _BETWEEN.split(said.strip()) if w]
    if not asked or asked == ["all"]:
        return ()
    known = list(codings.frame.ids) if codings.frame is not None else []
    known = list(dict.fromkeys([*known, *codings.spans["code"]]))
    for code in asked:
        if code not in known:
            raise CodingError(f'what was read: there is no code "{code}".{near_match(code, known)}')
    return tuple(dict.fromkeys(asked))
