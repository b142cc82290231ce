"""What is installed is pinned with hashes, and what only builds the program is no part of it."""

import re
import subprocess
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN, BUILD, DEV = "requirements.lock", "requirements-build.lock", "requirements-dev.lock"
NEURAL = "requirements-neural.lock"
PORTABLE = "requirements-portable.lock"
LOCKS = (RUN, BUILD, DEV, NEURAL, PORTABLE)
_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)((?: ;[^\\]*)?) \\$")


def pins(name):
    """Package and marker to version."""
    out = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        found = _PIN.match(line)
        if found:
            out[found[1], found[3].strip()] = found[2]
    return out


def with_hashes(name):
    """Package and marker to version and hashes."""
    parts = re.split(r"(?m)^(?=\S)", (ROOT / name).read_text(encoding="utf-8"))
    found = [(_PIN.match(part.splitlines()[0]), part) for part in parts if part]
    return {
        (pin[1], pin[3].strip()): (pin[2], frozenset(re.findall(r"sha256:[0-9a-f]{64}", part)))
        for pin, part in found
    }


@pytest.mark.parametrize("name", LOCKS)
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


def test_every_lock_is_renewed_with_the_others_and_looked_at_here():
    made = re.findall(r"-o (\S+\.lock)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert sorted(made) == sorted(LOCKS) == sorted(p.name for p in ROOT.glob("*.lock"))


@pytest.mark.parametrize(("one", "other"), list(combinations(LOCKS, 2)))
def test_a_package_has_one_version_and_the_same_hashes_in_every_lock(one, other):
    ours, theirs = with_hashes(one), with_hashes(other)
    both = ours.keys() & theirs.keys()
    assert {k: (ours[k], theirs[k]) for k in both if ours[k] != theirs[k]} == {}


def test_the_weights_of_sentences_are_one_package_in_one_version_and_no_part_of_what_runs():
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = whole["project"]["optional-dependencies"]["neural"]
    assert asked == whole["dependency-groups"]["neural"]
    assert asked == [f"{name}=={version}" for (name, _), version in pins(NEURAL).items()]
    assert not {name for name, _ in pins(NEURAL)} & {name for name, _ in pins(RUN)}


def test_the_folder_without_python_holds_what_runs_and_nothing_of_notebooks():
    run, portable = pins(RUN), pins(PORTABLE)
    assert {k: v for k, v in run.items() if portable.get(k) != v} == {}
    more = {n for n, _ in portable} - {n for n, _ in run}
    assert more == {
        "altgraph", "macholib", "pefile", "pyinstaller", "pyinstaller-hooks-contrib", "pypdf",
        "pywin32-ctypes",
    }  # fmt: skip
    assert not {"anywidget", "ipython", "jedi"} & {n for n, _ in portable}


def test_python_is_asked_for_alike_everywhere():
    """What pip asks for, what make looks for, and what people are told."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.16"
    named = [c.rsplit(" ", 1)[-1] for c in project["classifiers"] if "Python :: 3." in c]
    assert named == ["3.11", "3.12", "3.13", "3.14", "3.15"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert (
        "for p in python3 python3.15 python3.14 python3.13 python3.12 python3.11 python;"
        in makefile
    )
    assert "(3, 11) <= sys.version_info[:2] < (3, 16)" in makefile
    for page in ("README.md", "CONTRIBUTING.md", "docs/for-ict.md"):
        assert "3.11 to 3.15" in (ROOT / page).read_text(encoding="utf-8"), page


def test_gensim_is_asked_for_where_it_can_be_had():
    assert ("gensim", "; python_full_version < '3.14'") in pins(RUN)
    assert ("gensim", "") not in pins(RUN)


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
