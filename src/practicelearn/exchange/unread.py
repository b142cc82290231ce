"""Files that only their own program opens: where it writes one that is read here."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

__all__ = ["way_to_a_file"]

_NVIVO = "In NVivo open it and choose Share, Export project, REFI-QDA project (.qdpx)"
_MAXQDA = "In MAXQDA open it and choose Export, Project, REFI-QDA project (.qdpx)"
_ATLAS = "In ATLAS.ti open it and choose Project, Export, QDPX project bundle (.qdpx)"
_WAYS = (
    (r"\.nvpx?|\.nvcx?", "a project of NVivo", _NVIVO),
    (r"\.mx\d+|\.mex\d+|\.mqda|\.mxd|\.loa", "a project of MAXQDA", _MAXQDA),
    (r"\.atlproj\d*|\.atlasproj|\.hpr\d*|\.atlcb", "a project of ATLAS.ti", _ATLAS),
    (
        r"\.ppj|\.wpj", "a project of QDA Miner",
        "In QDA Miner choose Project, Export, REFI-QDA project (.qdpx)",
    ),
    (r"\.qrk", "a project of Quirkos", "In Quirkos choose Export, QDPX project (.qdpx)"),
    (
        r"\.f4p", "a project of f4analyse",
        "In f4analyse choose File, Export, REFI-QDA project (.qdpx)",
    ),
)  # fmt: skip


def way_to_a_file(path: Path) -> str | None:
    """Return what a file is and the one step to a file that is read here; None if not known."""
    kind = path.suffix.lower()
    if kind == ".zip":
        return _of_zip(path)
    for pattern, what, step in _WAYS:
        if re.fullmatch(pattern, kind):
            return f"it is {what}, which only that program opens. {step}, and import that file"
    return None


def _of_zip(path: Path) -> str:
    """A zip may be a project under another name, or hold one."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (OSError, zipfile.BadZipFile):
        return "it is no zip file that can be opened; export the project again"
    if any(name.lower().endswith(".qde") for name in names):
        return "it is a REFI-QDA project under another name. Rename it so that it ends in .qdpx"
    inside = [
        n for n in names if n.lower().endswith((".qdpx", ".qda", ".sqlite3", ".rqda", ".requal"))
    ]
    if inside:
        return (
            f'"{inside[0]}" is packed in it. Unpack it (right click, Extract all), and import that'
        )
    return "it is a packed folder. Unpack it (right click, Extract all), and import what is in it"
