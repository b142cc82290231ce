"""What another program's file holds, and what of it could not be carried.

A :class:`CodedProject` is a corpus, a frame and codings, with the tables other programs keep beside
them (users, cases, variables, sets, notes, links), the evidence its offsets were decided by, and
the losses: everything that was left out, by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._disk import in_words
from practicelearn._tables import SESSIONS, Table, in_cell, near_match
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError, TableError, TranscriptError, counted
from practicelearn.exchange.conventions import slug

__all__ = [
    "COLUMNS",
    "CodedProject",
    "ExchangeError",
    "column_of",
    "said_plainly",
    "table_of",
    "with_values",
    "with_year",
    "year_choices",
]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "users": ("guid", "name", "id"),
    "codes": ("code", "guid", "codable"),
    "cases": ("guid", "name", "description", "codes", "sessions", "selections", "kind", "speakers"),
    "variables": ("guid", "name", "type", "description"),
    "values": ("about", "variable", "value"),
    "sets": ("guid", "name", "description", "codes", "sessions", "notes"),
    "notes": ("guid", "name", "text", "coder", "at", "about"),
    "links": ("guid", "name", "direction", "origin", "target"),
    "selections": (
        "guid", "session_id", "start", "end", "words", "name", "description", "coder", "at",
        "parts", "codings", "status",
    ),
    "times": ("session_id", "start_s"),
    "evidence": (
        "file", "session_id", "unit", "crlf", "bom", "n_selections", "n_clean", "n_named",
        "n_impossible", "score", "chosen", "why",
    ),
    "losses": ("file", "severity", "what", "message", "text", "account", "n"),
}  # fmt: skip
"""The columns of a project's own tables. ``about`` names a thing as ``kind:id``, where kind is
project, code, session, case, selection or coding. ``selections``: start and end are code points in
the source's text; status is placed, comment (no code), or why it could not be placed. ``cases``:
kind is person or document, speakers a person's sessions, each with their label or None.
``losses``: n is how many of the things of a line of the account (words, codings ...) it explains.
"""

_LOOKS_LIKE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:\s*[-/–]\s*(?:(?:19|20)?\d{2}))?(?!\d)")
P = ParamSpec("P")
R = TypeVar("R")


class ExchangeError(TranscriptError):
    """A file of another program cannot be read or written; nothing was.

    Examples
    --------
    >>> import practicelearn as prac
    >>> try:
    ...     prac.exchange.read_refi("not-there.qdpx")
    ... except prac.exchange.ExchangeError as error:
    ...     print(error)
    not-there.qdpx: there is no such file; look at its name, and whether its drive is there
    """


def said_plainly(read: Callable[P, R]) -> Callable[P, R]:
    """Decorate a reader of a file, its first argument: what it did not foresee is said in words."""

    @wraps(read)
    def reads(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return read(*args, **kwargs)
        except PracticelearnError:
            raise
        except Exception as error:
            path = Path(str(args[0] if args else next(iter(kwargs.values()))))
            what = (
                f"something in it is not known here ({type(error).__name__}: {str(error)[:200]}), "
                "so nothing was read. Export it again; and please report this, without the file"
            )
            if isinstance(error, OSError):
                what = in_words(error)
            raise ExchangeError(path, None, what) from error

    return reads


def table_of(name: str, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Return one of a project's tables from its rows; what a row lacks is None."""
    columns = COLUMNS[name]
    return pd.DataFrame(
        [[row.get(c) for c in columns] for row in rows], columns=list(columns), dtype=object
    )


