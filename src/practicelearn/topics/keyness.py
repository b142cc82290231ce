"""Words that one side says more than another, with intervals over groups, never over words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse, stats

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn._tables import near_column, near_match
from practicelearn.corpus import NOT_COUNTED, Corpus
from practicelearn.errors import TableError
from practicelearn.language.pipeline import tokens_by_part
from practicelearn.topics.talk import hear, labels_of

__all__ = ["keyness"]

Floats = npt.NDArray[np.float64]

FEWEST_UNITS = 3
_COLUMNS = [
    "term", "log_ratio", "low", "high", "side", "p", "q", "n_against", "n_of",
    "per_1000_against", "per_1000_of", "n_groups_against", "n_groups_of", "why",
]  # fmt: skip


@dataclass(frozen=True)
class _Side:
    """Groups × terms of one side, and the words spoken in each group."""

    label: str
    counts: Floats
    words: Floats

    @property
    def n(self) -> int:
        return len(self.words)

    @property
    def total(self) -> Floats:
        total: Floats = self.counts.sum(axis=0)
        return total

    @property
    def groups(self) -> npt.NDArray[np.int64]:
        said: npt.NDArray[np.int64] = (self.counts > 0).sum(axis=0)
        return said

    def rate(self) -> tuple[Floats, Floats]:
        """Log (base 2) of each term's rate, and its variance over groups; never said: half a word.

        A ratio of two sums over groups, linearised: the residual of a group is what it said beyond
        its share of the words.
        """
        total, words = self.total, self.words.sum()
        least = np.maximum(total, 0.5)
        beyond = self.counts - np.outer(self.words, total / words)
        spread = self.n / (self.n - 1) * (beyond**2).sum(axis=0) if self.n > 1 else np.nan * total
        return np.log2(least / words), spread / (least * np.log(2)) ** 2


def keyness(
    corpus: Corpus,
    by: str = "year",
    *,
    of: str | Sequence[str] | None = None,
    against: str | Sequence[str] | None = None,
    min_groups: int = 5,
    cache: str | Path | None = None,
) -> pd.DataFrame:
    """Return which words mark one round, or one kind of group, against another.

    Parameters
    ----------
    corpus : Corpus
        Participants' words are counted; those of facilitators, note-takers and observers are not.
    by : str, default "year"
        A column of sessions: year, group, group_type, team, site ...
    of : str or sequence of str, optional
        The side whose words are wanted; by default the newest round.
    against : str or sequence of str, optional
        The other side; by default the round before, or, of another column, every other session
        that has a value.
    min_groups : int, default 5
        Words said in fewer groups, both sides together, are left out: they mark those groups, and
        each word looked at makes every other harder to find.
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    DataFrame
        One row a word, those with the least p first: term (as most often said),
        log_ratio (base 2 of the rate in ``of`` over that in ``against``: 1 is twice as often),
        low, high (95 %), side (who says it more), p, q (Benjamini and Hochberg over all rows),
        n_against, n_of (times said), per_1000_against, per_1000_of, n_groups_against, n_groups_of
        (groups that said it), why (the reason where a figure is missing). ``attrs["of"]`` and
        ``attrs["against"]`` name the sides, ``attrs["units"]`` counts their groups.

    Raises
    ------
    TableError
        There is no such column or value, or a side has no session or shares one with the other.

    Notes
    -----
    The log ratio is Hardie's; its interval treats both rates as ratios of sums over groups (Welch,
    with Satterthwaite's degrees of freedom), for words of one conversation are no independent
    evidence: the log-likelihood of corpus linguistics takes each word as a draw of its own and
    finds a difference in nearly every word of a lively group. A word that one side never said has
    half an occurrence there, no interval, and Fisher's p on the groups that said it. With fewer
    than three groups a side there is no interval. Checked against statsmodels 0.15.0
    (Poisson regression with clusters). In simulation (3 to 12 groups a side, 2,000 runs a cell) its
    95 % intervals hold in .935 to .959 of runs for words said 15 or 3 times a group, in .868 to
    .967 for rarer words; those of a bootstrap-t of whole groups in .930 to .947 and .886 to .955;
    percentiles of the bootstrap in .814 to .919 and .821 to .913.

    A word says where to read. It is found on the data it is shown on: nothing here is a test of a
    theme.

    References
    ----------
    Hardie, A. (2014). Log Ratio: an informal introduction. CASS, Lancaster.
    Monroe, B., Colaresi, M. and Quinn, K. (2008). Fightin' Words. Political Analysis 16, 372-403.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus().where(year=["2024-25", "2025-26"])
    >>> words = prac.keyness(corpus, of="2025-26", against="2024-25")
    >>> words.loc[words["q"] <= 0.05, ["term", "side", "n_against", "n_of"]]
          term     side  n_against  n_of
    0  lattice  2025-26          0    11
    """
    check_arguments(keyness, locals(), min_groups=AT_LEAST_1)
    values = _values(corpus, by)
    of, against = _sides(corpus, by, values, of, against)
    turns = corpus.turns
    counted = ~turns["role"].isin(NOT_COUNTED).to_numpy()
    terms = hear(tokens_by_part(turns, cache=cache), counted).terms(labels_of(corpus))
    unit = turns["session_id"].map(_units(corpus))
    of_unit, units = pd.factorize(unit, sort=True)
    member = sparse.csr_array(
        (np.ones(len(turns)), (of_unit, np.arange(len(turns)))), shape=(len(units), len(turns))
    )
    said = (member @ terms.counts).toarray().astype(np.int64)
    counts = pd.DataFrame(said, index=pd.Index(units, name="unit"))
    counts = counts[(said > 0).any(axis=1)]
    words = corpus.n_words[counted].groupby(unit[counted]).sum()
    sides = [_side(corpus, values, wanted, counts, words) for wanted in (against, of)]
    return _compared(sides[0], sides[1], np.array(terms.names, dtype=object), min_groups)


def _values(corpus: Corpus, by: str) -> pd.Series:
    if by not in corpus.sessions.columns:
        raise TableError(
            f'keyness: "{by}" is no column of sessions; people of one group hear each other, so '
            f"sides are made of whole groups.{near_column(by, corpus.sessions.columns)}"
        )
    values = corpus.sessions[by]
    return values[values.notna()].astype(str)


def _sides(
    corpus: Corpus,
    by: str,
    values: pd.Series,
    of: str | Sequence[str] | None,
    against: str | Sequence[str] | None,
) -> tuple[list[str], list[str]]:
    """The values of each side; by default the newest round and the one before, or all others."""
    known = list(dict.fromkeys(values))
    if by == "year" and of is None and against is None:
        rounds = corpus.years
        if len(rounds) < 2:
            raise TableError(
                f"keyness: two rounds are needed, and there is {len(rounds)}. Within one round, "
                'compare kinds of group: keyness(corpus, "group_type", of=...).'
            )
        return [rounds[-1]], [rounds[-2]]
    if of is None:
        raise TableError(f"keyness: say whose words are wanted: of= one of {', '.join(known[:8])}.")
    chosen = [of] if isinstance(of, str) else [str(v) for v in of]
    other = [against] if isinstance(against, str) else [str(v) for v in against or ()]
    other = other or [v for v in known if v not in chosen]
    for value in [*chosen, *other]:
        if value not in known:
            raise TableError(f'keyness: no session has {by} "{value}".{near_match(value, known)}')
    both = sorted(set(chosen) & set(other))
    if both or not chosen or not other:
        raise TableError(
            f'keyness: "{both[0]}" is on both sides.' if both else "keyness: a side has no session."
        )
    return chosen, other


def _units(corpus: Corpus) -> pd.Series:
    """The group of each session, a group of another round being another."""
    sessions = corpus.sessions
    # without a name of rounds there is one round, and its groups are groups all the same
    year = sessions["year"].astype(object).fillna("").astype(str)
    return year + "\x1f" + sessions["group"].astype(str)


def _side(
    corpus: Corpus, values: pd.Series, wanted: list[str], counts: pd.DataFrame, words: pd.Series
) -> _Side:
    own = _units(corpus)[values.index[values.isin(wanted)]].unique()
    spoken = words.reindex(own).dropna()
    spoken = spoken[spoken > 0]
    label = "the others" if len(wanted) > 2 else " or ".join(wanted)
    if spoken.empty:
        raise TableError(f"keyness: no participant's word was said in {label}.")
    table = counts.reindex(spoken.index, fill_value=0)
    return _Side(label, table.to_numpy(dtype=float), spoken.to_numpy(dtype=float))


def _compared(
    against: _Side, of: _Side, names: npt.NDArray[np.object_], min_groups: int
) -> pd.DataFrame:
    (low_rate, low_spread), (rate, spread) = against.rate(), of.rate()
    ratio = rate - low_rate
    variance = low_spread + spread
    lone = (against.total == 0) | (of.total == 0)
    few = min(against.n, of.n) < FEWEST_UNITS
    still = ~lone & ~(variance > 0)
    why = np.full(len(names), None, dtype=object)
    why[still] = "said at one rate in every group"
    why[lone] = "one side never said it: p is Fisher's, on groups"
    if few:
        why[:] = f"fewer than {FEWEST_UNITS} groups on a side"
    known = ~lone & ~still & ~np.array(few)
    with np.errstate(divide="ignore", invalid="ignore"):
        freedom = variance**2 / (low_spread**2 / (against.n - 1) + spread**2 / (of.n - 1))
        error = np.sqrt(variance)
        reach = stats.t.ppf(0.975, freedom) * error
        p = np.where(known, 2 * stats.t.sf(np.abs(ratio) / error, freedom), np.nan)
    if not few:
        for k in np.flatnonzero(lone):
            n, m = int(against.groups[k]), int(of.groups[k])
            p[k] = stats.fisher_exact([[n, against.n - n], [m, of.n - m]]).pvalue
    table = pd.DataFrame(
        {
            "term": names,
            "log_ratio": ratio,
            "low": np.where(known, ratio - reach, np.nan),
            "high": np.where(known, ratio + reach, np.nan),
            "side": np.where(ratio > 0, of.label, against.label),
            "p": p,
            "q": np.nan,
            "n_against": against.total.astype(int),
            "n_of": of.total.astype(int),
            "per_1000_against": 1000 * against.total / against.words.sum(),
            "per_1000_of": 1000 * of.total / of.words.sum(),
            "n_groups_against": against.groups,
            "n_groups_of": of.groups,
            "why": why,
        }
    )[_COLUMNS]
    table = table[(table["n_groups_against"] + table["n_groups_of"]) >= min_groups]
    tested = table["p"].notna()
    if tested.any():
        table.loc[tested, "q"] = stats.false_discovery_control(table.loc[tested, "p"])
    far = table["log_ratio"].abs()
    table = table.assign(_far=far).sort_values(
        ["p", "_far"], ascending=[True, False], kind="stable", na_position="last"
    )
    table = table.drop(columns="_far").reset_index(drop=True)
    table.attrs.update(
        of=of.label, against=against.label, units={of.label: of.n, against.label: against.n}
    )
    return table
