"""A session's work can be done anywhere: small, pure, and nothing of a corpus in it."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import practicelearn as prac
from practicelearn import _shared_out
from practicelearn.errors import TranscriptError
from practicelearn.jobs.beginning import begin_study
from practicelearn.pseudonyms import find

ROOT = Path(__file__).parents[1]
SESSIONS = ("2025-south.txt", "2024-south.md", "2023-disability.md", "2023-north.txt")
WORDS_OF_EACH = 250
JOBS = {"read_or_why", "_found", "_signs", "_thawed", "_analyse"}


class Recorder:
    """Stands for the cluster: whatever is shared out goes through pickle there and back."""

    def __init__(self):
        self.sizes = {}
        self.tasks = {}

    def each(self, function, tasks, *, n):
        done = []
        for task in tasks:
            there = pickle.dumps((function, task))
            own, arguments = pickle.loads(there)
            done.append(pickle.loads(pickle.dumps(own(*arguments))))
            self.sizes.setdefault(function.__name__, []).append(len(there))
            self.tasks.setdefault(function.__name__, []).append(there)
        assert n == len(done)
        return iter(done)


def shared_out(monkeypatch, recorder):
    """Every file that shares work out does so by the one function."""
    named = [
        module for name, module in sorted(sys.modules.items())
        if name.startswith("practicelearn.")
        and getattr(module, "each", None) is _shared_out.each
        and module is not _shared_out
    ]  # fmt: skip
    assert len(named) >= 4
    for module in named:
        monkeypatch.setattr(module, "each", recorder.each)


def job(folder, sample, names):
    """Read, replace names, freeze, thaw, count: what it gives, as plain values."""
    transcripts = folder / "transcripts"
    transcripts.mkdir(parents=True)
    for name in names:
        words = (sample / "originals" / name).read_text("utf-8").split(" ")[:WORDS_OF_EACH]
        (transcripts / name).write_text(" ".join(words), "utf-8")
    frame = next((sample / "frame").glob("*.yaml"))
    begun = begin_study(folder / "study", transcripts, frame=str(frame), key=folder / "key.csv")
    study = prac.open_study(folder / "study")
    corpus = study.corpus()
    found = prac.code_keywords(corpus, study.frame())
    left = study.names_left()
    frozen = {p.name: p.read_bytes() for p in sorted((folder / "study/sessions").iterdir())}
    return [begun.n_names, frozen, corpus.turns.to_json(), found.spans.to_json(), left.to_json()]


@pytest.fixture
def alone(monkeypatch):
    """Nothing is remembered of an earlier job."""
    from practicelearn.language import entities, pipeline

    def forget():
        monkeypatch.setattr(pipeline, "_REMEMBERED", type(pipeline._REMEMBERED)())
        monkeypatch.setattr(entities, "_kept", {})

    forget()
    return forget


def test_every_job_of_a_session_travels_alone_and_gives_the_same(
    tmp_path, sample, monkeypatch, alone
):
    here = job(tmp_path / "here", sample, SESSIONS)
    seen = Recorder()
    shared_out(monkeypatch, seen)
    monkeypatch.setattr(find, "_STRETCH", 1000)  # of which a session here has one or two
    alone()
    assert job(tmp_path / "there", sample, SESSIONS) == here
    assert set(seen.sizes) == JOBS

    # a session that is sent off weighs what it weighs, however many others there are
    every = [p.stat().st_size for p in (tmp_path / "here/transcripts").iterdir()]
    for name, sizes in seen.sizes.items():
        assert max(sizes) < 3 * max(every) < sum(every), name
    # pure: done once more, as after a worker was lost, each gives the same
    for name, tasks in seen.tasks.items():
        own, arguments = pickle.loads(tasks[0])
        first, again = own(*arguments), own(*pickle.loads(tasks[0])[1])
        assert pickle.dumps(first) == pickle.dumps(again), name


def test_nothing_else_shares_work_out():
    own = [p for p in sorted((ROOT / "src").rglob("*.py")) if "joblib" in p.read_text("utf-8")]
    imports = [
        p.name for p in own
        if any(line.lstrip().startswith(("import joblib", "from joblib")) for line in
               p.read_text("utf-8").splitlines())
    ]  # fmt: skip
    assert imports == ["_shared_out.py"]


def test_alone_nobody_pays_for_joblib():
    code = (
        "import sys; from practicelearn._shared_out import each;"
        "made = []; tasks = ((made.append(n) or n,) for n in range(3));"
        "done = each(abs, tasks, n=3); next(done);"
        "print(made, 'joblib' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[0] False"


def test_an_error_comes_whole_from_another_process():
    error = TranscriptError("talk.vtt", 7, "no times", "secret words")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is TranscriptError
    assert (str(again), vars(again)) == (str(error), vars(error))


def test_stretches_are_closed_when_they_are_full():
    assert _shared_out.in_parts([], [], 5) == []
    assert _shared_out.in_parts("abcd", [2, 4, 9, 1], 5) == [["a", "b"], ["c"], ["d"]]
