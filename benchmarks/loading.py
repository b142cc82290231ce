"""How fast transcripts load: the whole road to a corpus, against bare parsers of the same file.

Run: ``python benchmarks/loading.py`` in an environment of its own that holds the rivals too
(webvtt-py, pycaption, srt, pympi-ling, textgrid, pylangacq), or by ``make bench``. Each ratio is
the rival's processor time over ours, the least of all rounds, in one run, rounds interleaved: 2
means twice as fast as the rival. A parser stops at cues or paragraphs; ours, the public
``read_transcript``, goes on to tiles, marks, merged turns, speakers and a corpus. All files are
invented and written for the run. Memory is measured in a process of its own for each number of
sessions.
"""

from __future__ import annotations

import importlib
import logging
import random
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from measured import bench_row, race, why_not
from practicelearn.transcripts.loader import read_transcript, read_transcripts

ROUNDS = 9
SESSIONS = (25, 50, 100, 200)
TURNS = 1000
DISTRIBUTIONS = {
    "webvtt": "webvtt-py", "pycaption": "pycaption", "docx": "python-docx", "srt": "srt",
    "pympi": "pympi-ling", "textgrid": "textgrid", "pylangacq": "pylangacq",
}  # fmt: skip
WORDS = (
    "supervision caseload visit family duty desk laptop court report manager team morning tired "
    "listen time school worker panel recording week the a and of to in we it is was that they"
)


