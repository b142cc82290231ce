"""The study: a folder of plain files that outlives any program, read lazily.

Layout (``docs/study-folder.md``): ``study.toml``, the sheets people edit, ``sessions/`` (frozen
turns), ``frame/`` (released versions), ``coding/CODER/SESSION.jsonl`` and ``decisions/`` (append
only), ``outputs/`` and ``.cache/`` (can be deleted).
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from practicelearn._tables import SURVEY, empty_table, near_match
from practicelearn.coding.codings import SETTLED, Codings, anchor
from practicelearn.coding.events import Event, EventLog, live, read_events
from practicelearn.coding.frame import CodingFrame, read_frame, write_frame
from practicelearn.coding.moves import brought_up
from practicelearn.coding.own_group import in_group_issues
from practicelearn.coding.payloads import unfit
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import StudyError
from practicelearn.study.files import freeze, thaw, write_sheets
from practicelearn.study.journal import finish_correction
from practicelearn.study.logs import read_logs
from practicelearn.study.rewrite import finish_rewriting
from practicelearn.study.settings import StudySettings, read_settings, settings_text
from practicelearn.themes.cycle.sheet import Cycle, read_actions
from practicelearn.transcripts.guide import with_questions_set
from practicelearn.transcripts.sheet_files import read_sheet
from practicelearn.transcripts.sheets import read_sheets

if TYPE_CHECKING:
    from practicelearn.coding.queries import FrameworkMatrix

__all__ = ["Study", "create_study", "open_study"]

ACTION_SHEET = "actions.xlsx"
GUIDE_SHEET = "guide.csv"
_GUIDE = ("question_id", "wording", "prompts", "version", "codes")


class Study:
    """A study folder. Made by :func:`open_study` or :func:`create_study`.

    Parameters
    ----------
    path : Path
        The folder.
    settings : StudySettings
    """

    def __init__(self, path: Path, settings: StudySettings) -> None:
        self.path = path
        self.settings = settings

    @cached_property
    def session_ids(self) -> list[str]:
        """Ids of the frozen sessions, sorted."""
        return sorted(p.stem for p in (self.path / "sessions").glob("*.csv"))

    @property
    def cache(self) -> Path:
        """The folder for what can be computed again."""
        return self.path / ".cache"

    @property
    def template(self) -> Path | None:
        """The Word file for the look of reports, where ``study.toml`` names one."""
        return self.path / self.settings.template if self.settings.template else None

    def corpus(self, sessions: Sequence[str] | None = None) -> Corpus:
        """Return the frozen sessions with sheets, people, attendance and questions set since.

        Parameters
        ----------
        sessions : sequence of str, optional
            Only these sessions are read from disk.

        Raises
        ------
        StudyError
            A session is not there, or its text no longer fits its recorded hash.
        """
        wanted = self.session_ids if sessions is None else list(sessions)
        for sid in wanted:
            if sid not in self.session_ids:
                raise StudyError(
                    f'{self.path}: no session "{sid}".{near_match(sid, self.session_ids)}'
                )
        frozen = thaw(self.path / "sessions", wanted)
        whole = replace(frozen, pseudonymised=self.settings.pseudonymised)
        described = read_sheets(
            whole,
            sessions=_if_there(self.path / "sessions.xlsx"),
            people=_if_there(self.path / "people.xlsx"),
            attendance=_if_there(self.path / "attendance.xlsx"),
        )
        return with_questions_set(described, self.questions_set())

    def questions_set(self) -> dict[str, str | None]:
        """Return turn id to the question a person has set from there on, the newest standing.

        None: from there on no question of the guide.
        """
        events, _ = read_events((self.path / "decisions").glob("*.jsonl"))
        return {
            make_turn_id(str(e.session_id), e.payload["turn"]): e.payload["question"]
            for e in sorted(live(brought_up(events)), key=lambda e: e.at)
            if e.kind == "question"
        }

    def frame(self, version: str | None = None) -> CodingFrame:
        """Return a released version of the coding frame, by default the newest.

        The newest has the latest date; versions without a date come first.

        Raises
        ------
        StudyError
            There is no frame, or none of that version.
        """
        frames = self.frames()
        if not frames:
            raise StudyError(f"{self.path / 'frame'}: there is no coding frame (a .yaml file).")
        by_version = {f.version: f for f in frames}
        if version is not None and version not in by_version:
            raise StudyError(
                f'{self.path / "frame"}: no version "{version}"; '
                f"there are {', '.join(by_version)}.{near_match(version, by_version)}"
            )
        newest = max(frames, key=lambda f: (f.date or "", f.version))
        return newest if version is None else by_version[version]

    def frames(self) -> list[CodingFrame]:
        """Return every released version of the coding frame."""
        return [read_frame(p) for p in sorted((self.path / "frame").glob("*.yaml"))]

    @property
    def has_frame(self) -> bool:
        """Whether a coding frame has been released."""
        return any((self.path / "frame").glob("*.yaml"))

    def codings(
        self, coder: str | Sequence[str] | None = None, *, at: str | None = None
    ) -> Codings:
        """Return what has been coded and read, by every coder or by some.

        Spans are held against the text; those that had to be moved or left out, and damaged lines
        of the logs, are listed in ``issues``.

        Parameters
        ----------
        coder : str or sequence of str, optional
        at : str, optional
            A past moment, ISO, such as ``"2026-03-01"`` or ``"2026-03-01T16:00"`` (UTC): the
            codings as they stood then.
        """
        found = {p.name: p for p in sorted((self.path / "coding").glob("*/")) if p.is_dir()}
        wanted = (
            list(found) if coder is None else [coder] if isinstance(coder, str) else list(coder)
        )
        for name in wanted:
            if name not in found:
                raise StudyError(
                    f'{self.path / "coding"}: nothing by "{name}".{near_match(name, found)}'
                )
        frames = self.frames()
        codings = replace(
            read_logs({name: found[name] for name in wanted}, at=at),
            frame=self.frame() if self.has_frame else None,
            held={f.version: frozenset(f) for f in frames},
            frames={f.version: f for f in frames},
        )
        corpus = self.corpus()
        anchored = anchor(codings, corpus)
        present = in_group_issues(anchored, corpus)
        if not present:
            return anchored
        issues = pd.concat([anchored.issues, pd.DataFrame(present)], ignore_index=True)
        return replace(anchored, issues=issues)

    def decisions(self) -> pd.DataFrame:
        """Return the decisions that stand: one row each, in order.

        Returns
        -------
        DataFrame
            kind (statement, quotable, declare, reply, summary, seen, release ...), who, at, and the
            payload's entries as columns (``theme_id``, ``statement``, ``coding_id``,
            ``quotable`` ...).
        """
        events, _ = read_events((self.path / "decisions").glob("*.jsonl"))
        # by time, not by number: each person numbers their own file, and the last word counts
        standing = sorted(live(brought_up(events)), key=lambda e: e.at)
        rows = [{"kind": e.kind, "who": e.who, "at": e.at, **e.payload} for e in standing]
        return pd.DataFrame(rows, columns=None if rows else ["kind", "who", "at"])

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
        """
        from practicelearn.study.summaries import chart

        return chart(self, codes=codes, year=year)

    def guide(self) -> pd.DataFrame:
        """Return the topic guide (question_id, wording, prompts, version, codes); maybe empty.

        Raises
        ------
        TableError
            The file has no column question_id or wording. Other columns that are not there are
            empty.
        """
        path = self.path / GUIDE_SHEET
        if not path.exists():
            return pd.DataFrame(columns=list(_GUIDE))
        # as Excel leaves it: with semicolons, in the encoding of Windows
        sheet = read_sheet(path, needs=("question_id", "wording"))
        asked = sheet[sheet["question_id"].notna()].reset_index(drop=True)
        further = [c for c in asked.columns if c not in _GUIDE]
        return asked.reindex(columns=[*_GUIDE, *further])

    @property
    def has_actions(self) -> bool:
        """Whether there is an action sheet."""
        return (self.path / ACTION_SHEET).exists()

    def actions(self) -> Cycle:
        """Return what ``actions.xlsx`` says: recommendations, actions and their status.

        Rows that name no round are taken for the newest one, and an issue says so.

        Raises
        ------
        StudyError
            There is no action sheet.
        """
        if not self.has_actions:
            raise StudyError(
                f"{self.path / ACTION_SHEET}: there is no action sheet. "
                f'Begin one with: python -m practicelearn cycle "{self.path}" --new'
            )
        rounds = self.settings.rounds
        return read_actions(self.path / ACTION_SHEET, year=rounds[-1] if rounds else None)

    def survey(self) -> pd.DataFrame:
        """Return the survey scores of ``survey.xlsx`` or ``survey.csv``; maybe empty.

        Columns: see ``practicelearn._tables.SURVEY``.
        """
        from practicelearn.themes.cycle.survey import read_survey

        found = [p for p in (self.path / "survey.xlsx", self.path / "survey.csv") if p.exists()]
        return read_survey(found[0]) if found else empty_table(SURVEY)

    def names_left(self, roster: str | Path | pd.DataFrame | None = None) -> pd.DataFrame:
        """Return what still looks like a name anywhere in the study, likely ones first.

        Parameters
        ----------
        roster : str, Path or DataFrame, optional
            As for ``pseudonymise``: its names are sought in every form.

        Returns
        -------
        DataFrame
            As :func:`practicelearn.names_left` of the corpus; and of what people wrote since:
            ``frame.examples``, ``frame.definition``, ``coding.memo.memo``,
            ``decisions.summary.summary`` (cells of the chart), ``decisions.statement.statement``,
            ``decisions.reply.words``, ``guide.wording``, ``actions.we_will``, ``survey.note`` ...
            (column ``row`` says whose, or which row), and the names of ``files``.
        """
        from practicelearn.study.names import study_names_left

        return study_names_left(self, roster=roster)

    def log(self, coder: str, session_id: str, *, settled: bool = False) -> EventLog:
        """Return the log of one person for one session; ``settled`` for what two agreed."""
        folder = self.path / "coding" / (Path(SETTLED) / coder if settled else coder)
        return EventLog(folder / f"{session_id}.jsonl")

    def record(self, who: str, kind: str, *, session_id: str | None = None, **fields: Any) -> Event:
        """Append one event, and return it once it is on disk.

        Parameters
        ----------
        who : str
            The person.
        kind : str
            See :class:`practicelearn.coding.events.Event`.
        session_id : str, optional
            The session; without one the event is a decision about the study.
        **fields
            ``coding_id``, ``text_hash``, ``frame_version`` and ``payload`` of the event.

        Raises
        ------
        StudyError
            The payload is not what the kind needs, a coding has no ``coding_id``, there is no such
            session, or the folder cannot be written to. Nothing was written.
        """
        wrong = unfit(kind, fields.get("payload") or {})
        if kind == "code" and not fields.get("coding_id"):
            wrong = wrong or "a coding needs a coding_id of its own"
        if wrong is not None:
            raise StudyError(
                f'record: an event "{kind}" was not written: {wrong}. docs/study-folder.md lists '
                "what each kind holds."
            )
        if session_id is not None and session_id not in self.session_ids:
            raise StudyError(
                f'{self.path}: no session "{session_id}".{near_match(session_id, self.session_ids)}'
            )
        if session_id is None:
            log = EventLog(self.path / "decisions" / f"{who}.jsonl")
        else:
            log = self.log(who, session_id)
        return log.append(Event(kind=kind, who=who, session_id=session_id, **fields))[0]

    def __repr__(self) -> str:
        rounds = ", ".join(self.settings.rounds) or "no rounds named"
        n = len(self.session_ids)
        return f"Study: {self.settings.title} ({rounds}), {n} sessions, {self.path}"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}</p>"


