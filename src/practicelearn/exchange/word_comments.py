"""Word comments as codes, and a session as a Word file whose comments are its codings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from practicelearn._arguments import check_arguments
from practicelearn._cells import legal_xml
from practicelearn._disk import save_whole
from practicelearn._tables import near_match
from practicelearn._word import plain_document
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, PracticelearnError
from practicelearn.exchange.assemble import CodeNames, assemble
from practicelearn.exchange.locate import Finder
from practicelearn.exchange.packed import file_bytes
from practicelearn.exchange.part import left_out_of_part, of_part, warn_of_part
from practicelearn.exchange.project import CodedProject, ExchangeError, said_plainly
from practicelearn.exchange.sources import Source, corpus_of, lay_out, left_out
from practicelearn.exchange.words import n_words
from practicelearn.transcripts.folder import session_slug
from practicelearn.transcripts.one_file import settle_reading
from practicelearn.transcripts.readers import READERS, Hints

__all__ = ["read_word_comments", "write_word_comments"]

_SEVERAL = re.compile(r"\s*[;,\n]\s*")
_WORDS_OF_A_CODE = 5


@said_plainly
def read_word_comments(
    path: str | Path,
    frame: CodingFrame | None = None,
    *,
    session_id: str | None = None,
) -> CodedProject:
    """Return a transcript in Word whose comments name codes.

    Parameters
    ----------
    path : str or Path
        A ``.docx``. A comment holds ids or names of codes, several with ``;`` or ``,``; lines below
        the first that name no code are the memo. Its author is the coder. An answer that names
        codes of the frame is a coding by its author; any other answer joins the memo.
    frame : CodingFrame, optional
        Comments that name none of its codes are listed. By default every short comment makes codes.
    session_id : str, optional
        By default made from the file's name.

    Raises
    ------
    ExchangeError
        The file is damaged or no Word file.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> import tempfile
    >>> path = prac.exchange.write_word_comments(
    ...     codings, corpus, tempfile.mkdtemp() + "/north.docx", session_id="2025-north"
    ... )
    >>> prac.exchange.read_word_comments(path, study.frame()).codings.coders
    ['kim']
    """
    check_arguments(read_word_comments, locals())
    path = Path(path)
    try:
        reading = READERS["docx"].read(file_bytes(path), Hints())
    except ExchangeError:
        raise
    except PracticelearnError as error:
        raise ExchangeError(path, None, str(error)) from error
    turns = settle_reading(reading, Hints(), fix_labels=False)
    source = lay_out(session_id or session_slug(path.name), reading, turns, file=path.name)
    reader = _Comments(path, source, corpus_of([source]), CodeNames(frame, path.stem))
    comments = reading.meta.get("comments", ())
    there = _things_in(comments, CodeNames(frame, path.stem))
    for comment in comments:
        reader.comment(comment)
    reader.close()
    made = assemble(
        reader.corpus, reader.codes.frame, reader.rows, reader.losses, path=path, origin="Word",
    )  # fmt: skip
    return replace(made, there={"documents": 1, "words": n_words(reading.text)} | there)


def write_word_comments(
    codings: Codings, corpus: Corpus, path: str | Path, *, session_id: str | None = None
) -> Path:
    """Write one session as a Word file with a comment for every coded passage; return the path.

    Parameters
    ----------
    codings, corpus
    path : str or Path
        Ends in ``.docx``.
    session_id : str, optional
        May be left out where the corpus has only one session.

    Raises
    ------
    CodingError
        There is no such session, or none was named.

    Warns
    -----
    UserWarning
        Codings of turns of the session that are not in the corpus are left out, and counted.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> import tempfile
    >>> prac.exchange.write_word_comments(
    ...     codings, corpus, tempfile.mkdtemp() + "/north.docx", session_id="2025-north"
    ... ).name
    'north.docx'
    """
    check_arguments(write_word_comments, locals())
    path = Path(path)
    if path.suffix.lower() != ".docx":
        raise ExchangeError(path, None, 'expected a name that ends in ".docx"')
    known = [str(s) for s in corpus.sessions.index]
    if session_id is None and len(known) == 1:
        session_id = known[0]
    if session_id not in known:
        hint = near_match(session_id or "", known)
        raise CodingError(f"name one session of {', '.join(known[:12])}.{hint}")
    turns = corpus.turns[corpus.turns["session_id"] == session_id]
    session = corpus.where(session_id=session_id)
    whole = in_sessions_of(codings.shareable, session)
    groups = _grouped(of_part(whole, session), turns["text"].to_dict())
    cuts: dict[str, set[int]] = {}
    for passage, *_ in groups:
        for turn_id, a, b in passage:
            cuts.setdefault(turn_id, set()).update((a, b))
    document = plain_document(session_id)
    runs: dict[tuple[str, int], Any] = {}
    ends: dict[tuple[str, int], Any] = {}
    for turn_id, speaker, text in zip(turns.index, turns["speaker"], turns["text"], strict=True):
        paragraph = document.add_paragraph()
        if isinstance(speaker, str):
            paragraph.add_run(legal_xml(f"{speaker}: ")).bold = True
        places = sorted({0, len(text), *cuts.get(turn_id, ())})
        for a, b in itertools.pairwise(places):
            run = paragraph.add_run(legal_xml(text[a:b]))
            runs[turn_id, a] = ends[turn_id, b] = run
    for (parts, coder, at, memo), codes in groups.items():
        first, last = parts[0], parts[-1]
        text = "; ".join(codes) + (f"\n{memo}" if memo else "")
        marked = [runs[first[0], first[1]], ends[last[0], last[2]]]
        comment = document.add_comment(marked, text=legal_xml(text), author=legal_xml(coder))
        _dated(comment, at)
    made = save_whole(path, lambda draft: document.save(str(draft)))
    warn_of_part(path, left_out_of_part(whole, session))
    return made


def _dated(comment: Any, at: str | None) -> None:
    name = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}date"
    element = comment._comment_elm  # noqa: SLF001 -- python-docx cannot set a comment's date
    if at is not None and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", at):
        element.set(name, at)
    elif name in element.attrib:
        del element.attrib[name]  # the time of writing is not the time of coding


def _grouped(
    codings: Codings, texts: Mapping[str, str]
) -> dict[tuple[tuple[tuple[str, int, int], ...], str, str | None, str | None], list[str]]:
    """Passage, coder, time and memo to the codes given there.

    A comment has no gaps: parts of a coding that do not meet get a comment each.
    """
    passages: list[tuple[list[tuple[str, int, int]], Any]] = []
    order = {turn_id: n for n, turn_id in enumerate(texts)}
    for row in codings.spans.sort_values(["coding_id", "part"]).itertuples():
        if row.turn_id not in texts or row.end <= row.start:
            continue
        part = (row.turn_id, int(row.start), int(row.end))
        if passages and passages[-1][1].coding_id == row.coding_id and row.start == 0:
            last, _, end = passages[-1][0][-1]
            if end == len(texts[last]) and order[row.turn_id] == order[last] + 1:
                passages[-1][0].append(part)
                continue
        passages.append(([part], row))
    out: dict[Any, list[str]] = {}
    for parts, row in passages:
        at, memo = (v if isinstance(v, str) else None for v in (row.at, row.memo))
        out.setdefault((tuple(parts), row.coder, at, memo), []).append(row.code)
    return out


def _things_in(comments: Sequence[Mapping[str, Any]], codes: CodeNames) -> dict[str, int]:
    """How many codings comments name, and by how many people; where they stand is not asked."""
    n, coders = 0, set[str]()
    for comment in comments:
        if comment["parent_id"] is not None and not _is_coding(codes, str(comment["text"])):
            continue
        found, _, _ = _codes_in(codes, str(comment["text"]))
        n += len(found)
        coders |= {comment["author"] or "unknown"} if found else set()
    return {"codings": n, "coders": len(coders)}


class _Comments:
    """Goes through the comments of one file."""

    def __init__(self, path: Path, source: Source, corpus: Corpus, codes: CodeNames) -> None:
        self.path = path
        self.source = source
        self.corpus = corpus
        self.codes = codes
        self.finder = Finder(corpus)
        self.rows: list[dict[str, Any]] = []
        self.losses: list[dict[str, Any]] = []
        self._authors: set[str] = set()  # of comments whose words are in no turn
        self._of: dict[str, list[dict[str, Any]]] = {}  # comment to its rows

    def comment(self, comment: Mapping[str, Any]) -> None:
        """Read one comment."""
        number, text = comment["paragraph"], str(comment["text"])
        if comment["parent_id"] is not None and not _is_coding(self.codes, text):
            self._answer(comment)
            return
        codes, memo, unknown = _codes_in(self.codes, text)
        for name in unknown:
            self.lose(number, "warning", f'no code "{name}".{self.codes.near(name)}', text)
        if not codes:
            if not unknown:
                self.lose(number, "note", "a comment that names no code", text)
            return
        parts = self._place(comment)
        if not parts:
            message = f"the words of a comment ({'; '.join(codes)}) are in no turn"
            self.lose(number, "error", message, comment["quote"], ("codings", len(codes)))
            self._authors.add(comment["author"] or "unknown")
            return
        if not comment["quote"]:
            self.lose(number, "warning", "it stands on no words: the whole turn was taken", text)
        if comment["resolved"]:
            self.lose(number, "note", "it is marked as resolved, and read as any other", text)
        for code in codes:
            self.rows.append(
                {"parts": parts, "code": code, "coder": comment["author"] or "unknown",
                 "at": comment["at"], "memo": memo}
            )  # fmt: skip
            self._of.setdefault(comment["comment_id"], []).append(self.rows[-1])

    def _answer(self, comment: Mapping[str, Any]) -> None:
        """Add an answer to the memo of what it answers."""
        said = f"{comment['author'] or 'unknown'}: {comment['text']}"
        rows = self._of.get(comment["parent_id"], [])
        for row in rows:
            row["memo"] = "\n".join(filter(None, [row["memo"], said]))
        if not rows:
            message = "an answer to a comment that is no coding"
            self.lose(comment["paragraph"], "note", message, said)

    def lose(
        self,
        number: int | None,
        severity: str,
        message: str,
        text: str,
        of: tuple[str, int] | tuple[None, None] = (None, None),
    ) -> None:
        """Put down one loss; ``of`` says which line of the account it explains by how many."""
        where = f"paragraph {number}: " if number else ""
        self.losses.append(
            {"file": self.path.name, "severity": severity, "what": "comment",
             "message": where + message, "text": text, "account": of[0], "n": of[1]}
        )  # fmt: skip

    def close(self) -> None:
        """Say what of the file is in no turn, and who coded nothing that came in."""
        for left in left_out(self.source):
            of = ("words", left.n) if left.what == "words" else (None, None)
            self.losses.append(
                {"file": self.path.name, "severity": left.severity, "what": left.what,
                 "message": left.message, "text": left.text, "account": of[0], "n": of[1]}
            )  # fmt: skip
        idle = sorted(self._authors - {row["coder"] for row in self.rows})
        if idle:
            message = "coders of whose comments none has words in a turn"
            self.lose(None, "warning", message, ", ".join(idle), ("coders", len(idle)))

    def _place(self, comment: Mapping[str, Any]) -> Sequence[tuple[str, int, int]]:
        start, end = comment["start"], comment["end"]
        if start is not None and end > start:
            return [(p.turn_id, p.start, p.end) for p in self.source.place(start, end).parts]
        if start is not None and not comment["quote"]:  # a comment at a point: the turn it is in
            return [
                (p[0], 0, len(self._text(p[0]))) for p in self.source.place(start, start + 1).parts
            ]
        found = self.finder.find(comment["quote"]) if comment["quote"] else None
        return (
            found.parts if found is not None and found.n_places == 1 and found.score > 0.9 else ()
        )

    def _text(self, turn_id: str) -> str:
        return str(self.corpus.turns.loc[turn_id, "text"])


def _is_coding(codes: CodeNames, text: str) -> bool:
    """Whether an answer names nothing but codes of the frame that was given."""
    names = list(filter(None, _SEVERAL.split(text.strip())))
    return bool(names) and codes.given and all(_find(codes, n) for n in names)


def _codes_in(codes: CodeNames, text: str) -> tuple[list[str], str | None, list[str]]:
    """The codes that a comment names, its memo, and what is no code."""
    first, _, rest = text.partition("\n")
    lines = [line for line in rest.split("\n") if line.strip()]
    memo: list[str] = []
    names = list(filter(None, _SEVERAL.split(first.strip())))
    for line in lines:
        own = list(filter(None, _SEVERAL.split(line.strip())))
        if codes.given and all(_find(codes, n) for n in own) and not memo:
            names += own
        else:
            memo.append(line)
    found = {name: _find(codes, name) for name in names}
    known = list(dict.fromkeys(c for c in found.values() if c is not None))
    return known, "\n".join(memo) or None, [n for n, c in found.items() if c is None]


def _find(codes: CodeNames, name: str) -> str | None:
    return codes.find(name) if len(name.split()) <= _WORDS_OF_A_CODE else None
