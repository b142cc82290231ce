"""What the folder without Python starts: the command line, and without a command the home."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()  # a job of the home is this program once more
    from practicelearn.__main__ import main

    sys.exit(main())
