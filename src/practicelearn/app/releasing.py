"""The release list: every quote the report would print, and what is missing until it may go out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from practicelearn._tables import RECHECKS, empty_table
from practicelearn.app.keys import key_of
from practicelearn.app.sight import Look, Sight, or_none, passages
from practicelearn.coding.codings import SETTLED
from practicelearn.coding.log.events import Event
from practicelearn.errors import CodingError, StudyError
from practicelearn.jobs.comparing import compare_rounds
from practicelearn.jobs.quotes_read import as_read, read_by, words_mark
from practicelearn.output.disclosure.releases import of_reports
from practicelearn.output.report.cycle import CycleTables
from practicelearn.output.report.material import Material
from practicelearn.output.report.names import looks_like_names, waivers_on
from practicelearn.output.report.pointing import named_in, sheet_names, sizes_in
from practicelearn.output.report.readers import readers_document
from practicelearn.output.report.told import printed_quotes
from practicelearn.study.folder import Study
from practicelearn.study.recorder import shown_by
from practicelearn.themes.decided import apply_decisions
from practicelearn.themes.finding import find_themes
from practicelearn.themes.of_study import cache_of
from practicelearn.themes.themes import Themes

__all__ = ["RELEASE", "Releasing"]

RELEASE = "*release"
_MISSING = "Missing until the report can be released:"
_COMPLETE = "Nothing is missing: the report can be released."
_NAMED = "Names have not been replaced in this study: no report for readers can be made from it."


class Releasing:
    """What the report would print, who has read it, and what still looks like a name in it.

    Parameters
    ----------
    study : Study
    sight : Sight
    """

    def __init__(self, study: Study, sight: Sight) -> None:
        self.study, self.sight = study, sight
        self._themes: tuple[Look, Themes] | None = None
        self._made: tuple[Any, Material] | None = None
        self._names: tuple[Any, list[str], list[str]] = (None, [], [])

    def answer(self, events: list[Event]) -> dict[str, Any]:
        """Return the quotes to be read, in the report's order, and what is missing.

        Parameters
        ----------
        events : list of Event
            The decisions that stand.
        """
        look = self.sight.look()
        if not look.corpus.pseudonymised:
            return {"head": {"title": "Release list", "hint": _NAMED}, "passages": []}
        if not look.begun:
            empty = "Nothing has been coded yet, so nothing can be released."
            return {"head": {"title": "Release list", "hint": empty}, "passages": []}
        material = self._material(look)
        printed = printed_quotes(material)
        seen = read_by(events)
        mine = printed["coder"].isin([SETTLED, self.sight.who])
        shown = printed[mine] if look.blind else printed
        found = passages(look.all_spans, look.corpus, shown["coding_id"])
        known = sheet_names(look.corpus)
        rows = {r["coding_id"]: r for r in printed.to_dict("records")}
        for p in found:
            row = rows[p["coding"]]
            name = material.table.loc[row["theme_id"], "name"]
            reader = seen.get((p["coding"], words_mark(row["quote"])))
            p["where"] = " · ".join(
                filter(None, [row["reference"], name, row["group"], or_none(row["year"])])
            )
            p["warn"] = _warning(named_in(row["quote"], known), sizes_in(row["quote"]))
            p["acts"] = [
                {
                    "key": key_of("read"),
                    "label": f"read by {reader}" if reader else "I have read it",
                    "on": bool(reader),
                    "say": {"coding": p["coding"], "words": row["quote"], "seen": not reader},
                },
                {
                    "key": key_of("quotable"),
                    "label": "may be quoted",
                    "on": True,
                    "say": {"coding": p["coding"], "quotable": False},
                },
            ]
        read = [(r["coding_id"], words_mark(r["quote"])) in seen for r in rows.values()]
        return {
            "head": self._head(material, len(rows), len(rows) - sum(read), len(rows) - len(found)),
            "passages": found,
        }

    def said(self, args: Mapping[str, Any]) -> tuple[str, dict[str, Any], str]:
        """Return kind and payload of the decision asked for, and the sentence that tells of it.

        Raises
        ------
        CodingError
            Nothing was said that is known here.
        """
        if "seen" in args:
            yes = bool(args["seen"])
            payload = as_read(str(args["coding"]), str(args["words"]), seen=yes)
            return "seen", payload, "Marked as read." if yes else "No longer marked as read."
        if "waive" in args:
            reason, words = str(args["waive"]).strip(), [str(w) for w in args["names"]]
            return "waive", {"reason": reason, "words": words}, "The reason is on record."
        raise CodingError("Say a statement, or whether a passage may be quoted or has been read.")

    def themes(self, look: Look) -> Themes:
        """Return the themes that the report is made of, before anything was decided about them."""
        if self._themes is None or self._themes[0] is not look:
            try:
                corpus = shown_by(look.corpus, "page")
                self._themes = (look, find_themes(look.preferred, corpus))
            except StudyError as error:  # something in the study is newer than this version
                raise CodingError(str(error)) from error
        return self._themes[1]

    def _material(self, look: Look) -> Material:
        decisions = self.study.decisions()
        others = decisions[decisions["kind"] != "seen"]  # reading a quote changes no report
        state = (id(look), tuple(others["at"]), tuple(others["kind"]))
        if self._made is None or self._made[0] != state:
            settings = self.study.settings
            plan = self.study.plan()
            themes = apply_decisions(
                self.themes(look), decisions, settings.headline, settings.balance, plan=plan
            )
            today = date.today().isoformat()
            guide = self.study.guide()
            change = compare_rounds(themes, settings, guide=guide)
            made = Material(themes, change, decisions, settings.title, today, guide=guide)
            self._made = (state, made)
        return self._made[1]

    def _left(self, material: Material) -> list[str]:
        """Words of the report that look like names and that nobody has waived."""
        if self._names[0] is not material:
            cycle = None
            if self.study.has_actions:
                empty = empty_table(RECHECKS)
                cycle = CycleTables(self.study.actions(), empty, self.study.survey())
            document, decided = readers_document(material, cycle), material.decisions
            cache = cache_of(material.themes.corpus)
            left = looks_like_names(document, decided, cache=cache)
            self._names = (material, left, waivers_on(document, decided, cache=cache))
        return self._names[1]

    def _head(self, material: Material, n: int, unread: int, hidden: int) -> dict[str, Any]:
        left = self._left(material)
        missing = [f"{unread} of {n} quotes have not been read by a person."] if unread else []
        if hidden:
            missing.append(
                f"{hidden} of them were coded by somebody else and are not yet settled: whoever "
                "codes does not see them here, so another person has to read them."
            )
        if left:
            missing.append(f"These words still look like names: {', '.join(left)}.")
        notes = []
        if not n:
            notes.append(
                "The report prints no quote: none of a stated theme is marked quotable by a person "
                "and spoken by somebody who agreed to be quoted."
            )
        barred = len(material.flagged) - material.may_be_quoted["coding_id"].nunique()
        if barred:
            which = "passage" if barred == 1 else "passages"
            notes.append(
                f"{barred} {which} marked quotable will not be printed: no consent, or not the "
                "words used."
            )
        done = _MISSING if missing else _COMPLETE
        releases = material.decisions[material.decisions["kind"] == "release"]
        releases = releases[of_reports(releases)]
        if len(releases):
            who, at = releases.iloc[-1][["who", "at"]]
            notes.append(
                f"Last released by {who} on {at[:10]}. Where it would print anything else by now, "
                "it is a draft again."
            )
        notes += self._names[2]
        waive = {
            "key": key_of("write"),
            "label": "Say why they may stay",
            "ask": f"{', '.join(left)}: why may this be printed? The reason is printed too.",
            "as": "waive",
            "text": "",
            "say": {"names": left},
        }
        return {
            "title": "Release list",
            "hint": "Every quote that the report would print, in its order. A person reads each.",
            "lines": [done, *missing, *notes],
            "acts": [waive] if left else [],
        }


def _warning(named: list[str], sizes: list[str]) -> str:
    said = [f"Names what the sheets name: {', '.join(named)}."] if named else []
    said += [f"Says how many they are: “{', '.join(sizes)}”."] if sizes else []
    return " ".join([*said, "Would a reader know who?"]) if said else ""
