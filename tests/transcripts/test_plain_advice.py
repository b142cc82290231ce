"""Whatever is said of a file reaches people at a prompt: no advice is in Python.

The messages are collected from the source, so that one no test provokes is held too.
"""

import ast
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest

import practicelearn
from practicelearn.jobs.checking import check_files
from practicelearn.transcripts.read_as import WAYS, ReadAs

PACKAGE = Path(practicelearn.__file__).parent
SPOKEN = sorted(
    [*PACKAGE.glob("transcripts/**/*.py"), PACKAGE / "_rounds.py", *PACKAGE.glob("jobs/*.py")]
)
PYTHON = re.compile(r"[a-z_]+=(?:True|False|None|NAME|\{|\[|\.\.\.)|read_transcripts?\(|\bprac\.")


def sentences(path):
    """Every text of a module that is a sentence and no docstring: (line, text)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    docstrings |= {  # what stands below a constant describes it
        id(node.value) for node in tree.body if isinstance(node, ast.Expr)
    }
    inside = {id(part) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for part in n.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "…" for p in node.values]
            text = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = "" if id(node) in docstrings | inside else node.value
        else:
            continue
        if len(text.split()) > 3:
            yield node.lineno, text


# two that only a caller in Python can reach: the command line gives both
IN_PYTHON = {"fix_labels: expected True", "a release needs the name of the person"}


def test_no_message_about_a_file_names_an_argument_of_python():
    said = {f"{p.name}:{n}": text for p in SPOKEN for n, text in sentences(p)}
    assert len(said) > 300
    named = {
        where: text
        for where, text in said.items()
        if PYTHON.search(text) and not any(text.startswith(own) for own in IN_PYTHON)
    }
    assert named == {}


@pytest.fixture
def two_voices(write):
    words = [("How", "A"), ("is", "A"), ("it?", "A"), ("Hard.", "B")]
    segment = {
        "start": 0.0, "end": 2.0, "text": "How is it? Hard.", "speaker": "A",
        "words": [
            {"word": w, "start": n / 2, "end": n / 2 + 0.4, "speaker": s}
            for n, (w, s) in enumerate(words)
        ],
    }  # fmt: skip
    return write("east.json", json.dumps({"segments": [segment]}))


def test_a_segment_of_two_speakers_is_parted_in_words(two_voices):
    whole, parted = (
        next(check_files([two_voices], said=said)) for said in (None, ReadAs(split_words="yes"))
    )
    assert whole.corpus.turns["speaker"].tolist() == ["A"]
    assert any("--split-words yes" in answer for answer in whole.answers)
    assert parted.corpus.turns["speaker"].tolist() == ["A", "B"]
    assert parted.corpus.sessions["split_words"].tolist() == ["yes"]


@pytest.mark.parametrize("way", WAYS)
def test_each_way_is_a_column_of_the_sheet_and_an_option_of_each_command(way):
    from typer.main import get_command

    from practicelearn.cli import app

    assert ReadAs.of({way: "x"}).cells() == {way: "x"}
    if way != "session_column":  # one table of several sessions is told by its content, or a sheet
        option = "--" + way.removesuffix("_look_like").replace("_", "-")
        commands = get_command(app).commands
        for name in ("check", "sheet", "init", "round"):
            assert option in {o for p in commands[name].params for o in p.opts}, name


SEVERAL = re.compile(
    r" (words|turns|rows|cues|notes|messages|stretches|paragraphs|characters|sessions|speakers"
    r"|columns|comments|segments|lines|replies|annotations|posts)\b"
)
# numbers that are never one: where there is one, nothing is said, or it is part of a whole
NEVER_ONE = (
    "of {len(units)} cues", "of {len(found)} posts",
    "of {total:,} words", "by its times {total:,} words",
    "a turn of {len(turn.text):,} characters", "belong to {len(voices)} speakers",
    "{len(self.columns.text)} columns hold speech", "names {len(parts)} sessions",
    "{len(corpus.sessions)} sessions", "than {MOST_CELLS:,} cells", "of {len(text)} characters",
)  # fmt: skip


def numbers_with_nouns(path):
    """Every number in a message that has a noun of several behind it."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        for value, behind in pairwise(node.values if isinstance(node, ast.JoinedStr) else ()):
            if isinstance(value, ast.FormattedValue) and isinstance(behind, ast.Constant):
                noun = SEVERAL.match(str(behind.value))
                if noun is not None:
                    yield node.lineno, ast.unparse(node)


def test_no_message_about_a_file_counts_one_words():
    spoken = [*SPOKEN, *(PACKAGE / "cli" / f"{name}.py" for name in ("checking", "keeping"))]
    named = {
        f"{p.name}:{n}": text
        for p in spoken
        for n, text in numbers_with_nouns(p)
        if not any(own in text for own in NEVER_ONE)
    }
    assert named == {}
