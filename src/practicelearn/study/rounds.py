"""A further round in an existing study: new sessions are frozen, old ones are never touched."""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.study.files import append_sheet, freeze, sheet_tables
from practicelearn.study.folder import Study, open_study

__all__ = ["add_round", "in_round"]

_SHEETS = ("sessions.xlsx", "people.xlsx", "attendance.xlsx")
_ROUNDS = re.compile(r"^rounds\s*=\s*\[[^\]]*\]", re.MULTILINE)


def in_round(corpus: Corpus, year: str, *, guide_version: str | None = None) -> Corpus:
    """Return a corpus whose sessions all belong to one round.

    Parameters
    ----------
    corpus : Corpus
        Just read, names not yet replaced: the key is kept by round.
    year : str
        The round, such as ``2026-27``.
    guide_version : str, optional
        For sessions whose sheet names none.

    Raises
    ------
    StudyError
        No round is named, or a session's sheet names another.
    """
    if not year.strip():
        raise StudyError("name the round, such as 2026-27.")
    named = corpus.sessions["year"].dropna()
    other = named[named != year]
    if len(other):
        raise StudyError(
            f'session "{other.index[0]}" belongs to the round "{other.iloc[0]}" by its sheet, not '
            f'to "{year}". Put right the sheet or the round.'
        )
    sessions = corpus.sessions.assign(year=year)
    if guide_version is not None:
        sessions["guide_version"] = sessions["guide_version"].fillna(guide_version)
    return replace(corpus, sessions=sessions)


def add_round(
    study: Study, corpus: Corpus, year: str, *, by: str, link_rounds: bool = False
) -> Study:
    """Freeze the sessions of a round into a study, and return the study with them.

    Parameters
    ----------
    study : Study
    corpus : Corpus
        As :func:`in_round` returns it, names replaced as in the study. Its rows of the three sheets
        are put below those that are there; what stands there already is left as it is.
    year : str
        The round; more sessions may be added to one that is there.
    by : str
        Who adds it: goes on record.
    link_rounds : bool, default False
        Whether a person id that the study knows is meant to be the same person.

    Raises
    ------
    StudyError
        Names stand in the corpus and not in the study, a session is there already, or a person id
        of another round would stand for somebody else. Nothing was changed.
    """
    corpus = in_round(corpus, year)
    _check(study, corpus, link_rounds)
    with _as_before_if_it_fails(study, list(corpus.sessions.index)):
        with tempfile.TemporaryDirectory(dir=study.path, prefix=".adding-") as folder:
            freeze(corpus, Path(folder))
            for file in sorted(Path(folder).iterdir()):
                file.replace(study.path / "sessions" / file.name)
        known = set(study.corpus().people.index) if link_rounds else set()
        tables = sheet_tables(corpus)
        people = tables["people.xlsx"]
        tables["people.xlsx"] = people[~people["person_id"].isin(known)]
        for name, table in tables.items():
            append_sheet(table, study.path / name)
        _name_round(study.path / "study.toml", [*study.settings.rounds], year)
        made = open_study(study.path)
        made.corpus()
    made.record(by, "round", payload={"year": year, "n_sessions": len(corpus.sessions)})
    return made


def _check(study: Study, corpus: Corpus, link_rounds: bool) -> None:
    if study.settings.pseudonymised and not corpus.pseudonymised:
        raise StudyError(
            "names have been replaced in this study and not in the new transcripts: frozen "
            "sessions are never edited again. Pseudonymise them first (round STUDY YEAR FILES "
            "--key FILE), or say that they were (--no-names)."
        )
    if corpus.sessions.empty:
        raise StudyError("there is no session to add.")
    there = {sid.casefold(): sid for sid in study.session_ids}
    twice = [sid for sid in corpus.sessions.index if sid.casefold() in there]
    if twice:
        raise StudyError(
            f'session "{twice[0]}" is in the study already ({len(twice)} such), and a frozen '
            "session is never altered. Name the new file for its round, such as 2026-north."
        )
    known = set(study.corpus().attendance["person_id"].dropna())
    same = sorted(known & set(corpus.attendance["person_id"].dropna()))
    if same and not link_rounds:
        raise StudyError(
            f"{len(same)} person ids are in the study already, the first is {same[0]}: they would "
            "stand for people of another round. Give this round ids of its own, or say that they "
            "are the same people (--link-rounds), which lets anybody follow them over the years."
        )


@contextmanager
def _as_before_if_it_fails(study: Study, session_ids: list[str]) -> Iterator[None]:
    """Put sheets and settings back, and take the new sessions out, when anything goes wrong."""
    files = [study.path / name for name in (*_SHEETS, "study.toml")]
    before = {file: file.read_bytes() for file in files if file.exists()}
    try:
        yield
    except BaseException:
        for sid in session_ids:
            for suffix in ("csv", "json"):
                (study.path / "sessions" / f"{sid}.{suffix}").unlink(missing_ok=True)
        for file in files:
            if file in before:
                file.write_bytes(before[file])
            else:
                file.unlink(missing_ok=True)
        raise
    shutil.rmtree(study.cache, ignore_errors=True)


def _name_round(file: Path, rounds: list[str], year: str) -> None:
    """Put the round into ``rounds`` of study.toml; every other line stays as people wrote it."""
    if year in rounds:
        return
    text = file.read_text(encoding="utf-8-sig")
    names = ", ".join(f'"{name}"' for name in sorted([*rounds, year]))
    line = f"rounds = [{names}]"
    new = _ROUNDS.sub(lambda _: line, text, count=1)
    if not _ROUNDS.search(text):
        new = f"{line}\n{text}" if "[" not in text.split("\n", 1)[0] else text
    settings, wanted = tomllib.loads(new), tomllib.loads(text)
    if settings != {**wanted, "rounds": sorted([*rounds, year])}:
        raise StudyError(f'{file}: "{year}" could not be added to rounds; write: {line}')
    file.write_text(new, encoding="utf-8")
