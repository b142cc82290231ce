"""Invented groups whose truth is known: how many of those present raise each theme.

A person in a group raises a theme with the chance 1 - (1 - c) exp(-14 c): 1 + Poisson(14)
utterances, each on it with the chance c = 1 / (1 + exp(-(mu + u + v))), u ~ N(0, spread²) alike for
all of a group, v ~ N(0, .8²) for each person. ``mu`` and ``spread`` follow from what people can
say: the share of people who raise it, and how alike people of one group are (the intraclass
correlation ``rho``).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from practicelearn.themes.inference import Array

__all__ = ["ALIKE", "counts_of", "log_odds", "share_of", "spread_for"]

ALIKE = 0.05
"""How alike people of one group are where nothing is known of it."""

_PEOPLE = 0.8  # SD of people's logits
_UTTERANCES = 14
_NODES = np.polynomial.hermite_e.hermegauss(41)
_NONE = 1e-6  # below it groups do not differ


def counts_of(
    shares: tuple[float, float],
    present: NDArray[np.int_],
    n_before: int,
    n_themes: int,
    rng: np.random.Generator,
    *,
    rho: float = ALIKE,
) -> Array:
    """Return raised and present of two rounds, earlier groups first.

    Parameters
    ----------
    shares : (earlier, later)
        Share of people who raise a theme, 0 to 1; alike for all themes.
    present : array of int, shape (n_studies or 1, n_groups of both rounds)
        Attendees of each group.
    n_before : int
        Groups of the earlier round.
    n_themes : int
    rng : Generator
    rho : float, default .05
        Intraclass correlation between people of a group.

    Returns
    -------
    array, shape (n_studies, n_themes, n_groups, 2)
    """
    seats = int(present.max())
    parts = []
    for k, of in enumerate(shares):
        mu, spread = log_odds(of, rho)
        own = present[:, None, :n_before] if k == 0 else present[:, None, n_before:]
        shape = (len(present), n_themes, own.shape[-1], seats)
        logit = mu + rng.normal(0, spread, shape[:3])[..., None] + rng.normal(0, _PEOPLE, shape)
        raised = rng.random(shape) < _raised(1 / (1 + np.exp(-logit)))
        parts.append((raised & (np.arange(seats) < own[..., None])).sum(-1))
    raised_by = np.concatenate(parts, axis=2)
    return np.stack(
        [raised_by, np.broadcast_to(present[:, None], raised_by.shape)], axis=-1
    ).astype(float)


def share_of(mu: float, spread: float) -> float:
    """Return the share of people who raise a theme of this log-odds and spread of groups."""
    return _moments(mu, spread)[0]


def spread_for(mu: float, rho: float) -> float:
    """Return the SD of groups' logits that gives this correlation between people of a group."""
    if rho < _NONE:
        return 0.0

    def off(spread: float) -> float:
        mean, between = _moments(mu, spread)
        return between / (mean * (1 - mean)) - rho

    return float(brentq(off, 1e-4, 8.0))


@lru_cache(maxsize=256)
def log_odds(share: float, rho: float = ALIKE) -> tuple[float, float]:
    """Return the log-odds and spread at which this share of people raises a theme."""
    mu = float(brentq(lambda m: share_of(m, spread_for(m, rho)) - share, -12.0, 4.0, xtol=1e-9))
    return mu, spread_for(mu, rho)


def _raised(chance: Array) -> Array:
    out: Array = 1 - (1 - chance) * np.exp(-_UTTERANCES * chance)
    return out


def _moments(mu: float, spread: float) -> tuple[float, float]:
    """Mean chance that a person raises it, and its variance between groups."""
    nodes, weights = _NODES
    weights = weights / weights.sum()
    chance = 1 / (1 + np.exp(-(mu + spread * nodes[:, None] + _PEOPLE * nodes[None, :])))
    by_group = _raised(chance) @ weights
    mean = float(by_group @ weights)
    return mean, float(((by_group - mean) ** 2) @ weights)
