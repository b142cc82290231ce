"""What every page's kernel begins with: a folder in which the project's files can be named.

Run by IPython as a start-up file (see ``executed.py``), in whose builds alone it does anything; its
names are taken away at the end.
"""

import os


def _begin(project: str) -> None:
    import inspect
    import sys
    import warnings
    from pathlib import Path

    import pandas as pd

    here = Path.cwd()
    if not (here / "data").exists():
        (here / "data").symlink_to(Path(project, "data"))
        (here / "tests").mkdir()
        (here / "tests" / "files").symlink_to(Path(project, "tests", "files"))
    # a page is no screen: a long table shows its two ends
    pd.set_option("display.max_rows", 16, "display.min_rows", 12, "display.max_colwidth", 60)

    passed_on_by = {"warnings", "_py_warnings", __name__}

    def tell(message: object, category: type, *_: object) -> None:
        """Our own warnings as text under the cell; other libraries' are not the reader's."""
        frame = inspect.currentframe()
        while frame.f_back and frame.f_globals["__name__"] in passed_on_by:
            frame = frame.f_back
        own = frame.f_globals["__name__"].partition(".")[0] == "practicelearn"
        if own and issubclass(category, UserWarning):
            sys.stdout.write(f"{category.__name__}: {message}\n")

    warnings.showwarning = tell


if "PRACTICELEARN_DOCS_OF" in os.environ:
    _begin(os.environ["PRACTICELEARN_DOCS_OF"])
del os, _begin
