"""Run the tests with every Python there is here, on the oldest and the newest packages allowed.

Run by ``make test-all``: ``python packaging/every_python.py UV [pytest's words]``. What is not
installed is named and skipped. *Lowest* is the lower bound of each package in pyproject.toml, or
the first version above it that is made for that Python; *newest* is the newest of all.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14", "3.15")
KINDS = {"lowest": "lowest-direct", "newest": "highest"}
TESTS = ("tests", "-m", "not slow and not browser", "-q", "-n", "2")
# Old packages call one another in ways that newer ones have given up: theirs to mend, and mended.
OLD = ("-W", "ignore::DeprecationWarning", "-W", "ignore::PendingDeprecationWarning")


def interpreter(version: str) -> str | None:
    """Return what starts this Python, if it really does."""
    found = shutil.which(f"python{version}")
    kept = (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")
    for place in [*([found] if found else []), *map(str, sorted(kept))]:
        code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
        said = subprocess.run([place, "-c", code], capture_output=True, text=True, check=False)
        if said.returncode == 0 and said.stdout.strip() == version:
            return place
    return None


def environment(uv: str, python: str, version: str, kind: str) -> Path:
    """Make an environment with the oldest or the newest of everything; return its Python."""
    folder = ROOT / ".venv-all" / f"{version}-{kind}"
    wanted = folder.with_suffix(f"{folder.suffix}.txt")
    folder.parent.mkdir(exist_ok=True)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}

    def call(*words: str) -> None:
        subprocess.run([uv, *words], cwd=ROOT, env=clean, check=True)

    call("venv", "--quiet", "--clear", "--python", python, str(folder))
    own = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    call("pip", "compile", "pyproject.toml", "--quiet", "--no-header", "--no-annotate",
         "--python-version", version, "--only-binary", ":all:", "--resolution", KINDS[kind],
         "--extra", "notebook", "--extra", "pdf", "-o", str(wanted))  # fmt: skip
    call("pip", "install", "--quiet", "--python", str(own), "--only-binary", ":all:",
         "-r", str(wanted), "--group", "test", "--group", "docs")  # fmt: skip
    call("pip", "install", "--quiet", "--python", str(own), "--no-deps", "--no-build-isolation",
         "-e", ".")  # fmt: skip
    return own


def main(uv: str, words: list[str]) -> int:
    """Return how many of them failed."""
    results = []
    for version in PYTHONS:
        python = interpreter(version)
        for kind in KINDS:
            if python is None:
                results.append((version, kind, "skipped: this Python is not installed"))
                continue
            print(f"== Python {version}, {kind}", flush=True)
            own = environment(uv, python, version, kind)
            call = [str(own), "-m", "pytest", *(OLD if kind == "lowest" else ()), *(words or TESTS)]
            done = subprocess.run(call, cwd=ROOT, check=False)
            results.append((version, kind, "failed" if done.returncode else "passed"))
    print("\n".join(f"Python {v}, {kind} packages: {said}" for v, kind, said in results))
    return sum(said == "failed" for *_, said in results)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1], sys.argv[2:]), 1))
