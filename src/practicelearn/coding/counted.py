"""Whose coding counts: a person's or a machine's, decided here and nowhere else.

A **person**'s: coded here, imported under a person's name, or accepted by one. A **machine**'s:
keyword hits, offers that nobody has accepted, auto-coding of another program. One comparison holds
one of the two, and what is left out is missing, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal, get_args

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.codings import JOINED, MACHINES, SETTLED, Codings
from practicelearn.errors import CodingError

__all__ = [
    "PERSONAL",
    "Counted",
    "accepted",
    "by_person",
    "coders_of",
    "counted",
    "imported",
    "is_nobody",
    "nobodies",
    "plain_kind",
]

Counted = Literal["person", "human", "keyword", "suggested", "imported"]
"""What can be counted; ``human`` is an older word for ``person``."""

PERSONAL = frozenset({"person", "suggested", "imported"})
"""The kinds that are persons' coding: all of it, or what was accepted, or imported, alone."""

_NOBODY = frozenset(
    {"unknown", "unknown user", "default", "default user", "imported", "admin", "administrator",
     "user", "user 1", "author", "nobody", "anonymous", "coder"}
)  # fmt: skip
"""What programs put where no name was given."""


def is_nobody(coder: str) -> bool:
    """Return whether a coder's name names nobody, such as the "Default user" of a program.

    Their coding counts, with a caution.

    Examples
    --------
    >>> is_nobody("Default User"), is_nobody("default-user"), is_nobody("kim")
    (True, True, False)
    """
    return " ".join(coder.casefold().replace("-", " ").replace("_", " ").split()) in _NOBODY


def nobodies(coders: Iterable[str]) -> list[str]:
    """Return those of the coders' names that name nobody."""
    return sorted({c for c in coders if is_nobody(c)})


def by_person(spans: pd.DataFrame) -> pd.Series:
    """Return whether each span is a person's coding: boolean, on the index of ``spans``.

    Settled readings are persons': two people agreed on them.
    """
    own = spans["origin"].isin(["human", "imported"]) & ~spans["coder"].isin(MACHINES)
    return own | accepted(spans)


def accepted(spans: pd.DataFrame) -> pd.Series:
    """Return whether each span was offered by a program and accepted by a person."""
    return spans["accepted_by"].notna() & ~spans["origin"].isin(["human", "imported"])


def imported(spans: pd.DataFrame) -> pd.Series:
    """Return whether each span is a person's coding that came from another program."""
    return by_person(spans) & (spans["origin"] == "imported")


def plain_kind(kind: str) -> str:
    """Return the word for a kind that is used from here on: ``person`` for ``human``.

    Raises
    ------
    CodingError
        There is no such kind.
    """
    if kind not in get_args(Counted):
        known = get_args(Counted)
        raise CodingError(
            f'origin="{kind}": expected one of {", ".join(known)}.{near_match(kind, known)}'
        )
    return "person" if kind == "human" else kind


def counted(codings: Codings, kind: str = "person") -> Codings:
    """Return the codings of one kind, with the reading that belongs to it.

    Parameters
    ----------
    codings : Codings
    kind : {"person", "keyword", "suggested", "imported"}
        ``person`` (or ``human``): all that persons coded here, imported or accepted. ``imported``
        and ``suggested``: of these only what came from another program, or was accepted. A session
        in which the same person also coded otherwise is then missing: what is left out of it is
        not "not said". ``keyword``: a machine's hits.

    Returns
    -------
    Codings
        An accepted offer that stands under the machine's name is its acceptor's. A person's
        reading is what a person marked as read or declared as read; accepting reads nothing.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.codings().of_kind().origins
    ['human']
    """
    check_arguments(counted, locals())
    kind = plain_kind(kind)
    spans, read = codings.spans, codings.read
    machine_read = read["coder"].isin(MACHINES)
    if kind not in PERSONAL:
        own = spans[(spans["origin"] == kind) & ~accepted(spans)]
        return replace(codings, spans=own, read=read[read["coder"].isin(own["coder"].unique())])
    persons = spans[by_person(spans)]
    coder = persons["coder"].astype(object)
    persons = persons.assign(coder=coder.where(~coder.isin(MACHINES), persons["accepted_by"]))
    read = read[~machine_read]
    if kind == "person":
        return replace(codings, spans=persons, read=read)
    wanted = accepted(persons) if kind == "suggested" else imported(persons)
    others = persons[~wanted]
    mixed = set(zip(others["coder"], _session(others["turn_id"]), strict=True))
    whole = [key not in mixed for key in zip(read["coder"], _session(read["turn_id"]), strict=True)]
    # a list that is empty would pick columns
    return replace(
        codings, spans=persons[wanted], read=read[pd.Series(whole, index=read.index, dtype=bool)]
    )


def coders_of(codings: Codings) -> list[str]:
    """Return the persons whose coding it is, settled readings left out."""
    return sorted({*codings.spans["coder"], *codings.read["coder"]} - MACHINES - JOINED - {SETTLED})


def _session(turns: pd.Series) -> pd.Series:
    return turns.astype(str).str.rpartition(":")[0] if len(turns) else turns
