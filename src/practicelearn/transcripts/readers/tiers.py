"""Annotation tools that keep a tier a speaker: ELAN (.eaf) and EXMARaLDA (.exb).

Only tiers of speech become turns. What hangs below them (words, glosses, translations) says it
again or describes it: such tiers are named, never counted twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from practicelearn.errors import counted
from practicelearn.transcripts.readers.checks import (
    ReadError,
    check_units,
    declared,
    duration,
    plain_words,
)
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.speech import Pen, bracketed
from practicelearn.transcripts.readers.xml_text import Nodes, parse_xml, xml_head
from practicelearn.transcripts.tiles import Kind, Problem, Reading, Unit

__all__ = ["read_eaf", "read_exb", "sniff_eaf", "sniff_exb"]

_SPOKEN = re.compile(r"(?i)utter|transcr|text|speech|sentence|\butt|\btx\b|phrase|turn|orth")
_BESIDE = re.compile(r"(?i)comment|note|gesture|gaze|translat|gloss|topic|code|coding|action|body")
_AN_ID = re.compile(r"\S*\d\S*")


@dataclass
class _Tier:
    element: Any
    name: str
    speaker: str | None
    parent: str | None = None
    kind: str = ""
    annotations: list[_Annotation] = field(default_factory=list)


@dataclass(slots=True)
class _Annotation:
    value: Any  # the element that holds the words
    order: float
    start_s: float | None
    end_s: float | None
    line: int


def sniff_eaf(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are ELAN's."""
    return 1.0 if xml_head(head) == "ANNOTATION_DOCUMENT" else 0.0


