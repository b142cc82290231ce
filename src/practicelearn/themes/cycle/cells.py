"""What the cells of an action sheet say: dates, numbers, status, response, measure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from practicelearn._tables import near_match
from practicelearn.transcripts.dates import iso_date

__all__ = [
    "RESPONSES",
    "STATUSES",
    "Measure",
    "chosen_for",
    "due_date",
    "measure_of",
    "number_of",
    "response_of",
    "split_list",
    "statuses_of",
]

_STATUS = {
    "not started": ("not started", "to do", "todo", "planned", "open", "new", "not yet started"),
    "doing": ("doing", "in progress", "started", "under way", "underway", "ongoing", "on track",
              "partly done", "in hand"),
    "done": ("done", "complete", "completed", "delivered", "finished", "closed", "achieved"),
    "stalled": ("stalled", "delayed", "on hold", "paused", "blocked", "late", "stuck"),
    "dropped": ("dropped", "cancelled", "canceled", "stopped", "withdrawn", "abandoned",
                "will not happen", "not possible", "could not do"),
}  # fmt: skip
_DRAFT = ("draft", "proposed", "proposal", "idea", "suggested", "not decided")
"""Of a promise that nobody has made yet: it has no status."""
_RESPONSE = {
    "accept": ("accept", "accepted", "agree", "agreed", "yes"),
    "part": ("part", "partly", "in part", "partly accepted", "partially", "accepted in part",
             "partly agreed"),
    "reject": ("reject", "rejected", "no", "not accepted", "not agreed", "declined"),
}  # fmt: skip
STATUSES, RESPONSES = tuple(_STATUS), tuple(_RESPONSE)
"""The words of the columns Status and Response; some others are understood as well."""

_LEVEL = re.compile(
    r"\b(level|worst|most (raised|heard|often|people|common)|highest|biggest|top \w+|loudest|"
    r"largest|most groups)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(?:by |end of |by end of |end )?([a-z]{3,9})\.? (\d{4})$", re.IGNORECASE)
_NUMBER = re.compile(r"^[£$€]?\s*([-−+]?\d[\d,]*\.?\d*)\s*(.*)$")
_HEARD = re.compile(
    r"^(?:theme[:\s]+)?(?P<theme>.*?)[\s,:;–-]*\b(?:is |to be |be )?(?:heard )?"
    r"(?P<way>less|fewer|more)(?: often)?\.?$",
    re.IGNORECASE,
)
_FROM_TO = re.compile(
    r"^(?P<name>.+?)[,:]? from (?P<from>[\d.,]+ ?%?)(?: [a-z ]+?)? to (?P<to>[\d.,]+ ?%?)",
    re.IGNORECASE,
)
_SURVEY = re.compile(r"^survey(?: score)?\s*[:,–-]\s*(?P<name>.+)$", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2} [A-Za-z]{3,9} \d{4}")


class Measure(NamedTuple):
    """How somebody will know: ``kind`` is theme, figure or survey; empty when there is none."""

    kind: str | None = None
    name: str | None = None
    direction: str | None = None
    baseline: float | None = None
    target: float | None = None
    unit: str | None = None


def split_list(cell: str | None) -> list[str]:
    """Return the parts of a cell that lists things with ; or line breaks, or else commas.

    Examples
    --------
    >>> split_list("supervision; tools"), split_list(None)
    (['supervision', 'tools'], [])
    """
    if not cell:
        return []
    parts = re.split(r"[;\n]", cell) if re.search(r"[;\n]", cell) else cell.split(",")
    return [p.strip() for p in parts if p.strip()]


def due_date(cell: str | None) -> str | None:
    """Return a date as ISO, day first; a month alone is its last day. None for an empty cell.

    Raises
    ------
    ValueError
        It is no date.

    Examples
    --------
    >>> due_date("3/11/2025"), due_date("end of March 2026")
    ('2025-11-03', '2026-03-31')
    """
    if not cell:
        return None
    month = _MONTH.match(cell.strip())
    if month:
        names = [n.lower() for n in calendar.month_name]
        known = [k for k, n in enumerate(names) if k and n.startswith(month[1].lower())]
        if len(known) == 1:
            year = int(month[2])
            last = calendar.monthrange(year, known[0])[1]
            return dt.date(year, known[0], last).isoformat()
    return iso_date(cell.strip())


def number_of(cell: str | None) -> tuple[float | None, str | None]:
    """Return a cell's number and its unit; (None, None) for an empty cell.

    Raises
    ------
    ValueError
        It holds no number.

    Examples
    --------
    >>> number_of("18.5 cases"), number_of("1,200"), number_of("62%")
    ((18.5, 'cases'), (1200.0, None), (62.0, '%'))
    """
    if not cell:
        return None, None
    found = _NUMBER.match(cell.strip())
    if not found:
        raise ValueError(cell)
    return float(found[1].replace(",", "").replace("−", "-")), found[2].strip() or None


def statuses_of(cell: str | None) -> list[tuple[str | None, str]]:
    """Return (ISO date or None, status) for each line of a status cell, in its order.

    A draft has none: it is no promise yet.

    Raises
    ------
    ValueError
        A line names no known status, or a date that does not exist; the message says which.

    Examples
    --------
    >>> statuses_of("doing 1/3/2025; done 2025-09-30")
    [('2025-03-01', 'doing'), ('2025-09-30', 'done')]
    >>> statuses_of("draft")
    []
    """
    found = []
    for line in re.split(r"[;\n]", cell or ""):
        if not line.strip():
            continue
        date = _DATE.search(line)
        rest = line.replace(date[0], " ") if date else line
        word = " ".join(re.sub(r"[^\w ]", " ", rest.replace("_", " ")).lower().split())
        if word in _DRAFT:
            continue
        status = _known(word, _STATUS)
        if status is None:
            hint = near_match(word, _STATUS)
            raise ValueError(f'"{word}" is no status; write one of {", ".join(_STATUS)}.{hint}')
        try:
            found.append((iso_date(date[0]) if date else None, status))
        except ValueError:
            raise ValueError(f'"{date[0] if date else ""}" is no date that exists') from None
    return found


def response_of(cell: str | None) -> str | None:
    """Return accept, part or reject; None for an empty cell.

    Raises
    ------
    ValueError
        It says none of them.
    """
    if not cell:
        return None
    word = " ".join(cell.lower().split()).rstrip(".")
    response = _known(word, _RESPONSE)
    if response is None:
        raise ValueError(
            f'"{cell}" is no response; write accept, part or reject.{near_match(word, _RESPONSE)}'
        )
    return response


def chosen_for(cell: str | None) -> str | None:
    """Return "level" where a theme was chosen because many raised it, "other", or None.

    Examples
    --------
    >>> chosen_for("raised by most people"), chosen_for("the law asks for it"), chosen_for(None)
    ('level', 'other', None)
    """
    if not cell:
        return None
    return "level" if _LEVEL.search(cell) else "other"


def measure_of(measure: str | None, known_by: str | None, themes: Sequence[str]) -> Measure:
    """Return how somebody will know, from the column Measure or else from "How we will know".

    Parameters
    ----------
    measure : str or None
        ``tools heard less``, ``heard less`` (the row's first theme), ``survey: Supervision``, or
        the name of an outside figure.
    known_by : str or None
        Read in the same way when ``measure`` is empty, and as ``caseload from 18 to 15``; words
        that are neither are no measure.
    themes : sequence of str
        The row's themes.

    Examples
    --------
    >>> measure_of("tools heard less", None, [])[:3]
    ('theme', 'tools', 'less')
    >>> measure_of(None, "Average caseload from 18 to 15", [])[:5]
    ('figure', 'Average caseload', None, 18.0, 15.0)
    >>> measure_of(None, "We will ask people", []).kind is None
    True
    """
    words = " ".join((measure or known_by or "").split())
    if not words:
        return Measure()
    survey = _SURVEY.match(words)
    if survey:
        return Measure("survey", survey["name"].strip())
    from_to = _FROM_TO.match(words)
    if from_to:
        baseline, unit = number_of(from_to["from"])
        return Measure("figure", from_to["name"].strip(), None, baseline,
                       number_of(from_to["to"])[0], unit)  # fmt: skip
    heard = _HEARD.match(words)
    own = {t.casefold(): t for t in themes}
    if heard and (measure or heard["theme"].casefold() in own or "heard" in words.lower()):
        name = heard["theme"].strip() or (themes[0] if themes else "")
        way = "more" if heard["way"].lower() == "more" else "less"
        return Measure("theme", own.get(name.casefold(), name), way) if name else Measure()
    if words.casefold() in own:
        return Measure("theme", own[words.casefold()])
    if measure and words.lower().startswith("theme"):
        return Measure("theme", re.sub(r"^theme[:\s]+", "", words, flags=re.IGNORECASE))
    return Measure("figure", words) if measure else Measure()


def _known(word: str, names: Mapping[str, Sequence[str]]) -> str | None:
    return next((name for name, words in names.items() if word in words), None)
