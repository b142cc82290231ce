"""Coding frames go out to spreadsheets, codebooks and text, and come back."""

from dataclasses import replace

import pytest
from lxml import etree

from practicelearn.coding.frame import Code, CodingFrame
from practicelearn.coding.frame_yaml import starter_frame, starter_frames
from practicelearn.errors import FrameError
from practicelearn.exchange.frame_files import read_frame, write_frame
from practicelearn.exchange.project import ExchangeError

FRAME = CodingFrame(
    "Invented", "2025-1",
    (
        Code("desks", "Desks & seats",
             definition="=Places to sit.\n# not a heading\nInclude: not this",
             include="booking", exclude="chairs,\nstools", examples=("No desk; none.", "Gone."),
             cues=("desk; or seat",), colour="#aa0000", source="ours, 2025", verified=False),
        Code("time-2", "Time", parent="desks", definition="Hours."),
        Code("other", "Other"),
    ),
    date="2025-05-01", source="invented",
)  # fmt: skip
LINEAGE = replace(
    FRAME, codes=(*FRAME.codes, Code("late", "Late", was=("time", "hours"), scope="wider"))
)


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "yaml"])
def test_tables_carry_everything(tmp_path, suffix):
    path = write_frame(LINEAGE, tmp_path / f"frame.{suffix}")
    assert replace(read_frame(path), path=None) == LINEAGE


def test_markdown_carries_all_but_lineage(tmp_path):
    path = write_frame(FRAME, tmp_path / "frame.md")
    assert read_frame(path) == FRAME
    assert "## Desks & seats `desks` #aa0000" in path.read_text(encoding="utf-8")


def test_a_codebook_is_valid_and_carries_the_codes(tmp_path, schemas):
    path = write_frame(FRAME, tmp_path / "Invented.qdc")
    schemas["codebook"].assertValid(etree.parse(path))
    back = read_frame(path)
    assert back.codes == FRAME.codes
    assert (back.name, back.version) == ("Invented", "imported")


@pytest.mark.parametrize("name", starter_frames())
@pytest.mark.parametrize("suffix", ["csv", "qdc", "md"])
def test_starter_frames_survive(tmp_path, schemas, name, suffix):
    frame = starter_frame(name)
    path = write_frame(frame, tmp_path / f"f.{suffix}")
    back = read_frame(path)
    if suffix == "qdc":
        schemas["codebook"].assertValid(etree.parse(path))
    plain = frame.codes
    if suffix != "csv":
        plain = tuple(replace(c, was=(), scope=None) for c in plain)
    assert sorted(back.codes, key=lambda c: c.id) == sorted(plain, key=lambda c: c.id)


def test_codebooks_of_other_programs_are_read(tmp_path):
    path = tmp_path / "theirs.qdc"
    path.write_text(
        '<?xml version="1.0"?><CodeBook xmlns="urn:QDA-XML:codebook:0:4" origin="ATLAS.ti 9">'
        '<Codes><Code guid="{0A000000-0000-0000-0000-000000000001}" name="Tools" '
        'isCodable="false" color="red"><Code guid="0a000000-0000-0000-0000-000000000002" '
        'name="Laptops" isCodable="true"/></Code></Codes><Sets/></CodeBook>'
    )
    with pytest.warns(UserWarning, match="is no colour"):
        frame = read_frame(path)
    assert [(c.id, c.parent) for c in frame.codes] == [("tools", None), ("laptops", "tools")]


def test_a_table_with_a_column_a_level(tmp_path):
    path = tmp_path / "levels.csv"
    path.write_text(
        "Theme,Code,Subcode,Definition\nWork,,,All of it\n,Tools,,\n,,Laptops,What is carried\n"
        ",,Phones,\nHome,,,\n"
    )
    frame = read_frame(path)
    assert [(c.name, c.parent, c.definition) for c in frame.codes] == [
        ("Work", None, "All of it"), ("Tools", "work", ""), ("Laptops", "tools", "What is carried"),
        ("Phones", "tools", ""), ("Home", None, ""),
    ]  # fmt: skip


def test_what_is_no_frame_is_refused(tmp_path):
    with pytest.raises(ExchangeError, match=r"\.qdc"):
        write_frame(FRAME, tmp_path / "x.pdf")
    path = tmp_path / "x.csv"
    path.write_text("colour,size\nred,1\n")
    with pytest.raises(ExchangeError, match='column "name" or "code"'):
        read_frame(path)
    path.write_text("code,name,parent\na,A,B\n")
    with pytest.raises(FrameError, match=r'x\.csv: .*no parent "B"'):
        read_frame(path)
    book = tmp_path / "x.qdc"
    deep = '<Code guid="0a000000-0000-0000-0000-000000000002" name="z" isCodable="true">'
    book.write_text(f"<CodeBook><Codes>{deep * 100_000}{'</Code>' * 100_000}</Codes></CodeBook>")
    with pytest.raises(ExchangeError, match="256 levels"):
        read_frame(book)
    with pytest.raises(ExchangeError, match="at least one code"):
        write_frame(CodingFrame("none", "1"), tmp_path / "none.qdc")
    assert not (tmp_path / "none.qdc").exists()


def test_codes_of_one_name_are_said_and_may_have_names_of_their_own(tmp_path, schemas):
    """QualCoder keeps one code of a name: its table of codes has each name once."""
    codes = (Code("pay", "Pay"), Code("load", "Caseload"), Code("p", "Other", "pay"),
             Code("c", "Other", "load"), Code("top", "Other"))  # fmt: skip
    frame = CodingFrame("f", "1", codes)
    with pytest.warns(UserWarning, match='called "Other".*--profile qualcoder'):
        as_is = write_frame(frame, tmp_path / "a.qdc")
    assert [c.name for c in read_frame(as_is).codes].count("Other") == 3
    path = write_frame(frame, tmp_path / "b.qdc", unique_names=True)
    schemas["codebook"].assertValid(etree.parse(path))
    names = [c.name for c in read_frame(path).codes]
    assert sorted(names) == ["Caseload", "Other", "Other (2)", "Other (Caseload)", "Pay"]
