"""A real cluster of two worker processes does the work, and one of them is killed half-way."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import pytest

import practicelearn as prac
from practicelearn._shared_out import each
from practicelearn.errors import StudyError
from practicelearn.language import entities, pipeline
from practicelearn.pseudonyms import find

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
N_SESSIONS = 6


@pytest.fixture(scope="module")
def transcripts(tmp_path_factory):
    from cluster import many

    return many(tmp_path_factory.mktemp("cluster") / "transcripts", N_SESSIONS)


def job(transcripts, folder):
    """The whole job, as plain values."""
    import cluster

    folder.mkdir()
    # nothing is remembered of an earlier one
    pipeline._REMEMBERED.clear()
    entities._kept.clear()
    out = dict(cluster.job(transcripts, folder))
    corpus, tokens, keywords = out["thaw"], out["tokens"], out["keywords"]
    topics = out["topics"]
    key = (folder / "key.csv").read_text("utf-8").splitlines()
    sheets = {n: getattr(corpus, n).to_json() for n in ("sessions", "people", "attendance")}
    return {
        "left": out["read, names, freeze"],
        "frozen": {p.name: p.read_bytes() for p in sorted((folder / "study/sessions").iterdir())},
        "key": [line.rsplit(",", 1)[0] for line in key],  # but for the hour
        "turns": corpus.turns.to_json(),
        "issues": corpus.issues.to_json(),
        "source map": corpus.source_map.to_json(),
        **sheets,
        "names": prac.names_left(corpus).to_json(),
        "tokens": {
            **{n: getattr(tokens, n).tobytes() for n in ("start", "end", "lower", "lemma", "pos")},
            "bounds": tokens.bounds.tobytes(),
            "words": tokens.words,
            "turns": tokens.turn_ids.tolist(),
        },
        "keywords": keywords.spans.to_json(),
        "terms": topics.top_terms_.to_json(double_precision=15),
        "shares": topics.session_shares_.to_numpy().tobytes(),
        "of turns": topics.turn_topics_.to_numpy().tobytes(),
        "exemplars": topics.exemplars_.to_json(double_precision=15),
    }


class Killer:
    """Kills a worker while it looks for names, once."""

    def __init__(self, client):
        self.client, self.killed, self.begun = client, [], False

    def each(self, function, tasks, *, n):
        if n > 1 and not self.begun:
            self.begun = True
            threading.Thread(target=self._kill, daemon=True).start()
        return each(function, tasks, n=n)

    def _kill(self):
        pids = self.client.run(os.getpid)
        while not self.killed:
            busy = [who for who, own in self.client.processing().items() if own]
            if busy:
                os.kill(pids[busy[0]], signal.SIGKILL)
                self.killed.append(busy[0])
            time.sleep(0.02)


def test_the_lines_of_the_page_work_as_they_stand(transcripts, tmp_path):
    page = (ROOT / "docs" / "cluster.md").read_text("utf-8")
    script = next(b for b in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "Client" in b)
    (tmp_path / "script.py").write_text(script, "utf-8")
    (tmp_path / "transcripts").symlink_to(transcripts)
    (tmp_path / "safe").mkdir()
    subprocess.run([sys.executable, "-W", "ignore", "script.py"], cwd=tmp_path, check=True)
    assert (tmp_path / "safe" / "key.csv").is_file()
    assert len(prac.open_study(tmp_path / "health-check").session_ids) == N_SESSIONS


def test_a_cluster_gives_the_same_tables_also_when_a_worker_is_killed(
    transcripts, tmp_path, monkeypatch
):
    import psutil
    from distributed import Client
    from joblib import parallel_config

    from cluster import cluster

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few topics of little talk, and what Dask says of itself
        alone = job(transcripts, tmp_path / "alone")
        with (
            cluster(2) as (address, others),
            Client(address) as client,
            parallel_config(backend="dask"),
        ):
            everybody = [others, *others.children(recursive=True)]
            open_to = {
                own.laddr.ip for process in everybody for own in process.net_connections("inet")
                if own.status == psutil.CONN_LISTEN
            }  # fmt: skip
            killer = Killer(client)
            monkeypatch.setattr(find, "each", killer.each)
            shared = job(transcripts, tmp_path / "shared")
            damaged = next((tmp_path / "shared/study/sessions").glob("*.csv"))
            damaged.chmod(0o600)
            damaged.write_text(damaged.read_text("utf-8").replace(" the ", " a "), "utf-8")
            with pytest.raises(StudyError, match="changed since it was frozen") as told:
                prac.open_study(tmp_path / "shared/study").corpus()
    assert open_to == {"127.0.0.1"}  # nothing of it can be reached from another machine
    assert len(killer.killed) == 1
    assert damaged.name in str(told.value)  # an error says the same from wherever it comes
    for name, own in alone.items():
        assert shared[name] == own, name
