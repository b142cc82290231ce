"""Tables only this room makes: the topic guide, the questions found, Word comments."""

from __future__ import annotations

from practicelearn._tables import Column, Table

__all__ = ["COMMENTS", "GUIDE", "QUESTIONS"]

GUIDE = Table(
    "guide",
    "question_id",
    (
        Column("wording", "text", "the question as the guide words it", required=True),
        Column("prompts", "text", "follow-up wordings, with semicolons between"),
        Column("version", "text", "version of the guide"),
        Column("codes", "text", "ids of the codes the question names"),
    ),
)
QUESTIONS = Table(
    "questions",
    "turn_id",
    (
        Column("session_id", "text", "session", required=True),
        Column("question_id", "text", "question asked in this turn; missing: none", required=True),
        Column("score", "float", "how alike turn and guide are, 0 to 1", required=True),
        Column("matched", "text", "wording or prompt: what of the guide it is like"),
        Column("next_question_id", "text", "the question that fits second best"),
        Column("next_score", "float", "its score"),
        Column("set_by", "text", "match or person", required=True),
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
