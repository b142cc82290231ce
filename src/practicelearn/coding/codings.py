"""Codings: spans of turns marked with codes, and what each coder has read.

"Not coded" is not "not read": every question asked of codings needs both tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pandas as pd

from practicelearn._arguments import Choice, check_arguments, check_fields, check_known
from practicelearn._collector import no_collector
from practicelearn._late import Late
from practicelearn._tables import (
    ISSUES,
    READ,
    READING_USED,
    RECORD,
    SPANS,
    conform,
    empty_table,
    in_cell,
    near_match,
)
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.log.events import Event, live
from practicelearn.coding.log.moves import brought_up
from practicelearn.coding.log.texts import says_gone
from practicelearn.coding.methods import CodingsMethods
from practicelearn.coding.tabled import codings_of_table
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.errors import CodingError

__all__ = [
    "CONSENSUS",
    "JOINED",
    "MACHINES",
    "REFERRED_ON",
    "SCOPED",
    "SETTLED",
    "UNION",
    "Codings",
    "anchor",
    "codes_made",
    "held_by_scopes",
    "live_codings",
    "lost_codings",
    "lost_issue",
    "place_of",
    "replay",
    "scoped_version",
    "turns_read",
]

SCOPED = ", only for "
"""Stands between a version of the frame and the codes that were looked for under it."""
REFERRED_ON = "[referred on]"
"""Stands where the words would that are to be passed on, and never quoted."""
SETTLED = "_agreed"
"""The coder's name under which settled codings stand; it is nobody's reading."""
CONSENSUS, UNION = "_consensus", "_union"
"""Stand for the coder where several readings were put together; they are nobody's reading."""
JOINED = frozenset({CONSENSUS, UNION})

_FLAGS = ("matters", "refer_on")
_SHARED = ("code", "origin", "accepted_by", "stance", "strength", "memo", "at")
MACHINES = frozenset({"keyword", "suggested"})


_ORIGINS = ("human", "keyword", "suggested", "imported")


