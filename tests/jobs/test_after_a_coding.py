"""After one coding the pages read one log, and keep what it did not change."""

from __future__ import annotations

import gc
import json

import pandas as pd
import pytest

from grown import grown
from practicelearn.coding.log import events
from practicelearn.jobs.themes import themes_of
from practicelearn.jobs.year import year
from practicelearn.jobs.years import years
from practicelearn.output.disclosure import quiet
from practicelearn.study import whole
from practicelearn.study.folder import open_study
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.deviations import deviations
from practicelearn.themes.finding import find_themes, named_themes
from practicelearn.transcripts.sheets import files

pytestmark = pytest.mark.filterwarnings("ignore")  # no language model


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Two sessions of each round; without a language model, which takes longer than the pages."""
    folder = grown(tmp_path_factory.mktemp("sample"), times=1, sessions=2).path
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("practicelearn.language.pipeline.MODELS", ())
        years(folder, opening=True)  # what a page says first is itself known to the next one
        yield folder


def code_once_more(folder):
    """Mark a passage again as it was marked already: nobody more or fewer has raised anything."""
    log = folder / "coding" / "kim" / "2025-night.jsonl"
    lines = map(json.loads, log.read_text(encoding="utf-8").splitlines())
    last = next(e for e in lines if e["kind"] == "code")
    own = {k: last[k] for k in ("coding_id", "text_hash", "frame_version", "payload") if k in last}
    own["coding_id"] += "-again"
    open_study(folder).record("kim", "code", session_id="2025-night", **own)
    gc.collect()


@pytest.fixture
def work(monkeypatch):
    """What was read or tried, by name: each list grows by each time."""
    done = {}
    for room, name in (
        (whole, "thaw"), (files, "Book"), (events, "events_in"), (quiet, "_until_quiet"),
    ):  # fmt: skip
        calls, make = done.setdefault(name, []), getattr(room, name)

        def again(*given, calls=calls, make=make, **named):
            calls.append(named.get("path", given))
            return make(*given, **named)

        monkeypatch.setattr(room, name, again)
    return done


@pytest.mark.parametrize("show", [year, themes_of, lambda folder: years(folder, opening=True)])
def test_a_page_after_a_coding_reads_one_log(sample, work, show):
    from practicelearn.jobs.once_a_state import once_a_state

    once_a_state(sample, "shown", lambda: show(sample))
    code_once_more(sample)
    for calls in work.values():
        calls.clear()
    once_a_state(sample, "shown", lambda: show(sample))
    assert {path.name for path in work["events_in"]} <= {"2025-night.jsonl"}
    assert not work["thaw"], "no session was read again"
    assert not work["Book"], "no sheet was"
    assert not work["_until_quiet"], "and nothing tried that had been"


def test_what_differs_from_the_plan_is_the_same_with_nothing_counted(sample):
    study = open_study(sample)
    corpus, codings, decisions, plan = (
        study.corpus(), study.codings(), study.decisions(), study.plan(),
    )  # fmt: skip
    merged = {"kind": "merge", "who": "sam", "at": "2026-06-01", "themes": ["tools", "desks"],
              "into": "tools"}  # fmt: skip
    every = pd.concat([decisions, pd.DataFrame([merged])], ignore_index=True)
    for said in (decisions, every):
        told = [
            deviations(apply_decisions(find(codings, corpus), said, plan=plan))
            for find in (find_themes, named_themes)
        ]
        pd.testing.assert_frame_equal(*told)
    assert "codes" in set(told[0]["about"]), "a planned theme counts other codes now"
