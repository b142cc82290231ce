"""What is looked for in all sessions, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practicelearn.app.seen import MINE
from practicelearn.errors import CodingError

__all__ = ["ANY", "Asked", "Column", "Hit"]

LONGEST = 200
ANY = "*"
"""Any code; as a coder, one reading of each session."""


@dataclass(frozen=True)
class Asked:
    """What is looked for; empty is everything.

    ``code`` and ``beside`` are codes side by side; ``coder`` is whose reading; ``unread`` keeps the
    turns that whoever asks has not marked as read.
    """

    text: str = ""
    exact: bool = False
    code: str = ""
    beside: str = ""
    speaker: str = ""
    role: str = ""
    year: str = ""
    group: str = ""
    coder: str = MINE
    stance: str = ""
    unread: bool = False

    @classmethod
    def of(cls, args: Mapping[str, Any]) -> Asked:
        """Return what the page asks for.

        Raises
        ------
        CodingError
            The words are too many.
        """
        texts = {
            name: str(args.get(name) or "").strip()
            for name in ("text", "code", "beside", "speaker", "role", "year", "group", "coder",
                         "stance")
        }  # fmt: skip
        if len(texts["text"]) > LONGEST:
            raise CodingError(f"Look for at most {LONGEST} characters at a time.")
        if texts["beside"] and not texts["code"]:
            texts["code"], texts["beside"] = texts["beside"], ""
        if texts["stance"] and not texts["code"]:
            texts["code"] = ANY
        return cls(**texts, exact=bool(args.get("exact")), unread=bool(args.get("unread")))

    def fits(self, coding: Mapping[str, Any]) -> bool:
        """Whether a coding has the code and the stance that are asked for."""
        return self.code in (ANY, coding["code"]) and self.stance in (
            "", coding.get("stance") or "none",
        )  # fmt: skip

    @property
    def anything(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.text or self.code or self.speaker or self.role or self.unread)

    @property
    def of_turns(self) -> bool:
        """Whether only some turns are looked at."""
        return bool(self.speaker or self.role or self.unread)


@dataclass(frozen=True)
class Hit:
    """A place: words found, a coding (``coding`` and ``coder``), or a whole turn."""

    session: str
    parts: tuple[Mapping[str, Any], ...]
    coding: str = ""
    coder: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Column:
    """What was found, in the order of the sessions; ``said`` is how much, of how much."""

    code: str
    head: str
    said: str
    hits: list[Hit]
    note: str = ""
    further: bool = False
