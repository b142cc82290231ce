"""Links of a page to files beside the docs lead to a page of the site, where there is one.

A page is read where it lies, too: there ``[README](../README.md#open-it)`` is a file; here it is
the page that shows the same. A file that is on no page (a script, a sheet) can be downloaded.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

__all__ = ["on_the_site", "setup"]

# A file of the project, and the page that shows it.
SHOWN_ON = {
    "README.md": "install.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "CODE_OF_CONDUCT.md": "code-of-conduct.md",
}
_LINK = re.compile(r"\]\((\.\./[^)\s#]+)(#[^)\s]*)?\)")
_ITSELF = re.compile(r"\[([^\]]+)\]\((\.\./notebooks/[^)\s]+\.ipynb)\)")
_NOTEBOOK = re.compile(r"\]\(((?:\.\./notebooks/)?(\d\d-[\w-]+)\.ipynb)\)")


def on_the_site(page: str, *, notebook: bool = False) -> str:
    """The page with its links as they lead on the site; of a ``notebook``, as it is written there.

    Examples
    --------
    >>> on_the_site("[open](../README.md#open-it), [look](../notebooks/01-first-look.ipynb)")
    '[open](install.md), [look](notebook-01-first-look.md)'
    >>> on_the_site("[other](02-two.ipynb), [page](../docs/years.md)", notebook=True)
    '[other](notebook-02-two.md), [page](years.md)'
    """
    if notebook:
        page = page.replace("](../docs/", "](")
    page = _NOTEBOOK.sub(r"](notebook-\2.md)", page)

    def lead(link: re.Match[str]) -> str:
        shown = SHOWN_ON.get(link[1].removeprefix("../"))
        return f"]({shown})" if shown else link[0]

    return _LINK.sub(lead, page)


def _mend(app: Sphinx, page: str, source: list[str]) -> None:
    path = Path(app.env.doc2path(page))
    if path.suffix == ".md" and path.stem.startswith("notebook-"):
        source[0] = _ITSELF.sub(r"{download}`\1 <\2>`", source[0])  # not its own page
    elif path.suffix == ".md":
        source[0] = on_the_site(source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("source-read", _mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
