"""TEI transcriptions of speech (ISO 24624, ParlaMint and their kin): ``<u who="#P1">``.

Pauses, laughter and the like stay as ``[pause]`` and ``[laughs]``. A note, a stage direction or a
heading is no speech. A ``who`` that the list of persons does not have is said, with the nearest.
"""

from __future__ import annotations

import re
from typing import Any

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.checks import (
    ReadError,
    check_units,
    declared,
    duration,
    near_label,
)
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.speech import Pen
from practicelearn.transcripts.readers.xml_text import Nodes, local, parse_xml, xml_head
from practicelearn.transcripts.roles import declared_role
from practicelearn.transcripts.tiles import Kind, Problem, Reading, Unit

__all__ = ["read", "sniff"]

_UTTERANCE = re.compile(r"<(?:[\w.-]+:)?u[\s>]")
_ID = "{http://www.w3.org/XML/1998/namespace}id"
_SOUNDS = {"pause", "vocal", "incident", "kinesic", "gap", "shift", "writing"}
_BESIDE = {"note", "spanGrp", "fs", "head", "stage"}
_STEPS = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)$")


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are TEI with utterances, whatever its root is called."""
    root = xml_head(head)
    if root in {"TEI", "TEI.2", "teiCorpus"}:
        return 0.9
    if root is None or root.lower() == "html":
        return 0.0
    return 0.6 if _UTTERANCE.search(decode(head).text) else 0.0


def read(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of a TEI file: one an utterance, in the order of the file."""
    root = parse_xml(raw)
    spoken = [e for e in root.iter() if local(e) == "u"]
    if not spoken:
        raise ReadError("it holds no utterance; expected <u> elements, as TEI has for speech")
    nodes = Nodes(root)
    problems: list[Problem] = []
    times = _timeline(root, problems)
    units = [_unit(u, nodes, times, problems) for u in spoken]
    roles, told = _people(root, units)
    problems += told
    units = [u for u in units if u.pieces]
    problems += check_units(units, "utterances")
    tiles, left = nodes.close(_kind, "this is no speech and no turn")
    meta = {**duration(units), "roles": roles}
    return Reading("tei", nodes.tiler.text, tiles, units, problems + left, meta=meta)


def _unit(u: Any, nodes: Nodes, times: dict[str, float], problems: list[Problem]) -> Unit:
    block = u.getparent() if u.getparent() is not None else u
    holder = block if local(block) == "annotationBlock" else u

    def given(name: str) -> str | None:
        value = u.get(name) or holder.get(name)
        return str(value) if value else None

    who = " ".join(w.lstrip("#") for w in (given("who") or "").split()) or None
    unit = Unit(who, [], source_loc=f"line {u.sourceline}")
    unit.start_s = _time(given("start"), times, u, problems)
    unit.end_s = _time(given("end"), times, u, problems)
    anchors = [a.get("synch") for a in u.iter() if local(a) == "anchor" and a.get("synch")]
    if anchors and unit.start_s is None:
        unit.start_s = _time(anchors[0], times, u, problems)
    if anchors and unit.end_s is None and len(anchors) > 1:
        unit.end_s = _time(anchors[-1], times, u, problems)
    _write(u, Pen(nodes.tiler, unit), nodes)
    return unit


def _write(element: Any, pen: Pen, nodes: Nodes) -> None:
    """An element's words, depth first; ``<w>`` without white space between are words too."""
    pen.plain(*nodes.span(element))
    for child in element:
        name = local(child)
        if name in _SOUNDS:
            _sound(child, pen, nodes)
        elif name in _BESIDE:
            pen.spaced = True
        elif name:
            if name in {"w", "seg", "s"}:
                pen.spaced = True
            elif name == "pc":
                pen.spaced = pen.spaced and child.get("pre") == "true"
            _write(child, pen, nodes)
            if name == "w" and child.get("join") in {"right", "both"}:
                pen.spaced = False
        a, b = nodes.span(child, tail=True)
        only_space = not nodes.tiler.text[a:b].strip()
        if b > a and not (only_space and _glued(child)):
            pen.plain(a, b)
            pen.spaced = pen.spaced or nodes.tiler.text[b - 1].isspace()


