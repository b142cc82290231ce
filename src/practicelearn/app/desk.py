"""What the coding page may ask, and the answers: the same for the server and for the notebook.

One person sits at a desk. Every answer is plain data; every failure a sentence for that person.
"""

from __future__ import annotations

import base64
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from practicelearn._cells import text_of
from practicelearn._disk import sentence
from practicelearn._lock import locked
from practicelearn.app.bulk import Bulk
from practicelearn.app.charting import Charting
from practicelearn.app.commenting import comments_seen
from practicelearn.app.correcting import Correcting, labels_mark
from practicelearn.app.exporting import Exporting, File
from practicelearn.app.finding import find
from practicelearn.app.frame_looking import FrameLooking
from practicelearn.app.framing import Framing
from practicelearn.app.keys import MEANINGS, VIEWS, shown_in
from practicelearn.app.listed import listed_once
from practicelearn.app.logs import CoderLog, Context, StaleError, check_coder
from practicelearn.app.offering import NEXT, NOTHING_NEXT, Offering
from practicelearn.app.plain import code_for_page, hash_of, turns_for_page
from practicelearn.app.progress import Progress
from practicelearn.app.reading import Reading
from practicelearn.app.searching import Searching
from practicelearn.app.seen import Seen
from practicelearn.app.sentences import SENTENCES
from practicelearn.app.settling import settling, take
from practicelearn.app.shelf import Shelf
from practicelearn.app.shown import codings_that_lost, events_for_page
from practicelearn.app.sight import Sight
from practicelearn.app.standing import stand, stood
from practicelearn.app.starting import begin, starters
from practicelearn.coding.frame import Code
from practicelearn.coding.log.events import Event
from practicelearn.coding.replayed import codes_made, live_codings, turns_read
from practicelearn.errors import CodingError, PracticelearnError, StudyError
from practicelearn.study.folder import Study, open_study
from practicelearn.study.late import without_late
from practicelearn.study.retention import overdue
from practicelearn.study.rights import redact
from practicelearn.study.transaction import clean_on_opening, generation
from practicelearn.talk.guide import with_questions_set

__all__ = ["Desk"]

Answer = dict[str, Any]
LONGEST_SEARCH = 200
_WRITES = frozenset(
    {"act", "take", "say", "write", "redact", "begin", "correct", "bulk", "recall", "edit"}
)


