"""The role that a speaker's label, or the header of a file, states in so many words."""

from __future__ import annotations

import re

__all__ = ["declared_role", "role_of_label"]

_ROLES = (
    (
        "facilitator",
        (
            r"(?:co.?|lead )?facilitators?|fac|f|moderators?|mod|m|interviewers?|int|iv|"
            r"researchers?|research assistant|ra|chair(?:person|man|woman)?|enq"
        ),
    ),
    ("note-taker", r"note.?takers?|nt|scribes?"),
    ("observer", r"observers?|obs"),
    (
        "participant",
        r"participants?|p|interviewees?|respondents?|r|focus group (?:member|participant)s?|fg|pt",
    ),
)
_OF_LABEL = [
    (role, re.compile(rf"(?:{words})[\s\d.\-_/]*", re.IGNORECASE)) for role, words in _ROLES
]
# what the headers of CHAT, TEI and their kin say beside the words of labels
_DECLARED = {
    "investigator": "facilitator", "co-investigator": "facilitator", "presiding": "facilitator",
    "president": "facilitator", "subject": "participant", "informant": "participant",
    "consultant": "participant", "regular": "participant", "note taking": "note-taker",
}  # fmt: skip
_BESIDE_NAME = re.compile(
    r"\b(facilitator|moderator|interviewer|note.?taker|observer|enq)\b", re.IGNORECASE
)


def role_of_label(label: str | None) -> str | None:
    """Return the role a label states, or None when it states none.

    Only an explicit word counts. How much a person talks, or how many questions they ask, says
    nothing certain about their role.

    Examples
    --------
    >>> [role_of_label(x) for x in ("F", "Facilitator 2", "P7", "Sam (moderator)", "Speaker 1")]
    ['facilitator', 'facilitator', 'participant', 'facilitator', None]
    """
    if label is None:
        return None
    bare = label.strip().strip("()[]:*").strip()
    for role, pattern in _OF_LABEL:
        if pattern.fullmatch(bare):
            return role
    beside = _BESIDE_NAME.search(bare)
    return role_of_label(beside[1]) if beside else None


def declared_role(said: str | None) -> str | None:
    """Return the role a file's header declares for somebody, or None where it is not certain.

    Examples
    --------
    >>> [declared_role(x) for x in ("Investigator", "#chair", "Participant", "Mother", "AGENT")]
    ['facilitator', 'facilitator', 'participant', None, None]
    """
    bare = " ".join((said or "").replace("_", " ").strip("# ").lower().split())
    if len(bare) < 3:  # a letter is no declaration
        return None
    return _DECLARED.get(bare) or role_of_label(bare)
