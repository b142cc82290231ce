"""What is given out: built as ``make release`` does, looked through, and tampered with."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def loaded(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / f"{name}.py")
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


check, readme = loaded("check_release"), loaded("index_readme")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The source distribution, and the wheel made from what it unpacks to."""
    out, unpacked = tmp_path_factory.mktemp("release"), tmp_path_factory.mktemp("source")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(out), "-t"]
    subprocess.run([*build, "sdist"], cwd=ROOT, check=True, capture_output=True)
    (source,) = out.glob("*.tar.gz")
    with tarfile.open(source) as packed:
        packed.extractall(unpacked, filter="data")
    (folder,) = unpacked.iterdir()
    subprocess.run([*build, "wheel"], cwd=folder, check=True, capture_output=True)
    return out


def test_nothing_is_missing_and_nothing_is_too_much(built):
    assert check.faults(built) == []
    said = check.listing(built)
    assert "practicelearn/_sample" in said
    assert re.search(r"whl: \d\.\d MB", said)


@pytest.fixture
def tampered(built, tmp_path):
    """The release with one file of the wheel left out, and others put in."""

    def change(without: str, put: dict[str, str]) -> list[str]:
        folder = tmp_path / "changed"
        folder.mkdir()
        for path in built.iterdir():
            shutil.copy(path, folder)
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as packed:
            inside = {n: packed.read(n) for n in packed.namelist() if n != without}
        with zipfile.ZipFile(wheel, "w") as packed:
            for name, content in (inside | put).items():
                packed.writestr(name, content)
        return check.faults(folder)

    return change


@pytest.mark.parametrize(
    ("without", "put", "said"),
    [
        ("practicelearn/_sample/study.toml", "", "study.toml is missing"),
        ("practicelearn/py.typed", "", "py.typed is missing"),
        ("", "practicelearn/__pycache__/x.pyc", "x.pyc does not belong there"),
        ("", "practicelearn/_sample/.cache/kim", "kim does not belong there"),
        ("", "practicelearn/_sample/written.jsonl", "written.jsonl does not belong there"),
        ("", "practicelearn/notes.txt", "notes.txt belongs to nothing"),
        ("", "tests/test_x.py", "test_x.py belongs to nothing"),
        ("", "practicelearn/errors.py", "errors.py is not what src/practicelearn/errors.py holds"),
        ("", "practicelearn/errors.py", "RECORD does not give the hash of practicelearn/errors.py"),
    ],
)
def test_what_is_wrong_with_a_wheel_is_named(tampered, without, put, said):
    found = tampered(without, {put: "x"} if put else {})
    assert any(said in line for line in found), found


def test_a_source_distribution_without_the_tests_set_up_is_refused(built, tmp_path):
    (source,) = built.glob("*.tar.gz")
    lighter = tmp_path / source.name
    with tarfile.open(source) as whole, tarfile.open(lighter, "w:gz") as part:
        for member in whole.getmembers():
            if not member.name.endswith("/conftest.py") or "tests/" in member.name:
                part.addfile(member, whole.extractfile(member))
    assert check.source_faults(source) == []
    assert check.source_faults(lighter) == ["sdist: conftest.py is missing"]


def test_a_folder_without_both_is_refused(tmp_path):
    (fault,) = check.faults(tmp_path)
    assert fault.startswith("there should be one wheel and one")


PAGE = """# Name

See [the start](docs/quick-start.md#look), [law](https://law.test/a) and [below](#below).

![A page: what is next](docs/images/home.png)
"""


def test_without_a_public_address_links_become_words_and_pictures_their_description():
    assert readme.for_index(PAGE, None, "1.0") == (
        "# Name\n\n*Files named in brackets come with the source distribution.*\n\n"
        "See the start (`docs/quick-start.md#look`), [law](https://law.test/a) and [below](#below)."
        "\n\n*Picture: A page: what is next.*\n"
    )


def test_with_a_public_address_links_and_pictures_lead_to_that_version():
    told = readme.for_index(PAGE, "https://code.test/a/b/", "1.0")
    assert "[the start](https://code.test/a/b/blob/v1.0/docs/quick-start.md#look)" in told
    assert "![A page: what is next](https://code.test/a/b/raw/v1.0/docs/images/home.png)" in told
    assert "[law](https://law.test/a) and [below](#below)" in told


def test_what_the_review_of_repositories_is_denied_is_explained_to_contributors():
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    denied = whole["tool"]["repo-review"]["ignore"]
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:[A-Z]+\d+(?:, )?)+) \|", page, re.MULTILINE)
    assert sorted(code for row in rows for code in row.split(", ")) == sorted(denied)
    assert all(denied.values())


def test_an_address_that_nobody_reaches_is_named():
    text = "Name: practicelearn\nProject-URL: Source, http://127.0.0.1/x\n\n[a](docs/a.md)\n"
    said = check.metadata_faults(text)
    assert any("no public address" in line for line in said)
    assert any("a link leads nowhere on an index" in line for line in said)
    assert any(line.startswith("metadata: Version") for line in said)
