"""Marks: stretches of a turn that are not speech, such as [laughter]. They stay in the text."""

from __future__ import annotations

import re

from practicelearn._tables import Mark

__all__ = ["find_marks"]

_KINDS = (
    ("inaudible", r"inaudible|indistinct|can'?t hear"),
    ("unclear", r"unclear|\?{1,3}|unsure"),
    ("laughter", r"laugh\w*|chuckl\w*|giggl\w*"),
    ("crosstalk", r"cross ?talk|overtalk\w*|over each other|talking at once|overlapping"),
    ("pause", r"(?:long |short )?pauses?\b|\d+(?:\.\d+)? ?s(?:ec\w*)?\.?"),
    ("silence", r"silence"),
    (
        "gesture",
        r"(?:\w+ ){0,3}(?:nod|shak|shrug|agree)\w*",
    ),
    ("redaction", r"redact\w*|pii|withdrawn|name|x+|names? (?:removed|withheld|redacted)|bleep"),
    ("timestamp", r"(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?"),
    (
        "nonverbal",
        (
            r"sighs?|cough\w*|sneez\w*|applause|clap\w*|cr(?:ies|ying)|groans?|gasps?|whispers?|music|"
            r"background\w*|noise|phone\w*|door\w*|knock\w*|vocalsound|disfmarker|gap|nonvocalsound|"
            r"pause|typing|breath\w*|tuts?|whistl\w*|beep\w*"
        ),
    ),
)
_TAIL = r"(?:[^\]\)\}\n]{0,60})"
_INSIDE = "|".join(f"(?P<{name}>{pattern}){_TAIL}" for name, pattern in _KINDS)
_SQUARE = re.compile(rf"\[\s*(?:{_INSIDE})\]", re.IGNORECASE)
_ROUND_KINDS = (
    "inaudible|unclear|laughs?|laughter|laughing|chuckles|crosstalk|pause|silence|sighs?|coughs?|"
    "nods?|nodding"
)
_ROUND = re.compile(rf"\(\s*(?P<word>{_ROUND_KINDS})\b[^)\n]{{0,40}}\)", re.IGNORECASE)
_CURLY = re.compile(r"\{[a-z]{2,30}\}")
_OF_ROUND = {
    "laugh": "laughter", "chuck": "laughter", "inaud": "inaudible", "uncle": "unclear",
    "cross": "crosstalk", "pause": "pause", "silen": "silence", "nod": "gesture",
}  # fmt: skip


def find_marks(text: str) -> list[Mark]:
    """Return the marks of a turn's text, in order.

    Square and curly brackets with a known word, round ones only with an unmistakable one: people
    say things in brackets too, and an editor's ``[to]`` is speech.

    Examples
    --------
    >>> find_marks("No [laughter] I explained [to] her")
    [Mark(start=3, end=13, kind='laughter')]
    """
    found = (
        [Mark(m.start(), m.end(), str(m.lastgroup)) for m in _SQUARE.finditer(text)]
        if "[" in text
        else []
    )
    if "{" in text:
        found += [Mark(m.start(), m.end(), "nonverbal") for m in _CURLY.finditer(text)]
    if "(" in text:
        for m in _ROUND.finditer(text):
            word = m["word"].lower()
            kind = next((k for head, k in _OF_ROUND.items() if word.startswith(head)), "nonverbal")
            found.append(Mark(m.start(), m.end(), kind))
    return sorted(found)
