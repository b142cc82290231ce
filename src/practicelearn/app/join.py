"""Join the parts of the page's script into the one file that both hosts load.

Run it after a change: ``python -m practicelearn.app.join``. Relative imports fail inside a
notebook widget, so the module must be a single file; a notebook carries it in every cell that
shows it, so comments, blanks and long local names stay in the parts. The package
``tdewolff-minify``, which only this needs, is among the tests' dependencies.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["HERE", "SCRIPT", "STYLES", "TOKENS", "joined", "look"]

HERE = Path(__file__).parent
SCRIPT = HERE / "coder.js"
STYLES = HERE / "styles"
TOKENS = HERE / "tokens.css"


def joined() -> str:
    """Return the parts, in the order of their names, as one module."""
    import minify

    parts = sorted((HERE / "parts").glob("*.js"))
    head = "// Made by join.py from parts/*.js: read and change those.\n"
    whole = "\n".join(part.read_text(encoding="utf-8") for part in parts)
    return head + str(minify.string("application/javascript", whole)) + "\n"


def look() -> str:
    """Return the page's style: the tokens that every page shares, then its own by name of file."""
    parts = (TOKENS, *sorted(STYLES.glob("*.css")))
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)


if __name__ == "__main__":
    SCRIPT.write_text(joined(), encoding="utf-8")
