"""The study: a folder of plain files that outlives any program, opened and made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from practicelearn._arguments import SHARE, WORDS, check_arguments
from practicelearn._called import COMMAND
from practicelearn._disk import make_folder
from practicelearn._journal import drop, sync_folder, write_synced
from practicelearn._tables import SURVEY, empty_table, in_cell
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.frame_yaml import frame_text
from practicelearn.coding.queries import FrameworkMatrix
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError, TableError, counted
from practicelearn.study.copies import there
from practicelearn.study.files import freeze
from practicelearn.study.methods import StudyMethods
from practicelearn.study.not_one import why_no_study
from practicelearn.study.settings import StudySettings, read_settings, settings_text
from practicelearn.study.sheets import sheet_file, sheet_tables
from practicelearn.study.stored import StoredStudy
from practicelearn.study.transaction import generation
from practicelearn.themes.cycle.sheet import LearningCycle, read_actions

__all__ = ["Study", "create_study", "is_study", "open_study"]

ACTION_SHEET = "actions.xlsx"


class Study(StudyMethods, StoredStudy):
    """A study folder. Made by :func:`open_study` or :func:`create_study`.

    Parameters
    ----------
    path : Path
        The folder.
    settings : StudySettings

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> study.settings.title
    'Practice health check, Aldermere Council (invented)'
    >>> len(study.corpus().sessions)
    24
    """

    def framework_matrix(
        self, *, codes: Sequence[str] | None = None, year: str | None = None
    ) -> FrameworkMatrix:
        """Return the chart: groups × codes, with everybody's summaries and the quotes.

        Parameters
        ----------
        codes : sequence of str, optional
            By default every code of the frame, and any other that was used.
        year : str, optional
            Of one round only.

        Returns
        -------
        FrameworkMatrix
            Quotes of one reading a session, as ``merge_codings`` chooses it. Where several people
            wrote of one cell, each text stands under its writer's name.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.framework_matrix(codes=["tools"], year="2025-26")
        FrameworkMatrix: 8 groups × 1 codes, 0 of 8 summaries written, 41 quotes
        """
        check_arguments(Study.framework_matrix, locals())
        from practicelearn.study.summaries import chart

        return chart(self, codes=codes, year=year)

    @property
    def has_actions(self) -> bool:
        """Whether there is an action sheet.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.has_actions
        True
        """
        return there(self.path / ACTION_SHEET)

    def actions(self) -> LearningCycle:
        """Return what ``actions.xlsx`` says: recommendations, actions and their status.

        Rows that name no round are taken for the newest one, and an issue says so.

        Raises
        ------
        StudyError
            There is no action sheet.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.actions().actions[["owner", "due", "known_by"]].head(2)
                              owner         due             known_by
        action_id
        a-f50e6d   Head of property  2025-08-31     desks heard less
        a-ff57e1    Head of service  2025-06-30  workload heard less
        """
        if not self.has_actions:
            raise StudyError(
                f"{self.path / ACTION_SHEET}: there is no action sheet. "
                f'Begin one with: {COMMAND} cycle "{self.path}" --new'
            )
        rounds = self.settings.rounds
        return read_actions(self.path / ACTION_SHEET, year=rounds[-1] if rounds else None)

    def survey(self) -> pd.DataFrame:
        """Return the survey scores of ``survey.xlsx`` or ``survey.csv``; maybe empty.

        Columns: see ``practicelearn._tables.SURVEY``.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.survey()[["year", "standard", "score"]].head(2)
              year     standard  score
        0  2024-25  Supervision   68.0
        1  2025-26  Supervision   71.0
        """
        from practicelearn.themes.cycle.survey import read_survey

        found = [p for p in (self.path / "survey.xlsx", self.path / "survey.csv") if there(p)]
        return read_survey(found[0]) if found else empty_table(SURVEY)

    def names_left(
        self, roster: str | Path | pd.DataFrame | None = None, *, only_likely: bool = False
    ) -> pd.DataFrame:
        """Return what still looks like a name anywhere in the study, likely ones first.

        Parameters
        ----------
        roster : str, Path or DataFrame, optional
            As for ``pseudonymise``: its names are sought in every form.
        only_likely : bool, default False
            Only the ``likely`` rows, several times faster.

        Returns
        -------
        DataFrame
            As :func:`practicelearn.names_left` of the corpus; and of what people wrote since:
            ``frame.examples``, ``frame.definition``, ``coding.memo.memo``,
            ``decisions.summary.summary`` (cells of the chart), ``decisions.statement.statement``,
            ``decisions.reply.words``, ``guide.wording``, ``actions.we_will``, ``survey.note`` ...
            (column ``row`` says whose, or which row), and the names of ``files``.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import practicelearn as prac
        >>> folder = Path(tempfile.mkdtemp())
        >>> sample = prac.open_study(prac.sample_path())
        >>> north = sample.corpus(["2025-north"])
        >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
        >>> study.names_left()[["place", "text", "kind"]].head(2)
                place          text      kind
        0  turns.text  Carrow House  building
        1  frame.cues  Carrow House  building
        """
        check_arguments(Study.names_left, locals())
        from practicelearn.study.names import study_names_left

        return study_names_left(self, roster=roster, only_likely=only_likely)

    def __repr__(self) -> str:
        rounds = ", ".join(self.settings.rounds) or "no rounds named"
        sessions = counted(len(self.session_ids), "session")
        return f"Study: {self.settings.title} ({rounds}), {sessions}, {self.path}"

    def _repr_html_(self) -> str:
        return in_cell(
            f"{self!r}. Next: study.corpus(), study.frame(), study.codings(), study.actions()"
        )


def is_study(path: str | Path) -> bool:
    """Return whether a folder is a study."""
    return (Path(path) / "study.toml").is_file()


def open_study(path: str | Path) -> Study:
    """Return the study of a folder. Nothing but ``study.toml`` is read yet.

    Parameters
    ----------
    path : str or Path
        The folder in which ``study.toml`` lies.

    Raises
    ------
    StudyError
        The folder is no study, or of a newer format.

    Examples
    --------
    >>> import practicelearn as prac
    >>> prac.open_study(prac.sample_path()).settings.rounds
    ('2023-24', '2024-25', '2025-26')
    """
    check_arguments(open_study, locals())
    path = Path(path)
    file = path / "study.toml"
    if not is_study(path):
        raise StudyError(why_no_study(path))
    generation(path)  # finishes a change that was stopped half-way
    return Study(path, read_settings(file))


def create_study(
    path: str | Path,
    corpus: Corpus,
    frame: CodingFrame | None = None,
    *,
    title: str,
    smallest_worthwhile: float = 0.15,
    headline: Iterable[str] = (),
) -> Study:
    """Write a study folder around a corpus and return it.

    Parameters
    ----------
    path : str or Path
        A folder that does not exist yet, or is empty.
    corpus : Corpus
        Should be pseudonymised: frozen sessions are never edited again.
    frame : CodingFrame, optional
    title : str
    smallest_worthwhile : float, default 0.15
    headline : iterable of str
        At most ten theme ids.

    Raises
    ------
    StudyError
        The folder holds something already: a study is never written over.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/ours"
    >>> prac.create_study(path, corpus, study.frame(), title="Ours").settings.title
    'Ours'
    """
    check_arguments(create_study, locals(), smallest_worthwhile=SHARE, title=WORDS)
    path = Path(path)
    if path.exists() and any(path.iterdir()):
        raise StudyError(f"{path} is not empty. Name a new folder: a study is never written over.")
    settings = StudySettings(
        title=title,
        rounds=corpus.rounds or _known_order(corpus),
        smallest_worthwhile=smallest_worthwhile,
        headline=tuple(headline),
        pseudonymised=corpus.pseudonymised,
    )
    files = freeze(corpus)
    files |= {name: sheet_file(t, name[:-5]) for name, t in sheet_tables(corpus).items()}
    if frame is not None:
        files[f"frame/{frame.version}.yaml"] = frame_text(frame).encode()
    files[".gitignore"] = _GITIGNORE.encode()
    files["study.toml"] = settings_text(settings).encode()
    _lay_out(path, files)
    return Study(path, settings)


def _known_order(corpus: Corpus) -> tuple[str, ...]:
    """The rounds, where their order is known; none where a person has to give it."""
    try:
        return tuple(corpus.years)
    except TableError:
        return ()


def _lay_out(path: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files, under another name first: it is whole or not there."""
    draft = path.with_name(f".{path.name}.new")
    try:
        make_folder(path.parent)
        drop(draft)
        for name, content in files.items():
            place = draft / name
            make_folder(place.parent)
            write_synced(place, content)
        make_folder(draft / "sessions")
        for folder in {draft, *(draft / name for name in files)}:
            sync_folder(folder if folder.is_dir() else folder.parent)
        if path.exists():
            path.rmdir()
        draft.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        drop(draft, quietly=True)
        raise StudyError(
            f"{error.filename or path}: {error.strerror or error}. No study was made. Name a "
            "folder that can be written to, on a disk with room."
        ) from error


_GITIGNORE = """\
# Transcripts are personal data: they stay out of version control unless you decide otherwise.
sessions/
sessions.xlsx
people.xlsx
attendance.xlsx
*.key.csv
roster*
outputs/
.cache/
.lock
.generation
.changing/
"""
