"""Whole studies whose truth is known: who came, who spoke, who raised what, and what got lost.

In round r a theme is raised by a share p_r of people, the one named truth. Whole rounds may wobble
by so many logits. A leader or a team has a chance of its own, Beta with mean p_r and intraclass
correlation ``rho_of_unit``; a group has a chance round that, with ``rho``; and each of its people
raises the theme with the group's chance. So the mean share of groups is p_r, whatever the sizes.
Some people come and never speak; only people who speak can have raised anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__all__ = [
    "FAMILY",
    "Design",
    "Invented",
    "Meeting",
    "Person",
    "Truth",
    "invent",
    "raised_by",
    "themes",
]

Array = npt.NDArray[np.float64]
Coded = Literal["here", "declared", "undeclared"]
Planned = Literal["before", "removed", "late", "never"]

SUBJECTS = (
    "supervision", "workload", "desks", "pay", "travel", "forms", "laptops", "training", "cover",
    "handover", "courts", "schools", "parking", "rota", "sickness", "leave", "phones", "rooms",
    "visits", "meetings",
)  # fmt: skip


FAMILY = 10
"""Headline themes declared together."""


@dataclass(frozen=True)
class Truth:
    """A theme, and the share of people who raise it in each round."""

    theme: str
    shares: tuple[float, ...]

    @property
    def same(self) -> bool:
        """Whether nothing changed."""
        return len(set(self.shares)) == 1


@dataclass(frozen=True)
class Design:
    """One kind of study. What is a tuple has one entry a round.

    Parameters
    ----------
    name : str
    truths : tuple of Truth
        At most twenty.
    n_groups : tuple of int
    sizes : tuple of (fewest, most)
        People of a group, uniform, the leader apart.
    rho : tuple of float
        Intraclass correlation of people in a group.
    wobble : float
        SD of whole rounds, logits.
    unit : str or None
        ``team`` or ``facilitator``: who holds several groups of a round.
    n_units : int
        So many of them in each round.
    same_units : bool
        The same ones in every round.
    rho_of_unit : float
    silent : float
        Chance that somebody who raised nothing says nothing at all.
    without_list, short_list, unread : tuple of int
        Groups of which there is no attendance list; whose list lacks one who spoke; that nobody
        has read.
    coded : tuple of str
        Coded here, or in another program, with what was read declared or not.
    read_twice : int
        So many groups of the first round a second coder reads as well, and misses some.
    new_code : bool
        The last theme's code came with the last round: earlier ones were read without it.
    planned : str
        When the first ten themes were planned as headlines of every later round: before anybody
        coded; before, and the last of them taken out after; after the coding; or never.
    """

    name: str
    truths: tuple[Truth, ...]
    n_groups: tuple[int, ...] = (8, 8)
    sizes: tuple[tuple[int, int], ...] = ((3, 12), (3, 12))
    rho: tuple[float, ...] = (0.05, 0.05)
    wobble: float = 0.0
    unit: Literal["team", "facilitator"] | None = None
    n_units: int = 0
    same_units: bool = False
    rho_of_unit: float = 0.0
    silent: float = 0.15
    without_list: tuple[int, ...] = (0, 0)
    short_list: tuple[int, ...] = (0, 0)
    unread: tuple[int, ...] = (0, 0)
    coded: tuple[Coded, ...] = ("here", "here")
    read_twice: int = 0
    new_code: bool = False
    planned: Planned = "before"

    @property
    def rounds(self) -> tuple[str, ...]:
        """The names of the rounds, in order."""
        return tuple(str(2031 + k) for k in range(len(self.n_groups)))

    def over(self, n_rounds: int, n_groups: int) -> Design:
        """Return the same design over so many rounds of so many groups, each like the first."""
        rows = ("sizes", "rho", "without_list", "short_list", "unread", "coded")
        first: dict[str, Any] = {name: (getattr(self, name)[0],) * n_rounds for name in rows}
        return replace(self, n_groups=(n_groups,) * n_rounds, **first)


@dataclass(frozen=True)
class Person:
    """Somebody at a meeting; whoever has no label never spoke."""

    id: str
    label: str
    raised: tuple[str, ...]
    listed: bool = True


@dataclass(frozen=True)
class Meeting:
    """A group on its day, and what became of its papers."""

    id: str
    round: str
    group: str
    team: str
    leader: str
    people: tuple[Person, ...]
    has_list: bool
    read: bool
    coded: Coded
    introduced: tuple[str, ...] = ()
    """Themes that the leader named, which counts as nothing raised."""
    read_twice: bool = False


@dataclass(frozen=True)
class Invented:
    """A study as it was, before any file of it was written."""

    design: Design
    meetings: tuple[Meeting, ...]
    read_without: frozenset[str] = field(default_factory=frozenset)
    """Rounds read before there was the last theme's code."""

    @property
    def themes(self) -> tuple[str, ...]:
        """Ids of all themes."""
        return tuple(truth.theme for truth in self.design.truths)

    @property
    def headlines(self) -> tuple[str, ...]:
        """Themes that are planned as headlines, where any are."""
        return self.themes[:FAMILY]

    def of_round(self, name: str) -> list[Meeting]:
        """The meetings of a round."""
        return [m for m in self.meetings if m.round == name]


