"""The block above a transcript that says what it is: ``Date: 4 May``, ``Interviewer: Kay Lane``.

Its lines are built like turns. What tells them apart is where they stand (before the first words
that are surely spoken) and what they hold: fields that no speaker is called by, numbers of people,
names and nothing but names. In doubt a line is a turn: a header read as speech is seen at once,
speech read as a header would be lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from practicelearn.transcripts.labels import Opening
from practicelearn.transcripts.roles import role_of_label

__all__ = ["Front", "find_front", "roles_of_front"]

_FIELD = re.compile(
    r"(?:(?:inter)?view|session|recording|audio|meeting|group|focus group|file|start|end|project|"
    r"study|participant|transcript(?:ion)?|total)?[ _-]?"
    r"(?:date|time|started|ended|duration|length|location|place|venue|site|number|no\.?|nr\.?|id|"
    r"name|title|code|reference|ref\.?|type|file|version|language|pseudonyms?|round|year)"
    r"(?: of .+)?"
    r"|(?:recorded|transcribed|checked|edited|conducted|anonymi[sz]ed|facilitated|interviewed)"
    r"(?: (?:by|on|at|in|with))?"
    r"|transcri(?:ber|ptionist|ption|pt)|recording|audio|media|project|study|topic|subject|session|"
    r"council|local authority|organisation|service|team|setting|present|attendees|attendance|"
    r"in attendance|apologies|consent|legend|key|conventions|transcription (?:key|conventions)|"
    r"(?:number|no\.?) of .+",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"(?:focus group )?(?:participants|interviewees|respondents|informants|speakers|members|"
    r"facilitators|interviewers|moderators|researchers|observers|note.?takers)(?: present)?",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(r"(?i)(?:attendees|present|in attendance)")
_NUMBER = re.compile(
    r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b[^.?!]{0,60}$",
    re.IGNORECASE,
)
# Q1 is a question
_CODE = re.compile(
    r"(?!Q[ _-]?\d)[A-Z]{1,3}[ _-]?\d{0,3}"
    r"|(?:Participant|Interviewee|Respondent|Speaker|Person)[ _#-]{0,2}\d{1,3}"
)
_PARTED = re.compile(r"\s*(?:[,;/&]|\band\b|\bwith\b)\s*")
_BESIDE = re.compile(r"\s*(?:\([^)]*\)|\[[^\]]*\]|[-–—|:].*)")
_CAPITAL = re.compile(r"[A-Z][\w'’.-]*$")
_PARTICLES = frozenset({"de", "da", "van", "von", "der", "den", "bin", "al", "el", "la", "le"})
_ENDS = re.compile(r"[.?!…]['\"”’)]*\s*$")
_MOST_LINES = 40
_MOST_WORDS = 12
_MOST_OF_NAME = 4


class Front(NamedTuple):
    """Where the transcript begins (a line, counted from 0), and whom the block gives a role.

    ``people`` holds (name, role as the block has it).
    """

    first: int
    people: list[tuple[str, str]]


class _Line(NamedTuple):
    n: int
    label: str
    value: str


def find_front(
    text: str, lines: Sequence[tuple[int, int]], openings: Sequence[Opening | None]
) -> Front:
    """Return how far the block of fields above a transcript reaches: to line 0 where there is none.

    Parameters
    ----------
    text : str
    lines : sequence of (start, end)
    openings : sequence of Opening or None
        What each line may open.
    """
    count = Counter(o.label for o in openings if o is not None and o.label)
    fields: list[_Line] = []
    people: list[_Line] = []
    seen = 0
    for n, ((a, b), opening) in enumerate(zip(lines, openings, strict=True)):
        words = text[a:b].strip()
        if not words:
            continue
        seen += 1
        if opening is None or opening.label is None:
            if seen > _MOST_LINES or (opening is not None and fields):
                break
            continue
        line = _Line(n, opening.label, text[a:b][opening.text_at :].strip().strip("*_ "))
        if _is_field(line, count):
            fields.append(line)
        elif _names_people(line, count):
            people.append(line)
        elif not _is_aside(line, count):
            break
    if not fields:
        people = [p for p in people if _is_sure(p, people, count)]
    block = sorted([*fields, *people])
    if not block or not any(o and o.label in count for o in openings[block[-1].n + 1 :]):
        return Front(0, [])
    with_roles = [*people, *(f for f in fields if _MANY.fullmatch(f.label))]
    named = [(name, p.label) for p in with_roles for name in _names(p.value, count)]
    return Front(block[-1].n + 1, named)


def roles_of_front(people: Iterable[tuple[str, str]], labels: Iterable[str]) -> Mapping[str, str]:
    """Return the role of each label that one person of the block alone is called by.

    A label is somebody's whole name, first name, last name, or initials.
    """
    found: dict[str, set[str]] = {}
    own = {label.strip().casefold(): label for label in labels}
    for name, role in people:
        parts = name.split()
        initials = "".join(p[0] for p in parts) if len(parts) > 1 else name
        for form in {name, parts[0], parts[-1], initials}:
            if form.casefold() in own:
                found.setdefault(own[form.casefold()], set()).add(role)
    return {label: roles.copy().pop() for label, roles in found.items() if len(roles) == 1}


def _is_field(line: _Line, count: Mapping[str, int]) -> bool:
    """A field nobody is called by, said once; or how many people there were."""
    if _MANY.fullmatch(line.label):
        return bool(_NUMBER.match(line.value)) or len(_names(line.value.rstrip("."))) > 1
    if count[line.label] > 1 or not line.value:
        return False
    if _OF_PEOPLE.fullmatch(line.label):
        return bool(_NUMBER.match(line.value)) or bool(_names(line.value))
    return _FIELD.fullmatch(line.label) is not None


def _names_people(line: _Line, count: Mapping[str, int]) -> bool:
    """A role, and after it nothing but names."""
    return role_of_label(line.label) is not None and bool(_names(line.value, count))


def _is_sure(line: _Line, people: Sequence[_Line], count: Mapping[str, int]) -> bool:
    """Without any other field: several such lines of different labels, or a name in full.

    Also a role that never speaks again and is held by somebody who does, and a code that nobody in
    the file is called by: from one who speaks again, ``Facilitator: P1`` may hand over to P1.
    """
    if len({p.label for p in people}) > 1 and all(count[p.label] == 1 for p in people):
        return True
    names = _names(line.value, count)
    if count[line.label] == 1 and all(count[name] > 1 for name in names):
        return True
    return all(not count[name] and (len(name.split()) > 1 or name[-1].isdigit()) for name in names)


def _is_aside(line: _Line, count: Mapping[str, int]) -> bool:
    """A short line with a word before its colon that comes once and states no role."""
    short = len(line.value.split()) <= _MOST_WORDS and not _ENDS.search(line.value)
    return count[line.label] == 1 and role_of_label(line.label) is None and short


def _names(value: str, count: Mapping[str, int] = MappingProxyType({})) -> list[str]:
    """The names a value is made of; none where it holds anything else.

    ``count`` says how often each label of the file comes: one that recurs is a name, whatever it
    looks like.
    """
    from practicelearn.language.names import FUNCTION, first_names

    if _ENDS.search(value) and not re.search(r"\b[A-Z]\.$", value):
        return []
    out = []
    for piece in _PARTED.split(_BESIDE.sub("", value)):
        parts = piece.split()
        if not parts:
            continue
        if count.get(piece, 0) > 1 or (_CODE.fullmatch(piece) and piece.lower() not in FUNCTION):
            out.append(piece)
            continue
        plain = [p for p in parts if p.lower() not in _PARTICLES]
        if not 0 < len(parts) <= _MOST_OF_NAME or not all(_CAPITAL.match(p) for p in plain):
            return []
        if plain[0].lower().strip(".") not in first_names():
            return []
        out.append(piece)
    return out
