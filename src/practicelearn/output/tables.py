"""Every table as one workbook, and every picture as a file: for the team that analyses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._cells import escape_table, fit_cell, write_table
from practicelearn._disk import save_whole
from practicelearn._sheets import lay_out
from practicelearn._tables import COMPARISON, RECHECKS, SCORES, SURVEY, THEMES
from practicelearn.coding.codings import Codings
from practicelearn.corpus import Corpus
from practicelearn.errors import TableError
from practicelearn.output.plots.matrix import describe_matrix, plot_matrix
from practicelearn.output.report.blocks import Document, Picture, Table
from practicelearn.themes.themes import Themes
from practicelearn.themes.years import balance_beside

__all__ = ["all_tables", "by_round", "write_charts", "write_tables", "write_workbook"]

FOR_THE_TEAM = (
    "For the team that analyses: counts of 1 to 4 people stand in these sheets, so do not pass the "
    "file on. The report for readers is a file of its own."
)
NOT_ON = "For the team that analyses. Do not pass on."
_MEANINGS = {
    name: {column.name: column.meaning for column in table.columns}
    for name, table in {
        "themes": THEMES, "scores": SCORES, "comparison": COMPARISON, "rechecks": RECHECKS,
        "survey": SURVEY,
    }.items()
}  # fmt: skip
# the person who led a group: their score would be a figure on a person
_PERSONS = ["facilitator"]
LONGEST_NAME = 31


def all_tables(
    themes: Themes,
    change: pd.DataFrame | None = None,
    rechecks: pd.DataFrame | None = None,
    survey: pd.DataFrame | None = None,
    sensitivity: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """Return what the documents are made from, by name: themes, extent, scores and so on.

    Scores are those of groups; no table holds a person, and no table holds speech.
    """
    tables = {
        "themes": themes.table.reset_index(),
        "extent": themes.extent,
        "scores": themes.scores.drop(columns=_PERSONS),
    }
    balances = balance_beside(themes, change)
    rest = {
        "comparison": change, "balance": balances, "sensitivity": sensitivity,
        "rechecks": rechecks, "survey": survey,
        "coverage": themes.coverage().drop(columns="reasons"),
        "missing_groups": themes.missing_groups(), "role_flags": themes.role_flags(),
    }  # fmt: skip
    return tables | {name: t for name, t in rest.items() if t is not None and len(t)}


Format = Literal["csv", "parquet", "xlsx"]


def write_tables(
    what: Corpus | Codings | Themes | Mapping[str, pd.DataFrame],
    folder: str | Path,
    *,
    format: Format = "csv",
) -> list[Path]:
    """Write every table of a corpus, of codings or of themes as a file each; return their paths.

    Parameters
    ----------
    what : Corpus, Codings, Themes, or mapping of str to DataFrame
        A corpus: turns, sessions, people, attendance, issues; where there are any, who was
        invited and away, and groups not_held. Codings: spans, read, frame. Themes:
        themes, extent, scores. A mapping: name to table.
    folder : str or Path
        Made where it is not there. Files are named by their table.
    format : {"csv", "parquet", "xlsx"}
        As for :func:`practicelearn.write_table`; every index has its name and is written.

    Raises
    ------
    TableError
        The format is not known, or ``what`` holds no tables.
    PracticelearnError
        The folder cannot be written to, or Parquet's package is not installed.

    Notes
    -----
    Turns and spans hold what people said: such a folder is as confidential as the study.

    Examples
    --------
    >>> import tempfile
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus(["2025-north"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in prac.write_tables(corpus, folder)]
    ['turns.csv', 'sessions.csv', 'people.csv', 'attendance.csv', 'issues.csv']
    """
    if isinstance(what, pd.DataFrame):
        raise TableError(
            "write_tables: expected a corpus, codings, themes, or a mapping of names to tables; "
            "found one table. A single table: write_table(table, path)."
        )
    check_arguments(write_tables, locals())
    tables = _tables_of(what)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    return [write_table(table, folder / f"{name}.{format}") for name, table in tables.items()]


def _tables_of(
    what: Corpus | Codings | Themes | Mapping[str, pd.DataFrame],
) -> dict[str, pd.DataFrame]:
    if isinstance(what, Corpus):
        parts = ("turns", "sessions", "people", "attendance", "issues")
        planned = [name for name in ("away", "not_held") if len(getattr(what, name))]
        return {name: getattr(what, name) for name in (*parts, *planned)}
    if isinstance(what, Codings):
        own = what.shareable
        frame = {"frame": own.frame.table()} if own.frame is not None else {}
        return {"spans": own.spans, "read": own.read, **frame}
    if isinstance(what, Themes):
        return all_tables(what)
    return dict(what)


def write_workbook(tables: Mapping[str, pd.DataFrame], path: str | Path) -> Path:
    """Write tables as the sheets of one Excel file, whole or not at all, and return its path.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Sheet names of at most 31 characters. Cells that would run as a formula are escaped; a
        text longer than a cell is cut, and says so.
    path : str or Path
        Ends in ``.xlsx``.

    Raises
    ------
    PracticelearnError
        The place cannot be written to.
    """
    path = Path(path)
    rows = [{"sheet": name, "rows": str(len(t)), "note": ""} for name, t in tables.items()]
    about = pd.DataFrame([*rows, {"sheet": "", "rows": "", "note": FOR_THE_TEAM}])

    def write(whole: Path) -> None:
        with pd.ExcelWriter(whole, engine="openpyxl") as book:
            for name, table in {"about": about, **tables}.items():
                assert len(name) <= LONGEST_NAME, name
                _fitted(escape_table(table), name).to_excel(book, sheet_name=name, index=False)
                lay_out(book.sheets[name], keep=1, hints=_MEANINGS.get(name), notice=NOT_ON)

    return save_whole(path, write)


def by_round(themes: Themes) -> Picture | None:
    """Return the share of people who raised each theme from codes, round by round, as a picture.

    None with one round, or without themes from codes.
    """
    kept = themes.table["status"] != "dropped"
    coded = themes.table[(themes.table["origin"] == "codes") & kept]
    extent = themes.extent[themes.extent["theme_id"].isin(coded.index)]
    if extent["year"].nunique() < 2:
        return None
    share = extent.pivot_table(index="theme_id", columns="year", values="share_people") * 100
    share = share.reindex(columns=themes.corpus.in_order(share.columns))
    share = share.reindex(coded.index).rename(index=coded["name"]).round(0)
    share = share.rename_axis("themes").rename_axis("rounds", axis=1)
    told = describe_matrix(share)
    rows = [
        [str(name), *("–" if pd.isna(v) else f"{v:.0f}%" for v in row)]
        for name, row in zip(share.index, share.to_numpy(), strict=True)
    ]
    caption = "Mean share of the people in a group who raised it"
    table = Table(caption, ["Theme", *map(str, share.columns)], rows)
    return Picture(
        "Themes by round, per cent of people", told.alt, lambda: plot_matrix(share), table
    )


def write_charts(
    document: Document, folder: str | Path, *, more: Sequence[Picture] = ()
) -> tuple[list[Path], pd.DataFrame]:
    """Write each picture of a document as PNG.

    Parameters
    ----------
    document : Document
    folder : str or Path
        Made where it is not there. Files are named by number and title; those of an earlier run,
        which are named so too, are removed.
    more : sequence of Picture
        Pictures that stand in no document.

    Returns
    -------
    list of Path
        The files.
    DataFrame
        One row a picture: file, title, alt (what it says in words).

    Raises
    ------
    PracticelearnError
        The place cannot be written to.
    """
    pictures = [b for b in document.blocks if isinstance(b, Picture)]
    paths, rows = [], []
    for n, picture in enumerate([*pictures, *more], start=1):
        name = re.sub(r"[^a-z0-9]+", "-", picture.title.lower()).strip("-")[:60]
        path = Path(folder) / f"{n:02d}-{name}.png"
        paths.append(save_whole(path, partial(_draw, picture)))
        rows.append({"file": path.name, "title": picture.title, "alt": picture.alt})
    for old in Path(folder).glob("[0-9][0-9]-*.png"):
        if old not in paths:
            old.unlink()
    return paths, pd.DataFrame(rows, columns=["file", "title", "alt"])


def _draw(picture: Picture, path: Path) -> None:
    path.write_bytes(picture.image("png"))


def _fitted(table: pd.DataFrame, sheet: str) -> pd.DataFrame:
    out = table.copy()
    for place, name in enumerate(table.columns):
        cells = [
            fit_cell(v, where=f"{sheet}, {name}, row {n}", cut=True) if isinstance(v, str) else v
            for n, v in enumerate(table.iloc[:, place], start=2)
        ]
        out.isetitem(place, pd.Series(cells, index=out.index, dtype=table.dtypes.iloc[place]))
    return out
