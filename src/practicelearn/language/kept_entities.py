"""Where a model saw names in texts, kept in a folder: by hash of the text, without a word of it."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from practicelearn.language.kept_files import keep_whole, now

__all__ = [
    "Places", "begun", "has_words", "read_clean", "read_places", "read_words", "write_clean",
    "write_places", "write_words",
]  # fmt: skip

log = logging.getLogger(__name__)

Places = tuple[tuple[int, int, str], ...]
"""Start, end (code points) and label of each find in one text."""

_FORMAT = 2
_NAME, _WORDS, _CLEAN = "entities.json", "english.json", "entities-none.json"
_BEGUN = re.compile(rb'^{"begun": "([^"]*)"')


def begun(file: Path) -> str | None:
    """Return since when finds have been added to a file; None where it does not say."""
    try:
        with file.open("rb") as opened:
            said = _BEGUN.match(opened.read(80))
    except OSError:
        return None
    return None if said is None else said[1].decode()


def read_places(cache: Path, model: tuple[str, str]) -> dict[str, Places]:
    """Return what is kept of this model by hash of text; nothing where the file is damaged."""
    kept = _read(cache, _NAME, model)
    own_of: dict[str, Any] = kept if isinstance(kept, dict) else {}
    try:
        return {
            str(key): tuple((int(a), int(b), str(label)) for a, b, label in own)
            for key, own in own_of.items()
        }
    except (TypeError, ValueError):
        log.warning("kept places of names in %s cannot be read and are found anew", cache)
        return {}


def write_places(cache: Path, model: tuple[str, str], places: Mapping[str, Places]) -> None:
    """Keep places, by hash of text: the file is written whole or not at all."""
    _write(cache, _NAME, model, dict(places))


def read_words(cache: Path, model: tuple[str, str]) -> frozenset[str] | None:
    """Return the English words the model knows, or None where they are not kept."""
    kept = _read(cache, _WORDS, model)
    good = isinstance(kept, list) and all(isinstance(word, str) for word in kept)
    return frozenset(kept) if good and isinstance(kept, list) else None


def has_words(cache: Path) -> bool:
    """Return whether words are kept; of which model, and whether whole, :func:`read_words` says."""
    return (cache / "language" / _WORDS).is_file()


def write_words(cache: Path, model: tuple[str, str], words: frozenset[str]) -> None:
    """Keep the words of the model; none of them comes from a text."""
    _write(cache, _WORDS, model, _in_order(words))


@lru_cache(maxsize=1)
def _in_order(words: frozenset[str]) -> str:
    """The words as JSON: some 90,000, the same for every study of a program."""
    return json.dumps(sorted(words))


def read_clean(cache: Path, made_by: tuple[str, ...]) -> frozenset[str]:
    """Return the hashes of the texts in which nothing was found by the same model and rules."""
    kept = _read(cache, _CLEAN, made_by)
    good = isinstance(kept, list) and all(isinstance(key, str) for key in kept)
    return frozenset(kept) if good and isinstance(kept, list) else frozenset()


def write_clean(cache: Path, made_by: tuple[str, ...], keys: frozenset[str]) -> None:
    """Keep hashes of texts in which nothing was found."""
    _write(cache, _CLEAN, made_by, sorted(keys))


def _read(cache: Path, name: str, model: tuple[str, ...]) -> object:
    file = cache / "language" / name
    try:
        whole = json.loads(file.read_text(encoding="utf-8"))
        return whole["kept"] if whole["made_by"] == [_FORMAT, *model] else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        log.warning("%s cannot be read and is made anew (%s)", file, type(error).__name__)
        return None


def _write(cache: Path, name: str, model: tuple[str, ...], kept: object) -> None:
    """Write what is kept; a text is JSON already."""
    file = cache / "language" / name
    head = json.dumps({"begun": begun(file) or now(), "made_by": [_FORMAT, *model]})
    body = kept if isinstance(kept, str) else json.dumps(kept)
    error = keep_whole(file, lambda out: out.write(f'{head[:-1]}, "kept": {body}}}'.encode()))
    if error is not None:
        log.warning("%s cannot be kept (%s); it is made anew each time", file, error)
