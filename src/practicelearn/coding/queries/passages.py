"""Every coded passage as one row: its words, its code with what stands above it, who and where."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn.coding.codings import REFERRED_ON, Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.queries.cases import codes_of, counted_turns
from practicelearn.corpus import NOT_COUNTED, Corpus

__all__ = ["code_path", "coded_quotes"]

_OWN = [
    "coding_id", "code", "code_name", "code_path", "quote", "year", "group", "session_id",
    "turn_id", "last_turn_id", "n_turns", "start", "end", "speaker", "who", "role", "counts",
    "verbatim", "coder", "origin", "stance", "strength", "memo", "at",
]  # fmt: skip
_OF_SESSION = ["date", "group_type", "team", "site", "source_kind"]
_OF_PERSON = ["job_role", "is_peer", "consent_quote"]
_NOT_SHOWN = {"duration_s", "file", "format", "text_hash", "encoding", "year", "group"}


def coded_quotes(
    codings: Codings, corpus: Corpus, *, codes: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return one row a quote, with its code's path and what is known of session and speaker.

    Parameters
    ----------
    codings : Codings
        One reading (``merge_codings``), or one coder's.
    corpus : Corpus
    codes : sequence of str, optional
        By default every code.

    Returns
    -------
    DataFrame
        One row a coding; a selection over several turns is one row, its parts joined by line ends
        and its speakers by "; ". Columns: coding_id, code, code_name, code_path ("Work > Desks"),
        quote, year, group, session_id, turn_id, last_turn_id, n_turns, start and end (code points,
        of the first and in the last turn), speaker, who, role, counts (somebody who counts says
        it), verbatim (False for a paraphrase: no quotation marks), coder, origin, stance, strength,
        memo, at; then every further column of sessions as it is, and of attendance and people with
        ``person_`` in front (missing when several people speak). In the order of the text.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> quotes = prac.coded_quotes(codings, corpus, codes=["tools"])
    >>> quotes[["year", "group", "speaker", "stance"]].head(2)
          year       group speaker   stance
    0  2023-24  disability      P4  against
    1  2023-24        duty      P2  against
    """
    check_arguments(coded_quotes, locals())
    wanted = codes_of(codings, corpus, codes)
    turns = counted_turns(corpus, "everyone")
    everything = codings.spans
    everything = everything.assign(
        quote=everything["quote"].mask(everything["refer_on"], REFERRED_ON)
    )
    spans = everything[everything["code"].isin(wanted) & everything["turn_id"].isin(turns.index)]
    rows = _one_row_a_coding(spans, turns)
    rows["code_name"] = [_name(codings.frame, c) for c in rows["code"]]
    rows["code_path"] = [code_path(codings.frame, c) for c in rows["code"]]
    known = [c for c in corpus.sessions if c not in _NOT_SHOWN]
    sessions = corpus.sessions[
        [*(c for c in _OF_SESSION if c in known), *(c for c in known if c not in _OF_SESSION)]
    ].rename(columns={c: f"{c}_of_session" for c in known if c in rows})
    rows = rows.join(sessions, on="session_id")
    rows, people = _with_people(rows, corpus)
    order = rows.sort_values(["session_id", "n", "start", "coding_id", "code"], kind="stable")
    return order[[*_OWN, *sessions.columns, *people]].reset_index(drop=True)


def code_path(frame: CodingFrame | None, code: str) -> str:
    """Return a code's name with the names above it, outermost first, such as "Work > Desks"."""
    names = [_name(frame, code)]
    above = frame[code].parent if frame is not None and code in frame else None
    while above is not None and frame is not None:
        names.append(frame[above].name)
        above = frame[above].parent
    return " > ".join(reversed(names))


def _one_row_a_coding(spans: pd.DataFrame, turns: pd.DataFrame) -> pd.DataFrame:
    """Parts put together: words, first and last turn, everybody who speaks."""
    context = ["year", "group", "session_id", "n", "speaker", "who", "person_id", "role"]
    parts = spans.join(turns[[*context, "verbatim"]], on="turn_id")
    parts = parts.sort_values(["coding_id", "part"])
    parts["verbatim"] = parts["verbatim"].fillna(value=True).astype(bool)
    parts["counts"] = ~parts["role"].isin(NOT_COUNTED)
    # one coding may carry several codes when it was imported: a row each
    grouped = parts.groupby(["coding_id", "code"], sort=False, dropna=False)
    first = grouped.head(1).set_index(["coding_id", "code"])
    last = grouped.tail(1).set_index(["coding_id", "code"])
    return first.assign(
        quote=grouped["quote"].agg("\n".join),
        last_turn_id=last["turn_id"],
        end=last["end"],
        n_turns=grouped["turn_id"].nunique(),
        speaker=grouped["speaker"].agg(_joined),
        who=grouped["who"].agg(_joined),
        role=grouped["role"].agg(_joined),
        counts=grouped["counts"].any(),
        verbatim=grouped["verbatim"].all(),
        n_speakers=grouped["who"].nunique(dropna=False),
    ).reset_index()


def _name(frame: CodingFrame | None, code: str) -> str:
    return frame[code].name if frame is not None and code in frame else code


def _joined(values: pd.Series) -> str | None:
    found = list(dict.fromkeys(values.dropna()))
    return "; ".join(found) if found else None


def _with_people(rows: pd.DataFrame, corpus: Corpus) -> tuple[pd.DataFrame, list[str]]:
    """Add what the attendance list says of the speaker that day, and what always holds of them."""
    known = {"session_id", "person_id", "speaker", "role", "role_source"}
    further = [c for c in corpus.attendance if c not in known]
    order = [*(c for c in _OF_PERSON if c in further), *(c for c in further if c not in _OF_PERSON)]
    keys = ["session_id", "person_id"]
    there = corpus.attendance.drop_duplicates(keys).set_index(keys)[order]
    there = there.add_prefix("person_")
    names = list(there.columns)
    person = rows["person_id"].astype(object).where(rows["n_speakers"] == 1, None)
    out = rows.assign(person_id=person).join(there, on=keys)
    always = corpus.people.drop(columns="pseudonym").add_prefix("person_")
    always = always.rename(columns={c: f"{c}_always" for c in always if c in names})
    return out.join(always, on="person_id"), [*names, *always.columns]
