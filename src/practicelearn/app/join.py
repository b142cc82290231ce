"""Join the parts of the page's script into the one file that both hosts load.

Run it after a change: ``python -m practicelearn.app.join``. Relative imports fail inside a
notebook widget, so the module must be a single file; a notebook carries it in every cell that
shows it, so indentation, spaces and comments stay in the parts.
"""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["SCRIPT", "STYLE", "joined", "squeezed"]

HERE = Path(__file__).parent
SCRIPT = HERE / "coder.js"
STYLE = HERE / "coder.css"

_PIECE = re.compile(
    r"""
      (?P<comment>//[^\n]*)
    | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    | (?P<pattern>/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/[a-z]*)
    | (?P<word>[\w$]+)
    | (?P<space>\s+)
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# After these a slash begins a pattern; anywhere else it divides.
_BEFORE_PATTERN = re.compile(r"(^|[(,=:\[!&|?{};+\-]|\breturn)$")


def joined() -> str:
    """Return the parts, in the order of their names, as one module."""
    parts = sorted((HERE / "parts").glob("*.js"))
    head = "// Made by join.py from parts/*.js: read and change those.\n"
    return head + squeezed("\n".join(part.read_text(encoding="utf-8") for part in parts))


def squeezed(script: str) -> str:
    r"""Return a script without the comments and blanks that mean nothing.

    Strings, templates and patterns stay as they are; a line break stays wherever leaving it out
    could join two statements.

    Examples
    --------
    >>> squeezed("const a = 1; // one\nif (a)  b ( `x  ${ a }` );")
    'const a=1;if(a)b(`x  ${a}`);\n'
    """
    out: list[str] = []
    nested: list[int] = []  # open braces inside each ${...}
    at, blank, last = 0, "", ""
    while at < len(script):
        ends_hole = script[at] == "}" and nested and nested[-1] == 0
        if script[at] == "`" or ends_hole:
            if ends_hole:
                nested.pop()
            end, opened = _template_end(script, at + 1)
            if opened:
                nested.append(0)
            kind, piece = "template", script[at:end]
        else:
            found = _PIECE.match(script, at)
            assert found is not None  # any character is at least a sign
            kind, piece = str(found.lastgroup), found.group()
            if kind == "pattern" and not _BEFORE_PATTERN.search(last):
                kind, piece = "sign", "/"
            end = at + len(piece)
        at = end
        if kind in {"space", "comment"}:
            blank = "\n" if "\n" in piece or blank == "\n" else " "
            continue
        if nested and kind == "sign":
            nested[-1] += {"{": 1, "}": -1}.get(piece, 0)
        if kind == "sign" and piece == "}" and last == ";":
            out.pop()
            last = out[-1][-1:] if out else ""
        out += [_between(last, piece, blank) if blank else "", piece]
        last, blank = (piece if kind != "template" else "`"), ""
    return "".join(out) + "\n"


def _template_end(script: str, at: int) -> tuple[int, bool]:
    """Where a template's text ends, and whether at a ``${``."""
    while script[at] != "`":
        if script[at] == "\\":
            at += 1
        elif script.startswith("${", at):
            return at + 2, True
        at += 1
    return at + 1, False


def _between(last: str, piece: str, blank: str) -> str:
    if not last:
        return ""
    a, b = last[-1], piece[0]
    if blank == "\n" and a not in ",;{([" and b not in ".?:})]":
        return "\n"
    together = (a.isalnum() or a in "_$") and (b.isalnum() or b in "_$")
    return " " if together or (a in "+-" and a == b) else ""


if __name__ == "__main__":
    SCRIPT.write_text(joined(), encoding="utf-8")
