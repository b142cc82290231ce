"""Where the words of a row of a table stand: by its turn, its quote, its speaker."""

from __future__ import annotations

import re
from collections.abc import Mapping

from practicelearn._cells import legal_xml
from practicelearn.corpus import Corpus
from practicelearn.exchange.locate import Finder, Found
from practicelearn.language.forms import name_form
from practicelearn.transcripts.sheets.files import file_key

__all__ = ["Places"]

_NUMBERED = re.compile(r"^[PD]?\s*\d+\s*:\s*")


class Places:
    """Looks for what rows quote in a corpus.

    Parameters
    ----------
    corpus : Corpus
    threshold : float
        A quote less like its place than this (0 to 1) is in no place.
    """

    def __init__(self, corpus: Corpus, threshold: float) -> None:
        self.threshold = threshold
        self.texts: dict[str, str] = corpus.turns["text"].to_dict()
        self.speakers = _Speakers(corpus)
        self.finder = Finder(corpus)
        self.sessions = {str(s).casefold(): str(s) for s in corpus.sessions.index}
        for session_id, file in corpus.sessions["file"].items():
            if isinstance(file, str):
                self.sessions.setdefault(file_key(file), str(session_id))
        once = corpus.sessions["group"].astype(str).str.casefold().drop_duplicates(keep=False)
        for session_id, group in once.items():  # a group that met once may stand for its session
            self.sessions.setdefault(group, str(session_id))

    def session(self, name: str) -> str | None:
        """Return the session of an id or of a file's name, None where there is none."""
        plain = _NUMBERED.sub("", name.rpartition(">")[2].strip())  # ATLAS.ti numbers documents
        for key in (name.casefold(), file_key(name), plain.casefold(), file_key(plain)):
            if key in self.sessions:
                return self.sessions[key]
        return None

    def place(self, row: Mapping[str, str]) -> Found | str:
        """Return where a row's words stand, or why that is not known."""
        quote, turn = row.get("quote"), row.get("turn_id")
        session = None
        if row.get("session_id"):
            name = row["session_id"]
            session = self.session(name)
            if session is None:
                return f'there is no session "{name}"'
        if turn is not None and turn not in self.texts and session and turn.isdigit():
            turn = f"{session}:{int(turn):05d}"
        if turn is not None and turn not in self.texts:
            return f'there is no turn "{turn}"'
        if turn is not None and quote is None:
            return Found(((turn, 0, len(self.texts[turn])),), 1.0, 1)
        if quote is None:
            return "it has a code, and neither words nor a turn"
        found = self._as_given(row, turn) or self._found(quote, session, turn, row.get("speaker"))
        if found.score < self.threshold:
            return f"the quote is nowhere in the transcript (best score {found.score:.2f})"
        if found.n_places > 1:
            return f"the quote stands in {found.n_places} places; name its turn"
        return found

    def words(self, found: Found) -> str:
        """Return the words of a place."""
        return " / ".join(self.texts[t][a:b] for t, a, b in found.parts)

    def _found(
        self, quote: str, session: str | None, turn: str | None, speaker: str | None
    ) -> Found:
        """Look for the words, without labels before them; a speaker's turns decide a tie."""
        among = None if turn is None else frozenset({turn})
        found = self.finder.find(quote, session=session, among=among)
        if found.score < 1:
            bare = self.speakers.without_labels(quote)
            again = self.finder.find(bare, session=session, among=among) if bare != quote else found
            quote, found = (bare, again) if again.score > found.score else (quote, found)
        own = self.speakers.turns_of(speaker, session) if speaker and among is None else None
        if found.n_places > 1 and own:
            here = self.finder.find(quote, session=session, among=own)
            found = here if here.score >= found.score else found
        return found

    def _as_given(self, row: Mapping[str, str], turn: str | None) -> Found | None:
        if turn is None or not row.get("start", "").isdigit() or not row.get("end", "").isdigit():
            return None
        a, b = int(row["start"]), int(row["end"])
        words = self.texts[turn][a:b]
        same = legal_xml(words).split() == row["quote"].split()
        return Found(((turn, a, b),), 1.0, 1) if same and words else None


class _Speakers:
    """Whose turns are whose, by label, person or pseudonym; and what a label before words is."""

    def __init__(self, corpus: Corpus) -> None:
        turns = corpus.turns
        names = corpus.people["pseudonym"].to_dict() if "pseudonym" in corpus.people else {}
        self._turns: dict[str, set[str]] = {}
        for turn_id, label, person in zip(
            turns.index, turns["speaker"], turns["person_id"], strict=True
        ):
            for name in (label, person, names.get(person)):
                if isinstance(name, str):
                    self._turns.setdefault(name_form(name), set()).add(str(turn_id))
        labels = [re.escape(n) for n in turns["speaker"].dropna().unique()]
        longest = sorted(map(str, labels), key=len, reverse=True)
        said = "|".join(longest) or r"(?!)"
        self._label = re.compile(rf"^\s*[\[(]?(?:{said})[\])]?\s*[:–-]\s+", re.I | re.M)

    def without_labels(self, quote: str) -> str:
        """Return a quote without a speaker's label at the beginning of a line."""
        return self._label.sub("", quote)

    def turns_of(self, speaker: str, session: str | None) -> frozenset[str]:
        """Return the turns of a speaker, of one session if it is known."""
        own = self._turns.get(name_form(speaker), set())
        return frozenset(t for t in own if session is None or t.rsplit(":", 1)[0] == session)
