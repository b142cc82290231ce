"""Documents on the same figures that are made together: what one has made, another need not.

The slides and the page for directors print figures of the report for readers, and its words are
looked at before any of them leaves: each of them is a report of its own kind, and asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from typing import Any

from practicelearn.output.report.blocks import Document

__all__ = ["Made", "made_together", "made_with"]

Made = dict[tuple[str, str, int | None], Document]
"""Kind, title and number of earlier releases, to what was made."""

_OWN = frozenset({"kind", "title", "template", "template_slides"})
_together: ContextVar[list[tuple[tuple[Any, ...], Made]] | None] = ContextVar(
    "together", default=None
)


@contextmanager
def made_together() -> Iterator[None]:
    """Have reports of the same tables share what they make, while none of them is changed."""
    before = _together.set([])
    try:
        yield
    finally:
        _together.reset(before)


def made_with(report: Any) -> Made:
    """Return what reports of the same tables and options have made, to look into and add to."""
    shared = _together.get()
    if shared is None:
        return {}
    own = tuple(getattr(report, f.name) for f in fields(report) if f.name not in _OWN)
    for inputs, made in shared:
        if all(map(_same, own, inputs)):
            return made
    new: Made = {}
    shared.append((own, new))
    return new


def _same(one: Any, other: Any) -> bool:
    """Whether it is the very same; values of a kind that nobody changes may be equal."""
    return one is other or (
        isinstance(one, str | int) and type(one) is type(other) and one == other
    )
