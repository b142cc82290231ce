"""``python -m practicelearn`` and the launcher: from the first moment Ctrl+C ends in a sentence."""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    from practicelearn._called import STOPPED, WHY_STOPPED

    try:
        from practicelearn.cli import main as typed

        typed()
    except KeyboardInterrupt:  # before a command runs: while all of them are read
        sys.stderr.write(f"\n{WHY_STOPPED}\n")  # below ^C
        sys.stderr.flush()
        os._exit(STOPPED)  # with sys.exit it ended by the signal (-2), not with this code


if __name__ == "__main__":
    main()
