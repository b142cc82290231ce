"""All rules on all texts: the roster, patterns, cue words, names, and spaCy's entities."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

from practicelearn._shared_out import each, in_parts
from practicelearn.language.entities import find_entities, keep_places, key_of, known_places
from practicelearn.language.kept_entities import Places
from practicelearn.language.names import Words, sayings
from practicelearn.language.pipeline import Pipeline, load_pipeline
from practicelearn.pseudonyms.clubs import find_clubs
from practicelearn.pseudonyms.cues import find_cues
from practicelearn.pseudonyms.dates import find_dates
from practicelearn.pseudonyms.decided import DECIDED, Decided, find_decided
from practicelearn.pseudonyms.hits import FILLER, Hit, settled
from practicelearn.pseudonyms.institutions import find_institutions
from practicelearn.pseudonyms.letters import find_initials
from practicelearn.pseudonyms.names import could_name, entity_hits, find_names
from practicelearn.pseudonyms.patterns import compiled, find_patterns
from practicelearn.pseudonyms.roster import Named, Roster
from practicelearn.pseudonyms.said import find_said
from practicelearn.pseudonyms.speech import Speech
from practicelearn.pseudonyms.whereabouts import find_places

__all__ = ["Finder", "Known"]

_Further = TypeVarTuple("_Further")
_T = TypeVar("_T")

_Pairs = tuple[tuple[str, tuple[str, str]], ...]
Known = Mapping[int, Places]
"""Where the model saw names in texts, by place of the text."""

_STRETCH = 20_000
"""Code points of the texts that are looked at together: about an hour of talk."""


class Finder:
    """Finds what gives people away, by every rule at once.

    Parameters
    ----------
    people : iterable of Named
        Who is known by name.
    patterns : mapping of str to str, optional
        Kind -> regular expression of further ids.
    use_model : bool, default True
        Ask spaCy too. Without it rare names get through more often, several times faster.
    pipeline : Pipeline, optional
    cache : Path, optional
        Folder in which spaCy's finds are kept, by hash of the text: for text without names only.
    decided : Decided, optional
        What people said of names: whatever the rules say, it is found, or it is not.

    Notes
    -----
    Texts are looked at in stretches, each a task of its own: see
    :mod:`practicelearn._shared_out`.
    """

    def __init__(
        self,
        people: Iterable[Named] = (),
        *,
        patterns: Mapping[str, str] | None = None,
        use_model: bool = True,
        pipeline: Pipeline | None = None,
        cache: Path | None = None,
        decided: Decided | None = None,
    ) -> None:
        self.decided = decided or Decided()
        self.pipeline = load_pipeline() if pipeline is None else pipeline
        self.words = Words(self.pipeline, cache)
        self._cache = cache
        self.roster = Roster(people)
        self._patterns = tuple((patterns or {}).items())
        self._case_ids = compiled(patterns)
        self._use_model = use_model and not self.pipeline.blank

    def find(
        self, texts: Sequence[str], *, learned: Collection[str] = (), use_model: bool = True
    ) -> list[list[Hit]]:
        """Return the hits of each text, in order and without overlaps.

        Parameters
        ----------
        texts : sequence of str
            What stands in square brackets is not looked at.
        learned : collection of str
            Lower-cased names found before, sought in any case.
        use_model : bool
            False for texts that the model has seen and found nothing in.
        """
        found = self.look(_found, texts, learned, use_model, use_model=use_model)
        return [hits for own in found for hits in own]

    def look(
        self,
        function: Callable[[Finder, list[str], Known, *_Further], tuple[_T, Known]],
        texts: Sequence[str],
        *further: *_Further,
        use_model: bool = True,
    ) -> Iterator[_T]:
        """Yield what ``function`` finds in texts, stretch by stretch, wherever that is done.

        Parameters
        ----------
        function : callable
            Of a module, and pure. It is given a finder, some of the texts, what the model saw in
            those of them that were looked at before, and what is given further; it returns what it
            finds, and what the model saw. What was seen is kept here and not where it was seen.
        texts : sequence of str
        *further
            Small: it goes with each stretch.
        use_model : bool
            False where the function does not ask the model.
        """
        parts = in_parts(texts, map(len, texts), _STRETCH)
        asked = use_model and self._use_model
        keys = [
            [key_of(_asked(own)) for own in self.speech(part)] if asked else [] for part in parts
        ]
        before = known_places(
            self.pipeline, [key for own in keys for key in own], self._cache if asked else None
        )
        tasks = (
            (self, part, {n: before[key] for n, key in enumerate(own) if key in before}, *further)
            for part, own in zip(parts, keys, strict=True)
        )
        seen: dict[str, Places] = {}
        for own, (found, places) in zip(keys, each(function, tasks, n=len(parts)), strict=True):
            seen.update((own[n], tuple(at)) for n, at in places.items())
            yield found
        if asked:
            keep_places(self.pipeline, seen, self._cache)

    def __reduce__(self) -> tuple[Any, ...]:
        """Goes to another process as what it is made of, and is made there once."""
        decided = (
            tuple(self.decided.sought.items()), self.decided.kept, tuple(self.decided.same.items())
        )  # fmt: skip
        people = tuple(self.roster.people)
        return _made, (people, self._patterns, self._use_model, self.pipeline, decided)

    def speech(self, texts: Sequence[str]) -> list[Speech]:
        """Return texts as the rules see them."""
        return [Speech(text, self.words) for text in texts]

    def hits(
        self,
        speech: Sequence[Speech],
        entities: Known,
        learned: Collection[str] = (),
    ) -> list[list[Hit]]:
        """Return what :meth:`find` does, of speech whose entities are known."""
        found = [
            settled(self._rules(own, entities.get(n, ()), learned)) for n, own in enumerate(speech)
        ]
        return [
            [own.back(h) for h in hits if not self.decided.keeps(own.text[h.start : h.end])]
            for own, hits in zip(speech, found, strict=True)
        ]

    def entities(
        self, speech: Sequence[Speech], *, known: Known | None = None, only_believable: bool = False
    ) -> dict[int, Places]:
        """Return spaCy's entities of texts with capitals, by place in the list, if only none.

        ``known`` are not sought again. ``only_believable`` leaves out texts in which
        :func:`entity_hits` would believe none.
        """
        if not self._use_model:
            return {}
        cased = [
            n for n, own in enumerate(speech)
            if not own.lowered and (not only_believable or could_name(own))
        ]  # fmt: skip
        found = {n: known[n] for n in cased if n in known} if known else {}
        new = [n for n in cased if n not in found]
        entities = find_entities([_asked(speech[n]) for n in new], pipeline=self.pipeline)
        rows: dict[int, list[tuple[int, int, str]]] = {n: [] for n in new}
        for place, start, end, label in zip(
            entities.text, entities.start, entities.end, entities.label, strict=True
        ):
            rows[new[place]].append((int(start), int(end), entities.labels[label]))
        return found | {n: tuple(own) for n, own in rows.items()}

    def _rules(self, speech: Speech, entities: Places, learned: Collection[str]) -> list[Hit]:
        known = list(self.roster.find(speech))
        hits = [
            *known,
            *find_decided(speech, self.decided),
            *find_patterns(speech.text, self._case_ids),
            *find_cues(speech),
            *find_clubs(speech),
            *(h for h in find_institutions(speech) if not _meets(h, known)),
            *find_dates(speech.text),
            *find_names(speech, learned),
            *find_places(speech),
            *find_initials(speech),
            *find_said(speech),
            *entity_hits(speech, entities),
        ]
        if len(hits) > len(known):
            idle = _idle(speech)
            hits = [
                h for h in hits
                if h.who or h.rule == DECIDED
                or not any(a <= h.start and h.end <= b for a, b in idle)
            ]  # fmt: skip
        # an empty hit would be replaced for ever
        spans = ((hit, speech.text[hit.start : hit.end]) for hit in hits)
        return [hit for hit, span in spans if span and FILLER not in span]


@lru_cache(maxsize=4)
def _made(
    people: tuple[Named, ...],
    patterns: tuple[tuple[str, str], ...],
    use_model: bool,
    pipeline: Pipeline,
    decided: tuple[_Pairs, frozenset[str], _Pairs],
) -> Finder:
    sought, kept, same = decided
    return Finder(
        people, patterns=dict(patterns), use_model=use_model, pipeline=pipeline,
        decided=Decided(dict(sought), kept, dict(same)),
    )  # fmt: skip


def _found(
    finder: Finder,
    texts: list[str],
    known: Known,
    learned: Collection[str],
    use_model: bool,
) -> tuple[list[list[Hit]], Known]:
    """What gives people away in some texts, and where the model saw names."""
    speech = finder.speech(texts)
    entities = finder.entities(speech, known=known) if use_model else {}
    return finder.hits(speech, entities, learned), entities


def _asked(speech: Speech) -> str:
    """A text as the model is given it."""
    return speech.text.replace(FILLER, " ")


def _idle(speech: Speech) -> list[tuple[int, int]]:
    """Where sayings stand: *Bob's your uncle*, *tom dick and harry*; names in them are nobody's."""
    heads, pattern = _heads(), _sayings()
    begins = (token.start for token in speech.tokens if token.lower in heads)
    found = (pattern.match(speech.text, start) for start in begins)
    return [match.span() for match in found if match]


@cache
def _sayings() -> re.Pattern[str]:
    longest = sorted(sayings(), key=len, reverse=True)
    said = "|".join(map(re.escape, longest)).replace("'", "['’]")
    return re.compile(rf"(?:{said})\b", re.IGNORECASE)


@cache
def _heads() -> frozenset[str]:
    """First words of the sayings, as tokens have them."""
    first = (saying.split()[0].rstrip(",") for saying in sayings())
    return frozenset(word.removesuffix("'s") for word in first)


def _meets(hit: Hit, others: Iterable[Hit]) -> bool:
    return any(hit.start < other.end and other.start < hit.end for other in others)
