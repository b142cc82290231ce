"""Sphinx: the pages beside this file and the reference, as web pages. Run ``make docs``."""

import sys
from pathlib import Path

from practicelearn import __version__

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "practicelearn"
author = "The practicelearn authors"
copyright = "2026, the practicelearn authors. Every transcript shown is invented"
version = release = __version__

extensions = [
    "repository_links",  # docs/_ext: files beside the docs are pages, too
    "executed",  # docs/_ext: blocks of Python are run, and what they give is shown
    "accessible_tables",
    "breaks_in_code",
    "reference_pages",  # docs/_ext: a page for each public name; names are links
    "glossary_terms",  # docs/_ext: words of the glossary can be linked
]
source_suffix = {".md": "myst-nb", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "_ext"]
language = "en-GB"

# Each page once a build, in a folder of its own: see _ext/executed.py.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 600
nb_execution_show_tb = True
nb_output_stderr = "remove"
nb_merge_streams = True
nb_ipywidgets_js = {}  # nothing is fetched from elsewhere
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_block"]
# What scikit-learn's docstrings refer to lies in its own pages.
suppress_warnings = ["ref.term", "ref.ref"]

toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = "practicelearn"
html_context = {"default_mode": "auto"}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "show_prev_next": True,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # a page opened from the disk may not read its neighbours
