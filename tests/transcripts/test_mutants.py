"""The same damage a thousand times a family; `make test` does the first fifty in each test file."""

import json

import pytest

from . import (
    test_asr,
    test_chat_ca,
    test_messages,
    test_srt,
    test_stamped,
    test_tei,
    test_textgrid,
    test_tiers,
)
from .mutants import survive, talk


def of(module, shape, head="", join="\n"):
    return lambda: (
        lambda parts: head + join.join(parts),
        [module.SHAPES[shape](n, *turn) for n, turn in enumerate(talk(12))],
    )


def of_json(shape):
    make, around = test_asr.SHAPES[shape]
    blocks = [make(n, *turn) for n, turn in enumerate(talk(12))]
    return lambda: (lambda parts: around % ",\n".join(parts), blocks)


def of_tiers(name):
    build, make = test_tiers.SHAPES[name]
    return lambda: (build, [make(n, words) for n, (_, words) in enumerate(talk(12))])


FAMILIES = {
    "a.srt": lambda: (test_srt.build, test_srt.blocks()),
    "a.cha": lambda: (test_chat_ca.build, test_chat_ca.blocks()),
    "a.TextGrid": lambda: (test_textgrid.build, test_textgrid.blocks()),
    "a.xml": lambda: (test_tei.build, test_tei.blocks()),
    "f4.txt": of(test_stamped, "f4"),
    "captions.txt": of(test_stamped, "captions"),
    "webex.vtt": of(test_stamped, "webex", "WEBVTT\n\n"),
    **{f"{shape}.json": of_json(shape) for shape in test_asr.SHAPES},
    "a.eaf": of_tiers("a.eaf"),
    "a.exb": of_tiers("a.exb"),
    "teams.txt": of(test_messages, "teams", join=""),
    "zoom.txt": of(test_messages, "zoom", join=""),
    "padlet.csv": of(test_messages, "padlet", "Author,Subject,Body,Section,Created at\n", ""),
    "utterances.jsonl": lambda: (
        "".join,
        [
            json.dumps({"conversation_id": "a", "speaker": name, "timestamp": n, "text": words})
            + "\n"
            for n, (name, words) in enumerate(talk(12), 100)
        ],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", FAMILIES)
def test_a_thousand_damaged_files_lose_nothing_silently(tmp_path, name):
    build, blocks = FAMILIES[name]()
    assert survive(tmp_path / name, build, blocks, 1000).total() == 1000
