"""The agreement of a study's coders: one row a code, with its unit, denominator and interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn._arguments import AT_LEAST_1, NAMES, check_arguments, listed
from practicelearn.coding.agreement.alpha import krippendorff_alpha
from practicelearn.coding.agreement.by_code import Measure, agreement_by_code
from practicelearn.coding.agreement.intervals import IntervalKind, jackknife_interval
from practicelearn.coding.agreement.ratings import Ratings
from practicelearn.coding.agreement.reading import (
    Accepted,
    CodedUnits,
    Unit,
    coded_units,
    span_table,
    who_and_what,
)
from practicelearn.coding.agreement.unitizing_by_code import unitizing_by_code
from practicelearn.coding.code_names import with_code_names
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up
from practicelearn.coding.own_group import coders_in_group
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

__all__ = ["ALL_CODES", "agreement"]

SetMeasure = Literal["jaccard", "masi"]
Denominator = Literal["read by both", "coded by at least one", "coded by both"]

ALL_CODES = "(all codes)"
"""The row of a measure that compares sets of codes."""

_GAMMA = (
    "measure: gamma (Mathet, Widlöcher and Métivier 2015) is not computed here: it is an estimate "
    "by chance, differs from run to run, and takes minutes. The package pygamma-agreement computes "
    "it from span_table(codings, corpus); docs/agreement.md shows how. Of the passages themselves "
    'measure="unitizing" is exact.'
)


def agreement(
    codings: Codings,
    corpus: Corpus,
    *,
    measure: Measure | SetMeasure | Literal["unitizing"] = "alpha",
    unit: Unit = "turn",
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    denominator: Denominator = "read by both",
    accepted: Accepted | Literal["both"] = "left out",
    interval: IntervalKind | None = "jackknife",
    level: int | None = None,
    with_children: bool = False,
) -> pd.DataFrame:
    """Return how far coders agree, one row a code.

    Parameters
    ----------
    codings : Codings
        Of all coders. Only what two of them have read counts; what was not read, or read under a
        frame without the code, is missing. Settled codings (``_agreed``), keyword hits and
        suggestions are nobody's reading.
    corpus : Corpus
        The sessions to look at: ``corpus.where(year="2025-26")`` for one round.
    measure : str, default "alpha"
        Krippendorff's alpha; or cohen, scott (two coders), conger, light, fleiss,
        brennan_prediger, gwet_ac1; or jaccard, masi: alpha of whole sets of codes, in one row; or
        unitizing: uα of the passages themselves, in characters, on text that all coders read.
    unit : str, default "turn"
        turn, sentence or character. A code on a turn's three words codes the turn. Always
        character for ``unitizing``.
    coders : sequence of str, optional
        By default everybody who has read anything.
    codes : sequence of str, optional
        By default those of the frame, and others that were used; not those that only hold
        others and that nobody marked.
    denominator : str, default "read by both"
        Which units count. "coded by at least one" leaves out what nobody coded with anything,
        "coded by both" keeps what two coders coded with something; both raise the prevalence and
        so change every figure.
    accepted : str, default "left out"
        Codings taken over from suggestions: "left out" (missing for that coder), "counted", or
        "both": two rows a code.
    interval : str or None, default "jackknife"
        Over sessions; "bootstrap" by name only: too narrow below 20 sessions.
    level, with_children
        As for :meth:`Codings.roll_up`: with ``level=1`` two who chose different codes below
        one code agree on it. By default each code stands for itself.

    Returns
    -------
    DataFrame
        Index code: percent (share of pairs of coders who agree, 0 to 1), a column named by the
        measure, low and high (95 %), prevalence (share of values that are "coded"), specific
        (specific agreement on the code), unit, denominator, n_units,
        n_sessions, coders, in_group (which of them was in which of these groups; missing when
        nobody was), accepted, why (why a figure or its interval is missing; else None).
        ``attrs["names"]``: code to its name in the frame.

    Raises
    ------
    CodingError
        A coder, code, measure, unit or option is not known.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).
    TableError
        The measure is for two coders and there are more.

    Notes
    -----
    A study with one coder is an ordinary study: the table then holds no figures and says why. Do
    not use agreement as a gate: with few coded turns alpha is unstable, and in reflexive work it
    has no meaning.

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., chapter 12.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> table = prac.agreement(study.codings(), study.corpus())
    >>> table[["percent", "alpha", "low", "high", "coders"]].head(2).round(2)
                 percent  alpha   low  high    coders
    code
    workload        0.99   0.78  0.68  0.88  kim, lee
    supervision     0.99   0.83  0.74  0.93  kim, lee
    """
    if str(measure) == "gamma":
        raise CodingError(_GAMMA)
    check_arguments(agreement, locals(), level=AT_LEAST_1, coders=NAMES, codes=NAMES)
    refuse_uncounted(codings, "agreement")
    if coders is not None and len(set(coders)) < 2:
        raise CodingError(
            f"agreement: coders names {listed(coders)} only: at least two are compared."
        )
    codings = roll_up(codings, level=level, with_children=with_children)
    ways = ["left out", "counted"] if accepted == "both" else [accepted]
    parts = []
    for way in ways:
        if measure == "unitizing":
            parts.append(_of_passages(codings, corpus, coders, codes, denominator, way, interval))
            continue
        units = coded_units(
            codings, corpus, unit=unit, coders=coders, codes=codes, accepted=cast("Accepted", way)
        )
        kept = _among(units, denominator)
        table = (
            _of_sets(kept, measure, interval)
            if measure in {"jaccard", "masi"}
            else _of_codes(kept, cast("Measure", measure), interval)
        )
        parts.append(
            table.assign(
                unit=unit,
                denominator=_named(unit, denominator, len(units.coders)),
                coders=", ".join(units.coders),
                accepted=way,
            )
        )
    whole = pd.concat(parts).sort_index(kind="stable", key=_order) if len(parts) > 1 else parts[0]
    first = ["percent", measure, "low", "high", "prevalence", "specific", "unit", "denominator"]
    own = coders_in_group(codings, corpus)
    own = own[own["coder"].isin(whole["coders"].iloc[0].split(", ") if len(whole) else [])]
    said = "; ".join(f"{row.coder} in {row.session_id}" for row in own.itertuples())
    whole = whole.assign(in_group=pd.Series([said or None] * len(whole), whole.index, dtype=object))
    whole = whole[[*first, "n_units", "n_sessions", "coders", "in_group", "accepted", "why"]]
    return with_code_names(whole, codings, dict.fromkeys(whole.index))


def _of_codes(units: CodedUnits, measure: Measure, interval: IntervalKind | None) -> pd.DataFrame:
    table = agreement_by_code(
        units.coded,
        codes=units.codes,
        measure=measure,
        sessions=units.units["session_id"].tolist(),
        sizes=units.units["size"].to_numpy() if units.unit == "character" else None,
        interval=interval,
    )
    return table.astype({"n_units": "int64", "n_sessions": "int64"})


def _of_passages(
    codings: Codings,
    corpus: Corpus,
    coders: Sequence[str] | None,
    codes: Sequence[str] | None,
    denominator: str,
    way: str,
    interval: IntervalKind | None,
) -> pd.DataFrame:
    if denominator != "read by both" or interval == "bootstrap":
        raise CodingError(
            "measure: unitizing looks at all text read, with the jackknife; it takes no other "
            "denominator or interval."
        )
    people, names = who_and_what(codings, coders, codes)
    spans, lengths = span_table(
        codings, corpus, coders=people, codes=names, accepted=cast("Accepted", way)
    )
    table = unitizing_by_code(
        spans, lengths, coders=people, codes=names, interval=interval is not None
    )
    who = {0: "two", 1: "two", 2: "both"}.get(len(people), "all")
    return table.assign(
        unit="character",
        denominator=f"characters read by {who} coders",
        coders=", ".join(people),
        accepted=way,
    )


def _of_sets(units: CodedUnits, measure: str, interval: IntervalKind | None) -> pd.DataFrame:
    """Return one row: alpha of the sets of codes the coders gave each unit."""
    if units.unit == "character":
        raise CodingError(
            f"measure: {measure} compares the sets of codes of units that stand by themselves; "
            'use unit="turn" or unit="sentence".'
        )
    if interval == "bootstrap":
        raise CodingError(f"interval: {measure} has the jackknife only.")
    metric = cast("SetMeasure", measure)
    n_units, n_coders, n_codes = units.coded.shape
    given = (units.coded >= 0).all(axis=2)
    flat = (units.coded == 1).reshape(n_units * n_coders, n_codes)
    place = _same_rows(flat)
    _, first = np.unique(place, return_index=True)
    values = np.empty(len(first), dtype=object)
    values[:] = [frozenset(np.flatnonzero(row).tolist()) for row in flat[first]]
    whole = np.where(given, place.reshape(n_units, n_coders), -1).astype(np.intp)
    session = units.units["session_id"].to_numpy()
    paired = given.sum(axis=1) >= 2
    names = pd.unique(session[paired])
    found = krippendorff_alpha(Ratings(whole, values), metric=metric)
    same = krippendorff_alpha(Ratings(whole, values), metric="nominal")
    low, high, why = np.nan, np.nan, found.why
    if interval is not None and found.why is None:
        left = [
            krippendorff_alpha(Ratings(whole[session != s], values), metric=metric).value
            for s in names
        ]
        ends = jackknife_interval(
            np.array([found.value]), np.array(left)[:, None], np.ones((len(names), 1), dtype=bool)
        )
        low, high, why = float(ends.low[0]), float(ends.high[0]), ends.why[0]
    row = {
        "percent": same.observed,
        measure: found.value,
        "prevalence": np.nan,
        "specific": np.nan,
        "n_units": int(paired.sum()),
        "n_sessions": len(names),
        "low": low,
        "high": high,
        "why": why,
    }
    return pd.DataFrame([row], index=pd.Index([ALL_CODES], name="code")).astype({"why": object})


def _same_rows(flat: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return a number for each row, from 0, the same for rows that are equal."""
    width = -(-max(flat.shape[1], 1) // 64) * 64
    padded = np.zeros((len(flat), width), dtype=bool)
    padded[:, : flat.shape[1]] = flat
    number = np.zeros(len(flat), dtype=np.int64)
    for word in np.packbits(padded, axis=1).view(np.uint64).T:  # 64 codes at a time
        own, seen = pd.factorize(word)
        number = np.asarray(pd.factorize(number * len(seen) + own)[0], dtype=np.int64)
    return number


def _among(units: CodedUnits, denominator: str) -> CodedUnits:
    """Return the units that count; a value that stands alone in its unit and code is no pair."""
    any_code = (units.coded == 1).any(axis=2).sum(axis=1)
    need = {"read by both": 0, "coded by at least one": 1, "coded by both": 2}[denominator]
    keep = any_code >= need
    coded = units.coded[keep]
    alone = (coded >= 0).sum(axis=1, keepdims=True) < 2
    return CodedUnits(
        np.where(alone, np.int8(-1), coded),
        units.units[keep],
        units.coders,
        units.codes,
        units.unit,
    )


def _named(unit: str, denominator: str, n_coders: int) -> str:
    who = {0: "two", 1: "two", 2: "both"}.get(n_coders, "at least two")
    if denominator == "coded by at least one":
        return f"{unit}s coded by at least one coder, of those read by {who}"
    return f"{unit}s {denominator.removesuffix('both')}{who} coders"


def _order(index: pd.Index) -> pd.Index:
    """Codes in the order in which they first occur, so that both rows of a code stand together."""
    return pd.Index(pd.factorize(index)[0])
