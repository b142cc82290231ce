import ast
import importlib
import re
import subprocess
import sys
import tomllib
from inspect import ismodule
from operator import attrgetter
from pathlib import Path

import practicelearn as prac


def test_every_public_name_resolves_and_is_in_the_stub():
    stub = ast.parse((Path(prac.__file__).with_suffix(".pyi")).read_text())
    typed = {
        node.names[0].asname: node.module
        for node in stub.body
        if isinstance(node, ast.ImportFrom) and node.names[0].asname
    }
    assert set(typed) | {"__version__", "sample_path"} == set(prac.__all__)
    for name, module in typed.items():
        assert getattr(prac, name) is getattr(importlib.import_module(module), name)
        assert getattr(prac, name).__doc__


def test_importing_loads_none_of_the_heavy_packages():
    code = (
        "import sys, practicelearn, practicelearn.coding.offers.offered\n"
        "heavy = {'spacy', 'sklearn', 'gensim', 'matplotlib', 'scipy', 'docx', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_sample_is_where_it_says():
    assert (prac.sample_path() / "study.toml").is_file()


def test_no_sample_keeps_where_somebody_wrote_its_documents():
    data = Path(__file__).parents[1] / "data"
    assert [p for study in data.iterdir() for p in study.glob("written.jsonl")] == []


def test_the_page_for_ict_names_the_licence_of_all_that_is_installed():
    root = Path(__file__).parents[1]
    needed = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    page = (root / "docs" / "for-ict.md").read_text(encoding="utf-8").split("## Licences")[1]
    for name in (re.split(r"[=<>]", need)[0] for need in needed):
        assert name in page, name


def test_commands_of_the_first_pages_are_typed_alike_in_bash_and_powershell():
    root = Path(__file__).parents[1]
    pages = [root / "README.md", root / "docs" / "quick-start.md"]
    blocks = [
        b for p in pages for b in re.findall(r"```bash\n(.*?)```", p.read_text("utf-8"), re.DOTALL)
    ]
    lines = [line.split("  #")[0] for block in blocks for line in block.splitlines()]
    typed = [line for line in lines if line and not line.startswith("make ")]
    assert sum(line.startswith("practicelearn ") for line in typed) >= 6
    for line in typed:
        assert re.fullmatch(r"[\w./ =-]+", line), line  # nothing that one of them reads otherwise
        for file in re.findall(r"\S+/originals\S*", line):
            assert (root / "data" / file).exists(), file  # what ``sample sample`` copies out


def public_names() -> list[str]:
    """Every public name, those of a public module (``plot.…``) among them."""
    names = []
    for name in prac.__all__:
        thing = getattr(prac, name)
        if ismodule(thing):
            within = getattr(thing, "__all__", None) or dir(thing)
            helps = name == "errors"  # what words its sentences is nobody's to call
            names += [f"{name}.{n}" for n in within if n[0] != "_" and not (helps and n.islower())]
        else:
            names.append(name)
    return [name for name in names if name != "__version__"]


def test_the_reference_has_every_public_name_under_one_job():
    page = Path(__file__).parents[1].joinpath("docs", "reference.md").read_text(encoding="utf-8")
    under = re.findall(r"`prac\.([\w.]+)`", page)
    missing = sorted(set(public_names()) - set(under))
    assert missing == [], "put them into docs/reference.md, under the job they are for"
    for name in under:  # methods stand there too
        assert attrgetter(name)(prac).__doc__, name
    assert sorted({name for name in under if under.count(name) > 1}) == []
