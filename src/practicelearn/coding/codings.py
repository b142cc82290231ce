"""Codings: spans of turns marked with codes, and what each coder has read.

"Not coded" is not "not read": every question asked of codings needs both tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from practicelearn._arguments import (
    NAMES,
    WORDS,
    Choice,
    check_arguments,
    check_fields,
    check_known,
)
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
from practicelearn.coding.frame import CodingFrame
from practicelearn.coding.methods import CodingsMethods
from practicelearn.coding.tabled import codings_of_table
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, counted

__all__ = [
    "CONSENSUS",
    "JOINED",
    "MACHINES",
    "REFERRED_ON",
    "SCOPED",
    "SETTLED",
    "UNION",
    "Codings",
    "scoped_version",
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

FLAGS = ("matters", "refer_on")
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
        # by numpy: pandas 2 warns of filling a column of None and bools
        given = {f: self.spans[f].notna() for f in FLAGS}
        flags = {f: np.where(given[f], self.spans[f], False).astype(bool) for f in FLAGS}
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
        named = {*self.read["coder"].unique(), *self.spans["coder"].unique()}
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
        >>> import pandas as pd
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
        >>> import pandas as pd
        >>> import practicelearn as prac
        >>> corpus = prac.open_study(prac.sample_path()).corpus(["2025-north"])
        >>> table = pd.DataFrame({"turn_id": corpus.turns.index[:1], "code": ["pay"]})
        >>> own = prac.Codings.from_table(table, corpus, coder="kim")
        >>> len(own.read), len(own.mark_read("kim", corpus).read)
        (0, 108)
        """
        if isinstance(turns, str):
            raise CodingError(
                f'mark_read: expected turns, such as corpus.where(session_id="{turns}"), or a list '
                f'of their ids; found the text "{turns}".'
            )
        check_arguments(Codings.mark_read, locals(), coder=WORDS, codes=NAMES)
        if isinstance(turns, Corpus):
            turns = turns.turns
        ids = list(turns.index) if isinstance(turns, pd.DataFrame) else list(turns)
        label, held = self.frame.version if self.frame is not None else None, dict(self.held)
        if codes is not None:
            wanted = list(codes)
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
            f"Codings: {counted(len(self), 'coding')} of "
            f"{counted(self.spans['code'].nunique(), 'code')} by "
            f"{', '.join(self.coders) or ', '.join(self.origins) or 'nobody'}; "
            f"{counted(self.read['turn_id'].nunique(), 'turn')} read"
            f"{'; not everything here can be counted' if self.uncounted else ''}"
        )

    def _repr_html_(self) -> str:
        counts = self.spans.groupby(["code", "coder"])["coding_id"].nunique().unstack(fill_value=0)
        return in_cell(repr(self), counts)


def scoped_version(version: str | None, codes: Iterable[str]) -> str:
    """Return what stands for a version of the frame where it was read for some codes only."""
    return f"{version or 'no version'}{SCOPED}{', '.join(sorted(set(codes)))}"
