"""Printable templates for planning a round, as Word files a council can change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from practicelearn._disk import make_folder, save_whole, sentence
from practicelearn._word import head_row, settle
from practicelearn.errors import StudyError
from practicelearn.output.report.word_template import begin, write_template

__all__ = ["write_templates"]


def write_templates(folder: str | Path) -> list[Path]:
    """Write what a round is planned with, and a template for the look of its reports.

    Topic guide, information and consent, attendance, note-taker's and debrief sheets; and
    ``report-template.docx``.

    Parameters
    ----------
    folder : str or Path
        Made where it is not there. Files that are there already are left alone.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    StudyError
        The folder cannot be written to.
    """
    folder = Path(folder)
    written = []
    try:
        make_folder(folder)
        for name, template in _templates().items():
            path = folder / f"{name}.docx"
            if not path.exists():
                document = _document(template["title"], template["parts"])
                written.append(save_whole(path, partial(_save, document)))
        look = folder / "report-template.docx"
        if not look.exists():
            written.append(save_whole(look, write_template))
    except OSError as error:
        raise StudyError(sentence(error, folder, writing=True)) from error
    return written


def _save(document: Any, path: Path) -> None:
    document.save(str(path))


def _templates() -> dict[str, Any]:
    import yaml

    text = resources.files("practicelearn.output").joinpath("planning.yaml").read_text("utf-8")
    templates: dict[str, Any] = yaml.safe_load(text)
    return templates


def _document(title: str, parts: Sequence[Mapping[str, Any]]) -> Any:
    document = begin(None)
    settle(document, title)
    document.add_heading(title, level=1)
    for part in parts:
        if "text" in part:
            document.add_paragraph(part["text"])
        for entry in part.get("list", ()):
            document.add_paragraph(entry, style="List Number")
        for entry in part.get("lines", ()):
            document.add_paragraph(f"{entry} ________________________________")
        if "table" in part:
            _table(document, part["table"]["header"], part["table"]["rows"])
    return document


def _table(document: Any, header: Sequence[str], n_rows: int) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=n_rows + 1, cols=len(header))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].style = "Table Text"
        cell.paragraphs[0].add_run(words).bold = True
    for row in table.rows[1:]:
        row.height = Cm(0.9)  # room for a hand
    head_row(table)
