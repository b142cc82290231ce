"""What can be asked of codings and of a coding frame, file by file."""

from __future__ import annotations

from practicelearn._late import Late

__all__ = ["CodingsMethods", "FrameMethods"]


class CodingsMethods:
    """Methods of codings, each a function of the file it names."""

    declare_read = Late("coding.scope.declare_read")
    move = Late("coding.moving.move")
    of_kind = Late("coding.counted.counted")
    roll_up = Late("coding.levels.roll_up")


class FrameMethods:
    """Methods of a coding frame, each a function of the file it names."""

    changes_to = Late("coding.crosswalk.changes_to")
    crosswalk = Late("coding.crosswalk.crosswalk")
