"""Damaged files by the thousand, for every reader, exchange format, log and journal.

Each target is a function of bytes. What it may raise is an error made for people
(``PracticelearnError``); anything else is a crash. The nets that turn the unforeseen into a
sentence (``transcripts.one_file``, ``exchange.project.said_plainly``) are left out here, so that
nothing hides behind them. Mutants come from small seeds by a fixed random number: the same ones
every time.

Run: ``make fuzz``, or ``python benchmarks/fuzz.py --n 5000 --seed 3 --only textgrid``. Crashes are
written to ``build/fuzz``, one of each kind; each becomes a test.
"""

from __future__ import annotations

import argparse
import importlib
import io
import json
import random
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd

from practicelearn._cells import write_table
from practicelearn._journal import _steps_of
from practicelearn.app.asking import question
from practicelearn.coding.frame_yaml import starter_frame
from practicelearn.coding.log.events import Event, events_in, lines_of
from practicelearn.coding.queries.matrix_files import read_summaries
from practicelearn.corpus import Corpus
from practicelearn.errors import PracticelearnError
from practicelearn.exchange.frame_files import read_frame, write_frame
from practicelearn.exchange.qualcoder import read_qualcoder
from practicelearn.exchange.quote_table import read_quotes
from practicelearn.exchange.refi_read import read_refi
from practicelearn.exchange.taguette import read_taguette
from practicelearn.exchange.word_comments import read_word_comments
from practicelearn.pseudonyms.key_file import read_key
from practicelearn.pseudonyms.roster import read_roster
from practicelearn.study.settings import read_settings
from practicelearn.transcripts.loader import read_transcript
from practicelearn.transcripts.one_file import sessions_of
from practicelearn.transcripts.readers import READERS, Hints, best_reader
from practicelearn.transcripts.sheets.files import read_sheet

ROOT = Path(__file__).parents[1]
FILES = ROOT / "tests" / "files"
SLOWEST_S = 20.0
"""A mutant of a small file that takes longer is a finding too (only in ``make fuzz``)."""

_SAID = "Facilitator: What is it like?\nKay: We were told twice, honestly.\nSam: [laughs] No.\n" * 3
_TOKENS = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", "\u202e".encode(),
    "\u200b".encode(), "\u0130".encode(), b"-1", b"0", b"9" * 25, b"9e999", b"NaN", b"1e-9", b"[",
    b"]", b"{", b"}", b"<", b">", b"&#0;", b"&#x110000;", b"<!ENTITY a 'b'>", b'"', b"'", b"\\",
    b"\\u", b"\\ud800", b",", b";", b":", b"\t", b"\r", b"\n\n", b" " * 300, b"-->", b"null",
    b"true", b"..", b"/", b"2024-13-45", b"99:99:99.999", b"*", b"!!python/name:x", b"%", b"(" * 40,
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What is fed, with what it is fed from; a seed is a file's name and its bytes."""

    run: Callable[[Path, bytes], Any]
    seeds: Mapping[str, bytes]


@dataclass(frozen=True)
class Crash:
    """A mutant that raised what is not made for people, or took too long."""

    target: str
    file: str
    raw: bytes
    what: str
    where: str


def mutant(seeds: list[bytes], n: int, rng: random.Random) -> bytes:
    """Return one damaged copy of the ``n``-th seed; of a packed one, mostly with damage inside."""
    raw = seeds[n]
    if raw.startswith(b"PK") and rng.random() < 0.8:
        return _inside(raw, rng)
    return _damaged(raw, seeds, rng)