@dataclass(frozen=True, repr=False, eq=False)
class Codings(CodingsMethods):
    """What was marked, by whom, and what was read.

    Parameters
    ----------
    spans : DataFrame
        One row a part of a coding; a selection over several turns is one ``coding_id`` with parts
        and counts once. Columns: see ``practicelearn._tables.SPANS``.
    read : DataFrame
        coder, turn_id, frame_version, at. A turn that is not here is missing for that coder.
    text_hash : dict
        Session id to the hash of the text the offsets belong to.
    frame : CodingFrame or None
        What the codes mean.
    held : dict
        Frame version to the ids of the codes that reading under it answers for: what was read under
        a version without a code, or before the code was split or widened, says nothing about it.
    frames : dict
        Frame version to the frame, so that codes can be held against each other over versions.
    issues : DataFrame
        Codings that were moved because the text had changed, and those that could not be.
    uncounted : tuple of str
        Why some of the study cannot be counted by this version or as its folder is now, each with
        what to do. Whatever counts refuses then; looking is left.
    record : DataFrame
        Where imported coding came from, and who said what was read of it. Columns: see
        ``practicelearn._tables.RECORD``.
    used : DataFrame
        Whose reading counts in each session, once one was chosen, and what that leaves out.
        Columns: see ``practicelearn._tables.READING_USED``.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> codings
    Codings: 465 codings of 9 codes by kim; 2,331 turns read
    >>> codings.spans[["turn_id", "code", "coder"]].head(2)
                       turn_id   code coder
    0  2023-care-leavers:00007  peers   kim
    1         2023-court:00008  peers   kim
    """

    spans: pd.DataFrame = field(default_factory=partial(empty_table, SPANS))
    read: pd.DataFrame = field(default_factory=partial(empty_table, READ))
    text_hash: Mapping[str, str] = field(default_factory=dict)
    frame: CodingFrame | None = None
    held: Mapping[str, frozenset[str]] = field(default_factory=dict)
    frames: Mapping[str, CodingFrame] = field(default_factory=dict)
    issues: pd.DataFrame = field(default_factory=partial(empty_table, ISSUES))
    uncounted: tuple[str, ...] = ()
    record: pd.DataFrame = field(default_factory=partial(empty_table, RECORD))
    used: pd.DataFrame = field(default_factory=partial(empty_table, READING_USED))

    def __post_init__(self) -> None:
        """Bring the tables into their documented form."""
        check_fields(self)
        for name, table in (
            ("spans", SPANS), ("read", READ), ("issues", ISSUES), ("record", RECORD),
            ("used", READING_USED),
        ):  # fmt: skip
            object.__setattr__(self, name, conform(getattr(self, name), table))
        flags = {f: self.spans[f].fillna(value=False).astype(bool) for f in _FLAGS}
        object.__setattr__(self, "spans", self.spans.assign(**flags))

    @property
    def coders(self) -> list[str]:
        """Everybody who has read or coded, settled readings and machines left out.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.codings().coders
        ['kim', 'lee']
        """
        named = {*self.read["coder"], *self.spans["coder"]}
        return sorted(named - {SETTLED} - JOINED - MACHINES)

    @property
    def origins(self) -> list[str]:
        """The origins of the spans: human, keyword, suggested, imported.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.codings().origins
        ['human']
        """
        return sorted(self.spans["origin"].unique())

    def of(self, *, coder: str | Sequence[str] | None = None, origin: str | None = None) -> Codings:
        """Return the codings (and the reading) of one or more coders, or of one origin.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> study.codings().of(coder="lee")
        Codings: 150 codings of 9 codes by lee; 805 turns read
        """
        check_arguments(Codings.of, locals(), origin=Choice(_ORIGINS))
        spans, read = self.spans, self.read
        if coder is not None:
            wanted = [coder] if isinstance(coder, str) else list(coder)
            known = sorted({*read["coder"], *spans["coder"]})
            check_known("codings", wanted, known, noun="coder", error=CodingError)
            spans, read = spans[spans["coder"].isin(wanted)], read[read["coder"].isin(wanted)]
        if origin is not None:
            spans = spans[spans["origin"] == origin]
        return replace(self, spans=spans, read=read)

    @classmethod
    def from_table(
        cls,
        table: pd.DataFrame,
        corpus: Corpus,
        frame: CodingFrame | None = None,
        *,
        coder: str = "unknown",
        origin: str = "imported",
        columns: Mapping[str, str] | None = None,
    ) -> Codings:
        """Return codings that were made anywhere, of a table of turns and codes.

        Parameters
        ----------
        table : DataFrame
            *Long*: a row a coding, ``turn_id`` (a column, or the index) and ``code``; also
            ``start`` and ``end`` (code points of the turn's text), or ``quote``, where less than
            the turn was coded; ``coder``, ``memo``, ``stance``, ``strength``. *Wide*: ``turn_id``
            and a column a code, 1 coded, 0 read and not coded, missing not read, as
            ``case_codes(by="turn")`` gives it.
        corpus : Corpus
            The turns it speaks of.
        frame : CodingFrame, optional
            Codes are found by id or name. By default one is made of the codes found.
        coder : str
            Who coded, where no column says.
        origin : {"imported", "human", "keyword", "suggested"}
            What a person marked is ``imported``; what a program did is never a person's coding:
            ``keyword`` or ``suggested``.
        columns : mapping of str to str, optional
            Our name to the table's.

        Returns
        -------
        Codings
            In a wide table a turn was read where every code has a 1 or a 0. A long table does not
            say what was read: :meth:`mark_read`.

        Raises
        ------
        TableError
            A column is missing, or a column of a wide table holds something else.
        CodingError
            A turn or code is not there, or words do not stand where the table says.

        Examples
        --------
        >>> import practicelearn as prac
        >>> corpus = prac.open_study(prac.sample_path()).corpus(["2025-north"])
        >>> table = pd.DataFrame({"turn_id": corpus.turns.index[:3], "Pay": [0, 1, 0]})
        >>> own = prac.Codings.from_table(table, corpus, coder="kim")
        >>> len(own), own.coders, len(own.read)
        (1, ['kim'], 3)
        """
        check_arguments(Codings.from_table, locals())
        made = codings_of_table(
            table, corpus, frame, coder=coder, origin=origin, columns=columns or {}
        )
        own = corpus.sessions["text_hash"].dropna().to_dict()
        return cls(made.spans, made.read, own, frame=made.frame, held=made.held)

    def mark_read(
        self,
        coder: str,
        turns: Corpus | pd.DataFrame | Iterable[str],
        *,
        codes: Sequence[str] | None = None,
    ) -> Codings:
        """Return the codings with turns marked as read by a coder: no code there is a zero.

        Parameters
        ----------
        coder : str
        turns : Corpus, DataFrame or iterable of str
            A corpus or its turns (``corpus.where(group="north")``), or ids of turns.
        codes : sequence of str, optional
            Only these were looked for; the others stay missing. By default every code.

        Raises
        ------
        CodingError
            Turns are one text and no list, or a code is not there.

        Notes
        -----
        Say it of what somebody read from beginning to end with the codes in mind. In a study that
        is kept: :meth:`Study.record_scope`.

        Examples
        --------
        >>> import practicelearn as prac
        >>> corpus = prac.open_study(prac.sample_path()).corpus(["2025-north"])
        >>> table = pd.DataFrame({"turn_id": corpus.turns.index[:1], "code": ["pay"]})
        >>> own = prac.Codings.from_table(table, corpus, coder="kim").mark_read("kim", corpus)
        >>> own.read["turn_id"].nunique() == len(corpus)
        True
        """
        if isinstance(turns, str):
            raise CodingError(
                f'mark_read: expected turns, such as corpus.where(session_id="{turns}"), or a list '
                f'of their ids; found the text "{turns}".'
            )
        if isinstance(turns, Corpus):
            turns = turns.turns
        ids = list(turns.index) if isinstance(turns, pd.DataFrame) else list(turns)
        label, held = self.frame.version if self.frame is not None else None, dict(self.held)
        if codes is not None:
            wanted = [codes] if isinstance(codes, str) else list(codes)
            known = {*self.spans["code"], *(self.frame.ids if self.frame is not None else ())}
            for code in wanted:
                if code not in known:
                    raise CodingError(
                        f'mark_read: there is no code "{code}".{near_match(code, known)}'
                    )
            label = scoped_version(label, wanted)
            held[label] = frozenset(wanted)
        rows = pd.DataFrame({"coder": coder, "turn_id": ids, "frame_version": label}, dtype=object)
        parts = [part for part in (self.read, conform(rows, READ)) if len(part)]
        read = pd.concat(parts, ignore_index=True) if parts else self.read
        keys = ["coder", "turn_id", "frame_version"]
        return replace(self, read=read.drop_duplicates(keys, ignore_index=True), held=held)

    recode = Late("coding.recoding.recode")

    @property
    def shareable(self) -> Codings:
        """The codings without what is to be referred on, which never leaves the study.

        Examples
        --------
        >>> import practicelearn as prac
        >>> study = prac.open_study(prac.sample_path())
        >>> everything = study.codings()
        >>> len(everything) - len(everything.shareable)
        0
        """
        return replace(self, spans=self.spans[~self.spans["refer_on"]])

    def __len__(self) -> int:
        return int(self.spans["coding_id"].nunique())

    def __repr__(self) -> str:
        return (
            f"Codings: {len(self)} codings of {self.spans['code'].nunique()} codes by "
            f"{', '.join(self.coders) or ', '.join(self.origins) or 'nobody'}; "
            f"{self.read['turn_id'].nunique():,} turns read"
            f"{'; not everything here can be counted' if self.uncounted else ''}"
        )

    def _repr_html_(self) -> str:
        counts = self.spans.groupby(["code", "coder"])["coding_id"].nunique().unstack(fill_value=0)
        return in_cell(repr(self), counts)


