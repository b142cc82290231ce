"""What `help()` says: the form of numpydoc, and an example that runs for every public name."""

from __future__ import annotations

import inspect
import tomllib
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
                function = getattr(member, "fget", None) or getattr(value, method)
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
    """A reader can paste it: it imports the library before it uses it."""
    lame = []
    for name, place in PUBLIC.items():
        value = prac
        for part in name.split("."):
            value = getattr(value, part)
        said = inspect.getdoc(value) or ""
        code = [line for line in said.splitlines() if line.lstrip().startswith((">>>", "..."))]
        text = "\n".join(code)
        uses = text.find("prac.")
        if uses >= 0 and not 0 <= text.find("import practicelearn as prac") < uses:
            lame.append(f"{name} ({place})")
    assert lame == []
