"""Every kind of event that this version knows, with what it holds: one list for all who ask."""

from __future__ import annotations

from dataclasses import replace

from practicelearn.coding.log.entries import MOST_TURNS, Entry, Kind

__all__ = ["KINDS", "TURN"]

_STANCE = Entry("choice", null=True, choices=("for", "against", "mixed", "none"))
_ORIGIN = Entry("choice", choices=("human", "keyword", "suggested", "imported"))
TURN = Entry("number", needed=True, least=1, most=MOST_TURNS)
"""The number of a turn; an event that holds ``from`` and ``to`` of this kind is about a stretch."""
_ID, _IDS, _TEXT = Entry("id", needed=True), Entry("ids", needed=True), Entry("text", needed=True)
_N = Entry("number")
_OF_CODING = {
    "stance": _STANCE,
    "strength": Entry("number", null=True, most=3),
    "memo": Entry("text", null=True),
    "matters": Entry("flag", null=True),
    "refer_on": Entry("flag", null=True),
    "batch": Entry("id", null=True),
    "origin": _ORIGIN,
    "accepted_by": Entry("id", null=True),
    "item": Entry("id", null=True),
}
_PARTS = Entry("parts", needed=True)

KINDS: dict[str, Kind] = {
    "code": Kind("coding", {"code": _ID, "parts": _PARTS, **_OF_CODING}, coding=True, session=True),
    "change": Kind(
        "coding", {"code": Entry("id"), "parts": Entry("parts"), **_OF_CODING}, coding=True
    ),
    "remove": Kind("coding", {"batch": Entry("id", null=True)}, coding=True),
    "read": Kind("coding", {"from": TURN, "to": TURN}, session=True),
    "unread": Kind("coding", {"from": TURN, "to": TURN}, session=True),
    "read-for": Kind("coding", {"from": TURN, "to": TURN, "codes": _IDS}, session=True),
    "memo": Kind(
        "coding",
        {
            "about": Entry("choice", null=True, choices=("session", "code", "study", "coding")),
            "code": Entry("id", null=True),
            "memo": Entry("text", null=True),
        },
    ),
    "new_code": Kind(
        "coding",
        {
            "id": _ID,
            "name": _TEXT,
            "definition": Entry("text"),
            "parent": Entry("id", null=True),
        },
    ),
    "refuse": Kind(
        "coding", {"code": _ID, "parts": _PARTS, "origin": replace(_ORIGIN, needed=True)}
    ),
    "comment": Kind(
        "coding",
        {"parts": _PARTS, "comment": _TEXT, "reply_to": Entry("id", null=True)},
        session=True,
    ),
    "undo": Kind("coding", {"target": _ID}),
    "move": Kind(
        "coding",
        {
            "from": _ID,
            "to": _ID,
            "turns": Entry("rows", needed=True),
            "first": Entry("rows", needed=True),
            "same": Entry("rows", needed=True),
            "moved": Entry("moves", needed=True),
        },
        session=True,
    ),
    "settle": Kind(
        "settled",
        {
            "item": _ID,
            "choice": _ID,
            "coder": Entry("id", null=True),
            "reason": Entry("text", null=True),
            "of": Entry("ids"),
        },
        session=True,
    ),
    "override": Kind("settled", {"reason": Entry("text"), "coders": Entry("ids")}, session=True),
    "question": Kind(
        "decisions",
        {"turn": TURN, "question": Entry("id", needed=True, null=True)},
        session=True,
    ),
    "statement": Kind(
        "decisions",
        {
            "theme_id": _ID,
            "statement": _TEXT,
            "side": Entry("choice", null=True, choices=("well", "worry")),
        },
    ),
    "name": Kind("decisions", {"theme_id": _ID, "name": _TEXT}),
    "merge": Kind("decisions", {"themes": _IDS, "into": _ID}),
    "split": Kind(
        "decisions",
        {"theme_id": _ID, "codes": _IDS, "into": _ID, "name": Entry("text", null=True)},
    ),
    "drop": Kind("decisions", {"theme_id": _ID, "reason": Entry("text", null=True)}),
    "keep": Kind("decisions", {"theme_id": _ID, "reason": Entry("text", null=True)}),
    "declare": Kind("decisions", {"themes": Entry("ids", written=True)}),
    "plan": Kind(
        "decisions",
        {
            "year": _ID,
            "themes": _IDS,
            "codes_of": Entry("kept", written=True),
            "directions": Entry("kept"),
            "balance": Entry("ids"),
            "whys": Entry("texts"),
            "design": Entry("kept", written=True),
            "groups": _N,
            "invited": Entry("kept"),
            "coders": Entry("ids"),
            "double_coding": Entry("text"),
            "stop_rule": Entry("text"),
            "frame": Entry("id"),
            "guide": Entry("id"),
            "why": Entry("text"),
            "about": Entry("id"),
            "texts_hash": Entry("id", needed=True),
            "previous": Entry("id", needed=True),
            "hash": Entry("id", needed=True),
        },
    ),
    "compared": Kind(
        "decisions",
        {
            "rounds": _IDS,
            "unit": Entry("id", written=True),
            "headline": Entry("ids", written=True),
            "hash": Entry("id", written=True),
            "where": Entry("id", written=True),
            "early": Entry("flag", written=True),
        },
    ),
    "quotable": Kind("decisions", {"coding_id": _ID, "quotable": Entry("flag")}),
    "referred": Kind(
        "decisions", {"coding_id": _ID, "told": _TEXT, "day": Entry("id", needed=True)}
    ),
    "seen": Kind(
        "decisions", {"coding_id": _ID, "words": Entry("id", needed=True), "seen": Entry("flag")}
    ),
    "not-name": Kind(
        "decisions",
        {"words": Entry("texts", needed=True), "reason": _TEXT, "after_all": Entry("flag")},
    ),
    "waive": Kind("decisions", {"reason": _TEXT, "words": Entry("texts")}),
    "waive-export": Kind("decisions", {"reason": _TEXT, "words": Entry("texts", needed=True)}),
    "release": Kind(
        "decisions",
        {
            "hash": Entry("id", written=True),
            "quotes": Entry("ids", written=True),
            "counts": Entry("counts"),
            "rules": Entry("rules"),
            "printed": Entry("kept"),
            "facts": Entry("kept"),
        },
    ),
    "reply": Kind(
        "decisions",
        {
            "year": _ID,
            "theme_id": _ID,
            "answer": Entry(
                "choice",
                needed=True,
                choices=("yes", "not quite", "missing", "written", "answered"),
            ),
            "words": Entry("text", null=True),
            "row": Entry("id"),
            "sheet": Entry("id"),
            "sentence": Entry("text"),
            "action": Entry("id"),
            "n": Entry("number", most=100_000),
        },
    ),
    "cards": Kind(
        "decisions",
        {
            "year": _ID,
            "cards": Entry("kept", needed=True),
            "hash": Entry("id", needed=True),
            "n_blank": _N,
            "released": Entry("flag"),
        },
    ),
    "sorted": Kind(
        "decisions",
        {
            "year": _ID,
            "cards": Entry("kept", needed=True),
            "row": Entry("id", needed=True),
            "on": Entry("id", null=True),
            "n_people": _N,
            "roles": Entry("texts"),
            "heaps": _IDS,
            "heap_names": Entry("texts"),
            "heap_sentences": Entry("texts"),
            "own_words": Entry("texts"),
            "made": Entry("kept"),
            "alone": Entry("ids"),
        },
    ),
    "summary": Kind(
        "decisions",
        {
            "year": Entry("id", null=True),
            "group": Entry("id", null=True, written=True),
            "code": Entry("id", null=True, written=True),
            "summary": Entry("text", null=True, written=True),
        },
    ),
    "frame": Kind(
        "decisions",
        {
            "version": _ID,
            "before": Entry("id", null=True),
            "new_codes": Entry("ids"),
            "edits": Entry("ids"),
            "note": Entry("text", null=True),
        },
    ),
    "frame-edit": Kind(
        "decisions",
        {
            "edit": Entry(
                "choice",
                needed=True,
                choices=("change", "new", "split", "merge", "retire", "use again", "delete"),
            ),
            "code": _ID,
            "into": Entry("id"),
            "name": Entry("text"),
            "parent": Entry("id", null=True),
            "definition": Entry("text"),
            "include": Entry("text"),
            "exclude": Entry("text"),
            "examples": Entry("texts"),
            "cues": Entry("texts"),
            "colour": Entry("id", null=True),
            "scope": Entry("choice", null=True, choices=("same", "wider", "narrower", "other")),
            "seen": Entry("ids"),
        },
    ),
    "correct": Kind(
        "decisions",
        {
            "session_id": _ID,
            "from": Entry("id"),
            "to": Entry("id"),
            "at": Entry("id"),
            "n_moved": _N,
            "n_lost": _N,
            "reason": Entry("text"),
            "turn": _N,
            "n_turns": _N,
            "n_now": _N,
            "words": Entry("flag"),
            "speaker": Entry("flag"),
        },
    ),
    "round": Kind("decisions", {"year": _ID, "n_sessions": _N}),
    "upgrade": Kind("decisions", {"from": _N, "to": _N}),
    "import": Kind(
        "decisions",
        {
            "program": _ID,
            "coders": _IDS,
            "auto_coding": Entry("choice", needed=True, choices=("no", "yes", "not known")),
            "sessions": _IDS,
            "n_codings": _N,
            "names": Entry("ids"),
            "account": Entry("kept"),
        },
    ),
    "scope": Kind(
        "decisions",
        {"coder": _ID, "sessions": _IDS, "codes": Entry("ids", null=True), "said": Entry("text")},
    ),
    "withdraw": Kind(
        "decisions",
        {
            "scope": Entry("choice", needed=True, choices=("words", "quotes")),
            "n_turns": _N,
            "n_sessions": _N,
        },
    ),
    "redact": Kind(
        "decisions", {"session_id": Entry("id"), "what": Entry("text"), "reason": Entry("text")}
    ),
    "purge": Kind(
        "decisions", {"year": _ID, "n_sessions": _N, "sessions": Entry("ids", written=True)}
    ),
    "close-round": Kind("decisions", {"year": _ID}),
    "mend": Kind("decisions", {"what": Entry("ids")}),
}
"""Every kind of event that this version knows."""
