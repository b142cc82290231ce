"""The account of an export: what the study holds against what is in the file, and back again."""

import shutil
import zipfile

import pytest

import practicelearn as prac
from practicelearn.exchange.account import refuse_unexplained
from practicelearn.jobs.exchange import export_study, keep_import, read_import

from .projects import TALK, Made, g, taken_in, value

OUT = {"waive": "All invented.", "by": "kim"}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study with people, a set, memos on study, code and session, and a coding with a memo."""
    made = Made()
    made.texts = {"Group 2025": TALK, "East 2025": "F1: So?\nP1: Yes.\nF1: And?\nP1: No."}
    at = TALK.index("No desk")
    made.code("Group 2025", at, at + 7, "desk", note="why?")
    made.code("Group 2025", at, len(TALK) - 3, "time", user="sam", note="over two turns")
    whole = f'<SourceRef targetGUID="{g("Group 2025")}"/>'
    made.cases = (
        f'<Variables><Variable guid="{g("Role")}" name="Role" typeOfVariable="Text"/></Variables>'
        f'<Cases><Case guid="{g("Pat")}" name="Pat">{value("Role", "manager")}{whole}</Case>'
        f'<Case guid="{g("Sam")}" name="Sam">{value("Role", "worker")}{whole}</Case></Cases>'
    )
    made.beside = (
        f'<Notes><Note guid="{g("n")}"><PlainTextContent>Keep going.</PlainTextContent></Note>'
        f'</Notes><Sets><Set guid="{g("s")}" name="Round"><MemberSource '
        f'targetGUID="{g("Group 2025")}"/></Set></Sets>'
    )
    path = tmp_path_factory.mktemp("out")
    return taken_in(made.write(path / "x.qdpx"), path / "study").study


@pytest.mark.parametrize("profile", ["strict", "nvivo"])
def test_memos_people_and_sets_leave_and_the_account_balances(study, tmp_path, profile):
    out = export_study(study.path, tmp_path / "a.qdpx", profile=profile, **OUT)
    refuse_unexplained(out.account)
    read = prac.exchange.read_refi(out.path)
    assert "Keep going." in set(read.notes["text"])
    table = out.account.set_index("what")
    assert table.loc["sets", "there"] == 1
    assert table.loc["people", ["there", "explained"]].tolist() == [2, -2]
    back = keep_import(read_import(out.path, tmp_path / "s"), tmp_path / "s", no_names=True)
    refuse_unexplained(back.account)
    again = back.study.corpus()
    assert again.people["role"].to_dict() == {"pat": "manager", "sam": "worker"}
    assert again.sessions["sets"].dropna().tolist() == ["Round"]
    memos = {t for text in back.study.memos()["text"] for t in text.split("\n")}
    assert {"Keep going.", "why?"} <= memos


def test_other_programs_see_people_as_cases(study, tmp_path):
    """Without our own note the file still says who was there, in a form any program reads."""
    out = export_study(study.path, tmp_path / "a.qdpx", **OUT)
    with zipfile.ZipFile(out.path) as packed:
        xml = packed.read("project.qde").decode()
    assert '<Case guid="' in xml
    assert 'name="Pat"' in xml
    assert "manager" in xml


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.docx"])
def test_what_a_table_or_word_file_cannot_hold_is_said(study, tmp_path, name):
    session = "group-2025" if name.endswith("docx") else None
    out = export_study(study.path, tmp_path / name, session=session, **OUT)
    refuse_unexplained(out.account)
    people = out.account.set_index("what").loc["people"]
    assert (people["there"], people["here"], people["explained"]) == (2, 0, 2)
    assert "no" in people["why"]


@pytest.mark.slow
def test_the_sample_leaves_whole(sample, tmp_path):
    shutil.copytree(sample, tmp_path / "study")
    out = export_study(tmp_path / "study", tmp_path / "a.qdpx", profile="nvivo", **OUT)
    refuse_unexplained(out.account)
