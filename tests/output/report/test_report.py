"""The report object: suffixes, whole files, clear refusals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planned_before import planned
from practicelearn.errors import PracticelearnError
from practicelearn.output.report import Report
from practicelearn.output.report import report as module
from practicelearn.themes.themes import Themes


def test_the_suffix_chooses_the_format(themes: Themes, tmp_path: Path) -> None:
    report = Report(themes=themes)
    page = report.save(tmp_path / "new folder" / "report.html")
    word = report.save(tmp_path / "report.DOCX")
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert word.read_bytes().startswith(b"PK")


def test_another_suffix_is_refused_with_those_there_are(themes: Themes, tmp_path: Path) -> None:
    with pytest.raises(PracticelearnError, match=r'not as "\.doc"\. Did you mean "\.docx"'):
        Report(themes=themes).save(tmp_path / "report.doc")


def test_a_misspelt_kind_names_the_near_match(themes: Themes) -> None:
    with pytest.raises(PracticelearnError, match='Did you mean "evidence"'):
        Report(themes=themes, kind="evidance")


def test_a_file_is_written_whole_or_not_at_all(
    themes: Themes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Report(themes=themes).save(tmp_path / "report.html")
    before = path.read_bytes()

    def break_off(document: object, path: Path, *_: object, **__: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_document", break_off)
    (tmp_path / "report.docx").write_bytes(b"old")
    with pytest.raises(PracticelearnError, match="the disk is full"):
        Report(themes=themes).save(tmp_path / "report.docx")
    assert (tmp_path / "report.docx").read_bytes() == b"old"
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.docx", "report.html"]


def test_who_has_the_old_file_open_keeps_it_whole(themes: Themes, tmp_path: Path) -> None:
    path = Report(themes=themes, title="The old title").save(tmp_path / "report.html")
    opened = tmp_path / "opened"
    opened.hardlink_to(path)
    Report(themes=themes, title="The new title").save(path)
    assert "The old title" in opened.read_text(encoding="utf-8")
    assert "The new title" in path.read_text(encoding="utf-8")


def test_a_notebook_shows_it_in_a_frame_of_its_own(themes: Themes) -> None:
    shown = Report(themes=themes, title="A & B")._repr_html_()
    assert shown.startswith('<iframe title="A &amp; B" sandbox srcdoc="&lt;!doctype html&gt;')


def test_a_comparison_without_declared_themes_says_that_nothing_was_tested(
    themes: Themes,
) -> None:
    from practicelearn.themes.years import compare_years

    undeclared = planned(themes, [])
    change: pd.DataFrame = compare_years(undeclared)
    page = Report(themes=undeclared, change=change).html()
    assert "No theme was declared as a headline" in page
    assert "none, so nothing was tested" in page
