"""Tables of a corpus: what was said, where, by whom, and who was there."""

from __future__ import annotations

from practicelearn._tables.contract import Column, Table

__all__ = [
    "ATTENDANCE",
    "AWAY",
    "COMMENTS",
    "EDITS",
    "ISSUES",
    "NOT_HELD",
    "PEOPLE",
    "SESSIONS",
    "SOURCE_MAP",
    "TURNS",
]

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
        Column("role_source", "text", "who says the role: sheet, file, label, guess or unknown"),
        Column("is_peer", "bool", "a colleague of the others (a peer facilitator is one)"),
        Column("team", "text", "the person's own team"),
        Column("job_role", "text", "job"),
        Column("line_manages_someone_present", "bool", "manages anybody in the room"),
        Column("consent_quote", "bool", "agreed to be quoted"),
        Column("coder", "text", "name under which this person codes, where they do"),
    ),
)

AWAY = Table(
    "away",
    None,
    (
        Column("session_id", "text", "the group they were invited to; missing if to none by name"),
        Column("person_id", "text", "person", required=True),
        Column("year", "text", "round"),
        Column("role", "text", "the role they would have had"),
        Column("team", "text", "the person's own team"),
        Column("job_role", "text", "job"),
        Column("reason", "text", "why they did not come, as written; for the team only"),
    ),
)

NOT_HELD = Table(
    "not held",
    None,
    (
        Column("session_id", "text", "its name, where it has one"),
        Column("year", "text", "round"),
        Column("group", "text", "the group that was to meet"),
        Column("group_type", "text", "such as practitioners, managers, newly qualified"),
        Column("team", "text", "team, when the group is one"),
        Column("site", "text", "place"),
        Column("reason", "text", "why it was not held, as written; for the team only"),
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
COMMENTS = Table(
    "comments",
    None,
    (
        Column("comment_id", "text", "number in the file", required=True),
        Column("parent_id", "text", "the comment it answers"),
        Column("paragraph", "int", "paragraph it begins in, from 1"),
        Column("turn_id", "text", "turn it begins in; missing where it is about no turn's words"),
        Column("start", "int", "first code point in the turn's text"),
        Column("end", "int", "end, exclusive; at most the turn's end"),
        Column("quote", "text", "the words it is about, as they stand in the file"),
        Column("author", "text", "who wrote it: a name, to be pseudonymised"),
        Column("at", "text", "when, as the file says"),
        Column("text", "text", "the comment", required=True),
    ),
)
