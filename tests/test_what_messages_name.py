"""What a message tells people to use is there: commands, options, functions, arguments, pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import click
import typer

import practicelearn as prac
from practicelearn.cli import app

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "practicelearn"
_MAY_NAME = re.compile(r"prac\.|docs/|python -m|--[a-z]|\w\(|_\w+=")


@cache
def nodes() -> dict[Path, list[ast.AST]]:
    """All that the files of the source say, looked through once."""
    files = sorted(SOURCE.rglob("*.py"))
    return {p: list(ast.walk(ast.parse(p.read_text(encoding="utf-8")))) for p in files}


@cache
def names() -> frozenset[str]:
    """Functions, classes, their arguments and fields, and what else is called by a name."""
    found = set()
    for node in (n for own in nodes().values() for n in own):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Name):
            found.add(node.id)
    return frozenset(found)


@cache
def typed() -> frozenset[str]:
    """Every command and option."""
    found = {"--help"}  # click's own

    def walk(command: Any) -> None:
        for given in command.params:
            found.update([*given.opts, *given.secondary_opts])
        for name, below in getattr(command, "commands", {}).items():
            found.add(name)
            walk(below)

    root: click.Command = typer.main.get_command(app)
    walk(root)
    return frozenset(found)


def said() -> Iterator[tuple[str, str, bool]]:
    """Every text of the source, where it stands, and whether it is a docstring."""
    for path, own in nodes().items():
        docs = {
            id(n.body[0].value)
            for n in own
            if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Module)
            and n.body
            and isinstance(n.body[0], ast.Expr)
        }
        whole = [n for n in own if isinstance(n, ast.JoinedStr)]
        parts = {id(part) for n in whole for part in n.values}
        for node in own:
            place = f"{path.relative_to(SOURCE)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.JoinedStr):
                yield place, "".join(map(filled_in, node.values)), False
            elif id(node) not in parts and isinstance(value := getattr(node, "value", None), str):
                yield place, value, id(node) in docs


def filled_in(part: ast.expr) -> str:
    """Text as it stands, the program as it is called, and a blank for whatever else is put in."""
    if isinstance(part, ast.Constant):
        return str(part.value)
    return "python -m practicelearn" if ast.unparse(part) == "{COMMAND}" else " "


def is_there(name: str) -> bool:
    """Whether a dotted name below ``prac`` leads to something."""
    thing: Any = prac
    for part in name.split(".")[1:]:
        if not hasattr(thing, part):
            return False
        thing = getattr(thing, part)
    return True


def amiss(text: str, *, is_doc: bool = False) -> list[str]:
    """What a text names and is not there."""
    if not _MAY_NAME.search(text):
        return []
    out = [m for m in re.findall(r"\bprac(?:\.[A-Za-z_]\w*)+", text) if not is_there(m)]
    out += [m for m in re.findall(r"docs/[\w-]+\.md", text) if not (ROOT / m).exists()]
    if is_doc:
        return out
    out += [m for m in re.findall(r"python -m practicelearn ([a-z-]+)", text) if m not in typed()]
    out += [m for m in re.findall(r"(?<![\w-])--[a-z][a-z-]+", text) if m not in typed()]
    called = re.findall(r"\b([a-z]+_[a-z_]+|[A-Z][a-z]+[A-Z]\w+)\(|\b([a-z]+_[a-z_]+)=", text)
    return out + [m for pair in called for m in pair if m and m not in names()]


def test_whatever_a_message_names_is_there():
    wrong = [(place, found) for place, text, doc in said() for found in amiss(text, is_doc=doc)]
    assert not wrong


def test_a_thing_that_is_not_there_is_found():
    gone = "See prac.nothing, docs/nowhere.md, compare_sizes_of(x), and give no_such_thing=3"
    assert amiss(gone) == ["prac.nothing", "docs/nowhere.md", "compare_sizes_of", "no_such_thing"]
    assert amiss("python -m practicelearn nonsense --nothing-like-it") == [
        "nonsense", "--nothing-like-it",
    ]  # fmt: skip
    assert amiss("python -m practicelearn report STUDY, prac.plot.change(table)") == []
