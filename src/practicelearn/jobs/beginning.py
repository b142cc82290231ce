"""How a study begins, and how a further round of transcripts comes into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from practicelearn.corpus import Corpus
from practicelearn.exchange.nameless import without_names
from practicelearn.exchange.project import CodedProject
from practicelearn.jobs.asked import say_what_of_names
from practicelearn.jobs.frames import frame_named
from practicelearn.jobs.questions import set_before
from practicelearn.jobs.reports import begin_words
from practicelearn.jobs.steps import Steps
from practicelearn.language.one_pass import in_one_pass
from practicelearn.language.pipeline import tokenise
from practicelearn.output.planning import write_templates
from practicelearn.pseudonyms import names_left, pseudonymise
from practicelearn.pseudonyms.decided import read_decided
from practicelearn.pseudonyms.key_file import check_place, forget_unfrozen, only_if_frozen
from practicelearn.study.asked import asked_in, guide_if_readable
from practicelearn.study.folder import Study, create_study, open_study
from practicelearn.study.guides import guide_beside, keep_guide
from practicelearn.study.not_names import record_not_name
from practicelearn.study.rounds import add_year, ids_of_other_rounds, in_year
from practicelearn.transcripts.loader import read_transcripts
from practicelearn.transcripts.read_as import ReadAs

__all__ = [
    "PLANNING",
    "Begun",
    "ReadAs",
    "add_transcripts",
    "begin_study",
    "plan_round",
    "templates_of",
]

PLANNING = "planning"
"""The folder of a study in which they lie."""
_KEPT = "kept when names were replaced"


@dataclass(frozen=True)
class Begun:
    """A study as it is now, what came in, and what a person should look at.

    Parameters
    ----------
    study : Study
    corpus : Corpus
        What came in. Its issues are to be looked at.
    n_names : int
        Words that still look like names.
    guide : str or None
        What became of the topic guide beside the transcripts.
    templates : list of Path
        Printable templates for planning that were written.
    """

    study: Study
    corpus: Corpus
    n_names: int
    guide: str | None = None
    templates: list[Path] = field(default_factory=list)


def templates_of(folder: str | Path) -> list[Path]:
    """Return the printable templates that lie in a study, as people may have changed them."""
    return sorted((Path(folder) / PLANNING).glob("*.docx"))


def plan_round(folder: str | Path) -> list[Path]:
    """Write the printable templates a round is planned with, and return their paths."""
    return write_templates(folder)


def begin_study(
    folder: str | Path,
    transcripts: str | Path,
    *,
    title: str = "",
    frame: str = "",
    key: str | Path | None = None,
    roster: str | Path | None = None,
    decided: str | Path | pd.DataFrame | None = None,
    no_names: bool = False,
    said: ReadAs | None = None,
    steps: Steps | None = None,
) -> Begun:
    """Make a study folder from transcripts, and the templates for planning in it.

    Parameters
    ----------
    folder : str or Path
        New or empty.
    transcripts : str or Path
        A folder of transcripts, with its sheets and guide, or one file.
    title : str
        By default the folder's name.
    frame : str
        A coding frame: a file, or a starter frame by name.
    key : str or Path, optional
        Names are replaced, and the key is kept here, outside the study.
    roster : str or Path, optional
        Who was there and may be talked about.
    decided : str, Path or DataFrame, optional
        What was decided on names; see :func:`practicelearn.pseudonymise`.
    no_names : bool
        Names were replaced before.
    said : ReadAs, optional
        How the files are to be read; it is kept in the study's sessions sheet.
    steps : Steps, optional

    Raises
    ------
    StudyError
        It is not said what is to become of names, or the folder is not empty.
    PracticelearnError
        There is nothing to read, or no such frame.
    """
    steps = steps or Steps()
    say_what_of_names("init", "replaces them and keeps the key there", key, no_names=no_names)
    own_frame = bool(frame) and Path(frame).is_file()
    coding_frame = frame_named(frame) if frame else None
    guide = guide_beside(transcripts)
    corpus = _with_what_was_asked(read_transcripts(transcripts, said=said, progress=steps), guide)
    steps.commit()
    with in_one_pass():
        if key is not None and coding_frame is not None and own_frame:
            # a team's own frame has examples out of earlier transcripts; a starter frame has not
            project = CodedProject(corpus, coding_frame)
            nameless = without_names(project, key_file=key, roster=roster, decided=decided)
            corpus, coding_frame = nameless.corpus, nameless.frame
        elif key is not None:
            corpus = pseudonymise(corpus, key_file=key, roster=roster, decided=decided)
        else:
            corpus = replace(corpus, pseudonymised=True)
        made = create_study(folder, corpus, coding_frame, title=title or Path(folder).name)
        kept = None if guide is None else keep_guide(made, guide)
        begin_words(made)
        # every sign, not only the likely ones: the model has looked, and nobody need look again
        left, on_names = made.names_left(), read_decided(decided)
        n_names = int((left["likely"] & ~left["text"].map(on_names.keeps).astype(bool)).sum())
        tokenise(corpus.turns, cache=made.cache)  # of the words that were frozen, and of no others
    return Begun(made, corpus, n_names, kept, write_templates(made.path / PLANNING))


def add_transcripts(
    folder: str | Path,
    year: str,
    files: Sequence[Path],
    *,
    by: str,
    key: str | Path | None = None,
    roster: str | Path | None = None,
    decided: str | Path | pd.DataFrame | None = None,
    no_names: bool = False,
    guide_version: str | None = None,
    link_rounds: bool = False,
    said: ReadAs | None = None,
    steps: Steps | None = None,
) -> Begun:
    """Add a round of transcripts to a study; what is frozen there stays as it is.

    Parameters
    ----------
    folder : str or Path
        The study.
    year : str
        The round, such as ``2026-27``.
    files : sequence of Path
        Transcripts, or one folder of them with sheets and guide.
    by : str
        Who adds it: goes on record; so does what they decided to keep, as no names.
    key, roster, decided, no_names
        As for :func:`begin_study`; the key goes on.
    guide_version : str, optional
        The topic guide that was used.
    link_rounds : bool
        The same person keeps one id over the years.
    said : ReadAs, optional
        How the files are to be read; it is kept in the study's sessions sheet.
    steps : Steps, optional
    """
    steps = steps or Steps()
    say_what_of_names(
        "round", "replaces them and goes on with the key there", key, no_names=no_names
    )
    study = open_study(folder)
    source = files[0] if len(files) == 1 else files
    guide = guide_beside(files[0]) if len(files) == 1 else None
    corpus = in_year(
        read_transcripts(source, said=said, progress=steps),
        year,
        guide_version=guide_version or None,
    )
    own, _ = guide_if_readable(study.path)
    said_of = set_before(files[0], corpus) if len(files) == 1 else {}
    corpus = _with_what_was_asked(corpus, own if len(own) else guide, said_of)
    steps.commit()
    with in_one_pass():
        with nullcontext() if key is None else _key_of(study, corpus, check_place(key)):
            if key is not None:
                corpus = pseudonymise(
                    corpus,
                    key_file=key,
                    roster=roster,
                    decided=decided,
                    link_rounds=link_rounds,
                    known_ids=ids_of_other_rounds(study.corpus(), year),
                )
            else:
                corpus = replace(corpus, pseudonymised=True)
            made = add_year(study, corpus, year, by=by, link_rounds=link_rounds)
        kept = None if guide is None else keep_guide(made, guide)
        cache = made.cache if made.settings.pseudonymised else None
        left = names_left(corpus, cache=cache)
        tokenise(corpus.turns, cache=cache)
    on_names = read_decided(decided)
    stays = left["text"].map(on_names.keeps).astype(bool)
    if stays.any():
        record_not_name(made, set(left["text"][stays]), reason=_KEPT, by=by)
    return Begun(made, corpus, int((left["likely"] & ~stays).sum()), kept)


def _key_of(study: Study, corpus: Corpus, key: Path) -> AbstractContextManager[None]:
    """A key that tells of no session which is not in the study: neither before nor after."""
    there = study.session_ids
    forget_unfrozen(key, corpus.sessions.index, there)
    return only_if_frozen(key, lambda: open_study(study.path).session_ids != there)


def _with_what_was_asked(
    corpus: Corpus,
    guide: pd.DataFrame | None,
    set_by_people: Mapping[str, str | None] | None = None,
) -> Corpus:
    """The turns with the guide's question they answer, frozen with them; people may correct it."""
    return corpus if guide is None else asked_in(corpus, guide, set_by_people or {})
