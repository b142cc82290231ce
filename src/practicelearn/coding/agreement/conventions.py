"""What NVivo, MAXQDA and ATLAS.ti would say of the same passages, and why they differ.

A reviewer may ask for any of them. They answer different questions, so none can be turned into
another: the three stand side by side, each with what it counts.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from practicelearn._arguments import AT_LEAST_1, Number, check_arguments
from practicelearn.coding.agreement.unitizing import unitizing_alpha
from practicelearn.errors import TableError

__all__ = ["WHY_THEY_DIFFER", "character_counts", "compare_conventions", "nvivo_kappa"]

Floats: TypeAlias = NDArray[np.float64]

WHY_THEY_DIFFER = {
    "NVivo": (
        "Counts characters, file by file. Text that both left uncoded is agreement, so a rare code "
        "always has a high percentage; kappa takes chance from each coder's own share. Files of "
        "any length weigh the same unless weighted."
    ),
    "MAXQDA": (
        "Counts coded segments. Two agree when they share enough of their text; text that nobody "
        "coded plays no part, so there is no agreement on absence. Chance is 1 / number of codes, "
        "whatever codes were used."
    ),
    "ATLAS.ti": (
        "Counts characters of all files together. Holsti leaves out what neither coded; "
        "alpha-binary (Krippendorff) takes chance from both coders together; cu-alpha looks only "
        "at text that both coded in a domain and asks which of its codes they chose."
    ),
}
"""Convention to what it counts, in words fit for a report."""

_TOUCH = 1e-9


def compare_conventions(
    spans: pd.DataFrame,
    lengths: Mapping[Hashable, int] | pd.Series,
    *,
    coders: Sequence[Hashable] | None = None,
    threshold: float = 0.9,
    n_codes: int | None = None,
    domains: Mapping[str, Sequence[Hashable]] | None = None,
) -> pd.DataFrame:
    """Return the figures of the three programs from one table of passages by two coders.

    Parameters
    ----------
    spans : DataFrame
        One row a passage: file, coder, value (the code), start, end in characters of the file,
        end exclusive. ``span_table`` makes it from codings.
    lengths : mapping or Series
        File to its length in characters; files in which nobody marked anything count too.
    coders : sequence of two, optional
        By default the two in the table.
    threshold : float, default 0.9
        Share of their joint text that two segments must have in common to agree (MAXQDA).
    n_codes : int, optional
        Codes a coder could have chosen from; by default those in the table. It sets chance in
        MAXQDA's kappa.
    domains : mapping, optional
        Name to its codes, which exclude each other (ATLAS.ti's semantic domains); for cu-alpha.

    Returns
    -------
    DataFrame
        One row a figure: convention, code (or domain, or "(all codes)"), figure, value, counted
        (what the figure is of), n (how many of them), why (undefined, or how the program itself
        deals with it), why_they_differ.

    Raises
    ------
    TableError
        There are not exactly two coders, a column is missing, or a passage leaves its file.

    Notes
    -----
    MAXQDA's manual gives its overlap as a percentage without a formula: here it is the characters
    in common over the characters of either. ATLAS.ti's Cu-alpha (across domains) is not given: its
    formula is not published.

    References
    ----------
    NVivo help, "Coding comparison query"; MAXQDA manual, "Intercoder agreement"; ATLAS.ti manual,
    "Methods for testing ICA"; Brennan and Prediger (1981).

    Examples
    --------
    >>> import practicelearn as prac
    >>> import pandas as pd
    >>> marked = {
    ...     "coder": ["kim", "lee"],
    ...     "value": ["tools"] * 2,
    ...     "start": [0, 5],
    ...     "end": [40, 40],
    ... }
    >>> spans = pd.DataFrame({"file": ["a", "a"], **marked})
    >>> told = prac.reliability.compare_conventions(spans, {"a": 100})
    >>> told[["convention", "figure", "value"]].iloc[[0, 5, 11]].round(2)
       convention                             figure  value
    0       NVivo   percent agreement, mean of files   0.95
    5      MAXQDA  segments agreeing, overlap of 90%   0.00
    11   ATLAS.ti                       alpha-binary   0.89
    """
    check_arguments(
        compare_conventions, locals(), threshold=Number(0, 1, open_low=True), n_codes=AT_LEAST_1
    )
    sizes = pd.Series(lengths, dtype="int64")
    pair = _two(spans, coders)
    _check(spans, sizes)
    codes = sorted(spans["value"].unique(), key=str)
    counts = character_counts(spans, sizes, coders=pair)
    rows: list[tuple[object, ...]] = []
    for code in codes:
        own = counts.xs(code, level="value")
        rows += _nvivo(code, own)
    rows += _maxqda(spans, pair, sizes, codes, threshold, n_codes or len(codes))
    for code in codes:
        rows += _atlas(code, counts.xs(code, level="value").sum())
    for name, members in (domains or {}).items():
        rows.append(_cu_alpha(name, spans[spans["value"].isin(members)], sizes, pair))
    columns = ["convention", "code", "figure", "value", "counted", "n", "why"]
    table = pd.DataFrame(rows, columns=columns).astype({"value": "float64", "why": object})
    table["why"] = table["why"].where(table["why"].notna(), None)
    return table.assign(why_they_differ=table["convention"].map(WHY_THEY_DIFFER))


def character_counts(
    spans: pd.DataFrame,
    lengths: Mapping[Hashable, int] | pd.Series,
    *,
    coders: Sequence[Hashable] | None = None,
) -> pd.DataFrame:
    """Return characters by file and code: coded by both, by one, by neither.

    Returns
    -------
    DataFrame
        Index (file, value), every file with every code; columns both, only_first, only_second,
        neither: characters.
    """
    sizes = pd.Series(lengths, dtype="int64")
    first, second = _two(spans, coders)
    offset = (sizes.cumsum() - sizes).astype("int64")
    borders = np.append(offset.to_numpy(), int(sizes.sum()))
    start = spans["start"].to_numpy() + offset.reindex(spans["file"]).to_numpy()
    end = spans["end"].to_numpy() + offset.reindex(spans["file"]).to_numpy()
    parts = []
    for code in sorted(spans["value"].unique(), key=str):
        mine = (spans["value"] == code).to_numpy()
        cuts = np.unique(np.concatenate([borders, start[mine], end[mine]]))
        held = [
            _covered(cuts, start[mine & (spans["coder"] == c).to_numpy()],
                     end[mine & (spans["coder"] == c).to_numpy()])
            for c in (first, second)
        ]  # fmt: skip
        file = np.searchsorted(borders, cuts[:-1], side="right") - 1
        kind = 2 * ~held[0] + ~held[1]
        found = np.bincount(file * 4 + kind, weights=np.diff(cuts), minlength=4 * len(sizes))
        columns = ["both", "only_first", "only_second", "neither"]
        index = pd.MultiIndex.from_product([sizes.index, [code]], names=["file", "value"])
        table = found.reshape(-1, 4)[: len(sizes)].round().astype(np.int64)
        parts.append(pd.DataFrame(table, index=index, columns=columns))
    if not parts:
        empty = pd.MultiIndex.from_arrays([[], []], names=["file", "value"])
        return pd.DataFrame(
            columns=["both", "only_first", "only_second", "neither"], index=empty, dtype="int64"
        )
    return pd.concat(parts)


def nvivo_kappa(both: float, only_first: float, only_second: float, neither: float) -> float:
    """Return Cohen's kappa from characters, NaN when nobody coded or both coded everything.

    Examples
    --------
    >>> round(nvivo_kappa(50, 75, 75, 800), 4)
    0.3143
    """
    n = both + only_first + only_second + neither
    if n == 0:
        return math.nan
    a, b = both + only_first, both + only_second
    chance = (a * b + (n - a) * (n - b)) / n
    return math.nan if n - chance < _TOUCH * n else (both + neither - chance) / (n - chance)


def _nvivo(code: Hashable, counts: pd.DataFrame) -> list[tuple[object, ...]]:
    size = counts.sum(axis=1)
    used = size > 0
    counts, size = counts[used], size[used]
    share = (counts["both"] + counts["neither"]) / size
    kappa = pd.Series([nvivo_kappa(*row) for row in counts.itertuples(index=False)], counts.index)
    defined = kappa.notna()
    lost = int((~defined).sum())
    why = None
    if lost:
        why = f"{lost} of {len(kappa)} files left out: the code is nowhere (or everywhere) there"

    def mean(values: pd.Series, weights: pd.Series | None = None) -> float:
        if values.empty:
            return math.nan
        return float(np.average(values, weights=weights))

    head = ("NVivo", code)
    n_files = int(used.sum())
    return [
        (*head, "percent agreement, mean of files", mean(share), "files", n_files, None),
        (*head, "percent agreement, weighted by size", mean(share, size), "characters",
         int(size.sum()), None),
        (*head, "kappa, mean of files", mean(kappa[defined]), "files", int(defined.sum()), why),
        (*head, "kappa, mean of files, 1 where unused", mean(kappa.fillna(1.0)), "files", n_files,
         "as NVivo prints it: complete agreement counts as 1" if lost else None),
        (*head, "kappa, weighted by size", mean(kappa[defined], size[defined]), "characters",
         int(size[defined].sum()), why),
    ]  # fmt: skip


def _maxqda(
    spans: pd.DataFrame,
    pair: tuple[Hashable, Hashable],
    sizes: pd.Series,
    codes: Sequence[Hashable],
    threshold: float,
    n_codes: int,
) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    agreeing = total = 0
    for code in codes:
        own = spans[spans["value"] == code]
        hits = sum(
            _segments_agree(part, pair, threshold) for _, part in own.groupby("file", sort=False)
        )
        agreeing, total = agreeing + hits, total + len(own)
        by = own.groupby("file")["coder"].nunique().reindex(sizes.index, fill_value=0)
        exists = float((by != 1).mean()) if len(sizes) else math.nan
        figure = f"segments agreeing, overlap of {threshold:.0%}"
        rows.append(("MAXQDA", code, figure, hits / len(own), "coded segments", len(own), None))
        rows.append(("MAXQDA", code, "code in file or not", exists, "files", len(sizes), None))
    observed = agreeing / total if total else math.nan
    chance = 1 / n_codes if n_codes else math.nan
    kappa, why = math.nan, None
    if not total:
        why = "there are no coded segments"
    elif n_codes < 2:
        why = "with one code chance is 1"
    else:
        kappa = (observed - chance) / (1 - chance)
    head = ("MAXQDA", "(all codes)")
    return [
        *rows,
        (*head, "segments agreeing", observed, "coded segments", total, None if total else why),
        (*head, f"kappa (RK), chance 1/{n_codes}", kappa, "coded segments", total, why),
    ]


def _segments_agree(spans: pd.DataFrame, pair: tuple[Hashable, Hashable], threshold: float) -> int:
    """Return how many segments of either coder have a partner in the other's, in one file."""
    ends = [
        spans.loc[spans["coder"] == c, ["start", "end"]].to_numpy(dtype=np.float64) for c in pair
    ]
    a, b = ends[0][:, None, :], ends[1][None, :, :]
    shared = np.minimum(a[..., 1], b[..., 1]) - np.maximum(a[..., 0], b[..., 0])
    either = np.maximum(a[..., 1], b[..., 1]) - np.minimum(a[..., 0], b[..., 0])
    same = np.maximum(shared, 0) / np.maximum(either, _TOUCH) >= threshold - _TOUCH
    return int(same.any(axis=1).sum() + same.any(axis=0).sum())


def _atlas(code: Hashable, counts: pd.Series) -> list[tuple[object, ...]]:
    both, b, c, neither = (float(counts[k]) for k in counts.index)
    n = both + b + c + neither
    coded = 2 * both + b + c
    alpha = math.nan
    why: str | None = "the code is nowhere, or everywhere"
    if 0 < coded < 2 * n:
        alpha, why = 1 - (b + c) * (2 * n - 1) / (coded * (2 * n - coded)), None
    head = ("ATLAS.ti", code)
    return [
        (*head, "percent agreement", (both + neither) / n if n else math.nan, "characters",
         int(n), None if n else "there is no text"),
        (*head, "Holsti", 2 * both / coded if coded else math.nan, "characters coded",
         int(both + b + c), None if coded else why),
        (*head, "alpha-binary", alpha, "characters", int(n), why),
    ]  # fmt: skip


def _cu_alpha(
    name: str, spans: pd.DataFrame, sizes: pd.Series, pair: tuple[Hashable, Hashable]
) -> tuple[object, ...]:
    offset = sizes.cumsum() - sizes
    shift = offset.reindex(spans["file"]).to_numpy()
    line = spans.assign(start=spans["start"] + shift, end=spans["end"] + shift)
    line = line[line["coder"].isin(pair)]
    try:
        found = unitizing_alpha(line, float(sizes.sum()), coders=pair)
    except TableError as error:
        why = f"the codes of a domain must exclude each other: {error}"
        return ("ATLAS.ti", name, "cu-alpha", math.nan, "characters coded by both", 0, why)
    met = round(found.coverage * float(sizes.sum())) if len(line) else 0
    return (
        "ATLAS.ti",
        name,
        "cu-alpha",
        found.cu,
        "characters coded by both",
        met,
        found.why.get("cu"),
    )


def _covered(cuts: Floats, start: Floats, end: Floats) -> NDArray[np.bool_]:
    """Return whether each piece between cuts lies in any of the passages."""
    change = np.zeros(len(cuts), dtype=np.int64)
    np.add.at(change, np.searchsorted(cuts, start), 1)
    np.subtract.at(change, np.searchsorted(cuts, end), 1)
    return np.asarray(change.cumsum()[:-1] > 0)


def _two(spans: pd.DataFrame, coders: Sequence[Hashable] | None) -> tuple[Hashable, Hashable]:
    for column in ("file", "coder", "value", "start", "end"):
        if column not in spans.columns:
            raise TableError(
                f'spans: column "{column}" is missing; found {", ".join(map(str, spans.columns))}.'
            )
    found = sorted(spans["coder"].unique(), key=str) if coders is None else list(coders)
    if len(found) != 2:
        raise TableError(
            f"coders: these programs compare two coders, found {len(found)} "
            f"({', '.join(map(str, found)) or 'nobody'}). Name two with coders=."
        )
    return found[0], found[1]


def _check(spans: pd.DataFrame, sizes: pd.Series) -> None:
    limit = sizes.reindex(spans["file"]).to_numpy(dtype=np.float64)
    start, end = spans["start"].to_numpy(), spans["end"].to_numpy()
    fits = (start >= 0) & (start < end) & (end <= limit)  # NaN: the file has no length
    if not fits.all():
        row = spans.iloc[int(np.argmin(fits))]
        known = sizes.get(row["file"])
        raise TableError(
            f"spans: {row['coder']} marked {row['start']} to {row['end']} in {row['file']}, "
            + ("whose length is not given." if known is None else f"which has {known} characters.")
        )