def _damaged(raw: bytes, seeds: list[bytes], rng: random.Random) -> bytes:
    out = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        at = rng.randrange(len(out) + 1)
        end = min(len(out), at + rng.choice((1, 1, 2, 4, 16, 200)))
        kind = rng.randrange(8)
        if kind == 0 and out:
            out[at % len(out)] = rng.randrange(256)
        elif kind == 1:
            out[at:end] = b""
        elif kind == 2:
            out[at:at] = out[at:end] * rng.choice((1, 2, 50))
        elif kind == 3:
            out[at:end] = rng.choice(_TOKENS)
        elif kind == 4:
            out[at:at] = rng.choice(_TOKENS)
        elif kind == 5:
            del out[at:]
        elif kind == 6:
            other = rng.choice(seeds)
            start = rng.randrange(len(other) + 1)
            out[at:end] = other[start : start + rng.randrange(200)]
        else:
            digits = [i for i, b in enumerate(out) if 48 <= b <= 57]
            if digits:
                place = rng.choice(digits)
                out[place : place + 1] = rng.choice((b"", b"-", b"99999999999", b".", b"e9", b"x"))
    return bytes(out)


def _inside(raw: bytes, rng: random.Random) -> bytes:
    """A package with one part damaged, or gone."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        parts = old.namelist()
        chosen, gone = rng.choice(parts), rng.random() < 0.05
        for part in parts:
            if part != chosen:
                new.writestr(part, old.read(part))
            elif not gone:
                new.writestr(part, _damaged(old.read(part), [old.read(part)], rng))
    return out.getvalue()


def run(name: str, target: Target, n: int, seed: int, folder: Path) -> Iterator[Crash]:
    """Feed ``n`` mutants to a target and yield the first crash of each kind.

    The seeds themselves are fed first, and must not crash either.
    """
    rng = random.Random(f"{seed} {name}")
    files, seeds = list(target.seeds), list(target.seeds.values())
    seen: set[str] = set()
    for k in range(len(files) + n):
        which = k if k < len(files) else rng.randrange(len(files))
        raw = seeds[which] if k < len(files) else mutant(seeds, which, rng)
        path = folder / files[which]
        began = time.monotonic()
        found: tuple[str, str] | None = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                target.run(path, raw)
        except PracticelearnError:
            pass
        except Exception as error:  # noqa: BLE001  that is what is looked for
            frame = traceback.extract_tb(error.__traceback__)[-1]
            found = (f"{type(error).__name__}: {error}", f"{frame.filename}:{frame.lineno}")
        took = time.monotonic() - began
        if found is None and took > SLOWEST_S:
            found = (f"it took {took:.0f} s", "slow")
        if found is not None and found[1] not in seen:
            seen.add(found[1])
            yield Crash(name, path.name, raw, *found)


@cache
def targets() -> dict[str, Target]:
    """Return every target by name."""
    out = {name: Target(partial(_reads, name), seeds) for name, seeds in _reader_seeds().items()}
    everything = {file: raw for t in out.values() for file, raw in t.seeds.items()}
    out["sniffers"] = Target(lambda path, raw: best_reader(raw, path.name), everything)
    out["whole files"] = Target(_written(read_transcript), everything)
    out |= _tables() | _frames() | _exchange() | _records()
    return out


def _reads(name: str, path: Path, raw: bytes) -> None:
    sessions_of(path, raw, READERS[name], Hints())


def _written(read: Callable[..., Any], *rest: Any) -> Callable[[Path, bytes], Any]:
    """A target that reads a file from disk, seen through the net around it."""
    inner = getattr(read, "__wrapped__", read)

    def reads(path: Path, raw: bytes) -> None:
        path.write_bytes(raw)
        inner(path, *rest)

    return reads


def _reader_seeds() -> dict[str, dict[str, bytes]]:
    """Small sound files for each reader: those of the tests, and some made here."""
    found: dict[str, dict[str, bytes]] = {name: {} for name in READERS}
    files = [
        *FILES.iterdir(),
        *(FILES / "makers").iterdir(),
        FILES / "convokit" / "utterances.jsonl",
    ]
    for path in sorted(p for p in files if p.is_file()):
        reader = best_reader(path.read_bytes(), path.name)
        if reader is not None:
            found[reader.name][path.name] = path.read_bytes()
    found["text"] |= {"a.txt": _SAID.encode(), "a.md": _SAID.replace("Kay", "**Kay**").encode()}
    found["csv"]["a.csv"] = b'Speaker,Text,Start\nKay,We were told,0:01\nSam,"So, yes",0:04\n' * 3
    found["rtf"]["a.rtf"] = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl\f0 Arial;}{\b Kay:} told \'e9 \u8217?twice"
        rb"\par Sam: no\par}"
    )
    found["docx"]["a.docx"] = _docx()
    found["xlsx"]["a.xlsx"] = _xlsx({"Speaker": ["Kay", "Sam"], "Text": ["We were told", "No"]})
    found["odt"]["a.odt"] = _odt()
    if importlib.util.find_spec("pypdf"):
        found["pdf"]["a.pdf"] = _pdf()
    else:
        del found["pdf"]
    lacking = [name for name, seeds in found.items() if not seeds]
    assert not lacking, f"no seed for {lacking}"
    return found


def _docx(*, commented: bool = True) -> bytes:
    import docx

    document, out = docx.Document(), io.BytesIO()
    for line in _SAID.strip().split("\n"):
        paragraph = document.add_paragraph(line)
    if commented:
        document.add_comment(paragraph.runs, text="heard", author="kim")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in table.rows for c in row.cells), "abcd", strict=True):
        cell.text = text
    document.save(out)
    return out.getvalue()


def _xlsx(columns: Mapping[str, list[Any]]) -> bytes:
    out = io.BytesIO()
    pd.DataFrame(columns).to_excel(out, index=False)
    return out.getvalue()


def _odt() -> bytes:
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    lines = "".join(f"<t:p>{line}</t:p>" for line in _SAID.strip().split("\n"))
    body = (
        f"<o:body><o:text><t:p t:style-name='P1'>Talk<t:s t:c='3'/></t:p>{lines}</o:text></o:body>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        packed.writestr(
            "content.xml", f"<o:document-content xmlns:o='{office}' xmlns:t='{text}'>{body}"
            "</o:document-content>",
        )  # fmt: skip
    return out.getvalue()


def _pdf() -> bytes:
    lines = "".join(f"({line}) Tj T*\n" for line in _SAID.strip().split("\n"))
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td\n{lines}ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F1 5 0 R>>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (n, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def _tables() -> dict[str, Target]:
    sheet = {"file": ["n.txt"], "date": ["3/4/2025"], "year": ["2024-25"], "group": ["duty"]}
    names = {"name": ["Kelly Smith"], "person_id": ["P1"], "other_names": ["Kel; Smithy"]}
    matrix = {"year": ["Round", "2024"], "group": ["Group", "duty"], "heard": ["Heard", "Said so"]}
    return {
        "sheets": Target(
            lambda path, raw: read_sheet(path, content=raw),
            {"s.csv": pd.DataFrame(sheet).to_csv().encode(), "s.xlsx": _xlsx(sheet)},
        ),
        "rosters": Target(
            _written(read_roster),
            {"r.csv": pd.DataFrame(names).to_csv().encode(), "r.xlsx": _xlsx(names)},
        ),
        "framework matrices": Target(
            _written(read_summaries), {"m.xlsx": _xlsx(matrix), "m.docx": _docx(commented=False)}
        ),
    }


def _frames() -> dict[str, Target]:
    frame = starter_frame("lga-employer-standards-2020")
    seeds = {}
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".yaml", ".csv", ".xlsx", ".qdc", ".md"):
            path = write_frame(frame, Path(folder) / f"f{suffix}")
            seeds[path.name] = path.read_bytes()
    return {"coding frames": Target(_written(read_frame), seeds)}


def _exchange() -> dict[str, Target]:
    made = _module(ROOT / "tests" / "exchange" / "test_databases.py")
    project = (FILES / "project.qdpx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(project)) as packed:
        bare = next(packed.read(n) for n in packed.namelist() if n.endswith(".qde"))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        made.taguette(place / "t.sqlite3")
        made.qualcoder(place / "q")
        taguette, qualcoder = (
            (place / "t.sqlite3").read_bytes(),
            (place / "q" / "data.qda").read_bytes(),
        )
        quotes = {
            "session_id": ["a"],
            "quote": ["We were told twice"],
            "code": ["Heard"],
            "coder": "k",
        }
        write_table(pd.DataFrame(quotes), place / "q.csv")
        table = (place / "q.csv").read_bytes()
    return {
        "REFI-QDA": Target(_written(read_refi), {"p.qdpx": project, "p.qde": bare}),
        "Taguette": Target(_written(read_taguette), {"t.sqlite3": taguette}),
        "QualCoder": Target(_written(read_qualcoder), {"data.qda": qualcoder}),
        "Word comments": Target(_written(read_word_comments), {"c.docx": _docx()}),
        "tables of quotes": Target(
            _written(read_quotes, _corpus()), {"q.csv": table, "q.xlsx": _xlsx(quotes)}
        ),
    }


def _corpus() -> Corpus:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_text(_SAID, encoding="utf-8")
        return read_transcript(path)


def _records() -> dict[str, Target]:
    part = {"turn_id": "a:00001", "start": 0, "end": 4, "quote": "What"}
    coded: dict[str, Any] = {"code": "heard", "parts": [part], "strength": 2}
    own: dict[str, Any] = {"who": "kim", "session_id": "a"}
    events = [
        Event(kind="code", coding_id="c1", seq=1, id="0" * 16, payload=coded, **own),
        Event(kind="read", seq=2, id="1" * 16, payload={"from": 1, "to": 3}, **own),
        Event(kind="undo", seq=3, id="2" * 16, payload={"target": "0" * 16}, **own),
    ]
    steps = [
        {"do": "replace", "place": "sessions/a.csv", "with": "0.new"},
        {"do": "remove", "place": "coding/kim/a.jsonl"},
    ]
    journal = json.dumps({"format": 1, "steps": steps}).encode()
    wanted = [{"id": "0" * 16, "kind": "code", "coding_id": "c1", "payload": coded}]
    asked = {"op": "act", "args": {"session": "a", "have": 1, "events": wanted}}
    key = "round,kind,original,replacement,places\n2024-25,person,Kelly Smith,Person 1,turns.text\n"
    settings = 'title = "Invented"\nrounds = ["2024-25"]\nformat = 1\npseudonymised = true\n'
    return {
        "logs": Target(lambda path, raw: events_in(raw, path), {"a.jsonl": lines_of(events)}),
        "journals": Target(_journal, {"journal.json": journal}),
        "questions of the page": Target(
            lambda _, raw: question(raw), {"ask": json.dumps(asked).encode()}
        ),
        "keys": Target(_written(read_key), {"key.csv": key.encode()}),
        "settings": Target(_written(read_settings), {"study.toml": settings.encode()}),
    }  # fmt: skip


def _journal(path: Path, raw: bytes) -> None:
    """As ``finish`` reads it: what it says cannot be understood is said with the file's name."""
    try:
        _steps_of(path.parent, json.loads(raw.decode("utf-8")))
    except (ValueError, TypeError, KeyError):
        return


