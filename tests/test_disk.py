"""A disk that fails is said in words; what is written is its owner's alone."""

import errno
import os
import stat
import sys

import pandas as pd
import pytest

from practicelearn._cells import write_table
from practicelearn._disk import in_words, make_folder, open_private, save_whole, sentence
from practicelearn.coding.frame_yaml import read_yaml_frame, starter_frame, write_yaml_frame
from practicelearn.errors import PracticelearnError
from practicelearn.exchange.frame_files import read_frame, write_frame
from practicelearn.exchange.refi_read import read_refi
from practicelearn.study.folder import create_study
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.sheets.files import read_sheet

posix = pytest.mark.skipif(os.name != "posix", reason="Windows' own access lists decide there")
KNOWN = sorted(
    getattr(errno, name)
    for name in (
        "ENOENT", "EACCES", "EPERM", "EISDIR", "ENOTDIR", "ENAMETOOLONG", "ENOSPC", "EROFS", "EIO",
        "EDQUOT", "ESTALE", "EBUSY", "ELOOP", "EMFILE", "EINVAL", "EFBIG",
    )
    if hasattr(errno, name)
)  # fmt: skip


def others(path):
    return stat.S_IMODE(path.stat().st_mode) & 0o077


@pytest.mark.parametrize("number", KNOWN)
@pytest.mark.parametrize("writing", [False, True])
def test_every_usual_failure_is_said_with_what_to_do(number, writing):
    what = in_words(OSError(number, os.strerror(number)), writing=writing)
    assert os.strerror(number) not in what, "that is the system's wording"
    assert ";" in what, "what is so; and what to do"


def test_a_rare_failure_keeps_the_systems_words_and_the_file():
    assert sentence(OSError(12345, "Odd thing", "north.csv")).startswith("north.csv: it cannot")
    assert "Odd thing" in sentence(OSError(12345, "Odd thing"))


READERS = [read_transcript, read_sheet, read_frame, read_yaml_frame, read_refi]


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("name", ["folder", "n" * 300, "not/there/at/all", "file/below"])
def test_a_path_that_is_no_file_ends_in_a_sentence_that_names_it(tmp_path, read, name):
    suffix = ".yaml" if read in (read_frame, read_yaml_frame) else ".csv"
    (tmp_path / f"folder{suffix}").mkdir()
    (tmp_path / "file").write_text("a file")
    with pytest.raises(PracticelearnError, match=r"folder|file|long") as found:
        read(tmp_path / f"{name}{suffix}")
    assert name.rsplit("/", 1)[-1][:40] in str(found.value)


@pytest.mark.parametrize(
    "write",
    [
        lambda path: write_table(pd.DataFrame({"a": ["b"]}), path.with_suffix(".csv")),
        lambda path: write_table(pd.DataFrame({"a": ["b"]}), path.with_suffix(".xlsx")),
        lambda path: write_yaml_frame(starter_frame("lga-employer-standards-2020"), path),
        *(
            lambda path, s=s: write_frame(
                starter_frame("lga-employer-standards-2020"), path.with_suffix(s)
            )
            for s in (".qdc", ".md", ".csv", ".docx")
        ),
    ],
)
@posix
def test_what_is_written_is_its_owners_alone_and_a_failure_is_said(tmp_path, write):
    before = os.umask(0o022)
    try:
        assert others(write(tmp_path / "new" / "out.yaml")) == 0
    finally:
        os.umask(before)
    assert others(tmp_path / "new") == 0
    (tmp_path / "in-the-way").write_text("a file")
    with pytest.raises(PracticelearnError, match="was not written"):
        write(tmp_path / "in-the-way" / "out.yaml")


@posix
def test_a_study_is_its_owners_alone_down_to_the_last_file(tmp_path, talk):
    before = os.umask(0o022)
    try:
        study = create_study(tmp_path / "study", talk, title="Invented")
        with open_private(study.path / "coding.jsonl", "ab") as file:
            file.write(b"{}\n")
    finally:
        os.umask(before)
    made = [study.path, *study.path.rglob("*")]
    assert len(made) > 5
    assert [p for p in made if others(p)] == []


@posix
def test_in_a_folder_that_a_team_shares_the_team_can_read_and_write(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o770)
    before = os.umask(0o002)
    try:
        make_folder(shared / "coding")
        save_whole(shared / "coding" / "a.txt", lambda draft: draft.write_text("words"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((shared / "coding").stat().st_mode) == 0o770
    assert stat.S_IMODE((shared / "coding" / "a.txt").stat().st_mode) == 0o660


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("before")

    def full(draft):
        draft.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(PracticelearnError, match=r"out\.txt: it was not written: the disk is full"):
        save_whole(path, full)
    assert [p.name for p in tmp_path.iterdir()] == ["out.txt"]
    assert path.read_text() == "before"


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's own full disk")
def test_the_command_line_says_a_full_disk_without_a_traceback(tmp_path):
    from typer.testing import CliRunner

    from practicelearn.cli import app
    from practicelearn.cli.console import said_plainly

    def fails():
        with said_plainly():
            raise OSError(errno.EROFS, "Read-only file system", "evidence.html")

    app.command("fails-for-this-test")(fails)
    try:
        done = CliRunner().invoke(app, ["fails-for-this-test"])
    finally:
        app.registered_commands.pop()
    assert done.exit_code == 2
    assert "evidence.html: its disk can only be read; name another place." in done.output
