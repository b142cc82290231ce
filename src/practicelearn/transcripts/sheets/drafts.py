"""The three sheets, filled in as far as the files say, for a person to complete.

What was guessed from a file's name is named in the column ``guessed``; what only a person can know
(consent, who manages whom, who was there and said nothing) is left empty. Every cell is text, so
that Excel turns neither ``2024-25`` into a date nor ``3-11`` into November.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._disk import save_whole
from practicelearn._sheets import lay_out
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.transcripts.dates import long_date
from practicelearn.transcripts.file_names import guessed_from_name
from practicelearn.transcripts.kinds import NOTE_KINDS
from practicelearn.transcripts.read_as import WAYS
from practicelearn.transcripts.roles import roles_of_labels
from practicelearn.transcripts.sheets.meanings import CHOICES, MEANINGS
from practicelearn.transcripts.speakers import person_of_label

__all__ = ["draft_sheets", "drafted"]

_SESSIONS = (
    "session_id", "file", "date", "year", "group", "group_type", "team", "site", "source_kind",
    "guide_version", "held", "reason", "guessed",
)  # fmt: skip
_PEOPLE = ("person_id", "pseudonym")
_ATTENDANCE = (
    "session_id", "person_id", "speaker", "role", "role_source", "is_peer", "team", "job_role",
    "line_manages_someone_present", "consent_quote", "came", "reason",
)  # fmt: skip
_ESCAPED = ("=", "+", "-", "@")


def draft_sheets(corpus: Corpus, folder: str | Path) -> list[Path]:
    """Write ``sessions.xlsx``, ``people.xlsx`` and ``attendance.xlsx``; return their paths.

    Parameters
    ----------
    corpus : Corpus
        As read by ``read_transcripts``.
    folder : str or Path
        Made if it is not there. Beside the transcripts the sheets are found without being named.

    Returns
    -------
    list of Path
        The three files. A row a session; a row a label and session in people and attendance: a
        label belongs to its session, and only a person can say that two labels are one person.

    Raises
    ------
    PracticelearnError
        One of the files is there already: what a person filled in is never written over.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> import tempfile
    >>> [path.name for path in prac.draft_sheets(corpus, tempfile.mkdtemp())]
    ['sessions.xlsx', 'people.xlsx', 'attendance.xlsx']
    """
    check_arguments(draft_sheets, locals())
    folder = Path(folder)
    tables = drafted(corpus)
    paths = {name: folder / f"{name}.xlsx" for name in tables}
    there = [path for name in tables for path in (paths[name], paths[name].with_suffix(".csv"))
             if path.exists()]  # fmt: skip
    if there:
        raise PracticelearnError(
            f"{there[0]} is there already and may hold what somebody filled in; "
            "name another folder, or move it away first."
        )
    for name, table in tables.items():
        save_whole(paths[name], partial(_write, table))
    return list(paths.values())


def drafted(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Return the three sheets as tables of text; an empty cell is None."""
    attendance = _attendance(corpus)
    known = {str(p): row for p, row in zip(corpus.people.index, corpus.people.to_dict("records"),
                                           strict=True)}  # fmt: skip
    people = [
        {"person_id": p, "pseudonym": known.get(p, {}).get("pseudonym")}
        for p in dict.fromkeys(row["person_id"] for row in attendance)
    ]
    tables = {
        "sessions": (_sessions(corpus), (*_SESSIONS, *(w for w in WAYS if w in corpus.sessions))),
        "people": (people, _PEOPLE),
        "attendance": (attendance, _ATTENDANCE),
    }
    return {
        name: pd.DataFrame(
            [[_text(row.get(column)) for column in columns] for row in rows],
            columns=list(columns),
            dtype=object,
        )
        for name, (rows, columns) in tables.items()
    }


def _sessions(corpus: Corpus) -> list[dict[str, Any]]:
    rows = []
    for session_id, session in corpus.sessions.iterrows():
        row = {**session.to_dict(), "session_id": session_id}
        if row["group"] == session_id:
            row["group"] = None  # that is what an empty cell means
        guessed = []
        if isinstance(row.get("date"), str) and "guessed" not in corpus.sessions:
            guessed.append("date")  # no sheet has been read yet: the file's heading says so
        for column, value in guessed_from_name(str(row["file"] or session_id)).items():
            if not isinstance(row.get(column), str):
                row[column] = value
                guessed.append(column)
        if row["source_kind"] in NOTE_KINDS:
            guessed.append("source_kind")
        row["guessed"] = ", ".join(guessed) or row.get("guessed")
        row["date"] = long_date(row["date"]) if isinstance(row.get("date"), str) else None
        rows.append(row)
    return rows + [{**row, "held": "no"} for row in corpus.not_held.to_dict("records")]


def _attendance(corpus: Corpus) -> list[dict[str, Any]]:
    """A row for each label of each session, after the rows that are known already."""
    rows = [
        {**row, "role_source": row["role_source"] if row["role_source"] != "unknown" else None}
        for row in corpus.attendance.to_dict("records")
    ]
    listed = {(row["session_id"], row["speaker"]) for row in rows}
    used = {row["person_id"] for row in rows}
    heard = corpus.turns[["session_id", "speaker"]].dropna().drop_duplicates()
    stated = {
        sid: roles_of_labels(own["speaker"]) for sid, own in heard.groupby("session_id", sort=False)
    }
    for session_id, label in heard.itertuples(index=False):
        if (session_id, label) in listed:
            continue
        person = person_of_label(session_id, label, used)
        role, source = stated[session_id][label]
        rows.append(
            {
                "session_id": session_id,
                "person_id": person,
                "speaker": label,
                "role": role,
                "role_source": None if source == "unknown" else source,
            }
        )
    return rows + [{**row, "came": "no"} for row in corpus.away.to_dict("records")]


def _text(value: Any) -> str | None:
    if value is None or pd.isna(value) or value == "":
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _write(table: pd.DataFrame, path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = path.stem
    rows: Sequence[Sequence[str | None]] = [list(table.columns), *table.to_numpy().tolist()]
    for y, row in enumerate(rows, start=1):
        for x, words in enumerate(row, start=1):
            cell = sheet.cell(y, x)
            cell.number_format = "@"
            if words is not None:
                cell.value = f"'{words}" if words.startswith(_ESCAPED) else words
                cell.data_type = "s"
            # rows that are added later are text too
            sheet.column_dimensions[get_column_letter(x)].number_format = "@"
    lay_out(sheet, keep=1, hints=MEANINGS, choices=CHOICES)
    book.save(path)
