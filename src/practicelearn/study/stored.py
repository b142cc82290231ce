"""What lies in a study folder, read lazily: sessions, frames, codings, decisions; and appended to.

Layout (``docs/study-folder.md``): ``study.toml``, the sheets people edit, ``sessions/`` (frozen
turns), ``frame/`` (released versions), ``coding/CODER/SESSION.jsonl`` and ``decisions/`` (append
only), ``outputs/`` and ``.cache/`` (can be deleted).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from practicelearn._arguments import (
    MOMENT,
    NAMES,
    WORDS,
    check_arguments,
    check_known,
    one_or_several,
)
from practicelearn._of_session import sessions_of
from practicelearn._states import stamp_of
from practicelearn._tables import near_match
from practicelearn.coding.anchored import anchor
from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.counting import uncounted_events
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.frame_yaml import read_yaml_frame
from practicelearn.coding.log.events import (
    Event,
    EventLog,
    Fault,
    check_event,
    later_of,
    live,
)
from practicelearn.coding.log.moves import brought_up
from practicelearn.coding.own_group import in_group_issues
from practicelearn.coding.versions import asked_under, carried_codes, in_order
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import StudyError
from practicelearn.study.asked import (
    asked_in,
    guide_if_readable,
    read_study_guide,
    sought_by_words,
)
from practicelearn.study.carried import carried, carries
from practicelearn.study.copies import there
from practicelearn.study.files import thaw
from practicelearn.study.kept import KeptReads
from practicelearn.study.listing import (
    coder_folders,
    frame_files,
    session_files_of,
    stranger_issues,
    strangers,
)
from practicelearn.study.logs import fault_issue, read_logs, record_of, turn_ids_of
from practicelearn.study.purged import kept_events, purged
from practicelearn.study.recorder import Recorder
from practicelearn.study.settings import StudySettings
from practicelearn.study.transaction import consistent, refuse_moved
from practicelearn.transcripts.sheets.joined import read_sheets, with_issues
from practicelearn.transcripts.sheets.rounds import with_rounds

__all__ = ["StoredStudy", "check_name", "shared_corpus", "shared_round"]

_HEAD_OF_ROW = {"kind": None, "who": None, "at": None}
_NAME = re.compile(r"[^\s./\\:*?\"<>|\x00-\x1f][^/\\:*?\"<>|\x00-\x1f]{0,80}")


_ROUNDS: WeakKeyDictionary[Corpus, dict[str, Corpus]] = WeakKeyDictionary()
_SHEETS_OF_SESSIONS = frozenset({"sessions.xlsx", "people.xlsx", "attendance.xlsx"})
_BESIDE_CORPUS = frozenset({"coding", "decisions", "frame", "actions.xlsx", "survey.xlsx",
                            "survey.csv"})  # fmt: skip


def _in_corpus(name: str) -> bool:
    """Whether a file makes another corpus by what it holds; a file that came or went always may."""
    return name not in _BESIDE_CORPUS


def _described(name: str) -> bool | None:
    return True if name == "sessions" or name in _SHEETS_OF_SESSIONS else None


@lru_cache(maxsize=32)
def _version(path: Path, _stamp: tuple[int, int, int, int]) -> CodingFrame:
    """A version of the frame: never changed once released, so it is read once."""
    return read_yaml_frame(path)


class StoredStudy:
    """What lies in a study folder. People have a :class:`practicelearn.Study`, which is one.

    Parameters
    ----------
    path : Path
        The folder.
    settings : StudySettings
    """

    def __init__(self, path: Path, settings: StudySettings) -> None:
        self.path = path
        self.settings = settings
        self._kept = KeptReads.of(path, settings)

    @cached_property
    def session_ids(self) -> list[str]:
        """Ids of the frozen sessions, sorted.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.session_ids[:2]
        ['2023-care-leavers', '2023-court']
        """
        return sorted(session_files_of(self.path))

    @property
    def cache(self) -> Path:
        """The folder for what can be computed again.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.cache.name
        '.cache'
        """
        return self.path / ".cache"

    @property
    def template(self) -> Path | None:
        """The Word file for the look of reports, where ``study.toml`` names one.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.template is None
        True
        """
        return self.path / self.settings.template if self.settings.template else None

    @property
    def template_slides(self) -> Path | None:
        """The presentation for the look of slides, where ``study.toml`` names one.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.template_slides is None
        True
        """
        named = self.settings.template_slides
        return self.path / named if named else None

    def corpus(self, sessions: Sequence[str] | None = None) -> Corpus:
        """Return the frozen sessions with sheets, people, attendance and questions set since.

        Parameters
        ----------
        sessions : sequence of str, optional
            Only these sessions: the part that ``study.corpus().where(session_id=[...])`` gives,
            in the same order, without people, attendance and issues of others. No others are read
            from disk, but where questions of the guide have yet to be found in the words.

        Raises
        ------
        StudyError
            A session is not there, or its text no longer fits its recorded hash.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.corpus(["2025-north", "2025-duty"])
        Corpus: 2 sessions, 231 turns, 3,596 words (2025-26); 14 attendances, 0 issues
        """
        check_arguments(StoredStudy.corpus, locals(), sessions=NAMES)
        if sessions is not None:
            return consistent(self.path, lambda: self._corpus(sessions))
        return consistent(self.path, self._whole)

    def _whole(self, *, own: bool = True) -> Corpus:
        # of the decisions it takes what was set and what was purged, of the logs their names
        asked, gone = self.questions_set(), purged(self.path)
        said = (tuple(asked.items()), tuple(gone.sessions.items()))
        counts = None if gone.sessions else _in_corpus
        key = ("corpus", said)
        return self._kept.once(key, lambda: self._corpus(None, asked), counts=counts, own=own)

    def _corpus(
        self, sessions: Sequence[str] | None, asked: Mapping[str, str | None] | None = None
    ) -> Corpus:
        self.__dict__.pop("session_ids", None)
        beside = [] if sessions is not None else strangers(self.path)
        for sid in sessions or ():
            if sid not in self.session_ids:
                self._say_what_is_missing(sid)
        wanted = [sid for sid in self.session_ids if sessions is None or sid in sessions]
        if sessions is None:  # the whole stays as it is where only a file has come or gone beside
            key = ("described", tuple(wanted))
            described = self._kept.once(key, lambda: self._described(wanted), counts=_described)
        else:
            described = self._described(wanted)
        whole = with_issues(described, stranger_issues(beside))
        whole = with_rounds(whole, self.settings.rounds)
        guide, unread = guide_if_readable(self.path)
        if sessions is not None and sought_by_words(whole, guide):
            with suppress(StudyError):  # another session is damaged: these alone can be read
                return self._whole().where(session_id=wanted)
        asked = self.questions_set() if asked is None else asked
        made = asked_in(with_issues(whole, unread), guide, asked)
        object.__setattr__(made, "_described", described)  # held as long as what was made of it
        # the sheets speak of every session: what they say of the others is of no part
        return made if sessions is None else made.where(session_id=wanted)

    def _described(self, wanted: Sequence[str]) -> Corpus:
        """The frozen sessions, and what the sheets say of them."""
        whole = replace(
            thaw(self.path / "sessions", wanted),
            pseudonymised=self.settings.pseudonymised,
            displayed=Recorder(self.path),
        )
        return read_sheets(
            whole,
            sessions=_if_there(self.path / "sessions.xlsx"),
            people=_if_there(self.path / "people.xlsx"),
            attendance=_if_there(self.path / "attendance.xlsx"),
        )

    def _say_what_is_missing(self, session_id: str) -> None:
        files = {f"sessions/{session_id}.csv", f"sessions/{session_id}.json"}
        for found in strangers(self.path):
            if found.place in files and found.severity == "error":
                raise StudyError(
                    f"{self.path / found.place}: {found.what}. What to do: {found.remedy}."
                )
        raise StudyError(
            f'{self.path}: no session "{session_id}".{near_match(session_id, self.session_ids)}'
        )

    def guide(self) -> pd.DataFrame:
        """Return the topic guide (question_id, wording, prompts, version, codes); maybe empty.

        Raises
        ------
        TableError
            The file has no column question_id or wording. Other columns that are not there are
            empty.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.guide()["question_id"].tolist()
        ['q1', 'q2', 'q3', 'q4', 'q5']
        """
        return read_study_guide(self.path)

    def questions_set(self) -> dict[str, str | None]:
        """Return turn id to the question a person has set from there on, the newest standing.

        None: from there on no question of the guide.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> len(study.questions_set())
        0
        """
        events, _ = self.decided()
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

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.frame()
        CodingFrame: Practice health check (invented), version 2023-1, 9 codes
        """
        check_arguments(StoredStudy.frame, locals())
        frames = self.frames()
        if not frames:
            refuse_moved(self.path)
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
        """Return every released version of the coding frame.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> list(study.frames())
        [CodingFrame: Practice health check (invented), version 2023-1, 9 codes]
        """
        return [_version(p, stamp_of(p.stat())) for p in frame_files(self.path)]

    @property
    def has_frame(self) -> bool:
        """Whether a coding frame has been released.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.has_frame
        True
        """
        return bool(frame_files(self.path))

    def codings(
        self,
        coder: str | Sequence[str] | None = None,
        *,
        at: str | None = None,
        frame_version: str | None = None,
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
        frame_version : str, optional
            Count under this version of the frame and no later one: what was merged since stands
            apart, as it was counted then.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.codings("lee")
        Codings: 150 codings of 9 codes by lee; 805 turns read
        """
        check_arguments(StoredStudy.codings, locals(), coder=one_or_several(WORDS), at=MOMENT)
        asked = (coder,) if isinstance(coder, str) else None if coder is None else tuple(coder)
        read = partial(self._codings, asked, at, frame_version)
        key = ("codings", asked, at, frame_version)
        return consistent(self.path, lambda: self._kept.once(key, read))

    def _codings(self, asked: Sequence[str] | None, at: str | None, version: str | None) -> Codings:
        found = coder_folders(self.path)
        wanted = (
            list(found) if asked is None else [unicodedata.normalize("NFC", name) for name in asked]
        )
        check_known(str(self.path / "coding"), wanted, found, noun="coder", error=StudyError)
        frames = self.frames()
        newest = self.frame() if self.has_frame else None
        if version is not None:
            known = [f.version for f in frames]
            check_known(str(self.path / "frame"), version, known, noun="version", error=StudyError)
            chain = in_order(frames)
            frames = chain[: [f.version for f in chain].index(version) + 1]
            newest = frames[-1]
        read = partial(kept_events, self.path, gone=purged(self.path))
        standing, faults = read((self.path / "decisions").glob("*.jsonl"))
        ways = [e for e in standing if e.kind == "move"]
        asked_of = {name: found[name] for name in wanted}
        corpus = self._whole()
        logged = read_logs(asked_of, read=read, at=at, ways=ways, ids=turn_ids_of(corpus))
        became = carried_codes(frames)
        spans = logged.spans
        if became:  # codes that were merged, or renamed down to their id, since somebody coded
            spans = spans.assign(code=spans["code"].replace(became))
        codings = replace(
            logged,
            spans=spans,
            frame=newest,
            held={**logged.held, **asked_under(frames, newest, logged.held)},
            frames={f.version: f for f in frames},
            record=record_of(standing, at=at),
        )
        later = [e for e in later_of(faults) if at is None or e.at < at]
        decided = uncounted_events(later, "the decisions")
        astray = [f"{s.place}: {s.what}: {s.remedy}." for s in strangers(self.path)
                  if s.stops_counting]  # fmt: skip
        codings = replace(codings, uncounted=(*codings.uncounted, *decided, *astray))
        damaged = [fault_issue(fault) for fault in faults]
        codings = replace(codings, uncounted=(*codings.uncounted, *_astray(codings, corpus)))
        anchored = anchor(codings, corpus)
        further = [*damaged, *in_group_issues(anchored, corpus)]
        if not further:
            return anchored
        issues = pd.concat([anchored.issues, pd.DataFrame(further)], ignore_index=True)
        return replace(anchored, issues=issues)

    def decisions(self) -> pd.DataFrame:
        """Return the decisions that stand: one row each, in order.

        Returns
        -------
        DataFrame
            kind (statement, quotable, declare, reply, summary, seen, release ...), who, at, and the
            payload's entries as columns (``theme_id``, ``statement``, ``coding_id``,
            ``quotable`` ...). What was said of a code that was merged since stands under the code
            that it went into, and ``was`` names the one it was said of.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> stated = study.decisions().query("kind == 'statement'")
        >>> stated[["kind", "theme_id", "statement"]].head(2)
                kind     theme_id                                          statement
        2  statement     workload  The amount of work, and how it is counted, lea...
        3  statement  supervision  Supervision helps when it leaves room to think...
        """
        standing = self.standing()
        rows = [{**_HEAD_OF_ROW, **e.payload, "kind": e.kind, "who": e.who, "at": e.at}
                for e in standing]  # fmt: skip
        return pd.DataFrame(rows, columns=None if rows else ["kind", "who", "at"])

    def standing(self) -> list[Event]:
        """Return the decisions that stand as events, each under the code that its own is now.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> event = next(e for e in study.standing() if e.kind == "statement")
        >>> event.kind, event.who, event.payload["theme_id"]
        ('statement', 'sam', 'workload')
        """
        events, _ = consistent(self.path, self.decided)
        # by time, not by number: each person numbers their own file, and the last word counts
        standing = sorted(live(brought_up(events)), key=lambda e: e.at)
        several = len(frame_files(self.path)) > 1
        return carried(standing, self.frames()) if several and carries(standing) else standing

    def decided(self) -> tuple[list[Event], list[Fault]]:
        """Return everybody's decisions as events, and the lines that do not count.

        What was said of a round that was purged is none of them, whatever brought it back.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> len(study.decided())
        2
        """
        return kept_events(self.path, (self.path / "decisions").glob("*.jsonl"))

    def log(self, coder: str, session_id: str, *, settled: bool = False) -> EventLog:
        """Return the log of one person for one session; ``settled`` for what two agreed.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> type(study.log("kim", "2025-north")).__name__
        'EventLog'
        """
        check_arguments(StoredStudy.log, locals())
        folder = self.path / "coding" / (Path(SETTLED) / coder if settled else coder)
        return EventLog(folder / f"{session_id}.jsonl")

    def record(self, who: str, kind: str, *, session_id: str | None = None, **fields: Any) -> Event:
        """Append one event, and return it once it is on disk.

        Parameters
        ----------
        who : str
            The person.
        kind : str
            One of those that ``docs/study-folder.md`` lists.
        session_id : str, optional
            The session; without one the event is a decision about the study.
        **fields
            ``coding_id``, ``text_hash``, ``frame_version`` and ``payload`` of the event.

        Raises
        ------
        StudyError
            There is no such kind, the event is not what its kind must be (a coding without its
            ``coding_id``, say), there is no such session, or the folder cannot be written to.
            Nothing was written.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import practicelearn as prac
        >>> folder = Path(tempfile.mkdtemp())
        >>> sample = prac.open_study(prac.sample_path())
        >>> north = sample.corpus(["2025-north"])
        >>> study = prac.create_study(folder / "study", north, sample.frame(), title="North")
        >>> study.record(
        ...     "sam", "statement", payload={"theme_id": "tools", "statement": "Work is lost."}
        ... ).kind
        'statement'
        """
        check_arguments(StoredStudy.record, locals())
        check_name(who)
        if session_id is not None and session_id not in self.session_ids:
            raise StudyError(
                f'{self.path}: no session "{session_id}".{near_match(session_id, self.session_ids)}'
            )
        event = Event(kind=kind, who=who, session_id=session_id, **fields)
        if session_id is None:
            log = EventLog(self.path / "decisions" / f"{who}.jsonl")
        else:
            log = self.log(who, session_id)
        check_event(event, log.path)
        return log.append(event)[0]


def shared_corpus(study: StoredStudy) -> Corpus:
    """Return the corpus that all readers of this program share, with what was derived of it.

    Nobody may write into its tables; ``study.corpus()`` gives tables of one's own, of which
    everything is derived anew.
    """
    whole = study._whole  # noqa: SLF001 -- no method: it would stand among those that people call
    return consistent(study.path, lambda: whole(own=False))


def shared_round(study: StoredStudy, year: str) -> Corpus:
    """Return the part of it that is one round, likewise."""
    whole = shared_corpus(study)
    rounds = _ROUNDS.setdefault(whole, {})
    if year not in rounds:
        rounds[year] = whole.where(year=year)
    return rounds[year]


def check_name(who: str) -> str:
    """Return a person's name, when a file can bear it.

    Raises
    ------
    StudyError
        It is empty, begins with a dot, or holds what no file's name may hold.
    """
    if not _NAME.fullmatch(who) or who.rstrip(". ") != who:
        raise StudyError(
            f'"{who}" cannot name a person here: their file is called by it. Use letters, digits '
            'and hyphens, such as "kim". Nothing was changed.'
        )
    return who


def _astray(codings: Codings, corpus: Corpus) -> list[str]:
    """Why codings of sessions of which nothing is left cannot be counted."""
    coded = {s for t in (codings.spans, codings.read) for s in sessions_of(t["turn_id"]).unique()}
    gone = coded - set(corpus.sessions.index)
    return [
        f"sessions/{sid}.csv: the session is not there or cannot be read, and was coded: bring it "
        "back from the synced folder's history or a backup."
        for sid in sorted(gone)
        if not any(said.startswith(f"sessions/{sid}.") for said in codings.uncounted)
    ]


def _if_there(path: Path) -> Path | None:
    return path if there(path) else None
