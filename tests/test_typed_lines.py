"""Lines that people are told to type on Windows are taken by PowerShell and by bash alike."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = {
    "README.md": ("**On your own Windows computer**", "**On Linux or macOS**"),
    "docs/for-ict.md": ("## Installing", "## The starter"),
}
ONLY_BASH = re.compile(
    r"&&|\|\||\$\(|`|(?:^|\s)[A-Z_]+=|\\$"  # chains, substitutions, variables, continued lines
    r"|^(?:source|export|rm|sed|sudo|\.)\s|mkdir -p"
)
KNOWN = {"python", "make", "copy"}
"""What a fresh PowerShell knows by name; ``make`` where a page says that it is needed."""


def blocks(page):
    start, end = PAGES[page]
    text = (ROOT / page).read_text(encoding="utf-8").split(start)[1].split(end)[0]
    return [b.strip().splitlines() for b in re.findall(r"```(?:bash|text)\n(.*?)```", text, re.S)]


def fault(line, environments):
    """Return why PowerShell would not do with a line what bash does, or nothing."""
    if ONLY_BASH.search(line):
        return "bash alone understands it"
    words = shlex.split(line.replace("\\", "/"))
    first = re.match(r"([\w.-]+)/Scripts/\w+$", words[0])
    if words[0] not in KNOWN and not (first and first[1] in environments):
        return f"nothing says what {words[0]} is"
    return None


@pytest.mark.parametrize("page", PAGES)
def test_every_line_for_windows_is_one_that_powershell_takes(page):
    environments, n = set(), 0
    for line in (line for block in blocks(page) for line in block):
        n += 1
        if made := re.fullmatch(r"python -m venv ([\w.-]+)", line):
            environments.add(made[1])
        assert fault(line, environments) is None, f"{line}: {fault(line, environments)}"
        for named in re.findall(r"-r (\S+)", line):
            assert (ROOT / named).is_file(), f"{line}: there is no {named}"
        subprocess.run(["sh", "-n", "-c", line.replace("\\", "/")], check=True)
    assert n >= 4, "nothing was looked at"
    assert any(block[-1].endswith("python -m practicelearn") for block in blocks(page))


@pytest.mark.parametrize(
    "line",
    [
        "python -m venv .venv && .venv/Scripts/python -m pip list",
        "source .venv/Scripts/activate",
        "export UV_NO_CONFIG=1",
        "UV_NO_CONFIG=1 python -m pip list",
        "python -m pip install \\",
        "mkdir -p out",
        ".venv/bin/python -m practicelearn",
        "elsewhere/Scripts/python -m practicelearn",
        "practicelearn demo",
    ],
)
def test_what_powershell_does_not_take_is_found(line):
    assert fault(line, {".venv"}) is not None
