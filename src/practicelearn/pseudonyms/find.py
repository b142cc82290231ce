"""All rules on all texts: the roster, patterns, cue words, names, and spaCy's entities."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from practicelearn.language.entities import find_entities
from practicelearn.language.names import Words, sayings
from practicelearn.language.pipeline import Pipeline, load_pipeline
from practicelearn.pseudonyms.clubs import find_clubs
from practicelearn.pseudonyms.cues import find_cues
from practicelearn.pseudonyms.dates import find_dates
from practicelearn.pseudonyms.hits import FILLER, Hit, settled
from practicelearn.pseudonyms.institutions import find_institutions
from practicelearn.pseudonyms.letters import find_initials
from practicelearn.pseudonyms.names import could_name, entity_hits, find_names
from practicelearn.pseudonyms.patterns import compiled, find_patterns
from practicelearn.pseudonyms.roster import Named, Roster
from practicelearn.pseudonyms.said import find_said
from practicelearn.pseudonyms.speech import Speech
from practicelearn.pseudonyms.whereabouts import find_places

__all__ = ["Finder"]


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
    """

    def __init__(
        self,
        people: Iterable[Named] = (),
        *,
        patterns: Mapping[str, str] | None = None,
        use_model: bool = True,
        pipeline: Pipeline | None = None,
        cache: Path | None = None,
    ) -> None:
        self.pipeline = load_pipeline() if pipeline is None else pipeline
        self.words = Words(self.pipeline, cache)
        self._cache = cache
        self.roster = Roster(people)
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
        speech = self.speech(texts)
        return self.hits(speech, self.entities(speech) if use_model else {}, learned)

    def speech(self, texts: Sequence[str]) -> list[Speech]:
        """Return texts as the rules see them."""
        return [Speech(text, self.words) for text in texts]

    def hits(
        self,
        speech: Sequence[Speech],
        entities: Mapping[int, list[tuple[int, int, str]]],
        learned: Collection[str] = (),
    ) -> list[list[Hit]]:
        """Return what :meth:`find` does, of speech whose entities are known."""
        found = [
            settled(self._rules(own, entities.get(n, []), learned)) for n, own in enumerate(speech)
        ]
        return [[own.back(hit) for hit in hits] for own, hits in zip(speech, found, strict=True)]

    def entities(
        self, speech: Sequence[Speech], *, only_believable: bool = False
    ) -> dict[int, list[tuple[int, int, str]]]:
        """Return spaCy's entities of texts with capitals, by place in the list.

        ``only_believable`` leaves out texts in which :func:`entity_hits` would believe none.
        """
        found: dict[int, list[tuple[int, int, str]]] = {}
        if not self._use_model:
            return found
        cased = [
            n for n, own in enumerate(speech)
            if not own.lowered and (not only_believable or could_name(own))
        ]  # fmt: skip
        texts = [speech[n].text.replace(FILLER, " ") for n in cased]
        entities = find_entities(texts, pipeline=self.pipeline, cache=self._cache)
        for place, start, end, label in zip(
            entities.text, entities.start, entities.end, entities.label, strict=True
        ):
            row = (int(start), int(end), entities.labels[label])
            found.setdefault(cased[place], []).append(row)
        return found

    def _rules(
        self, speech: Speech, entities: list[tuple[int, int, str]], learned: Collection[str]
    ) -> list[Hit]:
        known = list(self.roster.find(speech))
        hits = [
            *known,
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
                h for h in hits if h.who or not any(a <= h.start and h.end <= b for a, b in idle)
            ]
        # an empty hit would be replaced for ever
        spans = ((hit, speech.text[hit.start : hit.end]) for hit in hits)
        return [hit for hit, span in spans if span and FILLER not in span]


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
