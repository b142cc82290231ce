"""What `help()` says: the form of numpydoc, and an example that runs for every public name."""

from __future__ import annotations

import ast
import builtins
import inspect
import tomllib
from doctest import DocTestParser
from pathlib import Path
from types import ModuleType

from numpydoc.validate import ERROR_MSGS, validate

import practicelearn as prac

ROOT = Path(__file__).parents[1]


def public() -> dict[str, str]:
    """Every public function, class, method and property: as people write it, and where it is."""
    found: dict[str, str] = {}
    values = {name: getattr(prac, name) for name in prac.__all__}
    for space, module in list(values.items()):
        if isinstance(module, ModuleType):
            del values[space]
            values |= {f"{space}.{name}": getattr(module, name) for name in dir(module)}
    for name, value in values.items():
        if not (inspect.isclass(value) or inspect.isfunction(value)):
            continue
        if "._" in f".{name}" or not value.__module__.startswith("practicelearn."):
            continue
        found[name] = f"{value.__module__}.{value.__qualname__}"
        if not inspect.isclass(value) or issubclass(value, Exception):
            continue
        for owner in value.__mro__:
            if not owner.__module__.startswith("practicelearn."):
                continue
            for method in vars(owner):
                member = inspect.getattr_static(value, method)
                function = getattr(member, "fget", None) or getattr(member, "func", None)
                function = function or getattr(value, method)
                function = getattr(function, "__func__", function)
                if not method.startswith("_") and inspect.isfunction(function):
                    place = f"{function.__module__}.{function.__qualname__}"
                    if "<locals>" in place:  # what a decorator made
                        place = f"{owner.__module__}.{owner.__qualname__}.{method}"
                    found.setdefault(f"{name}.{method}", place)
    return found


def chosen() -> set[str]:
    """The checks of pyproject: "all" and those that are left out, as numpydoc reads them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return set(ERROR_MSGS) - set(settings["tool"]["numpydoc_validation"]["checks"])


PUBLIC = public()


def test_every_public_name_and_method_is_looked_at() -> None:
    assert len(PUBLIC) > 150
    assert {"Corpus", "Corpus.where", "Themes.quotes", "find_themes"} <= set(PUBLIC)
    assert "EX01" in chosen()


def test_docstrings_have_numpydocs_form_and_an_example() -> None:
    wanted = chosen()
    wrong = [
        f"{name}: {code} {said}"
        for name, place in PUBLIC.items()
        for code, said in validate(place)["errors"]
        if code in wanted
    ]
    assert wrong == []


def test_what_an_example_needs_is_in_it() -> None:
    """A reader can paste it: what it uses it imports or makes, and nothing from inside."""
    lame = {}
    for name, place in PUBLIC.items():
        value = prac
        for part in name.split("."):
            value = getattr(value, part)
        examples = DocTestParser().get_examples(inspect.getdoc(value) or "")
        tree = ast.parse("".join(example.source for example in examples))
        if wrong := unmade(tree) | {
            n for n in imported_from(tree) if n.startswith("practicelearn")
        }:
            lame[f"{name} ({place})"] = wrong
    assert lame == {}


def imported_from(tree: ast.AST) -> set[str]:
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def unmade(tree: ast.AST) -> set[str]:
    """Names that are used and neither imported nor made."""
    used, made = set(), set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ExceptHandler) and node.name:
            made.add(node.name)
        elif isinstance(node, ast.arguments):
            more = [arg for arg in (node.vararg, node.kwarg) if arg]
            made |= {arg.arg for arg in [*node.args, *node.kwonlyargs, *more]}
    return used - made
