"""What Taguette itself makes of a file of ours, in an environment that has Taguette installed.

``opened_by_taguette.py project.sqlite3`` opens the file as Taguette's "Import project" does, copies
its project into a new database by Taguette's own function, and prints every highlight as Taguette
then cuts it out of the page: document, words, tags, as JSON. With a ``.csv`` it prints the tags of
a codebook, as Taguette's "Import codebook" reads them.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup
from taguette import __version__, database, extract
from taguette.import_codebook import list_tags

logging.disable(logging.CRITICAL)


def opened(path: Path) -> dict[str, object]:
    """Import the project of a file, and return what there is then."""
    with tempfile.TemporaryDirectory() as folder:
        source = database.connect(f"sqlite:///{path}", external=True)()
        target = database.connect(f"sqlite:///{folder}/own.sqlite3")()
        target.add(database.User(login="admin"))
        target.commit()
        project = source.query(database.Project).one()
        number = database.copy_project(source, target, project.id, "admin")
        documents = target.query(database.Document).filter_by(project_id=number).all()
        highlights = []
        for document in documents:
            for own in document.highlights:
                cut = extract.extract(document.contents, own.start_offset, own.end_offset)
                words = BeautifulSoup(cut, "html5lib").get_text()
                tags = sorted(tag.path for tag in own.tags)
                highlights.append([document.name, words, tags])
        tags = target.query(database.Tag).filter_by(project_id=number).all()
        return {
            "version": __version__,
            "documents": len(documents),
            "tags": [[tag.path, tag.description] for tag in tags],
            "highlights": highlights,
        }


if __name__ == "__main__":
    given = Path(sys.argv[1]).resolve()
    if given.suffix == ".csv":
        with given.open("rb") as book:
            print(json.dumps({"version": __version__, "tags": list_tags(book)}))
    else:
        print(json.dumps(opened(given)))
