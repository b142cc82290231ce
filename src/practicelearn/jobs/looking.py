"""A report built, looked at, and released: what it prints, what blocks it, and who read its quotes.

What was looked at bears a mark of the study it was made from. Reading a quote changes no report;
anything else that is written in the study does, and then it has to be built again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from practicelearn.coding.log.events import Event
from practicelearn.errors import PracticelearnError
from practicelearn.jobs.quotes_read import as_read, read_by, words_mark
from practicelearn.jobs.release import quotes_of, release_report, waivers_of
from practicelearn.jobs.reports import begin_words, make_reports, report_of
from practicelearn.jobs.steps import Steps
from practicelearn.output.report.names import looks_like_names
from practicelearn.output.report.report import Report
from practicelearn.study import open_study
from practicelearn.study.kept import state_of
from practicelearn.study.who import check_name
from practicelearn.study.written import LIST
from practicelearn.themes.of_study import cache_of

__all__ = [
    "Looked", "ToRead", "as_it_stands", "build_and_look", "keep_read", "let_stay", "release_read",
    "unread",
]  # fmt: skip

_NO_PART = frozenset({LIST, "decisions", "outputs"})
_LOOKING = "looked at, to see which"
_CHANGED = (
    "not released: the study has changed since this report was built, so it would print something "
    "that nobody has looked at. Build it again, and read what is new in it."
)


@dataclass(frozen=True)
class ToRead:
    """A quote that the report prints.

    Parameters
    ----------
    reference, theme, words : str
        As its reader sees them.
    points_at : str
        What in it may point at somebody: names of the sheets, the size of a group; maybe empty.
    coding : str
        Id of the coding it is of.
    """

    reference: str
    theme: str
    words: str
    points_at: str
    coding: str

    @property
    def mark(self) -> tuple[str, str]:
        """What a person has read of it: the coding, in these words."""
        return (self.coding, words_mark(self.words))


@dataclass(frozen=True)
class Looked:
    """What a report prints and what blocks its release, as it was built.

    Parameters
    ----------
    stands : str
        The study it was made from: see :func:`as_it_stands`.
    released : str
        Who released exactly this report, and when, in words; empty while it is a DRAFT.
    quotes : tuple of ToRead
    findings : tuple of str
        What readers could work out, or nobody can check. For the team.
    names : tuple of str
        Words that look like names and that nobody has let stay. With any, no report was made.
    waivers : tuple of str
        Which such words stay, why, and who says so.
    """

    stands: str
    released: str = ""
    quotes: tuple[ToRead, ...] = ()
    findings: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    waivers: tuple[str, ...] = ()


def build_and_look(folder: str | Path, out: str | Path, *, steps: Steps | None = None) -> Looked:
    """Write the documents, and return what the report for readers prints and what blocks it.

    Raises
    ------
    PracticelearnError
        As ``make_reports``; words that look like names are no error here, they are returned.
    """
    folder = Path(folder)
    begin_words(open_study(folder))  # before it is looked at how the study stands
    stands = as_it_stands(folder)
    try:
        make_reports(folder, out, steps=steps)
    except PracticelearnError:
        names = _names_in(folder)
        if not names:
            raise
        return Looked(stands, names=names)
    return _look(report_of(folder), stands)


def release_read(
    folder: str | Path, out: str | Path, *, by: str, looked: Looked, steps: Steps | None = None
) -> Looked:
    """Release the report that was looked at, and write its documents without DRAFT.

    Raises
    ------
    PracticelearnError
        The study has changed since; a quote was not read by anybody in these words; or as
        ``release_report``. Nothing was released then.
    """
    tell = steps or Steps()
    tell(0, 2, "reading the study")
    study = open_study(folder)
    if as_it_stands(folder) != looked.stands:
        raise PracticelearnError(_CHANGED)
    report = report_of(folder)
    known = read_by(study.standing())
    quotes = _to_read(report)
    read = [q.reference for q in quotes if q.mark in known]
    tell(1, 2, "looking at what readers could work out")
    tell.commit()
    event = release_report(study, by=by, read=read, report=report)
    make_reports(folder, out)
    stands, released = as_it_stands(folder), f"{event.who}, {event.at[:10]}"
    return Looked(stands, released=released, quotes=quotes, waivers=looked.waivers)


def as_it_stands(folder: str | Path) -> str:
    """Return a word that is another one once anything a report is made from has changed.

    Nothing of who read a quote is in it, nor of where documents were written.
    """
    folder = Path(folder)
    files = [p for top in sorted(folder.iterdir()) if _counts(top) for p in _files(top)]
    state = state_of(folder, *(str(p.relative_to(folder)) for p in files))
    decided = [
        (e.kind, e.who, e.at, repr(e.payload))
        for e in open_study(folder).standing()
        if e.kind != "seen"
    ]
    return hashlib.sha256(repr((state, decided)).encode()).hexdigest()[:16]


def unread(looked: Looked, events: list[Event]) -> list[ToRead]:
    """Return the quotes that nobody has read in these words, in the report's order."""
    known = read_by(events)
    return [q for q in looked.quotes if q.mark not in known]


def keep_read(folder: str | Path, quote: ToRead, *, by: str, seen: bool = True) -> None:
    """Put on record that a person has read a quote in these words, or take that back."""
    check_name(by)
    open_study(folder).record(by, "seen", payload=as_read(quote.coding, quote.words, seen=seen))


def let_stay(folder: str | Path, names: list[str], *, reason: str, by: str) -> None:
    """Put on record why words that look like names may be printed; the reason is printed too.

    Raises
    ------
    PracticelearnError
        No reason is given.
    """
    if not reason.strip():
        raise PracticelearnError(
            "Say why these words may be printed, such as: they are names of programs. The reason "
            "is printed too."
        )
    check_name(by)
    open_study(folder).record(by, "waive", payload={"reason": reason.strip(), "words": names})


def _look(report: Report, stands: str) -> Looked:
    _, found = report.disclosed()
    return Looked(
        stands,
        released=_released(report),
        quotes=_to_read(report),
        findings=tuple(found),
        waivers=tuple(waivers_of(report)),
    )


def _to_read(report: Report) -> tuple[ToRead, ...]:
    return tuple(
        ToRead(r.reference, r.theme, r.quote, r.points_at, r.coding_id)
        for r in quotes_of(report).itertuples()
    )


def _released(report: Report) -> str:
    """Who released this very report, and when: the newest of its releases."""
    own = report.material.releases
    if not report.material.is_released or own.empty:
        return ""
    same = own[own["hash"] == report.hash]
    who, at = same.iloc[-1][["who", "at"]]
    return f"{who}, {at[:10]}"


def _names_in(folder: Path) -> tuple[str, ...]:
    """Words of the report that look like names; nothing where that is not what bars it."""
    try:
        report = report_of(folder, waive=_LOOKING)
    except PracticelearnError:
        return ()
    decided = open_study(folder).decisions()
    cache = cache_of(report.themes.corpus)
    return tuple(looks_like_names(report.document, decided, cache=cache))


def _counts(path: Path) -> bool:
    return not path.name.startswith((".", "~$")) and path.name not in _NO_PART


def _files(path: Path) -> list[Path]:
    return [p for p in sorted(path.rglob("*")) if p.is_file()] if path.is_dir() else [path]