@dataclass(frozen=True, repr=False, eq=False)
class CodedProject:
    """A project of another program, or one to be written for it.

    Parameters
    ----------
    corpus : Corpus
    frame : CodingFrame or None
    codings : Codings
    name, origin : str
        What the project is called, and the program that wrote it.
    users, codes, cases, variables, values, sets, notes, links, selections : DataFrame
        What the format carries beside turns and codings; see :data:`COLUMNS`.
    times : DataFrame
        Places of a recording that stand in a transcript, and now begin a turn.
    evidence : DataFrame
        How the offsets were decided: one row a source and way of counting.
    losses : DataFrame
        What was left out or needs a look, one row a matter: file, severity, what, message, text,
        and which line of the account (:mod:`.account`) it explains by how many.
    there : mapping of str to int
        What the file holds, counted in the file itself, by line of the account.
    guids : mapping of str to str
        ``kind:id`` to the identifier in the file, so that writing back names the same things.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus(["2025-north"])
    >>> folder = Path(tempfile.mkdtemp())
    >>> path = prac.exchange.write_refi(None, corpus, folder / "ours.qdpx")
    >>> project = prac.exchange.read_refi(path)
    >>> len(project.corpus.turns) == len(corpus.turns)
    True
    """

    corpus: Corpus
    frame: CodingFrame | None = None
    codings: Codings = field(default_factory=Codings)
    name: str = "Project"
    origin: str = ""
    users: pd.DataFrame = field(default_factory=partial(table_of, "users"))
    codes: pd.DataFrame = field(default_factory=partial(table_of, "codes"))
    cases: pd.DataFrame = field(default_factory=partial(table_of, "cases"))
    variables: pd.DataFrame = field(default_factory=partial(table_of, "variables"))
    values: pd.DataFrame = field(default_factory=partial(table_of, "values"))
    sets: pd.DataFrame = field(default_factory=partial(table_of, "sets"))
    notes: pd.DataFrame = field(default_factory=partial(table_of, "notes"))
    links: pd.DataFrame = field(default_factory=partial(table_of, "links"))
    selections: pd.DataFrame = field(default_factory=partial(table_of, "selections"))
    times: pd.DataFrame = field(default_factory=partial(table_of, "times"))
    evidence: pd.DataFrame = field(default_factory=partial(table_of, "evidence"))
    losses: pd.DataFrame = field(default_factory=partial(table_of, "losses"))
    guids: Mapping[str, str] = field(default_factory=dict)
    there: Mapping[str, int] = field(default_factory=dict)
    path: Path | None = None

    def __repr__(self) -> str:
        serious = int((self.losses["severity"] != "note").sum())
        return (
            f"Project: {self.name} ({self.origin or 'no program named'}), "
            f"{counted(len(self.corpus.sessions), 'session')}, "
            f"{counted(len(self.corpus.turns), 'turn')}, {counted(len(self.frame or ()), 'code')}, "
            f"{counted(len(self.codings), 'coding')} by "
            f"{counted(len(self.codings.coders), 'coder')}; "
            f"{counted(serious, 'matter')} lost or to look at, "
            f"{counted(len(self.losses) - serious, 'note')}"
        )

    def _repr_html_(self) -> str:
        counts = self.losses.groupby(["severity", "what"], sort=False).size().rename("n")
        return in_cell(repr(self), counts.reset_index(), index=False)


def year_choices(project: CodedProject) -> pd.DataFrame:
    """Return what could say which round a session belongs to: a person chooses.

    Returns
    -------
    DataFrame
        One row a choice: ``choice`` (the value for ``with_year``), ``n_sessions`` that would get a
        round, ``n_conflicts`` that would get two, ``n_years`` different ones, ``looks_like_year``
        (share of the labels that hold a year, 0 to 1), ``labels``. Likeliest first.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus(["2025-north"])
    >>> folder = Path(tempfile.mkdtemp())
    >>> path = prac.exchange.write_refi(None, corpus, folder / "ours.qdpx")
    >>> project = prac.exchange.read_refi(path)
    >>> prac.exchange.year_choices(project)[["choice", "n_sessions", "labels"]]
              choice  n_sessions  labels
    0  document name           1  [2025]
    """
    check_arguments(year_choices, locals())
    rows = []
    for choice, labels in _choices(project).items():
        single = {sid: found for sid, found in labels.items() if len(found) == 1}
        distinct = sorted({label for found in labels.values() for label in found})
        rows.append(
            {
                "choice": choice,
                "n_sessions": len(single),
                "n_conflicts": len(labels) - len(single),
                "n_years": len(distinct),
                "looks_like_year": sum(bool(_LOOKS_LIKE_YEAR.search(d)) for d in distinct)
                / len(distinct),
                "labels": distinct,
            }
        )
    names = ["choice", "n_sessions", "n_conflicts", "n_years", "looks_like_year", "labels"]
    table = pd.DataFrame(rows, columns=names)
    order = ["looks_like_year", "n_conflicts", "n_sessions", "choice"]
    return table.sort_values(order, ascending=[False, True, False, True], ignore_index=True)


