"""The keys of each view, as ``?`` shows them: sent with the study, to keep the script small."""

from __future__ import annotations

from typing import Final

__all__ = ["KEYS"]

Section = tuple[str, list[tuple[str, str]]]

KEYS: Final[dict[str, list[Section]]] = {
    "code": [
        ("Move", [
            ("← → ↑ ↓", "one letter, one line; with Ctrl one word; with Shift select"),
            ("j  k", "next, previous turn"),
            ("e  E", "next, previous sentence"),
            ("g  G", "next, previous turn without a code (facilitators left out)"),
            ("]  [", "next, previous coding"),
            ("}  {", "next, previous session"),
        ]),
        ("Select", [
            ("w  s  t", "the word, sentence or turn at the caret; again: one more"),
            ("W  S  T", "one word, sentence or turn less"),
            ("Esc", "select nothing"),
        ]),
        ("Code", [
            ("1 … 9", "give the selection the code of that number"),
            ("/", "search a code; Enter gives it, Ctrl+P pins it to a number, Ctrl+M: memo on it"),
            ("n", "new code from the selection"),
            ("Delete", "remove the coding"),
            (",  .", "end of the coding one word back, forward"),
            ("<  >", "start of the coding one word back, forward"),
        ]),
        ("Say more", [
            ("m", "memo on the coding"),
            ("M", "memo on the session, memo on the study"),
            ("+  -  =", "for, against, mixed; again: no stance"),
            ("v", "strength 1, 2, 3, 0, none"),
            ("*", "heard once, matters"),
            ('"', "may be quoted"),
            ("x", "refer on: never quoted, suggested or exported"),
            ("q", "the guide’s question from this turn on"),
            ("r", "redact the words selected, everywhere and for good"),
        ]),
        ("Find", [
            ("f", "find words in this session, in every form or exactly as written"),
            ("h  H", "next, previous place found"),
            ("A", "the next code goes to every sentence found; one undo takes all back"),
        ]),
        ("Offers, off until you ask", [
            ("o", "places where the frame’s cues stand; again: off"),
            ("O", "what is learned from the coding so far; again: off"),
            ("p  P", "next, previous offer"),
            ("y  d", "accept, decline the offer"),
        ]),
        ("Finish", [
            ("Enter", "I have read to the end of this turn; go to the next"),
            ("Shift+Enter", "I have read the whole session"),
            ("u  U", "undo, redo, without limit (also Ctrl+Z, Ctrl+Y)"),
            ("?", "these keys"),
        ]),
    ],
    "settle": [
        ("Decide", [
            ("a  b  c  d", "take the first, second, third, fourth reading"),
            ("o  n", "all, neither"),
            ("e", "the words selected instead"),
            ("r", "say why; it is kept with the decision"),
            ("u", "open the difference again"),
        ]),
        ("Move", [
            ("j  k", "next, previous difference"),
            ("w  s  t", "select a word, sentence, turn; capital: less"),
            ("Tab", "the other reading"),
            ("F", "finish: all settled"),
        ]),
    ],
    "read": [
        ("Read", [
            ("j  k", "next, previous passage"),
            ('"', "may be quoted; again: not"),
            ("e", "write the statement"),
        ]),
        ("Release list", [
            ("r", "I have read this quote"),
            ("w", "say why a word that looks like a name may stay"),
        ]),
    ],
    "chart": [
        ("Chart", [
            ("← → ↑ ↓", "from cell to cell"),
            ("Enter", "the cell's quotes, and your summary of them"),
            ("Ctrl+Enter", "save the summary"),
            ("Esc", "back to the chart; what you typed is kept"),
        ]),
    ],
}  # fmt: skip
