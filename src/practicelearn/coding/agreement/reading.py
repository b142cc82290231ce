"""From codings and reading to units, coders and codes: who gave which unit which value.

What was not read is missing, never "not coded"; so is what was read under a frame that did not
hold the code. Settled codings and machines are nobody's reading.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn._arguments import check_arguments
from practicelearn._tables import near_match
from practicelearn.coding.codings import MACHINES, SETTLED, Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import without_idle_branches
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError
from practicelearn.language.words import sentence_ends

__all__ = ["Accepted", "CodedUnits", "Unit", "coded_units", "read_by", "span_table", "who_and_what"]

Ints: TypeAlias = NDArray[np.int64]
Unit = Literal["turn", "sentence", "character"]
Accepted = Literal["left out", "counted"]

_UNITS = ("turn", "sentence", "character")
UNAIDED = ("human", "imported")


@dataclass(frozen=True)
class CodedUnits:
    """Units of text with each coder's value for each code.

    Parameters
    ----------
    coded : array of int8, shape (n_units, n_coders, n_codes)
        1 coded, 0 read and not coded, -1 missing.
    units : DataFrame
        One row a unit: session_id, turn_id, start, end (in the turn's text), size (1, or
        characters).
    coders, codes : list of str
    unit : str
    """

    coded: NDArray[np.int8]
    units: pd.DataFrame
    coders: list[str]
    codes: list[str]
    unit: str


def coded_units(
    codings: Codings,
    corpus: Corpus,
    *,
    unit: Unit = "turn",
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    accepted: Accepted = "left out",
) -> CodedUnits:
    """Return the units that at least two coders have read, with their values.

    Parameters
    ----------
    codings : Codings
    corpus : Corpus
        Only its turns count.
    unit : str, default "turn"
        turn; sentence (a coded word codes its sentence); character (stretches between the borders
        of all codings, with their lengths).
    coders : sequence of str, optional
        By default everybody who has read.
    codes : sequence of str, optional
        By default those of the frame, then any others used.
    accepted : str, default "left out"
        What a coder took over from a suggestion is no independent reading: "left out" makes the
        unit missing for that coder and code, unless the coder also marked it unaided. "counted"
        takes it as coded.

    Raises
    ------
    CodingError
        A coder or code is not known, or the coder is a machine or the settled reading.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).
    """
    refuse_uncounted(codings, "agreement")
    if unit not in _UNITS:
        raise CodingError(
            f'unit: "{unit}" is not known; there are {", ".join(_UNITS)}.{near_match(unit, _UNITS)}'
        )
    people, names, own = _who_what_spans(codings, coders, codes)
    own = own[own["code"].isin(names)]
    read = read_by(codings, corpus, people, names)  # (n_turns, n_coders, n_codes)
    keep = read.any(axis=2).sum(axis=1) >= 2
    turns = corpus.turns[keep]
    own = own[own["turn_id"].isin(turns.index)]
    place, units = _cut(turns, own, unit)
    coded = np.where(read[keep][place], np.int8(0), np.int8(-1))
    _mark(
        coded,
        units,
        place,
        turns,
        own[own["taken_over"]],
        people,
        names,
        1 if accepted == "counted" else -1,
    )
    _mark(coded, units, place, turns, own[~own["taken_over"]], people, names, 1)
    coded[~read[keep][place]] = -1
    return CodedUnits(coded, units, people, names, unit)


def span_table(
    codings: Codings,
    corpus: Corpus,
    *,
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    accepted: Accepted = "left out",
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the passages of all coders on the text that all of them have read.

    Parameters
    ----------
    codings : Codings
    corpus : Corpus
        Only its turns count.
    coders : sequence of str, optional
        By default everybody who has read.
    codes : sequence of str, optional
        By default those of the frame, then any others used.
    accepted : str, default "left out"
        "left out" takes a turn in which a coder took over a suggestion out of the text; "counted"
        takes what was taken over as coded.

    Returns
    -------
    spans : DataFrame
        One row a passage: file (the session), coder, value (the code), start, end in characters of
        the session's text read by all, turns joined without a break. A selection over several
        turns is one passage.
    lengths : Series
        Index file: characters read by all coders.

    Raises
    ------
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> spans, lengths = prac.reliability.span_table(
    ...     study.codings(), study.corpus(["2025-north"]), coders=["kim", "lee"]
    ... )
    >>> spans.columns.tolist()
    ['file', 'coder', 'value', 'start', 'end']
    """
    check_arguments(span_table, locals())
    refuse_uncounted(codings, "span_table")
    people, names = who_and_what(codings, coders, codes)
    own = _own_spans(codings, people)
    own = own[own["code"].isin(names)]
    read = np.asarray(read_by(codings, corpus, people, names).all(axis=(1, 2)) & bool(people))
    if accepted == "left out":
        read = read & ~corpus.turns.index.isin(own.loc[own["taken_over"], "turn_id"])
    turns = corpus.turns[read]
    size = turns["text"].str.len()
    after = size.groupby(turns["session_id"]).cumsum()
    own = own[own["turn_id"].isin(turns.index)]
    before = (after - size).reindex(own["turn_id"]).to_numpy()
    spans = pd.DataFrame(
        {
            "file": turns["session_id"].reindex(own["turn_id"]).to_numpy(),
            "coder": own["who"].to_numpy(),
            "value": own["code"].to_numpy(),
            "start": before + own["start"].to_numpy(dtype=np.int64),
            "end": before + own["end"].to_numpy(dtype=np.int64),
            "coding_id": own["coding_id"].to_numpy(),
        }
    )
    # Parts that touch are one passage; a turn between them that was not read by all parts them.
    keys = ["file", "coder", "value", "coding_id"]
    spans = spans.sort_values([*keys, "start"], kind="stable")
    starts_anew = spans["start"] != spans.groupby(keys)["end"].shift()
    joined = spans.assign(passage=starts_anew.cumsum()).groupby("passage", as_index=False)
    whole = joined.agg(
        file=("file", "first"), coder=("coder", "first"), value=("value", "first"),
        start=("start", "min"), end=("end", "max"),
    )  # fmt: skip
    whole = whole.drop(columns="passage").sort_values(["file", "coder", "start", "end"])
    lengths = size.groupby(turns["session_id"]).sum().rename("length").rename_axis("file")
    return whole.astype({"start": "int64", "end": "int64"}).reset_index(drop=True), lengths


