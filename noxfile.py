#!/usr/bin/env -S uv run --script
# /// script
# dependencies = ["nox>=2025.10.14"]
# ///
"""What ``make test`` and ``make docs`` do, for a system without make: ``nox``, ``nox -s tests``.

Each session's environment is made from the lock files alone, as those of make are.
"""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.10.14"
nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
PYTHONS = ["3.11", "3.12", "3.13", "3.14", "3.15"]
PINNED = ("--require-hashes", "-r")


def environment(session: nox.Session) -> None:
    """Install what the locks name, and the project editable."""
    session.env["UV_NO_CONFIG"] = "1"
    session.install(*PINNED, "requirements-build.lock", *PINNED, "requirements-dev.lock")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


@nox.session
def static(session: nox.Session) -> None:
    """Format, lint, layers and types."""
    environment(session)
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("lint-imports")
    session.run("mypy")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests, on each Python that is installed; a part with ``-- tests/topics -q``."""
    environment(session)
    session.run("pytest", *(session.posargs or ("-n", "3", "-m", "not slow")))


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Make the documentation's pages, in build/docs."""
    environment(session)
    session.run("sphinx-build", "-W", "--keep-going", "-q", "-b", "html", "docs", "build/docs")


if __name__ == "__main__":
    nox.main()
