"""A plan as entries of an event, and the hash that shows whether they were edited since.

The hash is over everything the plan says, over who and when, and over the hash of the plan event
before it. Free texts go into it as a hash of their own: words that somebody has a right to take
back can be taken out of them, and the rest of the plan can still be checked.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

from practicelearn.themes.plan import Invited, Plan, PlannedHeadline

__all__ = ["TEXTS", "digest_of", "entries_of", "hash_of_texts", "is_whole", "plan_of"]

TEXTS = ("whys", "double_coding", "stop_rule", "why")
"""Entries that hold people's own words."""


def entries_of(plan: Plan) -> dict[str, Any]:
    """Return a plan as the payload of an event, without its hashes."""
    worthwhile = plan.smallest_worthwhile
    return {
        "year": plan.round,
        "themes": list(plan.themes),
        "codes_of": {h.theme_id: list(h.codes) for h in plan.headlines},
        "directions": {h.theme_id: h.direction for h in plan.headlines if h.direction},
        "balance": list(plan.balance),
        "whys": [h.why for h in plan.headlines],
        "design": {
            "unit": plan.unit,
            "strata": plan.strata,
            **({"kinds": plan.kinds} if plan.kinds else {}),  # an older plan keeps its hash
            **({} if math.isnan(worthwhile) else {"smallest_worthwhile": worthwhile}),
        },
        **({} if plan.groups is None else {"groups": plan.groups}),
        "invited": [
            {"n": i.n, "team": i.team, "job_role": i.job_role,
             "length_of_service": i.length_of_service}
            for i in plan.invited
        ],
        "coders": list(plan.coders),
        "double_coding": plan.double_coding,
        "stop_rule": plan.stop_rule,
        "frame": plan.frame_version,
        "guide": plan.guide_version,
        "why": plan.why,
        "about": plan.about,
    }  # fmt: skip


def plan_of(entries: Mapping[str, Any], *, at: str, by: str) -> Plan:
    """Return the plan that a payload holds.

    Raises
    ------
    PracticelearnError
        It says what no plan can say.
    """
    codes, directions = entries.get("codes_of", {}), entries.get("directions", {})
    whys = [*entries.get("whys", ()), *[""] * len(entries["themes"])]
    design = entries.get("design", {})
    return Plan(
        round=entries["year"],
        headlines=tuple(
            PlannedHeadline(
                theme, tuple(codes.get(theme, ())), directions.get(theme, ""),
                theme in entries.get("balance", ()), why,
            )
            for theme, why in zip(entries["themes"], whys, strict=False)
        ),
        smallest_worthwhile=float(design.get("smallest_worthwhile", math.nan)),
        unit=design.get("unit", ""),
        strata=design.get("strata", ""),
        kinds=design.get("kinds", ""),
        groups=entries.get("groups"),
        invited=tuple(Invited(**row) for row in entries.get("invited", ())),
        coders=tuple(entries.get("coders", ())),
        double_coding=entries.get("double_coding", ""),
        stop_rule=entries.get("stop_rule", ""),
        frame_version=entries.get("frame", ""),
        guide_version=entries.get("guide", ""),
        why=entries.get("why", ""),
        about=entries.get("about", ""),
        at=at,
        by=by,
        hash=entries.get("hash", ""),
        previous=entries.get("previous", ""),
        texts_hash=entries.get("texts_hash", ""),
    )  # fmt: skip


def hash_of_texts(entries: Mapping[str, Any]) -> str:
    """Return sha256 over the free texts of a payload."""
    return _sha256({name: entries.get(name, "") for name in TEXTS})


def digest_of(entries: Mapping[str, Any], *, at: str, by: str, texts_hash: str) -> str:
    """Return sha256 over a payload, its time and person, and what it follows."""
    told = {k: v for k, v in entries.items() if k not in {*TEXTS, "hash", "texts_hash"}}
    return _sha256({**told, "at": at, "by": by, "texts_hash": texts_hash})


def is_whole(plan: Plan) -> bool:
    """Return whether a plan says what its hash was made over: it is on record, and unchanged."""
    entries = {**entries_of(plan), "previous": plan.previous}
    digest = digest_of(entries, at=plan.at, by=plan.by, texts_hash=plan.texts_hash)
    return bool(plan.hash) and plan.hash == digest


def _sha256(told: Mapping[str, Any]) -> str:
    content = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()
