"""The coding page as a notebook's widget: the same script and desk, the kernel for a server."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from practicelearn.app.desk import Desk
from practicelearn.app.join import SCRIPT, look
from practicelearn.study.folder import Study

__all__ = ["Coder"]


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
