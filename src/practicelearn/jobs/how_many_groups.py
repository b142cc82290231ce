"""What ``practicelearn how-many-groups`` says: what so many groups could find and rule out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from practicelearn._cells import write_table
from practicelearn._disk import make_folder
from practicelearn.errors import ArgumentError, PracticelearnError, StudyError
from practicelearn.jobs.steps import Steps
from practicelearn.output.plots.how_many import plot_how_many_groups
from practicelearn.study.deciding import study_themes
from practicelearn.study.folder import open_study
from practicelearn.themes.how_many import GROUPS, how_many_groups

__all__ = ["GroupsPlanned", "groups_of", "look_ahead", "plan_groups", "write_groups"]

_SHOWN = {
    "n_after": "groups", "finds": "found in 8 of 10", "rules_out": "ruled out beyond",
    "found": "found", "changed_worthwhile": "called worthwhile",
    "unchanged_no_change": "no worthwhile change",
}  # fmt: skip


@dataclass(frozen=True)
class GroupsPlanned:
    """What so many groups could find: the whole table, few columns of it, and what it rests on."""

    table: pd.DataFrame
    shown: pd.DataFrame
    notes: tuple[str, ...]


def groups_of(said: str) -> tuple[int, ...]:
    """Return the numbers of groups somebody wrote: "8", or "6 8 12", commas or not."""
    try:
        return tuple(int(n) for n in said.replace(",", " ").split())
    except ValueError:
        raise PracticelearnError(
            f'--groups "{said}": expected whole numbers, such as 8 or "6 8 12".'
        ) from None


def plan_groups(
    folder: str | Path | None = None,
    *,
    groups: Sequence[int] = (),
    attendees: int | None = None,
    headlines: int | None = None,
    change: float | None = None,
) -> GroupsPlanned:
    """Return what a round of so many groups could find and rule out.

    Parameters
    ----------
    folder : str or Path, optional
        A study: what is not given is that of its last round that somebody has coded.
    groups, attendees, headlines, change
        As for ``how_many_groups``.
    """
    themes = None
    notes = [
        "One headline theme is taken to change; where several do, each is found more often.",
        "Two rounds cannot tell a lasting change from a year’s weather.",
    ]
    if folder is not None:
        study = open_study(folder)
        try:
            found = study_themes(study)
            there = [theme for theme in study.settings.headline if theme in found.table.index]
            themes = found.declare(there) if there else found
        except StudyError as error:
            notes.append(f"Nothing is taken from an earlier round: {error}")
    ask = partial(
        how_many_groups, tuple(groups) or GROUPS, attendees=attendees, headlines=headlines,
        change=change,
    )  # fmt: skip
    try:
        table = ask(themes=themes)
    except ArgumentError:
        raise
    except PracticelearnError:  # a study whose rounds are too small to tell anything
        notes.append(
            "Nothing is taken from an earlier round: none has four groups whose people are counted."
        )
        table = ask()
    row = table.iloc[0]
    notes.append(_alike(table))
    notes.append(
        f"Invented studies a row: {row['n_studies']}; chances are known to ± "
        f"{100 * table['error'].max():.0f} in a hundred, points to ± 2."
    )
    if (table["n_after"] < 20).any():
        notes.append(
            "“No worthwhile change” needs many groups: with three headlines, below 20 groups a "
            "round it is practically never said."
        )
    return GroupsPlanned(table, _shown(table), tuple(notes))


def look_ahead(
    folder: str | Path,
    path: str | Path,
    *,
    groups: Sequence[int] = (),
    attendees: int | None = None,
    change: float | None = None,
    steps: Steps | None = None,
) -> GroupsPlanned:
    """Return what so many groups could find, and write its table and picture.

    Parameters
    ----------
    folder : str or Path
        A study.
    path : str or Path
        As for :func:`write_groups`.
    groups, attendees, change
        As for :func:`plan_groups`.
    steps : Steps, optional
    """
    steps = steps or Steps()
    steps(0, 2, "inventing rounds of so many groups")
    planned = plan_groups(folder, groups=groups, attendees=attendees, change=change)
    steps(1, 2, "writing the table and its picture")
    steps.commit()
    make_folder(Path(path).parent)
    write_groups(planned, path)
    return planned


def write_groups(planned: GroupsPlanned, path: str | Path) -> list[Path]:
    """Write the table (.xlsx, .csv) and, beside it under the same name, the picture (.png)."""
    path = Path(path)
    written = [write_table(planned.table, path)]
    if planned.table["rules_out"].notna().any():
        written.append(plot_how_many_groups(planned.table).save(path.with_suffix(".png")))
    return written


def _alike(table: pd.DataFrame) -> str:
    row = table.iloc[0]
    known = table.attrs.get("alike")
    if known is None:
        return (
            f"How alike people of one group are is not known: {row['alike']:.2f} is taken, as a "
            "correlation; .02 to .10 is as likely."
        )
    return (
        f"How alike people of one group are is taken from {known.n_groups} groups of the last "
        f"round: {known.value:.2f}, as a correlation, roughly ({known.low:.2f} to "
        f"{known.high:.2f})."
    )


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    out = table[list(_SHOWN)].rename(columns=_SHOWN)
    for name in ("found in 8 of 10", "ruled out beyond"):
        points = 100 * out[name].astype(float)
        none = "none" if name.startswith("found") else "nothing"
        out[name] = [none if pd.isna(p) or abs(p) >= 100 else f"{p:.0f} points" for p in points]
    for name in ("found", "called worthwhile", "no worthwhile change"):
        out[name] = ["" if pd.isna(p) else f"{100 * p:.0f} in 100" for p in out[name]]
    return out
