"""The study: a folder of plain files that outlives any program, read lazily.

Layout (``docs/study-folder.md``): ``study.toml``, the sheets people edit, ``sessions/`` (frozen
turns), ``frame/`` (released versions), ``coding/CODER/SESSION.jsonl`` and ``decisions/`` (append
only), ``outputs/`` and ``.cache/`` (can be deleted).
"""

from __future__ import annotations

import html
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
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
from practicelearn.themes.cycle.sheet import Cycle, read_actions
from practicelearn.transcripts.guide import with_questions_set
from practicelearn.transcripts.sheet_files import read_sheet
from practicelearn.transcripts.sheets import read_sheets

if TYPE_CHECKING:
    from practicelearn.coding.queries import FrameworkMatrix

__all__ = ["Study", "StudySettings", "create_study", "open_study"]

FORMAT = 1
ACTION_SHEET = "actions.xlsx"
GUIDE_SHEET = "guide.csv"
_GUIDE = ("question_id", "wording", "prompts", "version", "codes")


@dataclass(frozen=True)
class StudySettings:
    """What ``study.toml`` says.

    Parameters
    ----------
    title : str
    rounds : tuple of str
        The years, in order.
    smallest_worthwhile : float
        Smallest change in the share of people that would matter, 0 to 1.
    headline : tuple of str
        Ids of at most ten themes declared before the years were compared.
    pseudonymised : bool
        Whether names were replaced before the sessions were frozen.
    template : str
        A Word file for the look of reports, beside ``study.toml`` or by its whole path.
    """

    title: str
    rounds: tuple[str, ...] = ()
    smallest_worthwhile: float = 0.15
    headline: tuple[str, ...] = ()
    pseudonymised: bool = False
    template: str = ""


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
    try:
        raw = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{file}: {error}.") from error
    finish_rewriting(path)
    finish_correction(path)
    if raw.get("format", FORMAT) > FORMAT:
        raise StudyError(
            f"{file}: this study has format {raw['format']}; this version of practicelearn reads "
            f"format {FORMAT}. Install a newer practicelearn."
        )
    return Study(path, _settings(raw, file))


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
    (path / "study.toml").write_text(_toml(settings), encoding="utf-8")
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


def _settings(raw: Mapping[str, Any], file: Path) -> StudySettings:
    known = [field.name for field in fields(StudySettings)]
    for key in raw:
        if key not in [*known, "format"]:
            raise StudyError(f'{file}: unknown setting "{key}".{near_match(key, known)}')
    if not isinstance(raw.get("title"), str):
        raise StudyError(f'{file}: "title" is missing.')
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in raw.items() if k in known
    }
    if not isinstance(values.get("headline", ()), tuple):
        raise StudyError(
            f'{file}: "headline" is a list of theme ids: headline = ["workload", "supervision"].'
        )
    least = values.get("smallest_worthwhile", 0.15)
    if not isinstance(least, int | float) or not 0 < least < 1:
        raise StudyError(
            f'{file}: "smallest_worthwhile" is {least!r}; expected a share of people between 0 and '
            "1, such as 0.15 for 15 in a hundred."
        )
    settings = StudySettings(**values)
    if len(settings.headline) > 10:
        raise StudyError(
            f'{file}: "headline" names {len(settings.headline)} themes; at most 10 can be tested.'
        )
    return settings


def _toml(settings: StudySettings) -> str:
    def text(value: str) -> str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def texts(values: Iterable[str]) -> str:
        return "[" + ", ".join(text(v) for v in values) + "]"

    return (
        f"format = {FORMAT}\n"
        f"title = {text(settings.title)}\n"
        f"rounds = {texts(settings.rounds)}\n"
        "# Smallest change in the share of people that would matter, 0 to 1.\n"
        f"smallest_worthwhile = {settings.smallest_worthwhile}\n"
        "# At most ten themes, declared before the years are compared.\n"
        f"headline = {texts(settings.headline)}\n"
        "# Whether names were replaced before the sessions were frozen.\n"
        f"pseudonymised = {str(settings.pseudonymised).lower()}\n"
    )


def _if_there(path: Path) -> Path | None:
    return path if path.exists() else None
