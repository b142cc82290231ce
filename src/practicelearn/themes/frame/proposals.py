"""What is proposed of a frame, as one row a proposal with its evidence; nothing is ever applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from practicelearn.errors import counted
from practicelearn.themes.quotes import typicality

__all__ = [
    "MAY_BE_ONE", "NEVER_USED", "NOT_COVERED", "TWO_SUBJECTS", "Finding", "Proposal", "Unsaid",
    "groups_said",
]  # fmt: skip

MAY_BE_ONE, TWO_SUBJECTS = "may be one", "holds two subjects"
NEVER_USED, NOT_COVERED = "never used", "no code covers it"


@dataclass(frozen=True, eq=False)
class Proposal:
    """One thing a person may want to look at.

    Parameters
    ----------
    kind : str
    codes, topics : tuple of str
    name : str
        The codes' or the topic's names.
    says : str
        What was found, with its figures.
    could : str
        What a person could do about it.
    sides : mapping of str to DataFrame
        Head to the passages that stand under it: columns of ``EVIDENCE`` without ``theme_id``.
    figures : mapping
        Columns of ``FRAME_CHECK`` to their values.
    """

    kind: str
    codes: tuple[str, ...]
    topics: tuple[str, ...]
    name: str
    says: str
    could: str
    sides: Mapping[str, pd.DataFrame]
    figures: Mapping[str, float] = field(default_factory=dict)

    def evidence(self) -> pd.DataFrame:
        """Return the passages of all sides, each with its side and how typical of it it is."""
        parts = []
        for side, own in self.sides.items():
            if own.empty:
                continue
            weight = own["weight"] if own["weight"].notna().all() else _typical(own)
            parts.append(own.assign(side=side, weight=weight))
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


@dataclass(frozen=True)
class Unsaid:
    """What could not be told, and why."""

    what: str
    why: str


@dataclass(frozen=True)
class Finding:
    """What one way of looking found, and what it could not tell."""

    proposals: Sequence[Proposal] = ()
    unsaid: Sequence[Unsaid] = ()


def groups_said(n: int) -> str:
    """Return so many groups, in words."""
    return counted(n, "group")


def _typical(own: pd.DataFrame) -> pd.Series:
    return typicality(own["quote"], pd.Series("", index=own.index))
