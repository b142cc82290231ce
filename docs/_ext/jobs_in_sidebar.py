"""Beside the pages of the names, the jobs these are for: ``Load and prepare`` above its names.
A long name breaks after a dot or an underscore.

A tree of pages shows the titles of its parts for the pages of a section only; the names stand one
level below. What opens and closes a level has no name for those who hear the page: here it has one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

__all__ = ["first_names", "setup", "with_jobs"]


def first_names(reference: str) -> dict[str, str]:
    """The first name with a page of its own of each job of ``reference.md``, to the job."""
    found = {}
    for part in re.split(r"^## ", reference, flags=re.MULTILINE)[1:]:
        job, _, rest = part.partition("\n")
        own = re.findall(r"`prac\.((?:[a-z]\w*\.)?\w+)`", rest)
        if own:
            found[own[0]] = job
    return found


def with_jobs(sidebar: str, first: dict[str, str]) -> str:
    """A list of pages with the job's title above the first name of each."""

    def headed(entry: re.Match[str]) -> str:
        job = first.get(entry[2])
        shown = entry[1] + re.sub(r"(?<=[._])(?=\w)", "<wbr>", entry[2]) + "</a>"
        return f'<li class="job">{job}</li>{shown}' if job else shown

    sidebar = sidebar.replace("<summary>", '<summary aria-label="Pages below this one">')
    return re.sub(r"(<li class=\"toctree-l\d[^\"]*\">\s*<a [^>]*>)([\w.]+)</a>", headed, sidebar)


def _wrap(app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    if "generate_toctree_html" not in context:
        return
    made: Callable[..., Any] = context["generate_toctree_html"]
    first = first_names((Path(app.srcdir) / "reference.md").read_text(encoding="utf-8"))

    def generate(kind: str, *args: Any, **options: Any) -> Any:
        answer = made(kind, *args, **options)
        return with_jobs(str(answer), first) if kind == "sidebar" else answer

    context["generate_toctree_html"] = generate


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", _wrap, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
