"""A project of another program with names replaced: turns, codings, and every text beside them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn._arguments import check_arguments
from practicelearn._tables import ATTENDANCE, conform
from practicelearn.coding.codings import Codings
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.edits import Edit, move_span
from practicelearn.exchange.conventions import slug
from practicelearn.exchange.people import PERSON
from practicelearn.exchange.project import CodedProject, ExchangeError
from practicelearn.pseudonyms import pseudonymise
from practicelearn.pseudonyms.ledger import plain_name
from practicelearn.pseudonyms.roster import read_roster

__all__ = ["without_names"]

_OF_CODE = ("definition", "include", "exclude", "source", "scope")
_LISTS = ("examples", "cues")
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "users": (),
    "cases": ("name", "description"),
    "variables": ("name", "description"),
    "values": ("variable", "value"),
    "sets": ("name", "description"),
    "notes": ("name", "text"),
    "links": ("name",),
    "selections": ("name", "description"),
    "times": (),
    "evidence": ("file",),
    "losses": ("file", "message", "text"),
}
_CODERS = ("coder", "accepted_by")


def without_names(
    project: CodedProject,
    *,
    key_file: str | Path,
    roster: str | Path | pd.DataFrame | None = None,
    **options: Any,
) -> CodedProject:
    """Return the project with names replaced everywhere, codings where their words then stand.

    Parameters
    ----------
    project : CodedProject
        As it was read.
    key_file, roster
        As in :func:`pseudonymise`. A coder keeps their name unless it is on the roster or is a
        speaker's label.
    **options
        Further options of :func:`pseudonymise`.

    Returns
    -------
    CodedProject
        Replaced beside the turns: memos, comments, notes, names and definitions of codes, cases,
        variables and their values, sets, links, what is listed as lost. Where the name of a code
        changes, so does its id. ``guids`` is empty: the file it came from names people.

    Raises
    ------
    ExchangeError
        The project holds no session.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus(["2025-north"])
    >>> folder = Path(tempfile.mkdtemp())
    >>> path = prac.exchange.write_refi(None, corpus, folder / "ours.qdpx")
    >>> project = prac.exchange.read_refi(path)
    >>> prac.exchange.without_names(project, key_file=folder / "key.csv").corpus.pseudonymised
    True
    """
    check_arguments(without_names, locals())
    corpus = project.corpus
    if corpus.sessions.empty:
        raise ExchangeError(project.path or project.name, None, "it holds no text to read names in")
    known = _known_people(corpus, roster)
    texts = _Texts(corpus)
    for text in _every_text(project):
        texts.add(text)
    for row in project.codings.spans[["turn_id", "memo"]].itertuples():
        texts.add(row.memo, row.turn_id.rsplit(":", 1)[0])
    named = _with_cases(texts.corpus(), project)
    safe = pseudonymise(named, key_file=key_file, roster=roster, **options)
    n = len(corpus.attendance)
    corpus = replace(texts.taken(safe), attendance=safe.attendance.iloc[:n])
    names = _Names(texts, project, corpus, known)
    frame = names.frame(project.frame)
    return replace(
        project,
        corpus=corpus,
        frame=frame,
        codings=names.codings(project.codings, frame),
        name=texts.of(project.name),
        guids={},
        users=names.table("users", project.users).assign(
            name=project.users["name"].map(names.coder), id=None
        ),
        codes=project.codes.assign(code=project.codes["code"].map(names.codes)),
        **{name: names.table(name, getattr(project, name)) for name in _TEXTS if name != "users"},
    )


def _with_cases(corpus: Corpus, project: CodedProject) -> Corpus:
    """The corpus with people's cases on its attendance list: a case's name is somebody's name."""
    rows = [
        {"session_id": session, "person_id": f"case {case['guid']}", "speaker": case["name"]}
        for case in project.cases.to_dict("records")
        if case["kind"] == PERSON and case["name"]
        for session in case["speakers"] or corpus.sessions.index[:1]
    ]
    if not rows:
        return corpus
    more = pd.DataFrame(rows, dtype=object).reindex(columns=corpus.attendance.columns)
    both = pd.concat([corpus.attendance.astype(object), more], ignore_index=True)
    return replace(corpus, attendance=conform(both.where(both.notna(), None), ATTENDANCE))