def _module(path: Path) -> Any:
    """A file of the tests, which takes from the files beside it."""
    room = ModuleType(f"fuzz_{path.parent.name}")
    room.__path__ = [str(path.parent)]
    sys.modules.setdefault(room.__name__, room)
    return importlib.import_module(f"{room.__name__}.{path.stem}")


def main() -> int:
    """Fuzz every target; return 1 where anything crashed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--n", type=int, default=2000, help="mutants a target")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="targets whose name holds this")
    given = asked.parse_args()
    kept = ROOT / "build" / "fuzz"
    n_crashes = n_targets = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, target in targets().items():
            if given.only not in name:
                continue
            n_targets += 1
            began = time.monotonic()
            found = list(run(name, target, given.n, given.seed, Path(folder)))
            print(
                f"{name}: {given.n} mutants, {len(found)} crashes, {time.monotonic() - began:.0f} s"
            )
            for k, crash in enumerate(found):
                kept.mkdir(parents=True, exist_ok=True)
                path = kept / f"{name.replace(' ', '-')}-{k}-{crash.file}"
                path.write_bytes(crash.raw)
                print(f"  {path}: {crash.what[:200]} ({crash.where})")
            n_crashes += len(found)
    print(f"{n_targets} targets, {n_targets * given.n} mutants, {n_crashes} crashes")
    return int(n_crashes > 0)


if __name__ == "__main__":
    sys.exit(main())
