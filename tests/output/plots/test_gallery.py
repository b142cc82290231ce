"""The gallery shows every picture, says what each may not be used for, and leads down to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

import practicelearn as prac

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")
HEAD, *SECTIONS = re.split(r"^## ", PAGE, flags=re.MULTILINE)
PICTURES = {name for name in dir(prac.plot) if name != "Picture"}
DRAWN = {
    hit[1]: section
    for section in SECTIONS
    if (hit := re.search(r"^prac\.plot\.(\w+)\(.*\n```$", section, re.MULTILINE))
}


def words_after(section: str, mark: str) -> str:
    return " ".join(section.split(f"**{mark}:** ")[1].split("\n\n")[0].split())


def test_every_picture_of_the_library_is_there_once() -> None:
    assert set(DRAWN) == PICTURES
    assert len(re.findall(r"^prac\.plot\.\w+\(.*\n```$", PAGE, re.MULTILINE)) == len(PICTURES)


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_each_says_how_to_read_it_what_it_says_and_what_not_to_conclude(name: str) -> None:
    section = DRAWN[name]
    question, _, rest = section.partition("\n")
    assert question.endswith("?")
    assert len(rest.split("```python")[0].split()) > 8
    said = words_after(section, "It says").removesuffix(".")
    # that the picture says so is held by the page itself, which is run
    assert f'"{said}"' in " ".join(section.split())
    assert len(words_after(section, "Not to be concluded").split()) > 8
    with Image.open(DOCS / "images" / "gallery" / f"{name}.png") as image:
        assert image.text["Title"] == said, "made anew by: python docs/thumbnails.py"
        assert image.size == (260, 190)


def test_each_small_picture_leads_to_its_section() -> None:
    links = re.findall(r"\[!\[(.+?)\]\(images/gallery/(\w+)\.png\)\]\(#(.+?)\)", HEAD)
    assert [name for _, name, _ in links] == list(DRAWN)
    for alt, name, anchor in links:
        question = DRAWN[name].partition("\n")[0]
        assert alt == question
        assert anchor == re.sub(r"[^a-z0-9 -]", "", question.lower()).replace(" ", "-")
