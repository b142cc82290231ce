"""Everything people wrote into a study, so that a name in it is seen before anything is shared.

Transcripts are pseudonymised before they are frozen. What is written afterwards is not: memos,
summaries of the chart, statements, replies, actions, the guide, definitions of codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._called import COMMAND
from practicelearn._tables import TURNS, empty_table
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.log.events import Event, Fault, later_of
from practicelearn.coding.log.texts import ID_ENTRIES
from practicelearn.corpus import Corpus
from practicelearn.errors import StudyError
from practicelearn.pseudonyms import Text, names_left
from practicelearn.study.copies import there
from practicelearn.study.own_words import OWN_WORDS, paragraphs_of
from practicelearn.study.purged import kept_events
from practicelearn.study.stored import StoredStudy
from practicelearn.transcripts.sheets.files import read_sheet

__all__ = ["NamesLeavingError", "refuse_names_leaving", "study_names_left", "study_texts"]

_OF_CODE = ("name", "definition", "include", "exclude", "scope", "source", "examples", "cues")
_NO_WORDS = frozenset({"import", "move", "read", "read-for", "seen", "undo", "unread"})
_OUTPUTS = frozenset({".cache", "outputs"})
_WAIVED = "waive-export"
_OF_NAMES = frozenset({"waive", "not-name", _WAIVED})
_LEAVING = ("frame.", "coding.", "settled.", "study.", "decisions.memo.")
_DATED = ("actions.", "survey.", "guide.")
_SHEETS = ("guide", "survey", "actions")


class NamesLeavingError(StudyError):
    """Words that look like names would leave a study, and nobody has said why they may.

    Parameters
    ----------
    message : str
    words : DataFrame
        The words with their places, as :func:`study_names_left` returns them.
    """

    def __init__(self, message: str, words: pd.DataFrame) -> None:
        super().__init__(message)
        self.words = words


def study_names_left(
    study: StoredStudy,
    *,
    roster: str | Path | pd.DataFrame | None = None,
    only_likely: bool = False,
) -> pd.DataFrame:
    """Return what still looks like a name anywhere in a study; see :meth:`Study.names_left`."""
    corpus, texts = study.corpus(), study_texts(study)
    # a study that was frozen with its names keeps nothing of where they stand
    cache = study.cache if corpus.pseudonymised else None
    left = names_left(corpus, roster=roster, texts=texts, only_likely=only_likely, cache=cache)
    return _without_due_dates(left)


def refuse_names_leaving(
    study: StoredStudy,
    *,
    frame_only: bool = False,
    corpus: Corpus | None = None,
    waive: str | None = None,
    by: str = "",
) -> None:
    """Raise unless every word that looks like a name and would leave has been waived in writing.

    Parameters
    ----------
    study : Study
    frame_only : bool
        Only the coding frame leaves.
    corpus : Corpus, optional
        The study's, where it has been read already.
    waive : str, optional
        Why the words may leave: goes on record with the words, as a decision of its own kind, which
        lets nothing into a report for readers.
    by : str
        Who says so.

    Raises
    ------
    NamesLeavingError
        Words are left.
    StudyError
        Nobody says who waives, or why.
    """
    if waive is not None and not (waive.strip() and by.strip()):
        raise StudyError("say why names may leave, and who says so: --waive REASON --by NAME.")
    if frame_only:
        corpus = Corpus(turns=empty_table(TURNS))
    elif corpus is None:
        corpus = study.corpus()
    leaving = ("frame.",) if frame_only else _LEAVING
    texts = (t for t in study_texts(study) if t.place.startswith(leaving))
    cache = study.cache if study.settings.pseudonymised else None
    left = names_left(corpus, texts=texts, only_likely=True, cache=cache)
    left = left[left["place"] != "coding.coder"]
    decisions = study.decisions()
    waived = {w for ws in decisions.loc[decisions["kind"] == _WAIVED].get("words", ()) for w in ws}
    words = left[~left["text"].isin(waived)]
    if words.empty:
        return
    if waive is None:
        places = ", ".join(f"{n} in {place}" for place, n in words["place"].value_counts().items())
        raise NamesLeavingError(
            f"nothing was written: {words['text'].nunique()} words that would leave still look "
            f"like names ({places}). See them with: {COMMAND} names "
            f'"{study.path}" --show-text. Then replace them, or say why they may leave: '
            "export ... --waive REASON --by NAME. The reason goes on record.",
            words,
        )
    payload = {"reason": waive.strip(), "words": sorted(set(words["text"]))}
    study.record(by, _WAIVED, payload=payload)


def _without_due_dates(left: pd.DataFrame) -> pd.DataFrame:
    """What was said may name a day of birth; in a sheet of actions a date is when one is due."""
    due = (left["kind"] == "date of birth") & left["place"].str.startswith(_DATED)
    return left[~due].reset_index(drop=True)


def study_texts(study: StoredStudy) -> Iterator[Text]:
    """Yield every text of a study outside of its corpus, and the names of its files.

    Logs are read whole: what was taken back or written anew since stands in them still.
    """
    yield Text("study.title", None, "study.toml", study.settings.title)
    for frame in study.frames():
        yield from _of_frame(frame)
    coders = sorted(p for p in (study.path / "coding").glob("*") if p.is_dir())
    for folder in coders:
        place = "settled" if folder.name == SETTLED else "coding"
        events, faults = kept_events(study.path, folder.rglob("*.jsonl*"))
        yield from _of_events(place, events)
        yield from _of_faults(place, faults)
        if folder.name != SETTLED:
            yield Text("coding.coder", None, folder.name, folder.name, slug=True)
    events, faults = kept_events(study.path, (study.path / "decisions").glob("*.jsonl*"))
    yield from _of_events("decisions", events)
    yield from _of_faults("decisions", faults)
    for name in _SHEETS:
        for path in sorted(study.path.glob(f"{name}.*")):
            if path.suffix in {".xlsx", ".csv"} and there(path):
                yield from _of_sheet(name, path)
    own_words = study.path / OWN_WORDS
    if there(own_words):
        for n, text in enumerate(paragraphs_of(own_words.read_bytes()), 1):
            yield Text("report-words", None, f"paragraph {n}", text)
    yield from _of_files(study.path)


def _of_frame(frame: CodingFrame) -> Iterator[Text]:
    yield Text("frame.name", None, frame.version, frame.name)
    yield Text("frame.source", None, frame.version, frame.source)
    for code in frame.codes:
        for field in _OF_CODE:
            for text in _strings(getattr(code, field)):
                yield Text(f"frame.{field}", None, f"{frame.version} {code.id}", text)


def _of_events(place: str, events: list[Event]) -> Iterator[Text]:
    """Yield free texts of a log: memos, summaries, statements, replies, reasons, new codes."""
    for event in events:
        if event.kind in _NO_WORDS:
            continue
        for key, value in event.payload.items():
            if key in ID_ENTRIES or (key == "words" and event.kind in _OF_NAMES):
                continue
            for text in _strings(value):
                row = f"{event.who} {event.coding_id or event.id}"
                yield Text(f"{place}.{event.kind}.{key}", event.session_id, row, text)


def _of_faults(place: str, faults: list[Fault]) -> Iterator[Text]:
    """Yield what stands in lines that do not count, and free texts of later versions' events."""
    yield from _of_events(place, later_of(faults))
    for fault in faults:
        if fault.later is None:
            yield Text(f"{place}.damaged", None, fault.file.name, fault.text)


def _of_sheet(name: str, path: Path) -> Iterator[Text]:
    sheet = read_sheet(path)
    for number, row in zip(sheet.attrs["rows"], sheet.to_dict("records"), strict=True):
        for column, cell in row.items():
            yield from (Text(f"{name}.{column}", None, f"row {number}", t) for t in _strings(cell))


def _of_files(folder: Path) -> Iterator[Text]:
    """Yield names of files but for coders' own folders and sessions, whose ids are listed."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if inside.parts[0] in {*_OUTPUTS, "sessions", "coding", "decisions"} or path.is_dir():
            continue
        yield Text("files", None, inside.as_posix(), inside.as_posix(), slug=True)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ID_ENTRIES:
                yield from _strings(item)
