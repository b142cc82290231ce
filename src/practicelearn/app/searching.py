"""All sessions searched: words, codes, speakers, what is unread; every place with words around it.

One code, or two side by side, whoever's reading one may see. Every count has its denominator: the
sessions that were read whole in that reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from practicelearn.app.finding import MOST
from practicelearn.app.seeking import Seeking
from practicelearn.app.seen import MINE, Reading, Seen, referred_in
from practicelearn.app.shelf import Shelf
from practicelearn.app.sought import ANY, Asked, Column, Hit
from practicelearn.coding.codings import REFERRED_ON, SETTLED
from practicelearn.coding.frame import Code
from practicelearn.coding.queries.context import words_around
from practicelearn.corpus import Corpus
from practicelearn.output.gate.wording import count
from practicelearn.study.folder import Study

__all__ = ["Searching"]

AROUND, LONGEST_SHOWN = 10, 320
STANCES = ("for", "against", "mixed", "none")
_HIDDEN = (
    "not shown: what somebody else coded in a session is seen once you and they have marked the "
    "whole of it as read."
)
_NOTHING = "Type words, choose a code, or both. Enter looks through every session."


class Searching:
    """Searches of all sessions, as one person may see them.

    Parameters
    ----------
    study : Study
    shelf : Shelf
    seen : Seen
    codes : callable
        Returns the codes known to the person, by id.
    """

    def __init__(
        self, study: Study, shelf: Shelf, seen: Seen, codes: Callable[[], dict[str, Code]]
    ) -> None:
        self.study, self.shelf, self.seen, self.codes = study, shelf, seen, codes
        self.seeking = Seeking(study.cache)
        self._places: dict[tuple[str, bool], dict[str, list[tuple[int, int]]]] = {}
        self._turns: dict[str, tuple[Corpus, dict[str, dict[str, Any]]]] = {}

    def answer(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was found, in one column or two, each by session, and what can be chosen.

        Parameters
        ----------
        args : mapping
            The entries of :class:`Asked`.

        Returns
        -------
        dict
            filters; columns: head, said, note, further, sessions (id, title, hits: key, turn, n,
            start, end, who, before, words, after, hidden, codes, coding, by, mine).
        """
        asked = Asked.of(args)
        columns = self.columns(asked)
        return {
            "filters": self._filters(asked),
            "hint": "" if asked.anything else _NOTHING,
            "hidden": self._hidden(asked) if asked.code else "",
            "columns": [
                {
                    "head": column.head, "said": column.said, "note": column.note,
                    "further": column.further, "sessions": self._by_session(column.hits),
                }
                for column in columns
            ],
        }  # fmt: skip

    def columns(self, asked: Asked) -> list[Column]:
        """Return what was found: a column for each code asked for, else one."""
        self._places = {}
        if not asked.anything:
            return []
        sides = [asked, replace(asked, code=asked.beside)] if asked.beside else [asked]
        return [self._column(side) for side in sides]

    def scope(self, asked: Asked) -> dict[str, dict[str, Any]]:
        """Return the sessions asked about by id, newest round first."""
        return {
            row["id"]: row
            for row in self.shelf.sessions()
            if asked.year in ("", row.get("year")) and asked.group in ("", row.get("group"))
        }

    def shown(self, hit: Hit, *, leaving: bool = False) -> dict[str, Any]:
        """Return a place as a person sees it, with words around it.

        What is referred on stands there by its place only: what one has seen of it oneself, and in
        what leaves the study (``leaving``) what anybody refers on.
        """
        turns = self.turns(hit.session)
        referred = self._referred(hit.session, leaving)
        first, last = hit.parts[0], hit.parts[-1]
        turn = turns[first["turn_id"]]
        hidden = not hit.whole and any(
            a < part["end"] and part["start"] < b
            for part in hit.parts
            for a, b in referred.get(part["turn_id"], ())
        )
        before = after = ""
        if hidden:
            words = REFERRED_ON
        else:
            said = [_said(turns[p["turn_id"]]["text"], p, referred) for p in hit.parts]
            words = " … ".join(middle for _, middle, _ in said)
            if not hit.whole:
                left, right = said[0][0], said[-1][2]
                before = words_around(left, len(left), len(left), AROUND)[0]
                before += " " if left[-1:].isspace() else ""
                after = " " if right[:1].isspace() else ""
                after += words_around(right, 0, 0, AROUND)[2]
            if len(words) > LONGEST_SHOWN and not leaving:
                words = f"{words[:LONGEST_SHOWN]} …"
        return {
            "turn": first["turn_id"], "n": turn["n"], "start": first["start"], "end": last["end"],
            "last": last["turn_id"], "who": turn["speaker"] or "No name", "role": turn["role"],
            "before": before, "words": words, "after": after, "hidden": hidden,
            "codes": [] if hidden else self._codes_on(hit), "coding": hit.coding, "by": hit.coder,
            "mine": hit.coder in ("", self.seen.who),
        }  # fmt: skip

    def turns(self, session_id: str) -> dict[str, dict[str, Any]]:
        """Return turn id to n, speaker, role and text of a session."""
        corpus = self.shelf.session(session_id)
        kept = self._turns.get(session_id)
        if kept is None or kept[0] is not corpus:
            table = corpus.turns[["n", "speaker", "role", "text"]]
            table = table.astype({"speaker": object, "role": object})
            rows = table.where(table.notna(), None).to_dict("index")
            kept = (corpus, {str(k): {**row, "n": int(row["n"])} for k, row in rows.items()})
            self._turns[session_id] = kept
        return kept[1]

    def _column(self, asked: Asked) -> Column:
        scope = self.scope(asked)
        head = asked.code and self._name(asked.code)
        if asked.text:
            return self._words(asked, scope, head)
        hits = [h for sid in scope for h in self._in_session(asked, sid)]
        said = self._passages_said(asked, scope, hits) if asked.code else _said_of(
            hits, scope, "turn not read" if asked.unread else "turn",
            "turns not read" if asked.unread else "")  # fmt: skip
        note = f"The first {MOST:,}; narrow what you look for." if len(hits) > MOST else ""
        return Column(asked.code, head, said, hits[:MOST], note)

    def _words(self, asked: Asked, scope: Mapping[str, Any], head: str) -> Column:
        wanted = {sid: self._wanted_turns(asked, sid) for sid in scope} if asked.of_turns else {}
        readings = {sid: self.seen.one(sid, asked.coder) for sid in scope} if asked.code else {}

        def keep(place: Mapping[str, Any]) -> bool:
            sid = str(place["turn_id"]).rpartition(":")[0]
            if asked.of_turns and place["turn_id"] not in wanted[sid]:
                return False
            return not asked.code or _over(readings[sid], place, asked)

        sessions = {sid: self.shelf.session(sid) for sid in scope}
        found = self.seeking.find(sessions, asked.text, exact=asked.exact, keep=keep)
        hits = [Hit(str(p["turn_id"]).rpartition(":")[0], (p,)) for p in found.hits]
        # of sessions that there was no time for nothing is known
        so_far = f"{count(len(hits), 'place')} so far"
        said = so_far if found.further else _said_of(hits, scope, "place")
        return Column(asked.code, head, said, hits, found.note, found.further)

    def _in_session(self, asked: Asked, session_id: str) -> Iterator[Hit]:
        wanted = self._wanted_turns(asked, session_id) if asked.of_turns else None
        if not asked.code:
            for turn_id in wanted or ():
                end = len(self.turns(session_id)[turn_id]["text"])
                yield Hit(session_id, ({"turn_id": turn_id, "start": 0, "end": end},), whole=True)
            return
        reading = self.seen.one(session_id, asked.coder)
        found = [] if reading is None else list(_of_code(reading, asked))
        found.sort(key=lambda item: (item[1]["parts"][0]["turn_id"], item[1]["parts"][0]["start"]))
        for coding_id, coding in found:
            if wanted is None or any(p["turn_id"] in wanted for p in coding["parts"]):
                yield Hit(
                    session_id, tuple(coding["parts"]), coding_id, str(reading and reading.coder)
                )

    def _wanted_turns(self, asked: Asked, session_id: str) -> dict[str, None]:
        """The turns of the speaker and role asked for, in order."""
        speaker = asked.speaker.casefold()
        read = self.seen.mine(session_id).read if asked.unread else frozenset()
        return {
            turn_id: None
            for turn_id, turn in self.turns(session_id).items()
            if (not speaker or (turn["speaker"] or "").casefold() == speaker)
            and asked.role in ("", turn["role"])
            and turn_id not in read
        }

    def _passages_said(self, asked: Asked, scope: Mapping[str, Any], hits: list[Hit]) -> str:
        """How many passages, in how many of the sessions that were read whole in this reading."""
        readings = {sid: self.seen.one(sid, asked.coder) for sid in scope}
        whole = {sid for sid, r in readings.items() if r is not None and r.finished}
        inside = [h for h in hits if h.session in whole]
        n = f"{len(inside):,}"
        if asked.of_turns or asked.stance:
            every = replace(asked, speaker="", role="", unread=False, stance="")
            n += f" of {sum(1 for sid in whole for _ in self._in_session(every, sid)):,}"
        k = len({h.session for h in inside})
        noun = "passage" if n == "1" else "passages"
        said = f"{n} {noun}, in {k} of {count(len(whole), 'session')} read whole"
        rest = sum(r is not None and r.begun and not r.finished for r in readings.values())
        if rest:
            said += (f"; {len(hits) - len(inside):,} more in {count(rest, 'session')} not read to "
                     "the end")  # fmt: skip
        return said

    def _hidden(self, asked: Asked) -> str:
        if asked.coder in (MINE, ANY, self.seen.who):
            return ""
        n = sum(self.seen.one(sid, asked.coder) is None for sid in self.scope(asked))
        return f"{count(n, 'session')} {_HIDDEN}" if n else ""

    def _by_session(self, hits: list[Hit]) -> list[dict[str, Any]]:
        titles = {row["id"]: row["title"] for row in self.shelf.sessions()}
        out: dict[str, dict[str, Any]] = {}
        for hit in hits:
            own = out.setdefault(
                hit.session, {"id": hit.session, "title": titles[hit.session], "hits": []}
            )
            own["hits"].append(self.shown(hit))
        return list(out.values())

    def _codes_on(self, hit: Hit) -> list[list[str]]:
        """Id, name and (of others) coder of each code on some of these words; its own left out."""
        found = {}
        for reading in self.seen.all_of(hit.session):
            by = "" if reading.coder == self.seen.who else _coder(reading.coder)
            for part in hit.parts:
                for coding_id, start, end in reading.by_turn.get(part["turn_id"], ()):
                    if start < part["end"] and part["start"] < end and coding_id != hit.coding:
                        code = str(reading.codings[coding_id]["code"])
                        found[code, by] = [code, self._name(code), by]
        return list(found.values())

    def _referred(self, session_id: str, leaving: bool) -> dict[str, list[tuple[int, int]]]:
        key = (session_id, leaving)
        if key not in self._places:
            own = referred_in(self.seen.all_of(session_id))
            self._places[key] = self.seen.referred(session_id) if leaving else own
        return self._places[key]

    def _name(self, code: str) -> str:
        known = self.codes().get(code)
        return "Any code" if code == ANY else code if known is None else known.name

    def _filters(self, asked: Asked) -> list[dict[str, Any]]:
        rows = self.shelf.sessions()
        codes = [[c.id, c.name] for c in self.codes().values()]
        years = list(dict.fromkeys(r["year"] for r in rows if r.get("year")))
        groups = sorted({r["group"] for r in rows if r.get("group")})
        roles = sorted({t["role"] for r in rows for t in self.turns(r["id"]).values() if t["role"]})
        others = sorted(self.seen.how_far(rows[0]["id"])) if rows else []
        coders = [[MINE, "mine"], [ANY, "settled, else mine"], *([c, c] for c in others),
                  [SETTLED, "settled"]]  # fmt: skip
        return [
            {"name": "code", "label": "Code", "choices": [["", "none"], [ANY, "any code"], *codes]},
            {"name": "beside", "label": "beside", "choices": [["", "none"], *codes]},
            {"name": "coder", "label": "Coded by", "choices": coders},
            {"name": "stance", "label": "Stance", "choices": _choices(STANCES)},
            {"name": "year", "label": "Round", "choices": _choices(years)},
            {"name": "group", "label": "Group", "choices": _choices(groups)},
            {"name": "role", "label": "Role", "choices": _choices(roles)},
            {"name": "speaker", "label": "Speaker", "value": asked.speaker},
        ]  # fmt: skip