def sniff_exb(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are EXMARaLDA's."""
    return 1.0 if xml_head(head) == "basic-transcription" else 0.0


def read_eaf(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of an ELAN file: one an annotation of a tier of speech, by time."""
    root = parse_xml(raw)
    problems: list[Problem] = []
    tiers = _eaf_tiers(root, problems)
    if not tiers:
        raise ReadError("the ELAN file has no tier; expected one tier a speaker")
    nodes = Nodes(root)
    speech = _eaf_speech(tiers)
    coded = "((" in nodes.tiler.text
    found: list[tuple[float, Unit]] = []
    for tier in speech:
        for a in tier.annotations:
            unit = Unit(tier.speaker, [], a.start_s, a.end_s, f"line {a.line}")
            span = nodes.span(a.value)
            if coded:
                bracketed(Pen(nodes.tiler, unit), *span)
            else:
                unit.pieces = nodes.tiler.speech(*span)
            if unit.pieces:
                found.append((a.order, unit))
    problems += _left_out([t for t in tiers if t not in speech], found)
    return _reading("elan", nodes, found, problems, {"ANNOTATION_VALUE"}, "annotations")


def read_exb(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of an EXMARaLDA file: events of a tier that follow without a gap."""
    root = parse_xml(raw)
    problems: list[Problem] = []
    points = _exb_points(root, problems)
    names = {
        s.get("id"): (s.findtext("abbreviation") or "").strip() or s.get("id")
        for s in root.iter("speaker")
    }
    nodes = Nodes(root)
    for speaker in root.iter("speaker"):
        for name in speaker.iter("abbreviation"):
            nodes.tiler.add(*nodes.tiler.trimmed(*nodes.span(name)), "label")
    found: list[tuple[float, Unit]] = []
    other: list[_Tier] = []
    for tier in root.iter("tier"):
        label = names.get(tier.get("speaker"), tier.get("speaker"))
        if tier.get("type", "t") != "t":
            shown = tier.get("display-name") or tier.get("category") or tier.get("id") or ""
            other.append(
                _Tier(tier, shown, label, annotations=[_bare(e) for e in tier.iter("event")])
            )
            continue
        found += _exb_units(tier, label, points, nodes, problems)
    problems += _left_out(other, found)
    roles, told = declared(_exb_roles(root, names), [unit for _, unit in found])
    problems += told
    return _reading("exmaralda", nodes, found, problems, {"event"}, "utterances", roles)


def _reading(
    format: str,
    nodes: Nodes,
    found: list[tuple[float, Unit]],
    problems: list[Problem],
    copies: set[str],
    noun: str,
    roles: Mapping[str, str] | None = None,
) -> Reading:
    units = [unit for _, unit in sorted(found, key=lambda f: f[0])]

    def kind_of(element: Any) -> Kind:
        return "syntax" if element.tag in copies else "preamble"

    tiles, left = nodes.close(kind_of, "these fields of the file are no turns")
    problems += [*check_units(units, noun), *left]
    text = nodes.tiler.text
    meta = {**duration(units), "roles": dict(roles or {})}
    return Reading(format, text, tiles, units, problems, meta=meta)


def _eaf_tiers(root: Any, problems: list[Problem]) -> list[_Tier]:
    slots: dict[str, tuple[int, float | None]] = {}
    for n, slot in enumerate(root.iter("TIME_SLOT")):
        value = slot.get("TIME_VALUE")
        slots[slot.get("TIME_SLOT_ID", "")] = (n, _number(value, slot, problems, scale=1000))
    known: dict[str, tuple[float, float | None, float | None]] = {}
    refs: dict[str, str] = {}
    tiers: list[_Tier] = []
    rows: list[tuple[_Tier, Any, str]] = []
    for element in root.iter("TIER"):
        name = element.get("TIER_ID", "")
        tier = _Tier(element, name, element.get("PARTICIPANT", "").strip() or name or None)
        tier.parent, tier.kind = element.get("PARENT_REF"), element.get("LINGUISTIC_TYPE_REF", "")
        tiers.append(tier)
        for a in element.iter("ALIGNABLE_ANNOTATION", "REF_ANNOTATION"):
            get = a.get
            own = get("ANNOTATION_ID", "")
            rows.append((tier, a, own))
            if a.tag == "REF_ANNOTATION":
                refs[own] = get("ANNOTATION_REF", "")
                continue
            first, last = get("TIME_SLOT_REF1", ""), get("TIME_SLOT_REF2", "")
            order, start = slots.get(first) or _no_slot(first, a, problems)
            known[own] = (order, start, (slots.get(last) or _no_slot(last, a, problems))[1])
    ordered = _in_time(slots)
    for tier, a, own in rows:
        at = known.get(own) or _through_parents(own, refs, known)
        if at is None and a.findtext("ANNOTATION_VALUE"):
            message = "the annotation this one hangs on is not in the file; it has no time"
            problems.append(Problem("warning", a.sourceline, message))
        order, start, end = at or (-1.0, None, None)
        value = _value(a)
        if value is not None:
            order = ordered.get(int(order), inf)
            tier.annotations.append(_Annotation(value, order, start, end, a.sourceline))
    return tiers


def _value(annotation: Any) -> Any:
    if len(annotation):  # it stands first in every file that ELAN writes
        first = annotation[0]
        if first.tag == "ANNOTATION_VALUE":
            return first
    return next(annotation.iterchildren("ANNOTATION_VALUE"), None)


def _in_time(slots: dict[str, tuple[int, float | None]]) -> dict[int, float]:
    """Where a slot stands in time, to sort by: one without a time stands right after the last."""
    out: dict[int, float] = {}
    last = 0.0
    for n, value in slots.values():
        last = value if value is not None else last
        out[n] = last
    return out


def _no_slot(name: str, annotation: Any, problems: list[Problem]) -> tuple[float, float | None]:
    message = f'the time slot "{name}" is not in the file; the words are kept without a time'
    problems.append(Problem("warning", annotation.sourceline, message))
    return -1.0, None


def _through_parents(
    name: str, refs: dict[str, str], known: dict[str, tuple[float, float | None, float | None]]
) -> tuple[float, float | None, float | None] | None:
    seen: set[str] = set()
    while name not in known and name in refs and name not in seen:
        seen.add(name)
        name = refs[name]
    return known.get(name)


def _eaf_speech(tiers: list[_Tier]) -> list[_Tier]:
    """Tiers without a parent; where such a tier holds ids only, the utterances that hang on it."""
    tops = [t for t in tiers if not t.parent and any(_words(a) for a in t.annotations)]
    out: list[_Tier] = []
    for top in tops:
        if _BESIDE.search(f"{top.name} {top.kind}") and len(tops) > 1:
            continue
        below = [t for t in tiers if t.parent == top.name and t.annotations]
        said = [_words(a) for a in top.annotations] if below else []
        if below and all(_AN_ID.fullmatch(w) for w in said if w) and len(set(said)) == len(said):
            spoken = [t for t in below if _SPOKEN.search(f"{t.name} {t.kind}")]
            out += (spoken or below)[:1]
        else:
            out.append(top)
    return out or tops


def _words(annotation: _Annotation) -> str:
    return (annotation.value.text or "").strip()


def _exb_points(root: Any, problems: list[Problem]) -> dict[str, tuple[float, float | None]]:
    out: dict[str, tuple[float, float | None]] = {}
    last = 0.0
    for point in root.iter("tli"):
        value = _number(point.get("time"), point, problems)
        last = value if value is not None else last
        out[point.get("id", "")] = (last, value)
    return out


def _exb_roles(root: Any, names: Mapping[str, str]) -> dict[str, str]:
    """Roles of the speaker table: a field of the user's own that is called role."""
    out: dict[str, str] = {}
    for speaker in root.iter("speaker"):
        for own in speaker.iter("ud-information"):
            name = (own.get("attribute-name") or "").strip().lower()
            if name in {"role", "function"} and (own.text or "").strip():
                out[names[speaker.get("id")]] = own.text.strip()
    return out


def _exb_units(
    tier: Any,
    label: str | None,
    points: dict[str, tuple[float, float | None]],
    nodes: Nodes,
    problems: list[Problem],
) -> list[tuple[float, Unit]]:
    out: list[tuple[float, Unit]] = []
    pen: Pen | None = None
    until: str | None = None
    order = 0.0
    for event in tier.iter("event"):
        start, end = event.get("start"), event.get("end")
        for name in (start, end):
            if name not in points:
                message = f'the point "{name}" is not on the timeline; the words have no time'
                problems.append(Problem("warning", event.sourceline, message))
        at, start_s = points.get(start, (order, None))
        if pen is None or start != until:
            unit = Unit(label, [], start_s, None, f"line {event.sourceline}")
            pen = Pen(nodes.tiler, unit)
            out.append((at, unit))
        span = nodes.span(event)
        bracketed(pen, *span)
        pen.unit.end_s = points.get(end, (0.0, None))[1]
        until, order = end, at
    return [(at, unit) for at, unit in out if unit.pieces]


def _bare(event: Any) -> _Annotation:
    return _Annotation(event, 0.0, None, None, event.sourceline)


def _left_out(tiers: list[_Tier], found: list[tuple[float, Unit]]) -> list[Problem]:
    """What to say of tiers that are no turns: their words too, unless they are all in turns."""
    out: list[Problem] = []
    if not tiers:
        return out
    spoken = {w for _, u in found for p in u.pieces for w in plain_words(p.text)}
    for tier in tiers:
        said = [_words(a) for a in tier.annotations if _words(a)]
        new = any(w not in spoken for words in said for w in plain_words(words))
        if said:
            what = "describes what was said" if new else "says again what was said"
            message = (
                f'the tier "{tier.name}" ({counted(len(said), "annotation")}) {what} and is no turn'
            )
            words = "\n".join(said) if new else ""
            out.append(Problem("note", tier.element.sourceline, message, words))
    return out


def _number(
    value: str | None, element: Any, problems: list[Problem], scale: float = 1
) -> float | None:
    if value is None or not value.strip():
        return None
    try:
        return float(value) / scale
    except ValueError:
        message = "this time cannot be read; the words are kept without it"
        problems.append(Problem("warning", element.sourceline, message, value))
        return None
