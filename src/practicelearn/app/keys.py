"""The keys of the page: one table, in which a key has one meaning, whatever is on show.

It is sent with the study. The script looks keys up in it and knows only meanings, so that no view
can give a key a meaning of its own; ``?`` shows the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = ["MEANINGS", "TABLE", "VIEWS", "Row", "key_of", "shown_in"]

VIEWS: Final = ("code", "settle", "chart", "read", "frame", "search", "progress")


class Row(NamedTuple):
    """Keys that belong together.

    ``keys`` is key to meaning, in the browser's names of keys (empty where the browser itself does
    it, as with arrows); ``said`` is view to heading and words; ``shown`` is how the keys are
    written, if not as they are.
    """

    keys: Mapping[str, str]
    said: Mapping[str, tuple[str, str]]
    shown: str = ""


def _in_code(head: str, words: str) -> dict[str, tuple[str, str]]:
    return {"code": (head, words)}


_SELECT = ("Select", "the word, sentence or turn at the caret; again: one more")
_LESS = ("Select", "one word, sentence or turn less")
_HELP = ("Finish", "these keys")

TABLE: Final[tuple[Row, ...]] = (
    Row(
        {},
        {
            "code": ("Move", "one letter, one line; with Ctrl one word; with Shift select"),
            "chart": ("Chart", "from cell to cell"),
        },
        "← → ↑ ↓",
    ),
    Row(
        {"j": "next", "k": "previous"},
        {
            "code": ("Move", "next, previous turn"),
            "settle": ("Move", "next, previous difference"),
            "read": ("Read", "next, previous passage"),
            "search": ("Find", "next, previous place"),
        },
    ),
    Row(
        {"e": "next_sentence", "E": "previous_sentence"},
        _in_code("Move", "next, previous sentence"),
    ),
    Row(
        {"g": "next_uncoded", "G": "previous_uncoded"},
        _in_code("Move", "next, previous turn without a code (facilitators left out)"),
    ),
    Row({"]": "next_coding", "[": "previous_coding"}, _in_code("Move", "next, previous coding")),
    Row({"}": "next_session", "{": "previous_session"}, _in_code("Move", "next, previous session")),
    Row(
        {},
        {
            "code": ("Move", "next part of the page"),
            "settle": ("Move", "the other reading"),
        },
        "Tab",
    ),
    Row(
        {"w": "word", "s": "sentence", "t": "turn"},
        {"code": _SELECT, "settle": _SELECT},
    ),
    Row(
        {"W": "word_less", "S": "sentence_less", "T": "turn_less"},
        {"code": _LESS, "settle": _LESS},
    ),
    Row(
        {"Escape": "nothing"},
        {
            "code": ("Select", "select nothing; leave what is open"),
            "settle": ("Select", "select nothing; leave what is open"),
        },
        "Esc",
    ),
    Row(
        {str(n): "give" for n in range(1, 10)},
        _in_code("Code", "give the selection the code of that number"),
        "1 … 9",
    ),
    Row(
        {"/": "search"},
        _in_code(
            "Code", "search a code; Enter gives it, ← → fold, Ctrl+P pins it, Ctrl+M: memo on it"
        ),
    ),
    Row({"n": "new_code"}, _in_code("Code", "new code from the selection")),
    Row({"r": "recode"}, _in_code("Code", "change this coding to another code")),
    Row(
        {"N": "edit_code"},
        {
            "code": ("Code", "edit the code of the coding at the caret, or the one searched"),
            "frame": ("Frame", "edit the code that was gone to last"),
        },
    ),
    Row({"Delete": "remove", "Backspace": "remove"}, _in_code("Code", "remove the coding")),
    Row(
        {",": "end_back", ".": "end_on"},
        _in_code("Code", "end of the coding one word back, forward"),
    ),
    Row(
        {"<": "start_back", ">": "start_on"},
        _in_code("Code", "start of the coding one word back, forward"),
    ),
    Row(
        dict.fromkeys("abcd", "take"),
        {"settle": ("Decide", "take the first, second, third, fourth reading")},
    ),
    Row({"l": "take_all", "0": "take_none"}, {"settle": ("Decide", "all of them; none of them")}),
    Row({"i": "take_words"}, {"settle": ("Decide", "the words selected instead")}),
    Row(
        {"m": "write"},
        {
            "code": ("Say more", "memo on the coding"),
            "settle": ("Decide", "why it is decided so; it is kept with the decision"),
            "read": ("Read", "the statement; in the release list why a word may stay"),
        },
    ),
    Row({"M": "memos"}, _in_code("Say more", "memo on the session, memo on the study")),
    Row(
        {"+": "for", "-": "against", "=": "mixed"},
        _in_code("Say more", "for, against, mixed; again: no stance"),
    ),
    Row({"v": "strength"}, _in_code("Say more", "strength 1, 2, 3, 0, none")),
    Row({"*": "matters"}, _in_code("Say more", "heard once, matters")),
    Row(
        {'"': "quotable"},
        {"code": ("Say more", "may be quoted"), "read": ("Read", "may be quoted; again: not")},
    ),
    Row(
        {"x": "refer"},
        _in_code("Say more", "refer on: never quoted, suggested or exported"),
    ),
    Row({"q": "question"}, _in_code("Say more", "the guide’s question from this turn on")),
    Row(
        {"f": "find"},
        _in_code("Find", "find words in this session, in every form or exactly as written"),
    ),
    Row({"h": "next_found", "H": "previous_found"}, _in_code("Find", "next, previous place found")),
    Row(
        {"R": "search_all"},
        dict.fromkeys(VIEWS, ("Find", "search all sessions")),
    ),
    Row({}, {"search": ("Find", "open the place in Code")}, "Enter"),
    Row({"J": "jump"}, _in_code("Find", "jump to a turn: by words, speaker or question")),
    Row({"C": "comment"}, _in_code("Say more", "comment to the other coders")),
    Row(
        {"A": "all_found"},
        _in_code("Find", "the next code goes to every sentence found; one undo takes all back"),
    ),
    Row(
        {"o": "cues", "O": "learned"},
        _in_code(
            "Offers, off until you ask",
            "places where the frame’s cues stand; what is learned from the coding so far; "
            "again: off",
        ),
    ),
    Row(
        {"p": "next_offer", "P": "previous_offer"},
        _in_code("Offers, off until you ask", "next, previous offer"),
    ),
    Row(
        {"y": "accept", "Y": "decline"},
        _in_code("Offers, off until you ask", "accept, decline the offer"),
    ),
    Row(
        {"Enter": "read"},
        {
            "code": ("Finish", "I have read to the end of this turn; go to the next"),
            "read": ("Read", "in the release list: I have read this quote"),
        },
    ),
    Row({"Shift+Enter": "read_all"}, _in_code("Finish", "I have read the whole session")),
    Row({"F2": "correct"}, _in_code("Say more", "correct this turn: who speaks, what was said")),
    Row(
        {" ": "play"},
        _in_code("Listen", "play, pause; from the turn into which the caret was put meanwhile"),
        "Space",
    ),
    Row({"B": "back_5"}, _in_code("Listen", "five seconds back")),
    Row({"(": "slower", ")": "faster"}, _in_code("Listen", "slower, faster")),
    Row({}, {"chart": ("Chart", "on a cell: its quotes, and your summary of them")}, "Enter"),
    Row({}, {"chart": ("Chart", "save the summary")}, "Ctrl+Enter"),
    Row({}, {"chart": ("Chart", "back to the chart; what you typed is kept")}, "Esc"),
    Row({"F": "finish"}, {"settle": ("Decide", "finish: all settled")}),
    Row(
        {"u": "undo", "Ctrl+Z": "undo"},
        {
            "code": ("Finish", "undo what was done last here, without limit"),
            "settle": ("Decide", "open the difference again"),
            "search": ("Finish", "undo what was done last here"),
        },
    ),
    Row(
        {"U": "redo", "Ctrl+Y": "redo", "Ctrl+Shift+Z": "redo"},
        {"code": ("Finish", "redo"), "search": ("Finish", "redo")},
        "U  Ctrl+Y",
    ),
    Row(
        {"Shift+F10": "menu", "ContextMenu": "menu"},
        _in_code("Finish", "everything that can be done here (the right button too)"),
        "Shift+F10",
    ),
    Row(
        {"?": "keys"},
        {"code": _HELP, "settle": ("Move", "these keys"), "chart": ("Chart", "these keys"),
         "read": ("Read", "these keys"), "frame": ("Frame", "these keys"), "search": _HELP,
         "progress": _HELP},
    ),
)  # fmt: skip

MEANINGS: Final[dict[str, str]] = {key: does for row in TABLE for key, does in row.keys.items()}


def key_of(meaning: str) -> str:
    """Return the key of a meaning, the first where there are several."""
    return next(key for key, does in MEANINGS.items() if does == meaning)


def shown_in(view: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what ``?`` shows in a view: (heading, [(keys, words)])."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for row in TABLE:
        if view in row.said:
            head, words = row.said[view]
            sections.setdefault(head, []).append((row.shown or "  ".join(row.keys), words))
    return list(sections.items())
