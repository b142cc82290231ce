"""Tables of coding: what was marked, and what was read."""

from __future__ import annotations

from practicelearn._tables.contract import Column, Table

__all__ = ["READ", "SPANS"]

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
