"""The coding page in a notebook: opened for a study, where anywidget is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn._called import COMMAND
from practicelearn._tables import optional_import
from practicelearn.study.folder import Study, open_study

if TYPE_CHECKING:
    from practicelearn.app.coder_widget import Coder

__all__ = ["open_coder"]


def open_coder(
    study: Study | str | Path, session: str | None = None, *, coder: str, height: int = 760
) -> Coder:
    """Return the coding page as a notebook widget.

    Parameters
    ----------
    study : Study, str or Path
    session : str, optional
        The session to begin with; by default the first not yet read.
    coder : str
        Who codes: what is done goes into this person's log.
    height : int, default 760
        Height in pixels.

    Raises
    ------
    StudyError
        The folder is no study.
    PracticelearnError
        The package anywidget is not installed (extra ``notebook``).
    CodingError
        The coder's name cannot be a folder's, or the study has no such session.

    Examples
    --------
    >>> import practicelearn as prac
    >>> study = prac.open_study(prac.sample_path())
    >>> page = prac.open_coder(study, "2025-north", coder="kim")
    >>> page.height
    760
    """
    check_arguments(open_coder, locals(), height=AT_LEAST_1)
    optional_import(
        "anywidget",
        extra="notebook",
        purpose="the coding page in a notebook",
        instead=f". Without it the page opens in a browser: {COMMAND} code STUDY",
    )
    from practicelearn.app.coder_widget import Coder

    opened = study if isinstance(study, Study) else open_study(study)
    widget = Coder(opened, coder, session=session, height=height)
    if session is not None:
        widget.desk.log(session)
    return widget
