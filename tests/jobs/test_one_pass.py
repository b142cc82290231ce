"""What the language model says of transcripts is asked of it once, from init to the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import practicelearn as prac
from practicelearn.jobs.beginning import add_transcripts, begin_study
from practicelearn.jobs.checking import check_study, names_in
from practicelearn.language import entities, model, pipeline

TALK = """\
F: How has duty been since the move?

P1: So Sarah Hargreaves went to Leeds and the rota has not been right since.

P2: We hold twenty-six families at the moment, and nobody weighs them.

P1: The laptop takes ten minutes to wake up in the morning [laughs] and then it stops.
"""
AGAIN = """\
F: What is new this year?

P1: The duty desk moved to Wakefield, and supervision is short.
"""


class Asked:
    """The texts that the model was given, for tokens and for names."""

    def __init__(self) -> None:
        self.tokens: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.passes = 0

    def note(self, texts: Iterable[str], *, tokens: bool = True, names: bool = False) -> list[str]:
        given = list(texts)
        self.passes += len(given)
        self.tokens.update(given if tokens else ())
        self.names.update(given if names else ())
        return given


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    seen, documents = Asked(), model.documents

    def noted(name: str, texts: Iterable[str], **wanted: bool) -> Any:
        return documents(name, seen.note(texts, **wanted), **wanted)

    for home in (entities, pipeline):
        monkeypatch.setattr(home, "documents", noted)
    return seen


def forget() -> None:
    """As between two commands."""
    pipeline._REMEMBERED.clear()
    entities._kept.clear()


@pytest.mark.parametrize("with_key", [True, False])
def test_after_init_and_round_nobody_asks_the_model_again(
    tmp_path: Path, asked: Asked, with_key: bool
) -> None:
    for name, text in (("north", TALK), ("south", AGAIN)):
        (tmp_path / f"{name}.txt").write_text(text)
    names: dict[str, Any] = {"key": tmp_path / "key.csv"} if with_key else {"no_names": True}
    forget()
    begun = begin_study(tmp_path / "study", tmp_path / "north.txt", **names)
    forget()
    add_transcripts(tmp_path / "study", "2031-32", [tmp_path / "south.txt"], by="sam", **names)
    texts = [line.partition(": ")[2] for line in (TALK + AGAIN).splitlines() if ": " in line]
    assert all(asked.tokens[text] <= 1 and asked.names[text] <= 1 for text in texts)
    plain = "We hold twenty-six families at the moment, and nobody weighs them."
    assert (asked.tokens[plain], asked.names[plain]) == (1, 1)
    assert asked.passes < sum(asked.tokens.values()) + sum(asked.names.values())
    before = asked.passes
    forget()
    found, _ = names_in(tmp_path / "study")
    check_study(tmp_path / "study")
    study = prac.open_study(tmp_path / "study")
    pipeline.tokenise(study.corpus().turns, cache=study.cache)
    assert asked.passes == before
    assert begun.n_names == found[found["session_id"] == "north"]["likely"].sum()
    kept = b"".join(p.read_bytes() for p in (study.cache / "language").glob("[et]*[sz]"))
    assert (b"sarah" in kept.lower(), b"hargreaves" in kept.lower()) == (False, False)


def test_a_study_that_keeps_its_names_keeps_nothing_of_where_they_stand(
    tmp_path: Path, asked: Asked
) -> None:
    (tmp_path / "north.txt").write_text(TALK)
    corpus = prac.read_transcript(tmp_path / "north.txt")
    study = prac.create_study(tmp_path / "study", corpus, title="Invented")
    study.names_left()
    assert not study.cache.exists()
