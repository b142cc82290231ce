"""What to look at in the coding frame: proposals for a person, with quotes; never applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import AT_LEAST_0, check_arguments, check_fields, check_known
from practicelearn._tables import EVIDENCE, FRAME_CHECK, conform, empty_table, in_cell
from practicelearn.coding.codings import Codings
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.frame import CodingFrame
from practicelearn.corpus import Corpus
from practicelearn.errors import CodingError, counted
from practicelearn.themes.frame.found_again import found_again as find_again
from practicelearn.themes.frame.material import (
    FEWEST_GROUPS,
    FEWEST_PASSAGES,
    Material,
    material_of,
)
from practicelearn.themes.frame.pairs import codes_that_may_be_one
from practicelearn.themes.frame.proposals import Finding, Proposal, Unsaid
from practicelearn.themes.frame.subjects import codes_with_two_subjects
from practicelearn.themes.frame.uncovered import topics_no_code_covers
from practicelearn.themes.frame.unused import codes_never_used
from practicelearn.themes.quotes import choose_quotes
from practicelearn.topics.fitted_on import check_fitted_on

if TYPE_CHECKING:  # it brings scikit-learn, which codes alone have no need of
    from practicelearn.topics.model import TopicModel

__all__ = ["NO_TOPICS", "FrameCheck", "frame_check"]

_OF_PASSAGE = [name for name in EVIDENCE.names if name != "theme_id"]
_PASSAGES = ["proposal", "side", *_OF_PASSAGE]
_UNSAID = ["what", "why"]
NO_TOPICS = "no topics were given: TopicModel().fit(corpus)"
FEW_SESSIONS = (
    "too few sessions: a topic is looked at where it is found again in sessions it was not found in"
)
NOTHING_READ = (
    "nobody's reading is on record: a person marks turns as read on the coding page, or says what "
    "was read (declare_read, record_scope); a machine's coding is nobody's"
)


def _no_passages() -> pd.DataFrame:
    return pd.DataFrame(columns=_PASSAGES, dtype=object)


def _nothing_unsaid() -> pd.DataFrame:
    return pd.DataFrame(columns=_UNSAID, dtype=object)


@dataclass(frozen=True, repr=False, eq=False)
class FrameCheck:
    """What a person may want to look at in a frame. Nothing of it is ever applied.

    Parameters
    ----------
    table : DataFrame
        One row a proposal, index ``proposal`` (p1, p2, ...). Columns: see
        ``practicelearn._tables.FRAME_CHECK``.
    passages : DataFrame
        What each proposal rests on: proposal, side (which of its codes, parts or topics), then the
        columns of evidence.
    not_known : DataFrame
        what, why: what is too little read or coded to be told.
    frame : CodingFrame or None
        The frame that was looked at.
    """

    table: pd.DataFrame = field(default_factory=partial(empty_table, FRAME_CHECK))
    passages: pd.DataFrame = field(default_factory=_no_passages)
    not_known: pd.DataFrame = field(default_factory=_nothing_unsaid)
    frame: CodingFrame | None = None

    def __post_init__(self) -> None:
        """Bring the table into its documented form."""
        check_fields(self)
        object.__setattr__(self, "table", conform(self.table, FRAME_CHECK))

    def quotes(self, proposal: str, n: int = 3) -> pd.DataFrame:
        """Return quotes of a proposal, at most ``n`` of each of its sides, with their places.

        Parameters
        ----------
        proposal : str
            Its id, such as p1.
        n : int, default 3

        Returns
        -------
        DataFrame
            The columns of ``passages``: participants' own words, able to stand alone, from
            different groups and people first, most typical first.
        """
        check_arguments(FrameCheck.quotes, locals(), n=AT_LEAST_0)
        check_known("frame_check", proposal, list(self.table.index), noun="proposal")
        own = self.passages[self.passages["proposal"] == proposal]
        sides = [choose_quotes(part, n) for _, part in own.groupby("side", sort=False)]
        return pd.concat(sides, ignore_index=True) if sides else own

    def __len__(self) -> int:
        return len(self.table)

    @property
    def says(self) -> str:
        """How many of which kind were found, in a sentence."""
        of = f"{self.frame.name}, version {self.frame.version}" if self.frame else "no frame"
        found = "nothing to look at"
        if len(self):
            kinds = self.table["kind"].value_counts(sort=False)
            found = "; ".join(f"{kind}: {n}" for kind, n in kinds.items())
        open_ = counted(len(self.not_known), "thing")
        more = f"; {open_} cannot be told" if len(self.not_known) else ""
        return f"{of}: {found}{more}"

    def __repr__(self) -> str:
        return f"FrameCheck of {self.says}. For a person to decide"

    def _repr_html_(self) -> str:
        return in_cell(repr(self), self.table[["kind", "name", "n_groups", "n_passages", "share"]])


def frame_check(
    codings: Codings,
    corpus: Corpus,
    topics: TopicModel | None = None,
    *,
    frame: CodingFrame | None = None,
    found_again: pd.Series | None = None,
    cache: str | Path | None = None,
) -> FrameCheck:
    """Return what a person may want to look at in the coding frame; nothing is changed.

    Codes that may be one, codes that hold two subjects, codes never used, topics no code covers.

    Parameters
    ----------
    codings : Codings
        Of one coder or several: one reading of each session is used, as :func:`merge_codings`
        chooses it. Only persons' codings count.
    corpus : Corpus
    topics : TopicModel, optional
        Fitted on the corpus, without seeds. Without it only codes are held against codes.
    frame : CodingFrame, optional
        By default that of the codings.
    found_again : Series of bool, optional
        Topic to whether it is found again. By default as
        :func:`practicelearn.topics.stability` says, which is asked where nobody has asked it of
        these topics, at the cost of twenty fits on half of the talk.
    cache : str or Path, optional
        Folder in which tokens are kept between runs.

    Returns
    -------
    FrameCheck
        ``table``: one row a proposal with its figures, what was found and what a person could do.
        ``quotes(proposal)``: words with their places. ``not_known``: what cannot be told, and why.

    Raises
    ------
    CodingError
        There is no frame.
    PracticelearnError
        The topics were fitted on another corpus.
    StudyError
        Some of the study cannot be counted (``codings.uncounted``).

    Notes
    -----
    What was not read is missing, never zero. *May be one*: of the turns with either code at least
    half carry both, in three groups or more, and more than by chance (each code's stretches moved
    round in their sessions); or what is said under both is alike in words: .8 or more, with a 90 %
    interval above .5. *Holds two subjects*: two topics that are found again hold at least a quarter
    of its passages each, in three groups or more, half as often again as they hold talk, more than
    by chance, and the two parts are alike by less than .5. *Never used*: in at least three
    groups all was read under a frame that held it. *No code covers it*: a topic that is found
    again, at least half of it read, carries a code on less than half of its words and on less than
    two thirds of the usual share, group by group. All chances are held against all that was tried
    (Bonferroni, .05). The thresholds are conventions. How likeness is reckoned stands in
    ``docs/formulae.md``.

    A proposal says where to read, never what a frame should be: a code may rightly overlap with
    another, hold two subjects, or never be used.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus().where(year="2025-26")
    >>> looked = prac.frame_check(study.codings(), corpus)
    >>> looked.table.columns.tolist()[:4]
    ['kind', 'codes', 'topics', 'name']
    """
    check_arguments(frame_check, locals())
    refuse_uncounted(codings, "frame_check")
    own = frame or codings.frame
    if own is None:
        raise CodingError("frame_check: these codings come with no frame; give one as frame=.")
    if topics is not None:
        check_fitted_on(topics, corpus, "frame_check")
    kept = None if cache is None else Path(cache)
    material = material_of(codings, corpus, own, topics)
    if material.reading.read.empty:
        return _check(own, [Finding(unsaid=[Unsaid("anything", NOTHING_READ)])])
    findings = [_too_little_coded(material), codes_that_may_be_one(material)]
    again, unsaid = _again(topics, corpus, found_again, kept)
    findings += [
        codes_with_two_subjects(material, again), codes_never_used(material, cache=kept),
        topics_no_code_covers(material, again), Finding(unsaid=unsaid),
    ]  # fmt: skip
    return _check(own, findings)


def _again(
    topics: TopicModel | None, corpus: Corpus, given: pd.Series | None, cache: Path | None
) -> tuple[pd.Series, list[Unsaid]]:
    """Topic to whether it is found again, and what cannot be told for want of it."""
    what = "whether a code holds two subjects, and which topics no code covers"
    if topics is None:
        return pd.Series(dtype="boolean"), [Unsaid(what, NO_TOPICS)]
    again = find_again(topics, corpus, cache=cache) if given is None else given
    again = again.reindex(topics.names_.index).astype("boolean")
    if again.isna().all():
        return again, [Unsaid(what, FEW_SESSIONS)]
    lost = again.index[~again.fillna(value=False)]
    if not len(lost):
        return again, []
    why = (
        f"{counted(len(lost), 'topic')} of {len(again)} not found again in the other half of the "
        "sessions: left alone"
    )
    return again, [Unsaid(f"what {'; '.join(topics.names_[t] for t in lost)} may tell", why)]


def _too_little_coded(material: Material) -> Finding:
    enough, used = set(material.enough()), set(material.passages["theme_id"])
    short = [material.name(c) for c in material.codes if c in used and c not in enough]
    if not short:
        return Finding()
    why = (
        f"too little coded: fewer than {FEWEST_PASSAGES} passages, or in fewer than "
        f"{FEWEST_GROUPS} groups"
    )
    what = f"whether {', '.join(f'“{n}”' for n in short)} may be one with another, or hold two"
    return Finding(unsaid=[Unsaid(what, why)])


def _check(frame: CodingFrame, findings: Sequence[Finding]) -> FrameCheck:
    proposals = [p for f in findings for p in f.proposals]
    unsaid = [(u.what, u.why) for f in findings for u in f.unsaid]
    ids = [f"p{n}" for n in range(1, len(proposals) + 1)]
    return FrameCheck(
        _table(proposals, ids), _passages(proposals, ids),
        pd.DataFrame(unsaid, columns=_UNSAID, dtype=object), frame,
    )  # fmt: skip


def _table(proposals: Sequence[Proposal], ids: Sequence[str]) -> pd.DataFrame:
    if not proposals:
        return empty_table(FRAME_CHECK)
    rows = [
        {"kind": p.kind, "codes": list(p.codes), "topics": list(p.topics), "name": p.name,
         "says": p.says, "could": p.could, **p.figures}
        for p in proposals
    ]  # fmt: skip
    table = pd.DataFrame(rows, index=pd.Index(ids, name="proposal", dtype=object))
    counts = {c.name: "Int64" for c in FRAME_CHECK.columns if c.kind == "int"}
    return conform(table.astype(counts), FRAME_CHECK)


def _passages(proposals: Sequence[Proposal], ids: Sequence[str]) -> pd.DataFrame:
    parts = [
        own.assign(proposal=id_).reindex(columns=_PASSAGES)
        for id_, p in zip(ids, proposals, strict=True)
        if len(own := p.evidence())
    ]
    return pd.concat(parts, ignore_index=True) if parts else _no_passages()
