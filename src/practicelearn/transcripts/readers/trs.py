"""Transcriber (.trs): ``<Turn speaker="spk1" startTime="3.2">``, with ``<Sync>`` marks in it.

Where two talk at once a turn names both, and ``<Who nb="2"/>`` says whose the words after it are.
"""

from __future__ import annotations

from typing import Any

from practicelearn.transcripts.decode import decode
from practicelearn.transcripts.readers.checks import ReadError, check_units, duration
from practicelearn.transcripts.readers.hints import Hints
from practicelearn.transcripts.readers.xml_text import Nodes, local, parse_xml, xml_head
from practicelearn.transcripts.tiles import Kind, Problem, Reading, Unit

__all__ = ["read", "sniff"]


def sniff(head: bytes, name: str) -> float:  # noqa: ARG001  every sniffer takes both
    """Return how surely the bytes are Transcriber's."""
    return 1.0 if xml_head(head) == "Trans" and "<Turn" in decode(head).text else 0.0


def read(raw: bytes, hints: Hints) -> Reading:  # noqa: ARG001  every reader takes hints
    """Return the units of a Transcriber file: one a stretch of one speaker."""
    root = parse_xml(raw)
    names = {
        e.get("id"): (e.get("name") or e.get("id")) for e in root.iter() if local(e) == "Speaker"
    }
    turns = [e for e in root.iter() if local(e) == "Turn"]
    if not turns:
        raise ReadError("it holds no <Turn>, as Transcriber has for speech")
    nodes = Nodes(root)
    units: list[Unit] = []
    problems: list[Problem] = []
    for turn in turns:
        _take(turn, names, nodes, units, problems)
    units = [u for u in units if u.pieces]
    problems += check_units(units, "turns")
    tiles, left = nodes.close(_kind, "this is no speech and no turn")
    text = nodes.tiler.text
    return Reading("trs", text, tiles, units, problems + left, meta=duration(units))


def _take(
    turn: Any,
    names: dict[str | None, str | None],
    nodes: Nodes,
    units: list[Unit],
    problems: list[Problem],
) -> None:
    who = [names.get(key, key) for key in (turn.get("speaker") or "").split()]
    start, end = (_seconds(turn.get(key), turn, problems) for key in ("startTime", "endTime"))
    place = f"line {turn.sourceline}"
    unit = Unit(who[0] if who else None, [], start, end, place)
    units.append(unit)
    unit.pieces += nodes.tiler.speech(*nodes.span(turn))
    for child in turn:
        if local(child) == "Who":
            n = int(child.get("nb") or 1) if (child.get("nb") or "1").isdigit() else 1
            speaker = who[n - 1] if 0 < n <= len(who) else None
            unit = Unit(speaker, [], start, end, place)
            units.append(unit)
        unit.pieces += nodes.tiler.speech(*nodes.span(child, tail=True))


def _seconds(value: str | None, turn: Any, problems: list[Problem]) -> float | None:
    try:
        return float(value) if value else None
    except ValueError:
        message = "this time cannot be read; the words are kept without it"
        problems.append(Problem("warning", turn.sourceline, message, value or ""))
        return None


def _kind(element: Any) -> Kind:  # noqa: ARG001  every kind takes an element
    return "preamble"
