"""No command at all: the home in the browser."""

from __future__ import annotations

import typer

from practicelearn.cli.console import no_json, said_plainly

__all__ = ["open_the_home"]


def open_the_home() -> None:
    """Open the home; nothing more is typed."""
    with said_plainly():
        no_json("the home is a page in the browser. Name a command: practicelearn --help")
        from practicelearn.app.home.routes import open_home

        open_home(
            announce=lambda address: typer.echo(
                "The home opens in your browser. Leave this window open; Quit in the page ends it, "
                f"and so does Ctrl+C. The address lets in once; Enter gives a new one.\n{address}"
            )
        )
