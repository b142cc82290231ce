"""What the documents of a study print, read back as a reader would, and held against the truth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from lxml import html

import validity_key as key
from practicelearn.output.report.report import Report
from practicelearn.study.folder import Study
from practicelearn.themes.plan import NO_PLAN
from practicelearn.themes.themes import Themes
from validity_invented import Invented

__all__ = ["NOTHING", "print_documents", "printed_falsely", "printed_verdicts"]

_COUNTS = re.compile(
    r"In (\d{4}): (\d+|some) of (\d+) groups?"
    r"(?:, (\d+|fewer than 5|nearly all) of (\d+) (?:people|person))?"
)
STATED = 5
"""So many headline themes have their sentence when a study is printed; the others have none."""
NOTHING = re.compile(
    r"\b0 units\b|\b0 of \d+ (?:groups?|people)\b|\b0 people\b|\b0%|\bnobody\b|\bnot raised\b|"
    r"\bin none of\b|\bno group (?:of \d+ )?(?:raised|said|spoke)\b|\bnone of (?:the )?\d* ?"
    r"(?:groups|people)\b",
    re.IGNORECASE,
)
"""Words that say that something was not there at all."""


def print_documents(study: Study, themes: Themes, change: pd.DataFrame, out: Path) -> list[Path]:
    """Write the evidence file and the report for readers, as a notebook does.

    The first ``STATED`` headline themes are themes, the others are not yet read by a person.
    """
    for theme in themes.declared[:STATED]:
        themes = themes.state(theme, f"People speak of {theme}.")
    made = []
    for kind in ("evidence", "report"):
        document = Report(
            themes=themes, change=change, title="Invented", decisions=study.decisions(),
            guide=study.guide(), kind=kind,
        )  # fmt: skip
        made.append(document.save(out / f"{kind}.html"))
    return made


def printed_verdicts(page: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the verdict that a document's table of change prints beside each theme's name."""
    said = {}
    for table in _tables(page):
        head, *rows = table
        if "Verdict" in head:
            said |= {r[0]: r[head.index("Verdict")] for r in rows if r and r[0] in names}
    return said


def printed_falsely(page: Path, invented: Invented, themes: Themes) -> list[str]:
    """Return every figure and every "nothing" of a document that the truth does not bear."""
    names = {str(name): str(theme) for theme, name in themes.table["name"].items()}
    return [*_counts(page, invented, names), *_shares(page, invented, names),
            *_nothing(page, invented, names), *_plan(page, invented)]  # fmt: skip


def _plan(page: Path, invented: Invented) -> Iterator[str]:
    """Whether a plan was made before, and which headlines it had: as it was, or it is false."""
    text, last = _text(page), invented.design.rounds[-1]
    before = f"before the first coding of {last}" in text and "Planned on" in text
    if before != key.planned_before(invented) or (NO_PLAN in text) == before:
        yield f"{page.name}: says {'' if before else 'not '}that {last} was planned before"
    late = f"the plan was made after the first coding of {last}" in text
    if late != (invented.design.planned == "late"):
        yield f"{page.name}: says {'' if late else 'not '}that the plan of {last} came late"
    otherwise = rf"(?:otherwise than planned for {last}: |{last}, )headline themes\b"
    if bool(re.search(otherwise, text)) != (invented.design.planned == "removed"):
        yield f"{page.name}: a headline was taken out or not, and it says otherwise"


def _counts(page: Path, invented: Invented, names: dict[str, str]) -> Iterator[str]:
    text = _text(page)
    heads = "|".join(map(re.escape, names))
    begins = (
        r"(?:Candidate, not yet read by a person|Not yet put into a sentence by a person[^.]*|"
        r"People speak of [a-z]+)\."
    )
    parts = re.split(rf"({heads}) {begins}", text)[1:]
    for name, part in zip(parts[::2], parts[1::2], strict=True):
        for found in _COUNTS.finditer(part.split("“")[0]):
            wanted = key.reach(invented, names[name], found[1])
            if wanted is None or not _fits(found, wanted):
                yield f"{page.name}: {name}, “{found[0]}” printed, {wanted} true"
    yield from _sizes(page, text, invented)
    latest = invented.design.rounds[-1]
    for table in _tables(page):
        head, *rows = table
        if "Groups" not in head or "People" not in head or head[0] not in ("Candidate", "Subject"):
            continue
        for row in (r for r in rows if r and r[0] in names):
            wanted = key.reach(invented, names[row[0]], latest)
            groups, people = row[head.index("Groups")], row[head.index("People")]
            for cell, pair in (
                (groups, wanted and (wanted.n_groups_raised, wanted.n_groups)),
                (people, wanted and (wanted.n_people_raised, wanted.n_people)),
            ):
                told = re.fullmatch(r"(\d+) of (\d+)", cell)
                if told and (int(told[1]), int(told[2])) != pair:
                    yield f"{page.name}: {row[0]}, {cell} in the table, {pair} true"


