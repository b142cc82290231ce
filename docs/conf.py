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
    "myst_nb",
    "reference_pages",  # docs/_ext: a page for each public name; names are links
    "glossary_terms",  # docs/_ext: words of the glossary can be linked
]
source_suffix = {".md": "myst-nb", ".rst": "restructuredtext"}
exclude_patterns = ["_build", "_ext"]
language = "en-GB"

# Each page once a build, in a folder of its own: see _ext/executed.py.
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 300
nb_execution_show_tb = True
nb_output_stderr = "remove"
nb_merge_streams = True
nb_ipywidgets_js = {}  # nothing is fetched from elsewhere
myst_heading_anchors = 3
# Pages are also read where they lie: links to files beside the docs lead nowhere on the web pages;
# what scikit-learn's docstrings refer to lies in its own pages.
suppress_warnings = ["myst.xref_missing", "ref.term", "ref.ref"]

python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"

html_theme = "pydata_sphinx_theme"
html_title = "practicelearn"
html_theme_options = {"show_prev_next": True, "navbar_end": ["theme-switcher"]}
html_copy_source = False
html_show_sourcelink = False
