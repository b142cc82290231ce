"""Every page of the home that can be reached by pressing links, from a study's start page on."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from home_helpers import Window

_LINK = re.compile(r'(?:href|src|data-watch|data-job)="(/[^"#]*)')
_STAYS = {"/quit", "/home.css", "/home.js", "/years.js"}


def crawl(
    window: Window,
    start: str,
    *,
    also: tuple[str, ...] = (),
    below: str = "",
    alike: Callable[[str], object] = str,
) -> dict[str, str]:
    """Return each address to what is answered there, as it is sent.

    Parameters
    ----------
    window : Window
    start : str
    also : tuple of str
        Addresses that no link leads to.
    below : str
        Only addresses that begin so.
    alike : callable
        Of addresses for which it returns the same, one is asked for.
    """
    to_do, seen, kinds = [start, *also], {}, set()
    while to_do:
        address = to_do.pop(0)
        if address in seen or address in _STAYS or not address.startswith(below or "/"):
            continue
        if "/coding" in address or alike(address) in kinds:
            continue
        kinds.add(alike(address))
        answer = window.get(address)
        if answer.status == 303:
            seen[address] = ""
            to_do.append(answer.headers["location"].partition("#")[0])
            continue
        seen[address] = answer.body.decode("utf-8", "replace")
        if answer.headers.get("content-type", "").startswith("text/html"):
            to_do += [html.unescape(a) for a in _LINK.findall(seen[address])]
    return seen


def without(text: str, *changing: Callable[[str], str] | str) -> str:
    """A page without what differs from one making of it to the next: its state, the time."""
    text = re.sub(r'(data-state|value)="[0-9a-f]{16,}"', "", text)
    text = re.sub(r"\b[0-9a-f]{12}\b", "KEY", text)
    for one in changing:
        text = one(text) if callable(one) else text.replace(one, "")
    return text
