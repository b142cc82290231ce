"""Marks: stretches of a turn that are not speech, such as [laughter]. They stay in the text."""

from __future__ import annotations

import re

from practicelearn._tables import Mark

__all__ = ["find_marks", "has_brackets"]

_KINDS = (
    ("inaudible", r"inaudible|indistinct|can'?t hear"),
    ("unclear", r"unclear|\?{1,3}|unsure"),
    ("laughter", r"laugh\w*|chuckl\w*|giggl\w*"),
    ("crosstalk", r"cross ?talk|overtalk\w*|over each other|talking at once|overlapping"),
    ("pause", r"(?:long |short )?pauses?\b|\d+(?:\.\d+)? ?s(?:ec\w*)?\.?"),
    ("silence", r"silence"),
    (
        "gesture",
        r"(?:\w+ ){0,3}(?:nod|shak|shook|shrug|agree)\w*",
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
_PEOPLE = (
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|all|both|most|several|some|"
    r"everyone|everybody|many|half|nobody)"
)
_DID = (
    r"(?:nod(?:s|ded|ding)?|shook (?:their )?heads?|shak(?:e|es|ing) (?:their )?heads?|"
    r"shrug(?:s|ged|ging)?|raised (?:a |their )?hands?|put (?:a |their )?hands? up|hands up|"
    r"thumbs[ -]up|agreed by show of hands)"
)
_GESTURE = re.compile(
    rf"\b{_PEOPLE}(?: (?:out )?of (?:the )?{_PEOPLE}| of them| people| participants| others)*"
    rf"(?: (?:were|had|was))? {_DID}(?: in agreement| in disagreement)?\b",
    re.IGNORECASE,
)
_ROUND_GESTURE = re.compile(rf"\(\s*(?:[\w'’]+ ){{1,6}}{_DID}\b[^()\n]{{0,25}}\)", re.IGNORECASE)


def find_marks(text: str, *, gestures: bool = False) -> list[Mark]:
    """Return the marks of a turn's text, in order.

    Parameters
    ----------
    text : str
    gestures : bool
        Whether words such as ``5 of 7 nodded`` outside of brackets are marks too: in notes they are
        what somebody saw; in speech they are what somebody says.

    Notes
    -----
    Square and curly brackets with a known word, round ones only with an unmistakable one: people
    say things in brackets too, and an editor's ``[to]`` is speech.

    Examples
    --------
    >>> find_marks("No [laughter] I explained [to] her")
    [Mark(start=3, end=13, kind='laughter')]
    """
    if not gestures and not has_brackets(text):
        return []
    square, curly, round_ = "[" in text, "{" in text, "(" in text
    found = (
        [Mark(m.start(), m.end(), str(m.lastgroup)) for m in _SQUARE.finditer(text)]
        if square
        else []
    )
    if curly:
        found += [Mark(m.start(), m.end(), "nonverbal") for m in _CURLY.finditer(text)]
    if round_:
        for m in _ROUND.finditer(text):
            word = m["word"].lower()
            kind = next((k for head, k in _OF_ROUND.items() if word.startswith(head)), "nonverbal")
            found.append(Mark(m.start(), m.end(), kind))
        found += _free(_ROUND_GESTURE, text, found)
    if gestures:
        found += _free(_GESTURE, text, found)
    return sorted(found)


def has_brackets(text: str) -> bool:
    """Return whether there is a bracket, without which no mark of speech begins."""
    return "[" in text or "(" in text or "{" in text


def _free(pattern: re.Pattern[str], text: str, found: list[Mark]) -> list[Mark]:
    """Gestures that stand in no mark already found."""
    hits = [Mark(m.start(), m.end(), "gesture") for m in pattern.finditer(text)]
    return [h for h in hits if not any(h.start < m.end and m.start < h.end for m in found)]
