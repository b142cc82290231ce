"""Make the packed lists of names, places and words from public lists that were fetched before.

Run: ``python benchmarks/name_lists.py FOLDER``. What FOLDER must hold, where it comes from and
under which licence stands in ``src/practicelearn/language/lists/README.md``. Nothing is fetched.
"""

from __future__ import annotations

import csv
import json
import lzma
import re
import sys
import unicodedata
from pathlib import Path

LISTS = Path(__file__).parents[1] / "src" / "practicelearn" / "language" / "lists"
GIVEN_AT_LEAST = 20  # children of that name in the years that were counted
GIVEN_THOUGH_A_WORD = 300
SURNAMES_KEPT = 15_000
TOWN_THOUGH_A_WORD = 12_000
CITY_ABROAD = 300_000
WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")


def plain(name: str) -> str:
    """Return a name in lower case, without accents."""
    apart = unicodedata.normalize("NFKD", name.lower().replace("’", "'"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def words(path: Path) -> set[str]:
    """Return the words of a word list that are written without a capital."""
    lines = path.read_text(encoding="utf-8").splitlines()
    plain = {w for w in lines if w[:1].islower() and WORD.fullmatch(w) and not w.endswith("'s")}
    return {w for w in plain if len(w) > 3 or set(w) & set("aeiouy")}  # "kt", "pk" are no words


def given(path: Path, common: set[str], rare: set[str]) -> tuple[set[str], set[str]]:
    """Return first names, and those of them that are words of every day too."""
    names, both = set(), set()
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, n = plain(row["name"]), float(row["n"])
            if n < GIVEN_AT_LEAST or len(name) < 3 or not WORD.fullmatch(name):
                continue
            if name in common:
                both |= {name} if n >= GIVEN_THOUGH_A_WORD else set()
            elif name not in rare or n >= GIVEN_THOUGH_A_WORD:
                names.add(name)
    return names, both


def surnames(path: Path) -> set[str]:
    """Return the commonest surnames."""
    lines = path.read_text(encoding="utf-8").splitlines()
    names = [line.split()[0].lower() for line in lines[:SURNAMES_KEPT]]
    return {n for n in names if len(n) > 3}


def places(path: Path, at_least: int = 0, *, abroad: bool = False) -> set[str]:
    """Return places of Great Britain and Ireland, or of elsewhere, with so many people."""
    towns = json.loads(path.read_text(encoding="utf-8")).values()
    home = {"GB", "IE", "IM", "JE", "GG"}
    here = [t for t in towns if (t["countrycode"] in home) != abroad]
    names = {plain(t["name"]) for t in here if t["population"] >= at_least}
    return {n for n in names if len(n) > 2 and re.fullmatch(r"[a-z]+(?:['. -]+[a-z]+)*", n)}


def main() -> None:
    folder = Path(sys.argv[1])
    common = words(folder / "british-english-small")
    english = words(folder / "british-english-large") | common
    english |= words(folder / "american-english-small")
    first, both = given(folder / "uk_names.csv", common, english)
    family = surnames(folder / "dist.all.last")
    abroad = places(folder / "cities500.json", CITY_ABROAD, abroad=True)
    packed = {
        "given": first,
        "given_words": both,
        "family": family - english - first,
        "family_words": family & english,
        "towns": places(folder / "cities500.json") - english,
        "town_words": places(folder / "cities500.json", TOWN_THOUGH_A_WORD) & english,
        "cities": {n for n in abroad - first if not all(w in english for w in n.split())},
        "words": english - first,
    }
    for name, entries in packed.items():
        text = "\n".join(sorted(entries)).encode()
        (LISTS / f"{name}.xz").write_bytes(lzma.compress(text, preset=9))
        print(f"{name}: {len(entries):,}, {(LISTS / f'{name}.xz').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
