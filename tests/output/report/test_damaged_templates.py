"""Templates that are damaged, in any way a file can be: a sentence, and no traceback."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pptx
import pytest

from practicelearn.errors import PracticelearnError
from practicelearn.output.report.slides_template import begin_slides
from practicelearn.output.report.word_template import begin

Edit = Callable[[str, bytes], bytes]


def broken_xml(name: str, content: bytes) -> bytes:
    return b"<oops" if name in {"ppt/presentation.xml", "word/document.xml"} else content


def without(pattern: bytes, part: str) -> Edit:
    return lambda name, b: re.sub(pattern, b"", b, flags=re.DOTALL) if name == part else b


@pytest.mark.parametrize(
    ("suffix", "edit"),
    [
        (".docx", broken_xml),
        (".docx", without(rb"<w:style .*?</w:style>", "word/styles.xml")),
        (".pptx", broken_xml),
        (".pptx", without(rb"<p:sldMasterIdLst>.*?</p:sldMasterIdLst>", "ppt/presentation.xml")),
    ],
    ids=["Word, torn inside", "Word, no styles", "slides, torn inside", "slides, no master"],
)
def test_a_damaged_template_is_named(suffix: str, edit: Edit, tmp_path: Path) -> None:
    whole, path = tmp_path / f"whole{suffix}", tmp_path / f"council{suffix}"
    (docx.Document() if suffix == ".docx" else pptx.Presentation()).save(str(whole))
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(path, "w") as out:
        for name in packed.namelist():
            out.writestr(name, edit(name, packed.read(name)))
    begins = begin if suffix == ".docx" else begin_slides
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it lacks some of our styles
        begins(whole)
    with pytest.raises(PracticelearnError, match=rf"council\{suffix}: this "):
        begins(path)
