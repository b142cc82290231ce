"""What we write, opened by other programs' own code.

Nothing is installed for this. PRACTICELEARN_OTHERS_PYTHON names an interpreter of an environment
that has them (``pip install taguette==1.5.2 pyrefiqda==0.3.1``); without it the tests are skipped.
"""

import csv
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from practicelearn.exchange.frame_files import write_frame
from practicelearn.exchange.refi_write import write_refi
from practicelearn.exchange.taguette_write import tag_paths, write_taguette
from practicelearn.study.folder import open_study

PYTHON = os.environ.get("PRACTICELEARN_OTHERS_PYTHON", "")
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not PYTHON, reason="PRACTICELEARN_OTHERS_PYTHON names no Python with taguette and pyrefiqda"
    ),
]


def opened(script: str, path: Path) -> dict:
    done = subprocess.run(
        [PYTHON, str(BENCHMARKS / script), str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def study(sample):
    return open_study(sample)


def coded(study, names):
    """Each coding: session, words, code as it is called there, coder."""
    turns = study.corpus().turns
    spans = study.codings().spans
    sessions = turns["session_id"].reindex(spans["turn_id"])
    return Counter(
        zip(sessions, spans["quote"], spans["code"].map(names), spans["coder"], strict=True)
    )


def test_taguette_imports_the_project_with_every_highlight_on_its_words(study, tmp_path):
    with pytest.warns(UserWarning, match="no place for"):
        path = write_taguette(
            study.codings(), study.corpus(), tmp_path / "x.sqlite3", study.frame()
        )
    found = opened("opened_by_taguette.py", path)
    got = Counter((doc, words, tag) for doc, words, tags in found["highlights"] for tag in tags)
    wanted = coded(study, tag_paths(study.frame()))
    assert got == Counter((s, words, tag) for s, words, tag, _ in wanted.elements())
    assert found["documents"] == len(study.session_ids)


def test_taguette_reads_the_codebook_with_its_descriptions(study, tmp_path):
    frame = study.frame()
    found = opened("opened_by_taguette.py", write_frame(frame, tmp_path / "codebook.csv"))
    by_tag = {tag["path"]: tag["description"] for tag in found["tags"]}
    assert list(by_tag) == [code.name for code in frame.codes]
    assert all(code.definition in by_tag[code.name].replace("\r\n", "\n") for code in frame.codes)
    with (tmp_path / "codebook.csv").open(encoding="utf-8-sig", newline="") as book:
        assert "description" in next(csv.reader(book))


@pytest.mark.parametrize("profile", ["strict", "qualcoder"])
def test_pyrefiqda_loads_the_project_with_every_coding_on_its_words(study, tmp_path, profile):
    path = write_refi(
        study.codings(), study.corpus(), tmp_path / "x.qdpx", study.frame(), profile=profile
    )
    found = opened("opened_by_pyrefiqda.py", path)
    names = {code.id: code.name for code in study.frame().codes}
    assert Counter(map(tuple, found["codings"])) == coded(study, names)


def test_pyrefiqda_loads_the_codebook(study, tmp_path):
    frame = study.frame()
    found = opened("opened_by_pyrefiqda.py", write_frame(frame, tmp_path / "frame.qdc"))
    assert sorted(found["codes"]) == sorted(code.name for code in frame.codes)
