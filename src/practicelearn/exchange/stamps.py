"""Who made an object of a REFI-QDA file and when: every one says so, invented stamps are noted.

The standard asks for neither. QualCoder stops at the first note without a date, and files what has
no user under "default". So what has no date of its own is given that of the latest coding, and what
has no maker is made by this program; ``undated`` and ``unsigned`` name these objects, so that our
reader takes both back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from practicelearn.exchange.conventions import guid_of

__all__ = ["MAKER", "Stamps", "latest"]

MAKER = "practicelearn"
"""The user who made what no person of the study made."""

_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NEVER = "2000-01-01T00:00:00Z"  # as the files in the package are dated


class Stamps:
    """Stamps objects.

    Parameters
    ----------
    moment : str
        The date of what has none.
    guid_of_coder, shown : callable
        Identifier of a person; an identifier as the program wants it.
    """

    def __init__(
        self,
        moment: str,
        guid_of_coder: Callable[[str], str],
        shown: Callable[[str], str],
    ) -> None:
        self.moment = moment
        self.maker = guid_of("maker", MAKER)
        self.undated: list[str] = []
        self.unsigned: list[str] = []
        self._coder = guid_of_coder
        self._shown = shown

    def stamp(self, element: Any, guid: str, coder: Any = None, at: Any = None) -> None:
        """Say who made an object, and when; ``guid`` as our reader knows it."""
        if not isinstance(coder, str):
            self.unsigned.append(guid)
            element.set("creatingUser", self._shown(self.maker))
        else:
            element.set("creatingUser", self._shown(self._coder(coder)))
        known = _moment(at) is not None
        if not known:
            self.undated.append(guid)
        element.set("creationDateTime", at if known else self.moment)


def latest(times: Iterable[Any], dates: Iterable[Any]) -> str:
    """Return the latest of times, else of days, else the date that files of a package have."""
    known = {str(t): at for t in times if (at := _moment(t)) is not None}
    if known:
        return max(known, key=lambda t: (known[t], t))
    days = [d for d in dates if isinstance(d, str) and _DATE.fullmatch(d)]
    return f"{max(days)}T00:00:00Z" if days else _NEVER


def _moment(at: Any) -> datetime | None:
    """A time as the schema wants it, None where it is none."""
    if not isinstance(at, str) or not _DATETIME.fullmatch(at):
        return None
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