def replay(events: Sequence[Event], *, coder: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return spans and reading that a coder's events amount to.

    Parameters
    ----------
    events : sequence of Event
        In order, as ``read_events`` returns them; undone events are left out here.
    coder : str
        Whose reading it is: the folder's name.

    Returns
    -------
    spans, read : DataFrame
    """
    with no_collector():
        codings, read = _played(events)
        spans = _span_table(codings, coder)
    reading = {
        "coder": coder,
        "turn_id": list(read),
        "frame_version": [_version_of(e) for e in read.values()],
        "at": [e.at for e in read.values()],
    }
    return spans, conform(pd.DataFrame(reading), READ) if read else empty_table(READ)


def live_codings(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Return the codings that stand after these events: coding id to code, parts, stance, ...

    Where a transcript was corrected, parts are those of the newest text; a coding whose words are
    gone is left out (:func:`lost_codings`).

    Entries beyond the columns of spans are kept: ``matters`` (heard once, matters) and
    ``refer_on`` (never quoted, suggested or exported).
    """
    standing = _played(events)[0]
    return {k: kept for k, kept in standing.items() if kept["parts"] or not kept.get("lost")}


def lost_codings(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Return the codings that stand, of which a correction of the text left nothing, or a part.

    ``lost`` holds the parts that could not be moved, with the words and places they had.
    """
    return {coding_id: kept for coding_id, kept in _played(events)[0].items() if kept.get("lost")}


def turns_read(events: Sequence[Event]) -> frozenset[str]:
    """Return the ids of the turns that stand as read, for every code, after these events."""
    return frozenset(turn_id for turn_id, e in _played(events)[1].items() if e.kind == "read")


def held_by_scopes(events: Sequence[Event]) -> dict[str, frozenset[str]]:
    """Return the codes that turns were read for, where that was said of some codes only.

    Keys stand in ``frame_version`` of what was read, as those of ``Codings.held`` do.
    """
    if not any(e.kind == "read-for" for e in events):
        return {}
    read = _played(events)[1].values()
    return {
        scoped_version(e.frame_version, e.payload["codes"]): frozenset(e.payload["codes"])
        for e in read
        if e.kind == "read-for"
    }


def scoped_version(version: str | None, codes: Iterable[str]) -> str:
    """Return what stands for a version of the frame where it was read for some codes only."""
    return f"{version or 'no version'}{SCOPED}{', '.join(sorted(set(codes)))}"


def codes_made(events: Sequence[Event]) -> list[tuple[Code, Event]]:
    """Return the codes a coder made while coding, each with the event in which they made it."""
    known = ("id", "name", "parent", "definition")
    return [
        (Code(**{k: v for k, v in e.payload.items() if k in known}), e)
        for e in live(list(events))
        if e.kind == "new_code"
    ]


def anchor(codings: Codings, corpus: Corpus) -> Codings:
    """Return the codings with every span's words where the corpus has them.

    A span whose words stand elsewhere in its turn, once, is moved there and listed as a warning.
    One whose words are gone, or stand there more than once, is left out and listed as an error; of
    a session that is not there, all are, in one line.

    Notes
    -----
    Offsets rot when text changes, so no span is used before its quote has been held against the
    text.
    """
    text = corpus.turns["text"].to_dict()
    session = corpus.turns["session_id"].to_dict()
    spans = codings.spans
    keep: list[bool] = []
    astray: dict[str, dict[str, int]] = {}
    starts, ends, issues = [], [], []
    for row in zip(
        spans["turn_id"], spans["start"], spans["end"], spans["quote"], spans["coder"], strict=True
    ):
        turn_id, start, end, quote, coder = row
        place = place_of(text.get(turn_id), start, end, quote)
        of = turn_id.rpartition(":")[0]
        if of not in corpus.sessions.index:
            coders = astray.setdefault(of, {})
            coders[coder] = coders.get(coder, 0) + 1
        elif place is None and says_gone(text.get(turn_id) or ""):
            issues.append(_late(of, turn_id, coder))
        elif place is None:
            issues.append(_moved(session.get(turn_id), turn_id, coder, quote, "error"))
        elif place != start:
            issues.append(_moved(session[turn_id], turn_id, coder, quote, "warning"))
        keep.append(place is not None)
        starts.append(start if place is None else place)
        ends.append(end if place is None else place + len(quote))
    moved = spans.assign(start=starts, end=ends)[keep] if keep else spans
    read = codings.read[codings.read["turn_id"].isin(corpus.turns.index)]
    listed = codings.issues
    issues += [_of_no_session(of, coders) for of, coders in astray.items()]
    if issues:
        listed = pd.concat([listed, pd.DataFrame(issues)], ignore_index=True)
    return replace(codings, spans=moved, read=read, issues=listed)


def place_of(text: str | None, start: int, end: int, quote: str) -> int | None:
    """Return where a passage's words begin: as stored, else where they stand once, else None."""
    if text is None:
        return None
    if text[start:end] == quote:
        return start
    found = text.find(quote) if quote else -1
    return found if found == text.rfind(quote) >= 0 else None


def lost_issue(turn_id: str, coder: str, quote: str) -> dict[str, Any]:
    """Return the row of ``issues`` for a passage that a correction of the text left no place."""
    return {
        "session_id": turn_id.rpartition(":")[0],
        "severity": "error",
        "source_loc": turn_id,
        "message": (
            f"the transcript was corrected, and a passage that {coder} coded in what was {turn_id} "
            "could not be moved; its words are gone. Look at the corrected text and code it again"
        ),
        "text": quote,
    }


def _moved(
    session_id: str | None, turn_id: str, coder: str, quote: str, severity: str
) -> dict[str, Any]:
    done = (
        "was moved to where its words now stand; look at it"
        if severity == "warning"
        else "is left out: its words do not stand in the turn, or more than once; code it again"
    )
    return {
        "session_id": session_id,
        "severity": severity,
        "source_loc": turn_id,
        "message": f"the text of {turn_id} has changed since {coder} coded it; a coding {done}",
        "text": quote,
    }


def _late(session_id: str, turn_id: str, coder: str) -> dict[str, Any]:
    """Words that were taken out of the transcript came back, in a log that arrived late."""
    return {
        "session_id": session_id,
        "severity": "error",
        "source_loc": turn_id,
        "message": (
            f"a passage that {coder} coded in {turn_id} holds words that were taken out of the "
            "study since (a log that arrived late); it is left out. Take them out of the log too: "
            "python -m practicelearn verify STUDY --mend"
        ),
        "text": None,
    }


def _of_no_session(session_id: str, coders: Mapping[str, int]) -> dict[str, Any]:
    whose = ", ".join(f"{n} passages of {coder}" for coder, n in sorted(coders.items()))
    return {
        "session_id": None,
        "severity": "error",
        "source_loc": f"sessions/{session_id}.csv",
        "message": (
            f'there is no session "{session_id}" to read, in which something was coded ({whose}, '
            "left out). Bring its files back from the synced folder's history or a backup"
        ),
        "text": None,
    }


def _played(
    events: Sequence[Event],
) -> tuple[dict[str, dict[str, Any]], dict[str, Event]]:
    codings: dict[str, dict[str, Any]] = {}
    read: dict[str, Event] = {}
    for event in live(brought_up(events)):
        step = _STEPS.get(event.kind)
        if step is not None:
            step(event, codings, read)
    return codings, read


def _span_table(codings: Mapping[str, dict[str, Any]], coder: str) -> pd.DataFrame:
    """One row a part. Column by column: a study may hold a hundred thousand of them."""
    rows = [
        (coding_id, n, part, kept)
        for coding_id, kept in codings.items()
        for n, part in enumerate(kept["parts"], start=1)
    ]
    if not rows:
        return empty_table(SPANS)
    columns: dict[str, Any] = {
        "coding_id": [row[0] for row in rows],
        "part": [row[1] for row in rows],
    }
    columns |= {k: [row[2][k] for row in rows] for k in ("turn_id", "start", "end", "quote")}
    columns |= {k: [row[3].get(k) for row in rows] for k in _SHARED}
    columns |= {k: [bool(row[3].get(k)) for row in rows] for k in _FLAGS}
    return conform(pd.DataFrame({**columns, "coder": coder}), SPANS)


def _code(event: Event, codings: dict[str, Any], _: dict[str, Event]) -> None:
    if event.coding_id is not None:
        codings[event.coding_id] = {"origin": "human", **event.payload, "at": event.at}


def _change(event: Event, codings: dict[str, Any], _: dict[str, Event]) -> None:
    kept = codings.get(str(event.coding_id))
    if kept is not None:
        if "parts" in event.payload:  # what an earlier extent lost is of no matter any more
            kept.pop("lost", None)
        kept.update(event.payload)


def _remove(event: Event, codings: dict[str, Any], _: dict[str, Event]) -> None:
    if "lost" in event.payload:  # its extent was changed once, to words that are gone since
        _change(event, codings, _)
    else:
        codings.pop(str(event.coding_id), None)


def _turns_of(event: Event) -> list[str]:
    first, last = event.payload["from"], event.payload["to"]
    return [make_turn_id(str(event.session_id), n) for n in range(first, last + 1)]


def _read(event: Event, _: dict[str, Any], read: dict[str, Event]) -> None:
    read.update(dict.fromkeys(_turns_of(event), event))


def _read_for(event: Event, _: dict[str, Any], read: dict[str, Event]) -> None:
    """Read for some codes only: it adds to what was read so before, and takes nothing away."""
    joined: dict[tuple[str, ...], Event] = {}
    for turn_id in _turns_of(event):
        before = read.get(turn_id)
        if before is not None and before.kind == "read":
            continue
        known = tuple(before.payload["codes"]) if before is not None else ()
        if known not in joined:
            codes = sorted({*known, *event.payload["codes"]})
            joined[known] = replace(event, payload={**event.payload, "codes": codes})
        read[turn_id] = joined[known]


def _version_of(event: Event) -> str | None:
    if event.kind == "read-for":
        return scoped_version(event.frame_version, event.payload["codes"])
    return event.frame_version


def _unread(event: Event, _: dict[str, Any], read: dict[str, Event]) -> None:
    for turn_id in _turns_of(event):
        read.pop(turn_id, None)


_STEPS: dict[str, Callable[[Event, dict[str, Any], dict[str, Event]], None]] = {
    "code": _code,
    "change": _change,
    "lost": _code,
    "remove": _remove,
    "read": _read,
    "read-for": _read_for,
    "unread": _unread,
}