def main() -> None:
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print(f"{'file':34}{'rival':18}{'ours s':>9}{'rival s':>9}{'ratio':>8}{'goal':>7}")
        for name, file, rival, goal in _races(folder):
            told = _race(name, file, rival, ROUNDS)
            if told["why"]:
                print(f"{name:34}{rival:18}  not installed")
                continue
            figures = f"{told['ours']:9.3f}{told['rival']:9.3f}{told['ratio']:8.2f}{goal:7.1f}"
            print(f"{name:34}{rival:18}{figures}", flush=True)
        _many(folder / "many")


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return a file of each kind read by us and by others: 500 cues and the like, 5,000, 50,000.

    The goals are for 5,000. 500 cues are half an hour of talk: there the tables of a corpus, which
    the others do not make, are most of our time.
    """
    logging.disable(logging.WARNING)
    out = []
    for scale in (1, 10) if quick else (1, 10, 100):
        with tempfile.TemporaryDirectory() as place:
            for name, file, rival, goal in _races(Path(place), scale / 10):
                kind = name.partition(",")[0]
                told = _race(kind, file, rival, 3 if scale == 100 else 5 if quick else 15)
                out.append({**told, "scale": scale, "goal": goal if scale == 10 else None})
    return out


def _many(folder: Path) -> None:
    print(f"\n{'sessions':>8}{'turns':>10}{'text MB':>9}{'seconds':>9}{'peak grew by MB':>17}")
    for n in SESSIONS:
        size = _write_sessions(folder / str(n), n)
        with ProcessPoolExecutor(1, get_context("spawn")) as own:
            spent, more = own.submit(_read_all, folder / str(n)).result()
        print(f"{n:8}{n * TURNS:10,}{size:9.1f}{spent:9.1f}{more:17.0f}", flush=True)


def talk(rng: random.Random, n: int) -> str:
    return " ".join(rng.choices(WORDS.split(), k=n)).capitalize() + "."


def _races(folder: Path, times: float = 1) -> list[tuple[str, Path, str, float]]:
    """What is read, the file, by whom else, and how many times as fast ours is to be."""
    rng = random.Random(1)
    n = round(5000 * times)
    vtt = _vtt(folder / "zoom.vtt", rng, n)
    srt = _srt(folder / "talk.srt", rng, n)
    docx = _docx(folder / "talk.docx", rng, round(3000 * times))
    eaf = _eaf(folder / "talk.eaf", rng, n)
    grid = _textgrid(folder / "talk.TextGrid", rng, n)
    cha = _cha(folder / "talk.cha", rng, n)
    return [
        ("WebVTT, 5,000 cues", vtt, "webvtt", 1.5),
        ("WebVTT, 5,000 cues", vtt, "pycaption", 0.8),
        ("Word, 3,000 paragraphs", docx, "docx", 2.0),
        ("SRT, 5,000 cues", srt, "srt", 0.5),
        ("ELAN, 5,000 annotations", eaf, "pympi", 0.5),
        ("Praat, 5,000 intervals", grid, "textgrid", 0.5),
        ("CHAT, 5,000 utterances", cha, "pylangacq", 0.5),
    ]


def _race(name: str, file: Path, rival: str, rounds: int) -> dict[str, Any]:
    """A row: the public call on a file, and the rival on the same, in turns."""
    try:
        parse = _rival(rival)
    except ImportError:
        ours = race({"ours": lambda: read_transcript(file)}, rounds)["ours"]
        return bench_row(
            name, 1, ours, None, DISTRIBUTIONS[rival], why=why_not(DISTRIBUTIONS[rival])
        )
    least = race({"ours": lambda: read_transcript(file), "rival": lambda: parse(file)}, rounds)
    return bench_row(name, 1, least["ours"], least["rival"], DISTRIBUTIONS[rival])


def _rival(name: str) -> Callable[[Path], object]:
    module = importlib.import_module(name)
    if name == "webvtt":
        return lambda f: list(module.read(str(f)))
    if name == "pycaption":
        return lambda f: module.WebVTTReader().read(f.read_text("utf-8")).get_captions("en-US")
    if name == "srt":
        return lambda f: list(module.parse(f.read_text("utf-8")))
    if name == "docx":
        return lambda f: [p.text for p in module.Document(str(f)).paragraphs]
    if name == "pympi":
        elan = importlib.import_module("pympi.Elan")
        return lambda f: [
            elan_file.get_annotation_data_for_tier(tier)
            for elan_file in [elan.Eaf(str(f))]
            for tier in elan_file.get_tier_names()
        ]
    if name == "textgrid":
        return lambda f: module.TextGrid.fromFile(str(f))
    return lambda f: module.read_chat(str(f), strict=False).utterances()


def _vtt(file: Path, rng: random.Random, n: int) -> Path:
    cues = [
        f"{k + 1}\n{_clock(3 * k)}.000 --> {_clock(3 * k + 2)}.500\nP{rng.randint(1, 7)}: "
        f"{talk(rng, 12)}\n"
        for k in range(n)
    ]
    file.write_text("WEBVTT\n\n" + "\n".join(cues), encoding="utf-8")
    return file


def _srt(file: Path, rng: random.Random, n: int) -> Path:
    cues = [
        f"{k + 1}\n{_clock(3 * k)},000 --> {_clock(3 * k + 2)},500\nP{rng.randint(1, 7)}: "
        f"{talk(rng, 12)}\n"
        for k in range(n)
    ]
    file.write_text("\n".join(cues), encoding="utf-8")
    return file


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _docx(file: Path, rng: random.Random, n: int) -> Path:
    import docx

    document = docx.Document()
    for _ in range(n):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"P{rng.randint(1, 7)}: ").bold = True
        paragraph.add_run(talk(rng, 25))
    document.save(str(file))
    return file


def _eaf(file: Path, rng: random.Random, n: int) -> Path:
    slots = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{k}" TIME_VALUE="{1500 * k}"/>' for k in range(n + 1)
    )
    tiers = []
    for speaker in range(4):
        rows = "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{k}" TIME_SLOT_REF1="ts{k}" '
            f'TIME_SLOT_REF2="ts{k + 1}"><ANNOTATION_VALUE>{talk(rng, 12)}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            for k in range(speaker, n, 4)
        )
        tiers.append(
            f'<TIER LINGUISTIC_TYPE_REF="talk" PARTICIPANT="P{speaker}" TIER_ID="P{speaker}">'
            f"{rows}</TIER>"
        )
    file.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT AUTHOR="" '
        'DATE="2024-01-01T00:00:00+00:00" FORMAT="3.0" VERSION="3.0" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">'
        '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>'
        f"<TIME_ORDER>{slots}</TIME_ORDER>{''.join(tiers)}"
        '<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="talk" '
        'TIME_ALIGNABLE="true"/></ANNOTATION_DOCUMENT>',
        encoding="utf-8",
    )
    return file


def _textgrid(file: Path, rng: random.Random, n: int) -> Path:
    end = 1.5 * n
    lines = [
        'File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", f"xmax = {end}",
        "tiers? <exists>", "size = 4", "item []:",
    ]  # fmt: skip
    for speaker in range(4):
        own = range(speaker, n, 4)
        lines += [
            f"    item [{speaker + 1}]:", '        class = "IntervalTier"',
            f'        name = "P{speaker}"', "        xmin = 0", f"        xmax = {end}",
            f"        intervals: size = {2 * len(own)}",
        ]  # fmt: skip
        done = 0.0
        for place, k in enumerate(own):
            for half, (start, stop, text) in enumerate(
                ((done, 1.5 * k, ""), (1.5 * k, 1.5 * k + 1.5, talk(rng, 12)))
            ):
                lines += [
                    f"        intervals [{2 * place + half + 1}]:",
                    f"            xmin = {start}", f"            xmax = {stop}",
                    f'            text = "{text}"',
                ]  # fmt: skip
            done = 1.5 * k + 1.5
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _cha(file: Path, rng: random.Random, n: int) -> Path:
    heads = ["@UTF8", "@Begin", "@Languages:\teng"]
    heads.append("@Participants:\t" + ", ".join(f"PA{k} Adult" for k in range(4)))
    heads += [f"@ID:\teng|talk|PA{k}|||||Adult|||" for k in range(4)]
    body = [
        f"*PA{rng.randint(0, 3)}:\t{talk(rng, 12).lower()[:-1]} . "
        f"\x15{1500 * k}_{1500 * k + 1400}\x15"
        for k in range(n)
    ]
    file.write_text("\n".join([*heads, *body, "@End"]) + "\n", encoding="utf-8")
    return file


def _write_sessions(folder: Path, sessions: int) -> float:
    """Write transcripts and return their size in MB."""
    folder.mkdir(parents=True)
    rng = random.Random(2)
    for k in range(sessions):
        lines = [f"P{n % 7}: {talk(rng, 20)}" for n in range(TURNS)]
        (folder / f"2024-g{k:03d}.txt").write_text("\n".join(lines), encoding="utf-8")
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def _read_all(folder: Path) -> tuple[float, float]:
    """Seconds of the clock, and by how many MB the peak of memory grew (Linux)."""
    logging.disable(logging.WARNING)
    before = _peak_mb()
    start = time.perf_counter()
    read_transcripts(folder)
    spent = time.perf_counter() - start
    return spent, _peak_mb() - before


def _peak_mb() -> float:
    # not getrusage: its peak is the parent's where that was higher
    status = Path("/proc/self/status").read_text("utf-8")
    return float(status.split("VmHWM:")[1].split()[0]) / 1e3


if __name__ == "__main__":
    main()
