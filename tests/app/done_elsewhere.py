"""Jobs for a process of its own, which begins with reading this file: it needs next to nothing."""

import os
import time


def counted(n, *, steps):
    """Takes a while, and says how far it is."""
    for k in range(n):
        steps(k, n, f"step {k}")
        time.sleep(0.01)
    steps.commit()
    return os.getpid()


def vanishes(*, steps):
    """Ends without a word, as a process does that the system ends."""
    steps.commit()
    os._exit(1)
