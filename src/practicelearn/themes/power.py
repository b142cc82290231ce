"""What two rounds of so many groups would say: chances of each verdict, by simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from practicelearn.themes.inference import Array
from practicelearn.themes.invented import counts_of
from practicelearn.themes.simulated import Judged, Splits, judge
from practicelearn.themes.verdicts import CANNOT_TELL, LESS_THAN_MATTERS, NO_CHANGE

__all__ = ["WAYS", "Chances", "Design", "chances", "finds"]

WAYS = ("worthwhile", "heard", "small", "in_groups", "no_change", "cannot_tell", "other_way")
"""Verdicts, told apart by what a planner asks."""

_POWER = 0.8
_ENDS = (0.01, 0.98)
_TRIES = 3
_STUDIES = 400
_NEAR = 0.12
_NULL = 2.2  # quantiles grow with the change, from about -2.2 where there is none


@dataclass(frozen=True)
class Design:
    """Two rounds as they are planned.

    Parameters
    ----------
    before, after : tuple of int
        Attendees of each group.
    headlines, pairs : int
        Headline themes, and pairs of rounds compared together: K is one times the other.
    share : float
        Share of people who raise a headline theme in the earlier round.
    worthwhile : float
    rho : float
        Intraclass correlation between people of a group.
    n_studies, seed : int
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    headlines: int
    pairs: int
    share: float
    worthwhile: float
    rho: float
    n_studies: int
    seed: int


@dataclass(frozen=True)
class Chances:
    """Chances of the ways a theme may be judged, and the median of what is ruled out.

    ``of``: way to chance; ``error``: what 95 of 100 simulations lie within of the largest chance's
    own; ``rules_out``: a change, 0 to 1.
    """

    of: dict[str, float]
    error: float
    rules_out: float

    @property
    def found(self) -> float:
        """Heard more, or less, as it is, by shares or by groups."""
        return sum(self.of[way] for way in ("worthwhile", "heard", "small", "in_groups"))


def chances(design: Design, change: float, splits: Splits) -> Chances:
    """Return what is said of a headline that alone changes by so much, or when none does (0).

    Where nothing changed, every headline counts, and what is heard either way counts alike; else
    what is heard the other way is ``other_way``.
    """
    if change == 0:  # every headline tells of it
        studies = max(60, math.ceil(2 * design.n_studies / design.headlines))
        design = replace(design, n_studies=min(design.n_studies * 2, studies))
    judged = _judged(design, change, splits)
    masks = _ways(judged, change)
    of = {way: float(mask.mean()) for way, mask in masks.items()}
    by_study = [mask.mean(axis=1) for mask in masks.values()]
    error = max(float(own.std(ddof=1)) for own in by_study) * 1.96 / math.sqrt(design.n_studies)
    return Chances(of, error, float(np.median(judged.bounds)) / 100)


def finds(design: Design, start: float, splits: Splits, *, rise: bool = True) -> float:
    """Return the smallest true change that is found with the chance .8, to a hundredth.

    Parameters
    ----------
    design : Design
    start : float
        Where to begin looking, above 0.
    splits : Splits
    rise : bool
        Whether a rise is looked for.

    Returns
    -------
    float
        Above 0 for a rise, below for a fall; NaN where not even the largest change is found so
        often.

    Notes
    -----
    What is found is simulated at three changes, each nearer to .8: the next is where .8 would be
    if the normal quantile of what is found grew evenly with the change. Each has studies of its
    own, at most 400; the luck of the simulation is about one point.
    """
    small, splits = replace(design, n_studies=min(design.n_studies, _STUDIES)), splits.few
    most = (_ENDS[1] - design.share) if rise else (design.share - _ENDS[0])
    way = 1.0 if rise else -1.0
    tried: dict[float, float] = {}
    size = min(max(start, 0.02), most)
    for _ in range(_TRIES):
        small = replace(small, seed=small.seed + 1)
        tried[size] = _share_found(small, way * size, splits)
        size = min(max(_between(tried), 0.01), most)
        if size in tried:
            break
    if size >= most - 1e-9 and tried.get(size, _share_found(small, way * size, splits)) < _POWER:
        return math.nan
    return way * round(size, 2)


def _between(tried: dict[float, float]) -> float:
    """Where .8 should be found: the mean of what each change says, of those that came near it."""
    near = sorted(tried.items(), key=lambda one: abs(one[1] - _POWER))
    near = [one for one in near if abs(one[1] - _POWER) < _NEAR] or near[:1]
    return float(np.mean([a * (_quantile(_POWER) + _NULL) / (_quantile(found) + _NULL)
                          for a, found in near]))  # fmt: skip


def _quantile(chance: float) -> float:
    from scipy import special  # slow to load

    return float(special.ndtri(min(max(chance, 0.03), 0.997)))


def _share_found(design: Design, change: float, splits: Splits) -> float:
    ways = _ways(_judged(design, change, splits), change)
    return float(sum(ways[w].mean() for w in ("worthwhile", "heard", "small", "in_groups")))


def _judged(design: Design, change: float, splits: Splits) -> Judged:
    rng = np.random.default_rng(design.seed)
    present = np.tile(design.before + design.after, (design.n_studies, 1))
    n_before, same = len(design.before), (design.share, design.share)
    changed = 1 if change else 0
    parts = [
        counts_of(shares, present, n_before, n, rng, rho=design.rho)
        for shares, n in (
            ((design.share, design.share + change), changed),
            (same, design.headlines - changed),
        )
        if n
    ]
    return judge(
        np.concatenate(parts, axis=1), n_before, worthwhile=design.worthwhile, pairs=design.pairs,
        first=changed or None, splits=splits,
    )  # fmt: skip


def _ways(judged: Judged, change: float) -> dict[str, Array]:
    """Which themes are judged in which way; each theme in one."""
    said = judged.said
    starts, ends = np.char.startswith, np.char.endswith
    more = starts(said, "heard more") | starts(said, "heard in more")
    less = starts(said, "heard less") | starts(said, "heard in fewer")
    right = more | less if change == 0 else more if change > 0 else less
    large, small = ends(said, "by a worthwhile amount"), ends(said, LESS_THAN_MATTERS)
    groups = starts(said, "heard in")
    return {
        "worthwhile": right & large,
        "heard": right & ~large & ~small & ~groups,
        "small": right & small,
        "in_groups": right & groups,
        "no_change": said == NO_CHANGE,
        "cannot_tell": said == CANNOT_TELL,
        "other_way": (more | less) & ~right,
    }
