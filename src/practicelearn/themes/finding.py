"""Finding themes: whose coding counts, what is left out, and the candidates that come of it."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn._called import COMMAND
from practicelearn._of_session import sessions_of
from practicelearn._tables import EVIDENCE, SCORES, SPANS, THEMES, empty_table
from practicelearn.coding.agreement.table import agreement
from practicelearn.coding.codings import Codings
from practicelearn.coding.counted import PERSONAL, Counted, by_person, counted, plain_kind
from practicelearn.coding.counting import refuse_uncounted
from practicelearn.coding.levels import roll_up
from practicelearn.coding.merging import merge_codings
from practicelearn.coding.of_corpus import in_sessions_of
from practicelearn.coding.provenance import coding_provenance, sessions_said
from practicelearn.coding.readings_used import said_of_reading
from practicelearn.coding.scope import undeclared
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.errors import counted as so_many
from practicelearn.themes.account import OTHERS, passages_account
from practicelearn.themes.building import build, named
from practicelearn.themes.raised import speaking_turns
from practicelearn.themes.themes import Themes
from practicelearn.topics.standing import others_said, standing_said

if TYPE_CHECKING:  # it brings scikit-learn, which themes of codes have no need of
    from practicelearn.topics.model import TopicModel

__all__ = ["find_themes", "named_themes"]

Origin = Counted


def find_themes(
    codings: Codings | None,
    corpus: Corpus,
    topics: TopicModel | None = None,
    *,
    origin: Origin = "person",
    min_groups: int = 3,
    min_people: int = 4,
    level: int | None = None,
    with_children: bool = True,
) -> Themes:
    """Return candidate themes: from codes, and from topics that no code covers.

    Parameters
    ----------
    codings : Codings, optional
        Several coders: one reading a session is used, as ``merge_codings`` chooses it.
    corpus : Corpus
    topics : TopicModel, optional
        Fitted on the corpus. Without codings, themes come from topics alone. Only topics that are
        found again (:func:`practicelearn.topics.stability`) become candidates; where nobody has
        asked for that yet, it is asked here, at the cost of twenty fits on half of the talk, and
        kept with the model. ``notes`` names the others.
    origin : {"person", "keyword", "suggested", "imported"}
        Which codings to use; persons' and machines' are never mixed. ``person`` (or ``human``): all
        that persons coded here, imported or accepted. ``imported`` and ``suggested``: of these only
        what came from another program, or was offered and accepted. ``keyword``: cue words.
    min_groups, min_people : int
        A theme recurs in a round when at least ``min_groups`` groups hold somebody who raised it,
        at least ``min_people`` distinct people did, and no group gives more than half of them.
    level, with_children
        As for :meth:`Codings.roll_up`: the lowest level of codes to keep, and whether a code
        counts what stands under the codes below it, people and groups once.

    Returns
    -------
    Themes
        ``statement`` is empty until a person writes it. Rounds play no part in finding themes, so
        that comparing rounds afterwards stays a fair test. ``provenance`` says where the coding
        came from, ``reading`` whose it is, ``account`` and ``notes``
        what is not counted. Where nobody has said what
        was read, what was coded counts as "at least" (``at_least``).

    Raises
    ------
    PracticelearnError
        Neither codings of this origin nor topics are given, the corpus holds no turn of anybody who
        counts, or some of the study cannot be counted (``codings.uncounted``).

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> corpus = study.corpus()
    >>> codings = prac.merge_codings(study.codings(), prefer="_agreed")
    >>> prac.find_themes(codings, corpus, min_groups=3, min_people=4)
    Themes: 8 recurring of 9 (at least 3 groups and 4 people in a round); 0 ...
    """
    check_arguments(
        find_themes, locals(), min_groups=AT_LEAST_1, min_people=AT_LEAST_1, level=AT_LEAST_1
    )
    _refuse_nothing(codings, corpus)
    kind = plain_kind(origin)
    given, passages = codings, pd.DataFrame()
    if codings is not None:
        codings = roll_up(codings, level=level, with_children=with_children)
    reading = _passed_on(_one_reading(codings, kind), given)
    if codings is not None and reading is not None:
        stages = [(f"not {_KIND[kind]}", counted(codings, kind)), (OTHERS, reading)]
        passages = passages_account(codings, stages, corpus)
        # the account above names what is of other sessions; nothing below counts it
        codings, reading = in_sessions_of(codings, corpus), in_sessions_of(reading, corpus)
    if reading is None and topics is None:
        raise _no_coding(codings, kind)
    marked = _matters(codings, kind)
    if topics is not None:
        _look_again(topics, corpus)
    begun = Themes(
        empty_table(THEMES), empty_table(EVIDENCE), empty_table(SCORES), corpus,
        codings=reading, topics=topics, origin=kind if reading is not None else "topic",
        min_groups=min_groups, min_people=min_people, marked=marked, passages=passages,
    )  # fmt: skip
    begun = _with_account(begun, None if given is None else in_sessions_of(given, corpus))
    if topics is not None:
        begun = replace(begun, remarks=(*begun.remarks, *_of_topics(topics)))
    return replace(begun, **build(begun, {code: [code] for code in _codes(reading, marked)}))


def _look_again(topics: TopicModel, corpus: Corpus) -> None:
    from practicelearn.topics.found_again import look_again  # with its model, or not at all

    look_again(topics, corpus)


def _of_topics(topics: TopicModel) -> list[str]:
    """How many topics were found again, and which are no candidates."""
    said = [standing_said(topics), others_said(topics, topics.names_.index)]
    return [sentence for sentence in said if sentence]


def named_themes(codings: Codings, corpus: Corpus) -> Themes:
    """Return the candidates of ``find_themes`` with their codes and who read, nothing counted.

    For what asks no more of them: a page that says what differs from the plan is shown after every
    coding. ``evidence``, ``scores``, the accounts and what is counted in ``table`` are empty.

    Raises
    ------
    PracticelearnError
        As ``find_themes`` does.
    """
    _refuse_nothing(codings, corpus)
    every = roll_up(codings)
    reading = _one_reading(every, "person")
    if reading is None:
        raise _no_coding(every, "person")
    own = in_sessions_of(reading, corpus)
    codes = _codes(own, _matters(in_sessions_of(every, corpus), "person"))
    return Themes(
        named(own, {code: [code] for code in codes}), empty_table(EVIDENCE), empty_table(SCORES),
        corpus, codings=own, reading=own.used,
    )  # fmt: skip


def _refuse_nothing(codings: Codings | None, corpus: Corpus) -> None:
    refuse_uncounted(codings, "find_themes")
    if speaking_turns(corpus).empty:
        raise PracticelearnError(
            "find_themes: the corpus holds no turn of anybody who counts "
            f"({len(corpus.sessions)} sessions, {len(corpus)} turns). That is no finding: look at "
            "what corpus.where(...) left out, and at the roles in the attendance list."
        )


def _no_coding(codings: Codings | None, kind: str) -> PracticelearnError:
    return PracticelearnError(
        f'find_themes needs codings of origin "{kind}", or a topic model, or both.'
        f"{_machine_only(codings)}"
    )


_KIND = {
    "person": "a person's: of cue words, offers nobody accepted, or auto-coding",
    "keyword": "a keyword hit",
    "suggested": "an offer that a person accepted",
    "imported": "imported",
}


def _machine_only(codings: Codings | None) -> str:
    """What there is instead, where no person has coded."""
    if codings is None or codings.spans.empty or by_person(codings.spans).any():
        return ""
    return (
        " What is there is a machine's (cue words, offers that nobody accepted, auto-coding): it "
        "counts only where a person has accepted it."
    )


def _with_account(themes: Themes, codings: Codings | None) -> Themes:
    """Themes with where their coding came from, and what of it is not counted."""
    used = themes.codings
    if codings is None or used is None or themes.origin not in PERSONAL:
        return themes
    reading = used.used
    machine = _machine_only_sessions(codings, used)
    said = [said_of_reading(reading), _without_reading(used, themes.corpus)]
    if machine:
        said.append(
            "A machine's coding does not count, and nobody has read what it coded in: "
            f"{sessions_said(machine)}."
        )
    return replace(
        themes,
        machine_only=machine,
        provenance=tuple(coding_provenance(codings, themes.corpus, used)),
        reading=reading,
        agreed=_agreed(reading, codings, themes.corpus),
        remarks=tuple(filter(None, said)),
    )


def _agreed(reading: pd.DataFrame, codings: Codings, corpus: Corpus) -> pd.DataFrame:
    """How far they agree who read the same; nothing is reckoned where each read alone."""
    if not (reading["people"].map(len) > 1).any():
        return pd.DataFrame()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # who has read nothing is said in the notes
        return agreement(codings, corpus, interval=None)


def _machine_only_sessions(codings: Codings, used: Codings) -> tuple[str, ...]:
    machine = codings.spans.loc[~by_person(codings.spans), "turn_id"]
    seen = {s for t in (used.spans, used.read) for s in sessions_of(t["turn_id"]).unique()}
    return tuple(sorted({*sessions_of(machine).unique()} - seen))


def _without_reading(used: Codings, corpus: Corpus) -> str:
    """In which sessions nothing says what was read, and the step that says it."""
    left = undeclared(used, corpus)
    if not left:
        return ""
    sessions = sorted({s for own in left.values() for s in own})
    n, who = so_many(len(sessions), "session"), ", ".join(left)
    return (
        f"Nothing says what was read in {n} coded by {who} ({sessions_said(sessions)}): what is "
        "coded there counts as “at least”, without shares and without comparison. Say what was "
        f"read: {COMMAND} read STUDY --coder {next(iter(left))} --sessions coded "
        "--by NAME (in Python: record_scope, declare_read)."
    )


def _one_reading(codings: Codings | None, origin: str) -> Codings | None:
    if codings is None:
        return None
    own = counted(codings, origin)
    if origin == "suggested" and own.spans.empty and "suggested" in set(codings.spans["origin"]):
        raise PracticelearnError(
            "find_themes: nobody has accepted any of these suggestions. What a program "
            "suggests is no coding until a person takes it, on the coding page or by naming "
            "them in accepted_by."
        )
    if own.spans.empty and (origin != "person" or own.read.empty):
        return None
    return merge_codings(own) if origin in PERSONAL else own


def _passed_on(reading: Codings | None, given: Codings | None) -> Codings | None:
    """The reading, with what anybody marked to be referred on: a word of it is never quoted.

    One coder's reading of a session counts; another's warning about a passage of it holds.
    """
    if reading is None or given is None:
        return reading
    marked = given.spans[given.spans["refer_on"]]
    if marked.empty:
        return reading
    own = reading.spans.reset_index(drop=True)
    near = own[own["turn_id"].isin(marked["turn_id"])].rename_axis("place").reset_index()
    beside = near.merge(marked[["turn_id", "start", "end"]], on="turn_id", suffixes=("", "_on"))
    hit = beside[(beside["start"] < beside["end_on"]) & (beside["end"] > beside["start_on"])]
    if hit.empty:
        return reading
    own.loc[hit["place"].unique(), "refer_on"] = True
    return replace(reading, spans=own)


def _matters(codings: Codings | None, origin: str) -> pd.DataFrame:
    if codings is None:
        return empty_table(SPANS)
    spans = counted(codings, origin).spans
    return spans[spans["matters"].fillna(value=False).astype(bool)].reset_index(drop=True)


def _codes(codings: Codings | None, marked: pd.DataFrame) -> list[str]:
    if codings is None:
        return []
    framed = codings.frame.ids if codings.frame is not None else []
    used = {*codings.spans["code"], *marked["code"]}
    return list(dict.fromkeys([*framed, *sorted(used)]))
