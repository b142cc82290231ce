"""Codebooks as people write them: any number of levels, and no column dropped without a word."""

import warnings

import openpyxl
import pytest

from practicelearn.errors import FrameError
from practicelearn.exchange.frame_files import read_frame


def read(tmp_path, text):
    path = tmp_path / "book.csv"
    path.write_text(text, encoding="utf-8")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        frame = read_frame(path)
    return frame, [str(w.message) for w in caught]


def tree(frame):
    names = {code.id: code.name for code in frame.codes}
    return [(code.name, names.get(code.parent)) for code in frame.codes]


def test_four_levels_of_any_name_come_in_with_their_definitions(tmp_path):
    frame, said = read(
        tmp_path,
        "Category,Subcategory,axialCode,initialCode,definition\n"
        "A,A1,x,x1,means x\nA,A1,y,y1,means y\nB,B1,z,x1,means z\n",
    )
    assert tree(frame) == [
        ("A", None), ("A1", "A"), ("x", "A1"), ("x1", "x"), ("y", "A1"), ("y1", "y"),
        ("B", None), ("B1", "B"), ("z", "B1"), ("x1", "z"),
    ]  # fmt: skip
    told = [code.definition for code in frame.codes if code.name in {"x1", "y1"}]
    assert told == ["means x", "means y", "means z"]
    assert said == []


def test_a_large_frame_comes_in_whole(tmp_path):
    """23 of 188 codes of one real frame came in."""
    rows = [
        f"Domain {d},Family {d}{f},axial {d}{f}{a},first {d}{f}{a}{i}"
        for d in range(4) for f in range(4) for a in range(3) for i in range(3)
    ]  # fmt: skip
    frame, said = read(tmp_path, "\n".join(["Big idea,Family,axialCode,initialCode", *rows]) + "\n")
    assert len(frame) == 4 + 16 + 48 + 144
    assert said == []
    depth = {None: 0}
    for code in frame.codes:
        depth[code.id] = depth[code.parent] + 1
    assert sorted(depth.values())[-144:] == [4] * 144


def test_an_empty_cell_repeats_the_one_above(tmp_path):
    frame, _ = read(
        tmp_path,
        "Theme,Sub-theme,Code,Description\n"
        "Work,,,All of it\n,Load,,\n,,Cases,How many\nHome,,Kids,\n",
    )
    assert tree(frame) == [
        ("Work", None), ("Load", "Work"), ("Cases", "Load"), ("Home", None), ("Kids", "Home"),
    ]  # fmt: skip
    assert frame["work"].definition == "All of it"
    assert frame["cases"].definition == "How many"


def test_an_empty_cell_in_the_middle_repeats_while_the_left_one_does(tmp_path):
    frame, _ = read(
        tmp_path, "Theme,Sub-theme,Code\nWork,Load,Cases\nWork,,Hours\nHome,,Kids\n,Care,Parents\n"
    )
    assert tree(frame) == [
        ("Work", None), ("Load", "Work"), ("Cases", "Load"), ("Hours", "Load"),
        ("Home", None), ("Kids", "Home"), ("Care", "Home"), ("Parents", "Care"),
    ]  # fmt: skip


def test_each_level_may_have_a_definition_of_its_own(tmp_path):
    frame, said = read(
        tmp_path,
        "Theme,Theme definition,Code,Code definition\n"
        "Work,All of it,Cases,How many\nWork,All of it,Tools,With what\n",
    )
    told = {code.name: code.definition for code in frame.codes}
    assert told == {"Work": "All of it", "Cases": "How many", "Tools": "With what"}
    assert said == []


def test_parents_by_number_as_dedoose_writes_them(tmp_path):
    frame, said = read(
        tmp_path, "Id,Parent Id,Depth,Title,Description\n1,,0,Work,All\n2,1,1,Tools,With what\n"
    )
    assert tree(frame) == [("Work", None), ("Tools", "Work")]
    assert said == ['book.csv: not used: column "Depth"']


def test_levels_the_other_way_round_are_seen(tmp_path):
    frame, _ = read(tmp_path, "Code,Theme\nCases,Work\nTools,Work\nKids,Home\n")
    assert tree(frame) == [
        ("Work", None), ("Cases", "Work"), ("Tools", "Work"), ("Home", None), ("Kids", "Home"),
    ]  # fmt: skip


def test_a_parent_code_as_maxqda_writes_it(tmp_path):
    frame, said = read(
        tmp_path,
        "Color,Parent code,Code,Code memo,Frequency\n"
        "#aa0000,Work,Workload,How much,7\n,Work\\Tools,Laptops,,2\n,,Work,,0\n",
    )
    assert tree(frame) == [
        ("Tools", None), ("Workload", "Work"), ("Laptops", "Tools"), ("Work", None),
    ]  # fmt: skip
    assert frame["workload"].definition == "How much"
    assert frame["workload"].colour == "#aa0000"
    assert said == [
        'book.csv: not used: column "Frequency"',
        'book.csv: made as codes, because they are parents without a row: "Tools"',
    ]


def test_labels_and_when_to_use(tmp_path):
    frame, said = read(
        tmp_path,
        "Code ID,Code label,Brief definition,Full definition,When to use,When not to use,Example,"
        "Owner\nwl,Workload,Short.,Long.,if much,if not,I hold thirty.,kim\n",
    )
    code = frame["wl"]
    assert (code.name, code.definition) == ("Workload", "Short.\nLong.")
    assert (code.include, code.exclude, code.examples) == ("if much", "if not", ("I hold thirty.",))
    assert said == ['book.csv: not used: column "Owner"']


def test_paths_and_titles_above(tmp_path):
    path = tmp_path / "book.xlsx"
    made = openpyxl.Workbook()
    for row in (["Codebook of the team"], [], ["Code path", "Description"],
                ["Work > Tools", "What with"], ["Work > Tools > Laptops", ""]):  # fmt: skip
        made.active.append(row)
    made.create_sheet("More").append(["Name"])
    made.save(path)
    with pytest.warns(UserWarning, match='not used: sheet "More"'):
        frame = read_frame(path)
    assert tree(frame) == [("Work", None), ("Tools", "Work"), ("Laptops", "Tools")]
    assert frame["tools"].definition == "What with"


def test_an_id_that_stands_twice_is_named_with_its_rows(tmp_path):
    path = tmp_path / "book.csv"
    path.write_text("code,name\nx,One\ny,Two\nx,Three\n")
    with pytest.raises(FrameError, match=r'book\.csv, row 4: the id "x" stands in row 2 already'):
        read_frame(path)
