"""Which question of the guide each stretch of talk answers: as it was found, and set by a person.

Before freezing what is set lies with the files that were brought, in the same folder, and goes with
them; the words are frozen with it. Afterwards it goes on record, and stands over what was frozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from practicelearn.coding.log.events import Event, EventLog
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.jobs.kept_beside import keep_beside, kept_beside
from practicelearn.jobs.steps import Steps
from practicelearn.language.words import without_marks
from practicelearn.study.asked import asked_in, guide_if_readable
from practicelearn.study.folder import open_study
from practicelearn.study.guides import guide_beside
from practicelearn.study.who import check_name
from practicelearn.transcripts.loader import read_transcripts

__all__ = [
    "NONE", "AskedSession", "Turning", "questions_before", "questions_in", "set_before",
    "set_questions", "set_questions_before",
]  # fmt: skip

NONE = "-"
"""What is sent for a stretch that answers no question of the guide."""

_SET = ".questions-set.json"


@dataclass(frozen=True)
class Turning:
    """A turn of whoever leads, at which the talk may go on to another question.

    Parameters
    ----------
    turn_id : str
    n : int
        Its number in the session.
    speaker, words : str
    question : str
        Id of what is answered from here on, or "".
    begins : bool
        Whether it is another one than before.
    asks : bool
        Whether its words ask anything.
    set_by_person : bool
    """

    turn_id: str
    n: int
    speaker: str
    words: str
    question: str
    begins: bool
    asks: bool
    set_by_person: bool


@dataclass(frozen=True)
class AskedSession:
    """What was asked in one session.

    Parameters
    ----------
    session_id : str
    turnings : tuple of Turning
        Every turn of whoever leads, and any other at which another question begins.
    not_found : tuple of str
        Ids of the guide's questions that nothing in it answers.
    leads : bool
        Whether anybody in it is known to lead.
    """

    session_id: str
    turnings: tuple[Turning, ...]
    not_found: tuple[str, ...]
    leads: bool

    @property
    def n_found(self) -> int:
        """How many questions of the guide something in it answers."""
        return len({t.question for t in self.turnings if t.question})

    @property
    def unmatched(self) -> tuple[Turning, ...]:
        """Turns that ask something, in which no question of the guide was found."""
        return tuple(t for t in self.turnings if t.asks and not t.begins and not t.set_by_person)


def questions_in(folder: str | Path) -> list[AskedSession]:
    """Return what was asked in each frozen session of a study, with what people have set since."""
    study = open_study(folder)
    return _sessions(study.corpus(), study.guide(), study.questions_set())


def questions_before(
    transcripts: str | Path, folder: str | Path, *, steps: Steps | None = None
) -> list[AskedSession]:
    """Return the same of transcripts that were brought and not frozen.

    Parameters
    ----------
    transcripts : str or Path
        Their folder, with their sheets, and perhaps a guide.
    folder : str or Path
        The study; a guide of its own goes before one beside the transcripts.
    steps : Steps, optional
    """
    steps = steps or Steps()
    corpus = read_transcripts(transcripts, progress=steps)
    steps(0, 1, "looking for the questions")
    own, _ = guide_if_readable(open_study(folder).path)
    beside = None if len(own) else guide_beside(transcripts)
    guide = own if beside is None else beside
    known = set_before(transcripts, corpus)
    return _sessions(asked_in(corpus, guide, known), guide, known)


def set_questions(
    folder: str | Path, session_id: str, chosen: Mapping[str, str], *, by: str
) -> int:
    """Put on record which question is answered from a turn on, and return of how many turns.

    Parameters
    ----------
    folder : str or Path
    session_id : str
    chosen : mapping of turn_id to question_id
        What a person says of each turn, or ``NONE``; turns of which it says what stands there
        already are passed over.
    by : str

    Raises
    ------
    StudyError
        There is no such turn or question; nothing was put on record.
    """
    study = open_study(folder)
    corpus = study.corpus()
    found = _sessions(corpus, study.guide(), study.questions_set())
    session = next((s for s in found if s.session_id == session_id), None)
    new = _changed(session, chosen, set(study.guide()["question_id"]), session_id)
    text_hash = corpus.sessions["text_hash"].get(session_id)
    events = [
        Event(kind="question", who=by, session_id=session_id, text_hash=text_hash,
              payload={"turn": turn.n, "question": question})
        for turn, question in new.items()
    ]  # fmt: skip
    if events:  # beside decisions, as the coding page puts them
        EventLog(study.path / "decisions" / f"{check_name(by)}.jsonl").append(*events)
    return len(new)


def set_questions_before(
    transcripts: str | Path, session: AskedSession, chosen: Mapping[str, str], known: set[str]
) -> int:
    """Keep the same beside transcripts that are not frozen yet, with the words it was said of.

    Raises
    ------
    StudyError
        There is no such turn or question; nothing was kept.
    """
    new = _changed(session, chosen, known, session.session_id)
    path = Path(transcripts) / _SET
    told = kept_beside(path)
    told |= {t.turn_id: {"question": q, "words": t.words} for t, q in new.items()}
    keep_beside(path, told)
    return len(new)


def set_before(transcripts: str | Path, corpus: Corpus) -> dict[str, str | None]:
    """Return turn to question as a person set it, of turns that read as they did then."""
    texts = corpus.turns["text"]
    return {
        turn: one["question"]
        for turn, one in kept_beside(Path(transcripts) / _SET).items()
        if texts.get(turn) == one["words"]
    }


def _sessions(
    corpus: Corpus, guide: pd.DataFrame, set_by_people: Mapping[str, str | None]
) -> list[AskedSession]:
    wanted = list(dict.fromkeys(map(str, guide["question_id"][guide["wording"].notna()])))
    out = []
    for session_id, turns in corpus.turns.groupby("session_id", sort=False):
        before, rows = "", []
        for row in turns.itertuples():
            question = row.question_id if isinstance(row.question_id, str) else ""
            leads, begins = row.role == "facilitator", question != before
            before = question
            if not (leads or begins or row.Index in set_by_people):
                continue
            asks = leads and "?" in without_marks(row.text, row.marks)
            who = row.speaker if isinstance(row.speaker, str) else ""
            rows.append(
                Turning(str(row.Index), int(row.n), who, str(row.text), question, begins, asks,
                        row.Index in set_by_people)
            )  # fmt: skip
        answered = set(turns["question_id"].dropna())
        missed = tuple(q for q in wanted if q not in answered)
        leading = bool((turns["role"] == "facilitator").any())
        out.append(AskedSession(str(session_id), tuple(rows), missed, leading))
    return out


def _changed(
    session: AskedSession | None, chosen: Mapping[str, str], known: set[str], session_id: str
) -> dict[Turning, str | None]:
    """What is another question than stands there, in the order of the talk."""
    turns = {} if session is None else {t.turn_id: t for t in session.turnings}
    for turn_id, question in chosen.items():
        if turn_id not in turns:
            raise StudyError(f"{session_id}: there is no turn {turn_id} here. Load the page again.")
        if question != NONE and question not in known:
            raise StudyError(f'the guide has no question "{question}". Load the page again.')
    now = {turns[t]: None if q == NONE else q for t, q in chosen.items()}
    other = {t: q for t, q in now.items() if (q or "") != t.question}
    return dict(sorted(other.items(), key=lambda item: item[0].n))
