"""Damaged files: cut anywhere, NUL bytes, swapped blocks, bad times.

The words of the files made here are their own proof: ``kay017`` is the 17th word and Kay's. A word
that stands in the damaged file must stand in a turn or in an issue; and where the loader reports
nothing new, every word must still be its speaker's.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from practicelearn import errors
from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.loader import read_transcripts

WORD = re.compile(r"(?:kay|sam|pat)\d+")
TIME = re.compile(r"\d+[:.,]\d+|(?<=[\s\">#_\x15])\d{2,}(?=[\s\"<_,}\x15])")
NAMES = ("kay", "sam", "pat")


def talk(n_turns: int, seed: int = 1) -> list[tuple[str, str]]:
    """Speaker and words of an invented conversation."""
    rng = random.Random(seed)
    out: list[tuple[str, str]] = []
    count = 0
    for n in range(n_turns):
        name = NAMES[n % 3]
        words = [f"{name}{count + k:03}" for k in range(rng.randint(1, 5))]
        count += len(words)
        out.append((name, " ".join(words)))
    return out


def cut(raw: bytes, rng: random.Random) -> bytes:
    return raw[: rng.randrange(1, len(raw))]


def nul(raw: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + b"\x00" * rng.randint(1, 3) + raw[at:]


def swap(blocks: Sequence[str], rng: random.Random) -> list[str]:
    swapped = list(blocks)
    a, b = rng.sample(range(len(blocks)), 2)
    swapped[a], swapped[b] = swapped[b], swapped[a]
    return swapped


def bad_time(text: str, rng: random.Random) -> str:
    """One digit of a time becomes a letter."""
    times = [m for m in TIME.finditer(text) if not WORD.search(text[m.start() - 4 : m.end()])]
    match = rng.choice(times)
    digits = [n for n in range(match.start(), match.end()) if text[n].isdigit()]
    at = rng.choice(digits)
    return text[:at] + "x" + text[at + 1 :]


def mutants(
    build: Callable[[Sequence[str]], str], blocks: Sequence[str], n: int, seed: int = 7
) -> list[tuple[str, bytes]]:
    """``n`` damaged files: what was done, and the bytes."""
    rng = random.Random(seed)
    whole = build(blocks)
    out: list[tuple[str, bytes]] = []
    for k in range(n):
        kind = ("cut", "nul", "swap", "time")[k % 4]
        if kind == "cut":
            out.append((kind, cut(whole.encode(), rng)))
        elif kind == "nul":
            out.append((kind, nul(whole.encode(), rng)))
        elif kind == "swap":
            out.append((kind, build(swap(blocks, rng)).encode()))
        else:
            out.append((kind, bad_time(whole, rng).encode()))
    return out


def outcome(path: Path, raw: bytes, pristine: set[str], text: str | None = None) -> str:
    """Read a damaged file; return "refused", "reported" or "exact", or fail the test.

    ``text`` is the decoded text where the file is packed.
    """
    path.write_bytes(raw)
    try:
        corpus = read_transcripts([path], strict=False)
    except errors.TranscriptError as error:
        assert error.what
        return "refused"
    plain = (text if text is not None else decode(raw).text).replace("\x00", "")
    there = set(WORD.findall(plain))
    spoken = Counter(WORD.findall(" ".join(corpus.turns["text"]).replace("\x00", "")))
    told = " ".join(
        str(t) for column in ("text", "message") for t in corpus.issues[column].dropna()
    )
    lost = there - set(spoken) - set(WORD.findall(told.replace("\x00", "")))
    assert not lost, f"lost without a word: {sorted(lost)}"
    assert max(spoken.values(), default=0) <= 1, "words stand in two turns"
    if set(corpus.issues["message"]) - pristine:
        return "reported"
    for speaker, words in zip(corpus.turns["speaker"], corpus.turns["text"], strict=True):
        for word in WORD.findall(words):
            assert speaker is not None
            assert word.startswith(str(speaker).lower()), f"{word} is not {speaker}'s"
    return "exact"


def survive(
    path: Path,
    build: Callable[[Sequence[str]], str],
    blocks: Sequence[str],
    n: int = 50,
) -> Counter[str]:
    """Read ``n`` damaged files and count what came of them; the sound one must be exact."""
    path.write_bytes(build(blocks).encode())
    sound = read_transcripts([path])
    told = set(sound.issues["message"])
    assert outcome(path, build(blocks).encode(), told) == "exact"
    everything = set(WORD.findall(build(blocks)))
    assert set(WORD.findall(" ".join(sound.turns["text"]))) == everything
    return Counter(outcome(path, raw, told) for _, raw in mutants(build, blocks, n))
