"""Copies that arrive late: words that were taken out of a study, in a log or session that was away.

A laptop was off when somebody withdrew; days later its copy of a log comes back with the synced
drive, and the words with it. No words are kept to know them by. They are known by their place: a
passage that does not fit the turn it names, where that turn says that words were taken out of it;
an event of which another file holds a version with words taken out; a copy of a session whose turn
still says what the frozen one no longer does; the id of a session that was purged
(``purged.py``); a copied sheet (``late_sheets.py``). Whoever changes the study next takes the words
out again, as they were taken out before.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from practicelearn.coding.log.events import Event, events_in, read_events
from practicelearn.coding.log.moves import Move, moves_in, moves_of
from practicelearn.coding.log.texts import GONE, ID_ENTRIES, says_gone
from practicelearn.errors import StudyError
from practicelearn.study.change import Change
from practicelearn.study.files import thaw
from practicelearn.study.going import Going
from practicelearn.study.late_sheets import clean_copies
from practicelearn.study.listing import session_files_of
from practicelearn.study.purged import Purged, late_logs, late_texts, purged
from practicelearn.study.round_out import take_out

__all__ = [
    "Late",
    "anything_gone",
    "clean_late",
    "find_late",
    "frozen_texts",
    "replay_late",
    "without_late",
]

PROGRAM = "practicelearn"
"""Who takes words out again: nobody decides it anew."""
_NOTE = re.compile(r"\[redacted[^\]]*\]")


class Late(NamedTuple):
    """A file that holds words which were taken out of the study.

    ``n`` counts events, or turns of a copied session; ``can_clean`` says whether that can be done
    without looking.
    """

    place: str
    n: int
    can_clean: bool = True


def find_late(folder: Path, texts: Mapping[str, str]) -> list[Late]:
    """Return the logs and copies of sessions that hold words taken out of the study.

    What is of a purged session is named by ``strangers``, each session once.

    Parameters
    ----------
    folder : Path
    texts : mapping
        Turn id to frozen text.
    """
    gone = purged(folder)
    found = _late_in(folder, texts, _dirty_logs(folder, texts), gone)
    for path in sorted(folder.glob("decisions/*.jsonl")) if gone.rounds else ():
        n = sum(gone.holds(event) for event in read_events([path])[0])
        found += [Late(change_place(folder, path), n)] if n else []
    return found


def _late_in(
    folder: Path,
    texts: Mapping[str, str],
    logs: Mapping[str, Mapping[int, _Dirty]],
    gone: Purged,
) -> list[Late]:
    back = {change_place(folder, p) for p in (*late_texts(folder, gone), *late_logs(folder, gone))}
    out = [Late(log, len(dirty)) for log, dirty in logs.items() if log not in back]
    for path in sorted((folder / "sessions").glob("*.csv")):
        n, other = _copied_turns(path, texts)
        if n:
            out.append(Late(change_place(folder, path), n, can_clean=not other))
    return out


def clean_late(change: Change, texts: Mapping[str, str]) -> list[Late]:
    """Take the words out of what arrived late, as they were taken out of the rest; say of what.

    Quotes become what stands in the turn, or the note that stands for them; where people repeat
    those words in the same files, the note stands there too. A copy of a session that differs from
    the frozen one in nothing else is taken out. What is of a purged round goes, and from sheets and
    their copies what is surely gone.
    """
    folder, gone = change.folder, purged(change.folder)
    dirty = _dirty_logs(folder, texts)
    found = _late_in(folder, texts, dirty, gone)
    going = Going.of(q for lines in dirty.values() for d in lines.values() for q in d.quotes)
    for place, lines in dirty.items():
        raw = (folder / place).read_bytes().split(b"\n")
        for number, line in enumerate(raw):
            if number in lines:
                raw[number] = lines[number].clean(line, texts, going)
            elif line.strip():
                raw[number] = _scrubbed_line(line, going)
        change.write(place, b"\n".join(raw))
    for late in found:
        if late.place.startswith("sessions/") and late.can_clean:
            change.remove(late.place)
            beside = f"{late.place[:-4]}.json"
            if change.read(beside) is not None:
                change.remove(beside)
    if gone.rounds:
        take_out(change, gone)
    clean_copies(change, gone)
    named = {late.place for late in found}
    return [*found, *(Late(place, 1) for place in change.places if place not in named)]


def anything_gone(folder: Path) -> bool:
    """Whether anything was ever taken out of a study, as its frozen turns and logs say."""
    if purged(folder).rounds:
        return True
    marks = [mark.encode() for mark in GONE]
    files = [*folder.glob("sessions/*.csv"), *_logs(folder)]
    return any(mark in content for content in map(Path.read_bytes, files) for mark in marks)


def frozen_texts(folder: Path) -> dict[str, str]:
    """Return turn id to frozen text, of the sessions that can be read."""
    out: dict[str, str] = {}
    for sid in session_files_of(folder):
        try:
            turns = thaw(folder / "sessions", [sid]).turns
        except StudyError:
            continue
        out |= {str(t): str(x) for t, x in turns["text"].items()}
    return out


def replay_late(folder: Path) -> None:
    """Take words out again that came back, where that can be done without looking.

    The study's lock must be held. It goes on record, as the program's own.
    """
    if not anything_gone(folder):
        return
    change = Change(folder)
    found = clean_late(change, frozen_texts(folder))
    done = list(dict.fromkeys(late.place for late in found if late.can_clean))
    if done:
        event = Event(kind="mend", who=PROGRAM, payload={"what": done})
        change.append(f"decisions/{PROGRAM}.jsonl", event)
        change.commit()


def without_late(events: Sequence[Event], texts: Mapping[str, str]) -> list[Event]:
    """Return a session's events as they may be shown, brought up to the text as it stands.

    Parameters
    ----------
    events : sequence of Event
    texts : mapping
        Turn id to frozen text, of the session.
    """
    gone = {turn for turn, text in texts.items() if says_gone(text)}
    found = ((e.id, _dirty(e, {}, texts, gone, {})) for e in events) if gone else ()
    dirty = {event_id: late for event_id, late in found if late is not None}
    if not dirty:
        return list(events)
    going = Going.of(quote for late in dirty.values() for quote in late.quotes)
    out = []
    for event in events:
        line = event.to_line().encode()
        late = dirty.get(event.id)
        now = _scrubbed_line(line, going) if late is None else late.clean(line, texts, going)
        shown = event if now == line else replace(event, payload=json.loads(now).get("payload", {}))
        out.append(shown)
    return out


class _Dirty(NamedTuple):
    """A line that holds such words: its parts by number, or the version that is clean."""

    quotes: list[str]
    parts: dict[int, str]
    clean_line: str | None = None

    def clean(self, line: bytes, texts: Mapping[str, str], going: Going) -> bytes:
        if self.clean_line is not None:
            return self.clean_line.encode()
        raw = json.loads(line)
        for n, turn_id in self.parts.items():
            part = raw["payload"]["parts"][n]
            text = texts.get(turn_id, GONE[0])
            note = _NOTE.search(text)
            whole = (0, len(text)) if note is None else note.span()
            if part["turn_id"] == turn_id:
                part["start"], part["end"] = whole
            part["quote"] = text[slice(*whole)]
        raw["payload"] = _scrubbed(raw["payload"], going)
        return json.dumps(raw, ensure_ascii=False).encode()


def _dirty_logs(folder: Path, texts: Mapping[str, str]) -> dict[str, dict[int, _Dirty]]:
    """Place of a log to its lines that hold words which are gone from the study."""
    gone = {turn for turn, text in texts.items() if says_gone(text)}
    logs = _logs(folder)
    union = read_events(logs)[0]
    clean = {e.id: e.to_line() for e in union if says_gone(e.to_line())}
    if not gone and not clean:
        return {}
    moves = moves_of(union)
    out: dict[str, dict[int, _Dirty]] = {}
    for log in logs:
        for number, line in enumerate(log.read_bytes().split(b"\n")):
            if not line.strip():
                continue
            for event in events_in(line, log)[0]:
                found = _dirty(event, clean, texts, gone, moves)
                if found is not None:
                    out.setdefault(change_place(folder, log), {})[number] = found
    return out


def _logs(folder: Path) -> list[Path]:
    found = [*folder.glob("coding/**/*.jsonl"), *folder.glob("decisions/*.jsonl")]
    return sorted(log for log in found if log.is_file() and not log.name.startswith("._"))


def _dirty(
    event: Event,
    clean: Mapping[str, str],
    texts: Mapping[str, str],
    gone: Iterable[str],
    moves: Mapping[str, list[Move]],
) -> _Dirty | None:
    version = clean.get(event.id)
    if version is not None and not says_gone(event.to_line()):
        quotes = [str(p["quote"]) for p in event.payload.get("parts", ())]
        return _Dirty(quotes, {}, version)
    parts: dict[int, str] = {}
    if event.kind == "move":
        return None
    later = [move for _, move in moves_in(event, moves.get(str(event.session_id), []))]
    for n, part in enumerate(event.payload.get("parts", ())):
        places = [part]
        for move in later:
            places = [now for place in places for now in move.parts(place) or ()]
        turns = [place["turn_id"] for place in places if place["turn_id"] in gone]
        if not turns or says_gone(part["quote"]):
            continue
        text = texts[turns[0]]
        # an older text said more than the turn does now: only a turn that is all gone is sure
        if text == GONE[0] or (not later and part["quote"] not in text):
            parts[n] = turns[0]
    if not parts:
        return None
    return _Dirty([event.payload["parts"][n]["quote"] for n in parts], parts)


def _copied_turns(path: Path, texts: Mapping[str, str]) -> tuple[int, bool]:
    """How many turns of a copied session say what the frozen one no longer does; any other change.

    The session's own file says nothing else than itself.
    """
    if path.name.startswith("._"):
        return 0, False
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return 0, False
    n, other = 0, False
    for row in rows:
        frozen = texts.get(str(row.get("turn_id")))
        if frozen is None or frozen == row.get("text"):
            other |= frozen is None
        elif says_gone(frozen) and not says_gone(str(row.get("text"))):
            n += 1
        else:
            other = True
    return n, other


def _scrubbed(value: Any, going: Going, key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: v if k in ID_ENTRIES else _scrubbed(v, going, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_scrubbed(item, going, key) for item in value]
    return going.without(value, GONE[0]) if isinstance(value, str) else value


def _scrubbed_line(line: bytes, going: Going) -> bytes:
    try:
        raw = json.loads(line)
    except ValueError:
        return b"" if going.within(line.decode("utf-8", "replace")) else line
    if not isinstance(raw, dict) or not isinstance(raw.get("payload"), dict):
        return line
    payload = _scrubbed(raw["payload"], going)
    if payload == raw["payload"]:
        return line
    return json.dumps({**raw, "payload": payload}, ensure_ascii=False).encode()


def change_place(folder: Path, path: Path) -> str:
    """Return where a file lies in the study, with slashes."""
    return path.relative_to(folder).as_posix()
