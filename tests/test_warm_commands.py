"""What a command loads on a study that has been read before: nobody waits for what is not asked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from grown import grown

SLOW = ["docx", "gensim", "jinja2", "joblib", "matplotlib", "numpy.f2py", "openpyxl", "pptx",
        "scipy.sparse", "scipy.special",
        "scipy.stats", "sklearn", "spacy", "starlette"]  # fmt: skip
STEPS = f"""
import contextlib, io, json, sys
from practicelearn.cli import main
_, study, *commands = sys.argv
for command in commands:
    before, sys.argv = set(sys.modules), ["practicelearn", command, study]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main()
    print(json.dumps([command, sorted((set(sys.modules) - before) & set({SLOW!r}))]))
"""


def test_a_command_loads_what_it_shows_and_no_more(tmp_path: Path) -> None:
    study = grown(tmp_path / "study", 1, sessions=1)
    commands = ["verify", "theme", "cycle"]
    done = subprocess.run(
        [sys.executable, "-c", STEPS, str(study.path), *commands],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = dict(json.loads(line) for line in done.stdout.splitlines())
    # rounds of one group each: nothing is tested, so Student's t is not needed either
    assert loaded == {"verify": [], "theme": [], "cycle": []}


ASKED = """
import sys, numpy
listed = sorted(numpy.__all__)
from practicelearn._student_t import stdtr
print(round(float(stdtr(1, 1.0)), 6), "numpy.f2py" in sys.modules)
print(listed == sorted(numpy.__all__), numpy.f2py.__name__, numpy.testing.__name__)
from numpy import *
print(testing.__name__, "f2py" in dir(numpy))
"""


def test_students_t_does_not_load_numpys_fortran_and_leaves_it_where_it_is() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    # a t of 1 with one degree of freedom: 1/2 + arctan(1)/pi
    assert done.stdout.split() == ["0.75", "False", "True", "numpy.f2py", "numpy.testing",
                                   "numpy.testing", "True"]  # fmt: skip


ENDED = """
import contextlib, gc, sys
from practicelearn.cli import main
sys.argv = ["practicelearn", "--version"]
with contextlib.suppress(SystemExit):
    main()
print(gc.get_freeze_count() > 10_000)
"""


def test_the_collection_that_ends_a_command_looks_through_no_library() -> None:
    done = subprocess.run([sys.executable, "-c", ENDED], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "True"
