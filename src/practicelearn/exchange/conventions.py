"""Where we put what REFI-QDA has no place for: documented conventions, readable by people.

A code's description holds the definition and, under headings of their own lines, what else a code
says. Everything a heading cannot carry stands in one note, as JSON (see ``carried.py``).
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from practicelearn.coding.frame import Code

__all__ = ["describe", "fields_of", "guid_of", "is_guid", "legal", "normal_guid", "slug"]

_NAMESPACE = uuid.UUID("5f1c3f0e-0f0b-5e0b-9a53-6f3b1f2c7d11")
_TEXTS = {"Include": "include", "Exclude": "exclude", "Source": "source", "Code id": "id"}
_LISTS = {"Examples": "examples", "Cues": "cues"}
_HEADINGS = [*_TEXTS, *_LISTS, "Verified"]
_HEADING = re.compile(rf"({'|'.join(_HEADINGS)}):(?: (.*))?$", re.DOTALL)
_ESCAPED = re.compile(rf"\\*(?:{'|'.join(_HEADINGS)}):")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HASHED_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def describe(code: Code) -> str:
    """Return a code's description: the definition, then its other parts under headings.

    Examples
    --------
    >>> print(describe(Code("tools", "Tools", definition="Systems.", cues=("login", "screen"))))
    Systems.
    <BLANKLINE>
    Cues:
    - login
    - screen
    """
    lines: list[str] = []
    for heading, name in _TEXTS.items():
        value = getattr(code, name)
        if value and not (name == "id" and value == slug(code.name)):
            first, *rest = value.split("\n")
            lines += [f"{heading}: {first}", *map(_escaped, rest)]
    for heading, name in _LISTS.items():
        if getattr(code, name):
            lines.append(f"{heading}:")
            for item in getattr(code, name):
                first, *rest = item.split("\n")
                lines += [f"- {first}", *(f"  {line}" for line in rest)]
    if code.verified is not None:
        lines.append(f"Verified: {'yes' if code.verified else 'no'}")
    definition = "\n".join(map(_escaped, code.definition.split("\n"))) if code.definition else ""
    if not lines:
        return definition
    return "\n".join([definition, "", *lines] if definition else lines)


def fields_of(description: str) -> dict[str, Any]:
    """Return the parts of a description: fields of :class:`Code`, those that are there."""
    text: dict[str, list[str]] = {"definition": []}
    items: dict[str, list[str]] = {}
    out: dict[str, Any] = {}
    at = "definition"
    for line in description.split("\n"):
        heading = _HEADING.match(line)
        if heading and _fits(heading):
            at = _TEXTS.get(heading[1]) or _LISTS.get(heading[1], "verified")
            if at == "verified":
                out["verified"] = heading[2] == "yes"
            elif at in items or (at in text and at != "definition"):
                text.setdefault(at, []).append(heading[2] or "")
            elif at in _LISTS.values():
                items[at] = []
            else:
                text[at] = [heading[2] or ""]
        elif at in items and line.startswith("- "):
            items[at].append(line[2:])
        elif at in items and items[at] and line.startswith("  "):
            items[at][-1] += "\n" + line[2:]
        else:
            if at in items or at == "verified":
                at = "definition"  # words below a list, by another hand
            text.setdefault(at, []).append(_plain(line))
    if len(text) + len(items) + len(out) > 1 and text["definition"][-1:] == [""]:
        text["definition"].pop()
    out |= {name: "\n".join(lines) for name, lines in text.items()}
    out |= {name: tuple(found) for name, found in items.items()}
    return {k: v for k, v in out.items() if v not in ("", ())}


def guid_of(kind: str, name: str) -> str:
    """Return the identifier of one of our things: always the same, lower case."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}:{name}"))


def normal_guid(text: str | None) -> str:
    """Return an identifier in lower case without braces, for comparing; empty if there is none."""
    return (text or "").strip().strip("{}").lower()


def is_guid(text: str) -> bool:
    """Whether the text is an identifier as the schemas ask for."""
    return _HASHED_GUID.fullmatch(text) is not None


def legal(text: str) -> str:
    """Return text that XML can hold: control characters become U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)


def slug(name: str, taken: Collection[str] | Mapping[str, Any] = (), *, empty: str = "code") -> str:
    """Return an id made from a name, numbered where it is taken.

    Examples
    --------
    >>> slug("Work–life balance"), slug("Tools", {"tools"})
    ('work-life-balance', 'tools-2')
    """
    dashed = re.sub(r"[–—−]", "-", re.sub(r"['’]", "", name))
    plain = unicodedata.normalize("NFKD", dashed).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if not base:  # a name in another script
        base = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", name).casefold()).strip("-")
    base = base or empty
    found, n = base, 2
    while found in taken:
        found, n = f"{base}-{n}", n + 1
    return found


def _fits(heading: re.Match[str]) -> bool:
    if heading[1] in _LISTS:
        return not heading[2]
    return heading[1] != "Verified" or heading[2] in {"yes", "no"}


def _escaped(line: str) -> str:
    return "\\" + line if _ESCAPED.match(line) else line


def _plain(line: str) -> str:
    return line[1:] if line.startswith("\\") and _ESCAPED.match(line[1:]) else line
