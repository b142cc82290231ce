"""The frame edited where it is used: the draft as the page shows it, edits, the code book."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd

from practicelearn.app.exporting import TYPES, File
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.draft import FIELDS, Draft
from practicelearn.coding.frame import Code
from practicelearn.coding.versions import carried_codes
from practicelearn.errors import CodingError, counted
from practicelearn.exchange.frame_word import in_tree_order
from practicelearn.study.code_book import book_counts
from practicelearn.study.draft import (
    coding_counts,
    draft_crosswalk,
    draft_frame,
    edit_frame,
    release_draft,
    undo_edit,
)
from practicelearn.study.folder import Study
from practicelearn.study.frames import made_codes, next_version

__all__ = ["Framing"]

_KINDS = ("docx", "qdc", "xlsx", "csv", "md")
_BLIND = "Only your own and settled codings are counted here, since others may still code blind."


class Framing:
    """The draft of the next frame as one person sees it.

    Parameters
    ----------
    study : Study
    who : str
        A person who codes is shown how often they used a code themselves, and what was settled.
    """

    def __init__(self, study: Study, who: str) -> None:
        self.study, self.who = study, who

    @property
    def coders(self) -> Collection[str] | None:
        """Whose codings this person may see counted; None for everybody's."""
        blind = (self.study.path / "coding" / self.who).is_dir()
        return {self.who, SETTLED} if blind else None

    def answer(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Return the draft: its tree with counts, its edits, and what a release would do."""
        draft = draft_frame(self.study)
        counts = coding_counts(self.study)
        if self.coders is not None:
            counts = counts[counts["coder"].isin(list(self.coders))]
        there = carried_codes([draft.base, replace(draft.frame, date="9999-12-31")])
        own = book_counts(draft.frame, counts.assign(code=counts["code"].replace(there)))
        depth: dict[str | None, int] = {None: -1}
        codes = []
        for code in in_tree_order(draft.frame):
            depth[code.id] = depth[code.parent] + 1
            n, below = own[code.id]
            codes.append({**_shown(code), "depth": depth[code.id], "n": n, "below": below})
        return {
            "title": draft.frame.name,
            "version": draft.base.version if self.study.has_frame else "",
            "next": next_version(self.study),
            "codes": codes,
            "edits": [
                {**asdict(edit), "at": str(edit.at)[:16].replace("T", " ")}
                for edit in draft.edits
            ],
            "changes": _changes(draft_crosswalk(self.study, draft, coders=self.coders)),
            "waiting": len(self._waiting(draft)),
            "blind": _BLIND if self.coders is not None else "",
        }  # fmt: skip

    def edit(self, args: Mapping[str, Any], made: Mapping[str, Code]) -> dict[str, Any]:
        """Do what a person did to the draft, and return it as it is then.

        Parameters
        ----------
        args : mapping
            ``act`` (edit, undo, release) with what it needs: ``edit``, ``code``, ``into``,
            ``values``; ``target``; ``version``, ``note``, ``made``; and ``shown``, ids of the edits
            that are on show.
        made : mapping
            Codes this person made while coding: one that is edited comes into the draft with it.
        """
        act, seen = args.get("act"), args.get("shown")
        seen = [str(i) for i in seen] if isinstance(seen, list) else None
        if act == "undo":
            undo_edit(self.study, self.who, str(args.get("target")))
            said = "Taken back."
        elif act == "release":
            take = self._waiting(draft_frame(self.study)) if args.get("made") else ()
            version = str(args.get("version") or "").strip() or None
            released = release_draft(
                self.study, version, by=self.who, note=str(args.get("note") or ""), take=take,
                seen=seen,
            )  # fmt: skip
            said = f"Version {released.version} is released. Everybody codes with it from now on."
        elif act == "edit":
            said = self._edit(args, seen, made)
        else:
            raise CodingError("the page asked for an edit that this program does not know.")
        return {"said": said, **self.answer({})}

    def _edit(
        self, args: Mapping[str, Any], seen: list[str] | None, made: Mapping[str, Code]
    ) -> str:
        code, into = (None if args.get(k) is None else str(args[k]) for k in ("code", "into"))
        values = args.get("values") or {}
        if not isinstance(values, dict) or not set(values) <= set(FIELDS):
            raise CodingError("the page sent fields that no code has.")
        for name in (code, into):
            own = made.get(str(name))
            if own is not None and name not in draft_frame(self.study).frame:
                known = {"name": own.name, "definition": own.definition, "parent": own.parent}
                event = edit_frame(self.study, self.who, "new", own.id, **known)
                seen = None if seen is None else [*seen, event.id]
        edit_frame(
            self.study, self.who, str(args.get("edit")), code, into=into, seen=seen,
            event_id=None if args.get("id") is None else str(args["id"]), **values,
        )  # fmt: skip
        return f"{draft_frame(self.study).edits[-1].said}. It counts once the draft is released."

    def book(self, args: Mapping[str, Any]) -> File:
        """Return the code book as a file."""
        kind = str(args.get("kind"))
        if kind not in _KINDS:
            raise CodingError(f"a code book is written as {', '.join(_KINDS)}.")
        with tempfile.TemporaryDirectory(prefix="practicelearn-") as folder:
            path = Path(folder) / f"code-book.{kind}"
            self.study.write_code_book(path, coders=self.coders)
            return File(path.name, TYPES.get(kind, "application/octet-stream"), path.read_bytes())

    def _waiting(self, draft: Draft) -> list[str]:
        """Codes made while coding that can go along, as ``release_draft`` is told of them.

        To somebody who codes, those of others are not known of: whoever made them, or a person who
        does not code, takes them in.
        """
        made = made_codes(self.study)
        open_ = made["released"].isna() & ~made["code"].isin(list(draft.frame))
        if self.coders is not None:
            open_ &= made["coder"].isin(list(self.coders))
        return list(dict.fromkeys(made.loc[open_, "take"]))


def _shown(code: Code) -> dict[str, Any]:
    values = {k: getattr(code, k) for k in ("id", *FIELDS, "retired")}
    plain = {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}
    return {k: v for k, v in plain.items() if v}


def _changes(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A line a code: what becomes of it, how many codings of whom go along, what follows."""
    out = []
    for _, rows in table.groupby("code", sort=False):
        first = rows.iloc[0]
        used = [(c, n) for c, n in zip(rows["coder"], rows["n_codings"], strict=True) if n]
        whose = ", ".join(f"{'settled' if c == SETTLED else c} {n}" for c, n in used)
        n_all = sum(n for _, n in used)
        out.append(
            {
                "name": first["name"],
                "becomes": list(first["becomes"]),
                "relation": first["relation"],
                "codings": f"{counted(n_all, 'coding')}: {whose}" if n_all else "no codings",
                "means": first["means"],
            }
        )
    return out