def who_and_what(
    codings: Codings, coders: Sequence[str] | None = None, codes: Sequence[str] | None = None
) -> tuple[list[str], list[str]]:
    """Return the coders and codes that count, checked.

    Warns
    -----
    UserWarning
        Somebody beside the coders that count has codings but no record of what was read: without
        it nobody can tell "not coded" from "not read".
    """
    people, names, _ = _who_what_spans(codings, coders, codes, stacklevel=6)
    return people, names


def _who_what_spans(
    codings: Codings,
    coders: Sequence[str] | None,
    codes: Sequence[str] | None,
    *,
    stacklevel: int = 5,
) -> tuple[list[str], list[str], pd.DataFrame]:
    """Return the coders and codes that count, and the spans that those people stand for."""
    people = _coders(codings, coders, stacklevel)
    own = _own_spans(codings, people or codings.coders)
    # With nobody to count the codes in use are still the rows of an ordinary table.
    return people, _codes(codings, codes, own), own if people else own.iloc[:0]


def _coders(codings: Codings, coders: Sequence[str] | None, stacklevel: int) -> list[str]:
    """Return those who count: people who have read something, in alphabetical order."""
    have_read = sorted({*codings.read["coder"].unique()} - {SETTLED} - MACHINES)
    if coders is None:
        unread = sorted(set(codings.coders) - set(have_read))
        if unread and len(unread) + len(have_read) > 1:
            warnings.warn(
                f"agreement leaves out {', '.join(unread)}: there are codings but no record of "
                "what was read, so what is not coded may not have been read. Record the sessions "
                "as read first.",
                stacklevel=stacklevel,
            )
        return have_read
    for name in coders:
        if name == SETTLED or name in MACHINES:
            raise CodingError(f'coders: "{name}" is nobody\'s reading; name people.')
        if name not in codings.coders:
            known = codings.coders
            raise CodingError(f'coders: no codings by "{name}".{near_match(name, known)}')
    return list(dict.fromkeys(coders))


def _own_spans(codings: Codings, people: Sequence[str]) -> pd.DataFrame:
    """Return the spans that people stand for, with who, and whether they took them over."""
    spans = codings.spans
    by = spans["accepted_by"].astype(object)
    by_machine = spans["coder"].isin(MACHINES)
    unaided = spans["origin"].isin(UNAIDED)
    taken = by.notna() | (~unaided & ~by_machine)
    # An accepted suggestion may stand under the machine's name: it is then the acceptor's.
    who = spans["coder"].astype(object).where(~(by.notna() & by_machine), by)
    counts = taken | unaided
    return spans.assign(who=who, taken_over=taken.astype(bool))[counts & who.isin(people)]


