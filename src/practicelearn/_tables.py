"""The columns of every public table, in one place.

A table is a pandas DataFrame with documented columns. Kinds are checked, not dtypes, so that
pandas 2.3 (object text) and pandas 3 (str text) behave alike. Missing text is None or NaN and is
asked for with :func:`pandas.isna`.
"""

from __future__ import annotations

import difflib
import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal, NamedTuple

import pandas as pd
from pandas.api import types as kinds

from practicelearn.errors import PracticelearnError, TableError

__all__ = [
    "ACTIONS",
    "ATTENDANCE",
    "COMPARISON",
    "EDITS",
    "EVIDENCE",
    "ISSUES",
    "PEOPLE",
    "READ",
    "RECHECKS",
    "RECOMMENDATIONS",
    "SCORES",
    "SESSIONS",
    "SOURCE_MAP",
    "SPANS",
    "STATUSES",
    "SURVEY",
    "THEMES",
    "TURNS",
    "Column",
    "Mark",
    "Table",
    "check_table",
    "conform",
    "empty_table",
    "near_match",
    "optional_import",
]

Kind = Literal["text", "int", "float", "bool", "list", "any"]


class Mark(NamedTuple):
    """A stretch of a turn's text that is not speech, such as ``[laughter]``.

    ``start`` and ``end`` are code points of the turn's text, end exclusive. ``kind`` is one of
    inaudible, unclear, laughter, crosstalk, pause, silence, nonverbal, gesture, redaction,
    timestamp, comment.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Column:
    """One column: its name, the kind of its values, what it means; ``required`` in every table."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False


