"""Releasing a report: a person has read every quote of exactly this report."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pandas as pd

from practicelearn.output.disclosure.releases import of_reports
from practicelearn.output.report.blocks import Document
from practicelearn.output.report.material import Material

__all__ = [
    "given_back", "hashes_of", "hashes_of_pages", "model_hash", "newest_hashes", "page_hash",
    "poster_of", "printed_of", "with_waiver",
]  # fmt: skip

_LOOKED_AT = 3  # whether one is of this report: each is made to see
_DRAWN = {"draw", "anchor"}  # a picture is told by its table; an anchor is no word


def model_hash(document: Document) -> str:
    """Return sha256 over everything a document prints, the day it was made left out."""
    digest = hashlib.sha256()
    for words in _told((document.title, list(document.blocks))):
        digest.update(f"{words}\x1e".encode())
    return digest.hexdigest()


def hashes_of(releases: pd.DataFrame) -> list[str]:
    """Return the hash of the report that each release released; "" where it released a page."""
    if "hash" not in releases:
        return []
    reports = of_reports(releases)
    return [str(h) if own else "" for h, own in zip(releases["hash"], reports, strict=True)]


def newest_hashes(releases: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Yield place and hash of the newest releases of a report, the newest first."""
    reports = [(k, digest) for k, digest in enumerate(hashes_of(releases)) if digest]
    yield from reversed(reports[-_LOOKED_AT:])


def hashes_of_pages(releases: pd.DataFrame) -> set[str]:
    """Return the hashes of the pages for participants that were given back."""
    pages = releases[~of_reports(releases)]
    return set(pages["hash"]) if "hash" in pages else set()


def poster_of(releases: pd.DataFrame, which: int | None) -> str:
    """Return the hash of the poster that a release was of too; "" of one that had none."""
    if which is None or "rules" not in releases:
        return ""
    rules = releases["rules"].iloc[which]
    return str(rules.get("poster", "")) if isinstance(rules, Mapping) else ""


def with_waiver(decisions: pd.DataFrame | None, reason: str | None) -> pd.DataFrame:
    """Return decisions with one more: why words that look like names may stay."""
    decided = pd.DataFrame(columns=["kind", "who", "at"]) if decisions is None else decisions
    if reason is None:
        return decided
    row = pd.DataFrame([{"kind": "waive", "reason": reason}], dtype=object)
    return pd.concat([decided, row], ignore_index=True)


def page_hash(document: Document, year: str) -> str:
    """Return the hash of the page for a round's participants: two rounds' pages are two."""
    return hashlib.sha256(f"{year}\x1e{model_hash(document)}".encode()).hexdigest()


def given_back(material: Material, year: str, told: Collection[str]) -> dict[str, Any]:
    """Return what a page for participants tells of its round: groups of themes, and no people."""
    now = material.counted[year]
    return {
        year: {
            "people": "",
            "sizes": {g: int(n) for g, n in now.sizes.items()},
            "themes": {
                theme: {"people": "", "groups": material.groups_said(theme, year), "recurs": False}
                for theme in sorted(told)
            },
            "digests": {theme: now.digest(theme) for theme in sorted(told)},
        }
    }


def printed_of(material: Material, told: Collection[str] = ()) -> dict[str, Any]:
    """Return what a report tells of each round, for the study to keep with its release.

    ``told``: further themes of which it holds a figure, such as beside a survey.

    Later reports reprint these words; the hashes show whether a round is counted otherwise by
    then, and the sizes who could be known to have left. No word of a participant is in it.
    """
    themes = sorted(material.shown.union(told))
    return {
        year: {
            "people": material.people_in(year),
            "sizes": {g: int(n) for g, n in now.sizes.items()},
            "themes": {
                theme: {
                    "people": material.people_said(theme, year),
                    "groups": material.groups_said(theme, year),
                    "recurs": bool(material.recurs(theme, year)),
                }
                for theme in themes
                if material.reach(theme, year) is not None
            },
            "digests": {theme: now.digest(theme) for theme in themes},
        }
        for year, now in material.counted.items()
    }


def _told(value: Any) -> Iterator[str]:
    if isinstance(value, str | bool | int | float) or value is None:
        yield str(value)
    elif isinstance(value, list | tuple):
        yield f"[{len(value)}"
        for item in value:
            yield from _told(item)
    elif is_dataclass(value):
        yield type(value).__name__
        for part in fields(value):
            if part.name not in _DRAWN:
                yield from _told(getattr(value, part.name))
