"""A further round in an existing study: new sessions are frozen, old ones are never touched."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import TURNS, empty_table
from practicelearn.coding.log.events import Event
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError, TableError
from practicelearn.study.change import Change
from practicelearn.study.files import freeze
from practicelearn.study.folder import Study, open_study
from practicelearn.study.purged import purged
from practicelearn.study.sheets import appended_sheet, sheet_tables
from practicelearn.study.transaction import transaction
from practicelearn.study.who import check_name

__all__ = ["add_year", "ids_of_other_rounds", "in_year", "put_sessions"]

SETTINGS = "study.toml"
_ROUNDS = re.compile(r"^rounds\s*=\s*\[[^\]]*\]", re.MULTILINE)


def in_year(corpus: Corpus, year: str, *, guide_version: str | None = None) -> Corpus:
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

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> north = corpus.where(session_id="2025-north")
    >>> prac.in_year(north, "2025-26").years
    ['2025-26']
    """
    check_arguments(in_year, locals())
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


def add_year(
    study: Study, corpus: Corpus, year: str, *, by: str, link_rounds: bool = False
) -> Study:
    """Freeze the sessions of a round into a study, and return the study with them.

    Parameters
    ----------
    study : Study
    corpus : Corpus
        As :func:`in_year` returns it, names replaced as in the study. Its rows of the three sheets
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

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> folder = Path(tempfile.mkdtemp())
    >>> sample = prac.open_study(prac.sample_path())
    >>> north = sample.corpus(["2025-north"])
    >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
    >>> added = sample.corpus(["2024-duty"])
    >>> study.add_year(added, "2024-25", by="kim").settings.rounds
    ('2023-24', '2024-25', '2025-26')
    """
    check_arguments(add_year, locals())
    check_name(by)
    corpus = in_year(corpus, year)
    with transaction(study.path) as change:
        _check(study, corpus, link_rounds)
        for place, content in freeze(corpus).items():
            change.write(place, content)
        known = set(study.corpus().people.index)  # the same person, or _check has refused
        tables = sheet_tables(corpus)
        people = tables["people.xlsx"]
        tables["people.xlsx"] = people[~people["person_id"].isin(known)]
        for name, table in tables.items():
            change.write(name, appended_sheet(change.read(name), table, name[:-5]))
        _name_round(change, study.settings.rounds, _with_round(study, corpus, year))
        payload = {"year": year, "n_sessions": len(corpus.sessions)}
        change.append(f"decisions/{by}.jsonl", Event(kind="round", who=by, payload=payload))
    return open_study(study.path)


def put_sessions(change: Change, study: Study, corpus: Corpus) -> None:
    """Put new sessions of any rounds into a change, with their rows of the sheets.

    A person id that the study has already is numbered: it would stand for somebody else.

    Raises
    ------
    StudyError
        Names stand in the corpus and not in the study, or a session is there already.
    """
    before = study.corpus()
    corpus = _with_own_people(corpus, {str(p) for p in before.people.index})
    _check(study, corpus, link_rounds=True)
    for place, content in freeze(corpus).items():
        change.write(place, content)
    for name, table in sheet_tables(corpus).items():
        change.write(name, appended_sheet(change.read(name), table, name[:-5]))
    rounds = study.settings.rounds
    for year in corpus.sessions["year"].dropna().unique():
        part = corpus.where(session_id=list(corpus.sessions.index[corpus.sessions["year"] == year]))
        later = _with_round(study, part, str(year))
        rounds = later if len(later) > len(rounds) else rounds
    _name_round(change, study.settings.rounds, rounds)


def _with_own_people(corpus: Corpus, known: set[str]) -> Corpus:
    now: dict[str, str] = {}
    for person in map(str, corpus.people.index):
        n, name = 2, person
        while name in known or name in now.values():
            name, n = f"{person}-{n}", n + 1
        now[person] = name
    if all(old == new for old, new in now.items()):
        return corpus
    attendance = corpus.attendance.assign(
        person_id=[now.get(p, p) for p in corpus.attendance["person_id"]]
    )
    away = corpus.away.assign(person_id=[now.get(p, p) for p in corpus.away["person_id"]])
    return replace(corpus, people=corpus.people.rename(index=now), attendance=attendance, away=away)


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
    gone = purged(study.path)
    back = [sid for sid in corpus.sessions.index if sid.casefold() in gone.sessions]
    if back:
        raise StudyError(
            f'a session "{back[0]}" was purged from this study, and whatever bears its id is left '
            "out. Give the new file another name, such as one with the round."
        )
    others = ids_of_other_rounds(study.corpus(), str(corpus.sessions["year"].iloc[0]))
    same = sorted(others & set(corpus.attendance["person_id"].dropna()))
    if same and not link_rounds:
        raise StudyError(
            f"{len(same)} person ids are in the study already, the first is {same[0]}: they would "
            "stand for people of another round. Let names be replaced here (--key), which gives "
            "this round ids of its own; or give it some yourself; or say that they are the same "
            "people (--link-rounds), which lets anybody follow them over the years."
        )


def ids_of_other_rounds(corpus: Corpus, year: str) -> set[str]:
    """Return the person ids that attendance knows in other rounds than this."""
    own = corpus.sessions.index[corpus.sessions["year"] == year]
    elsewhere = ~corpus.attendance["session_id"].isin(own)
    away = corpus.away.loc[corpus.away["year"] != year, "person_id"]
    return {*corpus.attendance.loc[elsewhere, "person_id"].dropna(), *away.dropna()}


def _with_round(study: Study, corpus: Corpus, year: str) -> tuple[str, ...]:
    """The study's rounds with a further one: in its place by date or year, else after the last."""
    rounds, there = study.settings.rounds, study.corpus()
    if year in rounds:
        return rounds
    sessions = pd.concat([there.sessions[["year", "date"]], corpus.sessions[["year", "date"]]])
    bare = Corpus(turns=empty_table(TURNS), sessions=sessions)
    known = rounds or tuple(there.year_labels)
    try:
        placed = bare.in_order([*known, year])
    except TableError:
        # of a study whose order nobody gave, a person has to give it
        return (*rounds, year) if rounds or not known else ()
    keeps_order = tuple(label for label in placed if label != year) == known
    return tuple(placed) if keeps_order else (*known, year)


def _name_round(change: Change, rounds: tuple[str, ...], wanted_rounds: tuple[str, ...]) -> None:
    """Put the rounds into study.toml; every other line stays as people wrote it."""
    if wanted_rounds == rounds:
        return
    file = change.folder / SETTINGS
    text = (change.read(SETTINGS) or b"").decode("utf-8-sig")
    names = ", ".join(f'"{name}"' for name in wanted_rounds)
    line = f"rounds = [{names}]"
    new = _ROUNDS.sub(lambda _: line, text, count=1)
    if not _ROUNDS.search(text):
        new = f"{line}\n{text}" if "[" not in text.split("\n", 1)[0] else text
    settings, wanted = tomllib.loads(new), tomllib.loads(text)
    if settings != {**wanted, "rounds": list(wanted_rounds)}:
        raise StudyError(f"{file}: the round could not be added to rounds; write: {line}")
    change.write(SETTINGS, new.encode())
