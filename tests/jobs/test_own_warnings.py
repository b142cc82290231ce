"""Own warnings are for people, whichever line they are laid to; other libraries' are not."""

import warnings

import pytest

from practicelearn.cli.console import said_plainly
from practicelearn.jobs.own_warnings import own_warnings


def warner(module: str):
    """A function that warns as one of that module would."""
    space = {"__name__": module}
    exec("import warnings\ndef warn(*a, **k): warnings.warn(*a, **k)", space)
    return space["warn"]


def as_called_by(module: str, what):
    """Let a function of that module call ``what``: warnings with a stack level are laid to it."""
    space = {"__name__": module, "what": what}
    exec("def call(): what()", space)
    space["call"]()


def test_who_warned_decides_and_not_the_line_it_is_laid_to():
    ours, theirs = warner("practicelearn.themes.finding"), warner("pandas.core.frame")
    with warnings.catch_warnings(), own_warnings() as said:
        warnings.simplefilter("always")  # in the tests, others' are errors
        ours("two groups are left out")
        as_called_by("notebook", lambda: ours("laid to a caller", UserWarning, stacklevel=4))
        as_called_by("practicelearn.corpus", lambda: theirs("unordered", UserWarning, stacklevel=4))
        theirs("will change", FutureWarning)
        ours("invalid value", RuntimeWarning)  # numpy's, out of a line of ours
        ours("two groups are left out")
    assert said == ["two groups are left out", "laid to a caller"]


def test_afterwards_warnings_go_where_they_went_before():
    before = warnings.showwarning
    with own_warnings():
        assert warnings.showwarning is not before
    assert warnings.showwarning is before


@pytest.mark.parametrize(("module", "shown"), [("practicelearn.x", True), ("openpyxl.x", False)])
def test_on_the_command_line_only_ours_are_printed(capsys, module, shown):
    with said_plainly():
        warner(module)("no sheet has this name")
    assert ("no sheet has this name" in capsys.readouterr().err) == shown