@dataclass(frozen=True)
class Table:
    """The contract of one public table; ``index`` is the name of its index, or None."""

    name: str
    index: str | None
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names in their documented order."""
        return [column.name for column in self.columns]


TURNS = Table(
    "turns",
    "turn_id",
    (
        Column("session_id", "text", "the session the turn belongs to", required=True),
        Column("n", "int", "place in the session, from 1", required=True),
        Column("speaker", "text", "label as written in the file; missing when there was none"),
        Column("person_id", "text", "person, through the attendance list only"),
        Column("role", "text", "participant, facilitator, note-taker, observer or unknown"),
        Column("start_s", "float", "start in seconds from the start of the recording"),
        Column("end_s", "float", "end in seconds"),
        Column("text", "text", "what was said, NFC, line feeds only", required=True),
        Column("marks", "list", "list of Mark: stretches of text that are not speech"),
        Column("question_id", "text", "guide question the turn answers"),
        Column("verbatim", "bool", "False for a paraphrase: never printed in quotation marks"),
        Column("overlap", "bool", "starts before the turn before it has ended"),
        Column("source_loc", "text", "place in the file, such as 'line 12' or 'paragraph 3'"),
    ),
)
SESSIONS = Table(
    "sessions",
    "session_id",
    (
        Column("date", "text", "ISO date, or missing"),
        Column("year", "text", "round: an ordered label such as 2024-25"),
        Column("group", "text", "the meeting's people; by default the session"),
        Column("group_type", "text", "such as practitioners, managers, newly qualified"),
        Column("team", "text", "team, when the group is one"),
        Column("site", "text", "place"),
        Column("source_kind", "text", "transcript, notes, flip chart, chat or written"),
        Column("duration_s", "float", "length of the recording in seconds"),
        Column("guide_version", "text", "version of the topic guide that was used"),
        Column("file", "text", "name of the file, without its folder"),
        Column("format", "text", "format the file was read as"),
        Column("text_hash", "text", "sha256 over turn_id and text of the session's turns"),
    ),
)
PEOPLE = Table(
    "people", "person_id", (Column("pseudonym", "text", "name used in quotes, never a real one"),)
)
ATTENDANCE = Table(
    "attendance",
    None,
    (
        Column("session_id", "text", "session", required=True),
        Column("person_id", "text", "person", required=True),
        Column("speaker", "text", "label in this session's file; missing for a silent person"),
        Column("role", "text", "role that day: participant, facilitator, note-taker, observer"),
        Column("role_source", "text", "where the role comes from: sheet, file, label or unknown"),
        Column("is_peer", "bool", "a colleague of the others (a peer facilitator is one)"),
        Column("team", "text", "the person's own team"),
        Column("job_role", "text", "job"),
        Column("line_manages_someone_present", "bool", "manages anybody in the room"),
        Column("consent_quote", "bool", "agreed to be quoted"),
        Column("coder", "text", "name under which this person codes, where they do"),
    ),
)
ISSUES = Table(
    "issues",
    None,
    (
        Column("session_id", "text", "session, or missing when no session could be made"),
        Column("severity", "text", "error, warning or note", required=True),
        Column("source_loc", "text", "place in the file"),
        Column("message", "text", "what was found and what to do about it", required=True),
        Column("text", "text", "the words concerned, kept"),
    ),
)
SOURCE_MAP = Table(
    "source_map",
    None,
    (
        Column("turn_id", "text", "turn", required=True),
        Column("start", "int", "first code point in the turn's text", required=True),
        Column("end", "int", "end in the turn's text, exclusive", required=True),
        Column("source_start", "int", "first code point in the decoded file", required=True),
        Column("source_end", "int", "end in the decoded file, exclusive", required=True),
    ),
)
EDITS = Table(
    "edits",
    None,
    (
        Column("turn_id", "text", "turn", required=True),
        Column("start", "int", "first code point replaced, in the text before", required=True),
        Column("end", "int", "end, exclusive, in the text before", required=True),
        Column("replacement", "text", "what stands there now", required=True),
        Column("kind", "text", "why: pseudonym, correction, redaction", required=True),
    ),
)
SPANS = Table(
    "spans",
    None,
    (
        Column("coding_id", "text", "one selection, over one or more turns", required=True),
        Column("part", "int", "which turn of the selection, from 1", required=True),
        Column("turn_id", "text", "turn", required=True),
        Column("start", "int", "first code point in the turn's text", required=True),
        Column("end", "int", "end, exclusive", required=True),
        Column("quote", "text", "the words, as they stand in the turn", required=True),
        Column("code", "text", "code id", required=True),
        Column("coder", "text", "person who coded; for keywords 'keyword'", required=True),
        Column("origin", "text", "human, keyword, suggested or imported", required=True),
        Column("accepted_by", "text", "coder who accepted a suggestion"),
        Column("stance", "text", "for, against, mixed or none"),
        Column("strength", "int", "0 to 3, or missing"),
        Column("memo", "text", "the coder's note"),
        Column("at", "text", "UTC time of coding, ISO"),
        Column("matters", "bool", "heard once, and it matters all the same"),
        Column("refer_on", "bool", "to be passed on: never quoted, suggested or exported"),
    ),
)
READ = Table(
    "read",
    None,
    (
        Column("coder", "text", "who has read", required=True),
        Column("turn_id", "text", "the turn read", required=True),
        Column("frame_version", "text", "version of the frame held while reading"),
        Column("at", "text", "UTC time, ISO"),
    ),
)

OFFERS = Table(
    "offers",
    None,
    (
        Column("code", "text", "code id", required=True),
        Column("turn_id", "text", "turn", required=True),
        Column("start", "int", "first code point in the turn's text", required=True),
        Column("end", "int", "end, exclusive", required=True),
        Column("quote", "text", "the words, as they stand in the turn", required=True),
        Column("score", "float", "0 to 1, how sure; missing for keywords"),
        Column("origin", "text", "keyword or suggested", required=True),
    ),
)
SUGGESTION_PRECISION = Table(
    "precision of suggestions",
    "code",
    (
        Column("n_sessions", "int", "sessions read by hand for this code", required=True),
        Column("n_turns", "int", "participants' turns read for it", required=True),
        Column("n_positive", "int", "of these, coded with it", required=True),
        Column("threshold", "float", "offered from this score on; missing: nothing is offered"),
        Column("n_offered", "int", "turns offered, each session's threshold from the others"),
        Column("precision", "float", "of these, coded with it by hand"),
        Column("precision_worst", "float", "the same in the session where it is lowest"),
        Column("share_offered", "float", "turns offered of turns read"),
        Column("recall", "float", "turns coded by hand that were offered"),
        Column("promise", "text", "what can be said of the next session, in words"),
        Column("why", "text", "why nothing is offered"),
    ),
)

CUE_ACCURACY = Table(
    "accuracy of cues",
    None,
    (
        Column("code", "text", "code id", required=True),
        Column("year", "text", "round; missing where sessions name none"),
        Column("n_turns", "int", "participants' turns read by hand for the code", required=True),
        Column("n_coded", "int", "of these, coded with it by hand", required=True),
        Column("n_cued", "int", "of these, with a cue of it", required=True),
        Column("n_both", "int", "of these, both", required=True),
        Column("sensitivity", "float", "turns with a cue of turns coded by hand"),
        Column("specificity", "float", "turns without a cue of turns not coded by hand"),
        Column("precision", "float", "turns coded by hand of turns with a cue"),
        Column("why", "text", "why a share is missing"),
    ),
)

THEMES = Table(
    "themes",
    "theme_id",
    (
        Column("name", "text", "the code's name, or the topic's first words", required=True),
        Column("statement", "text", "what people are saying, in one sentence, by a person"),
        Column("status", "text", "candidate, theme or dropped", required=True),
        Column("origin", "text", "codes or topic", required=True),
        Column("codes", "list", "codes it is made of"),
        Column("topics", "list", "topics that go with it"),
        Column("terms", "text", "words that mark it, from the topic model"),
        Column("recurring", "bool", "in at least one round, by the definition asked for"),
        Column("years_recurring", "list", "the rounds in which it recurs"),
        Column("n_groups", "int", "groups in which somebody raised it, over all rounds"),
        Column("n_people", "int", "people who raised it, over all rounds"),
        Column("n_passages", "int", "passages, over all rounds"),
        Column("flags", "list", "what a reader must know, in words"),
    ),
)
EVIDENCE = Table(
    "evidence",
    None,
    (
        Column("theme_id", "text", "theme", required=True),
        Column("year", "text", "round"),
        Column("group", "text", "group", required=True),
        Column("session_id", "text", "session", required=True),
        Column("turn_id", "text", "turn", required=True),
        Column("start", "int", "first code point in the turn's text", required=True),
        Column("end", "int", "end, exclusive", required=True),
        Column("quote", "text", "the words", required=True),
        Column("speaker", "text", "label in that session"),
        Column("person_id", "text", "person, where the attendance list says so"),
        Column("who", "text", "person, or label within its session; missing without a label"),
        Column("role", "text", "role that day"),
        Column("coding_id", "text", "the coding; missing for topics"),
        Column("code", "text", "code; missing for topics"),
        Column("coder", "text", "who coded; missing for topics"),
        Column("stance", "text", "for, against, mixed or none"),
        Column("strength", "int", "0 to 3"),
        Column("weight", "float", "how typical of the theme, larger is more"),
        Column("verbatim", "bool", "False for a paraphrase"),
    ),
)
SCORES = Table(
    "scores",
    None,
    (
        Column("theme_id", "text", "theme", required=True),
        Column("year", "text", "round"),
        Column("group", "text", "group", required=True),
        Column("group_type", "text", "kind of group"),
        Column("team", "text", "team"),
        Column("facilitator", "text", "person who led the group"),
        Column("n_people", "int", "people who count: attendees, or speakers without a list"),
        Column("n_raised", "int", "of these, those who raised it; missing for topics"),
        Column("raised", "bool", "the group raised it, notes included; missing where unread"),
        Column("score", "float", "share of people who raised it; for topics share of words"),
        Column("measure", "text", "share of attendees, share of speakers or share of words"),
        Column("minutes", "float", "length of the group's talk in minutes"),
        Column("n_words", "int", "words of participants"),
        Column("why", "text", "why the score is missing"),
    ),
)
COMPARISON = Table(
    "comparison",
    None,
    (
        Column("theme_id", "text", "theme", required=True),
        Column("name", "text", "its name", required=True),
        Column("year_before", "text", "earlier round", required=True),
        Column("year_after", "text", "later round", required=True),
        Column("measure", "text", "what the score is a share of"),
        Column("unit", "text", "group, team or facilitator"),
        Column("design", "text", "unpaired, paired or stratified"),
        Column(
            "weights", "text", "groups (each unit counts alike) or attendees (each person does)"
        ),
        Column("n_before", "int", "units in the earlier round"),
        Column("n_after", "int", "units in the later round"),
        Column("mean_before", "float", "mean score, earlier round"),
        Column("mean_after", "float", "mean score, later round"),
        Column("difference", "float", "later minus earlier, -1 to 1"),
        Column("low", "float", "95 % interval, lower end"),
        Column("high", "float", "95 % interval, upper end"),
        Column("low_90", "float", "90 % interval, lower end"),
        Column("high_90", "float", "90 % interval, upper end"),
        Column("p", "float", "permutation p, two-sided; missing where not tested"),
        Column("p_adjusted", "float", "the same over all declared themes and contrasts"),
        Column("n_splits", "int", "relabellings behind p"),
        Column("smallest_detectable", "float", "difference found in 80 % of such studies"),
        Column("smallest_worthwhile", "float", "as declared"),
        Column("verdict", "text", "heard more, heard less, no worthwhile change, cannot tell ..."),
        Column("why", "text", "the reason, in words"),
        Column("cautions", "list", "what must be said beside the figures"),
        Column("minutes_before", "float", "mean minutes of talk a unit, earlier round"),
        Column("minutes_after", "float", "mean minutes of talk a unit, later round"),
        Column("size_before", "float", "mean people a unit, earlier round"),
        Column("size_after", "float", "mean people a unit, later round"),
    ),
)

RECOMMENDATIONS = Table(
    "recommendations",
    "recommendation_id",
    (
        Column("year", "text", "the round in which people said it"),
        Column("text", "text", "what people said, in the team's words", required=True),
        Column("themes", "list", "theme ids or names it rests on"),
        Column("response", "text", "accept, part or reject; missing where nothing was decided"),
        Column("reason", "text", "why it was rejected, or accepted in part only"),
        Column("heard_once", "bool", "marked by a person: one group only, and it matters"),
        Column("date", "text", "ISO date of the response"),
        Column("source_loc", "text", "row of the sheet"),
    ),
)
ACTIONS = Table(
    "actions",
    "action_id",
    (
        Column("recommendation_id", "text", "what it answers", required=True),
        Column("year", "text", "the round in which people said it"),
        Column("text", "text", "what will be done", required=True),
        Column("owner", "text", "the role that answers for it"),
        Column("due", "text", "ISO date"),
        Column("known_by", "text", "how we will know, as written"),
        Column("kind", "text", "theme, figure or survey; missing without a measure"),
        Column("measure", "text", "the theme, the outside figure or the survey's standard"),
        Column("direction", "text", "less or more: what would be better; missing if undeclared"),
        Column("baseline", "float", "an outside figure before"),
        Column("target", "float", "what it should become"),
        Column("result", "float", "what it has become"),
        Column("unit", "text", "unit of the outside figure, as written"),
        Column("chosen_for", "text", "level, other, or missing where nobody said why"),
        Column("note", "text", "as written"),
        Column("source_loc", "text", "row of the sheet"),
    ),
)
STATUSES = Table(
    "statuses",
    None,
    (
        Column("action_id", "text", "action", required=True),
        Column("date", "text", "ISO date; missing where none was written"),
        Column("status", "text", "not started, doing, done, stalled or dropped", required=True),
        Column("note", "text", "the note, beside the newest status"),
        Column("evidence_of_delivery", "text", "what shows that it was done"),
    ),
)
RECHECKS = Table(
    "rechecks",
    None,
    (
        Column("action_id", "text", "action", required=True),
        Column("kind", "text", "theme, figure or survey; missing without a measure"),
        Column("measure", "text", "theme id, outside figure or standard"),
        Column("name", "text", "the measure's name"),
        Column("year_before", "text", "the round in which people said it"),
        Column("year_after", "text", "the round in which it was looked at again"),
        Column("status", "text", "of the action, newest"),
        Column("delivered", "text", "yes, not yet, no or not known"),
        Column("before", "float", "mean share of people, or the outside figure's baseline"),
        Column("after", "float", "the same in the later round, or the figure's result"),
        Column("difference", "float", "later minus earlier"),
        Column("low", "float", "95 % interval of the share's difference, lower end"),
        Column("high", "float", "upper end"),
        Column("verdict", "text", "heard more, heard less, cannot tell, frame changed ..."),
        Column("why", "text", "the reason, in words"),
        Column("chosen_for", "text", "level, other or missing"),
        Column("shrunk_before", "float", "the earlier share, drawn towards that of all themes"),
        Column("shrunk_low", "float", "95 % interval from there, lower end"),
        Column("shrunk_high", "float", "upper end"),
        Column("others_change", "float", "mean change of the themes no action was aimed at"),
        Column("direction", "text", "less or more, as declared"),
        Column("reading", "text", "improved, worse, no worthwhile change, cannot tell, not read"),
        Column("reading_before", "float", "share who spoke against it (less) or for it (more)"),
        Column("reading_after", "float", "the same in the later round"),
        Column("reading_low", "float", "95 % interval of that change, lower end"),
        Column("reading_high", "float", "upper end"),
        Column("reading_why", "text", "the reason, in words"),
        Column("target", "float", "of an outside figure"),
        Column("unit", "text", "of an outside figure"),
        Column("cautions", "list", "what must be said beside the figures"),
    ),
)
SURVEY = Table(
    "survey",
    None,
    (
        Column("year", "text", "round", required=True),
        Column("standard", "text", "the standard or question", required=True),
        Column("score", "float", "0 to 100; missing where fewer than five answered"),
        Column("band", "text", "low (0-50), moderate (51-74) or high (75-100)"),
        Column("n", "int", "how many answered"),
        Column("theme", "text", "theme id that is about the same, where the sheet says so"),
    ),
)


def near_match(word: str, known: Iterable[str]) -> str:
    """Return ``' Did you mean "x"?'`` for the nearest known word, or an empty string."""
    hit = difflib.get_close_matches(str(word).lower(), [str(k) for k in known], n=1, cutoff=0.6)
    return f' Did you mean "{hit[0]}"?' if hit else ""


def check_table(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the frame unchanged when it keeps the table's contract.

    Raises
    ------
    TableError
        A required column is missing (the near match is named), the index has another name or
        repeats itself, or a column holds another kind of value.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TableError(
            f"{table.name}: expected a pandas DataFrame, found {type(frame).__name__}."
        )
    for column in table.columns:
        if column.required and column.name not in frame.columns:
            hint = near_match(column.name, frame.columns)
            raise TableError(
                f'{table.name}: column "{column.name}" ({column.meaning}) is missing; '
                f"found {', '.join(map(str, frame.columns)) or 'no columns'}.{hint}"
            )
        if column.name in frame.columns and not _is_kind(frame[column.name], column.kind):
            raise TableError(
                f'{table.name}: column "{column.name}" must hold {column.kind} values '
                f"({column.meaning}); found {frame[column.name].dtype}."
            )
    if table.index is not None:
        if frame.index.name != table.index:
            raise TableError(
                f'{table.name}: the index must be "{table.index}", found "{frame.index.name}".'
            )
        if not frame.index.is_unique:
            twice = frame.index[frame.index.duplicated()][0]
            raise TableError(f'{table.name}: {table.index} "{twice}" occurs more than once.')
    return frame


def conform(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a copy with every documented column, in order; further columns follow.

    Columns that are not there are added as missing. The index gets its name.
    """
    out = frame.copy(deep=False)
    if table.index is not None and out.index.name != table.index:
        out = (
            out.set_index(table.index)
            if table.index in out.columns
            else out.rename_axis(table.index)
        )
    for column in table.columns:
        if column.name not in out.columns and not column.required:
            out[column.name] = _missing(column.kind, out.index)
    further = [name for name in out.columns if name not in table.names]
    check_table(out, table)
    return out[[*table.names, *further]]