def _choices(values: Iterable[str]) -> list[list[str]]:
    return [["", "all"], *([v, v] for v in values)]


def _coder(name: str) -> str:
    return "settled" if name == SETTLED else name


def _of_code(reading: Reading, asked: Asked) -> Iterator[tuple[str, Mapping[str, Any]]]:
    return ((k, coding) for k, coding in reading.codings.items() if asked.fits(coding))


def _over(reading: Reading | None, place: Mapping[str, Any], asked: Asked) -> bool:
    """Whether a coding that is asked for lies over a place."""
    return reading is not None and any(
        start < place["end"] and place["start"] < end and asked.fits(reading.codings[coding_id])
        for coding_id, start, end in reading.by_turn.get(place["turn_id"], ())
    )


def _said(
    text: str, part: Mapping[str, Any], referred: Mapping[str, list[tuple[int, int]]]
) -> tuple[str, str, str]:
    """The turn before, within and after a part, without what is referred on."""
    start, end = part["start"], part["end"]
    gone = referred.get(part["turn_id"], [])
    cuts = ((0, start), (start, end), (end, len(text)))
    before, within, after = (_without(text, a, b, gone) for a, b in cuts)
    return before, within, after


def _without(text: str, start: int, end: int, gone: list[tuple[int, int]]) -> str:
    out, at = [], start
    for a, b in sorted(gone):
        if b > at and a < end:
            out += [text[at : max(at, a)], REFERRED_ON]
            at = min(b, end)
    return "".join([*out, text[at:end]])


def _said_of(hits: list[Hit], scope: Mapping[str, Any], noun: str, plural: str = "") -> str:
    k = len({h.session for h in hits})
    return f"{count(len(hits), noun, plural)}, in {k} of {count(len(scope), 'session')}"