def with_year(project: CodedProject, choice: str) -> CodedProject:
    """Return the project with ``sessions["year"]`` taken from one of :func:`year_choices`.

    Parameters
    ----------
    project : CodedProject
    choice : str
        ``"sets"``, ``"document name"`` or ``"variable: NAME"``.

    Raises
    ------
    TableError
        There is no such choice, or it gives a session two rounds; both are named.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus(["2025-north"])
    >>> folder = Path(tempfile.mkdtemp())
    >>> path = prac.exchange.write_refi(None, corpus, folder / "ours.qdpx")
    >>> project = prac.exchange.read_refi(path)
    >>> choices = prac.exchange.year_choices(project)
    >>> choice = choices["choice"].iloc[0]
    >>> prac.exchange.with_year(project, choice).corpus.year_labels
    ['2025']
    """
    check_arguments(with_year, locals())
    from dataclasses import replace

    choices = _choices(project)
    if choice not in choices:
        known = ", ".join(choices) or "none"
        raise TableError(
            f'year: there is no choice "{choice}"; there are: {known}.{near_match(choice, choices)}'
        )
    for sid, labels in choices[choice].items():
        if len(labels) > 1:
            raise TableError(
                f'year: "{choice}" gives session "{sid}" more than one round: '
                f"{', '.join(sorted(labels))}. Choose another, or set the year in sessions.xlsx."
            )
    year = {sid: next(iter(labels)) for sid, labels in choices[choice].items()}
    sessions = project.corpus.sessions
    column = pd.Series([year.get(str(s)) for s in sessions.index], sessions.index, dtype=object)
    corpus = replace(project.corpus, sessions=sessions.assign(year=column))
    return replace(project, corpus=corpus)


def with_values(sessions: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return sessions with a further column for each variable that says something about them."""
    about = values[values["about"].astype(str).str.startswith("session:")]
    out = sessions.copy()
    for variable, part in about.groupby("variable", sort=False):
        name = column_of(str(variable), SESSIONS)
        ids = part["about"].str.partition(":")[2]
        cells = dict(zip(ids, part["value"], strict=True))
        before = out[name] if name in out else pd.Series(None, out.index, dtype=object)
        out[name] = pd.Series(
            [cells.get(str(s), before.loc[s]) for s in out.index], out.index, dtype=object
        )
        out[name] = out[name].where(out[name].notna(), None)
    return out


def column_of(variable: str, table: Table) -> str:
    """Return the column of sessions or people in which a variable's values stand."""
    name = slug(variable, empty="variable").replace("-", "_")
    return f"variable_{name}" if name in _KEPT[table.name] else name


_KEPT = {
    "sessions": {"text_hash", "file", "format", "duration_s", "session_id", "sets"},
    "people": {"person_id", "pseudonym", "description"},
}


def _choices(project: CodedProject) -> dict[str, dict[str, set[str]]]:
    """Choice to session to the labels it would get."""
    found: dict[str, dict[str, set[str]]] = {}

    def add(choice: str, session_id: str, label: str) -> None:
        found.setdefault(choice, {}).setdefault(session_id, set()).add(label)

    for name, members in zip(project.sets["name"], project.sets["sessions"], strict=True):
        year = _LOOKS_LIKE_YEAR.search(name or "")
        for session_id in (members or []) if year else []:
            add("sets", session_id, str(year and year[0]))
    of_case = dict(zip(project.cases["guid"], project.cases["sessions"], strict=True))
    values = project.values
    for about, variable, value in zip(
        values["about"], values["variable"], values["value"], strict=True
    ):
        kind, _, name = about.partition(":")
        targets = [name] if kind == "session" else of_case.get(name) or [] if kind == "case" else []
        for session_id in targets:
            if value is not None:
                add(f"variable: {variable}", session_id, str(value))
    for session_id, file in project.corpus.sessions["file"].items():
        year = _LOOKS_LIKE_YEAR.search(file if isinstance(file, str) else "")
        if year:
            add("document name", str(session_id), year[0])
    return found
