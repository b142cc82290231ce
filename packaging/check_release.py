"""Look through what ``make release`` built: nothing missing, nothing that does not belong there.

Run: ``python packaging/check_release.py FOLDER`` with the source distribution and the wheel in it.
"""

from __future__ import annotations

import base64
import email
import hashlib
import re
import sys
import tarfile
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
INTO_WHEEL = {
    "src/practicelearn": "practicelearn",
    "data/sample": "practicelearn/_sample",
    "data/table-study": "practicelearn/_table_study",
}
IN_SOURCE = (
    "CHANGELOG.md", "CITATION.cff", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "LICENSE", "Makefile",
    "PKG-INFO", "README.md",
    "benchmarks/bench.py", "conftest.py", "data/sample/study.toml", "docs/conf.py",
    "docs/images/home.png", "docs/index.md", "examples/table_study.py",
    "notebooks/01-first-look.ipynb", "packaging/index_readme.py", "pyproject.toml",
    "requirements-build.lock", "requirements-dev.lock", "requirements-portable.lock",
    "requirements.lock", "src/practicelearn/__init__.py", "tests/conftest.py",
)  # fmt: skip
_STRAY = re.compile(
    r"(^|/)(__pycache__|\.cache|\.git|\.venv[^/]*|\.\w+_cache|\.hypothesis|build|dist|node_modules)/"
    r"|\.(pyc|pyo|orig|rej|swp|key\.csv)$|(^|/)(\.DS_Store|Thumbs\.db|\.env|\.lock|written\.jsonl)$|(^|/)roster[^/]*\.xlsx$"
)
_RELATIVE = re.compile(r"\]\((?!https?://|#)[^)]*\)")


def project() -> dict[str, str]:
    """Return the table ``[project]`` of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def of_wheel() -> dict[str, Path]:
    """Return what belongs into the wheel: name in it, and the file it is made from."""
    out = {}
    for folder, place in INTO_WHEEL.items():
        for file in sorted((ROOT / folder).rglob("*")):
            name = f"{place}/{file.relative_to(ROOT / folder).as_posix()}"
            if file.is_file() and not _STRAY.search(name):
                out[name] = file
    return out


def wheel_faults(path: Path) -> list[str]:
    """Return what is wrong with a wheel, a sentence each."""
    with zipfile.ZipFile(path) as packed:
        inside = {n: packed.read(n) for n in packed.namelist() if not n.endswith("/")}
    about = f"practicelearn-{project()['version']}.dist-info"
    said = [f"wheel: {n} does not belong there" for n in inside if _STRAY.search(n)]
    wanted = of_wheel()
    for name, file in wanted.items():
        if name not in inside:
            said.append(f"wheel: {name} is missing")
        elif inside[name] != file.read_bytes():
            said.append(f"wheel: {name} is not what {file.relative_to(ROOT)} holds")
    its_own = {f"{about}/{n}" for n in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}
    its_own |= {f"{about}/licenses/LICENSE"}
    said += [f"wheel: {n} is missing" for n in its_own - set(inside)]
    more = set(inside) - set(wanted) - its_own
    said += [f"wheel: {n} belongs to nothing" for n in sorted(more) if not _STRAY.search(n)]
    said += record_faults(inside, f"{about}/RECORD")
    if b"practicelearn = practicelearn.__main__:main" not in inside.get(
        f"{about}/entry_points.txt", b""
    ):
        said.append("wheel: the command practicelearn is not in entry_points.txt")
    return said + metadata_faults(inside.get(f"{about}/METADATA", b"").decode("utf-8"))


def record_faults(inside: dict[str, bytes], record: str) -> list[str]:
    """Return the files whose hash is not the one that the wheel's list gives."""
    said = []
    listed = {}
    for line in inside.get(record, b"").decode("utf-8").splitlines():
        name, stated, _ = line.rsplit(",", 2)
        listed[name.strip('"')] = stated
    for name, content in inside.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        if name != record and listed.get(name) != f"sha256={digest}":
            said.append(f"wheel: RECORD does not give the hash of {name}")
    return said


def metadata_faults(text: str) -> list[str]:
    """Return what a package index would refuse, or show wrongly."""
    told, own = email.message_from_string(text), project()
    expected = {
        "Name": own["name"],
        "Version": own["version"],
        "License-Expression": own["license"],
        "License-File": "LICENSE",
        "Description-Content-Type": "text/markdown",
    }
    said = [f"metadata: {k} is {told[k]!r}" for k, v in expected.items() if told[k] != v]
    if len(told.get_all("Requires-Dist", [])) < len(own["dependencies"]):
        said.append("metadata: dependencies are missing")
    description = str(told.get_payload())
    if len(description) < 1000:
        said.append("metadata: there is no description to show")
    said += [
        f"metadata: a link leads nowhere on an index: {m}" for m in _RELATIVE.findall(description)
    ]
    for line in told.get_all("Project-URL", []):
        address = line.split(", ", 1)[-1]
        if not re.fullmatch(r"https://[\w-]+(\.[\w-]+)+/\S+", address) or "example" in address:
            said.append(f"metadata: {line} is no public address")
    return said


def source_faults(path: Path) -> list[str]:
    """Return what is wrong with a source distribution."""
    top = f"practicelearn-{project()['version']}/"
    with tarfile.open(path) as packed:
        names = [m.name for m in packed.getmembers() if m.isfile()]
        odd = [m.name for m in packed.getmembers() if not (m.isfile() or m.isdir())]
    said = [f"sdist: {n} is neither file nor folder" for n in odd]
    said += [f"sdist: {n} lies outside {top}" for n in names if not n.startswith(top)]
    inside = {n.removeprefix(top) for n in names}
    said += [f"sdist: {n} is missing" for n in IN_SOURCE if n not in inside]
    for folder in INTO_WHEEL:
        there = {f.relative_to(ROOT).as_posix() for f in (ROOT / folder).rglob("*") if f.is_file()}
        lost = {n for n in there if not _STRAY.search(n)} - inside
        said += [f"sdist: {n} is missing" for n in sorted(lost)]
    return said + [f"sdist: {n} does not belong there" for n in inside if _STRAY.search(n)]


def faults(folder: Path) -> list[str]:
    """Return what is wrong with a folder of both."""
    wheels, sources = sorted(folder.glob("*.whl")), sorted(folder.glob("*.tar.gz"))
    version = project()["version"]
    names = [p.name for p in (*wheels, *sources)]
    if names != [f"practicelearn-{version}-py3-none-any.whl", f"practicelearn-{version}.tar.gz"]:
        return [
            f"there should be one wheel and one source distribution of {version}, found: {names}"
        ]
    return [*wheel_faults(wheels[0]), *source_faults(sources[0])]


def listing(folder: Path) -> str:
    """Return what there is, for a person to look over."""
    lines = []
    for path in sorted(folder.glob("practicelearn-*")):
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as packed:
                names = packed.namelist()
        else:
            with tarfile.open(path) as archive:
                names = [m.name.split("/", 1)[1] for m in archive.getmembers() if m.isfile()]
        of = Counter("/".join(n.split("/")[: 2 if path.suffix == ".whl" else 1]) for n in names)
        lines.append(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, {len(names)} files")
        lines += [f"  {n:5}  {name}" for name, n in sorted(of.items()) if n > 1]
    return "\n".join(lines)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    print(listing(place))
    wrong = faults(place)
    print("\n".join(wrong) or "Nothing is missing and nothing is too much.")
    sys.exit(bool(wrong))
