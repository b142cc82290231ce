"""On what it was measured: processor, cores, memory, Python and the packages that do the work."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["machine"]

PACKAGES = ("numpy", "pandas", "scikit-learn", "scipy", "spacy", "lxml", "joblib", "dask")


def machine() -> str:
    """Return one line: what stands above the table, and what rows of two runs must share."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = _field("/proc/meminfo", "MemTotal")
    room = f", {round(int(memory.split()[0]) / 2**20)} GB" if memory else ""
    packages = ", ".join(f"{name} {own}" for name in PACKAGES if (own := _version(name)))
    return (
        f"{_field('/proc/cpuinfo', 'model name') or platform.processor() or platform.machine()}, "
        f"{cores} cores{room}, {platform.system()}; Python {platform.python_version()}; {packages}"
    )


def _field(file: str, name: str) -> str:
    path = Path(file)
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        if line.startswith(name):
            return line.partition(":")[2].strip()
    return ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
