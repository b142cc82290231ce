"""The team's own words: a Word file that people write in, printed in its places in the report.

It lies in the study, is made once, and is never written over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from practicelearn._disk import save_whole
from practicelearn._tables import near_match
from practicelearn._word import plain_document
from practicelearn.errors import PracticelearnError
from practicelearn.output.report.blocks import Block, Heading, OwnParagraph, OwnWords
from practicelearn.themes.cycle.naming import GiveAways

__all__ = ["PLACES", "begin_own_words", "own_texts", "read_own_words", "refuse_give_aways"]

PLACES = {
    "foreword": "Foreword",
    "told": "Before “What people told us”",
    "cycle": "Before “You said, we did, did it help”",
    "ask": "Before “What we ask you to decide”",
    "thanks": "Thanks",
}
"""Where words of the team's own may stand: the heading they are written under."""

_HINTS = {
    "foreword": "after the first page, under the heading Foreword",
    "told": "before the themes",
    "cycle": "before the promises",
    "ask": "on the first page, above what you ask; keep it to two or three lines",
    "thanks": "near the end, under the heading Thanks",
}
_HOW = (
    "[Write below the headings. What you write is printed in every report that is made, with its "
    "paragraphs, lists, bold and italic; this file is never written over. Leave the headings as "
    "they are. What stands in square brackets is not printed, and nor is a heading without words "
    "of yours below it.]"
)
_RULES = (
    "[Name nobody who took part, and give no figure of people or groups: the report gives those, "
    "under rules that protect everybody. A figure of people here stops the release.]"
)
_NOT_PRINTED = {
    "tbl": "a table", "drawing": "a picture", "pict": "a picture or a text box",
    "object": "an embedded object", "footnoteReference": "a footnote",
    "endnoteReference": "an endnote",
}  # fmt: skip


def begin_own_words(path: Path) -> Path:
    """Write the file with its headings and what may stand under each, and return its path."""
    word = plain_document("Words of our own for the report")
    for hint in (_HOW, _RULES):
        word.add_paragraph(hint)
    for place, heading in PLACES.items():
        word.add_heading(heading, level=1)
        word.add_paragraph(f"[This stands {_HINTS[place]}.]")
    return save_whole(path, partial(_save, word))


def _save(word: Any, path: Path) -> None:
    word.save(str(path))


def read_own_words(path: str | Path) -> dict[str, list[Block]]:
    """Return what the team wrote, by place; a place without words is left out.

    Raises
    ------
    PracticelearnError
        It is no Word file, a heading is none of the places, or it holds what would not be printed.
    """
    import docx

    path = Path(path)
    try:
        word = docx.Document(str(path))
    except Exception as error:  # a damaged file fails in any way
        raise PracticelearnError(
            f"{path}: expected a Word file (.docx) with the team's own words. Where it is still "
            "coming down from a synced folder, wait; else delete it, and the next report makes a "
            "new one."
        ) from error
    _refuse_what_is_not_printed(word, path)
    found: dict[str, list[Block]] = {}
    place = ""
    for paragraph in word.paragraphs:
        text, bold, italic = _read(paragraph)
        level = _level(paragraph)
        if not text or re.fullmatch(r"\[.*\]", text):
            continue
        if level == 1:
            place = _place(text, path)
        elif not place:
            raise PracticelearnError(
                f"{path}: “{text[:60]}” stands above the first heading, so it has no place in the "
                f"report. Move it below one of: {', '.join(PLACES.values())}."
            )
        elif level:
            found.setdefault(place, []).append(Heading(text, 3 if place != "ask" else 4))
        else:
            own = OwnParagraph(text, _style(paragraph), tuple(bold), tuple(italic))
            blocks = found.setdefault(place, [])
            if blocks and isinstance(blocks[-1], OwnWords):
                blocks[-1] = OwnWords((*blocks[-1].paragraphs, own))
            else:
                blocks.append(OwnWords((own,)))
    return found


def own_texts(words: Mapping[str, list[Block]]) -> list[str]:
    """Return every paragraph and heading of the team's own, as it is printed."""
    blocks = [block for own in words.values() for block in own]
    said = [p.text for b in blocks if isinstance(b, OwnWords) for p in b.paragraphs]
    return [*said, *(b.text for b in blocks if isinstance(b, Heading))]


def refuse_give_aways(words: Mapping[str, list[Block]], give_away: GiveAways) -> None:
    """Raise where the team's own words name a person or repeat what somebody said.

    Raises
    ------
    PracticelearnError
        With where, and why; the words themselves are not repeated.
    """
    for place, blocks in words.items():
        for n, text in enumerate(own_texts({place: blocks}), 1):
            why = give_away.why(text)
            if why:
                raise PracticelearnError(
                    f"no report for readers was made: in your own words for it, under "
                    f"“{PLACES[place]}”, paragraph {n}: {why}. Write it otherwise."
                )


def _refuse_what_is_not_printed(word: Any, path: Path) -> None:
    for element in word.element.body.iter():
        kind = str(element.tag).rpartition("}")[2]
        if kind in _NOT_PRINTED:
            raise PracticelearnError(
                f"{path}: it holds {_NOT_PRINTED[kind]}, which would not be printed. The report "
                "takes paragraphs, lists, bold and italic: take the rest out, or put it into the "
                "finished report."
            )


def _read(paragraph: Any) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    """Its words as they stand once changes are accepted, and where they are bold and italic."""
    from docx.oxml.ns import qn
    from docx.text.run import Run

    text = ""
    marks: dict[str, list[tuple[int, int]]] = {"bold": [], "italic": []}
    # .runs would leave out links and what was added in tracked changes
    for element in paragraph._p.iter(qn("w:r")):  # noqa: SLF001 - see above
        if any(e.tag == qn("w:moveFrom") for e in element.iterancestors()):
            continue
        run = Run(element, paragraph)
        said = re.sub(r"\s+", " ", run.text)  # what was deleted is no text of a run
        said = said.lstrip() if not text or text.endswith(" ") else said
        for name, own in marks.items():
            if said and getattr(run, name):
                own.append((len(text), len(text) + len(said)))
        text += said
    end = len(text.rstrip())
    bold, italic = ([(a, min(b, end)) for a, b in own if a < end] for own in marks.values())
    return text[:end], bold, italic


def _level(paragraph: Any) -> int:
    name = str(paragraph.style.name) if paragraph.style is not None else ""
    if name == "Title":
        return 1
    return int(name[-1]) if re.fullmatch(r"Heading \d", name) else 0


def _style(paragraph: Any) -> Any:
    from docx.oxml.ns import qn

    name = str(paragraph.style.name) if paragraph.style is not None else ""
    if name.startswith("List Number"):
        return "number"
    properties = paragraph._p.pPr  # noqa: SLF001 - a list without a style of its own
    listed = properties is not None and properties.find(qn("w:numPr")) is not None
    return "bullet" if listed or name.startswith("List") else "body"


def _place(heading: str, path: Path) -> str:
    known = {_plain(words): place for place, words in PLACES.items()}
    if _plain(heading) in known:
        return known[_plain(heading)]
    hint = near_match(_plain(heading), list(known))
    raise PracticelearnError(
        f"{path}: “{heading[:60]}” is no place in the report.{hint} The places are: "
        f"{', '.join(PLACES.values())}. A heading of your own is a Heading 2 below one of them."
    )


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))
