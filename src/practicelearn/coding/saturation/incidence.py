"""Which group raised which code, as zeros and ones: what every figure of saturation starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import as_marked
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, TableError

__all__ = ["Incidence", "incidence"]


@dataclass(frozen=True)
class Incidence:
    """Groups × codes without a gap, and what had to be left out for that.

    Parameters
    ----------
    present : ndarray of bool, shape (n_groups, n_codes)
        Groups in the order held.
    groups, codes : list of str
    left_out : list of str
        Groups that were not read, and codes that some group was not read for; in words.
    n_codes_at_least : int
        Codes that were heard in any group, those left out among them.
    """

    present: npt.NDArray[np.bool_]
    groups: list[str]
    codes: list[str]
    left_out: list[str]
    n_codes_at_least: int

    @property
    def n_groups(self) -> int:
        """Number of groups, T."""
        return int(self.present.shape[0])

    @property
    def per_code(self) -> npt.NDArray[np.int64]:
        """Groups that raised each code that was raised at all; shape (n_codes_seen,)."""
        counts = self.present.sum(axis=0).astype(np.int64)
        seen: npt.NDArray[np.int64] = counts[counts > 0]
        return seen


def incidence(source: pd.DataFrame | Codings, corpus: Corpus | None = None) -> Incidence:
    """Return who raised what, from a table of zeros and ones or from codings.

    Parameters
    ----------
    source : DataFrame or Codings
        A table, groups (in the order held) × codes, of 0, 1 or missing; or one reading of the
        study, with its corpus. A code above others counts only where passages were given that
        code itself: of what its codes hold, ``case_codes`` says that it adds them up.
    corpus : Corpus, optional
        Needed with codings. Groups stand in the order of their first session's date; a group that
        met in two rounds is two groups: look at one round with ``corpus.where(year=...)``.

    Notes
    -----
    A code is one that somebody marked. A code above others that was never marked itself is no
    further code: in a frame of four levels each new one would otherwise count up to four times.

    Raises
    ------
    TableError
        A cell is neither 0, 1 nor missing, or no group or code is left.
    CodingError
        Codings without their corpus, or of several readers at once.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).
    """
    heard = source if isinstance(source, pd.DataFrame) else _of_codings(source, corpus)
    # a branch is no code beside those it is made of: it would count what they hold once more
    above = [c for c in heard.columns if c in heard.attrs.get("branches", ())]
    heard = heard.drop(columns=above)
    table = heard.mask(_in_part(source, corpus, heard))
    values = table.astype(object).where(table.notna(), np.nan).to_numpy()
    allowed = {0: 0.0, 1: 1.0}
    numbers = np.array(
        [[np.nan if pd.isna(v) else allowed.get(v, 2.0) for v in row] for row in values],
        dtype=np.float64,
    ).reshape(values.shape)
    wrong = numbers == 2
    if wrong.any():
        row, column = (int(x[0]) for x in np.nonzero(wrong))
        raise TableError(
            f'groups × codes: group "{_named(table.index[row])}", code "{table.columns[column]}": '
            f"expected 0, 1 or missing, found {values[row, column]!r}."
        )
    every = (heard == 1).fillna(value=False).to_numpy(dtype=bool)
    made = _complete(
        numbers, [_named(g) for g in table.index], [str(c) for c in table.columns], every
    )
    of_table = above if isinstance(source, pd.DataFrame) else []
    no_code = [f"code {c}: it counts what stands under the codes below it" for c in of_table]
    return replace(made, left_out=made.left_out + no_code)


def _complete(
    numbers: npt.NDArray[np.float64],
    groups: list[str],
    codes: list[str],
    heard: npt.NDArray[np.bool_],
) -> Incidence:
    """Leave out groups nobody has read, then codes that some group was not read for."""
    gap = np.isnan(numbers)
    read: npt.NDArray[np.bool_] = np.zeros(len(groups), dtype=bool)
    if numbers.shape[1]:
        read = ~np.all(gap, axis=1)
    held: npt.NDArray[np.bool_] = ~np.any(gap[read], axis=0)
    left_out = [
        f"group {g}: not read"
        if not n
        else f"group {g}: not read whole; at least {n} code{'s' if n > 1 else ''} heard in it"
        for g, kept, n in zip(groups, read, heard.sum(axis=1), strict=True)
        if not kept
    ]
    left_out += [
        f"code {c}: some groups were not read for it"
        for c, kept in zip(codes, held, strict=True)
        if not kept
    ]
    if not read.any() or not held.any():
        raise TableError(
            "groups × codes: nothing is left to count: "
            + ("; ".join(left_out[:3]) or "the table is empty")
            + ". At least one group must have been read for at least one code."
        )
    return Incidence(
        numbers[np.ix_(read, held)] == 1,
        [g for g, kept in zip(groups, read, strict=True) if kept],
        [c for c, kept in zip(codes, held, strict=True) if kept],
        left_out,
        int(heard.any(axis=0).sum()),
    )


def _of_codings(codings: Codings, corpus: Corpus | None) -> pd.DataFrame:
    from practicelearn.coding.queries.cases import case_codes

    if not isinstance(codings, Codings):
        raise TableError(
            f"expected a table of groups × codes, or Codings, found {type(codings).__name__}."
        )
    if corpus is None:
        raise CodingError("codings need their corpus: pass it as the second argument.")
    refuse_uncounted(codings, "saturation")
    return case_codes(as_marked(codings), corpus, by="group", with_children=False)


def _in_part(
    source: pd.DataFrame | Codings, corpus: Corpus | None, table: pd.DataFrame
) -> npt.NDArray[np.bool_]:
    """Cells of groups read in part: with known ones and no known zeros they would look poor."""
    from practicelearn.coding.queries.cases import unread_turns

    part = np.zeros(len(table), dtype=bool)
    if isinstance(source, Codings) and corpus is not None:
        part = (unread_turns(corpus, source).reindex(table.index, fill_value=0) > 0).to_numpy()
    return np.repeat(part[:, None], table.shape[1], axis=1)


def _named(key: object) -> str:
    return " ".join(str(part) for part in key) if isinstance(key, tuple) else str(key)
