"""``import`` and ``export``: other programs' work into a study, and a study out."""

import zipfile

import pandas as pd
import pytest
from typer.testing import CliRunner

import practicelearn as prac
from practicelearn.cli import app


@pytest.fixture
def run():
    runner = CliRunner(env={"NO_COLOR": "1", "COLUMNS": "200"})
    return lambda *args: runner.invoke(app, [str(a) for a in args])


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Two sessions of the sample as another program's project."""
    study = prac.open_study(prac.sample_path())
    corpus = study.corpus(["2025-north"])
    spans = study.codings().spans
    own = prac.Codings(spans[spans["turn_id"].isin(corpus.turns.index)], frame=study.frame())
    path = tmp_path_factory.mktemp("out") / "theirs.qdpx"
    return prac.write_refi(path, corpus, own, profile="nvivo")


def passages(spans):
    columns = ["turn_id", "start", "end", "quote", "code", "at"]
    return sorted(map(tuple, spans[columns].astype(str).to_numpy()))


def test_a_project_becomes_a_study_and_goes_out_again(run, project, tmp_path):
    folder = tmp_path / "study"
    refused = run("import", project, folder)
    assert refused.exit_code == 2
    assert "--no-names" in refused.output
    assert not folder.exists()
    shown = run("import", project, folder, "--show")
    assert shown.exit_code == 0, shown.output
    assert not folder.exists()
    done = run("import", project, folder, "--no-names")
    assert done.exit_code == 0, done.output
    study = prac.open_study(folder)
    wanted = prac.read_refi(project).codings
    assert passages(study.codings().spans) == passages(wanted.spans)
    assert study.codings().issues.empty
    for name in ("a.qdpx", "a.csv", "a.docx", "a.qdc"):
        out = run("export", folder, tmp_path / name)
        assert out.exit_code == 0, out.output
        assert (tmp_path / name).stat().st_size > 500
    assert "Did you mean" in run("export", folder, tmp_path / "b.qdpx", "--profile", "nvvo").output
    assert run("export", folder, tmp_path / "b.pdf").exit_code == 2


def test_names_are_replaced_and_codings_follow(run, tmp_path):
    quotes = prac.read_transcript(_talk(tmp_path / "north.txt"))
    turn = quotes.turns.index[1]
    text = quotes.turns.loc[turn, "text"]
    start = text.index("ask Tomasz")
    span = {"coding_id": "c1", "part": 1, "turn_id": turn, "start": start, "end": start + 10,
            "quote": "ask Tomasz", "code": "rota", "coder": "../Kim",
            "origin": "human"}  # fmt: skip
    path = prac.write_refi(tmp_path / "x.qdpx", quotes, prac.Codings(pd.DataFrame([span])))
    done = run("import", path, tmp_path / "study", "--key", tmp_path / "names.key.csv")
    assert done.exit_code == 0, done.output
    spans = prac.open_study(tmp_path / "study").codings().spans
    assert list(spans["coder"]) == ["kim"]
    assert "Tomasz" not in spans["quote"].iloc[0]
    assert spans["quote"].iloc[0].startswith("ask ")
    kept = b"".join(p.read_bytes() for p in (tmp_path / "study").rglob("*") if p.is_file())
    assert b"Tomasz" not in kept


def _talk(path):
    path.write_text(
        "F: How is it here?\nSarah Whitlock: The rota is never right, ask Tomasz.\n"
        "F: Go on.\nSarah Whitlock: Tomasz Marek does the rota and nobody checks.\n"
    )
    return path


def test_a_table_of_quotes_joins_a_study(run, project, tmp_path):
    folder = tmp_path / "study"
    assert run("import", project, folder, "--no-names").exit_code == 0
    study = prac.open_study(folder)
    before = len(study.codings())
    turn_id = study.corpus().turns.index[3]
    (tmp_path / "q.csv").write_text(f"turn,code,coder\n{turn_id},{study.frame().ids[0]},Zoe\n")
    done = run("import", tmp_path / "q.csv", folder)
    assert done.exit_code == 0, done.output
    codings = prac.open_study(folder).codings()
    assert len(codings) == before + 1
    assert "zoe" in codings.coders


def test_a_harmful_file_leaves_nothing_behind(run, tmp_path):
    path = tmp_path / "x.qdpx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../evil.qde", "<Project/>")
    answer = run("import", path, tmp_path / "study", "--no-names")
    assert answer.exit_code == 2
    assert "leads out of the file" in answer.output
    assert [p.name for p in tmp_path.iterdir()] == ["x.qdpx"]
