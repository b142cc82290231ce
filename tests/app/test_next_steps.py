"""In the home nobody types: a sentence that names a command names the page instead."""

import ast
import re
from pathlib import Path

import pytest
from home_helpers import Window, problem, typed_in

import practicelearn
from practicelearn._called import COMMAND
from practicelearn.app.desk import Desk
from practicelearn.app.home.house import House
from practicelearn.app.home.next_steps import as_pages, in_body
from practicelearn.app.home.shell import page
from practicelearn.app.reception import Reception

ROOT = Path(practicelearn.__file__).parent
TO_TYPE = re.compile(r"python -m practicelearn|(?<![\w-])--[a-z]|\bSTUDY\b")


def filled_in(part):
    if isinstance(part, ast.Constant):
        return part.value
    return COMMAND if ast.unparse(part.value) == "COMMAND" else "/home/kim/study"


def sentences(tree):
    """Every text of a file that is no docstring; what is filled in is a path or the program."""
    parts = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr)
             for v in ast.walk(n) if v is not n}  # fmt: skip
    parts |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in parts:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(map(filled_in, node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_sentence_of_the_house_tells_somebody_at_a_page_what_to_type():
    left, n = [], 0
    for path in ROOT.rglob("*.py"):
        place = path.relative_to(ROOT)
        if place.parts[0] == "cli" or place.name == "next_steps.py":
            continue
        for said in sentences(ast.parse(path.read_text(encoding="utf-8"))):
            if not TO_TYPE.search(said) or re.match(r" ?--[a-z]", said):
                continue  # a part of a command only
            n += 1
            told = as_pages(said)
            if TO_TYPE.search(told) or "fill in who does it says" in told:
                left.append((str(place), told))
    assert n > 40, "nothing was looked at"
    assert left == []


WHOLE = "the page “Whether every file is whole” (People and rights, at the foot)"
TOLD = {
    'Begin one with: python -m practicelearn cycle "/home/kim/my study" --new':
        "Begin one with: the page “What was promised” (Act)",
    "it is in a log; verify STUDY --mend puts it aside": f"it is in a log; {WHOLE} puts it aside",
    "who says it: add --by NAME. No.": "who says it: fill in who does it. No.",
    "say who keeps them: --by NAME. On record.": "say who keeps them. On record.",
    # what is no command stays as people said it
    "We cycle to work -- and code in the car. The plan is to verify it.":
        "We cycle to work -- and code in the car. The plan is to verify it.",
}  # fmt: skip


@pytest.mark.parametrize("said", TOLD)
def test_a_command_is_told_as_its_page(said):
    assert as_pages(said) == TOLD[said]


def test_what_was_typed_or_said_by_people_stays_on_a_page():
    typed = 'verify STUDY --mend & "so"'
    body = f'<input value="{typed}"><textarea name="x">{typed}</textarea>'
    assert in_body(body) == body
    assert "STUDY" not in in_body("<p>delete it, or: verify STUDY --mend</p>")
    told = "there is none. List them with: theme STUDY"
    assert "STUDY" not in page("x", "<p>x</p>", problem=told)


def test_an_error_of_a_form_names_the_page(tmp_path, study):
    window = Window(tmp_path / "own")
    try:
        at = f"/study/{window.house.open(study.path)}"
        here = f"{at}/act/promises"
        told = problem(window.send(here, typed_in(window.page(here), here)).body.decode())
        assert "the coding page (Code)" in told
        assert not TO_TYPE.search(told)
    finally:
        window.house.close()


def test_what_the_coding_page_is_refused_is_told_as_a_page_too(tmp_path, study, monkeypatch):
    needs = "Upgrade it: python -m practicelearn upgrade STUDY. docs/study-folder.md lists them."
    refused = {"ok": False, "error": "unwritten", "what": needs}
    monkeypatch.setattr(Desk, "ask", lambda *_: refused)
    house = House(tmp_path / "own")
    try:
        told = house.desk(study.path).ask("sessions", {"coder": "kim"})["what"]
        assert "the page “The newest format” (People and rights, at the foot)" in told
        assert not TO_TYPE.search(told)
        assert Reception(study, "kim").ask("sessions")["what"] == needs  # from a command line
    finally:
        house.close()
