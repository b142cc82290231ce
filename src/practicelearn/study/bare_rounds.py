"""Rows of the action sheet that name no round: written down before they move on to the next.

Such a row is taken for the newest round, so that a promise would be a new one each year, with a new
id. Its round is written down while nobody can doubt it; afterwards a person has to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from practicelearn.errors import StudyError
from practicelearn.study.folder import ACTION_SHEET, Study
from practicelearn.study.sheets import marked_rows

__all__ = ["bare_rounds", "rounds_said", "with_rounds"]

_ROW = re.compile(r", row (\d+)$")


def bare_rounds(study: Study, held: Sequence[str]) -> dict[int, str]:
    """Return the number of each row of the sheet that names no round, with the one it is of.

    Parameters
    ----------
    study : Study
    held : sequence of str
        Rounds that have groups, the earliest first.

    Raises
    ------
    StudyError
        The rows may be of an earlier round than the newest: they are named.
    """
    cycle = study.actions()
    places = cycle.issues.loc[
        cycle.issues["message"].str.startswith('"Round" is empty'), "source_loc"
    ]
    rows = sorted({int(found[1]) for p in places if (found := _ROW.search(str(p)))})
    if not rows or not held:
        return {}
    named = set(_named(study, rows))
    if len(held) > 1 and held[-1] not in named:
        raise StudyError(
            f"{study.path / ACTION_SHEET}: {'rows' if len(rows) > 1 else 'row'} "
            f"{', '.join(map(str, rows))} {'name' if len(rows) > 1 else 'names'} no round, and may "
            f"be of {held[-1]} or earlier. Write in the column Round in which round people said "
            "it, then begin again. Nothing was changed."
        )
    return dict.fromkeys(rows, held[-1])


def with_rounds(sheet: bytes | None, rounds: Mapping[int, str]) -> bytes | None:
    """Return the sheet with the round of each such row written down."""
    if sheet is None or not rounds:
        return sheet
    return marked_rows(sheet, "year", "Round", rounds)


def rounds_said(rounds: Mapping[int, str]) -> Iterator[str]:
    """Return what was written down, in a sentence."""
    if rounds:
        (year,) = set(rounds.values())
        yield (
            f"Row{'s' if len(rounds) > 1 else ''} {', '.join(map(str, rounds))} named no round: "
            f"{year} is written there now, so that next year does not take them for its own. If "
            "people said it earlier, write the round in which they did."
        )


def _named(study: Study, rows: Sequence[int]) -> Iterator[str]:
    """Rounds that other rows name."""
    for said in study.actions().recommendations.itertuples():
        found = _ROW.search(str(said.source_loc))
        if isinstance(said.year, str) and not (found and int(found[1]) in rows):
            yield said.year
