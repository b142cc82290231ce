"""What goes wrong, said so that a person can act: what, where, found, expected, next step."""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "ArgumentError",
    "CodingError",
    "FrameError",
    "PracticelearnError",
    "StudyError",
    "TableError",
    "TranscriptError",
]


class PracticelearnError(Exception):
    """The parent of every error this library raises on purpose.

    Examples
    --------
    >>> import practicelearn as prac
    >>> issubclass(prac.errors.StudyError, prac.errors.PracticelearnError)
    True
    """


class ArgumentError(PracticelearnError, ValueError):
    """A function was given something it cannot use: what, what it expects, what to write.

    Examples
    --------
    >>> import practicelearn as prac
    >>> corpus = prac.open_study(prac.sample_path()).corpus()
    >>> try:
    ...     prac.keyword_in_context(corpus, ["rota"], context_words=-1)
    ... except prac.errors.ArgumentError as error:
    ...     print(error)
    keyword_in_context: context_words=-1: expected a whole number of at least 0.
    """


class TranscriptError(PracticelearnError):
    """A file cannot be read as a transcript.

    Parameters
    ----------
    file : str or Path
        The file as the caller named it.
    line : int or None
        Line (text), paragraph (Word) or row (tables), from 1; None when the whole file is meant.
    what : str
        What was found, what was expected, what to do next.
    snippet : str
        At most 80 characters of the place. It may hold speech: consoles mask it.

    Examples
    --------
    >>> import practicelearn as prac
    >>> try:
    ...     prac.read_transcript("not-there.docx")
    ... except prac.errors.TranscriptError as error:
    ...     print(error)
    not-there.docx: there is no such file.
    """

    def __init__(self, file: str | Path, line: int | None, what: str, snippet: str = "") -> None:
        self.file = Path(file)
        self.line = line
        self.what = what
        self.snippet = snippet[:80]
        where = f"{self.file.name}, line {line}" if line else self.file.name
        super().__init__(f"{where}: {what}" + (f" [{self.snippet}]" if snippet else ""))

    def __reduce__(self) -> tuple[type[TranscriptError], tuple[Path, int | None, str, str]]:
        """Let it be sent to another process, as a job's answer is."""
        return type(self), (self.file, self.line, self.what, self.snippet)


class TableError(PracticelearnError, ValueError):
    """A table lacks a column, or a column holds the wrong kind of value.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> try:
    ...     corpus.where(grup="north")
    ... except prac.errors.TableError as error:
    ...     print(error)
    where: "grup" is no column of sessions, turns, people or attendance. Did you mean "group"?
    """


class FrameError(PracticelearnError, ValueError):
    """A coding frame contradicts itself (two codes of one id, a parent that is not there).

    Examples
    --------
    >>> import practicelearn as prac
    >>> try:
    ...     frame = prac.CodingFrame("Ours", "1", (prac.Code("pay", "Pay"),) * 2)
    ... except prac.errors.FrameError as error:
    ...     print(error)
    frame "Ours": code id "pay" occurs more than once.
    """


class CodingError(PracticelearnError, ValueError):
    """A coding does not fit the text it points at.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> try:
    ...     prac.case_codes(codings, corpus, codes=["superivsion"])
    ... except prac.errors.CodingError as error:
    ...     print(error)
    there is no code "superivsion", neither in the frame nor among the codin...
    """


class StudyError(PracticelearnError):
    """A study folder is missing, damaged, or of a newer format than this version reads.

    Examples
    --------
    >>> import practicelearn as prac
    >>> try:
    ...     prac.open_study("not-there")
    ... except prac.errors.StudyError as error:
    ...     print(str(error).splitlines()[0][:50])
    not-there is not a study: there is no such folder.
    """


def counted(n: int, noun: str, verb: str = "") -> str:
    """Return a number with its noun, and with a verb that agrees: for messages.

    Examples
    --------
    >>> counted(1, "word"), counted(1200, "reply"), counted(0, "stretch")
    ('1 word', '1,200 replies', '0 stretches')
    >>> counted(1, "row", "name"), counted(2, "row", "name"), counted(1, "row", "go")
    ('1 row names', '2 rows name', '1 row goes')
    """
    if n == 1:
        return f"1 {noun} {_several(verb)}" if verb else f"1 {noun}"
    return f"{n:,} {_several(noun)} {verb}".rstrip()


def _several(word: str) -> str:
    """A noun of several, or a verb of one: both end alike."""
    if word == "person":
        return "people"
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("ch", "sh", "s", "x", "go")) else f"{word}s"


def __dir__() -> list[str]:
    """What there is for people to catch; helpers are not."""
    return __all__
