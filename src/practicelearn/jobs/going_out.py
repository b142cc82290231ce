"""A study, or a part of it, for another program: what leaves, or the names that keep it here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from practicelearn._disk import make_folder
from practicelearn.jobs.exchange import export_study, not_explained
from practicelearn.jobs.steps import Steps
from practicelearn.study.names import NamesLeavingError

__all__ = ["WentOut", "take_out"]


@dataclass(frozen=True)
class WentOut:
    """What left a study.

    Parameters
    ----------
    path : Path or None
        The file; None where nothing was written.
    account : DataFrame or None
        What the study held and what stands in the file; None for a coding frame alone.
    not_explained : str
        What of the account does not balance; empty where all does.
    names : DataFrame
        Words that look like names and would have left, with their places: nothing was written
        where there are any.
    """

    path: Path | None = None
    account: pd.DataFrame | None = None
    not_explained: str = ""
    names: pd.DataFrame = field(default_factory=pd.DataFrame)


def take_out(
    study: str | Path,
    out: str | Path,
    *,
    profile: str = "strict",
    session: str = "",
    coder: str = "",
    waive: str = "",
    by: str = "",
    steps: Steps | None = None,
) -> WentOut:
    """Write a study for another program, unless names would leave that nobody answers for.

    Parameters
    ----------
    study, out, profile, session, coder, waive, by
        As for :func:`practicelearn.jobs.exchange.export_study`.
    steps : Steps, optional
    """
    steps, out = steps or Steps(), Path(out)
    steps(0, 1, "looking for names, and writing the file")
    make_folder(out.parent)
    try:
        made = export_study(
            study, out, profile=profile, session=session or None, coder=coder or None,
            waive=waive or None, by=by,
        )  # fmt: skip
    except NamesLeavingError as error:
        return WentOut(names=error.words)
    account = made.account
    return WentOut(made.path, account, not_explained(account) if account is not None else "")
