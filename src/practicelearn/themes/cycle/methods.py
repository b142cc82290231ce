"""What can be asked of a learning cycle, file by file."""

from __future__ import annotations

from practicelearn._late import Late

__all__ = ["CycleMethods"]


class CycleMethods:
    """Methods of a learning cycle, each a function of the file it names."""

    check_actions = Late("themes.cycle.checks.check_actions")
    open_actions = Late("themes.cycle.summary.open_actions")
    recheck = Late("themes.cycle.rechecks.recheck")
    you_said = Late("themes.cycle.summary.you_said")
