"""Where the coding that counts came from, in words: who coded, in what, and what they read.

"Coded by a person" is never said alone: a figure is as good as what is known of its coding.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._of_session import sessions_of
from practicelearn.coding.codings import JOINED, MACHINES, SETTLED, Codings
from practicelearn.coding.counted import accepted, by_person, counted, imported, is_nobody
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.corpus import Corpus
from practicelearn.errors import counted as so_many

__all__ = ["coding_provenance", "sessions_said"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_ONE = "one person"
_AUTO = {
    "no": "no auto-coding was used",
    "yes": "what auto-coding marked is a program's, and does not count",
    "not known": "auto-coding not known",
}


def coding_provenance(
    codings: Codings, corpus: Corpus, chosen: Codings | None = None, *, named: bool = True
) -> list[str]:
    """Return sentences on where the coding that counts came from.

    Parameters
    ----------
    codings : Codings
        Of everybody, with ``record``: what a study knows of imports, and of what was read.
    corpus : Corpus
        Of a part of the study, nothing is said of its other sessions.
    chosen : Codings, optional
        The one reading that is used; by default all that persons coded.
    named : bool, default True
        Name coders. Reports for readers name nobody.

    Returns
    -------
    list of str
        Who coded here; for each import who coded in what, when it came, who says what was read, and
        whether auto-coding was used; what was offered by a program and accepted by whom; what is a
        machine's and does not count. Empty where nobody has coded or read.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> print(prac.coding_provenance(study.codings(), study.corpus())[0])
    Coded by 2 people in practicelearn.
    """
    check_arguments(coding_provenance, locals())
    codings = in_sessions_of(codings, corpus)
    used = counted(codings) if chosen is None else in_sessions_of(chosen, corpus)
    said = _here(used, corpus, named=named)
    said += _imports(used, corpus, named=named)
    said += _accepted(used, corpus, named=named)
    return [*said, *_machines(codings)]


def sessions_said(sessions: Sequence[str], most: int = 4) -> str:
    """Return sessions by name, the first few of many.

    Examples
    --------
    >>> sessions_said(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    names = sorted(sessions)
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def _here(used: Codings, corpus: Corpus, *, named: bool) -> list[str]:
    """Who coded in this program, settled readings by the people who settled them."""
    spans = used.spans
    own = spans[(spans["origin"] == "human") & by_person(spans)]
    foreign = set(used.spans.loc[imported(used.spans), "coder"])
    foreign |= set(used.record.loc[used.record["kind"] == "import", "coder"])
    readers = set(used.read["coder"]) - foreign
    people = {*own["coder"], *readers}
    settled = SETTLED in people
    together = used.used[used.used["coder"].isin({SETTLED} | JOINED)]
    people |= {p for own in together["people"] for p in own} - foreign
    people -= {SETTLED} | JOINED | MACHINES
    if not people and not settled:
        return []
    coded = {p for own in used.used["people"] for p in own}
    others = coded - people - foreign - {SETTLED} - JOINED - MACHINES if people else set()
    whose = (
        "by two people who settled where they differed"
        if not people
        else f"by {next(iter(people)) if named else _ONE}"
        if len(people | others) == 1
        else f"by {len(people | others)} people"
    )
    said = f"Coded {whose} in practicelearn"
    if settled and people:
        n = len(_sessions(used.read[used.read["coder"] == SETTLED]))
        which = "all sessions" if n == len(corpus.sessions) else so_many(n, "session")
        said += f"; in {which} what they settled counts"
    if others:
        said += "; where several read a session, one person's reading of it counts"
    return [f"{said}."]


def _imports(used: Codings, corpus: Corpus, *, named: bool) -> list[str]:
    spans = used.spans
    foreign = spans[imported(spans)]
    records = used.record[used.record["kind"] == "import"]
    coders = {*foreign["coder"]} | ({*records["coder"]} & {*used.read["coder"]})
    said = []
    for coder in sorted(coders):
        own = records[records["coder"] == coder]
        scope = _scope_said(coder, used, corpus, foreign, named=named)
        who = coder if named else _ONE
        who = "somebody the file does not name" if is_nobody(coder) else who
        if own.empty:
            said.append(f"Coded by {who} in another program; {scope}; auto-coding not known.")
        said += [
            f"Coded by {who} in {row.program}, imported on {_day(row.at)}; {scope}; "
            f"{_AUTO[str(row.auto_coding)]}."
            for row in own.itertuples()
        ]
    return said


def _scope_said(
    coder: str, used: Codings, corpus: Corpus, foreign: pd.DataFrame, *, named: bool
) -> str:
    """Who says what was read; or that nobody has."""
    record = used.record
    scopes = record[(record["kind"] == "scope") & (record["coder"] == coder)]
    coded = _sessions(foreign[foreign["coder"] == coder])
    read = _sessions(used.read[used.read["coder"] == coder])
    left = coded - read
    if scopes.empty:
        if not read:
            return "what was read is not on record, so what is coded counts as “at least”"
        whole = _count_of(len(read), len(corpus.sessions))
        said = f"by the record {whole} read"
    else:
        parts = []
        for row in scopes.itertuples():
            whole = _count_of(len(row.sessions), len(corpus.sessions))
            codes = so_many(len(row.codes), "code") if len(row.codes) else _every_code(used)
            unnamed = "the coder" if row.by == coder else "a colleague"
            parts.append(f"{row.by if named else unnamed} says {whole} read for {codes}")
        said = ", ".join(parts)
    if left:
        said += f"; of {so_many(len(left), 'session')} nobody has said it"
    return said


def _every_code(used: Codings) -> str:
    n = len(used.frame.ids) if used.frame is not None else 0
    return so_many(n, "code") if n else "every code"


def _accepted(used: Codings, corpus: Corpus, *, named: bool) -> list[str]:
    """What a program offered and a person took over, and whether they read around it."""
    spans = used.spans.drop_duplicates("coding_id")
    taken = spans[accepted(spans)]
    if taken.empty:
        return []
    who = sorted(set(taken["accepted_by"]))
    sessions = _sessions(taken)
    turns = corpus.turns.index[corpus.turns["session_id"].isin(sessions)]
    read = set(used.read.loc[used.read["coder"].isin([*who, SETTLED]), "turn_id"])
    unread = {str(t).rpartition(":")[0] for t in turns if t not in read}
    several = f"{len(who)} people" if len(who) > 1 else _ONE
    whom = " and ".join(who) if named else several
    said = (
        f"{len(taken):,} of {len(spans):,} passages were offered by the program and accepted by "
        f"{whom}"
    )
    if not unread:
        return [f"{said}, who read every turn of these sessions."]
    were = "1 of these sessions was" if len(unread) == 1 else f"{len(unread)} of them were"
    return [f"{said}; an acceptance reads nothing, and {were} not read whole: the rest is missing."]


def _machines(codings: Codings) -> list[str]:
    spans = codings.spans.drop_duplicates("coding_id")
    left = spans[~by_person(spans)]
    if left.empty:
        return []
    amount, do = (
        ("1 passage is", "does") if len(left) == 1 else (f"{len(left):,} passages are", "do")
    )
    what = "cue words, offers that nobody accepted, auto-coding"
    return [f"{amount} a machine's ({what}) and {do} not count."]


def _count_of(n: int, of: int) -> str:
    if n == of:
        return f"all {n} sessions were" if n != 1 else "the one session was"
    return f"{n} of {of} sessions were" if n != 1 else f"1 of {of} sessions was"


def _sessions(table: pd.DataFrame) -> set[str]:
    return set(sessions_of(table["turn_id"]))


def _day(at: str) -> str:
    day = date.fromisoformat(str(at)[:10])
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
