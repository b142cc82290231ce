"""The whole job against one pass of the language model: transcripts to first report, and again.

Run: ``python benchmarks/whole_job.py [COPIES]``. The invented sample is copied so many times (5:
206,000 words), each copy with a word of its own at the end of every turn, so that no text is the
same as another's and nothing is looked up that would not be in a real study. Each step is what a
person asks for: init, round, names, report; coding is given, as a shared folder gives it. What a
program remembers is forgotten between the steps, as it is between two commands.

The rival is spaCy's own ``nlp.pipe`` on the turns, in the same process and before and after the
steps, the least of the two: with every component (*nlp.pipe*), and with those alone that tokens
rest on (*nlp.pipe, tokens only*). Times are of the processor. A ratio is ours over the rival's.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

import practicelearn as prac
from practicelearn.corpus import Corpus, make_turn_id
from practicelearn.jobs.beginning import add_transcripts, begin_study
from practicelearn.jobs.checking import names_in
from practicelearn.jobs.themes import themes_of
from practicelearn.language import entities, pipeline
from practicelearn.language.pipeline import load_pipeline
from practicelearn.output.disclosure import quiet

COPIES = 5
_ENDS = ("", " Yes.", " Right.", " Sure.", " Mm.", " Indeed.", " Fine.", " Good.", " So.", " Well.")


def rows(copies: int = COPIES) -> list[dict[str, Any]]:
    """Return one row a measure: measure, scale, ours, rival, rival_name, ratio, goal."""
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files, last, corpus = _transcripts(folder / "transcripts", copies)
        texts = corpus.turns["text"].tolist()
        passes = [_passes(texts)]
        study = folder / "study"
        key = folder / "key.csv"
        spent = {"init": _spent(lambda: begin_study(study, files, key=key))}
        spent["round"] = _spent(
            lambda: add_transcripts(study, last.name, [last], by="sam", key=key)
        )
        _give_coding(study)
        spent["names"] = _spent(lambda: names_in(study))
        spent["themes"] = _spent(lambda: themes_of(study))
        spent["report"] = _spent(lambda: _report(study, folder / "report.html"))
        again = _spent(lambda: _report(study, folder / "report.html"))
        shutil.rmtree(study / ".cache")
        cold = _spent(lambda: _report(study, folder / "report.html"))
        passes.append(_passes(texts))
    whole, tokens = (min(own) for own in zip(*passes, strict=True))
    scale = f"{int(corpus.n_words.sum()):,} words"
    full, few = "spaCy nlp.pipe", "spaCy nlp.pipe, tokens only"
    first = sum(spent.values())
    found = [
        ("first report of a coded study", cold, few, tokens, 1.3),
        ("first report of a coded study", cold, full, whole, 1.3),
        ("the same report again, seconds", again, "", 1.0, 10.0),
        ("transcripts to first report", first, full, whole, 2.0),
        *((f"  of which {step}", own, full, whole, None) for step, own in spent.items()),
    ]
    return [
        {"measure": what, "scale": scale, "ours": ours, "rival": None if not name else theirs,
         "rival_name": name, "ratio": ours / theirs, "goal": goal}
        for what, ours, name, theirs, goal in found
    ]  # fmt: skip


def main(copies: int = COPIES) -> None:
    """Print the table."""
    print(pd.DataFrame(rows(copies)).to_string(index=False, float_format="{:.2f}".format))


def _spent(work: Callable[[], object]) -> float:
    """Processor seconds of a step that remembers nothing of those before it."""
    pipeline._REMEMBERED.clear()  # noqa: SLF001 -- as in a program that has just begun
    entities._kept.clear()  # noqa: SLF001 -- as above
    quiet._KNOWN.clear()  # noqa: SLF001 -- as above
    before = time.process_time()
    work()
    return time.process_time() - before


def _passes(texts: list[str]) -> tuple[float, float]:
    import spacy

    nlp = spacy.load(load_pipeline().name)

    def one() -> float:
        before = time.process_time()
        for _ in nlp.pipe(texts):
            pass
        return time.process_time() - before

    whole = one()
    with nlp.select_pipes(disable=["parser", "ner"]):
        return whole, one()


def _report(folder: Path, out: Path) -> Path:
    """The ideal notebook, as the design tells it: from the study to a report that is written."""
    study = prac.open_study(folder)
    corpus, codings = study.corpus(), prac.merge_codings(study.codings(), prefer="_agreed")
    topics = prac.TopicModel(n_topics=8, random_state=7).fit(corpus, cache=study.cache)
    themes = prac.find_themes(codings, corpus, topics)
    change = prac.compare_years(themes)
    return prac.Report(themes=themes, change=change).save(out)


def _transcripts(folder: Path, copies: int) -> tuple[Path, Path, Corpus]:
    """Text files with their sheets: the earlier rounds in one folder, the newest in another."""
    sample = prac.open_study(prac.sample_path()).corpus()
    newest = sample.years[-1]
    parts = []
    for year in sample.years:
        place = folder / (newest if year == newest else "earlier")
        place.mkdir(parents=True, exist_ok=True)
        parts += [_copied(sample, sid, k, place) for k in range(copies)
                  for sid in sample.sessions.index[sample.sessions["year"] == year]]  # fmt: skip
    for place in (folder / "earlier", folder / newest):
        own = [p for p in parts if p[0] == place]
        pd.DataFrame([s for _, s, _, _ in own]).to_csv(place / "sessions.csv", index=False)
        pd.concat([a for _, _, a, _ in own]).to_csv(place / "attendance.csv", index=False)
    turns = pd.concat([t for *_, t in parts])
    return (
        folder / "earlier",
        folder / newest,
        replace(sample, turns=turns, sessions=_sessions(turns)),
    )


def _copied(
    sample: Corpus, sid: str, k: int, place: Path
) -> tuple[Path, dict[str, Any], pd.DataFrame, pd.DataFrame]:
    own = f"{sid}-{k}"
    turns = sample.turns[sample.turns["session_id"] == sid]
    turns = turns.assign(session_id=own, text=turns["text"] + _ENDS[k % len(_ENDS)])
    turns.index = pd.Index([make_turn_id(own, n) for n in turns["n"]], name="turn_id")
    said = zip(turns["speaker"].fillna("F"), turns["text"], strict=True)
    text = "\n\n".join(f"{who}: {' '.join(words.split())}" for who, words in said)
    (place / f"{own}.txt").write_text(text, encoding="utf-8")
    row = sample.sessions.loc[sid]
    session = {"session_id": own, "file": f"{own}.txt", "year": row["year"],
               "group": f"{row['group']}-{k}"}  # fmt: skip
    there = sample.attendance[sample.attendance["session_id"] == sid]
    there = there[["session_id", "person_id", "speaker", "role"]].assign(session_id=own)
    there["person_id"] = there["person_id"].map(lambda p: p if pd.isna(p) else f"{p}-{k}")
    return place, session, there, turns


def _sessions(turns: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(index=pd.Index(turns["session_id"].unique(), name="session_id"))


def _give_coding(folder: Path) -> None:
    """Kim's and Lee's logs of the sample, as if they had coded each copy of it."""
    study = prac.open_study(folder)
    corpus = study.corpus()
    texts = corpus.turns["text"].to_dict()
    for log in sorted((prac.sample_path() / "coding").glob("*/*.jsonl")):
        for sid in corpus.sessions.index:
            if sid.rpartition("-")[0] == log.stem:
                lines = [_moved(json.loads(line), sid, corpus, texts)
                         for line in log.read_text(encoding="utf-8").splitlines()]  # fmt: skip
                place = folder / "coding" / log.parent.name / f"{sid}.jsonl"
                place.parent.mkdir(parents=True, exist_ok=True)
                kept = "".join(json.dumps(line) + "\n" for line in lines if line is not None)
                place.write_text(kept, encoding="utf-8")
    shutil.copytree(prac.sample_path() / "frame", folder / "frame", dirs_exist_ok=True)


def _moved(event: dict[str, Any], sid: str, corpus: Corpus, texts: dict[str, str]) -> Any:
    """An event of a session as one of its copy; None where its words do not stand there."""
    number = sid.rpartition("-")[2]
    event = {**event, "id": _id(event["id"], number), "session_id": sid,
             "text_hash": corpus.sessions.loc[sid, "text_hash"]}  # fmt: skip
    for name in ("parent", "coding_id"):
        if event.get(name):
            event[name] = _id(event[name], number)
    payload = dict(event["payload"])
    if "target" in payload:
        payload["target"] = _id(payload["target"], number)
    for part in payload.get("parts", ()):
        part["turn_id"] = f"{sid}:{part['turn_id'].rpartition(':')[2]}"
        said = texts.get(part["turn_id"], "")
        at = said.find(part["quote"])
        if at < 0:
            return None
        part["start"], part["end"] = at, at + len(part["quote"])
    return {**event, "payload": payload}


def _id(own: str, number: str) -> str:
    return hashlib.sha256(f"{own} {number}".encode()).hexdigest()[: len(own)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else COPIES)
