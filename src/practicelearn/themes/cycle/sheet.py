"""The action sheet: one row a promise, read into recommendations, actions and their status."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import (
    ACTIONS,
    ISSUES,
    RECOMMENDATIONS,
    STATUSES,
    Table,
    conform,
    empty_table,
    in_cell,
    near_match,
)
from practicelearn.language.forms import name_form
from practicelearn.themes.cycle.cells import (
    chosen_for,
    due_date,
    measure_of,
    number_of,
    response_of,
    split_list,
    statuses_of,
)
from practicelearn.themes.cycle.methods import CycleMethods
from practicelearn.transcripts.dates import iso_date
from practicelearn.transcripts.sheets.files import read_sheet, yes_or_no

__all__ = ["COLUMNS", "LearningCycle", "read_actions"]

COLUMNS = (
    "You said", "We will", "Who", "By when", "How we will know", "Status", "Note",
    "Theme", "Round", "Response", "Reason", "Date", "Measure", "Baseline", "Target", "Result",
    "Chosen because", "Heard once", "Evidence of delivery", "Action id",
)  # fmt: skip
"""The columns of the sheet. The first seven are what people keep; the others are optional."""

_NAMES = ["year" if c == "Round" else c.lower().replace(" ", "_") for c in COLUMNS]
T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class LearningCycle(CycleMethods):
    """What an action sheet says.

    Parameters
    ----------
    recommendations, actions, statuses : DataFrame
        Columns: see ``practicelearn._tables.RECOMMENDATIONS``,
        ``practicelearn._tables.ACTIONS`` and ``practicelearn._tables.STATUSES``.
    issues : DataFrame
        What could not be read as it stands; the row's number is in ``source_loc``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.actions()
    Cycle: 10 recommendations, 10 actions, 3 done, 0 issues
    """

    recommendations: pd.DataFrame
    actions: pd.DataFrame
    statuses: pd.DataFrame
    issues: pd.DataFrame = field(default_factory=lambda: empty_table(ISSUES))

    @property
    def status(self) -> pd.Series:
        """The newest status of each action, index ``action_id``; missing where none was written.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.actions().status.value_counts().to_dict()
        {'done': 3, 'doing': 3, 'not started': 2, 'stalled': 1, 'dropped': 1}
        """
        newest = self.statuses.groupby("action_id", sort=False)["status"].last()
        out: pd.Series = newest.reindex(self.actions.index).astype(object)
        return out.where(out.notna(), None)

    def __repr__(self) -> str:
        done = int((self.status == "done").sum())
        return (
            f"Cycle: {len(self.recommendations)} recommendations, {len(self.actions)} actions, "
            f"{done} done, {len(self.issues)} issues"
        )

    def _repr_html_(self) -> str:
        kept = ["text", "owner", "due"]
        return in_cell(repr(self), self.actions[kept].assign(status=self.status), index=False)


def read_actions(path: str | Path, *, year: str | None = None) -> LearningCycle:
    """Return the learning cycle that an action sheet keeps.

    Parameters
    ----------
    path : str or Path
        ``.xlsx`` or ``.csv`` with the columns You said and We will; Who, By when, How we will
        know, Status and Note; and, where wanted, those of ``COLUMNS`` after them. A row whose
        "You said" is empty goes on with the one above, as in merged cells. A status cell may hold
        its history, one line a change: ``doing 1/3/2025; done 30/9/2025``.
    year : str, optional
        The round of rows that name none.

    Returns
    -------
    LearningCycle
        Ids are made from round and wording, so that a row keeps its id when rows are moved; the
        column "Action id" overrides them. Cells that cannot be read are kept in ``issues``.

    Raises
    ------
    TableError
        The sheet lacks "You said" or "We will".
    PracticelearnError
        There is no such file, or it is damaged.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.read_actions(prac.sample_path() / "actions.xlsx")
    Cycle: 10 recommendations, 10 actions, 3 done, 0 issues
    """
    check_arguments(read_actions, locals())
    path = Path(path)
    sheet = read_sheet(path, needs=("you_said", "we_will"))
    reader = _Reader(path.name, year)
    for name in sheet.columns:
        if name not in _NAMES:
            known = [c for c, n in zip(COLUMNS, _NAMES, strict=True) if n not in sheet.columns]
            reader.say("row 1", "note", f'column "{name}" is not known and not read.'
                       f"{near_match(name.replace('_', ' '), known)}", None)  # fmt: skip
    for n, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        reader.row(n, {name: row.get(name) for name in _NAMES})
    return LearningCycle(
        _table(reader.recommendations, RECOMMENDATIONS),
        _table(reader.actions, ACTIONS),
        _table(reader.statuses, STATUSES),
        _table(reader.issues, ISSUES),
    )


class _Reader:
    """Rows in order: what was said above holds for the rows below it that say nothing new."""

    def __init__(self, file: str, year: str | None) -> None:
        self.file, self.year = file, year
        self.recommendations: list[dict[str, Any]] = []
        self.actions: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.above: dict[str, Any] | None = None

    def say(self, place: str, severity: str, message: str, text: str | None) -> None:
        self.issues.append(
            {"severity": severity, "source_loc": f"{self.file}, {place}", "message": message,
             "text": text}
        )  # fmt: skip

    def row(self, n: int, row: dict[str, str | None]) -> None:
        place = f"row {n}"
        if not row["you_said"] and self.above is None:
            self.say(place, "error", '"You said" is empty, and no row above says what this answers;'
                     " the row is left out", row["we_will"])  # fmt: skip
            return
        said = self._recommendation(place, row)
        if row["we_will"]:
            self._action(place, row, said)
        elif said["response"] not in {"reject", None}:
            self.say(place, "warning", '"We will" is empty: what was accepted has no action', None)

    def _recommendation(self, place: str, row: dict[str, str | None]) -> dict[str, Any]:
        if not row["you_said"] and self.above is not None:
            return self.above
        year = row["year"] or self.year
        if not row["year"]:
            taken = f'it is taken for "{year}"' if year else "it cannot be looked at again"
            self.say(place, "warning", f'"Round" is empty; {taken}', None)
        text = " ".join((row["you_said"] or "").split())
        own = _id("r", year, text)
        known = next((r for r in self.recommendations if r["recommendation_id"] == own), None)
        said = known or {
            "recommendation_id": own, "year": year, "text": text, "themes": [],
            "response": None, "reason": None, "heard_once": None, "date": None,
            "source_loc": f"{self.file}, {place}",
        }  # fmt: skip
        if known is None:
            self.recommendations.append(said)
        said["themes"] = list(dict.fromkeys([*said["themes"], *split_list(row["theme"])]))
        response = self._read(place, "Response", row["response"], response_of)
        # a promise is an acceptance, unless somebody says otherwise
        said["response"] = response or said["response"] or ("accept" if row["we_will"] else None)
        said["reason"] = row["reason"] or said["reason"]
        once = self._read(place, "Heard once", row["heard_once"], yes_or_no, "write yes or no")
        date = self._read(place, "Date", row["date"], iso_date, "write 2025-11-03 or 3/11/2025")
        said["heard_once"] = once or said["heard_once"]
        said["date"] = date or said["date"]
        self.above = said
        return said

    def _action(self, place: str, row: dict[str, str | None], said: dict[str, Any]) -> None:
        text = " ".join((row["we_will"] or "").split())
        own = row["action_id"] or _id("a", said["year"], said["text"] + "|" + text)
        if any(a["action_id"] == own for a in self.actions):
            self.say(place, "warning", f'action "{own}" stands in the sheet already; this row is '
                     "left out", text)  # fmt: skip
            return
        themes = split_list(row["theme"]) or said["themes"]
        measure = measure_of(row["measure"], row["how_we_will_know"], themes)
        numbers = {
            name: self._read(place, name.title(), row[name], number_of, "write a number")
            or (None, None)
            for name in ("baseline", "target", "result")
        }
        baseline = _first(numbers["baseline"][0], measure.baseline)
        target = _first(numbers["target"][0], measure.target)
        units = (numbers["baseline"][1], numbers["target"][1], measure.unit)
        by_when = "write it as 2025-11-03, 3/11/2025 or March 2026"
        self.actions.append(
            {
                "action_id": own,
                "recommendation_id": said["recommendation_id"],
                "year": said["year"],
                "text": text,
                "owner": row["who"],
                "due": self._read(place, "By when", row["by_when"], due_date, by_when),
                "known_by": row["how_we_will_know"],
                "kind": measure.kind,
                "measure": measure.name,
                "direction": measure.direction or _towards(baseline, target),
                "baseline": baseline,
                "target": target,
                "result": numbers["result"][0],
                "unit": next((u for u in units if u), None),
                "chosen_for": chosen_for(row["chosen_because"]),
                "note": row["note"],
                "source_loc": f"{self.file}, {place}",
            }
        )
        self._statuses(place, row, own)

    def _statuses(self, place: str, row: dict[str, str | None], action: str) -> None:
        history = self._read(place, "Status", row["status"], statuses_of) or []
        last = len(history) - 1
        for k, (date, status) in enumerate(history):
            self.statuses.append(
                {"action_id": action, "date": date, "status": status,
                 "note": row["note"] if k == last else None,
                 "evidence_of_delivery": row["evidence_of_delivery"] if k == last else None}
            )  # fmt: skip

    def _read(
        self, place: str, column: str, cell: str | None, read: Callable[[str | None], T],
        expected: str = "",
    ) -> T | None:  # fmt: skip
        try:
            return read(cell)
        except ValueError as error:
            why = f'"{cell}" cannot be read; {expected}' if expected else str(error)
            self.say(place, "warning", f"{column}: {why}", cell)
            return None


def _id(kind: str, year: str | None, text: str) -> str:
    """The same wording in the same round has the same id, wherever its row stands."""
    words = name_form(text)
    return f"{kind}-{hashlib.sha256(f'{year}|{words}'.encode()).hexdigest()[:6]}"


def _first(*values: float | None) -> float | None:
    return next((v for v in values if v is not None), None)


def _towards(baseline: float | None, target: float | None) -> str | None:
    if baseline is None or target is None or baseline == target:
        return None
    return "less" if target < baseline else "more"


def _table(rows: Sequence[dict[str, Any]], table: Table) -> pd.DataFrame:
    if not rows:
        return empty_table(table)
    frame = pd.DataFrame(rows, dtype=object)
    for column in table.columns:
        if column.kind == "float" and column.name in frame:
            frame[column.name] = pd.to_numeric(frame[column.name]).astype("float64")
        elif column.kind == "bool" and column.name in frame:
            frame[column.name] = frame[column.name].astype("boolean")
    return conform(frame, table)
