"""The topic guide, and the questions found in the talk."""

from __future__ import annotations

from practicelearn._tables.contract import Column, Table

__all__ = ["GUIDE", "QUESTIONS"]

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
