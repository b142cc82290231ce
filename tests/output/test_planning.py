"""What a round is planned with: on A4, dated today, by nobody, its tables with a head and room."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.exchange.frame_word import frame_to_word
from practicelearn.output.planning import write_templates


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("planning")
    frame = CodingFrame("Invented", "1", (Code("tools", "Tools"),))
    return [*write_templates(folder), frame_to_word(frame, folder / "frame.docx")]


def test_every_word_file_is_on_a4_dated_today_and_names_nobody(files: list[Path]) -> None:
    assert len(files) == 7
    for path in files:
        word = docx.Document(str(path))
        section, said = word.sections[0], word.core_properties
        assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
        assert said.title, path.name
        assert (said.author, said.last_modified_by, said.comments) == ("", "", "")
        assert said.language == "en-GB"
        today = dt.datetime.now(dt.UTC).replace(tzinfo=said.created.tzinfo)
        assert abs((today - said.created).total_seconds()) < 600
        with zipfile.ZipFile(path) as whole:
            assert not [n for n in whole.namelist() if "thumbnail" in n]
            assert b"Macintosh" not in whole.read("docProps/app.xml")


def test_tables_to_fill_in_have_a_head_and_room_for_a_hand(files: list[Path]) -> None:
    tables = [t for path in files for t in docx.Document(str(path)).tables]
    assert len(tables) == 2
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert all(row.height.cm >= 0.8 for row in table.rows[1:])
