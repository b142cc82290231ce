"""The coding page in a notebook: the same script and desk, the kernel in place of a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from practicelearn._arguments import AT_LEAST_1, check_arguments
from practicelearn.app.desk import Desk
from practicelearn.app.join import SCRIPT, look
from practicelearn.study.folder import Study, open_study

__all__ = ["Coder", "open_coder"]


class Coder(anywidget.AnyWidget):
    """The page as a widget. Every action goes into the coder's log; no trait holds codings.

    Parameters
    ----------
    study : Study
    coder : str
    session : str or None
        The session to begin with.
    height : int
        Height in pixels.
    """

    _esm = SCRIPT
    _css = look()
    session = traitlets.Unicode(None, allow_none=True).tag(sync=True)
    height = traitlets.Int(760).tag(sync=True)

    def __init__(self, study: Study, coder: str, *, session: str | None, height: int) -> None:
        super().__init__(session=session, height=height)
        self.desk = Desk(study, coder)
        self.on_msg(self._asked)

    def _asked(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict) and "op" in content:
            answer = self.desk.ask(str(content["op"]), content.get("args"))
            self.send({"id": content.get("id"), "answer": answer})


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
    opened = study if isinstance(study, Study) else open_study(study)
    widget = Coder(opened, coder, session=session, height=height)
    if session is not None:
        widget.desk.log(session)
    return widget
