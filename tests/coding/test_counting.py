"""What some of a study cannot be counted of is not counted anywhere, and can be looked at."""

from __future__ import annotations

import inspect
import json
import shutil
import typing
from dataclasses import replace

import pytest

import practicelearn as prac
from practicelearn.app.charting import Charting
from practicelearn.app.reading import Reading
from practicelearn.app.sight import Sight
from practicelearn.coding.agreement.reading import coded_units
from practicelearn.coding.methods import CodingsMethods

SAID = "the log of kim: 1 event is newer"

COUNTS = {
    "agreement": lambda c, corpus: prac.agreement(c, corpus),
    "case_codes": lambda c, corpus: prac.case_codes(c.of(coder="kim"), corpus),
    "code_accumulation": lambda c, corpus: prac.code_accumulation(c.of(coder="kim"), corpus),
    "code_cooccurrence": lambda c, corpus: prac.code_cooccurrence(c.of(coder="kim"), corpus),
    "code_counts": lambda c, corpus: prac.code_counts(c.of(coder="kim"), corpus, "year"),
    "coders_in_group": lambda c, corpus: prac.coders_in_group(c, corpus),
    "cue_accuracy": lambda c, corpus: prac.cue_accuracy(
        prac.code_keywords(corpus.where(session_id="2025-north"), c.frame), c, corpus
    ),
    "disagreements": lambda c, corpus: prac.disagreements(c, corpus),
    "coder_drift": lambda c, corpus: prac.coder_drift(c.of(coder="kim"), c.of(coder="lee"), corpus),
    "find_themes": lambda c, corpus: prac.find_themes(c, corpus),
    "find_turns": lambda c, corpus: prac.find_turns(c.of(coder="kim"), corpus, "not workload"),
    "kappa_table": lambda c, corpus: prac.reliability.kappa_table(c, corpus),
    "sessions_to_double_code": lambda c, corpus: prac.reliability.sessions_to_double_code(
        c, corpus
    ),
    "new_codes_ahead": lambda c, corpus: prac.new_codes_ahead(c.of(coder="kim"), corpus),
    "new_information": lambda c, corpus: prac.new_information(c.of(coder="kim"), corpus),
    "saturation": lambda c, corpus: prac.saturation(c.of(coder="kim"), corpus),
    "span_table": lambda c, corpus: prac.reliability.span_table(c, corpus),
    "CodeSuggester.fit": lambda c, corpus: prac.CodeSuggester().fit(corpus, c),
    "CodeSuggester.evaluate": lambda c, corpus: prac.CodeSuggester().evaluate(corpus, c),
    "frame_check": lambda c, corpus: prac.frame_check(c, corpus),
    "seeded_codes": lambda c, corpus: prac.seeded_codes(c, corpus, prac.TopicModel(2)),
    "next_to_code": lambda c, corpus: prac.next_to_code(c, corpus),
    "coded_units": lambda c, corpus: coded_units(c, corpus),
}
"""Whatever makes figures of codings, or says of a turn that it does not hold a code."""

LOOKS = {
    "coded_quotes", "coding_progress", "of_kind", "declare_read", "framework_matrix",
    "merge_codings", "move", "code_offers", "session_portrait",
    "coding_provenance", "reading_used",
    "roll_up", "why_no_offers", "write_quotes", "write_refi", "write_tables",
    "write_taguette", "write_word_comments",
}  # fmt: skip
"""What shows passages, carries them elsewhere, or hands codings on with what cannot be counted."""


@pytest.fixture(scope="module")
def sample() -> prac.Study:
    return prac.open_study(prac.sample_path())


@pytest.fixture
def later(tmp_path):
    """The sample, with one event in it that a later version wrote."""
    shutil.copytree(prac.sample_path(), tmp_path / "study", ignore=_LEFT)
    event = {"v": 2, "id": "later", "seq": 9000, "who": "kim", "kind": "workshop",
             "at": "2030-01-01", "session_id": "2025-north", "payload": {}}  # fmt: skip
    with (tmp_path / "study" / "coding/kim/2025-north.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(event) + "\n")
    return prac.open_study(tmp_path / "study")


_LEFT = shutil.ignore_patterns(".cache", "outputs", "originals")


def public() -> list[tuple[str, object]]:
    """Every public name: of the list, of its rooms, and what codings can be asked."""
    rooms = (prac, prac.exchange, prac.plot, prac.reliability, prac.topics)
    found = [(name, getattr(room, name)) for room in rooms for name in dir(room)]
    return found + [(n, getattr(prac.Codings, n)) for n in vars(CodingsMethods) if n[0] != "_"]


def takes_codings(thing: object) -> bool:
    if not callable(thing):
        return False
    try:
        hints = typing.get_type_hints(thing, localns={"Codings": prac.Codings})
    except (NameError, TypeError):
        hints = {k: str(p.annotation) for k, p in inspect.signature(thing).parameters.items()}
    return any("Codings" in str(hint) for name, hint in hints.items() if name != "return")


def test_every_public_function_of_codings_is_known_to_count_or_to_show():
    found = {name for name, thing in public() if takes_codings(thing)}
    kept = {"Codings", "Themes", "CodedProject", "TopicModel", "CodeSuggester"}
    assert found - kept == (COUNTS.keys() & {name for name, _ in public()}) | LOOKS


@pytest.mark.parametrize("name", COUNTS)
def test_nothing_is_counted_where_not_everything_can_be(name, sample):
    codings = replace(sample.codings(), uncounted=(SAID,))
    with pytest.raises(prac.errors.StudyError, match=f"nothing was counted.*{SAID}"):
        COUNTS[name](codings, sample.corpus())


def test_the_chart_can_be_looked_at_and_written_without_figures(later, tmp_path):
    chart = later.framework_matrix(codes=["workload"])
    assert len(chart.quotes)
    assert chart.cells["n_passages"].isna().all()
    assert chart.cells["n_people"].isna().all()
    assert chart.cells["why"].str.startswith("not everything in this study can be counted").all()
    assert "not counted" in chart._repr_html_()
    assert ">not read" not in chart._repr_html_()  # a person says it in a quote
    again = chart.with_summaries(chart.to_xlsx(tmp_path / "chart.xlsx"))
    assert again.cells["quotes"].equals(chart.cells["quotes"])
    chart.to_docx(tmp_path / "chart.docx")


def test_passages_are_read_on_the_pages_without_figures(later):
    codings = later.codings()
    assert len(prac.coded_quotes(codings.of(coder="kim"), later.corpus()))
    assert "not everything here can be counted" in repr(codings)
    sight = Sight(later, "sam")
    read = Reading(later, sight).answer({"theme": "workload"})
    assert read["passages"]
    assert read["left_out"].startswith("No figures: not everything in this study can be counted")
    assert read["head"]["rounds"] == []
    assert not any(c.isdigit() for theme in read["list"] for c in theme["small"])
    cells = [
        c for row in Charting(later, sight).answer({"year": "*"})["rows"] for c in row["cells"]
    ]
    assert {c["found"] for c in cells} <= {"passages, not counted", "not counted"}
    assert any(c["kind"] == "some" for c in cells)
