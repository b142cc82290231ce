"""The page on security says what is so: packages, licences, and tests that are there."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def packages():
    spec = importlib.util.spec_from_file_location("dependencies", ROOT / "docs" / "dependencies.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_every_package_has_its_licence_and_its_reason(packages):
    assert set(packages.told()) == set(packages.locked()) | set(packages.wanted())
    assert set(packages.WHY) == set(packages.wanted())
    assert all(packages.WHY.values())


def test_the_licences_are_those_that_the_packages_state(packages):
    told = packages.told()
    assert "?" not in told.values()
    installed = {name: packages.licence(name) for name in told}
    assert sum(stated is not None for stated in installed.values()) > 50
    wrong = {n: (told[n], s) for n, s in installed.items() if s is not None and s != told[n]}
    assert wrong == {}


def test_every_command_of_the_page_is_there():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    commands = re.findall(r"`(make [a-z-]+|pytest [^`]+)`", page)
    assert len(commands) > 12
    for command in commands:
        tool, *rest = command.split()
        assert all((ROOT / path).exists() if tool == "pytest" else path in targets for path in rest)
