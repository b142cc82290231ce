"""Cohen's kappa with what it hides: how common the code is, and how unlike the two coders are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from practicelearn._arguments import AT_LEAST_1, NAMES, check_arguments
from practicelearn.coding.agreement.reading import Unit, coded_units
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError

__all__ = ["kappa_table"]


def kappa_table(
    codings: Codings,
    corpus: Corpus,
    *,
    unit: Unit = "turn",
    coders: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    level: int | None = None,
    with_children: bool = False,
) -> pd.DataFrame:
    """Return Cohen's kappa of two coders beside prevalence and bias, one row a code.

    Parameters
    ----------
    codings : Codings
    corpus : Corpus
    unit : {"turn", "sentence", "character"}
    coders : sequence of str, optional
        Two of them; may be left out where there are no more.
    codes : sequence of str, optional
        By default those of the frame, and others that were used; not those that only hold
        others and that nobody marked.
    level, with_children
        As for :func:`practicelearn.agreement`.

    Returns
    -------
    DataFrame
        Index code: first, second (the coders); both, only_first, only_second, neither (units read
        by both); percent (0 to 1); kappa; kappa_max (the most it could be with these two coders'
        totals); prevalence_index, (both - neither) / n, -1 to 1, far from 0 where nearly all units
        are alike; bias_index, (only_first - only_second) / n, -1 to 1, above 0 where the first
        codes more; pabak, 2 x percent - 1: kappa if half of all units had the code and both coders
        gave it equally often; why (why kappa is missing; else None).

    Raises
    ------
    CodingError
        There are not two coders, or one is not known.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    A low kappa with a high percentage and a prevalence index near -1 is what a rare code gives
    whoever codes it; it says little of the coders. pabak is no better estimate of the same thing
    but an answer to another question: report all of them. For an interval, and for more than two
    coders, :func:`practicelearn.agreement`. Checked against the tables of Gwet and of Artstein and
    Poesio, and against ``ci.kappa`` of R's statpsych.

    References
    ----------
    Cohen (1960), Educational and Psychological Measurement 20, 37-46; Byrt, Bishop and Carlin
    (1993), Journal of Clinical Epidemiology 46, 423-429; Sim and Wright (2005), Physical Therapy
    85, 257-268 (the largest kappa).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> table = prac.reliability.kappa_table(study.codings(), study.corpus())
    >>> table.loc["workload", ["kappa", "pabak"]].round(2).tolist()
    [0.78, 0.97]
    """
    check_arguments(kappa_table, locals(), coders=NAMES, codes=NAMES, level=AT_LEAST_1)
    refuse_uncounted(codings, "kappa_table")
    codings = roll_up(codings, level=level, with_children=with_children)
    units = coded_units(codings, corpus, unit=unit, coders=coders, codes=codes)
    if len(units.coders) != 2:
        raise CodingError(
            f"kappa_table is for two coders, found {len(units.coders)} "
            f"({', '.join(units.coders) or 'nobody'}). Name two with coders=, or use "
            "agreement(codings, corpus), which takes any number."
        )
    size = np.asarray(units.units["size"], dtype=float) if unit == "character" else None
    rows = [_row(units.coded[:, :, k], size) for k in range(len(units.codes))]
    table = pd.DataFrame(rows, index=pd.Index(units.codes, name="code"))
    table.insert(0, "first", units.coders[0])
    table.insert(1, "second", units.coders[1])
    return table.astype({"why": object})


def _row(coded: np.ndarray, size: np.ndarray | None) -> dict[str, object]:
    """The figures of one code from its units × coders of 1, 0 and -1 (not read)."""
    given = (coded >= 0).all(axis=1)
    own = coded[given] == 1
    weight = np.ones(len(own)) if size is None else size[given]
    a, b, c, d = (
        float(weight[(own[:, 0] == one) & (own[:, 1] == two)].sum())
        for one, two in ((True, True), (True, False), (False, True), (False, False))
    )
    return _figures(a, b, c, d)


def _figures(a: float, b: float, c: float, d: float) -> dict[str, object]:
    """Of a two-by-two table: both, only the first, only the second, neither."""
    n = a + b + c + d
    out: dict[str, object] = {"both": a, "only_first": b, "only_second": c, "neither": d}
    names = ("percent", "kappa", "kappa_max", "prevalence_index", "bias_index", "pabak")
    if not n:
        return out | dict.fromkeys(names, np.nan) | {"why": "nothing was read by both coders"}
    first, second = (a + b) / n, (a + c) / n
    percent = (a + d) / n
    chance = first * second + (1 - first) * (1 - second)
    most = min(first, second) + min(1 - first, 1 - second)
    why = None
    if chance >= 1:
        why = "nobody used this code" if first == 0 else "both used this code everywhere"
    return out | {
        "percent": percent,
        "kappa": (percent - chance) / (1 - chance) if why is None else np.nan,
        "kappa_max": (most - chance) / (1 - chance) if why is None else np.nan,
        "prevalence_index": (a - d) / n,
        "bias_index": (b - c) / n,
        "pabak": 2 * percent - 1,
        "why": why,
    }
