"""The rows of `make bench` as a table of Markdown: a line a measure and rival, a column a scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["between_markers", "by_measure", "markdown"]

BEGIN, END = "<!-- what make bench printed -->", "<!-- end of what make bench printed -->"
SCALES = (1.0, 10.0, 100.0)
Rows = Sequence[Mapping[str, Any]]


def markdown(rows: Rows, machine: str) -> str:
    """Return the table, with the machine and the dates above it and what is left out below."""
    dates = sorted({str(r["date"]) for r in rows})
    quick = sorted({str(r["part"]) for r in rows if r["quick"]})
    head = ["what", "beside", "ours: 1 ×", "10 ×", "100 ×", "ratio: 1 ×", "10 ×", "100 ×", "goal"]
    lines = [f"Measured on {machine}; {' and '.join(dates)}."]
    if quick:
        lines.append(f"Few rounds and small scales only (`--quick`): {', '.join(quick)}.")
    lines += ["", _line(head), _line(["---", "---", *["---:"] * 6, "---"])]
    last = ""
    for own in by_measure(rows):
        if own[0]["part"] != last:
            last = str(own[0]["part"])
            lines.append(_line([f"**{last}**", *[""] * 8]))
        lines.append(_line(_cells(own)))
    out = list(dict.fromkeys(_absence(r) for r in rows if r["why"]))
    return "\n".join([*lines, *(["", "Left out or to be known:", "", *out] if out else [])])


def by_measure(rows: Rows) -> list[list[Mapping[str, Any]]]:
    """Return rows with a figure, together that differ in scale alone."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["ours"] is not None:
            key = (row["part"], row["measure"], row["rival_name"])
            known = {r["scale"] for r in groups.get(key, ())}
            if row["scale"] in known or row["scale"] not in SCALES:
                key = (*key, row["scale"])  # no multiple of the others: a line of its own
            groups.setdefault(key, []).append(row)
    return list(groups.values())


def between_markers(page: Path, text: str) -> None:
    """Write a text between the markers of a page; a page without them gets them at its end."""
    old = page.read_text("utf-8") if page.is_file() else ""
    before, found, rest = old.partition(BEGIN)
    after = rest.partition(END)[2] if found else "\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def _cells(own: Rows) -> list[str]:
    at = {row["scale"] if row["scale"] in SCALES else 1.0: row for row in own}
    first, odd = own[0], own[0]["scale"] not in SCALES and own[0]["scale"] is not None
    unit = "" if first["unit"] == "CPU s" else f", {first['unit']}"
    what = f"{first['measure']}{unit}" + (f" ({_figure(first['scale'])})" if odd else "")
    ours = [_figure(at[s]["ours"]) if s in at else "" for s in SCALES]
    ratios = [_figure(at[s]["ratio"]) if s in at else "" for s in SCALES]
    return [what, first["rival_name"] or "–", *ours, *ratios, _goal(own)]


def _goal(own: Rows) -> str:
    """The goal and where it stands: it is asked for at one scale or at all."""
    asked = [r for r in own if r["goal"] is not None]
    if not asked:
        return {"fast": "times as fast", "cost": "times its cost"}[own[0]["sense"] or "cost"] * (
            own[0]["ratio"] is not None
        )
    met = all(_met(r) for r in asked)
    sign = "≥" if asked[0]["sense"] == "fast" else "≤"
    goals = " / ".join(dict.fromkeys(_figure(r["goal"]) for r in asked))
    where = "" if len(asked) == len(own) else f" at {_figure(asked[0]['scale'])} ×"
    return f"{sign} {goals}{where}" + ("" if met else ": **missed**")


def _met(row: Mapping[str, Any]) -> bool:
    figure = row["ratio"] if row["ratio"] is not None else row["ours"]
    # as it is printed: what reads 2.0 has met 2
    shown = float(_figure(figure).replace(",", ""))
    return shown >= row["goal"] if row["sense"] == "fast" else shown <= row["goal"]


def _absence(row: Mapping[str, Any]) -> str:
    what = row["rival_name"] or row["measure"]
    where = "" if what == row["part"] else f" ({row['part']})"
    return f"- {what}{where}: {row['why']}"


def _figure(x: Any) -> str:
    if x is None:
        return ""
    if isinstance(x, str):
        return x
    if x == round(x) or abs(x) >= 100:
        return f"{x:,.0f}"
    return f"{x:.1f}" if abs(x) >= 10 else f"{x:.2f}" if abs(x) >= 0.1 else f"{x:.3f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