def _codes(codings: Codings, codes: Sequence[str] | None, own: pd.DataFrame) -> list[str]:
    in_frame = list(codings.frame) if codings.frame is not None else []
    used = sorted(set(own["code"].unique()) - set(in_frame))
    known = [*in_frame, *used]
    if codes is None:
        return without_idle_branches(codings, known)
    everything = {*known, *codings.spans["code"].unique()}
    for code in codes:
        if code not in everything:
            raise CodingError(f'codes: "{code}" is not in the frame.{near_match(code, everything)}')
    return list(dict.fromkeys(codes))


def read_by(
    codings: Codings, corpus: Corpus, people: Sequence[str], names: Sequence[str]
) -> NDArray[np.bool_]:
    """Return whether each turn was read by each coder under a frame that held each code."""
    index = corpus.turns.index
    read = np.zeros((len(index), len(people), len(names)), dtype=bool)
    table = codings.read[codings.read["coder"].isin(people)]
    turn = index.get_indexer(table["turn_id"])
    coder = pd.Index(people).get_indexer(table["coder"])
    version = table["frame_version"].astype(object)
    for value in version.unique():
        held = codings.held.get(value)
        known = np.array([held is None or code in held for code in names], dtype=bool)
        mine = (turn >= 0) & (version.isna() if pd.isna(value) else version == value).to_numpy()
        read[turn[mine], coder[mine]] |= known
    return read


def _cut(turns: pd.DataFrame, own: pd.DataFrame, unit: str) -> tuple[Ints, pd.DataFrame]:
    """Return the turn each unit lies in (its place), and the units."""
    size = turns["text"].str.len().to_numpy(dtype=np.int64)
    n = len(turns)
    place, start = np.arange(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    if unit == "sentence":
        found = [(i, end) for i, t in enumerate(turns["text"]) for end in sentence_ends(t)]
        more = np.array(found, dtype=np.int64).reshape(-1, 2)
    elif unit == "character":
        at = turns.index.get_indexer(own["turn_id"]).astype(np.int64)
        borders = [own["start"].to_numpy(np.int64), own["end"].to_numpy(np.int64)]
        more = np.stack([np.tile(at, 2), np.concatenate(borders)], axis=1)
    else:
        more = np.empty((0, 2), dtype=np.int64)
    more = more[(more[:, 1] > 0) & (more[:, 1] < size[more[:, 0]])]
    if len(more):
        pairs = np.unique(np.concatenate([np.stack([place, start], axis=1), more]), axis=0)
        place, start = pairs[:, 0], pairs[:, 1]
    is_last = np.append(place[1:] != place[:-1], [True] * (len(place) > 0))
    end = np.where(is_last, size[place], np.roll(start, -1))
    units = pd.DataFrame(
        {
            "session_id": turns["session_id"].to_numpy()[place],
            "turn_id": turns.index.to_numpy()[place],
            "start": start,
            "end": end,
            "size": end - start if unit == "character" else 1,
        }
    )
    return place, units


def _mark(
    coded: NDArray[np.int8],
    units: pd.DataFrame,
    place: Ints,
    turns: pd.DataFrame,
    spans: pd.DataFrame,
    people: Sequence[str],
    names: Sequence[str],
    value: int,
) -> None:
    """Write the value into every unit that a span touches."""
    if spans.empty:
        return
    # One line of numbers for all turns: a turn's place, then the place in its text.
    stride = int(max(units["end"].max(), spans["end"].max())) + 1
    line = place * stride + units["start"].to_numpy()
    turn = turns.index.get_indexer(spans["turn_id"]) * stride
    first = np.searchsorted(line, turn + spans["start"].to_numpy(np.int64), side="right") - 1
    last = np.searchsorted(line, turn + spans["end"].to_numpy(np.int64), side="left")
    times = np.maximum(last - first, 1)
    row = np.repeat(first - np.cumsum(times) + times, times) + np.arange(times.sum())
    coder = np.repeat(pd.Index(people).get_indexer(spans["who"]), times)
    code = np.repeat(pd.Index(names).get_indexer(spans["code"]), times)
    coded[row, coder, code] = value
