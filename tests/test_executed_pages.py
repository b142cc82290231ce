"""A small site, built as the real one: what cells give is shown, and what fails is told."""

import re
import subprocess
import sys

import pytest
from executed import ROOT

pytestmark = pytest.mark.slow
CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "docs")!r})
from conf import *
extensions, html_theme, html_static_path, html_css_files = ["executed"], "basic", [], []
html_theme_options = {{}}
"""
GOOD = """# Good

```python
import warnings
from pathlib import Path
import pandas as pd
import practicelearn as prac

corpus = prac.open_study(prac.sample_path()).corpus()
print(Path("data/sample/study.toml").is_file(), Path("tests/files").is_dir())
print(len(list(Path().iterdir())), "files here")
warnings.warn("from " + "elsewhere")
Path("written.txt").write_text("here") and prac.sample_path()
```

```python
few = corpus.where(year="2025-26", group="north")
prac.TopicModel(n_topics=2).fit(few)
pd.DataFrame({"n": range(40)})
```

```python
prac.plot.matrix(pd.DataFrame({"north": [3, 1]}, index=["workload", "desks"]))
```
"""
BAD = """# Bad

```python
x = 1
```

```python
1 / (x - 1)
```
"""


def build(folder, **pages):
    """The site of these pages: how the build ended, what it said, and each page as it is."""
    source, out = folder / "source", folder / "out"
    source.mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    for name, text in pages.items():
        (source / f"{name}.md").write_text(text, encoding="utf-8")
    asked = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run([*asked, source, out], capture_output=True, text=True, check=False)
    return done, {p.stem: p.read_text(encoding="utf-8") for p in out.glob("*.html")}


def test_what_cells_give_is_shown(tmp_path):
    done, made = build(tmp_path, index=GOOD)
    assert done.returncode == 0, done.stderr
    page = made["index"]
    assert "True True\n2 files here" in page  # data and tests
    assert "from elsewhere" not in page
    assert re.search(r"UserWarning: [^\n]*window", page)  # short talk is told
    assert page.count("<tr>") < 20 and "40 rows" in page  # a long table shows its two ends
    assert re.search(r'<img alt="[^"]*“?workload[^"]*north', page)
    assert "data/sample" in page and str(ROOT) not in page
    assert not (tmp_path / "source" / "written.txt").exists()


def test_a_cell_that_fails_fails_the_build_and_is_named_with_its_page(tmp_path):
    done, _ = build(tmp_path, index="# One\n\n```{toctree}\nbad\n```\n", bad=BAD)
    assert done.returncode != 0
    assert "bad.md" in done.stderr
    assert "ZeroDivisionError" in done.stderr and "1 / (x - 1)" in done.stderr
