"""The two studies, each made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import imports, three_rounds


@pytest.fixture(scope="session")
def added(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Study A as it is right after its last round was added: nobody has touched it since."""
    return three_rounds.make_study(tmp_path_factory.mktemp("three-rounds"))


@pytest.fixture(scope="session")
def rounds_as_added(added: Path) -> str:
    """What ``study.toml`` said then."""
    return (added / "study.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def three(added: Path, rounds_as_added: str) -> Path:
    """Study A, coded; two themes have their sentence."""
    three_rounds.put_in_order_and_code(added)
    return added


@pytest.fixture(scope="session")
def printed(three: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the documents of study A."""
    out = tmp_path_factory.mktemp("printed")
    three_rounds.run("report", three, "--out", out)
    return out


@pytest.fixture(scope="session")
def imports_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where study B and its files are."""
    return tmp_path_factory.mktemp("imports")


@pytest.fixture(scope="session")
def begun(imports_folder: Path) -> Path:
    """Study B, its earlier round coded here and the newest not at all."""
    return imports.make_study(imports_folder)
