"""The role that a speaker's label, or the header of a file, states in so many words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["declared_role", "role_of_label", "roles_of_labels"]

_ROLES = (
    (
        "facilitator",
        (
            r"(?:co.?|lead )?facilitators?|fac|f|moderators?|mod|m|interviewers?|int|iv|"
            r"researchers?|research assistant|ra|chair(?:person|man|woman)?|enq|host|"
            r"(?:peer|group|session|focus group)[ -]?(?:lead(?:er)?|facilitator|moderator)|"
            r"peer[ -]?researcher|"
            r"lead|leader|hwylusydd|hwylusydd(?:ion|es)|cyfwelydd|moderatorin|interviewerin|"
            r"animat(?:eur|rice)|enqu[êe]t(?:eur|rice|rix)|mod[ée]rat(?:eur|rice)|facilitador[ae]?|"
            r"moderador[ae]?|entrevistador[ae]?|الميسرة?|المحاورة?|i(?:nter)?vr|intv|ivr"
        ),
    ),
    ("note-taker", r"note.?takers?|nt|scribes?"),
    ("observer", r"observers?|obs"),
    (
        "participant",
        (
            r"participants?|p|interviewees?|respondents?|resp?|r|fg|pt|ie|tn|"
            r"focus group (?:member|participant)s?|fg[ _-]?\d+[ _-]?p(?=[ _-]?\d)|informants?|"
            r"teilnehmer(?:in)?|befragter?|cyfranogwr|cyfranogydd|participante|مشاركة?|"
            r"social workers?|foster carers?|practitioners?"
        ),
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
_CODED = re.compile(
    r"(?i)(p|r|pt|resp|tn|c)[ ._-]?\d{1,3}|(?:fg|grp|group)[ _-]?\d{1,3}[ _-]?p?[ _-]?\d{1,3}"
)
_GENDERED = re.compile(r"(?i)[mf][ ._-]?\d{1,3}|(?:fe)?male[ ._-]?\d{0,3}|(?:wo)?man[ ._-]?\d{0,3}")
_LETTER = re.compile(r"[A-Za-z]\.?")
_ASKS = {"f": "facilitator", "m": "facilitator", "i": "facilitator", "q": "facilitator"}
_ANSWERS = {"r": "participant", "p": "participant", "a": "participant"}


def role_of_label(label: str | None) -> str | None:
    """Return the role a label states, or None when it states none.

    Only an explicit word or a usual code counts; what a letter such as ``F`` stands for beside the
    other labels of a session is :func:`roles_of_labels`. How much a person talks, or how many
    questions they ask, says nothing certain about their role.

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


def roles_of_labels(labels: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return the role of each label of a session, and whether it is stated or guessed.

    Parameters
    ----------
    labels : iterable of str
        All labels of one session: ``M1`` is a moderator in one and a man in another.

    Returns
    -------
    dict of str to (role, source)
        Source is "label" where a word states the role or a code as usual as ``P1`` stands for it;
        "guess" where it is read out of a letter and the labels beside it; "unknown" with the role
        "unknown" otherwise.

    Notes
    -----
    Nobody is facilitator by a single letter alone: ``F`` is one beside ``P1`` and ``P2``, ``I``
    beside ``R``, ``Q`` beside ``A``, and each says that it is a guess. Beside ``INT`` or
    ``Moderator``, or beside each other, ``M1`` and ``F1`` are men and women.

    Examples
    --------
    >>> roles_of_labels(["INT", "F1"])
    {'INT': ('facilitator', 'label'), 'F1': ('participant', 'guess')}
    >>> roles_of_labels(["F1", "P1"])
    {'F1': ('facilitator', 'guess'), 'P1': ('participant', 'label')}
    """
    bare = {label: label.strip().strip("()[]:*<>").strip() for label in labels}
    out = dict.fromkeys(bare, ("unknown", "unknown"))
    open_ones: list[str] = []
    for label, word in bare.items():
        role = role_of_label(label)
        if _CODED.fullmatch(word):
            out[label] = ("participant", "label")
        elif _GENDERED.fullmatch(word) or _LETTER.fullmatch(word) or word.lower() == "res":
            open_ones.append(label)
        elif role is not None:
            out[label] = (role, "label")
    led = any(role == "facilitator" for role, _ in out.values())
    coded = any(role == "participant" for role, _ in out.values())
    for label in open_ones:
        guess = _guess(bare[label].lower().rstrip("."), [bare[o].lower() for o in open_ones],
                       led=led, coded=coded, n=len(bare))  # fmt: skip
        if guess is not None:
            out[label] = (guess, "guess")
    return out


def _guess(word: str, beside: Sequence[str], *, led: bool, coded: bool, n: int) -> str | None:
    """What a letter or a code such as ``F1`` is taken for, seen with the labels beside it."""
    if word == "res":  # researcher or respondent
        return "participant" if led else "facilitator" if coded else None
    first = word[0]
    if _GENDERED.fullmatch(word):
        both = {w[0] for w in beside if _GENDERED.fullmatch(w)} == {"m", "f"}
        spelled = len(word.rstrip("0123456789 ._-")) > 1
        if led or spelled or both:
            return "participant" if led else None
        return "facilitator" if coded else None
    answered = coded or any(w in _ANSWERS for w in beside)
    asked = [w for w in beside if w in _ASKS]
    if first in _ASKS and not led and len(asked) == 1:
        people = answered or n - len(beside) > 0  # names and codes beside one letter
        return "facilitator" if people else None
    if first in _ANSWERS and (led or asked):
        return "participant"
    if first in "mf" and led:
        return "participant"
    return None


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
