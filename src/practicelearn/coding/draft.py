"""The next version of a frame while it is being made: edits of several people, played in order.

Nobody's edit is lost, and none is done twice: the draft is the newest version with every edit that
stands, by time. An edit that cannot be done any more, since somebody else took its code away, is
kept and says so; of two who changed the same without having seen each other, the last one stands,
and both say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from practicelearn._tables import in_cell
from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.log.events import Event
from practicelearn.errors import FrameError

__all__ = ["FIELDS", "Draft", "Edit", "draft_of"]

FIELDS = ("name", "parent", "definition", "include", "exclude", "examples", "cues", "colour",
          "scope")  # fmt: skip
"""What of a code can be changed, in the order in which it is told."""
_WORDS = {"parent": "place", "scope": "scope", "cues": "cue words"}
_LISTS = ("examples", "cues")


@dataclass(frozen=True)
class Edit:
    """One edit of the draft.

    Parameters
    ----------
    id, who, at : str
        Of its event.
    code : str
        Which code it is about; of ``split`` and ``new`` the one that is made.
    said : str
        What it does, in words.
    stands : bool
        False where it cannot be done any more.
    note : str
        Why it does not stand, or with whose edit it collides.
    """

    id: str
    who: str
    at: str
    code: str
    said: str
    stands: bool = True
    note: str = ""


@dataclass(frozen=True)
class Draft:
    """A frame that is being changed.

    Parameters
    ----------
    base : CodingFrame
        The newest version.
    frame : CodingFrame
        The same with the edits.
    edits : tuple of Edit
        In order of time.
    """

    base: CodingFrame
    frame: CodingFrame
    edits: tuple[Edit, ...] = ()

    @property
    def ids(self) -> list[str]:
        """Ids of the edits, those that cannot be done included."""
        return [edit.id for edit in self.edits]

    def _repr_html_(self) -> str:
        return in_cell(
            f"Draft: {len(self.edits)} edits of {self.base!r}; {len(self.frame)} codes with them"
        )


def draft_of(base: CodingFrame, events: Iterable[Event]) -> Draft:
    """Return a frame with everybody's edits.

    Parameters
    ----------
    base : CodingFrame
    events : iterable of Event
        Of the kind ``frame-edit``, those that stand and went into no version yet.

    Examples
    --------
    >>> frame = CodingFrame("f", "1", (Code("pay", "Pay"),))
    >>> edit = {"edit": "change", "code": "pay", "name": "Wages"}
    >>> draft = draft_of(frame, [Event("frame-edit", "kim", payload=edit)])
    >>> draft.frame["pay"].name, draft.edits[0].said
    ('Wages', 'Pay: name changed to “Wages”')
    """
    ordered = sorted(events, key=lambda e: (e.at, e.id))
    frame, edits = base, []
    for event in ordered:
        try:
            after = _DOES[event.payload["edit"]](frame, event.payload)
        except FrameError as error:
            said = _unsaid(frame, base, event.payload)
            edits.append(
                _edit(event, said, stands=False, note=f"It cannot be done any more: {error}")
            )
        else:
            edits.append(
                _edit(event, _said(frame, after, event.payload), note=_met(event, ordered))
            )
            frame = after
    return Draft(base, frame, tuple(edits))


def _edit(event: Event, said: str, *, stands: bool = True, note: str = "") -> Edit:
    return Edit(event.id, event.who, event.at, event.payload["code"], said, stands, note)


def _change(frame: CodingFrame, edit: Mapping[str, Any]) -> CodingFrame:
    return frame.change(edit["code"], **_values(edit))


def _new(frame: CodingFrame, edit: Mapping[str, Any]) -> CodingFrame:
    return frame.with_code(Code(edit["code"], **{"name": edit["code"], **_values(edit)}))


def _split(frame: CodingFrame, edit: Mapping[str, Any]) -> CodingFrame:
    values = {k: v for k, v in _values(edit).items() if k != "scope"}
    return frame.split_off(edit["into"], Code(edit["code"], **{"name": edit["code"], **values}))


def _merge(frame: CodingFrame, edit: Mapping[str, Any]) -> CodingFrame:
    gone, into = frame[edit["code"]], frame[edit["into"]]
    if gone is into:
        raise FrameError(f'"{gone.name}" cannot be merged into itself.')
    up = into.parent
    while up is not None:  # what stood below the one that goes moves to its parent
        if up == gone.id:
            into = replace(into, parent=gone.parent) if into.parent == gone.id else into
            break
        up = frame[up].parent
    return frame.merge([into.id, gone.id], into)


def _retire(frame: CodingFrame, edit: Mapping[str, Any]) -> CodingFrame:
    return frame.change(edit["code"], retired=True)


def _use_again(frame: CodingFrame, edit: Mapping[str, Any]) -> CodingFrame:
    return frame.change(edit["code"], retired=False)


def _delete(frame: CodingFrame, edit: Mapping[str, Any]) -> CodingFrame:
    return frame.without(edit["code"])


_DOES: dict[str, Callable[[CodingFrame, Mapping[str, Any]], CodingFrame]] = {
    "change": _change,
    "new": _new,
    "split": _split,
    "merge": _merge,
    "retire": _retire,
    "use again": _use_again,
    "delete": _delete,
}


def _values(edit: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(edit[k]) if k in _LISTS else edit[k] for k in FIELDS if k in edit}


def _said(before: CodingFrame, after: CodingFrame, edit: Mapping[str, Any]) -> str:
    kind, code = edit["edit"], edit["code"]
    name = (before if code in before else after)[code].name
    if kind == "change":
        return f"{name}: {'; '.join(_changed(after, k, edit[k]) for k in FIELDS if k in edit)}"
    other = before[edit["into"]].name if edit.get("into") in before else ""
    return {
        "new": f"{name}: new",
        "split": f"{name}: split off from {other}",
        "merge": f"{name}: merged into {other}",
        "retire": f"{name}: retired",
        "use again": f"{name}: in use again",
        "delete": f"{name}: deleted",
    }[kind]


def _changed(frame: CodingFrame, field: str, value: Any) -> str:
    if field == "name":
        return f"name changed to “{value}”"
    if field == "parent":
        return f"moved under {frame[value].name}" if value else "moved to the top"
    if field == "scope":
        return f"its scope is called {value}" if value else "its scope is not said"
    if field == "colour":
        return "recoloured"
    return f"{_WORDS.get(field, field)} changed"


def _unsaid(frame: CodingFrame, base: CodingFrame, edit: Mapping[str, Any]) -> str:
    code = edit["code"]
    name = next((f[code].name for f in (frame, base) if code in f), edit.get("name") or code)
    return f"{name}: {edit['edit']}"


def _met(event: Event, every: list[Event]) -> str:
    """With whose edit of the same this one collides: one that neither had seen."""
    mine, notes = {k for k in FIELDS if k in event.payload}, []
    for other in every:
        if other.who == event.who or other.payload["code"] != event.payload["code"]:
            continue
        first, second = sorted((event, other), key=lambda e: (e.at, e.id))
        same = mine & set(other.payload)
        if not same or first.id in second.payload.get("seen", ()):
            continue
        what = ", ".join(_WORDS.get(k, k) for k in FIELDS if k in same)
        last = "this one" if second is event else f"that of {other.who}"
        notes.append(f"{other.who} changed its {what} at the same time: {last} stands, the last")
    return ". ".join(notes)