def _every_text(project: CodedProject) -> Iterable[Any]:
    """Every text of a project outside of its turns and memos."""
    yield project.name
    yield from project.codings.coders
    yield from project.users["name"]
    for name, columns in _TEXTS.items():
        for column in columns:
            yield from getattr(project, name)[column]
    selections = project.selections
    yield from selections.loc[selections["parts"].str.len() == 0, "words"]
    for frame in {id(f): f for f in (project.frame, project.codings.frame) if f}.values():
        yield from (frame.name, frame.source)
        for code in frame.codes:
            yield code.name
            yield from (getattr(code, field) for field in _OF_CODE)
            yield from (item for field in _LISTS for item in getattr(code, field))


def _known_people(corpus: Corpus, roster: str | Path | pd.DataFrame | None) -> set[str]:
    """Names a coder may have that are no coder's alone: on the roster, or a speaker's label."""
    found = {str(label) for label in corpus.turns["speaker"].dropna().unique()}
    for person in read_roster(roster):
        for first in person.first:
            found |= {first, f"{first} {person.surname}", f"{person.surname}, {first}"}
        found |= {person.surname, *person.others}
    return {plain_name(name) for name in found if plain_name(name)}


class _Texts:
    """Texts on their way through the key: as further turns of the session they belong to."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._first = str(corpus.sessions.index[0])
        self._place: dict[tuple[str, str], int] = {}
        self._after: list[str] = []

    def add(self, text: Any, session_id: str | None = None) -> None:
        """Take a text; what is no text is left out."""
        if isinstance(text, str) and text.strip():
            self._place.setdefault((_plain(text), session_id or self._first), len(self._place))

    def corpus(self) -> Corpus:
        """Return the corpus with the texts as further turns of nobody."""
        last = self._corpus.turns.groupby("session_id")["n"].max().to_dict()
        rows, ids = [], []
        for text, session_id in self._place:
            last[session_id] = n = int(last.get(session_id, 0)) + 1
            ids.append(make_turn_id(session_id, n))
            rows.append({"session_id": session_id, "n": n, "text": text, "marks": []})
        turns = self._corpus.turns
        more = pd.DataFrame(rows, pd.Index(ids, name=turns.index.name, dtype=object))
        more = more.reindex(columns=turns.columns).assign(verbatim=False, overlap=False)
        if more.empty:
            return self._corpus
        both = {c: [*turns[c], *more[c]] for c in turns.columns}
        index = pd.Index([*turns.index, *more.index], name=turns.index.name, dtype=object)
        frame = pd.DataFrame(both, index, dtype=object)
        frame = frame.where(frame.notna(), None).astype(turns.dtypes.to_dict())
        return self._corpus.with_turns(frame)

    def taken(self, safe: Corpus) -> Corpus:
        """Return the corpus without the texts, which are kept as replaced."""
        n = len(self._corpus.turns)
        self._after = list(safe.turns["text"].iloc[n:])
        turns = safe.turns.iloc[:n]
        kept = safe.edits["turn_id"].isin(turns.index)
        return replace(safe.with_turns(turns), edits=safe.edits[kept].reset_index(drop=True))

    def of(self, text: Any, session_id: str | None = None) -> Any:
        """Return a text with names replaced; what is no text stays as it is."""
        if not isinstance(text, str) or not text.strip():
            return text
        place = self._place.get((_plain(text), session_id or self._first))
        return text if place is None else self._after[place]


class _Names:
    """Old names to new ones: sessions, turns, codes, coders."""

    def __init__(
        self, texts: _Texts, project: CodedProject, corpus: Corpus, known: set[str]
    ) -> None:
        before = project.corpus
        self.texts = texts
        self.turns = dict(zip(map(str, before.turns.index), corpus.turns.index, strict=True))
        sessions = zip(map(str, before.sessions.index), corpus.sessions.index, strict=True)
        self.sessions = {old: str(new) for old, new in sessions}
        self.corpus = corpus
        self.edits: dict[str, list[Edit]] = {}
        for row in corpus.edits.iloc[len(before.edits) :].itertuples():
            edit = Edit(row.start, row.end, row.replacement)
            self.edits.setdefault(str(row.turn_id), []).append(edit)
        self.codes: dict[str, str] = {}
        self._known = known
        self._coders: dict[str, str] = {}

    def coder(self, name: Any) -> Any:
        """Return a coder's name, another where it is on the roster or a speaker's."""
        if not isinstance(name, str) or plain_name(name) not in self._known:
            return name
        if name not in self._coders:
            safe = str(self.texts.of(name))
            unchanged = plain_name(safe) == plain_name(name)
            self._coders[name] = f"coder {len(self._coders) + 1}" if unchanged else safe
        return self._coders[name]

    def frame(self, frame: CodingFrame | None) -> CodingFrame | None:
        """Return the frame with names replaced; a code whose name changed gets a new id."""
        if frame is None:
            return None
        for code in frame.codes:
            changed = self.texts.of(code.name) != code.name
            taken = {*self.codes.values(), *(c.id for c in frame.codes)}
            self.codes[code.id] = slug(self.texts.of(code.name), taken) if changed else code.id
        codes = tuple(self._code(code) for code in frame.codes)
        of = self.texts.of
        return replace(frame, name=of(frame.name), source=of(frame.source), codes=codes)

    def _code(self, code: Code) -> Code:
        of = self.texts.of
        values: dict[str, Any] = {field: of(getattr(code, field)) for field in _OF_CODE}
        values |= {field: tuple(of(i) for i in getattr(code, field)) for field in _LISTS}
        parent = self.codes.get(code.parent or "", code.parent)
        return replace(code, id=self.codes[code.id], name=of(code.name), parent=parent, **values)

    def codings(self, codings: Codings, frame: CodingFrame | None) -> Codings:
        """Return codings where their words now stand."""
        spans = codings.spans
        memos = [
            self.texts.of(memo, turn.rsplit(":", 1)[0])
            for memo, turn in zip(spans["memo"], spans["turn_id"], strict=True)
        ]
        parts = [
            self._part(t, a, b)
            for t, a, b in zip(spans["turn_id"], spans["start"], spans["end"], strict=True)
        ]
        text = self.corpus.turns["text"].to_dict()
        moved = spans.assign(
            turn_id=[t for t, _, _ in parts],
            start=[a for _, a, _ in parts],
            end=[b for _, _, b in parts],
            quote=[text[t][a:b] for t, a, b in parts],
            memo=pd.Series(memos, spans.index, dtype=object),
            code=[self.codes.get(c, c) for c in spans["code"]],
            **{c: spans[c].map(self.coder) for c in _CODERS},
        )
        read = codings.read.assign(
            turn_id=[self.turns[t] for t in codings.read["turn_id"]],
            coder=codings.read["coder"].map(self.coder),
        )
        held = {v: frozenset(self.codes.get(c, c) for c in ids) for v, ids in codings.held.items()}
        hashes = self.corpus.sessions["text_hash"].dropna().to_dict()
        return replace(codings, spans=moved, read=read, frame=frame, held=held, text_hash=hashes)

    def _part(self, turn_id: str, start: int, end: int) -> tuple[str, int, int]:
        new = str(self.turns[turn_id])
        return (new, *move_span(int(start), int(end), self.edits.get(new, ())))

    def table(self, name: str, table: pd.DataFrame) -> pd.DataFrame:
        """Return one of the project's tables with names replaced and things named anew."""
        out = table.copy()
        for column in _TEXTS[name]:
            out[column] = pd.Series(
                [self.texts.of(cell) for cell in table[column]], table.index, dtype=object
            )
        for column in {"coder"} & set(table.columns):
            out[column] = table[column].map(self.coder)
        for column in {"about", "origin", "target"} & set(table.columns):
            out[column] = [self._about(cell) for cell in table[column]]
        for column, names in (("sessions", self.sessions), ("codes", self.codes)):
            if column in table.columns:
                out[column] = [[names.get(c, c) for c in cell or ()] for cell in table[column]]
        if "session_id" in table.columns:
            out["session_id"] = [self.sessions.get(s, s) for s in table["session_id"]]
        if "parts" in table.columns:  # places in the source: its words are others now
            parts = [[self._part(*p) for p in own or ()] for own in table["parts"]]
            text = self.corpus.turns["text"].to_dict()
            said = [" ".join(text[t][a:b] for t, a, b in own) for own in parts]
            words = [w or self.texts.of(was) for w, was in zip(said, table["words"], strict=True)]
            out = out.assign(parts=parts, words=words, start=None, end=None)
        return out

    def _about(self, cell: Any) -> Any:
        if isinstance(cell, Sequence) and not isinstance(cell, str):
            return [self._about(one) for one in cell]
        kind, _, thing = str(cell or "").partition(":")
        new = {"session": self.sessions, "code": self.codes}.get(kind, {})
        return f"{kind}:{new[thing]}" if thing in new else cell


def _plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines)
