"""Method and limits in plain words; versions and hashes."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from importlib import metadata

import pandas as pd

from practicelearn.coding.counted import PERSONAL
from practicelearn.coding.provenance import coding_provenance
from practicelearn.output.gate.cells import number_cell
from practicelearn.output.gate.in_full import asked_for
from practicelearn.output.gate.raised import read_twice_said
from practicelearn.output.gate.sizes import smallest_said
from practicelearn.output.gate.wording import (
    joined,
    text,
)
from practicelearn.output.report.blocks import Block, Bullets, Heading, Paragraph, Table
from practicelearn.output.report.heaps import who_sorted
from practicelearn.output.report.material import Material
from practicelearn.output.report.names import waivers_said
from practicelearn.output.report.planned import deviations_said, plan_said
from practicelearn.themes.cautions import WORD_COUNTS
from practicelearn.themes.claims import ReadTwice
from practicelearn.themes.sources import Row
from practicelearn.themes.tallies import Difference
from practicelearn.themes.themes import Themes
from practicelearn.themes.whose_reading import who_read

__all__ = ["how_it_was_done", "limits", "method_and_limits", "versions", "whose_reading"]

_ORIGINS = {
    "person": "Passages were marked with the codes of a coding frame. Where two people read a "
    "session, one reading was used: what they settled, otherwise the reading of whoever read most.",
    "keyword": "Word counts, not coding: nobody’s coding is counted here, a program looked for the "
    "coding frame’s cue words. They miss what is said in other words, and find jokes and asides. "
    "No quote is printed, because a hit is a word and not what somebody said.",
    "suggested": "Of what persons coded, only what a program offered and a person accepted counts.",
    "imported": "Of what persons coded, only what came from another program counts.",
    "topic": "Nobody has coded these transcripts: candidates come from a topic model, which groups "
    "stretches of talk by the words they share.",
}


def how_it_was_done(material: Material, *, for_readers: bool) -> list[str]:
    """Return the method as sentences for anybody; for readers, nobody is named."""
    themes = material.themes
    said = [_ORIGINS[themes.origin], *_provenance(themes, named=not for_readers)]
    if len(themes.reading):
        claim = ReadTwice.told_by(themes.reading, themes.agreed, themes.corpus.sessions)
        said.append(read_twice_said(claim))
    if themes.origin == "keyword":
        said.append(_checked(material))
    if themes.origin != "topic":
        said.append(
            "A person counts as raising a theme when one of its cue words stands in what they "
            "said, whatever they meant by it. What the facilitator said does not count."
            if themes.origin == "keyword"
            else "A person raised a theme when they spoke of it in their own words. What the "
            "facilitator said, or what somebody only agreed to, does not count."
        )
        if for_readers:
            said.append(
                "Some figures are left out (“not shown”, “some groups”) by fixed rules that "
                "protect everybody who took part."
            )
        said.append(
            "A group’s score is the share of those present who raised the theme; where there is "
            "no attendance list, the share of those who spoke. A group that was not read for a "
            "theme is left out of its figures; it is not counted as a group that did not raise it."
        )
        if (themes.scores["left_out"] == "notes only").any():
            said.append(
                "Notes and flip charts do not say how many people raised a theme: a group of which "
                "there is nothing else may have raised it, and no difference between rounds is "
                "reckoned with that group."
            )
    if material.change is not None and len(material.change):
        said += _of_coders(material)
        declared_change = material.change["smallest_worthwhile"].dropna()
        headline = [text(themes.table.loc[t, "name"]) for t in themes.declared]
        said.append(
            "All rounds are counted under one set of rules, those of today. A figure that a report "
            "has published before stands as it was published."
        )
        said += _design(material.change)
        if len(declared_change):
            row = material.change.loc[declared_change.index[0]]
            told = Row.told("comparison", row, "theme_id", "year_before", "year_after")
            said.append(smallest_said(Difference(told, "smallest_worthwhile")))
        said.append(
            f"Headline themes: {joined(headline) or 'none, so nothing was tested'}"
            f"{_balances(themes)}."
        )
    said += plan_said(material, for_readers=for_readers)
    if for_readers:
        said += deviations_said(material, for_readers=True)
    said += who_sorted(material, for_readers=for_readers)
    return [*said, *waivers_said(material.decisions, named=not for_readers)]


_UNITS = {
    "group": "Rounds are compared group by group, because people in one group answer each other.",
    "team": "Rounds are compared team by team: the scores of one team’s groups are averaged first, "
    "because groups of one team are alike.",
    "facilitator": "Rounds are compared facilitator by facilitator: the scores of the groups that "
    "one person led are averaged first, because they may be alike.",
    "person": "Rounds are compared person by person: each answer was written by somebody alone.",
}


def _design(change: pd.DataFrame) -> list[str]:
    """What counts once, within what, and what the test asks: as it was set for this comparison."""
    unit, strata = str(change["unit"].iloc[0]), change.attrs.get("strata")
    how = _UNITS[unit]
    if (change["design"] == "paired").any():
        how += " Each is held against itself where it met in both rounds."
    if strata is not None and (change["design"] == "stratified").any():
        how += f" They are compared with those of the same {strata} only."
    if (change["weights"] == "attendees").any():
        how += " Each person counts alike, so that large groups count more."
    how += (
        f" The test asks how often shuffling the {unit}s between the rounds would give a "
        "difference this large; the interval says which changes fit what was heard."
    )
    return [how]


def _of_coders(material: Material) -> list[str]:
    """Whether the same people read both rounds: a sentence for all pairs, or one for each."""
    themes = material.themes
    if themes.origin not in PERSONAL:
        return []
    pairs = {pair: who_read(themes, *pair) for pair in material.contrasts()}
    if len(set(pairs.values())) == 1:
        return [f"Who read: {next(iter(pairs.values()))}."]
    return [f"Who read {a} and {b}: {words}." for (a, b), words in pairs.items()]


def _balances(themes: Themes) -> str:
    names = [text(themes.table.loc[t, "name"]) for t in themes.balance]
    return f"; for and against is tested too of {joined(names)}" if names else ""


def _provenance(themes: Themes, *, named: bool) -> list[str]:
    if named or themes.codings is None or not themes.provenance:
        return list(themes.provenance)
    return coding_provenance(themes.codings, themes.corpus, themes.codings, named=False)


def _checked(material: Material) -> str:
    """Say whether cues were held against a person's reading."""
    change = material.change
    beside = [] if change is None else [c for own in change["cautions"] for c in own]
    if any(c.startswith(WORD_COUNTS) and "sensitivity" in c for c in beside):
        return (
            "How far the cue words go with a person’s reading stands beside each comparison: "
            "sensitivity is the share of turns coded by hand that hold a cue, specificity the "
            "share of the other turns that hold none."
        )
    return "Nobody has checked the cue words against a person’s reading."


