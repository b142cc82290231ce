"""The empty corner of a table's head is an ordinary cell: an empty heading heads nothing."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

__all__ = ["setup", "with_plain_corners"]

_EMPTY = re.compile(r"<th(?: [^>]*)?>\s*(?:<p>\s*</p>\s*)?</th>")


def with_plain_corners(page: str) -> str:
    """The page with no heading of a table that says nothing, its own tables and pandas' alike.

    Examples
    --------
    >>> with_plain_corners('<tr><th></th><th class="head"><p>name</p></th></tr>')
    '<tr><td></td><th class="head"><p>name</p></th></tr>'
    """
    return _EMPTY.sub("<td></td>", page)


def _mend(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    if "body" in context:
        context["body"] = with_plain_corners(context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