def themes(*shares: Sequence[float]) -> tuple[Truth, ...]:
    """Return a theme for each of these shares a round."""
    return tuple(Truth(name, tuple(own)) for name, own in zip(SUBJECTS, shares, strict=False))


def raised_by(
    chance: Sequence[float], sizes: Sequence[npt.NDArray[np.int64]], design: Design,
    rng: np.random.Generator, held: Sequence[npt.NDArray[np.int64]] | None = None,
) -> list[list[npt.NDArray[np.bool_]]]:  # fmt: skip
    """Return who raises one theme: a round's list of groups, each an array over its people.

    ``chance``: the truth in each round. ``held``: which leader or team holds each group.
    """
    before = None
    out = []
    for k, p in enumerate(chance):
        mean = _wobbled(p, design.wobble, rng)
        if held is None:
            of_groups = np.full(len(sizes[k]), mean)
        else:
            if before is None or not design.same_units:
                before = _beta(np.full(design.n_units, mean), design.rho_of_unit, rng)
            of_groups = before[held[k]]
        of_groups = _beta(of_groups, design.rho[k], rng)
        out.append([rng.random(n) < own for own, n in zip(of_groups, sizes[k], strict=True)])
    return out


def _wobbled(p: float, sd: float, rng: np.random.Generator) -> float:
    if not sd:
        return p
    return float(1 / (1 + np.exp(-(np.log(p / (1 - p)) + rng.normal(0, sd)))))


def _beta(mean: Array, rho: float, rng: np.random.Generator) -> Array:
    if not rho:
        return mean
    inside = np.clip(mean, 1e-9, 1 - 1e-9)
    many = (1 - rho) / rho
    return rng.beta(inside * many, (1 - inside) * many)


def invent(design: Design, seed: int) -> Invented:
    """Return one study of a design."""
    rng = np.random.default_rng(seed)
    sizes = [
        rng.integers(low, high + 1, n)
        for n, (low, high) in zip(design.n_groups, design.sizes, strict=True)
    ]
    held = None
    if design.unit is not None:
        held = [np.arange(n) % design.n_units for n in design.n_groups]
    raised = {
        truth.theme: raised_by(truth.shares, sizes, design, rng, held) for truth in design.truths
    }
    meetings = []
    for k, name in enumerate(design.rounds):
        n = design.n_groups[k]
        spoilt = rng.permutation(n)
        marks = np.split(spoilt, np.cumsum([design.without_list[k], design.short_list[k]]))
        no_list, short = set(marks[0].tolist()), set(marks[1].tolist())
        unread = set(rng.permutation(n)[: design.unread[k]].tolist())
        for g in range(n):
            unit = None if held is None else int(held[k][g])
            sid = f"r{name}-g{g + 1:02d}"
            people = _people(sid, {t: raised[t][k][g] for t in raised}, design, rng)
            if g in short:
                people = _one_unlisted(people, rng)
            meetings.append(
                Meeting(
                    id=sid, round=name, group=f"Group {g + 1} of {name}",
                    team=_unit_name("team", design, unit, name, g),
                    leader=_unit_name("facilitator", design, unit, name, g),
                    people=people, has_list=g not in no_list, read=g not in unread,
                    coded=design.coded[k],
                    introduced=tuple(t for t in raised if rng.random() < 0.1),
                    read_twice=k == 0 and g < design.read_twice,
                )
            )  # fmt: skip
    without = design.rounds[:-1] if design.new_code else ()
    return Invented(design, tuple(meetings), frozenset(without))


def _unit_name(kind: str, design: Design, unit: int | None, round_name: str, group: int) -> str:
    if kind != design.unit:
        return f"{kind}-{round_name}-{group + 1}"
    return f"{kind}-{unit}" if design.same_units else f"{kind}-{round_name}-{unit}"


def _people(
    sid: str, raised: dict[str, npt.NDArray[np.bool_]], design: Design, rng: np.random.Generator
) -> tuple[Person, ...]:
    n = len(next(iter(raised.values())))
    out = []
    for k in range(n):
        own = tuple(theme for theme, who in raised.items() if who[k])
        # somebody speaks in every group: without a voice there is no transcript
        speaks = bool(own) or k == 0 or rng.random() >= design.silent
        out.append(Person(f"{sid}-p{k + 1}", f"P{k + 1}" if speaks else "", own))
    return tuple(out)


def _one_unlisted(people: tuple[Person, ...], rng: np.random.Generator) -> tuple[Person, ...]:
    spoke = [k for k, person in enumerate(people) if person.label]
    gone = int(rng.choice(spoke))
    return tuple(replace(p, listed=False) if k == gone else p for k, p in enumerate(people))
