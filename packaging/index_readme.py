"""README.md as a package index shows it, where a link to a file beside it would lead nowhere.

With an address under ``Source`` in ``[project.urls]`` links and pictures become absolute. As long
as the project has no public address, a link becomes its words with the file's name, which is in the
source distribution, and a picture the words that describe it. Asked by hatchling at each build.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE = re.compile(r"!\[([^]]*)\]\((?!https?://|#)([^)\s]+)\)")
_LINK = re.compile(r"(?<!!)\[([^]]+)\]\((?!https?://|#)([^)\s]+)\)")
_NOTE = "\n*Files named in brackets come with the source distribution.*\n"


def for_index(readme: str, source: str | None, version: str) -> str:
    """Return the text with no link to a file beside it.

    Parameters
    ----------
    readme : str
    source : str or None
        Address of the public repository.
    version : str
        Whose tag, ``v`` and the version, the links lead to.
    """
    if source:
        base = source.rstrip("/")
        readme = _PICTURE.sub(rf"![\1]({base}/raw/v{version}/\2)", readme)
        return _LINK.sub(rf"[\1]({base}/blob/v{version}/\2)", readme)
    readme = _PICTURE.sub(lambda m: f"*Picture: {m[1].rstrip('.')}.*", readme)
    title, line, rest = readme.partition("\n")
    return title + line + _NOTE + _LINK.sub(r"\1 (`\2`)", rest)


class IndexReadme(MetadataHookInterface):
    """Gives the project its description."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the text into the metadata."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        source = metadata.get("urls", {}).get("Source")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": for_index(text, source, metadata["version"]),
        }
