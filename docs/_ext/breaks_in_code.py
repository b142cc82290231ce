"""A long name in the text breaks after an underscore, a slash or colons, not inside a word."""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

__all__ = ["setup", "with_breaks"]

_CODE = re.compile(r'(<code class="[^"]*literal[^"]*">)(.*?)(</code>)', re.DOTALL)
_WORD = re.compile(r"[^\s<>]{16,}(?![^<]*>)")  # no part of a tag
_AFTER = re.compile(r"(?<=[\w)])(::|[_/])(?=\w)")


def with_breaks(page: str) -> str:
    """The page with places in the long words of its code where a line may end.

    Examples
    --------
    >>> with_breaks('<code class="literal">test_tables::test_of_two_coders</code> a_b')
    '<code class="literal">test_<wbr>tables::<wbr>test_<wbr>of_<wbr>two_<wbr>coders</code> a_b'
    >>> with_breaks('<code class="literal">short_name</code>')
    '<code class="literal">short_name</code>'
    """

    def broken(code: re.Match[str]) -> str:
        words = _WORD.sub(lambda word: _AFTER.sub(r"\1<wbr>", word[0]), code[2])
        return f"{code[1]}{words}{code[3]}"

    return _CODE.sub(broken, page)


def _mend(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    if "body" in context:
        context["body"] = with_breaks(context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
