"""Bring in what the groups left: heard, corrected in the sheets, then frozen without names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from practicelearn._disk import make_folder
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.beginning import add_transcripts
from practicelearn.jobs.checking import Heard, check_files
from practicelearn.jobs.naming import Account, account, decided_table, found_names, refuse_undecided
from practicelearn.jobs.sheets import complete_sheets, remove_rows_of
from practicelearn.jobs.steps import Steps
from practicelearn.jobs.workbooks import List, lists_in, take_lists
from practicelearn.pseudonyms.decided import form_of
from practicelearn.pseudonyms.key_file import KeyRow, read_key
from practicelearn.transcripts.folder import gather
from practicelearn.transcripts.hearing import grouped_issues
from practicelearn.transcripts.loader import read_transcripts

__all__ = ["Frozen", "bring_in", "hear", "leave_out"]


@dataclass(frozen=True)
class Frozen:
    """What came into a study.

    Parameters
    ----------
    sessions : tuple of str
    n_names : int
        Words that still look like names.
    guide : str or None
        What became of the topic guide beside the transcripts.
    issues : DataFrame
        What is to be looked at, equal ones counted.
    account : Account or None
        What was decided on the names that were found, where that was asked.
    further : tuple of str
        Names that were found only while the others were replaced, and replaced too.
    """

    sessions: tuple[str, ...]
    n_names: int
    guide: str | None
    issues: pd.DataFrame
    account: Account | None = None
    further: tuple[str, ...] = ()


def hear(folder: str | Path, *, steps: Steps | None = None) -> list[Heard]:
    """Return what is heard in each file of a folder, and write it into the sheets beside them.

    Parameters
    ----------
    folder : str or Path
        Of transcripts. Sheets that are there keep what was filled in, and get rows for what is new.
    steps : Steps, optional

    Returns
    -------
    list of Heard
        With first words, since names have to be recognised; without the corpus. A workbook that
        says who came, and what was asked, is taken into the sheets and gone; ``beside`` says so.
    """
    steps, folder = steps or Steps(), Path(folder)
    names = [p.name for p in sorted(folder.iterdir()) if p.is_file() and p.name[0] not in ".~"]
    try:
        files, _ = gather(folder)
    except PracticelearnError:  # nothing but sheets, say: each file says why it is not read
        files = []
    heard = []
    for n, found in enumerate(check_files([folder] if files else [], show_text=True)):
        steps(n, len(names), f"reading {found.path.name}")
        heard.append(found)
    lists = _lists(heard)
    read = [h.path for h in heard if h.corpus is not None and h.path not in lists]
    if read:
        steps(len(names), len(names), "writing the sheets")
        beside = gather(folder)[1]
        corpus = read_transcripts(
            read,
            sessions=beside.get("sessions"),
            people=beside.get("people"),
            attendance=beside.get("attendance"),
        )
        steps.commit()
        complete_sheets(folder, corpus)
    if lists:
        taken = [Heard(path, beside=take_lists(folder, found)) for path, found in lists.items()]
        for path in lists:
            leave_out(folder, path.name)
        return [*hear(folder, steps=steps), *taken]  # with the roles that are known now
    return [replace(h, corpus=None) for h in heard]


def _lists(heard: Sequence[Heard]) -> dict[Path, List]:
    """The workbooks among what was heard that say who came to the other groups."""
    found: dict[Path, List] = {}
    for h in heard:
        others = [o.speakers for o in heard if o.speakers is not None and o.path != h.path]
        if others and h.beside is None:
            found |= {one.path: one for one in lists_in([h.path], pd.concat(others))}
    return found


def leave_out(folder: str | Path, name: str) -> None:
    """Remove a file that was brought, and the rows that the sheets beside it have of it alone.

    Parameters
    ----------
    folder : str or Path
        Of transcripts.
    name : str
        Of a file in it.

    Raises
    ------
    StudyError
        A sheet is open in another program. Nothing was removed.
    """
    folder = Path(folder)
    remove_rows_of(folder, name)
    (folder / name).unlink(missing_ok=True)


def bring_in(
    folder: str | Path,
    year: str,
    files: str | Path | Sequence[Path],
    *,
    by: str,
    key: str | Path | None = None,
    roster: str | Path | None = None,
    no_names: bool = False,
    as_decided: bool = False,
    steps: Steps | None = None,
) -> Frozen:
    """Freeze what was heard into a study, as :func:`add_transcripts` does, which see.

    The key's own folder is made where the one around it is there. ``as_decided`` freezes a folder
    by the decisions on names that lie in it (``jobs.naming``), with the roster they were found by.

    Raises
    ------
    StudyError
        Likely names are not decided on. Nothing was frozen.
    """
    decided, told, found = None, None, None
    before: set[KeyRow] = set()
    if as_decided and key is not None and isinstance(files, str | Path):
        refuse_undecided(files)
        decided, told = decided_table(files), account(files)
        found = found_names(files)
        roster = found.roster or None if found is not None else roster
        before = set(read_key(Path(key)))
    if key is not None and Path(key).parent.parent.is_dir():
        make_folder(Path(key).parent)
    begun = add_transcripts(
        folder,
        year,
        [Path(files)] if isinstance(files, str | Path) else files,
        by=by,
        key=key,
        roster=roster,
        decided=decided,
        no_names=no_names,
        steps=steps,
    )
    further: tuple[str, ...] = ()
    if told is not None and key is not None and found is not None:
        known = {s.form for s in found.suggestions}
        new = [
            row.original for row in read_key(Path(key)) if row.kind != "id" and row not in before
        ]
        further = tuple(dict.fromkeys(o for o in new if o and form_of(o) not in known))
    return Frozen(
        tuple(map(str, begun.corpus.sessions.index)),
        begun.n_names,
        begun.guide,
        grouped_issues(begun.corpus.issues),
        told,
        further,
    )
