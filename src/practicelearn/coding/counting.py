"""What counts must count everything: it refuses where some of a study cannot be counted here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from practicelearn.coding.codings import Codings
from practicelearn.coding.log.events import Event
from practicelearn.errors import StudyError

__all__ = ["NOT_COUNTED_HERE", "refuse_uncounted", "uncounted_events"]

NOT_COUNTED_HERE = "not everything in this study can be counted: check STUDY says what"
"""Why something that can be looked at shows no figures."""


def refuse_uncounted(codings: Codings | None, what: str) -> None:
    """Refuse to count codings of a study of which something cannot be counted.

    A person may still look at them. A figure that leaves out what somebody did, or who was there,
    would be wrong without saying so.

    Parameters
    ----------
    codings : Codings or None
    what : str
        What would have been made of them.

    Raises
    ------
    StudyError
        It says what cannot be counted, whose it is, and what to do.
    """
    if codings is not None and codings.uncounted:
        raise StudyError(
            f"{what}: nothing was counted, since not everything in this study can be. "
            f"{' '.join(codings.uncounted)} What is there can still be looked at."
        )


def uncounted_events(events: Iterable[Event], where: str) -> list[str]:
    """Return why events that a later version wrote cannot be counted; empty where there are none.

    Parameters
    ----------
    events : iterable of Event
    where : str
        Whose they are, such as ``the log of kim``.
    """
    found = list(events)
    if not found:
        return []
    kinds = Counter((e.kind, e.v) for e in found)
    named = ", ".join(f'{n} × "{kind}" of format {v}' for (kind, v), n in sorted(kinds.items()))
    is_are, this = ("event is", "it") if len(found) == 1 else ("events are", "them")
    why = (
        f"{len(found)} {is_are} newer than this version of practicelearn ({named}; in {where}): "
        f"install a newer practicelearn, which knows {this}."
    )
    return [why]
