"""Fixtures that many tests share."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from practicelearn._tables import Mark
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.exchange.coded_table import read_coded_table
from practicelearn.exchange.project import CodedProject

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real files, which is no part of this project."""
    place = Path(os.environ.get("PRACTICELEARN_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not place.is_dir():
        pytest.skip(f"the folder of real files is not there: {place} (PRACTICELEARN_TEST_DATA)")
    return place


@pytest.fixture(scope="session")
def sample() -> Path:
    """The invented sample study."""
    return ROOT / "data" / "sample"


@pytest.fixture(scope="session")
def table_study() -> CodedProject:
    """The invented study in spreadsheets: comments, codebook, groups, people, coded quotes."""
    folder = ROOT / "data" / "table-study"
    return read_coded_table(
        folder / "comments.csv",
        folder / "codebook.csv",
        sessions=folder / "groups.csv",
        people=folder / "participants.csv",
        quotes=folder / "coded-quotes.csv",
    )


@pytest.fixture
def converted(tmp_path: Path) -> Callable[[Path, str], Path]:
    """A file as LibreOffice saves or prints it; skips where this one cannot."""
    office = os.environ.get("PRACTICELEARN_SOFFICE") or shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed")

    def convert(path: Path, kind: str) -> Path:
        folder = tmp_path / "office"
        folder.mkdir(exist_ok=True)
        subprocess.run(
            [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
             "--convert-to", kind, "--outdir", str(folder), str(path)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        made = folder / f"{path.stem}.{kind.split(':')[0]}"
        if not made.exists():
            pytest.skip(f"this LibreOffice has no part that reads {path.suffix} files")
        return made

    return convert


SAID = {
    "n": [
        ("F1", "facilitator", "Tell us about the hot desks."),
        ("P1", "participant", "\U0001f642 Hot-desking, well, [laughs] there is no desk. No desk."),
        ("P2", "participant", "My supervision moved again."),
        ("P1", "participant", ""),
    ],
    "s": [
        ("P1", "participant", "Caseloads. I hold thirty."),
        ("P2", "participant", "no no no, not the caseload"),
    ],
}


@pytest.fixture(scope="session")
def talk() -> Corpus:
    """Two sessions: four turns of n, two of s; nothing is said in z."""
    rows = []
    for session, said in SAID.items():
        for n, (speaker, role, text) in enumerate(said, start=1):
            start = text.find("[laughs]")
            rows.append(
                {"turn_id": make_turn_id(session, n), "session_id": session, "n": n,
                 "speaker": speaker, "role": role, "text": text, "verbatim": True,
                 "marks": [Mark(start, start + 8, "laughter")] if start >= 0 else []}
            )  # fmt: skip
    sessions = pd.DataFrame(index=pd.Index(["n", "s", "z"], name="session_id"))
    corpus = Corpus(turns=pd.DataFrame(rows).set_index("turn_id"), sessions=sessions)
    return corpus.with_turns(corpus.turns)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Write a file of this name and return its path."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write_file


@pytest.fixture(scope="session")
def files() -> Path:
    """The small invented files, one for each shape that transcripts come in."""
    return Path(__file__).parent / "files"