def _glued(child: Any) -> bool:
    """Whether the next word follows without a space although the file is indented there."""
    after = child.getnext()
    return child.get("join") in {"right", "both"} or (after is not None and local(after) == "pc")


def _sound(child: Any, pen: Pen, nodes: Nodes) -> None:
    said = [e for e in child.iter() if local(e) == "desc" and (e.text or "").strip()]
    if said or (child.text or "").strip():
        a, b = nodes.tiler.trimmed(*nodes.span(said[0] if said else child))
        pen.spaced = True
        pen.instead(a, b, f"[{nodes.tiler.text[a:b]}]", "mark")
    else:
        words = child.get("reason") or child.get("type") or child.get("new") or local(child)
        at = nodes.span(child, tail=True)[0] or (pen.unit.pieces[-1].end if pen.unit.pieces else 0)
        pen.spaced = True
        pen.instead(at, at, f"[{words}]", "mark")
    pen.spaced = True


def _kind(element: Any) -> Kind:
    """What text is that no utterance claimed."""
    beside = False
    while element is not None:
        name = local(element)
        if name == "spanGrp":
            return "syntax"  # word classes and the like, tied to the words by their ids
        beside = beside or name in _BESIDE or name in _SOUNDS
        if name == "u":
            return "preamble" if beside else "issue"
        element = element.getparent()
    return "preamble"


def _timeline(root: Any, problems: list[Problem]) -> dict[str, float]:
    """Seconds of each point: absolute, or so long after another."""
    out: dict[str, float] = {}
    for when in root.iter():
        if local(when) != "when" or not when.get(_ID):
            continue
        value = when.get("absolute") or when.get("interval")
        if value is None:
            if not out:
                out[when.get(_ID)] = 0.0  # the origin
            continue
        seconds = _seconds(value)
        if seconds is None:
            message = "this time cannot be read; what starts there has none"
            problems.append(Problem("warning", when.sourceline, message, value))
            continue
        since = (when.get("since") or "").lstrip("#")
        scale = 0.001 if when.get("unit") == "ms" else 1.0
        out[when.get(_ID)] = round(seconds * scale + out.get(since, 0.0), 6)
    return out


def _time(
    value: str | None, times: dict[str, float], element: Any, problems: list[Problem]
) -> float | None:
    if not value:
        return None
    key = value.split()[0].lstrip("#")
    found = times[key] if key in times else _seconds(value)
    if found is None and times:
        message = f'the point "{key}" has no time on the timeline'
        problems.append(Problem("note", element.sourceline, message))
    elif found is None and not value.startswith("#"):
        message = "this time cannot be read; the words are kept without it"
        problems.append(Problem("warning", element.sourceline, message, value))
    return found


def _seconds(value: str) -> float | None:
    steps = _STEPS.search(value)
    if steps:
        return int(steps[1] or 0) * 3600 + int(steps[2]) * 60 + float(steps[3])
    try:
        return float(value.removesuffix("s"))
    except ValueError:
        return None


def _people(root: Any, units: list[Unit]) -> tuple[dict[str, str], list[Problem]]:
    """Who is listed, in which role, and which labels are of nobody listed."""
    persons = [p for p in root.iter() if local(p) in {"person", "personGrp"} and p.get(_ID)]
    known = {p.get(_ID): p.get("role") for p in persons}
    roles = {label: role for label, role in known.items() if role} | _roles_said(root)
    out: list[Problem] = []
    spoke = list(dict.fromkeys(u.speaker for u in units if u.speaker))
    for label in spoke if known else []:
        if any(part not in known for part in label.split()) and label not in known:
            message = (
                f'"{label}" speaks but is not in the list of persons.{near_label(label, known)}'
            )
            out.append(Problem("warning", None, message, label))
    own, told = declared(roles, units)
    return own, out + told


def _roles_said(root: Any) -> dict[str, str]:
    """Roles that stand on the utterances, as in ParlaMint: who chairs at times has no one role."""
    said: dict[str, set[str]] = {}
    for u in root.iter():
        if local(u) == "u" and u.get("ana") and u.get("who"):
            words = [w.lstrip("#") for w in u.get("ana").split()]
            role = next((w for w in words if declared_role(w)), words[0])
            said.setdefault(u.get("who").lstrip("#"), set()).add(role)
    return {label: " and ".join(sorted(roles)) for label, roles in said.items()}