def limits(material: Material) -> list[str]:
    """Return what the figures cannot say."""
    said = [
        "Groups were not drawn by lot: the figures describe what those who came chose to say.",
        "Silence is not agreement, and talk is not the amount of a problem.",
        "What one person said once may matter more than what keeps coming up.",
    ]
    if material.change is not None and len(material.change):
        said.append("With few groups a real change is often missed: “cannot tell” is no “no”.")
    if len(material.years) < 2:
        said.append("What changed cannot be told: this is the only round.")
    present = material.themes.corpus.attendance
    if present.empty:
        said.append("There is no attendance list, so people who said nothing are not counted.")
    return said


def versions(material: Material) -> list[Block]:
    """Everything another person needs to get the same figures."""
    themes = material.themes
    rows = [
        ["practicelearn", _version()],
        ["Python", platform.python_version()],
        ["Texts (sha256)", _hash_of_texts(material)],
        *_frame_rows(material),
        *_topic_rows(material),
        ["Recurring means", f"{asked_for(material.least)} in a round"],
    ]
    if themes.declared:
        rows.append(["Headline themes (sha256)", themes.declared_hash])
    if material.change is not None and len(material.change):
        row = material.change.iloc[0]
        rows.append(["Comparison", f"unit {row['unit']}, {row['design']}"])
    return [
        Heading("Versions and hashes", anchor="versions"),
        Paragraph("With the same texts, frame and settings, this version gives the same figures."),
        Table("Versions, settings and hashes", ["What", "Value"], rows),
    ]


def whose_reading(material: Material) -> list[Block]:
    """Whose reading counts in each session, and what that leaves out. For the team."""
    table = material.themes.reading
    if not table["n_left_out"].sum():
        return []
    rows = [
        [
            str(r.cells["session_id"]),
            "what was settled" if r.cells["how"] == "settled" else str(r.cells["coder"]),
            number_cell(r, "n_used"),
            number_cell(r, "n_left_out"),
            text(r.cells["left_out"]),
        ]
        for r in (Row.told("reading", own, "session_id") for own in table.itertuples())
    ]
    header = ["Session", "Whose reading", "Codings that count", "Left out", "Whose"]
    return [Table("Whose reading counts, session by session", header, rows, folded=True)]


def method_and_limits(material: Material) -> list[Block]:
    """Both lists under their headings."""
    return [
        Heading("How it was done, and what it cannot say", anchor="method"),
        Bullets(how_it_was_done(material, for_readers=False)),
        Heading("Limits", 3),
        Bullets(limits(material)),
    ]


def _version() -> str:
    try:
        return metadata.version("practicelearn")
    except metadata.PackageNotFoundError:
        return "not installed"


def _hash_of_texts(material: Material) -> str:
    hashes = material.themes.corpus.sessions["text_hash"].dropna().sort_index()
    content = "".join(f"{sid}\x1f{value}\x1e" for sid, value in hashes.items())
    return hashlib.sha256(content.encode()).hexdigest()


def _frame_rows(material: Material) -> list[list[str]]:
    codings = material.themes.codings
    if codings is None or codings.frame is None:
        return [["Coding frame", "none"]]
    frame = codings.frame
    content = json.dumps([asdict(code) for code in frame.codes], sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    rows = [
        ["Coding frame", f"{frame.name}, version {frame.version}"],
        ["Coding frame (sha256)", digest],
    ]
    if frame.source:
        rows.append(["Source of the frame", frame.source])
    return rows


def _topic_rows(material: Material) -> list[list[str]]:
    model = material.themes.topics
    if model is None or not hasattr(model, "get_params"):
        return [["Topic model", "none"]] if model is None else []
    settings = ", ".join(f"{k}={v}" for k, v in model.get_params().items() if v is not None)
    return [["Topic model", settings]]
