"""The title of a picture, and a look whether a reader of titles can refuse one."""

from __future__ import annotations

from typing import Any

import pytest

import practicelearn as prac

__all__ = ["sees_through", "title"]


def title(picture: prac.plot.Picture) -> str:
    """What stands above the picture; its alt text must say the same."""
    said = " ".join(picture.ax.get_title(loc="left").split())
    assert said.removesuffix(" …") in picture.alt, "title and alt text say the same"
    return said


def sees_through(reader: Any, said: str, *args: Any, **options: Any) -> None:
    """The reader refuses a title that is true of another table."""
    with pytest.raises((AssertionError, KeyError)):
        reader(said, *args, **options)
