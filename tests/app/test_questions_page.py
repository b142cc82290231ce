"""The guide as a sheet, and which question is answered where: before freezing and after."""

import html
import re

import pytest
from home_helpers import Window, problem, typed_in

from practicelearn.jobs.opening import new_study
from practicelearn.jobs.sheets import change_sheets, read_sheets
from practicelearn.study.folder import open_study

VTT = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Facilitator>What is helping you do good work?</v>

00:00:05.000 --> 00:00:11.000
<v P1>The team does, mostly.</v>

00:00:12.000 --> 00:00:15.000
<v Facilitator>And this thing with the forms, how do you all bear it?</v>

00:00:16.000 --> 00:00:19.000
<v P2>We copy every form twice, and nobody reads it.</v>

00:00:20.000 --> 00:00:24.000
<v Facilitator>How has supervision been?</v>

00:00:25.000 --> 00:00:29.000
<v P1>It goes first when duty is short.</v>
"""
GUIDE = {
    "question_id": ["q1", "q2", "q3"],
    "wording": [
        "What is helping you do good work?",
        "What gets in the way of your work?",
        "How has supervision been?",
    ],
    "version": ["1", "1", "1"],
    "codes": ["team", "desks", "supervision"],
}


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    opened = Window(tmp_path_factory.mktemp("home") / "own")
    yield opened
    opened.house.close()


@pytest.fixture(scope="module")
def study(window, tmp_path_factory):
    return new_study(tmp_path_factory.mktemp("place"), "Health check").path


@pytest.fixture(scope="module")
def hear(window, study):
    return f"/study/{window.house.open(study)}/hear"


def text(page):
    main = page.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main)))


def sheet_in(window, here):
    """What the guide's form would send, the long cells too."""
    page = window.page(here)
    long_ = re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return typed_in(page, here) | {name: html.unescape(cell) for name, cell in long_}


def fills_in(window, hear):
    """The guide typed on its page: three questions."""
    here = f"{hear}/guide"
    values = sheet_in(window, here)
    typed = {f"g:{n}:{c}": cells[n] for c, cells in GUIDE.items() for n in range(3)}
    assert set(typed) <= set(values)
    return window.goes(here, values | typed)


def test_the_guide_is_a_sheet_that_says_what_is_wrong_and_is_the_file_excel_opens(
    window, study, hear
):
    here = f"{hear}/guide"
    values = typed_in(window.page(here), here)
    wrong = window.send(here, values | {"g:0:question_id": "q1"})
    assert "Question 1 of the guide has no wording. Nothing was written." in problem(
        wrong.body.decode()
    )
    assert not (study / "guide.csv").exists()
    assert "Saved: 3 questions." in window.page(fills_in(window, hear))
    raw = (study / "guide.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfquestion_id,wording,prompts,version,codes")
    assert open_study(study).guide()["wording"].tolist() == GUIDE["wording"]
    # somebody has it open in LibreOffice, which writes this beside it
    lock = study / ".~lock.guide.csv#"
    lock.write_bytes(b"Kim")
    told = window.send(here, sheet_in(window, here) | {"g:0:codes": "peers"})
    assert "guide.csv is open in Excel or LibreOffice" in problem(told.body.decode())
    lock.unlink()
    assert (study / "guide.csv").read_bytes() == raw
    # a formula stays words
    window.goes(here, sheet_in(window, here) | {"g:0:prompts": "=1+1"})
    assert b"'=1+1" in (study / "guide.csv").read_bytes()
    assert open_study(study).guide()["prompts"].tolist()[0] == "=1+1"
    assert sheet_in(window, here)["g:0:prompts"] == "=1+1"
    window.goes(here, sheet_in(window, here) | {"g:0:prompts": ""})


def test_before_freezing_what_was_not_matched_is_listed_and_corrected_and_frozen_so(
    window, study, hear
):
    fills_in(window, hear)
    there = window.upload(f"{hear}/files", {"north.vtt": VTT.encode()}).headers["location"]
    assert window.follow(there) == f"{hear}/heard"
    assert f'href="{hear}/questions/brought"' in window.page(f"{hear}/heard")
    folder = window.house.uploads.folder(hear.split("/")[2])
    rows = read_sheets(folder)["attendance"]
    row = dict(zip(rows["speaker"], rows.attrs["rows"], strict=True))
    roles = {row["Facilitator"]: "facilitator"}
    change_sheets(folder, {"attendance": {"role": roles}})

    here = f"{hear}/questions/brought"
    page = window.page(window.follow(here))
    told = text(page)
    assert "Not found in north: 1 question of 3 q2 What gets in the way of your work?" in told
    assert "1 turn of whoever leads ask something in which no question" in told
    assert "And this thing with the forms, how do you all bear it?" in told
    values = typed_in(page, here)
    set_ = {k: v for k, v in values.items() if k.startswith("q:")}
    assert list(set_.values()) == ["q1", "q1", "q3"]
    second = list(set_)[1]
    wrong = window.send(here, values | {second: "q9"})
    assert 'the guide has no question "q9"' in problem(wrong.body.decode())
    went = window.goes(here, values | {second: "q2"})
    assert "said=1" in went
    page = window.page(window.follow(went))
    assert typed_in(page, here)[second] == "q2"
    assert "Every one of the 3 questions is answered in it." in text(page)

    freeze = typed_in(window.page(f"{hear}/freeze"), f"{hear}/freeze")
    freeze |= {"year": "2026-27", "by": "kim", "names": "none"}
    gone = window.follow(window.goes(f"{hear}/freeze", freeze))
    assert gone == f"{hear}/frozen/last", problem(window.page(gone))
    asked = open_study(study).corpus().turns["question_id"].tolist()
    assert asked == ["q1", "q1", "q2", "q2", "q3", "q3"]
    assert not folder.exists()


def test_after_freezing_what_a_person_says_goes_on_record_and_stands(window, study, hear):
    if not open_study(study).session_ids:
        pytest.skip("it goes on from the path before freezing")
    here = f"{hear}/questions"
    page = window.page(here)
    values = typed_in(page, here)
    turns = [k for k in values if k.startswith("q:")]
    said = window.goes(here, values | {turns[1]: "-", "by": "lee"})
    page = window.page(said)
    assert "Set from 1 turn on." in page
    assert "said by a person" in page
    corpus = open_study(study).corpus()
    assert [q if isinstance(q, str) else None for q in corpus.turns["question_id"]] == [
        "q1", "q1", None, None, "q3", "q3",
    ]  # fmt: skip
    assert [e.who for e in open_study(study).standing() if e.kind == "question"] == ["lee"]
    # what was made of an older page is told, and writes nothing
    assert window.send(here, values | {turns[1]: "q3", "by": "lee"}).status == 409
    # a question that is answered here cannot vanish from the guide
    guide = f"{hear}/guide"
    gone = window.send(guide, sheet_in(window, guide) | {"g:0:question_id": "", "g:0:wording": ""})
    assert "q1 is answered in 1 session of this study" in problem(gone.body.decode())