class Desk:
    """One coder at one study.

    Parameters
    ----------
    study : Study
    coder : str
        Whose log is written, and the only one whose coding is shown before settling.

    Raises
    ------
    CodingError
        The coder's name cannot be a folder's.
    """

    def __init__(self, study: Study, coder: str) -> None:
        self.study, self.coder = study, check_coder(coder)
        clean_on_opening(study.path)
        self._generation = generation(study.path)
        self.shelf = Shelf(study)
        self._look_anew()
        self._made: dict[str, Code] | None = None
        self._lock = threading.RLock()

    def ask(self, op: str, args: Mapping[str, Any] | None = None) -> Answer:
        """Return the answer to one question of the page; ``ok`` says whether it could be given.

        Returns
        -------
        dict
            ``{"ok": True, ...}``, or ``{"ok": False, "error": ..., "what": ...}``: "stale" with the
            session's events where the page's own are out of date, "unwritten" where the folder
            or a file in it failed and it is worth trying again, else "refused".
        """
        answers: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
            "study": self._study,
            "session": self._session,
            "act": self._act,
            "settle": self._settle,
            "take": self._take,
            "read": self.reading.answer,
            "say": self._say,
            "find": self._find,
            "offers": self._offers,
            "next": self._next,
            "redact": self._redact,
            "correcting": self._correcting,
            "correct": self._correct,
            "chart": self.charting.answer,
            "write": self._write,
            "starters": lambda _: {"frames": starters(self.study)},
            "begin": self._begin,
            "stand": self._stand,
            "search": self.searching.answer,
            "bulk": self.bulk.act,
            "recall": lambda asked: self.bulk.recall(asked, self.study.session_ids),
            "progress": lambda _: self.progress.answer(),
            "comments": self._comments,
            "export": self._export,
            "frame": lambda asked: Framing(self.study, self.coder).answer(asked),
            "looking": self.looking.answer,
            "edit": lambda asked: Framing(self.study, self.coder).edit(asked, self.codes()),
            "book": self._book,
        }
        args = args or {}
        with self._lock:
            try:
                if op not in answers:
                    raise CodingError(f'the page asked for something unknown: "{op}".')
                # Nothing may change between what an action is held against and its being written.
                with locked(self.study.path) if op in _WRITES else listed_once():
                    self._see_changes()
                    self.seen.look_up()
                    return {"ok": True, **answers[op](args)}
            except StaleError as error:
                sid = str(args.get("session"))
                return {
                    "ok": False,
                    "error": "stale",
                    "what": str(error),
                    "events": self._plain(self._shown(sid)),
                    "corrected": self._shows_earlier(sid, args),
                }
            except StudyError as error:
                return {"ok": False, "error": "unwritten", "what": str(error)}
            except PracticelearnError as error:
                return {"ok": False, "error": "refused", "what": str(error)}
            except OSError as error:  # the folder is not as it was: a drive away, a file taken out
                what = sentence(error, self.study.path, writing=op in _WRITES)
                return {"ok": False, "error": "unwritten", "what": what}

    def fetch(self, ticket: str) -> File | None:
        """Return a file that was made, once."""
        with self._lock:
            return self.exporting.take(ticket)

    def log(self, session_id: str, *, settled: bool = False) -> CoderLog:
        """Return this person's log of a session.

        Raises
        ------
        CodingError
            The study has no such session.
        """
        if session_id not in self.study.session_ids:
            raise CodingError(f'the study has no session "{session_id}".')
        key = (session_id, settled)
        if key not in self._logs:
            self._logs[key] = CoderLog(self.study, self.coder, session_id, settled=settled)
        return self._logs[key]

    def codes(self) -> dict[str, Code]:
        """Return the newest frame's codes, then those this coder made while coding."""
        if self._made is None:
            with listed_once():
                self._made = {
                    code.id: code
                    for sid in self.study.session_ids
                    for code, _ in codes_made(self.log(sid).events())
                }
        released = dict(self.shelf.frame or {})
        return {**released, **{k: v for k, v in self._made.items() if k not in released}}

    def _study(self, _: Mapping[str, Any]) -> Answer:
        self._made = None
        frame = self.shelf.frame
        rows = []
        for row in self.shelf.sessions():
            events = self.log(row["id"]).events()
            read = turns_read(events)
            codings = live_codings(events)
            counts = Counter(self.shelf.now(c["code"]) for c in codings.values())
            rows.append({**row, "n_read": len(read), "counts": dict(counts)})
        return {
            "title": self.study.settings.title,
            "pseudonymised": self.study.settings.pseudonymised,
            "coder": self.coder,
            "frame": None if frame is None else {"name": frame.name, "version": frame.version},
            "codes": [code_for_page(c) for c in self.codes().values()],
            "sessions": rows,
            "guide": self.shelf.guide(),
            "keys": {view: shown_in(view) for view in VIEWS},
            "meanings": MEANINGS,
            "words": SENTENCES,
            "stood": stood(self.study, self.coder),
        }

    def _begin(self, args: Mapping[str, Any]) -> Answer:
        begin(self.study, str(args.get("frame")), by=self.coder)
        self._see_changes()
        return self._study(args)

    def _stand(self, args: Mapping[str, Any]) -> Answer:
        self.log(str(args.get("session")))
        now = {k: args.get(k) for k in ("session", "turn", "seen")}
        return {"stood": stand(self.study, self.coder, now)}

    def _session(self, args: Mapping[str, Any]) -> Answer:
        sid = str(args.get("session"))
        log = self.log(sid)
        corpus = self.shelf.session(sid)
        events = self._shown(sid)
        notices = [
            f"{fault.file.name}, line {fault.line} is damaged; it was left as it is and "
            "everything else is here."
            for fault in log.faults
        ]
        due = overdue(self.study.settings.delete_by, self.shelf.year(sid))
        notices += [due] if due else []
        said = corpus.turns["text"].to_dict()
        parts = [p for c in live_codings(events).values() for p in c["parts"]]
        if any(said.get(p["turn_id"], "")[p["start"] : p["end"]] != p["quote"] for p in parts):
            notices.append(
                "The text of this session has changed since it was coded. Passages were looked up "
                "by their words; those that moved or could not be found are marked."
            )
        return {
            "session": sid,
            "text_hash": hash_of(corpus, sid),
            "labels": labels_mark(corpus),
            "turns": turns_for_page(corpus.turns),
            "events": self._plain(events),
            "notices": notices,
            "due": due,
            "lost": codings_that_lost(events, said, self.codes(), self.shelf.now),
            "asked": self._asked(sid),
        }

    def _shown(self, session_id: str) -> list[Event]:
        """Events of a session as a person sees them, without words that are gone and came back."""
        texts = self.shelf.session(session_id).turns["text"].to_dict()
        return without_late(self.log(session_id).events(), texts)

    def _plain(self, events: list[Event]) -> list[Answer]:
        return events_for_page(events, self.shelf.now)

    def _shows_earlier(self, session_id: str, args: Mapping[str, Any]) -> bool:
        """Whether the page shows a text that was corrected, or lost words, since."""
        sent = args.get("text_hash")
        return sent is not None and sent != hash_of(self.shelf.session(session_id), session_id)

    def _asked(self, session_id: str) -> list[str | None]:
        """The question each turn answers, with what anybody has set since it was frozen."""
        corpus = with_questions_set(self.shelf.session(session_id), self.study.questions_set())
        return [text_of(q) for q in corpus.turns["question_id"]]

    def _act(self, args: Mapping[str, Any]) -> Answer:
        sid = str(args.get("session"))
        log, wanted = self.log(sid), args.get("events")
        if not isinstance(wanted, list) or not all(isinstance(w, dict) for w in wanted):
            raise CodingError("the page sent no list of actions.")
        if not all(isinstance(w.get("payload") or {}, dict) for w in wanted):
            raise CodingError("the page sent an action without entries.")
        earlier = self._shows_earlier(sid, args)
        now = hash_of(self.shelf.session(sid), sid)
        if earlier and not log.knows_way(args["text_hash"], now):
            raise StaleError(
                "The text of this session has changed since it was opened here. Nothing was "
                "written. It has been opened again: look at it, and repeat the last action."
            )
        have = -1 if earlier else int(args.get("have", 0))
        known = len(log.events())
        if any((w.get("payload") or {}).get("origin") for w in wanted):
            self.offering.check(sid)
        context = self.context(sid, made_on=args["text_hash"] if earlier else None)
        written = log.append(wanted, have=have, context=context)
        if any(e.kind in {"new_code", "undo"} for e in written):
            self._made = None
        asked = {}
        if any(e.kind in {"question", "undo"} for e in written):
            asked["asked"] = self._asked(sid)
        marked = args.get("labels")
        corrected = earlier or marked not in (None, labels_mark(self.shelf.session(sid)))
        if have < known or corrected:  # another window wrote; all goes back, so none is missed
            refreshed = {"refreshed": True, "corrected": corrected}
            return {**refreshed, "events": self._plain(self._shown(sid)), **asked}
        return {"written": self._plain(written), **asked}

    def context(self, session_id: str, *, made_on: str | None = None) -> Context:
        """Return what a request about the session is held against.

        ``made_on`` is the hash of an earlier text that the page still shows.
        """
        corpus = self.shelf.session(session_id)
        frame = self.shelf.frame
        return Context(
            corpus.turns["text"].to_dict(),
            set(self.codes()),
            retired={c.id for c in self.codes().values() if c.retired},
            text_hash=made_on or hash_of(corpus, session_id),
            corrected=made_on is not None,
            frame_version=None if frame is None else frame.version,
            questions=self.shelf.guide(),
        )

    def _find(self, args: Mapping[str, Any]) -> Answer:
        corpus = self.shelf.session(str(args.get("session")))
        wanted = str(args.get("text") or "").strip()
        if not wanted:
            raise CodingError("Type what to look for.")
        if len(wanted) > LONGEST_SEARCH:
            raise CodingError(f"Look for at most {LONGEST_SEARCH} characters at a time.")
        found = find(corpus, wanted, exact=bool(args.get("exact")), cache=self.study.cache)
        return found._asdict()

    def _offers(self, args: Mapping[str, Any]) -> Answer:
        sid, kind = str(args.get("session")), str(args.get("kind"))
        self.log(sid)
        frame = self.shelf.frame
        if frame is None:
            raise CodingError("There is no coding frame yet, so there is nothing to offer.")
        return {"offers": self.offering.rows(sid, kind, frame=frame, coder=self.coder)}

    def _next(self, args: Mapping[str, Any]) -> Answer:
        code = str(args.get("code") or "")
        titles = {row["id"]: row["title"] for row in self.shelf.sessions()}
        rows = self.offering.next(code=code, coder=self.coder)
        listed = [{**row, "title": titles.get(row["session"], row["session"])} for row in rows]
        return {"rows": listed, "said": NEXT if rows else NOTHING_NEXT}

    def _see_changes(self) -> None:
        """Read everything again where somebody has changed more than they appended."""
        now = generation(self.study.path)
        if now != self._generation:
            self._generation = now
            self.study = open_study(self.study.path)
            self.shelf = Shelf(self.study)
            self._made = None
            self._look_anew()

    def _look_anew(self) -> None:
        self._logs: dict[tuple[str, bool], CoderLog] = {}
        self.offering = Offering(self.study)
        self.seen = seen = Seen(self.study, self.shelf, self.coder)
        self.searching = Searching(self.study, self.shelf, seen, self.codes)
        self.bulk = Bulk(self.shelf, seen, self.log, self.context, self.codes)
        self.progress = Progress(self.study, self.shelf, seen)
        self.exporting = Exporting(self.searching)
        self.looking = FrameLooking(self.study, self.coder)
        sight = Sight(self.study, self.coder)
        self.reading, self.charting = Reading(self.study, sight), Charting(self.study, sight)

    def _redact(self, args: Mapping[str, Any]) -> Answer:
        sid = str(args.get("session"))
        self.log(sid)
        texts = self.shelf.session(sid).turns["text"]
        parts = [(str(p["turn_id"]), int(p["start"]), int(p["end"])) for p in args["parts"]]
        if not all(t in texts.index and 0 <= a < b <= len(texts[t]) for t, a, b in parts):
            raise CodingError("Those words are not there any more. Load the page again.")
        kind, reason = (str(args.get(k) or "").strip() for k in ("kind", "reason"))
        left: set[str] = set()
        try:
            for turn_id, start, end in parts:
                said = {"kind": kind, "reason": reason, "by": self.coder}
                left |= set(redact(self.study, turn_id, start, end, **said))
        finally:  # logs, texts and what was learned from them are other ones now
            self._see_changes()
        return {"left": sorted(left)}

    def _correcting(self, args: Mapping[str, Any]) -> Answer:
        sid = str(args.get("session"))
        self.log(sid)
        return Correcting(self.study, self.coder).answer(self.shelf.session(sid), args)

    def _correct(self, args: Mapping[str, Any]) -> Answer:
        sid = str(args.get("session"))
        self.log(sid)
        try:
            return Correcting(self.study, self.coder).write(self.shelf.session(sid), args)
        finally:  # logs and texts are other ones now
            self._see_changes()

    def _settle(self, args: Mapping[str, Any]) -> Answer:
        sid = str(args.get("session"))
        mine = self.log(sid, settled=True)
        corpus = self.shelf.session(sid)
        answer = settling(self.study, corpus, sid, mine, override=args.get("override"))
        if "items" in answer:
            answer["turns"] = turns_for_page(corpus.turns)
            answer["codes"] = [code_for_page(c) for c in self._all_codes(sid).values()]
            answer["comments"] = comments_seen(self.seen, sid)
        return answer

    def _take(self, args: Mapping[str, Any]) -> Answer:
        sid = str(args.get("session"))
        take(self.study, self.shelf.session(sid), sid, self.log(sid, settled=True), args)
        return self._settle(args)

    def _all_codes(self, session_id: str) -> dict[str, Code]:
        codes = self.codes()
        for folder in sorted((self.study.path / "coding").glob("[a-z0-9]*/")):
            for code, _ in codes_made(CoderLog(self.study, folder.name, session_id).events()):
                codes.setdefault(code.id, code)
        return codes

    def _comments(self, args: Mapping[str, Any]) -> Answer:
        return {"comments": comments_seen(self.seen, str(args.get("session")))}

    def _export(self, args: Mapping[str, Any]) -> Answer:
        return self._handed(self.exporting.make(args), args)

    def _book(self, args: Mapping[str, Any]) -> Answer:
        return self._handed(self.exporting.keep(Framing(self.study, self.coder).book(args)), args)

    def _handed(self, ticket: str, args: Mapping[str, Any]) -> Answer:
        """A file by its ticket; whole for a notebook, which has no server to fetch it from."""
        if not args.get("inline"):
            return {"ticket": ticket, "name": self.exporting.named(ticket)}
        file = self.exporting.take(ticket)
        assert file is not None
        whole = base64.b64encode(file.content).decode()
        return {"name": file.name, "kind": file.kind, "content": whole}

    def _say(self, args: Mapping[str, Any]) -> Answer:
        return {"said": self.reading.say(args), **self.reading.answer(args)}

    def _write(self, args: Mapping[str, Any]) -> Answer:
        return {"said": self.charting.write(args), **self.charting.answer(args)}
