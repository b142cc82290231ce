"""What every page's kernel begins with: a folder in which the project's files can be named.

Run by IPython as a start-up file (see ``executed.py``); its names are taken away at the end.
"""


def _begin() -> None:
    import inspect
    import os
    import sys
    import warnings
    from pathlib import Path

    import pandas as pd

    project, here = Path(os.environ["PRACTICELEARN_DOCS_OF"]), Path.cwd()
    if not (here / "data").exists():
        (here / "data").symlink_to(project / "data")
        (here / "tests").mkdir()
        (here / "tests" / "files").symlink_to(project / "tests" / "files")
    # a page is no screen: a long table shows its two ends
    pd.set_option("display.max_rows", 16, "display.min_rows", 12, "display.max_colwidth", 200)

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


_begin()
del _begin