def open_study(path: str | Path) -> Study:
    """Return the study of a folder. Nothing but ``study.toml`` is read yet.

    Raises
    ------
    StudyError
        The folder is no study, or of a newer format.
    """
    path = Path(path)
    file = path / "study.toml"
    if not file.is_file():
        raise StudyError(
            f"{path} is not a study: there is no study.toml. "
            "Make one with: python -m practicelearn init STUDY TRANSCRIPTS (in a notebook: "
            "create_study)."
        )
    settings = read_settings(file)
    finish_rewriting(path)
    finish_correction(path)
    return Study(path, settings)


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
    """
    path = Path(path)
    if path.exists() and any(path.iterdir()):
        raise StudyError(f"{path} is not empty. Name a new folder: a study is never written over.")
    settings = StudySettings(
        title=title,
        rounds=tuple(corpus.years),
        smallest_worthwhile=smallest_worthwhile,
        headline=tuple(headline),
        pseudonymised=corpus.pseudonymised,
    )
    path.mkdir(parents=True, exist_ok=True)
    freeze(corpus, path / "sessions")
    write_sheets(corpus, path)
    if frame is not None:
        (path / "frame").mkdir()
        write_frame(frame, path / "frame" / f"{frame.version}.yaml")
    (path / ".gitignore").write_text(_GITIGNORE, encoding="utf-8")
    (path / "study.toml").write_text(settings_text(settings), encoding="utf-8")
    return Study(path, settings)


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
"""


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None
