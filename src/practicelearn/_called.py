"""How this installation is called, for every sentence that names a command; how Ctrl+C ends it."""

from __future__ import annotations

import ntpath
import posixpath
import sys

__all__ = ["COMMAND", "STOPPED", "WHY_STOPPED", "command"]

STOPPED = 130
"""The exit code after Ctrl+C."""

WHY_STOPPED = (
    "Stopped with Ctrl+C. A study stays whole: what was being written is finished or undone when "
    "it is next opened."
)


def command(frozen: bool, program: str, platform: str) -> str:
    r"""Return what to type before a command's name.

    Parameters
    ----------
    frozen : bool
        Whether it is the folder that runs without Python.
    program : str
        The file that was started.
    platform : str
        As ``sys.platform`` has it.

    Examples
    --------
    >>> command(False, "/usr/bin/python3", "linux")
    'python -m practicelearn'
    >>> print(command(True, r"C:\Apps\practicelearn\practicelearn.exe", "win32"))
    .\practicelearn.exe
    >>> command(True, "/opt/practicelearn/practicelearn", "linux")
    './practicelearn'
    """
    if not frozen:
        return "python -m practicelearn"
    # Neither PowerShell nor sh looks for a program in the folder it is in, but for these two signs.
    if platform == "win32":
        return ".\\" + ntpath.basename(program)
    return "./" + posixpath.basename(program)


COMMAND = command(bool(getattr(sys, "frozen", False)), sys.executable, sys.platform)
"""What to type before a command's name, here."""
