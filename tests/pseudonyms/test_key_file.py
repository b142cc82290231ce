from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.pseudonyms import key_file
from practicelearn.pseudonyms.key_file import (
    KeyRow,
    check_place,
    read_key,
    write_key,
)

ROW = KeyRow("2025", "a:00001", "0", "3", "phone", "44", "+44 1", "[Phone 1]", "pattern", "now")
posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes exist on POSIX only")


def test_a_key_comes_back_as_it_was_written(tmp_path: Path) -> None:
    rows = [ROW, ROW._replace(original="'quoted", name="=1+1"), ROW._replace(original='a,"b')]
    path = write_key(tmp_path / "key.csv", rows)
    assert read_key(path) == rows
    assert "'+44 1" in path.read_text(encoding="utf-8")  # no spreadsheet takes it for a formula
    assert [p.name for p in tmp_path.iterdir()] == ["key.csv"]


@posix
def test_only_the_owner_can_read_a_key_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = write_key(tmp_path / "key.csv", [ROW])
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix
def test_a_key_that_others_could_read_is_narrowed_when_continued(tmp_path: Path) -> None:
    path = write_key(tmp_path / "key.csv", [ROW])
    path.chmod(0o644)
    write_key(path, read_key(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix
def test_a_file_system_that_ignores_modes_is_refused_before_a_name_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chmod = Path.chmod
    monkeypatch.setattr(Path, "chmod", lambda self, mode: chmod(self, 0o777))
    with pytest.raises(PracticelearnError, match="mode reads back as 777"):
        write_key(tmp_path / "key.csv", [ROW])
    assert list(tmp_path.iterdir()) == []


def test_a_key_never_lies_inside_a_study(tmp_path: Path) -> None:
    inside = tmp_path / "study" / "keys"
    inside.mkdir(parents=True)
    (tmp_path / "study" / "study.toml").write_text("format = 1", encoding="utf-8")
    with pytest.raises(PracticelearnError, match="inside the study study"):
        check_place(inside / "key.csv")
    (tmp_path / "link").symlink_to(inside)
    with pytest.raises(PracticelearnError, match="inside the study study"):
        check_place(tmp_path / "link" / "key.csv")
    with pytest.raises(PracticelearnError, match="is not there"):
        check_place(tmp_path / "nowhere" / "key.csv")
    assert check_place(tmp_path / "key.csv") == tmp_path / "key.csv"


def test_another_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("my,notes\n1,2\n", encoding="utf-8")
    with pytest.raises(PracticelearnError, match="something else than a key"):
        read_key(path)
    assert path.read_text(encoding="utf-8") == "my,notes\n1,2\n"


def windows(monkeypatch: pytest.MonkeyPatch, listing: str) -> list[tuple[str, ...]]:
    asked: list[tuple[str, ...]] = []

    def run(*command: str) -> str:
        asked.append(command)
        if command[0] == "whoami":
            return "council\\kim\n"
        if len(command) > 2:
            return ""
        return f"{command[1]} {listing}\n\nSuccessfully processed 1 files\n"

    monkeypatch.setattr(key_file, "_run", run)
    monkeypatch.setattr(key_file.sys, "platform", "win32")
    return asked


def test_on_windows_the_access_list_is_set_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = windows(monkeypatch, "COUNCIL\\Kim:(F)")
    path = write_key(tmp_path / "key.csv", [ROW])
    assert path.exists()
    change = next(c for c in asked if len(c) > 2)
    assert change[2:] == ("/inheritance:r", "/grant:r", "council\\kim:F")
    assert ("icacls", str(path)) in asked


@pytest.mark.parametrize(
    ("listing", "reason"),
    [
        ("COUNCIL\\Kim:(F)\n          BUILTIN\\Users:(I)(RX)", "BUILTIN.Users is on its access"),
        ("Zugriff verweigert", "cannot be understood"),
    ],
)
def test_on_windows_a_wider_access_list_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listing: str, reason: str
) -> None:
    windows(monkeypatch, listing)
    with pytest.raises(PracticelearnError, match=reason):
        write_key(tmp_path / "key.csv", [ROW])
    assert list(tmp_path.iterdir()) == []
