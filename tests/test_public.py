import ast
import importlib
import subprocess
import sys
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
        "import sys, practicelearn, practicelearn.coding.offers\n"
        "heavy = {'spacy', 'sklearn', 'gensim', 'matplotlib', 'scipy', 'docx', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_sample_is_where_it_says():
    assert (prac.sample_path() / "study.toml").is_file()
