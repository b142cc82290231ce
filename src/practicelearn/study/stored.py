"""What lies in a study folder, read lazily: sessions, frames, codings, decisions; and appended to.

Layout (``docs/study-folder.md``): ``study.toml``, the sheets people edit, ``sessions/`` (frozen
turns), ``frame/`` (released versions), ``coding/CODER/SESSION.jsonl`` and ``decisions/`` (append
only), ``outputs/`` and ``.cache/`` (can be deleted).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import (
    MOMENT,
    NAMES,
    WORDS,
    check_arguments,
    one_or_several,
)
from practicelearn._tables import near_match
from practicelearn.coding.codings import SETTLED, Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.log.events import (
    Event,
    EventLog,
    Fault,
    check_event,
    live,
)
from practicelearn.coding.log.moves import brought_up
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.study.asked import (
    read_study_guide,
)
from practicelearn.study.carried import carried, carries
from practicelearn.study.coded import read_codings
from practicelearn.study.kept import KeptReads
from practicelearn.study.listing import (
    frame_files,
    session_files_of,
)
from practicelearn.study.purged import kept_events
from practicelearn.study.released import newest_of, released_frames
from practicelearn.study.settings import StudySettings
from practicelearn.study.transaction import consistent, refuse_moved
from practicelearn.study.who import check_name
from practicelearn.study.whole import part_of_corpus, questions_set_in, whole_corpus

__all__ = ["StoredStudy"]

_HEAD_OF_ROW = {"kind": None, "who": None, "at": None}


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
        self.__dict__.pop("session_ids", None)  # others may have come
        if sessions is None:
            return consistent(self.path, lambda: whole_corpus(self.path, self.settings))
        return consistent(self.path, lambda: part_of_corpus(self.path, self.settings, sessions))

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
        return questions_set_in(self.path)

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
        return newest_of(frames) if version is None else by_version[version]

    def frames(self) -> list[CodingFrame]:
        """Return every released version of the coding frame.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> list(study.frames())
        [CodingFrame: Practice health check (invented), version 2023-1, 9 codes]
        """
        return released_frames(self.path)

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
        read = partial(read_codings, self.path, self.settings, asked, at=at, version=frame_version)
        key = ("codings", asked, at, frame_version)
        self.__dict__.pop("session_ids", None)  # others may have come
        return consistent(self.path, lambda: self._kept.once(key, read))

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
