"""What was planned before a round was compared: who said when what would be looked at."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

__all__ = ["Invited", "Plan", "PlannedHeadline"]


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


@dataclass(frozen=True)
class Invited:
    """How many people of one kind were invited, or work there.

    Parameters
    ----------
    n : int
    team, job_role, length_of_service : str
        "" where it was not told apart.
    """

    n: int
    team: str = ""
    job_role: str = ""
    length_of_service: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan of one round, as it went on record.

    Parameters
    ----------
    round : str
        The later round: the one whose groups were still to be held and coded.
    headlines : tuple of PlannedHeadline
        At most ten; a first year has none.
    smallest_worthwhile : float
        Smallest change in the share of people that would matter, 0 to 1.
    unit : str
        As for ``compare_years``.
    strata : str
        A column of the sessions, or "".
    groups : int or None
        How many groups are to be held; None where nobody said.
    invited : tuple of Invited
    coders : tuple of str
    double_coding : str
        Which or how many sessions two people code.
    stop_rule : str
        When no further group is held.
    frame_version, guide_version : str
    at : str
        ISO time, UTC.
    by : str
    hash : str
        Sha256 over the content and ``previous``; "" for a plan that is not on record in a study.
    previous : str
        Hash of the event before it.
    """

    round: str
    headlines: tuple[PlannedHeadline, ...] = ()
    smallest_worthwhile: float = 0.15
    unit: str = "group"
    strata: str = ""
    groups: int | None = None
    invited: tuple[Invited, ...] = ()
    coders: tuple[str, ...] = ()
    double_coding: str = ""
    stop_rule: str = ""
    frame_version: str = ""
    guide_version: str = ""
    at: str = ""
    by: str = ""
    hash: str = ""
    previous: str = ""

    def invited_table(self) -> pd.DataFrame:
        """Return who was invited: team, job_role, length_of_service, n."""
        rows = [(i.team, i.job_role, i.length_of_service, i.n) for i in self.invited]
        return pd.DataFrame(rows, columns=["team", "job_role", "length_of_service", "n"])
