"""What pyrefiqda makes of a file of ours, in an environment that has it installed.

``opened_by_pyrefiqda.py project.qdpx`` loads the project into pyrefiqda's own models and prints
every coding as JSON: source, words, code, coder. With a ``.qdc`` it prints the codes of a codebook.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pyrefiqda import RefiCodebook, RefiProject


def codes(parents: Any) -> Iterator[Any]:
    """Yield codes with all that are below them."""
    for code in parents:
        yield code
        yield from codes(code.code)


def codings(path: Path) -> dict[str, object]:
    """Return every coding of a project, its words cut out of the source."""
    with tempfile.TemporaryDirectory() as folder:
        project = RefiProject.load(path, extract_dir=folder)
        names = {code.guid: code.name for code in codes(project.code_book.codes.code)}
        users = {user.guid: user.name for user in project.users.user}
        found = []
        for source in project.sources.text_source:
            file = RefiProject.resolve_source_path(source.plain_text_path, folder)
            text = Path(file).read_text(encoding="utf-8")
            for part in source.plain_text_selection:
                words = text[part.start_position : part.end_position]
                for coding in part.coding:
                    code = names[coding.code_ref.target_guid]
                    found.append([source.name, words, code, users[coding.creating_user]])
        return {"version": version("pyrefiqda"), "codings": found}


if __name__ == "__main__":
    given = Path(sys.argv[1]).resolve()
    if given.suffix == ".qdc":
        book = RefiCodebook.load(given)
        print(json.dumps({"codes": [code.name for code in codes(book.codes.code)]}))
    else:
        print(json.dumps(codings(given)))