def empty_table(table: Table) -> pd.DataFrame:
    """Return the table with no rows and every column."""
    index = pd.Index([], name=table.index, dtype=object)
    columns: dict[str, Any] = {c.name: _missing(c.kind, index) for c in table.columns}
    frame = pd.DataFrame(columns, index=index)
    return frame if table.index is not None else frame.reset_index(drop=True)


def optional_import(module: str, *, extra: str, purpose: str) -> ModuleType:
    """Import a module of an extra, or say how to install it.

    Raises
    ------
    PracticelearnError
        The module is not installed.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise PracticelearnError(
            f"{purpose} needs the package {module.split('.')[0]}, which is not installed. "
            f'Install it with: python -m pip install "practicelearn[{extra}]"'
        ) from error


_DTYPE = {"int": "Int64", "float": "float64", "bool": "boolean"}


def _missing(kind: Kind, index: pd.Index) -> pd.Series:
    if kind == "list":
        return pd.Series([[] for _ in index], index=index, dtype=object)
    value = float("nan") if kind == "float" else pd.NA if kind in {"int", "bool"} else None
    return pd.Series([value] * len(index), index=index, dtype=_DTYPE.get(kind, object))


def _is_kind(series: pd.Series, kind: Kind) -> bool:
    """Whether the values that are there are of this kind; an all-missing column is of any kind."""
    if kind == "any" or series.empty:
        return True
    if kind == "text":
        return kinds.infer_dtype(series, skipna=True) in {"string", "empty"}
    if kind == "list":
        return all(isinstance(value, list | tuple) for value in series.to_list())
    present = series.dropna()
    if present.empty:
        return True
    if kind == "bool":
        return bool(kinds.is_bool_dtype(present.infer_objects()))
    numbers = present.infer_objects()
    if not kinds.is_numeric_dtype(numbers) or kinds.is_bool_dtype(numbers):
        return False
    return kind == "float" or bool((numbers == numbers.round()).all())