def _sizes(page: Path, text: str, invented: Invented) -> Iterator[str]:
    """How many groups and people a round had: everybody known of, or it says that they are not."""
    for found in re.finditer(r"(\d{4}): (\d+) groups? and (\d+) people", text):
        whole = (len(invented.of_round(found[1])), key.people_known(invented, found[1]))
        if (int(found[2]), int(found[3])) != whole:
            yield f"{page.name}: “{found[0]}”, {whole} were known"
    for found in re.finditer(r"people in (\d{4}) (\d+)", text):
        if int(found[2]) != key.people_known(invented, found[1]):
            yield f"{page.name}: “{found[0]}”, {key.people_known(invented, found[1])} were known"


def _fits(found: re.Match[str], wanted: key.Reach) -> bool:
    """Whether printed counts of groups and people, or the words in their place, are so."""
    groups = found[2] == "some" or int(found[2]) == wanted.n_groups_raised
    if int(found[3]) != wanted.n_groups or not groups or found[4] is None:
        return int(found[3]) == wanted.n_groups and groups
    n, of = wanted.n_people_raised, wanted.n_people
    said = {"fewer than 5": 0 < n < 5, "nearly all": of - 5 < n < of}
    return int(found[5]) == of and (said[found[4]] if found[4] in said else int(found[4]) == n)


def _shares(page: Path, invented: Invented, names: dict[str, str]) -> Iterator[str]:
    """The shares of the tables of change: whole per cent of the mean over groups."""
    for table in _tables(page):
        head, *rows = table
        rounds = [name for name in head if name in invented.design.rounds]
        if "Verdict" not in head or not rounds:
            continue
        for row in (r for r in rows if r and r[0] in names):
            for name in rounds:
                told = re.fullmatch(r"(\d+)%", row[head.index(name)])
                own = [s.share for s in key.shares(invented, names[row[0]], name)]
                if told and (not own or abs(int(told[1]) - 100 * sum(own) / len(own)) > 0.5001):
                    yield f"{page.name}: {row[0]}, {name}: {told[0]} printed, of {own}"


def _nothing(page: Path, invented: Invented, names: dict[str, str]) -> Iterator[str]:
    """Where a document says of a theme that nothing was there: it must be known, and so."""
    for block in _blocks(page):
        if not NOTHING.search(block):
            continue
        about = [t for n, t in names.items() if re.search(rf"\b{re.escape(n)}\b", block)]
        rounds = [r for r in invented.design.rounds if r in block] or invented.design.rounds
        if "in the rounds before" in block:
            rounds = invented.design.rounds[:-1]
        known = [key.reach(invented, t, r) for t in about for r in rounds]
        if not all(r is not None and 0 in (r.n_groups_raised, r.n_people_raised) for r in known):
            yield f"{page.name}: “{block[:160]}”"
    if found := re.search(r".{0,40}\b0 of 0\b.{0,60}", _text(page)):
        yield f"{page.name}: “{found[0]}” of what is not known"
    for head, *rows in _tables(page):
        for row in (r for r in rows if r and r[0] in names):
            theme = names[row[0]]
            if head[1:2] == ["Round"]:
                yield from _absent(page, invented, theme, row)
            else:
                yield from _cells(page, invented, theme, dict(zip(head[1:], row[1:], strict=False)))


def _absent(page: Path, invented: Invented, theme: str, row: list[str]) -> Iterator[str]:
    """A row of the themes that nobody raised in a round: none was read, or none raised it."""
    own = key.reach(invented, theme, row[1])
    if (own is None and "read" not in row[2]) or (own is not None and own.n_groups_raised):
        yield f"{page.name}: {' '.join(row)[:160]}, {own} true"


def _cells(page: Path, invented: Invented, theme: str, cells: dict[str, str]) -> Iterator[str]:
    """The cells of a table of themes by groups."""
    for meeting in invented.meetings:
        cell = cells.get(meeting.group)
        if cell is None:
            continue
        heard = sum(theme in p.raised for p in meeting.people)
        if not key.was_read(invented, meeting, theme):
            fits = not re.match(r"\d+ of|raised|not raised|0", cell)
        elif key.has_share(invented, meeting, theme):
            people = key.known_people(meeting)
            fits = cell == f"{sum(theme in p.raised for p in people)} of {len(people)}"
        else:
            fits = cell.startswith("raised" if heard else "not raised")
        if not fits:
            yield f"{page.name}: {theme}, {meeting.group}: “{cell}”, raised by {heard}"


def _blocks(page: Path) -> Iterator[str]:
    """Paragraphs and points, those of our own words: quotes apart."""
    whole = html.document_fromstring(page.read_bytes())
    for block in whole.xpath("//p[not(ancestor::blockquote)] | //li | //caption"):
        yield _even(block.text_content())


def _text(page: Path) -> str:
    whole = html.document_fromstring(page.read_bytes())
    for node in whole.xpath("//style | //script | //svg"):
        node.getparent().remove(node)
    return _even("\n".join(whole.xpath("//text()")))


def _even(text: str) -> str:
    return re.sub(r"[\s\xa0]+", " ", text).strip()


def _tables(page: Path) -> Iterator[list[list[str]]]:
    whole = html.document_fromstring(page.read_bytes())
    for table in whole.xpath("//table"):
        rows = [
            [_even(cell.text_content()) for cell in row.xpath("./th|./td")]
            for row in table.xpath(".//tr")
        ]
        if rows:
            yield rows
