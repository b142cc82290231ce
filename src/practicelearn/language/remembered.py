"""What was made last, kept in memory up to so many bytes.

A limit in sessions would be a wall: asked of one session more than it holds, in the same order
again, it would give back none of them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

__all__ = ["Remembered"]

Made = TypeVar("Made")


class Remembered(OrderedDict[str, Made]):
    """What was made, by key, the oldest first; nothing is forgotten before :meth:`remember`."""

    n_bytes = 0

    def remember(self, key: str, made: Made, *, most: int, bytes_of: Callable[[Made], int]) -> None:
        """Keep it as the newest, and forget the oldest beyond so many bytes."""
        if key not in self:
            self[key] = made
            self.n_bytes += bytes_of(made)
        self.move_to_end(key)
        while self and self.n_bytes > most:
            self.n_bytes -= bytes_of(self.popitem(last=False)[1])

    def clear(self) -> None:
        """Forget everything."""
        super().clear()
        self.n_bytes = 0
