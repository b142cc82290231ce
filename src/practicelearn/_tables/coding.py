"""Tables of coding: what was marked, and what was read."""

from __future__ import annotations

from practicelearn._tables.contract import Column, Table

__all__ = [
    "CUE_ACCURACY",
    "NEXT_TO_CODE",
    "OFFERS",
    "READ",
    "READING_USED",
    "RECORD",
    "SPANS",
    "SUGGESTION_EVALUATION",
    "SUGGESTION_PRECISION",
]

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

RECORD = Table(
    "record of imports and readings",
    None,
    (
        Column("kind", "text", "import or scope", required=True),
        Column("coder", "text", "whose coding it is", required=True),
        Column("at", "text", "UTC time of the record, ISO"),
        Column("by", "text", "who imported, or who says what was read"),
        Column("program", "text", "import: where it was coded"),
        Column("auto_coding", "text", "import: whether a program coded, no, yes or not known"),
        Column("frame_version", "text", "version of the frame it was coded with"),
        Column("sessions", "list", "import: that came; scope: said to be read whole"),
        Column("codes", "list", "scope: read for these codes only; empty: for every code"),
    ),
)

READING_USED = Table(
    "reading used",
    None,
    (
        Column("session_id", "text", "session", required=True),
        Column("coder", "text", "whose counts; _agreed: settled; missing: nobody's", required=True),
        Column("how", "text", "settled, one reading, consensus, union, or no record of reading"),
        Column("n_used", "int", "codings that count", required=True),
        Column("n_left_out", "int", "codings of others that do not", required=True),
        Column("left_out", "text", "whose they are, each with the number"),
        Column("people", "list", "everybody who read or coded the session"),
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

SUGGESTION_EVALUATION = Table(
    "evaluation of suggestions",
    None,
    (
        Column("code", "text", "code id; together: all codes", required=True),
        Column("method", "text", "suggested, keyword or majority", required=True),
        Column("n_sessions", "int", "sessions read by hand for it, each left out", required=True),
        Column("n_turns", "int", "participants' turns read by hand for it", required=True),
        Column(
            "n_coded", "int", "of these, coded by hand; together: turns by codes", required=True
        ),
        Column("n_offered", "int", "of these, offered; together: turns by codes", required=True),
        Column("precision", "float", "right offers of all offers"),
        Column("recall", "float", "coded turns that were offered"),
        Column("f1", "float", "2 right offers of offers and coded turns added"),
        Column("coverage", "float", "turns with an offer of turns read"),
        Column("kappa", "float", "Cohen's kappa against the coder; no offer: not coded"),
        Column("kappa_coders", "float", "Cohen's kappa of coders, the mean over pairs"),
        Column("precision_worst", "float", "precision in the session where it is lowest"),
        Column("recall_worst", "float", "recall in the session where it is lowest"),
        Column("f1_worst", "float", "f1 in the session where it is lowest"),
        Column("kappa_worst", "float", "kappa in the session where it is lowest"),
        Column("why", "text", "why a figure is missing"),
    ),
)

NEXT_TO_CODE = Table(
    "what to read next",
    None,
    (
        Column("rank", "int", "place in the list, from 1", required=True),
        Column("turn_id", "text", "turn that nobody has read", required=True),
        Column("session_id", "text", "its session", required=True),
        Column("code", "text", "the code that it stands here for", required=True),
        Column("score", "float", "0 to 1, how likely it has the code; no promise", required=True),
        Column("usual", "float", "share of the turns read so far that have it", required=True),
        Column("why", "text", "the same in words", required=True),
        Column("text", "text", "the turn", required=True),
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
