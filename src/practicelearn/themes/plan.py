"""What was planned before a round was compared: who said when what would be looked at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd

from practicelearn._arguments import check_arguments, check_fields
from practicelearn._arguments.rules import Rule
from practicelearn._tables import in_cell
from practicelearn.errors import PracticelearnError
from practicelearn.themes.invited import Invited, invited_of

__all__ = [
    "DIRECTIONS",
    "MOST_HEADLINES",
    "NO_PLAN",
    "Invited",
    "Plan",
    "PlannedHeadline",
    "moment",
]

MOST_HEADLINES: Final = 10
DIRECTIONS: Final = ("more", "less", "either")
NO_PLAN: Final = "No plan was made before; everything here is exploratory"
"""What stands beside every figure of a round that nobody planned."""


@dataclass(frozen=True)
class PlannedHeadline:
    """One theme that is to be compared.

    Parameters
    ----------
    theme_id : str
    codes : tuple of str
        Ids of the codes it counts, as they stood when the plan was made.
    direction : {"more", "less", "either"}
        What would be good news: "" where nobody said.
    balance : bool
        Whether its balance of for and against is compared too: one test more.
    why : str
        Where it comes from, such as last year's "how we will know".
    """

    theme_id: str
    codes: tuple[str, ...] = ()
    direction: str = ""
    balance: bool = False
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan of one round, as it went on record; or made by hand, as somebody says it was.

    Parameters
    ----------
    round : str
        The later round: the one whose groups were still to be held and coded.
    headlines : tuple of PlannedHeadline
        At most ten; a first year has none. Theme ids alone do.
    smallest_worthwhile : float
        Smallest change in the share of people that would matter, 0 to 1; NaN where nobody said.
    unit : str
        As for ``compare_years``; "" where nobody said.
    strata : str
        A column of the sessions, or "".
    kinds : str
        A column of the sessions whose kinds are compared within the round, such as ``group_type``
        (:func:`practicelearn.compare_groups`); "" for none: then such a comparison is exploratory.
    groups : int or None
        How many groups are to be held; None where nobody said.
    invited : tuple of Invited
        Of a kind each, ``{"n": 90, "job_role": "social worker"}``; what has no team, role or length
        of service is everybody.
    coders : tuple of str
    double_coding : str
        Which or how many sessions two people code.
    stop_rule : str
        When no further group is held.
    frame_version, guide_version : str
    why : str
        Of an amendment: why it was made.
    about : str
        Of an amendment that only gives a reason: what it is about, such as ``groups``.
    at : str
        ISO time, UTC.
    by : str
    hash : str
        Sha256 over the content and ``previous``; "" for a plan that is not on record in a study.
    previous : str
        Hash of the plan event before it.
    texts_hash : str
        Sha256 over the free texts alone, so that words can be redacted.
    follows : str
        When the newest of the events was written that stand before it in its writer's log: a clock
        that was set back makes no plan earlier.
    first_coded, first_compared : str
        When the first turn of the round was marked read, coded or imported, and when a comparison
        of it was first displayed; ISO, "" for not yet or not known.
    drafts, amendments : tuple of Plan
        What else was put on record for the same round, before it and later, the earliest first.
    earlier : tuple of Plan
        The plans of the rounds before, for comparisons of more than two rounds.
    set_otherwise : tuple of (str, str)
        Where ``study.toml`` says something else: what, and what it says. It is no evidence.

    Examples
    --------
    >>> import practicelearn as prac
    >>> plan = prac.Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
    >>> plan
    Plan of 2025-26: 1 headline, made by sam on 2025-09-15, not on record
    >>> plan.made_before
    True
    """

    round: str
    headlines: tuple[PlannedHeadline, ...] = ()
    smallest_worthwhile: float = 0.15
    unit: str = "group"
    strata: str = ""
    kinds: str = ""
    groups: int | None = None
    invited: tuple[Invited, ...] = ()
    coders: tuple[str, ...] = ()
    double_coding: str = ""
    stop_rule: str = ""
    frame_version: str = ""
    guide_version: str = ""
    why: str = ""
    about: str = ""
    at: str = ""
    by: str = ""
    hash: str = ""
    previous: str = ""
    texts_hash: str = ""
    follows: str = ""
    first_coded: str = ""
    first_compared: str = ""
    drafts: tuple[Plan, ...] = ()
    amendments: tuple[Plan, ...] = ()
    earlier: tuple[Plan, ...] = ()
    set_otherwise: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Take theme ids for headlines, and refuse what no plan can say."""
        for name, made in (("headlines", _headline), ("invited", _invited)):
            object.__setattr__(self, name, tuple(made(v) for v in _several(getattr(self, name))))
        object.__setattr__(self, "coders", tuple(_several(self.coders)))
        check_fields(self, smallest_worthwhile=Rule())  # NaN is allowed: nobody said
        if len(self.headlines) > MOST_HEADLINES:
            raise PracticelearnError(
                f"Plan: {len(self.headlines)} headline themes are planned; at most "
                f"{MOST_HEADLINES} can be tested together with any chance of finding a change."
            )
        twice = [h.theme_id for h in self.headlines]
        for theme in {t for t in twice if twice.count(t) > 1}:
            raise PracticelearnError(f'Plan: the headline "{theme}" is named twice: name it once.')
        for headline in self.headlines:
            if headline.direction not in ("", *DIRECTIONS):
                raise PracticelearnError(
                    f'Plan: the direction of "{headline.theme_id}" is "{headline.direction}"; '
                    f"expected one of {', '.join(DIRECTIONS)}, or nothing."
                )
        worthwhile: Any = self.smallest_worthwhile
        known = isinstance(worthwhile, int | float) and not isinstance(worthwhile, bool)
        if not (known and (math.isnan(worthwhile) or 0 < worthwhile < 1)):
            raise PracticelearnError(
                f"Plan: smallest_worthwhile is {worthwhile}; expected a share of people between 0 "
                "and 1, such as 0.15 for 15 in a hundred."
            )
        for name in ("at", "follows", "first_coded", "first_compared"):
            if getattr(self, name):
                moment(getattr(self, name), f"Plan: {name}")

    @property
    def themes(self) -> tuple[str, ...]:
        """Ids of the headline themes.

        Examples
        --------
        >>> import practicelearn as prac
        >>> plan = prac.Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
        >>> plan.themes
        ('tools',)
        """
        return tuple(h.theme_id for h in self.headlines)

    @property
    def balance(self) -> tuple[str, ...]:
        """Ids of the headline themes whose balance of for and against is compared too.

        Examples
        --------
        >>> import practicelearn as prac
        >>> plan = prac.Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
        >>> plan.balance
        ()
        """
        return tuple(h.theme_id for h in self.headlines if h.balance)

    @property
    def n_invited(self) -> int:
        """How many people were invited in all, each once; 0 where nobody said.

        Lists by team and by role, or a total beside its parts, are the same people.

        Examples
        --------
        >>> import practicelearn as prac
        >>> prac.open_study(prac.sample_path()).plan().n_invited
        210
        """
        return invited_of(self.invited)[0].get(("all", ""), 0)

    @property
    def why_late(self) -> str:
        """Why it was not made before; "" where it was.

        Before is earlier than the first turn of the round that was marked read or imported, and
        than the first comparison of it that was displayed.

        Examples
        --------
        >>> import practicelearn as prac
        >>> plan = prac.Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
        >>> plan.why_late
        ''
        """
        if not self.at or not self.by:
            return "the plan does not say when it was made, and by whom"
        made = self.made_at
        if self.first_coded and made >= moment(self.first_coded):
            return f"the plan was made after the first coding of {self.round}"
        if self.first_compared and made >= moment(self.first_compared):
            return f"the plan was made after a comparison with {self.round} was displayed"
        return ""

    @property
    def made_at(self) -> datetime:
        """When it was made at the earliest, by its own time and by the order of its log.

        Examples
        --------
        >>> import practicelearn as prac
        >>> plan = prac.Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
        >>> plan.made_at.isoformat()
        '2025-09-15T00:00:00+00:00'
        """
        return max(moment(said) for said in (self.at, self.follows) if said)

    @property
    def made_before(self) -> bool:
        """Whether it was made before anything of the round was coded, imported or compared.

        Examples
        --------
        >>> import practicelearn as prac
        >>> plan = prac.Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
        >>> plan.made_before
        True
        """
        return not self.why_late

    def of(self, year: str) -> Plan | None:
        """Return the plan of a round, this or an earlier one; None where there is none.

        Examples
        --------
        >>> import practicelearn as prac
        >>> plan = prac.Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
        >>> plan.of("2024-25") is None
        True
        """
        check_arguments(Plan.of, locals())
        return next((plan for plan in (self, *self.earlier) if plan.round == year), None)

    def as_if(self, **design: Any) -> Plan:
        """Return the plan as it would be with another design: for a sensitivity page, no record.

        Parameters
        ----------
        **design
            ``unit``, ``smallest_worthwhile`` or ``strata``; of the plans of earlier rounds too.

        Examples
        --------
        >>> import practicelearn as prac
        >>> plan = prac.Plan(round="2025-26", headlines=("tools",), at="2025-09-15", by="sam")
        >>> plan.as_if(unit="team").unit
        'team'
        """
        earlier = tuple(replace(plan, **design, hash="") for plan in self.earlier)
        return replace(self, **design, hash="", earlier=earlier)

    def invited_table(self) -> pd.DataFrame:
        """Return who was invited: team, job_role, length_of_service, n.

        Examples
        --------
        >>> import practicelearn as prac
        >>> table = prac.open_study(prac.sample_path()).plan().invited_table()
        >>> int(table.loc[table["team"] == "Edge of care", "n"].sum())
        19
        """
        rows = [(i.team, i.job_role, i.length_of_service, i.n) for i in self.invited]
        return pd.DataFrame(rows, columns=["team", "job_role", "length_of_service", "n"])

    def _repr_html_(self) -> str:
        rows = [(h.theme_id, ", ".join(h.codes), h.direction, h.balance) for h in self.headlines]
        columns = ["theme_id", "codes", "direction", "balance"]
        return in_cell(repr(self), pd.DataFrame(rows, columns=columns).set_index("theme_id"))

    def __repr__(self) -> str:
        n = len(self.headlines)
        said = f"{n} headline{'' if n == 1 else 's'}, made by {self.by or 'nobody named'}"
        kept = "on record" if self.hash else "not on record"
        return f"Plan of {self.round}: {said} on {self.at[:10] or 'no date'}, {kept}"


def moment(said: str, where: str = "") -> datetime:
    """Return an ISO time as a moment; one without a zone is UTC.

    Raises
    ------
    PracticelearnError
        It is none.
    """
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise PracticelearnError(
            f'{where or "plan"} is "{said}", which is no date; write it as 2025-09-15 or '
            "2025-09-15T16:00."
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _several(given: Any) -> Iterable[Any]:
    return (given,) if isinstance(given, str | Mapping) or not _many(given) else given


def _many(given: Any) -> bool:
    return isinstance(given, Iterable)


def _headline(given: Any) -> Any:
    return PlannedHeadline(given) if isinstance(given, str) else given


def _invited(given: Any) -> Any:
    return Invited(**given) if isinstance(given, Mapping) else given
