"""Sphinx: the pages beside this file and the reference, as web pages. Run ``make docs``."""

from inspect import isclass

from sphinx.application import Sphinx

import practicelearn
from practicelearn import __version__

project = "practicelearn"
author = "The practicelearn authors"
copyright = "2026, the practicelearn authors. Every transcript shown is invented"
version = release = __version__

extensions = ["myst_nb", "numpydoc", "sphinx.ext.autodoc"]
source_suffix = {".md": "myst-nb", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
language = "en-GB"

# The tests run every example; they are not run a second time here.
nb_execution_mode = "off"
myst_heading_anchors = 3
# Pages are also read where they lie: links to files beside the docs lead nowhere on the web pages;
# what scikit-learn's docstrings refer to lies in its own pages.
suppress_warnings = ["myst.xref_missing", "ref.term", "ref.ref"]

autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "practicelearn"
html_theme_options = {"show_prev_next": True, "navbar_end": ["theme-switcher"]}
html_copy_source = False
html_show_sourcelink = False

_ROOMS = {
    "transcripts": "Transcripts",
    "corpus": "The corpus",
    "coding": "Coding",
    "topics": "Topics",
    "themes": "Themes and years",
    "study": "The study",
    "output": "Report and pictures",
    "app": "The coding page",
    "errors": "Errors",
}


def _fill_reference(_app: Sphinx, page: str, source: list[str]) -> None:
    if page != "reference":
        return
    found: dict[str, list[str]] = {room: [] for room in _ROOMS}
    rest = []
    for name in practicelearn.__all__:
        thing = getattr(practicelearn, name)
        if name == "__version__":
            continue
        room = thing.__module__.removeprefix("practicelearn").strip(".").split(".")[0]
        kind = "autoclass" if isclass(thing) else "autofunction"
        entry = f".. {kind}:: {thing.__module__}.{name}\n" + (
            "   :members:\n" if isclass(thing) else ""
        )
        found.get(room, rest).append(entry)
    filled = [
        f"## {title}\n\n```{{eval-rst}}\n" + "\n".join(found[room]) + "\n```\n"
        for room, title in _ROOMS.items()
        if found[room]
    ]
    filled.append("## Beside these\n\n```{eval-rst}\n" + "\n".join(rest) + "\n```\n")
    source[0] += "\n".join(filled)


def setup(app: Sphinx) -> None:
    """Fill the page of the reference."""
    app.connect("source-read", _fill_reference)
