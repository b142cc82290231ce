"""What is installed is pinned with hashes, and what only builds the program is no part of it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN, BUILD, DEV = "requirements.lock", "requirements-build.lock", "requirements-dev.lock"
NEURAL = "requirements-neural.lock"
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)((?: ;[^\\]*)?) \\$")


def pins(name):
    """Package and marker to version."""
    out = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        found = _PIN.match(line)
        if found:
            out[found[1], found[3].strip()] = found[2]
    return out


@pytest.mark.parametrize("name", [RUN, BUILD, DEV, NEURAL])
def test_a_lock_holds_pins_and_hashes_and_no_address(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert pins(name)
    for before, line in zip(["", *lines], lines, strict=False):
        assert _PIN.match(line) or re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line), (
            line
        )
        assert not _PIN.match(before) or line.startswith("    --hash"), f"{before} has no hash"


def test_what_only_builds_is_not_among_what_runs():
    run, build = {n for n, _ in pins(RUN)}, {n for n, _ in pins(BUILD)}
    assert {"uv", "hatchling", "editables"} <= build
    assert not {"uv", "hatchling", "editables", "trove-classifiers", "pathspec"} & run


def test_a_package_has_one_version_in_every_lock():
    whole = pins(DEV)
    for name in (RUN, BUILD, NEURAL):
        assert {k: v for k, v in pins(name).items() if whole.get(k, v) != v} == {}


def test_the_weights_of_sentences_are_one_package_in_one_version_and_no_part_of_what_runs():
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = whole["project"]["optional-dependencies"]["neural"]
    assert asked == whole["dependency-groups"]["neural"]
    assert asked == [f"{name}=={version}" for (name, _), version in pins(NEURAL).items()]
    assert not {name for name, _ in pins(NEURAL)} & {name for name, _ in pins(RUN)}


@pytest.mark.parametrize("target", ["demo", "test"])
def test_a_fresh_clone_sets_itself_up_from_the_locks_alone(tmp_path, target):
    (tmp_path / "Makefile").write_bytes((ROOT / "Makefile").read_bytes())
    for name in (RUN, BUILD, DEV, "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    done = subprocess.run(
        ["make", "-n", target], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    installs = [line for line in lines if " pip install" in line]
    assert [re.findall(r"-r (\S+)", line) for line in installs] == (
        [[BUILD], [RUN if target == "demo" else DEV], []]
    )
    assert all("--require-hashes" in line for line in installs[:2])
    assert "--no-build-isolation -e ." in installs[2]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what is kept is known in a checkout only")
def test_no_environment_and_nothing_that_is_made_anew_is_kept_in_the_project():
    """An environment that was committed once held 33,866 files and paths of one machine."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert "pyproject.toml" in listed
    made = (".venv", "site-packages", "__pycache__", "build", "dist", ".mypy_cache")
    kept = [name for name in listed if any(p.startswith(made) for p in Path(name).parts[:-1])]
    assert kept == []
